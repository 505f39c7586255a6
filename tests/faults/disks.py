"""A disk that is soon full."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Mount a file system of a few megabytes, where the machine lets us."""
    folder.mkdir()
    made = ["mount", "-t", "tmpfs", "-o", "size=3m", "samsyn-test", str(folder)]
    if subprocess.run(made, check=False, capture_output=True).returncode:
        pytest.skip("mounting a file system needs the right to; see the test with a limit")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
