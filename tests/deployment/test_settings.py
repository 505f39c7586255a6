"""Settings: each is explained, a wrong one is named, and no secret is shown."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from infrastructure.settings import Settings, described, unknown
from interfaces.cli.configuration import page
from tests.conftest import Store
from tests.processes.installation import ROOT, Installation
from tests.processes.nursery import Nursery


@pytest.fixture
def nowhere(tmp_path: Path, processes: Nursery) -> Installation:
    """Return an installation that has nothing but its settings."""
    return Installation(Store(f"sqlite:///{tmp_path / 'none.db'}"), tmp_path, processes)


def test_the_reference_page_is_what_the_settings_say(nowhere: Installation) -> None:
    committed = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert committed == page(), "samsyn settings --markdown > docs/settings.md"
    assert nowhere.run("settings", "--markdown").stdout == committed


def test_every_setting_is_explained_in_both_languages_and_named_once() -> None:
    every = described()
    assert {one.field for one in every} == set(Settings.model_fields)
    assert len({one.variable for one in every}) == len(every)
    for one in every:
        assert one.sv, one.variable
        assert one.en, one.variable
        assert one.sv != one.en
        assert one.kind


def test_every_setting_is_read_from_the_variable_that_it_is_explained_by(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = {
        "SAMSYN_DATABASE": "sqlite:///other.db",
        "SAMSYN_DATABASE_PASSWORD_FILE": "/secret",
        "SAMSYN_SCHEMA": "dalsland",
        "SAMSYN_LOCK_TIMEOUT": "5.5",
        "SAMSYN_REHEARSE_TIMEOUT": "1.5",
        "SAMSYN_STOP_TIMEOUT": "2.5",
        "SAMSYN_HOST": "::1",
        "SAMSYN_PORT": "9000",
        "SAMSYN_WORKERS": "4",
        "SAMSYN_ALLOW_REMOTE": "true",
        "SAMSYN_LOG_FORMAT": "json",
        "SAMSYN_LOG_LEVEL": "debug",
    }
    assert set(other) == {one.variable for one in described()}
    for name, value in other.items():
        monkeypatch.setenv(name, value)
    read = Settings()
    for one in described():
        assert str(getattr(read, one.field)).lower() == other[one.variable].lower()
        assert str(getattr(read, one.field)) != one.default


def test_what_is_in_force_is_shown_and_no_secret(nowhere: Installation) -> None:
    shown = nowhere.run(
        "settings",
        SAMSYN_DATABASE="postgresql://samsyn:hemlig@db/samsyn?sslpassword=hemlig2&sslmode=require",
        SAMSYN_WORKERS="3",
    )
    assert "SAMSYN_WORKERS=3\n" in shown.stdout
    assert "SAMSYN_DATABASE=postgresql://samsyn:***@db/samsyn" in shown.stdout
    assert "sslmode=require" in shown.stdout
    assert "hemlig" not in shown.stdout + shown.stderr


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("SAMSYN_DATABSE", "SAMSYN_DATABASE"),
        ("SAMSYN_WORKER", "SAMSYN_WORKERS"),
        ("SAMSYN_LOGLEVEL", "SAMSYN_LOG_LEVEL"),
        ("samsyn_prot", "SAMSYN_PORT"),
        ("SAMSYN_XYZ", None),
    ],
)
def test_a_variable_that_is_no_setting_is_named_with_what_it_resembles(
    name: str, meant: str | None, nowhere: Installation
) -> None:
    assert unknown([name, "SAMSYN_PORT", "samsyn_port", "PATH"]) == {name: meant}
    warned = nowhere.run("settings", **{name: "1"}).stderr
    assert name in warned
    assert (meant or "") in warned


def test_the_server_warns_of_it_in_its_log(sqlite_installation: Installation) -> None:
    with sqlite_installation.serving(SAMSYN_LOG_LEVL="debug") as server:
        first = json.loads(server.said().splitlines()[0])
    assert (first["event"], first["level"]) == ("unknown_setting", "warning")
    assert (first["name"], first["resembles"]) == ("SAMSYN_LOG_LEVL", "SAMSYN_LOG_LEVEL")


def test_the_server_says_what_starts(installation: Installation) -> None:
    with installation.serving() as server:
        said = [json.loads(line) for line in server.said().splitlines()]
    [starting] = [one for one in said if one["event"] == "starting"]
    assert re.match(r"(SQLite|PostgreSQL) \d+\.\d+", starting["database"])
    assert (starting["position"], starting["workers"]) == (0, 1)
    assert starting["version"]
    assert starting["address"] == f"127.0.0.1:{installation.port}"


@pytest.mark.parametrize(
    ("name", "value", "sv", "en"),
    [
        ("SAMSYN_DATABASE", "hemlig:adress:utan:form", "inte adressen till", "not the address of"),
        ("SAMSYN_DATABASE", "postgresql://hemlig:5x/d", "inte adressen till", "not the address of"),
        ("SAMSYN_DATABASE", "sqlite://", "behöver en fil", "needs a file"),
        ("SAMSYN_DATABASE", "mysql://hemlig@h/d", "inte i mysql", "not in mysql"),
        ("SAMSYN_DATABASE_PASSWORD_FILE", "/nowhere", "kan inte läsas", "cannot be read"),
        ("SAMSYN_WORKERS", "0", "ett heltal från 1 till 64", "an integer from 1 to 64"),
        ("SAMSYN_LOCK_TIMEOUT", "soon", "mer än 0 och högst 600", "more than 0 and at most 600"),
        ("SAMSYN_ALLOW_REMOTE", "x", "något av true, false", "one of true, false"),
        ("SAMSYN_SCHEMA", "Inte ett schema", "kan inte vara namnet", "cannot be the name"),
        ("SAMSYN_LOG_FORMAT", "xml", "något av auto, json", "one of auto, json"),
    ],
)
def test_a_value_that_cannot_be_is_named_in_both_languages_and_no_secret_is_repeated(
    name: str, value: str, sv: str, en: str, nowhere: Installation
) -> None:
    database = {} if name == "SAMSYN_DATABASE" else {"SAMSYN_DATABASE": "postgresql://h/d"}
    ended = nowhere.run("check", **{**database, name: value})
    assert ended.returncode == 2
    assert f"{name}: " in ended.stderr
    assert sv in ended.stderr
    assert en in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "hemlig" not in ended.stderr


def test_a_password_for_a_file_that_has_none_is_not_taken_in_silence(
    nowhere: Installation, tmp_path: Path
) -> None:
    """Whoever sets it means another database than the one that would be opened."""
    secret = tmp_path / "secret"
    secret.write_text("hemligt\n")
    for command in ("migrate", "serve"):
        ended = nowhere.run(command, SAMSYN_DATABASE_PASSWORD_FILE=str(secret))
        assert ended.returncode == 2, ended.stderr
        assert "SAMSYN_DATABASE_PASSWORD_FILE: En SQLite-fil har inget lösenord" in ended.stderr
        assert "An SQLite file has no password" in ended.stderr
        assert "hemligt" not in ended.stderr
    assert list(tmp_path.iterdir()) == [secret], "a database was made"


def test_a_password_in_a_file_goes_before_one_in_the_address(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("p@ss/word\n")
    settings = Settings(
        database="postgresql://samsyn:other@db/samsyn", database_password_file=secret
    )
    assert settings.database_url() == "postgresql://samsyn:p%40ss%2Fword@db/samsyn"
    assert "p@ss" not in repr(settings)
    secret.unlink()
    with pytest.raises(ValueError, match="SAMSYN_DATABASE_PASSWORD_FILE"):
        settings.database_url()
