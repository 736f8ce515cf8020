"""What the system remembers of a tambon's initiative, a module for each part of it."""

from nsc.tambon.models.blueprint import (
    Activity,
    Blueprint,
    Outcome,
    ProjectBudget,
    ProjectPartner,
    ProjectPlan,
    Reached,
    Risk,
    Strategy,
    SufficiencyAnswer,
)
from nsc.tambon.models.initiatives import Goal, Initiative, Project

__all__ = [
    "Activity",
    "Blueprint",
    "Goal",
    "Initiative",
    "Outcome",
    "Project",
    "ProjectBudget",
    "ProjectPartner",
    "ProjectPlan",
    "Reached",
    "Risk",
    "Strategy",
    "SufficiencyAnswer",
]
