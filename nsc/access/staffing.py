"""Many roles at once, from a list whose words have been read (intake.staff): looked through first, then given in one transaction.

A line says who (username, and name and e-mail where the account is new), which role, over which place or local authority, for which
organisation, from when until when. The same list given again changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from nsc.access import audit, invitations, organisations, rules, scope, users
from nsc.access.models import Assignment, User, tidy_username
from nsc.access.roles import OPERATOR, ROLES, Permission
from nsc.areas import authorities
from nsc.errors import NotAllowed, Refused, _

NEW, MORE, SAME, WRONG = "new", "more", "same", "wrong"  # a new account, a further role, all of it there already, not as it stands


@dataclass(frozen=True)
class Line:
    """`number`: of the line in the file. Everything read: a key of ROLES, an area code, ids. `faults`: what reading found already."""

    number: int
    username: str
    display_name: str = ""
    role: str = ""
    area: str = ""
    authority: int | None = None
    organisation: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    email: str = ""
    faults: tuple["Fault", ...] = ()


@dataclass(frozen=True)
class Fault:
    """`column`: a field of Line."""

    column: str
    value: str
    why: Refused


@dataclass(frozen=True)
class Verdict:
    line: Line
    state: str  # NEW, MORE, SAME or WRONG
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Made:
    """`links`: of the new accounts, (username, name, link), shown once."""

    accounts: int
    roles: int
    same: int
    left_out: int
    links: tuple[tuple[str, str, str], ...]


@dataclass
class _Known:
    """What the lines are measured against, asked for once; lines found good are added, so that the next ones meet them."""

    accounts: dict[str, User]
    sight: set[int]
    given: dict[str, list[Assignment]]
    offices: dict[str, object]
    villages: dict[int, list[str]]
    seen: dict[str, Line] = field(default_factory=dict)
    keys: set[tuple] = field(default_factory=set)
    roles: dict[str, set[str]] = field(default_factory=dict)


def look(user: User, lines: Sequence[Line], *, at: datetime) -> list[Verdict]:
    """What each line would do, and everything that is wrong with it. Eight queries, however many lines."""
    _require(user)
    known = _known(user, lines)
    return [_verdict(user, line, known, timezone.localdate(at)) for line in lines]


@transaction.atomic
def give(*, by: User, at: datetime, lines: Sequence[Line], only_good: bool) -> Made:
    """All, or the good ones alone. Refused where there are wrong ones and all were asked for."""
    verdicts = look(by, lines, at=at)
    counted = {state: sum(verdict.state == state for verdict in verdicts) for state in (NEW, MORE, SAME, WRONG)}
    if counted[WRONG] and not only_good:
        raise Refused(_("มี {count} แถวที่ยังรับไม่ได้ โปรดแก้ไฟล์ หรือเลือกนำเข้าเฉพาะแถวที่ถูก"), count=counted[WRONG])
    offices = organisations.by_name([verdict.line.organisation for verdict in verdicts if verdict.line.organisation])
    made: dict[str, User] = {}
    has = {user.username: user for user in User.objects.filter(username__in=[tidy_username(verdict.line.username) for verdict in verdicts])}
    for verdict in verdicts:
        if verdict.state in (NEW, MORE):
            _give(by, at, verdict.line, has, made, offices)
    links = tuple(_invited(by, at, user) for user in made.values())
    audit.record(
        by=by, at=at, verb="staff.import", count=counted[NEW] + counted[MORE], detail=f"accounts={len(made)} left_out={counted[WRONG]}"
    )
    return Made(len(made), counted[NEW] + counted[MORE], counted[SAME], counted[WRONG], links)


def _give(by: User, at: datetime, line: Line, has: dict[str, User], made: dict[str, User], offices: dict) -> None:
    username = tidy_username(line.username)
    if username not in has:
        has[username] = users.create(by=by, at=at, username=username, display_name=line.display_name, email=line.email)
        made[username] = has[username]
    users.assign(
        by=by,
        at=at,
        user=has[username],
        role=line.role,
        area=line.area,
        authority=line.authority,
        organisation=offices.get(line.organisation),
        valid_from=line.valid_from,
        valid_until=line.valid_until,
    )


def _invited(by: User, at: datetime, user: User) -> tuple[str, str, str]:
    return user.username, user.display_name, invitations.issue(by=by, at=at, user=user).address


def _require(user: User) -> None:
    for permission in (Permission.USER_CREATE, Permission.ROLE_GRANT):
        if not scope.areas(user, permission):
            raise NotAllowed(permission.value)


def _known(user: User, lines: Iterable[Line]) -> _Known:
    names = sorted({tidy_username(line.username) for line in lines if line.username})
    accounts = {
        each.username: each for start in range(0, len(names), 500) for each in User.objects.filter(username__in=names[start : start + 500])
    }
    given: dict[str, list[Assignment]] = {}
    ids = {each.pk: name for name, each in accounts.items()}
    for row in Assignment.objects.filter(user__username__in=names, ended_at=None) if len(names) <= 500 else _running(names):
        given.setdefault(ids[row.user_id], []).append(row)
    asked = {line.authority for line in lines if line.authority}
    return _Known(
        accounts=accounts,
        sight=set(users.visible_to(user).values_list("pk", flat=True)),
        given=given,
        offices=organisations.by_name(sorted({line.organisation for line in lines if line.organisation})),
        villages={one: authorities.villages_of(one) for one in asked},
        roles={name: {row.role for row in rows} for name, rows in given.items()},
    )


def _running(names: list[str]) -> Iterable[Assignment]:
    for start in range(0, len(names), 500):
        yield from Assignment.objects.filter(user__username__in=names[start : start + 500], ended_at=None)


def _verdict(by: User, line: Line, known: _Known, today: date) -> Verdict:
    faults = [*line.faults, *_faults(by, line, known, today)]
    name = tidy_username(line.username)
    if faults:
        return Verdict(line, WRONG, tuple(faults))
    key = (name, line.role, line.area, line.authority, line.organisation)
    office = known.offices.get(line.organisation)
    same = [row for row in known.given.get(name, ()) if _key(row) == (line.role, line.area, line.authority, office and office.pk)]
    if same:
        return _there(line, same[0])
    if key in known.keys:
        return Verdict(line, SAME)
    known.keys.add(key)
    known.roles.setdefault(name, set()).add(line.role)
    is_new = name not in known.accounts and name not in known.seen
    known.seen.setdefault(name, line)
    return Verdict(line, NEW if is_new else MORE)


def _key(row: Assignment) -> tuple[str, str, int | None, int | None]:
    return row.role, row.area_code, row.authority_id, row.organisation_id


def _there(line: Line, row: Assignment) -> Verdict:
    if line.valid_until != row.valid_until or (line.valid_from and line.valid_from != row.valid_from):
        no = Refused(_("ผู้นี้มีบทบาทนี้อยู่แล้วแต่วันที่ต่างกัน ให้สิ้นสุดบทบาทเดิมที่หน้าของผู้ใช้ก่อน หรือแก้วันที่ในไฟล์ให้ตรง"))
        return Verdict(line, WRONG, (Fault("valid_until", str(line.valid_until or ""), no),))
    return Verdict(line, SAME)


def _faults(by: User, line: Line, known: _Known, today: date) -> Iterable[Fault]:
    """What only this system can know: who exists, who may give what where, what must stay apart."""
    read = {fault.column for fault in line.faults}
    name = tidy_username(line.username)
    account = known.accounts.get(name)
    if name and "username" not in read:
        yield from _of_account(line, name, account, known)
    if line.organisation and line.organisation not in known.offices and "organisation" not in read:
        yield Fault("organisation", line.organisation, Refused(_("ไม่มีองค์กรชื่อนี้ในทะเบียน โปรดขึ้นทะเบียนก่อน หรือแก้ชื่อให้ตรง")))
    if not read & {"valid_from", "valid_until"}:
        yield from _refused("valid_until", str(line.valid_until or ""), rules.check_dates, line.valid_from or today, line.valid_until)
    if read & {"role", "area", "authority"} or not line.role or not line.area:
        return
    role = ROLES.get(line.role)
    if role is None or role is OPERATOR:
        yield Fault("role", line.role, Refused(_("ไม่มีบทบาท “{role}” ให้มอบ โปรดเลือกจากรายการบทบาท"), role=line.role))
        return
    here = [line.area, *((known.villages[line.authority] or [settings.PROVINCE]) if line.authority else ())]
    if not all(scope.may(by, Permission.ROLE_GRANT, place) for place in here):
        yield Fault("authority" if line.authority else "area", line.area, Refused(_("พื้นที่นี้อยู่นอกเขตที่ท่านมอบบทบาทได้")))
        return
    had = frozenset().union(*(ROLES[key].all_permissions for key in known.roles.get(name, ()) if key in ROLES))
    if no := rules.why_not(held=scope.held(by, line.area), had=had, role=role):
        yield Fault("role", line.role, no)


def _of_account(line: Line, name: str, account: User | None, known: _Known) -> Iterable[Fault]:
    if account is None:
        first = known.seen.get(name)
        if not line.display_name and not first:
            yield Fault("display_name", "", Refused(_("บัญชีนี้ยังไม่มี โปรดใส่ชื่อเพื่อสร้างบัญชี")))
        if first and line.display_name and rules.tidy_name(line.display_name) != rules.tidy_name(first.display_name):
            told = Refused(_("ชื่อผู้ใช้นี้ใช้กับคนละชื่อที่แถว {row} โปรดตรวจว่าเป็นคนเดียวกัน"), row=first.number)
            yield Fault("display_name", line.display_name, told)
    elif account.pk not in known.sight:
        yield Fault("username", line.username, Refused(_("ชื่อผู้ใช้นี้มีผู้ใช้แล้ว โปรดใช้ชื่ออื่น หรือขอให้ผู้ดูแลระดับจังหวัดมอบบทบาท")))
    elif not account.is_active:
        yield Fault("username", line.username, Refused(_("บัญชีนี้ปิดแล้ว มอบบทบาทไม่ได้")))
    elif line.display_name and rules.tidy_name(line.display_name) != account.display_name:
        told = Refused(_("ชื่อผู้ใช้นี้เป็นของผู้อื่น หรือชื่อเปลี่ยนไป โปรดใช้ชื่อผู้ใช้อื่น หรือเว้นช่องชื่อว่างถ้าเป็นคนเดียวกัน"))
        yield Fault("display_name", line.display_name, told)


def _refused(column: str, value: str, rule, *given: object) -> Iterable[Fault]:
    try:
        rule(*given)
    except Refused as no:
        yield Fault(column, value, no)
