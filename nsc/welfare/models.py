"""Programmes of help and their rules, who is on their registers, their money, and the help that was given.

Three lists are never mixed: rights by law, help by discretion or quota, and schemes open in rounds (Programme.Kind). A programme's rules
and amounts are versions with the day they begin and their source.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from nsc.files.sealed import SealedField

USER = settings.AUTH_USER_MODEL
NOTE = "welfare_note"  # what welfare's sealed notes are sealed for


class Programme(models.Model):
    class Kind(models.TextChoices):
        LAW = "law", _("สิทธิตามกฎหมาย")
        DISCRETION = "discretion", _("ความช่วยเหลือตามดุลยพินิจหรือโควตา")
        ROUND = "round", _("โครงการที่เปิดเป็นรอบ")

    class Form(models.TextChoices):
        MONEY = "money", _("เงิน")
        GOODS = "goods", _("สิ่งของ")
        SERVICE = "service", _("บริการ")

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    form = models.CharField(max_length=10, choices=Form)
    owner = models.CharField(max_length=200)  # the office by law or custom, by name
    is_for_household = models.BooleanField(default=False)  # else for single persons
    is_card = models.BooleanField(default=False)  # the state welfare card itself: who holds it has also been asked by the survey
    interval_months = models.PositiveSmallIntegerField(null=True)  # the same help to one household sooner than this is double
    times_a_year = models.PositiveSmallIntegerField(null=True)  # fiscal year
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="programme_is_told", condition=~Q(code="") & ~Q(name="") & ~Q(owner=""))]


class Terms(models.Model):
    """Who is entitled to a programme and to how much, from a day on. An empty rule asks for nothing."""

    class Per(models.TextChoices):
        MONTH = "month", _("ต่อเดือน")
        TIME = "time", _("ต่อครั้ง")
        YEAR = "year", _("ต่อปี")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="terms")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    age_from = models.PositiveSmallIntegerField(null=True)  # full years
    age_until = models.PositiveSmallIntegerField(null=True)
    needs_disability = models.BooleanField(default=False)
    needs_card = models.BooleanField(default=False)  # the state welfare card
    income_limit = models.PositiveIntegerField(null=True)  # baht a person a year, the household's average
    fails_indicator = models.PositiveSmallIntegerField(null=True)  # of the set of 31
    is_by_rule = models.BooleanField(default=True)  # else decided case by case: nobody is found entitled by these terms
    amounts = models.CharField(max_length=200, default="")  # "60:600 70:700": baht from an age on; "800" where it is one amount
    with_card = models.CharField(max_length=200, default="")  # the same for who holds the state welfare card, where it differs
    per = models.CharField(max_length=5, choices=Per)
    is_ceiling = models.BooleanField(default=False)  # at most so much
    source = models.CharField(max_length=300)
    is_official = models.BooleanField(default=False)  # else a proposal, shown as one
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")  # none: came with the system
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="terms_once_a_day", fields=["programme", "valid_from"]),
            models.CheckConstraint(name="terms_have_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="terms_ages_in_order", condition=Q(age_from__isnull=True) | Q(age_until__isnull=True) | Q(age_from__lte=F("age_until"))
            ),
        ]


class Register(models.Model):
    """Who received a programme on a day, in an area or of a local authority, as its office has it. Withdrawn as a whole by undo.

    `known_until`: the highest person that we knew when it was compared; of who came later it says nothing.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="registers")
    as_of = models.DateField()
    area_code = models.CharField(max_length=8)
    authority = models.ForeignKey("areas.LocalAuthority", models.PROTECT, null=True, related_name="+")  # only its people, of that area
    source = models.CharField(max_length=255)  # the file, as the office knows it
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    wrong = models.PositiveIntegerField(default=0)  # rows whose number could not be read: whom they mean we don't know
    matched = models.PositiveIntegerField()
    known_until = models.BigIntegerField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    because = models.CharField(max_length=300, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                *("programme", "as_of", "area_code", Coalesce("authority", 0), "sha256"),
                name="register_once",
                condition=Q(undone_at__isnull=True),
            ),
            models.CheckConstraint(name="register_matches_of_its_rows", condition=Q(rows__gte=F("matched") + F("wrong"))),
            models.CheckConstraint(
                name="register_undone_by_someone",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(because=""),
            ),
        ]


class RegisterEntry(models.Model):
    register = models.ForeignKey(Register, models.PROTECT, related_name="entries", db_index=False)
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(name="register_names_once", fields=["register", "person"])]
        indexes = [models.Index(name="register_entry_of_person", fields=["person", "register"])]


