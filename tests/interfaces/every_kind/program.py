"""An example of every kind of resolution about a program."""

from __future__ import annotations

from collections.abc import Mapping

from tests.interfaces.every_kind.example import NEW, Example, Seen, found_in
from tests.interfaces.world import (
    LEADER,
    OTHER_PROGRAM,
    PROGRAM,
    Api,
    directive,
    document,
    resolution,
)


def _of_program(program_id: object, *fields: str) -> Seen:
    def seen(api: Api, day: str) -> object:
        found = found_in(api.read("/programs", validAt=day), "programId", program_id)
        return found and [found[field] for field in fields]

    return seen


EXAMPLES: Mapping[str, Example] = {
    "approveProgramDirective": Example(
        directive(NEW, "Attraktiv arbetsgivare"),
        "program.directive_approved",
        _of_program(NEW, "title"),
    ),
    "reviseProgramDirective": Example(
        resolution(
            "reviseProgramDirective",
            programId=PROGRAM,
            directive={"title": "Programdirektiv", "version": "2.0"},
            noEffectCalculationBecause="Effekterna räknas om.",
        ),
        "program.directive_revised",
        _of_program(PROGRAM, "directive", "noEffectCalculationBecause"),
    ),
    "withdrawProgramDirective": Example(
        resolution("withdrawProgramDirective", programId=NEW, reason="Behovet är borta."),
        "program.directive_withdrawn",
        _of_program(NEW, "status", "statusReason"),
        given=(directive(NEW, "Attraktiv arbetsgivare"),),
    ),
    "approveProgramPlan": Example(
        resolution("approveProgramPlan", programId=PROGRAM, plan=document("Programplan")),
        "program.plan_approved",
        _of_program(PROGRAM, "plan"),
    ),
    "pauseProgram": Example(
        resolution("pauseProgram", programId=PROGRAM, reason="Programledaren saknas."),
        "program.paused",
        _of_program(PROGRAM, "status", "statusSince", "statusReason"),
    ),
    "resumeProgram": Example(
        resolution("resumeProgram", programId=PROGRAM),
        "program.resumed",
        _of_program(PROGRAM, "status", "statusSince"),
        given=(resolution("pauseProgram", programId=PROGRAM, reason="Paus."),),
    ),
    "closeProgram": Example(
        resolution("closeProgram", programId=OTHER_PROGRAM, lessons="Börja i verksamheten."),
        "program.closed",
        _of_program(OTHER_PROGRAM, "status", "lessons"),
    ),
    "startProgram": Example(
        resolution("startProgram", programId=OTHER_PROGRAM),
        "program.started",
        _of_program(OTHER_PROGRAM, "status", "statusSince"),
    ),
    "appointProgramLeader": Example(
        resolution("appointProgramLeader", programId=PROGRAM, personId=LEADER),
        "program.leader_appointed",
        _of_program(PROGRAM, "leader"),
    ),
}
