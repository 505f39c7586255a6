"""The rules of cost keys and the figures that they read.

Source: domain.md, "The cost key and the split"; settled questions 3 and 8.
"""

from __future__ import annotations

from uuid import UUID

from domain.agreement.events import (
    AgreementEvent,
    CostKeyAdopted,
    CostKeyEnteredIntoForce,
    CostKeyRepealed,
    FiguresApplied,
    StatisticCorrected,
    StatisticRegistered,
)
from domain.agreement.key_commands import (
    AdoptCostKey,
    ApplyFigures,
    CorrectStatistic,
    KeyScope,
    RegisterStatistic,
    ReinstateCostKey,
    RepealCostKey,
)
from domain.agreement.rules import (
    after_establishment,
    figures_as_of,
    figures_suffice,
    fixed_shares_name_all,
    is_a_member_code,
    key_can_read,
    same_key,
)
from domain.agreement.state import Agreement
from domain.agreement.surroundings import AgreementSurroundings
from domain.cost_key import Figures
from domain.errors import Conflict, NotFound, Refused
from domain.key_wording import described
from domain.model import StreamId, Timeline
from domain.rules import already_recorded, changes_nothing, in_order, of_the_agreement


def statistic_registered(state: Agreement, command: RegisterStatistic) -> StatisticRegistered:
    for code in command.figures:
        is_a_member_code(code, state.members)
    if command.basis in ("equal", "fixed"):
        raise Refused(
            "reserved_basis",
            f"Grunden {command.basis} räknas utan statistik; välj ett annat namn.",
            f"The basis {command.basis} needs no statistic; choose another name.",
            basis=command.basis,
        )
    for known in state.figures:
        same = (known.figures.basis, known.figures.reference_date)
        if same == (command.basis, command.reference_date):
            raise Conflict(
                "statistic_already_registered",
                f"Uppgifter om {command.basis} per {command.reference_date} finns redan.",
                f"Figures for {command.basis} as of {command.reference_date} are registered.",
                basis=command.basis,
                reference_date=command.reference_date.isoformat(),
                source=known.figures.source,
            )
    figures = Figures(
        basis=command.basis,
        reference_date=command.reference_date,
        source=command.source,
        values=command.figures,
    )
    return StatisticRegistered(figures=figures, applies_from=command.applies_from)


def figures_applied(
    state: Agreement, command: ApplyFigures, around: AgreementSurroundings
) -> FiguresApplied:
    figures = figures_as_of(state, command.basis, command.reference_date)
    line = state.applied.get(command.basis, Timeline())
    after_establishment(state, command.effective_from)
    in_order("figures", line.latest_day, command, around)
    figures_suffice(figures, state.members_on(command.effective_from))
    if line.at(command.effective_from) == command.reference_date:
        same = f"{command.basis} {command.reference_date}"
        raise changes_nothing(same, same)
    return FiguresApplied(
        basis=command.basis,
        reference_date=command.reference_date,
        effective_from=command.effective_from,
    )


def statistic_corrected(state: Agreement, command: CorrectStatistic) -> StatisticCorrected:
    """Put right figures in the place of wrong ones.

    Raises:
        Refused: there are no such figures, they are the same, or a code is no member's.
    """
    wrong = figures_as_of(state, command.basis, command.reference_date)
    for code in command.figures:
        is_a_member_code(code, state.members)
    _leaves_nobody_out(wrong, command)
    figures = Figures(
        basis=command.basis,
        reference_date=command.reference_date,
        source=command.source,
        values=command.figures,
    )
    if figures == wrong:
        same = f"{command.basis} {command.reference_date}"
        raise changes_nothing(same, same)
    return StatisticCorrected(figures=figures, reason=command.reason)


def _leaves_nobody_out(wrong: Figures, command: CorrectStatistic) -> None:
    missing = sorted(set(wrong.values) - set(command.figures))
    if missing:
        raise Refused(
            "correction_leaves_out",
            f"Rättelsen saknar uppgift för {', '.join(missing)}, som har en i dag. Ange alla: utan "
            "den kan inget fördelas. Är uppgiften noll anges 0.",
            f"The correction lacks the figure of {', '.join(missing)}, which has one today. State "
            "all: nothing can be split without it. State 0 where it is nothing.",
            missing=missing,
        )


