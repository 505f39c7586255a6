"""The server process from its start to its end: what is begun is finished, in a stated time."""

from __future__ import annotations

import os
import signal
import sys
from math import ceil
from typing import Any, NoReturn

import uvicorn


def serve_until_ended(application: Any, host: str, port: int, stop_timeout: float) -> NoReturn:
    """Serve until asked to end, finish what is begun for at most `stop_timeout` s, and end.

    The process ends with all its threads: one that waits for the log, on behalf of a request
    that has been given up, would hold it, and its transaction is undone with it.
    """
    status = 0
    try:
        # uvicorn raises the signal that ended it anew: to be asked to end is no fault.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        uvicorn.run(
            application,
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=ceil(stop_timeout),
        )
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    sys.stderr.flush()
    os._exit(status)
