"""The page of a village, a tambon, an amphoe or a local authority: what one reads before driving there."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from nsc import thai
from nsc.access import scope
from nsc.access.roles import ROLES, Permission
from nsc.areas import boundaries, codes, places
from nsc.areas.authorities import Authority
from nsc.casework import roads
from nsc.casework.caselist import ALL
from nsc.drawing import charts
from nsc.poverty import small
from nsc.poverty.stages import LIFE_STAGES
from nsc.reports import helped, hushed, outlined, rights
from nsc.reports.local_events import KINDS, Year
from nsc.reports.local_work import CaseCount, Work
from nsc.reports.locality import Against, Ages, Locality
from nsc.reports.overview import AreaLine
from nsc.web import context, documents, maps, pages, picture
from nsc.web.context import Lens, Told
from nsc.web.forms_targets import GROUPS
from nsc.web.here import Here
from nsc.web.templatetags.figures import MONTHS, n
from nsc.web.words import said
from nsc.welfare.programmes import Entry

WORSE, FEWEST = 120, 10  # an index from which an indicator is worth a word, and the people it must concern for that
SHOWN, LEAGUE = 8, 30
SERVICES = {  # indicators that speak of a service one receives, by the size of the set
    31: (3, 6, 9, 10, 15, 16, 27, 28, 29),
    38: (4, 11, 12, 18, 19, 20, 21, 33, 34, 35),
}
HAPPENED: dict[str, str | Promise] = {
    "imports": gettext_lazy("ข้อมูลสำรวจเข้า"),
    "forums": gettext_lazy("ประชาคม"),
    "meetings": gettext_lazy("ประชุม ศจพ."),
    "opened": gettext_lazy("เปิดเคส"),
    "visits": gettext_lazy("เยี่ยมบ้าน"),
    "help": gettext_lazy("ให้ความช่วยเหลือ"),
    "escalations": gettext_lazy("ส่งขึ้นเพราะล่าช้า"),
    "closed": gettext_lazy("ปิดเคส"),
}
RADIUS = 16


@dataclass(frozen=True)
class Fact:
    """A sentence worth knowing beforehand. `count`: of the rows it leads to, where it says their number."""

    text: str
    tone: str = ""  # need | good | ""
    href: str = ""
    count: int | None = None


@dataclass(frozen=True)
class Row:
    """A line of a table: a name, its cells in order (None: not known) and where they lead. `rows`: of each cell, the address of what it
    counts."""

    name: str
    cells: tuple[object, ...]
    href: str = ""
    rows: tuple[str, ...] = ("", "")
    note: str = ""
    key: str = ""
    chosen: bool = False


@dataclass(frozen=True)
class Point:
    code: str
    name: str
    label: str
    x: str
    y: str
    step: int | None
    rate: float | None
    href: str
    chosen: bool


@dataclass(frozen=True)
class Points:
    """Villages as points on their tambon. `area`: SVG paths."""

    title: str
    width: int
    height: int
    area: tuple[str, ...]
    points: tuple[Point, ...]
    legend: tuple[charts.Swatch, ...]
    radius: int = RADIUS


@dataclass(frozen=True)
class Month:
    name: str
    year: int


@dataclass(frozen=True)
class Strip:
    """A kind of event, month by month: (count, colour step, address of the rows)."""

    name: str
    cells: tuple[tuple[int | None, int | None, str], ...]
    total: int | None
    href: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Profile:
    name: ClassVar[str] = "place"
    bar: pages.Bar
    title: str
    kind: str  # "หมู่บ้าน"
    where: str  # what it lies in
    owners: tuple[pages.Choice, ...]
    links: tuple[pages.Choice, ...]
    issue: documents.Button | None  # of a village: the files of all its households
    before: pages.Choice | None
    after: pages.Choice | None
    unused: tuple[str, ...]
    hushed: bool
    source: str
    caution: str
    facts: tuple[Fact, ...]
    stats: tuple[pages.Figure, ...]
    register: str  # of the civil registration, with its day
    numbers: tuple[pages.Count, ...]
    groups: tuple[pages.Count, ...]
    cases: tuple[Row, ...]
    unmet: pages.Count
    transitions: pages.Transitions | None
    bands: tuple[pages.AgeBand, ...]
    bands_unknown: int
    is_by_stage: bool
    specials: tuple[Row, ...]
    stages: tuple[pages.Stage, ...]
    above: str
    against: tuple[Row, ...]
    services: tuple[Row, ...]
    money: tuple[pages.MoneyGroup, ...]
    rights: tuple[Row, ...]
    rights_on: date | None
    year: int  # fiscal, Buddhist
    years: tuple[pages.Choice, ...]
    help: tuple[Row, ...]
    help_totals: tuple[pages.Figure, ...]
    budgets: tuple[Row, ...]
    months: tuple[Month, ...]
    strips: tuple[Strip, ...]
    events: tuple[pages.Event, ...]
    workers: tuple[Row, ...]
    has_addresses: bool
    roles: tuple[tuple[str, int], ...]
    offices: tuple[Row, ...]
    points: Points | None
    map: pages.AreaMap | None
    league: tuple[Row, ...]
    league_title: str
    league_level: str
    below: tuple[pages.AreaRow, ...]
    below_level: str


def address(here: Here, *, area: str | None = None, authority: int | None = None, **more: object) -> str:
    """The page of another place in the same context. A province's page is its overview."""
    if authority:
        return reverse("place-authority", args=[authority]) + here.but(area=None, authority=None, **more)
    if not area or len(area) == codes.LENGTH[codes.PROVINCE]:
        return reverse("overview") + here.but(area=area, authority=None)
    return reverse("place", args=[area]) + here.but(area=None, authority=None, **more)


