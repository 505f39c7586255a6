"""An example of every kind of resolution about a program."""

from __future__ import annotations

from collections.abc import Mapping

from tests.interfaces.every_kind.example import NEW, Example, Seen, found_in
from tests.interfaces.world import LEADER, OTHER_PROGRAM, PROGRAM, Api, directive, resolution


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
