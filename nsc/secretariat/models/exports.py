"""Files for analysts: how each was asked for, what the gate kept back, and where it lies until its time is over."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from nsc.files.models import StoredFile

USER = settings.AUTH_USER_MODEL


class Export(models.Model):
    """The row stays when the file is gone: it says what has left, for when somebody would lay two files over each other."""

    dataset = models.CharField(max_length=20)  # a key of catalogue.DATASETS
    area_code = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()  # of the survey, CE
    columns = models.CharField(max_length=200, default="")  # by which somebody could be recognised, with commas
    level = models.CharField(max_length=8, default="")  # of the areas of an aggregate table
    k = models.PositiveSmallIntegerField(null=True)
    form = models.CharField(max_length=8)
    rows = models.PositiveIntegerField(null=True)
    left_out = models.PositiveIntegerField(null=True)  # rows the gate kept back
    coarser = models.PositiveIntegerField(null=True)  # rows that say less than was asked, so that they could leave
    alike = models.PositiveIntegerField(null=True)
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, related_name="+")
    job = models.BigIntegerField(unique=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="export_made_has_a_file",
                condition=Q(made_at__isnull=True, file__isnull=True, rows__isnull=True)
                | Q(made_at__isnull=False, file__isnull=False, rows__isnull=False),
            )
        ]
        indexes = [models.Index(name="export_of_user", fields=["by", "-id"])]

    def __str__(self) -> str:
        return f"{self.dataset} {self.pk}"
