"""A household on its road out of poverty: its case, what happened on the way, and who has to act next.

Where a case stands is its `state` (roads.CASE_NEXT); whose turn it is, one field, `turn`, with the day it is due. The days on which it
reached each mark of the road stand on the row, so that progress is counted from indexed rows. What happened is an Event each, for one
timeline of the household, and never changes.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nsc.casework.models.targets import Target
from nsc.files.sealed import SealedField

USER = settings.AUTH_USER_MODEL
NOTE = "casework_note"  # what casework's sealed notes are sealed for


class Turn(models.TextChoices):
    """Who has to act next."""

    MENTOR = "mentor", _("พี่เลี้ยง")
    TAMBON = "tambon", _("ทีมตำบล")
    DISTRICT = "district", _("ศจพ.อ.")
    PROVINCE = "province", _("ศจพ.จ.")
    AGENCY = "agency", _("หน่วยงาน")
    NOBODY = "", _("ไม่มี")


class Triage(models.TextChoices):
    DEVELOP = "develop", _("พัฒนาได้")
    WELFARE = "welfare", _("ต้องสงเคราะห์")


class Outcome(models.TextChoices):
    OUT_OF_POVERTY = "out_of_poverty", _("พ้นความยากจน")
    WELFARE = "welfare", _("สงเคราะห์ถาวร")
    LEFT = "left", _("ย้ายออก")
    DECLINED = "declined", _("ไม่ขอรับความช่วยเหลือ")
    DECEASED = "deceased", _("เสียชีวิต")


class Case(models.Model):
    """One open at a time for a household; `is_newest` marks the one that progress counts. `due_on`: until when whoever's turn it is acts.

    `fiscal_year` (CE) is that of its opening; a case goes on through the years. `target`: the one it was opened for; none where an
    emergency came first. The marks `…_on` are the first days on which it got there.
    """

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="cases")
    area_code = models.CharField(max_length=8)
    authority = models.ForeignKey("areas.LocalAuthority", models.PROTECT, null=True, related_name="+", db_index=False)
    target = models.ForeignKey(Target, models.PROTECT, null=True, related_name="cases")
    fiscal_year = models.PositiveSmallIntegerField()
    pattern = models.PositiveSmallIntegerField(default=0)  # of the survey when it was opened
    priority = models.PositiveIntegerField(default=0)
    is_newest = models.BooleanField(default=True)
    is_emergency = models.BooleanField(default=False)  # help came before plan and approval, and is not regularised yet
    state = models.CharField(max_length=10)  # a key of roads.CASE_NEXT
    triage = models.CharField(max_length=10, choices=Triage, default="")
    mentor = models.ForeignKey(USER, models.PROTECT, null=True, related_name="mentored_cases")
    turn = models.CharField(max_length=10, choices=Turn, default=Turn.DISTRICT)
    due_on = models.DateField(null=True)
    escalations = models.PositiveSmallIntegerField(default=0)  # how often it went upward because it was late, since the last step
    outcome = models.CharField(max_length=15, choices=Outcome, default="")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True)
    visited_on = models.DateField(null=True)
    planned_on = models.DateField(null=True)  # its plan was approved
    referred_on = models.DateField(null=True)
    helped_on = models.DateField(null=True)
    followed_up_on = models.DateField(null=True)
    out_on = models.DateField(null=True)  # out of poverty; empty again where it relapsed
    relapsed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="case_one_open", fields=["household"], condition=~Q(state="closed")),
            models.UniqueConstraint(name="case_newest_once", fields=["household"], condition=Q(is_newest=True)),
            models.CheckConstraint(name="case_turn_known", condition=Q(turn__in=Turn.values)),
            models.CheckConstraint(name="case_triage_known", condition=Q(triage__in=["", *Triage.values])),
            models.CheckConstraint(
                name="case_closed_with_an_outcome",
                condition=Q(state="closed", outcome__in=Outcome.values, closed_on__isnull=False, turn="")
                | ~Q(state="closed") & Q(outcome="", closed_on__isnull=True) & ~Q(turn=""),
            ),
            models.CheckConstraint(name="case_out_has_its_day", condition=~Q(outcome="out_of_poverty") | Q(out_on__isnull=False)),
        ]
        indexes = [
            models.Index(name="case_in_area", fields=["area_code", "state", "turn", "due_on", "id"]),
            models.Index(name="case_of_turn", fields=["turn", "due_on", "id"], condition=~Q(state="closed")),
            models.Index(name="case_in_a_hurry", fields=["area_code"], condition=Q(is_emergency=True)),
            models.Index(name="case_of_mentor", fields=["mentor", "due_on"], condition=~Q(state="closed")),
            # which households have one, and which were visited: lists of households are narrowed by it, read off the index alone
            models.Index(name="case_by_state", fields=["state", "household"]),
            models.Index(name="case_visited", fields=["household"], condition=Q(is_newest=True, visited_on__isnull=False)),
            models.Index(name="case_helped", fields=["helped_on", "id"], condition=Q(is_newest=True, helped_on__isnull=False)),
        ]


class Event(models.Model):
    """One line of a household's timeline. `kind`: the verb, as the audit spells it; `what`: a code that verb's page knows to word.

    `record`: the number of the visit, plan, referral … it tells of. The text is sealed: it may hold a name or a diagnosis.
    """

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="events", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="events", db_index=False)
    on = models.DateField()
    kind = models.CharField(max_length=40)
    what = models.CharField(max_length=40, default="")
    record = models.BigIntegerField(null=True)
    baht = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    text_sealed = SealedField(purpose=NOTE, null=True)
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, null=True, related_name="+", db_index=False)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="event_has_kind", condition=~Q(kind=""))]
        indexes = [models.Index(name="event_timeline", fields=["household", "-on", "-id"])]


class Handoff(models.Model):
    """A case, from one level to another, until a day: taken, or sent back with a reason."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="handoffs")
    from_turn = models.CharField(max_length=10, choices=Turn)
    to_turn = models.CharField(max_length=10, choices=Turn)
    because_sealed = SealedField(purpose=NOTE, null=True)
    due_on = models.DateField()
    is_escalation = models.BooleanField(default=False)  # by the clock, because it was late
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, default="given")  # a key of roads.HANDOFF_NEXT
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer_sealed = SealedField(purpose=NOTE, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="handoff_goes_elsewhere", condition=~Q(from_turn=F("to_turn")) & ~Q(to_turn="")),
            models.UniqueConstraint(name="handoff_one_running", fields=["case"], condition=Q(state="given")),
        ]


