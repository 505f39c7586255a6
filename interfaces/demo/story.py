"""The Dalsland case over two years, told through the same entries as the API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from application import decisions, registrations
from application.log import Log
from domain.decision import Decision
from domain.errors import Conflict, DomainError
from domain.model import Bilingual
from interfaces.demo.steps import Step, steps
from interfaces.http.reading import parse

ILLUSTRATIVE: Final = Bilingual(
    sv="Dalslandsfallet bygger på en förstudie från 2023: kommunerna, programmens, initiativens "
    "och konstellationernas namn och exemplet på fördelningsnyckel kommer därifrån, och "
    "folkmängden är SCB:s. Värdkommun, rättslig form, organ, datum, ärendenummer, personer, "
    "handlingar, leverantörer, observatörer, elevtal, alla belopp, portföljen IT-fabrik Dalsland "
    "och dess nycklar, programmen Trygg skola, Klimatsmart drift, Öppna data och Gemensam "
    "kulturskola samt initiativen Digital signering, Digital tillsyn, Öppna data-portal och "
    "Datakatalog är påhittade. Inget av besluten har fattats.",
    en="The Dalsland case builds on a pre-study of 2023: the municipalities, the names of "
    "programs, initiatives and constellations and the example of a cost key are from it, and the "
    "populations are those of Statistics Sweden. Host, legal form, bodies, dates, case numbers, "
    "persons, documents, suppliers, observers, numbers of pupils, every amount, the portfolio "
    "IT-fabrik Dalsland and its keys, the programs Trygg skola, Klimatsmart drift, Öppna data and "
    "Gemensam kulturskola and the initiatives Digital signering, Digital tillsyn, Öppna "
    "data-portal and Datakatalog are made up. None of the decisions has been taken.",
)
"""What is true and what is made up; the first decision of the story says the same."""

OpenLog: TypeAlias = Callable[[Callable[[], datetime]], Log]
"""Opens the log that is told into, with the clock that it shall go by."""


class NotAsTold(Exception):
    """A step was refused that should not be, or not refused as it should be."""


@dataclass
class _StoryClock:
    """Shows the time at which the present step is recorded."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


def tell(open_log: OpenLog, progress: Callable[[int, int], None]) -> int:
    """Tell the story into an empty log; return how many decisions and facts were recorded.

    Args:
        open_log: opens the log, with the clock of the story.
        progress: told how many steps are done, of how many.

    Raises:
        Conflict: the log has entries already.
        NotAsTold: a step did not go as the story says.
    """
    story = steps()
    clock = _StoryClock(story[0].recorded)
    log = open_log(clock)
    _is_empty(log)
    for done, step in enumerate(story, start=1):
        clock.at = step.recorded
        take(log, step)
        progress(done, len(story))
    return sum(step.refused is None for step in story)


def _is_empty(log: Log) -> None:
    with log.snapshot() as snapshot:
        head = snapshot.reader.head().position
    if head:
        raise Conflict(
            "log_has_entries",
            f"Loggen har redan {head} poster; fallet laddas bara i en tom logg.",
            f"The log has {head} entries already; the case is loaded into an empty log only.",
            head=head,
        )


def take(log: Log, step: Step) -> None:
    """Record one step, or see it refused as the story says.

    Raises:
        NotAsTold: it was refused and should not be, or was not refused as it should be.
    """
    code = None
    try:
        _record(log, step)
    except DomainError as refusal:
        code = refusal.code
        if code != step.refused:
            raise NotAsTold(f"{step}: {refusal}") from refusal
    if code != step.refused:
        raise NotAsTold(f"{step}: recorded, not refused with {step.refused}")


def _record(log: Log, step: Step) -> None:
    entry = parse(step.model, step.raw)
    with log.transaction() as transaction:
        if isinstance(entry, Decision):
            decisions.take_in(transaction, entry, step.recorded_by)
        else:
            registrations.register(transaction, entry, step.recorded_by)
