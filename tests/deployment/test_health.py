"""Health: alive is the process's own affair, ready is whether it can answer."""

from __future__ import annotations

from tests.processes.installation import Installation, client


def test_a_server_whose_database_is_migrated_by_a_newer_program_is_alive_and_not_ready(
    installation: Installation,
) -> None:
    database = installation.store.open()
    with installation.serving() as server, client(server.base) as asking:
        assert asking.get("/health").json() == {"status": "ok", "position": 0}
        with database.write() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        ready = asking.get("/health")
        assert (ready.status_code, ready.json()["code"]) == (503, "store_is_of_another_version")
        assert asking.get("/health/live").json() == {"status": "ok"}


def test_a_server_starts_only_with_a_database_and_goes_on_without(
    installation: Installation,
) -> None:
    if not installation.store.url.startswith("sqlite"):
        nowhere = {"SAMSYN_DATABASE": "postgresql://nobody@/none?host=/nowhere"}
        ended = installation.run("serve", **nowhere)
        assert ended.returncode == 1
        assert "cannot be reached" in ended.stderr
        assert "/nowhere" in ended.stderr, "an operator sees what the driver said"
        return
    path = installation.folder / "samsyn.db"
    with installation.serving() as server, client(server.base) as asking:
        path.rename(path.with_suffix(".away"))
        assert asking.get("/health").status_code == 503
        assert asking.get("/health/live").status_code == 200
        path.with_suffix(".away").rename(path)
        assert asking.get("/health").status_code == 200
