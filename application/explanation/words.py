"""What accounts, measures and kinds of money are called in an explanation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from application.shares import BUDGET, COST
from domain.model import Bilingual
from domain.money import kronor

ACCOUNTS: Final[Mapping[str, Bilingual]] = {
    "adjustment": Bilingual(sv="justering av stängt år", en="adjustment of a closed year"),
    "allocated": Bilingual(sv="anslag", en="allocated"),
    "committed": Bilingual(sv="öppna åtaganden", en="open commitments"),
    "funding": Bilingual(sv="tilldelat av portföljstyrgruppen", en="given by the board"),
    "income": Bilingual(sv="intäkter", en="income"),
    "reserve": Bilingual(sv="reserv", en="reserve"),
    "spent": Bilingual(sv="kostnad", en="cost"),
    "transferred": Bilingual(sv="överfört mellan program", en="transferred between programs"),
}
MEASURES: Final[Mapping[str, Bilingual]] = {
    BUDGET: Bilingual(sv="budget", en="budget"),
    COST: Bilingual(sv="kostnad", en="cost"),
    "income": Bilingual(sv="intäkter", en="income"),
    "adjustment": Bilingual(sv="justeringar av stängda år", en="adjustments of closed years"),
}
_KINDS: Final[Mapping[str, Bilingual]] = {
    "cash": Bilingual(sv="", en=""),
    "in_kind": Bilingual(sv=" i interna resurser", en=" in kind"),
}
NOT_SPLIT: Final = Bilingual(sv="Ofördelat", en="Not split")


def account_named(account: str) -> Bilingual:
    """Return what an account is called; one without a name of its own reads as itself."""
    return ACCOUNTS.get(account, Bilingual(sv=account, en=account))


def measure_named(measure: str) -> Bilingual:
    """Return what a measure is called."""
    return MEASURES.get(measure, Bilingual(sv=measure, en=measure))


def of_kind(money_kind: str) -> Bilingual:
    """Return what follows an amount: nothing for cash."""
    return _KINDS.get(money_kind, Bilingual(sv=f" ({money_kind})", en=f" ({money_kind})"))


def signed(amount: int) -> Bilingual:
    """Return an amount (öre) with its sign, also a plus."""
    sv, en = kronor(amount, "sv"), kronor(amount, "en")
    if amount <= 0:
        return Bilingual(sv=sv, en=en)
    return Bilingual(sv=f"+{sv}", en=en.replace("SEK ", "SEK +"))
