"""The initiative of a tambon, its goals and its projects: what every other part hangs on."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nsc.tambon import rules

USER = settings.AUTH_USER_MODEL


class Initiative(models.Model):
    """A tambon that has begun. One for ever: its years are versions of its profile and its Blueprint."""

    area_code = models.CharField(max_length=6, unique=True)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="copies")  # whose model it began with


class Goal(models.Model):
    """By when which figure shall have become what. Values are in `unit`; years CE."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="goals")
    dimension = models.CharField(max_length=12)
    text = models.CharField(max_length=300)
    indicator = models.CharField(max_length=200)  # what is measured
    unit = models.CharField(max_length=60)
    baseline = models.DecimalField(max_digits=14, decimal_places=2, null=True)  # None: not measured yet
    baseline_year = models.PositiveSmallIntegerField()
    target = models.DecimalField(max_digits=14, decimal_places=2)
    by_year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)  # of the baseline
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="copies")
    ended_at = models.DateTimeField(null=True)  # given up, or put anew
    ended_because = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="goal_dimension_known", condition=Q(dimension__in=list(rules.DIMENSIONS))),
            models.CheckConstraint(name="goal_looks_ahead", condition=Q(by_year__gt=F("baseline_year"))),
            models.CheckConstraint(name="goal_is_told", condition=~Q(text="") & ~Q(indicator="") & ~Q(unit="")),
        ]


class Project(models.Model):
    """What is done towards a goal, of the tambon's own plan."""

    class State(models.TextChoices):
        PLANNED = "planned", _("วางแผน")
        RUNNING = "running", _("กำลังทำ")
        DONE = "done", _("เสร็จแล้ว")
        DROPPED = "dropped", _("ยกเลิก")

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="projects")
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, related_name="projects")
    name = models.CharField(max_length=200)
    what = models.TextField(default="", blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    starts_on = models.DateField()
    ends_on = models.DateField()
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="copies")

    class Meta:
        constraints = [
            models.CheckConstraint(name="project_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="project_has_name", condition=~Q(name="")),
            models.CheckConstraint(name="project_state_known", condition=Q(state__in=["planned", "running", "done", "dropped"])),
        ]