class AfterCheck(models.Model):
    """After "out of poverty": whether it lasts, at 6 and 12 months and at each round."""

    class Kind(models.TextChoices):
        SIX = "6", _("ครบ 6 เดือน")
        TWELVE = "12", _("ครบ 12 เดือน")
        ROUND = "round", _("เมื่อมีรอบสำรวจใหม่")

    case = models.ForeignKey(Case, models.PROTECT, related_name="after_checks")
    kind = models.CharField(max_length=5, choices=Kind)
    round = models.ForeignKey("surveys.Round", models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    on = models.DateField(null=True)
    has_relapsed = models.BooleanField(null=True)  # None: not checked yet
    visit = models.ForeignKey("casework.Visit", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)  # the case was reopened before it was due
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="after_check_once", fields=["case", "kind", "due_on"]),
            models.CheckConstraint(
                name="after_check_done_on_a_day",
                condition=Q(on__isnull=True, has_relapsed__isnull=True) | Q(on__isnull=False, has_relapsed__isnull=False),
            ),
        ]
        indexes = [models.Index(name="after_check_due", fields=["due_on", "case"], condition=Q(on__isnull=True, withdrawn_at__isnull=True))]


class CaseDays(models.Model):
    """How many working days a case may wait in each state, and at a level it went up to, from a day on. Until ศจพ.จ. sets any: a proposal
    (roads.WORKING_DAYS)."""

    valid_from = models.DateField(unique=True)
    opened = models.PositiveSmallIntegerField()
    triaged = models.PositiveSmallIntegerField()
    assigned = models.PositiveSmallIntegerField()
    visited = models.PositiveSmallIntegerField()
    planned = models.PositiveSmallIntegerField()
    approved = models.PositiveSmallIntegerField()
    following = models.PositiveSmallIntegerField()
    upward = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300)  # the order or minute that says so
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="case_days_say_whence", condition=~Q(source=""))]
