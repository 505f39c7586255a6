"""What bad input gets: its own code, facts to act on, no echo; and the log stays as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.interfaces.every_kind import EXAMPLES, in_effect
from tests.interfaces.world import (
    AGREEMENT,
    PROGRAM,
    Answered,
    Api,
    JsonObject,
    allocate,
    cost,
    cost_key,
    decision,
    document,
    fund,
    noted,
    propose,
    resolution,
    statistic,
)
from tests.make import uid

MARK = "ZQMARKER"
"""Stands in what is sent, and must not stand in the answer."""
INTERNALS = re.compile(
    "traceback|pydantic|sqlalchemy|psycopg|sqlite|fastapi|starlette|site-packages|input_value"
    r"|/\w+/main/|\.py\b",
    re.IGNORECASE,
)
PERSONNUMMER = "19811218-9876"


class Unharmed:
    """The API of a world that nothing of what is sent may change."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self._stored = api.stored()

    def refuses(self, answer: Answered, status: int, code: str, about: object = "") -> JsonObject:
        assert (answer.status, answer.body["code"]) == (status, code), (about, answer.content)
        problem = self.api.refused(answer, status, code)
        said = answer.content.decode()
        assert MARK not in said, about
        assert not INTERNALS.search(said), about
        assert len(said) < 50_000, about
        return problem

    def decision(
        self, status: int, code: str, *resolutions: Any, about: object = "", **envelope: Any
    ) -> JsonObject:
        answer = self.api.post("/decisions", decision(*resolutions, **envelope))
        return self.refuses(answer, status, code, about or resolutions or envelope)

    def and_the_next_decision_works(self) -> None:
        assert self.api.stored() == self._stored
        self.api.decide(noted())
        head = self.api.position
        events = self.api.read("/events", after=head - 1)
        assert [event["topic"] for event in events] == ["decision.taken"]


@pytest.fixture
def bad(api: Api) -> Iterator[Unharmed]:
    """Serve the world, and check afterwards that nothing was recorded and the next decision is."""
    unharmed = Unharmed(api)
    yield unharmed
    unharmed.and_the_next_decision_works()


# --- What is no JSON, or too much of it ---------------------------------------------------------


def with_year(text: str) -> bytes:
    """Return a decision with `text` where a year stands."""
    return json.dumps(decision(fund(1_00))).replace("2026,", f"{text},").encode()


def with_wording(text: str) -> bytes:
    """Return a decision with JSON of one's own where a wording stands."""
    return json.dumps(decision(noted("WORDING"))).replace('"WORDING"', text).encode()


def nested(depth: int) -> bytes:
    return with_wording("[" * depth + "]" * depth)


BODIES: list[tuple[str, bytes, str]] = [
    ("nothing", b"", "malformed_json"),
    ("half an object", b'{"bodyId": "ZQMARKER"', "malformed_json"),
    ("an apostrophe", b"{'bodyId': 'ZQMARKER'}", "malformed_json"),
    ("a comma too many", b'{"heading": "ZQMARKER",}', "malformed_json"),
    ("two objects", b"{}{}", "malformed_json"),
    ("Latin-1", '{"heading": "ZQMARKER å"}'.encode("latin-1"), "malformed_json"),
    ("UTF-16", '{"heading": "ZQMARKER"}'.encode("utf-16"), "malformed_json"),
    ("a byte order mark", b"\xef\xbb\xbf{}", "malformed_json"),
    ("a raw NUL", b'{"heading": "ZQMARKER\0"}', "malformed_json"),
    ("NaN", with_year("NaN"), "not_a_number"),
    ("Infinity", with_year("Infinity"), "not_a_number"),
    ("-Infinity", with_year("-Infinity"), "not_a_number"),
    ("beyond a float", with_year("1e999"), "not_a_whole_number"),
    ("a float", with_year("2026.5"), "not_a_whole_number"),
    ("a whole float", with_year("2026.0"), "not_a_whole_number"),
    ("a text", with_year('"2026"'), "not_a_whole_number"),
    ("a huge year", with_year("9" * 300), "out_of_range"),
    ("more digits than are read", with_year("9" * 5000), "malformed_json"),
    ("a name twice", b'{"heading": "ZQMARKER", "heading": "b"}', "duplicate_names"),
    ("half a character", with_wording(r'"ZQMARKER\ud800"'), "half_a_character"),
    ("the other half", with_wording(r'"ZQMARKER\udfff!"'), "half_a_character"),
    ("an escaped NUL", with_wording(r'"ZQMARKER\u0000"'), "control_character"),
    ("a list for a text", nested(100), "not_a_text"),
    ("deeply nested", nested(600), "malformed_json"),
    ("too deeply nested", nested(2_000), "nested_too_deeply"),
    ("as deep as it can be", nested(200_000), "nested_too_deeply"),
    ("deep objects", b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "nested_too_deeply"),
    ("a list", b"[]", "wrong_shape"),
    ("a text alone", b'"ZQMARKER"', "wrong_shape"),
    ("null", b"null", "wrong_shape"),
    ("a number", b"12", "wrong_shape"),
    ("a text too long", with_wording(json.dumps(MARK + "x" * 30_000)), "text_is_too_long"),
]


