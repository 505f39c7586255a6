"""What can be decided about an agreement, and the facts registered in it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from domain.agreement.about import AboutAgreement
from domain.agreement.consent_commands import HoldDecision, RegisterConsent
from domain.agreement.events import (
    Body,
    BodyKind,
    DecisionKind,
    DecisionRule,
    LegalForm,
    Member,
    stream,
)
from domain.agreement.key_commands import (
    AdoptCostKey,
    ApplyFigures,
    CorrectStatistic,
    RegisterStatistic,
    ReinstateCostKey,
    RepealCostKey,
)
from domain.agreement.wording import DECISION_RULES, LEGAL_FORMS
from domain.cost_key import MOST_MEMBERS
from domain.fiscal_year import MoneyKind, money_of_kind
from domain.model import (
    AgreementId,
    Bilingual,
    BodyId,
    ConstellationId,
    Fact,
    MemberCode,
    Names,
    ProgramId,
    StreamId,
    Title,
    Year,
)
from domain.money import PositiveMoney, kronor
from domain.wording import listed, on, since


class EstablishAgreement(Fact):
    """The signed agreement: its founding members, legal form, host and first bodies."""

    agreement_id: AgreementId
    name: Title
    members: Annotated[tuple[Member, ...], Field(min_length=1, max_length=MOST_MEMBERS)]
    host: MemberCode | None = None
    legal_form: LegalForm
    bodies: Annotated[tuple[Body, ...], Field(min_length=1, max_length=100)]
    effective_from: date

    @property
    def entry(self) -> UUID:
        return self.agreement_id

    @property
    def stream(self) -> StreamId:
        return stream(self.agreement_id)


class FormBody(AboutAgreement):
    """Form a body, for example a program's steering group."""

    kind: Literal["formBody"]
    body_id: BodyId
    name: Title
    body_kind: BodyKind
    programs: tuple[ProgramId, ...] = ()

    def sentence(self, names: Names) -> Bilingual:
        start = since(self.effective_from)
        steers = listed([names.program(program) for program in self.programs])
        of_sv, of_en = (f" för {steers.sv}", f" for {steers.en}") if self.programs else ("", "")
        return Bilingual(
            sv=f"Organet {self.name} inrättas{of_sv} {start.sv}.",
            en=f"The body {self.name} is formed{of_en} {start.en}.",
        )


class AdmitMember(AboutAgreement):
    """Let an organisation join the agreement."""

    kind: Literal["admitMember"]
    code: MemberCode
    name: Title

    def sentence(self, names: Names) -> Bilingual:
        agreement, start = names.agreement(self.agreement_id), since(self.effective_from)
        return Bilingual(
            sv=f"{self.name} ({self.code}) blir part i {agreement} {start.sv}.",
            en=f"{self.name} ({self.code}) joins {agreement} {start.en}.",
        )


class WithdrawMember(AboutAgreement):
    """Let a member leave; `effective_from` is the first day it is no longer a member."""

    kind: Literal["withdrawMember"]
    code: MemberCode

    def sentence(self, names: Names) -> Bilingual:
        member, agreement = names.member(self.code), names.agreement(self.agreement_id)
        first = on(self.effective_from)
        return Bilingual(
            sv=f"{member} utträder ur {agreement}; första dagen utan medlemskap är {first.sv}.",
            en=f"{member} leaves {agreement}; the first day without membership is {first.en}.",
        )


class DefineConstellation(AboutAgreement):
    """Define a named subset of the members, or give a defined one other members from a day."""

    kind: Literal["defineConstellation"]
    constellation_id: ConstellationId
    name: Title
    members: Annotated[tuple[MemberCode, ...], Field(min_length=1, max_length=MOST_MEMBERS)]

    def sentence(self, names: Names) -> Bilingual:
        members = listed([names.member(code) for code in self.members])
        start = since(self.effective_from)
        return Bilingual(
            sv=f"Konstellationen {self.name} består {start.sv} av {members.sv}.",
            en=f"The constellation {self.name} consists {start.en} of {members.en}.",
        )


class AdmitObserver(AboutAgreement):
    """Let an organisation take part without paying or deciding."""

    kind: Literal["admitObserver"]
    code: MemberCode
    name: Title

    def sentence(self, names: Names) -> Bilingual:
        agreement, start = names.agreement(self.agreement_id), since(self.effective_from)
        return Bilingual(
            sv=f"{self.name} ({self.code}) blir observatör i {agreement} {start.sv}.",
            en=f"{self.name} ({self.code}) becomes an observer of {agreement} {start.en}.",
        )


