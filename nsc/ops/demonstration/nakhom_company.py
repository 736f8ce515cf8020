"""The community enterprise of ตำบลนาขอม, made up: two stages founded, the third prepared; shares, a board and two years of books."""

from datetime import date, datetime
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from nsc.tambon import books, enterprises, foundings, lessons, replication, shareholders, sroi
from nsc.tambon import enterprise_rules as rules

AREA = "600907"
COPY = "600903"  # of the same amphoe, poorest of it: takes the model over
NAME = "วิสาหกิจชุมชนแปรรูปข้าวและสมุนไพรนาขอม"
ABOUT = "สีและบรรจุข้าวปลอดภัย ทำลูกประคบและชาสมุนไพร รับซื้อจากครัวเรือนในตำบล และจ้างคนจากครัวเรือนยากจนก่อน"
PEOPLE = (  # name, sector, shares, role on the board
    ("นางสำรวย พันธุ์ไม้", "community", 120, "ประธานกรรมการ"),
    ("นายประเสริฐ ทองนา", "community", 80, "เหรัญญิก"),
    ("นางสาวอรทัย ศรีสมบัติ", "community", 60, "เลขานุการ"),
    ("นายบุญมี คำแก้ว", "community", 40, ""),
    ("นางมาลัย ใจเย็น", "community", 40, ""),
    ("นายสมหมาย โพธิ์งาม", "community", 30, ""),
    ("นางพิกุล แสงทอง", "community", 30, ""),
    ("นายวินัย ธุรกิจดี", "industry", 100, "กรรมการ"),
)
OFFICES = (("กองทุนหมู่บ้านนาขอม (สมมติ)", "community", 200), ("โรงสีตัวอย่าง จำกัด (สมมติ)", "industry", 100))
QUARTERS = (  # baht by kind, for each quarter of the first year; the second year sells half as much again
    {"goods": 82_000, "grant": 60_000, "materials": 41_000, "wages": 22_000, "wages_poor": 18_000, "transport": 6_500},
    {"goods": 95_500, "services": 12_000, "materials": 46_000, "wages": 22_000, "wages_poor": 19_500, "utilities": 5_200},
    {
        "goods": 74_000,
        "services": 15_000,
        "donation": 10_000,
        "materials": 38_500,
        "wages": 20_000,
        "wages_poor": 21_000,
        "marketing": 9_000,
    },
    {"goods": 128_000, "services": 9_000, "materials": 60_500, "wages": 24_000, "wages_poor": 24_500, "transport": 8_800},
)
LESSONS = (
    {
        "title": "รับซื้อเงินสดก่อน แล้วค่อยแปรรูป",
        "worked": "จ่ายเงินสดหน้าโรงสีทำให้เกษตรกรส่งข้าวต่อเนื่อง",
        "failed": "ปีแรกแปรรูปมากกว่าที่ตลาดรับได้ ลูกประคบค้างสต็อกสามเดือน",
        "conditions": "มีทุนหมุนเวียนอย่างน้อยสองแสนบาท และมีผู้ซื้อประจำก่อนเพิ่มกำลังผลิต",
        "evidence": "บัญชีไตรมาส 1–3 และรายงานประชุมคณะกรรมการ",
    },
    {
        "title": "จ้างคนจากครัวเรือนยากจนเป็นชิ้นงานที่บ้าน",
        "worked": "ผู้ดูแลผู้ป่วยติดเตียงทำงานที่บ้านได้ รายได้มาทุกสัปดาห์",
        "failed": "งานที่โรงงานสองเดือนแรก คนจากบ้านไกลมาไม่ได้",
        "conditions": "มีคนตรวจคุณภาพถึงบ้านสัปดาห์ละครั้ง และงานแบ่งเป็นชิ้นได้",
        "evidence": "ค่าแรงที่ลงบัญชีแยก และจำนวนคนทำงานที่รายงานประจำปี",
    },
)
JOBS = {
    "text": "คนจากครัวเรือนยากจนมีงานต่อเนื่อง",
    "unit": "คน",
    "quantity": Decimal(9),
    "worth": Decimal(36_000),
    "low": Decimal(24_000),
    "high": Decimal(48_000),
    "years": 3,
    "source": "ค่าแรงเฉลี่ยที่จ่ายจริงต่อคนต่อปี ตามบัญชีวิสาหกิจ (สมมติ)",
    "deadweight": Decimal(20),
    "displacement": Decimal(5),
    "attribution": Decimal(25),
    "drop_off": Decimal(15),
}


