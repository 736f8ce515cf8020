"""Everything that has changed how numbers are made, with its day: read from the dated tables and the data files themselves, so that nothing
has to be written down twice. No secret: whoever sees a number may see by what rule it was counted."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from nsc import thai
from nsc.access.models import Assignment
from nsc.access.roles import ROLES
from nsc.casework import deadlines, roads, rules
from nsc.casework.models import CaseDays, Criteria, Measure, OwnHoliday
from nsc.errors import _
from nsc.poverty import priority, stages
from nsc.poverty.union import DIMENSIONS
from nsc.surveys import sets
from nsc.surveys.models import DimensionMap, IndicatorSet, Round
from nsc.welfare.models import Programme, Terms

KINDS = {
    "sets": _("ชุดตัวชี้วัด"),
    "maps": _("การจัดตัวชี้วัดเข้ามิติ"),
    "thresholds": _("เกณฑ์รายได้"),
    "priority": _("ลำดับความเร่งด่วน"),
    "stages": _("ช่วงวัย"),
    "criteria": _("เกณฑ์ครัวเรือนเปราะบาง"),
    "days": _("จำนวนวันทำการ"),
    "holidays": _("วันหยุดของจังหวัด"),
    "programmes": _("เกณฑ์ของโครงการ"),
    "menu": _("เมนูแก้จน"),
}
CRITERIA = {
    "income_limit": _("รายได้เฉลี่ยไม่เกิน (บาทต่อคนต่อปี)"),
    "child_until": _("เด็กอายุถึง (ปี)"),
    "elderly_from": _("ผู้สูงอายุตั้งแต่ (ปี)"),
    "few_dependants": _("ผู้พึ่งพิงที่นับเป็นระดับ 2 (คน)"),
}
UPWARD = _("ผู้ที่รับเรื่องส่งขึ้น")
TERMS = {
    "age_from": _("อายุตั้งแต่ (ปี)"),
    "age_until": _("อายุถึง (ปี)"),
    "needs_disability": _("ต้องเป็นผู้พิการ"),
    "needs_card": _("ต้องมีบัตรสวัสดิการแห่งรัฐ"),
    "income_limit": _("รายได้ไม่เกิน (บาทต่อคนต่อปี)"),
    "fails_indicator": _("ตกเกณฑ์ตัวชี้วัดข้อ"),
    "amounts": _("จำนวนเงินตามอายุ"),
    "with_card": _("จำนวนเงินของผู้มีบัตร"),
    "is_ceiling": _("เป็นเพดาน"),
}


@dataclass(frozen=True)
class Part:
    """What of it changed: a msgid, and the value before ("" : there was none) and after."""

    name: str
    before: object
    after: object


@dataclass(frozen=True)
class Change:
    """`on`: in force from that day; None where no day is known. `title`: a msgid with gaps `values`. `roles`: msgids of the roles that
    whoever set it held on that day; empty where it came with the system."""

    on: date | None
    kind: str
    title: str
    values: Mapping[str, object] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    source: str = ""
    is_official: bool | None = None  # None: nobody needs to publish such a thing
    roles: tuple[str, ...] = ()


def every(kind: str = "") -> tuple[Change, ...]:
    """Newest first; what has no day stands last. `kind`: one of KINDS, or all. Thirteen queries."""
    made = {
        "sets": _sets, "maps": _maps, "thresholds": _thresholds, "priority": _priority, "stages": _stages, "criteria": _criteria,
        "days": _days, "holidays": _holidays, "programmes": _programmes, "menu": _menu,
    }  # fmt: skip
    chosen = [made[kind]] if kind in made else made.values()
    found = [change for each in chosen for change in each()]
    return tuple(sorted(found, key=lambda change: (change.on is not None, change.on or date.min), reverse=True))


# — with the questionnaire —


def _sets() -> Iterator[Change]:
    known = list(IndicatorSet.objects.order_by("from_year"))
    for before, row in zip([None, *known], known, strict=False):
        parts = (Part(_("จำนวนตัวชี้วัด"), before.size if before else "", row.size),)
        yield Change(date(row.from_year, 1, 1), "sets", _("ชุดตัวชี้วัด พ.ศ. {code} เริ่มใช้"), {"code": row.code}, parts, is_official=True)


def _maps() -> Iterator[Change]:
    by_set: dict[str, list[DimensionMap]] = defaultdict(list)
    for row in DimensionMap.objects.prefetch_related("entries").order_by("indicator_set", "valid_from", "pk"):
        by_set[row.indicator_set_id].append(row)
    for code, rows in by_set.items():
        for before, row in zip([None, *rows], rows, strict=False):
            was, now = _numbers(before), _numbers(row)
            parts = tuple(Part(name, was.get(name, ""), now[name]) for name in DIMENSIONS if was.get(name, "") != now[name])
            title = _("จัดตัวชี้วัดชุด พ.ศ. {code} เข้า 5 มิติ")
            yield Change(row.valid_from, "maps", title, {"code": code}, parts, row.source, row.status == DimensionMap.Status.OFFICIAL)


def _numbers(row: DimensionMap | None) -> dict[str, str]:
    if row is None:
        return {}
    entries = sorted((each.number, each.dimension) for each in row.entries.all())
    return {name: ", ".join(str(number) for number, of in entries if of == name) for name in DIMENSIONS}


def _thresholds() -> Iterator[Change]:
    """Where the amount differs from the survey year before."""
    last = None
    for year, baht, source in sets.thresholds():
        if baht != last:
            parts = (Part(_("บาทต่อคนต่อปี"), last if last is not None else "", baht),)
            title = _("เกณฑ์รายได้ตั้งแต่รอบ จปฐ. {year}")
            yield Change(date(year, 1, 1), "thresholds", title, {"year": thai.buddhist_year(year)}, parts, source)
        last = baht


# — ours —


def _priority() -> Iterator[Change]:
    """The versions that rounds were ranked by, from the first of them on; and those of persons, issues and areas, which bear no day."""
    used: dict[str, int] = {}
    for year, version in Round.objects.order_by("survey_year").values_list("survey_year", "priority_version"):
        used.setdefault(version, year)
    for version, year in used.items():
        title = _("จัดลำดับครัวเรือนด้วยเกณฑ์รุ่น {version} ตั้งแต่รอบ จปฐ. {year}")
        yield Change(date(year, 1, 1), "priority", title, {"version": version, "year": thai.buddhist_year(year)}, is_official=False)
    for name, weights in (
        (_("จัดลำดับบุคคลด้วยเกณฑ์รุ่น {version}"), priority.PERSONS),
        (_("จัดลำดับตัวชี้วัดและปัญหาด้วยเกณฑ์รุ่น {version}"), priority.ISSUES),
        (_("จัดลำดับพื้นที่ด้วยเกณฑ์รุ่น {version}"), priority.AREAS),
    ):
        yield Change(None, "priority", name, {"version": weights.version}, is_official=False)


def _stages() -> Iterator[Change]:
    parts = tuple(
        Part(each.name, "", f"{each.bounds[0]}–{each.age_max}" if each.age_max else f"{each.bounds[0]}+") for each in stages.LIFE_STAGES
    )
    yield Change(None, "stages", _("ขอบเขตอายุของช่วงวัย"), {}, parts, is_official=False)


def _criteria() -> Iterator[Change]:
    rows = list(Criteria.objects.order_by("valid_from"))
    roles = _roles([(row.by_id, row.at) for row in rows])
    before: Mapping[str, object] = rules.DEFAULT_CRITERIA
    for row, held in zip(rows, roles, strict=True):
        now = {name: getattr(row, name) for name in CRITERIA}
        yield Change(
            row.valid_from, "criteria", _("เกณฑ์ครัวเรือนเปราะบาง"), {}, _differing(CRITERIA, before, now), row.source, row.is_official, held
        )
        before = now


def _days() -> Iterator[Change]:
    rows = list(CaseDays.objects.order_by("valid_from"))
    names = {**{state: roads.CASE_NAMES[state] for state in deadlines.STATES}, "upward": UPWARD}
    before: Mapping[str, object] = {**roads.WORKING_DAYS, "upward": roads.UPWARD_DAYS}
    for row, held in zip(rows, _roles([(row.by_id, row.at) for row in rows]), strict=True):
        now = {name: getattr(row, name) for name in names}
        yield Change(row.valid_from, "days", _("จำนวนวันทำการของแต่ละขั้น"), {}, _differing(names, before, now), row.source, None, held)
        before = now


def _holidays() -> Iterator[Change]:
    rows = list(OwnHoliday.objects.order_by("on"))
    for row, held in zip(rows, _roles([(row.by_id, row.at) for row in rows]), strict=True):
        yield Change(row.on, "holidays", _("วันหยุดของจังหวัด: {name}"), {"name": row.name}, roles=held)


def _programmes() -> Iterator[Change]:
    """Terms beside those before them; and programmes that ended."""
    rows = list(Terms.objects.select_related("programme").order_by("programme", "valid_from"))
    roles = _roles([(row.by_id, row.at) for row in rows])
    last: Terms | None = None
    for row, held in zip(rows, roles, strict=True):
        before = last if last and last.programme_id == row.programme_id else None
        was = {name: _said(getattr(before, name)) for name in TERMS} if before else dict.fromkeys(TERMS, "")
        parts = _differing(TERMS, was, {name: _said(getattr(row, name)) for name in TERMS})
        yield Change(
            row.valid_from, "programmes", _("เกณฑ์ของ “{name}”"), {"name": row.programme.name}, parts, row.source, row.is_official, held
        )
        last = row
    for name, on in Programme.objects.exclude(closed_on=None).values_list("name", "closed_on"):
        yield Change(on, "programmes", _("ปิด “{name}”"), {"name": name})


def _menu() -> Iterator[Change]:
    """By day, source and whether it is official: the menu that came with the system is one change, not a hundred."""
    added: dict[tuple, set[str]] = defaultdict(set)
    ended: dict[date, set[str]] = defaultdict(set)
    for row in Measure.objects.values_list("valid_from", "valid_until", "title", "source", "is_official"):
        added[row[0], row[3], row[4]].add(row[2])
        if row[1]:
            ended[row[1] + timedelta(days=1)].add(row[2])
    for (on, source, is_official), titles in added.items():
        yield Change(
            on, "menu", *_counted(titles, _("เพิ่มมาตรการ “{name}”"), _("เพิ่มมาตรการ {n} รายการ")), source=source, is_official=is_official
        )
    for on, titles in ended.items():
        yield Change(on, "menu", *_counted(titles, _("เลิกใช้มาตรการ “{name}”"), _("เลิกใช้มาตรการ {n} รายการ")))


def _counted(titles: set[str], one: str, many: str) -> tuple[str, dict[str, object]]:
    return (one, {"name": min(titles)}) if len(titles) == 1 else (many, {"n": len(titles)})


# — between two —


def _differing(names: Mapping[str, str], before: Mapping[str, object], now: Mapping[str, object]) -> tuple[Part, ...]:
    return tuple(Part(name, before[key], now[key]) for key, name in names.items() if before[key] != now[key])


def _said(value: object) -> object:
    """True, a number or a text; nothing for what asks nothing."""
    return "" if value in (None, False) else value


def _roles(set_by: Sequence[tuple[int | None, object]]) -> list[tuple[str, ...]]:
    """The roles that each held when it was set (user, moment); the office of the operator stands for the command line. One query."""
    users = {user for user, _at in set_by if user}
    held: dict[int, list[Assignment]] = defaultdict(list)
    for row in Assignment.objects.filter(user__in=users, role__in=ROLES).order_by("role") if users else ():
        held[row.user_id].append(row)
    return [tuple(dict.fromkeys(ROLES[row.role].name for row in _in_force(held.get(user or 0, ()), at))) for user, at in set_by]


def _in_force(rows: Iterable[Assignment], at) -> list[Assignment]:
    day = timezone.localdate(at)
    return [
        row
        for row in rows
        if row.valid_from <= day and (row.valid_until is None or day <= row.valid_until) and (row.ended_at is None or at < row.ended_at)
    ]
