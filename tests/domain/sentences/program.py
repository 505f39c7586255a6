"""What the commands of a program say."""

from __future__ import annotations

from domain.model import Command
from tests import make
from tests.make import FOUR

SENTENCES: list[tuple[Command, str, str]] = [
    (
        make.approve_program_directive(),
        (
            "Direktivet för programmet Omvårdnad Dalsland godkänns (Programdirektiv, version 1.0; "
            "effektberäkning: Effektberäkning, version 1.0) från och med den 1 januari 2026."
        ),
        (
            "The directive of the program Omvårdnad Dalsland is approved (Programdirektiv, version "
            "1.0; effect calculation: Effektberäkning, version 1.0) from 1 January 2026."
        ),
    ),
    (
        make.approve_program_directive(
            constellation_id=FOUR,
            effect_calculation=None,
            no_effect_calculation_because=make.sealed("Lagkrav."),
        ),
        (
            "Direktivet för programmet Omvårdnad Dalsland i konstellationen 4D godkänns "
            "(Programdirektiv, version 1.0; utan effektberäkning) från och med den 1 januari 2026."
        ),
        (
            "The directive of the program Omvårdnad Dalsland in the constellation 4D is approved "
            "(Programdirektiv, version 1.0; without effect calculation) from 1 January 2026."
        ),
    ),
    (
        make.revise_program_directive(),
        (
            "Direktivet för programmet Omvårdnad Dalsland revideras (Programdirektiv, version 2.0; "
            "effektberäkning: Effektberäkning, version 1.0) från och med den 1 januari 2026."
        ),
        (
            "The directive of the program Omvårdnad Dalsland is revised (Programdirektiv, version "
            "2.0; effect calculation: Effektberäkning, version 1.0) from 1 January 2026."
        ),
    ),
    (
        make.withdraw_program_directive(),
        "Direktivet för programmet Omvårdnad Dalsland upphävs från och med den 1 januari 2026.",
        "The directive of the program Omvårdnad Dalsland is withdrawn from 1 January 2026.",
    ),
    (
        make.approve_program_plan(),
        (
            "Programplanen för Omvårdnad Dalsland godkänns (Programplan, version 1.0) från och med "
            "den 1 januari 2026."
        ),
        (
            "The plan of the program Omvårdnad Dalsland is approved (Programplan, version 1.0) "
            "from 1 January 2026."
        ),
    ),
    (
        make.pause_program(),
        "Programmet Omvårdnad Dalsland pausas från och med den 1 januari 2026.",
        "The program Omvårdnad Dalsland is paused from 1 January 2026.",
    ),
    (
        make.resume_program(),
        "Programmet Omvårdnad Dalsland återupptas från och med den 1 januari 2026.",
        "The program Omvårdnad Dalsland is resumed from 1 January 2026.",
    ),
    (
        make.close_program(),
        "Programmet Omvårdnad Dalsland avslutas med lärdomar från och med den 1 januari 2026.",
        "The program Omvårdnad Dalsland is closed with lessons from 1 January 2026.",
    ),
    (
        make.close_program(final_report=make.document("Slutrapport")),
        (
            "Programmet Omvårdnad Dalsland avslutas med lärdomar (Slutrapport, version 1.0) från "
            "och med den 1 januari 2026."
        ),
        (
            "The program Omvårdnad Dalsland is closed with lessons (Slutrapport, version 1.0) from "
            "1 January 2026."
        ),
    ),
    (
        make.start_program(),
        "Programmet Omvårdnad Dalsland startas den 1 januari 2026.",
        "The program Omvårdnad Dalsland starts on 1 January 2026.",
    ),
    (
        make.appoint_program_leader(),
        "Kim Ek utses till programledare för Omvårdnad Dalsland från och med den 1 januari 2026.",
        "Kim Ek is appointed leader of the program Omvårdnad Dalsland from 1 January 2026.",
    ),
]
