"""Statistical tables by any two dimensions that the sums kept beforehand know (builder.AXES): every measure that can be split by both."""

from collections.abc import Mapping
from datetime import datetime

from nsc import thai
from nsc.access.models import User
from nsc.areas import places
from nsc.errors import Refused, _
from nsc.secretariat import builder, built_reports, spelled
from nsc.secretariat.blocks import Block, Cell, Document, Heading, Note, Section, Table
from nsc.secretariat.built_reports import ALL, Built, Head
from nsc.secretariat.document_kinds import AMPHOE, PROVINCE, TAMBON, VILLAGE, Asked, Kind
from nsc.secretariat.spelled import cell

MOST_ACROSS = 60  # columns: beyond, the table is better turned round
WIDE = 105  # letters that stand beside each other on a lying A4, behind the names of the rows
ALL_OF = "รวม"


@spelled.in_thai
def crossed(user: User, at: datetime, asked: Asked) -> Document:
    found = [(choice, _answered(user, at, asked, choice)) for choice in chosen(asked)]
    built = [each for _choice, each in found if isinstance(each, Built)]
    if not built:
        raise next(each for _choice, each in found if isinstance(each, Refused))
    first = built[0]
    sections = [Section(spelled.said(choice.measure.name), _blocks(each)) for choice, each in found]
    is_of_survey = any(each.choice.measure.kind in builder.OF_SURVEY for each in built)
    years = [spelled.round_name(first.here.round)] if is_of_survey and builder.ROUND not in first.choice.axes else []
    if any(each.choice.measure.kind not in builder.OF_SURVEY for each in built):
        years.append(f"ปีงบประมาณ {thai.fiscal_year(spelled.today(at))}")
    by, across = (_axis(each) for each in first.choice.axes)
    return Document(
        title=f"ตารางสถิติ {by} และ {across}",
        where=places.place(asked.area).full_name,
        period=" · ".join(years) or "ทุกรอบสำรวจ",
        on=spelled.today(at),
        sections=sections,
        sources=_sources(at, first, is_of_survey),
        is_wide=True,
    )


def chosen(asked: Asked) -> list[builder.Choice]:
    """Refused, with what is possible, where no measure can be split by both."""
    possible = ", ".join(f"{key} ({_axis(key)})" for key in builder.AXES)
    if asked.by not in builder.AXES or asked.across not in builder.AXES:
        raise Refused(_("โปรดเลือกว่าแถวและคอลัมน์แยกตามอะไร เลือกได้จาก: {possible}"), possible=possible)
    fitting = [each for each in builder.MEASURES.values() if asked.across in builder.columns(each, asked.by)]
    if not fitting:
        across = sorted({axis for each in builder.MEASURES.values() for axis in builder.columns(each, asked.by)}, key=[*builder.AXES].index)
        raise Refused(
            _("ไม่มีตัวเลขที่แยกตาม{by}แล้วแยกตาม{across}ได้ แยกได้อีกตาม: {possible}"),
            by=builder.AXES[asked.by],
            across=builder.AXES[asked.across],
            possible=", ".join(builder.AXES[axis] for axis in across) or "–",
        )
    return [builder.choice(each.key, asked.by, asked.across) for each in fitting]


def _answered(user: User, at: datetime, asked: Asked, choice: builder.Choice) -> Built | Refused:
    """One measure that cannot be counted (nobody is certified yet) takes nothing from the others: its place says why."""
    try:
        return built_reports.of(user, at=at, choice=choice, area=asked.area, year=asked.year)
    except Refused as no:
        return no


def _axis(key: str) -> str:
    return spelled.said(builder.AXES[key])


def _sources(at: datetime, built: Built, is_of_survey: bool) -> tuple[str, ...]:
    more = [spelled.counted(at)] if not is_of_survey else []
    more += [spelled.KEPT_BACK] if built.is_suppressed else []
    return (*(spelled.of_survey(built.here) if is_of_survey else ()), *more, spelled.UNKNOWN)


def _blocks(built: Built | Refused) -> tuple[Block, ...]:
    if isinstance(built, Refused):
        return (Note(spelled.said(built.message, {name: spelled.said(str(value)) for name, value in built.values.items()})),)
    measure = built.choice.measure
    if len(built.cols) > MOST_ACROSS:
        raise Refused(_("ตารางนี้กว้าง {columns} คอลัมน์ กว้างเกินกระดาษ โปรดสลับแถวกับคอลัมน์"), columns=len(built.cols))
    unit, name = spelled.said(measure.unit), spelled.said(measure.name)
    blocks: list[Block] = [Heading(f"จำนวน ({unit})"), *_tables(built, name, is_rate=False)]
    if builder.RATE in builder.shows(measure, built.choice.axes) and built.rows:
        blocks += [Heading(f"ร้อยละของ{spelled.said(measure.of)}"), *_tables(built, f"{name} ร้อยละ", is_rate=True)]
    overlap = [_axis(axis) for axis in built.choice.axes if axis in builder.OVERLAP]
    sums = f" แยกตาม{' และ'.join(overlap)}แล้วนับซ้ำกันได้ จึงไม่มีผลรวม" if overlap else ""
    return (*blocks, Note(f"นิยาม: {spelled.said(measure.means)}{sums}"))


def _tables(built: Built, name: str, *, is_rate: bool) -> list[Table]:
    """One, or as many below each other as a paper is too narrow for."""
    rows = [*built.rows, *([Head(ALL, ALL_OF)] if built.adds_down else [])] if built.rows else []
    cols = [*built.cols, *([Head(ALL, ALL_OF)] if built.adds_across else [])]
    cells = {col.key: [_cell(built, row.key, col.key, is_rate) for row in rows] for col in cols}
    pieces = _pieces(cols, cells)
    by, of = (_axis(each) for each in built.choice.axes)
    return [
        Table(
            (f"{by} / {of}", *(spelled.said(col.name) for col in piece)),
            [(spelled.said(row.name), *(cells[col.key][n] for col in piece)) for n, row in enumerate(rows)],
            (3, *(1.3,) * len(piece)),
            tuple(range(1, 1 + len(piece))),
            built.adds_down and bool(rows),
            "ไม่มีข้อมูลที่แยกเช่นนี้",
            name if len(pieces) == 1 else f"{name} {number}",
        )
        for number, piece in enumerate(pieces, start=1)
    ]


def _pieces(cols: list[Head], cells: Mapping[str, list[Cell]]) -> list[list[Head]]:
    """Columns that find room beside each other, as alike in number as can be."""
    wide = max((len(f"{each:,}") + 2 for column in cells.values() for each in column if isinstance(each, int | float)), default=4)
    most = max(WIDE // wide, 4)
    count = max(-(-len(cols) // most), 1)
    size = max(-(-len(cols) // count), 1)
    return [cols[start : start + size] for start in range(0, len(cols), size)] or [[]]


def _cell(built: Built, row: str, col: str, is_rate: bool) -> Cell:
    found = built.cells.get((row, col))
    if found is None:
        return None
    return spelled.rate(found.rate) if is_rate else cell(found.part)


KINDS = (
    Kind(
        "cross-table",
        _("ตารางสถิติสองมิติ"),
        _("สำหรับนักวิเคราะห์และผู้เขียนรายงาน: ทุกตัวเลขที่แยกตามสองอย่างที่เลือกได้ เช่น อำเภอและเพศ"),
        (PROVINCE, AMPHOE, TAMBON, VILLAGE),
        crossed,
        options=("by", "across", "year"),
    ),
)
