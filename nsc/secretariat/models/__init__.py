"""What the secretariat remembers, a module for each part of it."""

from nsc.secretariat.models.certified import Attestation, Figure, FrozenArea, Measured, Remark, Snapshot, SnapshotSource
from nsc.secretariat.models.issued import Issued

__all__ = ["Attestation", "Figure", "FrozenArea", "Issued", "Measured", "Remark", "Snapshot", "SnapshotSource"]
