"""What access decides: who may be given a role, and when a name is locked out. Values in, verdicts out."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from nsc.access.roles import APART, OPERATOR, ROLES, Permission, Role
from nsc.errors import Refused, _

FAILURES = 5
WINDOW = timedelta(minutes=15)
LOCKED = timedelta(minutes=15)


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


def why_not(*, held: frozenset[Permission], had: frozenset[Permission], role: Role) -> Refused | None:
    """What forbids this grant; None: nothing."""
    try:
        check_grant(held=held, role=role)
        check_apart(had=had, role=role)
    except Refused as no:
        return no
    return None


def check_new_way_in(*, own: frozenset[Permission], theirs: frozenset[Permission]) -> None:
    """Whoever hands out a way into an account could use it: not into one whose duties are kept apart from the own."""
    if any((one in own and other in theirs) or (other in own and one in theirs) for one, other in APART):
        raise Refused(_("ออกทางเข้าให้บัญชีนี้ไม่ได้ เพราะบัญชีนี้ถือหน้าที่ที่ต้องแยกจากหน้าที่ของท่าน ให้ผู้ดูแลเครื่องแม่ข่ายสั่ง nsc users invite แทน"))


def tidy_name(text: str) -> str:
    return " ".join(text.split())


def reason(text: str) -> str:
    """Why a thing was done, for the record. Refused where nothing is said."""
    said = tidy_name(text)
    if not said:
        raise Refused(_("โปรดบอกเหตุผล เพื่อเก็บไว้ในบันทึกการใช้งาน"))
    return said


def common_area(codes: Iterable[str]) -> str:
    """The smallest place that holds them all; "" where they share not even a province."""
    codes = sorted(codes)
    if not codes:
        return ""
    low, high = codes[0], codes[-1]
    length = next((at for at, pair in enumerate(zip(low, high, strict=False)) if pair[0] != pair[1]), min(len(low), len(high)))
    return low[: length - length % 2]


def check_apart(*, had: frozenset[Permission], role: Role) -> None:
    """`had`: all the person holds already, anywhere."""
    together = had | role.all_permissions
    if any(one in together and other in together for one, other in APART):
        raise Refused(_("มอบบทบาท “{role}” แก่ผู้นี้ไม่ได้ เพราะหน้าที่นี้ต้องแยกจากหน้าที่ที่ผู้นี้ถืออยู่ (ผู้จัดการสิทธิต้องไม่ใช่ผู้ตรวจบันทึก)"), role=role.name)
