"""What a tambon calls its people to: events, who says they will come, who came, what was decided. Nobody who comes is named."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from nsc.tambon import events_rules as rules
from nsc.tambon.models.initiatives import Goal, Initiative, Project
from nsc.tambon.models.profile import TeamMember, TeamTask

USER = settings.AUTH_USER_MODEL


class TambonEvent(models.Model):
    """`token`: of its public page, told by the invitation and, where all may come, by the tambon's public page. Times are of the
    province's clock."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="events")
    token = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=500)
    on = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()
    place = models.CharField(max_length=200)
    village_code = models.CharField(max_length=8, default="", blank=True)  # "": of no one village
    directions = models.CharField(max_length=300, default="", blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    run_by = models.CharField(max_length=200)  # an office or a group
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, related_name="events")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="events")
    is_open = models.BooleanField(default=True)  # to all; else by invitation
    seats = models.PositiveIntegerField(null=True)  # None: as many as come
    households_invited = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10, default=rules.PLANNED)
    cancelled_because = models.CharField(max_length=300, default="", blank=True)
    opened_at = models.DateTimeField(null=True)  # attendance by QR
    closed_at = models.DateTimeField(null=True)
    people = models.ManyToManyField(TeamMember, related_name="events")  # of the team, who were there
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="event_kind_known", condition=Q(kind__in=list(rules.KINDS))),
            models.CheckConstraint(name="event_state_known", condition=Q(state__in=list(rules.NAMES))),
            models.CheckConstraint(name="event_is_told", condition=~Q(title="") & ~Q(place="") & ~Q(run_by="") & ~Q(purpose="")),
            models.CheckConstraint(name="event_ends_after_start", condition=Q(ends__gt=F("starts"))),
            models.CheckConstraint(
                name="event_position_whole", condition=Q(latitude=None, longitude=None) | Q(latitude__isnull=False, longitude__isnull=False)
            ),
            models.CheckConstraint(name="event_cancelled_why", condition=~Q(state=rules.CANCELLED) | ~Q(cancelled_because="")),
            models.CheckConstraint(name="event_seats_are_some", condition=Q(seats=None) | Q(seats__gt=0)),
            models.UniqueConstraint(name="event_once", fields=["initiative", "title", "on", "starts"], condition=~Q(state=rules.CANCELLED)),
        ]


class Coming(models.Model):
    """A browser said that somebody will come. `once`: a keyed hash of what the browser keeps for this one event."""

    event = models.ForeignKey(TambonEvent, models.PROTECT, related_name="coming")
    once = models.CharField(max_length=64)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="coming_once", fields=["event", "once"])]


class CheckIn(models.Model):
    """People who came: one by their own telephone, or so many as a member of the team counted (`by`). Of a village, of an organisation, or
    of neither: from elsewhere. `once`: a keyed hash of the browser, or of the counting."""

    event = models.ForeignKey(TambonEvent, models.PROTECT, related_name="check_ins")
    once = models.CharField(max_length=64)
    people = models.PositiveSmallIntegerField(default=1)
    village_code = models.CharField(max_length=8, default="", blank=True)
    organisation = models.CharField(max_length=200, default="", blank=True)
    sex = models.CharField(max_length=6, default="", blank=True)
    age = models.CharField(max_length=8, default="", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_because = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="check_in_once", fields=["event", "once"]),
            models.CheckConstraint(name="check_in_of_one", condition=Q(people=1) | Q(by__isnull=False, people__gt=1)),
            models.CheckConstraint(name="check_in_from_one_place", condition=Q(village_code="") | Q(organisation="")),
            models.CheckConstraint(name="check_in_sex_known", condition=Q(sex__in=["", *rules.SEXES])),
            models.CheckConstraint(name="check_in_age_known", condition=Q(age__in=["", *rules.AGES])),
        ]


class EventDecision(models.Model):
    """`task`: of the team, where somebody of it does what was decided; else `doer`, an office or a group."""

    event = models.ForeignKey(TambonEvent, models.PROTECT, related_name="decisions")
    text = models.CharField(max_length=300)
    doer = models.CharField(max_length=200, default="", blank=True)
    due_on = models.DateField(null=True)
    task = models.ForeignKey(TeamTask, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="event_decision_is_told", condition=~Q(text="")),
            models.UniqueConstraint(name="event_decision_once", fields=["event", "text"], condition=Q(withdrawn_at=None)),
        ]
