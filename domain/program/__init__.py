"""The program: work under one leader towards its own goals."""

from domain.program.commands import (
    AppointProgramLeader,
    ApproveProgramDirective,
    ApproveProgramPlan,
    CloseProgram,
    PauseProgram,
    ProgramCommand,
    ResumeProgram,
    ReviseProgramDirective,
    StartProgram,
    WithdrawProgramDirective,
)
from domain.program.decider import decide
from domain.program.events import ProgramEvent, stream
from domain.program.state import Program, evolve

__all__ = [
    "AppointProgramLeader",
    "ApproveProgramDirective",
    "ApproveProgramPlan",
    "CloseProgram",
    "PauseProgram",
    "Program",
    "ProgramCommand",
    "ProgramEvent",
    "ResumeProgram",
    "ReviseProgramDirective",
    "StartProgram",
    "WithdrawProgramDirective",
    "decide",
    "evolve",
    "stream",
]
