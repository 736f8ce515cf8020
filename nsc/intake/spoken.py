"""What a phone says, read to the last key: from JSON to what the verbs take. Values in, values out; nothing is asked of the database.

A payload that does not fit is Refused with the field, what is wrong with it and how to mend it. Nothing that somebody typed is left out in
silence: a key that nobody knows, or a text that is longer than what is kept, is refused and not cut.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from nsc import thai
from nsc.casework import needs, visit_rules, visits
from nsc.casework.proposals import Who
from nsc.errors import Refused, _
from nsc.registry.doorstep import Change
from nsc.registry.rules import KINDS
from nsc.tambon import products_rules, seasons

NEWEST = 2  # form: 2 since farmers are visited; what was asked before is asked as before
OLDEST = 1
LONGEST = 2_000  # characters of a note
WHOLE = 2**31 - 1
NUMBER = 2**63 - 1
LISTED = 60  # things in one list
SECONDS = 600  # of a voice note

FIELDS = {
    "case": _("รายกรณี"),
    "purpose": _("แบบของการเยี่ยม"),
    "on": _("วันที่"),
    "visitors": _("ผู้ไปเยี่ยม"),
    "met": _("ผู้ที่พบ"),
    "position": _("ตำแหน่ง"),
    "view": _("มุมมองของครอบครัว"),
    "people": _("จำนวนคนในบ้าน"),
    "income": _("รายได้ต่อคนต่อปี"),
    "debt_formal": _("หนี้ในระบบ"),
    "debt_informal": _("หนี้นอกระบบ"),
    "saw": _("สิ่งที่พบ"),
    "changes": _("สมาชิกที่เปลี่ยนไป"),
    "round": _("ปีของแบบสำรวจ"),
    "answers": _("คำตอบแบบสำรวจ"),
    "note": _("บันทึก"),
    "next_on": _("วันนัดครั้งต่อไป"),
    "appointment": _("นัดหมาย"),
    "needs": _("ความจำเป็น"),
    "consents": _("ความยินยอม"),
    "signature": _("ลายเซ็น"),
    "verified": _("ผลตรวจสอบ"),
    "verified_note": _("บันทึกผลตรวจสอบ"),
    "dimension": _("มิติ"),
    "text": _("ข้อความ"),
    "problem": _("ปัญหา"),
    "person": _("สมาชิก"),
    "kind": _("ชนิด"),
    "urgency": _("ความเร่งด่วน"),
    "indicator": _("ตัวชี้วัด"),
    "set_code": _("ชุดตัวชี้วัด"),
    "self_help": _("สิ่งที่ครอบครัวทำเองได้"),
    "how": _("วิธีให้ความยินยอม"),
    "notice": _("ฉบับของประกาศความเป็นส่วนตัว"),
    "file": _("ไฟล์แนบ"),
    "visit": _("การเยี่ยม"),
    "because": _("เหตุผล"),
    "caption": _("คำบรรยายภาพ"),
    "taken_at": _("เวลาที่ถ่าย"),
    "seconds": _("ความยาวเสียง"),
    "about": _("มิติ"),
    "fields": _("ข้อมูลครัวเรือน"),
    "from": _("ค่าเดิม"),
    "to": _("ค่าใหม่"),
    "who": _("ผู้ตกหล่น"),
    "area": _("หมู่บ้าน"),
    "title": _("คำนำหน้า"),
    "first_name": _("ชื่อ"),
    "last_name": _("นามสกุล"),
    "national_id": _("เลขประจำตัวประชาชน"),
    "house_code": _("รหัสบ้าน"),
    "house_no": _("บ้านเลขที่"),
    "whereabouts": _("จุดสังเกต"),
    "reason": _("เหตุที่เห็นว่าตกหล่น"),
    "need": _("ความจำเป็น"),
    "plan": _("แผน"),
    "signed": _("ผู้ลงนาม"),
    "step": _("ขั้นของแผน"),
    "programme": _("โครงการ"),
    "form": _("รูปแบบความช่วยเหลือ"),
    "what": _("สิ่งที่ให้"),
    "baht": _("จำนวนเงิน"),
    "quantity": _("จำนวน"),
    "unit": _("หน่วย"),
    "although": _("เหตุที่ให้ซ้ำ"),
    "meets_need": _("ความจำเป็นได้รับแล้ว"),
    "receipt": _("ใบรับ"),
    "assistance": _("ความช่วยเหลือ"),
    "use": _("การใช้ความช่วยเหลือ"),
    "month": _("เดือน"),
    "told": _("รายการบัญชี"),
    "submission": _("รายการที่ส่ง"),
    "lat": _("ละติจูด"),
    "lon": _("ลองจิจูด"),
    "accuracy": _("ความคลาดเคลื่อน"),
    "locates": _("ใช้เป็นตำแหน่งบ้าน"),
    "season": _("ฤดู"),
    "stage": _("ระยะของพืชหรือสัตว์"),
    "seen": _("สิ่งที่พบในแปลง"),
    "advice": _("คำแนะนำ"),
    "followed": _("ทำตามคำแนะนำครั้งก่อน"),
    "why": _("เพราะอะไร"),
    "planted": _("พื้นที่ปลูก"),
    "yielded": _("ผลผลิตถึงวันนี้"),
    "earned": _("รายได้ถึงวันนี้"),
    "spent": _("ต้นทุนถึงวันนี้"),
}


class Said:
    """One object of the payload. Every key that is read is ticked off; `done` refuses what is left."""

    def __init__(self, told: object, name: str) -> None:
        if not isinstance(told, dict):
            raise wrong(name, _("ต้องเป็นชุดข้อมูล"))
        self.told: dict[str, Any] = told
        self.left = {key for key, value in told.items() if value not in (None, "", [], {})}

    def done(self) -> None:
        if self.left:
            raise Refused(
                _("ระบบไม่รู้จักช่อง “{key}” จึงยังไม่บันทึกสิ่งใด เพื่อไม่ให้ข้อมูลหาย โปรดปรับปรุงแอปแล้วส่งใหม่ หรือแจ้งเจ้าหน้าที่"),
                key=min(self.left)[:40],
            )

    def value(self, name: str, *, must: bool = False) -> Any:
        """None where nothing is said."""
        self.left.discard(name)
        found = self.told.get(name)
        if found is None or found == "":
            if must:
                raise wrong(name, _("ยังไม่ได้ใส่"))
            return None
        return found

    def text(self, name: str, most: int, *, must: bool = False) -> str:
        found = self.value(name, must=must)
        if found is None:
            return ""
        if not isinstance(found, str):
            raise wrong(name, _("ต้องเป็นข้อความ"))
        if len(thai.clean(found)) > most:
            raise Refused(_("ช่อง “{field}” ยาวเกิน {most} ตัวอักษร โปรดเขียนให้สั้นลง"), field=named(name), most=f"{most:,}")
        return found

    def key(self, name: str, known: Callable[[str], bool] | None = None, *, must: bool = False) -> str:
        """A word out of a list."""
        found = self.text(name, 40, must=must)
        if found and known and not known(found):
            raise wrong(name, _("ไม่อยู่ในรายการให้เลือก โปรดเลือกใหม่"))
        return found

    def whole(self, name: str, most: int = WHOLE, *, least: int = 0, must: bool = False) -> int | None:
        found = self.value(name, must=must)
        if found is None:
            return None
        if isinstance(found, float) and found.is_integer():
            found = int(found)
        if isinstance(found, bool) or not isinstance(found, int) or not least <= found <= most:
            raise Refused(
                _("ช่อง “{field}” ต้องเป็นจำนวนเต็มระหว่าง {least} ถึง {most}"), field=named(name), least=f"{least:,}", most=f"{most:,}"
            )
        return found

    def number(self, name: str) -> int:
        """Of a record; said always."""
        found = self.whole(name, NUMBER, least=1, must=True)
        assert found is not None  # `must`
        return found

    def real(self, name: str, least: float, most: float, *, must: bool = False) -> float | None:
        found = self.value(name, must=must)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found) or not least <= found <= most:
            raise Refused(_("ช่อง “{field}” ต้องเป็นตัวเลขระหว่าง {least} ถึง {most}"), field=named(name), least=f"{least:,}", most=f"{most:,}")
        return float(found)

    def baht(self, name: str) -> Decimal | None:
        found = self.real(name, 0, visit_rules.MOST_BAHT)
        if found is None:
            return None
        try:
            return Decimal(str(self.told[name])).quantize(Decimal("0.01"))
        except InvalidOperation as error:
            raise wrong(name, _("ต้องเป็นจำนวนเงิน")) from error

    def yes(self, name: str) -> bool:
        found = self.value(name)
        if not isinstance(found, bool | None):
            raise wrong(name, _("ต้องตอบว่าใช่หรือไม่ใช่"))
        return bool(found)

    def day(self, name: str) -> date | None:
        return read_day(self.text(name, 10), name)

    def day_said(self, name: str) -> date:
        found = read_day(self.text(name, 10, must=True), name)
        assert found is not None  # `must`
        return found

    def uuid(self, name: str) -> UUID | None:
        found = self.text(name, 40)
        try:
            return UUID(found) if found else None
        except ValueError as error:
            raise wrong(name, _("อ้างถึงรายการไม่ถูกต้อง โปรดแนบหรือเลือกใหม่")) from error

    def uuid_said(self, name: str) -> UUID:
        found = self.uuid(name)
        if found is None:
            raise wrong(name, _("ยังไม่ได้ใส่"))
        return found

    def parts(self, name: str, read: "Callable[[Said], Any]", most: int = LISTED) -> list[Any]:
        found = self.value(name)
        if found is None:
            return []
        if not isinstance(found, list) or len(found) > most:
            raise Refused(_("ช่อง “{field}” มีได้ไม่เกิน {most} รายการ"), field=named(name), most=most)
        return [whole(each, name, read) for each in found]

    def part(self, name: str, read: "Callable[[Said], Any]", *, must: bool = False) -> Any:
        found = self.value(name, must=must)
        return None if found is None else whole(found, name, read)

    def mapping(self, name: str) -> dict[str, Any]:
        found = self.value(name)
        if found is None:
            return {}
        if not isinstance(found, dict) or len(found) > LISTED:
            raise wrong(name, _("ต้องเป็นชุดข้อมูล"))
        return found


def whole(told: object, name: str, read: Callable[[Said], Any]) -> Any:
    """Read by `read`, and nothing of it left."""
    said = Said(told, name)
    found = read(said)
    said.done()
    return found


def named(name: str) -> str:
    """A msgid; a face translates it, as every text value of a Refused."""
    return FIELDS.get(name, name)


def wrong(name: str, what: str) -> Refused:
    return Refused(_("ช่อง “{field}” {what}"), field=named(name), what=what)


def read_day(text: str, name: str) -> date | None:
    if not text:
        return None
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as error:
        raise wrong(name, _("ไม่ใช่วันที่ที่มีจริง โปรดเลือกวันใหม่")) from error


# — what is said, one shape a verb —


@dataclass(frozen=True)
class Agreed:
    purpose: str
    how: str
    notice: int
    note: str
    file: UUID | None


@dataclass(frozen=True)
class VisitRecorded:
    case: int
    purpose: str
    found: visits.Found
    round: int | None
    appointment: int | None
    asked: list[needs.Asked]
    consents: list[Agreed]
    signature: UUID | None
    verified: str
    verified_note: str


@dataclass(frozen=True)
class VisitMissed:
    visit: int
    because: str


@dataclass(frozen=True)
class Pictured:
    visit: UUID
    file: UUID
    kind: str
    caption: str
    position: visit_rules.Position | None
    locates: bool


@dataclass(frozen=True)
class Voiced:
    visit: UUID
    file: UUID
    seconds: int | None
    about: str


@dataclass(frozen=True)
class Changed:
    changes: list[Change]
    on: date | None = None


@dataclass(frozen=True)
class Missed:
    who: Who
    reason: str
    on: date
    round: int | None
    answers: str
    people: int | None
    income: float | None
    note: str
    position: visit_rules.Position | None
    file: UUID | None


@dataclass(frozen=True)
class NeedsTold:
    asked: list[needs.Asked]
    on: date | None


@dataclass(frozen=True)
class NeedMet:
    need: int
    on: date | None


@dataclass(frozen=True)
class PlanAgreed:
    plan: int
    on: date
    signed: str
    signature: UUID | None


@dataclass(frozen=True)
class StepFinished:
    step: int
    on: date


@dataclass(frozen=True)
class HelpDelivered:
    programme: str
    kind: str
    form: str
    what: str
    baht: Decimal | None
    quantity: Decimal | None
    unit: str
    person: int | None
    dimension: str
    on: date
    note: str
    although: str
    need: int | None
    step: int | None
    meets_need: bool
    receipt: UUID | None


@dataclass(frozen=True)
class HelpFulfilled:
    assistance: int
    on: date
    baht: Decimal | None
    meets_need: bool
    receipt: UUID | None


@dataclass(frozen=True)
class HelpChecked:
    assistance: int
    on: date
    use: str
    text: str
    file: UUID | None


@dataclass(frozen=True)
class AccountTold:
    case: int
    kind: str
    month: date
    told: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class FarmerVisited:
    """The farmer is said outside the letter."""

    season: int
    on: date
    saw: str
    advice: str
    followed: str
    why: str
    stage: str
    measured: seasons.Measured
    next_on: date | None


@dataclass(frozen=True)
class FarmerPictured:
    visit: UUID
    file: UUID


@dataclass(frozen=True)
class Dropped:
    submission: UUID
    because: str = ""


Spoken = (
    VisitRecorded | VisitMissed | Pictured | Voiced | Changed | Missed | NeedsTold | NeedMet | PlanAgreed | StepFinished
    | HelpDelivered | HelpFulfilled | HelpChecked | AccountTold | FarmerVisited | FarmerPictured | Dropped
)  # fmt: skip


# — form 1 —


def _position(said: Said) -> visit_rules.Position:
    lat, lon = said.real("lat", -90, 90, must=True), said.real("lon", -180, 180, must=True)
    assert lat is not None and lon is not None  # `must`
    return visit_rules.Position(lat, lon, said.real("accuracy", 0, 1e7))


def _saw(said: Said) -> visits.Saw:
    return visits.Saw(said.key("dimension", must=True), said.text("text", LONGEST), said.key("problem"), _person(said))


def _change(said: Said) -> visits.Changed:
    return visits.Changed(said.key("kind", must=True), _person(said), said.text("text", 300))


def _person(said: Said) -> int | None:
    return said.whole("person", NUMBER, least=1)


def _need(said: Said) -> needs.Asked:
    return needs.Asked(
        dimension=said.key("dimension", must=True),
        urgency=said.key("urgency", must=True),
        person=_person(said),
        indicator=said.whole("indicator", 63, least=1),
        set_code=said.key("set_code"),
        problem=said.key("problem"),
        text=said.text("text", needs.WORDS),
        self_help=said.text("self_help", needs.WORDS),
    )


def _consent(said: Said) -> Agreed:
    notice = said.whole("notice", least=1, must=True)
    assert notice is not None  # `must`
    how = said.key("how", lambda key: key in ("paper", "spoken"), must=True)
    return Agreed(said.key("purpose", must=True), how, notice, said.text("note", LONGEST), said.uuid("file"))


def _answers(said: Said) -> str:
    found = said.text("answers", 63)
    if not re.fullmatch("[10-]*", found, re.ASCII):
        raise wrong("answers", _("ต้องตอบแต่ละข้อว่าผ่าน ไม่ผ่าน หรือไม่เข้าข่าย"))
    return found


def _year(said: Said) -> int | None:
    """CE."""
    return said.whole("round", 2200, least=1990)


def _visit_record(said: Said) -> VisitRecorded:
    view = said.mapping("view")
    if any(key not in visit_rules.DIMENSIONS or value not in ("", None, *visit_rules.COLOURS) for key, value in view.items()):
        raise wrong("view", _("ไม่อยู่ในรายการให้เลือก โปรดเลือกใหม่"))
    found = visits.Found(
        on=said.day_said("on"),
        visitors=said.text("visitors", 300),
        met=said.text("met", 300),
        position=said.part("position", _position),
        view={key: value for key, value in view.items() if value},
        people=said.whole("people", 999),
        income=said.real("income", 0, visit_rules.MOST_BAHT),
        debt_formal=said.whole("debt_formal"),
        debt_informal=said.whole("debt_informal"),
        saw=said.parts("saw", _saw),
        changes=said.parts("changes", _change),
        answers=_answers(said),
        note=said.text("note", LONGEST),
        next_on=said.day("next_on"),
    )
    return VisitRecorded(
        case=said.number("case"),
        purpose=said.key("purpose", must=True),
        found=found,
        round=_year(said),
        appointment=said.whole("appointment", NUMBER, least=1),
        asked=said.parts("needs", _need),
        consents=said.parts("consents", _consent),
        signature=said.uuid("signature"),
        verified=said.key("verified"),
        verified_note=said.text("verified_note", 500),
    )


def _picture(said: Said) -> Pictured:
    said.value("taken_at")  # the moment of the picture is that of the submission; what the camera wrote is not kept
    return Pictured(
        visit=said.uuid_said("visit"),
        file=said.uuid_said("file"),
        kind=said.key("kind", lambda key: key in KINDS, must=True),
        caption=said.text("caption", 200),
        position=said.part("position", _position),
        locates=said.yes("locates"),
    )


def _voice(said: Said) -> Voiced:
    about = said.key("about", lambda key: key in visit_rules.DIMENSION_NAMES)
    return Voiced(said.uuid_said("visit"), said.uuid_said("file"), said.whole("seconds", SECONDS), about)


def _household_change(said: Said) -> Changed:
    changes = [_field(None, name, told) for name, told in said.mapping("fields").items()]
    for person, fields in said.mapping("people").items():
        if not re.fullmatch("[1-9][0-9]{0,17}", person, re.ASCII) or not isinstance(fields, dict):
            raise wrong("person", _("อ้างถึงรายการไม่ถูกต้อง โปรดแนบหรือเลือกใหม่"))
        changes += [_field(int(person), name, told) for name, told in fields.items()]
    if not changes:
        raise Refused(_("ไม่มีช่องใดถูกแก้ไข"))
    return Changed(changes)


def _field(person: int | None, name: str, told: object) -> Change:
    was, now = whole(told, name, lambda said: (said.text("from", LONGEST), said.text("to", LONGEST)))
    return Change(person, name, was, now)


def _who(said: Said) -> Who:
    return Who(
        kind=said.key("kind", must=True),
        area=said.key("area", must=True),
        first_name=said.text("first_name", 100),
        last_name=said.text("last_name", 100),
        title=said.text("title", 40),
        national_id=said.text("national_id", 20),
        house_code=said.text("house_code", 20),
        house_no=said.text("house_no", 50),
        whereabouts=said.text("whereabouts", 200),
    )


def _household_missed(said: Said) -> Missed:
    return Missed(
        who=said.part("who", _who, must=True),
        reason=said.text("reason", 500),
        on=said.day_said("on"),
        round=_year(said),
        answers=_answers(said),
        people=said.whole("people", visit_rules.MOST_PEOPLE),
        income=said.real("income", 0, visit_rules.MOST_BAHT),
        note=said.text("note", 500),
        position=said.part("position", _position),
        file=said.uuid("file"),
    )


def _help_deliver(said: Said) -> HelpDelivered:
    quantity = said.real("quantity", 0, 1e9)
    return HelpDelivered(
        programme=said.key("programme"),
        kind=said.key("kind", must=True),
        form=said.key("form", must=True),
        what=said.text("what", 200),
        baht=said.baht("baht"),
        quantity=None if quantity is None else Decimal(str(said.told["quantity"])),
        unit=said.text("unit", 40),
        person=_person(said),
        dimension=said.key("dimension"),
        on=said.day_said("on"),
        note=said.text("note", LONGEST),
        although=said.text("although", 300),
        need=said.whole("need", NUMBER, least=1),
        step=said.whole("step", NUMBER, least=1),
        meets_need=said.yes("meets_need"),
        receipt=said.uuid("receipt"),
    )


def _account(said: Said) -> AccountTold:
    month = said.text("month", 10, must=True)
    first = read_day(f"{month}-01" if len(month) == 7 else month, "month")
    assert first is not None  # `must`
    lines = Said(said.mapping("told"), "told")
    told = {line: baht for line in lines.told if (baht := lines.baht(line)) is not None}
    lines.done()
    return AccountTold(said.number("case"), said.key("kind", must=True), first, told)


# — form 2 —


def _farmer_visit(said: Said) -> FarmerVisited:
    measured = seasons.Measured(
        said.whole("planted", seasons.MOST_WA),
        *(said.baht(name) for name in ("yielded", "earned", "spent")),  # a yield, too, is kept to two places
    )
    return FarmerVisited(
        season=said.number("season"),
        on=said.day_said("on"),
        saw=said.text("seen", LONGEST),
        advice=said.text("advice", LONGEST),
        followed=said.key("followed", must=True),
        why=said.text("why", 1_000),
        stage=said.key("stage", lambda key: key in products_rules.STAGES),
        measured=measured,
        next_on=said.day("next_on"),
    )


def _farmer_picture(said: Said) -> FarmerPictured:
    said.value("taken_at")  # as of a picture of a household
    return FarmerPictured(said.uuid_said("visit"), said.uuid_said("file"))


Reader = Callable[[Said], Spoken]
READERS: dict[str, dict[int, Reader]] = {  # verb: form: how it is read
    "visit.record": {1: _visit_record},
    "visit.miss": {1: lambda said: VisitMissed(said.number("visit"), said.key("because", must=True))},
    "visit.photograph": {1: _picture},
    "visit.voice": {1: _voice},
    "household.change": {1: _household_change},
    "household.missed": {1: _household_missed},
    "need.record": {1: lambda said: NeedsTold(said.parts("needs", _need), said.day("on"))},
    "need.meet": {1: lambda said: NeedMet(said.number("need"), said.day("on"))},
    "plan.agree": {
        1: lambda said: PlanAgreed(said.number("plan"), said.day_said("on"), said.text("signed", 200, must=True), said.uuid("signature"))
    },
    "step.finish": {1: lambda said: StepFinished(said.number("step"), said.day_said("on"))},
    "help.deliver": {1: _help_deliver},
    "help.fulfil": {
        1: lambda said: HelpFulfilled(
            said.number("assistance"), said.day_said("on"), said.baht("baht"), said.yes("meets_need"), said.uuid("receipt")
        )
    },
    "help.check": {
        1: lambda said: HelpChecked(
            said.number("assistance"), said.day_said("on"), said.key("use", must=True), said.text("text", LONGEST), said.uuid("file")
        )
    },
    "account.record": {1: _account},
    "farmer.visit": {2: _farmer_visit},
    "farmer.photograph": {2: _farmer_picture},
    "submission.drop": {1: lambda said: Dropped(said.uuid_said("submission"), said.text("because", 300))},
}


def read(verb: str, form: int, payload: object) -> Spoken:
    """Refused where it does not fit. A form newer than ours is the caller's business."""
    forms = READERS.get(verb)
    if forms is None or form < min(forms):
        raise Refused(_("ระบบไม่รู้จักแบบฟอร์มนี้ โปรดปรับปรุงแอปให้เป็นรุ่นล่าสุดแล้วส่งใหม่"))
    reader = forms[max(known for known in forms if known <= form)]
    found: Spoken = whole(payload, verb, reader)
    return found


def files(told: Spoken) -> list[UUID]:
    """Those that it names, each once."""
    match told:
        case VisitRecorded():
            named_ = [told.signature, *(each.file for each in told.consents)]
        case Pictured() | Voiced() | Missed() | HelpChecked() | FarmerPictured():
            named_ = [told.file]
        case PlanAgreed():
            named_ = [told.signature]
        case HelpDelivered() | HelpFulfilled():
            named_ = [told.receipt]
        case _:
            named_ = []
    return list(dict.fromkeys(each for each in named_ if each))
