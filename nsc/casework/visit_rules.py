"""What is decided of visits and needs: which visit fits which state of the case, what a form must say, what changed since the survey.
Values in, verdicts out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from nsc import thai
from nsc.errors import Refused, _
from nsc.poverty.union import DIMENSIONS, NAMES
from nsc.registry.rules import LATITUDES, LONGITUDES

OTHER = "other"  # besides the five dimensions
OTHER_NAME = _("ปัญหาด้านอื่น ๆ")
DIMENSION_NAMES: Mapping[str, str] = {**NAMES, OTHER: OTHER_NAME}

FIRST, PROGRESS, USE, FOLLOW_UP, AFTER = "first", "progress", "use", "follow_up", "after"
MEASURED = (FOLLOW_UP, AFTER)  # visits at which the survey's questions are asked again
_UNDER_WAY = {"visited", "planned", "approved", "following"}
# A first visit told of later than another's is a first visit all the same: a phone may have been out of coverage for days.
STATES: Mapping[str, Collection[str]] = {
    FIRST: {"assigned"} | _UNDER_WAY,
    PROGRESS: _UNDER_WAY,
    USE: {"opened", "triaged", "assigned"} | _UNDER_WAY,  # what an emergency gave is checked whatever the state
    FOLLOW_UP: {"following"},
    AFTER: {"closed"},
}
USUAL = {"assigned": FIRST, "visited": PROGRESS, "planned": PROGRESS, "approved": PROGRESS, "following": FOLLOW_UP, "closed": AFTER}
OUT = "out_of_poverty"

MISSED = {
    "nobody_home": _("ไม่มีใครอยู่บ้าน"),
    "moved": _("ย้ายออกไปแล้ว"),
    "refused": _("ไม่สะดวกให้เยี่ยม"),
    "not_reached": _("เดินทางไปไม่ถึง เช่น น้ำท่วม ถนนขาด"),
    "team": _("ทีมติดภารกิจอื่น"),
    "other": _("เหตุอื่น"),
}
COLOURS = {"g": _("เขียว ไม่มีปัญหา"), "y": _("เหลือง พอมีปัญหา"), "r": _("แดง เดือดร้อน")}
UNSAID = "-"
FARTHEST = timedelta(days=366)  # ahead that a visit is agreed
ACCURACY = 5_000  # metres: a phone that knows its place less well knows nothing
MOST_BAHT = 100_000_000
MOST_PEOPLE = 99
GONE, STILL, NEW, NEVER = "gone", "still", "new", "never"
CHANGES = {GONE: _("พ้นแล้ว"), STILL: _("ยังตกเกณฑ์"), NEW: _("ตกเกณฑ์ใหม่"), NEVER: _("ไม่ตกเกณฑ์ทั้งสองครั้ง")}
LEVELS = {"person": _("รายบุคคล"), "household": _("ทั้งครัวเรือน")}


@dataclass(frozen=True)
class Position:
    """`accuracy` in metres, as the phone says."""

    lat: float
    lon: float
    accuracy: float | None = None


def check_purpose(purpose: str, state: str, outcome: str = "") -> None:
    """Whether such a visit is made to a case in that state. After its closing only who got out of poverty is visited."""
    if purpose not in STATES:
        raise Refused(_("โปรดเลือกว่าเป็นการเยี่ยมแบบใด"))
    if state in STATES[purpose] and (state != "closed" or outcome == OUT):
        return
    if state in ("opened", "triaged"):
        raise Refused(_("รายกรณีนี้ยังไม่ได้มอบพี่เลี้ยง โปรดจำแนกและมอบพี่เลี้ยงก่อนเยี่ยม"))
    if state == "closed":
        raise Refused(_("รายกรณีนี้ปิดแล้ว เยี่ยมได้เฉพาะการตรวจหลังพ้นความยากจน หากเดือดร้อนอีกให้เปิดรายกรณีใหม่"))
    raise Refused(_("การเยี่ยมแบบนี้ยังไม่ถึงขั้นของรายกรณี โปรดเลือกการเยี่ยมแบบอื่น หรือเปิดหน้าใหม่เพื่อดูสถานะล่าสุด"))


def fitting(state: str, outcome: str = "") -> tuple[str, ...]:
    """The purposes that such a case may be visited for, the usual one first."""
    usual = USUAL.get(state)
    found = [each for each in STATES if state in STATES[each] and (state != "closed" or outcome == OUT)]
    return tuple(sorted(found, key=lambda each: each != usual))


def check_done(on: date, *, today: date, opened: date, is_emergency: bool) -> None:
    """What is recorded has happened, and since the case was opened; where an emergency came first, also shortly before."""
    if on > today:
        raise Refused(_("วันที่ {on} ยังมาไม่ถึง โปรดใส่วันที่ทำจริง"), on=thai.format_date(on))
    since = opened - FARTHEST if is_emergency else opened
    if on < since:
        raise Refused(
            _("วันที่เยี่ยม {on} อยู่ก่อนวันเปิดรายกรณี {opened} โปรดตรวจวันและปี พ.ศ."), on=thai.format_date(on), opened=thai.format_date(opened)
        )


def check_ahead(on: date, *, after: date) -> None:
    """A day agreed for a visit: `after` or later, and within a year."""
    if not after <= on <= after + FARTHEST:
        raise Refused(
            _("วันนัด {on} ต้องอยู่ระหว่าง {first} ถึงหนึ่งปีข้างหน้า โปรดตรวจวันและปี พ.ศ."), on=thai.format_date(on), first=thai.format_date(after)
        )


def check_missed(why: str, *, planned_on: date, today: date) -> None:
    if why not in MISSED:
        raise Refused(_("โปรดเลือกว่าไม่ได้เยี่ยมเพราะอะไร"))
    if today < planned_on:
        raise Refused(_("ยังไม่ถึงวันนัด {on} หากไปไม่ได้ ให้เลื่อนหรือยกเลิกนัด"), on=thai.format_date(planned_on))


def check_position(at: Position | None) -> None:
    if at is None:
        return
    if not (LATITUDES[0] <= at.lat <= LATITUDES[1] and LONGITUDES[0] <= at.lon <= LONGITUDES[1]):
        raise Refused(_("ตำแหน่งนี้อยู่นอกประเทศไทย โปรดจับตำแหน่งใหม่ หรือเว้นว่างไว้"))
    if at.accuracy is not None and not 0 <= at.accuracy <= ACCURACY:
        raise Refused(_("ตำแหน่งนี้คลาดเคลื่อนเกิน {most} เมตร โปรดออกมาที่โล่งแล้วจับตำแหน่งใหม่ หรือเว้นว่างไว้"), most=f"{ACCURACY:,}")


def view(told: Mapping[str, str]) -> str:
    """As it is stored: the family's colour a dimension, in their order; "" where nothing was said."""
    said = "".join(told.get(name) or UNSAID for name in DIMENSIONS)
    if set(told) - set(DIMENSIONS) or {each for each in told.values() if each} - set(COLOURS):
        raise Refused(_("มุมมองของครอบครัวมีสามสี เขียว เหลือง แดง ในห้ามิติ โปรดเลือกใหม่"))
    return "" if set(said) == {UNSAID} else said


