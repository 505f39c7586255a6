"""What can be decided about a portfolio."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from domain.model import (
    AgreementId,
    Bilingual,
    Command,
    Document,
    Names,
    PortfolioId,
    Prose,
    StreamId,
    Title,
)
from domain.portfolio.events import SteeringDocumentKind, stream
from domain.portfolio.priority import (
    MOST_CRITERIA,
    MOST_RANKED,
    Criterion,
    NotChosen,
    Ranked,
    each_once,
    scored_on_every_criterion,
)
from domain.wording import listed, named, since


class _PortfolioCommand(Command):
    portfolio_id: PortfolioId

    @property
    def stream(self) -> StreamId:
        return stream(self.portfolio_id)


class EstablishPortfolio(_PortfolioCommand):
    """Establish a portfolio under an agreement."""

    kind: Literal["establishPortfolio"]
    agreement_id: AgreementId
    name: Title
    purpose: Title | None = None
    currency: Literal["SEK"] = "SEK"

    def sentence(self, names: Names) -> Bilingual:
        agreement, start = names.agreement(self.agreement_id), since(self.effective_from)
        return Bilingual(
            sv=f"Portföljen {self.name} inrättas inom {agreement} {start.sv}.",
            en=f"The portfolio {self.name} is established under {agreement} {start.en}.",
        )


class AdoptSteeringDocument(_PortfolioCommand):
    """Adopt a version of the portfolio's vision, strategy or roadmap; the earlier ones are kept."""

    kind: Literal["adoptSteeringDocument"]
    document_kind: SteeringDocumentKind
    document: Document
    summary: Prose | None = None

    def sentence(self, names: Names) -> Bilingual:
        portfolio, start = names.portfolio(self.portfolio_id), since(self.effective_from)
        what, document = DOCUMENT_KINDS[self.document_kind], named(self.document)
        return Bilingual(
            sv=f"{what.sv} för {portfolio} antas ({document.sv}) {start.sv}.",
            en=f"{what.en} of {portfolio} is adopted ({document.en}) {start.en}.",
        )


DOCUMENT_KINDS: Final[Mapping[SteeringDocumentKind, Bilingual]] = {
    "vision": Bilingual(sv="Visionen", en="The vision"),
    "strategy": Bilingual(sv="Strategin", en="The strategy"),
    "roadmap": Bilingual(sv="Färdplanen", en="The roadmap"),
}


class PrioritisePrograms(_PortfolioCommand):
    """Put the portfolio's programs in order, with reasons, and keep what was not chosen.

    With criteria every program in the order has a score on each of them; the order is the
    board's, whatever the scores come to.
    """

    kind: Literal["prioritisePrograms"]
    order: Annotated[tuple[Ranked, ...], Field(min_length=1, max_length=MOST_RANKED)]
    criteria: Annotated[tuple[Criterion, ...], Field(max_length=MOST_CRITERIA)] = ()
    not_chosen: Annotated[tuple[NotChosen, ...], Field(max_length=MOST_RANKED)] = ()
    reason: Prose

    @model_validator(mode="after")
    def _is_clear(self) -> PrioritisePrograms:
        each_once(self.order, self.not_chosen)
        scored_on_every_criterion(self.order, self.criteria)
        return self

    def sentence(self, names: Names) -> Bilingual:
        portfolio, start = names.portfolio(self.portfolio_id), since(self.effective_from)
        order = listed([names.program(each.program_id) for each in self.order])
        lost = self._lost(names)
        return Bilingual(
            sv=f"Programmen i {portfolio} prioriteras i ordningen {order.sv} {start.sv}{lost.sv}.",
            en=f"The programs of {portfolio} are prioritised in the order {order.en} "
            f"{start.en}{lost.en}.",
        )

    def _lost(self, names: Names) -> Bilingual:
        """Return what was not chosen: by name, and proposals, which are free text, by number."""
        programs = [names.program(each.program_id) for each in self.not_chosen if each.program_id]
        projects = [names.project(each.project_id) for each in self.not_chosen if each.project_id]
        proposals = sum(each.proposal is not None for each in self.not_chosen)
        sv, en = [*programs, *projects], [*programs, *projects]
        if proposals:
            sv.append(f"{proposals} förslag")
            en.append(f"{proposals} proposal{'s' if proposals > 1 else ''}")
        if not sv:
            return Bilingual(sv="", en="")
        return Bilingual(
            sv=f"; vägdes men valdes inte: {listed(sv).sv}",
            en=f"; weighed and not chosen: {listed(en).en}",
        )


PortfolioCommand = EstablishPortfolio | AdoptSteeringDocument | PrioritisePrograms
