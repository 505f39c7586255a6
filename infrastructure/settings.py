"""What an installation decides for itself, by environment variables that begin with SAMSYN_."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NamedTuple, get_args, get_origin

from pydantic import Field, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from infrastructure.wrong_setting import WrongSetting

PREFIX: Final = "SAMSYN_"
MOST_WORKERS: Final = 64
_NOT_OURS: Final = ("SAMSYN_TEST_",)
"""Variables of the tests, which stand in the same environment as the server they start."""

Seconds = Annotated[float, Field(gt=0, le=600)]


def _setting(default: Any, sv: str, en: str, **limits: Any) -> Any:
    """Return a field with what it means, in Swedish and in English."""
    return Field(default=default, description=en, json_schema_extra={"sv": sv}, **limits)


class Settings(BaseSettings):
    """The settings of one installation, each with a value that works on a fresh machine.

    One log per collaboration: on SQLite a file (`database`), on PostgreSQL a schema
    (`log_schema`, set by SAMSYN_SCHEMA). docs/settings.md is made from what stands here.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        frozen=True,
        extra="ignore",
        populate_by_name=True,
        hide_input_in_errors=True,
    )

    database: str = _setting(
        "sqlite:///data/samsyn.db",
        "Var loggen finns: `sqlite:///<fil>` eller "
        "`postgresql://<användare>:<lösenord>@<värd>/<databas>`; ett `%` i dem skrivs `%25`",
        "Where the log is: `sqlite:///<file>` or "
        "`postgresql://<user>:<password>@<host>/<database>`; a `%` in them is written `%25`",
        repr=False,  # it may hold a password
    )
    database_password_file: Path | None = _setting(
        None,
        "En fil med databasens lösenord, så som en hemlighet läggs i en container; "
        "går före ett lösenord i adressen",
        "A file with the database's password, as a secret is put in a container; "
        "it goes before one in the address",
    )
    log_schema: str = _setting(
        "samsyn",
        "PostgreSQL-schemat som loggen finns i",
        "The PostgreSQL schema that holds the log",
        validation_alias="SAMSYN_SCHEMA",
    )

    lock_timeout: Seconds = _setting(
        10.0,
        "Sekunder som en registrering väntar på sin tur innan den får försöka igen",
        "Seconds that an entry waits for its turn before it has to try again",
    )
    rehearse_timeout: Seconds = _setting(
        3.0,
        "Sekunder som ett prov av ett beslut väntar på sin tur",
        "Seconds that a rehearsal of a decision waits for its turn",
    )
    stop_timeout: Seconds = _setting(
        20.0,
        "Sekunder som servern får för att göra klart det som är påbörjat när den ska sluta",
        "Seconds that the server has to finish what is begun when it is asked to end",
    )

    host: str = _setting(
        "127.0.0.1",
        "Adressen som servern lyssnar på",
        "The address that the server listens on",
    )
    port: int = _setting(
        8000, "Porten som servern lyssnar på", "The port that the server listens on", ge=1, le=65535
    )
    workers: int = _setting(
        1,
        "Antal serverprocesser. Skrivningar går alltid en i taget; fler processer svarar på fler "
        "läsningar samtidigt, upp till antalet processorkärnor",
        "How many server processes. Writing is always one at a time; more processes answer more "
        "reads at once, up to the number of processor cores",
        ge=1,
        le=MOST_WORKERS,
    )
    allow_remote: bool = _setting(
        False,  # noqa: FBT003 - the default of a setting
        "Lyssna utanför den egna datorn fast inloggning saknas: något framför servern skyddar den",
        "Listen beyond this machine although there is no login: something protects the server",
    )

    log_format: Literal["auto", "json", "console"] = _setting(
        "auto",
        "Loggradernas form; `auto` är `console` i en terminal och annars `json`",
        "The form of the log lines; `auto` is `console` in a terminal and `json` elsewhere",
    )
    log_level: Literal["debug", "info", "warning", "error"] = _setting(
        "info", "Den lägsta nivå som loggas", "The lowest level that is logged"
    )

    @field_validator("database")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        try:
            make_url(value)
        except (ArgumentError, ValueError):  # the second for its port
            raise WrongSetting(
                "SAMSYN_DATABASE",
                "Det är inte adressen till en databas: sqlite:///<fil> eller "
                "postgresql://<användare>:<lösenord>@<värd>/<databas>.",
                "It is not the address of a database: sqlite:///<file> or "
                "postgresql://<user>:<password>@<host>/<database>.",
            ) from None
        return value

    def database_url(self) -> str:
        """Return the database's address, with its password.

        Raises:
            WrongSetting: the file with the password cannot be read, or the database takes none.
        """
        if self.database_password_file is None:
            return self.database
        if make_url(self.database).get_backend_name() == "sqlite":
            raise WrongSetting(
                "SAMSYN_DATABASE_PASSWORD_FILE",
                "En SQLite-fil har inget lösenord: ta bort variabeln, eller ange PostgreSQL i "
                "SAMSYN_DATABASE.",
                "An SQLite file has no password: unset the variable, or name PostgreSQL in "
                "SAMSYN_DATABASE.",
            )
        try:
            password = self.database_password_file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeError) as error:
            raise WrongSetting(
                "SAMSYN_DATABASE_PASSWORD_FILE",
                f"Filen kan inte läsas: {error}.",
                f"The file cannot be read: {error}.",
            ) from error
        url = make_url(self.database).set(password=password)
        return url.render_as_string(hide_password=False)