class DismissObserver(AboutAgreement):
    """End an observer's part; `effective_from` is the first day it no longer takes part."""

    kind: Literal["dismissObserver"]
    code: MemberCode

    def sentence(self, names: Names) -> Bilingual:
        observer, agreement = names.member(self.code), names.agreement(self.agreement_id)
        start = since(self.effective_from)
        return Bilingual(
            sv=f"{observer} är inte längre observatör i {agreement} {start.sv}.",
            en=f"{observer} is no longer an observer of {agreement} {start.en}.",
        )


class DesignateHost(AboutAgreement):
    """Let another member keep the common account and the records."""

    kind: Literal["designateHost"]
    code: MemberCode

    def sentence(self, names: Names) -> Bilingual:
        host, agreement = names.member(self.code), names.agreement(self.agreement_id)
        start = since(self.effective_from)
        return Bilingual(
            sv=f"{host} blir värdkommun för {agreement} {start.sv}.",
            en=f"{host} becomes the host of {agreement} {start.en}.",
        )


class ChangeLegalForm(AboutAgreement):
    """Carry on the collaboration in another legal form."""

    kind: Literal["changeLegalForm"]
    legal_form: LegalForm

    def sentence(self, names: Names) -> Bilingual:
        agreement, start = names.agreement(self.agreement_id), since(self.effective_from)
        form = LEGAL_FORMS[self.legal_form]
        return Bilingual(
            sv=f"{agreement} får formen {form.sv} {start.sv}.",
            en=f"{agreement} takes the form of {form.en} {start.en}.",
        )


class AdoptDecisionRule(AboutAgreement):
    """Say how one kind of decision is taken: by consensus, majority, unanimously, each member."""

    kind: Literal["adoptDecisionRule"]
    decision_kind: DecisionKind
    rule: DecisionRule

    def sentence(self, names: Names) -> Bilingual:
        start, rule = since(self.effective_from), DECISION_RULES[self.rule]
        return Bilingual(
            sv=f"Beslut av slaget {self.decision_kind} fattas {rule.sv} {start.sv}.",
            en=f"Decisions of the kind {self.decision_kind} are taken {rule.en} {start.en}.",
        )


class DecideResourceRate(AboutAgreement):
    """Decide the value of an hour of a category of member staff."""

    kind: Literal["decideResourceRate"]
    category: Title
    rate: PositiveMoney

    def sentence(self, names: Names) -> Bilingual:
        start = since(self.effective_from)
        return Bilingual(
            sv=f"Värdet av en timme {self.category} fastställs till {kronor(self.rate, 'sv')} "
            f"{start.sv}.",
            en=f"The value of an hour of {self.category} is decided at "
            f"{kronor(self.rate, 'en')} {start.en}.",
        )


class RepealResourceRate(AboutAgreement):
    """End a resource rate: hours of the category have no value from the day on."""

    kind: Literal["repealResourceRate"]
    category: Title

    def sentence(self, names: Names) -> Bilingual:
        start = since(self.effective_from)
        return Bilingual(
            sv=f"Värdet av en timme {self.category} upphör att gälla {start.sv}.",
            en=f"The value of an hour of {self.category} ceases to apply {start.en}.",
        )


class DecideMemberFrame(AboutAgreement):
    """Set the most that a member has approved as its share of a year's budget.

    No decision may raise its share above it.
    """

    kind: Literal["decideMemberFrame"]
    member: MemberCode
    fiscal_year: Year
    amount: PositiveMoney
    money_kind: MoneyKind = "cash"

    def sentence(self, names: Names) -> Bilingual:
        member, start = names.member(self.member), since(self.effective_from)
        amount = money_of_kind(self.amount, self.money_kind)
        return Bilingual(
            sv=f"Ramen för vad {member} bär av budgeten {self.fiscal_year} fastställs till "
            f"{amount.sv} {start.sv}.",
            en=f"The frame for what {member} bears of the budget of {self.fiscal_year} is "
            f"decided at {amount.en} {start.en}.",
        )


AgreementCommand = (
    FormBody
    | AdmitMember
    | WithdrawMember
    | AdmitObserver
    | DismissObserver
    | DesignateHost
    | ChangeLegalForm
    | AdoptDecisionRule
    | DecideResourceRate
    | RepealResourceRate
    | DecideMemberFrame
    | DefineConstellation
    | AdoptCostKey
    | RepealCostKey
    | ReinstateCostKey
    | ApplyFigures
)
AgreementFact = (
    EstablishAgreement | RegisterStatistic | CorrectStatistic | RegisterConsent | HoldDecision
)