def test_a_body_that_is_no_decision_is_refused_by_name(bad: Unharmed) -> None:
    for about, body, code in BODIES:
        bad.refuses(bad.api.post("/decisions", body), 422, code, about)


def test_a_text_of_a_megabyte_is_too_large_and_says_what_is_not(bad: Unharmed) -> None:
    for text in (MARK + "x" * 1_000_000, "å" * 600_000):
        body = with_wording(json.dumps(text, ensure_ascii=False))
        problem = bad.refuses(bad.api.post("/decisions", body), 413, "request_too_large")
        assert problem["limitBytes"] == 512 * 1024


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/xml", "multipart/form-data", "text/json", ""]
)
def test_what_is_not_sent_as_json_is_refused(bad: Unharmed, media_type: str) -> None:
    body = json.dumps(decision(noted(MARK))).encode()
    answer = bad.api.post("/decisions", body, headers={"content-type": media_type})
    problem = bad.refuses(answer, 415, "not_json")
    assert problem["supported"] == ["application/json"]


def test_a_charset_may_be_named(api: Api) -> None:
    header = {"content-type": "Application/JSON; charset=utf-8"}
    answer = api.post("/decisions", decision(noted()), headers=header)
    assert answer.status == 201


def test_a_name_that_stands_twice_is_told_when_it_is_one_of_ours(bad: Unharmed) -> None:
    twice = json.dumps(fund(1_00)).replace('"programId"', '"amount": 1, "programId"')
    body = json.dumps(decision()).replace("[]", f"[{twice}]").encode()
    problem = bad.refuses(bad.api.post("/decisions", body), 422, "duplicate_names")
    assert problem["names"] == ["amount"]

    figures = json.dumps(statistic(2019, basis="pupils")).replace('"1438":', '"1438": 1, "1438":')
    problem = bad.refuses(bad.api.post("/statistics", figures.encode()), 422, "duplicate_names")
    assert problem["names"] == ["1438"]

    many = "{" + ",".join(f'"{MARK}{number % 20_000}": 1' for number in range(20_001)) + "}"
    problem = bad.refuses(bad.api.post("/decisions", many.encode()), 422, "duplicate_names")
    assert problem["names"] == []


# --- Fields -------------------------------------------------------------------------------------


def test_a_field_that_does_not_exist_is_pointed_out(bad: Unharmed) -> None:
    for body, pointer in (
        (decision(noted(), chairman=MARK), "/chairman"),
        (decision({**fund(1_00), "ammount": MARK}), "/resolutions/0/ammount"),
        (decision(noted(), votes={"yes": 1, "no": 0, "maybe": MARK}), "/votes/maybe"),
        (decision(noted(), **{"a/b~c": MARK}), "/a~1b~0c"),
        (
            decision(noted(), {**cost_key(), "components": [{**_POPULATION, "part": MARK}]}),
            "/resolutions/1/components/0/part",
        ),
        ({**decision(noted()), "body_id": MARK}, "/body_id"),
    ):
        problem = bad.refuses(bad.api.post("/decisions", body), 422, "unknown_field", pointer)
        assert [one["pointer"] for one in problem["errors"]] == [pointer]


_POPULATION = {"basis": "population", "weight": "1"}


def test_thousands_of_fields_that_do_not_exist_are_told_of_in_a_few_words(bad: Unharmed) -> None:
    many = {f"{'x' * 100}{MARK}{number}": number for number in range(3_000)}
    problem = bad.refuses(
        bad.api.post("/decisions", decision(noted(), **many)), 422, "unknown_field"
    )
    assert len(problem["errors"]) == 50
    assert problem["errorCount"] == 3_000


def test_what_is_missing_is_pointed_out_all_of_it(bad: Unharmed) -> None:
    problem = bad.refuses(bad.api.post("/decisions", {}), 422, "field_is_missing")
    assert [one["pointer"] for one in problem["errors"]] == [
        "/bodyId",
        "/decidedOn",
        "/heading",
        "/resolutions",
    ]
    for kind, example in EXAMPLES.items():
        only = {"kind": kind}
        problem = bad.decision(422, "field_is_missing", only, about=kind)
        wanted = {one["pointer"] for one in problem["errors"]}
        fields = {f"/resolutions/0/{name}" for name in example.resolution} - {"/resolutions/0/kind"}
        assert wanted <= fields | {"/resolutions/0/wording"}


