"""The Blueprint of a tambon as a book, as one page, and the approval that keeps the book: the same values for PDF (Typst) and Word.

Always Thai. `thai_digits`: throughout, as official papers have them. What people typed goes in as data, never as markup. A section is
{title, level, new_page, blocks}; a block is {kind: text | note | pairs | table | gantt | signatures, …}.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from nsc import thai
from nsc.access import audit
from nsc.access.models import User
from nsc.areas import places
from nsc.errors import Refused, _
from nsc.paper import pdf
from nsc.poverty.small import Hidden
from nsc.poverty.union import NAMES
from nsc.reports import blueprint_reach
from nsc.tambon import blueprint_rules as rules
from nsc.tambon import blueprints, commitments, goals, plan_content, timetable
from nsc.tambon import rules as tambon
from nsc.tambon.blueprints import Version
from nsc.tambon.goals import Aim
from nsc.tambon.plan_content import Content, ProjectTold

NOTHING, LINE = "–", "." * 40
KEPT = "ปิด"
MONTHS = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
PROPOSED = "ข้อเสนอ ยังไม่มีหน่วยงานรับรอง คำถามไม่ใช่แบบประเมินทางการ และไม่มีคะแนน"
Table = dict[str, object]
TYPES = {
    "pdf": "application/pdf",
    "page": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True)
class Paper:
    name: str
    type: str
    content: bytes


@dataclass(frozen=True)
class Whole:
    """All that a paper is made of."""

    version: Version
    aims: list[Aim]
    content: Content
    reach: blueprint_reach.Reach
    promises: dict[int, list[commitments.Promise]]  # by plan
    at: datetime

    @property
    def span(self) -> timetable.Span:
        days = [day for each in self.content.projects for day in (each.starts_on, each.ends_on)]
        return timetable.spanning(self.version.first_year, self.version.last_year, days)


# — verbs —


@transaction.atomic
def printed(*, by: User, at: datetime, area: str, form: str, version: int | None = None, thai_digits: bool = True) -> Paper:
    """`form`: pdf (the book), docx, page. The book of an approved version is the one kept then. Refused where there is no such version."""
    if form not in TYPES:
        raise Refused(_("ไม่รู้จักรูปแบบ “{form}” โปรดเลือก pdf, docx หรือ page"), form=form)
    chosen = blueprints.chosen(blueprints.of(by, area), version)
    if chosen is None:
        raise Refused(_("ตำบลนี้ยังไม่มีพิมพ์เขียวฉบับที่ขอ โปรดเริ่มร่างในหน้าพิมพ์เขียวก่อน"))
    if form == "pdf" and chosen.sha256:
        content = blueprints.frozen(by, area, chosen.number)
    else:
        content = _made(gathered(by, at, area, chosen), form, thai_digits)
    audit.record(by=by, at=at, verb="blueprint.export", on=("blueprint", chosen.number), place=area, detail=f"{form} {chosen.version}")
    ending = "pdf" if form == "page" else form
    page = "-page" if form == "page" else ""
    return Paper(f"blueprint-{area}-{chosen.version}{page}.{ending}", TYPES[form], content)


@transaction.atomic
def approve(*, by: User, at: datetime, area: str, number: int) -> None:
    """Approves the version and keeps its book as it is printed at this moment, with its hash."""
    blueprints.approve(by=by, at=at, area=area, number=number)
    version = next(each for each in blueprints.of(by, area) if each.number == number)
    if not version.sha256:
        book = _made(gathered(by, at, area, version), "pdf", True)
        blueprints.freeze(by=by, at=at, area=area, number=number, book=book)


def gathered(user: User, at: datetime, area: str, version: Version) -> Whole:
    content = plan_content.of(user, area, version.number)
    promises = {each.id: commitments.of_project(user, at, each.project) for each in content.projects}
    reach = blueprint_reach.of(user, area, content.reached)
    return Whole(version, goals.of(user, area), content, reach, promises, at)


def _made(whole: Whole, form: str, thai_digits: bool) -> bytes:
    with override("th"):
        told = _page(whole) if form == "page" else document(whole)
    if thai_digits:
        told = _digits(told)
    if form == "docx":
        from nsc.paper import docx  # 0.3 s to load: only where Word is asked for

        return docx.made(told)
    return pdf.made("blueprint_page" if form == "page" else "blueprint", told, lasts=True)


# — the book —


def document(whole: Whole) -> dict[str, object]:
    """The values of paper's template `blueprint`, and of docx."""
    return _cover(whole) | {"sections": [*_plan_sections(whole), *_project_sections(whole), _approval(whole)]}


