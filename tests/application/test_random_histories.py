"""Laws that hold whatever is decided and registered, in any order, on any day.

Histories are made up of every kind of entry that moves money or who pays it; what the rules
refuse is part of a history too, and must leave nothing behind.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from application.budget_answer import budget_of
from application.decisions import take_in
from application.queries import At, DecisionFilter, Page, PostingFilter, Queries
from application.registrations import register
from application.rehearsals import rehearse
from application.shares_answer import shares_of
from application.views import BudgetView, DecisionView, MemberBudget, MemberTotal, SharesView
from domain.budget import RegisterCost
from domain.decision import Decision
from domain.errors import DomainError
from domain.model import Fact, Position
from infrastructure.database import Database
from infrastructure.event_log import EventLog
from infrastructure.rebuild import check
from interfaces.main import open_log
from tests.interfaces import world
from tests.interfaces.world import (
    AGREEMENT,
    FIVE,
    FOUR,
    OF_FOUR,
    OF_SIX,
    PROGRAM,
    SIX,
    STEERING,
    Clock,
    JsonObject,
    allocate,
    apply_figures,
    ceiling,
    constellation,
    cost,
    cost_key,
    decision,
    fund,
    reallocate,
    release,
    resolution,
    serving,
)
from tests.make import CODES, FOUR_CODES, uid

YEARS = (2026, 2027)
SEEN_ON = (date(2026, 1, 1), date(2026, 7, 1), date(2026, 12, 31), date(2027, 12, 31))
NEW_KEY = uid("new key")

# --- Histories ----------------------------------------------------------------------------------

days = st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(str)
amounts = st.integers(1, 40_000_000)
projects = st.sampled_from([OF_SIX, OF_FOUR])


@st.composite
def periods(draw: st.DrawFn, one_in: int) -> JsonObject | None:
    """Draw the days that money covers, one time in so many; else what is the default."""
    first, last = sorted(draw(st.tuples(days, days)))
    return {"first": first, "last": last} if draw(st.integers(1, one_in)) == one_in else None


@st.composite
def money_moves(draw: st.DrawFn) -> JsonObject:
    """Draw a resolution about the budget of 2026."""
    day, amount, project = draw(days), draw(amounts), draw(projects)
    given = {"effectiveFrom": day, "period": draw(periods(2))}
    taken = {"effectiveFrom": day, "period": draw(periods(8))}
    kind = draw(st.sampled_from(["fund", "allocate", "lower", "release", "move", "ceiling"]))
    match kind:
        case "fund":
            return fund(amount, **given)
        case "allocate":
            return allocate(amount, project, **given)
        case "lower":
            return allocate(-amount, project, **taken)
        case "release":
            return release(amount, project, **taken)
        case "move":
            other = OF_FOUR if project == OF_SIX else OF_SIX
            return reallocate(amount, project, other, **taken)
        case _:
            return ceiling(500_000_000 + amount, effectiveFrom=day)


@st.composite
def terms(draw: st.DrawFn) -> JsonObject:
    """Draw a resolution that changes who pays, or by what."""
    day = draw(days)
    match draw(st.integers(0, 3)):
        case 0:
            return apply_figures(draw(st.sampled_from([2023, 2024])), day)
        case 1:
            members = draw(st.sets(st.sampled_from(FOUR_CODES), min_size=1))
            smaller: JsonObject = constellation(FOUR, "4D", sorted(members), effectiveFrom=day)
            return smaller
        case 2:
            of = draw(st.sampled_from([SIX, FIVE, FOUR]))
            fields = {"projectId": draw(projects), "constellationId": of, "effectiveFrom": day}
            return resolution("changeProjectConstellation", **fields)
        case _:
            code = draw(st.sampled_from(CODES))
            leaves = {"agreementId": AGREEMENT, "code": code, "effectiveFrom": day}
            return resolution("withdrawMember", **leaves)


@st.composite
def costs(draw: st.DrawFn) -> JsonObject:
    """Draw a cost of a project or the reserve, of a day or of a service period over years."""
    first = draw(st.dates(date(2026, 1, 1), date(2027, 3, 31)))
    last = first + timedelta(days=draw(st.integers(0, 400)))
    service = {"first": str(first), "last": str(last)} if draw(st.booleans()) else None
    return cost(
        draw(amounts),
        number=str(draw(st.integers(1, 10**6))),
        projectId=draw(st.sampled_from([OF_SIX, OF_FOUR, None])),
        dated=str(draw(st.sampled_from([first, last]))),
        servicePeriod=service,
    )


decisions = st.builds(
    lambda resolutions, body, decided: decision(*resolutions, bodyId=body, decidedOn=decided),
    st.lists(money_moves() | terms(), min_size=1, max_size=3),
    st.sampled_from([world.BOARD, world.BOARD, world.BOARD, STEERING]),
    days,
)
histories = st.lists(decisions | costs(), min_size=3, max_size=8)


# --- Telling them -------------------------------------------------------------------------------


@dataclass
class Teller:
    """Decides and registers, and keeps what every read answered at each position."""

    log: EventLog
    answers: list[tuple[At, Any]] = field(default_factory=list)
    accepted: list[JsonObject] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)

    @property
    def head(self) -> Position:
        with self.log.snapshot() as snapshot:
            return snapshot.reader.head().position

    def tell(self, body: JsonObject) -> None:
        """Let an entry in, or see it refused and nothing recorded; then keep every answer."""
        before = self.head
        try:
            if "resolutions" in body:
                self._decide(Decision.model_validate_json(json.dumps(body)))
            else:
                self._register(RegisterCost.model_validate_json(json.dumps(body)))
        except DomainError:
            assert self.head == before
            return
        assert self.head > before
        self.accepted.append(body)
        self.keep()

    def _decide(self, taken: Decision) -> None:
        """Rehearse a decision and take it: both say the same, also when it is refused."""
        tried, position = rehearse(self.log, taken, "local")
        assert position == self.head
        try:
            with self.log.transaction() as transaction:
                view = take_in(transaction, taken, "local")
        except DomainError as refusal:
            self.refused.append((refusal.code, tried.refusals[0].code))
            raise
        assert tried.refusals == ()
        for part in ("consequences", "expected", "resolutions"):
            assert _plain(getattr(view, part)) == _plain(getattr(tried, part)), part
        _sums_up(view)

    def _register(self, fact: Fact) -> None:
        with self.log.transaction() as transaction:
            assert isinstance(fact, RegisterCost)
            register(transaction, fact, "local")

    def keep(self) -> None:
        head = self.head
        for day in SEEN_ON:
            at = At(day, head)
            self.answers.append((at, self.everything(at)))

    def everything(self, at: At) -> Any:
        """Return what every read of money answers at a pair of times."""
        with self.log.snapshot() as snapshot:
            reader = snapshot.reader
            budgets = [budget_of(reader, PROGRAM, year, at) for year in YEARS]
            shares = shares_of(reader, at)
            _adds_up(reader, at, budgets, shares)
            register_ = reader.decisions(DecisionFilter(), at, Page(1, 3))
            of_a_member = reader.decisions(DecisionFilter(member="1487"), at, Page(1, 500))
            return budgets, shares, register_, [one.number for one in of_a_member.items]

    def moved(self, day: date) -> dict[str, int]:
        """Return what is funded beside the world's own, and spent, by a day (öre)."""
        with self.log.snapshot() as snapshot:
            at = At(day, self.head)
            lines = snapshot.reader.postings(PostingFilter(), at, Page(1, 10_000)).items
        sums = {name: sum(one.amount for one in lines if one.account == name) for name in _SIDES}
        return {"funded": -sums["funding"] - world.FUNDED, "spent": sums["spent"]}


