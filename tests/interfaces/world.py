"""A client of the API, and a world built through it: six members, a key in force, money.

The world is built once for each kind of database and then copied (see `conftest`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import select
from starlette.testclient import TestClient

from application.log import Log, Snapshot, Transaction
from domain.money import amount_text, parse_amount
from infrastructure.database import Database
from infrastructure.tables import metadata
from interfaces.http.answering import API, Service
from interfaces.http.app import create_app
from interfaces.main import open_log, threads_of_each
from tests.cases import population
from tests.make import CODES, FIVE_CODES, FOUR_CODES, NAMES, uid

JsonObject = dict[str, Any]

START = datetime(2026, 12, 31, 9, 0, tzinfo=UTC)
"""When the first entry of a test is recorded; so a read without validAt sees all of 2026."""


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def advance(self, minutes: int = 1) -> None:
        self.now += timedelta(minutes=minutes)


@dataclass(frozen=True)
class Answered:
    """An answer of the API."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.content)

    @property
    def data(self) -> Any:
        """What was asked for; the answer must be a success."""
        assert self.status in (200, 201), self.content.decode()
        return self.body["data"]

    @property
    def meta(self) -> JsonObject:
        found: JsonObject = self.body["meta"]
        return found


@dataclass
class Api:
    """The API of one log, as a client sees it."""

    http: TestClient
    clock: Clock
    database: Database

    def send(self, method: str, path: str, **options: Any) -> Answered:
        address = path if path.startswith(API) else API + path
        answer = self.http.request(method, address, follow_redirects=False, **options)
        return Answered(answer.status_code, answer.headers, answer.content)

    def get(self, path: str, headers: Mapping[str, str] | None = None, **query: Any) -> Answered:
        return self.send("GET", path, headers=headers or {}, params=query)

    def read(self, path: str, **query: Any) -> Any:
        """Return what a read finds."""
        return self.get(path, **query).data

    def post(
        self, path: str, body: object, headers: Mapping[str, str] | None = None, **query: Any
    ) -> Answered:
        """Post JSON, or bytes as they are."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        every = {"content-type": "application/json", **(headers or {})}
        return self.send("POST", path, content=content, headers=every, params=query)

    def stored(self) -> dict[str, list[Any]]:
        """Return every row of every table."""
        with self.database.read() as connection:
            return {
                table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
                for table in metadata.sorted_tables
            }

    @property
    def position(self) -> int:
        """The head of the log."""
        found: int = self.get("/events", limit=1).meta["position"]
        return found

    # Writing, that must succeed

    def decide(self, *resolutions: JsonObject, **envelope: Any) -> Any:
        """Take a decision, of the board unless it says otherwise; it must be recorded."""
        answer = self.post("/decisions", decision(*resolutions, **envelope))
        assert answer.status == 201, answer.content.decode()
        return answer.data

    def agree(self, *resolutions: JsonObject, **envelope: Any) -> Any:
        """Take a decision that needs each member, and let every one consent; return it in force."""
        taken = self.decide(*resolutions, **envelope)
        assert taken["standing"] == "pending", taken
        return self.let_consent(taken["decisionId"])

    def let_consent(self, decision_id: object) -> Any:
        """Register the consent of every member that a decision waits for; return it then."""
        for code in self.waiting_for(decision_id):
            self.register("/consents", consent(code, UUID(str(decision_id))))
        return self.read(f"/decisions/{decision_id}")

    def waiting_for(self, decision_id: object) -> list[str]:
        """Return the members whose consent a decision waits for."""
        held = self.read(f"/agreements/{AGREEMENT}/pending-decisions", limit=500)
        [found] = [one for one in held if one["decisionId"] == str(decision_id)]
        waiting: list[str] = found["waitingFor"]
        return waiting

    def rehearse(self, *resolutions: JsonObject, **envelope: Any) -> Any:
        """Try a decision."""
        answer = self.post("/decisions", decision(*resolutions, **envelope), rehearse="true")
        assert answer.status == 200, answer.content.decode()
        return answer.data

    def register(self, path: str, fact: JsonObject) -> Any:
        """Register a fact; it must be recorded."""
        answer = self.post(path, fact)
        assert answer.status == 201, answer.content.decode()
        return answer.data

    def cost(self, amount: int, **changes: Any) -> Any:
        """Register a cost of a project of the world (öre)."""
        return self.register("/costs", cost(amount, **changes))

    # Writing, that must be refused

    def refused(
        self, answer: Answered, status: int, code: str, before: int | None = None
    ) -> JsonObject:
        """Expect a problem, said in both languages; with `before`, that the log is still there."""
        assert (answer.status, answer.body.get("code")) == (status, code), answer.content.decode()
        problem: JsonObject = answer.body
        assert answer.headers["content-type"] == "application/problem+json"
        assert problem["type"] == f"urn:samsyn:problem:{code}"
        assert problem["status"] == status
        assert problem["instance"].startswith("/")
        assert problem["sv"]
        assert problem["en"]
        assert problem["sv"] != problem["en"]
        assert problem["detail"] in (problem["sv"], problem["en"])
        if before is not None:
            assert self.position == before
        return problem

    def refuses(
        self, status: int, code: str, *resolutions: JsonObject, **envelope: Any
    ) -> JsonObject:
        """Expect that a decision is refused, and that nothing is recorded."""
        before = self.position
        answer = self.post("/decisions", decision(*resolutions, **envelope))
        return self.refused(answer, status, code, before)

    # Money

    def shares(self, **query: Any) -> dict[tuple[int, str, str, str], int]:
        """Return öre by year, kind of money, measure and member; nothing where it is 0."""
        totals = self.read("/shares", **query)["totals"]
        return {
            (one["fiscalYear"], one["moneyKind"], measure, one["member"]): amount
            for one in totals
            for measure in ("budget", "cost")
            if (amount := ore(one[measure]))
        }

    def project_shares(self, project_id: UUID, measure: str, **query: Any) -> dict[str, int]:
        """Return each member's share (öre) of a project's budget or cost."""
        found = self.read("/shares", projectId=project_id, **query)["balances"]
        shares: dict[str, int] = {}
        for one in found:
            if one["measure"] == measure:
                for share in one["shares"]:
                    member = share["member"]
                    shares[member] = shares.get(member, 0) + ore(share["amount"])
        return shares


@dataclass
class Relay:
    """A log and a clock that stand for those of the test that runs."""

    log: Log | None = None
    clock: Clock = field(default_factory=Clock)

    def transaction(self, *, rehearse: bool = False) -> AbstractContextManager[Transaction]:
        assert self.log is not None
        return self.log.transaction(rehearse=rehearse)

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        assert self.log is not None
        return self.log.snapshot()

    def now(self) -> datetime:
        return self.clock()


@cache
def _application() -> tuple[Any, Relay]:
    """Return the application, built once: its routes take a while at their first request."""
    relay = Relay()
    return create_app(
        Service(log=relay, clock=relay.now, operator="local"), threads_of_each(1)
    ), relay


@contextmanager
def serving(
    database: Database, clock: Clock | None = None, rehearse_timeout: float = 3.0
) -> Iterator[Api]:
    """Serve the API of a migrated database; one at a time."""
    clock = clock or Clock()
    application, relay = _application()
    relay.log, relay.clock = open_log(database, clock, rehearse_timeout), clock
    with TestClient(application, raise_server_exceptions=False) as http:
        yield Api(http, clock, database)


# --- What is sent -------------------------------------------------------------------------------

AGREEMENT = uid("agreement")
BOARD, AUDITORS, PREPARATORY = uid("board"), uid("auditors"), uid("preparatory")
STEERING, OTHER_STEERING = uid("steering"), uid("other steering")
PORTFOLIO = uid("portfolio")
KEY = uid("key")
SIX, FIVE, FOUR = uid("6"), uid("5D"), uid("4D")
PROGRAM, OTHER_PROGRAM = uid("program"), uid("other program")
OF_SIX, OF_FOUR = uid("project of six"), uid("project of four")
PROPOSED, ELSEWHERE, LOOSE = uid("proposed"), uid("elsewhere"), uid("loose")
LEADER = uid("leader")
NOWHERE = uid("what does not exist")


def text_of(value: object) -> Any:
    """Return a value as JSON writes it: ids and days as text, in any depth."""
    match value:
        case UUID() | date():
            return str(value)
        case Mapping():
            return {name: text_of(inner) for name, inner in value.items()}
        case list() | tuple():
            return [text_of(inner) for inner in value]
        case _:
            return value


def decision(*resolutions: JsonObject, **envelope: Any) -> JsonObject:
    """Return a decision of the board, with changes to its envelope by their JSON names."""
    body = {
        "bodyId": BOARD,
        "decidedOn": "2025-01-15",
        "heading": "Ett ärende",
        "resolutions": resolutions,
    }
    whole: JsonObject = text_of({**body, **envelope})
    return whole


def money(ore_: int) -> JsonObject:
    return {"amount": amount_text(ore_), "currency": "SEK"}


def ore(stated: JsonObject) -> int:
    assert stated["currency"] == "SEK"
    return parse_amount(stated["amount"])


def resolution(kind: str, **fields: Any) -> JsonObject:
    """Return a resolution of a kind; amounts in öre."""
    for name in {"amount", "rate"} & fields.keys():
        if isinstance(fields[name], int):
            fields[name] = money(fields[name])
    whole: JsonObject = text_of({"kind": kind, **fields})
    return whole


def of_budget(kind: str, amount: int, **fields: Any) -> JsonObject:
    """Return a resolution about the program's budget of 2026, in effect at new year (öre)."""
    given = {"programId": PROGRAM, "fiscalYear": 2026, "effectiveFrom": "2026-01-01"}
    return resolution(kind, **{**given, "amount": amount, **fields})


