import json
import logging
import sys
import warnings
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy
import structlog
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError

from infrastructure.logging import LogFormat, configure

DECISION = UUID("0190f3a2-0000-7000-8000-000000000001")
NAME = "Anna\nAndersson"


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    names = ("", "sqlalchemy", "uvicorn", "uvicorn.access")
    levels = {name: logging.getLogger(name).level for name in names}
    handlers = list(root.handlers)
    yield
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.contextvars.clear_contextvars()
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_is_json_with_level_logger_utc_time_and_figures(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("json", "info")
    structlog.get_logger("samsyn").info("decision taken", decision_id=DECISION, position=12)
    [line] = lines(capsys)
    assert datetime.fromisoformat(line.pop("timestamp")).utcoffset() == timedelta(0)
    assert line == {
        "event": "decision taken",
        "level": "info",
        "logger": "samsyn",
        "decision_id": str(DECISION),
        "position": 12,
    }


def test_what_is_bound_to_the_request_is_on_every_line_of_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("json", "info")
    with structlog.contextvars.bound_contextvars(request_id="r-1", decision_id=str(DECISION)):
        structlog.get_logger("application.decisions").info("taken")
        logging.getLogger("uvicorn.error").info("sent")
    structlog.get_logger("application.decisions").info("idle")
    assert [line.get("request_id") for line in lines(capsys)] == ["r-1", "r-1", None]


@pytest.mark.parametrize("name", ["uvicorn.error", "anything"])
def test_the_standard_library_logs_the_same_lines(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    configure("json", "info")
    logging.getLogger(name).info("Running %s -> %s", "0001", "0002")
    [line] = lines(capsys)
    assert (line["event"], line["level"], line["logger"]) == (
        "Running 0001 -> 0002",
        "info",
        name,
    )
    assert "timestamp" in line


def test_handlers_that_uvicorn_installed_first_give_way(
    capsys: pytest.CaptureFixture[str],
) -> None:
    uvicorn = logging.getLogger("uvicorn")
    uvicorn.addHandler(logging.StreamHandler(sys.stderr))
    uvicorn.propagate = False
    configure("json", "info")
    uvicorn.info("started")
    assert [line["event"] for line in lines(capsys)] == ["started"]


def test_configuring_twice_logs_once_and_as_the_later_call_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log = structlog.get_logger("samsyn")
    configure("console", "debug")
    log.debug("first")
    configure("json", "warning")
    log.info("below")
    log.warning("second")
    first, second = capsys.readouterr().err.splitlines()
    assert "first" in first
    assert json.loads(second)["event"] == "second"


def test_statements_and_access_lines_stay_quiet_even_when_debugging(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("json", "debug")
    logging.getLogger("sqlalchemy.engine.Engine").info("INSERT … %r", NAME)
    logging.getLogger("uvicorn.access").info("GET /persons?name=Anna")
    assert lines(capsys) == []


def test_a_warning_is_a_line_too(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json", "info")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("the clock went back", RuntimeWarning, stacklevel=1)
    [line] = lines(capsys)
    assert line["logger"] == "py.warnings"
    assert "the clock went back" in line["event"]


class Person(BaseModel):
    name: int


def refuse() -> None:
    Person.model_validate({"name": NAME})


def violate() -> None:
    engine = sqlalchemy.create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            connection.execute(sqlalchemy.text("CREATE TABLE person (name TEXT CHECK (name = ''))"))
            connection.execute(sqlalchemy.text("INSERT INTO person VALUES (:name)"), {"name": NAME})
    finally:
        engine.dispose()


def violate_in_postgres() -> None:
    told = f"violates check\nDETAIL:  Failing row contains (7, {NAME})."
    raise IntegrityError("INSERT …", {}, Exception(told))


@pytest.mark.parametrize("fail", [refuse, violate, violate_in_postgres])
@pytest.mark.parametrize("log_format", ["json", "console"])
@pytest.mark.parametrize("name", ["structlog", "standard library"])
def test_an_exception_is_told_without_what_the_request_carried(
    capsys: pytest.CaptureFixture[str], fail: Any, log_format: LogFormat, name: str
) -> None:
    configure(log_format, "info")
    log = structlog.get_logger() if name == "structlog" else logging.getLogger("uvicorn.error")
    try:
        fail()
    except Exception:
        log.exception("failed")
    told = capsys.readouterr().err
    assert "failed" in told
    assert f"in {fail.__name__}" in told
    assert "(withheld)" in told
    assert "Andersson" not in told


def test_swedish_and_line_breaks_keep_to_one_readable_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("json", "info")
    structlog.get_logger().info('Åmål\n{"event": "forged"}')
    [line] = capsys.readouterr().err.splitlines()
    assert "Åmål" in line


def test_auto_is_json_unless_a_person_watches(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    configure("auto", "info")
    structlog.get_logger().info("piped")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    configure("auto", "info")
    structlog.get_logger().info("watched")
    piped, watched = capsys.readouterr().err.splitlines()
    assert json.loads(piped)["event"] == "piped"
    assert not watched.startswith("{")
