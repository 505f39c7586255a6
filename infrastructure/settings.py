"""What an installation decides for itself, by environment variables that begin with SAMSYN_."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

Seconds = Annotated[float, Field(gt=0, le=600)]


class Settings(BaseSettings):
    """The settings of one installation, each with a value that works on a fresh machine.

    One log per collaboration: on SQLite a file (`database`), on PostgreSQL a schema
    (`log_schema`, set by SAMSYN_SCHEMA).
    """

    model_config = SettingsConfigDict(
        env_prefix="SAMSYN_", frozen=True, extra="ignore", populate_by_name=True
    )

    database: str = Field(
        default="sqlite:///data/samsyn.db",
        repr=False,  # it may hold a password
        description="sqlite:///<file> or postgresql://<user>:<password>@<host>/<database>",
    )
    log_schema: str = Field(
        default="samsyn",
        validation_alias="SAMSYN_SCHEMA",
        description="The PostgreSQL schema that holds the log",
    )
    log_origin: str = Field(
        default="localhost/samsyn",
        min_length=1,
        pattern=r"^[^\s+]+$",
        description="The log's name in its checkpoints: a URL without its scheme",
    )

    lock_timeout: Seconds = Field(default=10, description="Seconds an entry waits for its turn")
    rehearse_timeout: Seconds = Field(default=3, description="Seconds a rehearsal waits")

    stop_timeout: Seconds = Field(
        default=20, description="Seconds to finish what is begun when the server is asked to end"
    )

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)

    allow_remote: bool = Field(
        default=False,
        description="Listen beyond loopback although there is no login: something protects it",
    )

    log_format: Literal["auto", "json", "console"] = Field(
        default="auto", description="auto is console in a terminal and json elsewhere"
    )
    log_level: Literal["debug", "info", "warning", "error"] = "info"
