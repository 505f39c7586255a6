"""Whatever is decided in whatever order: the rules of money hold on every day.

An accepted decision is compared with a budget kept the naive way, as sums over all entries.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hypothesis import given as any_of
from hypothesis import settings
from hypothesis import strategies as st

from domain.budget import AllocateBudget, Budget, FundProgram, ReallocateBudget, ReleaseBudget
from domain.catalogue import evolve
from domain.errors import Refused
from domain.fiscal_year import DecideCeiling
from domain.model import Period, StatedPeriod, StreamId
from tests import happened, make
from tests.happened import APPROVED, in_budget, in_program
from tests.make import (
    JULY,
    MARCH,
    NEW_YEAR,
    NEW_YEARS_EVE,
    OTHER_PROGRAM,
    OTHER_PROJECT,
    PROGRAM,
    PROJECT,
    YEAR,
    after,
    before,
    stated,
)
from tests.spec import Past, decided, past_of
from tests.surroundings import FakeSurroundings, state_of

DAYS = (NEW_YEAR, MARCH, after(MARCH), before(JULY), JULY, NEW_YEARS_EVE)
PROJECTS = (PROJECT, OTHER_PROJECT)
SPRING = stated("2026-01-01", "2026-06-30")
SOME_DAY, SOME_PROJECT = st.sampled_from(DAYS), st.sampled_from(PROJECTS)
AMOUNTS = st.integers(1, 90)
PERIODS = st.sampled_from([None, None, SPRING])
COSTS = st.uuids()
KINDS = st.sampled_from(["cash", "cash", "in_kind"])

NO_OTHERS = FakeSurroundings({})
START = past_of(
    *APPROVED, in_program(happened.program_directive_approved(), program_id=OTHER_PROGRAM)
)


def money(build: Any, **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    given = {"effective_from": SOME_DAY, "amount": AMOUNTS, "money_kind": KINDS, **more}
    return st.builds(build, **given)


COMMANDS = st.one_of(
    money(make.decide_ceiling, amount=st.integers(250, 700)),
    money(make.fund_program, program_id=st.sampled_from([PROGRAM, PROGRAM, OTHER_PROGRAM])),
    money(make.allocate, project_id=SOME_PROJECT, period=PERIODS),
    money(lambda amount, **rest: make.allocate(amount=-amount, **rest), project_id=SOME_PROJECT),
    money(make.reallocate, period=PERIODS),
    money(make.reallocate, source=SOME_PROJECT, target=SOME_PROJECT),
    money(make.release, project_id=SOME_PROJECT, period=PERIODS),
    st.builds(
        lambda **given: make.register_cost(**given).parts(NO_OTHERS)[0],
        cost_id=COSTS,
        amount=AMOUNTS,
        dated=SOME_DAY,
        project_id=st.none() | SOME_PROJECT,
    ),
)
SEQUENCES = st.lists(COMMANDS, min_size=5, max_size=30)
BEGUN = tuple(
    make_command(money_kind=kind, amount=amount)
    for kind in ("cash", "in_kind")
    for make_command, amount in (
        (make.decide_ceiling, 500),
        (make.fund_program, 300),
        (make.allocate, 150),
    )
)
"""Every run begins with a ceiling, money in the reserve and money in a project, of each kind."""


@dataclass
class Naive:
    """A portfolio's money, one entry after another; an amount on a day is a sum over them all."""

    ceilings: dict[tuple[str, date], int] = field(default_factory=dict)
    funded: list[tuple[str, Any, date, int]] = field(default_factory=list)
    moved: list[tuple[str, Any, Period, date, int]] = field(default_factory=list)
    spent: list[tuple[Any, date, int]] = field(default_factory=list)

    def ceiling(self, kind: str, day: date) -> int:
        decided_on = [when for known, when in self.ceilings if known == kind and when <= day]
        return self.ceilings[kind, max(decided_on)] if decided_on else 0

    def funding(self, kind: str, day: date, program: Any = None) -> int:
        return sum(
            amount
            for known, of, when, amount in self.funded
            if known == kind and when <= day and program in (None, of)
        )

    def allocated(self, kind: str, day: date, project: Any = None, period: Any = None) -> int:
        return sum(
            amount
            for known, of, covers, when, amount in self.moved
            if known == kind and when <= day and project in (None, of) and period in (None, covers)
        )

    def cost(self, kind: str, day: date, project: Any) -> int:
        costs = [amount for of, when, amount in self.spent if of == project and when <= day]
        return sum(costs) if kind == "cash" else 0

    def free(self, kind: str, day: date, project: Any) -> int:
        return self.allocated(kind, day, project) - self.cost(kind, day, project)

    def reserve(self, kind: str, day: date) -> int:
        funding = self.funding(kind, day, PROGRAM)
        return funding - self.allocated(kind, day) - self.cost(kind, day, None)

    # --- what may be decided ---

    def allows(self, command: Any) -> bool:
        """Tell by looking at every day whether a command leaves the rules unbroken."""
        days = [day for day in DAYS if day >= getattr(command, "effective_from", NEW_YEAR)]
        match command:
            case DecideCeiling(money_kind=kind, amount=amount):
                lowered = Naive({**self.ceilings, (kind, days[0]): amount})
                fits = all(lowered.ceiling(kind, d) >= self.funding(kind, d) for d in days)
                answer = fits and self.ceiling(kind, days[0]) != amount
            case FundProgram(money_kind=kind, amount=amount):
                answer = all(self.funding(kind, d) + amount <= self.ceiling(kind, d) for d in days)
            case AllocateBudget(money_kind=kind, amount=amount) if amount > 0:
                answer = all(self.reserve(kind, d) >= amount for d in days)
            case AllocateBudget(project_id=project, amount=amount):
                answer = self._gives(command, project, -amount, days)
            case ReleaseBudget(project_id=project, amount=amount):
                answer = self._gives(command, project, amount, days)
            case ReallocateBudget(source=source, target=target, amount=amount):
                answer = source != target and self._gives(command, source, amount, days)
            case _:
                answer = True
        return answer

    def _gives(self, command: Any, project: Any, amount: int, days: Sequence[date]) -> bool:
        kind: str = command.money_kind
        if any(self.free(kind, day, project) < amount for day in days):
            return False
        held = {
            period: min(self.allocated(kind, day, project, period) for day in days)
            for period in (YEAR, SPRING.half_open())
        }
        held = {period: least for period, least in held.items() if least > 0}
        period = self._period(command.period, held)
        return period is not None and held.get(period, 0) >= amount

    @staticmethod
    def _period(wanted: StatedPeriod | None, held: dict[Period, int]) -> Period | None:
        if wanted is not None:
            return wanted.half_open()
        return next(iter(held)) if len(held) == 1 else None

    # --- what has been decided ---

    def take(self, stream: StreamId, event: Any) -> None:
        match event.TOPIC:
            case "fiscal_year.ceiling_decided":
                self.ceilings[event.money_kind, event.effective_from] = event.amount
            case "budget.program_funded":
                program = PROGRAM if stream == in_budget().stream else OTHER_PROGRAM
                entry = (event.money_kind, program, event.effective_from, event.amount)
                self.funded.append(entry)
            case "budget.allocated":
                self._move(event, event.project_id, event.amount)
            case "budget.released":
                self._move(event, event.project_id, -event.amount)
            case "budget.reallocated":
                self._move(event, event.source, -event.amount)
                self._move(event, event.target, event.amount)
            case "budget.cost_registered":
                self.spent.append((event.project_id, event.dated, event.amount))

    def _move(self, event: Any, project: Any, amount: int) -> None:
        entry = (event.money_kind, project, event.period, event.effective_from, amount)
        self.moved.append(entry)


