"""What the system remembers of a tambon's initiative, a module for each part of it."""

from nsc.tambon.models.initiatives import Goal, Initiative, Project
from nsc.tambon.models.partners import (
    Commitment,
    Contact,
    DataGap,
    DataSet,
    DataUse,
    Declined,
    Handover,
    Offer,
    OfferDimension,
    Partner,
    Want,
)

__all__ = [
    "Commitment",
    "Contact",
    "DataGap",
    "DataSet",
    "DataUse",
    "Declined",
    "Goal",
    "Handover",
    "Initiative",
    "Offer",
    "OfferDimension",
    "Partner",
    "Project",
    "Want",
]
