"""Laws that hold whatever is decided and registered, in any order, on any day, by whom it may be.

Histories are made up of every kind of decision and registration; what a rule refuses is part of
a history too, and leaves nothing behind. `SAMSYN_HISTORIES=200` tries so many, at random; without
it a few are tried, the same each time.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from application import shares
from application.queries import At, Queries
from application.registrations import AnyFact
from application.shares_answer import shares_of
from application.views import DecisionView
from domain.agreement import CorrectStatistic, RegisterConsent, RegisterStatistic
from domain.authority import AUTHORITY
from domain.decision import RegisterAnnulment
from domain.model import Position
from infrastructure import governing_reader
from infrastructure.database import Database
from infrastructure.rebuild import check
from interfaces.main import open_log
from tests.application.histories.explained import explanations_add_up
from tests.application.histories.facts import FACTS, FOLLOWING, money_facts
from tests.application.histories.kinds import AMENDING, KINDS, money_moves, terms
from tests.application.histories.laws import (
    SEEN_ON,
    Everything,
    Sums,
    adds_up,
    difference,
    everything,
    frames_exceeded,
    paid,
    rules_hold,
    stored_consequences,
)
from tests.application.histories.told import (
    Amend,
    Consents,
    Decide,
    Register,
    Step,
    Teller,
    Told,
    history,
)
from tests.interfaces import world
from tests.interfaces.world import (
    AGREEMENT,
    OF_SIX,
    OTHER_PROGRAM,
    Clock,
    ceiling,
    cost_key,
    document,
    fund,
    resolution,
    serving,
)
from tests.make import uid

MANY = os.environ.get("SAMSYN_HISTORIES")
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
SEEDS = st.integers(0, 10**6)
KEPT = (shares._KEPT, governing_reader._KEPT, governing_reader._TERMS)
ALL_CONSENT = Consents(0, all_of_them=True, refused=False)


def some(few: int) -> settings:
    """Return how many histories are tried: as many as asked for, or a few, always the same."""
    chosen = int(MANY) if MANY else few
    return settings(max_examples=chosen, derandomize=not MANY, suppress_health_check=SLOW)


# --- The world ----------------------------------------------------------------------------------


FRAMES = (("2026-01-01", 70_000_000), ("2026-05-01", 55_000_000), ("2026-09-01", 70_000_000))
"""What one member has approved for the year (öre), lower for some months."""

FITS = 10_000_000
"""So much (öre) can be given thrice before a frame is full; of more, the order says what fits."""


@pytest.fixture(scope="module")
def told_world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a world with two keys in the year, a frame, a started project, and hours."""
    path = tmp_path_factory.mktemp("histories") / "samsyn.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    with serving(database) as api:
        world.build(api)
        api.agree(cost_key(uid("new key"), "1/3", "2/3", effectiveFrom="2026-06-01"))
        for kind, rule in (("withdrawMember", "majority"), ("transferBudget", "each_member")):
            named = {"agreementId": AGREEMENT, "decisionKind": kind, "rule": rule}
            api.agree(resolution("adoptDecisionRule", **named, effectiveFrom="2025-01-01"))
        for day, amount in FRAMES:
            frame = {"agreementId": AGREEMENT, "member": "1487", "fiscalYear": 2026}
            api.agree(
                resolution("decideMemberFrame", **frame, amount=amount, effectiveFrom=day),
                decidedOn="2026-01-01",
            )
        api.decide(
            resolution(
                "approveProjectDirective",
                projectId=OF_SIX,
                directive=document("Direktiv"),
                noEffectCalculationBecause="Lagkrav.",
            ),
            resolution("approveProjectPlan", projectId=OF_SIX, plan=document("Plan")),
            resolution("startProject", projectId=OF_SIX),
            ceiling(100_000_000, moneyKind="in_kind"),
            fund(30_000_000, moneyKind="in_kind"),
            fund(30_000_000, programId=OTHER_PROGRAM),
        )
    database.close()
    return path


NOW = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)


