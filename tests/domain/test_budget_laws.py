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

from domain.budget import (
    AllocateBudget,
    Budget,
    FundProgram,
    ReallocateBudget,
    RegisterCommitment,
    RegisterCommitmentEnd,
    RegisterCost,
    RegisterCredit,
    ReleaseBudget,
    ReturnFunding,
    TransferBudget,
)
from domain.catalogue import evolve
from domain.errors import Conflict, Malformed, NotFound, Refused
from domain.fiscal_year import DecideCeiling
from domain.model import Fact, Period, StatedPeriod, StreamId
from tests import facts, happened, make
from tests.happened import APPROVED, in_budget, in_program
from tests.make import (
    JULY,
    MARCH,
    NEW_YEAR,
    NEW_YEARS_EVE,
    NOWHERE,
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
COSTS = st.sampled_from([make.uid(f"cost {number}") for number in range(6)])
COMMITMENTS = st.sampled_from([make.uid(f"commitment {number}") for number in range(3)])
KINDS = st.sampled_from(["cash", "cash", "in_kind"])

START = past_of(
    *APPROVED, in_program(happened.program_directive_approved(), program_id=OTHER_PROGRAM)
)


def money(build: Any, **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    given = {"effective_from": SOME_DAY, "amount": AMOUNTS, "money_kind": KINDS, **more}
    return st.builds(build, **given)


def fact(build: Any, **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(
        build, amount=AMOUNTS, dated=SOME_DAY, project_id=st.none() | SOME_PROJECT, **more
    )


COMMANDS = st.one_of(
    money(make.decide_ceiling, amount=st.integers(250, 700)),
    money(make.fund_program, program_id=st.sampled_from([PROGRAM, PROGRAM, OTHER_PROGRAM])),
    money(make.allocate, project_id=SOME_PROJECT, period=PERIODS),
    money(lambda amount, **rest: make.allocate(amount=-amount, **rest), project_id=SOME_PROJECT),
    money(make.reallocate, period=PERIODS),
    money(make.reallocate, source=SOME_PROJECT, target=SOME_PROJECT),
    money(make.release, project_id=SOME_PROJECT, period=PERIODS),
    money(make.return_funding),
    money(make.transfer),
    fact(make.register_cost, cost_id=COSTS, commitment_id=st.none() | COMMITMENTS),
    fact(facts.register_commitment, commitment_id=COMMITMENTS),
    fact(facts.register_income, income_id=st.uuids()),
    st.builds(
        facts.register_credit, credit_id=st.uuids(), cost_id=COSTS, amount=AMOUNTS, dated=SOME_DAY
    ),
    st.builds(facts.register_commitment_end, commitment_id=COMMITMENTS, dated=SOME_DAY),
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
    committed: list[tuple[Any, date, int]] = field(default_factory=list)
    given: list[tuple[str, Period, date, int]] = field(default_factory=list)
    costs: dict[Any, tuple[date, int]] = field(default_factory=dict)
    open: dict[Any, tuple[Any, int]] = field(default_factory=dict)

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

    def bound(self, kind: str, day: date, project: Any) -> int:
        bound = [amount for of, when, amount in self.committed if of == project and when <= day]
        return self.cost(kind, day, project) + (sum(bound) if kind == "cash" else 0)

    def free(self, kind: str, day: date, project: Any) -> int:
        return self.allocated(kind, day, project) - self.bound(kind, day, project)

    def reserve(self, kind: str, day: date) -> int:
        funding = self.funding(kind, day, PROGRAM)
        return funding - self.allocated(kind, day) - self.bound(kind, day, None)

    def kept(self, kind: str, day: date, period: Period) -> int:
        """Return what the reserve has been given for a period, less what was allocated of it."""
        return sum(
            amount
            for known, covers, when, amount in self.given
            if (known, covers) == (kind, period) and when <= day
        )

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
            case ReturnFunding(money_kind=kind) | TransferBudget(money_kind=kind):
                answer = self._reserve_gives(kind, command.amount, days)
            case _:
                answer = self._allows_fact(command)
        return answer

    def _allows_fact(self, fact_: Any) -> bool:
        match fact_:
            case RegisterCost(cost_id=cost, commitment_id=commitment, project_id=project):
                same = commitment is None or self.open.get(commitment, (NOWHERE,))[0] == project
                return cost not in self.costs and same
            case RegisterCredit(cost_id=cost, amount=amount, dated=dated):
                when, left = self.costs.get(cost, (dated, 0))
                return amount <= left and when <= dated
            case RegisterCommitmentEnd(commitment_id=commitment):
                return self.open.get(commitment, (None, 0))[1] > 0
            case RegisterCommitment(commitment_id=commitment):
                return commitment not in self.open
            case _:
                return True

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

    def _reserve_gives(self, kind: str, amount: int, days: Sequence[date]) -> bool:
        if any(self.reserve(kind, day) < amount for day in days):
            return False
        held = {
            period: least
            for period in (YEAR, SPRING.half_open())
            if (least := min(self.kept(kind, day, period) for day in days)) > 0
        }
        return len(held) == 1 and next(iter(held.values())) >= amount

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
                if program == PROGRAM:
                    self._keep(event, event.amount)
            case "budget.funding_returned" | "budget.transferred_out":
                self._fund(event, PROGRAM, -event.amount)
                self._keep(event, -event.amount)
            case "budget.transferred_in":
                self._fund(event, OTHER_PROGRAM, event.amount)
            case "budget.allocated":
                self._move(event, event.project_id, event.amount)
                self._keep(event, -event.amount)
            case "budget.released":
                self._move(event, event.project_id, -event.amount)
                self._keep(event, event.amount)
            case "budget.reallocated":
                self._move(event, event.source, -event.amount)
                self._move(event, event.target, event.amount)
            case _:
                self._register(event)

    def _register(self, event: Any) -> None:
        match event.TOPIC:
            case "budget.cost_registered":
                self.spent.append((event.project_id, event.dated, event.amount))
                self.costs[event.cost_id] = (event.dated, event.amount)
            case "budget.cost_credited":
                self.spent.append((event.project_id, event.dated, -event.amount))
                dated, left = self.costs[event.cost_id]
                self.costs[event.cost_id] = (dated, left - event.amount)
            case "budget.committed":
                self.committed.append((event.project_id, event.dated, event.amount))
                self.open[event.commitment_id] = (event.project_id, event.amount)
            case "budget.commitment_drawn" | "budget.commitment_lifted":
                self.committed.append((event.project_id, event.dated, -event.amount))
                project, left = self.open[event.commitment_id]
                self.open[event.commitment_id] = (project, left - event.amount)

    def _fund(self, event: Any, program: Any, amount: int) -> None:
        self.funded.append((event.money_kind, program, event.effective_from, amount))

    def _keep(self, event: Any, amount: int) -> None:
        self.given.append((event.money_kind, event.period, event.effective_from, amount))

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
        """Return whether the domain accepted `command`, in every stream that it concerns."""
        past, taken = self.past, []
        try:
            for part in self._parts(command):
                events = decided(past, part)
                past = {**past, part.stream: (*past.get(part.stream, ()), *events)}
                taken += [(part.stream, event) for event in events]
        except (Malformed, NotFound, Conflict, Refused):
            return False
        self.past = past
        for stream, event in taken:
            self.naive.take(stream, event)
        return True

    def _parts(self, command: Any) -> Sequence[Any]:
        if isinstance(command, Fact):
            return command.parts(FakeSurroundings(self.past))
        parts: Sequence[Any] = command.parts()
        return parts

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
            overspent = naive.bound(kind, day, None)
            assert naive.reserve(kind, day) >= -overspent
            for project in PROJECTS:
                assert naive.allocated(kind, day, project) >= 0
                assert naive.free(kind, day, project) >= -naive.bound(kind, day, project)
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
            for of in (None, *PROJECTS):
                pot = purse.pot(of)
                assert pot.committed.on(day) >= 0
                assert pot.left == pot.free.final
                assert (pot.above is not None) == (pot.left < 0)


@settings(max_examples=50, deadline=None)
@any_of(SEQUENCES)
def test_what_is_read_back_from_the_log_is_the_state_that_was_live(commands: list[Any]) -> None:
    run = Run()
    live = {stream: state_of(stream, events) for stream, events in run.past.items()}
    for command in commands:
        known = {stream: len(events) for stream, events in run.past.items()}
        run.give(command)
        for stream, events in run.past.items():
            for event in events[known.get(stream, 0) :]:
                live[stream] = evolve(stream, live.get(stream), event)
    for stream, state in live.items():
        stored = [(type(event), event.model_dump_json()) for event in run.past[stream]]
        read = [form.model_validate_json(text) for form, text in stored]
        assert state_of(stream, read) == state


FACTS = st.lists(
    st.one_of(
        fact(make.register_cost, cost_id=st.uuids()),
        fact(facts.register_commitment, commitment_id=st.uuids()),
        fact(facts.register_income, income_id=st.uuids()),
    ),
    max_size=8,
)


@settings(max_examples=50, deadline=None)
@any_of(FACTS.flatmap(lambda told: st.tuples(st.just(told), st.permutations(told))))
def test_the_order_in_which_facts_are_entered_does_not_matter(
    orders: tuple[list[Any], list[Any]],
) -> None:
    one, other = Run(), Run()
    for run, told in zip((one, other), orders, strict=True):
        for each in told:
            assert run.give(each)
    purse, same = (run.budget.purse("cash") for run in (one, other))
    for project in (None, *PROJECTS):
        for day in DAYS:
            assert purse.pot(project).free.on(day) == same.pot(project).free.on(day)
        assert purse.pot(project).left == same.pot(project).left
    assert one.budget.entered == other.budget.entered
