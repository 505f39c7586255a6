"""A made-up collaboration: who takes part, and what begins its portfolio, programs and years.

What is recorded is built as the bodies of requests, as a client of the API would write them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import NAMESPACE_OID, UUID, uuid5

MEMBERS: Final = {
    "1438": ("Dals-Ed", 4606),
    "1439": ("Färgelanda", 6434),
    "1460": ("Bengtsfors", 9138),
    "1461": ("Mellerud", 9165),
    "1487": ("Vänersborg", 40012),
    "1492": ("Åmål", 12006),
}
SOME: Final = ("1438", "1439", "1460", "1461")
PROJECTS: Final = 4  # in each program
FUNDED: Final = 10_000_000  # kronor, of each program and year
_ALLOCATED: Final = 2_000_000
_FOUNDED: Final = "2015-01-01"


def uid(name: str) -> str:
    """Return the id of the thing called `name`: always the same."""
    return str(uuid5(NAMESPACE_OID, f"samsyn/bench/{name}"))


AGREEMENT, PORTFOLIO, BOARD, KEY = uid("agreement"), uid("portfolio"), uid("board"), uid("key")


def program_of(number: int) -> UUID:
    """Return the id of a program; they count from 0."""
    return UUID(uid(f"program {number}"))


def project_of(program: int, number: int) -> UUID:
    """Return the id of a program's project; they count from 0."""
    return UUID(uid(f"project {program}.{number}"))


@dataclass(frozen=True, slots=True)
class Request:
    """What is posted, and where."""

    path: str
    body: dict[str, Any]


def kronor(amount: int) -> dict[str, str]:
    """Return an amount as it is written in a request."""
    return {"amount": f"{amount}.00", "currency": "SEK"}


def decision(decided: str, *resolutions: dict[str, Any], **envelope: Any) -> Request:
    """Return the board's decision of a day."""
    body = {
        "bodyId": BOARD,
        "decidedOn": decided,
        "heading": "Beslut",
        "resolutions": list(resolutions),
        **envelope,
    }
    return Request("/decisions", body)


def of_budget(kind: str, program: int, year: int, amount: int, **fields: Any) -> dict[str, Any]:
    """Return a resolution about a program's money of a year."""
    return {
        "kind": kind,
        "programId": str(program_of(program)),
        "fiscalYear": year,
        "amount": kronor(amount),
        "effectiveFrom": f"{year}-01-01",
        **fields,
    }


def founding() -> Iterator[Request]:
    """Yield what founds the collaboration: agreement, figures, and a key all consent to."""
    yield Request("/agreements", _agreement())
    yield Request("/statistics", _population())
    yield decision(_FOUNDED, _portfolio(), *_constellations())
    yield decision(_FOUNDED, _key())
    for code in MEMBERS:
        yield Request("/consents", _consent(code))
    yield decision(_FOUNDED, _figures_in_force())


def ceiling(year: int, programs: int) -> Request:
    """Return the decision that gives a year its ceiling."""
    resolution = {
        "kind": "decideCeiling",
        "portfolioId": PORTFOLIO,
        "fiscalYear": year,
        "amount": kronor(FUNDED * programs),
        "effectiveFrom": f"{year}-01-01",
    }
    return decision(f"{year}-01-01", resolution)


def program(number: int, decided: str) -> Iterator[Request]:
    """Yield what starts a program and its projects, half of them of all members."""
    yield decision(decided, *_program_started(number))
    for each in range(PROJECTS):
        constellation = uid("some" if each % 2 else "all")
        yield decision(decided, *_project(number, each, constellation))


def money(number: int, year: int) -> Request:
    """Return the decision that funds a program's year and its projects."""
    allocated = (
        of_budget(
            "allocateBudget", number, year, _ALLOCATED, projectId=str(project_of(number, each))
        )
        for each in range(PROJECTS)
    )
    return decision(f"{year}-01-01", of_budget("fundProgram", number, year, FUNDED), *allocated)


def _agreement() -> dict[str, Any]:
    return {
        "agreementId": AGREEMENT,
        "name": "Samverkan",
        "legalForm": "contract",
        "members": [{"code": code, "name": name} for code, (name, _) in MEMBERS.items()],
        "bodies": [{"bodyId": BOARD, "name": "Styrgruppen", "bodyKind": "board"}],
        "effectiveFrom": _FOUNDED,
    }


def _population() -> dict[str, Any]:
    return {
        "agreementId": AGREEMENT,
        "basis": "population",
        "referenceDate": "2014-12-31",
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
    for name, members in (("all", tuple(MEMBERS)), ("some", SOME)):
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
        "effectiveFrom": _FOUNDED,
    }


def _consent(code: str) -> dict[str, Any]:
    return {
        "agreementId": AGREEMENT,
        "subject": KEY,
        "member": code,
        "outcome": "given",
        "body": "Kommunfullmäktige",
        "decidedOn": _FOUNDED,
        "paragraph": "§ 1",
    }


def _figures_in_force() -> dict[str, Any]:
    return {
        "kind": "applyFigures",
        "agreementId": AGREEMENT,
        "basis": "population",
        "referenceDate": "2014-12-31",
        "effectiveFrom": _FOUNDED,
    }


def _program_started(number: int) -> Iterator[dict[str, Any]]:
    program_id = str(program_of(number))
    yield {
        "kind": "approveProgramDirective",
        "programId": program_id,
        "portfolioId": PORTFOLIO,
        "title": f"Program {number}",
        "directive": {"title": "Direktiv"},
        "noEffectCalculationBecause": "Senare",
    }
    yield {"kind": "startProgram", "programId": program_id}


def _project(program: int, number: int, constellation: str) -> Iterator[dict[str, Any]]:
    project = str(project_of(program, number))
    yield {
        "kind": "proposeProject",
        "projectId": project,
        "portfolioId": PORTFOLIO,
        "programId": str(program_of(program)),
        "title": f"Projekt {program}.{number}",
        "proposedBy": {"member": "1438"},
        "constellationId": constellation,
        "sides": ["inside"],
    }
    yield {"kind": "approveProject", "projectId": project}