def _cover(whole: Whole) -> dict[str, object]:
    version, place = whole.version, places.place(whole.version.area_code)
    above = [each.title for each in places.path(place.code)][:-1]
    is_final = version.state in (rules.APPROVED, rules.SUPERSEDED)
    return {
        "title": f"พิมพ์เขียว{place.title}",
        "kind": "Tambon Blueprint",
        "where": " ".join(reversed(above)),
        "years": f"ปีงบประมาณ {_years(version)}",
        "version": f"ฉบับที่ {version.version}",
        "state": rules.NAMES[version.state],
        "draft": "" if is_final else "ร่าง ยังไม่ได้รับอนุมัติ",
        "approved": f"อนุมัติเมื่อ {_day(_local(version.approved_at))}" if version.approved_at else "",
        "printed": f"พิมพ์เมื่อ {_day(_local(whole.at))}",
        "contents": "สารบัญ",
        "page": "หน้า",
    }


def _plan_sections(whole: Whole) -> Iterator[dict[str, object]]:
    yield _section("สรุปเป็นตัวเลข", _summary(whole), new_page=True)
    yield _section("เป้าหมายของตำบล", [_goals_table(whole)])
    yield _section("ยุทธศาสตร์และโครงการ", list(_strategies(whole)))
    yield _section(
        "ตารางเวลา", [_gantt_of_all(whole), _note("แถบสีคือช่วงเวลาทำงานของโครงการ เส้นตั้งคือวันเริ่มปีงบประมาณ (๑ ตุลาคม)")], new_page=True
    )
    yield _section("งบประมาณตามแหล่งเงินและปี", [_money_table(whole)])
    yield _section("พิมพ์เขียวถึงใคร และยังไม่ถึงใคร", [_reach_table(whole), _note(_reach_note(whole))])
    yield _section("ใครทำเป้าหมายใด", [_who_table(whole)])
    yield _section("สิ่งที่ต้องจัดการร่วมกัน", list(_findings(whole)))


def _summary(whole: Whole) -> list[Table]:
    reach, content = whole.reach, whole.content
    people = [
        ["ครัวเรือนที่สำรวจ", _count(reach.households, "ครัวเรือน")],
        ["คนในครัวเรือนที่สำรวจ", _count(reach.people, "คน")],
        ["ครัวเรือนยากจนตามนิยาม TPMAP", _count(reach.poor, "ครัวเรือน")],
        ["คนในครัวเรือนยากจน", _count(reach.poor_people, "คน")],
    ]
    plan = [
        ["เป้าหมาย", _count(len(whole.aims), "ข้อ")],
        ["ยุทธศาสตร์", _count(len(content.strategies), "ยุทธศาสตร์")],
        ["โครงการ", _count(len(content.projects), "โครงการ")],
        ["กิจกรรม", _count(sum(len(each.activities) for each in content.projects), "กิจกรรม")],
        ["งบประมาณรวม", _baht(sum((each.baht for each in content.projects), Decimal(0)))],
    ]
    return [{"kind": "pairs", "rows": people}, _note(_source(whole)), {"kind": "pairs", "rows": plan}]


def _source(whole: Whole) -> str:
    if whole.reach.year is None:
        return "ยังไม่มีข้อมูลสำรวจของตำบลนี้ในระบบ"
    return f"แหล่งข้อมูล: จปฐ. {thai.buddhist_year(whole.reach.year)} นับตามนิยาม TPMAP จำนวนน้อยปิดไว้"


