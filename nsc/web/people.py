"""Ranked lists and the file of one household (reports.ranked, persons, household) as their pages show them."""

from collections.abc import Callable, Iterator
from functools import lru_cache

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext, gettext_noop
from django.utils.translation import gettext as _

from nsc import thai
from nsc.access import scope
from nsc.access.roles import Permission
from nsc.areas import boundaries, codes, places
from nsc.areas.gazetteer import gazetteer
from nsc.casework import roads
from nsc.poverty import priority, special, stages
from nsc.poverty.union import DIMENSIONS as KEYS
from nsc.reports import household, money, persons, ranked, sifting
from nsc.reports.household import File, Resident, Year
from nsc.reports.listing import Asked
from nsc.reports.place import Here as Found
from nsc.surveys import sets
from nsc.surveys.tallies import PROBLEMS
from nsc.web import context, desks, listing, pages, residents, watch
from nsc.web.context import Told
from nsc.web.desks import Tools
from nsc.web.dimensions import BY_KEY
from nsc.web.templatetags.figures import households as n_households
from nsc.web.templatetags.figures import n
from nsc.web.templatetags.figures import persons as n_persons
from nsc.web.templatetags.parts import icon
from nsc.web.words import by_names, reason, said

REASONS = 4
COMMON = {priority.CLOSED} | {factor.label for factor in priority.HOUSEHOLDS.factors if factor.code in ("poor", *KEYS)}
BY_ADDRESS = tuple(each.key for each in sifting.BY_ADDRESS)
SEX = {1: gettext_noop("ชาย"), 2: gettext_noop("หญิง")}


def narrowing(told: Told, asked: Asked) -> sifting.Asked:
    """What the address says of households: the context, then the list's own filters."""
    here = told.here
    return sifting.Asked(
        poor=here.poor or "",
        dimension=here.dimension or "",
        group=here.group or "",
        stage=here.stage or "",
        sex=here.sex or "",
        special=here.special or "",
        **_of_homes(asked),
        became=asked.get("became"),
        everyone=asked.get("everyone") == "1",
        case=asked.get("case"),
        visited=asked.get("visited"),
        helped=asked.get("helped"),
        score=(asked.number("score_min"), asked.number("score_max")),
        rounds=(asked.number("rounds_min"), asked.number("rounds_max")),
    )


def _of_homes(asked: Asked) -> dict[str, object]:
    """What both lists narrow their households by."""
    number = asked.get("number")
    counted = {"several": True} if number == sifting.SEVERAL else {"number": int(number) if number else None}
    return {"also": asked.get("also")} | {name: asked.number(name) for name in ("issue", "pattern")} | counted


def households_page(user, told: Told, found: ranked.Ranked, asked: Asked, tools: Tools | None = None) -> listing.Page:
    at = found.here
    table = listing.table(
        asked,
        told,
        lines=found.lines,
        total=found.total,
        first=found.first,
        cells=household_cells(told, at),
        has_names=found.has_names,
        groups=found.groups,
        group=_group,
        names=names_of(found.asked, at.set),
        skip=BY_ADDRESS,
        pick=(lambda line: line.household_id) if tools and tools.acts else None,
    )
    return listing.Page(
        name="households",
        title=_("ทุกครัวเรือน") if found.asked.everyone else _("ครัวเรือนเร่งด่วน"),
        count=n_households(found.total),
        table=table,
        bar=context.bar(user, told, at, context.LENSES.get(found.asked.poor, context.lens(told)), **asked.but()),
        tabs=() if ranked.sees_only_handed(user) else tabs(told, is_persons=False),
        notes=tuple(_notes(found, asked)),
        empty_title=_("ไม่มีครัวเรือนตามที่เลือก"),
        empty_sign="households",
        more={"tools": tools} if tools else {},
    )


def acts(user, at: Found) -> tuple[desks.Act, ...]:
    """What may be done with the households ticked."""
    owner = at.authority.id if at.authority else None
    may_open = scope.may(user, Permission.CASE_OPEN, at.place.code, authority=owner)
    return (desks.Act(_("เปิดเคส"), reverse("households-open"), ()),) if may_open else ()


def _notes(found: ranked.Ranked, asked: Asked) -> Iterator[str]:
    yield _ordered(asked, found.version, "priority")
    if not found.has_names:
        yield _("ปิดชื่อไว้ตามสิทธิของท่าน")
    if found.asked.group or (found.asked.poor == sifting.CERTIFIED and not found.asked.everyone):
        yield _("เฉพาะครัวเรือนที่มีคำตอบในรอบสำรวจนี้ ที่เหลืออยู่ในรายชื่อเป้าหมาย")


