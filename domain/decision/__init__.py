"""The decision: one § of one body, and what became of it.

Source: domain.md, "Two kinds of entry in the log".
"""

from domain.decision.amendment import (
    corrects_what_was_decided,
    resolutions_reversed,
    resolutions_to_undo,
)
from domain.decision.commands import (
    AnnulDecision,
    CorrectDecision,
    RegisterAnnulment,
    ReverseDecision,
)
from domain.decision.decider import decide
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
from domain.decision.events import (
    DecisionAnnulled,
    DecisionCorrected,
    DecisionEvent,
    DecisionReversed,
    DecisionTaken,
    FollowUpRecorded,
    FollowUpStanding,
    NotUndone,
    RecordedResolution,
    stream,
)
from domain.decision.follow_up import FOLLOWED_UP, FollowedUp, RegisterFollowUp
from domain.decision.resolutions import (
    AnyCommand,
    AnyResolution,
    Decision,
    TextResolution,
    parse_command,
)
from domain.decision.state import TakenDecision, evolve

__all__ = [
    "FOLLOWED_UP",
    "POSTPONES",
    "TAKES_EFFECT",
    "Alternative",
    "AnnulDecision",
    "AnyCommand",
    "AnyResolution",
    "Assignment",
    "CaseNumber",
    "CorrectDecision",
    "Decision",
    "DecisionAnnulled",
    "DecisionCorrected",
    "DecisionEvent",
    "DecisionReversed",
    "DecisionTaken",
    "Envelope",
    "FollowUp",
    "FollowUpRecorded",
    "FollowUpStanding",
    "FollowedUp",
    "Form",
    "NotUndone",
    "Outcome",
    "RecordedResolution",
    "RegisterAnnulment",
    "RegisterFollowUp",
    "ReverseDecision",
    "TakenDecision",
    "TextResolution",
    "Votes",
    "corrects_what_was_decided",
    "decide",
    "evolve",
    "parse_command",
    "resolutions_reversed",
    "resolutions_to_undo",
    "stream",
]
