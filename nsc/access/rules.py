"""What access decides: who may be given a role, when a name is locked out, when a session is over, whether a code is right. Values in,
verdicts out."""

import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from nsc.access.roles import APART, OPERATOR, ROLES, Permission, Role
from nsc.errors import Refused, _

FAILURES = 5
FROM_ONE_ADDRESS = 60  # a whole district office goes out through one
WINDOW = timedelta(minutes=15)
LOCKED = timedelta(minutes=15)
TOKEN_DAYS = 365

LONGEST = timedelta(hours=12)  # a session, however busy
FRESH = timedelta(minutes=10)  # so long after proving oneself one may change how one proves oneself
IDLE, LIMIT = "idle", "limit"

CODE_SECONDS = 30
CODE_DIGITS = 6
DRIFT = 1  # steps by which the clock of a telephone may be off, either way


def locked_until(failures: Iterable[datetime], limit: int = FAILURES) -> datetime | None:
    """When the lock after these failures ends; None when there were too few. Tries while locked are not counted."""
    last = sorted(failures)[-limit:]
    if len(last) == limit and last[-1] - last[0] <= WINDOW:
        return last[-1] + LOCKED
    return None


def session_over(*, began: datetime, seen: datetime, at: datetime, idle_minutes: int) -> str:
    """Why a session has ended: IDLE, LIMIT, or "" while it lasts."""
    if at - began >= LONGEST:
        return LIMIT
    return IDLE if at - seen >= timedelta(minutes=idle_minutes) else ""


def is_fresh(proved: datetime, at: datetime) -> bool:
    return timedelta(0) <= at - proved < FRESH


def code_of(secret: bytes, step: int) -> str:
    """RFC 4226: six digits for that step; RFC 6238 counts the steps in half minutes since 1970."""
    digest = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**CODE_DIGITS).zfill(CODE_DIGITS)


def step_of(at: datetime) -> int:
    return int(at.timestamp()) // CODE_SECONDS


def matching_step(secret: bytes, code: str, *, at: datetime, used: int) -> int | None:
    """The step whose code this is, later than `used`: a code that was given once, or one before it, opens nothing any more."""
    now = step_of(at)
    found = [step for step in range(now - DRIFT, now + DRIFT + 1) if hmac.compare_digest(code_of(secret, step).encode(), code.encode())]
    return next((step for step in found if step > used), None)


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


def check_way_in(*, held: frozenset[Permission], had: frozenset[Permission]) -> None:
    """Who gives somebody a new way in could go in by it: not where duties are kept apart. `held` by the giver, `had` by the other."""
    if any((one in held and other in had) or (other in held and one in had) for one, other in APART):
        raise Refused(_("ผู้นี้ถือหน้าที่ที่ต้องแยกจากหน้าที่ของท่าน ให้ผู้ดูแลเครื่องแม่ข่ายทำด้วยคำสั่ง nsc users"))


def why_not(*, held: frozenset[Permission], had: frozenset[Permission], role: Role) -> Refused | None:
    """What forbids this grant; None: nothing."""
    try:
        check_grant(held=held, role=role)
        check_apart(had=had, role=role)
    except Refused as no:
        return no
    return None


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
