"""What the commands of a review say."""

from __future__ import annotations

from domain.model import Command
from tests import make

SENTENCES: list[tuple[Command, str, str]] = [
    (
        make.initiate_review(),
        "Revision inleds: Programmets ekonomi, för tiden 1 januari–31 december 2025.",
        "A review is initiated: Programmets ekonomi, for 1 January–31 December 2025.",
    ),
]
