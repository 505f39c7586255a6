"""What must be true of a log whose writers have shared all the money there was."""

from __future__ import annotations

from collections import Counter
from typing import Final

from domain.budget.events import BudgetAllocated, ProgramFunded
from domain.decision import DecisionTaken
from domain.recorded import Recorded
from infrastructure.rebuild import check
from interfaces.main import open_log
from tests.e2e.writing import FUNDED
from tests.processes.installation import Store

ORE: Final = 100


def every_rule_held(store: Store, numbers: list[str]) -> None:
    database = store.open()
    events = list(open_log(database).read_events())
    positions_and_versions_are_without_a_hole(events)
    no_number_is_given_twice(events, numbers)
    allocations_never_exceed_funding(events)
    head, differences = check(database, lambda _done, _of: None)
    assert (head, differences) == (len(events), ())


def positions_and_versions_are_without_a_hole(events: list[Recorded]) -> None:
    assert [one.position for one in events] == list(range(1, len(events) + 1))
    versions: Counter[str] = Counter()
    for one in events:
        versions[one.stream] += 1
        assert one.version == versions[one.stream]
    assert [one.recorded for one in events] == sorted(one.recorded for one in events)


def no_number_is_given_twice(events: list[Recorded], numbers: list[str]) -> None:
    recorded = [one.event.number for one in events if isinstance(one.event, DecisionTaken)]
    year = recorded[0].partition("-")[0]
    expected = [f"{year}-{number:03}" for number in range(1, len(recorded) + 1)]
    assert recorded == expected
    assert sorted(numbers) == sorted(recorded)[len(recorded) - len(numbers) :]


def allocations_never_exceed_funding(events: list[Recorded]) -> None:
    funded = allocated = 0
    for one in events:
        match one.event:
            case ProgramFunded(amount=amount):
                funded += amount
            case BudgetAllocated(amount=amount):
                allocated += amount
        assert 0 <= allocated <= funded
    assert allocated == funded == FUNDED * ORE
