"""What the commands of a project say."""

from __future__ import annotations

from domain.model import Command
from domain.money import kronor
from tests import make
from tests.make import STEERING, sealed

ONCE, YEARLY = kronor(1_200_000_00, "sv"), kronor(150_000_00, "sv")

SENTENCES: list[tuple[Command, str, str]] = [
    (
        make.propose_project(),
        (
            "Initiativet Digital tillsyn föreslås i programmet Omvårdnad Dalsland av Bengtsfors, i "
            "konstellationen 4D."
        ),
        (
            "The initiative Digital tillsyn is proposed in the program Omvårdnad Dalsland by "
            "Bengtsfors, in the constellation 4D."
        ),
    ),
    (
        make.propose_project(program_id=None, proposed_by={"member": "1460", "body_id": STEERING}),
        (
            "Initiativet Digital tillsyn föreslås av Bengtsfors och Styrgrupp vård, i "
            "konstellationen 4D."
        ),
        (
            "The initiative Digital tillsyn is proposed by Bengtsfors and Styrgrupp vård, in the "
            "constellation 4D."
        ),
    ),
    (
        make.describe_project(),
        (
            "Initiativbeskrivningen för Digital tillsyn godkänns (Initiativbeskrivning, version "
            "1.0) "
            "från och med den 1 januari 2026."
        ),
        (
            "The description of the initiative Digital tillsyn is approved (Initiativbeskrivning, "
            "version 1.0) from 1 January 2026."
        ),
    ),
    (
        make.approve_project(),
        "Initiativet Digital tillsyn godkänns från och med den 1 januari 2026.",
        "The initiative Digital tillsyn is approved from 1 January 2026.",
    ),
    (
        make.reject_project(),
        "Initiativet Digital tillsyn avslås.",
        "The initiative Digital tillsyn is rejected.",
    ),
    (
        make.approve_project_directive(),
        (
            "Direktivet för Digital tillsyn godkänns (Projektdirektiv, version 1.0; "
            "effektberäkning: "
            "Effektberäkning, version 1.0) och initiativet blir ett projekt från och med den "
            "1 januari 2026."
        ),
        (
            "The directive of Digital tillsyn is approved (Projektdirektiv, version 1.0; effect "
            "calculation: Effektberäkning, version 1.0) and the initiative becomes a project from "
            "1 January 2026."
        ),
    ),
    (
        make.approve_project_plan(),
        (
            "Projektplanen för Digital tillsyn godkänns (Projektplan, version 1.0) från och med "
            "den "
            "1 januari 2026."
        ),
        (
            "The plan of the project Digital tillsyn is approved (Projektplan, version 1.0) from "
            "1 January 2026."
        ),
    ),
    (
        make.start_project(),
        "Projektet Digital tillsyn startas den 1 januari 2026.",
        "The project Digital tillsyn starts on 1 January 2026.",
    ),
    (
        make.complete_project(effective_from=make.NEW_YEARS_EVE),
        (
            "Projektet Digital tillsyn avslutas den 31 december 2026 och överlämnas (Överlämning, "
            "version 1.0)."
        ),
        (
            "The project Digital tillsyn is completed on 31 December 2026 and handed over "
            "(Överlämning, version 1.0)."
        ),
    ),
    (
        make.complete_project(handover=None, no_handover_because=sealed("Inget att förvalta.")),
        "Projektet Digital tillsyn avslutas den 1 januari 2026 utan överlämning.",
        "The project Digital tillsyn is completed on 1 January 2026 without handover.",
    ),
    (
        make.park_project(),
        "Initiativet Digital tillsyn parkeras från och med den 1 januari 2026.",
        "The initiative Digital tillsyn is parked from 1 January 2026.",
    ),
    (
        make.revise_project_directive(),
        (
            "En ny version av direktivet för Digital tillsyn godkänns (Projektdirektiv, version "
            "2.0; effektberäkning: Effektberäkning, version 1.0) från och med den 1 januari 2026."
        ),
        (
            "A new version of the directive of Digital tillsyn is approved (Projektdirektiv, "
            "version 2.0; effect calculation: Effektberäkning, version 1.0) from 1 January 2026."
        ),
    ),
    (
        make.withdraw_project_directive(),
        (
            "Direktivet för Digital tillsyn återtas och projektet blir åter ett initiativ från "
            "och med den 1 januari 2026."
        ),
        (
            "The directive of Digital tillsyn is withdrawn and the project is an initiative again "
            "from 1 January 2026."
        ),
    ),
    (
        make.pause_project(),
        "Projektet Digital tillsyn pausas från och med den 1 januari 2026.",
        "The project Digital tillsyn is paused from 1 January 2026.",
    ),
    (
        make.resume_project(effective_from=make.JULY),
        "Projektet Digital tillsyn återupptas den 1 juli 2026.",
        "The project Digital tillsyn is resumed on 1 July 2026.",
    ),
    (
        make.stop_project(),
        "Projektet Digital tillsyn stoppas den 1 januari 2026.",
        "The project Digital tillsyn is stopped on 1 January 2026.",
    ),
    (
        make.move_project(target_program_id=make.PROGRAM),
        (
            "Digital tillsyn flyttas till programmet Omvårdnad Dalsland från och med den "
            "1 januari 2026."
        ),
        "Digital tillsyn is moved to the program Omvårdnad Dalsland from 1 January 2026.",
    ),
    (
        make.move_project(target_program_id=None),
        "Digital tillsyn förs ut ur sitt program från och med den 1 januari 2026.",
        "Digital tillsyn is taken out of its program from 1 January 2026.",
    ),
    (
        make.estimate_project_cost(),
        (
            f"Kostnaden för Digital tillsyn beräknas den 1 januari 2026 till {ONCE} en gång och "
            f"{YEARLY} per år med början 2028 (Kostnadskalkyl, version 1.0)."
        ),
        (
            "The cost of Digital tillsyn is estimated on 1 January 2026 at SEK 1,200,000.00 once "
            "and SEK 150,000.00 a year beginning in 2028 (Kostnadskalkyl, version 1.0)."
        ),
    ),
    (
        make.decide_project_frame(amount=150_000_00, money_kind="in_kind"),
        (
            f"Ramen för Digital tillsyn under hela dess tid fastställs till {YEARLY} i "
            "interna resurser från och med den 1 januari 2026."
        ),
        (
            "The frame of Digital tillsyn over its whole life is decided at SEK 150,000.00 in "
            "kind from 1 January 2026."
        ),
    ),
    (
        make.appoint_project_leader(),
        ("Kim Ek utses till projektledare för Digital tillsyn från och med den 1 januari 2026."),
        "Kim Ek is appointed leader of the project Digital tillsyn from 1 January 2026.",
    ),
    (
        make.want_project_role(),
        (
            "Den gemensamma rollen Förändringsledare i Digital tillsyn efterfrågas (50 %) från "
            "och med den 1 januari 2026."
        ),
        (
            "The common role Förändringsledare in Digital tillsyn is wanted (50 %) from "
            "1 January 2026."
        ),
    ),
    (
        make.want_project_role(role="Informationsägare", reach="local", member="1460", extent=None),
        (
            "Rollen Informationsägare för Bengtsfors i Digital tillsyn efterfrågas från och med "
            "den 1 januari 2026."
        ),
        (
            "The role Informationsägare for Bengtsfors in Digital tillsyn is wanted from "
            "1 January 2026."
        ),
    ),
    (
        make.drop_project_role(),
        (
            "Den gemensamma rollen Förändringsledare i Digital tillsyn efterfrågas inte längre "
            "från och med den 1 januari 2026."
        ),
        (
            "The common role Förändringsledare in Digital tillsyn is no longer wanted from "
            "1 January 2026."
        ),
    ),
    (
        make.fill_project_role(),
        (
            "Den gemensamma rollen Förändringsledare i Digital tillsyn besätts av Kim Ek från och "
            "med den 1 januari 2026."
        ),
        (
            "The common role Förändringsledare in Digital tillsyn is filled by Kim Ek from "
            "1 January 2026."
        ),
    ),
    (
        make.fill_project_role(person_id=None, filled_by="1460"),
        (
            "Den gemensamma rollen Förändringsledare i Digital tillsyn besätts av Bengtsfors från "
            "och med den 1 januari 2026."
        ),
        (
            "The common role Förändringsledare in Digital tillsyn is filled by Bengtsfors from "
            "1 January 2026."
        ),
    ),
    (
        make.vacate_project_role(),
        (
            "Den gemensamma rollen Förändringsledare i Digital tillsyn blir vakant från och med "
            "den 1 januari 2026."
        ),
        ("The common role Förändringsledare in Digital tillsyn is vacated from 1 January 2026."),
    ),
    (
        make.change_project_constellation(),
        "Digital tillsyn övergår till konstellationen 5D från och med den 1 januari 2026.",
        "Digital tillsyn moves to the constellation 5D from 1 January 2026.",
    ),
    (
        make.classify_project(),
        (
            "Digital tillsyn hör till insidan och IT-fabriken på samverkansnivå 5 från och med den "
            "1 januari 2026."
        ),
        (
            "Digital tillsyn belongs to the inside and the IT factory at collaboration level 5 "
            "from "
            "1 January 2026."
        ),
    ),
    (
        make.classify_project(sides=("outside",), level=None),
        "Digital tillsyn hör till utsidan från och med den 1 januari 2026.",
        "Digital tillsyn belongs to the outside from 1 January 2026.",
    ),
]