def _goals_table(whole: Whole) -> Table:
    rows = [
        [
            tambon.DIMENSIONS[aim.dimension],
            aim.text,
            f"{aim.indicator} ({aim.unit})",
            _at(aim.baseline, aim.baseline_year),
            _at(aim.target, aim.by_year),
        ]
        for aim in whole.aims
    ]
    return _table(
        ["มิติการพัฒนา", "เป้าหมาย", "ตัวชี้วัด", "ค่าเริ่มต้น", "ค่าเป้าหมาย"], rows, [2, 4, 3.4, 2, 2], numbers=(3, 4), nothing="ยังไม่มีเป้าหมาย"
    )


def _strategies(whole: Whole) -> Iterator[Table]:
    for number, each in enumerate(whole.content.strategies, start=1):
        yield {"kind": "heading", "text": f"ยุทธศาสตร์ที่ {number} {each.name}"}
        yield _text(f"เพื่อเป้าหมาย: {each.goal_text}")
        if each.what:
            yield _text(each.what)
        found = whole.content.of_strategy(each.id)
        rows = [
            [f"{_number(whole, one)}", one.name, one.owned_by or NOTHING, _period(one.starts_on, one.ends_on), _money(one.baht)]
            for one in found
        ]
        yield _table(["ที่", "โครงการ", "เจ้าของ", "ระยะเวลา", "บาท"], rows, [0.7, 5, 4, 2.8, 1.8], numbers=(4,), nothing="ยังไม่มีโครงการ")


def _gantt_of_all(whole: Whole) -> Table:
    lines = [(f"{_number(whole, each)}. {each.name}", each.starts_on, each.ends_on) for each in whole.content.projects]
    return _gantt(whole.span, lines)


def _gantt(span: timetable.Span, lines: Sequence[tuple[str, date, date]]) -> Table:
    years = [[f"ปีงบ {thai.buddhist_year(year)}", *span.bar(*rules.bounds(year))] for year in span.years]
    quarters = [[f"{MONTHS[begins.month - 1]}–{MONTHS[ends.month - 1]}", *span.bar(begins, ends)] for begins, ends in span.quarters()]
    rows = [[name, *span.bar(starts, ends), _period(starts, ends)] for name, starts, ends in lines]
    return {"kind": "gantt", "years": years, "quarters": quarters, "rows": rows}


def _money_table(whole: Whole) -> Table:
    money = whole.content.money
    years = sorted({year for _source, year in money} | set(range(whole.version.first_year, whole.version.last_year + 1)))
    sources = [key for key in rules.SOURCES if any(source == key for source, _year in money)]
    rows = [[rules.SOURCES[key], *(_money(money.get((key, year))) for year in years), _money(_sum(money, key))] for key in sources]
    totals = [sum((baht for (_source, of), baht in money.items() if of == year), Decimal(0)) for year in years]
    rows.append(["รวม", *(_money(each) for each in totals), _money(sum(totals, Decimal(0)))])
    headings = ["แหล่งเงิน (บาท)", *(str(thai.buddhist_year(year)) for year in years), "รวม"]
    widths = [4, *(2 for _year in years), 2.2]
    return _table(headings, rows, widths, numbers=range(1, len(headings)), has_total=True)


def _sum(money: dict[tuple[str, int], Decimal], key: str) -> Decimal:
    return sum((baht for (source, _year), baht in money.items() if source == key), Decimal(0))


def _reach_table(whole: Whole) -> Table:
    rows = [[NAMES[line.dimension], _n(line.poor), _n(line.planned), _n(line.left)] for line in whole.reach.lines]
    headings = ["มิติความยากจน", "ครัวเรือนยากจนในมิตินี้", "โครงการตั้งใจไปถึง", "ยังไม่ถึง อย่างน้อย"]
    return _table(headings, rows, [4, 3, 3, 3], numbers=(1, 2, 3))


def _reach_note(whole: Whole) -> str:
    more = "ครัวเรือนเดียวอาจยากจนหลายมิติ และอยู่ในแผนของหลายโครงการ จำนวนที่ยังไม่ถึงจึงเป็นอย่างน้อย พิมพ์เขียวรู้เพียงจำนวน ไม่รู้ว่าเป็นครัวเรือนใด"
    return f"{_source(whole)} {more}"


