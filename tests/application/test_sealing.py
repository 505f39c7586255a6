"""Free text lies beside the log, which holds only its salted hash (docs/adr/0004)."""

from __future__ import annotations

import hashlib
import json
import types
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from pydantic import BaseModel
from sqlalchemy import delete, select

from application.registrations import AnyFact
from application.texts import opened, opened_json, seal, seal_text, sealed_in, sealed_in_json
from domain.catalogue import EVENTS
from domain.decision import Decision
from domain.model import MAX_PROSE, MAX_TITLE, ProseMark
from infrastructure.canonical import canonical_json
from infrastructure.database import Database
from infrastructure.rebuild import check
from infrastructure.tables import events, texts
from tests.interfaces import money_facts, world
from tests.interfaces.every_kind import EXAMPLES, in_effect
from tests.interfaces.world import Api, JsonObject, decision, serving
from tests.make import uid

MARK = "ordagrann"
"""Stands in every free text, and in nothing else."""

PROSE: Mapping[str, Any] = {
    "heading": f"Rubriken {MARK}",
    "proposedBy": f"Beredningen {MARK}",
    "rationale": f"Motivet {MARK}",
    "alternatives": [{"proposal": f"Annat {MARK}", "whyNot": f"Dyrt {MARK}"}],
    "reservations": [f"Först {MARK}", f"Sedan {MARK}"],
    "expeditedTo": [f"Till {MARK}"],
    "assignment": {"to": f"Kansliet {MARK}", "what": f"Utreda {MARK}", "due": "2026-12-01"},
    "followUp": {"responsible": f"Chefen {MARK}"},
}
OF_KINDS: Mapping[str, JsonObject] = {
    "approveProgramDirective": {"noEffectCalculationBecause": f"Effekten {MARK}"},
    "reviseProgramDirective": {"noEffectCalculationBecause": f"Varför inte {MARK}"},
    "withdrawProgramDirective": {"reason": f"Behovet {MARK}"},
    "pauseProgram": {"reason": f"Pausen {MARK}"},
    "closeProgram": {"lessons": f"Lärdomen {MARK}"},
    "adoptSteeringDocument": {"summary": f"Färdplanen {MARK}"},
    "prioritisePrograms": {
        "order": [{"programId": str(world.PROGRAM), "reason": f"Plats ett {MARK}"}],
        "notChosen": [{"proposal": f"Skolan {MARK}", "whyNot": f"Väntar {MARK}"}],
        "reason": f"Ordningen {MARK}",
    },
    "closeFiscalYear": {"note": f"Bokslutet {MARK}"},
    "approveProjectDirective": {
        "effectCalculation": None,
        "noEffectCalculationBecause": f"Nyttan {MARK}",
    },
    "proposeProject": {"summary": f"Sammanfattning {MARK}"},
    "rejectProject": {"reason": f"Skäl {MARK}"},
    "parkProject": {"reason": f"Väntan {MARK}"},
    "pauseProject": {"reason": f"Uppehåll {MARK}"},
    "stopProject": {"reason": f"Stopp {MARK}", "workDone": f"Arbetet {MARK}"},
    "completeProject": {"handover": None, "noHandoverBecause": f"Inget {MARK}"},
    "withdrawProjectDirective": {"reason": f"Åter {MARK}"},
    "noteDeviation": {"note": f"Godtas {MARK}"},
    "correctDecision": {"wrong": f"Fel {MARK}", "right": f"Rätt {MARK}"},
    "reverseDecision": {"reason": f"Varför {MARK}"},
    "initiateReview": {"questions": [f"Varför {MARK}?", f"Hur {MARK}?"]},
}
FACTS: Mapping[str, JsonObject] = {
    "/persons": {"personId": str(uid("somebody")), "name": f"Kim {MARK}"},
    "/costs": world.cost(1_00, note=f"Anm. {MARK}", identityNumberBecause=f"Firma {MARK}"),
    "/commitments": money_facts.commitment(1_00, note=f"Avrop {MARK}"),
    "/credits": money_facts.credit(1_00, reason=f"Kredit {MARK}"),
    "/commitment-ends": money_facts.commitment_end(reason=f"Slut {MARK}"),
    "/incomes": money_facts.income(1_00, note=f"Bidrag {MARK}"),
    "/follow-ups": {
        "decisionId": str(uid("followed up")),
        "standing": "written_off",
        "dated": "2026-06-01",
        "note": f"Avskrivs {MARK}",
        "reportedBy": f"Uppgift av {MARK}",
    },
    "/reviews": world.own_review(reviewId=uid("other review"), questions=[f"Vad {MARK}?"]),
}


@pytest.fixture
def api(database: Database) -> Iterator[Api]:
    """Serve the world."""
    with serving(database) as served:
        world.build(served)
        yield served


def with_marks(kind: str) -> JsonObject:
    """Return a resolution of a kind with the mark in every free text it has."""
    given = {**in_effect(EXAMPLES[kind].resolution, "2026-06-01"), **OF_KINDS.get(kind, {})}
    return {**given, "wording": f"Lydelsen av {kind} {MARK}"}


