"""Who works here and with what right; what they did."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from nsc.files.sealed import SealedField


class Users(BaseUserManager):
    def get_by_natural_key(self, username: str) -> "User":
        """Phones capitalise the first letter of what is typed: a name is one name however it is typed."""
        return self.get(username=tidy_username(username))


def tidy_username(username: str) -> str:
    return User.normalize_username(username).strip().lower()


class User(AbstractBaseUser):
    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, default="th")
    is_active = models.BooleanField(default=True)
    may_sign_in = models.BooleanField(default=True)  # not the operator: that one is the command line; nor another system
    email = models.EmailField(default="", blank=True)
    email_when = models.CharField(max_length=8, default="at_once")
    created_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField(null=True)  # the last link to set a password; one made anew makes the older void

    came_by = ""  # "token 7" where another system asks in this user's name; not stored, every audit line of the request says it

    objects = Users()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        constraints = [
            models.CheckConstraint(name="user_has_names", condition=~Q(username="") & ~Q(display_name="")),
            models.CheckConstraint(name="user_email_when_known", condition=Q(email_when__in=["at_once", "daily"])),
        ]

    def __str__(self) -> str:
        return self.display_name


class OrganisationKind(models.TextChoices):
    GOVERNMENT = "government", _("ภาครัฐ")
    COMMUNITY = "community", _("ชุมชน")
    INDUSTRY = "industry", _("ภาคเอกชน")
    UNIVERSITY = "university", _("สถาบันการศึกษา")
    CIVIL_SOCIETY = "civil_society", _("ภาคประชาสังคม")


class Organisation(models.Model):
    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=OrganisationKind)  # as what it counts; as what else: FurtherKind
    closed_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")

    class Meta:
        constraints = [
            models.CheckConstraint(name="organisation_kind_known", condition=Q(kind__in=OrganisationKind.values)),
            models.CheckConstraint(name="organisation_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="organisation_merged_is_closed", condition=Q(merged_into__isnull=True) | Q(closed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FurtherKind(models.Model):
    """What an organisation is besides: a community enterprise that trades is of the community, and industry."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="further_kinds")
    kind = models.CharField(max_length=20, choices=OrganisationKind)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind"], name="further_kind_once"),
            models.CheckConstraint(name="further_kind_known", condition=Q(kind__in=OrganisationKind.values)),
        ]