def _who_table(whole: Whole) -> Table:
    told = [(each.goal, (each.owner_name or each.owner_person, *(one.name for one in each.partners))) for each in whole.content.projects]
    found = rules.who_does_what(told)
    aims = {aim.id: number for number, aim in enumerate(whole.aims, start=1)}
    rows = [[name, *(_n(counts.get(aim)) if aim in counts else NOTHING for aim in aims)] for name, counts in found.items()]
    headings = ["หน่วยงาน", *(f"เป้าหมาย {number}" for number in aims.values())]
    return _table(headings, rows, [5, *(2 for _aim in aims)], numbers=range(1, len(headings)), nothing="ยังไม่มีโครงการ")


def findings(whole: Whole) -> list[tuple[str, str]]:
    """What overlaps and what is missing, in words, each with what to do."""
    planned, version = whole.content.planned(), whole.version
    aims = {aim.id: aim.text for aim in whole.aims}
    found = [*rules.overlaps(planned), *rules.holes(aims, planned, version.first_year, version.last_year)]
    return [(_said(each), ({**rules.OVERLAPS, **rules.HOLES})[each.kind][1]) for each in found]


def _said(found: rules.Finding) -> str:
    told = dict(found.values)
    what = str(told.get("what", ""))
    if found.kind == "same_work":
        told["what"] = rules.KINDS[what]
    elif found.kind == "dimension_alone":
        told["what"] = NAMES[what]
    told |= {key: _day(value) for key, value in told.items() if isinstance(value, date)}
    if "year" in told:
        told["year"] = thai.buddhist_year(int(str(told["year"])))
    return ({**rules.OVERLAPS, **rules.HOLES})[found.kind][0].format(**told)


def _findings(whole: Whole) -> Iterator[Table]:
    rows = [[words, do] for words, do in findings(whole)]
    yield _table(["สิ่งที่พบ", "ควรทำอย่างไร"], rows, [5, 5], nothing="ไม่พบงานที่ทับกันหรือช่องว่างตามกติกาที่ตรวจ")
    yield _note("ระบบตรวจจากสิ่งที่เขียนในพิมพ์เขียวฉบับนี้ ทับกันไม่ได้แปลว่าผิด แปลว่าควรคุยกัน")


def _project_sections(whole: Whole) -> Iterator[dict[str, object]]:
    for each in whole.content.projects:
        yield _section(f"โครงการที่ {_number(whole, each)} {each.name}", list(_project(whole, each)), new_page=True)


