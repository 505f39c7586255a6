"""Answer a request: the pair of times it is answered for, pages, validators of the cache."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Final, Generic, TypeVar
from uuid import UUID

from fastapi import Depends, Query, Request
from pydantic import BeforeValidator
from starlette.responses import Response

from application.calendar import day_in_sweden
from application.log import Answer as KeptAnswer
from application.log import Log, Transaction
from application.queries import At, Page, Queries
from application.recording import Once, record
from application.views import DecisionView, Meta, RegisteredView
from domain.errors import Malformed, invalid
from domain.model import Frozen, Position

T = TypeVar("T")
Recorded = DecisionView | RegisteredView
API: Final = "/samsyn/v1"
MOST_ON_A_PAGE: Final = 500
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Answer(Frozen, Generic[T]):
    """What was asked for, and the pair of times it is true for."""

    data: T
    meta: Meta


@dataclass(frozen=True, slots=True)
class Service:
    """What every endpoint works with: the log, whose clock it is, and who records.

    `ready` raises `Unavailable` while the store is not the one that this program works with.
    """

    log: Log
    clock: Callable[[], datetime]
    operator: str
    ready: Callable[[], None] = lambda: None

    def today(self) -> date:
        """Return the day it is in Sweden."""
        return day_in_sweden(self.clock())


async def service(request: Request) -> Service:
    """Return the service that the application was composed with."""
    found: Service = request.app.state.service
    return found


Serving = Annotated[Service, Depends(service)]


@dataclass(frozen=True, slots=True)
class Asked:
    """The pair of times that a question gives, before it is resolved in a snapshot."""

    valid_at: date | None
    known_at: str | None


def _written_as_a_day(value: object) -> object:
    # Pydantic reads digits as seconds since 1970, which no one means who writes a day.
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise invalid(
            Malformed("not_a_day", "En dag skrivs ÅÅÅÅ-MM-DD.", "A day is written YYYY-MM-DD.")
        )
    return value


Day = Annotated[date, BeforeValidator(_written_as_a_day)]
"""A day in a query: ``2026-07-01`` and no other form."""


async def asked(
    valid_at: Annotated[
        Day | None,
        Query(
            alias="validAt",
            description="The day it should hold for; default today in Sweden. "
            "Dagen svaret ska gälla; annars i dag.",
            examples=["2026-07-01"],
        ),
    ] = None,
    known_at: Annotated[
        str | None,
        Query(
            alias="knownAt",
            max_length=60,
            description="What was known then: a time (RFC 3339) or position:1234; default now. "
            "Vad som var känt då: en tid eller position:1234; annars nu.",
            examples=["position:1234"],
        ),
    ] = None,
) -> Asked:
    """Return the pair of times a question gives."""
    return Asked(valid_at, known_at)


AskedAt = Annotated[Asked, Depends(asked)]


@dataclass(frozen=True, slots=True)
class Reading:
    """One snapshot, and the pair of times a question is answered for in it."""

    reader: Queries
    at: At
    head: Position

    def meta(self, total: int | None = None, page: Page | None = None) -> Meta:
        """Return the pair of times, and where on a list we are."""
        return Meta(
            valid_at=self.at.valid_at,
            known_at=f"position:{self.at.known_at}",
            position=self.at.known_at,
            total=total,
            page=page.number if page else None,
            limit=page.limit if page else None,
        )


@contextmanager
def reading(serving: Service, asked_at: Asked) -> Iterator[Reading]:
    """Open one snapshot and resolve the pair of times in it.

    Raises:
        Malformed: knownAt is neither a time nor a position, or lies ahead of the log.
        Unavailable: the store cannot be read.
    """
    with serving.log.snapshot() as snapshot:
        reader = snapshot.reader
        head = reader.head().position
        at = At(
            asked_at.valid_at or serving.today(),
            reader.complete(_position(reader, asked_at.known_at, head, serving.clock())),
        )
        yield Reading(reader, at, head)


def _position(reader: Queries, known_at: str | None, head: Position, now: datetime) -> Position:
    if known_at is None:
        return head
    if known_at.startswith("position:"):
        digits = known_at.removeprefix("position:")
        if digits.isascii() and digits.isdigit() and len(digits) <= 15:  # noqa: PLR2004
            if int(digits) <= head:
                return Position(int(digits))
            raise _ahead(known_at, head)
    elif (instant := _instant(known_at)) is not None:
        if instant <= max(now, reader.head().recorded or now):
            return reader.position_at(instant)
        raise _ahead(known_at, head)
    raise Malformed(
        "known_at_malformed",
        "knownAt är en tid med zon (2026-07-01T12:00:00Z) eller position:1234.",
        "knownAt is a time with its zone (2026-07-01T12:00:00Z) or position:1234.",
    )


def _instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text.replace(" ", "+"))  # a + that was not encoded
        return instant.astimezone(UTC) if instant.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _ahead(known_at: str, head: Position) -> Malformed:
    return Malformed(
        "known_at_ahead",
        f"{known_at} ligger framåt; loggens senaste position är {head}.",
        f"{known_at} is ahead; the last position of the log is {head}.",
        head=head,
    )


async def paged(
    page: Annotated[
        int, Query(description="Which page, from 1. Vilken sida, från 1.", le=1_000_000)
    ] = 1,
    limit: Annotated[
        int,
        Query(
            ge=1,
            le=MOST_ON_A_PAGE,
            description="How many on a page, at most 500. Antal per sida, högst 500.",
        ),
    ] = 20,
) -> Page:
    """Return which page is asked for; a page before the first is the first."""
    return Page(max(page, 1), limit)


Paged = Annotated[Page, Depends(paged)]


def answer(
    request: Request, now: Reading, data: T, *, total: int | None = None, page: Page | None = None
) -> Response:
    """Return `data` as JSON with its pair of times, and an ETag that both together decide."""
    request.state.logged["position"] = now.at.known_at
    body = Answer[T](data=data, meta=now.meta(total, page)).model_dump_json().encode()
    return cached(request, body)


@dataclass(frozen=True, slots=True)
class Question:
    """A read: who asks, and for which pair of times."""

    request: Request
    serving: Service
    asked_at: Asked

    def reading(self) -> AbstractContextManager[Reading]:
        """Open one snapshot with the pair of times resolved in it."""
        return reading(self.serving, self.asked_at)

    def answered(self, find: Callable[[Reading], T]) -> Response:
        """Answer with what `find` finds in one snapshot."""
        with self.reading() as now:
            return answer(self.request, now, find(now))

    def listed(self, page: Page, find: Callable[[Reading], Sequence[T]]) -> Response:
        """Answer with a page of what `find` finds in one snapshot."""
        with self.reading() as now:
            found = find(now)
            on_page = tuple(found[page.offset : page.offset + page.limit])
            return answer(self.request, now, on_page, total=len(found), page=page)


async def question(request: Request, serving: Serving, asked_at: AskedAt) -> Question:
    """Return what is asked."""
    return Question(request, serving, asked_at)


Asking = Annotated[Question, Depends(question)]


def cached(request: Request, body: bytes) -> Response:
    """Return JSON with its ETag, or 304 when the one who asks has it already."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    # A proxy that compresses makes a validator weak (W/): it is of the same answer.
    given = request.headers.get("if-none-match", "").split(",")
    if {etag, "*"} & {tag.strip().removeprefix("W/") for tag in given}:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def write(
    request: Request,
    serving: Service,
    once: Once | None,
    act: Callable[[Transaction], tuple[Recorded, UUID, str]],
) -> Response:
    """Record something in one transaction and answer 201 with it and its address.

    `act` returns what to answer, the entry's id and its path under the API.
    """

    def acted(transaction: Transaction) -> KeptAnswer:
        view, entry, path = act(transaction)
        digest = once.digest if once else b""
        request.state.logged["position"] = view.position
        body = told(serving, view, view.position or 0)
        return KeptAnswer(entry, digest, 201, f"{API}{path}", body)

    kept = record(serving.log, once, acted)
    name = "decision_id" if kept.location.startswith(f"{API}/decisions/") else "entry"
    request.state.logged[name] = str(kept.entry)
    return Response(
        kept.body,
        status_code=kept.status,
        media_type="application/json",
        headers={"Location": kept.location},
    )


def told(serving: Service, view: T, position: int) -> bytes:
    """Return what was recorded or rehearsed as JSON, as of a position."""
    meta = Meta(valid_at=serving.today(), known_at=f"position:{position}", position=position)
    return Answer[T](data=view, meta=meta).model_dump_json().encode()
