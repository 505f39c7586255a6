"""What the processes of the nursery do: each takes its database and what it tells with."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Final

from sqlalchemy.event import listen

from application.decisions import take_in
from application.log import Answer, Transaction
from application.recording import Once, record
from domain.decision import Decision
from infrastructure.database import Database
from infrastructure.event_log import EventLog
from interfaces.cli import app
from interfaces.http.answering import API, Service, told
from interfaces.http.decision_answers import addressed
from interfaces.http.reading import parse
from interfaces.main import OPERATOR, now, open_log
from tests.e2e import dalsland
from tests.processes.telling import Tell

MOVED: Final = 1  # kronor that each decision moves, in all, from one project to the other


def decision_of(key: str) -> bytes:
    """Return a § of several resolutions, so that half of it would show; the key is its heading."""
    body = dalsland.decision(
        dalsland.reallocate(dalsland.SIX, dalsland.OF_FOUR, 2 * MOVED),
        dalsland.text("Projekten ska samordnas."),
        dalsland.reallocate(dalsland.OF_FOUR, dalsland.SIX, MOVED),
        heading=key,
    )
    return json.dumps(body).encode()


def once(key: str) -> Once:
    """Return a key with the digest that the server makes of its decision when it is posted."""
    posted = f"{API}/decisions\n".encode() + decision_of(key)
    return Once(key, hashlib.sha256(posted).digest())


def taken(log: EventLog, key: str) -> bytes:
    """Take the decision of a key as the server does, and return the bytes it answers."""
    return record(log, once(key), lambda transaction: written(log, transaction, key)).body


def written(log: EventLog, transaction: Transaction, key: str) -> Answer:
    """Write the decision of a key in a transaction, and return what it would be answered."""
    view = addressed(take_in(transaction, parse(Decision, decision_of(key)), OPERATOR))
    body = told(Service(log, now, OPERATOR), view, view.position or 0)
    address = f"{API}/decisions/{view.decision_id}"
    return Answer(view.decision_id, once(key).digest, 201, address, body)


# --- Jobs ---------------------------------------------------------------------------------------


def decide(
    database: Database, tell: Tell, name: str, again: list[str], threads: int, slow: float = 0.0
) -> None:
    """Take decisions for ever, with several threads; first those whose answer was lost.

    Tells ``asking <key>`` before each and ``told <key> <answer>`` when it is recorded. Each
    commit waits up to `slow` seconds before it is made.
    """
    log = open_log(database)
    if slow:
        chance = random.Random(name)
        listen(database.writer, "commit", lambda _: time.sleep(chance.uniform(0, slow)))

    def one(key: str) -> None:
        tell("asking", key)
        tell("told", key, taken(log, key).decode())

    def go_on(thread: int) -> None:
        for number in count(1):
            one(f"{name}-{thread}-{number}")

    for key in again:
        one(key)
    with ThreadPoolExecutor(threads) as pool:
        for finished in [pool.submit(go_on, thread) for thread in range(threads)]:
            finished.result()


def hold(database: Database, tell: Tell, key: str) -> None:
    """Write a decision and hold the log before its commit, until a SIGUSR1 comes.

    Tells ``holding``, and ``committed`` when it has.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGUSR1,))
    log = open_log(database)
    with log.transaction() as transaction:
        transaction.keep_answer(key, written(log, transaction, key))
        tell("holding")
        signal.sigwait((signal.SIGUSR1,))
    tell("committed")


def hold_again(database: Database, tell: Tell, name: str, times: int) -> None:
    """Do as `hold` so many times, each as soon as the one before is committed."""
    for number in range(times):
        hold(database, tell, f"{name}-{number}")


def take_when_asked(database: Database, tell: Tell, name: str, times: int) -> None:
    """Tell ``ready``, and take a decision each time that a SIGUSR1 comes, so many."""
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGUSR1,))
    log = open_log(database)
    tell("ready")
    for number in range(times):
        signal.sigwait((signal.SIGUSR1,))
        key = f"{name}-{number}"
        tell("told", key, taken(log, key).decode())


def take_turns(database: Database, tell: Tell, name: str, enough: int) -> None:
    """Tell ``ready``, and when a SIGUSR1 comes take so many decisions, as fast as may be."""
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGUSR1,))
    log = open_log(database)
    with log.transaction(rehearse=True) as transaction:
        written(log, transaction, "warming up")
    tell("ready")
    signal.sigwait((signal.SIGUSR1,))
    for number in range(enough):
        key = f"{name}-{number}"
        tell("told", key, taken(log, key).decode())


def command(
    _database: Database, tell: Tell, words: list[str], settings: dict[str, str], user: int | None
) -> None:
    """Run ``samsyn`` with some words, as an operator would; tell ``ended <status>``."""
    if user is not None and os.geteuid() == 0:
        os.setgroups([])
        os.setegid(user)
        os.seteuid(user)
    os.environ.update(settings)
    try:
        app(words)
    except SystemExit as ended:
        tell("ended", ended.code)
