"""What is decided about a Tambon Blueprint: which state may follow which, where plans overlap and where they leave holes, what of the check
by the sufficiency economy is unanswered. Values in, verdicts out. Years are fiscal years, CE."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

from nsc import thai
from nsc.errors import Refused, _
from nsc.poverty.union import DIMENSIONS

DRAFT, SUBMITTED, ENDORSED, APPROVED, SUPERSEDED, WITHDRAWN = "draft", "submitted", "endorsed", "approved", "superseded", "withdrawn"
NEXT: Mapping[str, frozenset[str]] = {
    DRAFT: frozenset({SUBMITTED, WITHDRAWN}),
    SUBMITTED: frozenset({ENDORSED, DRAFT}),
    ENDORSED: frozenset({APPROVED, DRAFT}),
    APPROVED: frozenset({SUPERSEDED}),
}
NAMES = {
    DRAFT: _("ร่าง"),
    SUBMITTED: _("เสนออำเภอแล้ว รอเห็นชอบ"),
    ENDORSED: _("อำเภอเห็นชอบแล้ว รอจังหวัดอนุมัติ"),
    APPROVED: _("อนุมัติแล้ว"),
    SUPERSEDED: _("มีฉบับใหม่แทน"),
    WITHDRAWN: _("ถอนแล้ว"),
}
IN_WORK = (DRAFT, SUBMITTED, ENDORSED)

PLANNED, RUNNING, DONE, DROPPED = "planned", "running", "done", "dropped"
WORK_NEXT: Mapping[str, frozenset[str]] = {
    PLANNED: frozenset({RUNNING, DONE, DROPPED}),
    RUNNING: frozenset({DONE, DROPPED}),
    DONE: frozenset({RUNNING}),
    DROPPED: frozenset({PLANNED}),
}
WORK_NAMES = {PLANNED: _("ยังไม่เริ่ม"), RUNNING: _("กำลังทำ"), DONE: _("เสร็จแล้ว"), DROPPED: _("ยกเลิก")}

KINDS = {
    "survey": _("สำรวจ เก็บข้อมูล"),
    "training": _("อบรม ถ่ายทอดความรู้"),
    "production": _("ผลิต ปลูก เลี้ยง"),
    "processing": _("แปรรูป"),
    "market": _("ตลาด ขาย ประชาสัมพันธ์"),
    "building": _("ก่อสร้าง ซ่อม จัดหาอุปกรณ์"),
    "service": _("บริการถึงบ้าน ดูแล ส่งต่อ"),
    "forum": _("เวทีชุมชน ประชุม"),
    "environment": _("ดูแลสิ่งแวดล้อม"),
    "fund": _("กองทุน ออม สวัสดิการชุมชน"),
    "follow_up": _("ติดตาม ประเมินผล"),
}
SOURCES = {
    "own": _("รายได้ของ อปท."),
    "province": _("งบจังหวัด กลุ่มจังหวัด"),
    "ministry": _("งบกระทรวง กรม"),
    "partner": _("ภาคีสมทบ"),
    "community": _("ชุมชนสมทบ"),
    "loan": _("เงินกู้ เงินทุนหมุนเวียน"),
    "other": _("แหล่งอื่น"),
}
LEVELS = {1: _("ต่ำ"), 2: _("ปานกลาง"), 3: _("สูง")}
ANSWERS = {"yes": _("ใช่"), "no": _("ยังไม่ใช่"), "partly": _("บางส่วน")}
LONGEST_PLAN = 10  # fiscal years


def fiscal_of(on: date) -> int:
    return thai.christian_year(thai.fiscal_year(on))


def bounds(year: int) -> tuple[date, date]:
    return thai.fiscal_year_bounds(thai.buddhist_year(year))


def step(current: str, to: str) -> str:
    if to not in NEXT.get(current, ()):
        raise Refused(_("พิมพ์เขียวฉบับนี้อยู่ในสถานะ “{now}” จึงทำขั้นนี้ไม่ได้ โปรดเปิดหน้าพิมพ์เขียวใหม่เพื่อดูว่ารออะไร"), now=NAMES.get(current, current))
    return to


def work_step(current: str, to: str) -> str:
    if to not in WORK_NEXT.get(current, ()):
        raise Refused(_("กิจกรรมนี้อยู่ในสถานะ “{now}” แล้ว โปรดเปิดหน้าใหม่เพื่อดูสถานะล่าสุด"), now=WORK_NAMES.get(current, current))
    return to


def check_years(first: int, last: int) -> tuple[int, int]:
    if not first <= last < first + LONGEST_PLAN:
        raise Refused(_("ปีสุดท้ายของพิมพ์เขียวต้องไม่ก่อนปีแรก และรวมไม่เกิน {most} ปี"), most=LONGEST_PLAN)
    return first, last


def check_period(starts: date, ends: date) -> None:
    if ends < starts:
        raise Refused(_("วันสิ้นสุดอยู่ก่อนวันเริ่ม โปรดสลับวันที่"))


def one_of(key: str, known: Iterable[str], word: str) -> str:
    if key not in known:
        raise Refused(_("ไม่รู้จัก{word} “{key}” โปรดเลือกจากรายการ"), word=word, key=key)
    return key


# — the check by the principles of the sufficiency economy —


@dataclass(frozen=True)
class Question:
    key: str
    text: str
    hint: str


@dataclass(frozen=True)
class Principle:
    key: str
    name: str
    questions: tuple[Question, ...]


@cache
def principles() -> tuple[Principle, ...]:
    """Of data/sufficiency.toml: a proposal of this system, no office has confirmed it."""
    told = tomllib.loads((Path(__file__).parent / "data" / "sufficiency.toml").read_text(encoding="utf-8"))
    return tuple(
        Principle(each["key"], each["name"], tuple(Question(f"{each['key']}-{q['key']}", q["text"], q["hint"]) for q in each["questions"]))
        for each in told["principles"]
    )


def questions() -> dict[str, Question]:
    return {question.key: question for each in principles() for question in each.questions}


def unanswered(answers: Mapping[str, tuple[str, str]]) -> tuple[Question, ...]:
    """What is missing: no answer, or an answer without its reason. `answers`: question → (answer, reason)."""
    return tuple(question for key, question in questions().items() if not all(answers.get(key, ("", ""))))


# — planning together —


@dataclass(frozen=True)
class Work:
    """An activity. `resource`: the place, machine or people it needs, in words."""

    name: str
    kind: str
    starts: date
    ends: date
    resource: str = ""


@dataclass(frozen=True)
class Money:
    year: int
    baht: int
    comes_on: date | None = None  # None: nobody has said when


@dataclass(frozen=True)
class Planned:
    """A project as planning sees it. `id`: of its place in this version."""

    id: int
    name: str
    goal: int
    owner: str
    starts: date
    ends: date
    work: tuple[Work, ...] = ()
    money: tuple[Money, ...] = ()
    reaches: Mapping[str, int] = field(default_factory=dict)


OVERLAPS = {
    "same_work": (
        _("งานชนิดเดียวกัน เพื่อเป้าหมายเดียวกัน ในเวลาเดียวกัน: {a} กับ {b} ({what})"),
        _("ให้เจ้าของสองโครงการคุยกัน รวมเป็นกิจกรรมเดียว แบ่งพื้นที่หรือกลุ่มกันให้ชัด หรือเลื่อนให้ต่อกัน"),
    ),
    "same_resource": (
        _("ใช้ “{what}” พร้อมกัน: {a} กับ {b}"),
        _("จัดตารางใช้ร่วมกัน เลื่อนกิจกรรมหนึ่ง หรือหาทรัพยากรเพิ่มจากภาคี"),
    ),
}
HOLES = {
    "goal_alone": (_("เป้าหมาย “{what}” ยังไม่มีโครงการ"), _("เพิ่มยุทธศาสตร์และโครงการให้เป้าหมายนี้ หรือเลิกเป้าหมายพร้อมเหตุผล")),
    "year_without_money": (_("ปีงบประมาณ {year} ยังไม่มีงบประมาณ"), _("ใส่งบประมาณของปีนั้นในโครงการที่ยังทำอยู่ หรือปรับช่วงปีของพิมพ์เขียว")),
    "money_missing": (_("{a} ทำงานในปีงบประมาณ {year} แต่ไม่มีงบประมาณของปีนั้น"), _("ใส่งบประมาณของปีนั้น แม้เป็น 0 บาทถ้าใช้แรงหรือของที่มีอยู่")),
    "dimension_alone": (
        _("ยังไม่มีโครงการใดถึงครัวเรือนยากจนมิติ{what}"),
        _("ระบุครัวเรือนที่โครงการตั้งใจไปถึงในมิตินี้ หรือเพิ่มโครงการ"),
    ),
    "no_owner": (_("{a} ยังไม่มีเจ้าของ"), _("ตั้งหน่วยงานหรือคนในทีมเป็นเจ้าของโครงการ")),
    "before_money": (_("{a} เริ่ม {on} ก่อนเงินมา {money_on}"), _("เลื่อนวันเริ่ม หาเงินสำรองจ่าย หรือขอให้แหล่งเงินโอนเร็วขึ้น")),
    "no_work": (_("{a} ยังไม่มีกิจกรรม"), _("ใส่กิจกรรมพร้อมวันเริ่มและวันสิ้นสุด")),
    "outside": (_("{a} อยู่นอกช่วงปีของพิมพ์เขียว"), _("ปรับวันของโครงการให้อยู่ในช่วงปีของพิมพ์เขียว หรือปรับช่วงปี")),
}


@dataclass(frozen=True)
class Finding:
    """`values` fill the gaps of its words; dates stay dates, years CE, kinds and dimensions their keys, for the face to say."""

    kind: str
    projects: tuple[int, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)


def overlaps(projects: Sequence[Planned]) -> list[Finding]:
    """Between two projects. A pair is told once for each kind of work, and once for each resource."""
    found: dict[tuple[str, int, int, str], Finding] = {}
    for a, b in combinations(projects, 2):
        for one in a.work:
            for other in b.work:
                if not (one.starts <= other.ends and other.starts <= one.ends):
                    continue
                resource = thai.clean(one.resource)
                if a.goal == b.goal and one.kind == other.kind:
                    _add(found, "same_work", a, b, one.kind)
                if resource and resource.casefold() == thai.clean(other.resource).casefold():
                    _add(found, "same_resource", a, b, resource)
    return list(found.values())


def _add(found: dict[tuple[str, int, int, str], Finding], kind: str, a: Planned, b: Planned, what: str) -> None:
    found.setdefault((kind, a.id, b.id, what), Finding(kind, (a.id, b.id), {"a": a.name, "b": b.name, "what": what}))


def holes(goals: Mapping[int, str], projects: Sequence[Planned], first_year: int, last_year: int) -> list[Finding]:
    """`goals`: open ones, number → words."""
    aimed_at, years = {each.goal for each in projects}, range(first_year, last_year + 1)
    paid = {money.year for each in projects for money in each.money if money.baht}
    reached = {key for each in projects for key, homes in each.reaches.items() if homes}
    found = [Finding("goal_alone", (), {"what": words}) for number, words in goals.items() if number not in aimed_at]
    found += [Finding("year_without_money", (), {"year": year}) for year in years if year not in paid]
    found += [Finding("dimension_alone", (), {"what": key}) for key in DIMENSIONS if key not in reached]
    begins, ends = bounds(first_year)[0], bounds(last_year)[1]
    for each in projects:
        found += _holes_of(each, paid, begins, ends)
    return found


def _holes_of(project: Planned, paid: set[int], begins: date, ends: date) -> list[Finding]:
    found, told = [], {"a": project.name}
    if not project.owner:
        found.append(Finding("no_owner", (project.id,), told))
    if not project.work:
        found.append(Finding("no_work", (project.id,), told))
    if project.starts < begins or project.ends > ends:
        found.append(Finding("outside", (project.id,), told))
    has = {money.year for money in project.money}
    for year in range(fiscal_of(project.starts), fiscal_of(project.ends) + 1):
        if year not in has and year in paid:  # of a year without any, that itself is told
            found.append(Finding("money_missing", (project.id,), told | {"year": year}))
    first = [money.comes_on for money in project.money if money.comes_on and money.baht]
    if first and project.starts < min(first):
        found.append(Finding("before_money", (project.id,), told | {"on": project.starts, "money_on": min(first)}))
    return found


def who_does_what(projects: Sequence[tuple[int, Sequence[str]]]) -> dict[str, dict[int, int]]:
    """Organisation → goal → how many projects. `projects`: goal, and all who take part (a name twice counts once)."""
    found: dict[str, dict[int, int]] = {}
    for goal, names in projects:
        for name in dict.fromkeys(filter(None, names)):
            row = found.setdefault(name, {})
            row[goal] = row.get(goal, 0) + 1
    return found


def not_reached(poor: int | None, planned: int) -> int | None:
    """At least so many: plans may mean the same household twice. None where the poor are not known."""
    return None if poor is None else max(poor - planned, 0)
