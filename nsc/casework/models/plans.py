"""What was agreed to be done: a plan of steps with its goal and diagnosis, drawn from a menu (เมนูแก้จน)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nsc.casework.models.cases import NOTE, Case
from nsc.casework.models.visits import Need
from nsc.files.sealed import SealedField

USER = settings.AUTH_USER_MODEL


class Measure(models.Model):
    """An entry of the menu: what may be done about an indicator or a problem, for whom, and by whose office. Data, dated and sourced.

    `indicator` in the set `set_code`, or `problem` of the other ones; `stage` "" is for any, `triage` "" for both.
    """

    code = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    title = models.CharField(max_length=200)
    description = models.CharField(max_length=500, default="")
    dimension = models.CharField(max_length=10)
    set_code = models.CharField(max_length=20, default="")
    indicator = models.PositiveSmallIntegerField(null=True)
    problem = models.CharField(max_length=40, default="")
    stage = models.CharField(max_length=20, default="")
    triage = models.CharField(max_length=10, default="")
    owner = models.CharField(max_length=200)  # the office that does it, by name
    programme = models.ForeignKey("welfare.Programme", models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=300)
    is_official = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="measure_once_a_day", fields=["code", "valid_from"]),
            models.CheckConstraint(name="measure_is_told", condition=~Q(title="") & ~Q(owner="") & ~Q(source="")),
            models.CheckConstraint(name="measure_for_something", condition=Q(indicator__isnull=False) | ~Q(problem="")),
        ]


class CasePlan(models.Model):
    """A version of a case's plan. The four ท of its diagnosis are sealed words; the checks of sufficiency are yes, no, or not said."""

    class Goal(models.TextChoices):
        SURVIVE = "survive", _("อยู่รอด")
        SUFFICIENT = "sufficient", _("พอเพียง")
        SUSTAINED = "sustained", _("ยั่งยืน")

    case = models.ForeignKey(Case, models.PROTECT, related_name="plans")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default="draft")  # a key of roads.PLAN_NEXT
    goal = models.CharField(max_length=10, choices=Goal)
    attitude_sealed = SealedField(purpose=NOTE, null=True)  # ทัศนคติ
    skills_sealed = SealedField(purpose=NOTE, null=True)  # ทักษะ
    resources_sealed = SealedField(purpose=NOTE, null=True)  # ทรัพยากร
    way_out_sealed = SealedField(purpose=NOTE, null=True)  # ทางออก
    is_moderate = models.BooleanField(null=True)  # พอประมาณ
    is_reasonable = models.BooleanField(null=True)  # มีเหตุผล
    is_resilient = models.BooleanField(null=True)  # ภูมิคุ้มกัน
    has_knowledge = models.BooleanField(null=True)  # ความรู้
    has_virtue = models.BooleanField(null=True)  # คุณธรรม
    sufficiency_sealed = SealedField(purpose=NOTE, null=True)
    agreed_on = models.DateField(null=True)
    signed_sealed = SealedField(purpose=NOTE, null=True)  # who signed for the household
    signature = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")  # approved, or sent back
    decided_at = models.DateTimeField(null=True)
    returned_sealed = SealedField(purpose=NOTE, null=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="plan_version_once", fields=["case", "version"]),
            models.UniqueConstraint(name="plan_one_in_work", fields=["case"], condition=Q(state__in=["draft", "agreed"])),
            models.UniqueConstraint(name="plan_one_in_force", fields=["case"], condition=Q(state="approved")),
            models.CheckConstraint(
                name="plan_agreed_by_someone", condition=Q(state__in=["draft", "withdrawn"]) | Q(agreed_on__isnull=False)
            ),
            models.CheckConstraint(name="plan_approved_by_someone", condition=~Q(state="approved") | Q(decided_by__isnull=False)),
        ]


class Step(models.Model):
    """One thing of a plan, for the household or one person of it: who does what by when, with whose money."""

    class Who(models.TextChoices):
        FAMILY = "family", _("ครัวเรือนทำเอง")
        MENTOR = "mentor", _("พี่เลี้ยงและทีมตำบล")
        OFFICE = "office", _("หน่วยงาน")

    plan = models.ForeignKey(CasePlan, models.PROTECT, related_name="steps")
    place = models.PositiveSmallIntegerField()  # its order in the plan
    need = models.ForeignKey(Need, models.PROTECT, null=True, related_name="steps")
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, related_name="+")
    what_sealed = SealedField(purpose=NOTE, null=True)
    who = models.CharField(max_length=10, choices=Who)
    office = models.CharField(max_length=200, default="")
    due_on = models.DateField()
    baht = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    money_from = models.CharField(max_length=200, default="")
    state = models.CharField(max_length=10, default="planned")  # a key of roads.STEP_NEXT
    done_on = models.DateField(null=True)
    because_sealed = SealedField(purpose=NOTE, null=True)  # why it was dropped

    class Meta:
        constraints = [
            models.UniqueConstraint(name="step_place_once", fields=["plan", "place"]),
            models.CheckConstraint(name="step_done_on_a_day", condition=~Q(state="done") | Q(done_on__isnull=False)),
            models.CheckConstraint(name="step_of_an_office_names_it", condition=~Q(who="office") | ~Q(office="")),
        ]
        indexes = [models.Index(name="step_due", fields=["due_on", "plan"], condition=Q(state__in=["planned", "doing"]))]


class Account(models.Model):
    """A household account (บัญชีครัวเรือน) of one month, before the plan or after it."""

    class Kind(models.TextChoices):
        BEFORE = "before", _("ก่อนดำเนินการ")
        AFTER = "after", _("หลังดำเนินการ")

    case = models.ForeignKey(Case, models.PROTECT, related_name="accounts")
    kind = models.CharField(max_length=6, choices=Kind)
    month = models.DateField()  # its first day
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="account_month_once", fields=["case", "kind", "month"])]


class AccountLine(models.Model):
    """Baht in that month, of one kind of income, spending, debt or saving (a key of planning.LINES). None: told once, and taken back."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="lines")
    line = models.CharField(max_length=20)
    baht = models.DecimalField(max_digits=12, decimal_places=2, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="account_line_once", fields=["account", "line"]),
            models.CheckConstraint(name="account_line_not_negative", condition=Q(baht__gte=0)),
        ]
