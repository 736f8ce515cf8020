"""Frozen figures as their pages show them: the months and whose turn it is, the figures of one place in tables, two snapshots beside each
other."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nsc import thai
from nsc.access import scope
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.errors import Refused
from nsc.poverty.small import is_hidden
from nsc.secretariat import certified, figure_names, issuing
from nsc.secretariat.certified import Attested, Book, Compared, Difference, Month, Told, Value
from nsc.web.pages import Crumb
from nsc.web.words import said

FORM_NAMES = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel"}


@dataclass(frozen=True)
class Cell:
    value: float | None
    digits: int = 0


@dataclass(frozen=True)
class Row:
    name: str
    cells: tuple[Cell, ...]
    href: str = ""


@dataclass(frozen=True)
class Sheet:
    """A table: `heads` of the columns of numbers."""

    title: str
    first: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Part:
    key: str
    title: str
    sheets: tuple[Sheet, ...]

    @property
    def is_alone(self) -> bool:
        """Its one table needs no title of its own."""
        return len(self.sheets) == 1


@dataclass(frozen=True)
class MonthRow:
    month: date
    name: str
    href: str
    state: str
    tone: str
    next: str
    number: int  # of its newest snapshot; 0: not frozen


@dataclass(frozen=True)
class Change:
    name: str
    unit: str
    before: Cell
    after: Cell
    difference: float | None
    digits: int


# — the month in an address: 2569-01 —


def month_of(text: str) -> date | None:
    found = re.fullmatch(r"(\d{4})-(\d\d)", text, re.ASCII)
    if not found or not 1 <= int(found[2]) <= 12 or not 2443 <= int(found[1]) <= 9999:
        return None
    return date(thai.christian_year(int(found[1])), int(found[2]), 1)


def slug(month: date) -> str:
    return f"{thai.buddhist_year(month.year)}-{month:%m}"


def href(month: date) -> str:
    return reverse("certified-month", args=[slug(month)])


def mapped(told: Told) -> str:
    """How its indicators count in the dimensions."""
    words, since = figure_names.mapped(told.dimension_map)
    return said(words, {"day": thai.format_date(since)})


# — whose turn it is —


def state(told: Told | None) -> tuple[str, str]:
    """(where a month stands, tone)."""
    if told is None:
        return _("ยังไม่ตรึง"), ""
    if told.certified:
        return _("รับรองแล้ว"), "good"
    if told.confirmed:
        return _("อำเภอยืนยันแล้ว %(n)s จาก %(m)s") % {"n": len(told.confirmed), "m": told.amphoes}, ""
    return _("ตรึงแล้ว รออำเภอยืนยัน"), ""


def turn(told: Told | None, *, is_late: bool) -> str:
    """Who has to do what next."""
    if told is None:
        return _("ไม่ได้ตรึงไว้ ถ้าตรึงตอนนี้ สถานะของงานจะเป็นของวันนี้") if is_late else _("ศจพ.จ. ตรึงตัวเลขและออกรายงาน")
    if told.certified:
        return _("ไม่มีสิ่งที่ต้องทำ ออกรายงานได้ตลอด")
    waiting = told.amphoes - len(told.confirmed)
    if waiting:
        return ngettext("รออำเภออีก %(n)s แห่งยืนยัน", "รออำเภออีก %(n)s แห่งยืนยัน", waiting) % {"n": waiting}
    return _("เจ้าหน้าที่ ศจพ.จ. อีกคนหนึ่งรับรอง")


def row(found: Month, at: datetime) -> MonthRow:
    told, (word, tone) = found.newest, state(found.newest)
    called, now = certified.month_name(found.month), turn(told, is_late=certified.is_late(found.month, at))
    return MonthRow(found.month, called, href(found.month), word, tone, now, told.number if told else 0)


def centre(user) -> str:
    """The centre whose report this user issues: the province, or an amphoe; "" of none."""
    if scope.may(user, Permission.FIGURES_CERTIFY, settings.PROVINCE):
        return settings.PROVINCE
    return next((area for area in scope.areas(user, Permission.MEETING_KEEP) if len(area) == 4), "")


@dataclass(frozen=True)
class Desk:
    """The page of a month. `confirms`: the amphoe that this user may still confirm; `centre`: whose report they make."""

    month: date
    name: str
    slug: str
    told: Told | None
    snapshots: tuple[Told, ...]
    state: str
    tone: str
    turn: str
    steps: tuple[tuple[str, bool, bool], ...]  # (words, done, is now)
    attested: tuple[tuple[str, Attested], ...]  # (name of the amphoe or the province, who and when)
    waiting: tuple[str, ...]
    is_late: bool  # how things stand is of a day long after the month's end, or would be
    centre: str
    centre_name: str
    is_province: bool
    may_report: bool
    may_certify: bool
    is_second: bool  # neither froze nor confirmed
    may_correct: bool
    confirms: str
    confirms_name: str
    may_verify: bool
    parts: tuple[tuple[str, str], ...]


def desk(user, found: Month, at: datetime) -> Desk:
    told, own = found.newest, centre(user)
    is_province = own == settings.PROVINCE
    word, tone = state(told)
    is_late = told.is_late if told else certified.is_late(found.month, at)
    confirms = own if told and own and not is_province and all(each.area != own for each in told.attested) else ""
    return Desk(
        month=found.month,
        name=certified.month_name(found.month),
        slug=slug(found.month),
        told=told,
        snapshots=found.snapshots,
        state=word,
        tone=tone,
        turn=turn(told, is_late=is_late),
        steps=_steps(told),
        attested=tuple((places.place(each.area).title, each) for each in told.attested) if told else (),
        waiting=tuple(certified.unconfirmed(told.id)) if told else (),
        is_late=is_late,
        centre=own,
        centre_name=places.place(own).title if own else "",
        is_province=is_province,
        may_report=bool(own) and (told is not None or is_province),
        may_certify=bool(told and is_province and not told.certified),
        is_second=bool(told and user.pk not in told.hands),
        may_correct=bool(told and is_province),
        confirms=confirms,
        confirms_name=places.place(confirms).title if confirms else "",
        may_verify=scope.may(user, Permission.FIGURES_SEE, settings.PROVINCE),
        parts=tuple((key, said(name)) for key, name in figure_names.PARTS.items()),
    )


def _steps(told: Told | None) -> tuple[tuple[str, bool, bool], ...]:
    done = (bool(told), bool(told and (len(told.confirmed) == told.amphoes or told.certified)), bool(told and told.certified))
    words = (_("ตรึงตัวเลข"), _("อำเภอยืนยัน"), _("รับรอง"))
    now = done.index(False) if False in done else len(done)
    return tuple((word, is_done, place == now) for place, (word, is_done) in enumerate(zip(words, done, strict=True)))


# — papers of a month —


@dataclass(frozen=True)
class PaperRow:
    title: str
    form: str
    at: datetime
    by: str
    number: int  # of the snapshot it quotes
    is_anew: bool
    href: str
    is_kept: bool


def papers(user, found: Month) -> tuple[PaperRow, ...]:
    """What was issued of a month's frozen figures that this user may open."""
    numbers = {told.id: told.number for told in found.snapshots}
    return tuple(
        PaperRow(
            said(line.title),
            FORM_NAMES.get(line.form, line.form),
            line.at,
            line.by,
            numbers[line.snapshot],
            line.as_of is not None,
            reverse("documents-file", args=[line.number]),
            line.is_kept,
        )
        for line in issuing.lately(user, month=found.month)
        if line.snapshot in numbers
    )