def page(user, told: Told, found: Locality, work: Work, year: Year, *, today: date, first_year: int) -> Profile:
    """`told`: of this place, its path the address of any (web.views.localities)."""
    shown, at = found.picture, found.here
    chosen = context.lens(told, shown.now)
    links = picture.Links.of(user, told, chosen, at)  # nothing here is narrowed
    keep = {"fiscal": told_year if (told_year := thai.buddhist_year(work.year)) != thai.fiscal_year(today) else None}
    hush, hidden = links.keep.one, hushed.areas(links.keep, shown.below, chosen.people)
    by_number = [line["households"] for line in shown.now.by_number_of_dimensions()]
    drawn = _map(found, told, chosen, links, hidden)
    return Profile(
        bar=context.bar(
            user,
            told,
            at,
            chosen,
            counts=picture.by_code(shown, chosen, hidden),
            **keep,
        ),
        title=at.name,
        kind=_("องค์กรปกครองส่วนท้องถิ่น") if at.authority else str(context.LEVELS[at.place.level]),
        where="" if at.authority else _inside(at.place),
        owners=tuple(pages.Choice(short(each), address(told.here, authority=each.id)) for each in found.owners),
        links=_links(user, told, links),
        issue=None if at.authority else documents.of_village(user, at.place.code),
        before=_neighbour(found, told, -1),
        after=_neighbour(found, told, 1),
        unused=context.unused(told, "authority"),
        hushed=not found.sees_households,
        source=_source(found, chosen),
        caution=picture.caution(shown, chosen),
        facts=tuple(_facts(found, work, chosen, links)),
        stats=_stats(found, chosen, links, hush),
        register=_register(at),
        numbers=tuple(
            _count(
                _("ตกเกณฑ์ %(n)s มิติ") % {"n": k} if k else _("ไม่ตกเกณฑ์"),
                value,
                shown.now.households,
                links.households(poor="mpi", **({"number": k} if k else {"everyone": 1, "pattern": 0})),
            )
            for k, value in enumerate(links.keep.parts(by_number))
            if k or value
        ),
        groups=tuple(
            _count(str(GROUPS[group]), count, None, _href(links, "target-list", group=group, **keep)) for group, count in work.targets
        ),
        cases=_cases(work, links),
        unmet=pages.Count(_("ครัวเรือนที่มีความต้องการซึ่งยังไม่ได้รับ"), work.unmet, into=_href(links, "needs") if work.unmet else ""),
        transitions=picture.transitions(shown, links),
        bands=_bands(found.ages),
        bands_unknown=found.ages.unknown,
        is_by_stage=found.ages.is_by_stage,
        specials=tuple(
            Row(said(each.name), (each.members, each.poor), rows=("", links.persons(poor="mpi", special=each.code)))
            for each in found.specials
        ),
        stages=_stages(found, links),
        above=found.above.title if found.above else "",
        against=tuple(_against(each, links, hush) for each in found.against if each.issue.members_failing)[:SHOWN],
        services=tuple(
            _against(each, links, hush) for number in SERVICES.get(at.set.size, ()) for each in found.against if each.issue.number == number
        ),
        money=picture.money_groups(found.money, links.keep),
        rights=_rights(work, links, hush),
        rights_on=work.rights.counted.on if work.rights.counted else None,
        year=thai.buddhist_year(work.year),
        years=_years(told, work.year, today, first_year),
        help=tuple(
            Row(
                line.name or _("ความช่วยเหลือนอกโครงการ"),
                (line.households, _baht(line.baht)),
                _href(links, "help", programme=line.programme, fiscal=thai.buddhist_year(work.year)) if line.programme else "",
            )
            for line in work.help
        ),
        help_totals=_help_totals(work, links),
        budgets=tuple(
            Row(
                f"{line.programme} · {line.organisation}",
                tuple(map(float, (line.allotted, line.committed, line.spent, line.left))),
                reverse("budget", args=[line.number]),
            )
            for line in work.budgets
        ),
        months=tuple(Month(month_name(month), thai.buddhist_year(month.year) % 100) for month in year.months),
        strips=tuple(_strip(kind, year, links) for kind in KINDS),
        events=_events(user, year, told),
        workers=tuple(
            Row(
                each.name,
                (str(said(ROLES[each.role].name)), each.households),
                rows=(_href(links, "case-list", mentor=each.mentor) if each.mentor else "",),
                note=each.email,
                key=each.office or (places.names([each.area_code])[each.area_code] if each.area_code else ""),
            )
            for each in work.workers
        ),
        has_addresses=any(each.email for each in work.workers),
        roles=tuple((said(ROLES[role].name), count) for role, count in work.roles),
        offices=tuple(
            Row(
                each.name,
                (each.households, _baht(each.baht), each.waiting),
                rows=("", "", _href(links, "referral-list", office=each.number, answer="there")),
                note=each.kind,
            )
            for each in work.offices
        ),
        points=_points(found, told, chosen, links.keep),
        map=drawn,
        league=_league(user, found, told, chosen, links),
        league_title=_league_title(at),
        league_level=str(context.LEVELS[at.place.level]),
        below=() if drawn else _below(found, told, chosen, links, hidden),
        below_level=str(context.LEVELS.get(context.level_below(at), "")),
    )