def _project(whole: Whole, one: ProjectTold) -> Iterator[Table]:
    strategy = next(each for each in whole.content.strategies if each.id == one.strategy)
    pairs = [["เป้าหมาย", strategy.goal_text], ["ยุทธศาสตร์", strategy.name], ["เจ้าของ", one.owned_by or NOTHING]]
    pairs += [
        ["ระยะเวลา", f"{_day(one.starts_on)} ถึง {_day(one.ends_on)}"],
        ["งบประมาณ", _baht(one.baht)],
        ["ผลผลิต", one.outputs or NOTHING],
    ]
    yield {"kind": "pairs", "rows": pairs}
    if one.what:
        yield _text(one.what)
    yield _heading("กิจกรรม")
    stands = [each for each in one.activities if each.state != rules.DROPPED]
    rows = [
        [each.name, rules.KINDS[each.kind], each.responsible or NOTHING, each.resource or NOTHING, each.output or NOTHING]
        for each in stands
    ]
    yield _table(["กิจกรรม", "ชนิด", "ผู้รับผิดชอบ", "ใช้ทรัพยากร", "ผลผลิต"], rows, [4, 2.4, 2.4, 2.4, 2.4], nothing="ยังไม่มีกิจกรรม")
    if stands:
        days = [day for each in stands for day in (each.starts_on, each.ends_on)]
        span = timetable.spanning(rules.fiscal_of(min(days)), rules.fiscal_of(max(days)), days)
        yield _gantt(span, [(each.name, each.starts_on, each.ends_on) for each in stands])
    yield _heading("งบประมาณ")
    budget = [
        [
            thai.buddhist_year(each.fiscal_year),
            rules.SOURCES[each.source],
            each.source_words or NOTHING,
            _day(each.comes_on),
            _money(each.baht),
        ]
        for each in one.budget
    ]
    yield _table(["ปีงบ", "แหล่งเงิน", "รายละเอียด", "เงินมาเมื่อ", "บาท"], budget, [1.2, 3, 4, 2.4, 2], numbers=(4,), nothing="ยังไม่มีงบประมาณ")
    yield _heading("ถึงครัวเรือนยากจนมิติใด")
    reach = [[NAMES[each.dimension], _n(each.households), each.how or NOTHING] for each in one.reaches]
    yield _table(["มิติความยากจน", "ครัวเรือน", "อย่างไร"], reach, [3, 2, 6], numbers=(1,), nothing="ยังไม่ระบุ")
    yield _heading("ผลลัพธ์")
    outcomes = [[each.measure, each.unit, _n(each.target), _n(each.reached), _day(each.reached_on)] for each in one.outcomes]
    yield _table(["ผลลัพธ์ที่วัด", "หน่วย", "เป้า", "ทำได้", "วัดเมื่อ"], outcomes, [5, 2, 1.6, 1.6, 2.2], numbers=(2, 3), nothing="ยังไม่มีผลลัพธ์ที่วัดได้")
    yield from _partners(whole, one)
    yield _heading("ความเสี่ยง")
    risks = [[each.what, rules.LEVELS[each.chance], rules.LEVELS[each.effect], each.answer] for each in one.risks]
    yield _table(["ความเสี่ยง", "โอกาส", "ผลกระทบ", "รับมืออย่างไร"], risks, [4, 1.6, 1.6, 5], nothing="ยังไม่ได้ประเมินความเสี่ยง")
    yield from _sufficiency(one)


def _partners(whole: Whole, one: ProjectTold) -> Iterator[Table]:
    yield _heading("ภาคีและคำมั่น")
    yield _table(["ภาคี", "ทำอะไรในโครงการ"], [[each.name, each.does] for each in one.partners], [4, 7], nothing="ยังไม่มีภาคี")
    promises = [
        [each.organisation_name, each.what, f"{_n(each.amount)} {each.unit}", f"{_n(each.delivered)} {each.unit}", _day(each.due_on)]
        for each in whole.promises.get(one.id, ())
    ]
    if promises:
        yield _table(["คำมั่นจาก", "สิ่งที่ให้", "รับปาก", "ให้แล้ว", "ภายใน"], promises, [3.5, 3.5, 2, 2, 2], numbers=(2, 3))


def _sufficiency(one: ProjectTold) -> Iterator[Table]:
    yield _heading("ตรวจตามหลักปรัชญาของเศรษฐกิจพอเพียง")
    answers = {each.question: each for each in one.answers}
    rows = []
    for principle in rules.principles():
        for question in principle.questions:
            found = answers.get(question.key)
            said = [rules.ANSWERS[found.answer], found.because] if found else ["ยังไม่ตอบ", NOTHING]
            rows.append([principle.name, question.text, *said])
    yield _table(["หลัก", "คำถาม", "คำตอบ", "เพราะ"], rows, [2, 4.4, 1.5, 4])
    yield _note(PROPOSED)


def _approval(whole: Whole) -> dict[str, object]:
    version = whole.version
    steps = [
        ["ผู้เสนอ ในนามทีมตำบล", version.submitted_by or LINE, _day(_local(version.submitted_at)) if version.submitted_at else LINE],
        ["ผู้เห็นชอบ ในนามอำเภอ", version.endorsed_by or LINE, _day(_local(version.endorsed_at)) if version.endorsed_at else LINE],
        ["ผู้อนุมัติ ในนามจังหวัด", version.approved_by or LINE, _day(_local(version.approved_at)) if version.approved_at else LINE],
    ]
    words = f"พิมพ์เขียวฉบับที่ {version.version} ปีงบประมาณ {_years(version)} {rules.NAMES[version.state]}"
    return _section("การเสนอ เห็นชอบ และอนุมัติ", [_text(words), {"kind": "signatures", "rows": steps}], new_page=True)


# — the one page —


