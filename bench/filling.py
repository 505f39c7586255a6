"""Fill a log through the API: what a collaboration has after some years, and one large budget."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from bench.places import Place, samsyn_server
from tests.e2e import dalsland
from tests.e2e.dalsland import OF_FOUR, SIX, YEAR, Request, decision, post
from tests.e2e.server import Installation, client

SMALL_YEAR: Final = YEAR + 2
"""A budget of a handful of entries."""
LARGE_YEAR: Final = YEAR + 1
"""The budget that the reads are measured on."""

FUNDED: Final = 10_000_000
RESOLUTIONS: Final = 50  # the most that a decision may have
MONTHS: Final = 12

Progress = Callable[[str], None]


def small_decision() -> dict[str, Any]:
    """Return the decision that is measured: one reallocation of one krona."""
    return decision(dalsland.reallocate(SIX, OF_FOUR, 1), heading="Omfördelning")


def fill(place: Place, folder: Path, decisions: int, entries: int, progress: Progress) -> None:
    """Migrate an empty place and fill it with decisions and a budget of so many entries."""
    Installation(place, folder).migrate()
    requests = list(_requests(decisions, entries))
    with samsyn_server(place, folder) as server, client(server.base) as posting:
        for number, request in enumerate(requests, start=1):
            post(posting, request)
            if number % 100 == 0:
                progress(f"{number} / {len(requests)}")


def _requests(decisions: int, entries: int) -> Iterator[Request]:
    yield from dalsland.founding()
    yield from dalsland.program(FUNDED, of_six=FUNDED // 2, of_four=FUNDED // 2)
    for year in (SMALL_YEAR, LARGE_YEAR):
        yield Request("/decisions", decision(*_year(year)))
    for _ in range(entries // RESOLUTIONS):
        yield Request("/decisions", decision(*map(_back_and_forth, range(RESOLUTIONS))))
    for _ in range(decisions):
        yield Request("/decisions", small_decision())


def _year(year: int) -> Iterator[dict[str, Any]]:
    when = {"fiscalYear": year, "effectiveFrom": f"{year}-01-01"}
    yield dalsland.ceiling(FUNDED, **when)
    yield dalsland.fund(FUNDED, **when)
    yield dalsland.allocate(SIX, FUNDED // 2, **when)
    yield dalsland.allocate(OF_FOUR, FUNDED // 2, **when)


def _back_and_forth(number: int) -> dict[str, Any]:
    source, target = (SIX, OF_FOUR) if number % 2 else (OF_FOUR, SIX)
    month = number % MONTHS + 1
    when = {"fiscalYear": LARGE_YEAR, "effectiveFrom": f"{LARGE_YEAR}-{month:02}-01"}
    return dalsland.reallocate(source, target, 1, **when)