# — head —


def short(owner: Authority) -> str:
    return owner.name.replace("องค์การบริหารส่วนตำบล", "อบต.")


def _inside(place: places.Place) -> str:
    return " ".join(places.place(code).title for code in reversed(codes.ancestors(place.code)))


def _href(links: picture.Links, name: str, **more: object) -> str:
    """Rows behind a number, for who may list households here."""
    return links.told.href(name, **more) if links.may_list else ""


def _links(user, told: Told, links: picture.Links) -> tuple[pages.Choice, ...]:
    shown = [("overview", _("ภาพรวม")), ("map", _("แผนที่")), ("indicators", _("ตัวชี้วัด"))]
    if links.may_list:
        shown += [("households", _("ครัวเรือน")), ("case-list", _("เคส")), ("needs", _("ความต้องการ"))]
    return tuple(pages.Choice(label, told.href(name), side=name) for name, label in shown)


def _neighbour(found: Locality, told: Told, step: int) -> pages.Choice | None:
    order = [line.code for line in found.siblings]
    own = found.here.place.code
    if own not in order or not 0 <= (place := order.index(own) + step) < len(order):
        return None
    return pages.Choice(found.siblings[place].name, address(told.here, area=order[place]))


def _register(at) -> str:
    """What the civil registration says; the survey covers about two thirds of it, so that no rate is reckoned on it."""
    place = at.place
    if at.authority or place.population is None:
        return ""
    told = {"people": n(place.population), "houses": n(place.houses), "on": thai.format_date(place.population_on)}
    return _("ประชากรตามทะเบียนราษฎร %(people)s คน %(houses)s หลัง ณ %(on)s กรมการปกครอง") % told


