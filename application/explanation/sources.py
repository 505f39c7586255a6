"""What is behind a figure, as it is cited: a decision by its number and §, a cost by voucher."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from application.queries import Behind, Queries
from application.views import EventView
from application.views.explanations import SourceView
from domain.agreement.events import (
    AgreementEstablished,
    ConsentGiven,
    ConsentRefused,
    StatisticCorrected,
    StatisticRegistered,
)
from domain.budget.events import (
    AdjustmentRegistered,
    BudgetCommitted,
    CommitmentDrawn,
    CommitmentLifted,
    CostCredited,
    CostRegistered,
    IncomeRegistered,
)
from domain.model import Bilingual, Position
from domain.wording import on

_FACTS: Final[Mapping[str, Bilingual]] = {
    AdjustmentRegistered.TOPIC: Bilingual(
        sv="justering av stängt år", en="adjustment of a closed year"
    ),
    AgreementEstablished.TOPIC: Bilingual(sv="samverkansavtalet", en="the agreement"),
    BudgetCommitted.TOPIC: Bilingual(sv="åtagande", en="commitment"),
    CommitmentDrawn.TOPIC: Bilingual(sv="åtagande som blev kostnad", en="commitment become cost"),
    CommitmentLifted.TOPIC: Bilingual(sv="åtagande som upphör", en="commitment lifted"),
    ConsentGiven.TOPIC: Bilingual(sv="samtycke", en="consent"),
    ConsentRefused.TOPIC: Bilingual(sv="avböjt samtycke", en="refused consent"),
    CostCredited.TOPIC: Bilingual(sv="kredit på kostnad", en="credit of a cost"),
    CostRegistered.TOPIC: Bilingual(sv="kostnad", en="cost"),
    IncomeRegistered.TOPIC: Bilingual(sv="intäkt", en="income"),
    StatisticCorrected.TOPIC: Bilingual(sv="rättad statistik", en="corrected statistic"),
    StatisticRegistered.TOPIC: Bilingual(sv="statistik", en="statistic"),
}
"""What registrations are called; one that is not here is called a registration."""

_REGISTRATION: Final = Bilingual(sv="registrering", en="registration")
_DETAILS: Final[Mapping[str, Bilingual]] = {
    "voucher": Bilingual(sv="verifikat ", en="voucher "),
    "supplier": Bilingual(sv="", en=""),
    "payer": Bilingual(sv="", en=""),
    "reference": Bilingual(sv="referens ", en="reference "),
    "source": Bilingual(sv="källa ", en="source "),
    "body": Bilingual(sv="", en=""),
    "paragraph": Bilingual(sv="", en=""),
    "caseNumber": Bilingual(sv="ärende ", en="case "),
}
_REFERENCES: Final = ("voucher", "reference", "source", "paragraph")
_DAYS: Final = ("dated", "decidedOn")


class Sources:
    """What is behind positions of the log; each is looked up once."""

    def __init__(self, reader: Queries, known_at: Position) -> None:
        self._reader, self._known_at = reader, known_at
        self._names = reader.member_names(known_at)
        self._found: dict[int, SourceView] = {}

    def of(self, positions: Iterable[int]) -> tuple[SourceView, ...]:
        """Return what is behind each of `positions`, in their order."""
        wanted = tuple(positions)
        missing = sorted({one for one in wanted if one not in self._found})
        if missing:
            for found in self._reader.behind(missing, self._known_at):
                self._found[found.event.position] = self._view(found)
        return tuple(self._found[one] for one in wanted)

    def at(self, position: int) -> SourceView:
        """Return what is behind one position."""
        return self.of((position,))[0]

    def _view(self, found: Behind) -> SourceView:
        decided = _decision(found, found.taken) if found.taken else self._fact(found)
        event = found.event
        return SourceView.model_validate(
            {
                "entry": event.entry,
                "position": event.position,
                "topic": event.topic,
                "recorded": event.recorded,
                "recorded_by": event.recorded_by,
                "resolution": event.resolution,
                **decided,
            }
        )

    def _fact(self, found: Behind) -> dict[str, Any]:
        data: dict[str, Any] = found.event.data
        name = _FACTS.get(found.event.topic, _REGISTRATION)
        day = next((data[each] for each in _DAYS if data.get(each)), None)
        told = [Bilingual(sv=name.sv, en=name.en), *self._details(data)]
        decided_on = date.fromisoformat(day) if isinstance(day, str) else None
        if decided_on and data.get("decidedOn"):  # that of a cost is told with its amount
            told.append(on(decided_on))
        reference = next((data[each] for each in _REFERENCES if data.get(each)), None)
        return {
            **_NOT_DECIDED,
            "decided_on": decided_on,
            "reference": reference,
            "cited": Bilingual(
                sv=", ".join(one.sv for one in told), en=", ".join(one.en for one in told)
            ),
        }

    def _details(self, data: Mapping[str, Any]) -> Iterator[Bilingual]:
        """Yield what tells one registration from another, each under its word."""
        member = data.get("member")
        if isinstance(member, str):
            name = self._names.get(member, member)
            yield Bilingual(sv=name, en=name)
        for field, word in _DETAILS.items():
            if said := data.get(field):
                yield Bilingual(sv=f"{word.sv}{said}", en=f"{word.en}{said}")


_NOT_DECIDED: Final = {
    "number": None,
    "body": None,
    "paragraph": None,
    "heading": None,
    "wording": None,
    "sentence": None,
}


def _decision(found: Behind, decided: EventView) -> dict[str, Any]:
    taken: dict[str, Any] = decided.data
    envelope = taken["envelope"]
    decided_on = date.fromisoformat(envelope["decidedOn"])
    where = " ".join(filter(None, (found.body, envelope["paragraph"])))
    sentence = wording = None
    if found.event.resolution is not None:
        resolution = taken["resolutions"][found.event.resolution - 1]
        sv, en = resolution["sentenceSv"], resolution["sentenceEn"]
        sentence = Bilingual(sv=sv, en=en) if sv and en else None
        wording = resolution["wording"]
    day = on(decided_on)
    return {
        "number": found.number,
        "body": found.body,
        "paragraph": envelope["paragraph"],
        "decided_on": decided_on,
        "heading": envelope["heading"],
        "reference": None,
        "cited": Bilingual(
            sv=f"beslut {found.number} ({where}, {day.sv})",
            en=f"decision {found.number} ({where}, {day.en})",
        ),
        "wording": wording,
        "sentence": sentence,
    }
