"""Several workers on one listening socket: uvicorn's supervisor, and how they end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from uvicorn import Config
from uvicorn.supervisors import Multiprocess


class _Workers(Multiprocess):
    """Workers that are replaced when they die, and refuse what comes when they are to end."""

    def terminate_all(self) -> None:
        """Tell every worker to end.

        Connections are taken for as long as any process has the socket, the parent too, which
        answers none. So it lets go first; each worker lets go before it finishes what is begun.
        """
        for listening in self.sockets:
            listening.close()
        super().terminate_all()


def run_workers(workers: int, options: Mapping[str, Any]) -> None:
    """Serve with several processes until asked to end; `options` are those of uvicorn."""
    config = Config("interfaces.main:application", factory=True, workers=workers, **options)
    _Workers(config, [config.bind_socket()]).run()
