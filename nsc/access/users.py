"""Accounts and the roles given to them."""

from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from nsc.access import audit, rules, scope
from nsc.access.models import Assignment, Organisation, User, tidy_username
from nsc.access.roles import OPERATOR, ROLES, Permission
from nsc.areas import authorities
from nsc.errors import NotAllowed, Refused, _


def operator() -> User:
    """The command line: may do everything in the province this system serves, leaves the same trail as everyone, cannot sign in."""
    user = User.objects.filter(username=OPERATOR.key).first()
    if user and scope.held(user, settings.PROVINCE) == OPERATOR.permissions:
        return user  # without a transaction: a command that only reads must not wait for a writer
    return _appoint_operator()


@transaction.atomic
def _appoint_operator() -> User:
    user, new = User.objects.get_or_create(
        username=OPERATOR.key, defaults={"display_name": OPERATOR.name, "may_sign_in": False, "password": make_password(None)}
    )
    Assignment.objects.get_or_create(
        user=user, role=OPERATOR.key, area_code=settings.PROVINCE, ended_at=None, defaults={"valid_from": date(2000, 1, 1)}
    )
    if new:
        audit.record(by=user, at=timezone.now(), verb="user.create", on=user, detail=OPERATOR.key)
    return user


def exists(username: str) -> bool:
    return User.objects.filter(username=tidy_username(username)).exists()


def named(username: str) -> User:
    found = User.objects.filter(username=tidy_username(username)).first()
    if not found:
        raise Refused(_("ไม่มีบัญชีชื่อ “{username}”"), username=username)
    return found


def listed(user: User) -> list[list[str]]:
    """Username, name, whether active (1 or 0), role and area: a row an assignment in force, or one row where there is none."""
    _require_anywhere(user, Permission.USER_CREATE)
    rows = []
    for each in User.objects.exclude(username=OPERATOR.key).prefetch_related("assignments").order_by("username"):
        given = [(one.role, one.area_code) for one in each.assignments.all() if one.ended_at is None] or [("", "")]
        rows += [[each.username, each.display_name, str(int(each.is_active)), *one] for one in given]
    return rows


@transaction.atomic
def create(
    *,
    by: User,
    at: datetime,
    username: str,
    display_name: str,
    password: str | None = None,
    language: str = "th",
    may_sign_in: bool = True,
) -> User:
    """An account without any right yet. Without a password it cannot sign in until one is set; another system's (`may_sign_in` False) never
    can, and comes in by its key (tokens)."""
    _require_anywhere(by, Permission.USER_CREATE)
    user = User(username=tidy_username(username), display_name=display_name.strip(), language=language, may_sign_in=may_sign_in)
    if not user.username or not user.display_name:
        raise Refused(_("โปรดระบุทั้งชื่อผู้ใช้และชื่อที่แสดง"))
    if User.objects.filter(username=user.username).exists():
        raise Refused(_("มีชื่อผู้ใช้ “{username}” อยู่แล้ว โปรดใช้ชื่ออื่น"), username=user.username)
    _set_password(user, password)
    user.save()
    audit.record(by=by, at=at, verb="user.create", on=user)
    return user


@transaction.atomic
def assign(
    *,
    by: User,
    at: datetime,
    user: User,
    role: str,
    area: str,
    authority: int | None = None,
    organisation: Organisation | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> Assignment:
    """Gives a role (a key of roles.ROLES) over an area, or over what belongs to a local authority there (its id), from today unless said
    otherwise, to the last day `valid_until`. Over an authority: by who holds the right over all its villages, or over
    the province where these are not known."""
    rules.check_area(area)
    scope.require(by, Permission.ROLE_GRANT, place=area)
    for village in (authorities.villages_of(authority) or [settings.PROVINCE]) if authority else ():
        scope.require(by, Permission.ROLE_GRANT, place=village)
    given = rules.assignable(role)
    valid_from = valid_from or timezone.localdate(at)
    rules.check_dates(valid_from, valid_until)
    rules.check_grant(held=scope.held(by, area), role=given)
    scope.forget(user)
    user = User.objects.select_for_update().get(pk=user.pk)  # two grants at once must not slip past the duties kept apart
    if not user.is_active:
        raise Refused(_("บัญชีนี้ปิดแล้ว มอบบทบาทไม่ได้"))
    rules.check_apart(had=_all_permissions(user), role=given)
    try:
        with transaction.atomic():
            assignment = Assignment.objects.create(
                user=user,
                role=role,
                area_code=area,
                authority_id=authority,
                organisation=organisation,
                valid_from=valid_from,
                valid_until=valid_until,
            )
    except IntegrityError as error:
        raise Refused(_("ผู้นี้มีบทบาท “{role}” ในพื้นที่ {area} อยู่แล้ว"), role=given.name, area=area) from error
    audit.record(by=by, at=at, verb="role.grant", on=user, place=area, detail=role)
    return assignment


@transaction.atomic
def end(*, by: User, at: datetime, assignment: Assignment, because: str) -> Assignment:
    """Takes a role back at once."""
    scope.require(by, Permission.ROLE_GRANT, place=assignment.area_code)
    rules.check_grant(held=scope.held(by, assignment.area_code), role=ROLES[assignment.role])
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if assignment.ended_at:
        raise Refused(_("บทบาทนี้สิ้นสุดไปแล้ว"))
    scope.forget(assignment.user)
    assignment.ended_at = at
    assignment.save(update_fields=["ended_at"])
    audit.record(by=by, at=at, verb="role.end", on=assignment.user, place=assignment.area_code, because=because, detail=assignment.role)
    return assignment


@transaction.atomic
def close(*, by: User, at: datetime, user: User, because: str) -> User:
    """A leaver: no sign-in, no right, no key, no running session from this moment (Django asks for the active user at every request)."""
    _require_anywhere(by, Permission.USER_CLOSE)
    for code in user.assignments.filter(ended_at=None).values_list("area_code", flat=True):
        scope.require(by, Permission.USER_CLOSE, place=code)
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise Refused(_("บัญชีนี้ปิดไปแล้ว"))
    if user.username == OPERATOR.key:
        raise Refused(_("บัญชีของระบบปิดไม่ได้"))
    user.assignments.filter(ended_at=None).update(ended_at=at)
    user.tokens.filter(ended_at=None).update(ended_at=at)
    user.is_active = False
    user.save(update_fields=["is_active"])
    audit.record(by=by, at=at, verb="user.close", on=user, because=because)
    return user


def _require_anywhere(by: User, permission: Permission) -> None:
    if not scope.anywhere(by, permission):
        raise NotAllowed(permission.value)


def _all_permissions(user: User) -> frozenset[Permission]:
    """Of roles running or still to begin, so that a grant for next month cannot join what must stay apart."""
    keys = user.assignments.filter(ended_at=None, role__in=ROLES).values_list("role", flat=True)
    return frozenset().union(*(ROLES[key].all_permissions for key in keys))


def _set_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(_("รหัสผ่านนี้ใช้ไม่ได้: {reasons}"), reasons=" ".join(error.messages)) from error
    user.set_password(password)
