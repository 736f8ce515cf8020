"""Phones with the field application: enrolled by who is signed in, known by two secrets, ended at once, told to empty themselves.

A secret is shown once, to the phone itself; of a leaked database nothing opens. The one that lies open on the phone (`send`) lets in only
what is sealed to us; what is read needs the other, which the phone keeps under its lock.
"""

import hashlib
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from nsc.access import audit, notices, rules, scope, users
from nsc.access.models import Phone, User
from nsc.access.roles import Permission
from nsc.errors import Refused, _

SEND, READ = "send", "read"
SECRET = re.compile(r"nscf_([1-9][0-9]{0,17})_([sr])_([A-Za-z0-9_-]{43})", re.ASCII)
KIND = {"s": SEND, "r": READ}
MOST = 5  # alive, of one person
FRESH = timedelta(minutes=1)  # a contact within it is not written down again
AHEAD = 10 * 365 * 86_400  # seconds that a clock may be out and still be told
IDLE_MINUTES, TRIES = 10, 10  # unused, it locks itself; wrong tries of the PIN, and it empties itself
APP = 20  # signs of a version that are kept
SHOWN = 20  # of one person, in a list

# Why a phone was ended by nobody: what the row says, a msgid.
NO_VISITS = _("บัญชีนี้ไม่มีงานเยี่ยมบ้านหรือเยี่ยมแปลงแล้ว")
BY_ITSELF = {
    "pin": _("ใส่ PIN ผิดครบจำนวนครั้ง เครื่องจึงล้างข้อมูลเอง"),
    "cleared": _("ผู้ใช้ล้างข้อมูลของแอปในเครื่อง"),
}
ALIVE, LEAVING, ENDED, WIPED = "alive", "leaving", "ended", "wiped"


@dataclass(frozen=True)
class Enrolled:
    """`send`, `read`: for the phone, and for this moment only."""

    number: int
    send: str
    read: str


@dataclass(frozen=True)
class Shown:
    """`state`: ALIVE; LEAVING: its owner has no visits to make any more, and it ends at its next contact; ENDED: not yet heard to be empty;
    WIPED. `ahead`: seconds of its clock before ours, None where it never said. `because`: as typed, or a msgid."""

    number: int
    name: str  # what its browser calls itself
    app: str
    enrolled_at: datetime
    seen_at: datetime | None
    ahead: int | None
    state: str
    ended_at: datetime | None
    ended_by: str  # display name; "" where it ended by itself
    because: str
    wiped_at: datetime | None


def has_visits(user: User) -> bool:
    """Whether there is anything for a phone to do: homes to visit, or farmers of a tambon. With neither right it ends."""
    held = scope.everything(user)
    return Permission.VISIT_RECORD in held or {Permission.TAMBON_WRITE, Permission.FARMER_SEE} <= held


@transaction.atomic
def enrol(*, by: User, at: datetime, key: UUID, name: str, app: str = "") -> Enrolled:
    """The phone in hand, for oneself. Enrolled again under the same key it gets new secrets, and the old ones are void."""
    if not has_visits(by):
        raise Refused(_("บัญชีนี้ไม่มีงานเยี่ยมบ้านหรือเยี่ยมแปลง จึงใช้แอปภาคสนามไม่ได้ หากควรมี โปรดแจ้งอำเภอให้มอบบทบาท"))
    User.objects.select_for_update().get(pk=by.pk)  # two phones of one person are counted one after the other
    row = Phone.objects.filter(key=key).first()
    if row and (row.user_id != by.pk or row.ended_at):
        raise Refused(_("โทรศัพท์เครื่องนี้ลงทะเบียนไว้กับบัญชีอื่นหรือถูกยกเลิกแล้ว โปรดล้างข้อมูลของแอปแล้วลงทะเบียนใหม่"))
    if row is None and Phone.objects.filter(user=by, ended_at=None).count() >= MOST:
        raise Refused(_("บัญชีนี้มีโทรศัพท์ครบ {most} เครื่องแล้ว โปรดยกเลิกเครื่องที่ไม่ใช้ในหน้าบัญชีของท่านก่อน"), most=MOST)
    row = row or Phone(key=key, user=by, enrolled_at=at)
    send, read = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    row.name, row.app, row.send_digest, row.read_digest, row.seen_at = name[:200], app[:APP], _digest(send), _digest(read), at
    row.save()
    audit.record(by=by, at=at, verb="phone.enrol", on=by, detail=str(row))
    notices.tell(users=[by], at=at, kind="phone.enrol", href="/account/")
    return Enrolled(row.pk, f"nscf_{row.pk}_s_{send}", f"nscf_{row.pk}_r_{read}")


def holder(secret: str, *, kind: str) -> Phone | None:
    """The phone whose secret of that kind this is, with its user; ended ones too: they are told so. None where nothing fits."""
    written = SECRET.fullmatch(secret)
    row = Phone.objects.select_related("user").filter(pk=int(written[1])).first() if written and KIND[written[2]] == kind else None
    digest = (row.send_digest if kind == SEND else row.read_digest) if row else "0" * 64
    if not secrets.compare_digest(digest, _digest(written[3] if written else "")) or row is None:
        return None
    row.user.came_by = str(row)
    return row


