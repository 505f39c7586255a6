"""Which database it is, by name and version, as people and its makers say it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection


def product(connection: Connection) -> tuple[str, str]:
    """Return the name and the version: ``("SQLite", "3.51.3")``, ``("PostgreSQL", "18.1")``."""
    if connection.dialect.name == "sqlite":
        found: Any = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
        return "SQLite", str(found)
    found = connection.exec_driver_sql("SHOW server_version").scalar_one()
    return "PostgreSQL", str(found).partition(" ")[0]
