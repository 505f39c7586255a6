from __future__ import annotations

import io
import json
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench.load import NEW_ID, Ask, load
from bench.worker import Task, run, serve


def test_a_turn_counts_what_every_thread_has_done() -> None:
    done: list[str] = []
    turn = run([lambda: done.append("a"), lambda: done.append("b")], 0.05)
    assert turn.done == len(done) == len(turn.durations)
    assert {"a", "b"} <= set(done)


def test_a_turn_in_which_something_fails_is_no_turn() -> None:
    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(RuntimeError):
        run([lambda: None, fail], 0.01)


def test_a_worker_answers_each_line_and_makes_its_acts_once() -> None:
    made: list[int] = []

    def acts(threads: int) -> Sequence[Callable[[], object]]:
        made.append(threads)
        return [lambda: None] * threads

    question = json.dumps({"task": "t", "threads": 2, "seconds": 0.01})
    asked, told = io.StringIO(f'{question}\n{question}\n{{"settings": "t"}}\n'), io.StringIO()
    serve({"t": Task(acts, lambda: "durable")}, asked, told)
    first, second, settings = map(json.loads, told.getvalue().splitlines())
    assert first["done"] > 0
    assert second["done"] > 0
    assert settings == "durable"
    assert made == [2]


class Echo(BaseHTTPRequestHandler):
    """Answers in two pieces; what was posted is kept, and the key it came with."""

    protocol_version = "HTTP/1.1"
    posted: list[bytes] = []  # noqa: RUF012 - shared on purpose
    keys: list[str] = []  # noqa: RUF012

    def do_POST(self) -> None:
        self.keys.append(self.headers["Idempotency-Key"])
        self.posted.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(201)
        self.send_header("Content-Length", "6")
        self.end_headers()
        self.wfile.write(b"abc")
        self.wfile.flush()
        self.wfile.write(b"def")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        Echo.posted.clear()
        Echo.keys.clear()
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_every_request_over_http_has_an_id_of_its_own(port: int) -> None:
    turn = load(Ask(port, "POST", ("/",), 201, (json.dumps({"id": NEW_ID}),)), 3, 0.05)
    assert turn.done == len(Echo.posted) == len(set(Echo.posted)) >= 3
    assert NEW_ID.encode() not in b"".join(Echo.posted)


def test_every_request_that_is_posted_has_a_new_idempotency_key(port: int) -> None:
    turn = load(Ask(port, "POST", ("/",), 201, ("{}",)), 3, 0.05)
    assert turn.done == len(Echo.keys) == len(set(Echo.keys)) >= 3
    assert all(re.fullmatch(r'"[0-9a-f-]{36}"', key) for key in Echo.keys)


def test_an_answer_of_another_status_is_told(port: int) -> None:
    with pytest.raises(RuntimeError, match="201"):
        load(Ask(port, "POST", ("/",), 200, ("{}",)), 1, 0.05)
