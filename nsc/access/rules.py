"""What access decides: who may be given a role, and when a name is locked out. Values in, verdicts out."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from nsc.access.roles import APART, OPERATOR, ROLES, Permission, Role
from nsc.errors import Refused, _

FAILURES = 5
WINDOW = timedelta(minutes=15)
LOCKED = timedelta(minutes=15)
TOKEN_DAYS = 365


def locked_until(failures: Iterable[datetime]) -> datetime | None:
    """When the lock of a name with these failed sign-ins ends; None when there were too few. Tries while locked are not counted."""
    last = sorted(failures)[-FAILURES:]
    if len(last) == FAILURES and last[-1] - last[0] <= WINDOW:
        return last[-1] + LOCKED
    return None


def narrowed(areas: Iterable[str]) -> tuple[str, ...]:
    """Area codes in order, without those that lie inside another: 6009 swallows 600908."""
    kept: list[str] = []
    for code in sorted(set(areas)):
        if not kept or not code.startswith(kept[-1]):
            kept.append(code)
    return tuple(kept)


def covers(areas: Sequence[str], place: str) -> bool:
    return any(place.startswith(code) for code in areas)


def assignable(role: str) -> Role:
    if role not in ROLES or role == OPERATOR.key:
        raise Refused(_("ไม่มีบทบาท “{role}” ให้มอบ โปรดเลือกจากรายการบทบาท"), role=role)
    return ROLES[role]


def check_area(code: str) -> None:
    if not re.fullmatch(r"(\d\d){1,4}", code, re.ASCII):
        raise Refused(_("รหัสพื้นที่ “{code}” ไม่ถูกต้อง ต้องเป็นตัวเลข 2, 4, 6 หรือ 8 หลัก (จังหวัด อำเภอ ตำบล หมู่บ้าน)"), code=code)


def check_dates(valid_from: date, valid_until: date | None) -> None:
    if valid_until and valid_until < valid_from:
        raise Refused(_("วันสิ้นสุดต้องไม่ก่อนวันเริ่มต้น"))


def check_grant(*, held: frozenset[Permission], role: Role) -> None:
    """Nobody grants more than they hold in that place; `held` is what the granter holds there."""
    if not role.all_permissions <= held:
        raise Refused(_("ท่านมอบบทบาท “{role}” ไม่ได้ เพราะมีสิทธิบางอย่างที่ท่านเองไม่มีในพื้นที่นี้"), role=role.name)


def check_apart(*, had: frozenset[Permission], role: Role) -> None:
    """`had`: all the person holds already, anywhere."""
    together = had | role.all_permissions
    if any(one in together and other in together for one, other in APART):
        raise Refused(_("มอบบทบาท “{role}” แก่ผู้นี้ไม่ได้ เพราะหน้าที่นี้ต้องแยกจากหน้าที่ที่ผู้นี้ถืออยู่ (ผู้จัดการสิทธิต้องไม่ใช่ผู้ตรวจบันทึก)"), role=role.name)


def check_token(*, on: date, until: date) -> None:
    """Every key ends: `until` is its last day."""
    if until < on:
        raise Refused(_("วันสิ้นสุดผ่านไปแล้ว โปรดเลือกวันนี้หรือวันหลังจากนี้"))
    if until > on + timedelta(days=TOKEN_DAYS):
        raise Refused(_("กุญแจใช้ได้ไม่เกิน {days} วัน โปรดเลือกวันสิ้นสุดที่เร็วกว่านี้ แล้วออกใหม่เมื่อหมดอายุ"), days=TOKEN_DAYS)


def check_carried(*, held: frozenset[Permission], carried: Role) -> None:
    """Who issues a key knows its secret, and could use it: so it carries nothing that the issuer lacks in that place."""
    if not carried.all_permissions <= held:
        raise Refused(
            _("ท่านออกกุญแจแทนผู้มีบทบาท “{role}” ไม่ได้ เพราะมีสิทธิบางอย่างที่ท่านเองไม่มีในพื้นที่นั้น โปรดให้ผู้ดูแลเครื่องแม่ข่ายออกด้วยคำสั่ง nsc tokens issue"),
            role=carried.name,
        )


def window_end(at: datetime, per: timedelta) -> datetime:
    """The end of the stretch of time that `at` lies in; stretches follow one another without a gap, the same for everyone."""
    start = datetime(2000, 1, 1, tzinfo=at.tzinfo or UTC)
    return start + ((at - start) // per + 1) * per
