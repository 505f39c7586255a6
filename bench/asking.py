"""Budgets asked for over HTTP, of the server of a filled log."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from datetime import date
from functools import partial
from urllib.parse import urlsplit

from bench.load import Ask
from bench.measuring import Measuring
from bench.over_http import budget_path
from bench.places import Place
from bench.rounds import Contestant
from bench.servers import samsyn_server
from bench.worker import turn_of, working

_NAME = "budget, over HTTP"


def budgets_over_http(
    stack: ExitStack, measuring: Measuring, place: Place, budgets: Sequence[tuple[int, int, date]]
) -> Contestant:
    """Start a server until `stack` ends, and return what asks it for one budget at a time.

    Each of `budgets` is a program's number, a year, and the day that is asked for.
    """
    server = stack.enter_context(samsyn_server(place, measuring.everywhere.folder))
    targets = [budget_path(*one) for one in budgets]
    ask = Ask(urlsplit(server.base).port or 0, "GET", targets, 200)
    given = json.dumps({_NAME: asdict(ask)})
    worker = stack.enter_context(working(sys.executable, "-m", "bench.load", given))
    return Contestant(_NAME, partial(turn_of, [worker], _NAME, 1, measuring.seconds))
