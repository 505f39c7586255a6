"""What a collaboration records month by month: reallocations, costs, commitments, follow-ups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from bench.town import (
    PROJECTS,
    Request,
    ceiling,
    decision,
    founding,
    kronor,
    money,
    of_budget,
    program,
    program_of,
    project_of,
    uid,
)

MONTHS: Final = 12
LAST_YEAR: Final = 2025
NEEDLE: Final = "Fjärrvärmeanslutning"
"""A word in one decision, whatever the size of the log."""

_RESOLUTIONS, _COSTS, _COMMITMENTS = 20, 14, 6  # of a program in a month
_OF_COMMITMENTS: Final = 3  # so many of a month's costs take the place of a commitment
_FOLLOWED_UP: Final = 3  # every third month's decision is
_PROSE: Final = (
    "Styrgruppen har tagit del av lägesrapporten och finner att arbetet följer planen.",
    "Medlen behövs för att införandet ska kunna ske samtidigt i alla medverkande kommuner.",
    "Kommunerna har lämnat sina synpunkter och inga invändningar har framförts.",
    "Upphandlingen har dragit ut på tiden och kostnaderna kommer senare än beräknat.",
)


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a log is: its programs, the years each has, and the entries it ends near.

    An ordinary budget has some 500 entries at every size; with `crowded`, the last year of
    program 0 has ten times as many.
    """

    entries: int
    programs: int
    years: int
    months: int = MONTHS
    crowded: bool = True

    @property
    def first_year(self) -> int:
        """The first of the years."""
        return LAST_YEAR - self.years + 1


SHAPES: Final = {
    1_000: Shape(1_000, programs=2, years=1, crowded=False),
    10_000: Shape(10_000, programs=5, years=3),
    100_000: Shape(100_000, programs=20, years=10),
    1_000_000: Shape(1_000_000, programs=200, years=10),
}
"""The sizes that are filled."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A request, and the day in Sweden on which it is recorded."""

    day: str
    request: Request


def history(shape: Shape) -> Iterator[Recorded]:
    """Yield everything that is recorded, in the order of its days."""
    for request in founding():
        yield Recorded("2015-01-02", request)
    for year in range(shape.first_year, LAST_YEAR + 1):
        day = f"{year}-01-01"
        yield Recorded(day, ceiling(year, shape.programs))
        for number in range(shape.programs):
            if year == shape.first_year:
                yield from (Recorded(day, one) for one in program(number, day))
            yield Recorded(day, money(number, year))
        for month in range(1, shape.months + 1):
            for number in range(shape.programs):
                for request in _month(shape, number, year, month):
                    yield Recorded(f"{year}-{month:02}-28", request)


def _month(shape: Shape, number: int, year: int, month: int) -> Iterator[Request]:
    crowded = shape.crowded and number == 0 and year == LAST_YEAR
    for batch in range(10 if crowded else 1):
        yield _reallocations(number, year, month, batch)
        yield from _facts(number, year, month, batch)
    before = month - _FOLLOWED_UP
    if before > 0 and _is_followed_up(before):
        yield _followed_up(number, year, month, before)


def _reallocations(number: int, year: int, month: int, batch: int) -> Request:
    moves = (_moved(number, year, month, batch + each) for each in range(_RESOLUTIONS))
    first = number == 0 and year == LAST_YEAR and month == 1 and batch == 0
    heading = f"Omfördelning inom program {number}, {year}-{month:02}"
    return decision(
        f"{year}-{month:02}-15",
        *moves,
        decisionId=uid(f"decision {number} {year} {month} {batch}"),
        heading=f"{heading}: {NEEDLE}" if first else heading,
        rationale=_PROSE[(number + month) % len(_PROSE)],
        **_asked_for(year, month, batch),
    )


def _moved(number: int, year: int, month: int, nth: int) -> dict[str, Any]:
    """Return one reallocation, effective from one of three days of a month."""
    source, target = nth % PROJECTS, (nth + 1 + nth // PROJECTS % (PROJECTS - 1)) % PROJECTS
    return of_budget(
        "reallocateBudget",
        number,
        year,
        1 + nth,
        source=str(project_of(number, source)),
        target=str(project_of(number, target)),
        effectiveFrom=f"{year}-{month:02}-{1 + nth % 3 * 10:02}",
    )


def _asked_for(year: int, month: int, batch: int) -> dict[str, Any]:
    if batch or not _is_followed_up(month):
        return {}
    due = f"{year}-{min(month + _FOLLOWED_UP, MONTHS):02}-28"
    return {"followUp": {"responsible": "Programledaren", "due": due}}


def _is_followed_up(month: int) -> bool:
    return month % _FOLLOWED_UP == 0 and month + _FOLLOWED_UP <= MONTHS


def _followed_up(number: int, year: int, month: int, before: int) -> Request:
    """Return that a decision of an earlier month is carried out; some are still going on."""
    going_on = number < 2 and year == LAST_YEAR
    return Request(
        "/follow-ups",
        {
            "decisionId": uid(f"decision {number} {year} {before} 0"),
            "standing": "in_progress" if going_on else "carried_out",
            "dated": f"{year}-{month:02}-20",
            "reportedBy": "Programledaren",
        },
    )


def _facts(number: int, year: int, month: int, batch: int) -> Iterator[Request]:
    for nth in range(_COMMITMENTS):
        yield _commitment(number, year, month, batch, nth)
    for nth in range(_COSTS):
        yield _cost(number, year, month, batch, nth)


def _commitment(number: int, year: int, month: int, batch: int, nth: int) -> Request:
    return Request(
        "/commitments",
        {
            **_of_project(number, nth, 900 + nth, f"{year}-{month:02}-{2 + nth:02}"),
            "commitmentId": uid(f"commitment {number} {year} {month} {batch} {nth}"),
            "supplier": "Exempelkonsult AB",
            "reference": f"Avtal {year}-{month}-{nth}",
        },
    )


def _cost(number: int, year: int, month: int, batch: int, nth: int) -> Request:
    body = {
        **_of_project(number, nth, 400 + nth, f"{year}-{month:02}-{8 + nth:02}"),
        "costId": uid(f"cost {number} {year} {month} {batch} {nth}"),
        "voucher": f"V {year}-{month:02}{nth:02}",
        "supplier": "Exempelkonsult AB",
    }
    if nth < _OF_COMMITMENTS and month > 1:
        body["commitmentId"] = uid(f"commitment {number} {year} {month - 1} {batch} {nth}")
    elif nth == _OF_COMMITMENTS:  # a licence, of three months
        last = min(month + 2, MONTHS)
        body["servicePeriod"] = {"first": f"{year}-{month:02}-01", "last": f"{year}-{last:02}-28"}
    return Request("/costs", body)


def _of_project(number: int, nth: int, amount: int, dated: str) -> dict[str, Any]:
    return {
        "programId": str(program_of(number)),
        "projectId": str(project_of(number, nth % PROJECTS)),
        "amount": kronor(amount),
        "dated": dated,
    }
