"""What must be true of a log of many decisions, whatever happened to those who wrote it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from application.budget_answer import budget_of
from application.queries import At, DecisionFilter, Page
from application.views import DecisionView
from domain.recorded import Recorded
from infrastructure.database import Database
from infrastructure.rebuild import check
from infrastructure.tables import answers
from interfaces.http.decision_answers import addressed
from interfaces.main import open_log
from tests.e2e import dalsland
from tests.faults.jobs import MOVED, once

ALLOCATED: Final = 500_000
"""Kronor that the project of six has from the start; each decision moves some of it."""

AT_THE_START: Final = (*dalsland.founding(), *dalsland.program(ALLOCATED, ALLOCATED))
TOPICS: Final = ["decision.taken", "budget.reallocated", "budget.reallocated"]

_HEADED_AT_THE_START: Final = "Beslut"
_YEAR_END: Final = date(dalsland.YEAR, 12, 31)


def the_log_is_whole(
    database: Database, told: Mapping[str, bytes], lost: Collection[str]
) -> set[str]:
    """Check that every decision told is recorded, that none is half, and nothing else is there.

    `told` are the answers by key; `lost` the keys that were asked for and perhaps never answered.
    Returns the keys that are recorded.
    """
    events = list(open_log(database).read_events())
    everything_is_in_its_place(events)
    register = registered(database)
    everyone_has_a_number_of_its_own(register)
    streamed = {
        str(one.envelope["heading"]): one
        for one in register
        if one.envelope["heading"] != _HEADED_AT_THE_START
    }
    recorded = set(streamed)
    assert told.keys() <= recorded, "an acknowledged decision is not there"
    assert recorded <= {*told, *lost}, "a decision that nobody asked for"
    every_decision_is_complete(events, [one.decision_id for one in streamed.values()])
    every_key_has_its_one_answer(database, streamed, told)
    the_money_is_what_the_decisions_make_it(database, len(recorded))
    assert check(database, lambda _done, _of: None) == (len(events), ())
    return recorded


def everything_is_in_its_place(events: Sequence[Recorded]) -> None:
    """Check that positions and versions have no hole, and that times never go back."""
    assert [one.position for one in events] == list(range(1, len(events) + 1))
    assert [one.recorded for one in events] == sorted(one.recorded for one in events)
    versions: Counter[str] = Counter()
    for one in events:
        versions[one.stream] += 1
        assert one.version == versions[one.stream]


def everyone_has_a_number_of_its_own(register: Sequence[DecisionView]) -> None:
    numbers = [f"{dalsland.YEAR}-{number:03}" for number in range(1, len(register) + 1)]
    assert [one.number for one in register] == numbers


def every_decision_is_complete(events: Sequence[Recorded], decisions: Sequence[UUID]) -> None:
    """Check that the events of each entry stand together, all of them, in their order."""
    entries: dict[Any, list[Recorded]] = defaultdict(list)
    for event in events:
        entries[event.cause.entry].append(event)
    assert len(entries) == len(decisions) + len(AT_THE_START)
    for decision in decisions:
        assert [one.event.TOPIC for one in entries[decision]] == TOPICS
        taken, *caused = entries[decision]
        assert len(getattr(taken.event, "resolutions")) == 3  # noqa: B009 - any event, to mypy
        assert [one.cause.resolution for one in caused] == [1, 3]
        assert [one.position - taken.position for one in caused] == [1, 2]


def every_key_has_its_one_answer(
    database: Database, streamed: Mapping[str, DecisionView], told: Mapping[str, bytes]
) -> None:
    """Check that each decision has one answer kept, to the byte that which was told.

    What the answer says is what the register shows: sentences, events, and consequences.
    """
    with database.read() as connection:
        kept = {row.key: row for row in connection.execute(select(answers))}
    assert kept.keys() == streamed.keys()
    for key, view in streamed.items():
        answer = kept[key]
        assert answer.entry == str(view.decision_id)
        assert answer.position == view.position
        assert answer.digest == once(key).digest
        assert json.loads(answer.body)["data"] == json.loads(view.model_dump_json())
        assert key not in told or answer.body == told[key]
        assert view.consequences


def the_money_is_what_the_decisions_make_it(database: Database, decisions: int) -> None:
    with open_log(database).snapshot() as snapshot:
        at = At(_YEAR_END, snapshot.reader.head().position)
        budget = budget_of(snapshot.reader, UUID(dalsland.PROGRAM), dalsland.YEAR, at)
    allocated = {
        str(one["projectId"]): one["allocated"]
        for one in budget.model_dump(mode="json")["projects"]
    }
    assert allocated == {
        dalsland.SIX: dalsland.kronor(ALLOCATED - decisions * MOVED),
        dalsland.OF_FOUR: dalsland.kronor(decisions * MOVED),
    }


def registered(database: Database) -> list[DecisionView]:
    """Return every decision of the register as the API shows it, in order of number."""
    with open_log(database).snapshot() as snapshot:
        at = At(date.max, snapshot.reader.head().position)
        found: list[DecisionView] = []
        for page in count(1):
            listed = snapshot.reader.decisions(DecisionFilter(), at, Page(page, 500))
            found += map(addressed, listed.items)
            if len(found) >= listed.total:
                break
    return sorted(found, key=lambda one: one.position or 0)