def play(team, at: datetime) -> None:
    told = {"by": team, "at": at, "area": AREA}
    enterprises.establish(**told, name=NAME, about=ABOUT, shares_profit=True)
    _found(told, at)
    _people(told, at)
    first, running = at.year - 1, at.year
    _year(told, at, first, Decimal(1))
    _use(told, first)
    _year(told, at, running, Decimal("1.5"))
    results = "รับซื้อข้าวจากเกษตรกรในตำบลสูงกว่าราคาตลาด และฝึกแปรรูปให้ผู้ดูแลผู้ป่วยติดเตียงทำที่บ้าน"
    books.report_workers(**told, year=first, workers=28, poor_workers=9, poor_households=7, results=results)
    books.report_workers(**told, year=running, workers=34, poor_workers=12, poor_households=9, results=results)
    for each in LESSONS:
        lessons.write(**told, on=date(at.year - 1, 12, 20), **each)
    sheet = sroi.begin(**told, title="วิสาหกิจนาขอม สามปี", discount=Decimal(3), outputs="โรงสีหนึ่งแห่ง อบรมแปรรูป 6 รุ่น")
    for giver, what, baht in (("อบต.นาขอม (สมมติ)", "เครื่องสีข้าวและอาคาร", 260_000), ("กลุ่มสมาชิก", "ทุนเรือนหุ้นและแรงงาน", 140_000)):
        sroi.put_in(**told, sheet=sheet, token=_token(f"sroi {what}"), giver=giver, what=what, baht=Decimal(baht))
    sroi.bring(**told, sheet=sheet, token=_token("sroi jobs"), **JOBS)


def copied(officer, at: datetime) -> None:
    """The officer of the amphoe, who sees the one and writes in the other, takes the model over for a second tambon."""
    replication.adopt(by=officer, at=at, area=COPY, source=AREA, parts=tuple(replication.PARTS), start_year=at.year)


def _token(what: str) -> UUID:
    """The same each time, so that nothing is doubled when it is played again."""
    return uuid5(NAMESPACE_URL, f"nakhom-company {what}")


def _found(told: dict, at: datetime) -> None:
    for stage, on, number in (
        ("group", date(at.year - 3, 6, 9), ""),
        ("community_enterprise", date(at.year - 2, 2, 14), "6-60-09-07/1-0001"),
    ):
        for key, _name in rules.stage(stage).papers:
            foundings.tick(**told, stage=stage, paper=key, on=on, number=number if key == "certificate" else "")
        foundings.enter(**told, stage=stage, on=on, number=number)
    for key in ("memorandum", "shareholders"):
        foundings.tick(**told, stage="juristic_person", paper=key, on=date(at.year - 1, 12, 1))


def _people(told: dict, at: datetime) -> None:
    since = date(at.year - 2, 2, 14)
    share = shareholders.divide(**told, name="หุ้นสามัญ", baht=Decimal(100))
    holders = [(name, rules.PERSON, sector, shares, role) for name, sector, shares, role in PEOPLE]
    holders += [(name, rules.ORGANISATION, sector, shares, "") for name, sector, shares in OFFICES]
    for name, kind, sector, shares, role in holders:
        party = shareholders.join(**told, kind=kind, name=name, sector=sector, on=since)
        shareholders.move(**told, token=_token(f"share {name}"), share=share, number=shares, on=since, taker=party)
        if role:
            shareholders.seat(**told, party=party, role=role, on=since)


def _year(told: dict, at: datetime, year: int, times: Decimal) -> None:
    """The quarters that have begun; those that are over are closed."""
    for at_quarter, lines in enumerate(QUARTERS):
        starts_on = date(year, 3 * at_quarter + 1, 1)
        if starts_on > at.date():
            return
        books.open_period(**told, starts_on=starts_on, months=3)
        period = next(each for each in books.of_year(told["by"], AREA, year) if each.starts_on == starts_on)
        if period.closed_at:
            continue
        for kind, baht in lines.items():
            amount = Decimal(baht) * (1 if kind in ("grant", "donation") else times)
            books.write(**told, period=period.id, token=_token(f"{starts_on} {kind}"), kind=kind, baht=amount.quantize(Decimal("0.01")))
        if rules.ends(starts_on, 3) <= at.date():
            books.close(**told, period=period.id)


def _use(told: dict, year: int) -> None:
    """What the meeting decided of the first year's profit: seventy parts for society, fifteen kept, fifteen shared."""
    found = next(each for each in books.years(told["by"], AREA, on=told["at"].date()) if each.year == year)
    on = min(date(year + 1, 2, 20), told["at"].date())
    for use, parts in (("jobs", 45), ("community", 30), ("reserve", 10), ("distributed", 15)):
        baht = (found.figures.profit * parts / 100).quantize(Decimal("0.01"), rounding="ROUND_DOWN")
        books.use_profit(**told, token=_token(f"use {year} {use}"), year=year, use=use, baht=baht, on=on)
