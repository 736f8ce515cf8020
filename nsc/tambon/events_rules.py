"""What is decided about events of a tambon: kinds and states, who may still come, and the code on the screen that changes by itself."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from nsc import thai
from nsc.errors import Refused, _
from nsc.poverty import small

KINDS = {
    "kickoff": _("เปิดตัว"),
    "forum": _("เวทีประชาคม"),
    "campaign": _("รณรงค์"),
    "training": _("อบรม"),
    "visit": _("ดูงาน"),
    "other": _("อื่น ๆ"),
}
PLANNED, HELD, CANCELLED = "planned", "held", "cancelled"
NAMES = {PLANNED: _("วางแผนไว้"), HELD: _("จัดแล้ว"), CANCELLED: _("ยกเลิก")}
NEXT: dict[str, frozenset[str]] = {PLANNED: frozenset((HELD, CANCELLED))}
SEXES = {"man": _("ชาย"), "woman": _("หญิง"), "other": _("เพศอื่น")}
AGES = {"child": _("ต่ำกว่า 15 ปี"), "youth": _("15–24 ปี"), "adult": _("25–59 ปี"), "elder": _("60 ปีขึ้นไป")}
MOST = 2_000  # people counted in one line

# — the code on the screen —

STEP = 120  # seconds in which the screen shows one code
KEPT = 1  # codes before it that are taken, too: who scanned it a moment ago gets in
FILL_IN = 30 * 60  # seconds in which who scanned in time may send the form: telephones lose their network
LETTERS = 8


def step(current: str, to: str) -> str:
    if to not in NEXT.get(current, ()):
        raise Refused(_("กิจกรรมนี้อยู่ในสถานะ “{now}” แล้ว จึงทำขั้นนี้ไม่ได้ โปรดเปิดหน้าใหม่เพื่อดูสถานะล่าสุด"), now=NAMES.get(current, current))
    return to


def code_at(key: bytes, at: datetime, *, back: int = 0) -> str:
    """Which code the screen shows at a moment, or showed so many steps before. `key`: of one event; nobody without it can say the next."""
    number = int(at.timestamp()) // STEP - back
    made = hmac.new(key, number.to_bytes(8, "big", signed=True), hashlib.sha256).digest()
    return base64.b32encode(made)[:LETTERS].decode().lower()


def is_good(key: bytes, code: str, at: datetime) -> bool:
    """Shown now or a moment ago. It lives STEP seconds at least and twice as long at most: a photograph sent on is soon worth nothing."""
    told = code.lower().encode()
    return any(hmac.compare_digest(code_at(key, at, back=back).encode(), told) for back in range(KEPT + 1))


# — who may come, and when —


def is_over(on: date, ends: time, now: datetime) -> bool:
    """`now`: of the province's clock."""
    return (on, ends) < (now.date(), now.time())


def is_full(seats: int | None, coming: int) -> bool:
    return seats is not None and coming >= seats


def check_day(on: date, now: date) -> date:
    """A year written in another era shows here."""
    if not date(now.year - 5, 1, 1) <= on <= date(now.year + 5, 12, 31):
        raise Refused(_("วันจัดต้องอยู่ในช่วงห้าปีก่อนหรือหลังวันนี้ โปรดตรวจปี"))
    return on


def check_times(starts: time, ends: time) -> None:
    if ends <= starts:
        raise Refused(_("เวลาเลิกต้องอยู่หลังเวลาเริ่ม ถ้าจัดหลายวันให้บันทึกวันละรายการ"))


def check_position(latitude: Decimal | None, longitude: Decimal | None) -> None:
    if (latitude is None) != (longitude is None):
        raise Refused(_("พิกัดต้องมีทั้งละติจูดและลองจิจูด หรือเว้นว่างทั้งสอง"))
    if latitude is not None and longitude is not None and not (5 <= latitude <= 21 and 97 <= longitude <= 106):
        raise Refused(_("พิกัดนี้ไม่อยู่ในประเทศไทย โปรดตรวจลำดับเป็น ละติจูด, ลองจิจูด เช่น 15.7042, 100.1371"))


def check_people(people: int, *, sex: str, age: str) -> int:
    if not 1 <= people <= MOST:
        raise Refused(_("นับได้ครั้งละ 1 ถึง {most} คน"), most=MOST)
    if sex not in ("", *SEXES) or age not in ("", *AGES):
        raise Refused(_("ไม่มีเพศหรือช่วงอายุนี้ โปรดเลือกจากรายการ หรือเว้นว่าง"))
    return people


# — what is shown of who came —


def shown(total: int, parts: Sequence[Mapping[str, int]], *, to_all: bool) -> tuple[int, list[dict[str, int]]]:
    """The total and its breakdowns; to who does not work in the tambon (`to_all`), small counts are hidden, and what would tell them."""
    if not to_all:
        return total, [dict(part) for part in parts]
    cells: dict[tuple[int, str], small.Cell] = {(-1, ""): (total, None)}
    cells |= {(row, key): (count, None) for row, part in enumerate(parts) for key, count in part.items()}
    sums = [((-1, ""), [(row, key) for key in part]) for row, part in enumerate(parts) if part]
    hidden = small.kept(cells, sums)
    kept = [{key: small.HIDDEN if (row, key) in hidden else count for key, count in part.items()} for row, part in enumerate(parts)]
    return small.HIDDEN if (-1, "") in hidden else total, kept


def told(text: str, most: int) -> str:
    return thai.clean(text)[:most]
