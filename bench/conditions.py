"""What a section is measured on: the machine, its load, and the commit."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Collection, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
UNKNOWN: Final = "unknown"
_WITH_CHANGES: Final = "with changes"
_CLEAN: Final = re.compile(r"[0-9a-f]{7,}")
# Neither the page that figures are written in nor files they are kept in change what is measured.
_TREE: Final = (".", ":(exclude)docs", ":(exclude,glob)*.json")
_TOO_HIGH: Final = "what takes long is interrupted more often, and its ratio is too high."


def machine(versions: Mapping[str, str]) -> str:
    """Return what the figures were made on: enough to see that another machine is another."""
    own = {
        "Python": platform.python_version(),
        "eventsourcing": version("eventsourcing"),
        "SQLAlchemy": version("sqlalchemy"),
        **versions,
    }
    named = ", ".join(f"{name} {number}" for name, number in own.items())
    return f"{os.cpu_count()} processors ({platform.machine()}); {named}."


def load_now(when: str) -> str:
    """Return how busy the machine is."""
    load, processors = os.getloadavg()[0], os.cpu_count() or 1
    # What is measured keeps every processor busy and has them queued for: 16 deciders do.
    busy = "" if load < processors + 2 else f" **Other work kept it busy: {_TOO_HIGH}**"
    return f"Load {load:.1f} {when}.{busy}"


def commit_of(root: Path = ROOT) -> str:
    """Return the commit of a folder, "with changes" when something in it is not committed.

    It is "unknown" where there is no git, and where the folder is no repository of its own.
    """
    try:
        short = _git(root, "rev-parse", "--short=10", "HEAD")
        changed = _git(root, "status", "--porcelain", "--", *_TREE)
    except (OSError, subprocess.CalledProcessError):
        return UNKNOWN
    return f"{short} {_WITH_CHANGES}" if changed else short


def at_one_commit(commits: Collection[str]) -> bool:
    """Tell whether it is known that all are the same: changes may be others each time."""
    return len(set(commits)) == 1 and all(map(_CLEAN.fullmatch, commits))


def _git(root: Path, *arguments: str) -> str:
    # Not the repository of a folder further up, which a copy without one may lie in.
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(root.absolute().parent)}
    done = subprocess.run(
        ("git", *arguments), cwd=root, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
