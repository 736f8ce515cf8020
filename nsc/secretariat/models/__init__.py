"""What the secretariat remembers."""

from nsc.secretariat.models.certified import Attestation, Figure, FrozenArea, Measured, Remark, Snapshot, SnapshotSource

__all__ = ["Attestation", "Figure", "FrozenArea", "Measured", "Remark", "Snapshot", "SnapshotSource"]