def fund(amount: int, **fields: Any) -> JsonObject:
    return of_budget("fundProgram", amount, **fields)


def allocate(amount: int, project_id: UUID = OF_SIX, **fields: Any) -> JsonObject:
    return of_budget("allocateBudget", amount, projectId=project_id, **fields)


def release(amount: int, project_id: UUID = OF_SIX, **fields: Any) -> JsonObject:
    return of_budget("releaseBudget", amount, projectId=project_id, **fields)


def reallocate(
    amount: int, source: UUID = OF_SIX, target: UUID = OF_FOUR, **fields: Any
) -> JsonObject:
    return of_budget("reallocateBudget", amount, source=source, target=target, **fields)


def transfer(
    amount: int, source: UUID = PROGRAM, target: UUID = OTHER_PROGRAM, **fields: Any
) -> JsonObject:
    """Return a transfer between two programs' budgets of 2026, in effect at new year (öre)."""
    given = {"fiscalYear": 2026, "effectiveFrom": "2026-01-01"}
    programs = {"sourceProgramId": source, "targetProgramId": target}
    return resolution("transferBudget", **{**given, **programs, "amount": amount, **fields})


def ceiling(amount: int, year: int = 2026, **fields: Any) -> JsonObject:
    given = {"portfolioId": PORTFOLIO, "fiscalYear": year, "effectiveFrom": f"{year}-01-01"}
    return resolution("decideCeiling", **{**given, "amount": amount, **fields})