def cost_key_adopted(
    state: Agreement, command: AdoptCostKey, around: AgreementSurroundings
) -> list[AgreementEvent]:
    """Adopt a key; it is in force at once unless the decision waits for consents.

    A key that has waited for them was adopted then, and enters into force now.
    """
    scope = _scope(command.agreement_id, command.scope, around)
    key = command.key
    in_force = CostKeyEnteredIntoForce(
        key_id=command.key_id, scope=scope, key=key, effective_from=command.effective_from
    )
    if around.entering and command.key_id in state.pending:
        _in_order(state, scope, command, around)
        return [in_force]
    if command.key_id in state.known_keys:
        raise already_recorded("cost key", str(command.key_id))
    after_establishment(state, command.effective_from)
    _nothing_pending(state, scope)
    _in_order(state, scope, command, around)
    for component in key.effective:
        key_can_read(state, component)
        if command.scope.portfolio_id is not None:
            fixed_shares_name_all(component, state.members_from(command.effective_from))
    now = state.keys.get(scope, Timeline()).at(command.effective_from)
    if now is not None and same_key(now.key, key):
        raise changes_nothing(described(key).sv, described(key).en)
    required = state.members_from(command.effective_from) if around.holding else ()
    adopted = CostKeyAdopted(
        key_id=command.key_id,
        scope=scope,
        key=key,
        required=required,
        effective_from=command.effective_from,
    )
    return [adopted] if around.holding else [adopted, in_force]


def cost_key_repealed(
    state: Agreement, command: RepealCostKey, around: AgreementSurroundings
) -> CostKeyRepealed:
    """Repeal a scope's key, so that the next wider one splits its cost.

    Raises:
        Refused: no key of the scope is in force that day, or a change of it waits for consents.
    """
    scope = _scope(command.agreement_id, command.scope, around)
    _nothing_pending(state, scope)
    _in_order(state, scope, command, around)
    if state.keys.get(scope, Timeline()).at(command.effective_from) is None:
        raise changes_nothing(
            f"{scope} har ingen egen nyckel den {command.effective_from}",
            f"{scope} has no key of its own on {command.effective_from}",
        )
    return CostKeyRepealed(scope=scope, effective_from=command.effective_from)


def cost_key_reinstated(
    state: Agreement, command: ReinstateCostKey, around: AgreementSurroundings
) -> CostKeyEnteredIntoForce:
    """Put a key in force that was in force for the scope before.

    Raises:
        NotFound: no such key has been in force for the scope.
        Refused: it is in force that day already.
    """
    scope = _scope(command.agreement_id, command.scope, around)
    after_establishment(state, command.effective_from)
    _nothing_pending(state, scope)
    line = state.keys.get(scope, Timeline())
    earlier = next((one for _, one in line.steps if one and one.key_id == command.key_id), None)
    if earlier is None:
        raise NotFound("cost key", command.key_id)
    _in_order(state, scope, command, around)
    if line.at(command.effective_from) == earlier:
        raise changes_nothing(described(earlier.key).sv, described(earlier.key).en)
    return CostKeyEnteredIntoForce(
        key_id=command.key_id,
        scope=scope,
        key=earlier.key,
        effective_from=command.effective_from,
    )


def _scope(agreement_id: UUID, scope: KeyScope, around: AgreementSurroundings) -> StreamId:
    """Return the stream that a key splits the cost of; it belongs to the agreement."""
    of_the_agreement(scope.stream, agreement_id, around.agreement_of(scope.stream))
    return scope.stream


def _in_order(
    state: Agreement,
    scope: StreamId,
    command: AdoptCostKey | RepealCostKey | ReinstateCostKey,
    around: AgreementSurroundings,
) -> None:
    in_order("cost_key", state.keys.get(scope, Timeline()).latest_day, command, around)


def _nothing_pending(state: Agreement, scope: StreamId) -> None:
    for pending in state.pending.values():
        held = state.waits_with(pending.key_id)
        if pending.scope == scope and held is not None:
            waiting = sorted(state.waiting_for(held))
            raise Conflict(
                "key_already_pending",
                f"En fördelningsnyckel väntar redan på samtycke från {', '.join(waiting)}.",
                f"A cost key already waits for the consent of {', '.join(waiting)}.",
                key_id=str(pending.key_id),
                waiting_for=waiting,
            )
