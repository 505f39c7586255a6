"""Several workers on one listening socket, each of them the server of one."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Mapping
from socket import socket
from typing import Any, Final

import structlog
from uvicorn import Config
from uvicorn.config import STARTUP_FAILURE

from infrastructure import logging
from infrastructure.settings import Settings
from interfaces.cli.supervisor import Supervisor
from interfaces.main import build

_logger: Final = structlog.get_logger("samsyn")


def run_workers(workers: int, listening: socket, options: Mapping[str, Any]) -> int:
    """Serve with several processes until asked to end, and return how to end.

    All of them take from the one socket. Each reads the settings of the environment, which then
    say how many there are. `options` are those of uvicorn.

    Raises:
        OSError: the system would not start as many processes.
    """
    os.environ["SAMSYN_WORKERS"] = str(workers)
    config = Config(f"{__name__}:worker", factory=True, workers=workers, **options)
    return Supervisor(config, listening, workers).run()


def worker() -> Any:
    """Return the application of one worker, or end it as one that cannot start.

    A worker whose parent is gone, killed say, ends as if it had been asked to: it would hold the
    port for ever.

    Raises:
        SystemExit: there is no application by these settings.
    """
    try:
        settings = Settings()
        logging.configure(settings.log_format, settings.log_level)
        threading.Thread(target=_end_with_parent, daemon=True).start()
        return build(settings)
    except Exception:
        _logger.exception("worker_cannot_start")
        sys.exit(STARTUP_FAILURE)


def _end_with_parent() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