_SIDES = ("funding", "spent")


def _plain(views: Sequence[Any]) -> list[Any]:
    return [one.model_dump() for one in views]


def _sums_up(view: DecisionView) -> None:
    """Expect a decision to give nobody what no one pays: moves sum to zero, funding to itself."""
    funded = sum(
        event.data["amount"]  # type: ignore[misc]
        for event in view.events
        if event.topic == "budget.program_funded"
    )
    changed = sum(one.difference for one in view.consequences if one.measure == "budget")
    assert all(one.difference == one.after - one.before for one in view.consequences)
    if all(not event.topic.startswith("agreement.") for event in view.events):
        assert changed == funded
    assert not [one for one in view.consequences if one.difference == 0]


def _adds_up(reader: Queries, at: At, budgets: Sequence[BudgetView], shares: SharesView) -> None:
    postings = reader.postings(PostingFilter(), at, Page(1, 10_000)).items
    entries: dict[int, int] = defaultdict(int)
    accounts: dict[tuple[int, str], int] = defaultdict(int)
    for line in postings:
        entries[line.position] += line.amount
        accounts[line.fiscal_year, line.account] += line.amount
    assert not any(entries.values()), "the lines of every entry sum to zero"
    for one in shares.balances:
        assert sum(share.amount for share in one.shares) + one.unsplit == one.balance
    for budget in budgets:
        year = budget.fiscal_year
        members, projects_ = budget.members, budget.projects
        of_all = sum(one.budget for one in members) + budget.unsplit_budget
        assert of_all == accounts[year, "reserve"] + accounts[year, "allocated"]
        assert of_all == -accounts[year, "funding"]
        spent = sum(one.cost for one in members) + budget.unsplit_cost
        assert spent == accounts[year, "spent"] == -accounts[year, "paid"]
        assert sum(one.allocated for one in projects_) == accounts[year, "allocated"]
        assert _who_pays(one for one in shares.totals if one.fiscal_year == year) == _who_pays(
            members
        )


