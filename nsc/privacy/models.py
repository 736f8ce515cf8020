"""What the data-protection officer keeps: versions of the notice, the record of processing, requests, keeping times, breaches.

What people wrote of themselves is sealed. The other texts are written by officers, who are told on the page to leave names out.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from nsc.files.sealed import SealedField
from nsc.privacy import rules

OFFICER = settings.AUTH_USER_MODEL


class NoticeVersion(models.Model):
    """A published privacy notice; the newest holds. Version 1 is shipped with the system (data/notice.txt) and has no row."""

    number = models.PositiveIntegerField(primary_key=True)
    text = models.TextField()  # paragraphs; a line that begins with "## " is a heading, with "- " a point
    is_draft = models.BooleanField()  # not adopted by the province yet
    change = models.CharField(max_length=300)  # what is new, for readers
    at = models.DateTimeField()
    by = models.ForeignKey(OFFICER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(name="notice_after_the_shipped_one", condition=Q(number__gte=2))]


class ActivityVersion(models.Model):
    """One version of an entry of the record of processing. Version 1 is shipped (data/activities.toml) where it has no row."""

    key = models.SlugField(max_length=40)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    controller = models.CharField(max_length=300)
    purpose = models.TextField()
    basis = models.TextField()
    data = models.TextField()
    persons = models.TextField()
    recipients = models.TextField()
    transfers = models.TextField()
    retention = models.TextField()
    security = models.TextField()
    owner = models.CharField(max_length=200)
    is_ended = models.BooleanField(default=False)
    because = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(OFFICER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="activity_version_once")]


class Request(models.Model):
    """What a person asked about their own data, and what came of it. What they said and how to reach them is sealed."""

    kind = models.CharField(max_length=10, choices=[(key, name) for key, name in rules.KINDS.items()])
    state = models.CharField(max_length=10, choices=[(key, name) for key, name in rules.REQUEST_NAMES.items()], default=rules.RECEIVED)
    words_sealed = SealedField(purpose="request_words", null=True)
    contact_sealed = SealedField(purpose="request_words", null=True)
    received_on = models.DateField()  # the thirty days run from here
    due_on = models.DateField()
    recorded_at = models.DateTimeField()
    received_by = models.ForeignKey(OFFICER, models.PROTECT, related_name="+")
    identity = models.CharField(max_length=20, default="")  # a key of rules.IDENTITY; "": not checked yet
    identity_by = models.ForeignKey(OFFICER, models.PROTECT, null=True, related_name="+")
    identity_at = models.DateTimeField(null=True)
    assigned_to = models.ForeignKey(OFFICER, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")
    household = models.ForeignKey("registry.Household", models.PROTECT, null=True, related_name="+")
    handed_to = models.CharField(max_length=200, default="")  # who corrects, where that is asked
    answer = models.CharField(max_length=500, default="")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(OFFICER, models.PROTECT, null=True, related_name="+")
    pdf = models.OneToOneField("files.StoredFile", models.PROTECT, null=True, related_name="+")
    machine = models.OneToOneField("files.StoredFile", models.PROTECT, null=True, related_name="+")
    copied_at = models.DateTimeField(null=True)
    told_days = models.SmallIntegerField(null=True)  # the last reminder: so many days were left
    erased_at = models.DateTimeField(null=True)  # the words went when their keeping time ended

    class Meta:
        indexes = [models.Index(name="request_by_deadline", fields=["state", "due_on"])]
        constraints = [
            models.CheckConstraint(name="request_due_after_it_came", condition=Q(due_on__gt=F("received_on"))),
            models.CheckConstraint(
                name="request_identity_checked_by_someone",
                condition=Q(identity="", identity_by__isnull=True, identity_at__isnull=True)
                | (~Q(identity="") & Q(identity_by__isnull=False, identity_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="request_copy_is_two_files",
                condition=Q(pdf__isnull=True, machine__isnull=True) | Q(pdf__isnull=False, machine__isnull=False),
            ),
        ]


class RetentionSwitch(models.Model):
    """How long the province keeps a kind of thing, and whether the worker clears it daily. Without a row: as shipped (retention.RULES)."""

    key = models.CharField(max_length=40, primary_key=True)
    period = models.PositiveIntegerField()  # days or rounds, as the rule counts
    is_on = models.BooleanField()
    because = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(OFFICER, models.PROTECT, related_name="+")


class RetentionRun(models.Model):
    """When a rule last cleared, and how many."""

    key = models.CharField(max_length=40)
    at = models.DateTimeField()
    number = models.PositiveIntegerField()
    is_whole = models.BooleanField()  # nothing was left for another turn

    class Meta:
        indexes = [models.Index(name="retention_run_newest", fields=["key", "-at"])]


class Breach(models.Model):
    """A breach of personal data: what happened, how bad, who was told. The clock runs from `aware_at`."""

    state = models.CharField(max_length=10, choices=[(key, name) for key, name in rules.BREACH_NAMES.items()], default=rules.REPORTED)
    title = models.CharField(max_length=200)
    facts = models.TextField()
    data = models.CharField(max_length=300)  # kinds of data concerned
    persons = models.PositiveIntegerField(null=True)  # how many people; null: not known yet
    aware_at = models.DateTimeField()
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(OFFICER, models.PROTECT, related_name="+")
    risk = models.CharField(max_length=10, default="")  # a key of rules.RISKS; "": not assessed yet
    risk_because = models.TextField(default="")
    office_told_at = models.DateTimeField(null=True)  # the Office of the Personal Data Protection Committee (สคส.)
    late_because = models.CharField(max_length=300, default="")
    persons_told_at = models.DateTimeField(null=True)
    measures = models.TextField(default="")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(OFFICER, models.PROTECT, null=True, related_name="+")
    told_hours = models.PositiveSmallIntegerField(default=0)  # the last of rules.WARN_AT of which notices went out

    class Meta:
        indexes = [models.Index(name="breach_open", fields=["aware_at"], condition=Q(closed_at__isnull=True))]
        constraints = [
            models.CheckConstraint(name="breach_known_before_told", condition=Q(reported_at__gte=F("aware_at"))),
            models.CheckConstraint(
                name="breach_closed_by_someone",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True) | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]
