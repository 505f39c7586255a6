"""The envelope of a decision: one § of one body, with everything a register needs.

Source: domain.md, "Two kinds of entry in the log"; settled questions 9 and 10.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from domain.errors import Malformed, invalid
from domain.model import BodyId, DecisionId, Document, Frozen, Prose, Reference

Outcome = Literal[
    "approved",
    "approved_with_changes",
    "rejected",
    "referred_back",
    "tabled",
    "noted",
    "assigned",
]
TAKES_EFFECT = frozenset({"approved", "approved_with_changes"})
"""Under these outcomes the commands run; under the others they are kept as proposals."""
POSTPONES = frozenset({"referred_back", "tabled", "noted"})
"""Outcomes that decide nothing about a proposal: any body may have had it before it."""

Form = Literal["meeting", "delegation", "chair", "without_meeting"]


class CaseNumber(Frozen):
    """A case number (dnr) of one authority."""

    authority: Reference
    number: Reference


class Alternative(Frozen):
    """A proposal that was weighed and not chosen; kept for good."""

    proposal: Prose
    why_not: Prose | None = None


class Votes(Frozen):
    """The votes of a counted ballot."""

    yes: Annotated[int, Field(ge=0, le=100_000)]
    no: Annotated[int, Field(ge=0, le=100_000)]
    abstained: Annotated[int, Field(ge=0, le=100_000)] = 0


class Assignment(Frozen):
    """What somebody is to do, and by when."""

    to: Prose
    what: Prose
    due: date | None = None


class FollowUp(Frozen):
    """Who answers for the decision being carried out, and by when."""

    responsible: Prose
    due: date | None = None


class Envelope(Frozen):
    """Who decided what kind of thing, when, how and why: all of a § but its resolutions."""

    decision_id: DecisionId | None = None
    body_id: BodyId
    decided_on: date
    form: Form = "meeting"
    delegation_reference: Reference | None = None
    meeting: Reference | None = None
    paragraph: Reference | None = None
    heading: Prose
    outcome: Outcome = "approved"
    matter: UUID | None = None
    case_numbers: Annotated[tuple[CaseNumber, ...], Field(max_length=50)] = ()
    proposed_by: Prose | None = None
    documents: Annotated[tuple[Document, ...], Field(max_length=100)] = ()
    rationale: Prose | None = None
    alternatives: Annotated[tuple[Alternative, ...], Field(max_length=50)] = ()
    votes: Votes | None = None
    reservations: Annotated[tuple[Prose, ...], Field(max_length=100)] = ()
    expedited_to: Annotated[tuple[Prose, ...], Field(max_length=100)] = ()
    assignment: Assignment | None = None
    follow_up: FollowUp | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Envelope:
        if (self.outcome == "assigned") != (self.assignment is not None):
            raise invalid(
                Malformed(
                    "assignment_goes_with_outcome",
                    "Utfallet assigned (uppdrag) anger vem, vad och när; inget annat gör det.",
                    "The outcome assigned says to whom, what and when; no other outcome does.",
                )
            )
        if (self.form == "delegation") != (self.delegation_reference is not None):
            raise invalid(
                Malformed(
                    "delegation_has_reference",
                    "Ett delegationsbeslut anger delegationen; ingen annan form gör det.",
                    "A decision by delegation names the delegation; no other form does.",
                )
            )
        authorities = [number.authority for number in self.case_numbers]
        if len(set(authorities)) < len(authorities):
            raise invalid(
                Malformed(
                    "case_number_twice",
                    "Ange högst ett diarienummer för varje myndighet.",
                    "Give at most one case number for each authority.",
                )
            )
        return self