class Assignment(models.Model):
    """A role in an area, for a time. `valid_until` is the last day; `ended_at` cuts it off at once.

    With an authority the role holds for what belongs to it and for nothing else; the area then only says where it lies.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=40)  # a key of roles.ROLES
    area_code = models.CharField(max_length=8)
    authority = models.ForeignKey("areas.LocalAuthority", models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="assignments")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assignment_dates_in_order", condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from"))
            ),
            models.CheckConstraint(name="assignment_has_place", condition=~Q(area_code="") & ~Q(role="")),
            models.UniqueConstraint(
                *("user", "role", "area_code", Coalesce("authority", 0), Coalesce("organisation", 0)),
                name="assignment_once",
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}@{self.area_code}"


class Reach(models.Model):
    """A household handed to a person or an organisation, for a purpose. Written by the verbs above (assign a mentor, send a referral)."""

    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="reaches")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="reaches")
    household_id = models.BigIntegerField()  # a plain number: registry stands above access
    purpose = models.CharField(max_length=40)
    until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reach_of_one_holder",
                condition=Q(user__isnull=False, organisation__isnull=True) | Q(user__isnull=True, organisation__isnull=False),
            ),
            models.UniqueConstraint(
                name="reach_of_user_once", fields=["user", "household_id", "purpose"], condition=Q(ended_at__isnull=True)
            ),
            models.UniqueConstraint(
                name="reach_of_organisation_once", fields=["organisation", "household_id", "purpose"], condition=Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose}:{self.household_id}"


class Unattended(models.Model):
    """A household whose holder left and nobody took over. `area_code`: where the leaver worked; access knows no household's place."""

    household_id = models.BigIntegerField()
    purpose = models.CharField(max_length=40)
    until = models.DateField(null=True)
    area_code = models.CharField(max_length=8)
    left_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(name="unattended_in", fields=["area_code"], condition=Q(taken_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.purpose}:{self.household_id}"


class ApiToken(models.Model):
    """A key with which another system asks in a user's name. The secret itself is kept nowhere: `digest` is its SHA-256, in hex.

    `until` is the last day; `ended_at` cuts it off at once.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="tokens")
    purpose = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    until = models.DateField()
    last_used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="token_says_what_for", condition=~Q(purpose="") & ~Q(digest=""))]

    def __str__(self) -> str:
        return f"token {self.pk}"


class Phone(models.Model):
    """A phone on which somebody has the field application: it may send for them, and read what is theirs, until it is ended.

    Two secrets, of which only the SHA-256 is kept: `send` lies open on the phone and lets it send what is sealed to us, `read` is locked
    with what the phone holds. `ahead`: seconds its clock was ahead of ours when it last spoke. `wiped_at`: when it said that it is empty.
    """

    key = models.UUIDField(unique=True)  # made on the phone
    user = models.ForeignKey(User, models.PROTECT, related_name="phones")
    name = models.CharField(max_length=200)  # what its browser calls itself
    send_digest = models.CharField(max_length=64)
    read_digest = models.CharField(max_length=64)
    app = models.CharField(max_length=20, default="")  # version of the application
    enrolled_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    ahead = models.IntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    because = models.CharField(max_length=300, default="")
    wiped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="phone_ended_before_wiped", condition=Q(wiped_at__isnull=True) | Q(ended_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"phone {self.pk}"


class Window(models.Model):
    """How often something was done by someone in one stretch of time. Who it is stands here as a keyed hash: it may be an address."""

    what = models.CharField(max_length=20)
    who = models.CharField(max_length=64)
    ends_at = models.DateTimeField()
    times = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="window_once", fields=["what", "who", "ends_at"])]
        indexes = [models.Index(name="window_over", fields=["ends_at"])]

    def __str__(self) -> str:
        return f"{self.what}:{self.times}"


class SignInFailure(models.Model):
    """A wrong password. The name is kept as a keyed hash: people type passwords into the name's field."""

    who = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="sign_in_failure_who", fields=["who", "at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class AuditBlock(models.Model):
    """A seal over lines: its hash covers them and the hash before it. The number is the key, so that the chain cannot fork."""

    number = models.PositiveBigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.number}:{self.hash[:12]}"


class AuditLine(models.Model):
    """What someone did or opened. Never a name or a national id in `because` or `detail`.

    `at` is when it was done (a phone may say so later); `recorded_at` is when it was written here.
    """

    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # nobody: a sign-in under a name we don't know
    verb = models.CharField(max_length=60)
    on_type = models.CharField(max_length=40)
    on_id = models.CharField(max_length=40)
    place = models.CharField(max_length=10)
    because = models.CharField(max_length=300)
    count = models.PositiveIntegerField(null=True)
    detail = models.CharField(max_length=300)
    households = models.TextField(default="")  # numbers of those whose people a list showed, each between spaces: " 12 345 "
    block = models.ForeignKey(AuditBlock, models.PROTECT, null=True, related_name="lines", db_index=False)

    class Meta:
        indexes = [
            models.Index(name="audit_on", fields=["on_type", "on_id", "at"]),
            models.Index(name="audit_by", fields=["by", "at"]),
            models.Index(name="audit_at", fields=["at", "id"]),
            models.Index(name="audit_verb", fields=["verb", "at"]),
            models.Index(name="audit_place", fields=["place", "at"]),
            models.Index(name="audit_in_block", fields=["block", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"

    def save(self, *args: object, **kwargs: object) -> None:
        if self.pk is not None:
            raise TypeError("an audit line is written once")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> None:
        raise TypeError("an audit line is never deleted")


class AuditShown(models.Model):
    """Which lines showed a household: AuditLine.households turned round by the sealer, so that who saw a person is found at once."""

    pk = models.CompositePrimaryKey("household_id", "line_id")
    household_id = models.BigIntegerField()
    line = models.ForeignKey(AuditLine, models.PROTECT, related_name="+", db_index=False)

    def __str__(self) -> str:
        return f"{self.household_id}:{self.line_id}"


class Watched(models.Model):
    """How far the record has been looked through for unusual access: the number of the last block. One row."""

    block = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.block)


class Alert(models.Model):
    """Access out of the ordinary, found in the record (unusual.py), for the data-protection officer to look into.

    One finding is one row: found again with more lines, its numbers grow until it is reviewed.
    """

    class Finding(models.TextChoices):
        EXPLAINED = "explained", _("มีเหตุผลอันควร")
        MISUSE = "misuse", _("ใช้โดยมิชอบ")

    kind = models.CharField(max_length=20)  # a key of unusual.KINDS
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    since = models.DateTimeField()  # the hour or the day of Thailand it is about
    until = models.DateTimeField()
    place = models.CharField(max_length=8, default="")
    count = models.PositiveIntegerField()
    limit = models.PositiveIntegerField()
    usual = models.PositiveIntegerField(null=True)
    found_at = models.DateTimeField()
    finding = models.CharField(max_length=10, choices=Finding, default="")
    note = models.CharField(max_length=500, default="")
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="alert_once", fields=["kind", "user", "since", "place"]),
            models.CheckConstraint(
                name="alert_reviewed_with_finding",
                condition=Q(finding="", reviewed_by=None, reviewed_at=None)
                | (Q(finding__in=["explained", "misuse"]) & Q(reviewed_by__isnull=False, reviewed_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(name="alert_waiting", fields=["-since"], condition=Q(finding=""))]

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id} {self.since:%Y-%m-%d %H:%M}"


class Emergency(models.Model):
    """A household out of reach, opened in an emergency: for hours, for a reason, looked into afterwards by somebody else."""

    class Finding(models.TextChoices):
        JUSTIFIED = "justified", _("มีเหตุฉุกเฉินจริง")
        MISUSE = "misuse", _("ใช้โดยมิชอบ")

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    household_id = models.BigIntegerField()  # a plain number: registry stands above access
    place = models.CharField(max_length=8)
    reason = models.CharField(max_length=20)  # a key of glass.REASONS
    because = models.CharField(max_length=300)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()  # from this minute on it is closed
    ended_at = models.DateTimeField(null=True)  # handed back before
    finding = models.CharField(max_length=10, choices=Finding, default="")
    note = models.CharField(max_length=500, default="")
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="emergency_ends_after_it_began", condition=Q(until__gt=F("opened_at"))),
            models.CheckConstraint(
                name="emergency_reviewed_by_another",
                condition=Q(finding="", reviewed_by=None, reviewed_at=None)
                | (
                    Q(finding__in=["justified", "misuse"])
                    & Q(reviewed_by__isnull=False, reviewed_at__isnull=False)
                    & ~Q(reviewed_by=F("user"))
                ),
            ),
        ]
        indexes = [
            models.Index(name="emergency_of_user", fields=["user", "until"]),
            models.Index(name="emergency_waiting", fields=["-opened_at"], condition=Q(finding="")),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.household_id}"


class Notice(models.Model):
    """Something a user should know or do. The text is a msgid of notices.KINDS; `values` fill its gaps: numbers and codes, never a name."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    href = models.CharField(max_length=200, default="")  # the page to go to, of this system
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(name="notice_of_user", fields=["user", "-id"]),
            models.Index(name="notice_unread", fields=["user"], condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.kind


class Channel(models.TextChoices):
    EMAIL = "email", _("อีเมล")
    LINE = "line", "LINE"


class Muted(models.Model):
    """A kind of notice its reader does not want by that channel. Inside the application everything is shown."""

    user = models.ForeignKey(User, models.CASCADE, related_name="muted")
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=5, choices=Channel)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="muted_once", fields=["user", "kind", "channel"]),
            models.CheckConstraint(name="muted_channel_known", condition=Q(channel__in=Channel.values)),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.channel}"


class LineLink(models.Model):
    """Whose LINE account is whose: asked for by a one-time code, of which only a keyed hash is kept; then LINE's own id, sealed."""

    user = models.OneToOneField(User, models.CASCADE, related_name="line")
    code_hash = models.CharField(max_length=64, default="")
    code_until = models.DateTimeField(null=True)
    sealed = SealedField(purpose="line_user", null=True)
    index = models.BinaryField(max_length=16, null=True, unique=True)
    linked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="line_code_once", fields=["code_hash"], condition=~Q(code_hash="")),
            models.CheckConstraint(
                name="line_linked_whole",
                condition=Q(sealed__isnull=True, index__isnull=True, linked_at__isnull=True)
                | Q(sealed__isnull=False, index__isnull=False, linked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="line_code_ends",
                condition=Q(code_hash="", code_until__isnull=True) | (~Q(code_hash="") & Q(code_until__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return "line"


class Delivery(models.Model):
    """A notice on its way out by one channel. Taken up by the worker, tried again with growing pauses, given up after the last try."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"
        DROPPED = "dropped"  # its reader has closed that way meanwhile, or read it here

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=5, choices=Channel)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()  # while it is being sent, until when the sender has it
    tries = models.PositiveSmallIntegerField(default=0)
    key = models.UUIDField(default=uuid.uuid4)  # the same at every try: LINE's retry key, the Message-ID of a mail
    over_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=40, default="")  # a key of delivery.TROUBLES

    class Meta:
        constraints = [
            models.UniqueConstraint(name="delivery_once", fields=["notice", "channel"]),
            models.CheckConstraint(name="delivery_channel_known", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(name="delivery_state_known", condition=Q(state__in=["waiting", "sent", "failed", "dropped"])),
            models.CheckConstraint(
                name="delivery_over_when_it_ended",
                condition=Q(state="waiting", over_at__isnull=True) | (~Q(state="waiting") & Q(over_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="delivery_due", fields=["due_at"], condition=Q(state="waiting")),
            models.Index(name="delivery_failed", fields=["over_at"], condition=Q(state="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"