class RightTally(models.Model):
    """How many people (of a programme for households: how many households) of an area stand how with a programme: eligibility.State.

    `digits` of the area code: 8 for a village to 2 for the province. authority_id 0: whatever the authority; else its villages, and, with
    area_code "" and 0 digits, the whole authority.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", db_index=False)
    digits = models.PositiveSmallIntegerField()
    area_code = models.CharField(max_length=8)
    authority_id = models.BigIntegerField(default=0)
    state = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="right_tally_key", fields=["authority_id", "digits", "area_code", "programme", "state"]),
        ]


class RightCount(models.Model):
    """What RightTally was counted from, and for which day. There is one row; `mark` changes with answers, registers, terms and the day."""

    mark = models.CharField(max_length=64)
    round = models.ForeignKey("surveys.Round", models.SET_NULL, null=True, related_name="+")
    on = models.DateField()
    counted_at = models.DateTimeField()


class Budget(models.Model):
    """Money of an organisation for a programme in a fiscal year (CE: in which it ends). The verbs keep the sums, under its lock."""

    organisation = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="budgets")
    fiscal_year = models.PositiveSmallIntegerField()
    area_code = models.CharField(max_length=8)  # whose it is to see: the province, or an amphoe
    allotted = models.DecimalField(max_digits=14, decimal_places=2)
    committed = models.DecimalField(max_digits=14, decimal_places=2, default=0)  # promised, not yet delivered
    spent = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="budget_once_a_year", fields=["organisation", "programme", "fiscal_year"]),
            models.CheckConstraint(
                name="budget_is_not_overdrawn",
                condition=Q(committed__gte=0, spent__gte=0, allotted__gte=0) & Q(allotted__gte=F("committed") + F("spent")),
            ),
        ]


class Allotment(models.Model):
    """What a budget was allotted, and why: each change of it, in the order of their numbers. The last one holds."""

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="allotments")
    baht = models.DecimalField(max_digits=14, decimal_places=2)
    because = models.CharField(max_length=300)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="allotment_has_a_reason", condition=~Q(because="")),
            models.CheckConstraint(name="allotment_not_negative", condition=Q(baht__gte=0)),
        ]


class HelpList(models.Model):
    """A delivery of help records by an agency's own list or TPMAP Logbook, by a mapping profile. Withdrawn as a whole by undo."""

    source = models.CharField(max_length=255)  # the file, as the office knows it
    origin = models.CharField(max_length=10, default="agency")  # agency or logbook
    sha256 = models.CharField(max_length=64)
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, null=True, related_name="+")
    area_code = models.CharField(max_length=8, default="")  # over which whoever brought it may bring lists: whose it is to see
    rows = models.PositiveIntegerField()
    matched = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)  # recorded already
    double = models.PositiveIntegerField(default=0)  # stored, and help of the kind within its interval
    left_out = models.PositiveIntegerField(default=0)  # wrong
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    because = models.CharField(max_length=300, default="")  # why it was undone

    class Meta:
        constraints = [
            models.UniqueConstraint(*("sha256", Coalesce("organisation", 0)), name="help_list_once", condition=Q(undone_at__isnull=True))
        ]


class Assistance(models.Model):
    """Help for a household or one person of it: promised, delivered, confirmed; or withdrawn with a reason. Programme None: outside any.

    `kind`: what sort of help, a key of rules.KINDS: help of one kind within its interval is double help, whoever gives it.
    """

    class Road(models.TextChoices):
        """By which way we know of it."""

        TYPED = "typed", _("บันทึกในระบบ")
        PHONE = "phone", _("โทรศัพท์ในพื้นที่")
        LIST = "list", _("บัญชีของหน่วยงาน")
        LOGBOOK = "logbook", _("TPMAP Logbook")

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="assistance", db_index=False)
    area_code = models.CharField(max_length=8)
    authority = models.ForeignKey("areas.LocalAuthority", models.PROTECT, null=True, related_name="+", db_index=False)
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, related_name="assistance")
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, null=True, related_name="+", db_index=False)
    budget = models.ForeignKey(Budget, models.PROTECT, null=True, related_name="assistance", db_index=False)
    dimension = models.CharField(max_length=10, default="")  # of union.DIMENSIONS, or other
    kind = models.CharField(max_length=20)
    form = models.CharField(max_length=10, choices=Programme.Form)
    what = models.CharField(max_length=200)  # "ข้าวสาร 10 กก.": the thing, never a name or a diagnosis
    quantity = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    unit = models.CharField(max_length=40, default="")
    baht = models.DecimalField(max_digits=12, decimal_places=2, null=True)  # of goods and services their worth, where known
    state = models.CharField(max_length=10, default="promised")  # a key of rules.ASSISTANCE_NEXT
    promised_on = models.DateField(null=True)
    on = models.DateField(null=True)  # delivered
    confirmed_on = models.DateField(null=True)
    road = models.CharField(max_length=10, choices=Road, default="typed")
    submission = models.UUIDField(null=True, unique=True)  # that a phone or a form gave it: sent again, nothing is added
    help_list = models.ForeignKey(HelpList, models.PROTECT, null=True, related_name="assistance")
    row = models.PositiveIntegerField(null=True)
    receipt = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    evidence = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    note_sealed = SealedField(purpose=NOTE, null=True)
    although_sealed = SealedField(purpose=NOTE, null=True)  # why it was given although it is double
    withdrawn_sealed = SealedField(purpose=NOTE, null=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="assistance_promised_or_delivered", condition=Q(promised_on__isnull=False) | Q(on__isnull=False)),
            models.CheckConstraint(
                name="assistance_delivered_on_a_day", condition=~Q(state__in=["delivered", "confirmed"]) | Q(on__isnull=False)
            ),
            models.CheckConstraint(
                name="assistance_withdrawn_for_a_reason", condition=~Q(state="withdrawn") | Q(withdrawn_sealed__isnull=False)
            ),
            models.CheckConstraint(name="assistance_is_told", condition=~Q(what="") & ~Q(kind="")),
            models.CheckConstraint(name="assistance_not_negative", condition=Q(baht__isnull=True) | Q(baht__gte=0)),
            models.UniqueConstraint(name="assistance_row_once", fields=["help_list", "row"]),
        ]
        indexes = [
            models.Index(name="assistance_of_household", fields=["household", "-on", "kind"]),
            models.Index(name="assistance_in_area", fields=["area_code", "state", "on", "organisation"]),
            models.Index(name="assistance_of_office", fields=["organisation", "state", "on"]),
            models.Index(name="assistance_double", fields=["area_code", "on"], condition=Q(although_sealed__isnull=False)),
        ]


