"""Ranked lists and the file of one household (reports.ranked, persons, household) as their pages show them."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_noop
from django.utils.translation import gettext as _

from nsc import thai
from nsc.access import scope
from nsc.access.roles import Permission
from nsc.areas import boundaries, codes, places
from nsc.poverty import priority, stages
from nsc.poverty.union import DIMENSIONS as KEYS
from nsc.reports import household, money, persons, ranked
from nsc.reports.household import File, Resident, Year
from nsc.surveys import sets
from nsc.surveys.tallies import PROBLEMS
from nsc.web import context, pages, residents, watch
from nsc.web.context import Lens, Told
from nsc.web.dimensions import BY_KEY, DIMENSIONS
from nsc.web.templatetags.figures import n
from nsc.web.words import reason, said

REASONS = 4
COMMON = {priority.CLOSED} | {factor.label for factor in priority.HOUSEHOLDS.factors if factor.code in ("poor", *KEYS)}
BECAME = {  # as the overview says it
    "fell": gettext_noop("ตกเกณฑ์ใหม่"),
    "stayed": gettext_noop("ยังตกเกณฑ์ทั้งสองรอบ"),
    "new": gettext_noop("ครัวเรือนใหม่ที่ตกเกณฑ์"),
}
SEX = {1: gettext_noop("ชาย"), 2: gettext_noop("หญิง")}


def households_page(user, told: Told, found: ranked.Ranked, chosen: Lens, page: int) -> pages.Households:
    asked, at = found.asked, found.here
    keep = {"dimension": asked.dimension, "issue": asked.issue, "pattern": asked.pattern, "number": asked.number}
    keep["became"] = asked.became
    return pages.Households(
        bar=context.bar(user, told, at, chosen, chips=_chips(told, asked, at.set, keep), **keep),
        rows=tuple(_household_row(line, told, at) for line in found.lines),
        total=found.total,
        first=found.first,
        filters=tuple(
            pages.Choice(
                str(each.name),
                told.href(**keep | {"dimension": "" if asked.dimension == each.key else each.key}),
                asked.dimension == each.key,
            )
            for each in DIMENSIONS
        ),
        earlier=told.href(**keep, page=page - 1) if found.first > 1 else "",
        later=told.href(**keep, page=page + 1) if found.first + len(found.lines) - 1 < found.total else "",
        rule=_rule(found.version),
        tabs=() if ranked.sees_only_handed(user) else tabs(told, is_persons=False),
        has_names=found.has_names,
    )


def tabs(told: Told, *, is_persons: bool) -> tuple[pages.Choice, ...]:
    return (
        pages.Choice(_("ครัวเรือน"), told.href("households"), not is_persons),
        pages.Choice(_("รายบุคคล"), told.href("persons"), is_persons),
    )


def _rule(version: str) -> str:
    return _("เกณฑ์ความเร่งด่วนรุ่น %(version)s (%(status)s)") % {"version": version, "status": context.PROPOSED}


def _chips(told: Told, asked: ranked.Asked, indicators: sets.Set, keep: dict) -> list[pages.Chip]:
    chips = []
    if asked.issue:
        chips.append(pages.Chip(issue_name(asked.issue, indicators), told.href(**keep | {"issue": None})))
    if asked.pattern:
        names = " + ".join(str(BY_KEY[key].name) for key in _keys(asked.pattern))
        chips.append(pages.Chip(_("เฉพาะ %(names)s") % {"names": names}, told.href(**keep | {"pattern": None})))
    if asked.number:
        chips.append(pages.Chip(_("ตกเกณฑ์ %(n)s มิติ") % {"n": asked.number}, told.href(**keep | {"number": None})))
    if asked.became:
        chips.append(pages.Chip(gettext(BECAME[asked.became]), told.href(**keep | {"became": None})))
    return chips


def issue_name(number: int, indicators: sets.Set) -> str:
    """What the list is narrowed to; where it counts in no dimension, the list holds only those of its households that are poor."""
    named = indicators.indicators if number < PROBLEMS else sets.problems()
    found = next((each for each in named if each.number == number % PROBLEMS), None)
    if found is None:
        return str(number)
    if getattr(found, "dimension", None):
        return worded(found)
    return _("%(name)s (เฉพาะครัวเรือนที่ตกเกณฑ์)") % {"name": worded(found)}


def worded(named) -> str:
    """An indicator or problem in the language of the page."""
    return named.name_en if (get_language() or "th").startswith("en") and named.name_en else named.name_th


def _where(code: str, at) -> str:
    """The village, and above it what the list does not already say."""
    above = [places.place(each) for each in reversed(codes.ancestors(code)[1:]) if at.authority or len(each) > at.digits]
    return " ".join([places.name(code), *(each.title for each in above)])


def _household_row(line: ranked.Line, told: Told, at) -> pages.HouseholdRow:
    return pages.HouseholdRow(
        rank=line.rank,
        tied=line.tied,
        head=line.head or _("ไม่ทราบชื่อ"),
        house_no=line.house_no or ("–" if line.has_name else ""),
        moo="",
        place=_where(line.area_code, at),
        members=line.people,
        keys=_keys(line.pattern),
        reason=leading(line.reasons),
        score=line.score,
        href=told_household(told, line.household_id),
    )


def told_household(told: Told, household_id: int) -> str:
    return reverse("household", args=[household_id]) + told.here.but()


def leading(reasons) -> str:
    """What tells this household from others: not that it is poor, and not the dimensions, which stand beside it as signs."""
    telling = [each for each in reasons if each.label not in COMMON]
    return " · ".join(map(reason, telling[:REASONS]))


def _keys(pattern: int) -> tuple[str, ...]:
    return tuple(key for bit, key in enumerate(KEYS) if pattern >> bit & 1)


# — persons —


def persons_page(user, told: Told, found: persons.Ranked, chosen: Lens, stage: str, page: int) -> pages.Persons:
    return pages.Persons(
        bar=context.bar(user, told, found.here, chosen, stage=stage),
        rows=tuple(_person_row(line, told, found.here.set) for line in found.lines),
        total=found.total,
        first=found.first,
        tabs=tabs(told, is_persons=True),
        filters=tuple(
            pages.Choice(said(each.name), told.href(stage="" if stage == each.code else each.code), stage == each.code)
            for each in stages.LIFE_STAGES
        ),
        earlier=told.href(stage=stage, page=page - 1) if found.first > 1 else "",
        later=told.href(stage=stage, page=page + 1) if found.first + len(found.lines) - 1 < found.total else "",
        rule=_rule("person-1"),
        has_names=found.has_names,
    )


def pick_an_amphoe(user, told: Told, at, chosen: Lens) -> pages.Persons:
    """People are ranked within an amphoe: which one?"""
    bar = context.bar(user, told, at, chosen)
    return pages.Persons(bar, (), 0, 0, tabs(told, is_persons=True), ask=_("รายบุคคลจัดลำดับครั้งละหนึ่งอำเภอ โปรดเลือกอำเภอ"), choices=bar.below)


def _person_row(line: persons.Line, told: Told, indicators: sets.Set) -> pages.PersonRow:
    return pages.PersonRow(
        rank=line.rank,
        tied=line.tied,
        name=line.name or _("ไม่ทราบชื่อ"),
        age=line.age,
        stage=said(line.stage),
        place=line.place,
        concerns=concerns(line.certain, line.possible, indicators),
        reason=leading(line.reasons),
        score=line.score,
        href=told_household(told, line.household_id),
    )


def concerns(certain, possible, indicators: sets.Set) -> tuple[pages.Concern, ...]:
    by_number = {each.number: each for each in indicators.indicators}
    return tuple(
        pages.Concern(worded(by_number[number]), by_number[number].dimension or "", sure)
        for numbers, sure in ((certain, True), (possible, False))
        for number in numbers
        if number in by_number
    )


# — one household —


def household_page(user, told: Told, file: household.File) -> pages.Household:
    newest = file.years[0]
    years = tuple(reversed(file.years))
    head = next((each.name for each in file.residents if each.is_head and each.name), "") or next(
        (each.name for each in file.residents if each.name), ""
    )
    crumbs = _crumbs(user, told, file)
    return pages.Household(
        bar=pages.Bar(crumbs=crumbs),
        title=_title(file, head),
        address=_address(file),
        code=file.house_code or "",
        consents=reverse("consents", args=[file.household_id]),
        needs=reverse("household-needs", args=[file.household_id]),
        help=reverse("help-household", args=[file.household_id]),
        rank=_rank(file),
        members=tuple(_member(file, each, newest.set) for each in file.residents),
        years=tuple(thai.buddhist_year(each.year) for each in years),
        reasons=tuple(_reason(each) for each in file.reasons),
        score=newest.priority,
        reasons_note=_rule(file.version),
        tags=_tags(file, newest),
        concerns=concerns(file.of_household, (), newest.set),
        spot=_spot(file),
        money=_money(years),
        emergency=watch.banner(file.emergency, timezone.now()),
        **residents.photograph_rows(user, file),
    )


def _crumbs(user, told: Told, file: File) -> tuple[pages.Crumb, ...]:
    tops = scope.areas(user, Permission.HOUSEHOLD_SEE)  # none for who was handed this one household
    above = [code for code in (*codes.ancestors(file.place.code), file.place.code) if any(code.startswith(top) for top in tops)]
    listed = tuple(pages.Crumb(places.place(code).title, told.href("households", area=code)) for code in above)
    return (*listed, pages.Crumb(_("แฟ้มครัวเรือน"), ""))


def _title(file: File, head: str) -> str:
    if head:
        return _("ครัวเรือน%(head)s") % {"head": head}
    return _("ครัวเรือนบ้านเลขที่ %(no)s") % {"no": file.house_no} if file.house_no else _("แฟ้มครัวเรือน")


def _address(file: File) -> str:
    number = _("บ้านเลขที่ %(no)s") % {"no": file.house_no} if file.house_no else ""
    above = file.place.parent
    owner = _("อยู่ในเขต %(name)s") % {"name": file.authority} if file.authority else ""
    place = " ".join(filter(None, (number, file.place.name, above.full_name if above else "")))
    return " · ".join(filter(None, (place, owner)))


def _rank(file: File) -> pages.Figure | None:
    if file.rank is None:
        return None
    text = _("จาก %(of)s ครัวเรือนที่ตกเกณฑ์") % {"of": n(file.rank_of)}
    if file.tied > 1:
        text += _(" · คะแนนเท่ากัน %(tied)s ครัวเรือน") % {"tied": n(file.tied)}
    return pages.Figure(_("ลำดับความเร่งด่วนของตำบล"), file.rank, text=text)


def _member(file: File, each: Resident, indicators: sets.Set) -> pages.MemberRow:
    age = _("อายุ %(age)s ปี") % {"age": each.age} if each.age is not None else _("ไม่ทราบอายุ")
    health = {1: _("พิการ"), 2: _("ป่วยเรื้อรัง")}.get(each.health or 0, "")
    alone = _("ช่วยเหลือตนเองไม่ได้") if each.self_care is False else ""
    card = _("ได้สิทธิ์บัตรสวัสดิการ") if each.welfare_validated else _("ลงทะเบียนสวัสดิการ") if each.welfare_registered else ""
    sex = gettext(SEX[each.sex]) if each.sex in SEX else ""
    about = (each.relation, sex, age, each.occupation, each.education, health, alone, card)
    return pages.MemberRow(
        each.name or _("ไม่ทราบชื่อ"),
        " · ".join(filter(None, about)),
        said(each.stage),
        concerns(each.certain, each.possible, indicators),
        **residents.member_links(file, each.person_id),
    )


VERDICT = {"0": True, "1": False, "-": None}


def _money(years: tuple[Year, ...]) -> tuple[pages.MoneyAnswers, ...]:
    """What they said of their money, by kind; only what was answered in some year."""
    told = [dict(year.money) for year in years]
    shown = {group: [] for group in money.GROUPS}
    for item, name in money.NAMES.items():
        if any(item in answers for answers in told):
            shown[money.group(item)].append((said(name), tuple(_baht(answers.get(item)) for answers in told)))
    return tuple(pages.MoneyAnswers(said(name), said(unit), tuple(shown[key])) for key, (name, unit) in money.GROUPS.items() if shown[key])


def _baht(value: float | bool | None) -> str:
    if isinstance(value, bool):
        return _("มี") if value else _("ไม่มี")
    return "" if value is None else n(value)


def _reason(each) -> pages.Reason:
    return pages.Reason(reason(each), each.points)


def _tags(file: File, newest: Year) -> tuple[pages.Notice, ...]:
    failed = newest.pattern.bit_count()
    tags = [pages.Notice(_("ตกเกณฑ์ %(n)s มิติ") % {"n": failed}, "need") if failed else pages.Notice(_("ไม่ตกเกณฑ์มิติใด"), "good")]
    valid = sum(bool(each.welfare_validated) for each in file.residents)
    if failed and valid:
        tags.append(pages.Notice(_("คนจนเป้าหมาย %(n)s คน") % {"n": valid}, "need"))
    if not file.has_names:
        tags.append(pages.Notice(_("ปิดชื่อและที่อยู่ไว้ตามสิทธิของท่าน")))
    return (*tags, *(pages.Notice(each, "need") for each in file.problems))


def _spot(file: File) -> pages.Spot | None:
    """The tambon among those of its amphoe, and the house in it."""
    own = boundaries.polygon_of(file.place.code)
    sheet = boundaries.sheet(codes.TAMBON, file.place.code[:4], width=320)
    if own is None or not sheet.shapes:
        return None
    at = (
        boundaries.spot(codes.TAMBON, file.place.code[:4], file.lon, file.lat, width=320)
        if file.lat is not None and file.lon is not None
        else None
    )
    return pages.Spot(
        title=_("ที่ตั้งใน%(place)s") % {"place": places.place(own).title},
        width=sheet.width,
        height=sheet.height,
        paths=tuple(each.path for each in sheet.shapes if each.code != own),
        own=next((each.path for each in sheet.shapes if each.code == own), ""),
        x=f"{at[0]:.1f}" if at else "",
        y=f"{at[1]:.1f}" if at else "",
        is_hidden=not file.has_names,
    )
