"""Accounts and the roles given to them. Who may administer whom is answered here, too: an account out of that is out of sight."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from nsc.access import audit, handover, notices, rules, scope
from nsc.access.models import Assignment, Organisation, User, tidy_username
from nsc.access.roles import OPERATOR, ROLES, Permission, Role
from nsc.areas import authorities, places
from nsc.errors import NotAllowed, Refused, _

PER_PAGE = 50
ACTIVE, CLOSED, WAITING = "active", "closed", "waiting"
LANGUAGES = ("th", "en")


@dataclass(frozen=True)
class Given:
    """A role as it was given. `is_inside`: over a place whose people the asking user administers."""

    id: int
    role: str
    area: str
    authority: str
    organisation: str
    organisation_id: int | None
    valid_from: date
    valid_until: date | None
    ended_at: datetime | None
    is_inside: bool

    def state(self, on: date) -> str:
        """`ended`, `later` (not yet begun) or `running`."""
        if self.ended_at or (self.valid_until and self.valid_until < on):
            return "ended"
        return "later" if self.valid_from > on else "running"


@dataclass(frozen=True)
class Account:
    """`outside`: how many roles run elsewhere, of which nothing more is told. `is_waiting`: no password was ever set."""

    id: int
    username: str
    display_name: str
    email: str
    language: str
    is_active: bool
    is_waiting: bool
    invited_at: datetime | None
    last_sign_in: datetime | None
    has_line: bool
    given: tuple[Given, ...]
    outside: int


@dataclass(frozen=True)
class Asked:
    """Which accounts. `text`: in the name or username; `state`: ACTIVE, CLOSED, WAITING or "" for all that are not closed."""

    text: str = ""
    role: str = ""
    area: str = ""
    organisation: int | None = None
    state: str = ""


@dataclass(frozen=True)
class Page:
    accounts: tuple[Account, ...]
    total: int
    number: int  # of this page, from 1


@dataclass(frozen=True)
class Offer:
    """A role at a place, for a person. `why_not`: what forbids it; None where it may be given."""

    role: Role
    why_not: Refused | None


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
    rows = []
    for each in _with_roles(visible_to(user)).order_by("username"):
        inside = _is_inside(user)
        given = [(one.role, one.area_code) for one in each.assignments.all() if one.ended_at is None and inside(one)] or [("", "")]
        rows += [[each.username, each.display_name, str(int(each.is_active)), *one] for one in given]
    return rows


def visible_to(user: User) -> QuerySet[User]:
    """Accounts this person administers: of the whole province; else those with a role inside the own areas, and those without any role
    that were created by this person."""
    _require_anywhere(user, Permission.USER_CREATE)
    found = User.objects.exclude(username=OPERATOR.key)
    if settings.PROVINCE in scope.areas(user, Permission.USER_CREATE):
        return found
    running = Assignment.objects.filter(ended_at=None, user=OuterRef("pk"))
    own = Q(created_by=user) & ~Exists(running)
    return found.filter(Exists(running.filter(scope.within(user, Permission.USER_CREATE))) | own)


def get(user: User, account: int) -> User:
    """The account itself, for the verbs. OutOfSight where this person does not administer it."""
    found = visible_to(user).filter(pk=account).first() if scope.anywhere(user, Permission.USER_CREATE) else None
    if found is None:
        raise scope.OutOfSight(str(account))
    return found


def account(user: User, account: int) -> Account:
    found = _with_roles(User.objects.filter(pk=get(user, account).pk)).get()
    return _account(found, _is_inside(user))


def found(user: User, *, asked: Asked = Asked(), page: int = 1) -> Page:
    """By name. Four queries, however many accounts."""
    rows = _matching(visible_to(user), asked)
    total = rows.count()
    number = max(1, min(page, -(-total // PER_PAGE)))
    shown = _with_roles(rows.order_by("display_name", "pk"))[(number - 1) * PER_PAGE : number * PER_PAGE]
    inside = _is_inside(user)
    return Page(tuple(_account(each, inside) for each in shown), total, number)


def called(user: User, text: str) -> QuerySet:
    """Number, name and username of those in use whom this person administers, by a part of either name."""
    return _matching(visible_to(user), Asked(text=text)).order_by("display_name", "pk").values_list("pk", "display_name", "username")


def _matching(rows: QuerySet[User], asked: Asked) -> QuerySet[User]:
    running = Assignment.objects.filter(ended_at=None, user=OuterRef("pk"))
    if asked.text:
        rows = rows.filter(Q(display_name__icontains=asked.text) | Q(username__icontains=asked.text))
    if asked.role:
        rows = rows.filter(Exists(running.filter(role=asked.role)))
    if asked.area:
        rows = rows.filter(Exists(running.filter(places.within(asked.area))))
    if asked.organisation:
        rows = rows.filter(Exists(running.filter(organisation=asked.organisation)))
    match asked.state:
        case "closed":
            return rows.filter(is_active=False)
        case "waiting":
            return rows.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
        case "active":
            return rows.filter(is_active=True).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        case _:
            return rows.filter(is_active=True)


def _with_roles(rows: QuerySet[User]) -> QuerySet[User]:
    given = Assignment.objects.select_related("authority", "organisation").order_by("valid_from", "pk")
    return rows.select_related("line").prefetch_related(Prefetch("assignments", given))


def _is_inside(user: User) -> Callable[[Assignment], bool]:
    tops = scope.areas(user, Permission.USER_CREATE)
    return lambda given: rules.covers(tops, given.area_code)


def _account(user: User, inside: Callable[[Assignment], bool]) -> Account:
    given = list(user.assignments.all())
    return Account(
        id=user.pk,
        username=user.username,
        display_name=user.display_name,
        email=user.email,
        language=user.language,
        is_active=user.is_active,
        is_waiting=not user.has_usable_password(),
        invited_at=user.invited_at,
        last_sign_in=user.last_login,
        has_line=hasattr(user, "line") and user.line.linked_at is not None,
        given=tuple(_given(each) for each in given if inside(each)),
        outside=sum(each.ended_at is None and not inside(each) for each in given),
    )


def _given(row: Assignment) -> Given:
    return Given(
        id=row.pk,
        role=row.role,
        area=row.area_code,
        authority=row.authority.name if row.authority else "",
        organisation=row.organisation.name if row.organisation else "",
        organisation_id=row.organisation_id,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        ended_at=row.ended_at,
        is_inside=True,
    )


def mine(user: User) -> tuple[Given, ...]:
    """The user's own roles that are in force or still to begin."""
    rows = user.assignments.filter(ended_at=None).select_related("authority", "organisation").order_by("valid_from", "pk")
    return tuple(_given(row) for row in rows)


