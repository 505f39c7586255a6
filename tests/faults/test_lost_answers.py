"""An answer that is lost on its way is given again, to the byte, and the decision taken once."""

from __future__ import annotations

import signal
from typing import Final

import pytest

from domain.errors import Unavailable
from interfaces.main import open_log
from tests.conftest import Store
from tests.faults.aftermath import the_log_is_whole
from tests.faults.jobs import taken
from tests.faults.posting import position_of, posted
from tests.faults.proxy import cutting, tapped
from tests.faults.wire import Wire
from tests.processes.installation import Installation, client
from tests.processes.nursery import Nursery

LET_THROUGH: Final = (0, 1, 40, 300, 2000)
"""Bytes of the answer that come through before the connection is cut."""


def test_an_answer_cut_off_on_its_way_is_given_again_also_by_a_server_that_was_killed(
    installed: Installation,
) -> None:
    told: dict[str, bytes] = {}
    server = installed.start()
    try:
        for most in LET_THROUGH:
            key = f"cut after {most}"
            with cutting(installed.port, most) as relay:
                heard = Wire(f"http://127.0.0.1:{relay.port}", key).send().hear_raw()
            [whole] = relay.held_back
            assert heard == whole[:most]
            told[key] = whole.partition(b"\r\n\r\n")[2]
            if most == LET_THROUGH[2]:
                server.kill()
                server = installed.start()
            with client(server.base) as asking:
                before = position_of(asking)
                assert posted(asking, key) == told[key]
                assert posted(asking, key) == told[key]
                assert position_of(asking) == before
    finally:
        server.kill()
    assert the_log_is_whole(installed.store.open(), told, ()) == told.keys()


def test_a_client_that_hangs_up_before_the_commit_finds_its_decision_taken_once(
    installed: Installation, processes: Nursery
) -> None:
    with installed.serving() as server:
        holder = processes.start("hold", installed.store, key="held")
        holder.wait_for("holding")
        Wire(server.base, "hung up").send().hang_up()
        holder.signal(signal.SIGUSR1)
        holder.wait_for("committed")
        with client(server.base) as asking:
            answer = posted(asking, "hung up")
            assert posted(asking, "hung up") == answer
    recorded = the_log_is_whole(installed.store.open(), {"hung up": answer}, {"held"})
    assert recorded == {"hung up", "held"}


def test_a_request_cut_off_in_the_middle_records_nothing_and_its_key_is_free(
    installed: Installation,
) -> None:
    with installed.serving() as server, client(server.base) as asking:
        before = position_of(asking)
        for part in (0.0, 0.5, 0.99):
            Wire(server.base, "half").send(part).hang_up()
        assert position_of(asking) == before
        answer = posted(asking, "half")
        assert position_of(asking) == before + 3
    assert the_log_is_whole(installed.store.open(), {"half": answer}, ()) == {"half"}


def test_a_commit_that_postgres_made_and_nobody_heard_of_is_found_by_its_key(
    postgres_funded_store: Store,
) -> None:
    """The log cannot tell if it was recorded, and says so; the key can, and the cache is right."""
    told: dict[str, bytes] = {}
    with tapped(postgres_funded_store.url) as (url, tap):
        store = Store(url, postgres_funded_store.schema)
        log = open_log(store.open())
        for number in range(3):
            key = f"unheard {number}"
            tap.armed = True
            with pytest.raises(Unavailable) as error:
                taken(log, key)
            assert error.value.code == "store_is_gone"
            told[f"between {number}"] = taken(log, f"between {number}")
            told[key] = taken(log, key)
            assert taken(log, key) == told[key]
        assert tap.cuts == 3
        store.close()
    assert the_log_is_whole(postgres_funded_store.open(), told, ()) == told.keys()
