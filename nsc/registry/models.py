"""Households and their people: who they are, whatever year they were asked. What they answered stands in surveys, round by round."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from nsc.files.sealed import SealedField
from nsc.registry import rules


class Household(models.Model):
    """One household of the register. Its place is that of its newest live answer; every round keeps its own beside it."""

    house_code = models.CharField(max_length=11, null=True, unique=True)  # noqa: DJ001  many houses have no code: null keeps unique true
    area_code = models.CharField(max_length=8)
    part = models.CharField(max_length=2, default="01")
    authority = models.ForeignKey("areas.LocalAuthority", models.PROTECT, null=True)
    house_no = models.CharField(max_length=50, default="")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    located_at = models.DateTimeField(null=True)  # when someone stood there and said so: no file moves it then

    class Meta:
        indexes = [models.Index(fields=["area_code", "id"]), models.Index(fields=["house_no", "area_code"], name="household_by_house_no")]


class Person(models.Model):
    """One human being. The national id is sealed; its keyed index finds it again. Nobody without a number is ever taken for another."""

    national_id_sealed = SealedField(purpose=rules.NATIONAL_ID, null=True)
    national_id_index = models.BinaryField(max_length=16, null=True, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="person_id_sealed_and_indexed_together",
                condition=models.Q(national_id_sealed__isnull=True, national_id_index__isnull=True)
                | models.Q(national_id_sealed__isnull=False, national_id_index__isnull=False),
            )
        ]


class Detail(models.Model):
    """One sensitive thing known of a person, sealed for its field alone. A new value replaces the old one; the audit tells of both."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="details", db_index=False)
    field = models.CharField(max_length=20)  # one of rules.RECORDED
    sealed = SealedField(purpose_of="field")
    index = models.BinaryField(max_length=16, null=True)  # keyed, of a phone number only: it is searched for
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("access.User", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="detail_once", fields=["person", "field"]),
            models.CheckConstraint(name="detail_field_known", condition=Q(field__in=list(rules.RECORDED))),
            models.CheckConstraint(name="detail_indexed_to_be_found", condition=Q(index__isnull=True) | Q(field=rules.PHONE)),
        ]
        indexes = [models.Index(name="detail_by_index", fields=["index"], condition=Q(index__isnull=False))]

    def __str__(self) -> str:
        return f"{self.field} of {self.person_id}"


class Photograph(models.Model):
    """A picture of a house, and a small blurred one of it. Both lie encrypted with the files; they are kept as long as this row."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="photographs")
    picture = models.OneToOneField("files.StoredFile", models.PROTECT, related_name="+")
    preview = models.OneToOneField("files.StoredFile", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)  # a key of rules.KINDS
    caption = models.CharField(max_length=200, default="", blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("access.User", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.CheckConstraint(name="photograph_kind_known", condition=Q(kind__in=list(rules.KINDS)))]

    def __str__(self) -> str:
        return f"{self.kind} of {self.household_id}"


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
    note_sealed = SealedField(purpose="consent_note", null=True)
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


class Fact(models.Model):
    """One field of a household or of one of its people, as somebody said it at the door. It lies over what the survey answered, which stays
    as it is. `was_sealed`: what stood before. Nothing sealed: nothing is said any more (an empty value)."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="facts", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="facts")
    field = models.CharField(max_length=20)  # of doorstep.OF_HOUSEHOLD or doorstep.OF_PERSON
    sealed = SealedField(purpose="fact", null=True)
    was_sealed = SealedField(purpose="fact", null=True)
    on = models.DateField()  # said at the door
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    submission = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("household", Coalesce("person", 0), "field", name="fact_once")]

    def __str__(self) -> str:
        return f"{self.field} of {self.household_id}"


class Clash(models.Model):
    """A field that two people changed differently. Neither is overwritten; somebody who may change it decides."""

    class Kept(models.TextChoices):
        STANDS = "stands"
        SAID = "said"

    household = models.ForeignKey(Household, models.PROTECT, related_name="clashes")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="clashes", db_index=False)
    field = models.CharField(max_length=20)
    stands_sealed = SealedField(purpose="fact", null=True)
    stands_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)  # null: the survey
    said_sealed = SealedField(purpose="fact", null=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    said_on = models.DateField()
    at = models.DateTimeField()
    submission = models.UUIDField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    kept = models.CharField(max_length=6, choices=Kept, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="clash_decided_by_someone",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, kept="")
                | Q(decided_at__isnull=False, decided_by__isnull=False, kept__in=["stands", "said"]),
            )
        ]
        indexes = [models.Index(name="clash_open", fields=["household"], condition=Q(decided_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.field} of {self.household_id}"
