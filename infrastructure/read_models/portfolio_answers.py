"""Portfolios as they are read: what steers them, their priority, and every version before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection

from application.queries import At
from application.views import (
    CeilingView,
    ClosingView,
    DocumentVersion,
    NotChosenView,
    PortfolioView,
    PriorityView,
    RankedView,
    SteeringDocumentView,
)
from domain.cost_key import ratio
from domain.errors import NotFound
from domain.portfolio.priority import Criterion, RankedInLog
from infrastructure.history import Facets, Standing
from infrastructure.read_models import programs, projects
from infrastructure.read_models.portfolios import (
    CEILING,
    CLOSED,
    ESTABLISHED,
    FACETS,
    PRIORITY,
    STEERING,
)

_Versions = Mapping[tuple[str, str], Sequence[Standing]]
_KINDS: Final = ("vision", "strategy", "roadmap")


@dataclass(frozen=True, slots=True)
class _Titles:
    """What the programs and initiatives that a priority names are called, by id."""

    programs: Mapping[str, str]
    projects: Mapping[str, str]


def portfolios(connection: Connection, at: At) -> tuple[PortfolioView, ...]:
    """Return every portfolio as it stands, in the order they were established."""
    things = FACETS.things(connection, at.known_at)
    versions = FACETS.versions(connection, things, at)
    titles = _titles(connection, versions.values(), at)
    return tuple(
        _portfolio(thing, versions[thing], titles)
        for thing in things
        if (ESTABLISHED, "") in versions.get(thing, {})
    )


def portfolio(connection: Connection, portfolio_id: UUID, at: At) -> PortfolioView:
    """Return one portfolio as it stands.

    Raises:
        NotFound: there is none at that pair of times.
    """
    thing = str(portfolio_id)
    found = FACETS.versions(connection, (thing,), at).get(thing)
    if not found or (ESTABLISHED, "") not in found:
        raise NotFound("portfolio", portfolio_id)
    return _portfolio(thing, found, _titles(connection, [found], at))


def _titles(connection: Connection, of: Iterable[_Versions], at: At) -> _Titles:
    priorities = [one.value for versions in of for one in versions.get((PRIORITY, ""), ())]
    named = [each for value in priorities for each in (*value["order"], *value["notChosen"])]

    def ids(field: str) -> list[str]:
        return sorted({each[field] for each in named if each.get(field)})

    return _Titles(
        _called(connection, programs.FACETS, "program", ids("programId"), at),
        _called(connection, projects.FACETS, "proposal", ids("projectId"), at),
    )


def _called(
    connection: Connection, facets: Facets, facet: str, things: Sequence[str], at: At
) -> Mapping[str, str]:
    lines = facets.timelines(connection, things, at.known_at, facet)
    return {thing: str(found[facet, ""].steps[-1][1]["title"]) for thing, found in lines.items()}


def _portfolio(thing: str, versions: _Versions, titles: _Titles) -> PortfolioView:
    established = versions[ESTABLISHED, ""][-1]
    priorities = [_priority(one, titles) for one in versions.get((PRIORITY, ""), ())]
    return PortfolioView(
        portfolio_id=UUID(thing),
        agreement_id=UUID(established.value["agreementId"]),
        name=established.value["name"],
        purpose=established.value["purpose"],
        currency=established.value["currency"],
        established_from=established.valid_from,
        ceilings=tuple(_ceiling(item, one) for item, one in _standing(versions, CEILING)),
        closed_years=tuple(_closing(item, one) for item, one in _standing(versions, CLOSED)),
        steering_documents=tuple(
            _steering(kind, versions[STEERING, kind])
            for kind in _KINDS
            if (STEERING, kind) in versions
        ),
        priority=priorities[-1] if priorities else None,
        earlier_priorities=tuple(priorities[:-1]),
    )


def _standing(versions: _Versions, facet: str) -> Iterator[tuple[str, Standing]]:
    """Yield what stands of every item of a facet, by item."""
    items = sorted(item for name, item in versions if name == facet)
    return ((item, versions[facet, item][-1]) for item in items)


def _ceiling(item: str, standing: Standing) -> CeilingView:
    year, _, money_kind = item.partition("/")
    return CeilingView.model_validate(
        {
            "fiscal_year": int(year),
            "money_kind": money_kind,
            "amount": standing.value["amount"],
            "since": standing.valid_from,
            "decision_id": UUID(standing.value["decisionId"]),
        }
    )


def _closing(item: str, standing: Standing) -> ClosingView:
    return ClosingView(
        fiscal_year=int(item),
        closed_from=standing.valid_from,
        decision_id=UUID(standing.value["decisionId"]),
        note=standing.value["note"],
    )


def _steering(kind: str, versions: Sequence[Standing]) -> SteeringDocumentView:
    *earlier, in_force = map(_version, versions)
    return SteeringDocumentView.model_validate(
        {**dict(in_force), "document_kind": kind, "earlier": tuple(earlier)}
    )


def _version(standing: Standing) -> DocumentVersion:
    return DocumentVersion(
        document=programs.document(standing.value["document"]),
        summary=standing.value["summary"],
        since=standing.valid_from,
        decision_id=UUID(standing.value["decisionId"]),
    )


def _priority(standing: Standing, titles: _Titles) -> PriorityView:
    value: dict[str, Any] = standing.value
    criteria = tuple(Criterion.model_validate(each) for each in value["criteria"])
    ranked = [RankedInLog.model_validate_json(json.dumps(each)) for each in value["order"]]
    return PriorityView(
        order=tuple(
            _ranked(place, each, criteria, titles) for place, each in enumerate(ranked, start=1)
        ),
        criteria=criteria,
        not_chosen=tuple(_not_chosen(each, titles) for each in value["notChosen"]),
        reason=value["reason"],
        since=standing.valid_from,
        decision_id=UUID(value["decisionId"]),
    )


def _ranked(
    place: int, ranked: RankedInLog, criteria: tuple[Criterion, ...], titles: _Titles
) -> RankedView:
    program_id = str(ranked.program_id)
    weighted = ranked.weighted(criteria)
    return RankedView(
        place=place,
        program_id=ranked.program_id,
        title=titles.programs.get(program_id, program_id),
        reason=ranked.reason,
        scores=ranked.scores,
        weighted=None if weighted is None else ratio(weighted),
    )


def _not_chosen(value: Mapping[str, Any], titles: _Titles) -> NotChosenView:
    program_id, project_id = value["programId"], value["projectId"]
    return NotChosenView(
        program_id=UUID(program_id) if program_id else None,
        project_id=UUID(project_id) if project_id else None,
        title=titles.programs.get(program_id) or titles.projects.get(project_id),
        proposal=value["proposal"],
        why_not=value["whyNot"],
    )