def noted(wording: str = "Informationen antecknas.") -> JsonObject:
    return resolution("text", wording=wording)


def document(title: str = "Handling") -> JsonObject:
    return {"title": title, "version": "1.0"}


def cost_key(key_id: UUID = KEY, weight: str = "0.8", rest: str = "1/5", **fields: Any) -> Any:
    """Return the adoption of a key for the portfolio: by population, the rest in equal parts."""
    given = {
        "agreementId": AGREEMENT,
        "keyId": key_id,
        "scope": {"portfolioId": PORTFOLIO},
        "components": [
            {"basis": "population", "weight": weight},
            {"basis": "equal", "weight": rest},
        ],
        "effectiveFrom": "2025-01-01",
    }
    return resolution("adoptCostKey", **{**given, **fields})


def apply_figures(year: int, effective_from: str) -> JsonObject:
    return resolution(
        "applyFigures",
        agreementId=AGREEMENT,
        basis="population",
        referenceDate=f"{year}-12-31",
        effectiveFrom=effective_from,
    )


def constellation(constellation_id: UUID, name: str, members: Iterable[str], **more: Any) -> Any:
    given = {"agreementId": AGREEMENT, "constellationId": constellation_id, "name": name}
    return resolution("defineConstellation", **given, members=list(members), **more)


