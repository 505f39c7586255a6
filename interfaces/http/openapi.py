"""The API's own description: requests as the domain's models, problems, examples, two languages.

Source: the national REST API profile (docs/rest-api-profil.md says what is followed so far).
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from interfaces.http.examples import REQUESTS
from interfaces.http.examples.answers import ANSWERS
from interfaces.http.parameters import MEANING

_REQUESTED: dict[str, type[BaseModel]] = {}

PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "RFC 9457. What was refused, and the facts to act on. "
    "Vad som avvisades, och uppgifter att handla efter.",
    "required": ["type", "title", "status", "detail", "instance", "code", "sv", "en"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "sv": {"type": "string"},
        "en": {"type": "string"},
    },
    "additionalProperties": True,
    "example": {
        "type": "urn:samsyn:problem:allocation_above_funding",
        "title": "Avvisat enligt regel",
        "status": 409,
        "detail": "Programmets reserv är 100 000,00 kr den 2026-01-01; 400 000,00 kr kan inte "
        "anslås.",
        "instance": "/samsyn/v1/decisions",
        "code": "allocation_above_funding",
        "sv": "Programmets reserv är 100 000,00 kr den 2026-01-01; 400 000,00 kr kan inte anslås.",
        "en": "The program's reserve is SEK 100,000.00 on 2026-01-01; SEK 400,000.00 cannot be "
        "allocated.",
        "asked": {"amount": "400000.00", "currency": "SEK"},
        "available": {"amount": "100000.00", "currency": "SEK"},
        "day": "2026-01-01",
    },
}

_EVERY: Final = {
    422: "Malformed: what was wrong and where. Kan inte tolkas: vad och var.",
    500: "An error of ours; nothing was recorded. Ett fel hos oss; inget antecknades.",
    503: "The store cannot answer for the moment. Lagret kan inte svara just nu.",
}
_READING: Final = {404: "There is no such thing at that pair of times. Finns inte då."}
_WRITING: Final = {
    403: "The body may not decide this; who may. Organet får inte besluta detta; vem som får.",
    404: "Something named does not exist. Något som nämns finns inte.",
    409: "A rule says no, and why. En regel säger nej, och varför.",
    413: "The request is too large. Begäran är för stor.",
    415: "The request is not JSON. Begäran är inte JSON.",
}


def takes(model: type[BaseModel]) -> dict[str, Any]:
    """Return the description of an operation whose body is read by hand as `model`."""
    _REQUESTED[model.__name__] = model
    examples = {
        name: {"summary": name, "value": value}
        for name, value in REQUESTS.get(model.__name__, {}).items()
    }
    content: dict[str, Any] = {
        "schema": {"$ref": f"#/components/schemas/{model.__name__}"},
        "examples": examples,
    }
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of the application, made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            tags=app.openapi_tags,
            servers=app.servers,
            license_info=app.license_info,
            terms_of_service=app.terms_of_service,
            external_docs=app.openapi_external_docs,
        )
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        _add_requests(schemas)
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        schemas["Problem"] = PROBLEM
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                _complete(path, method, operation)
        # Not through FastAPI, which wants a package more to look at the address of the contact.
        document["info"]["contact"] = app.contact
        document["info"]["x-limitations"] = _LIMITATIONS
        document["security"] = []
        app.openapi_schema = _named_for_clients(document)
    return app.openapi_schema


_LIMITATIONS: Final = (
    "One local operator without login, bound to loopback; bodies up to 512 KiB; at most 500 on "
    "a page. En lokal operatör utan inloggning; högst 512 KiB per begäran och 500 per sida."
)


def _named_for_clients(document: dict[str, Any]) -> dict[str, Any]:
    """Call answers what a generated client can: ``AgreementListAnswer``, not by brackets."""

    def named(found: re.Match[str]) -> str:
        return f"{found['data']}{'List' if found['many'] else ''}Answer"

    renamed: dict[str, Any] = json.loads(_ANSWER.sub(named, json.dumps(document)))
    return renamed


_ANSWER: Final = re.compile(
    r"Answer[_[](?P<many>tuple[_[])?(?P<data>[A-Za-z]+?)(View)?(, \.\.\.)?[\]_]+"
)


def _add_requests(schemas: dict[str, Any]) -> None:
    """Add the schemas of the bodies that are read by hand."""
    for name, model in _REQUESTED.items():
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(schema.pop("$defs", {}))
        schemas[name] = schema


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    """Give an operation its problems, the meaning of its parameters and an answer as example."""
    responses = operation["responses"]
    responses.pop("422", None)
    problems = {**_EVERY, **(_WRITING if method == "post" else _READING)}
    for status, description in sorted(problems.items()):
        responses[str(status)] = {
            "description": description,
            "content": {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            },
        }
    for parameter in operation.get("parameters", []):
        if parameter["name"] in MEANING:
            parameter.setdefault("description", MEANING[parameter["name"]])
    for status, response in responses.items():
        content = response.get("content", {}).get("application/json")
        answered = ANSWERS.get(operation["operationId"])
        if content is not None and status.startswith("2") and answered is not None:
            content["example"] = answered
    if path == "/decisions" and method == "post":
        responses["200"] = {**responses["201"], "description": "The rehearsal. Prövningen."}