# — the figures of one place —


def _cell(book: Book, key: str, area: str = "") -> Cell:
    return _of(key, book.of(key, area))


def _of(key: str, value: Value) -> Cell:
    """Satang are shown as baht."""
    is_money = key.endswith(".satang") or key.startswith("budget.")
    if value is None or is_hidden(value) or not is_money:
        return Cell(value)
    return Cell(value / 100, 2 if value % 100 else 0)


def name(key: str, of: str) -> tuple[str, str]:
    """(what a key is called, its unit) in the language of the page; what programmes and offices are called is left as it was frozen."""
    words, unit = figure_names.words(key, of)
    return " · ".join(word if word == of else said(word) for word in words if word), said(unit)


def parts(book: Book) -> tuple[Part, ...]:
    """The figures of the book's own place, part by part; a part of which nothing was counted, or nothing is told, is left out."""
    made = {
        "survey": (_survey(book), _dimensions(book)),
        "targets": (_targets(book), _targets_by_dimension(book)),
        "cases": (_listed(book, "cases", _("เคส"), [f"cases.{each}" for each in (*figure_names.CASE_NAMES, "late")]),),
        "needs": (_crossed(book, "needs", _("มิติ"), figure_names.DIMENSION_NAMES, figure_names.MET),),
        "visits": (_listed(book, "visits", _("การเยี่ยมบ้าน (ครั้ง)"), ["visits.year", "visits.month"]),),
        "referrals": (_named(book, "referrals", _("หน่วยงาน (เรื่อง)"), figure_names.REFERRED),),
        "help": (
            _listed(book, "given", _("ความช่วยเหลือที่ส่งมอบในเดือน"), ["given.times", "given.satang"]),
            _named(book, "help", _("ความช่วยเหลือในปีงบประมาณ"), {key: word for key, (word, _unit) in figure_names.GIVEN.items()}),
            _named(book, "budget", _("งบประมาณ (บาท)"), figure_names.BUDGET),
        ),
        "rights": (_named(book, "rights", _("สิทธิ (คน)"), figure_names.RIGHTS),),
    }
    found = ((key, tuple(each for each in sheets if each.rows)) for key, sheets in made.items())
    return tuple(Part(key, said(figure_names.PARTS[key]), sheets) for key, sheets in found if sheets)