def directive(program_id: UUID, title: str, **fields: Any) -> JsonObject:
    given = {
        "programId": program_id,
        "portfolioId": PORTFOLIO,
        "title": title,
        "directive": document("Programdirektiv"),
        "noEffectCalculationBecause": "Effekterna beräknas senare.",
    }
    return resolution("approveProgramDirective", **{**given, **fields})


def propose(
    project_id: UUID, title: str = "Initiativ", constellation_id: UUID = SIX, **fields: Any
) -> Any:
    given = {
        "projectId": project_id,
        "portfolioId": PORTFOLIO,
        "programId": PROGRAM,
        "title": title,
        "proposedBy": {"member": "1438"},
        "constellationId": constellation_id,
        "sides": ["inside"],
    }
    return resolution("proposeProject", **{**given, **fields})


def approve(project_id: UUID, **fields: Any) -> JsonObject:
    return resolution("approveProject", projectId=project_id, **fields)


# --- Facts --------------------------------------------------------------------------------------


def agreement(**changes: Any) -> JsonObject:
    given = {
        "agreementId": AGREEMENT,
        "name": "Samverkansavtal Dalsland",
        "legalForm": "contract",
        "host": "1461",
        "members": [{"code": code, "name": name} for code, name in NAMES.items()],
        "bodies": [
            {"bodyId": BOARD, "name": "Portföljstyrgruppen", "bodyKind": "board"},
            {"bodyId": AUDITORS, "name": "De valda revisorerna", "bodyKind": "auditors"},
        ],
        "effectiveFrom": "2025-01-01",
    }
    whole: JsonObject = text_of({**given, **changes})
    return whole


def statistic(year: int, **changes: Any) -> JsonObject:
    figures = population(year)
    given = {
        "agreementId": AGREEMENT,
        "basis": "population",
        "referenceDate": f"{year}-12-31",
        "source": figures.source,
        "figures": dict(figures.values),
    }
    whole: JsonObject = text_of({**given, **changes})
    return whole


def consent(member: str, subject: UUID = KEY, **changes: Any) -> JsonObject:
    given = {
        "agreementId": AGREEMENT,
        "subject": subject,
        "member": member,
        "outcome": "given",
        "body": "Kommunfullmäktige",
        "decidedOn": "2025-02-24",
        "paragraph": "§ 12",
    }
    whole: JsonObject = text_of({**given, **changes})
    return whole


def cost(amount: int, **changes: Any) -> JsonObject:
    """Return a cost (öre) of the project of six, on 1 March 2026."""
    number = changes.pop("number", "1")
    given = {
        "costId": uid(f"cost {number}"),
        "programId": PROGRAM,
        "projectId": OF_SIX,
        "amount": money(amount),
        "dated": "2026-03-01",
        "voucher": f"V {number}",
    }
    whole: JsonObject = text_of({**given, **changes})
    return whole


