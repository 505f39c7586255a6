"""A registration of every kind, made up: what a leader, a member or a court lets be entered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from domain.agreement import CorrectStatistic, EstablishAgreement, RegisterStatistic
from domain.budget import (
    RegisterCommitment,
    RegisterCommitmentEnd,
    RegisterCost,
    RegisterCredit,
    RegisterIncome,
)
from domain.model import Fact
from domain.person import RegisterPerson
from domain.review import RegisterReview
from tests.application.histories.kinds import amounts, days, few
from tests.interfaces.money_facts import commitment, commitment_end, credit, income
from tests.interfaces.world import (
    OF_FOUR,
    OF_SIX,
    JsonObject,
    agreement,
    cost,
    own_review,
    statistic,
)
from tests.make import CODES, uid

Facts = st.SearchStrategy[JsonObject]
bearers = st.sampled_from([OF_SIX, OF_FOUR, None])
numbers = few.map(str)


def named(kind: str) -> st.SearchStrategy[str]:
    return few.map(lambda number: str(uid(f"{kind} {number}")))


@st.composite
def _stretches(draw: st.DrawFn) -> JsonObject:
    """Draw the days that a fact covers, also over a year's end, and its own day among them."""
    first = draw(st.dates(date(2026, 1, 1), date(2027, 1, 20)))
    last = first + timedelta(days=draw(st.integers(0, 400)))
    of_days = {"first": str(first), "last": str(last)} if draw(st.booleans()) else None
    return {"dated": str(draw(st.sampled_from([first, last]))), "days": of_days}


def _of_days(build: Callable[..., JsonObject], field: str, **more: Any) -> Facts:
    def made(stretch: JsonObject, amount: int, number: str, bearer: Any, **rest: Any) -> JsonObject:
        when = {"dated": stretch["dated"], field: stretch["days"]}
        return build(amount, number=number, projectId=bearer, **when, **rest)

    return st.builds(
        made, stretch=_stretches(), amount=amounts, number=numbers, bearer=bearers, **more
    )


_figures = st.fixed_dictionaries(dict.fromkeys(CODES, st.integers(0, 50_000)))
_reference_years = st.sampled_from([2023, 2024, 2025])

FACTS: Mapping[type[Fact], Facts] = {
    EstablishAgreement: st.builds(agreement),
    RegisterStatistic: st.builds(
        lambda figures, year: statistic(2024, referenceDate=f"{year}-12-31", figures=figures),
        _figures,
        _reference_years,
    ),
    CorrectStatistic: st.builds(
        lambda figures, year: {
            **statistic(2024, referenceDate=f"{year}-12-31", figures=figures),
            "reason": "Fel kolumn.",
        },
        _figures,
        st.sampled_from([2023, 2024]),
    ),
    RegisterCost: _of_days(
        cost, "servicePeriod", commitmentId=st.one_of(st.none(), named("commitment"))
    ),
    RegisterCredit: st.builds(
        credit, amounts, number=numbers, costId=named("cost"), dated=days | st.just("2027-01-20")
    ),
    RegisterCommitment: _of_days(commitment, "period"),
    RegisterCommitmentEnd: st.builds(commitment_end, commitmentId=named("commitment"), dated=days),
    RegisterIncome: _of_days(income, "period"),
    RegisterPerson: st.builds(
        lambda number: {"personId": str(uid(f"person {number}")), "name": "Robin Alm"}, few
    ),
    RegisterReview: st.builds(lambda number: own_review(reviewId=uid(f"review {number}")), few),
}
"""One for each kind of registration, but for those that are about an earlier decision."""

FOLLOWING = ("RegisterConsent", "RegisterAnnulment", "RegisterFollowUp")
"""Those about an earlier decision: which one is known only when they are told."""

_MONEY: tuple[type[Fact], ...] = (
    *(RegisterCost, RegisterCost, RegisterCredit, RegisterIncome),
    *(RegisterCommitment, RegisterCommitmentEnd),
)


def _told(kind: type[Fact]) -> st.SearchStrategy[tuple[type[Fact], JsonObject]]:
    return FACTS[kind].map(lambda body: (kind, body))


money_facts = st.sampled_from(_MONEY).flatmap(_told)
any_fact = st.sampled_from(sorted(FACTS, key=lambda kind: kind.__name__)).flatmap(_told)