@contextmanager
def telling(template: Path) -> Iterator[Teller]:
    """Open a copy of a world, in which everything told is recorded in February 2027."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "samsyn.db"
        shutil.copy(template, path)
        database = Database(f"sqlite:///{path}")
        try:
            yield Teller(open_log(database, Clock(NOW)))
        finally:
            database.close()


# --- What is watched ----------------------------------------------------------------------------


@dataclass
class Watch:
    """Sees after each entry that the laws hold, and keeps what every read answered."""

    kept: list[Everything] = field(default_factory=list)
    closed: dict[int, Sums] = field(default_factory=dict)

    def __call__(self, teller: Teller, step: Step) -> None:
        rules_hold(teller.log)
        with teller.log.snapshot() as snapshot:
            reader = snapshot.reader
            for day in SEEN_ON:
                found = everything(reader, At(day, step.after))
                adds_up(reader, found)
                if day == SEEN_ON[len(teller.accepted) % len(SEEN_ON)]:
                    self.kept.append(found)
            _changed_what_is_stored(reader, step)
            _no_frame_is_exceeded(reader, step)
            self.closed_years_stand_still(reader, step.after)

    def closed_years_stand_still(self, reader: Queries, head: Position) -> None:
        at = At(date.max, head)
        for closing in reader.portfolio(world.PORTFOLIO, at).closed_years:
            year = closing.fiscal_year
            totals = shares_of(reader, at, portfolio_id=world.PORTFOLIO, fiscal_year=year).totals
            shares: Sums = {
                (one.member, one.money_kind, measure): amount
                for one in totals
                for measure in ("budget", "cost", "income")
                if (amount := getattr(one, measure))
            }
            assert self.closed.setdefault(year, shares) == shares


_CHANGES_SHARES = (RegisterConsent, RegisterStatistic, CorrectStatistic, RegisterAnnulment)


def _changed_what_is_stored(reader: Queries, step: Step) -> None:
    """Expect what the register says that was changed to be what is paid after less before."""
    told = step.told
    if isinstance(told, Register) and told.kind not in _CHANGES_SHARES:
        return
    changed = difference(paid(reader, step.before), paid(reader, step.after))
    assert stored_consequences(reader, step.before, step.after) == changed


def _no_frame_is_exceeded(reader: Queries, step: Step) -> None:
    told = step.told
    if not isinstance(step.view, DecisionView) or step.view.standing != "in_force":
        return
    days = [told.day] if isinstance(told, Amend) else []
    if isinstance(told, Decide):
        days += [one["effectiveFrom"] for one in told.resolutions if "effectiveFrom" in one]
    if days:
        since = date.fromisoformat(min(days))
        assert not list(frames_exceeded(reader, step.before, step.after, since))


def _stays_what_it_was(teller: Teller, watch: Watch) -> None:
    """Expect every earlier position to answer as it did when it was the head.

    It is worked out anew: what was kept then, among rehearsals, was as right as what is not.
    """
    for kept in KEPT:
        kept._found.clear()
    with teller.log.snapshot() as snapshot:
        for one in watch.kept:
            assert everything(snapshot.reader, one.at) == one
    head, differences = check(teller.log.database, lambda _done, _of: None)
    assert (head, differences) == (teller.head, ())


# --- The laws -----------------------------------------------------------------------------------


def test_every_kind_can_be_told() -> None:
    assert {*KINDS, *AMENDING} == set(AUTHORITY)
    assert {*(kind.__name__ for kind in FACTS), *FOLLOWING} == {
        kind.__name__ for kind in get_args(AnyFact)
    }


@some(9)
@given(seed=SEEDS, length=st.integers(8, 24))
def test_no_two_figures_disagree_whatever_is_told(told_world: Path, seed: int, length: int) -> None:
    with telling(told_world) as teller:
        teller.watch = watch = Watch()
        for number, one in enumerate(history(seed, length)):
            teller.tell(one)
            if number == 6:
                assert not check(teller.log.database, lambda _done, _of: None)[1]
        with teller.log.snapshot() as snapshot:
            explanations_add_up(snapshot.reader, teller.head)
        _stays_what_it_was(teller, watch)


@some(6)
@given(seed=SEEDS, length=st.integers(12, 24))
def test_no_limit_is_passed_whatever_money_is_decided(
    told_world: Path, seed: int, length: int
) -> None:
    random = Random(seed)
    low = ceiling(135_000_000, effectiveFrom="2026-07-01")
    with telling(told_world) as teller:
        for one in (low, *(money_moves(random) for _ in range(length))):
            teller.tell(Decide((one,), world.BOARD))
            teller.tell(ALL_CONSENT)
            rules_hold(teller.log)


@some(4)
@given(seed=SEEDS, length=st.integers(4, 12))
def test_a_closed_year_stands_still_whatever_is_decided_about_who_pays(
    told_world: Path, seed: int, length: int
) -> None:
    random = Random(seed)
    made = [money_moves(random) for _ in range(3)]
    made.append(KINDS["closeFiscalYear"](random))
    made += [terms(random) for _ in range(length)]
    with telling(told_world) as teller:
        watch = Watch()
        for one in made:
            teller.tell(Decide((one,), world.BOARD))
            teller.tell(ALL_CONSENT)
            with teller.log.snapshot() as snapshot:
                watch.closed_years_stand_still(snapshot.reader, teller.head)
        assert watch.closed[2026]


@some(4)
@given(seed=SEEDS, length=st.integers(4, 12))
def test_what_is_reversed_the_last_first_brings_every_share_back(
    told_world: Path, seed: int, length: int
) -> None:
    random = Random(seed)
    made = [money_moves(random) for _ in range(length)]
    with telling(told_world) as teller:
        start = _paid(teller)
        for number, one in enumerate(made):
            if one["kind"] not in ("decideCeiling", "decideProjectFrame"):
                told = Decide((one,), world.BOARD)
                decision_id = uid(f"to reverse {number}")
                teller.decide(told, told.resolutions, world.BOARD, decisionId=decision_id)
                teller.tell(ALL_CONSENT)
        taken = [step.view for step in teller.accepted if isinstance(step.view, DecisionView)]
        refused = list(teller.refused)
        for view in reversed(taken):
            undone = resolution(
                "reverseDecision",
                decisionId=view.decision_id,
                reason="Ändrat läge.",
                effectiveFrom="2026-12-31",
            )
            told = Decide((undone,), world.BOARD)
            teller.decide(told, told.resolutions, world.BOARD)
            teller.tell(ALL_CONSENT)
        assert teller.refused == refused, "what was decided last can be undone"
        assert _paid(teller) == start


@some(4)
@given(seed=SEEDS, length=st.integers(4, 12))
def test_the_order_of_entry_does_not_matter_for_shares(
    told_world: Path, seed: int, length: int
) -> None:
    random = Random(seed)
    entries: list[Told] = [
        *(Decide((fund(random.randint(1, FITS)),), world.BOARD) for _ in range(3)),
        *_of_their_own([Register(*money_facts(random)) for _ in range(length)]),
    ]
    with telling(told_world) as teller, telling(told_world) as other:
        for one in entries:
            teller.tell(one)
        for one in random.sample(entries, len(entries)):
            other.tell(one)
        assert len(teller.accepted) == len(other.accepted) == len(entries)
        assert _paid(teller) == _paid(other)


def _of_their_own(told: list[Register]) -> Iterator[Register]:
    """Yield the facts that follow no other, each once: what follows another has its order."""
    seen = set()
    for one in told:
        names = {name for name in ("costId", "commitmentId", "incomeId") if name in one.body}
        body = {**one.body, "commitmentId": None} if "costId" in names else one.body
        identity = next((body[name] for name in sorted(names) if body[name]), None)
        follows = {"creditId", "reason"} & one.body.keys()
        if not follows and identity not in seen:
            seen.add(identity)
            yield Register(one.kind, body)


def _paid(teller: Teller) -> Sums:
    with teller.log.snapshot() as snapshot:
        return paid(snapshot.reader, teller.head)
