"""Every refusal as RFC 9457 problem+json: the one table from errors to statuses.

A problem says what was asked, what is possible and which rule, in Swedish and English. It never
shows what is inside the server, and never echoes what was sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from pydantic.alias_generators import to_camel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from domain.errors import (
    Conflict,
    CorruptStream,
    DomainError,
    Malformed,
    NotFound,
    NotPermitted,
    Refused,
    Unavailable,
)
from domain.money import amount_text
from interfaces.http.reading import NotJson, TooLarge

_log = structlog.get_logger(__name__)

STATUS: Final[Mapping[type[DomainError], int]] = {
    NotFound: 404,
    NotPermitted: 403,
    Refused: 409,
    Conflict: 409,
    Malformed: 422,
    NotJson: 415,
    TooLarge: 413,
    Unavailable: 503,
}
"""The most derived class that matches decides."""

TITLES: Final[Mapping[int, tuple[str, str]]] = {
    400: ("Felaktig begäran", "Bad request"),
    403: ("Inte behörig", "Not permitted"),
    404: ("Finns inte", "Not found"),
    405: ("Metoden stöds inte", "Method not allowed"),
    409: ("Avvisat enligt regel", "Refused by a rule"),
    413: ("För stor begäran", "Request too large"),
    415: ("Formatet stöds inte", "Unsupported media type"),
    422: ("Kan inte tolkas", "Malformed request"),
    500: ("Internt fel", "Internal error"),
    503: ("Tillfälligt otillgängligt", "Unavailable for the moment"),
}

RETRY_AFTER_SECONDS: Final = "2"
_LANGUAGE: Final = re.compile(
    r"\s*(?P<tag>sv|en)(-[a-z0-9-]+)?\s*(;\s*q\s*=\s*(?P<q>[01](\.[0-9]{0,3})?))?\s*"
)


class ProblemResponse(JSONResponse):
    """A problem document."""

    media_type = "application/problem+json"


def status_of(error: DomainError) -> int:
    """Return the HTTP status of a domain error."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def problem(
    request: Request,
    status: int,
    code: str,
    sv: str,
    en: str,
    facts: Mapping[str, Any] | None = None,
) -> ProblemResponse:
    """Return a problem document in the language that was asked for (Swedish by default)."""
    english = prefers_english(request.headers.get("accept-language", ""))
    title = TITLES.get(status, TITLES[400])
    body = {
        **public_facts(facts or {}),
        "type": f"urn:samsyn:problem:{code}",
        "title": title[1] if english else title[0],
        "status": status,
        "detail": en if english else sv,
        "instance": request.url.path,
        "code": code,
        "sv": sv,
        "en": en,
    }
    headers = {"Content-Language": "en" if english else "sv"}
    if status == 503:  # noqa: PLR2004
        headers["Retry-After"] = RETRY_AFTER_SECONDS
    return ProblemResponse(body, status_code=status, headers=headers)


def prefers_english(accept_language: str) -> bool:
    """Tell whether an Accept-Language header wants English rather than Swedish.

    Source: RFC 9110, section 12.5.4; of two that are wanted as much, the first.
    """
    found = (_LANGUAGE.fullmatch(part) for part in accept_language.lower().split(","))
    asked = [(float(one["q"] or 1), one["tag"]) for one in found if one]
    return max(asked, key=itemgetter(0), default=(0, "sv"))[1] == "en"


def public_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts as the API writes them: camelCase names, money as kronor."""
    return dict(_public(name, value) for name, value in facts.items())


def _public(name: str, value: Any) -> tuple[str, Any]:
    if name.endswith("_ore"):
        return to_camel(name.removesuffix("_ore")), _money(value)
    if isinstance(value, Mapping):
        return to_camel(name), public_facts(value)
    if isinstance(value, list):
        return to_camel(name), [
            public_facts(one) if isinstance(one, Mapping) else one for one in value
        ]
    return to_camel(name), value


def _money(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _money(inner) for name, inner in value.items()}
    return {"amount": amount_text(value), "currency": "SEK"}


# --- Validation errors --------------------------------------------------------------------------

_PLAIN: Final[Mapping[str, tuple[str, str, str]]] = {
    "missing": ("field_is_missing", "Fältet saknas.", "The field is missing."),
    "extra_forbidden": ("unknown_field", "Fältet finns inte.", "There is no such field."),
    "union_tag_invalid": ("unknown_kind", "Okänd sort (kind).", "Unknown kind."),
    "union_tag_not_found": ("kind_is_missing", "Ange sort (kind).", "State the kind."),
    "literal_error": (
        "not_a_possible_value",
        "Värdet är inte ett av de möjliga.",
        "Not one of the possible values.",
    ),
    "string_too_long": ("text_is_too_long", "Texten är för lång.", "The text is too long."),
    "string_too_short": ("text_is_empty", "Texten är tom.", "The text is empty."),
    "string_pattern_mismatch": (
        "text_has_wrong_form",
        "Texten har fel form.",
        "The text has the wrong form.",
    ),
    "string_type": ("not_a_text", "Ska vara text.", "Must be text."),
    "too_short": ("list_is_too_short", "Listan är för kort.", "The list is too short."),
    "too_long": ("list_is_too_long", "Listan är för lång.", "The list is too long."),
    "json_invalid": (
        "malformed_json",
        "Begäran är inte giltig JSON, eller för djupt nästlad.",
        "The request is not valid JSON, or nested too deeply.",
    ),
    **dict.fromkeys(
        ("uuid_parsing", "uuid_type"),
        ("not_an_id", "Ett id skrivs som UUID.", "An id is written as a UUID."),
    ),
    **dict.fromkeys(
        ("date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact", "date_type"),
        ("not_a_day", "En dag skrivs ÅÅÅÅ-MM-DD.", "A day is written YYYY-MM-DD."),
    ),
    **dict.fromkeys(
        ("int_type", "int_parsing", "int_parsing_size", "int_from_float"),
        ("not_a_whole_number", "Ska vara ett heltal.", "Must be a whole number."),
    ),
    **dict.fromkeys(
        ("greater_than", "greater_than_equal", "less_than", "less_than_equal"),
        ("out_of_range", "Talet är för stort eller för litet.", "Too large or too small."),
    ),
    **dict.fromkeys(
        ("model_type", "model_attributes_type", "dict_type", "tuple_type"),
        ("wrong_shape", "Ska vara ett objekt eller en lista.", "Must be an object or a list."),
    ),
    **dict.fromkeys(
        ("bool_type", "bool_parsing"),
        ("not_true_or_false", "Ska vara true eller false.", "Must be true or false."),
    ),
}
"""Our stable code for each of pydantic's, and what it means."""
_OTHERWISE: Final = ("malformed_request", "Värdet kan inte tolkas.", "The value cannot be read.")
_LIMITS: Final = ("max_length", "min_length", "ge", "gt", "le", "lt", "expected", "expected_tags")
_MOST_ERRORS: Final = 50
_LONGEST_STEP: Final = 60


