"""Progress (reports of progress) as its pages show it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from nsc import thai
from nsc.access import organisations
from nsc.areas import codes, places
from nsc.casework import caselist, sight
from nsc.casework.sight import Sight
from nsc.drawing import charts
from nsc.poverty.small import HIDDEN, Keeper, is_hidden
from nsc.poverty.tally import percent
from nsc.poverty.union import DIMENSIONS
from nsc.reports import by_agency, hushed, progress, recalculated, targeted
from nsc.web import pages, targets
from nsc.web.context import round_name
from nsc.web.dimensions import BY_KEY
from nsc.web.forms_targets import GROUPS
from nsc.web.here import NARROWING
from nsc.web.targets import Page, Told

STEPS = {step: targets.REACHED[step] for step in progress.STEPS}
BEHIND = 5  # areas named as the slowest


def _page(here: Told, tab: str, place, asked: progress.Asked, *, groups: tuple[str, ...] = (), **it) -> Page:
    keep = kept(asked)
    shown = targets.page(here, tab, place, keep=keep, years=targets.years(here), **it)
    named = [("progress", _("ความคืบหน้า")), ("progress-months", _("รายเดือน")), ("progress-agencies", _("หน่วยงาน"))]
    named.append(("progress-recalculated", _("ถ้านับการพัฒนา")))
    tabs = tuple(pages.Choice(label, here.href(name, **keep), name == tab) for name, label in named)
    shown.it.update(filters=_filters(here, asked, groups), chips=_chips(here, asked), back=here.href("targets"))
    return replace(shown, tabs=tabs, title=_("ความคืบหน้า"))


def kept(asked: progress.Asked) -> dict[str, object]:
    return {"group": asked.group, "dimension": asked.dimension, "agency": asked.agency}


def _filters(here: Told, asked: progress.Asked, groups: tuple[str, ...]) -> tuple[tuple[str, tuple[pages.Choice, ...]], ...]:
    keep = kept(asked)
    by_group = [("", _("ทุกกลุ่ม")), *((group, str(GROUPS[group])) for group in GROUPS if group in groups)]
    by_dimension = [("", _("ทุกมิติ")), *((key, str(BY_KEY[key].name)) for key in DIMENSIONS)]
    told = ((_("กลุ่มเป้าหมาย"), "group", by_group), (_("มิติที่ตกเกณฑ์"), "dimension", by_dimension))
    return tuple(
        (title, tuple(pages.Choice(label, here.href(**keep | {name: key}), keep[name] == key) for key, label in choices))
        for title, name, choices in told
        if len(choices) > 2
    )


def _chips(here: Told, asked: progress.Asked) -> tuple[pages.Chip, ...]:
    if not asked.agency:
        return ()
    return (pages.Chip(organisations.get(asked.agency).name, here.href(**kept(asked) | {"agency": ""})),)


def overview(here: Told, found: progress.Found) -> Page:
    asked, place = found.asked, found.where.place
    names = places.names(code for code, _each in found.by_area)
    is_lowest = place.level == codes.VILLAGE
    to_rows = listed(here.user, found.where, asked, targets.to_list(here), found.groups)

    def row(code: str, each: progress.Reached) -> tuple:
        cells = [(getattr(each, step), to_rows(step, code)) for step in progress.STEPS]
        return names[code], here.href(area=code, **kept(asked)), cells, each, to_rows("overdue", code)

    rows = () if is_lowest else tuple(row(*each) for each in found.by_area)
    behind = () if is_lowest else tuple(row(*each) for each in found.behind[:BEHIND])
    return _page(
        here,
        "progress",
        place,
        asked,
        groups=found.groups,
        whole=found.whole,
        funnel=tuple(pages.Count(str(label), getattr(found.whole, step), href=to_rows(step)) for step, label in STEPS.items()),
        late=to_rows("overdue"),
        relapse=found.relapse,
        relapsed=_after(here, found),
        steps=tuple(str(label) for label in STEPS.values()),
        rows=rows,
        behind=behind,
        behind_count=len(found.behind),
        csv=here.href("progress-csv", **kept(asked)),
        draw_up=here.href("targets"),
    )


def _after(here: Told, found: progress.Found) -> tuple[str, str]:
    """Addresses of the cases that were checked again, and of those where poverty had come back."""
    where, year = found.where, thai.buddhist_year(here.year)
    if not sight.keeper(here.user, where).sees:
        return "", ""
    there = dict.fromkeys(NARROWING) | {"area": where.place.code, "authority": where.authority.id if where.authority else None}
    checked, relapsed = (here.href("case-list", **there, fiscal="", state=caselist.ALL, **{name: year}) for name in ("checked", "relapsed"))
    return checked, relapsed


def listed(user, where: Sight, asked: progress.Asked, href: Callable[..., str], groups: Sequence[str] = ()) -> Callable[..., str]:
    """Addresses of the households behind figures of progress, by step and, of those by area, the area, of those by month, the month (see
    progress.days_of); "" for who does not see them, and of an authority's areas, which no list has alone. `href`: of the list of targets;
    `groups`: of the rolls in use."""
    group = asked.group or (groups[0] if len(groups) == 1 else targeted.ALL)
    kept = {"group": group, "dimension": asked.dimension, "agency": asked.agency, "area": where.place.code, "authority": None}
    if where.authority:
        kept |= {"authority": where.authority.id}
    sees = sight.keeper(user, where).sees

    def rows(step: str, area: str = "", month: str = "") -> str:
        if not sees or (area and where.authority):
            return ""
        return href(**kept | {"step": "" if step == "targets" else step, "month": month} | ({"area": area} if area else {}))

    return rows


def months(here: Told, found: progress.Months, today: date) -> Page:
    seen = [month <= today for month in found.months]
    series = tuple(
        charts.Series(str(STEPS[step]), tuple((place, value if seen[place] else None) for place, value in enumerate(counted)))
        for step, counted in found.by_step.items()
    )
    labels, names = tuple(thai.month_name(month) for month in found.months), [f"{month:%Y-%m}" for month in found.months]
    to_rows = listed(here.user, found.where, found.asked, targets.to_list(here), found.groups)

    def row(step: str, counted: Sequence[int | None]) -> tuple:
        by_month = [(value if seen[place] else None, to_rows(step, month=names[place])) for place, value in enumerate(counted)]
        before = (found.before[step], to_rows(step, month=progress.BEFORE))
        return str(STEPS[step]), before, by_month, (total(counted), to_rows(step, month=progress.YEAR))

    table = tuple(row(*each) for each in found.by_step.items())
    drawn = tuple(zip(charts.small_multiples(series), (each[-1] for each in table), strict=True))
    told = {"drawn": drawn, "labels": labels, "table": table, "has_before": any(found.before.values())}
    return _page(here, "progress-months", found.where.place, found.asked, groups=found.groups, **told)


def total(counts: Sequence[int | None]) -> int | None:
    """Of numbers of which none is kept back."""
    return HIDDEN if is_hidden(*counts) else sum(count or 0 for count in counts)


def agencies(here: Told, found: by_agency.Found) -> Page:
    to_rows = _referred(here, found.where)
    rows = tuple((each, here.href("progress", agency=each.organisation), to_rows(each.organisation)) for each in found.lines)
    return _page(here, "progress-agencies", found.where.place, progress.Asked(), rows=rows)


ANSWERED = {  # what narrows the list of referrals to those that a count of by_agency counts
    "sent": {"answer": "sent"},
    "answered": {"answer": "given"},
    "accepted": {"answer": "taken"},
    "declined": {"answer": "sent", "state": "declined"},
    "completed": {"state": "completed"},
    "overdue": {"late": 1},
}


def _referred(here: Told, where: Sight) -> Callable[[int], dict[str, str]]:
    """Addresses of the referrals behind the counts of an agency; "" for who does not see their households."""
    year, sees = thai.buddhist_year(here.year), sight.keeper(here.user, where).sees
    there = dict.fromkeys(NARROWING) | {"area": where.place.code, "authority": where.authority.id if where.authority else None}
    kept = there | {"fiscal": year, "targets": year}
    return lambda office: {
        name: here.href("referral-list", **kept, office=office, **narrowing) if sees else "" for name, narrowing in ANSWERED.items()
    }


def counted_again(here: Told, found: recalculated.Recalculated) -> Page:
    own, counted = (hushed.figures(found.keep, each) for each in (found.own, found.counted))
    lines = [
        (_("ครัวเรือนยากจน"), own["poor_households"], counted["poor_households"]),
        (_("คนในครัวเรือนยากจน (MPI)"), own["mpi_poor"], counted["mpi_poor"]),
        (_("คนจนเป้าหมาย"), own["target_poor"], counted["target_poor"]),
    ]
    by_dimension = tuple((key, *_pair(own[f"mpi_{key}"], counted[f"mpi_{key}"], found.keep)) for key in DIMENSIONS)
    return _page(
        here,
        "progress-recalculated",
        found.here.place,
        progress.Asked(),
        found=found,
        survey=round_name(found.here.round),
        lines=tuple((name, *_pair(before, after, found.keep)) for name, before, after in lines),
        by_dimension=by_dimension,
        rates=_rates(own, counted, found.keep),
    )


def _pair(before: int | None, after: int | None, keep: Keeper) -> tuple[int | None, int | None, int | None]:
    """Two figures and their difference, which tells of those who were measured again: as small as any other number, it is kept back, and
    with it the second, from which it could be had."""
    if before is None or after is None or is_hidden(before, after):
        return before, after, HIDDEN if is_hidden(before, after) else None
    if is_hidden(keep.one(abs(after - before))):
        return before, HIDDEN, HIDDEN
    return before, after, after - before


def _rates(own: dict, counted: dict, keep: Keeper) -> tuple[float | None, ...]:
    """Of the MPI poor, as far as their numbers are told."""
    poor = _pair(own["mpi_poor"], counted["mpi_poor"], keep)[:2]
    return tuple(percent(people, sums["members"]) for people, sums in zip(poor, (own, counted), strict=True))