def tell(api: Api) -> None:
    """Decide every kind (those that cannot take effect as proposals) and register every fact."""
    for kind in EXAMPLES:
        api.decide(with_marks(kind), outcome="assigned", **PROSE)
    plain = {name: value for name, value in PROSE.items() if name != "assignment"}
    for kind in ("approveProgramDirective", "rejectProject", "initiateReview", "text"):
        api.decide(with_marks(kind), **plain)
    api.decide({**with_marks("proposeProject"), "projectId": str(uid("newest"))}, **plain)
    api.decide(with_marks("approveProjectDirective"), **plain)
    api.decide(world.noted(), decisionId=uid("followed up"))
    for path, fact in FACTS.items():
        api.register(path, fact)


def stored(api: Api) -> list[bytes]:
    with api.database.read() as connection:
        return list(connection.execute(select(events.c.state)).scalars())


def kept(api: Api) -> list[Any]:
    with api.database.read() as connection:
        return list(connection.execute(select(texts)))


# --- Nothing free in the log --------------------------------------------------------------------


def test_no_free_text_of_any_decision_or_fact_stands_in_the_bytes_of_the_log(api: Api) -> None:
    tell(api)
    for state in stored(api):
        assert MARK.encode() not in state
        assert MARK not in unicodedata.normalize("NFKD", state.decode()).casefold()
    words = {row.text for row in kept(api) if MARK in row.text}
    assert words >= set(marked({**PROSE, **OF_KINDS, **FACTS}))
    assert {f"Lydelsen av {kind} {MARK}" for kind in EXAMPLES} <= words


def marked(value: Any) -> Iterator[str]:
    match value:
        case str() if MARK in value:
            yield value
        case Mapping():
            for inner in value.values():
                yield from marked(inner)
        case list():
            for inner in value:
                yield from marked(inner)
        case _:
            pass


def test_what_stands_in_the_log_is_the_hash_of_the_salt_and_the_text(api: Api) -> None:
    tell(api)
    in_the_log = b"".join(stored(api))
    rows = kept(api)
    assert len({row.salt for row in rows}) == len(rows), "a new salt for each text"
    for row in rows:
        digest = hashlib.sha256(row.salt + row.text.encode()).hexdigest()
        assert row.sealed == f"sha256:{digest}"
        assert len(row.salt) == 16
        assert row.sealed.encode() in in_the_log
        assert unicodedata.is_normalized("NFC", row.text)
        assert row.folded == row.text.casefold()


def test_equal_texts_have_different_seals(api: Api) -> None:
    api.decide(world.noted("Samma ord"), heading="Samma ord", rationale="Samma ord")
    same = [row for row in kept(api) if row.text == "Samma ord"]
    assert len({row.sealed for row in same}) == 3


def test_a_refused_decision_and_a_rehearsal_keep_no_text(api: Api) -> None:
    before = kept(api)
    api.rehearse(world.noted(MARK), heading=MARK)
    api.post("/rehearsals", {"decisions": [decision(world.noted(MARK), heading=MARK)]})
    api.refuses(409, "allocation_above_funding", world.allocate(10**10), heading=MARK)
    assert kept(api) == before


# --- What is prose, and what is not -------------------------------------------------------------


def prose(model: type[BaseModel], path: str = "") -> Iterator[str]:
    """Yield the JSON path of every free text a model may hold, found in its annotations."""
    for name, field in model.model_fields.items():
        where = f"{path}{field.alias or name}"
        if any(isinstance(mark, ProseMark) for mark in field.metadata):
            yield where
        for inner, marks in leaves(field.annotation):
            if any(isinstance(mark, ProseMark) for mark in marks):
                yield where
            elif isinstance(inner, type) and issubclass(inner, BaseModel):
                yield from prose(inner, f"{where}.")


def leaves(annotation: Any, marks: tuple[Any, ...] = ()) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Yield each type inside an annotation, with what it is annotated by."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        yield from leaves(inner, (*marks, *more))
    elif origin in (Union, types.UnionType, tuple, dict, Mapping):
        for inner in get_args(annotation):
            yield from leaves(inner)
    else:
        yield annotation, marks


def test_the_marks_stand_in_every_free_text_there_is() -> None:
    of_a_decision = {path for path in prose(Decision) if not path.startswith("resolutions.")}
    in_envelope = {*paths(PROSE)}
    assert of_a_decision == in_envelope
    of_kinds = {path.split(".", 1)[1] for path in prose(Decision) if "resolutions." in path}
    assert of_kinds == {"wording"} | {path for one in OF_KINDS.values() for path in paths(one)}
    of_facts = {path for fact in get_args(AnyFact) for path in prose(fact)}
    assert of_facts == {path for fact in FACTS.values() for path in paths(fact)}


