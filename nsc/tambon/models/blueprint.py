"""The Tambon Blueprint by version: strategies, what each version says of a project, and the parts of that. A version's rows are its own;
the next version begins as their copy, so that what was approved stays as it was. `origin` is the row that a copy goes back to: progress
is told of all of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nsc.access.models import Organisation
from nsc.files.models import StoredFile
from nsc.poverty.union import DIMENSIONS
from nsc.tambon import blueprint_rules as rules
from nsc.tambon.models.initiatives import Goal, Initiative, Project

USER = settings.AUTH_USER_MODEL
STANDS = Q(dropped_at=None)


class Blueprint(models.Model):
    """A version for the fiscal years `first_year` to `last_year` (CE). `book`: what was approved, printed then, with its hash."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="blueprints")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default=rules.DRAFT)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    endorsed_at = models.DateTimeField(null=True)
    endorsed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    remarks = models.TextField(default="", blank=True)  # with which it came back, or why it was withdrawn
    book = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    book_sha256 = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="blueprint_version_once", fields=["initiative", "version"]),
            models.UniqueConstraint(name="blueprint_one_in_work", fields=["initiative"], condition=Q(state__in=rules.IN_WORK)),
            models.UniqueConstraint(name="blueprint_one_in_force", fields=["initiative"], condition=Q(state=rules.APPROVED)),
            models.CheckConstraint(name="blueprint_state_known", condition=Q(state__in=list(rules.NAMES))),
            models.CheckConstraint(name="blueprint_years_in_order", condition=Q(last_year__gte=F("first_year"))),
            models.CheckConstraint(
                name="blueprint_approved_by_somebody", condition=~Q(state=rules.APPROVED) | Q(approved_by__isnull=False)
            ),
        ]


class Written(models.Model):
    """Who wrote the row, when; dropped with a reason, never deleted."""

    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)
    dropped_because = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        abstract = True


class Strategy(Written):
    blueprint = models.ForeignKey(Blueprint, models.PROTECT, related_name="strategies")
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="strategies")
    name = models.CharField(max_length=200)
    what = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="strategy_has_name", condition=~Q(name="")),
            models.UniqueConstraint(name="strategy_once", fields=["blueprint", "goal", "name"], condition=STANDS),
        ]


class ProjectPlan(Written):
    """What a version says of a project."""

    blueprint = models.ForeignKey(Blueprint, models.PROTECT, related_name="plans")
    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="plans")
    project = models.ForeignKey(Project, models.PROTECT, related_name="plans")
    name = models.CharField(max_length=200)
    what = models.TextField(default="", blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    owner = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    owner_person = models.CharField(max_length=200, default="", blank=True)  # of the team, in words: a post, not a private person
    outputs = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="project_once_a_version", fields=["blueprint", "project"]),
            models.CheckConstraint(name="project_plan_has_name", condition=~Q(name="")),
            models.CheckConstraint(name="project_plan_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
        ]


class Part(Written):
    plan = models.ForeignKey(ProjectPlan, models.PROTECT, related_name="%(class)s_rows")
    origin = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


class Activity(Part):
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=12)
    starts_on = models.DateField()
    ends_on = models.DateField()
    responsible = models.CharField(max_length=200, default="", blank=True)
    resource = models.CharField(max_length=200, default="", blank=True)
    output = models.CharField(max_length=300, default="", blank=True)
    state = models.CharField(max_length=10, default=rules.PLANNED)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="activity_once", fields=["plan", "name", "starts_on"], condition=STANDS),
            models.CheckConstraint(name="activity_has_name", condition=~Q(name="")),
            models.CheckConstraint(name="activity_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="activity_kind_known", condition=Q(kind__in=list(rules.KINDS))),
            models.CheckConstraint(name="activity_state_known", condition=Q(state__in=list(rules.WORK_NAMES))),
        ]


class ProjectBudget(Part):
    source = models.CharField(max_length=10)
    source_words = models.CharField(max_length=200, default="", blank=True)
    fiscal_year = models.PositiveSmallIntegerField()
    baht = models.DecimalField(max_digits=12, decimal_places=2)
    comes_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="budget_source_known", condition=Q(source__in=list(rules.SOURCES))),
            models.CheckConstraint(name="project_budget_not_below_nought", condition=Q(baht__gte=0)),
            models.UniqueConstraint(name="project_budget_once", fields=["plan", "source", "source_words", "fiscal_year"], condition=STANDS),
        ]


class Outcome(Part):
    measure = models.CharField(max_length=300)
    unit = models.CharField(max_length=60)
    target = models.DecimalField(max_digits=14, decimal_places=2)
    reached = models.DecimalField(max_digits=14, decimal_places=2, null=True)  # None: not measured yet
    reached_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="outcome_is_told", condition=~Q(measure="") & ~Q(unit="")),
            models.CheckConstraint(name="outcome_reached_on_a_day", condition=Q(reached=None) | Q(reached_on__isnull=False)),
            models.UniqueConstraint(name="outcome_once", fields=["plan", "measure"], condition=STANDS),
        ]


class Risk(Part):
    what = models.CharField(max_length=300)
    chance = models.PositiveSmallIntegerField()
    effect = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(name="risk_is_told", condition=~Q(what="") & ~Q(answer="")),
            models.CheckConstraint(name="risk_level_known", condition=Q(chance__in=[1, 2, 3], effect__in=[1, 2, 3])),
            models.UniqueConstraint(name="risk_once", fields=["plan", "what"], condition=STANDS),
        ]


class Reached(Part):
    """How many households poor in that dimension of TPMAP the project plans to reach: a number, never which."""

    dimension = models.CharField(max_length=10)
    households = models.PositiveIntegerField()
    how = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="reached_dimension_known", condition=Q(dimension__in=list(DIMENSIONS))),
            models.UniqueConstraint(name="reached_once", fields=["plan", "dimension"], condition=STANDS),
        ]


class ProjectPartner(Part):
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    does = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(name="project_partner_once", fields=["plan", "organisation"], condition=STANDS)]


class SufficiencyAnswer(Part):
    class Answer(models.TextChoices):
        YES = "yes", _("ใช่")
        PARTLY = "partly", _("บางส่วน")
        NO = "no", _("ยังไม่ใช่")

    question = models.CharField(max_length=40)  # a key of data/sufficiency.toml
    answer = models.CharField(max_length=6, choices=Answer)
    because = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="sufficiency_answer_once", fields=["plan", "question"], condition=STANDS),
            models.CheckConstraint(name="sufficiency_answer_known", condition=Q(answer__in=["yes", "partly", "no"])),
        ]
