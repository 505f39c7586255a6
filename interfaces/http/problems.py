"""Every refusal as RFC 9457 problem+json: the one table from errors to statuses.

A problem says what was asked, what is possible and which rule, in Swedish and English. It never
shows what is inside the server, and never echoes what was sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
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
from interfaces.http.validation import told

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
_OWN: Final = frozenset(
    ("about", "type", "title", "status", "detail", "instance", "code", "sv", "en")
)
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
    told_facts = public_facts(facts or {})
    # A fact that is called as a member of the problem itself (a project's status, its title).
    about = {name: told_facts.pop(name) for name in sorted(_OWN & told_facts.keys())}
    body = {
        **told_facts,
        **({"about": about} if about else {}),
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
    if isinstance(error, Unavailable):  # somebody has to see to it, and needs what lies behind
        _log.error("unavailable", code=error.code, status=503, exc_info=error.__cause__)
    else:
        _log.info("refused", code=error.code, status=status_of(error))
    return problem(request, status_of(error), error.code, error.sv, error.en, error.facts)


def _validation_error(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, ValidationError)  # noqa: S101 - as registered
    return problem(request, 422, *told(error.errors(include_input=False, include_url=False)))


def _parameter_error(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as registered
    return problem(request, 422, *told(error.errors()))


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
