"""What each of the frozen figures is called, for pages and for comparisons: the table of names beside monthly_counts. Msgids, but for the
names of programmes and offices, which are as they were when the figures were frozen."""

from datetime import date

from nsc.casework.models import Group
from nsc.casework.roads import CASE_NAMES
from nsc.casework.visit_rules import DIMENSION_NAMES
from nsc.errors import _
from nsc.poverty.union import DIMENSIONS

HOUSEHOLDS, PEOPLE, CASES, NEEDS, VISITS, LETTERS, TIMES, BAHT = (
    *(_("ครัวเรือน"), _("คน"), _("เคส"), _("ความต้องการ"), _("ครั้ง")),
    *(_("เรื่อง"), _("รายการ"), _("บาท")),
)
MAPPED = {  # by the status of a DimensionMap
    "official": _("การจัดตัวชี้วัดเข้ามิติตามประกาศ ใช้ตั้งแต่ {day}"),
    "proposed": _("การจัดตัวชี้วัดเข้ามิติเบื้องต้น ยังไม่เป็นทางการ ใช้ตั้งแต่ {day}"),
}
PARTS = {  # of certified.PARTS
    "survey": _("ผลสำรวจ จปฐ."),
    "targets": _("งานตามบัญชีเป้าหมาย"),
    "cases": _("เคส"),
    "needs": _("ความต้องการ"),
    "visits": _("การเยี่ยมบ้าน"),
    "referrals": _("การส่งต่อหน่วยงาน"),
    "help": _("ความช่วยเหลือและงบประมาณ"),
    "rights": _("สิทธิรายคน"),
}
SURVEY = {
    "households": (_("ครัวเรือนที่สำรวจ"), HOUSEHOLDS),
    "members": (_("คนในครัวเรือนที่สำรวจ"), PEOPLE),
    "poor_households": (_("ครัวเรือนยากจน MPI"), HOUSEHOLDS),
    "mpi_poor": (_("คนจน MPI"), PEOPLE),
    "target_poor": (_("คนจนเป้าหมาย"), PEOPLE),
    "target_registered": (_("คนจน MPI ที่ลงทะเบียนบัตรสวัสดิการ"), PEOPLE),
    "welfare_registered": (_("ผู้ลงทะเบียนบัตรสวัสดิการ"), PEOPLE),
    "welfare_validated": (_("ผู้ผ่านการตรวจสอบบัตรสวัสดิการ"), PEOPLE),
}
BY_DIMENSION = {  # a head, and how its keys go on
    "poor_households.": (_("ครัวเรือนที่ตกเกณฑ์"), HOUSEHOLDS),
    "mpi_": (_("คนจน MPI"), PEOPLE),
    "target_": (_("คนจนเป้าหมาย"), PEOPLE),
}
STEPS = {
    "targets": _("เป้าหมาย"),
    "verified": _("ตรวจสอบแล้ว"),
    "visited": _("เยี่ยมแล้ว"),
    "planned": _("มีแผน"),
    "referred": _("ส่งต่อแล้ว"),
    "helped": _("ได้รับความช่วยเหลือ"),
    "followed_up": _("ติดตามผลแล้ว"),
    "out_of_poverty": _("พ้นความยากจน"),
    "overdue": _("ล่าช้า"),
}
GROUPS = {str(value): str(label) for value, label in Group.choices}
CERTIFIED = {"households": (_("รับรองแล้ว"), HOUSEHOLDS), "people": (_("คนในครัวเรือนที่รับรองแล้ว"), PEOPLE)}
LATE = _("ล่าช้า")
MET = {"unmet": _("ยังไม่ได้รับ"), "met": _("ได้รับแล้ว")}
VISITED = {"year": _("ในปีงบประมาณถึงสิ้นเดือน"), "month": _("ในเดือน")}
REFERRED = {
    "sent": _("ส่งต่อ"),
    "answered": _("ตอบแล้ว"),
    "accepted": _("รับ"),
    "declined": _("ไม่รับ"),
    "completed": _("ช่วยเสร็จ"),
    "overdue": _("ค้างเกินกำหนด"),
}
GIVEN = {"times": (_("จำนวนรายการ"), TIMES), "satang": (_("มูลค่า"), BAHT), "unpriced": (_("ไม่ระบุมูลค่า"), TIMES)}
GIVEN_IN_MONTH = _("ความช่วยเหลือที่ส่งมอบในเดือน")
BUDGET = {"allotted": _("จัดสรร"), "committed": _("ผูกพัน"), "spent": _("จ่ายแล้ว")}
RIGHTS = {"receives": _("ได้รับอยู่"), "entitled": _("มีสิทธิแต่ยังไม่ได้รับ"), "unknown": _("ยังไม่ทราบ")}


def words(key: str, of: str = "") -> tuple[tuple[str, ...], str]:
    """(words to be said one behind the other, unit). `of`: the frozen name of its programme or office. Raises LookupError for no key of
    monthly_counts."""
    head, *rest = key.split(".")
    last = rest[-1] if rest else ""
    match head:
        case _known if key in SURVEY:
            name, unit = SURVEY[key]
            return (name,), unit
        case "work" | "dimension":
            whose = () if len(rest) == 1 else (GROUPS[rest[0]] if head == "work" else DIMENSION_NAMES[rest[0]],)
            return (*whose, STEPS[last]), HOUSEHOLDS
        case "certified":
            return (GROUPS[rest[0]], CERTIFIED[last][0]), CERTIFIED[last][1]
        case "cases":
            return (LATE if last == "late" else CASE_NAMES[last],), CASES
        case "needs":
            return (DIMENSION_NAMES[rest[0]], MET[last]), NEEDS
        case "visits":
            return (VISITED[last],), VISITS
        case "referrals":
            return (of, REFERRED[last]), LETTERS
        case "given":
            return (GIVEN_IN_MONTH, GIVEN[last][0]), GIVEN[last][1]
        case "help":
            return (of, GIVEN[last][0]), GIVEN[last][1]
        case "budget":
            return (of, BUDGET[last]), BAHT
        case "rights":
            return (of, RIGHTS[last]), PEOPLE
    return _of_dimension(key)


def _of_dimension(key: str) -> tuple[tuple[str, ...], str]:
    for head, (name, unit) in BY_DIMENSION.items():
        if key.startswith(head) and key.removeprefix(head) in DIMENSIONS:
            return (name, DIMENSION_NAMES[key.removeprefix(head)]), unit
    raise LookupError(key)


def mapped(dimension_map: str) -> tuple[str, date]:
    """(words with a gap for the day, the day from which it counts) of what frozen figures hold of it: number, status and first day."""
    _number, status, since = dimension_map.split()
    return MAPPED[status], date.fromisoformat(since)