def held(user: User, *, role: str, area: str) -> list[Assignment]:
    """The account's running roles of that kind over that very place, for the command line. Refused where there is none."""
    found = list(user.assignments.filter(role=role, area_code=area, ended_at=None))
    if not found:
        raise Refused(_("บัญชีนี้ไม่มีบทบาท “{role}” ในพื้นที่ {area}"), role=ROLES[role].name, area=area)
    return found


def offers(by: User, user: User, area: str) -> tuple[Offer, ...]:
    """Every role, and whether this granter may give it to that person over that place; the rules are those of `assign`. OutOfSight where
    the granter does not administer the account: what may not be given tells what it holds."""
    get(by, user.pk)
    held, had = scope.held(by, area), _all_permissions(user)
    return tuple(Offer(role, rules.why_not(held=held, had=had, role=role)) for role in ROLES.values() if role is not OPERATOR)


def assignment(by: User, user: User, given: int) -> Assignment:
    """One of that person's roles. OutOfSight where it is another's, or lies outside what the granter administers."""
    found = user.assignments.filter(pk=given).first()
    if found is None or not _is_inside(by)(found):
        raise scope.OutOfSight(str(given))
    return found


@transaction.atomic
def create(
    *,
    by: User,
    at: datetime,
    username: str,
    display_name: str,
    password: str | None = None,
    email: str = "",
    language: str = "th",
    may_sign_in: bool = True,
) -> User:
    """An account without any right yet. Without a password it cannot sign in until its owner has set one (invitations.issue); another
    system's (`may_sign_in` False) never can, and comes in by its key (tokens)."""
    _require_anywhere(by, Permission.USER_CREATE)
    user = User(username=rules.tidy_name(username), created_by=by, may_sign_in=may_sign_in)
    user.username = tidy_username(user.username)
    _set_words(user, display_name, email, language)
    if User.objects.filter(username=user.username).exists():
        raise Refused(_("มีชื่อผู้ใช้ “{username}” อยู่แล้ว โปรดใช้ชื่ออื่น"), username=user.username)
    _set_password(user, password)
    user.save()
    audit.record(by=by, at=at, verb="user.create", on=user)
    return user


@transaction.atomic
def change(*, by: User, at: datetime, user: User, display_name: str, email: str, language: str) -> User:
    """Name and addresses. The owner hears of it; so does an address that no longer gets anything."""
    require_over(by, Permission.USER_CHANGE, user)
    user = User.objects.select_for_update().get(pk=user.pk)
    before = {name: getattr(user, name) for name in ("display_name", "email", "language")}
    _set_words(user, display_name, email, language)
    changed = [name for name, value in before.items() if getattr(user, name) != value]
    if not changed:
        return user
    user.save(update_fields=changed)
    audit.record(by=by, at=at, verb=Permission.USER_CHANGE, on=user, detail=" ".join(changed))
    notices.tell(users=[user], at=at, kind="user.changed", href="/settings/")
    return user