def test_every_field_of_every_kind_refuses_a_value_of_the_wrong_type(bad: Unharmed) -> None:
    for kind, example in EXAMPLES.items():
        whole = in_effect(example.resolution, "2026-01-01")
        for name in whole.keys() - {"kind"}:
            for value in (True, 1.5, [f"{MARK}!"], {"z": MARK}):
                if (name, type(value)) == ("questions", list):
                    continue  # which is right
                answer = bad.api.post("/decisions", decision({**whole, name: value}))
                about = (kind, name, value)
                assert answer.status == 422, (about, answer.content)
                problem = bad.refuses(answer, 422, answer.body["code"], about)
                for error in problem["errors"]:
                    assert error["pointer"].startswith(f"/resolutions/0/{name}"), about


@pytest.mark.parametrize("kind", [MARK, "", "fundprogram", "FundProgram", 1, None, ["text"]])
def test_a_kind_that_is_none_is_answered_with_those_there_are(bad: Unharmed, kind: Any) -> None:
    problem = bad.decision(422, "unknown_kind", {"kind": kind})
    assert problem["errors"][0]["pointer"] == "/resolutions/0"
    for known in EXAMPLES:
        assert known in problem["errors"][0]["expectedTags"]


def test_a_resolution_needs_a_kind_and_to_be_one(bad: Unharmed) -> None:
    bad.decision(422, "kind_is_missing", {"wording": MARK})
    bad.decision(422, "wrong_shape", MARK)
    bad.decision(422, "wrong_shape", [MARK])


@pytest.mark.parametrize("count", [0, 51])
def test_a_paragraph_has_one_to_fifty_resolutions(bad: Unharmed, count: int) -> None:
    code = "list_is_too_long" if count else "list_is_too_short"
    problem = bad.decision(422, code, *[noted(MARK)] * count)
    [error] = problem["errors"]
    assert error["pointer"] == "/resolutions"
    assert error.get("maxLength", error.get("minLength")) == ("50" if count else "1")


def test_fifty_resolutions_are_taken(api: Api) -> None:
    assert len(api.decide(*[noted()] * 50)["resolutions"]) == 50


def test_an_id_that_is_none_is_refused_wherever_it_stands(bad: Unharmed) -> None:
    for value in (MARK, "", "00000000-0000-0000-0000-00000000000g", 5, f"{PROGRAM}0"):
        bad.decision(422, "not_an_id", noted(), bodyId=value)
        bad.decision(422, "not_an_id", {**fund(1_00), "programId": value})
        answer = bad.api.post("/costs", {**cost(1_00), "costId": value})
        bad.refuses(answer, 422, "not_an_id", value)
    for path in ("/programs/1", f"/projects/{PROGRAM}x", "/decisions/2026-001", "/costs/%00"):
        problem = bad.refuses(bad.api.get(path), 422, "not_an_id", path)
        assert problem["errors"][0]["pointer"].startswith("/path/")


DAYS = ("20260101", "1767225600", "-1", "1767225600.5", "0")
NO_DAYS = ("2026-02-30", "2026-13-01", "26-01-01", "2026-1-1", "1 mars 2026", MARK, "")
TIMES = ("2026-01-01T00:00:00", "2026-01-01T00:00:00Z", "2026-01-01 00:00")


def test_a_day_is_written_in_one_way_wherever_it_stands(bad: Unharmed) -> None:
    def everywhere(value: object) -> Iterator[tuple[str, JsonObject]]:
        yield "/decisions", decision(noted(), decidedOn=value)
        yield "/decisions", decision({**fund(1_00), "effectiveFrom": value})
        period = {"first": value, "last": "2026-12-31"}
        yield "/decisions", decision({**fund(1_00), "period": period})
        yield "/decisions", decision(noted(), followUp={"responsible": "Kim", "due": value})
        yield "/costs", cost(1_00, dated=value)
        yield "/costs", cost(1_00, servicePeriod=period)
        yield "/statistics", statistic(2019, referenceDate=value)

    for value in (*DAYS, *NO_DAYS, *TIMES, 1767225600, 20260101, 1.5, True, [2026, 1, 1]):
        code = "date_is_a_number" if value in DAYS else "not_a_day"
        for path, body in everywhere(value):
            bad.refuses(bad.api.post(path, body), 422, code, (path, value))


