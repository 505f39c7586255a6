"""A server that is killed in the middle of a stream of decisions loses none and halves none."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from typing import Final

import httpx2
import pytest

from tests.faults.aftermath import the_log_is_whole
from tests.faults.posting import posted
from tests.faults.torture import SEEDS, SERVER_KILLS, seeded
from tests.processes.installation import Installation, client

WRITERS: Final = 4
MOST_BETWEEN_KILLS: Final = 8
LONGEST_WAIT_SECONDS: Final = 60


class Stream:
    """Decisions that several writers post at once; what each was answered stands here.

    A writer whose answer is lost either sends the same key again until it is answered (one of
    the `repeated`), or goes on as if nothing had happened (one of the `unanswered`).
    """

    def __init__(self, base: str, seed: int) -> None:
        self._base = base
        self._seed = seed
        self._changed = threading.Condition()
        self._over = threading.Event()
        self.acknowledged: dict[str, bytes] = {}
        self.asked: set[str] = set()
        self.unanswered: set[str] = set()
        self.repeated: set[str] = set()

    @contextmanager
    def flowing(self) -> Iterator[None]:
        """Let the writers write until the block ends."""
        with ThreadPoolExecutor(WRITERS) as threads:
            writing = [threads.submit(self._write, writer) for writer in range(WRITERS)]
            try:
                yield
            finally:
                self._over.set()
        for one in writing:
            one.result()

    def wait_for(self, more: int) -> None:
        """Wait until so many more decisions have been acknowledged."""
        with self._changed:
            wanted = len(self.acknowledged) + more
            arrived = self._changed.wait_for(
                lambda: len(self.acknowledged) >= wanted, LONGEST_WAIT_SECONDS
            )
        assert arrived, "The writers have stopped"

    def _write(self, writer: int) -> None:
        chance = random.Random(f"{self._seed} {writer}")
        with client(self._base) as posting:
            for number in count(1):
                if self._over.is_set():
                    return
                self._post(posting, f"{writer}-{number}", chance)

    def _post(self, posting: httpx2.Client, key: str, chance: random.Random) -> None:
        self.asked.add(key)
        while not self._over.is_set():
            try:
                answer = posted(posting, key)
            except httpx2.ConnectError:  # nobody got it: the server is down
                self._over.wait(0.02)
            except httpx2.TransportError:  # whether it was recorded, only the log knows
                if chance.random() < 0.5:
                    self.unanswered.add(key)
                    return
                self.repeated.add(key)
            else:
                with self._changed:
                    self.acknowledged[key] = answer
                    self._changed.notify_all()
                return


@pytest.mark.parametrize("seed", SEEDS)
def test_a_server_killed_again_and_again_loses_no_acknowledged_decision_and_leaves_no_half_one(
    seed: int, installed: Installation
) -> None:
    chance = seeded(seed)
    server = installed.start()
    stream = Stream(server.base, seed)
    with stream.flowing():
        for _ in range(SERVER_KILLS):
            stream.wait_for(chance.randint(1, MOST_BETWEEN_KILLS))
            time.sleep(chance.uniform(0, 0.02))
            server.kill()
            server = installed.start()
        stream.wait_for(1)
    try:
        assert stream.unanswered | stream.repeated, "No kill met a decision under way"
        every_key_sent_again_gets_its_one_answer(server.base, stream)
    finally:
        server.stop()
    with_all = the_log_is_whole(installed.store.open(), stream.acknowledged, stream.asked)
    assert with_all == stream.acknowledged.keys()


def every_key_sent_again_gets_its_one_answer(base: str, stream: Stream) -> None:
    """Send every key whose answer was lost again, and one of those that were answered."""
    with client(base) as asking:
        for key in [*sorted(stream.repeated & stream.acknowledged.keys()), "0-1"]:
            assert posted(asking, key) == stream.acknowledged[key]
        for key in sorted(stream.asked - stream.acknowledged.keys()):
            stream.acknowledged[key] = posted(asking, key)