class HelpRow(models.Model):
    """A row of a help list that waits for a person: to say whom it means, or, of TPMAP Logbook, which of two records holds. `row` None: a
    record of ours that the other side lacks. What names somebody is sealed; `who_index` is the keyed index of it, alike for one person.
    """

    class Why(models.TextChoices):
        NOBODY = "nobody", _("ไม่พบครัวเรือน")
        SEVERAL = "several", _("พบหลายครัวเรือน")
        DOUBTFUL = "doubtful", _("พบ แต่ข้อมูลไม่ตรงกัน")
        THEIRS = "theirs", _("มีใน Logbook แต่ไม่มีในระบบ")
        OURS = "ours", _("มีในระบบ แต่ไม่มีใน Logbook")
        UNLIKE = "unlike", _("จำนวนเงินหรือวันที่ต่างกัน")

    help_list = models.ForeignKey(HelpList, models.PROTECT, related_name="waiting")
    row = models.PositiveIntegerField(null=True)
    why = models.CharField(max_length=10, choices=Why)
    state = models.CharField(max_length=10, default="waiting")  # a key of rules.HELP_ROW_NEXT
    area_code = models.CharField(max_length=8, default="")  # as far as the row tells
    household = models.ForeignKey("registry.Household", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")
    ours = models.ForeignKey(Assistance, models.PROTECT, null=True, related_name="+")  # of which the other side says otherwise, or nothing
    made = models.ForeignKey(Assistance, models.PROTECT, null=True, related_name="+")  # what became of it
    who_index = models.CharField(max_length=32, default="")
    name_sealed = SealedField(purpose=NOTE, null=True)
    national_id_sealed = SealedField(purpose=NOTE, null=True)
    house_sealed = SealedField(purpose=NOTE, null=True)  # house code, house number and village, as written
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, related_name="+", db_index=False)
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    form = models.CharField(max_length=10, choices=Programme.Form)
    what = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    unit = models.CharField(max_length=40, default="")
    baht = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    on = models.DateField()
    because_sealed = SealedField(purpose=NOTE, null=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="help_row_once", fields=["help_list", "row"]),
            models.CheckConstraint(
                name="help_row_decided_by_someone", condition=Q(state__in=["waiting", "withdrawn"]) | Q(by__isnull=False)
            ),
            models.CheckConstraint(name="help_row_stored_is_there", condition=~Q(state="stored") | Q(made__isnull=False)),
        ]
        indexes = [models.Index(name="help_row_waiting", fields=["area_code", "why", "id"], condition=Q(state="waiting"))]


class Exchange(models.Model):
    """One exchange with TPMAP Logbook: a file that came in, or one that went out, and what came of it."""

    class Way(models.TextChoices):
        IN = "in", _("รับเข้า")
        OUT = "out", _("ส่งออก")

    way = models.CharField(max_length=3, choices=Way)
    what = models.CharField(max_length=10)  # help or targets
    area_code = models.CharField(max_length=8)
    source = models.CharField(max_length=255)  # the file, as the office knows it
    help_list = models.OneToOneField(HelpList, models.PROTECT, null=True, related_name="exchange")
    rows = models.PositiveIntegerField()
    same = models.PositiveIntegerField(default=0)
    differing = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="exchange_way_known", condition=Q(way__in=["in", "out"]))]
        indexes = [models.Index(name="exchange_newest", fields=["-at"])]
