"""A registration of every kind, made up: what a leader, a member or a court lets be entered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

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
from tests.application.histories.drawn import Drawn, always, any_of, fields, one_of
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

Facts = Drawn[JsonObject]
bearers = one_of(OF_SIX, OF_FOUR, None)


def named(kind: str) -> Drawn[str]:
    return lambda random: str(uid(f"{kind} {few(random)}"))


def _of_days(build: Callable[..., JsonObject], field: str, **more: Any) -> Facts:
    """Return facts of a day, or of days also over a year's end, dated at one end of them."""

    def made(random: Random) -> JsonObject:
        first = date(2026, 1, 1) + timedelta(days=random.randint(0, 384))
        last = first + timedelta(days=random.choice((0, 30, random.randint(0, 400))))
        covers = {"first": str(first), "last": str(last)} if random.randint(0, 1) else None
        when = {"dated": str(random.choice((first, last))), field: covers}
        bearer = {"projectId": bearers(random), "number": str(few(random))}
        return build(amounts(random), **bearer, **when, **fields(random, more))

    return made


def _figures(random: Random) -> dict[str, int]:
    return {code: random.randint(0, 50_000) for code in CODES}


def _statistic(random: Random, years: tuple[int, ...], **more: Any) -> JsonObject:
    year = random.choice(years)
    of_year = {"referenceDate": f"{year}-12-31", "figures": _figures(random)}
    return {**statistic(2024, **of_year), **more}


FACTS: Mapping[type[Fact], Facts] = {
    EstablishAgreement: lambda _random: agreement(),
    RegisterStatistic: lambda random: _statistic(random, (2023, 2024, 2025)),
    CorrectStatistic: lambda random: _statistic(random, (2023, 2024), reason="Fel kolumn."),
    RegisterCost: _of_days(
        cost, "servicePeriod", commitmentId=any_of([always(None), named("commitment")])
    ),
    RegisterCredit: lambda random: credit(
        amounts(random),
        number=str(few(random)),
        costId=named("cost")(random),
        dated=any_of([days, always("2027-01-20")])(random),
    ),
    RegisterCommitment: _of_days(commitment, "period"),
    RegisterCommitmentEnd: lambda random: commitment_end(
        commitmentId=named("commitment")(random), dated=days(random)
    ),
    RegisterIncome: _of_days(income, "period"),
    RegisterPerson: lambda random: {
        "personId": str(uid(f"person {few(random)}")),
        "name": "Robin Alm",
    },
    RegisterReview: lambda random: own_review(reviewId=uid(f"review {few(random)}")),
}
"""One for each kind of registration, but for those that are about an earlier decision."""

FOLLOWING = ("RegisterConsent", "RegisterAnnulment", "RegisterFollowUp")
"""Those about an earlier decision: which one is known only when they are told."""

_MONEY: tuple[type[Fact], ...] = (
    *(RegisterCost, RegisterCost, RegisterCredit, RegisterIncome),
    *(RegisterCommitment, RegisterCommitmentEnd),
)


def _told(kind: type[Fact]) -> Drawn[tuple[type[Fact], JsonObject]]:
    return lambda random: (kind, FACTS[kind](random))


money_facts = any_of([_told(kind) for kind in _MONEY])
any_fact = any_of([_told(kind) for kind in FACTS])
