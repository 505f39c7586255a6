"""Deviations as of any pair of times, each open until it is noted or remedied.

A project or reserve that is above what it is given deviates by as much, from the entry that took
it above to the one that brings it back: read off the same postings as every balance. What was
untimely when it was registered deviates by what remains of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from uuid import UUID

from application.departures import FoundDeviation, NotedDeviation, Overrun, Remaining
from application.queries import At, Queries
from application.views import DeviationStanding, DeviationView
from domain.budget.deviations import code_above, deviation_id
from domain.budget.events import DeviationCode
from domain.model import Bilingual
from domain.money import Language, kronor


@dataclass(frozen=True, slots=True)
class Deviation:
    """One deviation (öre), before it is known who has noted it; ``grown_by`` made it larger."""

    identity: UUID
    code: DeviationCode
    project_id: UUID | None
    cause: UUID
    since: date
    excess: int = 0
    largest: int = 0
    sentence: Bilingual | None = None
    remedied_by: UUID | None = None
    remedied_on: date | None = None
    grown_by: frozenset[UUID] = field(default_factory=frozenset)


def open_deviations(
    reader: Queries, program_id: UUID, fiscal_year: int, at: At, *, is_above: bool
) -> tuple[DeviationView, ...]:
    """Return those that are open; `is_above` says whether anything is above what it is given."""
    found = deviations_in(reader, program_id, fiscal_year, at, is_above=is_above)
    return tuple(one for one in found if one.standing == "open")


def deviations_in(
    reader: Queries,
    program_id: UUID,
    fiscal_year: int,
    at: At,
    *,
    entry: UUID | None = None,
    is_above: bool = True,
) -> tuple[DeviationView, ...]:
    """Return the deviations of a program's year: above what is given, then untimely.

    With `entry`, only those that this entry has caused or made larger. When nothing `is_above`
    now, what has been so earlier is left out, and with it the work of finding it.
    """
    overruns = reader.overruns(program_id, fiscal_year, at) if is_above else ()
    found = [
        one
        for one in (
            *_above(overruns, fiscal_year),
            *_untimely(reader, program_id, fiscal_year, at),
        )
        if entry is None or entry in one.grown_by
    ]
    noted = reader.noted_deviations([one.identity for one in found], at)
    return tuple(_view(one, noted.get(one.identity), program_id, fiscal_year) for one in found)


def deviations_of(
    reader: Queries,
    at: At,
    *,
    program_id: UUID | None = None,
    project_id: UUID | None = None,
    fiscal_year: int | None = None,
    standing: DeviationStanding | None = None,
) -> tuple[DeviationView, ...]:
    """Return every deviation that is asked for, by program and year."""
    return tuple(
        one
        for program, year in reader.budget_years(at.known_at, program_id)
        if fiscal_year in (None, year)
        for one in deviations_in(reader, program, year, at)
        if project_id in (None, one.project_id) and standing in (None, one.standing)
    )


def _view(
    one: Deviation, noted: NotedDeviation | None, program_id: UUID, fiscal_year: int
) -> DeviationView:
    return DeviationView.model_validate(
        {
            "deviation_id": one.identity,
            "code": one.code,
            "program_id": program_id,
            "project_id": one.project_id,
            "fiscal_year": fiscal_year,
            "caused_by": one.cause,
            "since": one.since,
            "excess": one.excess,
            "largest": one.largest,
            "standing": _standing(one, noted),
            "noted": noted and noted.amount,
            "noted_by": noted and noted.decision_id,
            "remedied_by": one.remedied_by,
            "remedied_on": one.remedied_on,
            "sentence": one.sentence,
        }
    )


def _standing(one: Deviation, noted: NotedDeviation | None) -> DeviationStanding:
    if one.excess == 0:
        return "remedied"
    return "noted" if noted is not None and noted.amount >= one.excess else "open"


# --- Above what is given ------------------------------------------------------------------------


def _above(overruns: Iterable[Overrun], fiscal_year: int) -> Iterator[Deviation]:
    """Yield a deviation for each time that a project, or the reserve, has been above."""
    for _, of_one in groupby(overruns, key=lambda overrun: overrun.project_id):
        deviation: Deviation | None = None
        for overrun in of_one:
            deviation = _moved(deviation or _begun(overrun, fiscal_year), overrun, fiscal_year)
            if deviation.excess == 0:
                yield deviation
                deviation = None
        if deviation is not None:
            yield deviation


def _begun(overrun: Overrun, fiscal_year: int) -> Deviation:
    code = code_above(overrun.project_id, committed=not overrun.is_cost)
    return Deviation(
        identity=deviation_id(overrun.entry, code, fiscal_year),
        code=code,
        project_id=overrun.project_id,
        cause=overrun.entry,
        since=overrun.day,
    )


def _moved(deviation: Deviation, overrun: Overrun, fiscal_year: int) -> Deviation:
    excess = max(0, -overrun.left)
    if excess == 0:
        return replace(deviation, excess=0, remedied_by=overrun.entry, remedied_on=overrun.day)
    grown = {overrun.entry} if excess > deviation.excess else set[UUID]()
    return replace(
        deviation,
        excess=excess,
        largest=max(excess, deviation.largest),
        grown_by=deviation.grown_by | grown,
        sentence=_told_above(overrun, fiscal_year),
    )


def _told_above(overrun: Overrun, fiscal_year: int) -> Bilingual:
    of_project = overrun.project_id is not None
    what_sv, what_en = ("anslaget", "the allocation") if of_project else ("reserven", "the reserve")
    above = -overrun.left

    def spent(language: Language, between: str) -> str:
        bound = f"{between}{kronor(overrun.committed, language)}" if overrun.committed else ""
        return f"{kronor(overrun.spent, language)}{bound}"

    return Bilingual(
        sv=f"Kostnaden {fiscal_year} är {spent('sv', ', öppna åtaganden ')} och {what_sv} "
        f"{kronor(overrun.given, 'sv')}: {kronor(above, 'sv')} över.",
        en=f"The cost of {fiscal_year} is {spent('en', ', open commitments ')} and {what_en} "
        f"{kronor(overrun.given, 'en')}: {kronor(above, 'en')} above.",
    )


# --- At a time that takes none ------------------------------------------------------------------


def _untimely(reader: Queries, program_id: UUID, fiscal_year: int, at: At) -> Iterator[Deviation]:
    """Yield what was untimely when it was registered, as large as what remains of it."""
    found = reader.found_deviations(program_id, fiscal_year, at)
    remaining = reader.remaining([one.cause for one in found], program_id, fiscal_year, at)
    for one in found:
        course = remaining.get(one.cause, ())
        if course:
            yield _as_remains(one, course)


def _as_remains(found: FoundDeviation, course: Sequence[Remaining]) -> Deviation:
    last, largest = course[-1], max(remaining.amount for remaining in course)
    is_gone = last.amount == 0
    return Deviation(
        identity=found.deviation_id,
        code=found.code,
        project_id=found.project_id,
        cause=found.cause,
        since=found.since,
        excess=last.amount,
        largest=largest,
        sentence=_UNTIMELY[found.code],
        grown_by=frozenset({found.cause}),
        remedied_by=last.entry if is_gone else None,
        remedied_on=last.day if is_gone else None,
    )


_UNTIMELY: Mapping[DeviationCode, Bilingual] = {
    "project_not_started": Bilingual(
        sv="Avser ett initiativ som inte är godkänt.",
        en="It is of an initiative that is not approved.",
    ),
    "project_is_paused": Bilingual(
        sv="Avser ett pausat projekt.", en="It is of a project that is paused."
    ),
    "project_is_closed": Bilingual(
        sv="Avser ett avslutat, stoppat eller avslaget projekt.",
        en="It is of a completed, stopped or rejected project.",
    ),
    "program_is_paused": Bilingual(
        sv="Avser ett pausat program.", en="It is of a program that is paused."
    ),
    "program_is_closed": Bilingual(
        sv="Avser ett avslutat program.", en="It is of a program that is closed."
    ),
    "cost_in_closed_year": Bilingual(
        sv="Kostnaden hör till ett stängt räkenskapsår och är antecknad som justering.",
        en="The cost belongs to a closed fiscal year and is recorded as an adjustment.",
    ),
}
