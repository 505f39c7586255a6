"""The web application: the public API under /samsyn/v1, and what operations need beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from anyio.to_thread import current_default_thread_limiter
from fastapi import Depends, FastAPI, Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Query
from fastapi.routing import APIRoute
from starlette.responses import JSONResponse, RedirectResponse

from domain.errors import Malformed, Unavailable
from interfaces.http import (
    agreements,
    decisions,
    entries,
    explanations,
    follow_ups,
    money,
    money_facts,
    portfolios,
    projects,
    registrations,
    rehearsals,
)
from interfaces.http.answering import API, Asked, Service, Serving, reading
from interfaces.http.ending import Ending
from interfaces.http.openapi import describe
from interfaces.http.problems import install
from interfaces.http.tracing import Tracing
from interfaces.version import RELEASED, VERSION

DESCRIPTION: Final = """
**Samsyn** is how a group of municipalities govern a shared portfolio: every decision of a board
or steering group is the command that changes the system, recorded once, and from that one log
come state, budgets, each municipality's share and the history of them all.

- A body acts through `POST /decisions`; `?rehearse=true` tries a decision first, and
  `POST /rehearsals` a list of them in order.
- Facts (statistics, consents, costs …) have their own collections.
- Every read takes `validAt` (a day) and `knownAt` (a time, or `position:1234`); the same pair
  always gives the same answer, and `meta` quotes it.
- Money is `{"amount": "400000.00", "currency": "SEK"}`: a decimal string, never a float. Only the
  `data` of an event is as it is stored: whole öre.
- Known limits: one local operator without login; see `x-limitations`.

**Samsyn** är hur en grupp kommuner styr en gemensam portfölj: varje beslut av en styrgrupp är det
kommando som ändrar systemet. Det antecknas en gång, och ur den loggen kommer läget, budgetarna,
varje kommuns andel och historien.

- Ett organ beslutar genom `POST /decisions`; `?rehearse=true` prövar beslutet först, och
  `POST /rehearsals` en rad beslut i ordning.
- Fakta (statistik, samtycken, kostnader …) har egna samlingar.
- Varje läsning tar `validAt` (en dag) och `knownAt` (en tid, eller `position:1234`); samma par ger
  alltid samma svar, och `meta` anger det.
- Pengar är `{"amount": "400000.00", "currency": "SEK"}`: ett decimaltal som text, aldrig ett
  flyttal. Bara `data` i en händelse är som den lagras: hela ören.
- Begränsningar: en lokal operatör utan inloggning; se `x-limitations`.
"""


def _operation_id(route: APIRoute) -> str:
    """Return a name that reads well in a generated client: ``postDecision``."""
    first, *rest = route.name.split("_")
    return first + "".join(word.capitalize() for word in rest)


async def known_parameters(request: Request) -> None:
    """Refuse a query parameter that the operation does not have: a typo must not be ignored.

    Raises:
        Malformed: ``unknown_parameter`` with those that there are.
    """
    known = _parameters(request.scope["route"])
    if not known.issuperset(request.query_params):
        raise Malformed(
            "unknown_parameter",
            f"Okänd parameter. Möjliga: {', '.join(sorted(known)) or 'inga'}.",
            f"Unknown parameter. Possible: {', '.join(sorted(known)) or 'none'}.",
            possible=sorted(known),
        )


_KNOWN: Final[dict[str, frozenset[str]]] = {}
"""The query parameters of each operation, by its id."""


def _parameters(route: APIRoute) -> frozenset[str]:
    """Return the query parameters of an operation, found once: it is asked with every request."""
    known = _KNOWN.get(route.unique_id)
    if known is None:
        known = _KNOWN[route.unique_id] = frozenset(
            field.alias
            for field in get_flat_params(route.dependant)
            if isinstance(field.field_info, Query)
        )
    return known


def create_api(service: Service) -> FastAPI:
    """Return the public API, which stands by itself under its own path."""
    api = FastAPI(
        title="Samsyn",
        version=VERSION,
        description=DESCRIPTION,
        terms_of_service="https://samsyn.example/villkor",
        contact={
            "name": "Samsyn",
            "url": "https://samsyn.example",
            "email": "samsyn@samsyn.example",
        },
        license_info={
            "name": "EUPL-1.2",
            "url": "https://interoperable-europe.ec.europa.eu/collection/eupl",
        },
        servers=[{"url": f"https://samsyn.example{API}"}],
        root_path_in_servers=False,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_operation_id,
        dependencies=[Depends(known_parameters)],
    )
    api.state.service = service
    for resource in (
        decisions,
        rehearsals,
        follow_ups,
        registrations,
        agreements,
        portfolios,
        projects,
        money,
        money_facts,
        explanations,
        entries,
    ):
        api.include_router(resource.router)
    api.get("/api-info", tags=["About · Om"], summary="About the API · Om API:et")(api_info)
    install(api)
    api.openapi = lambda: describe(api)  # type: ignore[method-assign]
    return api


def api_info() -> dict[str, str]:
    """Return the API's name, version and status. API:ets namn, version och status."""
    return {
        "apiName": "samsyn",
        "apiVersion": VERSION,
        "apiReleased": RELEASED.isoformat(),
        "apiDocumentation": f"{API}/openapi.json",
        "apiStatus": "beta",
    }


def create_app(service: Service, threads: int) -> Any:
    """Return the whole application: the API, health, and the trace of every request.

    At most `threads` requests are answered at once; the others wait.
    """

    @asynccontextmanager
    async def bounded(_app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = threads
        yield

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=bounded)
    app.state.service = service
    app.mount(API, create_api(service))
    app.get("/health")(health)
    app.get("/health/live")(live)
    app.get("/")(lambda: RedirectResponse(f"{API}/api-info"))
    install(app)
    return Tracing(Ending(app))


def live() -> dict[str, str]:
    """Tell that this process answers, whatever its database does."""
    return {"status": "ok"}


def health(serving: Serving) -> JSONResponse:
    """Tell whether requests can be answered: the log can be read, of this program's revision.

    The one to ask before sending requests here. A 503 is the database's doing, and no reason
    to start this process again.
    """
    try:
        serving.ready()
        with reading(serving, Asked(None, None)) as now:
            return JSONResponse({"status": "ok", "position": now.head})
    except Unavailable as error:
        return JSONResponse({"status": "unavailable", "code": error.code}, status_code=503)
