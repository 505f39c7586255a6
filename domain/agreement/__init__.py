"""The agreement (samverkansavtal): members, bodies, terms, constellations, figures, cost keys."""

from domain.agreement.commands import (
    AdmitMember,
    AdmitObserver,
    AdoptDecisionRule,
    AgreementCommand,
    AgreementFact,
    ChangeLegalForm,
    DecideMemberFrame,
    DecideResourceRate,
    DefineConstellation,
    DesignateHost,
    DismissObserver,
    EstablishAgreement,
    FormBody,
    RepealResourceRate,
    WithdrawMember,
)
from domain.agreement.consent_commands import HoldDecision, RegisterConsent
from domain.agreement.consents import lapse
from domain.agreement.decider import decide
from domain.agreement.events import AgreementEvent, Body, Member, stream
from domain.agreement.key_commands import (
    AdoptCostKey,
    ApplyFigures,
    CorrectStatistic,
    KeyScope,
    RegisterStatistic,
    ReinstateCostKey,
    RepealCostKey,
)
from domain.agreement.state import Agreement, Held, PendingKey, evolve

__all__ = [
    "AdmitMember",
    "AdmitObserver",
    "AdoptCostKey",
    "AdoptDecisionRule",
    "Agreement",
    "AgreementCommand",
    "AgreementEvent",
    "AgreementFact",
    "ApplyFigures",
    "Body",
    "ChangeLegalForm",
    "CorrectStatistic",
    "DecideMemberFrame",
    "DecideResourceRate",
    "DefineConstellation",
    "DesignateHost",
    "DismissObserver",
    "EstablishAgreement",
    "FormBody",
    "Held",
    "HoldDecision",
    "KeyScope",
    "Member",
    "PendingKey",
    "RegisterConsent",
    "RegisterStatistic",
    "ReinstateCostKey",
    "RepealCostKey",
    "RepealResourceRate",
    "WithdrawMember",
    "decide",
    "evolve",
    "lapse",
    "stream",
]
