"""Requests to the API that build a program with money: the six municipalities of Dalsland."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

import httpx2

API: Final = "/samsyn/v1"
MEMBERS: Final = {
    "1438": ("Dals-Ed", 4606),
    "1439": ("Färgelanda", 6434),
    "1460": ("Bengtsfors", 9138),
    "1461": ("Mellerud", 9165),
    "1487": ("Vänersborg", 40012),
    "1492": ("Åmål", 12006),
}
FOUR: Final = ("1438", "1439", "1460", "1461")
YEAR: Final = 2026
FROM: Final = "2026-01-01"


def uid(name: str) -> str:
    """Return the id of the thing called `name`: always the same."""
    return str(uuid5(NAMESPACE_URL, f"samsyn/e2e/{name}"))


AGREEMENT: Final = uid("agreement")
PORTFOLIO: Final = uid("portfolio")
PROGRAM: Final = uid("program")
SIX, OF_FOUR = uid("project of six"), uid("project of four")
BOARD, STEERING, AUDITORS = uid("board"), uid("steering group"), uid("auditors")
KEY: Final = uid("key")
REVIEW: Final = uid("review")
BUDGET: Final = f"/programs/{PROGRAM}/budgets/{YEAR}"


def kronor(amount: int) -> dict[str, str]:
    return {"amount": f"{amount}.00", "currency": "SEK"}


def decision(*resolutions: dict[str, Any], body: str = BOARD, **envelope: Any) -> dict[str, Any]:
    """Return a § with its resolutions, as it is posted."""
    return {
        "bodyId": body,
        "decidedOn": "2026-01-15",
        "heading": "Beslut",
        "resolutions": list(resolutions),
        **envelope,
    }


# --- Resolutions about money --------------------------------------------------------------------


def ceiling(amount: int, **fields: Any) -> dict[str, Any]:
    return {
        "kind": "decideCeiling",
        "portfolioId": PORTFOLIO,
        "fiscalYear": YEAR,
        "amount": kronor(amount),
        "effectiveFrom": FROM,
        **fields,
    }


def fund(amount: int, **fields: Any) -> dict[str, Any]:
    return _of_budget("fundProgram", amount, **fields)


def allocate(project: str, amount: int, **fields: Any) -> dict[str, Any]:
    return _of_budget("allocateBudget", amount, projectId=project, **fields)


def reallocate(source: str, target: str, amount: int, **fields: Any) -> dict[str, Any]:
    return _of_budget("reallocateBudget", amount, source=source, target=target, **fields)


def text(wording: str) -> dict[str, Any]:
    return {"kind": "text", "wording": wording}


def _of_budget(kind: str, amount: int, **fields: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "programId": PROGRAM,
        "fiscalYear": YEAR,
        "amount": kronor(amount),
        "effectiveFrom": FROM,
        **fields,
    }


# --- The way to a program with money ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Request:
    """What is posted, and where."""

    path: str
    body: dict[str, Any]


def founding() -> Iterator[Request]:
    """Yield what founds the collaboration: agreement, figures, and a key all consent to."""
    yield Request("/agreements", _agreement())
    yield Request("/statistics", _population())
    yield Request("/decisions", decision(_portfolio(), *_constellations()))
    yield Request("/decisions", decision(_key()))
    for code in MEMBERS:
        yield Request("/consents", _consent(code))
    yield Request("/decisions", decision(_figures_in_force()))


def program(funded: int, of_six: int = 0, of_four: int = 0) -> Iterator[Request]:
    """Yield what starts a program with two projects and its money, in whole kronor."""
    yield Request("/decisions", decision(ceiling(funded)))
    yield Request("/decisions", decision(*_program_started()))
    yield Request("/decisions", decision(*_project(SIX, "Gemensam e-tjänst", "all six")))
    yield Request("/decisions", decision(*_project(OF_FOUR, "Gemensam växel", "4D")))
    money = [fund(funded)]
    money += [allocate(SIX, of_six)] if of_six else []
    money += [allocate(OF_FOUR, of_four)] if of_four else []
    yield Request("/decisions", decision(*money))


def post(posting: httpx2.Client, request: Request, key: str | None = None) -> dict[str, Any]:
    """Post a request that must succeed, and return what was recorded."""
    headers = {"Idempotency-Key": f'"{key}"'} if key else {}
    answer = posting.post(API + request.path, json=request.body, headers=headers)
    assert answer.status_code == httpx2.codes.CREATED, answer.text
    recorded: dict[str, Any] = answer.json()["data"]
    return recorded


def get(asking: httpx2.Client, path: str, **query: str | int) -> Any:
    """Return what a path answers, with its meta."""
    answer = asking.get(API + path, params=query)
    assert answer.status_code == httpx2.codes.OK, answer.text
    return answer.json()


def _agreement() -> dict[str, Any]:
    return {
        "agreementId": AGREEMENT,
        "name": "Samverkan Dalsland",
        "legalForm": "contract",
        "members": [{"code": code, "name": name} for code, (name, _) in MEMBERS.items()],
        "bodies": [
            {"bodyId": BOARD, "name": "Styrgruppen", "bodyKind": "board"},
            {"bodyId": AUDITORS, "name": "Revisorerna", "bodyKind": "auditors"},
        ],
        "effectiveFrom": "2025-01-01",
    }


def _population() -> dict[str, Any]:
    return {
        "agreementId": AGREEMENT,
        "basis": "population",
        "referenceDate": "2023-12-31",
        "source": "SCB",
        "figures": {code: people for code, (_, people) in MEMBERS.items()},
    }


def _portfolio() -> dict[str, Any]:
    return {
        "kind": "establishPortfolio",
        "portfolioId": PORTFOLIO,
        "agreementId": AGREEMENT,
        "name": "Digitalisering",
    }


def _constellations() -> Iterator[dict[str, Any]]:
    for name, members in (("all six", tuple(MEMBERS)), ("4D", FOUR)):
        yield {
            "kind": "defineConstellation",
            "agreementId": AGREEMENT,
            "constellationId": uid(name),
            "name": name,
            "members": list(members),
        }


def _key() -> dict[str, Any]:
    return {
        "kind": "adoptCostKey",
        "agreementId": AGREEMENT,
        "keyId": KEY,
        "scope": {"portfolioId": PORTFOLIO},
        "components": [
            {"basis": "population", "weight": "0.8"},
            {"basis": "equal", "weight": "1/5"},
        ],
        "effectiveFrom": "2025-01-01",
    }


def _consent(code: str) -> dict[str, Any]:
    return {
        "agreementId": AGREEMENT,
        "subject": KEY,
        "member": code,
        "outcome": "given",
        "body": "Kommunfullmäktige",
        "decidedOn": "2025-02-01",
        "paragraph": "§ 1",
    }


def _figures_in_force() -> dict[str, Any]:
    return {
        "kind": "applyFigures",
        "agreementId": AGREEMENT,
        "basis": "population",
        "referenceDate": "2023-12-31",
        "effectiveFrom": "2025-01-01",
    }


def _program_started() -> Iterator[dict[str, Any]]:
    yield {
        "kind": "approveProgramDirective",
        "programId": PROGRAM,
        "portfolioId": PORTFOLIO,
        "title": "Effektiv kommun",
        "directive": {"title": "Direktiv"},
        "noEffectCalculationBecause": "Senare",
    }
    yield {"kind": "startProgram", "programId": PROGRAM}
    yield {
        "kind": "formBody",
        "agreementId": AGREEMENT,
        "bodyId": STEERING,
        "name": "Programstyrgruppen",
        "bodyKind": "steering_group",
        "programs": [PROGRAM],
    }


def _project(project: str, title: str, constellation: str) -> Iterator[dict[str, Any]]:
    yield {
        "kind": "proposeProject",
        "projectId": project,
        "portfolioId": PORTFOLIO,
        "programId": PROGRAM,
        "title": title,
        "proposedBy": {"member": "1438"},
        "constellationId": uid(constellation),
        "sides": ["inside"],
    }
    yield {"kind": "approveProject", "projectId": project}
