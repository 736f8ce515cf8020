"""The profile of ตำบลนาขอม, its goals, register and team: made up, believable, by the verbs the team itself would use. Made again, nothing
is doubled: every verb lets the first stand."""

import io
from datetime import date, datetime
from decimal import Decimal

from PIL import Image, ImageDraw

from nsc.access.models import User
from nsc.reports import tambon_profile
from nsc.surveys import rounds
from nsc.tambon import findings, goals, indicator_values, landscape, profile_years, team_meetings, teammates, undertakings

TAMBON = "600907"
MADE_UP = "(สาธิต)"
VALUES = (  # dimension, indicator, unit, source, {year CE: value}
    ("economy", "ครัวเรือนที่ทำการเกษตร", "ครัวเรือน", "ทะเบียนเกษตรกร สำนักงานเกษตรอำเภอไพศาลี", {2024: 812, 2025: 798}),
    ("economy", "พื้นที่ทำการเกษตร", "ไร่", "ทะเบียนเกษตรกร สำนักงานเกษตรอำเภอไพศาลี", {2025: 24_350}),
    ("economy", "วิสาหกิจชุมชนที่ยังดำเนินการ", "แห่ง", "สำนักงานเกษตรอำเภอไพศาลี", {2024: 5, 2025: 6, 2026: 6}),
    ("economy", "รายได้ของกลุ่มแปรรูปถั่วเขียว", "บาทต่อปี", "บัญชีกลุ่ม", {2024: 142_000, 2025: 186_500}),
    ("health", "ผู้สูงอายุติดบ้านติดเตียงที่มีผู้ดูแล", "ร้อยละ", "รพ.สต. นาขอม", {2024: 61, 2025: 74}),
    ("health", "อัตราป่วยเบาหวานรายใหม่", "ต่อแสนคน", "HDC กระทรวงสาธารณสุข", {2024: 512, 2025: 498}),
    ("health", "อสม. ที่ปฏิบัติงาน", "คน", "รพ.สต. นาขอม", {2025: 68}),
    ("society", "สมาชิกกองทุนสวัสดิการชุมชน", "คน", "กองทุนสวัสดิการชุมชนตำบลนาขอม", {2024: 640, 2025: 702}),
    ("society", "งานประเพณีที่ชุมชนจัดเอง", "งานต่อปี", "สภาวัฒนธรรมตำบล", {2025: 7}),
    ("education", "เด็กวัยเรียนที่หลุดจากระบบ", "คน", "กสศ. และ สพป.", {2024: 19, 2025: 14}),
    ("education", "ผู้เรียนในศูนย์การเรียนรู้ตำบล", "คนต่อปี", "สกร. ตำบลนาขอม", {2025: 126}),
)  # nothing of the environment yet: the page says so as work to do
FINDINGS = (
    ("asset", "economy", "ดินร่วนปนทราย ปลูกถั่วเขียวหลังนาได้โดยใช้น้ำน้อย"),
    ("asset", "economy", "โรงเรือนแปรรูปของ อบต. ที่ได้มาตรฐาน GMP ขั้นต้น"),
    ("opportunity", "economy", "โรงงานวุ้นเส้นในจังหวัดรับซื้อถั่วเขียวปลอดสาร"),
    ("problem", "economy", "พ่อค้าคนกลางกดราคาช่วงเก็บเกี่ยว ไม่มีลานตากรวม"),
    ("asset", "health", "อสม. เข้มแข็งทุกหมู่บ้าน"),
    ("problem", "health", "ผู้สูงอายุเบาหวานเพิ่ม ไม่มีคนพาไปตรวจ"),
    ("opportunity", "health", "กองทุนหลักประกันสุขภาพตำบลมีเงินเหลือใช้ทุกปี"),
    ("asset", "society", "วัดนาขอมเป็นที่ประชุมและครัวกลาง"),
    ("asset", "society", "กองทุนสวัสดิการชุมชนมีสมาชิกเกินครึ่งตำบล"),
    ("problem", "society", "คนวัยทำงานออกไปทำงานต่างจังหวัด"),
    ("problem", "environment", "เผาตอซังหลังเก็บเกี่ยว ฝุ่นสูงช่วงมกราคมถึงมีนาคม"),
    ("asset", "environment", "สระน้ำสาธารณะสามแห่งขุดลอกแล้ว"),
    ("asset", "education", "ศูนย์การเรียนรู้ตำบลและปราชญ์ด้านการทำนา"),
    ("problem", "education", "เด็กมัธยมต้นหลุดจากระบบเพราะต้องช่วยงานที่บ้าน"),
    ("opportunity", "education", "มหาวิทยาลัยราชภัฏส่งนักศึกษาฝึกงานได้ทุกภาคเรียน"),
    ("strength", "", "ผู้นำสี่หมู่บ้านทำงานร่วมกันมาสิบปี"),
    ("strength", "", "มีบัญชีกลุ่มแปรรูปย้อนหลังสามปี"),
    ("weakness", "", "ยังไม่มีคนรุ่นใหม่ที่ทำบัญชีและขายออนไลน์ได้"),
    ("weakness", "", "น้ำไม่พอทำการเกษตรรอบที่สอง"),
    ("chance", "", "ตลาดอาหารปลอดภัยของโรงพยาบาลและโรงเรียนรับซื้อใกล้บ้าน"),
    ("threat", "", "ราคาพืชไร่ผันผวนและฝนทิ้งช่วง"),
)
GOALS = (  # text, told, measured
    (
        {"dimension": "economy", "text": "รายได้ของกลุ่มแปรรูปถั่วเขียวเพิ่มเป็นสองเท่าครึ่ง", "indicator": "รายได้ของกลุ่มแปรรูปถั่วเขียว", "unit": "บาทต่อปี"}
        | {"baseline": Decimal(142_000), "baseline_year": 2024, "target": Decimal(360_000), "by_year": 2028, "source": "บัญชีกลุ่ม"},
        {2025: (186_500, "บัญชีกลุ่ม"), 2026: (231_000, "บัญชีกลุ่ม ณ 31 ต.ค.")},
    ),
    (
        {"dimension": "health", "text": "ผู้สูงอายุติดบ้านติดเตียงทุกคนมีผู้ดูแล", "indicator": "ผู้สูงอายุติดบ้านติดเตียงที่มีผู้ดูแล", "unit": "ร้อยละ"}
        | {"baseline": Decimal(61), "baseline_year": 2024, "target": Decimal(100), "by_year": 2027, "source": "รพ.สต. นาขอม"},
        {2025: (74, "รพ.สต. นาขอม")},
    ),
    (
        {"dimension": "environment", "text": "ไม่มีการเผาตอซังในตำบล", "indicator": "จุดความร้อนในพื้นที่เกษตร", "unit": "จุดต่อปี"}
        | {"baseline": None, "baseline_year": 2026, "target": Decimal(0), "by_year": 2029, "source": ""},
        {},
    ),
    (
        {"dimension": "education", "text": "เด็กวัยเรียนที่หลุดจากระบบกลับเข้าเรียนหรือฝึกอาชีพ", "indicator": "เด็กวัยเรียนที่หลุดจากระบบ", "unit": "คน"}
        | {"baseline": Decimal(19), "baseline_year": 2024, "target": Decimal(5), "by_year": 2027, "source": "กสศ. และ สพป."},
        {2025: (14, "กสศ. และ สพป.")},
    ),
)
UNDERTAKINGS = (
    {"name": "แปรรูปถั่วเขียวครบวงจร", "dimension": "economy", "agency": "สำนักงานพัฒนาชุมชนอำเภอไพศาลี", "funder": "งบจังหวัด"}
    | {"baht": Decimal(480_000), "starts_on": date(2025, 10, 1), "ends_on": date(2026, 12, 20)}
    | {"continued_by": "", "result": "กลุ่มมีเครื่องซีลและสูตรสามผลิตภัณฑ์"},
    {"name": "ผู้ดูแลผู้สูงอายุในชุมชน", "dimension": "health", "agency": "รพ.สต. นาขอม", "funder": "กองทุนหลักประกันสุขภาพตำบล"}
    | {"baht": Decimal(210_000), "starts_on": date(2026, 1, 5), "ends_on": date(2027, 4, 30)}
    | {"continued_by": "อบต.นาขอม", "result": ""},
    {"name": "โรงเรียนชาวนานาขอม", "dimension": "education", "agency": "มหาวิทยาลัยราชภัฏ", "funder": "บพท."}
    | {"baht": Decimal(1_200_000), "starts_on": date(2026, 6, 1), "ends_on": date(2028, 5, 31)}
    | {"continued_by": "ศูนย์การเรียนรู้ตำบลนาขอม", "result": ""},
    {"name": "ธนาคารน้ำใต้ดิน", "dimension": "environment", "agency": "อบต.นาขอม", "funder": "กรมทรัพยากรน้ำบาดาล"}
    | {"baht": Decimal(650_000), "starts_on": date(2023, 2, 1), "ends_on": date(2024, 9, 30)}
    | {"continued_by": "กลุ่มผู้ใช้น้ำหมู่ที่ 4", "result": "12 บ่อ ใช้งานได้ 9 บ่อ ณ สิ้นโครงการ"},
    {"name": "ครัวกลางวัดนาขอม", "dimension": "society", "agency": "สภาวัฒนธรรมตำบล", "funder": "ผ้าป่าชุมชน"}
    | {"baht": None, "starts_on": date(2022, 4, 1), "ends_on": date(2023, 3, 31)}
    | {"continued_by": "กลุ่มแม่บ้านหมู่ที่ 2", "result": "ยังทำอาหารให้ผู้ป่วยติดเตียงทุกสัปดาห์"},
)
TEAM = (  # key, name, role, organisation, who takes over
    ("lead", "นายบุญส่ง แสงทอง", "หัวหน้าทีม", "อบต.นาขอม", "coordinator"),
    ("coordinator", "นางสาวปรียา คำแก้ว", "ผู้ประสานงาน", "กลุ่มแปรรูปถั่วเขียวนาขอม", "data"),
    ("data", "นายธีรพงษ์ ดีพร้อม", "ผู้ดูแลข้อมูล", "สำนักงานพัฒนาชุมชนอำเภอไพศาลี", None),
    ("economy", "นางสมคิด ทองอยู่", "งานเศรษฐกิจและผลิตภัณฑ์", "วิสาหกิจชุมชนนาขอม", "coordinator"),
    ("health", "นางวิภา ใจเย็น", "งานสุขภาพ", "รพ.สต. นาขอม", None),
    ("education", "ผศ.อรุณ ศรีวิชัย", "งานการศึกษา", "มหาวิทยาลัยราชภัฏ", None),
    ("buyer", "นายกิตติ วงศ์การค้า", "การตลาด", "บริษัทตัวอย่าง (สาธิต)", None),
)
TRAININGS = (
    ("ทำบัญชีกลุ่มด้วยโทรศัพท์", date(2026, 7, 15), "สำนักงานตรวจบัญชีสหกรณ์", "ลงบัญชีรายวันและปิดงบรายเดือนเอง", ("coordinator", "economy")),
    ("จัดทำข้อมูลตำบลห้ามิติ", date(2026, 8, 20), "มหาวิทยาลัยราชภัฏ", "เก็บ ตรวจ และอ้างแหล่งตัวชี้วัดเอง", ("data", "coordinator", "health")),
)
MEETINGS = (
    (
        {"subject": "ตั้งทีมและตกลงเป้าหมาย", "on": date(2026, 9, 10), "place": "ห้องประชุม อบต.นาขอม"}
        | {"minutes": "ทีมแนะนำตัวและอ่านข้อมูลตำบลร่วมกัน เห็นว่ารายได้หลังนาเป็นเรื่องแรก\nตัวแทนโรงงานวุ้นเส้นเล่าปริมาณที่ต้องการและมาตรฐานความชื้น"}
        | {"decisions": "ตั้งเป้าหมายสี่ข้อ\nใช้ถั่วเขียวเป็นผลิตภัณฑ์นำ\nประชุมทุกวันพฤหัสที่สองของเดือน"},
        ("lead", "coordinator", "data", "economy", "health"),
        (("รวบรวมบัญชีกลุ่มย้อนหลังสามปี", "economy", date(2026, 9, 30), True), ("ขอข้อมูลจุดความร้อนจาก GISTDA", "data", date(2026, 11, 15), False)),
    ),
    (
        {"subject": "เตรียมรับซื้อฤดูกาลแรก", "on": date(2026, 11, 12), "place": "ศาลาวัดนาขอม"}
        | {"minutes": "ดูแผนปลูกของเกษตรกรที่สมัคร และหาลานตากรวม\nโครงการแปรรูปของพัฒนาชุมชนจะหมดทุนปลายปี ต้องหาผู้ทำต่อ"}
        | {"decisions": "ใช้ลานวัดเป็นลานตากชั่วคราว\nเสนอ อบต. ตั้งงบต่อโครงการแปรรูป"},
        ("lead", "coordinator", "economy", "education", "buyer"),
        (
            ("ร่างโครงการต่อเนื่องเสนอ อบต.", "lead", date(2026, 12, 4), False),
            ("ตกลงราคาประกันขั้นต่ำกับผู้ซื้อ", "buyer", date(2026, 12, 15), False),
        ),
    ),
)
SCENES = (("นาถั่วเขียวหลังเก็บเกี่ยวข้าว หมู่ที่ 4", (126, 153, 72)), ("โรงเรือนแปรรูปของกลุ่ม", (176, 120, 82)), ("สระน้ำสาธารณะหลังขุดลอก", (84, 140, 160)))