MONEY: list[tuple[Any, str]] = [
    (1_00, "money_is_not_an_amount"),
    ("100.00", "money_is_not_an_amount"),
    (None, "money_is_not_an_amount"),
    (1.5, "money_is_a_float"),
    ({"amount": 1.5, "currency": "SEK"}, "money_is_a_float"),
    ({"amount": 100, "currency": "SEK"}, "money_is_not_an_amount"),
    ({"amount": "1.555", "currency": "SEK"}, "money_has_too_many_decimals"),
    ({"amount": "1.000", "currency": "SEK"}, "money_has_too_many_decimals"),
    ({"amount": "9" * 40, "currency": "SEK"}, "money_is_too_large"),
    ({"amount": "90071992547409.92", "currency": "SEK"}, "money_is_too_large"),
    ({"amount": "9" * 40_000, "currency": "SEK"}, "money_is_too_large"),
    ({"amount": "1e3", "currency": "SEK"}, "money_is_not_an_amount"),
    ({"amount": "1 000,00", "currency": "SEK"}, "money_is_not_an_amount"),
    ({"amount": "+1", "currency": "SEK"}, "money_is_not_an_amount"),
    ({"amount": "01", "currency": "SEK"}, "money_is_not_an_amount"),
    ({"amount": "NaN", "currency": "SEK"}, "money_is_not_an_amount"),
    ({"amount": "١٢", "currency": "SEK"}, "money_is_not_an_amount"),
    ({"amount": MARK, "currency": "SEK"}, "money_is_not_an_amount"),
    ({"amount": "1.00", "currency": MARK}, "money_currency"),
    ({"amount": "1.00", "currency": "EUR"}, "money_currency"),
    ({"amount": "1.00"}, "money_currency"),
    ({"amount": "1.00", "currency": "SEK", "vat": MARK}, "money_is_not_an_amount"),
    ({"amount": "0.00", "currency": "SEK"}, "money_is_not_positive"),
    ({"amount": "-1.00", "currency": "SEK"}, "money_is_not_positive"),
]


def test_money_is_written_in_one_way_wherever_it_stands(bad: Unharmed) -> None:
    for amount, code in MONEY:
        problem = bad.decision(422, code, {**fund(1_00), "amount": amount})
        assert problem["errors"][0]["pointer"] == "/resolutions/0/amount"
        answer = bad.api.post("/costs", {**cost(1_00), "amount": amount})
        bad.refuses(answer, 422, code, amount)
    problem = bad.decision(422, "money_is_too_large", {**fund(1_00), "amount": MONEY[8][0]})
    assert problem["most"] == {"amount": "90071992547409.91", "currency": "SEK"}


# --- Texts --------------------------------------------------------------------------------------

TEXTS: dict[str, Callable[[str], JsonObject]] = {
    "heading": lambda text: decision(noted(), heading=text),
    "wording": lambda text: decision(noted(text)),
    "wording of a command": lambda text: decision({**fund(1_00), "wording": text}),
    "rationale": lambda text: decision(noted(), rationale=text),
    "proposed by": lambda text: decision(noted(), proposedBy=text),
    "alternative": lambda text: decision(noted(), alternatives=[{"proposal": text}]),
    "why not": lambda text: decision(noted(), alternatives=[{"proposal": "Annat", "whyNot": text}]),
    "reservation": lambda text: decision(noted(), reservations=["Ja", text]),
    "expedited to": lambda text: decision(noted(), expeditedTo=[text]),
    "assignment": lambda text: decision(
        noted(), outcome="assigned", assignment={"to": text, "what": "Utreda"}
    ),
    "follow-up": lambda text: decision(noted(), followUp={"responsible": text}),
    "summary": lambda text: decision(propose(uid("new"), summary=text)),
    "reason": lambda text: decision(
        resolution("rejectProject", projectId=uid("proposed"), reason=text)
    ),
}
TITLES: dict[str, Callable[[str], JsonObject]] = {
    "title of a project": lambda text: decision(propose(uid("new"), text)),
    "title of a document": lambda text: decision(noted(), documents=[document(text)]),
    "name of a member": lambda text: decision(
        resolution("admitMember", agreementId=AGREEMENT, code="1430", name=text)
    ),
}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"{MARK}\0", "control_character"),
        (f"{MARK}\x07", "control_character"),
        (f"{MARK}\u202etext", "control_character"),
        (f"{MARK} {PERSONNUMMER}", "personnummer"),
        (f"{MARK} 811218-9876", "personnummer"),
        (f"{MARK} 8112189876", "personnummer"),
        (f"{MARK} 19811278-9873", "personnummer"),
        ("", "text_is_empty"),
        (" \n ", "text_is_empty"),
        (MARK + "x" * 20_000, "text_is_too_long"),
    ],
    ids=lambda value: value.strip()[len(MARK) : len(MARK) + 15].strip() or repr(value[:3]),
)
def test_a_text_that_cannot_be_kept_is_refused_in_every_field(
    bad: Unharmed, text: str, code: str
) -> None:
    for field, with_text in {**TEXTS, **TITLES}.items():
        bad.refuses(bad.api.post("/decisions", with_text(text)), 422, code, field)
    person = {"personId": str(uid("new")), "name": text}
    bad.refuses(bad.api.post("/persons", person), 422, code, "person")


