"""What the system remembers of a tambon's initiative, a module for each part of it."""

from nsc.tambon.models.enterprise import (
    BookLine,
    Enterprise,
    Founding,
    Holding,
    Lesson,
    Party,
    Period,
    ProfitUse,
    Proof,
    Seat,
    ShareClass,
    SroiInput,
    SroiOutcome,
    SroiSheet,
    Transfer,
    Workforce,
)
from nsc.tambon.models.initiatives import Goal, Initiative, Project

__all__ = [
    "BookLine",
    "Enterprise",
    "Founding",
    "Goal",
    "Holding",
    "Initiative",
    "Lesson",
    "Party",
    "Period",
    "ProfitUse",
    "Project",
    "Proof",
    "Seat",
    "ShareClass",
    "SroiInput",
    "SroiOutcome",
    "SroiSheet",
    "Transfer",
    "Workforce",
]
