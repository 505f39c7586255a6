"""The process that has imported everything and forks others, which so start at once.

``python -m tests.processes.forking`` reads what to do from each line of its standard input, forks
a process that does it, and answers with its id. What a job tells goes into a file, a line of JSON
at a time, so that it stands whatever becomes of the process. ``samsyn`` writes where its caller
says; how a process ended is written beside.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import alembic.command  # noqa: F401 - imported late by what needs it, as users who may not read it

from infrastructure.database import Database
from tests.processes.telling import Tell


def main() -> None:
    """Fork a process for each line, until there are no more; then end those that are left."""
    jobs, app = _imported()
    living: dict[int, Path | None] = {}

    def bury(_signal: int, _frame: Any) -> None:
        with suppress(ChildProcessError):
            while (dead := os.waitpid(-1, os.WNOHANG))[0]:
                if ended := living.pop(dead[0], None):
                    _write_whole(ended, str(os.waitstatus_to_exitcode(dead[1])))

    signal.signal(signal.SIGCHLD, bury)
    for line in sys.stdin:
        asked = json.loads(line)
        signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGCHLD,))
        pid = os.fork()
        if pid == 0:
            _live(partial(_job, jobs, asked) if "job" in asked else partial(_samsyn, app, asked))
        living[pid] = Path(asked["ended"]) if "ended" in asked else None
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGCHLD,))
        print(pid, flush=True)  # noqa: T201 - the answer
    for pid in tuple(living):
        os.kill(pid, signal.SIGKILL)


def _imported() -> tuple[Any, Any]:
    """Return the jobs and the command line; with them all has been imported that they will use."""
    import uvicorn.lifespan.on  # noqa: PLC0415
    import uvicorn.loops.auto  # noqa: PLC0415
    import uvicorn.protocols.http.auto  # noqa: PLC0415
    import uvicorn.protocols.websockets.auto  # noqa: F401, PLC0415

    from interfaces.cli import app  # noqa: PLC0415
    from interfaces.demo import story  # noqa: F401, PLC0415
    from tests.faults import jobs  # noqa: PLC0415

    gc.freeze()  # or every process copies what it has of it
    return jobs, app


def _write_whole(path: Path, text: str) -> None:
    """Write a file that nobody sees half of."""
    half = path.with_suffix(".half")
    half.write_text(text, encoding="utf-8")
    half.rename(path)


def _live(life: Callable[[], None]) -> NoReturn:
    """Do something and end, without anything of the process that was forked."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGCHLD,))
    status = 1
    try:
        life()
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 - whatever it is, the test is to see it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _job(jobs: Any, asked: dict[str, Any]) -> None:
    _say_into(Path(os.devnull), Path(asked["told"]).with_suffix(".err"))
    database = Database(asked["url"], schema=asked["schema"], **asked["options"])
    getattr(jobs, asked["job"])(database, Tell(asked["told"]), **asked["arguments"])
    database.close()


def _samsyn(app: Any, asked: dict[str, Any]) -> None:
    _say_into(Path(asked["output"]), Path(asked["errors"]))
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv = ["samsyn", *asked["words"]]
    app()


def _say_into(output: Path, errors: Path) -> None:
    """Read nothing, and write into two files what the process says."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    out, err = (os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT) for path in (output, errors))
    for inherited, own in ((0, nothing), (1, out), (2, err)):
        os.dup2(own, inherited)


if __name__ == "__main__":
    main()
