"""Decisions as they are answered: with addresses, and facts as problems have them."""

from __future__ import annotations

from typing import TypeVar

from application.views import DecisionLinks, DecisionView, RefusalView, WarningView
from interfaces.http.answering import API
from interfaces.http.problems import public_facts

Told = TypeVar("Told", RefusalView, WarningView)


def addressed(view: DecisionView) -> DecisionView:
    """Return a decision with the addresses of those that it is tied to."""
    links = {
        relation: tuple(
            one.model_copy(update={"address": f"{API}/decisions/{one.decision_id}"}) for one in tied
        )
        for relation, tied in view.links
    }
    return view.model_copy(update={"links": DecisionLinks(**links)})


def readable(told: tuple[Told, ...]) -> tuple[Told, ...]:
    """Return refusals or warnings with their facts as problems have them."""
    return tuple(one.model_copy(update={"facts": public_facts(one.facts)}) for one in told)


def rehearsed(tried: DecisionView) -> DecisionView:
    """Return a rehearsed decision as it is answered."""
    told = {"refusals": readable(tried.refusals), "warnings": readable(tried.warnings)}
    return addressed(tried).model_copy(update=told)
