"""Runs that nobody has made."""

from __future__ import annotations

from bench.results import Aim, Results, Row, Section, Table


def run_of(
    *names: str, ratio: float = 0.4, p99: float = 1.0, load: float = 1.0, commit: str = "abc1234"
) -> Results:
    """Return a run of sections, only the store's if none is named: one thing beside a baseline."""
    aims = (Aim("× rate", "≥", 0.5), Aim("p99, ms", "≤", 2))
    rows = (
        Row("baseline", {"× rate": 1.0, "p99, ms": 1.0}),
        Row("own", {"× rate": ratio, "p99, ms": p99}, aims),
    )
    made = ("A machine.", f"Load {load:.1f}.")
    return Results(
        [
            Section(name, commit, made, (Table(f"The {name}", rows, "Said."),))
            for name in names or ("store",)
        ]
    )
