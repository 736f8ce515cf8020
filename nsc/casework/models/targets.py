"""The targets of a fiscal year: whom we set out to help, who says so, and what was found at their door.

A roll lists the households of one group for one fiscal year (surveys.TargetList is what a file brought in). Where a target stands on its
road is its `state`, named in rules.NAMES; what led there are rows that never change: verifications, forums, resolutions. A correction is a
new row.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

USER = settings.AUTH_USER_MODEL


class Group(models.TextChoices):
    """Where a name comes from. One household may be on several rolls."""

    TPMAP = "tpmap", _("ครัวเรือนใน TPMAP")
    MISSED = "missed", _("ตกหล่น")
    VULNERABLE = "vulnerable", _("เปราะบาง")
    THAIQM = "thaiqm", _("ThaiQM")


class Rule(models.TextChoices):
    """How a roll was drawn up."""

    MPI = "mpi", _("ครัวเรือนยากจน (MPI)")
    TARGET = "target", _("ครัวเรือนที่มีคนจนเป้าหมาย")
    VULNERABLE = "vulnerable", _("เกณฑ์ครัวเรือนเปราะบาง")
    IMPORTED = "imported", _("บัญชีที่นำเข้า")
    PROPOSED = "proposed", _("ผู้ตกหล่นที่เยี่ยมแล้วพบว่าจน")


class RollState(models.TextChoices):
    DRAWN = "drawn"
    FROZEN = "frozen"
    WITHDRAWN = "withdrawn"


class State(models.TextChoices):
    LISTED = "listed"
    VERIFIED = "verified"
    UNCONFIRMED = "unconfirmed"
    KEPT = "kept"
    STRUCK = "struck"
    ENDORSED = "endorsed"
    CERTIFIED = "certified"
    REMOVED = "removed"


class Result(models.TextChoices):
    """What a verification on the ground ("Re X-ray") found."""

    STILL_POOR = "still_poor", _("ยังยากจน")
    NOT_POOR = "not_poor", _("ไม่จน")
    NOT_FOUND = "not_found", _("ไม่พบครัวเรือน")
    MOVED = "moved", _("ย้ายออก")
    DECEASED = "deceased", _("เสียชีวิต")
    DECLINES = "declines", _("ไม่ขอรับความช่วยเหลือ")


class Criteria(models.Model):
    """When a household counts as vulnerable (เปราะบาง), from a day on. Not official until its owner, พมจ., says so."""

    valid_from = models.DateField(unique=True)
    income_limit = models.PositiveIntegerField()  # baht a person a year: at most this is low income
    child_until = models.PositiveSmallIntegerField()  # years: a child up to this age is a dependant
    elderly_from = models.PositiveSmallIntegerField()
    few_dependants = models.PositiveSmallIntegerField()  # up to so many: level 2; more: level 3
    is_official = models.BooleanField(default=False)
    source = models.CharField(max_length=300)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="criteria_in_order", condition=Q(child_until__lt=F("elderly_from"), few_dependants__gte=1)),
            models.CheckConstraint(name="criteria_have_source", condition=~Q(source="")),
        ]


class Roll(models.Model):
    """The targets of one group for one fiscal year (CE, the year in which it ends)."""

    fiscal_year = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=10, choices=Group)
    rule = models.CharField(max_length=10, choices=Rule)
    round = models.ForeignKey("surveys.Round", models.PROTECT, null=True, related_name="+")
    target_list = models.ForeignKey("surveys.TargetList", models.PROTECT, null=True, related_name="+")
    criteria = models.ForeignKey(Criteria, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=255)
    source_on = models.DateField()
    state = models.CharField(max_length=10, choices=RollState.choices, default=RollState.DRAWN)
    households = models.PositiveIntegerField()  # when it was drawn up
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)
    verify_by = models.DateField(null=True)  # the last day on which each step is in time, as ศจพ.จ. set it
    forum_by = models.DateField(null=True)
    endorse_by = models.DateField(null=True)
    certify_by = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="roll_once_a_year", fields=["fiscal_year", "group"], condition=~Q(state="withdrawn")),
            models.CheckConstraint(name="roll_group_known", condition=Q(group__in=Group.values, rule__in=Rule.values)),
            models.CheckConstraint(name="roll_frozen_since", condition=~Q(state="frozen") | Q(frozen_at__isnull=False)),
            models.CheckConstraint(
                name="roll_has_its_source",
                condition=Q(rule__in=["mpi", "target"], round__isnull=False)
                | Q(rule="vulnerable", round__isnull=False, criteria__isnull=False)
                | Q(rule="imported", target_list__isnull=False)
                | Q(rule="proposed"),
            ),
            models.CheckConstraint(
                name="roll_deadlines_in_order",
                condition=Q(verify_by__isnull=True)
                | Q(forum_by__gte=F("verify_by"), endorse_by__gte=F("forum_by"), certify_by__gte=F("endorse_by")),
            ),
        ]


class Target(models.Model):
    """A household on a roll. Place, people and dimensions are those of the day it was listed; `pattern` as in surveys.Response."""

    roll = models.ForeignKey(Roll, models.PROTECT, related_name="targets", db_index=False)
    household = models.ForeignKey("registry.Household", models.PROTECT, db_index=False)
    area_code = models.CharField(max_length=8)
    authority = models.ForeignKey("areas.LocalAuthority", models.PROTECT, null=True, related_name="+", db_index=False)
    house_no = models.CharField(max_length=50, default="")
    people = models.PositiveSmallIntegerField(null=True)  # not known of an imported list without persons
    pattern = models.PositiveSmallIntegerField(default=0)
    level = models.PositiveSmallIntegerField(null=True)  # 0-3, of the vulnerable
    priority = models.PositiveIntegerField(default=0)  # of its survey answer
    state = models.CharField(max_length=12, choices=State.choices, default=State.LISTED)
    result = models.CharField(max_length=12, choices=Result, default="")  # of the verification that holds; "": none yet
    verified_on = models.DateField(null=True)
    endorsed_by = models.ForeignKey("Resolution", models.PROTECT, null=True, related_name="+", db_index=False)
    certified_by = models.ForeignKey("Resolution", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="target_once_a_roll", fields=["roll", "household"]),
            models.CheckConstraint(name="target_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="target_verified_on_a_day",
                condition=Q(result="", verified_on__isnull=True) | Q(result__in=Result.values, verified_on__isnull=False),
            ),
            models.CheckConstraint(name="target_certified_by_resolution", condition=~Q(state="certified") | Q(certified_by__isnull=False)),
            models.CheckConstraint(
                name="target_endorsed_by_resolution", condition=~Q(state__in=["endorsed", "certified"]) | Q(endorsed_by__isnull=False)
            ),
        ]
        indexes = [
            # a page of the list and its count are read off the index alone, however deep the page
            models.Index(name="target_in_order", fields=["roll", "area_code", "-priority", "id", "state", "result"]),
            # counts of a place, and of the whole province, where no place narrows them
            models.Index(name="target_counted", fields=["roll", "area_code", "state", "result", "authority"]),
            models.Index(name="target_by_state", fields=["roll", "state", "result", "area_code"]),
            # the households of a roll, by state, for lists that are narrowed to them
            models.Index(name="target_homes", fields=["roll", "state", "household"]),
            # whether a household stands on another roll too, and how: read off the index alone for every row of a list
            models.Index(name="target_of_household", fields=["household", "roll", "state", "result", "pattern"]),
        ]


class Change(models.Model):
    """The history of a roll: nothing comes or goes in silence."""

    class Kind(models.TextChoices):
        DRAW_UP = "draw_up", _("จัดทำบัญชี")
        FREEZE = "freeze", _("ตรึงบัญชี เริ่มใช้งาน")
        DEADLINES = "deadlines", _("กำหนดวันครบกำหนด")
        ADD = "add", _("เพิ่มครัวเรือน")
        REMOVE = "remove", _("ถอนครัวเรือน")
        WITHDRAW = "withdraw", _("ถอนบัญชี")

    roll = models.ForeignKey(Roll, models.PROTECT, related_name="changes")
    target = models.ForeignKey(Target, models.PROTECT, null=True, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind)
    households = models.PositiveIntegerField()
    because = models.CharField(max_length=300, default="")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="change_has_reason", condition=Q(kind__in=["draw_up", "freeze", "deadlines"]) | ~Q(because="")),
            models.CheckConstraint(name="change_of_a_target", condition=~Q(kind__in=["add", "remove"]) | Q(target__isnull=False)),
        ]


class Verification(models.Model):
    """What was found at the door, when, and by whom. The newest by day holds; all are kept."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="verifications", db_index=False)
    result = models.CharField(max_length=12, choices=Result)
    on = models.DateField()
    note = models.CharField(max_length=500, default="")
    evidence = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="verification_result_known", condition=Q(result__in=Result.values))]
        indexes = [models.Index(name="verification_holding", fields=["target", "-on", "-id"])]


