"""One instance of every event, with every field filled that can be.

``python -m tests.samples`` writes the golden file of every sample that has none. A golden file
that exists is never written again: it is what a log may already hold.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

from domain.agreement.events import ExpectedChange
from domain.decision import Alternative, Assignment, CaseNumber, FollowUp, NotUndone, Votes
from domain.model import DecisionId, Event
from tests import happened, make
from tests.make import day, document, sealed

GOLDEN = Path(__file__).parent / "golden"

_DOCUMENT = document(
    "Programdirektiv Omvårdnad Dalsland",
    version="1.2",
    sha256="2f" * 32,
    address="https://example.org/handlingar/1",
)
_LOCAL_ROLE = {"name": "Informationsägare", "reach": "local", "member": "1460"}
_OTHER_DOCUMENT = document("Effektberäkning", version="3", sha256="b4" * 32)
_CONSENT = {
    "case_number": "KS 2025/88",
    "document": document("Protokollsutdrag", sha256="0a" * 32),
}
_ENVELOPE = make.envelope(
    decision_id=DecisionId(make.uid("decision")),
    form="delegation",
    delegation_reference="Delegationsordning 4.2",
    meeting="2025-12-10",
    paragraph="§ 14",
    outcome="assigned",
    matter=make.uid("matter"),
    case_numbers=(CaseNumber(authority="Bengtsfors kommun", number="KS 2025/88"),),
    proposed_by=sealed("Beredningsgruppen"),
    documents=(_DOCUMENT,),
    rationale=sealed("Behovet är stort."),
    alternatives=(Alternative(proposal=sealed("Avvakta."), why_not=sealed("Lagkrav.")),),
    votes=Votes(yes=4, no=2, abstained=1),
    reservations=(sealed("Vänersborg reserverar sig."),),
    expedited_to=(sealed("Kommunstyrelserna"),),
    assignment=Assignment(
        to=sealed("Programledaren"), what=sealed("Återkomma med plan."), due=make.JULY
    ),
    follow_up=FollowUp(responsible=sealed("Programledaren"), due=make.NEW_YEARS_EVE),
)
_TRADER: dict[str, Any] = {"identity_number_because": sealed("Enskild firma.")}
_COMMAND = {
    "kind": "allocateBudget",
    "programId": str(make.PROGRAM),
    "projectId": str(make.PROJECT),
    "fiscalYear": 2026,
    "amount": {"amount": "100.00", "currency": "SEK"},
    "moneyKind": "cash",
    "period": None,
    "effectiveFrom": "2026-01-01",
}

SAMPLES: tuple[Event, ...] = (
    happened.agreement_established(),
    happened.body_formed(),
    happened.member_joined(),
    happened.member_left(),
    happened.constellation_defined(),
    happened.statistic_registered(
        figures=make.population(values={"1438": 4786, "1439": "6627.5"}),
        applies_from=day("2026-07-01"),
    ),
    happened.figures_applied(),
    happened.cost_key_adopted(),
    happened.cost_key_entered_into_force(key=happened.A_KEY_OF_EVERYTHING),
    happened.cost_key_lapsed(),
    happened.consent_given(**_CONSENT),
    happened.consent_refused(**_CONSENT),
    happened.observer_admitted(),
    happened.observer_dismissed(),
    happened.host_designated(),
    happened.legal_form_changed(),
    happened.decision_rule_adopted(),
    happened.resource_rate_decided(),
    happened.resource_rate_repealed(),
    happened.member_frame_decided(),
    happened.cost_key_repealed(),
    happened.statistic_corrected(),
    happened.decision_held(
        expected=(
            ExpectedChange(
                program_id=make.PROGRAM,
                fiscal_year=2026,
                money_kind="cash",
                measure="budget",
                member="1492",
                before=100_00,
                after=90_00,
            ),
        )
    ),
    happened.decision_entered_into_force(),
    happened.decision_lapsed(because="member_frame_exceeded", key_ids=(make.KEY,)),
    happened.decision_corrected(),
    happened.decision_reversed(),
    happened.decision_annulled(
        not_undone=(NotUndone(resolution=2, because="allocation_below_spent"),)
    ),
    happened.portfolio_established(purpose="Enklare vardag"),
    happened.steering_document_adopted(
        document=_DOCUMENT, summary=sealed("Samma service i alla kommuner.")
    ),
    happened.programs_prioritised(
        order=(
            make.ranked_in_log(scores=(make.score(), make.score(criterion="Kostnad", value="2.5"))),
            make.ranked_in_log(
                program_id=make.OTHER_PROGRAM,
                scores=(make.score(value="3"), make.score(criterion="Kostnad", value="10/3")),
            ),
        ),
        criteria=(make.criterion(), make.criterion(name="Kostnad", weight="3/10")),
        not_chosen=(
            make.not_chosen_in_log(),
            make.not_chosen_in_log(proposal=None, project_id=make.PROJECT),
            make.not_chosen_in_log(proposal=None, program_id=make.NOWHERE),
        ),
    ),
    happened.ceiling_decided(),
    happened.fiscal_year_closed(
        note=sealed("Avräkningen återstår."),
        unspent=(
            make.unspent(),
            make.unspent(project_id=None, money_kind="in_kind", amount=5_00),
        ),
    ),
    happened.program_directive_approved(
        directive=_DOCUMENT, effect_calculation=_OTHER_DOCUMENT, constellation_id=make.FOUR
    ),
    happened.program_directive_revised(
        directive=_DOCUMENT,
        effect_calculation=None,
        no_effect_calculation_because=sealed("Lagkrav."),
    ),
    happened.program_directive_withdrawn(),
    happened.program_plan_approved(plan=_DOCUMENT),
    happened.program_started(),
    happened.program_paused(),
    happened.program_resumed(),
    happened.program_closed(final_report=_OTHER_DOCUMENT),
    happened.program_leader_appointed(),
    happened.project_proposed(
        summary=sealed("Tillsyn om natten utan att väcka."),
        proposed_by={"member": "1460", "body_id": make.STEERING},
        sides=("outside", "inside", "it_factory"),
    ),
    happened.project_described(),
    happened.project_approved(),
    happened.project_rejected(reason=sealed("Ryms inte inom ramen.")),
    happened.project_directive_approved(
        effect_calculation=None, no_effect_calculation_because=sealed("Lagkrav.")
    ),
    happened.project_plan_approved(plan=_DOCUMENT),
    happened.project_started(),
    happened.project_completed(handover=_OTHER_DOCUMENT),
    happened.project_parked(),
    happened.project_directive_revised(
        directive=_DOCUMENT,
        effect_calculation=None,
        no_effect_calculation_because=sealed("Lagkrav."),
    ),
    happened.project_directive_withdrawn(),
    happened.project_paused(),
    happened.project_resumed(),
    happened.project_stopped(),
    happened.project_moved(),
    happened.project_cost_estimated(calculation=_OTHER_DOCUMENT),
    happened.project_frame_decided(money_kind="in_kind"),
    happened.project_leader_appointed(),
    happened.project_role_wanted(
        role=_LOCAL_ROLE,
    ),
    happened.project_role_dropped(),
    happened.project_role_filled(role=_LOCAL_ROLE, person_id=None, filled_by="1460"),
    happened.project_role_vacated(role=_LOCAL_ROLE),
    happened.project_constellation_changed(),
    happened.project_classified(),
    happened.program_funded(),
    happened.allocated(amount=-60_00, period=make.period("2026-07-01", "2026-12-31")),
    happened.reallocated(money_kind="in_kind"),
    happened.released(),
    happened.cost_registered(
        amount=100_602_74,
        whole_amount=120_000_00,
        period=make.period("2026-03-01", "2026-12-31"),
        supplier="Vårdkonsult 121212-1212",
        note=sealed("Licens över årsskiftet."),
        identity_number_because=sealed("Enskild firma."),
    ),
    happened.funding_returned(money_kind="in_kind"),
    happened.transferred_out(),
    happened.transferred_in(),
    happened.deviation_noted(),
    happened.deviation_found(),
    happened.cost_credited(**_TRADER),
    happened.committed(
        whole_amount=120_00,
        period=make.period("2026-03-01", "2026-12-31"),
        note=sealed("Två delar."),
        **_TRADER,
    ),
    happened.commitment_drawn(),
    happened.commitment_lifted(),
    happened.income_registered(
        source="Statsbidrag", note=sealed("Första delen."), project_id=None, **_TRADER
    ),
    happened.adjustment_registered(
        adjusts="credit",
        entry_id=make.CREDIT,
        amount=-40_00,
        whole_amount=-40_00,
        other_party="Vård-IT AB",
        note=sealed("En dag för mycket."),
        **_TRADER,
    ),
    happened.review_initiated(
        origin="own_initiative",
        initiated_by=make.AUDITORS,
        scope={"scope_kind": "fiscal_year", "id": make.PORTFOLIO, "fiscal_year": 2025},
        questions=(sealed("Hur?"), sealed("Varför?")),
        evidence_position=214,
    ),
    happened.person_registered(),
    happened.follow_up_recorded(
        standing="written_off",
        note=sealed("Ersatt av ett nytt uppdrag."),
        reported_by=sealed("Beredningsgruppen"),
    ),
    happened.decision_taken(
        envelope=_ENVELOPE,
        resolutions=(
            happened.recorded_resolution(),
            happened.recorded_resolution(
                command=_COMMAND,
                wording=sealed("Digital tillsyn får 100 kr."),
                sentence_sv=sealed("100,00 kr anslås till Digital tillsyn."),
                sentence_en=sealed("SEK 100.00 is allocated to Digital tillsyn."),
            ),
        ),
    ),
)


def stored_form(event: Event) -> bytes:
    """Return the canonical JSON of an event, as the log stores it."""
    return json.dumps(
        event.model_dump(mode="json", by_alias=True),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    ).encode()


def version_of(event: type[Event]) -> int:
    """Return the newest version of an event's stored form."""
    [newest] = get_args(event.model_fields["v"].annotation)
    return int(newest)


def golden_file(event: type[Event]) -> Path:
    """Return where the golden stored form of an event's newest version is kept."""
    return GOLDEN / f"{event.TOPIC}.v{version_of(event)}.json"


def write_missing() -> None:
    """Write the golden file of every sample that has none."""
    for sample in SAMPLES:
        path = golden_file(type(sample))
        if not path.exists():
            path.write_bytes(stored_form(sample) + b"\n")


if __name__ == "__main__":
    write_missing()
