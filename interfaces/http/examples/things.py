"""The things of the Dalsland case that the examples name; `samsyn demo` loads it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from domain.budget.deviations import deviation_id
from interfaces.demo.identities import identity


def thing(kind: str, name: str) -> str:
    """Return the id of a thing of the case."""
    return str(identity(kind, name))


AGREEMENT: Final = thing("agreement", "Samverkansavtal Dalsland")
BOARD: Final = thing("body", "Portföljstyrgruppen")
AUDITORS: Final = thing("body", "De valda revisorerna")
PORTFOLIO: Final = thing("portfolio", "Digitalisering Dalsland")
OTHER_PORTFOLIO: Final = thing("portfolio", "IT-fabrik Dalsland (illustrativ)")
PROGRAM: Final = thing("program", "Effektiv kommun")
OTHER_PROGRAM: Final = thing("program", "Omvårdnad Dalsland")
LEADER: Final = thing("person", "Programledare Effektiv kommun")
ALL_SIX: Final = thing("constellation", "Alla sex")
FOUR: Final = thing("constellation", "4D")
PROJECT: Final = thing("project", "Informationssäkerhet")
OTHER: Final = thing("project", "Sammanhållen elevadministration")
ASSIGNMENT: Final = thing("decision", "Portföljstyrgruppen 2025-03-17 § 21")
REVIEW: Final = thing("review", "Kostnadsfördelningen 2025")
COST: Final = thing("cost", "V 2026-0759")
COMMITMENT: Final = thing("commitment", "Avrop 2026-11")
DEVIATION: Final = str(deviation_id(UUID(thing("cost", "V 2026-0803")), "project_is_paused", 2026))
PROPOSED: Final = thing("project", "Schoolsoft")
APPROVED: Final = thing("project", "Info-caption")
PLANNED: Final = thing("project", "Ekonomi")
PAUSED: Final = thing("project", "Lön/HR")
DIRECTED: Final = thing("program", "Trygg skola (illustrativt)")
PAUSED_PROGRAM: Final = thing("program", "Klimatsmart drift (illustrativt)")
FUNDING: Final = thing("decision", "Portföljstyrgruppen 2026-09-07 § 14")
PENDING: Final = thing("decision", "Portföljstyrgruppen 2026-10-05 § 34")
ROADMAP: Final = thing("decision", "Portföljstyrgruppen 2026-10-05 § 24")
REPLACED_KEY: Final = thing("key", "IT-fabrik, 80-20")
NEW: Final = "0d9c1d3e-5f0e-4c55-9d1b-6f6a2b0f3c11"
"""The id of whatever an example makes."""


def money(amount: str) -> dict[str, str]:
    """Return an amount in kronor as it is posted."""
    return {"amount": amount, "currency": "SEK"}


def document(title: str) -> dict[str, Any]:
    """Return a document as it is posted."""
    return {
        "title": title,
        "version": "1.0",
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "address": "https://diarium.example/2025/17",
    }
