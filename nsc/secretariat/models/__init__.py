"""What the secretariat remembers, a module for each part of it."""

from nsc.secretariat.models.certified import Attestation, Figure, FrozenArea, KeptBack, Measured, Remark, Snapshot, SnapshotSource
from nsc.secretariat.models.desk import AgendaItem, Correction, Order, OrderStep, Paper, Seat, Sitting
from nsc.secretariat.models.exports import Export
from nsc.secretariat.models.issued import Issued
from nsc.secretariat.models.letter_head import LetterHead
from nsc.secretariat.models.schedules import Schedule, ScheduleRun

__all__ = [
    "AgendaItem",
    "Attestation",
    "Correction",
    "Export",
    "Figure",
    "FrozenArea",
    "Issued",
    "KeptBack",
    "LetterHead",
    "Measured",
    "Order",
    "OrderStep",
    "Paper",
    "Remark",
    "Schedule",
    "ScheduleRun",
    "Seat",
    "Sitting",
    "Snapshot",
    "SnapshotSource",
]
