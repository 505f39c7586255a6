"""The API's own description: whole, in both languages, and of use to who reads only it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from application.rehearsals import Rehearsal
from domain.agreement import (
    CorrectStatistic,
    EstablishAgreement,
    RegisterConsent,
    RegisterStatistic,
)
from domain.authority import AUTHORITY
from domain.budget import (
    RegisterCommitment,
    RegisterCommitmentEnd,
    RegisterCost,
    RegisterCredit,
    RegisterIncome,
)
from domain.decision import Decision, RegisterAnnulment, RegisterFollowUp
from domain.model import Frozen
from domain.person import RegisterPerson
from domain.review import RegisterReview
from interfaces.http.answering import Service
from interfaces.http.app import create_api, create_app
from interfaces.http.examples import REQUESTS, RESOLUTIONS
from interfaces.http.examples.answers import ANSWERS
from interfaces.http.reading import parse
from interfaces.main import threads_of_each
from tests.interfaces.example_answers import answers, comparable
from tests.interfaces.world import Clock, Relay

FACTS: dict[str, type[Frozen]] = {
    "EstablishAgreement": EstablishAgreement,
    "CorrectStatistic": CorrectStatistic,
    "RegisterAnnulment": RegisterAnnulment,
    "RegisterConsent": RegisterConsent,
    "RegisterCommitment": RegisterCommitment,
    "RegisterCommitmentEnd": RegisterCommitmentEnd,
    "RegisterCost": RegisterCost,
    "RegisterCredit": RegisterCredit,
    "RegisterIncome": RegisterIncome,
    "RegisterFollowUp": RegisterFollowUp,
    "RegisterPerson": RegisterPerson,
    "RegisterReview": RegisterReview,
    "RegisterStatistic": RegisterStatistic,
}
OPERATION_IDS = {
    "postDecision",
    "listDecisions",
    "readDecision",
    "postAgreement",
    "postPerson",
    "postStatistic",
    "postStatisticCorrection",
    "postAnnulment",
    "listPendingDecisions",
    "listDecisionRules",
    "listResourceRates",
    "listMemberFrames",
    "postConsent",
    "postCost",
    "readCost",
    "postCredit",
    "postCommitment",
    "readCommitment",
    "postCommitmentEnd",
    "postIncome",
    "readIncome",
    "listDeviations",
    "postReview",
    "listReviews",
    "readReview",
    "postRehearsal",
    "postFollowUp",
    "listFollowUps",
    "readFollowUp",
    "listFollowUpAges",
    "listPersons",
    "readPerson",
    "listAgreements",
    "listAuthorities",
    "readAgreement",
    "listMembers",
    "listBodies",
    "listConstellations",
    "listCostKeys",
    "listStatistics",
    "listPortfolios",
    "readPortfolio",
    "listFiscalYears",
    "listPrograms",
    "readProgram",
    "listProjects",
    "readProject",
    "listRoles",
    "readBudget",
    "readBudgetExplanation",
    "readSharesExplanation",
    "readDecisionExplanation",
    "readCeilingExplanation",
    "listBudgets",
    "readShares",
    "listSegments",
    "listPostings",
    "listEvents",
    "apiInfo",
}
"""Names in generated clients: a change here breaks them."""
RECORDS_NOTHING = {("post", "/decisions"): {"200", "201"}, ("post", "/rehearsals"): {"200"}}
"""The operations that may record nothing, with how they answer."""


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    clock = Clock()
    api = create_api(Service(log=Relay(), clock=clock, operator="local"))
    made: dict[str, Any] = json.loads(json.dumps(api.openapi()))
    return made


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def inside(value: Any) -> Iterator[Any]:
    """Yield every value in a JSON document."""
    yield value
    children = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict | list):
        for child in children:
            yield from inside(child)


def test_the_document_is_served_as_it_is_made(document: dict[str, Any]) -> None:
    with TestClient(
        create_app(Service(log=Relay(), clock=Clock(), operator="local"), threads_of_each(1))
    ) as http:
        assert http.get("/samsyn/v1/openapi.json").json() == document
    assert document["openapi"].startswith("3.")
    info = document["info"]
    assert (info["title"], info["license"]["name"]) == ("Samsyn", "EUPL-1.2")
    assert "Known limits" in info["description"]
    assert "Begränsningar" in info["description"]


def test_every_operation_reads_well_in_both_languages(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        where = f"{method} {path}"
        english, _, swedish = operation["summary"].partition(" · ")
        assert english, where
        assert swedish, where
        assert english != swedish, where
        description = operation["description"]
        assert len(description) > 40, where
        assert description.rstrip().endswith("."), where
        sentences = re.split(r"(?<=[.)])\s+", description.strip())
        assert len(sentences) > 1, f"{where}: in English and then in Swedish"
        assert operation["tags"], where
        assert all(" · " in tag for tag in operation["tags"]), where


def test_operation_ids_are_the_names_of_a_client(document: dict[str, Any]) -> None:
    found = [operation["operationId"] for _, _, operation in operations(document)]
    assert sorted(found) == sorted(OPERATION_IDS)
    for name in found:
        assert re.fullmatch("(list|read|post|api)[A-Z][A-Za-z]+", name)


def test_every_operation_documents_its_problems(document: dict[str, Any]) -> None:
    problem = {"$ref": "#/components/schemas/Problem"}
    for path, method, operation in operations(document):
        wanted = {"422", "500", "503"}
        wanted |= {"403", "404", "409", "413", "415"} if method == "post" else {"404"}
        responses = operation["responses"]
        assert wanted <= set(responses), (method, path)
        for status in wanted:
            assert responses[status]["content"]["application/problem+json"]["schema"] == problem
            assert len(responses[status]["description"]) > 20
        success = {status for status in responses if status.startswith("2")}
        assert success == RECORDS_NOTHING.get(
            (method, path), {"201"} if method == "post" else {"200"}
        )


def test_the_problem_is_described_as_it_is_sent(document: dict[str, Any]) -> None:
    schema = document["components"]["schemas"]["Problem"]
    assert set(schema["required"]) == {
        "type",
        "title",
        "status",
        "detail",
        "instance",
        "code",
        "sv",
        "en",
    }
    assert set(schema["required"]) <= set(schema["example"])


def test_every_reference_leads_somewhere_and_nothing_is_described_twice(
    document: dict[str, Any],
) -> None:
    for value in inside(document):
        if isinstance(value, dict) and isinstance(value.get("$ref"), str):
            found: Any = document
            for step in value["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            assert isinstance(found, dict)
    names = document["components"]["schemas"]
    assert not [name for name in names if re.search("-(Input|Output)$|__", name)]
    assert not {"HTTPValidationError", "ValidationError"} & set(names)


def test_no_place_on_the_machine_that_made_it_is_told(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    assert document["servers"] == [{"url": "https://samsyn.example/samsyn/v1"}]
    assert not re.search(r"localhost|127\.0\.0\.1|file:|/tmp/|/home/|\.py\b", text)


def test_names_of_fields_are_camel_case_without_exception(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        for field in schema.get("properties", {}):
            assert re.fullmatch("[a-z][A-Za-z]*[0-9]*", field), f"{name}.{field}"
    for path, method, operation in operations(document):
        for parameter in operation.get("parameters", []):
            if parameter["in"] in ("query", "path"):
                assert re.fullmatch("[a-z][A-Za-z]*", parameter["name"]), (method, path)


def test_every_parameter_says_what_it_means_in_both_languages(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        for parameter in operation.get("parameters", []):
            where = f"{method} {path} {parameter['name']}"
            described = parameter.get("description", "")
            assert described.endswith("."), where
            assert len(re.findall(r"[.;:] [A-ZÅÄÖ]", described)) > 0, f"{where}: and in Swedish"


def test_every_governed_read_takes_the_pair_of_times(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        names = {one["name"] for one in operation.get("parameters", [])}
        if method == "get" and path != "/api-info":
            assert {"validAt", "knownAt"} <= names, path
        if method == "post":
            assert "Idempotency-Key" in names, path


def test_the_body_of_every_post_is_described_with_examples(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        if method == "post":
            content = operation["requestBody"]["content"]["application/json"]
            name = content["schema"]["$ref"].rpartition("/")[2]
            assert name in {*FACTS, "Decision", "Rehearsal"}, path
            assert content["examples"], path
            assert operation["requestBody"]["required"] is True


def test_every_kind_of_resolution_has_an_example_that_is_a_decision(
    document: dict[str, Any],
) -> None:
    assert RESOLUTIONS.keys() == AUTHORITY.keys()
    content = document["paths"]["/decisions"]["post"]["requestBody"]["content"]
    examples = content["application/json"]["examples"]
    assert examples.keys() == AUTHORITY.keys()
    for kind, example in examples.items():
        parsed = parse(Decision, json.dumps(example["value"]).encode())
        assert [one.kind for one in parsed.resolutions] == [kind]


def test_every_example_of_a_fact_is_one() -> None:
    assert REQUESTS.keys() == {*FACTS, "Decision", "Rehearsal"}
    for name, examples in REQUESTS.items():
        if name in FACTS:
            for example in examples.values():
                parsed = parse(FACTS[name], json.dumps(example).encode())
                assert isinstance(parsed, FACTS[name])


def test_the_example_of_a_rehearsal_is_one() -> None:
    for example in REQUESTS["Rehearsal"].values():
        parsed = parse(Rehearsal, json.dumps(example).encode())
        assert len(parsed.decisions) > 1


def test_every_kind_of_resolution_is_described_field_by_field(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    union = schemas["Decision"]["properties"]["resolutions"]["items"]
    assert union["discriminator"]["mapping"].keys() == AUTHORITY.keys()
    for kind, ref in union["discriminator"]["mapping"].items():
        schema = schemas[ref.rpartition("/")[2]]
        assert schema["properties"]["kind"]["const"] == kind
        assert schema["additionalProperties"] is False
        assert "effectiveFrom" not in schema["required"]
        assert schema["description"], kind


def test_money_in_the_description_is_an_amount_as_text(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for name in ("FundProgram", "ProjectBudget", "MemberTotal"):
        fields = schemas[name]["properties"]
        amount = fields.get("amount") or fields.get("allocated") or fields["budget"]
        assert amount["properties"]["amount"]["type"] == "string"
        assert amount["properties"]["currency"] == {"type": "string", "enum": ["SEK"]}


def test_what_answers_are_described_as_is_what_is_answered(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        if path == "/api-info":
            continue
        for status in {"200", "201"} & set(operation["responses"]):
            content = operation["responses"][status]["content"]["application/json"]
            name = content["schema"]["$ref"].rpartition("/")[2]
            answer = document["components"]["schemas"][name]
            assert set(answer["required"]) == {"data", "meta"}, (method, path)
            assert content["example"].keys() >= {"data", "meta"}


def test_every_answer_has_an_example_that_is_what_the_server_answers(
    document: dict[str, Any], sqlite_dalsland: Path, tmp_path: Path
) -> None:
    found = answers(sqlite_dalsland, document, tmp_path)
    assert found.keys() == OPERATION_IDS
    assert ANSWERS.keys() == OPERATION_IDS, "python -m tests.interfaces.example_answers"
    for name, answered in found.items():
        assert "code" not in answered, f"{name} refuses: {answered}"
        # When the case or a view has changed: python -m tests.interfaces.example_answers
        assert comparable(answered) == comparable(ANSWERS[name]), name


def test_what_is_shown_of_a_list_is_not_empty() -> None:
    for name, answered in ANSWERS.items():
        if name != "apiInfo":
            assert answered["data"], name
