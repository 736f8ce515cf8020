"""Farmers who work with a tambon: the only people whose names this room holds. No national id."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from nsc.files.sealed import SealedField
from nsc.tambon import products_rules
from nsc.tambon.models.initiatives import Initiative
from nsc.tambon.models.products import Product

USER = settings.AUTH_USER_MODEL
SEAL = "farmer"
GONE = "–"  # where a name was


class Farmer(models.Model):
    """`village`: where the plot lies. `plot`: square wa; None not measured. `crop`: crop or animal, in words."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="farmers")
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="farmers")
    title = models.CharField(max_length=30, default="", blank=True)
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100, default="", blank=True)
    phone_sealed = SealedField(purpose=SEAL, null=True)
    consent_on = models.DateField()  # agreed that the tambon keeps the name and calls
    village = models.CharField(max_length=8)
    plot = models.PositiveIntegerField(null=True)
    crop = models.CharField(max_length=120)
    mark = models.UUIDField(unique=True)  # of the form it was written on
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    left_on = models.DateField(null=True)
    left_because = models.CharField(max_length=300, default="", blank=True)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="farmer_is_told", condition=~Q(first_name="") & ~Q(crop="") & ~Q(village=""))]


class FarmSeason(models.Model):
    """A farmer's plan for a season and what came of it. Yields in `unit`; income in baht a season, of this crop or animal alone."""

    farmer = models.ForeignKey(Farmer, models.PROTECT, related_name="seasons")
    year = models.PositiveSmallIntegerField()  # CE
    name = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()
    unit = models.CharField(max_length=40)
    planned = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    yield_before = models.DecimalField(max_digits=12, decimal_places=2, null=True)  # of the season before
    income_before = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    yield_after = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    income_after = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    finished_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="farm_season_once", fields=["farmer", "year", "name"]),
            models.CheckConstraint(name="farm_season_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="farm_season_is_told", condition=~Q(name="") & ~Q(unit="")),
        ]


class FieldVisit(models.Model):
    """What was seen on the plot and advised. `followed`: of the advice of last time. Words may name people, so they are sealed.

    So far in the season, None where nobody measured: `planted` square wa, `yielded` in the season's unit, `earned` and `spent` baht.
    `next_on`: when somebody means to come again. `mark`: of the form, which is the submission where it was filled in on a phone."""

    season = models.ForeignKey(FarmSeason, models.PROTECT, related_name="visits")
    on = models.DateField()
    seen_sealed = SealedField(purpose=SEAL, null=True)
    advice_sealed = SealedField(purpose=SEAL, null=True)
    followed = models.CharField(max_length=6)
    why_sealed = SealedField(purpose=SEAL, null=True)
    stage = models.CharField(max_length=8, default="", blank=True)
    planted = models.PositiveIntegerField(null=True)
    yielded = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    earned = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    spent = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    next_on = models.DateField(null=True)
    is_from_phone = models.BooleanField(default=False)
    mark = models.UUIDField(unique=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="field_visit_followed", condition=Q(followed__in=list(products_rules.FOLLOWED))),
            models.CheckConstraint(name="field_visit_stage", condition=Q(stage__in=["", *products_rules.STAGES])),
        ]


class FieldPicture(models.Model):
    """A picture of the plot, taken at a visit. `mark`: the submission that brought it, or one made here."""

    visit = models.ForeignKey(FieldVisit, models.PROTECT, related_name="pictures")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    mark = models.UUIDField(unique=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
