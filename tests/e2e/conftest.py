"""An installation for each test, on SQLite and on PostgreSQL: nothing there, or migrated."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Store
from tests.e2e.server import Installation


@pytest.fixture
def bare_installation(empty_store: Store, tmp_path: Path) -> Installation:
    """Return an installation whose database does not exist yet."""
    return Installation(empty_store, tmp_path)


@pytest.fixture
def installation(bare_installation: Installation) -> Installation:
    """Return an installation whose database has been made by ``samsyn migrate``."""
    bare_installation.migrate()
    return bare_installation