def _page(whole: Whole) -> dict[str, object]:
    names = {each.id: number for number, each in enumerate(whole.content.strategies, start=1)}
    goals_told = [
        f"{aim.text}: {aim.indicator} จาก {_at(aim.baseline, aim.baseline_year)} เป็น {_at(aim.target, aim.by_year)}" for aim in whole.aims
    ]
    projects = [
        [_number(whole, each), each.name, f"ย.{names[each.strategy]}", each.owner_name or each.owner_person or NOTHING, _money(each.baht)]
        for each in whole.content.projects
    ]
    table = _table(["ที่", "โครงการ", "ยุทธศาสตร์", "เจ้าของ", "บาท"], projects, [0.6, 5, 1.6, 3.6, 1.7], numbers=(4,), nothing="ยังไม่มีโครงการ")
    strategies = [f"ย.{number} {each.name}" for number, each in enumerate(whole.content.strategies, start=1)]
    return _cover(whole) | {
        "figures": [
            *_summary(whole)[0]["rows"][2:],
            ["งบประมาณรวม", _baht(sum((each.baht for each in whole.content.projects), Decimal(0)))],
        ],
        "goals": goals_told,
        "strategies": strategies,
        "projects": table,
        "gantt": _gantt_of_all(whole),
        "money": _money_table(whole),
        "reach": _reach_table(whole),
        "note": _source(whole),
    }


# — words and shapes —


def _number(whole: Whole, one: ProjectTold) -> int:
    return next(number for number, each in enumerate(whole.content.projects, start=1) if each.id == one.id)


def _section(title: str, blocks: list[Table], *, new_page: bool = False) -> dict[str, object]:
    return {"title": title, "new_page": new_page, "blocks": blocks}


def _heading(text: str) -> Table:
    return {"kind": "heading", "text": text}


def _text(text: str) -> Table:
    return {"kind": "text", "text": text}


def _note(text: str) -> Table:
    return {"kind": "note", "text": text}


def _table(
    headings: Sequence[str],
    rows: Sequence[Sequence[object]],
    widths: Sequence[float],
    *,
    numbers: Sequence[int] = (),
    nothing: str = NOTHING,
    has_total: bool = False,
) -> Table:
    """`numbers`: columns set to the right. Without rows, a sentence that says so."""
    if not rows:
        return _note(nothing)
    cells = [[str(cell) for cell in row] for row in rows]
    return {
        "kind": "table",
        "headings": list(headings),
        "rows": cells,
        "widths": list(widths),
        "numbers": list(numbers),
        "has_total": has_total,
    }


def _years(version: Version) -> str:
    first, last = thai.buddhist_year(version.first_year), thai.buddhist_year(version.last_year)
    return f"{first}" if first == last else f"{first}–{last}"


def _local(at: datetime) -> date:
    return timezone.localtime(at).date()


def _day(on: date | None) -> str:
    return thai.format_date(on) if on else NOTHING


def _period(starts: date, ends: date) -> str:
    return f"{_month(starts)} – {_month(ends)}"


def _month(on: date) -> str:
    return f"{MONTHS[on.month - 1]} {thai.buddhist_year(on.year) % 100:02d}"


def _n(value: int | Decimal | None) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, Hidden):
        return KEPT
    return thai.number(value, 0 if value == int(value) else 2)


def _count(value: int | None, unit: str) -> str:
    said = _n(value)
    return said if said in (NOTHING, KEPT) else f"{said} {unit}"


def _money(value: Decimal | None) -> str:
    return NOTHING if value is None else _n(value)


def _baht(value: Decimal) -> str:
    return f"{_n(value)} บาท"


def _at(value: Decimal | None, year: int) -> str:
    return f"{_n(value)} ({thai.buddhist_year(year)})"


def _digits(value: object) -> dict:
    """Thai digits throughout."""
    if isinstance(value, str):
        return thai.thai_digits(value)
    if isinstance(value, dict):
        return {key: each if key == "kind" and each in BLOCKS else _digits(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_digits(each) for each in value]
    return value


BLOCKS = frozenset({"text", "note", "heading", "pairs", "table", "gantt", "signatures"})