def own_review(**changes: Any) -> JsonObject:
    given = {
        "reviewId": uid("own review"),
        "agreementId": AGREEMENT,
        "bodyId": AUDITORS,
        "title": "Kostnadsfördelningen 2026",
        "scope": {"scopeKind": "program", "id": PROGRAM},
        "period": {"first": "2025-01-01", "last": "2026-12-31"},
        "questions": ["Har varje kommun betalat enligt nyckeln?"],
        "initiatedOn": "2026-06-15",
    }
    whole: JsonObject = text_of({**given, **changes})
    return whole


def commissioned_review(review_id: UUID, **changes: Any) -> JsonObject:
    fields = own_review(**{"reviewId": review_id, **changes})
    del fields["bodyId"], fields["initiatedOn"]
    return resolution("initiateReview", **fields)


# --- The world ----------------------------------------------------------------------------------

CEILING, FUNDED, TO_SIX, TO_FOUR = 500_000_000, 100_000_000, 50_000_000, 20_000_000
"""Öre: the ceiling of 2026, what the program is funded with, and the projects' parts."""


def found(api: Api) -> None:
    """Found the collaboration: agreement, portfolio, constellations, figures; no key yet."""
    api.register("/agreements", agreement())
    for year in (2023, 2024):
        api.register("/statistics", statistic(year))
    api.register("/persons", {"personId": str(LEADER), "name": "Kim Ek"})
    api.decide(
        resolution("establishPortfolio", portfolioId=PORTFOLIO, agreementId=AGREEMENT, name="Digi"),
        constellation(SIX, "Alla sex", CODES, effectiveFrom="2025-01-01"),
        constellation(FIVE, "5D", FIVE_CODES, effectiveFrom="2025-01-01"),
        constellation(FOUR, "4D", FOUR_CODES, effectiveFrom="2025-01-01"),
        apply_figures(2023, "2025-01-01"),
        heading="Portföljen inrättas",
    )


def body(body_id: UUID, name: str, kind: str, *programs: UUID) -> JsonObject:
    given = {"agreementId": AGREEMENT, "bodyId": body_id, "name": name, "bodyKind": kind}
    return resolution("formBody", **given, programs=list(programs))


def govern(api: Api) -> None:
    """Put the key in force by six consents; start programs and their bodies; approve projects."""
    api.decide(cost_key(), heading="Fördelningsnyckeln")
    for code in CODES:
        api.register("/consents", consent(code))
    api.decide(
        directive(PROGRAM, "Effektiv kommun"),
        directive(OTHER_PROGRAM, "Omvårdnad Dalsland"),
        resolution("startProgram", programId=PROGRAM),
        body(STEERING, "Programstyrgruppen", "steering_group", PROGRAM),
        body(OTHER_STEERING, "Styrgrupp omvårdnad", "steering_group", OTHER_PROGRAM),
        body(PREPARATORY, "Beredningsgruppen", "preparatory_group"),
        heading="Programmen startas",
    )
    api.decide(
        propose(OF_SIX, "Informationssäkerhet"),
        propose(OF_FOUR, "Elevadministration", FOUR),
        propose(PROPOSED, "Ännu ett förslag"),
        propose(ELSEWHERE, "Digital tillsyn", programId=OTHER_PROGRAM),
        propose(LOOSE, "Utan program", programId=None),
        *(approve(project) for project in (OF_SIX, OF_FOUR, ELSEWHERE, LOOSE)),
        heading="Initiativen",
    )


def pay(api: Api) -> None:
    """Decide the ceiling, fund the program and allocate to its two projects."""
    api.decide(ceiling(CEILING), heading="Ramen för 2026", decidedOn="2025-11-20")
    api.decide(
        fund(FUNDED),
        allocate(TO_SIX),
        allocate(TO_FOUR, OF_FOUR),
        heading="Programmets budget 2026",
        decidedOn="2025-12-10",
    )


def build(api: Api) -> None:
    """Build the whole world."""
    found(api)
    govern(api)
    pay(api)
