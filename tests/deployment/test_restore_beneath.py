"""A server goes on rightly when its log is restored beneath it, whatever it remembers."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import httpx2

from infrastructure.rebuild import rebuild
from tests.deployment.keeping import is_whole
from tests.e2e import dalsland
from tests.processes.installation import Installation, client

WRITERS: Final = 4
NOTE: Final = dalsland.text("Anteckning.")


def test_a_server_of_two_workers_serves_what_was_restored_and_writes_on_from_it(
    installation: Installation,
) -> None:
    backup = str(installation.folder / "log.samsyn")
    with installation.by_command.serving("--workers", "2") as server:
        with client(server.base) as api:
            for request in (*dalsland.founding(), *dalsland.program(1_000)):
                dalsland.post(api, request)
            assert installation.run("backup", backup).returncode == 0
            kept = api.get("/health").json()["position"]
            # All the money goes to one project after the backup, so that a worker which
            # remembers it would refuse to give it to the other.
            gone = dalsland.post(api, allocation(dalsland.SIX), "again")
            refused = api.post(f"{dalsland.API}/decisions", json=allocation(dalsland.OF_FOUR).body)
            assert refused.json()["code"] == "allocation_above_funding"

        unsaid = installation.run("restore", backup, "--replace")
        assert unsaid.returncode == 1
        assert "--discard-newer" in unsaid.stderr
        done = installation.run("restore", backup, "--replace", "--discard-newer")
        assert done.returncode == 0, done.stderr

        for _ in range(4):  # whichever worker it is that answers
            with client(server.base) as api:
                assert api.get("/health").json()["position"] == kept
                assert api.get(f"{dalsland.API}/decisions/{gone['decisionId']}").status_code == 404
        with client(server.base) as api:
            taken = dalsland.post(api, allocation(dalsland.OF_FOUR), "again")
            assert (taken["number"], taken["position"]) == (gone["number"], gone["position"])
    assert is_whole(installation.store.open()) == kept + 2


def test_those_who_write_meanwhile_are_recorded_before_or_after_and_never_half(
    installation: Installation,
) -> None:
    """Writers go on through a backup and a restore of it; each answer is true or is told again."""
    backup = str(installation.folder / "log.samsyn")
    over = threading.Event()

    def write(base: str) -> Counter[int]:
        """Record notes until it is over; return how many answers there were of each status."""
        answers: Counter[int] = Counter()
        with client(base) as posting:
            while not over.is_set():
                body = dalsland.decision(NOTE)
                answers[posting.post(f"{dalsland.API}/decisions", json=body).status_code] += 1
        return answers

    with installation.serving() as server:
        with client(server.base) as api:
            for request in dalsland.founding():
                dalsland.post(api, request)
        with ThreadPoolExecutor(WRITERS) as threads:
            writing = [threads.submit(write, server.base) for _ in range(WRITERS)]
            try:
                kept = installation.run("backup", backup)
                restored = installation.run("restore", backup, "--replace", "--discard-newer")
            finally:
                over.set()
            answers = sum((each.result() for each in writing), Counter[int]())
        with client(server.base) as api:
            dalsland.post(api, dalsland.Request("/decisions", dalsland.decision(NOTE)))
    assert kept.returncode == 0, kept.stderr
    assert restored.returncode == 0, restored.stderr
    assert set(answers) <= {httpx2.codes.CREATED, httpx2.codes.SERVICE_UNAVAILABLE}
    assert answers[httpx2.codes.CREATED] > 0
    assert is_whole(installation.store.open()) > 0


def test_read_models_that_are_made_again_while_another_log_is_put_in_place_are_of_that_log(
    installation: Installation,
) -> None:
    backup = str(installation.folder / "log.samsyn")
    with installation.serving() as server, client(server.base) as api:
        for request in (*dalsland.founding(), *dalsland.program(1_000)):
            dalsland.post(api, request)
        assert installation.run("backup", backup).returncode == 0
        kept = api.get("/health").json()["position"]
        dalsland.post(api, allocation(dalsland.SIX))
    database = installation.store.open()
    told: list[tuple[int, int]] = []

    def restored_meanwhile(done: int, total: int) -> None:
        if not told:
            told.append((done, total))
            put = installation.run("restore", backup, "--replace", "--discard-newer")
            assert put.returncode == 0, put.stderr
            with installation.serving() as server, client(server.base) as api:
                dalsland.post(api, allocation(dalsland.OF_FOUR))  # as many entries as before

    assert rebuild(database, restored_meanwhile) == kept + 2
    assert is_whole(database) == kept + 2


def allocation(project: str) -> dalsland.Request:
    body: dict[str, Any] = dalsland.decision(dalsland.allocate(project, 1_000))
    return dalsland.Request("/decisions", body)