@dataclass
class Run:
    """The same commands, decided by the domain and taken in the naive way."""

    past: Past = field(default_factory=lambda: START)
    naive: Naive = field(default_factory=Naive)

    def __post_init__(self) -> None:
        for command in BEGUN:
            assert self.give(command)

    def give(self, command: Any) -> bool:
        """Return whether the domain accepted `command`."""
        stream = command.stream
        try:
            events = decided(self.past, command)
        except Refused:
            return False
        self.past = {**self.past, stream: (*self.past.get(stream, ()), *events)}
        for event in events:
            self.naive.take(stream, event)
        return True

    @property
    def budget(self) -> Budget:
        events = self.past.get(in_budget().stream, ())
        return state_of(in_budget().stream, events) or Budget()


@settings(max_examples=150, deadline=None)
@any_of(SEQUENCES)
def test_a_command_is_accepted_exactly_when_the_rules_hold_on_every_day(
    commands: list[Any],
) -> None:
    run = Run()
    for command in commands:
        allowed = run.naive.allows(command)
        assert run.give(command) == allowed, command


@settings(max_examples=100, deadline=None)
@any_of(SEQUENCES)
def test_no_decision_breaks_the_rules_of_money_on_any_day(commands: list[Any]) -> None:
    run = Run()
    for command in commands:
        run.give(command)
    naive = run.naive
    for kind in ("cash", "in_kind"):
        for day in DAYS:
            assert 0 <= naive.funding(kind, day) <= naive.ceiling(kind, day)
            overspent = naive.cost(kind, day, None)
            assert naive.reserve(kind, day) >= -overspent
            for project in PROJECTS:
                assert naive.allocated(kind, day, project) >= 0
                assert naive.free(kind, day, project) >= -naive.cost(kind, day, project)
                for period in (YEAR, SPRING.half_open()):
                    assert naive.allocated(kind, day, project, period) >= 0


@settings(max_examples=100, deadline=None)
@any_of(SEQUENCES)
def test_the_state_says_what_all_entries_sum_to_on_every_day(commands: list[Any]) -> None:
    run = Run()
    for command in commands:
        run.give(command)
    for kind in ("cash", "in_kind"):
        purse = run.budget.purse(kind)
        for day in (before(NEW_YEAR), *DAYS, after(NEW_YEARS_EVE)):
            assert purse.funded.on(day) == run.naive.funding(kind, day, PROGRAM)
            assert purse.reserve.on(day) == run.naive.reserve(kind, day)
            for project in PROJECTS:
                assert purse.project(project).free.on(day) == run.naive.free(kind, day, project)


@settings(max_examples=50, deadline=None)
@any_of(SEQUENCES)
def test_what_is_read_back_from_the_log_is_the_state_that_was_live(commands: list[Any]) -> None:
    run = Run()
    live = {stream: state_of(stream, events) for stream, events in run.past.items()}
    for command in commands:
        stream, known = command.stream, len(run.past.get(command.stream, ()))
        run.give(command)
        for event in run.past.get(stream, ())[known:]:
            live[stream] = evolve(stream, live.get(stream), event)
    for stream, state in live.items():
        stored = [(type(event), event.model_dump_json()) for event in run.past[stream]]
        read = [form.model_validate_json(text) for form, text in stored]
        assert state_of(stream, read) == state
