"""The rules of an agreement, each a named function that refuses with what would be right.

Source: domain.md, "Legal form, rules and consent" and "The cost key and the split"; settled
questions 3 and 8.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from domain.agreement.commands import DefineConstellation
from domain.agreement.events import Body
from domain.agreement.state import Agreement
from domain.cost_key import EQUAL, FIXED, Component, CostKey, Figures
from domain.errors import NotPermitted, Refused
from domain.split import exact_shares


def all_different(what: str, values: list[str]) -> None:
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise Refused(
            "named_twice",
            f"Samma {_LISTED[what]} två gånger: {', '.join(twice)}.",
            f"The same thing is listed twice in {what}: {', '.join(twice)}.",
            what=what,
            twice=twice,
        )


_LISTED = {"members": "medlem är uppräknad", "bodies": "organ är uppräknat"}


def has_a_board(bodies: Iterable[Body]) -> None:
    if not any(body.body_kind == "board" for body in bodies):
        raise Refused(
            "agreement_without_board",
            "Ett samverkansavtal behöver en portföljstyrgrupp (bodyKind: board).",
            "An agreement needs a portfolio board (kind: board).",
        )


def not_appointed_by_members(kind: str) -> None:
    if kind in ("board", "auditors"):
        raise NotPermitted(
            "body_comes_with_the_agreement",
            "Portföljstyrgruppen och de valda revisorerna utses av medlemmarna och anges i "
            "avtalet; portföljstyrgruppen kan inte inrätta dem.",
            "A board and elected auditors are appointed by the members and named in the "
            "agreement; the board cannot form them.",
            body_kind=kind,
        )


def after_establishment(state: Agreement, day: date) -> None:
    if day < state.established:
        raise Refused(
            "before_the_agreement",
            f"Avtalet gäller från {state.established}; {day} ligger före.",
            f"The agreement applies from {state.established}; {day} is before that.",
            effective_from=day.isoformat(),
            earliest=state.established.isoformat(),
        )


def not_the_host(state: Agreement, code: str, day: date) -> None:
    """Refuse that the host leaves: it keeps the common account on `day` or a later one."""
    later = {host for since, host in state.hosts.steps if since > day}
    if code in {state.hosts.at(day), *later}:
        raise Refused(
            "host_cannot_leave",
            f"{state.names[code]} ({code}) är värdkommun och kan inte lämna avtalet innan en "
            "annan är det.",
            f"{state.names[code]} ({code}) is the host and cannot leave before another is.",
            member=code,
        )


def is_a_member_code(code: str, known: Iterable[str]) -> None:
    codes = sorted(known)
    if code not in codes:
        raise Refused(
            "unknown_member",
            f"{code} är inte medlem i avtalet. Medlemmar: {', '.join(codes)}.",
            f"{code} is not a member of the agreement. Members: {', '.join(codes)}.",
            member=code,
            members=codes,
        )


def departed(state: Agreement, code: str, day: date | None) -> Refused:
    name = state.names[code]
    return Refused(
        "departed_member",
        f"{name} ({code}) är inte medlem; medlemskapet upphörde {day}.",
        f"{name} ({code}) is not a member; its membership ended {day}.",
        member=code,
        left=str(day),
    )


def is_member_on(state: Agreement, code: str, day: date) -> None:
    is_a_member_code(code, state.members)
    line = state.members[code]
    if line.at(day):
        return
    joins = next((since for since, member in line.steps if member and since > day), None)
    if joins is not None:
        raise Refused(
            "not_yet_a_member",
            f"{state.names[code]} ({code}) är medlem först från och med {joins}.",
            f"{state.names[code]} ({code}) is a member only from {joins}.",
            member=code,
            member_from=joins.isoformat(),
        )
    raise departed(state, code, line.latest_day)


def name_is_free(state: Agreement, command: DefineConstellation) -> None:
    for other, name in state.constellation_names.items():
        if name == command.name and other != command.constellation_id:
            raise Refused(
                "name_is_taken",
                f"Det finns redan en konstellation som heter {name}.",
                f"There already is a constellation called {name}.",
                name=name,
                constellation_id=str(other),
            )


def figures_suffice(figures: Figures, members: tuple[str, ...]) -> None:
    """Refuse figures that could not split between the members (lack one, or sum to zero)."""
    alone = CostKey(components=(Component(basis=figures.basis, weight="1"),))
    exact_shares(alone, members, {figures.basis: figures})


def figures_as_of(state: Agreement, basis: str, reference_date: date) -> Figures:
    of_basis = {
        v.figures.reference_date: v.figures for v in state.figures if v.figures.basis == basis
    }
    _basis_is_known(basis, _registered(state))
    if reference_date not in of_basis:
        days = sorted(day.isoformat() for day in of_basis)
        raise Refused(
            "no_figures_for_the_date",
            f"Det finns inga uppgifter om {basis} per {reference_date}. Registrerade: "
            f"{', '.join(days)}.",
            f"There are no figures for {basis} as of {reference_date}. Registered: "
            f"{', '.join(days)}.",
            basis=basis,
            reference_date=reference_date.isoformat(),
            registered=days,
        )
    return of_basis[reference_date]


def key_can_read(state: Agreement, component: Component) -> None:
    """Refuse a basis without figures, and agreed shares of those who are no members."""
    _basis_is_known(component.basis, {EQUAL, FIXED} | _registered(state))
    for code in sorted(component.shares or {}):
        is_a_member_code(code, state.members)


def fixed_shares_name_all(component: Component, members: Iterable[str]) -> None:
    """Refuse agreed shares that leave out a participant: what it should pay is not agreed."""
    if component.basis == FIXED:
        alone = Component(basis=FIXED, weight="1", shares=component.shares)
        exact_shares(CostKey(components=(alone,)), tuple(members), {})


def same_key(one: CostKey, other: CostKey) -> bool:
    """Tell whether two keys split alike, whatever the order and the writing of their parts."""
    return (_parts(one), one.reference_rule) == (_parts(other), other.reference_rule)


def _parts(key: CostKey) -> dict[str, tuple[Fraction, dict[str, Fraction]]]:
    return {
        component.basis: (
            component.part,
            {code: Fraction(share) for code, share in (component.shares or {}).items()},
        )
        for component in key.effective
    }


def _registered(state: Agreement) -> set[str]:
    return {version.figures.basis for version in state.figures}


def _basis_is_known(basis: str, possible: set[str]) -> None:
    known = sorted(possible)
    if basis not in known:
        raise Refused(
            "unknown_basis",
            f"Grunden {basis} är inte registrerad. Möjliga grunder: "
            f"{', '.join(known) or 'inga ännu'}. Registrera statistiken först.",
            f"The basis {basis} is not registered. Possible: "
            f"{', '.join(known) or 'none yet'}. Register the statistic first.",
            basis=basis,
            possible=known,
        )