class Forum(models.Model):
    """A community forum (ประชาคม) of a village on the targets of a fiscal year."""

    fiscal_year = models.PositiveSmallIntegerField()
    area_code = models.CharField(max_length=8)
    on = models.DateField()
    place = models.CharField(max_length=200)
    chair = models.CharField(max_length=120)
    attendance = models.PositiveIntegerField()
    minutes = models.TextField(default="")
    minutes_file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="forum_once_a_day", fields=["fiscal_year", "area_code", "on"]),
            models.CheckConstraint(name="forum_was_attended", condition=Q(attendance__gte=1) & ~Q(place="") & ~Q(chair="")),
            models.CheckConstraint(name="forum_has_minutes", condition=~Q(minutes="") | Q(minutes_file__isnull=False)),
        ]


class Decision(models.Model):
    """What a forum decided on one household of the list."""

    class Kind(models.TextChoices):
        KEEP = "keep", _("คงไว้")
        STRIKE = "strike", _("ตัดออก")

    forum = models.ForeignKey(Forum, models.PROTECT, related_name="decisions", db_index=False)
    target = models.ForeignKey(Target, models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=6, choices=Kind)
    because = models.CharField(max_length=300, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="decision_once_a_forum", fields=["forum", "target"]),
            models.CheckConstraint(name="decision_to_strike_has_reason", condition=Q(kind="keep") | Q(kind="strike") & ~Q(because="")),
        ]


