"""What the system remembers of a tambon's initiative, a module for each part of it."""

from nsc.tambon.models.initiatives import Goal, Initiative, Project
from nsc.tambon.models.profile import (
    ClosedFigure,
    ClosedYear,
    Finding,
    IndicatorValue,
    Measurement,
    TambonPhotograph,
    TeamMeeting,
    TeamMember,
    TeamTask,
    Training,
    Undertaking,
)

__all__ = [
    "ClosedFigure",
    "ClosedYear",
    "Finding",
    "Goal",
    "IndicatorValue",
    "Initiative",
    "Measurement",
    "Project",
    "TambonPhotograph",
    "TeamMeeting",
    "TeamMember",
    "TeamTask",
    "Training",
    "Undertaking",
]
