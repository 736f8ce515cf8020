"""Households and their people: who they are, whatever year they were asked. What they answered stands in surveys, round by round."""

from django.db import models


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