class Meeting(models.Model):
    """A meeting of ศจพ.อ. (area of 4 digits) or ศจพ.จ. (2 digits)."""

    area_code = models.CharField(max_length=4)
    fiscal_year = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=20)
    on = models.DateField()
    place = models.CharField(max_length=200)
    chair = models.CharField(max_length=120)
    minutes_file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="meeting_number_once_a_year", fields=["area_code", "fiscal_year", "number"]),
            models.CheckConstraint(name="meeting_is_told", condition=~Q(number="") & ~Q(place="") & ~Q(chair="")),
        ]


class Resolution(models.Model):
    """That a meeting endorses (เห็นชอบ) or certifies (รับรอง) what is ready of a roll in an area, as a whole, with exceptions."""

    class Kind(models.TextChoices):
        ENDORSE = "endorse", _("เห็นชอบ")
        CERTIFY = "certify", _("รับรอง")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="resolutions", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    roll = models.ForeignKey(Roll, models.PROTECT, related_name="resolutions")
    area_code = models.CharField(max_length=8)
    households = models.PositiveIntegerField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="resolution_once_a_meeting", fields=["meeting", "roll", "area_code"])]


class Exemption(models.Model):
    """A household that a resolution left out: it stays where it stands on its road."""

    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="exemptions", db_index=False)
    target = models.ForeignKey(Target, models.PROTECT, related_name="exemptions")
    because = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="exemption_once", fields=["resolution", "target"]),
            models.CheckConstraint(name="exemption_has_reason", condition=~Q(because="")),
        ]


class Revocation(models.Model):
    """That a later meeting took a resolution back. What had not gone on since went back by a step; both resolutions stay on the record."""

    resolution = models.OneToOneField(Resolution, models.PROTECT, related_name="revocation")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="revocations")
    because = models.CharField(max_length=300)
    households = models.PositiveIntegerField()  # that went back
    stayed = models.PositiveIntegerField()  # of the resolution's, that had gone on or were removed
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="revocation_has_reason", condition=~Q(because=""))]


class Returned(models.Model):
    """A household that went back by a step because its resolution was revoked."""

    revocation = models.ForeignKey(Revocation, models.PROTECT, related_name="returned", db_index=False)
    target = models.ForeignKey(Target, models.PROTECT, related_name="returned")

    class Meta:
        constraints = [models.UniqueConstraint(name="returned_once", fields=["revocation", "target"])]


