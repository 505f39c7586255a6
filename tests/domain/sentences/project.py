"""What the commands of a project say."""

from __future__ import annotations

from domain.model import Command
from tests import make
from tests.make import STEERING

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
        make.complete_project(handover=None),
        "Projektet Digital tillsyn avslutas den 1 januari 2026.",
        "The project Digital tillsyn is completed on 1 January 2026.",
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
