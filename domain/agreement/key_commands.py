"""What can be decided about cost keys, and the figures that they read."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from domain.agreement.about import AboutAgreement
from domain.agreement.events import stream
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
from domain.key_wording import described
from domain.model import (
    AgreementId,
    Bilingual,
    Fact,
    Frozen,
    KeyId,
    MemberCode,
    Names,
    PortfolioId,
    ProgramId,
    ProjectId,
    Prose,
    Reference,
    StreamId,
)
from domain.wording import on, since


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


class AdoptCostKey(AboutAgreement):
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


class ApplyFigures(AboutAgreement):
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


class RepealCostKey(AboutAgreement):
    """Repeal the key of a scope: from the day on, the next wider key in force splits its cost."""

    kind: Literal["repealCostKey"]
    scope: KeyScope

    def sentence(self, names: Names) -> Bilingual:
        scope, start = self.scope.named(names), since(self.effective_from)
        return Bilingual(
            sv=f"Fördelningsnyckeln för {scope.sv} upphävs {start.sv}.",
            en=f"The cost key of {scope.en} is repealed {start.en}.",
        )


class ReinstateCostKey(AboutAgreement):
    """Put a key that was in force for a scope before in force again."""

    kind: Literal["reinstateCostKey"]
    key_id: KeyId
    scope: KeyScope

    def sentence(self, names: Names) -> Bilingual:
        scope, start = self.scope.named(names), since(self.effective_from)
        return Bilingual(
            sv=f"En tidigare fördelningsnyckel för {scope.sv} gäller åter {start.sv}.",
            en=f"An earlier cost key of {scope.en} applies again {start.en}.",
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


class CorrectStatistic(Fact):
    """Right figures in the place of wrong ones, for the same basis and reference date.

    What was wrong stays in the log; shares of open years follow the right figures.
    """

    agreement_id: AgreementId
    basis: Basis
    reference_date: date
    source: Reference
    figures: Annotated[dict[MemberCode, Figure], Field(min_length=1, max_length=MOST_MEMBERS)]
    reason: Prose = Field(description="What was wrong. Vad som var fel.")

    @property
    def stream(self) -> StreamId:
        return stream(self.agreement_id)