class Proposal(models.Model):
    """A household or person missed (ตกหล่น) by every list, as somebody proposed them. The national id stands sealed in the register.

    What a citizen proposes is nobody's of the office (`by` is empty) and goes on once an officer has looked whether they are known.
    """

    class Kind(models.TextChoices):
        HOUSEHOLD = "household", _("ครัวเรือนที่ไม่อยู่ในข้อมูล")
        PERSON = "person", _("คนที่ตกจากครัวเรือนในข้อมูล")
        AWAY = "away", _("ไม่ได้อยู่บ้านตามทะเบียน")
        STATELESS = "stateless", _("ไร้สถานะทางทะเบียน")
        HOMELESS = "homeless", _("ไร้ที่พึ่ง")

    class State(models.TextChoices):
        PROPOSED = "proposed"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        KNOWN = "known"
        WITHDRAWN = "withdrawn"

    fiscal_year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    area_code = models.CharField(max_length=8)  # a village, or a tambon where there is no house
    authority = models.ForeignKey("areas.LocalAuthority", models.PROTECT, null=True, related_name="+", db_index=False)
    house_code = models.CharField(max_length=11, default="")
    house_no = models.CharField(max_length=50, default="")
    whereabouts = models.CharField(max_length=200, default="")  # where to find them
    household = models.ForeignKey("registry.Household", models.PROTECT, null=True, related_name="+")  # the known one, or the one enrolled
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=40, default="")
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100, default="")
    reason = models.CharField(max_length=500)
    forum = models.ForeignKey(Forum, models.PROTECT, null=True, related_name="proposals")  # the forum that asked for it
    target = models.OneToOneField(Target, models.PROTECT, null=True, related_name="proposal")
    closed_because = models.CharField(max_length=300, default="")
    is_of_a_citizen = models.BooleanField(default=False)
    checked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")  # that no list knows them
    checked_at = models.DateTimeField(null=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="proposal_by_an_officer_or_a_citizen",
                condition=Q(is_of_a_citizen=True, by__isnull=True) | Q(is_of_a_citizen=False, by__isnull=False),
            ),
            models.UniqueConstraint(
                name="person_proposed_once_a_year", fields=["fiscal_year", "person"], condition=Q(state__in=["proposed", "accepted"])
            ),
            models.CheckConstraint(name="proposal_is_told", condition=~Q(first_name="") & ~Q(reason="")),
            models.CheckConstraint(name="proposal_accepted_is_a_target", condition=~Q(state="accepted") | Q(target__isnull=False)),
            models.CheckConstraint(
                name="proposal_closed_for_a_reason", condition=~Q(state__in=["known", "withdrawn"]) | ~Q(closed_because="")
            ),
        ]
        indexes = [models.Index(name="proposal_by_area", fields=["fiscal_year", "area_code", "state"])]


class Ticket(models.Model):
    """With which a citizen asks what became of a proposal: a number, and a word of which only a keyed hash is kept.

    `submission`: of the form that was filled in, hashed likewise, so that sending it again gives the same ticket.
    """

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="ticket")
    number = models.CharField(max_length=9, unique=True)  # 1234-5678
    word_hash = models.CharField(max_length=64)
    submission_hash = models.CharField(max_length=64, unique=True)


class ProposalVisit(models.Model):
    """The survey's own questions, answered at the door of a missed household. Columns as in surveys.Response."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="visits")
    round = models.ForeignKey("surveys.Round", models.PROTECT, related_name="+")  # whose questions, thresholds and map
    on = models.DateField()
    people = models.PositiveSmallIntegerField()
    income_per_person = models.FloatField(null=True)  # baht a year
    answers = models.CharField(max_length=63)
    applicable = models.BigIntegerField()
    failed = models.BigIntegerField()
    pattern = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=500, default="")
    evidence = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="visit_fails_only_what_applies", condition=Q(failed__lte=F("applicable"))),
            models.CheckConstraint(name="visit_met_someone", condition=Q(people__gte=1)),
        ]


class OwnHoliday(models.Model):
    """A day on which the offices of the province are closed besides the national ones."""

    on = models.DateField(unique=True)
    name = models.CharField(max_length=120)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="own_holiday_has_name", condition=~Q(name=""))]
