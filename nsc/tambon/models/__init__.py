"""What the system remembers of a tambon's initiative, a module for each part of it."""

from nsc.tambon.models.farmers import Farmer, FarmSeason, FieldVisit
from nsc.tambon.models.initiatives import Goal, Initiative, Project
from nsc.tambon.models.products import (
    Buyer,
    CanvasNote,
    ChainStep,
    Cost,
    CriterionWeight,
    Order,
    Price,
    Product,
    Recipe,
    Score,
    Technology,
    Transfer,
    TransferCheck,
)

__all__ = [
    "Buyer",
    "CanvasNote",
    "ChainStep",
    "Cost",
    "CriterionWeight",
    "FarmSeason",
    "Farmer",
    "FieldVisit",
    "Goal",
    "Initiative",
    "Order",
    "Price",
    "Product",
    "Project",
    "Recipe",
    "Score",
    "Technology",
    "Transfer",
    "TransferCheck",
]
