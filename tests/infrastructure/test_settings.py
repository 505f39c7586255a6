from __future__ import annotations

import pytest
from pydantic import ValidationError

from infrastructure.settings import Settings


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    import os  # noqa: PLC0415

    for name in list(os.environ):
        if name.startswith("SAMSYN_"):
            monkeypatch.delenv(name)


def test_a_fresh_machine_needs_no_settings() -> None:
    settings = Settings()
    assert settings.database == "sqlite:///data/samsyn.db"
    assert settings.log_schema == "samsyn"
    assert (settings.lock_timeout, settings.rehearse_timeout) == (10, 3)
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert (settings.log_format, settings.log_level) == ("auto", "info")


@pytest.mark.parametrize(
    ("variable", "value", "name", "wanted"),
    [
        ("SAMSYN_DATABASE", "postgresql://x/y", "database", "postgresql://x/y"),
        ("SAMSYN_SCHEMA", "dalsland", "log_schema", "dalsland"),
        ("SAMSYN_LOCK_TIMEOUT", "2.5", "lock_timeout", 2.5),
        ("SAMSYN_REHEARSE_TIMEOUT", "1", "rehearse_timeout", 1.0),
        ("SAMSYN_PORT", "80", "port", 80),
        ("SAMSYN_LOG_FORMAT", "json", "log_format", "json"),
    ],
)
def test_a_variable_sets_its_setting(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, name: str, wanted: object
) -> None:
    monkeypatch.setenv(variable, value)
    assert getattr(Settings(), name) == wanted


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SAMSYN_LOCK_TIMEOUT", "0"),
        ("SAMSYN_PORT", "65536"),
        ("SAMSYN_LOG_FORMAT", "xml"),
    ],
)
def test_a_value_without_meaning_is_refused(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ValidationError):
        Settings()


def test_what_is_not_ours_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCHEMA", "elsewhere")
    monkeypatch.setenv("PORT", "1")
    assert Settings().log_schema == "samsyn"
    assert Settings().port == 8000


def test_the_address_with_its_password_is_not_shown() -> None:
    assert "hemligt" not in repr(Settings(database="postgresql://anna:hemligt@x/y"))
