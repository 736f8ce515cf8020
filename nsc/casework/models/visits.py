"""Visits to a household, and the needs that were seen: at a visit, or told of outside any case."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nsc.casework.models.cases import NOTE, Case
from nsc.files.sealed import SealedField

USER = settings.AUTH_USER_MODEL
OTHER = "other"  # besides the five of poverty.union.DIMENSIONS


class Visit(models.Model):
    """Planned, then done or missed. What only a finished visit knows is empty before.

    `view`: the family's own view of its situation, one character a dimension in the order of union.DIMENSIONS: g, y, r, or - for not said.
    `answers` and masks: the survey's questions asked again (columns as in surveys.Response); empty where they were not asked.
    `submission`: the number that a phone gave it, so that sending it again adds nothing.
    """

    class Purpose(models.TextChoices):
        FIRST = "first", _("เยี่ยมครั้งแรก")
        PROGRESS = "progress", _("ติดตามแผน")
        USE = "use", _("ตรวจการใช้ความช่วยเหลือ")
        FOLLOW_UP = "follow_up", _("ติดตามผล")
        AFTER = "after", _("ตรวจหลังพ้นความยากจน")

    case = models.ForeignKey(Case, models.PROTECT, related_name="visits", db_index=False)
    purpose = models.CharField(max_length=10, choices=Purpose)
    state = models.CharField(max_length=10, default="planned")  # a key of roads.VISIT_NEXT
    planned_on = models.DateField(null=True)
    planned_for = models.ForeignKey(USER, models.PROTECT, null=True, related_name="planned_visits")
    on = models.DateField(null=True)
    submission = models.UUIDField(null=True, unique=True)
    visitors = models.CharField(max_length=300, default="")  # offices and roles, as written
    met_sealed = SealedField(purpose=NOTE, null=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    accuracy = models.FloatField(null=True)  # metres
    view = models.CharField(max_length=5, default="")
    people = models.PositiveSmallIntegerField(null=True)
    income_per_person = models.FloatField(null=True)  # baht a year
    debt_formal = models.PositiveIntegerField(null=True)  # baht
    debt_informal = models.PositiveIntegerField(null=True)
    round = models.ForeignKey("surveys.Round", models.PROTECT, null=True, related_name="+")  # whose questions, thresholds and map
    answers = models.CharField(max_length=63, default="")
    applicable = models.BigIntegerField(null=True)
    failed = models.BigIntegerField(null=True)
    pattern = models.PositiveSmallIntegerField(null=True)
    note_sealed = SealedField(purpose=NOTE, null=True)
    next_on = models.DateField(null=True)  # agreed at the door
    evidence = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    missed_because = models.CharField(max_length=20, default="")  # a key of visits.MISSED
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="case_visit_done_on_a_day", condition=~Q(state="done") | Q(on__isnull=False)),
            models.CheckConstraint(name="case_visit_planned_for_a_day", condition=~Q(state="planned") | Q(planned_on__isnull=False)),
            models.CheckConstraint(name="case_visit_missed_for_a_reason", condition=~Q(state="missed") | ~Q(missed_because="")),
            models.CheckConstraint(
                name="case_visit_fails_only_what_applies", condition=Q(failed__isnull=True) | Q(failed__lte=F("applicable"))
            ),
            models.CheckConstraint(
                name="case_visit_measured_whole",
                condition=Q(answers="", pattern__isnull=True, round__isnull=True)
                | ~Q(answers="") & Q(pattern__isnull=False, round__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="case_visit_of_case", fields=["case", "-on", "-id"]),
            models.Index(name="case_visit_planned", fields=["planned_on", "case"], condition=Q(state="planned")),
        ]


class Observation(models.Model):
    """What was seen in one dimension, or of another problem. `problem`: a key of observations' list, "" for words alone."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="observations")
    dimension = models.CharField(max_length=10)  # of union.DIMENSIONS, or OTHER
    problem = models.CharField(max_length=40, default="")
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")
    text_sealed = SealedField(purpose=NOTE, null=True)


class MemberChange(models.Model):
    """That somebody came, left or died, as found at the door. The survey's answers stay as they were."""

    class Kind(models.TextChoices):
        CAME = "came", _("สมาชิกใหม่")
        LEFT = "left", _("ย้ายออก")
        DIED = "died", _("เสียชีวิต")

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="member_changes")
    kind = models.CharField(max_length=5, choices=Kind)
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")  # none: somebody new
    text_sealed = SealedField(purpose=NOTE, null=True)


class VisitPhotograph(models.Model):
    """Taken at a visit. Where the household has the picture removed, the link goes with it."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="photographs")
    photograph = models.OneToOneField("registry.Photograph", models.CASCADE, related_name="+")


class VisitVoice(models.Model):
    """What was spoken at a visit where typing is hard. Only a person who listens learns of it. `about`: a dimension, or ""."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="voices")
    file = models.OneToOneField("files.StoredFile", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)  # audio/…: a value of voices.KINDS
    seconds = models.PositiveSmallIntegerField(null=True)  # as the phone says
    about = models.CharField(max_length=10, default="")
    submission = models.UUIDField(unique=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"voice {self.pk}"


class Need(models.Model):
    """What a household or one of its people needs, in a dimension. In a case or outside any. `stage`: the person's life stage on that day.

    `indicator` and `set` name the deprivation it comes from, where it is one of the survey's.
    """

    class Urgency(models.TextChoices):
        NOW = "now", _("ทันที")
        MONTH = "month", _("ภายในเดือนนี้")
        YEAR = "year", _("ภายในปีนี้")

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="needs")
    area_code = models.CharField(max_length=8)
    authority = models.ForeignKey("areas.LocalAuthority", models.PROTECT, null=True, related_name="+", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="needs")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="needs")
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")
    stage = models.CharField(max_length=20, default="")
    dimension = models.CharField(max_length=10)  # of union.DIMENSIONS, or OTHER
    indicator = models.PositiveSmallIntegerField(null=True)
    set_code = models.CharField(max_length=20, default="")
    problem = models.CharField(max_length=40, default="")
    text_sealed = SealedField(purpose=NOTE, null=True)
    self_help_sealed = SealedField(purpose=NOTE, null=True)  # what the family can do itself
    urgency = models.CharField(max_length=5, choices=Urgency)
    state = models.CharField(max_length=10, default="open")  # a key of roads.NEED_NEXT
    on = models.DateField()
    met_on = models.DateField(null=True)
    withdrawn_because_sealed = SealedField(purpose=NOTE, null=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="need_urgency_known", condition=Q(urgency__in=["now", "month", "year"])),
            models.CheckConstraint(
                name="need_met_on_a_day", condition=Q(state="met", met_on__isnull=False) | ~Q(state="met") & Q(met_on__isnull=True)
            ),
            models.CheckConstraint(name="need_stage_of_a_person", condition=Q(stage="") | Q(person__isnull=False)),
        ]
        indexes = [
            models.Index(name="need_in_area", fields=["area_code", "state", "dimension", "stage", "urgency"]),
            models.Index(name="need_of_case", fields=["case", "state"]),
        ]
