"""What is checked of a log at each start: its end, by its leaves and by the head's frontier."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text, update

from domain.errors import CorruptStream
from infrastructure.database import Database
from infrastructure.merkle import commitment, leaf_bytes, leaf_hash
from infrastructure.soundness import LOOKED_AT, check_end
from infrastructure.tables import events
from tests.conftest import Store
from tests.infrastructure.tally import counted, new_tally, open_log, opened, record


def forge_the_last(database: Database, position: int) -> None:
    """Change the last entry and its leaf, so that they agree with each other."""
    with database.write() as connection:
        for (name,) in connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        row = connection.execute(select(events).where(events.c.position == position)).one()
        state = row.state.replace(b'"recordedBy":"secretary"', b'"recordedBy":"nobody"')
        assert state != row.state
        committed = commitment(row.salt, state)
        leaf = leaf_hash(
            leaf_bytes(row.position, row.stream, row.version, row.topic, row.recorded, committed)
        )
        connection.execute(
            update(events).where(events.c.position == position).values(state=state, leaf=leaf)
        )


@pytest.mark.parametrize("length", [1, LOOKED_AT - 1, LOOKED_AT, LOOKED_AT + 1, 3 * LOOKED_AT])
def test_a_last_entry_that_was_changed_with_its_leaf_is_found(
    sqlite_store: Store, length: int
) -> None:
    database, apples = sqlite_store.open(), new_tally()
    log = open_log(database)
    record(log, opened(apples))
    if length > 1:
        record(log, counted(apples, *range(1, length)))
    with database.read() as connection:
        assert check_end(connection).position == length
    forge_the_last(database, length)
    with database.read() as connection, pytest.raises(CorruptStream):
        check_end(connection)