def play(team: User, at: datetime) -> None:
    told = {"by": team, "at": at, "area": TAMBON}
    for dimension, indicator, unit, source, years in VALUES:
        for year, value in years.items():
            what = {"dimension": dimension, "indicator": indicator, "unit": unit, "source": f"{source} {MADE_UP}"}
            indicator_values.give(**told, **what, value=Decimal(value), year=year)
    for kind, dimension, text in FINDINGS:
        findings.write(**told, kind=kind, dimension=dimension, text=text)
    for goal, measured in GOALS:
        aim = goals.agree(**told, **goal)
        for year, (value, source) in measured.items():
            goals.measure(**told, goal=aim.id, year=year, value=Decimal(value), source=source)
    for each in UNDERTAKINGS:
        undertakings.register(**told, **each)
    _team(told)
    _photographs(team, told)
    if rounds.published() and not profile_years.closed(team, TAMBON):
        tambon_profile.close(**told, year=2025)


def _team(told: dict) -> None:
    mates = {}
    for key, name, role, organisation, _heir in TEAM:
        mates[key] = teammates.join(**told, name=name, role=role, organisation=organisation)
    for key, _name, _role, _organisation, heir in TEAM:
        if heir:
            teammates.hand_on(**told, mate=mates[key], successor=mates[heir])
    known = {each.course for each in teammates.of(told["by"], TAMBON, at=told["at"]).trainings}
    for course, on, giver, can_now, people in TRAININGS:
        if course not in known:
            teammates.train(**told, course=course, on=on, giver=giver, can_now=can_now, people=[mates[key] for key in people])
    for meeting, people, tasks in MEETINGS:
        held = team_meetings.hold(**told, **meeting, people=[mates[key] for key in people])
        for what, owner, due_on, is_done in tasks:
            task = team_meetings.assign(**told, what=what, owner=mates[owner], due_on=due_on, meeting=held)
            if is_done:
                team_meetings.finish(**told, task=task, result="ครบสามปี เก็บไว้ที่ อบต.")


def _photographs(team: User, told: dict) -> None:
    """Drawn, not taken: nobody is in them."""
    known = {each.caption for each in landscape.of(team, TAMBON)}
    for caption, ground in SCENES:
        if f"{caption} {MADE_UP}" not in known:
            landscape.add(**told, file=_drawn(ground), caption=f"{caption} {MADE_UP}", is_consented=True)


def _drawn(ground: tuple[int, int, int]) -> io.BytesIO:
    picture = Image.new("RGB", (960, 720), (198, 220, 232))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((700, 80, 800, 180), fill=(250, 226, 150))
    draw.polygon([(0, 400), (260, 250), (520, 400), (760, 290), (960, 400)], fill=(130, 158, 140))
    draw.rectangle((0, 400, 960, 720), fill=ground)
    for row in range(7):
        shade = tuple(max(0, part - 14 * (row % 2) - 6) for part in ground)
        draw.polygon([(480, 400), (row * 160 - 80, 720), (row * 160, 720)], fill=shade)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    out.seek(0)
    return out
