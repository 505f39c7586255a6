"""The agreement (samverkansavtal): members, bodies, constellations, statistics, cost keys."""

from domain.agreement.commands import (
    AdmitMember,
    AdoptCostKey,
    AgreementCommand,
    AgreementFact,
    ApplyFigures,
    DefineConstellation,
    EstablishAgreement,
    FormBody,
    KeyScope,
    RegisterConsent,
    RegisterStatistic,
    WithdrawMember,
)
from domain.agreement.decider import decide
from domain.agreement.events import AgreementEvent, Body, Member, stream
from domain.agreement.state import Agreement, PendingKey, evolve

__all__ = [
    "AdmitMember",
    "AdoptCostKey",
    "Agreement",
    "AgreementCommand",
    "AgreementEvent",
    "AgreementFact",
    "ApplyFigures",
    "Body",
    "DefineConstellation",
    "EstablishAgreement",
    "FormBody",
    "KeyScope",
    "Member",
    "PendingKey",
    "RegisterConsent",
    "RegisterStatistic",
    "WithdrawMember",
    "decide",
    "evolve",
    "stream",
]
