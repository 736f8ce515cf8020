"""What the secretariat remembers, a module for each part of it."""

from nsc.secretariat.models.certified import Attestation, Figure, FrozenArea, KeptBack, Measured, Remark, Snapshot, SnapshotSource
from nsc.secretariat.models.desk import AgendaItem, Correction, Order, OrderStep, Paper, Seat, Sitting
from nsc.secretariat.models.issued import Issued

__all__ = [
    "AgendaItem",
    "Attestation",
    "Correction",
    "Figure",
    "FrozenArea",
    "Issued",
    "KeptBack",
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
