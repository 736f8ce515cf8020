"""Households and their people: who they are, whatever year they were asked. What they answered stands in surveys, round by round."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce


class Household(models.Model):
    """One household of the register. Its place is that of its newest live answer; every round keeps its own beside it."""

    house_code = models.CharField(max_length=11, null=True, unique=True)  # noqa: DJ001  many houses have no code: null keeps unique true
    area_code = models.CharField(max_length=8)
    part = models.CharField(max_length=2, default="01")
    authority = models.ForeignKey("areas.LocalAuthority", models.PROTECT, null=True)
    house_no = models.CharField(max_length=50, default="")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)

    class Meta:
        indexes = [models.Index(fields=["area_code", "id"])]


class Person(models.Model):
    """One human being. The national id is sealed; its keyed index finds it again. Nobody without a number is ever taken for another."""

    national_id_sealed = models.BinaryField(null=True)
    national_id_index = models.BinaryField(max_length=16, null=True, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="person_id_sealed_and_indexed_together",
                condition=models.Q(national_id_sealed__isnull=True, national_id_index__isnull=True)
                | models.Q(national_id_sealed__isnull=False, national_id_index__isnull=False),
            )
        ]


class Consent(models.Model):
    """A yes to one purpose (access.purposes), for a household or for one person of it, and how it was given. Only its end is added.

    `notice`: the version of the privacy notice that was shown. The note (before whom it was spoken, where the paper lies) is sealed: it may
    hold a name.
    """

    class How(models.TextChoices):
        PAPER = "paper"
        SPOKEN = "spoken"

    household = models.ForeignKey(Household, models.PROTECT, related_name="consents")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="consents")  # null: for everybody in the household
    purpose = models.CharField(max_length=40)
    how = models.CharField(max_length=10, choices=How.choices)
    note_sealed = models.BinaryField(null=True)
    evidence = models.OneToOneField("files.StoredFile", models.PROTECT, null=True, related_name="+")
    notice = models.PositiveIntegerField()
    given_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    because = models.CharField(max_length=300, default="")

    class Meta:
        indexes = [models.Index(name="consent_of_household", fields=["household", "purpose"])]
        constraints = [
            models.UniqueConstraint(
                *("household", "purpose", Coalesce("person", 0)), name="consent_once", condition=Q(withdrawn_at__isnull=True)
            ),
            models.CheckConstraint(name="consent_has_evidence", condition=Q(note_sealed__isnull=False) | Q(evidence__isnull=False)),
            models.CheckConstraint(
                name="consent_withdrawn_by_someone",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        ]


class Restriction(models.Model):
    """A stop to one purpose for a household, because somebody of it objected and was found right. Handing it over for that purpose ends."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="restrictions")
    purpose = models.CharField(max_length=40)
    because = models.CharField(max_length=300)
    since = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["household", "purpose"], name="restriction_once", condition=Q(lifted_at__isnull=True)),
            models.CheckConstraint(name="restriction_lifted_later", condition=Q(lifted_at__isnull=True) | Q(lifted_at__gte=F("since"))),
        ]
