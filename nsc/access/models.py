"""Who works here and with what right; what they did."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _


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

    came_by = ""  # "token 7" where another system asks in this user's name; not stored, every audit line of the request says it

    objects = Users()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        constraints = [models.CheckConstraint(name="user_has_names", condition=~Q(username="") & ~Q(display_name=""))]

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
    kind = models.CharField(max_length=20, choices=OrganisationKind)

    class Meta:
        constraints = [
            models.CheckConstraint(name="organisation_kind_known", condition=Q(kind__in=OrganisationKind.values)),
            models.CheckConstraint(name="organisation_has_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


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
