"""The register of decisions: found by what they concern, by day and by words."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from tests.interfaces.world import (
    AGREEMENT,
    OF_FOUR,
    OF_SIX,
    OTHER_PROGRAM,
    PROGRAM,
    STEERING,
    Api,
    allocate,
    approve,
    fund,
    noted,
    propose,
    reallocate,
    resolution,
)
from tests.make import uid

MATTER, NEW = uid("matter"), uid("new")


@pytest.fixture
def register(api: Api) -> Api:
    """Serve the world with some decisions of 2026 more, told apart by their headings."""
    api.decide(
        allocate(1_000_00, OF_FOUR),
        heading="Tilläggsanslag",
        bodyId=STEERING,
        decidedOn="2026-01-10",
        matter=MATTER,
        rationale="Förslaget ÖVERARBETADES av beredningen.",
    )
    api.decide(
        noted("Färgelanda kommun får svar."),
        heading="Skrivelse",
        decidedOn="2026-02-01",
        reservations=["Åmål anmäler avvikande mening."],
    )
    api.decide(
        reallocate(10_000_00),
        heading="Omfördelning",
        decidedOn="2026-02-15",
        alternatives=[{"proposal": "Att avstå", "whyNot": "100 % behövs_nu"}],
    )
    api.decide(fund(5_00), heading="Äskande", outcome="referred_back", decidedOn="2026-03-01")
    api.decide(
        propose(NEW, "E-arkiv", programId=OTHER_PROGRAM),
        heading="Nytt initiativ",
        outcome="assigned",
        assignment={"to": "Kansliet", "what": "Utreda", "due": "2026-09-01"},
        decidedOn="2026-03-01",
        matter=MATTER,
    )
    return api


def headings(api: Api, **query: Any) -> list[str]:
    found = api.get("/decisions", **{"decidedFrom": "2026-01-01", **query})
    assert found.meta["total"] == len(found.data)
    return [one["envelope"]["heading"] for one in found.data]


ALL = ["Nytt initiativ", "Äskande", "Omfördelning", "Skrivelse", "Tilläggsanslag"]


FILTERS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ALL),
    ({"bodyId": STEERING}, ["Tilläggsanslag"]),
    ({"bodyId": uid("none")}, []),
    ({"programId": PROGRAM}, ["Äskande", "Omfördelning", "Tilläggsanslag"]),
    ({"programId": OTHER_PROGRAM}, ["Nytt initiativ"]),
    ({"projectId": OF_SIX}, ["Omfördelning"]),
    ({"projectId": OF_FOUR}, ["Omfördelning", "Tilläggsanslag"]),
    ({"projectId": NEW}, ["Nytt initiativ"]),
    ({"member": "1487"}, ["Omfördelning", "Tilläggsanslag"]),
    ({"member": "1438"}, ["Nytt initiativ", "Omfördelning", "Tilläggsanslag"]),
    ({"member": "9999"}, []),
    ({"kind": "text"}, ["Skrivelse"]),
    ({"kind": "fundProgram"}, ["Äskande"]),
    ({"kind": "nothing"}, []),
    ({"outcome": "approved"}, ["Omfördelning", "Skrivelse", "Tilläggsanslag"]),
    ({"outcome": "referred_back"}, ["Äskande"]),
    ({"outcome": "rejected"}, []),
    ({"matter": MATTER}, ["Nytt initiativ", "Tilläggsanslag"]),
    ({"decidedFrom": "2026-02-15"}, ["Nytt initiativ", "Äskande", "Omfördelning"]),
    ({"decidedFrom": "2026-03-02"}, []),
    ({"decidedTo": "2026-02-01"}, ["Skrivelse", "Tilläggsanslag"]),
    ({"decidedFrom": "2026-02-01", "decidedTo": "2026-02-15"}, ["Omfördelning", "Skrivelse"]),
    ({"validAt": "2026-02-14"}, ["Skrivelse", "Tilläggsanslag"]),
    ({"programId": PROGRAM, "member": "1487", "bodyId": STEERING}, ["Tilläggsanslag"]),
    ({"programId": PROGRAM, "kind": "text"}, []),
    ({"matter": MATTER, "outcome": "assigned", "decidedFrom": "2026-03-01"}, ALL[:1]),
    ({"text": "åmål", "kind": "text", "decidedTo": "2026-02-01"}, ["Skrivelse"]),
    ({"text": "åmål", "kind": "fundProgram"}, []),
]


def test_decisions_are_found_by_every_filter_alone_and_together(register: Api) -> None:
    for query, found in FILTERS:
        assert headings(register, **query) == found, query


WORDS: list[tuple[str, list[str]]] = [
    ("överarbetades", ["Tilläggsanslag"]),
    ("ÖVERARBETADES", ["Tilläggsanslag"]),
    ("ÅMÅL", ["Skrivelse"]),
    ("färgelanda", ["Skrivelse"]),
    ("FÄRGELANDA", ["Skrivelse"]),
    ("äskande", ["Äskande"]),
    ("tilläggs", ["Tilläggsanslag"]),
    ("100 %", ["Omfördelning"]),
    ("behövs_nu", ["Omfördelning"]),
    ("%", ["Omfördelning"]),
    ("_", ["Omfördelning"]),
    ("\\", []),
    ("'", []),
    ("Kansliet", ["Nytt initiativ"]),
    ("utreda", ["Nytt initiativ"]),
    ("is reallocated from", ["Omfördelning"]),
    ("omfördelas från", ["Omfördelning"]),
    ("e-arkiv", ["Nytt initiativ"]),
    ("finns inte i någon text", []),
    ("", ALL),
]


def test_words_are_found_in_every_text_of_a_decision_without_regard_to_case(
    register: Api,
) -> None:
    for text, found in WORDS:
        assert headings(register, text=text) == found, text
        assert headings(register, text=unicodedata.normalize("NFD", text)) == found, text


def test_the_register_is_newest_first_and_comes_in_pages(register: Api) -> None:
    pages = [
        [one["envelope"]["heading"] for one in register.read("/decisions", page=page, limit=2)]
        for page in (1, 2, 3)
    ]
    assert pages == [ALL[:2], ALL[2:4], [ALL[4], "Programmets budget 2026"]]
    meta = register.get("/decisions", page=2, limit=2).meta
    assert (meta["page"], meta["limit"], meta["total"]) == (2, 2, 11)


def test_a_decision_that_concerns_a_member_only_by_what_it_costs_is_found(api: Api) -> None:
    taken = api.decide(reallocate(10_000_00), decidedOn="2026-02-15")
    [found] = api.read("/decisions", member="1492", decidedFrom="2026-01-01")
    assert found == taken
    assert "1492" not in str(taken["resolutions"])


def test_a_decision_that_names_a_member_is_found_though_it_costs_nothing(api: Api) -> None:
    admitted = resolution("admitMember", agreementId=AGREEMENT, code="1430", name="Munkedal")
    taken = api.decide(admitted, decidedOn="2026-12-31")
    assert [one["decisionId"] for one in api.read("/decisions", member="1430")] == [
        taken["decisionId"]
    ]


def test_each_decision_shows_what_it_changed_for_each_member(api: Api) -> None:
    before = api.shares(fiscalYear=2026)
    taken = api.decide(fund(123_45), approve(uid("proposed")), decidedOn="2026-02-15")
    after = api.shares(fiscalYear=2026)
    for one in taken["consequences"]:
        which = (2026, one["moneyKind"], one["measure"], one["member"])
        assert one["before"]["amount"] == f"{before[which] / 100:.2f}"
        assert one["after"]["amount"] == f"{after[which] / 100:.2f}"
        assert one["name"] != one["member"]
    changed = {which[3] for which in after if after[which] != before.get(which, 0)}
    assert {one["member"] for one in taken["consequences"]} == changed


UNREADABLE: list[tuple[dict[str, Any], str]] = [
    ({"outcome": "perhaps"}, "not_a_possible_value"),
    ({"bodyId": "1"}, "not_an_id"),
    ({"matter": "x"}, "not_an_id"),
    ({"decidedFrom": "20260101"}, "not_a_day"),
    ({"decidedFrom": "1767225600"}, "not_a_day"),
    ({"decidedTo": "2026-02-30"}, "not_a_day"),
    ({"validAt": "2026-01-01T00:00:00Z"}, "not_a_day"),
    ({"validAt": "0"}, "not_a_day"),
    ({"text": "x" * 201}, "text_is_too_long"),
    ({"text": "a\0b"}, "text_has_wrong_form"),
    ({"kind": "a\0b"}, "text_has_wrong_form"),
    ({"member": "\0"}, "text_has_wrong_form"),
    ({"member": "1" * 21}, "text_has_wrong_form"),
]


def test_a_filter_that_cannot_be_read_is_refused(empty: Api) -> None:
    for query, code in UNREADABLE:
        [name] = query
        problem = empty.refused(empty.get("/decisions", **query), 422, code)
        assert [one["pointer"] for one in problem["errors"]] == [f"/query/{name}"]
