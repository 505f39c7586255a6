"""How the process logs: one line an event, with what it belongs to, and never what it carried."""

from __future__ import annotations

import json
import logging
import re
import sys
from typing import Final, Literal

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

LogFormat = Literal["auto", "json", "console"]
LogLevel = Literal["debug", "info", "warning", "error"]

_QUIETEST: Final = {
    # Statements and their parameters hold names and free texts.
    "alembic": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    # Queries hold what people searched for; each request has a line of ours instead.
    "uvicorn.access": logging.WARNING,
}
_WITHHELD: Final = (
    # pydantic quotes what it refused, SQLAlchemy and PostgreSQL what they could not write.
    (re.compile(r"input_value=.*(?=, input_type=)"), "input_value=(withheld)"),
    (re.compile(r"\[parameters: .*\]"), "[parameters: (withheld)]"),
    (
        re.compile(r"DETAIL: .*?(?=\n\[SQL: |\nCONTEXT: |\n\nThe above|\n\nDuring|\Z)", re.DOTALL),
        "DETAIL: (withheld)",
    ),
)
_UVICORN: Final = ("uvicorn", "uvicorn.error", "uvicorn.access")


def configure(log_format: LogFormat = "auto", log_level: LogLevel = "info") -> None:
    """Log to standard error, from structlog and the standard library alike.

    ``auto`` is lines for a person on a terminal and JSON otherwise. Every line has a UTC
    timestamp, a level, the logger's name, and all that is bound in ``structlog.contextvars``.
    Texts a request carried are taken out of errors, but nothing takes them out of an event:
    log identities and figures, never a body. A later call replaces an earlier one.
    """
    level = logging.getLevelNamesMapping()[log_level.upper()]
    shared = _shared_processors()
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = _CurrentError()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_renderers(log_format),
            ],
        )
    )
    for earlier in [each for each in logging.root.handlers if isinstance(each, _CurrentError)]:
        logging.root.removeHandler(earlier)
    logging.root.addHandler(handler)
    logging.root.setLevel(level)
    logging.captureWarnings(capture=True)
    _route_libraries(level)


def _shared_processors() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        _withhold_input,
    ]


def _withhold_input(_: WrappedLogger, __: str, event_dict: EventDict) -> EventDict:
    """Take out of a formatted exception the values that a request carried."""
    if isinstance(text := event_dict.get("exception"), str):
        for pattern, replacement in _WITHHELD:
            text = pattern.sub(replacement, text)
        event_dict["exception"] = text
    return event_dict


def for_people(log_format: LogFormat) -> bool:
    """Tell whether the log is read by a person on a terminal, not by a program."""
    return log_format == "console" or (log_format == "auto" and sys.stderr.isatty())


def _renderers(log_format: LogFormat) -> list[Processor]:
    if for_people(log_format):
        return [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            )
        ]
    return [structlog.processors.JSONRenderer(json.dumps, ensure_ascii=False, default=str)]


def _route_libraries(level: int) -> None:
    """Send uvicorn's lines through the root logger, and quieten what quotes its input."""
    for name in _UVICORN:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    for name, quietest in _QUIETEST.items():
        logging.getLogger(name).setLevel(max(level, quietest))


class _CurrentError(logging.Handler):
    """Writes to whatever ``sys.stderr`` is when the line is logged."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record as one line, or report what went wrong as the library does."""
        try:
            sys.stderr.write(self.format(record) + "\n")
        except Exception:  # noqa: BLE001 (a failing log must not fail the request)
            self.handleError(record)