@transaction.atomic
def settle(*, by: User, at: datetime, email: str, email_when: str, language: str, muted: Iterable[tuple[str, str]]) -> User:
    """What a person says about the own account. `muted`: (kind, channel) of notices not wanted that way."""
    user = User.objects.select_for_update().get(pk=by.pk)
    _set_words(user, user.display_name, email, language)
    if email_when not in notices.WHEN:
        raise Refused(_("โปรดเลือกว่าจะรับอีเมลทันทีหรือวันละครั้ง"))
    user.email_when = email_when
    user.save(update_fields=["email", "email_when", "language"])
    notices.mute(by=user, muted=muted)
    audit.record(by=by, at=at, verb="user.settle", on=user)
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
    if organisation and organisation.closed_at:
        raise Refused(_("องค์กร “{name}” ปิดแล้ว โปรดเลือกองค์กรอื่น"), name=organisation.name)
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
    audit.record(by=by, at=at, verb=Permission.ROLE_GRANT, on=user, place=area, detail=role)
    if user.has_usable_password():  # who has never come in sees the role when doing so
        notices.tell(users=[user], at=at, kind="role.given", href="/roles/")
    return assignment


@transaction.atomic
def end(*, by: User, at: datetime, assignment: Assignment, because: str) -> Assignment:
    """Takes a role back at once."""
    scope.require(by, Permission.ROLE_GRANT, place=assignment.area_code)
    rules.check_grant(held=scope.held(by, assignment.area_code), role=ROLES[assignment.role])
    because = rules.reason(because)
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if assignment.ended_at:
        raise Refused(_("บทบาทนี้สิ้นสุดไปแล้ว"))
    scope.forget(assignment.user)
    assignment.ended_at = at
    assignment.save(update_fields=["ended_at"])
    audit.record(by=by, at=at, verb="role.end", on=assignment.user, place=assignment.area_code, because=because, detail=assignment.role)
    notices.tell(users=[assignment.user], at=at, kind="role.ended", href="/roles/")
    return assignment


@transaction.atomic
def close(*, by: User, at: datetime, user: User, because: str, successor: User | None = None) -> User:
    """A leaver: no sign-in, no right, no key, no phone, no running session from now on (Django asks for the active user each time), and
    the open work goes to `successor`, or is announced as nobody's. How much of what went where is on the record."""
    _require_anywhere(by, Permission.USER_CLOSE)
    if user.username == OPERATOR.key:
        raise Refused(_("บัญชีของระบบปิดไม่ได้"))
    require_over(by, Permission.USER_CLOSE, user)
    because = rules.reason(because)
    if successor:
        get(by, successor.pk)
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise Refused(_("บัญชีนี้ปิดไปแล้ว"))
    if user == by:
        raise Refused(_("ปิดบัญชีของตนเองไม่ได้ ให้ผู้ดูแลคนอื่นปิดให้"))
    done = handover.of_leaver(by=by, at=at, user=user, to=successor)
    user.assignments.filter(ended_at=None).update(ended_at=at)
    user.tokens.filter(ended_at=None).update(ended_at=at)
    user.phones.filter(ended_at=None).update(ended_at=at, ended_by=by, because=because)
    scope.forget(user)
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    audit.record(by=by, at=at, verb=Permission.USER_CLOSE, on=user, because=because, count=done.total, detail=str(done))
    return user


def require_over(by: User, permission: Permission, user: User) -> None:
    """Over every place where that person has a role. OutOfSight for who doesn't even administer the account."""
    _require_anywhere(by, permission)
    get(by, user.pk)
    for code in user.assignments.filter(ended_at=None).values_list("area_code", flat=True):
        scope.require(by, permission, place=code)


def permissions_of(user: User) -> frozenset[Permission]:
    """Of all the account's roles, whether running or still to begin; for verbs that have checked the right over it."""
    return _all_permissions(user)


def set_password(user: User, password: str) -> None:
    """Refused with Django's reasons where it is too weak. Saved by the verb that calls this."""
    _set_password(user, password)


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


def _set_words(user: User, display_name: str, email: str, language: str) -> None:
    user.display_name, user.email, user.language = rules.tidy_name(display_name), email.strip(), language
    if not user.username or not user.display_name:
        raise Refused(_("โปรดระบุทั้งชื่อผู้ใช้และชื่อที่แสดง"))
    if language not in LANGUAGES:
        raise Refused(_("ไม่มีภาษา “{language}” โปรดเลือกไทยหรืออังกฤษ"), language=language)
    if not user.email:
        return
    try:
        validate_email(user.email)
    except ValidationError as error:
        raise Refused(_("อีเมล “{email}” ไม่ถูกต้อง ตัวอย่าง somying@nakhonsawan.go.th"), email=user.email) from error
