"""What a report of one's own can be: a measure, what it is split by, and how it is shown. Rules alone, no figures.

"นับ คนจน MPI แยกตาม อำเภอ และ เพศ": a measure, its rows, its columns. Place, round and whom it is narrowed to are the page's, as
everywhere. A combination that the sums kept beforehand cannot answer is refused, and the refusal names what is possible.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from nsc.errors import Refused, _

AMPHOE, TAMBON, VILLAGE = AREAS = ("amphoe", "tambon", "village")
DIMENSION, STAGE, SEX, SPECIAL, GROUP, ROUND, MONTH = "dimension", "stage", "sex", "special", "group", "round", "month"
AXES = {
    AMPHOE: _("อำเภอ"),
    TAMBON: _("ตำบล"),
    VILLAGE: _("หมู่บ้าน"),
    DIMENSION: _("มิติที่ตกเกณฑ์"),
    STAGE: _("ช่วงวัย"),
    SEX: _("เพศ"),
    SPECIAL: _("กลุ่มพิเศษ"),
    GROUP: _("กลุ่มเป้าหมาย"),
    ROUND: _("รอบสำรวจ"),
    MONTH: _("เดือนของปีงบประมาณ"),
}
TIME = (ROUND, MONTH)
OVERLAP = (DIMENSION, SPECIAL, GROUP)  # one may be in several: what stands there does not add up
TABLE, BARS, LINES = FORMS = ("table", "bars", "lines")
FORM_NAMES = {TABLE: _("ตาราง"), BARS: _("แผนภูมิแท่ง"), LINES: _("เส้นตามเวลา")}
COUNT, RATE = SHOWS = ("count", "rate")
SHOW_NAMES = {COUNT: _("จำนวน"), RATE: _("ร้อยละ")}

PERSONS, HOMES, CERTIFIED, STEPS, MONTHLY, CASES, VISITS, HELP = "persons homes certified steps monthly cases visits help".split()
_OF_PERSONS = (*AREAS, STAGE, SEX, SPECIAL, ROUND)
_OF_ROLLS = (*AREAS, GROUP)  # by dimension, the page is narrowed: each would be counted anew
# Which narrowings of the page a kind of measure knows how to follow.
HONOURS = {
    PERSONS: (DIMENSION, STAGE, SEX, SPECIAL),
    HOMES: (DIMENSION,),
    CERTIFIED: (GROUP, DIMENSION),
    STEPS: (GROUP, DIMENSION),
    MONTHLY: (GROUP, DIMENSION),
    CASES: (),
    VISITS: (),
    HELP: (),
}
OF_SURVEY = (PERSONS, HOMES, CERTIFIED)


@dataclass(frozen=True)
class Measure:
    """`axes`: what it can be split by. `unit`, `name`, `means`: Thai msgids. `of`: what its rate is of; "" where it has none."""

    key: str
    name: str
    unit: str
    kind: str
    axes: tuple[str, ...]
    means: str
    of: str = ""
    field: str = ""  # of the sums behind it


_PERSON, _HOME, _CASE, _TIMES, _BAHT = _("คน"), _("ครัวเรือน"), _("เคส"), _("ครั้ง"), _("บาท")
_ASKED, _TARGETS = _("ผู้ได้รับการสำรวจ"), _("ครัวเรือนเป้าหมาย")


def _step(key: str, name: str, means: str, *, is_monthly: bool = True) -> Measure:
    return Measure(
        key, name, _HOME, MONTHLY if is_monthly else STEPS, (*_OF_ROLLS, MONTH) if is_monthly else _OF_ROLLS, means, _TARGETS, key
    )


MEASURES: Mapping[str, Measure] = {
    each.key: each
    for each in (
        Measure(
            "mpi",
            _("คนจน MPI"),
            _PERSON,
            PERSONS,
            (*_OF_PERSONS, DIMENSION),
            _("สมาชิกทุกคนของครัวเรือนที่ตกเกณฑ์อย่างน้อยหนึ่งใน 5 มิติ"),
            _ASKED,
            "members",
        ),
        Measure(
            "target",
            _("คนจนเป้าหมาย"),
            _PERSON,
            PERSONS,
            (*_OF_PERSONS, DIMENSION),
            _("คนจน MPI ที่ผ่านการตรวจสอบคุณสมบัติบัตรสวัสดิการแห่งรัฐ"),
            _ASKED,
            "validated",
        ),
        Measure(
            "certified",
            _("คนจนที่จังหวัดรับรอง"),
            _PERSON,
            CERTIFIED,
            (*AREAS, DIMENSION),
            _("สมาชิกทุกคนของครัวเรือนที่ ศจพ.จ. รับรองแล้ว ในบัญชีเป้าหมายของปีงบประมาณล่าสุดที่มีการรับรอง"),
            _ASKED,
        ),
        Measure("people", _("ผู้ได้รับการสำรวจ"), _PERSON, PERSONS, _OF_PERSONS, _("คนในครัวเรือนที่แบบสำรวจของรอบนั้นพบ"), "", "members"),
        Measure(
            "poor_homes",
            _("ครัวเรือนยากจน (MPI)"),
            _HOME,
            HOMES,
            (*AREAS, DIMENSION, ROUND),
            _("ครัวเรือนที่ตกเกณฑ์อย่างน้อยหนึ่งใน 5 มิติ"),
            _("ครัวเรือนที่สำรวจ"),
            "households",
        ),
        Measure("homes", _("ครัวเรือนที่สำรวจ"), _HOME, HOMES, (*AREAS, ROUND), _("ครัวเรือนที่มีคำตอบในรอบสำรวจ"), "", "households"),
        Measure(
            "targets",
            _("ครัวเรือนเป้าหมาย"),
            _HOME,
            STEPS,
            _OF_ROLLS,
            _("ครัวเรือนในบัญชีเป้าหมายที่ใช้งานของปีงบประมาณนี้ นับครั้งเดียวแม้อยู่หลายบัญชี"),
            "",
            "targets",
        ),
        _step("verified", _("ตรวจสอบแล้ว"), _("ครัวเรือนเป้าหมายที่มีผลตรวจสอบแล้ว")),
        _step("visited", _("เยี่ยมแล้ว"), _("ครัวเรือนเป้าหมายที่ได้รับการเยี่ยมบ้านแล้ว")),
        _step("planned", _("มีแผนที่อนุมัติ"), _("ครัวเรือนเป้าหมายที่แผนรายครัวเรือนอนุมัติแล้ว")),
        _step("referred", _("ส่งต่อแล้ว"), _("ครัวเรือนเป้าหมายที่ส่งต่อหน่วยงานแล้ว")),
        _step("helped", _("ได้รับความช่วยเหลือ"), _("ครัวเรือนเป้าหมายที่ได้รับความช่วยเหลือแล้ว")),
        _step("followed_up", _("ติดตามผลแล้ว"), _("ครัวเรือนเป้าหมายที่ติดตามผลแล้ว")),
        _step("out_of_poverty", _("พ้นความยากจน"), _("ครัวเรือนเป้าหมายที่พ้นความยากจนแล้ว")),
        _step(
            "overdue",
            _("งานเกินกำหนด"),
            _("ครัวเรือนเป้าหมายที่ขั้นถัดไปเลยกำหนด (กำหนดวันเป็นเกณฑ์เบื้องต้น ยังไม่เป็นทางการ)"),
            is_monthly=False,
        ),
        Measure("open", _("เคสที่เปิดอยู่"), _CASE, CASES, AREAS, _("เคสที่ยังไม่ปิด ณ วันที่จัดทำ")),
        Measure(
            "late",
            _("เคสเกินกำหนด"),
            _CASE,
            CASES,
            AREAS,
            _("เคสที่ยังไม่ปิดและขั้นถัดไปเลยกำหนด (กำหนดวันเป็นเกณฑ์เบื้องต้น ยังไม่เป็นทางการ)"),
            _("เคสที่เปิดอยู่"),
        ),
        Measure("visits", _("การเยี่ยมบ้าน"), _TIMES, VISITS, (*AREAS, MONTH), _("การเยี่ยมบ้านที่บันทึกแล้วในปีงบประมาณนี้ นับทุกครั้ง")),
        Measure(
            "help_homes",
            _("ครัวเรือนที่ได้รับความช่วยเหลือ"),
            _HOME,
            HELP,
            AREAS,
            _("ครัวเรือนที่ได้รับมอบความช่วยเหลือในปีงบประมาณนี้ นับครั้งเดียว"),
        ),
        Measure(
            "baht",
            _("มูลค่าความช่วยเหลือ"),
            _BAHT,
            HELP,
            (*AREAS, MONTH),
            _("บาทของความช่วยเหลือที่ส่งมอบแล้วในปีงบประมาณนี้ รายการที่ไม่มีราคานับเป็น 0"),
        ),
    )
}


@dataclass(frozen=True)
class Choice:
    """What one report is: as its address says it."""

    measure: Measure
    rows: str
    cols: str = ""
    show: str = COUNT
    form: str = TABLE

    @property
    def axes(self) -> tuple[str, ...]:
        return (self.rows, self.cols) if self.cols else (self.rows,)

    @property
    def area(self) -> str:
        """The level of areas it is split by; "" where it is not."""
        return next((axis for axis in self.axes if axis in AREAS), "")

    @property
    def parameters(self) -> dict[str, str]:
        return {"measure": self.measure.key, "rows": self.rows, "cols": self.cols, "show": self.show, "form": self.form}


def columns(measure: Measure, rows: str) -> tuple[str, ...]:
    """What can stand across where `rows` stands down."""
    if rows not in measure.axes:
        return ()
    return tuple(axis for axis in measure.axes if axis != rows and not _apart(measure, axis, rows))


def _apart(measure: Measure, one: str, other: str) -> bool:
    """Two levels of areas say the same; and of the steps, the months are counted of a whole place."""
    are_areas = [axis in AREAS for axis in (one, other)]
    is_monthly = measure.kind == MONTHLY and MONTH in (one, other) and any(are_areas)
    return all(are_areas) or is_monthly


def forms(rows: str, cols: str) -> tuple[str, ...]:
    """Lines go along time; bars compare one thing."""
    has_time = rows in TIME or cols in TIME
    return tuple(form for form in FORMS if form == TABLE or (form == BARS and not cols) or (form == LINES and has_time))


def shows(measure: Measure, axes: tuple[str, ...]) -> tuple[str, ...]:
    """A month has its households, and no whole of its own to divide them by."""
    return SHOWS if measure.of and MONTH not in axes else (COUNT,)


def choice(measure: str, rows: str, cols: str = "", show: str = "", form: str = "") -> Choice:
    """Refused, with what is possible, where these do not go together."""
    found = MEASURES.get(measure)
    if found is None:
        raise Refused(_("ไม่รู้จักสิ่งที่จะนับนี้ โปรดเลือกจาก: {possible}"), possible=", ".join(each.name for each in MEASURES.values()))
    if rows not in found.axes:
        raise Refused(
            _("“{measure}” แยกตาม{axis}ไม่ได้ แยกได้ตาม: {possible}"),
            measure=found.name,
            axis=AXES.get(rows, rows[:40]),
            possible=_named(found.axes),
        )
    across = columns(found, rows)
    if cols and cols not in across:
        raise Refused(
            _("“{measure}” ที่แยกตาม{rows}แล้ว แยกตาม{axis}อีกไม่ได้ แยกได้อีกตาม: {possible}"),
            measure=found.name,
            rows=AXES[rows],
            axis=AXES.get(cols, cols[:40]),
            possible=_named(across) or "–",
        )
    chosen = Choice(found, rows, cols, show or COUNT, form or TABLE)
    can_show = shows(found, chosen.axes)
    if chosen.show not in can_show:
        raise Refused(_("“{measure}” แบบนี้ไม่มีร้อยละ เพราะไม่มีฐานให้หาร โปรดเลือกจำนวน"), measure=found.name)
    can_be = forms(rows, cols)
    if chosen.form not in can_be:
        raise Refused(
            _("แสดงเป็น{form}ไม่ได้ แท่งใช้เมื่อแยกอย่างเดียว เส้นใช้เมื่อแยกตามเวลา แสดงได้เป็น: {possible}"),
            form=FORM_NAMES.get(chosen.form, chosen.form[:40]),
            possible=", ".join(FORM_NAMES[each] for each in can_be),
        )
    return chosen


def mended(measure: str, rows: str, cols: str = "", show: str = "", form: str = "") -> Choice:
    """The nearest that is possible, for a page that is being put together: one choice made anew may not fit those made before."""
    found = MEASURES.get(measure, MEASURES["mpi"])
    rows = rows if rows in found.axes else found.axes[0]
    cols = cols if cols in columns(found, rows) else ""
    axes = (rows, cols) if cols else (rows,)
    show = show if show in shows(found, axes) else COUNT
    return Choice(found, rows, cols, show, form if form in forms(rows, cols) else TABLE)


def _named(axes: tuple[str, ...]) -> str:
    return ", ".join(AXES[axis] for axis in axes)
