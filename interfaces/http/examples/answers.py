"""Examples of answers: what the API answers on the Dalsland case, and what each was asked.

The answers are not written by hand: ``python -m tests.interfaces.example_answers`` asks for them,
and a test compares them with what is answered.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Final

from interfaces.http.examples.things import (
    AGREEMENT,
    ASSIGNMENT,
    LEADER,
    OTHER,
    OTHER_PROGRAM,
    PORTFOLIO,
    PROGRAM,
    REVIEW,
    thing,
)

FILE: Final = "answers.json"
_WATCH: Final = thing("project", "Digital tillsyn")
_MOVED: Final = thing("decision", "Portföljstyrgruppen 2026-10-05 § 17")
_STAFF: Final = thing("decision", "Portföljstyrgruppen 2025-12-08 § 43")
_COST: Final = thing("cost", "V 2026-0806")
_COMMITMENT: Final = thing("commitment", "Avrop 2026-09")
_INCOME: Final = thing("income", "I 2026-0009")
_BUDGET: Final = f"/programs/{OTHER_PROGRAM}/budgets"
_SHARES: Final = f"programId={OTHER_PROGRAM}&fiscalYear=2026&member=1492"

ASKED: Final[dict[str, str]] = {
    "listDecisions": "/decisions?kind=transferBudget&limit=1",
    "readDecision": f"/decisions/{_MOVED}",
    "readDecisionExplanation": f"/decisions/{_STAFF}/explanation",
    "listFollowUps": "/follow-ups?limit=2",
    "readFollowUp": f"/follow-ups/{ASSIGNMENT}",
    "listFollowUpAges": "/follow-up-ages",
    "listAgreements": "/agreements",
    "readAgreement": f"/agreements/{AGREEMENT}",
    "listMembers": f"/agreements/{AGREEMENT}/members?limit=3",
    "listBodies": f"/agreements/{AGREEMENT}/bodies?limit=2",
    "listConstellations": f"/agreements/{AGREEMENT}/constellations?limit=1",
    "listCostKeys": f"/agreements/{AGREEMENT}/cost-keys?limit=1",
    "listStatistics": f"/agreements/{AGREEMENT}/statistics?limit=1",
    "listPendingDecisions": f"/agreements/{AGREEMENT}/pending-decisions?limit=1&page=10",
    "listDecisionRules": f"/agreements/{AGREEMENT}/decision-rules?limit=2",
    "listResourceRates": f"/agreements/{AGREEMENT}/resource-rates?limit=1&validAt=2027-01-01",
    "listMemberFrames": f"/agreements/{AGREEMENT}/member-frames?validAt=2027-01-01",
    "listAuthorities": "/authorities?limit=3",
    "listPersons": "/persons?limit=2",
    "readPerson": f"/persons/{LEADER}",
    "listReviews": "/reviews?limit=1",
    "readReview": f"/reviews/{REVIEW}",
    "listPortfolios": "/portfolios?limit=1",
    "readPortfolio": f"/portfolios/{PORTFOLIO}",
    "listFiscalYears": f"/portfolios/{PORTFOLIO}/fiscal-years?limit=1&page=2",
    "readCeilingExplanation": f"/portfolios/{PORTFOLIO}/ceilings/2025/explanation",
    "listPrograms": "/programs?limit=1",
    "readProgram": f"/programs/{PROGRAM}",
    "listProjects": f"/projects?programId={PROGRAM}&limit=1",
    "readProject": f"/projects/{OTHER}",
    "listRoles": "/roles?missing=true&limit=2",
    "listBudgets": f"{_BUDGET}?limit=1&page=2",
    "readBudget": f"{_BUDGET}/2026",
    "readBudgetExplanation": f"{_BUDGET}/2025/explanation?projectId={_WATCH}&member=1438"
    "&measure=budget",
    "readShares": f"/shares?{_SHARES}",
    "readSharesExplanation": f"/shares/explanation?{_SHARES}&projectId={_WATCH}&measure=budget",
    "listSegments": f"/segments?programId={OTHER_PROGRAM}&fiscalYear=2026&projectId={_WATCH}",
    "listPostings": f"/postings?programId={OTHER_PROGRAM}&fiscalYear=2026&limit=2",
    "listDeviations": "/deviations?standing=open",
    "readCost": f"/costs/{_COST}",
    "readCommitment": f"/commitments/{_COMMITMENT}",
    "readIncome": f"/incomes/{_INCOME}",
    "listEvents": f"/events?stream=budget/{OTHER_PROGRAM}/2026&limit=1",
    "apiInfo": "/api-info",
}
"""What is asked of each operation that reads."""

POSTED: Final[dict[str, str]] = {"postDecision": "fundProgram"}
"""The example that is posted to an operation, where it is not its first."""

ANSWERS: Final[dict[str, dict[str, Any]]] = json.loads(
    files("interfaces.http.examples").joinpath(FILE).read_text(encoding="utf-8")
)
"""An answer by operation id."""
