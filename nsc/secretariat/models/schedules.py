"""Reports that somebody wants regularly, and what was made of them. Nothing about a household or a person."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from nsc.files.models import StoredFile
from nsc.secretariat import schedule_rules as rules
from nsc.secretariat.models.issued import Issued

USER = settings.AUTH_USER_MODEL


class Schedule(models.Model):
    """A saved report, or a kind of document at a place, for one reader: their own, also where somebody else shared the report.

    It does not change: who wants another day ends it and plans a new one, so that each period has one day and its run is unique.
    """

    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    view = models.ForeignKey("reports.SavedView", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=60, default="")  # the name of a document_kinds.Kind
    area_code = models.CharField(max_length=10, default="")  # of a document
    every = models.CharField(max_length=8)
    day = models.PositiveSmallIntegerField(default=0)
    form = models.CharField(max_length=8)
    by_mail = models.BooleanField(default=False)
    state = models.CharField(max_length=8, default=rules.ON)
    next_on = models.DateField()
    at = models.DateTimeField()
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="schedule_is_of_one_thing",
                condition=Q(view__isnull=False, kind="", area_code="") | (Q(view__isnull=True) & ~Q(kind="") & ~Q(area_code="")),
            ),
            models.CheckConstraint(
                name="schedule_has_its_day",
                condition=Q(every=rules.DAILY, day=0)
                | Q(every=rules.WEEKLY, day__range=(1, 7))
                | Q(every=rules.MONTHLY, day__range=(1, 31)),
            ),
            models.CheckConstraint(
                name="schedule_over_since",
                condition=Q(state__in=rules.OVER, over_at__isnull=False) | Q(state__in=(rules.ON, rules.PAUSED), over_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="schedule_of_report_once",
                fields=["user", "view", "every", "day", "form"],
                condition=Q(over_at=None, view__isnull=False),
            ),
            models.UniqueConstraint(
                name="schedule_of_document_once",
                fields=["user", "kind", "area_code", "every", "day", "form"],
                condition=Q(over_at=None, view__isnull=True),
            ),
        ]
        indexes = [
            models.Index(name="schedule_next", fields=["next_on", "id"], condition=Q(state=rules.ON)),
            models.Index(name="schedule_of_user", fields=["user", "-id"]),
        ]

    def __str__(self) -> str:
        return f"schedule {self.pk}"


class ScheduleRun(models.Model):
    """One report of a schedule, for the period that begins on that day: the database keeps it one, whoever's worker was quicker.

    `area_code`, `authority`: the place it tells of, whose reader its owner must still be to open it.
    """

    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="runs", db_index=False)
    due_on = models.DateField()
    state = models.CharField(max_length=8, default=rules.WAITING)
    job = models.BigIntegerField(unique=True)
    area_code = models.CharField(max_length=10, default="")
    authority = models.BigIntegerField(null=True)
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, related_name="+")  # of a saved report
    issued = models.ForeignKey(Issued, models.PROTECT, null=True, related_name="+")  # of a document
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="schedule_run_once", fields=["schedule", "due_on"]),
            models.CheckConstraint(
                name="schedule_run_has_its_paper",
                condition=Q(state=rules.DONE, file__isnull=False, issued__isnull=True)
                | Q(state=rules.DONE, file__isnull=True, issued__isnull=False)
                | (~Q(state=rules.DONE) & Q(file__isnull=True, issued__isnull=True)),
            ),
            models.CheckConstraint(
                name="schedule_run_over_since",
                condition=Q(state=rules.WAITING, over_at__isnull=True) | (~Q(state=rules.WAITING) & Q(over_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(name="schedule_run_waits", fields=["id"], condition=Q(state=rules.WAITING))]

    def __str__(self) -> str:
        return f"schedule run {self.pk}"
