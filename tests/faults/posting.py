"""What `jobs` need to begin with, and their decisions, posted to a server."""

from __future__ import annotations

from typing import Final

import httpx2
from starlette.testclient import TestClient

from infrastructure.database import Database
from interfaces.http.answering import Service
from interfaces.http.app import create_app
from interfaces.main import OPERATOR, now, open_log, threads_of_each
from tests.e2e import dalsland
from tests.faults.aftermath import AT_THE_START
from tests.faults.jobs import decision_of

DECISIONS: Final = f"{dalsland.API}/decisions"


def fund(database: Database) -> None:
    """Found the collaboration and give a program its money, through the API."""
    service = Service(open_log(database), now, OPERATOR)
    with TestClient(create_app(service, threads_of_each(1))) as posting:
        for request in AT_THE_START:
            dalsland.post(posting, request)
    database.close()


def sent(posting: httpx2.Client, key: str) -> httpx2.Response:
    """Post the decision of a key, and return the answer."""
    headers = {"Content-Type": "application/json", "Idempotency-Key": f'"{key}"'}
    return posting.post(DECISIONS, content=decision_of(key), headers=headers)


def posted(posting: httpx2.Client, key: str) -> bytes:
    """Post the decision of a key, which must be recorded, and return what was answered."""
    answer = sent(posting, key)
    assert answer.status_code == httpx2.codes.CREATED, answer.text
    return answer.content


def position_of(asking: httpx2.Client) -> int:
    """Return the last position of a server's log, by its health."""
    answer = asking.get("/health")
    assert answer.status_code == httpx2.codes.OK, answer.text
    return int(answer.json()["position"])