def _survey(book: Book) -> Sheet:
    rows = [_single(book, key) for key in figure_names.SURVEY if key in book.keys]
    return Sheet(_("ผลสำรวจ"), _("รายการ"), (_("จำนวน"),), tuple(rows))


def _single(book: Book, key: str) -> Row:
    word, unit = name(key, book.keys[key])
    return Row(f"{word} ({unit})", (_cell(book, key),))


def _dimensions(book: Book) -> Sheet:
    told = [head for head in figure_names.BY_DIMENSION if f"{head}health" in book.keys]
    columns = tuple(f"{said(word)} ({said(unit)})" for word, unit in (figure_names.BY_DIMENSION[head] for head in told))
    rows = [_dimension(book, each, told) for each in figure_names.DIMENSIONS] if told else []
    return Sheet(_("ห้ามิติ"), _("มิติ"), columns, tuple(rows))


def _dimension(book: Book, key: str, heads: list[str]) -> Row:
    return Row(said(figure_names.DIMENSION_NAMES[key]), tuple(_cell(book, f"{head}{key}") for head in heads))


def _targets(book: Book) -> Sheet:
    groups = [group for group in figure_names.GROUPS if f"work.{group}.targets" in book.keys]
    heads = ("work", *(f"work.{group}" for group in groups))
    rows = [
        Row(said(word), tuple(_cell(book, f"{head}.{step}") for head in heads))
        for step, word in figure_names.STEPS.items()
        if f"work.{step}" in book.keys
    ]
    if groups:
        rows += [
            Row(f"{said(word)} ({said(unit)})", (Cell(None), *(_cell(book, f"certified.{group}.{each}") for group in groups)))
            for each, (word, unit) in figure_names.CERTIFIED.items()
        ]
    named = (_("ทุกกลุ่ม"), *(said(figure_names.GROUPS[group]) for group in groups))
    return Sheet(_("บัญชีเป้าหมายของปีงบประมาณ"), _("ครัวเรือน"), named, tuple(rows))


def _targets_by_dimension(book: Book) -> Sheet:
    steps = ("targets", "helped", "out_of_poverty", "overdue")
    rows = [
        Row(said(figure_names.DIMENSION_NAMES[each]), tuple(_cell(book, f"dimension.{each}.{step}") for step in steps))
        for each in figure_names.DIMENSIONS
        if f"dimension.{each}.targets" in book.keys
    ]
    return Sheet(_("ครัวเรือนเป้าหมายตามมิติที่ตกเกณฑ์"), _("มิติ"), tuple(said(figure_names.STEPS[step]) for step in steps), tuple(rows))


def _listed(book: Book, head: str, title: str, keys: Iterable[str]) -> Sheet:
    return Sheet(title, _("รายการ"), (_("จำนวน"),), tuple(_single(book, key) for key in keys if key in book.keys))


