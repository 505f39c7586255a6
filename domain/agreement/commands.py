"""What can be decided about an agreement, and the facts registered in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from domain.agreement.events import Body, BodyKind, LegalForm, Member, stream
from domain.cost_key import Component, CostKey, Figure, ReferenceRule
from domain.errors import Refused
from domain.model import (
    AgreementId,
    Bilingual,
    BodyId,
    Command,
    ConstellationId,
    Document,
    Fact,
    Frozen,
    KeyId,
    MemberCode,
    Names,
    PortfolioId,
    ProgramId,
    ProjectId,
    Reference,
    StreamId,
    Title,
)


class KeyScope(Frozen):
    """What a key splits: a portfolio, or the narrower program or project."""

    portfolio_id: PortfolioId | None = None
    program_id: ProgramId | None = None
    project_id: ProjectId | None = None

    @property
    def stream(self) -> StreamId:
        """The stream of what the key splits.

        Raises:
            Refused: not exactly one of the three is named.
        """
        named = {
            "portfolio": self.portfolio_id,
            "program": self.program_id,
            "project": self.project_id,
        }
        given = [StreamId(f"{kind}/{thing}") for kind, thing in named.items() if thing is not None]
        if len(given) != 1:
            raise Refused(
                "key_scope_unclear",
                "En fördelningsnyckel gäller antingen en portfölj, ett program eller ett projekt.",
                "A cost key applies to one portfolio, one program or one project.",
                named=given,
            )
        return given[0]


class EstablishAgreement(Fact):
    """The signed agreement: its founding members, legal form, host and first bodies."""

    agreement_id: AgreementId
    name: Title
    members: Annotated[tuple[Member, ...], Field(min_length=1, max_length=500)]
    host: MemberCode | None = None
    legal_form: LegalForm
    bodies: Annotated[tuple[Body, ...], Field(min_length=1, max_length=100)]
    effective_from: date

    @property
    def stream(self) -> StreamId:
        return stream(self.agreement_id)


class _AgreementCommand(Command):
    agreement_id: AgreementId

    @property
    def stream(self) -> StreamId:
        return stream(self.agreement_id)


class FormBody(_AgreementCommand):
    """Form a body, for example a program's steering group."""

    kind: Literal["formBody"]
    body_id: BodyId
    name: Title
    body_kind: BodyKind
    programs: tuple[ProgramId, ...] = ()

    def sentence(self, names: Names) -> Bilingual:
        return Bilingual(
            sv=f"Organet {self.name} inrättas från {self.effective_from}.",
            en=f"The body {self.name} is formed from {self.effective_from}.",
        )


class AdmitMember(_AgreementCommand):
    """Let an organisation join the agreement."""

    kind: Literal["admitMember"]
    code: MemberCode
    name: Title

    def sentence(self, names: Names) -> Bilingual:
        return Bilingual(
            sv=f"{self.name} ({self.code}) blir part i {names.agreement(self.agreement_id)} "
            f"från {self.effective_from}.",
            en=f"{self.name} ({self.code}) joins {names.agreement(self.agreement_id)} "
            f"from {self.effective_from}.",
        )


class WithdrawMember(_AgreementCommand):
    """Let a member leave; `effective_from` is the first day it is no longer a member."""

    kind: Literal["withdrawMember"]
    code: MemberCode

    def sentence(self, names: Names) -> Bilingual:
        member, agreement = names.member(self.code), names.agreement(self.agreement_id)
        return Bilingual(
            sv=f"{member} lämnar {agreement}; första dag utan medlemskap är {self.effective_from}.",
            en=f"{member} leaves {agreement}; the first day without membership is "
            f"{self.effective_from}.",
        )


class DefineConstellation(_AgreementCommand):
    """Define a named subset of the members, or give a defined one other members from a day."""

    kind: Literal["defineConstellation"]
    constellation_id: ConstellationId
    name: Title
    members: Annotated[tuple[MemberCode, ...], Field(min_length=1, max_length=500)]

    def sentence(self, names: Names) -> Bilingual:
        members = ", ".join(names.member(code) for code in self.members)
        return Bilingual(
            sv=f"Konstellationen {self.name} består från {self.effective_from} av {members}.",
            en=f"The constellation {self.name} consists from {self.effective_from} of {members}.",
        )


class AdoptCostKey(_AgreementCommand):
    """Adopt the key that splits cost; it applies when every required member has consented."""

    kind: Literal["adoptCostKey"]
    key_id: KeyId
    scope: KeyScope
    components: Annotated[tuple[Component, ...], Field(min_length=1, max_length=20)]
    reference_rule: ReferenceRule | None = None

    @property
    def key(self) -> CostKey:
        """The key itself."""
        return CostKey(components=self.components, reference_rule=self.reference_rule)

    def sentence(self, names: Names) -> Bilingual:
        key = described(self.key)
        return Bilingual(
            sv=f"Fördelningsnyckeln fastställs till {key.sv}, från {self.effective_from}.",
            en=f"The cost key is adopted as {key.en}, from {self.effective_from}.",
        )


def described(key: CostKey) -> Bilingual:
    """Say a key as people do: "80 % population, 20 % equal"."""

    def listed(names: Mapping[str, str]) -> str:
        return ", ".join(
            f"{_per_cent(component.part)} {names.get(component.basis, component.basis)}"
            for component in key.effective
        )

    return Bilingual(sv=listed(_BASES_SV), en=listed(_BASES_EN))


_BASES_SV = {"population": "efter invånarantal", "equal": "lika delar", "fixed": "fasta andelar"}
_BASES_EN = {"population": "by population", "equal": "in equal parts", "fixed": "fixed shares"}


def _per_cent(part: Fraction) -> str:
    hundredths = part * 100
    return f"{hundredths.numerator if hundredths.denominator == 1 else hundredths} %"


class ApplyFigures(_AgreementCommand):
    """Put registered figures in force from a day."""

    kind: Literal["applyFigures"]
    basis: Annotated[str, StringConstraints(max_length=50)]
    reference_date: date

    def sentence(self, names: Names) -> Bilingual:
        return Bilingual(
            sv=f"Uppgifterna {self.basis} per {self.reference_date} tillämpas "
            f"från {self.effective_from}.",
            en=f"The figures {self.basis} as of {self.reference_date} apply "
            f"from {self.effective_from}.",
        )


class RegisterStatistic(Fact):
    """Figures per member for one basis on one reference date, with their source."""

    agreement_id: AgreementId
    basis: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,49}$")]
    reference_date: date
    applies_from: date | None = None
    source: Reference
    figures: Annotated[dict[MemberCode, Figure], Field(min_length=1, max_length=500)]

    @property
    def stream(self) -> StreamId:
        return stream(self.agreement_id)


class RegisterConsent(Fact):
    """A member's own decision on something the board decided under "each member"."""

    agreement_id: AgreementId
    subject: UUID = Field(
        description="The keyId of the pending cost key. Den vilande nyckelns keyId."
    )
    member: MemberCode
    outcome: Literal["given", "refused"]
    body: Title
    decided_on: date
    paragraph: Reference
    case_number: Reference | None = None
    document: Document | None = None

    @property
    def stream(self) -> StreamId:
        return stream(self.agreement_id)


AgreementCommand = (
    FormBody | AdmitMember | WithdrawMember | DefineConstellation | AdoptCostKey | ApplyFigures
)
AgreementFact = EstablishAgreement | RegisterStatistic | RegisterConsent