def _who_pays(members: Iterable[MemberTotal | MemberBudget]) -> set[tuple[str, int, int]]:
    """Return who has a share, and which; one who had a share before has a line of zeros."""
    return {(one.member, one.budget, one.cost) for one in members if one.budget or one.cost}


def _expected(accepted: Sequence[JsonObject], day: date) -> dict[str, int]:
    """Return what is funded and spent by a day, summed from what was told (öre)."""
    sums = {"funded": 0, "spent": 0}
    for body in accepted:
        if "resolutions" not in body and body["dated"] <= str(day):
            sums["spent"] += world.ore(body["amount"])
        for one in body.get("resolutions", ()):
            if one["kind"] == "fundProgram" and one["effectiveFrom"] <= str(day):
                sums["funded"] += world.ore(one["amount"])
    return sums


# --- The law ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def told_world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a world with two keys in the year, and money in two projects."""
    path = tmp_path_factory.mktemp("histories") / "samsyn.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    with serving(database) as api:
        world.build(api)
        api.agree(cost_key(NEW_KEY, "1/3", "2/3", effectiveFrom="2026-06-01"))
    database.close()
    return path


@contextmanager
def told(template: Path) -> Iterator[Teller]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "samsyn.db"
        shutil.copy(template, path)
        database = Database(f"sqlite:///{path}")
        try:
            yield Teller(open_log(database, Clock()))
        finally:
            database.close()


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(history=histories)
def test_every_figure_adds_up_and_stays_what_it_was_whatever_is_told(
    told_world: Path, history: list[JsonObject]
) -> None:
    with told(told_world) as teller:
        teller.keep()
        for body in history:
            teller.tell(body)
        for day in SEEN_ON:
            assert teller.moved(day) == _expected(teller.accepted, day)
        assert all(when_taken == tried for when_taken, tried in teller.refused)
        for at, answer in teller.answers:
            assert teller.everything(at) == answer
        head, differences = check(teller.log.database, lambda _done, _of: None)
        assert (head, differences) == (teller.head, ())
