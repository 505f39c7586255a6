"""What befalls a store from outside of Samsyn."""

from __future__ import annotations

from typing import Any

import psycopg

from infrastructure.database import Database
from tests.conftest import Store


def checkpoint(database: Database) -> None:
    """Bring everything into the one file, and close it."""
    with database.write() as connection:
        driver: Any = connection.connection.driver_connection
        driver.commit()
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        driver.execute("BEGIN")


def hang_up(store: Store) -> None:
    """End every connection that works in the schema, as a restart of the server would."""
    ask = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = %s"
    with psycopg.connect(store.url) as connection:
        connection.execute(ask, (f"samsyn {store.schema}",))