def seen_as(stored: str) -> dict[str, str]:
    """The colours said, by dimension."""
    return {name: colour for name, colour in zip(DIMENSIONS, stored, strict=False) if colour != UNSAID}


def check_money(*baht: float | None) -> None:
    if any(each is not None and not 0 <= each <= MOST_BAHT for each in baht):
        raise Refused(_("จำนวนเงินต้องอยู่ระหว่าง 0 ถึง {most} บาท โปรดตรวจตัวเลข"), most=f"{MOST_BAHT:,}")


def check_people(people: int | None) -> None:
    if people is not None and not 1 <= people <= MOST_PEOPLE:
        raise Refused(_("จำนวนคนในบ้านต้องอยู่ระหว่าง 1 ถึง {most} คน"), most=MOST_PEOPLE)


def change(before: int, after: int) -> dict[str, str]:
    """What became of each dimension between two patterns (union.patterns), in the order of DIMENSIONS."""
    found = {(1, 0): GONE, (1, 1): STILL, (0, 1): NEW, (0, 0): NEVER}
    return {name: found[before >> bit & 1, after >> bit & 1] for bit, name in enumerate(DIMENSIONS)}


def is_out(changes: Mapping[str, str]) -> bool:
    """No dimension is failed any more: the household is not poor by the survey's own rule."""
    return not set(changes.values()) & {STILL, NEW}


def known_dimension(key: str) -> str:
    if key not in DIMENSION_NAMES:
        raise Refused(_("โปรดเลือกมิติจากรายการ"))
    return key


def known_problem(key: str, known: Iterable[str]) -> str:
    if key and key not in set(known):
        raise Refused(_("ไม่รู้จักปัญหานี้ โปรดเลือกจากรายการ"))
    return key
