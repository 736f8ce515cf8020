"""A tambon as its team knows it: figures and findings in five dimensions, photographs, closed years, goals measured, the register of
projects of others, and the team itself."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from nsc.tambon import profile_rules, rules
from nsc.tambon.models.initiatives import Goal, Initiative

USER = settings.AUTH_USER_MODEL
DIMENSIONS = list(rules.DIMENSIONS)


class IndicatorValue(models.Model):
    """A figure of a year (CE) in `unit`. Corrected, it is replaced by another row and stays."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="indicator_values")
    dimension = models.CharField(max_length=12)
    indicator = models.CharField(max_length=200)
    unit = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=14, decimal_places=2)
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="indicator_value_dimension_known", condition=Q(dimension__in=DIMENSIONS)),
            models.CheckConstraint(name="indicator_value_told", condition=~Q(indicator="") & ~Q(unit="") & ~Q(source="")),
            models.UniqueConstraint(
                name="indicator_value_one_a_year", fields=["initiative", "dimension", "indicator", "year"], condition=Q(replaced_at=None)
            ),
        ]


class Finding(models.Model):
    """A line of what the team found: of a dimension, or (SWOT) of the whole."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=12)
    dimension = models.CharField(max_length=12, default="", blank=True)
    text = models.CharField(max_length=300)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="finding_is_of_a_dimension_or_swot",
                condition=Q(kind__in=list(profile_rules.OF_DIMENSION), dimension__in=DIMENSIONS)
                | Q(kind__in=list(profile_rules.SWOT), dimension=""),
            ),
            models.CheckConstraint(name="finding_is_told", condition=~Q(text="")),
            models.UniqueConstraint(
                name="finding_is_said_once", fields=["initiative", "kind", "dimension", "text"], condition=Q(ended_at=None)
            ),
        ]


class TambonPhotograph(models.Model):
    """Of places and work. `is_consented`: whoever can be known in it has agreed, or nobody can."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="photographs")
    picture = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    preview = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    caption = models.CharField(max_length=200)
    is_consented = models.BooleanField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)  # the files are gone then
    event = models.ForeignKey("tambon.TambonEvent", models.PROTECT, null=True, related_name="photographs")  # at which it was taken

    class Meta:
        constraints = [models.CheckConstraint(name="tambon_photograph_told_and_consented", condition=~Q(caption="") & Q(is_consented=True))]


class ClosedYear(models.Model):
    """The profile of a year (CE) as it was when the team closed it. What the team had written is read as of that moment."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="closed_years")
    year = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="profile_year_closed_once", fields=["initiative", "year"])]


class ClosedFigure(models.Model):
    """A figure that had filled itself. `value` None: not known, or hidden because the number was small."""

    closed = models.ForeignKey(ClosedYear, models.PROTECT, related_name="figures")
    position = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=20)
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=60)
    value = models.FloatField(null=True)
    digits = models.PositiveSmallIntegerField()
    is_hidden = models.BooleanField()
    year = models.PositiveSmallIntegerField()
    definition = models.CharField(max_length=300)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(name="closed_figure_once", fields=["closed", "key"])]


class Measurement(models.Model):
    """A goal measured in a year (CE), in the goal's unit. Corrected, it is replaced by another row and stays."""

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="measurements")
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=14, decimal_places=2)
    source = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="measurement_has_source", condition=~Q(source="")),
            models.UniqueConstraint(name="measurement_one_a_year", fields=["goal", "year"], condition=Q(replaced_at=None)),
        ]


class Undertaking(models.Model):
    """A project in the tambon by whichever agency, past or running: the register. Those of the tambon's own plan are Project."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="undertakings")
    name = models.CharField(max_length=200)
    dimension = models.CharField(max_length=12)
    agency = models.CharField(max_length=200)
    funder = models.CharField(max_length=200)
    baht = models.DecimalField(max_digits=14, decimal_places=2, null=True)  # None: nobody has said
    starts_on = models.DateField()
    ends_on = models.DateField()  # of the funding
    continued_by = models.CharField(max_length=200, default="", blank=True)  # "": nobody yet
    result = models.TextField(default="", blank=True)
    warned = models.PositiveSmallIntegerField(null=True)  # the last of WARNINGS that the team was told
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="undertaking_dimension_known", condition=Q(dimension__in=DIMENSIONS)),
            models.CheckConstraint(name="undertaking_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="undertaking_is_told", condition=~Q(name="") & ~Q(agency="")),
            models.CheckConstraint(name="undertaking_budget_not_negative", condition=Q(baht=None) | Q(baht__gte=0)),
            models.UniqueConstraint(name="undertaking_once", fields=["initiative", "name", "starts_on"]),
        ]


class TeamMember(models.Model):
    """Who works for the tambon, in which role. `user`: has an account here. `contact` only with consent."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="team")
    user = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=120)
    organisation = models.CharField(max_length=200)
    contact = models.CharField(max_length=120, default="", blank=True)
    is_contact_consented = models.BooleanField(default=False)
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")  # who takes the role over
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    left_because = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="team_member_is_told", condition=~Q(name="") & ~Q(role="") & ~Q(organisation="")),
            models.CheckConstraint(name="team_member_contact_consented", condition=Q(contact="") | Q(is_contact_consented=True)),
            models.UniqueConstraint(name="team_member_once", fields=["initiative", "name", "role"], condition=Q(left_at=None)),
        ]


class Training(models.Model):
    """What the team was taught, by whom."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="trainings")
    course = models.CharField(max_length=200)
    on = models.DateField()
    giver = models.CharField(max_length=200)
    can_now = models.CharField(max_length=300)  # what who took part can do since
    people = models.ManyToManyField(TeamMember, related_name="trainings")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="training_is_told", condition=~Q(course="") & ~Q(giver="")),
            models.UniqueConstraint(name="training_once", fields=["initiative", "course", "on"]),
        ]


class TeamMeeting(models.Model):
    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="meetings")
    subject = models.CharField(max_length=200)
    on = models.DateField()
    place = models.CharField(max_length=200, default="", blank=True)
    minutes = models.TextField(default="", blank=True)
    decisions = models.TextField(default="", blank=True)  # one a line
    people = models.ManyToManyField(TeamMember, related_name="meetings")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="team_meeting_is_told", condition=~Q(subject="")),
            models.UniqueConstraint(name="team_meeting_once", fields=["initiative", "subject", "on"]),
        ]


class TeamTask(models.Model):
    """Decided at a meeting, or between meetings. `told_on`: the team was last told that it is late."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="tasks")
    meeting = models.ForeignKey(TeamMeeting, models.PROTECT, null=True, related_name="tasks")
    what = models.CharField(max_length=300)
    owner = models.ForeignKey(TeamMember, models.PROTECT, related_name="tasks")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    result = models.CharField(max_length=300, default="", blank=True)
    told_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="team_task_is_told", condition=~Q(what="")),
            models.UniqueConstraint(name="team_task_once", fields=["initiative", "what", "owner", "due_on"]),
        ]
