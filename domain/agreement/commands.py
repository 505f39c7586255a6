"""What can be decided about an agreement, and the facts registered in it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from domain.agreement.events import Body, BodyKind, LegalForm, Member, stream
from domain.cost_key import (
    MOST_COMPONENTS,
    MOST_MEMBERS,
    Basis,
    Component,
    CostKey,
    Figure,
    ReferenceRule,
)
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
from domain.wording import listed, on, since


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

    def named(self, names: Names) -> Bilingual:
        """Return what the key splits, as it is called.

        Raises:
            Refused: as `stream`.
        """
        kind, _, identity = self.stream.partition("/")
        name_of, sv = {
            "portfolio": (names.portfolio, "portföljen"),
            "program": (names.program, "programmet"),
            "project": (names.project, "projektet"),
        }[kind]
        name = name_of(UUID(identity))
        return Bilingual(sv=f"{sv} {name}", en=f"the {kind} {name}")


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
        start = since(self.effective_from)
        steers = listed([names.program(program) for program in self.programs])
        of_sv, of_en = (f" för {steers.sv}", f" for {steers.en}") if self.programs else ("", "")
        return Bilingual(
            sv=f"Organet {self.name} inrättas{of_sv} {start.sv}.",
            en=f"The body {self.name} is formed{of_en} {start.en}.",
        )


class AdmitMember(_AgreementCommand):
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


class WithdrawMember(_AgreementCommand):
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


class DefineConstellation(_AgreementCommand):
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


class AdoptCostKey(_AgreementCommand):
    """Adopt the key that splits cost; it applies when every required member has consented."""

    kind: Literal["adoptCostKey"]
    key_id: KeyId
    scope: KeyScope
    components: Annotated[tuple[Component, ...], Field(max_length=MOST_COMPONENTS)]
    reference_rule: ReferenceRule | None = None

    @model_validator(mode="after")
    def _components_make_a_key(self) -> AdoptCostKey:
        try:
            _ = self.key
        except ValidationError as problem:
            first = problem.errors()[0]
            raise PydanticCustomError(first["type"], first["msg"], first["ctx"]) from None
        return self

    @property
    def key(self) -> CostKey:
        """The key itself."""
        return CostKey(components=self.components, reference_rule=self.reference_rule)

    def sentence(self, names: Names) -> Bilingual:
        scope, start, key = self.scope.named(names), since(self.effective_from), self.key
        read, split = described(key), _figures_read(self.reference_rule)
        return Bilingual(
            sv=f"Fördelningsnyckeln för {scope.sv} fastställs {start.sv}: "
            f"{read.sv}{_shares_agreed(key, names)}{split.sv}.",
            en=f"The cost key of {scope.en} is adopted {start.en}: "
            f"{read.en}{_shares_agreed(key, names)}{split.en}.",
        )


def described(key: CostKey) -> Bilingual:
    """Say a key as people do: "80 % by population and 20 % in equal parts"."""
    parts = [_part(component) for component in key.effective]
    return Bilingual(
        sv=listed([part.sv for part in parts]).sv, en=listed([part.en for part in parts]).en
    )


def _part(component: Component) -> Bilingual:
    size, basis = _per_cent(component.part), component.basis
    return Bilingual(
        sv=f"{size.sv} {_BASES_SV.get(basis, f'efter {basis}')}",
        en=f"{size.en} {_BASES_EN.get(basis, f'by {basis}')}",
    )


_BASES_SV = {
    "population": "efter invånarantal",
    "equal": "i lika delar",
    "fixed": "efter fasta andelar",
}
_BASES_EN = {"population": "by population", "equal": "in equal parts", "fixed": "by agreed shares"}
_DECIMALS = 4


def _per_cent(part: Fraction) -> Bilingual:
    """Return a weight in per cent when four decimals say it exactly, else as a part of 1."""
    scaled = part * 100 * 10**_DECIMALS
    if scaled.denominator != 1:
        return Bilingual(sv=str(part), en=str(part))
    whole, rest = divmod(scaled.numerator, 10**_DECIMALS)
    decimals = f"{rest:0{_DECIMALS}}".rstrip("0")
    return Bilingual(
        sv=f"{whole},{decimals} %" if decimals else f"{whole} %",
        en=f"{whole}.{decimals} %" if decimals else f"{whole} %",
    )


def _shares_agreed(key: CostKey, names: Names) -> str:
    shares = next((part.shares for part in key.effective if part.shares is not None), None)
    if shares is None:
        return ""
    return f" ({', '.join(f'{names.member(code)} {shares[code]}' for code in sorted(shares))})"


def _figures_read(rule: ReferenceRule | None) -> Bilingual:
    """Say which day's figures a key reads, whatever the year."""
    if rule is None:
        return Bilingual(sv="", en="")
    day = on(date(_ANY_YEAR, rule.month, rule.day))
    day_sv, day_en = (text.removesuffix(f" {_ANY_YEAR}") for text in (day.sv, day.en))
    years = rule.years_before
    return Bilingual(
        sv=f", med uppgifter per {day_sv} {_BEFORE_SV[years]}",
        en=f", with the figures of {day_en} {_BEFORE_EN[years]}",
    )


_ANY_YEAR = 2001
_COUNTS_SV = ("två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio")
_COUNTS_EN = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_BEFORE_SV = (
    "samma år",
    "året före räkenskapsåret",
    *(f"{count} år före räkenskapsåret" for count in _COUNTS_SV),
)
_BEFORE_EN = (
    "of the same year",
    "the year before the fiscal year",
    *(f"{count} years before the fiscal year" for count in _COUNTS_EN),
)


class ApplyFigures(_AgreementCommand):
    """Put registered figures in force from a day."""

    kind: Literal["applyFigures"]
    basis: Annotated[str, StringConstraints(max_length=50)]
    reference_date: date

    def sentence(self, names: Names) -> Bilingual:
        start, day = since(self.effective_from), on(self.reference_date)
        about = "invånarantal" if self.basis == "population" else self.basis
        return Bilingual(
            sv=f"Uppgifterna om {about} per {day.sv} tillämpas {start.sv}.",
            en=f"The figures for {self.basis} as of {day.en} apply {start.en}.",
        )


class RegisterStatistic(Fact):
    """Figures per member for one basis on one reference date, with their source."""

    agreement_id: AgreementId
    basis: Basis
    reference_date: date
    applies_from: date | None = None
    source: Reference
    figures: Annotated[dict[MemberCode, Figure], Field(min_length=1, max_length=MOST_MEMBERS)]

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
    def happened_on(self) -> date:
        return self.decided_on

    @property
    def stream(self) -> StreamId:
        return stream(self.agreement_id)


AgreementCommand = (
    FormBody | AdmitMember | WithdrawMember | DefineConstellation | AdoptCostKey | ApplyFigures
)
AgreementFact = EstablishAgreement | RegisterStatistic | RegisterConsent