def _source(found: Locality, chosen: Lens) -> str:
    compared = _("เทียบกับ %(round)s") % {"round": context.round_name(found.here.before)} if found.picture.before else ""
    return " · ".join(filter(None, (context.source(found.here, chosen), compared)))


def _stats(found: Locality, chosen: Lens, links: picture.Links, hush) -> tuple[pages.Figure, ...]:
    """Of who sees figures only, a small number and what it was before are kept back."""
    now, before = found.picture.now, found.picture.before
    kinds = (
        (_("ผู้ได้รับการสำรวจ"), lambda t: t.members, _("คน"), "", "rate", "none"),
        (_("ครัวเรือนที่สำรวจ"), lambda t: t.households, _("ครัวเรือน"), links.households(poor="mpi", everyone=1), "surveyed", "none"),
        (_("ครัวเรือนที่ตกเกณฑ์"), lambda t: t.poor_households, _("ครัวเรือน"), links.households(poor="mpi"), "poor-household", "down"),
        (str(context.LENSES["mpi"].name), lambda t: t.mpi_poor, _("คน"), links.persons(poor="mpi"), "mpi", "down"),
        (str(context.LENSES["target"].name), lambda t: t.target_poor, _("คน"), links.persons(poor="target"), "target", "down"),
    )
    figures = []
    for name, read, unit, href, anchor, good in kinds:
        value, was = hush(read(now)), hush(read(before)) if before else None
        is_said = not isinstance(value, small.Hidden) and not isinstance(was, small.Hidden)
        figures.append(
            pages.Figure(
                name,
                value,
                unit,
                href=href,
                define=links.definition(anchor),
                before=was if is_said else None,
                good=good,
            )
        )
    return tuple(figures)


def _facts(found: Locality, work: Work, chosen: Lens, links: picture.Links):
    """Up to six sentences; each only where there is something to say."""
    shown, now = found.picture, found.picture.now
    if not now.households:
        yield Fact(_("รอบสำรวจนี้ไม่มีคำตอบจากพื้นที่นี้ ดูรอบอื่นได้จากเมนูรอบสำรวจด้านบน"), "need")
        return
    line = next((each for each in found.siblings if each.code == shown.here.place.code), None)
    if line and len(found.siblings) > 1 and not small.is_hidden(links.keep.one(chosen.people(now), now.members)):
        order = sorted(found.siblings, key=lambda each: -(chosen.rate(each.now) or 0))
        rank = order.index(line) + 1
        told_rank = {
            "poor": chosen.name,
            "rate": n(chosen.rate(now), 2) if chosen.rate(now) is not None else "–",
            "rank": rank,
            "all": len(order),
            "level": context.LEVELS[shown.here.place.level],
            "above": places.place(line.code[:-2]).title,
        }
        yield Fact(
            _("ร้อยละ%(poor)s %(rate)s สูงเป็นลำดับที่ %(rank)s จาก %(all)s %(level)sใน%(above)s") % told_rank, "need" if rank <= 3 else ""
        )
    worst = next((each for each in found.against if (each.index or 0) >= WORSE and each.issue.members_failing >= FEWEST), None)
    if worst and found.above:
        told_worst = {"name": picture.issue_row(worst.issue, links).wording, "times": n(worst.index / 100, 1), "above": found.above.title}
        yield Fact(
            _("“%(name)s” ตกเกณฑ์เป็น %(times)s เท่าของ%(above)s") % told_worst,
            "need",
            links.households(poor="mpi", issue=worst.issue.number),
        )
    late = sum(each.late or 0 for each in work.cases)
    if late and not any(isinstance(each.late, small.Hidden) for each in work.cases):
        yield Fact(_("เคสเกินกำหนด %(n)s เรื่อง") % {"n": n(late)}, "need", _href(links, "case-list", late=1), late)
    if work.unmentored:
        href = _href(links, "case-list", mentor="none")
        yield Fact(_("เคสที่ยังไม่มีพี่เลี้ยง %(n)s เรื่อง") % {"n": n(work.unmentored)}, "need", href, work.unmentored)
    if work.unmet:
        yield Fact(_("%(n)s ครัวเรือนมีความต้องการที่ยังไม่ได้รับ") % {"n": n(work.unmet)}, "", _href(links, "needs"))
    gap = max((row for row in work.rights.rows if row.counts.entitled), key=lambda row: row.counts.entitled, default=None)
    if gap and gap.counts.entitled >= small.FEW:
        told_gap = {"n": n(gap.counts.entitled), "name": gap.entry.name}
        href = _right_list(links, gap.entry, "entitled")
        yield Fact(_("มีสิทธิ “%(name)s” แต่ยังไม่ได้รับ %(n)s ราย") % told_gap, "", href, gap.counts.entitled)


