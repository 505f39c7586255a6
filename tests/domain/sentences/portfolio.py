"""What the commands of a portfolio say."""

from __future__ import annotations

from domain.model import Command
from tests import make
from tests.domain.sentences.amounts import KR

SENTENCES: list[tuple[Command, str, str]] = [
    (
        make.establish_portfolio(),
        (
            "Portföljen Digitalisering inrättas inom Samverkan Dalsland från och med den "
            "1 januari 2026."
        ),
        "The portfolio Digitalisering is established under Samverkan Dalsland from 1 January 2026.",
    ),
    (
        make.decide_ceiling(amount=100_00),
        f"Ramen för Digitalisering 2026 fastställs till {KR} från och med den 1 januari 2026.",
        "The ceiling of Digitalisering for 2026 is decided at SEK 100.00 from 1 January 2026.",
    ),
    (
        make.decide_ceiling(amount=100_00, money_kind="in_kind"),
        (
            f"Ramen för Digitalisering 2026 fastställs till {KR} i interna resurser från och med "
            "den "
            "1 januari 2026."
        ),
        (
            "The ceiling of Digitalisering for 2026 is decided at SEK 100.00 in kind from "
            "1 January 2026."
        ),
    ),
]
