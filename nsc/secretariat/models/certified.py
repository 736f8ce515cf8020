"""Figures as they were at a month's end. What is written here is never written again: the database refuses it (migration 0002)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

USER = settings.AUTH_USER_MODEL


class Snapshot(models.Model):
    """The figures of a month, frozen. `number`: 1, and one more for each correction, which says why and what it replaces.

    What they rest on is copied and not pointed to: a round that is changed later leaves the old paper as it was. `sha256`: of all of it,
    as certified_text writes it.
    """

    month = models.DateField()  # its first day
    number = models.PositiveSmallIntegerField()
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    because = models.CharField(max_length=300, default="")
    fiscal_year = models.PositiveSmallIntegerField()  # CE, of the target rolls
    survey_year = models.PositiveSmallIntegerField()  # CE
    indicator_set = models.CharField(max_length=20)
    dimension_map = models.CharField(max_length=60)
    rules = models.TextField()  # in force when it was counted, one a line
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()
    figures = models.PositiveIntegerField()  # how many rows
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="snapshot_number_once", fields=["month", "number"]),
            models.CheckConstraint(name="snapshot_of_a_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="snapshot_corrects_for_a_reason",
                condition=Q(number=1, replaces__isnull=True, because="") | Q(number__gt=1, replaces__isnull=False) & ~Q(because=""),
            ),
        ]


class SnapshotSource(models.Model):
    """From where the figures came, and how fresh it was: as reports.freshness told it, in Thai."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="sources", db_index=False)
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=300)
    office = models.CharField(max_length=200, default="")
    last = models.DateField(null=True)
    rows = models.PositiveIntegerField(null=True)
    status = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(name="snapshot_source_once", fields=["snapshot", "place"])]


class FrozenArea(models.Model):
    """An area and its name on that day. `digits` of the code: 2 the province, 4 amphoe, 6 tambon, 8 village."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="areas", db_index=False)
    digits = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=8)
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(name="frozen_area_once", fields=["snapshot", "digits", "code"])]


class Measured(models.Model):
    """What was counted: a key of monthly_counts, and, where it is of a programme or an office, what that was called on that day."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="measures", db_index=False)
    number = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=80)
    name = models.CharField(max_length=300, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="measured_number_once", fields=["snapshot", "number"]),
            models.UniqueConstraint(name="measured_key_once", fields=["snapshot", "key"]),
        ]


class Figure(models.Model):
    """One count of one area. `value` None: it can't be said. Of an area and a measure without a row it is nought.

    Small numbers stand here as they are; what not every reader may be told is KeptBack.
    """

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="+", db_index=False)
    digits = models.PositiveSmallIntegerField()
    area_code = models.CharField(max_length=8)
    measure = models.PositiveSmallIntegerField()  # Measured.number
    value = models.BigIntegerField(null=True)  # baht in satang

    class Meta:
        constraints = [models.UniqueConstraint(name="figure_once", fields=["snapshot", "digits", "area_code", "measure"])]


class KeptBack(models.Model):
    """A count of a snapshot that is not told to who may not see households (kept_back); decided when it was frozen."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="+", db_index=False)
    digits = models.PositiveSmallIntegerField()
    area_code = models.CharField(max_length=8)
    measure = models.PositiveSmallIntegerField()  # Measured.number

    class Meta:
        constraints = [models.UniqueConstraint(name="kept_back_once", fields=["snapshot", "digits", "area_code", "measure"])]


class Attestation(models.Model):
    """That a district confirms its own figures of a snapshot, or the province certifies all of them. `because`: why although a district
    had not confirmed."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="attestations", db_index=False)
    area_code = models.CharField(max_length=4)
    because = models.CharField(max_length=300, default="")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="attestation_once", fields=["snapshot", "area_code"])]


class Remark(models.Model):
    """What the secretary of a centre writes for its report of a month. The newest holds; what stood before is kept."""

    month = models.DateField()
    area_code = models.CharField(max_length=4)  # the province, or an amphoe
    problems = models.TextField(default="")
    proposals = models.TextField(default="")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="remark_of_month", fields=["area_code", "month", "-id"])]
