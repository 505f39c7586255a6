"""A setting that cannot be, said so that whoever set it can set it right."""

from __future__ import annotations


class WrongSetting(ValueError):
    """Names the variable and says in two sentences what is wrong with it.

    It repeats no address, which may hold a password. A ValueError, for pydantic to collect.
    """

    def __init__(self, variable: str, sv: str, en: str) -> None:
        super().__init__(f"{variable}: {sv} {en}")
