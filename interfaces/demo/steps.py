"""The story of Dalsland as steps: what is posted, when it is recorded, and what is refused.

``minutes-*.json`` hold decisions by meeting; ``facts.json``, ``costs.json`` and ``consents.json``
(the members' own decisions, by what they are about) registrations.
They are written as they are posted to the API, save that ``@kind/name`` stands for an id, that
an amount is the bare figure, and that what ``case.json`` says of a thing is not said again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from itertools import chain
from typing import Any, Final, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

from application.registrations import AnyFact
from domain.budget.deviations import deviation_id
from domain.decision import Decision
from interfaces.demo.identities import identity

Body = dict[str, Any]

_OFFICE: Final = ZoneInfo("Europe/Stockholm")
_MINUTES_BETWEEN: Final = timedelta(minutes=4)
_AGREEMENT: Final = "@agreement/Samverkansavtal Dalsland"
_MINUTES_OF_MEETINGS: Final = (
    "minutes-2025-spring.json",
    "minutes-2025-autumn.json",
    "minutes-2026-spring.json",
    "minutes-2026-autumn.json",
)
_FACTS: Final[Mapping[str, type[AnyFact]]] = {fact.__name__: fact for fact in get_args(AnyFact)}


@dataclass(frozen=True, slots=True)
class Step:
    """One request of the story; ``refused`` is the code of the refusal it is meant to get."""

    recorded: datetime
    recorded_by: str
    model: type[Decision | AnyFact]
    body: Body
    refused: str | None = None

    @property
    def raw(self) -> bytes:
        """The body as it is posted."""
        return json.dumps(self.body, ensure_ascii=False).encode()

    def __str__(self) -> str:
        what = self.body.get("heading") or self.body.get("voucher") or self.model.__name__
        return f"{self.recorded:%Y-%m-%d %H:%M} {what}"


def steps() -> tuple[Step, ...]:
    """Return every step of the story in the order they are recorded."""
    case = _read("case.json")
    found = [*_decisions(case), *_facts(case), *_costs(case), *_consents(case)]
    return tuple(sorted(found, key=lambda step: step.recorded))


def _read(name: str) -> Any:
    return json.loads(files("interfaces.demo").joinpath(name).read_text(encoding="utf-8"))


def _decisions(case: Body) -> Iterator[Step]:
    for meeting in chain.from_iterable(map(_read, _MINUTES_OF_MEETINGS)):
        at = _office_time(meeting["at"])
        for number, paragraph in enumerate(meeting["decisions"]):
            written = {**meeting["shared"], **paragraph}
            yield _decision(case, at + number * _MINUTES_BETWEEN, written)


def _decision(case: Body, recorded: datetime, written: Body) -> Step:
    refused = written.pop("refused", None)
    body = written["bodyId"].partition("/")[2]
    written["decisionId"] = f"@decision/{body} {written['decidedOn']} {written['paragraph']}"
    written["resolutions"] = [{**_of_the_case(case, one), **one} for one in written["resolutions"]]
    return Step(recorded, "sekreterare", Decision, _posted(written), refused)


def _facts(case: Body) -> Iterator[Step]:
    for one in _read("facts.json"):
        model, written = _FACTS[one["fact"]], one["body"]
        body = {**_of_the_case(case, {"kind": one["fact"], **written}), **written}
        yield Step(_office_time(one["at"]), "sekreterare", model, _posted(body))


def _costs(case: Body) -> Iterator[Step]:
    programs = {one["title"]: one["program"] for one in _initiatives(case)}
    for written in _read("costs.json"):
        at, project = _office_time(written.pop("at")), written.pop("project", None)
        if project is not None:
            written["projectId"] = f"@project/{project}"
        program = programs[project] if project else written.pop("program")
        body = {
            "costId": f"@cost/{written['voucher']}",
            "programId": f"@program/{program}",
            **written,
        }
        yield Step(at, "ekonom", _FACTS["RegisterCost"], _posted(body))


def _consents(case: Body) -> Iterator[Step]:
    names = {one["code"]: one["name"] for one in (*case["members"], *case["observers"])}
    for asked in _read("consents.json"):
        at = _office_time(asked["at"])
        answers = (
            (outcome, member, *decided)
            for outcome in ("given", "refused")
            for member, decided in asked.get(outcome, {}).items()
        )
        for number, (outcome, member, day, paragraph) in enumerate(answers):
            body = {
                "agreementId": _AGREEMENT,
                "subject": asked["subject"],
                "member": member,
                "outcome": outcome,
                "body": "Kommunfullmäktige",
                "decidedOn": day,
                "paragraph": paragraph,
                "document": {
                    "title": f"Protokollsutdrag, kommunfullmäktige i {names[member]}",
                    "version": day,
                },
            }
            recorded = at + number * _MINUTES_BETWEEN
            yield Step(recorded, "sekreterare", _FACTS["RegisterConsent"], _posted(body))


def _initiatives(case: Body) -> list[Body]:
    return [*case["initiatives"], *case["illustrativeInitiatives"]]


def _of_the_case(case: Body, written: Body) -> Body:
    """Return what the case says of the thing that a resolution or a fact names."""
    said = _SAID.get(written["kind"])
    return said(case, written) if said else {}


def _named(things: list[Body], field: str, written: Body) -> Body:
    return next(thing for thing in things if thing[field] == written[field])


def _statistic(case: Body, written: Body) -> Body:
    """Return the figures that are registered; a correction and a made-up figure say their own."""
    if "figures" in written:
        return {}
    return _named(case["statistics"], "referenceDate", written)


def _constellation(case: Body, written: Body) -> Body:
    return {
        "agreementId": _AGREEMENT,
        "constellationId": f"@constellation/{written['name']}",
        "members": _named(case["constellations"], "name", written)["members"],
    }


def _portfolio(case: Body, written: Body) -> Body:
    return {
        "agreementId": _AGREEMENT,
        "portfolioId": f"@portfolio/{written['name']}",
        "purpose": _named(case["portfolios"], "name", written)["purpose"],
    }


def _initiative(case: Body, written: Body) -> Body:
    of_case = _named(_initiatives(case), "title", written)
    program = of_case["program"]
    return {
        "projectId": f"@project/{of_case['title']}",
        "portfolioId": f"@portfolio/{of_case['portfolio']}",
        "programId": f"@program/{program}" if program else None,
        "constellationId": f"@constellation/{of_case['constellation']}",
        "sides": of_case["sides"],
    }


_SAID: Final[Mapping[str, Callable[[Body, Body], Body]]] = {
    "EstablishAgreement": lambda case, _: {"members": case["members"]},
    "RegisterStatistic": _statistic,
    "defineConstellation": _constellation,
    "establishPortfolio": _portfolio,
    "adoptCostKey": lambda case, _: {"components": case["costKey"]["components"]},
    "proposeProject": _initiative,
}


_MONEY: Final = ("amount", "oneOff", "yearly", "rate")


def _posted(written: Any, field: str = "") -> Any:
    """Return a value as it is posted: with ids for names, and money for bare figures."""
    if isinstance(written, dict):
        return {key: _posted(value, key) for key, value in written.items()}
    if isinstance(written, list):
        return [_posted(value) for value in written]
    if field in _MONEY:
        return {"amount": written, "currency": "SEK"}
    if isinstance(written, str) and written.startswith("@"):
        kind, _, name = written[1:].partition("/")
        return str(_deviation(name) if kind == "deviation" else identity(kind, name))
    return written


def _deviation(name: str) -> UUID:
    """Return the id of a deviation above an allocation: by the voucher of its cost, and year."""
    voucher, _, year = name.partition("/")
    return deviation_id(identity("cost", voucher), "cost_above_allocation", int(year))


def _office_time(text: str) -> datetime:
    """Return an aware time from one that a clock in Dalsland showed."""
    return datetime.fromisoformat(text).replace(tzinfo=_OFFICE)
