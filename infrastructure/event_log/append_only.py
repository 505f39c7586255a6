"""The database's own refusal to change the log: triggers on the table of events.

The owner of the tables can switch them off; what happens then only the proof can tell.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection

_SQLITE: Final = (
    """
    CREATE TRIGGER events_keep_what_is_written BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are append-only: no update'); END
    """,
    """
    CREATE TRIGGER events_keep_what_is_there BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events are append-only: no deletion'); END
    """,
    """
    CREATE TRIGGER events_grow_at_the_end BEFORE INSERT ON events
    WHEN NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM events)
    BEGIN SELECT RAISE(ABORT, 'events are append-only: the next position is last + 1'); END
    """,
    # INSERT OR REPLACE removes the row it replaces, and where recursive_triggers is off (as it
    # is for a program that is not ours) no trigger on DELETE sees that.
    """
    CREATE TRIGGER events_replace_nothing BEFORE INSERT ON events
    WHEN EXISTS (SELECT 1 FROM events WHERE stream = NEW.stream AND version = NEW.version)
    BEGIN SELECT RAISE(ABORT, 'events are append-only: the version is already written'); END
    """,
)
_SQLITE_NAMES: Final = (
    "events_keep_what_is_written",
    "events_keep_what_is_there",
    "events_grow_at_the_end",
    "events_replace_nothing",
)

_POSTGRES: Final = (
    """
    CREATE OR REPLACE FUNCTION "{schema}".events_keep_what_is_written() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION USING
            MESSAGE = 'events are append-only: no ' || lower(TG_OP),
            ERRCODE = 'restrict_violation';
    END $$
    """,
    # VOLATILE, so that each row of one statement sees those before it.
    """
    CREATE OR REPLACE FUNCTION "{schema}".events_grow_at_the_end() RETURNS trigger
    LANGUAGE plpgsql VOLATILE AS $$
    BEGIN
        IF NEW.position IS DISTINCT FROM
            (SELECT coalesce(max(position), 0) + 1 FROM "{schema}".events)
        THEN
            RAISE EXCEPTION 'events are append-only: the next position is last + 1'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER events_keep_what_is_written
    BEFORE UPDATE OR DELETE OR TRUNCATE ON "{schema}".events
    FOR EACH STATEMENT EXECUTE FUNCTION "{schema}".events_keep_what_is_written()
    """,
    """
    CREATE OR REPLACE TRIGGER events_grow_at_the_end
    BEFORE INSERT ON "{schema}".events
    FOR EACH ROW EXECUTE FUNCTION "{schema}".events_grow_at_the_end()
    """,
)


_TRIGGERS: Final = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'events'",
    # D: disabled; R: only on a replica.
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'events'::regclass "
    "AND tgenabled NOT IN ('D', 'R')",
}
_POSTGRES_NAMES: Final = ("events_keep_what_is_written", "events_grow_at_the_end")


def is_protected(connection: Connection) -> bool:
    """Tell whether the table of events has every trigger that protects it."""
    name = connection.dialect.name
    found = set(connection.exec_driver_sql(_TRIGGERS[name]).scalars())
    return found.issuperset(_SQLITE_NAMES if name == "sqlite" else _POSTGRES_NAMES)


def protect(connection: Connection) -> None:
    """Create the triggers, or create them again, in the transaction of `connection`.

    To be run after every migration: alembic changes an SQLite table by making a new one and
    copying, and the triggers of the old one are gone with it.
    """
    if connection.dialect.name == "sqlite":
        for name in _SQLITE_NAMES:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        for statement in _SQLITE:
            connection.exec_driver_sql(statement)
        return
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    for statement in _POSTGRES:
        connection.exec_driver_sql(statement.replace("{schema}", schema))
