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


def check_apart(*, had: frozenset[Permission], role: Role) -> None:
    """`had`: all the person holds already, anywhere."""
    together = had | role.all_permissions
    if any(one in together and other in together for one, other in APART):
        raise Refused(_("มอบบทบาท “{role}” แก่ผู้นี้ไม่ได้ เพราะหน้าที่นี้ต้องแยกจากหน้าที่ที่ผู้นี้ถืออยู่ (ผู้จัดการสิทธิต้องไม่ใช่ผู้ตรวจบันทึก)"), role=role.name)


GLASS_LETTERS = 15
GLASS_TRIES = 5
GLASS_WINDOW = timedelta(hours=1)


def check_emergency(*, reason: str, reasons: Iterable[str], because: str) -> None:
    if reason not in reasons:
        raise Refused(_("โปรดเลือกเหตุฉุกเฉินจากรายการ"))
    if len("".join(because.split())) < GLASS_LETTERS:
        raise Refused(_("โปรดเล่าเหตุการณ์อย่างน้อย {letters} ตัวอักษร ว่าเกิดอะไรขึ้นและต้องใช้ข้อมูลทำอะไร"), letters=GLASS_LETTERS)


def check_tries(tries: Sequence[datetime], at: datetime) -> None:
    """`tries`: when the person asked within the last hour, found or not."""
    recent = sorted(each for each in tries if at - GLASS_WINDOW < each <= at)
    if len(recent) >= GLASS_TRIES:
        again = recent[-GLASS_TRIES] + GLASS_WINDOW
        minutes = max(1, -int(-(again - at).total_seconds() // 60))
        raise Refused(
            _("ขอเปิดกรณีฉุกเฉินได้ไม่เกิน {tries} ครั้งต่อชั่วโมง ลองใหม่ในอีก {minutes} นาที หรือโทรหา ศจพ.อำเภอ"), tries=GLASS_TRIES, minutes=minutes
        )


def check_review(*, finding: str, findings: Iterable[str], note: str) -> None:
    if finding not in findings:
        raise Refused(_("โปรดเลือกผลการตรวจจากรายการ"))
    if len(note.strip()) < 5:
        raise Refused(_("โปรดบันทึกเหตุผลของผลการตรวจ เช่น สอบถามใครแล้วได้ความว่าอย่างไร"))


ID_DIGITS = 9  # no house number, date or sum is written so long; an id, a telephone, an account is


def runs_of_digits(text: str) -> list[str]:
    """Numbers as people write them, with spaces or dashes between."""
    return [re.sub(r"\D", "", run) for run in re.findall(r"\d(?:[\s-]?\d)*", text)]