# — households —


def _count(name: str, value: int | None, of: int | None, href: str) -> pages.Count:
    hidden = isinstance(value, small.Hidden)
    return pages.Count(name, value, None if hidden else of, href="" if hidden or not value else href)


def _cases(work: Work, links: picture.Links) -> tuple[Row, ...]:
    """Of a household whose case was opened again once more, the closed one is not counted."""

    def row(state: str, name: str, each: CaseCount) -> Row:
        newest = 1 if state == "closed" else ""
        rows = tuple(_href(links, "case-list", state=state, newest=newest, late=late) for late in ("", 1))
        return Row(said(name), (each.cases, each.late), rows=rows)

    by_state = {each.state: each for each in work.cases}
    return tuple(row(state, name, by_state[state]) for state, name in roads.CASE_NAMES.items() if state in by_state)


def _bands(ages: Ages) -> tuple[pages.AgeBand, ...]:
    return tuple(
        pages.AgeBand(f"{band.age_min}–{band.age_max}" if band.age_max else f"{band.age_min}+", band.men, band.women) for band in ages.bands
    )


def _stages(found: Locality, links: picture.Links) -> tuple[pages.Stage, ...]:
    codes_of = {stage.name: stage.code for stage in LIFE_STAGES}
    rows = []
    for line in found.stages:
        code = codes_of.get(line.name, "")
        hrefs = tuple(links.persons(poor="mpi", stage=code, dimension=key) if code else "" for key in picture.KEYS)
        rows.append(pages.Stage(said(line.name) or _("ไม่ทราบอายุ"), "", line.members, line.by_dimension, hrefs))
    return tuple(rows)


def _against(each: Against, links: picture.Links, hush) -> Row:
    shown = picture.issue_row(each.issue, links)
    fails = hush(shown.fails)
    is_said = not isinstance(fails, small.Hidden)
    name = shown.wording if shown.is_problem else f"{shown.number}. {shown.wording}"
    return Row(
        name,
        (fails, shown.applies, each.share if is_said else None, each.index if is_said else None),
        shown.href if is_said else "",
        (shown.rows,),
        key=shown.key,
    )


def _rights(work: Work, links: picture.Links, hush) -> tuple[Row, ...]:
    """Most unused first; programmes of which nothing is known are counted below, not shown as nought."""
    rows = sorted((row for row in work.rights.rows if row.counts.entitled), key=lambda row: -row.counts.entitled)
    return tuple(
        Row(
            row.entry.name,
            (hush(row.counts.entitled), hush(row.counts.receives)),
            rows=tuple(_right_list(links, row.entry, state) for state in ("entitled", "receives")),
        )
        for row in rows[:SHOWN]
    )


def _right_list(links: picture.Links, entry: Entry, state: str) -> str:
    """A list that tells of a disability is for who reads names."""
    is_open = links.names or not rights.is_telling(entry)
    return _href(links, "right-list", programme=entry.code, state=state) if is_open else ""


# — the year —


def month_name(month: date) -> str:
    """ม.ค.; in English Jan."""
    return MONTHS[month.month - 1] if (get_language() or "th").startswith("th") else f"{month:%b}"


