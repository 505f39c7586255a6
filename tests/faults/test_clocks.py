"""Clocks that go back, jump ahead or disagree: recorded times never go back, and it is logged."""

from __future__ import annotations

from datetime import datetime, timedelta

from structlog.testing import capture_logs

from infrastructure.rebuild import check
from interfaces.main import open_log
from tests.conftest import Store
from tests.faults.aftermath import everything_is_in_its_place, the_log_is_whole
from tests.faults.jobs import taken
from tests.infrastructure.tally import Clock

NOW = datetime.fromisoformat("2027-01-01T12:00:00+00:00")


def test_two_servers_whose_clocks_disagree_record_times_that_never_go_back(funded: Store) -> None:
    right, ahead = Clock(NOW), Clock(NOW + timedelta(hours=1))
    logs = [open_log(funded.open(), right), open_log(funded.open(), ahead)]
    told: dict[str, bytes] = {}
    with capture_logs() as logged:
        for number in range(6):
            key = f"decision {number}"
            told[key] = taken(logs[number % 2], key)
            right.move(minutes=1)
            ahead.move(minutes=1)
    the_log_is_whole(funded.open(), told, ())
    late = [one for one in logged if one["event"] == "clock_went_back"]
    assert len(late) == 2, "each entry of the one that is behind, after the first, is logged"
    assert {one["log_level"] for one in late} == {"warning"}


def test_a_clock_that_jumps_ahead_and_is_set_right_holds_the_time_until_it_has_come(
    funded: Store,
) -> None:
    clock = Clock(NOW)
    log = open_log(funded.open(), clock)
    told = {"before": taken(log, "before")}
    clock.now = NOW + timedelta(days=400)
    told["ahead"] = taken(log, "ahead")
    clock.now = NOW + timedelta(hours=1)
    told["set right"] = taken(log, "set right")
    clock.now = NOW + timedelta(days=400, hours=2)
    taken(log, "later")

    events = list(log.read_events())
    everything_is_in_its_place(events)
    times = [one.recorded for one in events if one.event.TOPIC == "decision.taken"][-4:]
    assert times[:3] == [NOW + timedelta(days=days) for days in (0, 400, 400)]
    assert times[3] == NOW + timedelta(days=400, hours=2)
    assert check(log.database, lambda _done, _of: None) == (len(events), ())
    # Answers of more than a day are forgotten, by the clock as it was: a key from before the
    # jump is free again, and the same decision would be taken once more.
    assert taken(log, "ahead") == told["ahead"]
    assert taken(log, "before") != told["before"]


def test_the_first_answer_is_found_although_the_clock_goes_back(funded: Store) -> None:
    clock = Clock(NOW)
    log = open_log(funded.open(), clock)
    told = {"once": taken(log, "once")}
    clock.move(hours=-5)
    assert taken(log, "once") == told["once"]
    assert taken(open_log(funded.open(), clock), "once") == told["once"]
    assert the_log_is_whole(funded.open(), told, ()) == {"once"}
