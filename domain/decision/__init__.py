"""The decision: one § of one body, and what became of it.

Source: domain.md, "Two kinds of entry in the log".
"""

from domain.decision.decider import TakenDecision, decide, evolve
from domain.decision.envelope import (
    POSTPONES,
    TAKES_EFFECT,
    Alternative,
    Assignment,
    CaseNumber,
    Envelope,
    FollowUp,
    Form,
    Outcome,
    Votes,
)
from domain.decision.events import DecisionEvent, DecisionTaken, RecordedResolution, stream
from domain.decision.resolutions import AnyCommand, AnyResolution, Decision, TextResolution

__all__ = [
    "POSTPONES",
    "TAKES_EFFECT",
    "Alternative",
    "AnyCommand",
    "AnyResolution",
    "Assignment",
    "CaseNumber",
    "Decision",
    "DecisionEvent",
    "DecisionTaken",
    "Envelope",
    "FollowUp",
    "Form",
    "Outcome",
    "RecordedResolution",
    "TakenDecision",
    "TextResolution",
    "Votes",
    "decide",
    "evolve",
    "stream",
]