def validation_problem(request: Request, errors: list[Any]) -> ProblemResponse:
    """Return pydantic's errors as one problem; the first with a meaning of ours names it."""
    whole = _without_echoes(errors)
    told = [_told(error) for error in whole[:_MOST_ERRORS]]
    ours = [one for one, error in zip(told, whole, strict=False) if error["type"] not in _PLAIN]
    first = next((one for one in ours if one["code"] != _OTHERWISE[0]), told[0])
    facts = {"errors": told, "error_count": len(whole), **first.get("facts", {})}
    return problem(request, 422, first["code"], first["sv"], first["en"], facts)


def _without_echoes(errors: list[Any]) -> list[Any]:
    """Leave out that a list is too short when what it lacks are the items that are wrong."""
    within = {tuple(error["loc"][:depth]) for error in errors for depth in range(len(error["loc"]))}
    return [
        error
        for error in errors
        if not (error["type"] == "too_short" and tuple(error["loc"]) in within)
    ] or errors


def _told(error: Mapping[str, Any]) -> dict[str, Any]:
    context = error.get("ctx") or {}
    pointer = _pointer(error["loc"])
    if "sv" in context:
        facts = {name: value for name, value in context.items() if name != "sv"}
        return {
            "pointer": pointer,
            "code": error["type"],
            "sv": context["sv"],
            "en": error["msg"],
            **({"facts": facts} if facts else {}),
        }
    code, sv, en = _PLAIN.get(error["type"], _OTHERWISE)
    limits = {to_camel(name): str(context[name]) for name in _LIMITS if name in context}
    return {"pointer": pointer, "code": code, "sv": sv, "en": en, **limits}


def _pointer(steps: Sequence[str | int]) -> str:
    """Return a JSON pointer into the request; the names in it are cut, since they were sent.

    Pydantic tells the kind of a resolution as a step of its own, and a key as ``[key]``.

    Source: RFC 6901, section 3.
    """
    match steps:
        case ["resolutions", int(number), str(), *rest]:
            steps = ("resolutions", number, *rest)
        case _:
            pass
    shown = (str(step)[:_LONGEST_STEP] for step in steps if step != "[key]")
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in shown)


# --- Handlers -----------------------------------------------------------------------------------


def install(app: FastAPI) -> None:
    """Answer every error of an application with a problem document."""
    app.add_exception_handler(DomainError, _domain_error)
    app.add_exception_handler(ValidationError, _validation_error)
    app.add_exception_handler(RequestValidationError, _parameter_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(CorruptStream, _unexpected)
    app.add_exception_handler(Exception, _unexpected)


def _domain_error(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, DomainError)  # noqa: S101 - as registered
    _log.info("refused", code=error.code, status=status_of(error))
    return problem(request, status_of(error), error.code, error.sv, error.en, error.facts)


def _validation_error(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, ValidationError)  # noqa: S101 - as registered
    return validation_problem(request, error.errors(include_input=False, include_url=False))


def _parameter_error(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as registered
    return validation_problem(request, list(error.errors()))


def _http_error(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - as registered
    codes = {404: "no_such_page", 405: "method_not_allowed"}
    sv, en = TITLES.get(error.status_code, TITLES[400])
    code = codes.get(error.status_code, "bad_request")
    answer = problem(request, error.status_code, code, f"{sv}.", f"{en}.")
    answer.headers.update(error.headers or {})
    return answer


def _unexpected(request: Request, error: Exception) -> ProblemResponse:
    _log.error("unexpected", exc_info=error)
    return problem(
        request,
        500,
        "internal_error",
        "Något gick fel hos oss. Inget har antecknats. Felet är loggat.",
        "Something went wrong on our side. Nothing was recorded. The error is logged.",
    )
