"""What the system already knows of a tambon that has begun, for its profile: people, poverty, needs, help, livelihood, each figure with
its definition, year and source; beside its amphoe, the province and the tambon most like it.

Its team sees figures only, so small numbers are kept back from who may not see households there (poverty.small); what is closed for a
year is kept as such a reader sees it. The rates of the amphoe, the province and of similar tambon are sums that are published anyway and
are shown to whoever may read the tambon's profile, with small numbers kept back from everybody.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from nsc import thai
from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import codes, places
from nsc.casework import needs
from nsc.errors import _
from nsc.poverty import small, stages
from nsc.poverty.tally import Tally
from nsc.poverty.union import DIMENSIONS
from nsc.reports import local_work, money, needed
from nsc.reports.place import Here, here
from nsc.surveys import responses, tallies
from nsc.surveys.models import Member
from nsc.tambon import initiatives, profile_rules, profile_years
from nsc.tambon.profile_rules import Likeness
from nsc.tambon.profile_years import Closed, Figure

PEOPLE, POVERTY, NEEDS, HELP, LIVELIHOOD = "people", "poverty", "needs", "help", "livelihood"
GROUPS = {
    PEOPLE: _("คนและครัวเรือน"),
    POVERTY: _("ความยากจน"),
    NEEDS: _("ความต้องการ"),
    HELP: _("บริการและความช่วยเหลือ"),
    LIVELIHOOD: _("อาชีพและรายได้"),
}
RATES = {
    "poverty": _("คนจน MPI ต่อคนที่สำรวจ"),
    "health": _("ตกมิติสุขภาพ"),
    "living": _("ตกมิติความเป็นอยู่"),
    "education": _("ตกมิติการศึกษา"),
    "income": _("ตกมิติรายได้"),
    "access": _("ตกมิติการเข้าถึงบริการรัฐ"),
}
SURVEY, CASEWORK = _("ข้อมูลสำรวจในระบบนี้ (จปฐ./TPMAP)"), _("งานรายครัวเรือนในระบบนี้")
PERSONS, HOMES, PER_CENT, BAHT = _("คน"), _("ครัวเรือน"), _("ร้อยละ"), _("บาท")
DEFINED = {
    "surveyed": _("คนในครัวเรือนที่สำรวจ นับทุกคน"),
    "mpi": _("คนในครัวเรือนที่ตกอย่างน้อยหนึ่งมิติ นับตาม TPMAP"),
    "target": _("คนจน MPI ที่ผ่านการตรวจสอบสิทธิสวัสดิการแห่งรัฐ"),
    "dimension": _("คนในครัวเรือนที่ตกมิตินั้น ครัวเรือนหนึ่งตกได้หลายมิติ"),
    "need": _("ความต้องการที่บันทึกในเคส นับเป็นรายการ ไม่ใช่คน"),
    "help": _("ความช่วยเหลือที่ส่งมอบแล้วในปีงบประมาณ"),
    "occupation": _("อาชีพหลักที่ตอบในแบบสำรวจ หกอาชีพที่มีคนมากที่สุด"),
    "money": _("เฉลี่ยต่อครัวเรือนที่ตอบข้อนี้"),
}
OCCUPATIONS = 6
TAMBON = codes.LENGTH[codes.TAMBON]


@dataclass(frozen=True)
class Compared:
    """One rate, per cent of people, of a tambon and of those above it. None: not known or, of the tambon where `is_hidden`, too small."""

    key: str
    name: str
    values: tuple[float | None, ...]  # the tambon, its amphoe, the province
    is_hidden: bool


@dataclass(frozen=True)
class Alike:
    """`rates`: per cent by RATES, None where hidden or not known."""

    code: str
    name: str
    amphoe: str
    people: int
    rates: tuple[float | None, ...]
    why: Likeness


@dataclass(frozen=True)
class Filled:
    """`year`: of the survey (CE). `programmes`: names of what was delivered in the fiscal year, that of most baht first."""

    year: int
    figures: tuple[Figure, ...]
    compared: tuple[Compared, ...]
    alike: tuple[Alike, ...]
    programmes: tuple[str, ...]

    def of(self, group: str) -> tuple[Figure, ...]:
        return tuple(each for each in self.figures if each.group == group)


def of(user: User, *, at: datetime, area: str) -> Filled:
    """A fixed number of queries, whatever the tambon. OutOfSight where it has not begun."""
    initiatives.seen(user, area)
    return _filled(user, at, area, sees=scope.may(user, Permission.HOUSEHOLD_SEE, area))


def _filled(user: User, at: datetime, area: str, *, sees: bool) -> Filled:
    found = here(user, Permission.FIGURES_SEE, area=area)
    work = local_work.of(user, at=at, year=thai.fiscal_year(timezone.localdate(at)) - 543, area=area)
    known = tallies.patterns_of(found.round, digits=TAMBON)
    own = known.get(area) or Tally.empty(0)
    figures = (*_people(found, own, sees), *_poverty(found, own, sees), *_needs(user, area, at, sees), *_help(work, sees))
    return Filled(
        year=found.round.survey_year,
        figures=(*figures, *_livelihood(found, sees)),
        compared=_compared(area, known, sees),
        alike=_alike(area, known),
        programmes=tuple(line.name for line in work.help if line.name),
    )


def close(*, by: User, at: datetime, area: str, year: int) -> Closed:
    """The figures of today become those of the year (CE), with small numbers hidden from all."""
    initiatives.held(by, area)
    return profile_years.close(by=by, at=at, area=area, year=year, figures=_filled(by, at, area, sees=False).figures)


# — what fills itself —


def _figure(group: str, key: str, name: str, unit: str, value: float | None, year: int, definition: str, source: str, digits: int = 0):
    is_hidden = isinstance(value, small.Hidden)
    kept = None if is_hidden or value is None else float(value)
    return Figure(group, f"{group}.{key}", name, unit, kept, digits, is_hidden, year, definition, source)


def _people(at: Here, own: Tally, sees: bool) -> Iterator[Figure]:
    year = at.round.survey_year
    told = {"year": year, "definition": DEFINED["surveyed"], "source": SURVEY}
    yield _figure(PEOPLE, "households", _("ครัวเรือนที่สำรวจ"), HOMES, own.households, **told)
    yield _figure(PEOPLE, "members", _("คนที่สำรวจ"), PERSONS, own.members, **told)
    sexes: Counter[int] = Counter()
    ages: Counter[int] = Counter()
    for row in tallies.stages_of(at.round, at.area, at.authority_id):
        sexes[row.sex] += row.members
        ages[row.stage] += row.members
    parts = tuple if sees else small.parts
    men, women, _unknown = parts([sexes[Member.Sex.MALE], sexes[Member.Sex.FEMALE], sexes[Member.Sex.UNKNOWN]])
    yield _figure(PEOPLE, "men", _("ชาย"), PERSONS, men, **told)
    yield _figure(PEOPLE, "women", _("หญิง"), PERSONS, women, **told)
    counted = parts([ages[number] for number in range(len(stages.LIFE_STAGES) + 1)])
    for number, stage in enumerate(stages.LIFE_STAGES, start=1):
        yield _figure(PEOPLE, f"stage_{stage.code}", stage.name, PERSONS, counted[number], **told)


def _poverty(at: Here, own: Tally, sees: bool) -> Iterator[Figure]:
    year = at.round.survey_year
    for key, name, count, definition in (
        ("mpi", _("คนจน MPI"), own.mpi_poor, DEFINED["mpi"]),
        ("target", _("คนจนเป้าหมาย"), own.target_poor, DEFINED["target"]),
        *((name, RATES[name], own.mpi(name), DEFINED["dimension"]) for name in DIMENSIONS),
    ):
        shown = count if sees or not small.is_small((count, own.members)) else small.HIDDEN
        yield _figure(POVERTY, key, name, PERSONS, shown, year, definition, SURVEY)
    rate, before = _rate(own, "poverty", sees), None
    yield _figure(POVERTY, "rate", _("อัตราคนจน MPI"), PER_CENT, rate, year, DEFINED["mpi"], SURVEY, 2)
    if at.before:
        then = tallies.patterns_of(at.before, digits=at.digits, within=at.area).get(at.area)
        before = _rate(then, "poverty", sees) if then else None
    change = rate - before if _is_known(rate) and _is_known(before) else None
    yield _figure(POVERTY, "change", _("เปลี่ยนจากรอบก่อน"), _("จุดร้อยละ"), change, year, DEFINED["mpi"], SURVEY, 2)


def _needs(user: User, area: str, at: datetime, sees: bool) -> Iterator[Figure]:
    found, said = needed.counts(user, area=area), (lambda count: count) if sees else small.one
    for state, name in ((needs.UNMET, _("ความต้องการที่ยังไม่ได้รับ")), (needs.MET, _("ความต้องการที่ได้รับแล้ว"))):
        count = said(found.total(state=state))
        yield _figure(NEEDS, state, name, _("รายการ"), count, timezone.localdate(at).year, DEFINED["need"], CASEWORK)


def _help(work: local_work.Work, sees: bool) -> Iterator[Figure]:
    told = {"year": work.year, "definition": DEFINED["help"], "source": CASEWORK}
    helped = work.helped_households if sees else small.one(work.helped_households)
    yield _figure(HELP, "households", _("ครัวเรือนที่ได้รับความช่วยเหลือ"), HOMES, helped, **told)
    baht = small.HIDDEN if isinstance(helped, small.Hidden) else float(work.delivered)
    yield _figure(HELP, "baht", _("มูลค่าที่ส่งมอบ"), BAHT, baht, **told)
    yield _figure(HELP, "programmes", _("โครงการและสวัสดิการที่ส่งมอบ"), _("โครงการ"), sum(1 for line in work.help if line.name), **told)
    yield _figure(HELP, "offices", _("หน่วยงานที่ทำงานในตำบล"), _("แห่ง"), len(work.offices), **told)


def _livelihood(at: Here, sees: bool) -> Iterator[Figure]:
    year = at.round.survey_year
    rows = Member.objects.filter(responses.live(at.round, prefix="response__"), places.within(at.place.code, "response__area_code"))
    counted = rows.exclude(occupation="").order_by().values_list("occupation").annotate(n=Count("pk"))
    most = sorted(counted, key=lambda row: (-row[1], row[0]))[:OCCUPATIONS]
    said = (lambda count: count) if sees else small.one
    for number, (occupation, people) in enumerate(most):
        yield _figure(LIVELIHOOD, f"occupation_{number}", occupation, PERSONS, said(people), year, DEFINED["occupation"], SURVEY)
    for line in money.lines(at):
        if money.group(line.item) in ("income", "debt"):
            mean = line.mean if sees or not small.is_small((line.answered, None)) else small.HIDDEN
            unit = money.GROUPS[money.group(line.item)][1]
            yield _figure(LIVELIHOOD, line.item, line.name, unit, mean, year, DEFINED["money"], SURVEY)


# — beside others —


def _rate(tally: Tally, key: str, sees: bool = False) -> float | None:
    """Per cent of people; small.HIDDEN where the count behind it is too small."""
    count = tally.mpi_poor if key == "poverty" else tally.mpi(key)
    if not tally.members:
        return None
    return 100 * count / tally.members if sees or not small.is_small((count, tally.members)) else small.HIDDEN


def _is_known(rate: float | None) -> bool:
    return rate is not None and not isinstance(rate, small.Hidden)


def _compared(area: str, known: dict[str, Tally], sees: bool) -> tuple[Compared, ...]:
    own = known.get(area) or Tally.empty(0)
    above = [_sum(tally for code, tally in known.items() if code.startswith(within)) for within in (area[:4], area[:2])]
    lines = []
    for key, name in RATES.items():
        rates = [_rate(own, key, sees), *(_rate(tally, key) for tally in above)]
        is_hidden = isinstance(rates[0], small.Hidden)
        lines.append(Compared(key, name, tuple(rate if _is_known(rate) else None for rate in rates), is_hidden))
    return tuple(lines)


def _sum(found: Iterator[Tally]) -> Tally:
    return sum(found, Tally.empty(0))


def _alike(area: str, known: dict[str, Tally]) -> tuple[Alike, ...]:
    features = {}
    for code, tally in known.items():
        rates = {key: 100 * (tally.mpi_poor if key == "poverty" else tally.mpi(key)) / tally.members for key in RATES if tally.members}
        if rates and (told := profile_rules.features(tally.members, rates)):
            features[code] = told
    return tuple(
        Alike(
            code=each.code,
            name=places.place(each.code).title,
            amphoe=places.place(each.code[:4]).title,
            people=known[each.code].members,
            rates=tuple(rate if _is_known(rate) else None for rate in (_rate(known[each.code], key) for key in RATES)),
            why=each,
        )
        for each in profile_rules.similar(area, features)
    )
