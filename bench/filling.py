"""Fill a log through the use cases, many entries in one transaction, on the days they happened."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final

from application.decisions import take_in
from application.log import Transaction
from application.registrations import register
from bench.places import Place
from bench.town import Request
from bench.years import Recorded, Shape, history
from domain.agreement import EstablishAgreement, RegisterConsent, RegisterStatistic
from domain.budget import RegisterCommitment, RegisterCost
from domain.decision import Decision, RegisterFollowUp
from infrastructure.event_log import EventLog
from infrastructure.migrate import migrate
from interfaces.http.reading import parse
from interfaces.main import open_log

FACTS: Final[Mapping[str, type[Any]]] = {
    "/agreements": EstablishAgreement,
    "/statistics": RegisterStatistic,
    "/consents": RegisterConsent,
    "/costs": RegisterCost,
    "/commitments": RegisterCommitment,
    "/follow-ups": RegisterFollowUp,
}
_AT_A_TIME: Final = 200  # requests in one transaction

Progress = Callable[[int], None]
"""Told the position of the log now and then."""


class Calendar:
    """A clock that stands still at noon on a day until it is set to another."""

    def __init__(self) -> None:
        self.now = datetime(2015, 1, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def set(self, day: str) -> None:
        """Go on to noon on a day; never back."""
        self.now = max(self.now, datetime.fromisoformat(f"{day}T12:00:00+00:00"))


def fill(place: Place, shape: Shape, progress: Progress) -> None:
    """Migrate an empty place and fill it with a log of a shape."""
    database = place.open()
    migrate(database)
    calendar = Calendar()
    log = open_log(database, clock=calendar)
    for batch in batches(history(shape)):
        calendar.set(batch[0].day)
        progress(record(log, [one.request for one in batch]))
    place.analyze()


def batches(recorded: Iterable[Recorded]) -> Iterator[list[Recorded]]:
    """Yield requests of one day at a time, at most so many that one transaction takes."""
    waiting = iter(recorded)
    batch: list[Recorded] = []
    while taken := list(islice(waiting, 1)):
        if batch and (taken[0].day != batch[0].day or len(batch) == _AT_A_TIME):
            yield batch
            batch = []
        batch += taken
    if batch:
        yield batch


def record(log: EventLog, requests: Iterable[Request]) -> int:
    """Record requests in one transaction, and return the position it ended at."""
    with log.transaction() as transaction:
        for request in requests:
            take(transaction, request)
        return transaction.before


def take(transaction: Transaction, request: Request) -> None:
    """Record a request in a transaction."""
    raw = json.dumps(request.body).encode()
    if request.path == "/decisions":
        take_in(transaction, parse(Decision, raw), "bench")
    else:
        register(transaction, parse(FACTS[request.path], raw), "bench")