def test_a_title_stands_on_one_line_and_never_reads_as_sealed(bad: Unharmed) -> None:
    sealed = "sha256:" + "0" * 64
    for field, with_text in TITLES.items():
        bad.refuses(
            bad.api.post("/decisions", with_text(f"{MARK}\nb")), 422, "control_character", field
        )
        bad.refuses(bad.api.post("/decisions", with_text(sealed)), 422, "reads_as_sealed", field)


def test_a_number_that_only_looks_like_a_personal_one_is_no_harm(api: Api) -> None:
    api.decide(noted("Diarienummer 811218-9875, tel. 0530-12 34 56, 2024-12-31 4786 invånare."))


def test_a_personal_number_in_a_reference_needs_a_reason_and_is_taken_with_one(
    bad: Unharmed,
) -> None:
    fact = cost(1_00, voucher=PERSONNUMMER, note=MARK)
    answer = bad.api.post("/costs", fact)
    problem = bad.refuses(answer, 422, "identity_number_needs_reason")
    assert PERSONNUMMER not in str(problem)
    assert "identityNumberBecause" in problem["en"]


# --- Methods, addresses, languages --------------------------------------------------------------


def test_a_method_that_an_address_does_not_take_is_refused(bad: Unharmed) -> None:
    body = json.dumps(decision(noted(MARK))).encode()
    json_ = {"content-type": "application/json"}
    for method, path in (
        ("PUT", "/decisions"),
        ("DELETE", "/decisions"),
        ("PATCH", f"/agreements/{AGREEMENT}"),
        ("DELETE", f"/agreements/{AGREEMENT}"),
        ("POST", "/shares"),
        ("POST", "/events"),
        ("GET", "/consents"),
        ("PUT", f"/costs/{uid('cost 1')}"),
    ):
        answer = bad.api.send(method, path, content=body, headers=json_)
        bad.refuses(answer, 405, "method_not_allowed", (method, path))
        assert answer.headers["allow"]


@pytest.mark.parametrize("path", ["/nothing", "/programs/x/y/z", "/%2e%2e/etc"])
def test_an_address_that_does_not_exist_is_not_found(bad: Unharmed, path: str) -> None:
    bad.refuses(bad.api.send("GET", path), 404, "no_such_page")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "sv"),
        ("sv", "sv"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("de, en;q=0.8, sv;q=0.5", "en"),
        ("sv-SE,sv;q=0.9,en;q=0.8", "sv"),
        ("en;q=0.3, sv;q=0.9", "sv"),
        ("sv;q=0, en", "en"),
        ("fi", "sv"),
        ("*", "sv"),
        (";;;q=x,,", "sv"),
    ],
)
def test_a_problem_is_told_in_the_language_asked_for_and_holds_both(
    api: Api, accepted: str, language: str
) -> None:
    headers = {"accept-language": accepted} if accepted else {}
    for answer in (
        api.post("/decisions", decision(allocate(10**10)), headers=headers),
        api.post("/decisions", b"{", headers=headers),
        api.get("/nowhere", headers=headers),
    ):
        problem = answer.body
        assert answer.headers["content-language"] == language
        assert problem["detail"] == problem[language]
        assert problem["sv"] != problem["en"]
    swedish = {"Avvisat enligt regel", "Kan inte tolkas", "Finns inte"}
    assert (problem["title"] in swedish) is (language == "sv")


def test_what_is_asked_for_twice_is_refused_for_what_is_wrong_first(bad: Unharmed) -> None:
    wrong = {**fund(1_00), "amount": {"amount": "1.555", "currency": "SEK"}, "x": MARK}
    problem = bad.decision(422, "money_has_too_many_decimals", wrong, noted("a\0"), y=MARK)
    assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [
        ("/resolutions/0/amount", "money_has_too_many_decimals"),
        ("/resolutions/0/x", "unknown_field"),
        ("/resolutions/1/wording", "control_character"),
        ("/y", "unknown_field"),
    ]
