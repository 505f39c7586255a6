"""A program's year explained: its balances, each member's totals and what is made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from application.budget_answer import budget_of
from application.explanation.balances import Telling, account_of, by_account
from application.explanation.derived import derived_figures
from application.explanation.provenance import Provenance
from application.explanation.sources import Sources
from application.explanation.words import account_named, measure_named, of_kind
from application.queries import At, Balance, Page, PostingFilter, Queries
from application.shares import (
    BUDGET,
    COST,
    MEASURES,
    SharedBalance,
    YearShares,
    whose_year,
    year_shares,
)
from application.shares_answer import program_years, project_of_program, things_exist
from application.views.explanations import (
    BudgetExplanation,
    DerivedFigure,
    MemberFigure,
    MoneyBehind,
    SharesExplanation,
    Term,
)
from domain.model import Bilingual
from domain.money import Language, kronor

EVERY_ONE = Page(1, 10_000_000)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which balances, and whose shares of them, are explained; every given part must hold."""

    project_id: UUID | None = None
    member: str | None = None
    money_kind: str | None = None
    measure: str | None = None

    def balances(self, shares: YearShares) -> YearShares:
        """Return a year with only those of its balances that are asked for."""
        kept = tuple(
            one
            for one in shares.balances
            if self._holds(one.balance) and self.measure in (None, one.measure)
        )
        whole = self.member is None and self.measure is None
        unshared = tuple(one for one in shares.committed if whole and self._holds(one))
        return replace(shares, balances=kept, committed=unshared)

    def _holds(self, one: Balance) -> bool:
        of_project = self.project_id in (None, one.project_id)
        return of_project and self.money_kind in (None, one.money_kind)


def explained_budget(
    reader: Queries, program_id: UUID, fiscal_year: int, at: At, chosen: Chosen
) -> BudgetExplanation:
    """Explain every figure of a program's year, or those that are asked for.

    Raises:
        NotFound: there is no such program, project in it, or member.
    """
    things_exist(reader, at, program_id=program_id, member=chosen.member)
    project_of_program(reader, chosen.project_id, program_id, at.known_at)
    whole = year_shares(reader, program_id, fiscal_year, at, exact=True)
    return _explained(reader, whole, at, chosen, Sources(reader, at.known_at))


def _explained(
    reader: Queries, whole: YearShares, at: At, chosen: Chosen, sources: Sources
) -> BudgetExplanation:
    asked = chosen.balances(whole)
    telling = telling_of(reader, whole, at, sources, chosen.member)
    title, year = telling.titles[None], whole.fiscal_year
    return BudgetExplanation(
        program_id=whole.program_id,
        title=title,
        fiscal_year=year,
        members=tuple(_members([(asked, telling)], chosen.member)),
        unsplit=_unsplit([asked]),
        derived=tuple(_derived(reader, whole.program_id, year, at, chosen)),
        keys=telling.keys(asked.balances),
        money=tuple(_money(reader, asked, at, telling)),
        sentences=tuple(_summary(title, asked)),
    )


def _derived(
    reader: Queries, program_id: UUID, fiscal_year: int, at: At, chosen: Chosen
) -> Iterator[DerivedFigure]:
    """Yield the figures made of balances; none of them is of one member or of one measure."""
    if chosen.member is None and chosen.measure is None:
        budget = budget_of(reader, program_id, fiscal_year, at)
        yield from derived_figures(budget, chosen.project_id, chosen.money_kind)


def explained_shares(
    reader: Queries,
    at: At,
    chosen: Chosen,
    *,
    portfolio_id: UUID | None = None,
    program_id: UUID | None = None,
    fiscal_year: int | None = None,
) -> SharesExplanation:
    """Explain each member's totals, in all that is asked for.

    Raises:
        NotFound: what is named does not exist at that pair of times.
    """
    things_exist(
        reader,
        at,
        portfolio_id=portfolio_id,
        program_id=program_id,
        project_id=chosen.project_id,
        member=chosen.member,
    )
    sources = Sources(reader, at.known_at)
    years = [
        year_shares(reader, program, year, at, exact=True)
        for program, year in program_years(reader, at, portfolio_id, program_id)
        if fiscal_year in (None, year)
    ]
    asked = [chosen.balances(year) for year in years]
    told = [(year, telling_of(reader, year, at, sources, chosen.member)) for year in asked]
    return SharesExplanation(
        totals=tuple(_members(told, chosen.member)),
        unsplit=_unsplit(asked),
        budgets=tuple(_explained(reader, year, at, chosen, sources) for year in years),
    )


def telling_of(
    reader: Queries, shares: YearShares, at: At, sources: Sources, member: str | None = None
) -> Telling:
    """Return what the balances of a year are explained with."""
    ever = At(date.max, at.known_at)
    projects = sorted(one for one in shares.segments if one is not None)
    participation, closed_at = whose_year(
        reader, shares.program_id, projects, shares.fiscal_year, at.known_at
    )
    agreement_id = participation[None].agreement_id
    known_at = at.known_at if closed_at is None else closed_at
    return Telling(
        sources=sources,
        provenance=Provenance(reader, agreement_id, known_at, sources),
        participation=participation,
        titles={
            None: reader.program(shares.program_id, ever).title,
            **{project: reader.project(project, ever).title for project in projects},
        },
        names=reader.member_names(at.known_at),
        member=member,
    )


