"""What the living page shows. Amphoe figures are TPMAP's published ones of 2561; people, households and files are made up."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from operator import itemgetter
from typing import ClassVar

from django import forms
from django.conf import settings

from nsc.access.roles import Permission
from nsc.areas import boundaries, places
from nsc.drawing.charts import Series, Shape
from nsc.reports import ranked
from nsc.reports.listing import Group
from nsc.web import listing
from nsc.web import pages as p
from nsc.web.context import Told
from nsc.web.definitions import Definitions, Term
from nsc.web.dimensions import DIMENSIONS
from nsc.web.forms import UploadForm
from nsc.web.here import Here
from nsc.web.terms import BY_ANCHOR, GROUPS
from nsc.web.undoing import Undo


@dataclass(frozen=True)
class Components:
    name: ClassVar[str] = "components"


# code: members, target poor, by dimension (TPMAP 2561)
AMPHOE = {
    "6001": (135050, 4140, (748, 873, 1092, 2403, 30)),
    "6002": (25329, 582, (60, 15, 276, 310, 0)),
    "6003": (45191, 1262, (197, 98, 474, 582, 3)),
    "6004": (48314, 1206, (28, 21, 687, 520, 10)),
    "6005": (63663, 1143, (88, 38, 570, 542, 3)),
    "6006": (26674, 292, (14, 0, 157, 139, 0)),
    "6007": (61723, 2390, (498, 463, 869, 1018, 5)),
    "6008": (51795, 2063, (459, 655, 523, 903, 3)),
    "6009": (43869, 834, (202, 154, 136, 418, 63)),
    "6010": (41563, 937, (124, 126, 468, 275, 0)),
    "6011": (63186, 1703, (185, 430, 861, 556, 9)),
    "6012": (26916, 1064, (264, 194, 406, 443, 12)),
    "6013": (32000, 2090, (532, 765, 644, 609, 12)),
    "6014": (13732, 48, (16, 7, 9, 17, 1)),
    "6015": (11032, 251, (2, 8, 205, 42, 1)),
}
TARGET, MEMBERS = 20005, 690037
COMBINATIONS = (
    (("income",), 6727),
    (("education",), 6262),
    (("living",), 2189),
    (("health",), 1735),
    (("education", "income"), 652),
    (("health", "living"), 627),
    (("health", "income"), 500),
    (("living", "income"), 449),
    (("health", "living", "income"), 257),
)


def _bar(*names: str) -> p.Bar:
    rounds = tuple(p.Choice(f"จปฐ. {year}", f"?round={year}", year == 2561) for year in (2564, 2561))
    poors = (
        p.Choice("คนจนเป้าหมาย (TPMAP)", "?poor=target", True),
        p.Choice("ครัวเรือนและคนจน MPI", "?poor=mpi"),
        p.Choice("ตามที่จังหวัดรับรอง", "?poor=certified", side="ยังไม่มี"),
    )
    below = (
        tuple(p.Choice(places.name(code), f"?area={code}", side=f"{AMPHOE[code][1]:,} คน") for code in AMPHOE) if len(names) == 1 else ()
    )
    return p.Bar(tuple(p.Crumb(name, "?") for name in names), below, "เลือกอำเภอ", rounds, poors)


def area_map() -> p.AreaMap:
    sheet = boundaries.sheet("amphoe", settings.PROVINCE, width=560)
    rate = {code: round(100 * a[1] / a[0], 4) for code, a in AMPHOE.items()}
    shapes = tuple(Shape(s.code, s.name, s.path, s.x, s.y, rate.get(s.code), f"?area={s.code}") for s in sheet.shapes)
    return p.AreaMap(
        "ร้อยละคนจนเป้าหมายรายอำเภอ",
        "ร้อยละ",
        shapes,
        areas(),
        sheet.width,
        sheet.height,
        "อำเภอ",
        "คน",
        bounds=(1, 2, 2.5, 3, 4),
        source="TPMAP จปฐ. 2561",
    )


def areas() -> tuple[p.AreaRow, ...]:
    rows = []
    for i, (code, (members, poor, by)) in enumerate(AMPHOE.items()):
        worst = DIMENSIONS[max(range(5), key=lambda j: by[j])].key
        rate = 100 * poor / members
        rows.append(
            p.AreaRow(
                code,
                places.name(code),
                rate,
                poor,
                members,
                rate + (0.41, -0.22, None)[i % 3] if i % 3 < 2 else None,
                worst,
                f"?area={code}",
            )
        )
    return tuple(sorted(rows, key=lambda row: -row.rate))


def lead() -> p.Figure:
    return p.Figure(
        "คนจนเป้าหมาย",
        TARGET,
        href="#",
        define="#",
        text="ร้อยละ 2.90 ของผู้ได้รับการสำรวจ 690,037 คน · อยู่ในครัวเรือนที่ตกเกณฑ์อย่างน้อยหนึ่งมิติ (23,772 ครัวเรือน 82,987 คน)",
        source="TPMAP จปฐ. 2561 · สมาชิกของครัวเรือนที่ตกเกณฑ์และผ่านการตรวจสอบคุณสมบัติบัตรสวัสดิการแห่งรัฐ",
        before=21340,
        before_label="เทียบรอบ 2560 (ตัวอย่าง)",
    )


def stats() -> tuple[p.Figure, ...]:
    return (
        p.Figure("ครัวเรือนที่สำรวจ", 252074, "ครัวเรือน", href="#", define="#", good="none"),
        p.Figure("ครัวเรือนที่ตกเกณฑ์", 23772, "ครัวเรือน", href="#", define="#", before=24912),
        p.Figure("คนจน MPI", 82987, "คน", href="#", define="#", before=81204),
        p.Figure("ความรุนแรงเฉลี่ย", 21.4, "ของมิติ (%)", 1, define="#", before=21.4),
        p.Figure("ผ่านการรับรองของจังหวัด", None, "คน", define="#", text="ยังไม่มีมติรับรองในรอบนี้"),
    )


def dimensions() -> tuple[p.Count, ...]:
    by = [sum(a[2][j] for a in AMPHOE.values()) for j in range(5)]
    return tuple(p.Count(str(d.name), n, TARGET, d.key, "#") for d, n in zip(DIMENSIONS, by, strict=True))


def combinations() -> tuple[p.Combination, ...]:
    return tuple(p.Combination(keys, n, TARGET, "#") for keys, n in COMBINATIONS)


def trends() -> tuple[Series, ...]:
    shapes = (
        (4.1, 3.6, 2.9, 3.5),
        (2.2, None, 1.9, 8.1),
        (6.6, 6.0, 6.5, 5.2),
        (0.4, 0.3, 0.35, 0.0),
        (3.0, 3.3, 3.95, None),
        (2.8, 2.6, 2.7, 2.2),
    )
    names = ("เมืองนครสวรรค์", "ไพศาลี", "แม่วงก์", "แม่เปิน", "ตากฟ้า", "ชุมแสง")
    return tuple(
        Series(name, tuple(zip((2560, 2561, 2562, 2564), line, strict=True)), "#") for name, line in zip(names, shapes, strict=True)
    )


def stages() -> tuple[p.Stage, ...]:
    hrefs = ("#",) * 5
    return (
        p.Stage("ตั้งครรภ์และปฐมวัย", "0–5 ปี", 1402, (302, 188, 171, 640, 9), hrefs),
        p.Stage("วัยเรียน", "6–14 ปี", 2684, (410, 402, 1211, 1090, 12), hrefs),
        p.Stage("วัยรุ่น", "15–24 ปี", 2511, (398, 371, 960, 1003, 10), hrefs),
        p.Stage("วัยทำงาน", "25–59 ปี", 9046, (1302, 1604, 3420, 4102, 41), hrefs),
        p.Stage("ผู้สูงอายุ", "60 ปีขึ้นไป", 4362, (1005, 1282, 1615, 1942, 80), hrefs),
    )


def indicators() -> tuple[p.IndicatorRow, ...]:
    return (
        p.IndicatorRow(22, "รายได้เฉลี่ยของคนในครัวเรือนต่อปี ไม่ต่ำกว่า 38,000 บาทต่อคน", "income", 690037, 31204, 7010, 5.1, "#"),
        p.IndicatorRow(19, "คนอายุ 15–59 ปี อ่าน เขียนภาษาไทย และคิดเลขอย่างง่ายได้", "education", 641002, 24110, 6420, 3.2, "#"),
        p.IndicatorRow(11, "ครัวเรือนมีการจัดบ้านเรือนเป็นระเบียบเรียบร้อย สะอาด และถูกสุขลักษณะ", "living", 690037, 9120, 2880, 1.9, "#"),
        p.IndicatorRow(7, "คนอายุ 6 ปีขึ้นไป ออกกำลังกายอย่างน้อยสัปดาห์ละ 3 วัน วันละ 30 นาที", "health", 684100, 8216, 2204, None, "#"),
        p.IndicatorRow(25, "คนในครัวเรือนไม่สูบบุหรี่", "", 690037, 60214, 3300, 9.1, "#"),
        p.IndicatorRow(27, "ผู้สูงอายุได้รับการดูแลจากครอบครัว ชุมชน ภาครัฐ หรือภาคเอกชน", "access", 301120, 88, 41, 0.1, "#"),
        p.IndicatorRow(37, "ตัวชี้วัดที่ไม่มีในรอบนี้", "", None, None, None, None),
    )


def overview() -> p.Overview:
    return p.Overview(
        _bar("จังหวัดนครสวรรค์"),
        lead(),
        stats(),
        dimensions(),
        combinations(),
        tuple(
            p.Count(name, n, TARGET, href="#") for name, n in (("1 มิติ", 17024), ("2 มิติ", 2489), ("3 มิติ", 437), ("4 มิติ", 54), ("5 มิติ", 1))
        ),
        indicators()[:6],
        "คนจนเป้าหมาย",
        area_map(),
        areas()[:7],
        "อำเภอที่มีสัดส่วนคนจนสูงสุด",
        p.Transitions("จปฐ. 2561", "จปฐ. 2564", flows(), "เทียบเฉพาะครัวเรือนที่จับคู่ได้ด้วยรหัสบ้านทั้งสองรอบ"),
        stages(),
        trends(),
        "รอบนี้สำรวจครัวเรือนน้อยกว่ารอบก่อนร้อยละ 7 ตัวเลขที่ลดลงบางส่วนอาจมาจากครัวเรือนที่ไม่ได้สำรวจ",
    )


def flows() -> tuple[p.Count, ...]:
    names = (
        ("พ้นเกณฑ์", 14120, "good"),
        ("ตกเกณฑ์ใหม่", 6204, "need"),
        ("ยังตกเกณฑ์", 8310, "need"),
        ("ครัวเรือนใหม่", 11902, "quiet"),
        ("จับคู่ไม่ได้", 20311, "quiet"),
    )
    return tuple(p.Count(name, n, href="#", tone=tone) for name, n, tone in names)


def households() -> listing.Page:
    """Two lines that share a rank, one of nobody known, the longest name of a place."""
    lines = (
        (1, ("นาง ส••• ใ•••", "#"), "25/2 บ้านนาขอม ต.นาขอม", 3, 0b01101, "เด็กออกจากระบบการศึกษา · ผู้สูงอายุป่วยเรื้อรัง", "เปิดเคสแล้ว", 92),
        (2, ("นาย ป••• ศ•••", "#"), "118 บ้านวังข่อย ต.วังข่อย", 6, 0b01010, "ผู้พิการช่วยเหลือตนเองไม่ได้", "", 78),
        (2, ("น.ส. ก••• จ•••", "#"), "ชุมชนหลังสถานีรถไฟปากน้ำโพฝั่งตะวันออก ต.นครสวรรค์ออก", 5, 0b11000, "เด็กอายุต่ำกว่า 6 ปี 2 คน", "", 78),
        (4, ("ไม่ทราบชื่อ", "#"), "– บ้านตะเคียนเลื่อน ต.ตะเคียนเลื่อน", None, 0b11111, "จำนวนสมาชิกไม่ทราบ", "", 75),
    )
    asked = ranked.HOUSEHOLDS.of({"case": "none", "score_min": "50", "by": "amphoe"})
    keys = ("rank", "head", "place", "people", "dims", "why", "case", "score")
    table = listing.table(
        asked,
        Told(Here(), "", Permission.HOUSEHOLD_SEE, None, ()),
        lines=lines,
        total=23772,
        first=1,
        cells={key: itemgetter(n) for n, key in enumerate(keys)},
        has_names=False,
        groups=[Group("6009", 3412), Group("6015", 812)],
        group=lambda _by, key: ({"6009": "อำเภอไพศาลี", "6015": "อำเภอชุมตาบง"}[key], {"area": key}),
    )
    return listing.Page("households", "ครัวเรือนเร่งด่วน", "23,772 ครัวเรือน", table, _bar("นครสวรรค์", "อำเภอไพศาลี"))


DIMENSION_KEYS = tuple(d.key for d in DIMENSIONS)


def over_the_years() -> tuple[p.YearRow, ...]:
    grid = (
        (False, False, True, True),
        (True, True, False, False),
        (None, "", True, True),
        (True, True, True, True),
        (None, None, False, False),
    )
    return tuple(p.YearRow(str(d.name), cells, d.key) for d, cells in zip(DIMENSIONS, grid, strict=True))


def reasons() -> tuple[p.Reason, ...]:
    return (
        p.Reason("ตกเกณฑ์ 3 มิติ", 40),
        p.Reason("เด็กออกจากระบบการศึกษา", 25, "education"),
        p.Reason("ผู้สูงอายุป่วยเรื้อรัง", 15, "health"),
        p.Reason("ไม่ได้รับความช่วยเหลือในรอบ 12 เดือน", 12),
    )


def events() -> tuple[p.Event, ...]:
    return (
        p.Event(date(2019, 1, 12), "ตกเกณฑ์ 3 มิติ", "จปฐ. 2561 · นำเข้าจากไฟล์ของจังหวัด", "need"),
        p.Event(date(2018, 2, 3), "พ้นเกณฑ์ด้านความเป็นอยู่", "จปฐ. 2560", "good", "#"),
        p.Event(None, "เข้าสู่ทะเบียนครัวเรือน", "จปฐ. 2558"),
    )


def progress(state: str = "running", done: int = 281300, **more: object) -> p.Progress:
    given = {"total": 642318, "rate": 11240.0, "seconds_left": 32.0} | more
    return p.Progress("กำลังบันทึกข้อมูลเข้าระบบ", done, state=state, **given)


def problems() -> tuple[p.Problem, ...]:
    return (
        p.Problem(
            "สมาชิก",
            1204,
            "เลขประจำตัวประชาชน",
            "1 9912 00045 67 8",
            "เลขตรวจสอบหลักสุดท้ายไม่ถูกต้อง",
            "ตรวจกับบัตรประชาชนหรือทะเบียนบ้าน แล้วแก้เลขในช่องนี้",
        ),
        p.Problem("ครัวเรือน", 88, "ข้อ 12", "ใช่?", "ไม่ใช่ค่าที่ใช้ได้", "ใส่ 1 (ผ่าน) 0 (ไม่ผ่าน) หรือเว้นว่าง (ไม่เข้าข่าย)"),
        p.Problem("ครัวเรือน", 512, "วันที่สำรวจ", "31/02/2561", "ไม่มีวันที่นี้", "แก้เป็นวันที่มีจริง เช่น 28/02/2561"),
        p.Problem("ครัวเรือน", 77, "หมู่ที่", "", "หมู่ที่ไม่ตรงกับรหัสหมู่บ้าน", "ตรวจรหัสหมู่บ้าน ระบบยึดตามรหัส", True),
    )


def dry_run() -> p.DryRun:
    counts = (
        p.Figure("ครัวเรือนที่จะบันทึก", 204871, "ครัวเรือน"),
        p.Figure("สมาชิก", 642298, "คน"),
        p.Figure("เหมือนเดิม", 0, "แถว"),
        p.Figure("ไม่รับ", 23, "แถว", text="ดูรายการด้านล่าง"),
        p.Figure("ข้อสังเกต", 418, "จุด"),
    )
    return p.DryRun(
        "jpt_nakhonsawan_2561.xlsx", "จปฐ. 2561", counts, problems(), 23, 418, p.Marked("#"), "#", "#", "#", shown="1–4 จาก 441"
    )


def storing() -> p.Storing:
    return p.Storing("jpt_nakhonsawan_2561.xlsx", "จปฐ. 2561", progress(cancel="#"))


def mapping() -> p.Mapping:
    options = (
        ("", "— ไม่ใช้คอลัมน์นี้ —"),
        ("house_code", "รหัสบ้าน"),
        ("village_code", "รหัสหมู่บ้าน"),
        ("first_name", "ชื่อ"),
        ("birth_date", "วันเกิด"),
    )
    return p.Mapping(
        "ข้อมูลครัวเรือนยากจน อ.ไพศาลี.xls",
        (
            p.MappedSheet(
                "Sheet1",
                214,
                (
                    p.ColumnMatch("c1", "เลขรหัสประจำบ้าน (11 หลัก)", ("6009-012345-6", "6009-012346-4"), options, "house_code", 0.97),
                    p.ColumnMatch("c2", "ว/ด/ป เกิด", ("5 ม.ค. 2501", "12/04/2498"), options, "birth_date", 0.71),
                    p.ColumnMatch("c3", "หมายเหตุ", ("–", "ย้ายออก"), options, "", None),
                ),
            ),
        ),
        act="#",
        needs_year=True,
        profiles=("แบบของ อ.ไพศาลี",),
        choose="#",
    )


def upload() -> p.Upload:
    at = datetime(2019, 1, 12, 3, 20, tzinfo=UTC)
    return p.Upload(
        UploadForm(),
        (
            p.BatchRow(3, "jpt_nakhonsawan_2561.xlsx", "จปฐ. 2561", at, "นางอรุณี ศรีนคร", 204871, 642298, 23, "ใช้อยู่", "good", "#", "#"),
            p.BatchRow(2, "phaisali_แก้ไข.csv", "จปฐ. 2560", at, "นายอนุชา แก้วใส", 15790, 43869, 0, "ถูกแทนที่"),
            p.BatchRow(1, "ทดลอง.ods", "จปฐ. 2560", at, "นายอนุชา แก้วใส", None, None, None, "อ่านไม่ได้", "need"),
        ),
        "300 เมกะไบต์",
    )


def definitions() -> Definitions:
    return Definitions((), ((GROUPS[0][0], (Term(BY_ANCHOR["mpi"]),)),), "", 1)


BANDS = (
    ("0–9", 2104, 1988),
    ("10–19", 2480, 2391),
    ("20–29", 2011, 2102),
    ("30–39", 2300, 2420),
    ("40–49", 2801, 2900),
    ("50–59", 2702, 3011),
    ("60–69", 1804, 2290),
    ("70+", None, 1802),
)
PAGES = {
    "overview": ("overview", overview),
    "households": ("list", households),
    "import": ("import/upload", upload),
    "mapping": ("import/mapping", mapping),
    "dry-run": ("import/dry_run", dry_run),
    "storing": ("import/storing", storing),
    "definitions": ("definitions", definitions),
}


class SampleForm(forms.Form):
    area = forms.CharField(label="พื้นที่", help_text="ชื่อหมู่บ้าน ตำบล หรืออำเภอ")
    note = forms.CharField(label="หมายเหตุ", required=False, widget=forms.Textarea(attrs={"rows": 2}))


def parts() -> dict[str, object]:
    """Each component's states for components.html."""
    hatched = area_map()
    gaps = tuple(Shape(**{**vars(s), "value": None if s.code in ("6014", "6009") else s.value}) for s in hatched.shapes)
    return {
        "samples": list(PAGES),
        "lead": lead(),
        "lead_unknown": p.Figure("คนจนเป้าหมาย", None, define="#", text="ไฟล์ที่นำเข้าไม่มีข้อมูลการตรวจสอบบัตรสวัสดิการ จึงนับไม่ได้", source="จปฐ. 2561"),
        "lead_good": p.Figure("ครัวเรือนพ้นเกณฑ์", 3105, text="ในรอบ 12 เดือน", good="up"),
        "stats": stats(),
        "bar": _bar("จังหวัดนครสวรรค์"),
        "chips": (p.Chip("มิติด้านรายได้", "#"), p.Chip("ครัวเรือนที่ผู้สูงอายุอยู่ลำพังและไม่มีผู้ดูแลในตำบลตะเคียนเลื่อน", "#")),
        "tabs": tuple(
            p.Choice(name, "#", i == 0, side)
            for i, (name, side) in enumerate(
                (("งานของฉัน", "12"), ("รายการเคส", ""), ("ตรวจหลังพ้นความยากจน", "3"), ("จำนวนวันทำการของแต่ละขั้น", ""), ("ใครช้า", ""))
            )
        ),
        "tabs_two": (p.Choice("ท้องที่", "#", True), p.Choice("ท้องถิ่น (อปท.)", "#")),
        "pages_first": {"earlier": "", "later": "#", "first": 1, "last": 50, "total": 29084},
        "pages_middle": {"earlier": "#", "later": "#", "shown": "51–100 จาก 1,204 แถวที่ยังจับคู่ไม่ได้"},
        "sample_undo": Undo("#", ()),
        "none": (),
        "empty_counts": (),
        "dimensions": dimensions(),
        "dimensions_unknown": tuple(p.Count(str(d.name), v, 10, d.key) for d, v in zip(DIMENSIONS, (None, 0, 10, 1, None), strict=True)),
        "combinations": combinations(),
        "map": p.AreaMap(**{**vars(hatched), "shapes": gaps}),
        "areas": (
            *areas()[:3],
            p.AreaRow("600199", "ชุมชนหลังสถานีรถไฟปากน้ำโพฝั่งตะวันออก", None, None),
            p.AreaRow("600198", "บ้านใหม่", 0.0, 0, before=0.0),
        ),
        "trends": trends(),
        "stages": stages(),
        "bands": tuple(p.AgeBand(*band) for band in BANDS),
        "funnel": tuple(
            p.Count(name, n, href="#")
            for name, n in (
                ("ครัวเรือนตกเกณฑ์", 23772),
                ("ตรวจสอบแล้ว", 21306),
                ("เยี่ยมบ้าน", 18240),
                ("มีแผน", 14985),
                ("ได้รับความช่วยเหลือ", 11720),
                ("ติดตามผล", 7412),
                ("พ้นเกณฑ์", 3105),
            )
        ),
        "events": events(),
        "reasons": reasons(),
        "years": (2558, 2559, 2560, 2561),
        "over_the_years": over_the_years(),
        "indicators": indicators(),
        "works": (
            progress("waiting", 0, rate=None, seconds_left=None),
            progress(cancel="#"),
            progress(total=None, seconds_left=None),
            progress("done", 642318, note="204,871 ครัวเรือน 642,298 คน ไม่รับ 23 แถว"),
            progress("failed", 281300, note="เครื่องแม่ข่ายหยุดทำงานระหว่างบันทึก ส่งไฟล์เดิมอีกครั้งได้"),
            progress("cancelled", 120000),
        ),
        "problems": problems(),
        "form": SampleForm({}),
    }
