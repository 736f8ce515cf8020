"""Households and their people: who they are, whatever year they were asked. What they answered stands in surveys, round by round."""

from django.db import models
from django.db.models import Q

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
        indexes = [models.Index(fields=["area_code", "id"])]


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
