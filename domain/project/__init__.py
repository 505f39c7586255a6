"""The project (projekt), called an initiative until its directive is approved."""

from domain.project.commands import (
    ChangeProjectConstellation,
    ClassifyProject,
    MoveProject,
    ProjectCommand,
    ProposeProject,
)
from domain.project.cost_commands import DecideProjectFrame, EstimateProjectCost
from domain.project.course_commands import (
    ApproveProject,
    CompleteProject,
    ParkProject,
    PauseProject,
    RejectProject,
    ResumeProject,
    StartProject,
    StopProject,
)
from domain.project.decider import decide
from domain.project.document_commands import (
    ApproveProjectDirective,
    ApproveProjectPlan,
    DescribeProject,
    ReviseProjectDirective,
    WithdrawProjectDirective,
)
from domain.project.events import ProjectEvent, Proposer, Role, stream
from domain.project.role_commands import (
    AppointProjectLeader,
    DropProjectRole,
    FillProjectRole,
    VacateProjectRole,
    WantProjectRole,
)
from domain.project.state import Project, evolve

__all__ = [
    "AppointProjectLeader",
    "ApproveProject",
    "ApproveProjectDirective",
    "ApproveProjectPlan",
    "ChangeProjectConstellation",
    "ClassifyProject",
    "CompleteProject",
    "DecideProjectFrame",
    "DescribeProject",
    "DropProjectRole",
    "EstimateProjectCost",
    "FillProjectRole",
    "MoveProject",
    "ParkProject",
    "PauseProject",
    "Project",
    "ProjectCommand",
    "ProjectEvent",
    "ProposeProject",
    "Proposer",
    "RejectProject",
    "ResumeProject",
    "ReviseProjectDirective",
    "Role",
    "StartProject",
    "StopProject",
    "VacateProjectRole",
    "WantProjectRole",
    "WithdrawProjectDirective",
    "decide",
    "evolve",
    "stream",
]