def paths(value: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Yield the path of every text with the mark in it."""
    for name, inner in value.items():
        for one in inner if isinstance(inner, list) else [inner]:
            if isinstance(one, Mapping):
                yield from paths(one, f"{path}{name}.")
            elif isinstance(one, str) and MARK in one:
                yield f"{path}{name}"


@pytest.mark.parametrize("model", [Decision, *get_args(AnyFact)], ids=lambda model: model.__name__)
def test_a_text_that_is_not_sealed_is_short_or_has_a_form(model: type[BaseModel]) -> None:
    schema = model.model_json_schema()
    for where, text in texts_of(schema, model.__name__):
        longest = text.get("maxLength", MAX_PROSE + 1)
        formed = {"pattern", "format", "const", "enum"} & text.keys()
        assert formed or longest <= MAX_TITLE or longest == MAX_PROSE, where


def texts_of(schema: Any, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every text that a JSON schema describes."""
    if isinstance(schema, dict):
        if schema.get("type") == "string":
            yield where, schema
        for name, inner in schema.items():
            yield from texts_of(inner, f"{where}.{name}")
    elif isinstance(schema, list):
        for inner in schema:
            yield from texts_of(inner, where)


def test_the_events_of_the_log_hold_seals_where_the_commands_hold_prose() -> None:
    for topic, event in EVENTS.items():
        if topic == "decision.taken":  # its envelope is the posted one, sealed as it is recorded
            continue
        assert list(prose(event)) == [], topic


# --- Erasing ------------------------------------------------------------------------------------


def test_a_deleted_text_is_null_in_every_read_and_nothing_else_is_changed(api: Api) -> None:
    tell(api)
    leader = world.resolution(
        "appointProgramLeader", programId=world.PROGRAM, personId=uid("somebody")
    )
    api.decide(leader, decidedOn="2026-08-01")
    paths_ = [
        f"/agreements/{world.AGREEMENT}/cost-keys",
        f"/programs/{uid('new')}",
        f"/programs/{world.PROGRAM}",
        f"/projects/{uid('newest')}",
        "/projects",
        "/decisions?limit=100",
        "/events?limit=200",
        "/reviews",
        "/persons",
        f"/costs/{uid('cost 1')}",
        "/shares",
        f"/programs/{world.PROGRAM}/budgets/2026",
    ]
    before = {path: api.send("GET", path).data for path in paths_}
    with api.database.write() as connection:
        connection.execute(delete(texts))
    for path in paths_:
        after = api.send("GET", path).data
        assert MARK not in str(after), path
        assert without_texts(after, before[path]) == after, path
    decision_ = api.read("/decisions")[0]
    assert decision_["envelope"]["heading"] is None
    assert {one["wording"] for one in decision_["resolutions"]} == {None}
    assert api.read(f"/persons/{uid('somebody')}")["name"] is None
    assert api.read(f"/programs/{world.PROGRAM}")["leader"]["name"] is None
    assert api.read("/decisions", text=MARK) == []
    head, differences = check(api.database, lambda _done, _of: None)
    assert (head, differences) == (api.position, ())
    api.decide(world.fund(1_00), leader | {"personId": str(world.LEADER)}, decidedOn="2026-09-01")


def without_texts(after: Any, before: Any) -> Any:
    """Return `before` with null where `after` has it in a text's place."""
    match before:
        case dict():
            if after is None and before.keys() == {"sv", "en"}:
                return None  # the sentence of a resolution
            return {name: without_texts(after[name], inner) for name, inner in before.items()}
        case list():
            return [without_texts(*pair) for pair in zip(after, before, strict=True)]
        case str() if after is None:
            return None
        case _:
            return before


# --- The functions ------------------------------------------------------------------------------


def test_sealing_and_opening_are_inverse() -> None:
    payload = decision(world.noted(f"Ord {MARK}"), **PROSE, outcome="assigned")
    whole = Decision.model_validate_json(json.dumps(payload))
    found: dict[str, str] = {}

    def keep(text: str) -> str:
        made = seal_text(text, len(found).to_bytes(16, "big"))
        found[made.sealed] = text
        return made.sealed

    sealed = seal(whole, keep)
    assert MARK not in sealed.model_dump_json()
    assert set(sealed_in(sealed)) == set(found)
    assert opened(sealed, found) == whole
    assert opened(sealed.model_dump(mode="json"), found) == whole.model_dump(mode="json")
    assert opened(sealed, {}).heading is None
    assert sealed.decided_on == date(2025, 1, 15)


_ONE, _OTHER = (f"sha256:{digit * 64}" for digit in "a1")


@pytest.mark.parametrize(
    "value",
    [
        [_ONE, {"text": _OTHER, "again": [_ONE, None, 1, True]}],
        {"said": f'"{_ONE}', "quoted": f'"{_ONE}"', "ends": f"{_ONE}\\", "begins": f"\\{_ONE}"},
        {"before": f"x{_ONE}", "after": f"{_ONE}0", "upper": _ONE.upper(), "none": _ONE[:-1]},
        {_ONE: _OTHER, "name": {_OTHER: 'a "text" \u2028 with \\ and ö'}},
        _ONE,
    ],
)
def test_json_is_opened_before_it_is_parsed_as_it_would_be_after(value: Any) -> None:
    stored = canonical_json(value).decode()
    texts = {_ONE: 'Ord "med" \\1 \\ och\nrad å'}
    assert sorted(sealed_in_json(stored)) == sorted(sealed_in(value))
    assert opened_json(stored, texts) == opened(value, texts)