def check(phone: Phone, *, at: datetime) -> None:
    """At each contact: a phone whose owner has no visits to make any more ends by itself. Here, and not in the verb that ends a role: most
    end on a day, not by a verb; and who is given the next role within the hour keeps the drafts on the phone."""
    if phone.ended_at is None and not has_visits(phone.user):
        with transaction.atomic():
            _end(phone, at=at, by=None, because=NO_VISITS)


def heard(phone: Phone, *, at: datetime, app: str = "", sent_at: datetime | None = None) -> None:
    """It spoke. Written at most once a minute, or where another version of the application speaks. `sent_at`: what its own clock said."""
    app = app[:APP]
    is_other = app not in ("", phone.app)
    if phone.seen_at and phone.seen_at > at - FRESH and not is_other:
        return
    told: dict[str, object] = {"seen_at": at}
    if sent_at:
        told["ahead"] = max(-AHEAD, min(AHEAD, round((sent_at - at).total_seconds())))
    if is_other:
        told["app"] = app
    Phone.objects.filter(pk=phone.pk).update(**told)


@transaction.atomic
def end(*, by: User, at: datetime, phone: int, because: str = "") -> None:
    """One's own; another's with a reason, by who may end that account's sessions. It sends what waits on it, then empties itself, at its
    next contact. OutOfSight for who doesn't administer the account."""
    row = Phone.objects.select_for_update(of=("self",)).select_related("user").filter(pk=phone).first()
    if row is None:
        raise scope.OutOfSight(str(phone))
    is_own = row.user_id == by.pk
    if not is_own:
        users.get(by, row.user_id)
        users.require_over(by, Permission.USER_CHANGE, row.user)
        because = rules.reason(because)
    if row.ended_at:
        raise Refused(_("โทรศัพท์เครื่องนี้ถูกยกเลิกไปแล้ว"))
    _end(row, at=at, by=by, because=because)
    if not is_own:
        notices.tell(users=[row.user], at=at, kind="phone.end", href="/account/")


@transaction.atomic
def wiped(phone: Phone, *, at: datetime, because: str = "") -> None:
    """It says that it is empty: as it was told to, or for a reason of its own (a key of BY_ITSELF), which ends it. Said twice is once."""
    row = Phone.objects.select_for_update(of=("self",)).select_related("user").get(pk=phone.pk)
    if row.ended_at is None and because not in BY_ITSELF:
        raise Refused(_("โทรศัพท์เครื่องนี้ยังใช้งานอยู่ ยกเลิกในหน้าบัญชีก่อนจึงจะล้างข้อมูลได้"))
    if row.wiped_at:
        return
    if row.ended_at is None:
        _end(row, at=at, by=None, because=BY_ITSELF[because])
    Phone.objects.filter(pk=row.pk).update(wiped_at=at)
    audit.record(by=phone.user, at=at, verb="phone.wiped", on=phone.user)  # the line says by which phone


def _end(row: Phone, *, at: datetime, by: User | None, because: str) -> None:
    """Once, whoever else is at it. The row in hand says so, too: who asked with it is answered as an ended phone."""
    row.ended_at, row.ended_by, row.because = at, by, because[:300]
    if Phone.objects.filter(pk=row.pk, ended_at=None).update(ended_at=at, ended_by=by, because=row.because):
        audit.record(by=by, at=at, verb="phone.end", on=row.user, because=row.because, detail=f"phone {row.pk}")


def why(phone: Phone) -> str:
    """Why it was ended, as a msgid for who holds it: who that is, we don't know, so not what somebody in the office has typed."""
    if phone.ended_by_id is None:
        return phone.because
    if phone.ended_by_id == phone.user_id:
        return _("เจ้าของบัญชียกเลิกโทรศัพท์เครื่องนี้ในหน้าบัญชีแล้ว")
    return _("ผู้ดูแลยกเลิกโทรศัพท์เครื่องนี้แล้ว")


def mine(user: User) -> tuple[Shown, ...]:
    """One's own, those in use first, then the newest."""
    return _listed(user)


def of(user: User, account: int) -> tuple[Shown, ...]:
    """Those of an account, for who administers it."""
    return _listed(users.get(user, account))


def listed(user: User) -> Iterator[tuple[str, Shown]]:
    """(username, phone) of all accounts that this person administers, by username: for the command line."""
    for owner in users.visible_to(user).filter(phones__isnull=False).distinct().order_by("username"):
        yield from ((owner.username, each) for each in _listed(owner))


def _listed(owner: User) -> tuple[Shown, ...]:
    rows = owner.phones.select_related("ended_by").order_by(F("ended_at").desc(nulls_first=True), "-pk")[:SHOWN]
    is_at_work = has_visits(owner)
    return tuple(_shown(row, is_at_work) for row in rows)


def _shown(row: Phone, is_at_work: bool) -> Shown:
    state = WIPED if row.wiped_at else ENDED if row.ended_at else ALIVE if is_at_work else LEAVING
    return Shown(
        number=row.pk,
        name=row.name,
        app=row.app,
        enrolled_at=row.enrolled_at,
        seen_at=row.seen_at,
        ahead=row.ahead,
        state=state,
        ended_at=row.ended_at,
        ended_by=row.ended_by.display_name if row.ended_by else "",
        because=row.because,
        wiped_at=row.wiped_at,
    )


def _digest(random: str) -> str:
    return hashlib.sha256(random.encode()).hexdigest()
