"""What the pages of a survey of opinions show: names of waves and groups, how each question was answered, drawn and in a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc.files import tables
from nsc.poverty.small import HIDDEN
from nsc.tambon import opinion_results, opinions
from nsc.tambon import opinion_rules as rules
from nsc.tambon.opinion_results import Answered, Group, Line, Results
from nsc.tambon.opinions import Survey, Wave
from nsc.web import qr
from nsc.web.templatetags.figures import thaidate
from nsc.web.words import said

WIDTH = 1000  # of a bar, in units of its drawing
ROW, GAP = 56, 22


@dataclass(frozen=True)
class Segment:
    """Of a bar. `step`: 1 (least) to `of`."""

    x: str
    width: str
    middle: str
    step: int
    name: str
    count: int
    share: float
    label: str  # "" where there is no room


@dataclass(frozen=True)
class Bar:
    """One wave. `y`: where it is drawn; `mean` None of what has no scale."""

    wave: str
    n: int | None
    mean: float | None
    segments: tuple[Segment, ...]
    y: int
    is_hidden: bool


@dataclass(frozen=True)
class Moved:
    """`what`: whose share, "" of the mean; in points of the scale, or per cent points."""

    what: str
    value: float
    low: float
    high: float
    is_sure: bool
    is_share: bool


@dataclass(frozen=True)
class Told:
    number: int
    text: str
    kind: str
    audience: str
    options: tuple[str, ...]
    bars: tuple[Bar, ...]
    moved: tuple[Moved, ...]
    height: int
    is_scale: bool

    @property
    def has_any(self) -> bool:
        return any(each.segments for each in self.bars)


def wave_name(number: int) -> str:
    name, n = rules.wave_name(number)
    return _(name).format(n=n)


def address(token: str) -> str:
    return f"{settings.SITE}{reverse('opinion-answer', args=[token])}"


def code(token: str) -> qr.Drawn:
    return qr.drawn(address(token))


def groups(found: Results) -> list[tuple[str, str, int | None, bool]]:
    """Key, name, sheets, whether it is the one shown."""
    return [(each.key, _(each.name), each.sheets, each.key == found.group) for each in found.groups]


def lines(found: Results) -> list[Told]:
    return [_line(number, each) for number, each in enumerate(found.lines, start=1)]


def changed(found: Sequence[Results]) -> list[tuple[Survey, list[Told]]]:
    """For the page of results: the lines that can be compared."""
    return [(each.survey, [line for line in lines(each) if line.moved]) for each in found]


def _line(number: int, line: Line) -> Told:
    question = line.question
    options = tuple(_(word) for word in question.options)
    bars = tuple(_bar(each, options, place, question.kind in rules.LIKERT) for place, each in enumerate(line.waves))
    moved = tuple(_moved(question.kind, options, each) for each in line.changes)
    height = max(1, len(bars)) * (ROW + GAP)
    return Told(number, question.text, question.kind, question.audience, options, bars, moved, height, question.kind in rules.LIKERT)


def _bar(answered: Answered, options: Sequence[str], place: int, is_scale: bool) -> Bar:
    name, y = wave_name(answered.wave), place * (ROW + GAP) + GAP
    spread = answered.spread
    if spread is None:
        return Bar(name, HIDDEN if answered.is_hidden else None, None, (), y, answered.is_hidden)
    segments, left = [], 0.0
    for step, (option, count) in enumerate(zip(options, spread.counts, strict=True), start=1):
        width = WIDTH * count / spread.n
        share = 100 * count / spread.n
        label = f"{share:.0f}%" if share >= 7 else ""
        segments.append(Segment(f"{left:.1f}", f"{width:.1f}", f"{left + width / 2:.1f}", step, option, count, share, label))
        left += width
    return Bar(name, spread.n, spread.mean if is_scale else None, tuple(segments), y, False)


def _moved(kind: str, options: Sequence[str], change: opinion_results.Change) -> Moved:
    difference, is_share = change.difference, change.answer > 0
    times = 100 if is_share else 1
    values = (difference.value * times, difference.low * times, difference.high * times)
    return Moved(options[change.answer - 1] if is_share else "", *values, difference.is_sure, is_share)


# — as a file, and on paper —

HEADINGS = (
    gettext_lazy("กลุ่ม"),
    gettext_lazy("ข้อ"),
    gettext_lazy("คำถาม"),
    gettext_lazy("ครั้ง"),
    gettext_lazy("คำตอบ"),
    gettext_lazy("จำนวน"),
    gettext_lazy("ร้อยละ"),
    gettext_lazy("ผู้ตอบข้อนี้ (n)"),
    gettext_lazy("ค่าเฉลี่ย (1–5)"),
)


def table(found: Sequence[tuple[Group, Line]]) -> Iterator[tuple[tables.Cell, ...]]:
    """A row for each answer of each wave of each group."""
    numbers: dict[int, int] = {}
    for group, line in found:
        number = numbers.setdefault(line.question.id, len(numbers) + 1)
        for bar in _line(number, line).bars:
            head = (_(group.name), number, line.question.text, bar.wave)
            if bar.is_hidden:
                yield (*head, "", HIDDEN, None, HIDDEN, None)
            for each in bar.segments:
                mean = None if bar.mean is None else round(bar.mean, 2)
                yield (*head, each.name, each.count, round(each.share, 1), bar.n, mean)


def about(head, survey: Survey) -> list[tuple[str, str]]:
    return [
        (_("ตำบล"), head.title),
        (_("แบบสำรวจ"), survey.subject),
        (_("ครั้ง"), ", ".join(f"{wave_name(each.number)} {days(each)}" for each in survey.waves)),
        (_("จำนวนน้อย"), _("กลุ่มที่ตอบไม่ถึง 5 คน กลุ่มที่ไม่ถึง 20 คนและตอบเหมือนกันหมด และกลุ่มที่ใช้คำนวณกลับได้ แสดงเป็น “ปิด”")),
        (_("ข้อจำกัด"), _("ผู้ตอบก่อนและหลังไม่ใช่คนเดียวกัน ไม่ได้สุ่มเลือก จึงบอกไม่ได้ว่าอะไรเป็นเหตุ")),
    ]


def days(wave: Wave) -> str:
    return f"{thaidate(wave.opens_on)} – {thaidate(wave.closes_on)}"


def paper(head, survey: Survey, wave: Wave, group: str, places: Sequence[tuple[str, str]]) -> dict[str, object]:
    """For paper/templates/opinion_form.typ."""
    drawn = code(wave.token)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawn.size} {drawn.size}">'
        f'<rect width="{drawn.size}" height="{drawn.size}" fill="#fff"/><path d="{drawn.path}"/></svg>'
    )
    asked = [each for each in survey.questions if each.is_for(group)]
    questions = [{"text": each.text, "options": [_(word) for word in each.options], "scale": each.kind in rules.LIKERT} for each in asked]
    return {
        "tambon": head.title,
        "where": head.where,
        "subject": survey.subject,
        "purpose": said(rules.PURPOSES[survey.purpose]),
        "group": said(rules.GROUPS[group]),
        "wave": wave_name(wave.number),
        "until": thaidate(wave.closes_on),
        "place": _("หมู่บ้านของท่าน") if group == rules.VILLAGER else _("ประเภทหน่วยงาน"),
        "places": [name for _key, name in places] + [_("ไม่บอก")],
        "questions": questions,
        "svg": svg,
        "address": address(wave.token),
    }


def states() -> dict[str, str]:
    return {opinions.WAITING: _("ยังไม่เปิด"), opinions.OPEN: _("กำลังรับคำตอบ"), opinions.CLOSED: _("ปิดแล้ว")}
