"""Files kept: most for a time, photographs as long as their record."""

from django.db import models
from django.db.models import Q


class StoredFile(models.Model):
    """An upload, a result or a photograph, encrypted under NSC_HOME/files. The row stays when the file is gone."""

    token = models.CharField(max_length=32, unique=True)  # its name on disk, which says nothing
    name = models.CharField(max_length=255)  # as given
    size = models.PositiveBigIntegerField()  # bytes, of the plain content
    sha256 = models.CharField(max_length=64)  # of the plain content
    by_user_id = models.BigIntegerField()  # a plain number: access stands above files
    kept_at = models.DateTimeField()
    kept_until = models.DateTimeField(null=True)  # null: as long as the record that names it
    purged_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(name="file_to_purge", fields=["kept_until"], condition=Q(purged_at__isnull=True))]
        constraints = [
            models.CheckConstraint(
                name="file_kept_for_a_time", condition=Q(kept_until__isnull=True) | Q(kept_until__gt=models.F("kept_at"))
            )
        ]

    def __str__(self) -> str:
        return self.token
