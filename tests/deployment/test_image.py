"""The image: what goes into it, that its steps build it, and that it runs as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.deployment.containers import Image, context, ignored, steps
from tests.processes.installation import ROOT, Server, client, free_port

STEPS = list(steps((ROOT / "Dockerfile").read_text()))


# --- What it says -------------------------------------------------------------------------------


def test_the_image_holds_the_program_and_nothing_else(image: Image) -> None:
    files = context()
    assert {path.parts[0] for path in files} == {
        *("pyproject.toml", "requirements.txt", "LICENSE"),
        *("domain", "application", "infrastructure", "interfaces"),
    }
    installed = image.root / "venv"
    assert not list(installed.rglob("pytest")), "nothing of the tests"
    assert not list(installed.glob("bin/pip*")), "nothing that installs"
    assert list(installed.rglob("infrastructure/migrations/versions/0001_log.py"))


@pytest.mark.parametrize(
    "path", [".env", "domain/.env", "data/samsyn.db", "interfaces/demo/x.db", "secrets/a", ".git/x"]
)
def test_no_secret_and_no_database_can_come_into_it(path: str) -> None:
    rules = [
        line
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    assert ignored(Path(path), rules)
    assert not ignored(Path("domain/money.py"), rules)


def test_it_runs_as_a_user_that_owns_only_its_data(image: Image) -> None:
    made = (image.root / "useradd").read_text()
    assert f"--uid {image.user} " in made
    assert image.user.isdigit(), "so that an engine can tell that it is not root"
    assert "--shell /usr/sbin/nologin" in made
    assert "--owner samsyn" in (image.root / "install").read_text()
    assert image.volumes == ["/data"] == [image.workdir]


def test_every_stage_starts_from_one_base_of_a_pinned_release(image: Image) -> None:
    assert len(set(image.bases)) == 1
    assert re.fullmatch(r"python:3\.\d+-slim-[a-z]+", image.bases[0])


def test_what_is_copied_first_changes_least() -> None:
    words = [step.rest for step in STEPS if step.word in ("COPY", "RUN")]
    dependencies = next(i for i, rest in enumerate(words) if "--require-hashes" in rest)
    assert "domain domain" not in words[:dependencies]


# --- That it runs -------------------------------------------------------------------------------


@contextmanager
def running(image: Image, folder: Path, **settings: str) -> Iterator[Server]:
    """Run the image as it says, with settings, until the block ends."""
    port = free_port()
    command = [*image.entrypoint, *image.command]
    given = {"SAMSYN_PORT": str(port), **settings}
    process = image.start(command, given, folder / "server.log")
    server = Server(process, f"http://127.0.0.1:{port}", folder / "server.log")
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.stop()


def health(image: Image, server: Server) -> int:
    """Run the image's own health check; 0 is healthy."""
    port = server.base.rpartition(":")[2]
    return image.run(image.healthcheck, {"SAMSYN_PORT": port}).returncode


def test_it_migrates_serves_and_tells_its_health(image: Image, tmp_path: Path) -> None:
    database = {"SAMSYN_DATABASE": f"sqlite:///{tmp_path / 'samsyn.db'}"}
    migrated = image.run([*image.entrypoint, "migrate"], database)
    assert migrated.returncode == 0, migrated.stderr
    with running(image, tmp_path, **database) as server:
        assert health(image, server) == 0
        with client(server.base) as asking:
            assert asking.get("/samsyn/v1/api-info").json()["apiName"] == "samsyn"
        (tmp_path / "samsyn.db").rename(tmp_path / "away.db")
        assert health(image, server) != 0, "the database is away"
        (tmp_path / "away.db").rename(tmp_path / "samsyn.db")
        assert health(image, server) == 0
    assert health(image, server) != 0
    assert server.process.returncode == 0


def test_without_settings_its_database_is_in_its_volume(image: Image) -> None:
    shown = image.run([*image.entrypoint, "settings"])
    assert f"SAMSYN_DATABASE=sqlite:///{image.placed('/data')}/samsyn.db" in shown.stdout
    refused = image.run([*image.entrypoint, *image.command])
    assert refused.returncode == 1
    assert "Run samsyn migrate" in refused.stderr


def test_it_starts_although_nothing_but_its_volume_can_be_written(
    image: Image, tmp_path: Path
) -> None:
    """Nothing is compiled or cached beside the program: its files are as they were."""
    before = _files(image.root / "venv")
    database = {"SAMSYN_DATABASE": f"sqlite:///{tmp_path / 'samsyn.db'}"}
    image.run([*image.entrypoint, "migrate"], database)
    with running(image, tmp_path, **database) as server:
        assert health(image, server) == 0
    assert _files(image.root / "venv") == before


def _files(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
