"""Partners of ตำบลนาขอม: eight over C, I, G and U, what they offer, what the tambon needs, promises at every stage, data they share.

Made up. The team writes for those that have no account, and says so; บริษัทตัวอย่าง speaks for itself, by its own account.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from nsc.access import organisations, users
from nsc.errors import _
from nsc.tambon import commitments, data_sharing, offers, pairings, partners, wants

COMPANY, HOSPITAL = _("บริษัทตัวอย่าง (สาธิต)"), _("โรงพยาบาลส่งเสริมสุขภาพตำบลนาขอม (สาธิต)")
ENTERPRISE, ABT = "วิสาหกิจชุมชนข้าวนาขอม (สาธิต)", "อบต.นาขอม (สาธิต)"
FARMING, FUND = "สำนักงานเกษตรอำเภอไพศาลี (สาธิต)", "กองทุนหมู่บ้านนาขอม (สาธิต)"
MILL, UNIVERSITY = "โรงสีร่วมใจไพศาลี (สาธิต)", "มหาวิทยาลัยตัวอย่างปากน้ำโพ (สาธิต)"
# name: letter, kind, further kinds, part, who is to be asked (duty, a made-up name)
PARTNERS = {
    ENTERPRISE: ("C", "community", ("industry",), "รวมกลุ่มปลูกและแปรรูปข้าวปลอดภัย", ("ประธานกลุ่ม", "สมหมาย ใจดี")),
    FUND: ("C", "community", (), "เงินหมุนเวียนของกลุ่มอาชีพ", ("เหรัญญิก", "บุญมี ทองคำ")),
    COMPANY: ("I", "industry", (), "รับซื้อและให้คำแนะนำการตลาด", ("ฝ่ายจัดซื้อ", "")),
    MILL: ("I", "industry", (), "สีข้าวและบรรจุถุง", ("ผู้จัดการ", "วิชัย มั่นคง")),
    ABT: ("G", "government", (), "ลานตาก ถนน และน้ำ", ("นักพัฒนาชุมชน", "อรทัย แสงทอง")),
    FARMING: ("G", "government", (), "ส่งเสริมการเกษตร", ("นักวิชาการเกษตร", "ประเสริฐ ศรีสุข")),
    HOSPITAL: ("G", "government", (), "สุขภาพเกษตรกร", ("พยาบาล", "")),
    UNIVERSITY: ("U", "university", (), "งานวิจัยและอบรม", ("อาจารย์ที่ปรึกษา", "ธนพร รักเรียน")),
}
HEARD = "แจ้งในเวทีภาคีของตำบล"
# organisation, kind, what, quantity, unit, baht, dimensions, conditions
OFFERS = (
    (FUND, "money", "เงินหมุนเวียนดอกเบี้ยต่ำ", 200_000, "บาท", None, ("economy",), "คืนภายในสองฤดู ทำบัญชีกลุ่ม"),
    (COMPANY, "market", "รับซื้อข้าวหอมปลอดภัย", 4_000, "กิโลกรัมต่อเดือน", 1_440_000, ("economy",), "ความชื้นไม่เกินร้อยละ 14"),
    (COMPANY, "money", "ทุนบรรจุภัณฑ์", 80_000, "บาท", None, ("economy", "environment"), "ใช้ถุงที่ย่อยได้"),
    (MILL, "equipment", "เครื่องสีข้าวกล้องขนาดเล็ก", 1, "เครื่อง", 120_000, ("economy",), "ยืมใช้สองปี กลุ่มดูแลเอง"),
    (ABT, "land", "ลานตากของตำบล", 3, "ไร่", None, ("economy", "environment"), ""),
    (ABT, "money", "งบส่งเสริมอาชีพตามข้อบัญญัติ", 150_000, "บาท", None, ("economy", "society"), "ตามระเบียบพัสดุ"),
    (FARMING, "knowledge", "อบรมข้าวปลอดภัยและ GAP", 6, "ครั้ง", 60_000, ("economy", "environment"), "ครั้งละไม่เกิน 30 คน"),
    (HOSPITAL, "time", "พยาบาลตรวจสารเคมีในเลือด", 12, "วันทำงาน", None, ("health",), ""),
    (UNIVERSITY, "knowledge", "หลักสูตรบัญชีกลุ่มและต้นทุน", 2, "หลักสูตร", 40_000, ("education", "economy"), "นักศึกษาลงพื้นที่ด้วย"),
    (UNIVERSITY, "time", "อาจารย์และนักศึกษาช่วยวิจัยตลาด", 20, "วันทำงาน", None, ("education", "economy"), ""),
)
# kind, what, quantity, unit, dimension, in so many days
WANTS = (
    ("money", "ทุนตั้งต้นโรงสีชุมชน", 260_000, "บาท", "economy", 200),
    ("money", "ค่าบรรจุภัณฑ์ฤดูแรก", 60_000, "บาท", "economy", 120),
    ("equipment", "เครื่องสีข้าวกล้อง", 2, "เครื่อง", "economy", 150),
    ("knowledge", "อบรมปลูกข้าวปลอดภัย", 4, "ครั้ง", "environment", 90),
    ("knowledge", "อบรมบัญชีและต้นทุน", 1, "หลักสูตร", "education", 180),
    ("land", "ลานตากข้าว", 2, "ไร่", "economy", 60),
    ("market", "ผู้รับซื้อข้าวประจำ", 6_000, "กิโลกรัมต่อเดือน", "economy", 240),
    ("time", "ตรวจสารเคมีในเลือดเกษตรกร", 8, "วันทำงาน", "health", 100),
)
# what of the offer, of the need; amount; made so many days ago, due in so many days (less than 0: past); delivered; how it stands
PROMISES = (
    ("อบรมข้าวปลอดภัยและ GAP", "อบรมปลูกข้าวปลอดภัย", 4, 150, 60, (2, 1), "agreed"),
    ("ลานตากของตำบล", "ลานตากข้าว", 2, 140, 40, (2,), "agreed"),
    ("เครื่องสีข้าวกล้องขนาดเล็ก", "เครื่องสีข้าวกล้อง", 1, 120, -20, (), "agreed"),
    ("งบส่งเสริมอาชีพตามข้อบัญญัติ", "ทุนตั้งต้นโรงสีชุมชน", 100_000, 100, 90, (40_000,), "agreed"),
    ("ทุนบรรจุภัณฑ์", "ค่าบรรจุภัณฑ์ฤดูแรก", 50_000, 30, 100, (), "asked"),
    ("พยาบาลตรวจสารเคมีในเลือด", "ตรวจสารเคมีในเลือดเกษตรกร", 6, 90, 80, (), "cancelled"),
)
DATA = (
    (ABT, "ทะเบียนพื้นที่เกษตรและแหล่งน้ำ", "แปลง แหล่งน้ำ ถนนเข้าแปลง", "year", 200, "บันทึกความร่วมมือตำบล", False),
    (FARMING, "ทะเบียนเกษตรกรรายแปลง", "ผู้ปลูก พันธุ์ เนื้อที่ ผลผลิต", "year", 500, "บันทึกความร่วมมือและความยินยอมของเกษตรกร", True),
    (HOSPITAL, "สรุปผลตรวจสารเคมีรายหมู่บ้าน", "จำนวนผู้เสี่ยงรายหมู่บ้าน", "quarter", 40, "", False),
    (ENTERPRISE, "บัญชีรับซื้อและขายของกลุ่ม", "ปริมาณ ราคา คู่ค้า รายเดือน", "month", 20, "มติที่ประชุมกลุ่ม", False),
)


def play(team, at: datetime, area: str) -> None:
    """Once: where the tambon has partners, all of this is there."""
    if partners.of(team, area):
        return
    operator = users.operator()
    offices = {name: _office(operator, at, name) for name in PARTNERS}
    began = at - timedelta(days=200)
    for name, (letter, _kind, _also, part, (duty, who)) in PARTNERS.items():
        told = {"by": team, "at": began, "area": area}
        number = partners.join(**told, organisation=offices[name], letter=letter, since_on=began.date(), part=part)
        if who:
            partners.name_contact(**told, partner=number, name=who, duty=duty, agreed_on=began.date())
    given = _offered(team, began, offices, area)
    wanted = _wanted(team, at, area)
    for row in PROMISES:
        _promise(team, at, area, given, wanted, row)
    pair = {"offer": given["อาจารย์และนักศึกษาช่วยวิจัยตลาด"][0], "want": wanted["ตรวจสารเคมีในเลือดเกษตรกร"]}
    pairings.decline(by=team, at=at, area=area, because="คนละงาน ต้องใช้พยาบาล", **pair)
    _share(team, at, offices, area)


def _office(operator, at: datetime, name: str) -> int:
    known = organisations.by_name([name]).get(name)
    if known:
        return known.pk
    _letter, kind, also, *_rest = PARTNERS[name]
    return organisations.register(by=operator, at=at, name=name, kind=kind, also=also).pk


def _speaker(team, name: str):
    """The account that speaks for it; else the team, which heard it."""
    return users.named("partner") if name == COMPANY else team


def _offered(team, at: datetime, offices: dict[str, int], area: str) -> dict[str, tuple[int, str]]:
    found = {}
    for name, kind, what, quantity, unit, baht, dimensions, conditions in OFFERS:
        by = _speaker(team, name)
        told = {"quantity": Decimal(quantity), "baht": None if baht is None else Decimal(baht), "told_how": "" if by != team else HEARD}
        told |= {"kind": kind, "what": what, "unit": unit, "dimensions": dimensions, "conditions": conditions}
        made = offers.make(by=by, at=at, organisation=offices[name], area="6009" if name == COMPANY else area, from_on=_january(at), **told)
        found[what] = (made.id, name)
    return found


def _january(at: datetime) -> date:
    return date(at.year, 1, 1)


def _wanted(team, at: datetime, area: str) -> dict[str, int]:
    found = {}
    for kind, what, quantity, unit, dimension, days in WANTS:
        told = {"kind": kind, "what": what, "quantity": Decimal(quantity), "unit": unit, "dimension": dimension}
        found[what] = wants.tell(by=team, at=at - timedelta(days=190), area=area, by_on=at.date() + timedelta(days=days), **told)
    return found


def _promise(team, at: datetime, area: str, given: dict, wanted: dict, row: tuple) -> None:
    of, for_, amount, days, due, delivered, stands = row
    number, name = given[of]
    on, told = at - timedelta(days=days), {"area": area}
    made = commitments.accept(
        by=team, at=on, **told, offer=number, want=wanted[for_], amount=Decimal(amount), due_on=at.date() + timedelta(days=due)
    )
    if stands == "asked":
        return
    commitments.agree(by=_speaker(team, name), at=on + timedelta(days=2), **told, commitment=made, told_how="ยืนยันในที่ประชุมภาคี")
    for turn, part in enumerate(delivered, start=1):
        day = on + timedelta(days=20 * turn)
        evidence = f"ใบส่งมอบที่ {turn}"
        commitments.hand_over(by=team, at=day, **told, commitment=made, on=day.date(), amount=Decimal(part), evidence=evidence)
    if stands == "cancelled":
        commitments.cancel(by=team, at=at - timedelta(days=10), **told, commitment=made, because="พยาบาลย้าย รอคนใหม่")


def _share(team, at: datetime, offices: dict[str, int], area: str) -> None:
    told = {"by": team, "at": at, "area": area}
    for name, title, about, fresh, days, agreement, is_personal in DATA:
        rest = {"fresh": fresh, "agreement": agreement, "is_personal": is_personal, "updated_on": at.date() - timedelta(days=days)}
        number = data_sharing.share(**told, holder=offices[name], name=title, about=about, **rest)
        data_sharing.use(**told, data_set=number, organisation=offices[UNIVERSITY], what_for="วางแผนการผลิตกับกลุ่ม")
    asked = at.date() - timedelta(days=60)
    gap = {"what": "ราคาข้าวหน้าโรงสีรายวัน", "what_for": "ต่อรองราคาขาย", "needed_by": offices[ENTERPRISE]}
    data_sharing.miss(**told, **gap, held_by=offices[MILL], asked_on=asked)
    gap = {"what": "ชุดดินรายแปลง", "what_for": "เลือกพันธุ์และปุ๋ย", "needed_by": offices[FARMING]}
    data_sharing.miss(**told, **gap, asked_on=asked + timedelta(days=30))
