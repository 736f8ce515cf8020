"""The meeting desk of the demonstration: three meetings of ศจพ.จ. and of ศจพ.อ. ไพศาลี, one of them to come; orders closed, carried over,
late, answered and open. Made by the very verbs, on days counted from today."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from nsc.access import organisations, users
from nsc.secretariat import agenda, minutes, orders, seats, sittings

FIRST, SECOND, COMING = -40, -10, 4  # days from today
NINE = time(9, 30)
TOLD = {
    "60": {"place": "ห้องประชุมชั้น 5 ศาลากลางจังหวัด (สาธิต)", "chair": "ผู้ว่าราชการจังหวัด", "secretary": "พัฒนาการจังหวัด"},
    "6009": {"place": "ห้องประชุมที่ว่าการอำเภอไพศาลี (สาธิต)", "chair": "นายอำเภอไพศาลี", "secretary": "พัฒนาการอำเภอ"},
}
SEATS = {
    "60": ("พัฒนาสังคมและความมั่นคงของมนุษย์จังหวัด", "นายแพทย์สาธารณสุขจังหวัด", "ศึกษาธิการจังหวัด", "จัดหางานจังหวัด", "ท้องถิ่นจังหวัด"),
    "6009": ("พัฒนาการอำเภอ", "สาธารณสุขอำเภอ", "เกษตรอำเภอ", "ผู้อำนวยการ กศน. อำเภอ", "ท้องถิ่นอำเภอ"),
}
OWNER = {"60": "phaisali", "6009": "nakhom"}  # an account each, for what a person is told to do
# (heading, matter, what was said, resolution, orders: (words, days from the meeting until it is due, what becomes of it))
MATTERS = {
    FIRST: (
        (1, "นโยบายแก้จนรายครัวเรือน", "ประธานย้ำให้เยี่ยมครบทุกครัวเรือนก่อนสิ้นไตรมาส และให้ทุกหน่วยงานใช้ข้อมูลชุดเดียวกัน", "ที่ประชุมรับทราบ", ()),
        (
            4,
            "ผลการตรวจสอบรายชื่อเป้าหมาย",
            "ฝ่ายเลขานุการรายงานจำนวนครัวเรือนที่ตรวจสอบแล้วและที่ยังค้าง",
            "ที่ประชุมรับทราบ และให้เร่งตรวจสอบส่วนที่ค้าง",
            (("ตรวจสอบรายชื่อที่ค้างให้ครบ", 20, "closed"), ("จัดทำแผนเยี่ยมบ้านครัวเรือนที่ขาดรายได้", 25, "carried")),
        ),
        (
            5,
            "การซ่อมแซมบ้านก่อนฤดูหนาว",
            "มีบ้านที่ต้องซ่อมก่อนสิ้นปี งบประมาณของท้องถิ่นและกองทุนมีพอสำหรับรอบแรก",
            "เห็นชอบให้ซ่อมตามลำดับความเร่งด่วน",
            (("สำรวจบ้านที่ต้องซ่อมและประมาณราคา", 15, "late"),),
        ),
    ),
    SECOND: (
        (
            5,
            "ส่งเสริมอาชีพครัวเรือนที่ขาดรายได้",
            "หน่วยงานเสนอหลักสูตรระยะสั้นในตำบล เดินทางสะดวกและมีเบี้ยเลี้ยง",
            "เห็นชอบ ให้เปิดรับสมัครจากรายชื่อที่เรียงลำดับแล้ว",
            (("เปิดรับสมัครฝึกอาชีพรุ่นแรก", 14, "open"), ("สรุปครัวเรือนที่พร้อมรับทุนประกอบอาชีพ", 7, "answered")),
        ),
        (6, "กำหนดประชุมครั้งต่อไป", "", "เดือนละครั้ง สัปดาห์แรกของเดือน", ()),
    ),
}


def play(at: datetime) -> None:
    """Once: an office that has met already is left as it is."""
    today = timezone.localdate(at)
    for area, username in (("60", "province"), ("6009", "phaisali")):
        by = users.named(username)
        if not sittings.between(by, today - timedelta(days=400), today + timedelta(days=400), area=area):
            _office(by, area, today)


def _office(by, area: str, today: date) -> None:
    first = _planned(by, area, today, FIRST)
    for name in SEATS[area]:
        seats.call(by=by, at=_moment(today, FIRST - 7), sitting=first, name=f"{name} (สาธิต)", role="กรรมการ")
    _held(by, area, today, FIRST, first)
    second = _planned(by, area, today, SECOND)
    agenda.draw(by=by, at=_moment(today, SECOND - 1), sitting=second)
    _held(by, area, today, SECOND, second)
    minutes.approve(by=by, at=_moment(today, SECOND), sitting=second, of=first)
    coming = _planned(by, area, today, COMING)
    sittings.invite(by=by, at=_moment(today, -1), sitting=coming)


def _moment(today: date, days: int) -> datetime:
    return timezone.make_aware(datetime.combine(today + timedelta(days=days), NINE))


def _planned(by, area: str, today: date, days: int) -> int:
    """Numbered within its fiscal year, as the desk suggests."""
    then, starts_at = _moment(today, days - 7), _moment(today, days)
    number = sittings.usual(by, area, at=starts_at).number
    return sittings.plan(by=by, at=then, area=area, number=number, kind="regular", starts_at=starts_at, **TOLD[area])


def _held(by, area: str, today: date, days: int, sitting: int) -> None:
    told = {"by": by, "at": _moment(today, days), "sitting": sitting}
    sittings.hold(**told)
    came = {seat.number: ("deputy", "ผู้แทน") if place == 3 else ("present", "") for place, seat in enumerate(seats.of(by, sitting))}
    seats.attend(**told, seen=sittings.find(by, sitting).version, said=came)
    for section, title, notes, resolution, given in MATTERS[days]:
        item = agenda.add(**told, section=section, title=title)
        minutes.note(**told, item=item, seen=1, notes=notes, resolution=resolution)
        for place, (text, until, end) in enumerate(given):
            due_on = today + timedelta(days=days + until)
            number = orders.give(**told, item=item, text=text, due_on=due_on, **_whom(area, place))
            _became(by, today, number, end, due_on)
    version = sittings.find(by, sitting).version
    secretary = TOLD[area]["secretary"]
    frame = {"opening": "ประธานกล่าวเปิดการประชุมและขอบคุณทุกหน่วยงาน", "recorder": secretary, "checker": "ผู้ช่วยเลขานุการ ศจพ."}
    minutes.frame(**told, seen=version, began_at=NINE, ended_at=time(12), **frame)


def _whom(area: str, place: int) -> dict[str, object]:
    """The first of a matter to a person, the next to an office."""
    if place == 0:
        return {"username": OWNER[area]}
    return {"office": min(organisations.names())}


def _became(by, today: date, order: int, end: str, due_on: date) -> None:
    """What became of it until today; one that is late or open stays as it was given."""
    then = _moment(today, -5)
    if end in ("closed", "answered"):
        orders.answer(by=by, at=_moment(today, -6), order=order, seen=1, text="ดำเนินการแล้ว รายงานผลต่อที่ประชุม")
    if end == "closed":
        orders.close(by=by, at=then, order=order, seen=2)
    if end == "carried":
        orders.carry(by=by, at=then, order=order, seen=1, because="รอผลสำรวจของหน่วยงาน", due_on=today + timedelta(days=21))
