"""What is decided about partners, offers, needs and promises: values in, verdicts out. Amounts are Decimal with two places, of a unit."""

from datetime import date
from decimal import Decimal

from nsc.errors import Refused, _
from nsc.tambon import rules

# C, I, G, U: the sectors of the founding description. Of which an organisation of a kind (access.OrganisationKind) may take part.
COMMUNITY, INDUSTRY, GOVERNMENT, UNIVERSITY = LETTERS = "C", "I", "G", "U"
LETTER_NAMES = {COMMUNITY: _("ชุมชน"), INDUSTRY: _("ภาคเอกชน"), GOVERNMENT: _("ภาครัฐ"), UNIVERSITY: _("สถาบันการศึกษา")}
LETTER_OF = {"community": COMMUNITY, "civil_society": COMMUNITY, "industry": INDUSTRY, "government": GOVERNMENT, "university": UNIVERSITY}

MONEY, LAND, EQUIPMENT, KNOWLEDGE, MARKET, TIME = "money", "land", "equipment", "knowledge", "market", "time"
RESOURCES = {
    MONEY: _("เงิน"),
    LAND: _("ที่ดิน"),
    EQUIPMENT: _("อุปกรณ์"),
    KNOWLEDGE: _("ความรู้"),
    MARKET: _("ตลาด"),
    TIME: _("เวลา"),
}
# Units are chosen and not typed: what is offered can be put to what is needed only where both are counted alike. Those of WHOLE things
# are not cut.
UNITS = {
    MONEY: (_("บาท"),),
    LAND: (_("ไร่"), _("ตารางเมตร"), _("แปลง")),
    EQUIPMENT: (_("เครื่อง"), _("ชุด"), _("คัน"), _("หลัง")),
    KNOWLEDGE: (_("ครั้ง"), _("ชั่วโมง"), _("หลักสูตร")),
    MARKET: (_("บาทต่อเดือน"), _("กิโลกรัมต่อเดือน"), _("ตันต่อปี")),
    TIME: (_("วันทำงาน"), _("ชั่วโมง")),
}
WHOLE = frozenset({"แปลง", "เครื่อง", "ชุด", "คัน", "หลัง", "ครั้ง", "หลักสูตร"})
MOST = Decimal(9_999_999_999)  # of any unit; in hundredths still exact as a float, which the solver reckons with

# What the household survey calls its five dimensions, as those of the development of a tambon. Our proposal.
OF_SURVEY = {
    "health": rules.HEALTH,
    "living": rules.ENVIRONMENT,
    "education": rules.EDUCATION,
    "income": rules.ECONOMY,
    "access": rules.SOCIETY,
}

WAITS_ORGANISATION, WAITS_TEAM, AGREED, PART, DONE, CANCELLED = "waits_organisation", "waits_team", "agreed", "part", "done", "cancelled"
STATES = {
    WAITS_ORGANISATION: _("รอองค์กรตอบ"),
    WAITS_TEAM: _("รอทีมตำบลตอบ"),
    AGREED: _("ตกลงแล้ว"),
    PART: _("ส่งมอบบางส่วน"),
    DONE: _("ส่งมอบครบ"),
    CANCELLED: _("ยกเลิก"),
}

FRESHNESS = {
    "day": _("ทุกวัน"),
    "month": _("ทุกเดือน"),
    "quarter": _("ทุกไตรมาส"),
    "year": _("ทุกปี"),
    "once": _("ครั้งเดียว"),
}
DAYS_FRESH = {"day": 2, "month": 45, "quarter": 120, "year": 400}  # older than this a set is late. Our proposal


def check_letter(letter: str, kinds: tuple[str, ...]) -> str:
    if letter not in {LETTER_OF[kind] for kind in kinds}:
        raise Refused(_("องค์กรนี้ไม่ได้ขึ้นทะเบียนเป็นภาคส่วน {letter} โปรดเลือกภาคส่วนอื่น หรือแก้ประเภทในทะเบียนองค์กร"), letter=letter)
    return letter


def check_amount(kind: str, unit: str, amount: Decimal | None) -> Decimal:
    """The amount, with two places."""
    if kind not in RESOURCES:
        raise Refused(_("โปรดเลือกชนิดทรัพยากร"))
    if unit not in UNITS[kind]:
        raise Refused(_("หน่วย “{unit}” ใช้กับทรัพยากรชนิดนี้ไม่ได้ โปรดเลือกจากรายการ"), unit=unit)
    if amount is None or not amount.is_finite() or not 0 < amount <= MOST:
        raise Refused(_("จำนวนต้องมากกว่า 0 และไม่เกิน {most}"), most=f"{MOST:,}")
    if unit in WHOLE and amount != amount.to_integral_value():
        raise Refused(_("หน่วย “{unit}” นับเป็นจำนวนเต็ม"), unit=unit)
    if amount != amount.quantize(Decimal("0.01")):
        raise Refused(_("จำนวนมีทศนิยมได้ไม่เกินสองตำแหน่ง"))
    return amount.quantize(Decimal("0.01"))


def check_days(start: date, end: date | None) -> None:
    if end and end < start:
        raise Refused(_("วันสิ้นสุดต้องไม่ก่อนวันเริ่ม"))


def state(*, by_organisation: bool, by_team: bool, is_cancelled: bool, amount: Decimal, delivered: Decimal) -> str:
    """Of a promise. Both sides have said yes before anything is delivered."""
    if is_cancelled:
        return CANCELLED
    if not by_organisation:
        return WAITS_ORGANISATION
    if not by_team:
        return WAITS_TEAM
    return DONE if delivered >= amount else PART if delivered else AGREED


def is_late(state: str, due_on: date, today: date) -> bool:
    return state in (AGREED, PART) and due_on < today


def worth(kind: str, amount: Decimal, quantity: Decimal, baht: Decimal | None) -> Decimal | None:
    """Baht of a part of an offer: money is its own worth, else the part of what the whole is said to be worth. None: nobody said."""
    if kind == MONEY:
        return amount
    return None if baht is None else (baht * amount / quantity).quantize(Decimal("0.01"))


def is_stale(fresh: str, updated_on: date | None, today: date) -> bool | None:
    """None where nobody said when it was renewed; what is made once does not age."""
    if fresh not in DAYS_FRESH:
        return False
    return None if updated_on is None else (today - updated_on).days > DAYS_FRESH[fresh]
