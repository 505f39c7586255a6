"""The rules of a portfolio: each command becomes events, or is refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict, NotFound, Refused
from domain.model import AgreementId, PortfolioId, StreamId
from domain.portfolio.commands import (
    DOCUMENT_KINDS,
    AdoptSteeringDocument,
    EstablishPortfolio,
    PortfolioCommand,
    PrioritisePrograms,
)
from domain.portfolio.events import (
    PortfolioEstablished,
    PortfolioEvent,
    ProgramsPrioritised,
    SteeringDocumentAdopted,
)
from domain.portfolio.priority import NotChosenInLog, RankedInLog
from domain.portfolio.state import Portfolio
from domain.program.rules import takes_more
from domain.program.state import Program
from domain.project.state import Project
from domain.rules import Ordering, already_recorded, changes_nothing, in_order
from domain.wording import named


class PortfolioSurroundings(Ordering, Protocol):
    """What the rules of a portfolio read of other streams."""

    def exists(self, stream: StreamId) -> bool: ...

    def same_text(self, one: str, other: str) -> bool: ...

    def portfolios_of(self, agreement_id: UUID) -> Mapping[UUID, Portfolio]: ...

    def program(self, program_id: UUID) -> Program: ...

    def project(self, project_id: UUID) -> Project: ...


def decide(
    state: Portfolio | None, command: PortfolioCommand, around: PortfolioSurroundings
) -> list[PortfolioEvent]:
    """Return the events `command` causes, or raise the rule that refuses it."""
    if isinstance(command, EstablishPortfolio):
        return [_established(state, command, around)]
    if state is None:
        raise NotFound("portfolio", command.portfolio_id)
    match command:
        case AdoptSteeringDocument():
            return [_document_adopted(state, command, around)]
        case PrioritisePrograms():
            return [_programs_prioritised(state, command, around)]


def _established(
    state: Portfolio | None, command: EstablishPortfolio, around: PortfolioSurroundings
) -> PortfolioEstablished:
    if state is not None:
        raise already_recorded("portfolio", command.portfolio_id)
    if not around.exists(StreamId(f"agreement/{command.agreement_id}")):
        raise NotFound("agreement", command.agreement_id)
    _name_is_free(command.agreement_id, command.name, around)
    return PortfolioEstablished(
        agreement_id=command.agreement_id,
        name=command.name,
        purpose=command.purpose,
        currency=command.currency,
        effective_from=command.effective_from,
    )


def _name_is_free(agreement_id: AgreementId, name: str, around: PortfolioSurroundings) -> None:
    """Refuse two portfolios of one name in an agreement, without regard to case.

    Raises:
        Conflict: ``portfolio_name_is_taken`` with the portfolio that has it.
    """
    for portfolio_id, other in around.portfolios_of(agreement_id).items():
        if other.name.casefold() == name.casefold():
            raise Conflict(
                "portfolio_name_is_taken",
                f"Avtalet har redan portföljen {other.name}. Två portföljer kan inte heta lika.",
                f"The agreement already has the portfolio {other.name}. Two portfolios cannot have "
                "one name.",
                name=other.name,
                portfolio_id=str(portfolio_id),
                agreement_id=str(agreement_id),
            )


def _document_adopted(
    state: Portfolio, command: AdoptSteeringDocument, around: PortfolioSurroundings
) -> SteeringDocumentAdopted:
    line = state.adopted(command.document_kind)
    in_order(command.document_kind, line.latest_day, command, around)
    in_force = line.at(command.effective_from)
    if in_force is not None and in_force[0] == command.document:
        summary = command.summary
        if summary is None or _same(in_force[1], summary, around):
            what, document = DOCUMENT_KINDS[command.document_kind], named(command.document)
            raise changes_nothing(
                f"{what.sv.lower()} för {state.name} är {document.sv}",
                f"{what.en.lower()} of {state.name} is {document.en}",
            )
    return SteeringDocumentAdopted(
        document_kind=command.document_kind,
        document=command.document,
        summary=command.summary,
        effective_from=command.effective_from,
    )


def _programs_prioritised(
    state: Portfolio, command: PrioritisePrograms, around: PortfolioSurroundings
) -> ProgramsPrioritised:
    _may_be_weighed(command, around)
    in_order("priority", state.priority.latest_day, command, around)
    becomes = ProgramsPrioritised(
        order=tuple(RankedInLog(**dict(each)) for each in command.order),
        criteria=command.criteria,
        not_chosen=tuple(NotChosenInLog(**dict(each)) for each in command.not_chosen),
        reason=command.reason,
        effective_from=command.effective_from,
    )
    in_force = state.priority.at(command.effective_from)
    if in_force is not None and _says_the_same(in_force, becomes, around):
        raise changes_nothing(
            f"programmen i {state.name} är redan prioriterade så",
            f"the programs of {state.name} are already prioritised so",
        )
    return becomes


def _may_be_weighed(command: PrioritisePrograms, around: PortfolioSurroundings) -> None:
    """Refuse a program that is not there, not of the portfolio, or closed; so too an initiative."""
    lost = [each.program_id for each in command.not_chosen if each.program_id is not None]
    for program_id in (*(each.program_id for each in command.order), *lost):
        program = around.program(program_id)
        _is_of_the_portfolio(program, program.title, command.portfolio_id)
        takes_more(program, command.effective_from)
    for each in command.not_chosen:
        if each.project_id is not None:
            project = around.project(each.project_id)
            _is_of_the_portfolio(project, project.title, command.portfolio_id)


def _is_of_the_portfolio(thing: Program | Project, title: str, portfolio_id: PortfolioId) -> None:
    """Refuse to weigh what another portfolio governs.

    Raises:
        Refused: ``of_another_portfolio`` with both portfolios.
    """
    if thing.portfolio_id != portfolio_id:
        raise Refused(
            "of_another_portfolio",
            f"{title} hör till portföljen {thing.portfolio_id}, inte till {portfolio_id}. En "
            "prioritering gäller en portföljs egna program.",
            f"{title} belongs to the portfolio {thing.portfolio_id}, not to {portfolio_id}. A "
            "priority is between the programs of one portfolio.",
            title=title,
            portfolio_id=str(portfolio_id),
            actual_portfolio_id=str(thing.portfolio_id),
        )


def _says_the_same(
    one: ProgramsPrioritised, other: ProgramsPrioritised, around: PortfolioSurroundings
) -> bool:
    """Tell whether two priorities are equal, texts compared by what they say."""
    texts = [_texts(each) for each in (one, other)]
    return (
        _without_texts(one) == _without_texts(other)
        and len(texts[0]) == len(texts[1])
        and all(_same(was, becomes, around) for was, becomes in zip(*texts, strict=True))
    )


def _without_texts(event: ProgramsPrioritised) -> object:
    return (
        [(each.program_id, each.scores) for each in event.order],
        event.criteria,
        [(each.program_id, each.project_id) for each in event.not_chosen],
    )


def _texts(event: ProgramsPrioritised) -> list[str | None]:
    return [
        event.reason,
        *(each.reason for each in event.order),
        *(text for each in event.not_chosen for text in (each.proposal, each.why_not)),
    ]


def _same(one: str | None, other: str | None, around: PortfolioSurroundings) -> bool:
    if one is None or other is None:
        return one is other
    return around.same_text(one, other)