class Described(NamedTuple):
    """A setting as a person reads of it; `default` is written as in the environment.

    `kind` is for a table, and `may_be` what a sentence says of it: in Swedish, and in English.
    """

    variable: str
    field: str
    kind: str
    may_be: tuple[str, str]
    default: str
    sv: str
    en: str


def described() -> tuple[Described, ...]:
    """Return every setting, in the order of the reference."""
    return tuple(_described(name, field) for name, field in Settings.model_fields.items())


def variable_of(name: str) -> str:
    """Return the environment variable of a field; of an alias, itself."""
    alias = Settings.model_fields[name].validation_alias if name in Settings.model_fields else None
    return str(alias) if alias else f"{PREFIX}{name.upper().removeprefix(PREFIX)}"


def effective(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield each variable with the value that is in force, without what is secret."""
    for one in described():
        value = getattr(settings, one.field)
        if one.field == "database":
            value = _without_secrets(value)
        yield one.variable, _written(value)


def unknown(environment: Iterable[str]) -> Mapping[str, str | None]:
    """Return the variables that look like settings and are none, with what each resembles.

    A wrong name would else be as if nothing had been said.
    """
    known = {one.variable.removeprefix(PREFIX) for one in described()}
    # On some systems names differ by case only to people; pydantic takes them in any.
    strange = sorted(
        name
        for name in environment
        if name.upper().startswith(PREFIX)
        and name.upper().removeprefix(PREFIX) not in known
        and not name.upper().startswith(_NOT_OURS)
    )
    return {name: _resembling(name.upper().removeprefix(PREFIX), known) for name in strange}


def _resembling(name: str, known: Iterable[str]) -> str | None:
    found = difflib.get_close_matches(name, sorted(known), n=1)
    return f"{PREFIX}{found[0]}" if found else None


def _without_secrets(address: str) -> str:
    url = make_url(address)
    secret = [name for name in url.query if "password" in name or "key" in name]
    shown = url.update_query_dict(dict.fromkeys(secret, "***"))
    return shown.render_as_string(hide_password=True)


def _described(name: str, field: FieldInfo) -> Described:
    extra = field.json_schema_extra
    sv = str(extra["sv"]) if isinstance(extra, dict) else ""
    return Described(
        variable=variable_of(name),
        field=name,
        kind=_kind(field),
        may_be=_may_be(field),
        default=_written(field.default),
        sv=sv,
        en=field.description or "",
    )


def _kind(field: FieldInfo) -> str:
    """Return what a value may be: its type, and its limits when it has some."""
    if get_origin(field.annotation) is Literal:
        return " | ".join(f"`{one}`" for one in get_args(field.annotation))
    kinds = {str: "text", int: "integer", float: "seconds", bool: "`true` | `false`"}
    low, high = _limits(field)
    kind = kinds.get(field.annotation, "file") if isinstance(field.annotation, type) else "file"
    return f"{kind} {low}–{high}" if low and high else kind


def _may_be(field: FieldInfo) -> tuple[str, str]:
    """Return what a value may be, in Swedish and in English, to end a sentence with."""
    low, high = _limits(field)
    if get_origin(field.annotation) is Literal or field.annotation is bool:
        some = _kind(field).replace("`", "").replace(" |", ",")
        return f"något av {some}", f"one of {some}"
    if field.annotation is int:
        return f"ett heltal från {low} till {high}", f"an integer from {low} to {high}"
    if field.annotation is float:
        over = low.removeprefix(">")
        return (
            f"ett antal sekunder, mer än {over} och högst {high}",
            f"a number of seconds, more than {over} and at most {high}",
        )
    return ("en text", "a text") if field.annotation is str else ("en fil", "a file")


def _limits(field: FieldInfo) -> tuple[str, str]:
    limits = {type(one).__name__: one for one in field.metadata}
    return _limit(limits, "Ge", "Gt"), _limit(limits, "Le", "Lt")


def _limit(limits: Mapping[str, Any], *names: str) -> str:
    for name in names:
        if name in limits:
            return f"{'>' if name == 'Gt' else ''}{getattr(limits[name], name.lower())}"
    return ""


def _written(value: Any) -> str:
    """Return a value as it is written in the environment."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
