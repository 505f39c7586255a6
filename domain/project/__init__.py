"""The project (projekt), called an initiative until its directive is approved."""

from domain.project.commands import (
    ApproveProject,
    ApproveProjectDirective,
    ApproveProjectPlan,
    ChangeProjectConstellation,
    ClassifyProject,
    CompleteProject,
    DescribeProject,
    ProjectCommand,
    ProposeProject,
    RejectProject,
    StartProject,
)
from domain.project.decider import decide
from domain.project.events import ProjectEvent, Proposer, stream
from domain.project.state import Project, evolve

__all__ = [
    "ApproveProject",
    "ApproveProjectDirective",
    "ApproveProjectPlan",
    "ChangeProjectConstellation",
    "ClassifyProject",
    "CompleteProject",
    "DescribeProject",
    "Project",
    "ProjectCommand",
    "ProjectEvent",
    "ProposeProject",
    "Proposer",
    "RejectProject",
    "StartProject",
    "decide",
    "evolve",
    "stream",
]