def _money(reader: Queries, shares: YearShares, at: At, telling: Telling) -> Iterator[MoneyBehind]:
    """Yield the money of each project, and of the reserve, in the order of the balances."""
    of_year = PostingFilter(program_id=shares.program_id, fiscal_year=shares.fiscal_year)
    lines = by_account(reader.postings(of_year, at, EVERY_ONE).items)
    things: dict[UUID | None, list[SharedBalance]] = {}
    unshared: dict[UUID | None, list[Balance]] = {}
    for shared in shares.balances:
        if telling.member is None or telling.member in shared.split.shares:
            things.setdefault(shared.balance.project_id, []).append(shared)
    for balance in shares.committed:
        unshared.setdefault(balance.project_id, []).append(balance)
    for project_id in dict.fromkeys((*things, *unshared)):
        title, balances = telling.titles[project_id], things.get(project_id, [])
        yield MoneyBehind(
            project_id=project_id,
            title=title,
            who_pays=telling.who_pays(shares, project_id),
            balances=tuple(
                telling.balance(one, lines[account_of(one.balance)]) for one in balances
            ),
            unshared=tuple(
                telling.unshared(one, lines[account_of(one)])
                for one in unshared.get(project_id, ())
            ),
            sentences=(
                Bilingual(
                    sv=f"{title}: vem som betalar {shares.fiscal_year}, och saldona.",
                    en=f"{title}: who pays in {shares.fiscal_year}, and the balances.",
                ),
            ),
        )


def _unsplit(years: Sequence[YearShares]) -> dict[str, int]:
    """Return what no key could split (öre), by measure."""
    return {
        measure: sum(year.unsplit(measure) for year in years)
        for measure in dict.fromkeys(MEASURES.values())
    }


# --- Members ------------------------------------------------------------------------------------


def _members(
    years: Sequence[tuple[YearShares, Telling]], member: str | None
) -> Iterator[MemberFigure]:
    """Yield each member's total of each year, kind of money and measure, with its terms."""
    terms: dict[tuple[str, int, str, str], list[Term]] = {}
    names: dict[str, str] = {}
    for shares, telling in years:
        names |= telling.names
        for shared in shares.balances:
            for code, term in _terms(shared, telling):
                if member in (None, code):
                    kind = shared.balance.money_kind
                    key = code, shares.fiscal_year, kind, shared.measure
                    terms.setdefault(key, []).append(term)
    for (code, year, kind, measure), found in sorted(terms.items(), key=lambda one: one[0]):
        yield _member(names.get(code, code), (code, year, kind, measure), found)


def _terms(shared: SharedBalance, telling: Telling) -> Iterator[tuple[str, Term]]:
    for code, amount in shared.split.shares.items():
        yield code, term_of(shared, telling, amount)


def term_of(shared: SharedBalance, telling: Telling, amount: int) -> Term:
    """Return a balance's part (öre) of a sum, under its name."""
    balance = shared.balance
    title, account = telling.titles[balance.project_id], account_named(balance.account)
    return Term(
        name=Bilingual(sv=f"{title}, {account.sv}", en=f"{title}, {account.en}"),
        program_id=balance.program_id,
        project_id=balance.project_id,
        account=balance.account,
        amount=amount,
    )


def _member(name: str, of: tuple[str, int, str, str], terms: Sequence[Term]) -> MemberFigure:
    code, year, kind, measure = of
    amount = sum(one.amount for one in terms)
    return MemberFigure.model_validate(
        {
            "member": code,
            "name": name,
            "fiscal_year": year,
            "money_kind": kind,
            "measure": measure,
            "amount": amount,
            "terms": tuple(terms),
            "sentences": (_member_told(name, year, (kind, measure), amount, terms),),
        }
    )


def _member_told(
    name: str, year: int, what: tuple[str, str], amount: int, terms: Iterable[Term]
) -> Bilingual:
    kind, measure = of_kind(what[0]), measure_named(what[1])
    some = [one for one in terms if one.amount]

    def told(language: Language) -> str:
        parts = (f"{kronor(one.amount, language)} ({getattr(one.name, language)})" for one in some)
        return f" = {' + '.join(parts)}" if some else ""

    sv, en = (f"{kronor(amount, language)}" for language in ("sv", "en"))
    return Bilingual(
        sv=f"{name}, andel av {measure.sv} {year}: {sv}{kind.sv}{told('sv')}.",
        en=f"{name}, share of {measure.en} {year}: {en}{kind.en}{told('en')}.",
    )


def _summary(title: str, shares: YearShares) -> Iterator[Bilingual]:
    """Yield the sums of each kind of money; cash and hours are never added up."""
    for money_kind in dict.fromkeys(one.balance.money_kind for one in shares.balances):
        of = [one for one in shares.balances if one.balance.money_kind == money_kind]
        sums = {BUDGET: 0, COST: 0}
        for one in of:
            sums[one.measure] = sums.get(one.measure, 0) + one.balance.amount
        said = [(measure_named(measure), amount) for measure, amount in sums.items()]
        of_all_sv = ", ".join(f"{name.sv} {kronor(amount, 'sv')}" for name, amount in said)
        of_all_en = ", ".join(f"{name.en} {kronor(amount, 'en')}" for name, amount in said)
        unsplit = sum(one.split.unsplit for one in of)
        kind = of_kind(money_kind)
        sv = f", ofördelat {kronor(unsplit, 'sv')}" if unsplit else ""
        en = f", not split {kronor(unsplit, 'en')}" if unsplit else ""
        yield Bilingual(
            sv=f"{title} {shares.fiscal_year}{kind.sv}: {of_all_sv}{sv}.",
            en=f"{title} {shares.fiscal_year}{kind.en}: {of_all_en}{en}.",
        )