def _years(told: Told, year: int, today: date, first_year: int) -> tuple[pages.Choice, ...]:
    now = thai.fiscal_year(today)
    return tuple(
        pages.Choice(str(each), told.href(fiscal=each if each != now else None), each == thai.buddhist_year(year))
        for each in range(now, max(first_year, now - 4) - 1, -1)
    )


def _help_totals(work: Work, links: picture.Links) -> tuple[pages.Figure, ...]:
    year = thai.buddhist_year(work.year)
    href = _href(links, "help", fiscal=year)
    return (
        pages.Figure(_("ครัวเรือนที่ได้รับ"), work.helped_households, _("ครัวเรือน"), good="none"),
        pages.Figure(_("มูลค่าที่ส่งมอบ"), float(work.delivered), _("บาท"), href=href, define=links.definition("delivered"), good="none"),
        pages.Figure(
            _("รับปากไว้ ยังไม่ส่งมอบ"),
            float(work.promised),
            _("บาท"),
            href=_href(links, "help", fiscal=year, state="promised"),
            good="none",
        ),
    )


def _baht(value) -> float | None:
    return None if value is None else float(value)


def _strip(kind: str, year: Year, links: picture.Links) -> Strip:
    counts = year.counts[kind]
    bounds = charts.breaks(count for count in counts if count)
    months = [f"{month:%Y-%m}" for month in year.months]
    cells = tuple(
        (count, charts.step(count, bounds) if count else None, _rows_of(kind, month, year, links))
        for count, month in zip(counts, months, strict=True)
    )
    hidden = any(isinstance(count, small.Hidden) for count in counts)
    name = {"help": "help", "forums": "target-forums", "meetings": "target-meetings", "closed": "case-list", "opened": "case-list"}.get(
        kind, ""
    )
    more = (
        {"fiscal": thai.buddhist_year(year.year)}
        if kind in ("help", "forums", "meetings")
        else {"state": "closed"}
        if kind == "closed"
        else {}
    )
    return Strip(
        str(HAPPENED[kind]),
        cells,
        None if hidden else sum(count or 0 for count in counts),
        _href(links, name, **more) if name else "",
        kind,
    )


def _rows_of(kind: str, month: str, year: Year, links: picture.Links) -> str:
    """Of the kinds that a list has one by one."""
    if kind in ("opened", "closed"):
        return _href(links, "case-list", **{kind: month}, state=ALL)
    if kind == "help":
        return _href(links, "help", fiscal=thai.buddhist_year(year.year), month=month, state=helped.ALL_GIVEN)
    return ""


def _events(user, year: Year, told: Told) -> tuple[pages.Event, ...]:
    may_import = scope.anywhere(user, Permission.SURVEY_IMPORT)
    found = []
    for event in year.events:
        place = places.names([event.area_code])[event.area_code] if event.area_code else ""
        if event.kind == "imports":
            title, text = _("ข้อมูล จปฐ. %(year)s เข้าระบบ") % {"year": event.name}, _("ทั้งชุด %(n)s ครัวเรือน") % {"n": n(event.count)}
            href = reverse("import") if may_import else ""
        elif event.kind == "forums":
            title, text = (
                _("ประชาคม %(place)s") % {"place": place},
                _("ผู้เข้าร่วม %(n)s คน · %(at)s") % {"n": n(event.count), "at": event.name},
            )
            href = reverse("target-forum", args=[event.number])
        else:
            title = _("ประชุม ศจพ. ครั้งที่ %(number)s") % {"number": event.name}
            text = _("%(place)s · มติ %(n)s เรื่อง") % {"place": place, "n": n(event.count)}
            href = reverse("target-meeting", args=[event.number])
        found.append(pages.Event(event.on, title, text, href=href))
    return tuple(found)


# — where —


