"""Every explanation adds up to the figure that is shown."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from application.budget_answer import budget_of
from application.explanation import (
    Chosen,
    explained_budget,
    explained_ceiling,
    explained_decision,
    explained_shares,
)
from application.queries import At, DecisionFilter, Page, Queries
from application.shares import SHARED
from application.shares_answer import shares_of
from application.views import BudgetView, ProjectBudget, ReserveBudget
from application.views.explained_changes import EffectBehind
from application.views.explanations import BalanceBehind, BudgetExplanation, MemberFigure
from domain.model import Position
from tests.application.histories.kinds import YEARS
from tests.application.histories.laws import PROGRAMS, SEEN_ON
from tests.interfaces.world import PORTFOLIO

EVERYTHING = Chosen()


def explanations_add_up(reader: Queries, head: Position) -> None:
    for day in SEEN_ON[1:]:
        at = At(day, head)
        for program_id in PROGRAMS:
            for year in YEARS:
                _the_budget_adds_up(reader, program_id, year, at)
        _the_shares_add_up(reader, at)
        _the_ceiling_adds_up(reader, at)
    _every_decision_adds_up(reader, At(date.max, head))


# --- A year -------------------------------------------------------------------------------------


def _the_budget_adds_up(reader: Queries, program_id: UUID, year: int, at: At) -> None:
    explained = explained_budget(reader, program_id, year, at, EVERYTHING)
    shown = budget_of(reader, program_id, year, at)
    _members_are_those_shown(explained, shown)
    _derived_is_what_is_shown(explained, shown)
    for money in explained.money:
        for balance in money.balances:
            _balance_adds_up(balance)
            assert len(balance.segments) == len(money.who_pays)
    for measure in SHARED:
        balances = (one for money in explained.money for one in money.balances)
        unsplit = sum(one.unsplit for one in balances if one.measure == measure)
        assert explained.unsplit[measure] == unsplit == getattr(shown, f"unsplit_{measure}")
    _unshared_is_what_is_shown(explained, shown)


def _members_are_those_shown(explained: BudgetExplanation, shown: BudgetView) -> None:
    found: dict[tuple[str, str, str], int] = {
        (one.member, one.money_kind, one.measure): one.amount for one in explained.members
    }
    for one in shown.members:
        for measure in SHARED:
            amount = found.pop((one.member, one.money_kind, measure), 0)
            assert amount == getattr(one, measure)
    for figure in explained.members:
        _member_adds_up(figure)


def _member_adds_up(figure: MemberFigure) -> None:
    assert figure.amount == sum(term.amount for term in figure.terms)
    assert figure.sentences


def _derived_is_what_is_shown(explained: BudgetExplanation, shown: BudgetView) -> None:
    rows: dict[tuple[UUID | None, str], ProjectBudget | ReserveBudget] = {
        **{(row.project_id, row.money_kind): row for row in shown.projects},
        **{(None, row.money_kind): row for row in shown.reserve},
    }
    assert bool(explained.derived) == bool(rows)
    for one in explained.derived:
        row = rows[one.project_id, one.money_kind]
        assert one.amount == getattr(row, one.figure)
        made = sum(term.amount for term in one.terms)
        assert one.amount == (max(0, made) if one.figure == "deviation" else made)


def _unshared_is_what_is_shown(explained: BudgetExplanation, shown: BudgetView) -> None:
    rows: list[ProjectBudget | ReserveBudget] = [*shown.projects, *shown.reserve]
    balances = [one for money in explained.money for one in money.unshared]
    assert sum(row.committed or 0 for row in rows) == sum(one.amount for one in balances)
    for one in balances:
        assert one.amount == sum(posting.amount for posting in one.postings)


def _balance_adds_up(balance: BalanceBehind) -> None:
    listed = sum(one.amount for one in balance.postings) + balance.further_amount
    assert balance.amount == listed
    assert balance.amount == sum(one.amount for one in balance.periods)
    for period in balance.periods:
        assert period.amount == sum(one.amount for one in period.segments)
    for segment in balance.segments:
        falls = (one for period in balance.periods for one in period.segments)
        number = segment.segment
        assert segment.amount == sum(one.amount for one in falls if one.segment == number)
        assert segment.amount == sum(one.amount for one in segment.shares) + segment.unsplit
    by_member = {share.member: share.amount for share in balance.shares}
    for code, amount in by_member.items():
        parts = (share for segment in balance.segments for share in segment.shares)
        assert amount == sum(one.amount for one in parts if one.member == code)
    assert balance.amount == sum(by_member.values()) + balance.unsplit


# --- Shares, ceilings, decisions ----------------------------------------------------------------


def _the_shares_add_up(reader: Queries, at: At) -> None:
    explained, shown = explained_shares(reader, at, EVERYTHING), shares_of(reader, at)
    found: dict[tuple[str, int, str, str], int] = {
        (one.member, one.fiscal_year, one.money_kind, one.measure): one.amount
        for one in explained.totals
    }
    for one in shown.totals:
        for measure in SHARED:
            key = one.member, one.fiscal_year, one.money_kind, measure
            assert found.get(key, 0) == getattr(one, measure)
    for figure in explained.totals:
        _member_adds_up(figure)
    for measure in SHARED:
        assert explained.unsplit[measure] == getattr(shown, f"unsplit_{measure}")


def _the_ceiling_adds_up(reader: Queries, at: At) -> None:
    for kind in explained_ceiling(reader, PORTFOLIO, 2026, at).kinds:
        assert kind.funded == sum(program.amount for program in kind.programs)
        for program in kind.programs:
            assert program.amount == sum(posting.amount for posting in program.postings)
        for day in kind.days:
            assert day.day <= at.valid_at
            if day.ceiling is not None:
                assert day.left == day.ceiling - day.funded >= 0
        assert (kind.days[-1].funded, kind.days[-1].left) == (kind.funded, kind.left)


def _every_decision_adds_up(reader: Queries, at: At) -> None:
    for view in reader.decisions(DecisionFilter(), at, Page(1, 1_000)).items:
        explained = explained_decision(reader, view.decision_id, at)
        stored = {
            (one.position, one.fiscal_year, one.money_kind, one.measure, one.member): one
            for one in view.consequences
        }
        for effect in explained.effects:
            _effect_adds_up(effect)
            for one in effect.consequences:
                key = one.position, one.fiscal_year, one.money_kind, one.measure, one.member
                kept = stored.pop(key)
                assert (one.before, one.after) == (kept.before, kept.after)
        assert not stored, "every consequence is explained"


def _effect_adds_up(effect: EffectBehind) -> None:
    for one in effect.consequences:
        assert one.difference == one.after - one.before
        assert one.difference == sum(term.amount for term in one.terms)
    for change in effect.changes:
        posted = sum(posting.amount for posting in change.postings)
        assert change.difference == change.after - change.before == posted
        assert change.difference == sum(one.difference for one in change.members)
        assert change.postings or change.who_pays_changes
        by = [(change.after_by, change.after)]
        by += [(change.before_by, change.before)] if change.before_by else []
        for split, amount in by:
            assert sum(segment.amount for segment in split.segments) == amount