def _ordered(asked: Asked, version: str, anchor: str) -> str:
    """By which rule the list stands in its order; where a heading says another order, what its ranks still count."""
    told = {"rule": rule(version), "column": gettext(asked.listing.column(asked.order[0]).name)}
    text = _("เรียงตาม%(column)s ส่วนเลขลำดับยังนับตาม%(rule)s") if asked.sort else _("จัดลำดับตาม%(rule)s")
    return format_html('{} · <a href="{}#{}">{}</a>', text % told, reverse("definitions"), anchor, _("นิยาม"))


def _group(by: str, key: str) -> tuple[str, dict[str, object]]:
    if by in ranked.LEVELS:
        return places.place(key).title, {"area": key, "authority": None}
    filter = next(each for each in ranked.HOUSEHOLDS.filters if each.key == by)
    return listing.named(key, dict(filter.values)[key]), {by: key}


def names_of(asked: sifting.Asked | persons.Asked, indicators: sets.Set) -> dict[str, str]:
    """Of the filters that no menu names."""
    names = {}
    if asked.issue:
        names["issue"] = issue_name(asked.issue, indicators)
    if asked.pattern is not None:
        together = " + ".join(str(BY_KEY[key].name) for key in _keys(asked.pattern))
        names["pattern"] = _("เฉพาะ %(names)s") % {"names": together} if together else _("ไม่ตกเกณฑ์")
    return names


def household_cells(told: Told, at) -> listing.Cells:
    opens, language, known = opening(told), get_language(), gazetteer()
    digits = 0 if at.authority else at.digits
    return {
        "rank": lambda line: _place_of(line.rank, line.tied, language),
        "head": lambda line: (line.head or _("ไม่ทราบชื่อ"), opens(line.household_id)),
        "place": lambda line: _home(line, _address_in(line.area_code, digits, language, known)),
        "number": lambda line: line.household_id,
        "people": lambda line: line.people,
        "dims": lambda line: line.pattern,
        "why": lambda line: leading(line.reasons, language),
        "case": lambda line: said(roads.CASE_NAMES[line.case]) if line.case else "",
        "visited": lambda line: line.visited_on,
        "rounds": lambda line: line.rounds_poor,
        "validated": lambda line: line.validated,
        "special": lambda line: _specials(line.specials),
        "score": lambda line: line.score,
    }


@lru_cache(maxsize=10_000)
def _place_of(rank: int, tied: int, language: str | None) -> str:
    if tied == 1:
        return format_html("<b>{}</b>", n(rank))
    shared = _("ลำดับนี้มี %(n)s ร่วมกัน") % {"n": n(tied)}
    return format_html('<b>{}</b> <small title="{}">{}</small>', n(rank), shared, _("ร่วม"))


def _home(line: ranked.Line | persons.Line, where: str) -> str:
    if not line.has_name:
        return where
    return format_html('<span class="whole">{}</span> <span class="muted">{}</span>', line.house_no or "–", by_names(where))


def tabs(told: Told, *, is_persons: bool) -> tuple[pages.Choice, ...]:
    return (
        pages.Choice(_("ครัวเรือน"), told.href("households"), not is_persons),
        pages.Choice(_("รายบุคคล"), told.href("persons"), is_persons),
    )


def rule(version: str) -> str:
    return _("เกณฑ์ความเร่งด่วนรุ่น %(version)s (%(status)s)") % {"version": version, "status": context.PROPOSED}


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


@lru_cache(maxsize=10_000)
def _address_in(code: str, digits: int, language: str | None, known: object) -> str:
    """The village, and above it what the list does not already say. Kept: a province has few of them."""
    above = [places.place(each) for each in reversed(codes.ancestors(code)[1:]) if len(each) > digits]
    return " ".join([places.name(code), *(each.title for each in above)])


def opening(told: Told) -> Callable[[int], str]:
    """The address of a household's file in this context, for the many rows of a list."""
    before, after = reverse("household", args=[0]).split("0")
    tail = after + told.here.but()
    return lambda household_id: f"{before}{household_id}{tail}"


def told_household(told: Told, household_id: int) -> str:
    return reverse("household", args=[household_id]) + told.here.but()


def leading(reasons, language: str | None = None) -> str:
    """What tells this household from others: not that it is poor, and not the dimensions, which stand beside it as signs."""
    telling = [each for each in reasons if each.label not in COMMON]
    return _in_words(tuple((each.label, *each.values.items()) for each in telling[:REASONS]), language or get_language())


@lru_cache(maxsize=10_000)
def _in_words(reasons: tuple, language: str | None) -> str:
    return " · ".join(said(label, {name: f"{value:,}" for name, value in values}) for label, *values in reasons)


def _keys(pattern: int) -> tuple[str, ...]:
    return tuple(key for bit, key in enumerate(KEYS) if pattern >> bit & 1)


# — persons —


