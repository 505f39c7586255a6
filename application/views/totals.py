"""Sums of money as shown: of any size, since a read never refuses what has been recorded."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import PlainSerializer, TypeAdapter, WithJsonSchema

from domain.money import Money, Ore, amount_text

_MONEY: Final = TypeAdapter(Money).json_schema()


def _as_money(total: Ore) -> dict[str, str]:
    return {"amount": amount_text(total), "currency": "SEK"}


Total = Annotated[Ore, PlainSerializer(_as_money, when_used="json"), WithJsonSchema(_MONEY)]
"""Money that is a sum: of any size, since a read never refuses what has been recorded."""
