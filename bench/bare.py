"""The baseline: FastAPI that parses a decision and answers, as a process of its own.

``python -m bench.bare <port>`` runs it with the settings that ``samsyn serve`` gives uvicorn, and
garbage is collected as seldom.
"""

from __future__ import annotations

import sys
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, Field

from interfaces.garbage import collect_garbage_seldom

app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)


class Money(BaseModel):
    amount: str
    currency: Literal["SEK"]


class ReallocateBudget(BaseModel):
    kind: Literal["reallocateBudget"]
    programId: UUID  # noqa: N815 - the API's names, without an alias
    fiscalYear: int  # noqa: N815
    source: UUID
    target: UUID
    amount: Money
    effectiveFrom: date  # noqa: N815


class Text(BaseModel):
    kind: Literal["text"]
    wording: str


class Decision(BaseModel):
    bodyId: UUID  # noqa: N815
    decidedOn: date  # noqa: N815
    heading: str
    resolutions: list[Annotated[ReallocateBudget | Text, Field(discriminator="kind")]]


@app.get("/health")
def health() -> dict[str, str]:
    """Tell that the server answers."""
    return {"status": "ok"}


@app.post("/decisions", status_code=201)
def post_decision(decision: Decision) -> Decision:
    """Return the decision; nothing is recorded."""
    return decision


if __name__ == "__main__":
    collect_garbage_seldom()
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_config=None, access_log=False)