def _crossed(book: Book, head: str, first: str, names: dict[str, str], columns: dict[str, str]) -> Sheet:
    rows = [
        Row(said(word), tuple(_cell(book, f"{head}.{key}.{column}") for column in columns))
        for key, word in names.items()
        if any(f"{head}.{key}.{column}" in book.keys for column in columns)
    ]
    return Sheet(said(figure_names.PARTS.get(head, "")), first, tuple(said(word) for word in columns.values()), tuple(rows))


def _named(book: Book, head: str, first: str, columns: dict[str, str]) -> Sheet:
    """A line for each programme or office of which the place has anything."""
    tail = f".{next(iter(columns))}"
    rows = []
    for key, word in sorted(book.among(head, tail), key=lambda each: each[1]):
        cells = tuple(_cell(book, f"{head}.{key}.{column}") for column in columns)
        if any(cell.value != 0 for cell in cells):
            rows.append(Row(word, cells))
    return Sheet(first, first, tuple(said(word) for word in columns.values()), tuple(rows))


def crumbs(told: Told, book: Book) -> tuple[Crumb, ...]:
    codes = [book.area[:digits] for digits in (2, 4, 6, 8) if digits <= len(book.area)]
    return tuple(Crumb(places.place(code).title, of_area(told, code)) for code in codes)


def of_area(told: Told, code: str, key: str = "") -> str:
    return f"{reverse('certified-one', args=[told.id])}?area={code}" + (f"&figure={key}" if key else "")


def options(book: Book, chosen: str) -> Iterator[tuple[str, tuple[tuple[str, str, bool], ...]]]:
    """(part, its figures to show areas by): (key, words, chosen). What is by programme or office is long and left out."""
    by_part: dict[str, list[tuple[str, str, bool]]] = {}
    for key, of in book.keys.items():
        if not of:
            word, unit = name(key, of)
            by_part.setdefault(certified.part_of(key), []).append((key, f"{word} ({unit})", key == chosen))
    for part, title in figure_names.PARTS.items():
        if part in by_part:
            yield said(title), tuple(by_part[part])


def by_area(told: Told, book: Book, key: str) -> Sheet:
    word, unit = name(key, book.keys[key])
    rows = [Row(book.names[code], (_cell(book, key, code),), of_area(told, code, key)) for code in book.below]
    rows.append(Row(_("รวม"), (_cell(book, key),)))
    return Sheet(f"{word} ({unit})", _("พื้นที่"), (unit,), tuple(rows))


# — two snapshots —


def changes(found: Compared) -> tuple[tuple[str, tuple[Change, ...]], ...]:
    """(part, what differs in it) of the place itself."""
    by_part: dict[str, list[Change]] = {}
    for each in found.lines:
        if each.area == found.area:
            by_part.setdefault(certified.part_of(each.key), []).append(_change(each))
    return tuple((said(title), tuple(by_part[key])) for key, title in figure_names.PARTS.items() if key in by_part)


def _change(each: Difference) -> Change:
    word, unit = name(each.key, each.name)
    before, after = _of(each.key, each.before), _of(each.key, each.after)
    change = None if before.value is None or after.value is None else after.value - before.value
    return Change(word, unit, before, after, change, max(before.digits, after.digits))


def below(found: Compared) -> tuple[tuple[str, str, int], ...]:
    """(code, name, how many figures differ) of the areas just below."""
    counts: dict[str, int] = {}
    for each in found.lines:
        if each.area != found.area:
            counts[each.area] = counts.get(each.area, 0) + 1
    return tuple((code, found.names[code], number) for code, number in counts.items())


def label(told: Told) -> str:
    return _("%(month)s ฉบับที่ %(number)s") % {"month": certified.month_name(told.month), "number": told.number}


def chosen_figure(book: Book, asked: str) -> str:
    """What areas are shown by: what was asked for, where it is told."""
    if asked and asked not in book.keys:
        raise Refused(_("ไม่มีรายการนี้ในตัวเลขชุดนี้ โปรดเลือกจากรายการ"))
    return asked or next(key for key in ("poor_households", *book.keys) if key in book.keys)