def _points(found: Locality, told: Told, chosen: Lens, keep: small.Keeper) -> Points | None:
    """Villages on the outline of their tambon, which is drawn to fill the sheet; the place itself is ringed."""
    at = found.here
    if at.authority or at.digits < codes.LENGTH[codes.TAMBON] or not found.middles:
        return None
    tambon = boundaries.polygon_of(at.place.code)
    sheet = boundaries.sheet(codes.TAMBON, tambon, width=outlined.WIDTH) if tambon else None
    if tambon is None or sheet is None or not sheet.shapes:
        return None
    lines = {line.code: line for line in (found.siblings if at.place.level == codes.VILLAGE else found.picture.below)}
    own = found.picture.now
    rates = {code: chosen.rate(line.now) for code, line in lines.items()} | (
        {at.place.code: chosen.rate(own)} if at.place.level == codes.VILLAGE else {}
    )
    rates |= dict.fromkeys(hushed.areas(keep, lines.values(), chosen.people) & set(rates))
    bounds = charts.breaks(rates.values())
    points = []
    for middle in found.middles:
        spot = boundaries.spot(codes.TAMBON, tambon, middle.lon, middle.lat, width=outlined.WIDTH)
        if spot and middle.code in rates:
            place = places.place(middle.code)
            points.append(
                Point(
                    middle.code, place.name, str(place.number or ""), f"{spot[0]:.1f}", f"{spot[1]:.1f}",
                    charts.step(rates[middle.code], bounds), rates[middle.code],
                    address(told.here, area=middle.code), middle.code == at.place.code,
                )
            )  # fmt: skip
    title = _("หมู่บ้านใน%(place)s ร้อยละ%(poor)s") % {"place": places.place(tambon).title, "poor": chosen.name}
    return (
        Points(title, sheet.width, sheet.height, tuple(each.path for each in sheet.shapes), tuple(points), charts.legend(bounds))
        if points
        else None
    )


def _map(found: Locality, told: Told, chosen: Lens, links: picture.Links, hidden: frozenset[str]) -> pages.AreaMap | None:
    """The tambon of an amphoe."""
    at = found.here
    if at.authority or at.digits != codes.LENGTH[codes.AMPHOE] or not found.picture.below:
        return None
    ways = {"href": lambda code: address(told.here, area=code), "rows": links.below}
    return maps.drawn(at, found.picture.below, codes.TAMBON, chosen=chosen, hidden=hidden, **ways)


def _league_title(at) -> str:
    parent = None if at.authority else codes.parent(at.place.code)
    return _("เทียบใน%(place)s") % {"place": places.place(parent).title} if parent else ""


def _league(user, found: Locality, told: Told, chosen: Lens, links: picture.Links) -> tuple[Row, ...]:
    """All of the same parent, the largest rate first."""
    parent = codes.parent(found.here.place.code)
    sees = bool(found.siblings and parent and scope.may(user, Permission.HOUSEHOLD_SEE, parent))
    rows = sorted(found.siblings, key=lambda line: (-(chosen.rate(line.now) or 0), line.code))
    hidden = hushed.areas(links.keep, found.siblings, chosen.people)
    return tuple(
        Row(
            line.name,
            _league_cells(line, chosen, line.code in hidden),
            address(told.here, area=line.code),
            (links.below(line.code) if sees or line.code == found.here.place.code else "",),
            key=line.code,
            chosen=line.code == found.here.place.code,
        )
        for line in rows[:LEAGUE]
    )


def _league_cells(line: AreaLine, chosen: Lens, is_kept: bool) -> tuple[object, ...]:
    if is_kept:
        return (small.HIDDEN, small.HIDDEN, None, "")
    rate, before = chosen.rate(line.now), chosen.rate(line.before) if line.before else None
    return (
        rate,
        chosen.people(line.now),
        None if rate is None or before is None else round(rate - before, 2) + 0.0,
        maps.worst(line.now, chosen),
    )


def _below(found: Locality, told: Told, chosen: Lens, links: picture.Links, hidden: frozenset[str]) -> tuple[pages.AreaRow, ...]:
    into = lambda code: address(told.here, area=code)  # noqa: E731
    rows = [maps.row(line, chosen, into, hidden, rows=links.below(line.code)) for line in found.picture.below]
    return tuple(sorted(rows, key=lambda row: -(row.rate or 0)))
