"""Figures of the budget answer that are made of others, and the formula of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from application.explanation.words import account_named, of_kind
from application.views import BudgetView, ProjectBudget, ReserveBudget
from application.views.explanations import DerivedFigure, Term
from domain.model import Bilingual
from domain.money import Language, kronor

Formula = Mapping[str, int]
"""Figures of the same row, and their signs; one that has no source yet is left out."""

OF_PROJECT: Final[Mapping[str, Formula]] = {
    "available": {"allocated": 1, "committed": -1, "spent": -1},
    "deviation": {"spent": 1, "committed": 1, "allocated": -1},
}
OF_RESERVE: Final[Mapping[str, Formula]] = {
    "funded": {"reserve": 1, "allocated": 1},
    "available": {"reserve": 1, "committed": -1, "spent": -1},
    "deviation": {"spent": 1, "committed": 1, "reserve": -1},
}
_NAMES: Final[Mapping[str, Bilingual]] = {
    "funded": Bilingual(sv="tilldelat av portföljstyrgruppen", en="funded by the board"),
    "available": Bilingual(sv="kvar", en="available"),
    "deviation": Bilingual(sv="avvikelse", en="deviation"),
}
_NEVER_BELOW_ZERO: Final = frozenset({"deviation"})

_Row = ProjectBudget | ReserveBudget


def derived_figures(
    budget: BudgetView, project_id: UUID | None, money_kind: str | None
) -> Iterator[DerivedFigure]:
    """Yield what each project's row, and then the reserve's, holds that is made of balances."""
    for project in budget.projects:
        if project_id in (None, project.project_id) and money_kind in (None, project.money_kind):
            yield from _of_row(budget, project, project.project_id, project.title)
    for reserve in budget.reserve:
        if project_id is None and money_kind in (None, reserve.money_kind):
            yield from _of_row(budget, reserve, None, budget.title)


def _of_row(
    budget: BudgetView, row: _Row, project_id: UUID | None, title: str
) -> Iterator[DerivedFigure]:
    figures: dict[str, Any] = {name: getattr(row, name) for name in type(row).model_fields}
    if isinstance(row, ReserveBudget):
        figures["reserve"] = row.funded - row.allocated
    formulas = OF_PROJECT if isinstance(row, ProjectBudget) else OF_RESERVE
    for figure, formula in formulas.items():
        terms = tuple(
            Term(
                name=account_named(account),
                program_id=budget.program_id,
                project_id=project_id,
                account=account,
                amount=sign * figures[account],
            )
            for account, sign in formula.items()
            if _says_something(account, figures)
        )
        # A row of nothings, and a deviation that there is not, need no sentence.
        tells = any(one.amount for one in terms)
        tells = tells and (figure not in _NEVER_BELOW_ZERO or figures[figure] > 0)
        yield DerivedFigure.model_validate(
            {
                "figure": figure,
                "project_id": project_id,
                "title": title,
                "money_kind": row.money_kind,
                "amount": figures[figure],
                "formula": _formula(figure, formula, figures),
                "terms": terms,
                "sentences": (
                    (_told(title, budget.fiscal_year, figure, row, terms),) if tells else ()
                ),
            }
        )


def _says_something(name: str, figures: Mapping[str, Any]) -> bool:
    """Whether a figure stands in a formula: open commitments do when there are any."""
    return figures.get(name) is not None and (name != "committed" or figures[name] != 0)


def _formula(figure: str, formula: Formula, figures: Mapping[str, Any]) -> Bilingual:
    used = {name: sign for name, sign in formula.items() if _says_something(name, figures)}

    def said(language: Language) -> str:
        parts = [
            f"{'+' if sign > 0 else '−'} {getattr(account_named(name), language)}"
            for name, sign in used.items()
        ]
        return " ".join(parts).removeprefix("+ ")

    floor = figure in _NEVER_BELOW_ZERO
    return Bilingual(
        sv=f"{said('sv')}{', dock lägst 0' if floor else ''}",
        en=f"{said('en')}{', but at least 0' if floor else ''}",
    )


def _told(
    title: str, fiscal_year: int, figure: str, row: _Row, terms: tuple[Term, ...]
) -> Bilingual:
    name, kind = _NAMES[figure], of_kind(row.money_kind)
    amount: int = getattr(row, figure)

    def working(language: Language) -> str:
        parts = [
            f"{'+' if sign > 0 else '−'} {getattr(one.name, language)} "
            f"{kronor(sign * one.amount, language)}"
            for one, sign in zip(terms, _signs(figure, row, terms), strict=True)
        ]
        return " ".join(parts).removeprefix("+ ")

    floor = figure in _NEVER_BELOW_ZERO and sum(one.amount for one in terms) < 0
    return Bilingual(
        sv=f"{title}, {name.sv} {fiscal_year}: {kronor(amount, 'sv')}{kind.sv} = "
        f"{working('sv')}{' (lägst 0)' if floor else ''}.",
        en=f"{title}, {name.en} {fiscal_year}: {kronor(amount, 'en')}{kind.en} = "
        f"{working('en')}{' (at least 0)' if floor else ''}.",
    )


def _signs(figure: str, row: _Row, terms: tuple[Term, ...]) -> tuple[int, ...]:
    formulas = OF_PROJECT if isinstance(row, ProjectBudget) else OF_RESERVE
    return tuple(formulas[figure][one.account] for one in terms)
