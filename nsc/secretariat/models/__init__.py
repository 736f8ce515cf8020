"""What the secretariat remembers, a module for each part of it."""

from nsc.secretariat.models.certified import Attestation, Figure, FrozenArea, Measured, Remark, Snapshot, SnapshotSource
from nsc.secretariat.models.desk import AgendaItem, Correction, Order, OrderStep, Paper, Seat, Sitting
from nsc.secretariat.models.issued import Issued
from nsc.secretariat.models.letter_head import LetterHead

__all__ = [
    "AgendaItem",
    "Attestation",
    "Correction",
    "Figure",
    "FrozenArea",
    "Issued",
    "LetterHead",
    "Measured",
    "Order",
    "OrderStep",
    "Paper",
    "Remark",
    "Seat",
    "Sitting",
    "Snapshot",
    "SnapshotSource",
]