def of_persons(told: Told, asked: Asked) -> persons.Asked:
    """What the address says of people: the context, then the list's own filters."""
    here = told.here
    return persons.Asked(
        poor=here.poor or sifting.MPI,
        dimension=here.dimension or "",
        group=here.group or "",
        stage=here.stage or "",
        sex=here.sex or "",
        special=here.special or "",
        **_of_homes(asked),
        card=asked.get("card"),
        age=(asked.number("age_min"), asked.number("age_max")),
    )


def persons_page(user, told: Told, found: persons.Ranked, asked: Asked, tools: Tools) -> listing.Page:
    at = found.here
    table = listing.table(
        asked,
        told,
        lines=found.lines,
        total=found.total,
        first=found.first,
        cells=person_cells(told, at),
        has_names=found.has_names,
        groups=found.groups,
        group=_group_of_persons,
        names=names_of(found.asked, at.set),
        skip=BY_ADDRESS,
    )
    return listing.Page(
        name="households",
        title=_("รายบุคคลเร่งด่วน"),
        count=n_persons(found.total),
        table=table,
        bar=context.bar(user, told, at, context.LENSES.get(found.asked.poor, context.lens(told)), **asked.but()),
        tabs=tabs(told, is_persons=True),
        notes=tuple(_notes_of_persons(found, asked)),
        empty_title=_("ไม่มีใครตามที่เลือก"),
        empty_sign="person",
        more={"tools": tools},
    )


WHOSE = {
    sifting.MPI: gettext_noop("ทุกคนในครัวเรือนที่ตกเกณฑ์อย่างน้อยหนึ่งมิติ"),
    sifting.TARGET: gettext_noop("เฉพาะผู้ที่ผ่านการตรวจสอบบัตรสวัสดิการ ในครัวเรือนที่ตกเกณฑ์อย่างน้อยหนึ่งมิติ"),
    sifting.CERTIFIED: gettext_noop("ทุกคนในครัวเรือนที่รับรองแล้วของปีงบประมาณ และยังตกเกณฑ์อย่างน้อยหนึ่งมิติ"),
}


def _notes_of_persons(found: persons.Ranked, asked: Asked) -> Iterator[str]:
    yield gettext(WHOSE[found.asked.poor])
    yield _ordered(asked, "person-1", "priority-persons")
    if not found.has_names:
        yield _("ปิดชื่อไว้ตามสิทธิของท่าน")


def _group_of_persons(by: str, key: str) -> tuple[str, dict[str, object]]:
    if by in persons.LEVELS:
        return places.place(key).title, {"area": key, "authority": None}
    name = persons.SEXES[key] if by == "sex" else next(each.name for each in stages.LIFE_STAGES if each.code == key)
    return said(name), {by: key}


def person_cells(told: Told, at) -> listing.Cells:
    opens, language, known = opening(told), get_language(), gazetteer()
    digits = 0 if at.authority else at.digits
    sexes = {key: said(name) for key, name in persons.SEXES.items()}
    stage_names = {each.name: said(each.name) for each in stages.LIFE_STAGES}
    cards = {True: _("ได้สิทธิ์"), False: _("ไม่ได้สิทธิ์")}
    return {
        "rank": lambda line: _place_of(line.rank, line.tied, language),
        "name": lambda line: (line.name or _("ไม่ทราบชื่อ"), opens(line.household_id)),
        "age": lambda line: line.age,
        "sex": lambda line: sexes.get(line.sex),
        "stage": lambda line: stage_names.get(line.stage),
        "place": lambda line: _home(line, _address_in(line.area_code, digits, language, known)),
        "dims": lambda line: line.pattern,
        "concerns": lambda line: _concerning(line.certain, line.possible, at.set, language) or leading(line.reasons, language),
        "card": lambda line: cards.get(line.card),
        "special": lambda line: _specials(line.specials),
        "score": lambda line: line.score,
    }


def _specials(bits: int) -> str:
    return " · ".join(said(each.name) for bit, each in enumerate(special.SPECIALS) if bits >> bit & 1)


CONCERNS = 3  # in a line of the list; the file of the household has them all


@lru_cache(maxsize=10_000)
def _concerning(certain: tuple[int, ...], possible: tuple[int, ...], indicators: sets.Set, language: str | None) -> str:
    """The failed matters that concern a person, those known to first."""
    found = concerns(certain, possible, indicators)
    return format_html_join(mark_safe("<br>"), "{}{}", ((_concern(each), _maybe(each)) for each in found[:CONCERNS]))


def _concern(each: pages.Concern) -> str:
    return format_html('<span class="hued {}">{} {}</span>', each.key, icon(each.key), each.text) if each.key else each.text


def _maybe(each: pages.Concern) -> str:
    return "" if each.certain else format_html(" <small>{}</small>", _("(อาจเกี่ยวข้อง)"))


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
        reasons_note=rule(file.version),
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
