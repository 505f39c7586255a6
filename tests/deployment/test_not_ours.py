"""What is no log of Samsyn's, or has lost its revision, is refused in clear words and kept."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from pysqlite3 import dbapi2 as sqlite3

from domain.errors import Unavailable
from infrastructure.backup import foreseen
from infrastructure.database import Database
from infrastructure.migrate import current, migrate, newest, require_newest
from infrastructure.rebuild import bring_up
from tests.built import quiet
from tests.conftest import Store
from tests.deployment.keeping import is_whole, restored, rows, unseen
from tests.processes.installation import Installation

Attempt = Callable[[], object]


def attempts(database: Database, backup: Path) -> list[Attempt]:
    """Return all that would make a log of a database, or serve it."""
    return [
        partial(migrate, database),
        partial(bring_up, database, quiet),
        partial(require_newest, database),
        partial(foreseen, database, backup, unseen),
        partial(restored, database, backup),
        partial(restored, database, backup, replace=True, discard_newer=True),
    ]


def refused_by_all(database: Database, backup: Path, code: str) -> None:
    for attempt in attempts(database, backup):
        with pytest.raises(Unavailable) as refused:
            attempt()
        assert refused.value.code == code
        assert refused.value.sv != refused.value.en


@pytest.mark.parametrize("how", ["DROP TABLE alembic_version", "DELETE FROM alembic_version"])
def test_a_log_that_has_lost_its_revision_is_told_of_and_kept(
    how: str, told: Database, kept: Path
) -> None:
    before = rows(told)
    with told.write() as connection:
        connection.exec_driver_sql(how)
    refused_by_all(told, kept, "store_has_no_revision")
    assert rows(told) == before


def test_every_command_tells_of_a_lost_revision_in_both_languages(
    told: Database, installation: Installation, kept: Path
) -> None:
    with told.write() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
    for words in (["migrate"], ["check"], ["restore", "--dry-run", str(kept)]):
        ended = installation.run(*words)
        assert ended.returncode == 1
        assert "Traceback" not in ended.stderr
        assert "saknas i databasen" in ended.stderr
        assert "is missing in the database" in ended.stderr


@pytest.mark.parametrize("table", ["log_head", "texts"])
def test_every_command_tells_of_a_table_that_is_gone(
    table: str, told: Database, installation: Installation, kept: Path, tmp_path: Path
) -> None:
    with told.write() as connection:
        connection.exec_driver_sql(f"DROP TABLE {table}")
    backup = str(tmp_path / "new.samsyn")
    for words in (["migrate"], ["check"], ["rebuild"], ["backup", backup], ["serve"]):
        ended = installation.run(*words)
        assert ended.returncode == 1, words
        assert "Traceback" not in ended.stderr, words
        assert f"There is no table {table}" in ended.stderr, words


@pytest.mark.parametrize("revision", [None, "ae1027a6acf"])
@pytest.mark.parametrize("theirs", ["TABLE customers (name)", "VIEW customers AS SELECT 1"])
def test_a_file_of_another_program_is_refused_and_not_a_byte_of_it_is_changed(
    theirs: str, revision: str | None, tmp_path: Path, kept: Path
) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    path = folder / "theirs.db"
    with closing(sqlite3.connect(path)) as file:
        file.execute(f"CREATE {theirs}")
        if revision:
            file.execute("CREATE TABLE alembic_version (version_num)")
            file.execute("INSERT INTO alembic_version VALUES (?)", (revision,))
        file.commit()
    before = path.read_bytes()
    with closing(Database(f"sqlite:///{path}")) as database:
        code = "store_is_of_another_version" if revision else "store_is_of_another_program"
        refused_by_all(database, kept, code)
    assert path.read_bytes() == before
    assert list(folder.iterdir()) == [path]


def test_a_backup_is_no_database_to_serve_from(kept: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.samsyn"
    copy.write_bytes(kept.read_bytes())
    with closing(Database(f"sqlite:///{copy}")) as database:
        refused_by_all(database, kept, "store_has_no_revision")
    assert copy.read_bytes() == kept.read_bytes()


def test_a_schema_may_hold_tables_of_others_unless_they_are_named_as_those_of_the_log(
    postgres_store: Store, kept: Path
) -> None:
    store = Store(postgres_store.url, f"{postgres_store.schema}_2")
    with closing(store.open()) as database:
        with database.set_up() as connection:
            connection.exec_driver_sql("CREATE TABLE spatial_ref_sys (srid integer)")
            connection.exec_driver_sql("CREATE TABLE events (name text)")
        refused_by_all(database, kept, "store_is_of_another_program")
        with database.write() as connection:
            connection.exec_driver_sql("DROP TABLE events")
        restored(database, kept)
        assert current(database) == newest()
        assert is_whole(database) > 0
        with database.write() as connection:
            assert connection.exec_driver_sql("SELECT * FROM spatial_ref_sys").all() == []
            connection.exec_driver_sql(f'DROP SCHEMA "{store.schema}" CASCADE')
