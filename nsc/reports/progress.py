"""How far the households of a fiscal year's target rolls have come: from target to out of poverty, month by month, and who is late.

A household counts once, on however many rolls in use it stands; its marks are the days of its newest case. All is counted from indexed
rows, so that the verbs of casework keep no sums and do not wait for one another.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import add

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from nsc import thai
from nsc.access import audit
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import codes, places
from nsc.casework import rolls, sight, worklist
from nsc.casework.models import AfterCheck, Case, Group, Referral, Roll, State, Target
from nsc.casework.sight import Sight
from nsc.errors import Refused, _
from nsc.poverty.small import Keeper
from nsc.poverty.tally import percent
from nsc.poverty.union import DIMENSIONS, PATTERNS
from nsc.welfare.models import Assistance

MARKS = {  # what is counted: the field of the case that says on which day
    "visited": "visited_on",
    "planned": "planned_on",
    "referred": "referred_on",
    "helped": "helped_on",
    "followed_up": "followed_up_on",
    "out_of_poverty": "out_on",
}
STEPS = ("targets", "verified", *MARKS)
FIELDS = (*STEPS, "overdue")
COLUMNS = ["code", "name", *FIELDS]
YEAR, BEFORE = "year", "before"  # what an address may say in a month's place: all of the fiscal year, all that was earlier
WITH_THE_OFFICE = ("drafted", "forwarded", "withdrawn")  # a referral that has not left the chain, or was taken back: no agency's yet


@dataclass(frozen=True)
class Asked:
    """Whose progress: of one group's roll, of households that failed a dimension when they were listed, of those that an agency was asked
    to help or helped."""

    group: str = ""
    dimension: str = ""
    agency: int | None = None


@dataclass(frozen=True)
class Reached:
    """Households by what they have reached, HIDDEN where that is kept back. `overdue`: whose next step, of the roll or of the case, is past
    its day."""

    targets: int | None = 0
    verified: int | None = 0
    visited: int | None = 0
    planned: int | None = 0
    referred: int | None = 0
    helped: int | None = 0
    followed_up: int | None = 0
    out_of_poverty: int | None = 0
    overdue: int | None = 0

    @property
    def late(self) -> float | None:
        """Per cent of the targets."""
        return percent(self.overdue, self.targets)


@dataclass(frozen=True)
class Relapse:
    """Of households of the place that had come out of poverty: how many were checked again in the fiscal year, how many had fallen back.
    Whatever roll they stand on now."""

    checked: int | None
    relapsed: int | None

    @property
    def rate(self) -> float | None:
        """Per cent; None where none was checked."""
        return percent(self.relapsed, self.checked)


@dataclass(frozen=True)
class Found:
    """`by_area`: one level below the place, or as many digits as were asked for, by code; `groups`: of the rolls in use."""

    where: Sight
    asked: Asked
    whole: Reached
    by_area: tuple[tuple[str, Reached], ...]
    relapse: Relapse
    groups: tuple[str, ...]

    @property
    def behind(self) -> list[tuple[str, Reached]]:
        """The areas with late work, the largest share of their targets first."""
        return sorted((each for each in self.by_area if each[1].overdue), key=lambda each: (-(each[1].late or 0), each[0]))


@dataclass(frozen=True)
class Months:
    """`by_step`: households that reached it, by the months (their first days) of the fiscal year; `before`: earlier than these."""

    where: Sight
    asked: Asked
    months: tuple[date, ...]
    by_step: Mapping[str, tuple[int | None, ...]]
    before: Mapping[str, int | None]
    groups: tuple[str, ...]


def of(
    user: User,
    *,
    at: datetime,
    year: int,
    area: str = "",
    authority: int | None = None,
    asked: Asked = Asked(),
    digits: int | None = None,
) -> Found:
    """`year`: fiscal, CE. Four queries for one roll in use, and one more for each further one, whatever the area."""
    where, chosen, in_use = _place(user, year, area, asked, authority)
    length = digits or min(len(where.place.code) + 2, codes.LENGTH[codes.VILLAGE])
    keep = sight.keeper(user, where)
    whole, by_area = _told(_sums(where, chosen, asked, timezone.localdate(at), length), keep)
    return Found(where, asked, whole, by_area, _relapse(where, year, keep), tuple(in_use))


def counted(where: Sight, *, at: datetime, year: int, asked: Asked, digits: int, fields: Collection[str] = FIELDS) -> dict[str, Reached]:
    """By area as they are, of a place that its reader may see: for a question that keeps back small numbers itself. `fields`: those that
    are asked for besides the targets; the others are not counted, and nought."""
    _in_use, chosen = _chosen(year, asked)
    return {code: Reached(*sums) for code, sums in _sums(where, chosen, asked, timezone.localdate(at), digits, fields).items()}


def _sums(
    where: Sight, chosen: Sequence[Roll], asked: Asked, today: date, length: int, fields: Collection[str] = FIELDS
) -> dict[str, list[int]]:
    """In the order of FIELDS, by area."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0] * len(FIELDS))
    for code, targets, verified, overdue in _on_rolls(where, chosen, asked, today, fields):
        line = sums[code[:length]]
        line[0] += targets
        line[1] += verified
        line[-1] += overdue
    for code, *counted in _in_cases(where, chosen, asked, today, fields):
        line = sums[code[:length]]
        line[2:] = map(add, line[2:], counted)
    return {code: sums[code] for code in sorted(sums)}


def _told(sums: Mapping[str, Sequence[int]], keep: Keeper) -> tuple[Reached, tuple[tuple[str, Reached], ...]]:
    """The whole and its areas, each mark of so many targets."""
    whole = [sum(column) for column in zip(*sums.values(), strict=True)] or [0] * len(FIELDS)
    rows = {"": whole} | dict(sums)
    columns = [
        keep.table({code: (row[place], row[0] if place else None) for code, row in rows.items()}, [("", list(sums))])
        for place in range(len(FIELDS))
    ]
    told = {code: Reached(*(column[code] for column in columns)) for code in rows}
    return told[""], tuple((code, told[code]) for code in sums)


def households(
    where: Sight, *, at: datetime, year: int, asked: Asked, step: str, days: tuple[date, date] | None = None
) -> QuerySet[Target]:
    """The targets whom a figure of `of` counts, each household once: as it stands on the first roll that says so of it. `step`: one of
    FIELDS; `days`: those who reached it between these, as `by_month` counts them."""
    _in_use, chosen = _chosen(year, asked)
    if days and step == "verified":
        return where.of(_first_verified(chosen, asked)).filter(verified_on__range=days)
    today, once = timezone.localdate(at), Q(pk__in=[])
    for place, roll in enumerate(chosen):
        before = Exists(_same(chosen[:place], asked).filter(_reached(step, chosen[:place], today)))
        once |= Q(roll=roll) & (~before if place else Q())
    rows = where.of(_targets(chosen, asked)).filter(_reached(step, chosen, today), once)
    return rows.filter(Exists(_newest(**{f"{MARKS[step]}__range": days}))) if days else rows


def days_of(month: str, year: int) -> tuple[date, date] | None:
    """The first and the last day of a month ("2026-11"), of the fiscal year (CE) as a whole (YEAR), and of all that was BEFORE it; None
    for anything else."""
    first, last = thai.fiscal_year_bounds(thai.buddhist_year(year))
    if month in (YEAR, BEFORE):
        return (first, last) if month == YEAR else (date.min, first - timedelta(days=1))
    return thai.month_bounds(month)


def _newest(**such: object) -> QuerySet[Case]:
    """Inside a question about targets: the newest case of each household."""
    return Case.objects.filter(household=OuterRef("household"), is_newest=True, **such)


def _reached(step: str, of: Sequence[Roll], today: date) -> Q:
    """Of a target, as the figures count it."""
    if step in ("targets", "verified"):
        return Q() if step == "targets" else ~Q(result="")
    if step == "overdue":
        return _late(of, today) | Exists(_newest().filter(~Q(state="closed") & sight.late(today)))
    return Q(Exists(_newest(**{f"{MARKS[step]}__isnull": False})))


def table(*, by: User, at: datetime, year: int, area: str = "", asked: Asked = Asked()) -> tuple[list[str], list[list]]:
    """As `of`, for a file: the columns of `nsc progress`. Sending it out is recorded."""
    found = of(by, at=at, year=year, area=area, asked=asked)
    rows = lines(found)
    detail = " ".join(filter(None, (str(year), asked.group, asked.dimension, f"agency={asked.agency}" if asked.agency else "")))
    audit.record(by=by, at=at, verb="progress.export", place=found.where.place.code, count=len(rows), detail=detail)
    return COLUMNS, rows


def lines(found: Found) -> list[list]:
    """A row an area, in COLUMNS."""
    names = places.names(code for code, _each in found.by_area)
    return [[code, names[code], *(getattr(each, name) for name in FIELDS)] for code, each in found.by_area]


def by_month(user: User, *, year: int, area: str = "", asked: Asked = Asked(), steps: Collection[str] = STEPS[1:]) -> Months:
    """Of these steps."""
    where, chosen, in_use = _place(user, year, area, asked)
    months = tuple(date(year - (month >= 10), month, 1) for month in (10, 11, 12, *range(1, 10)))
    number = {f"{month:%Y-%m}": place for place, month in enumerate(months)}
    counted = {step: [0] * len(months) for step in STEPS[1:] if step in steps}
    before = dict.fromkeys(counted, 0)
    for step, said, households in _monthly(where, chosen, asked, steps):
        if said in number:
            counted[step][number[said]] += households
        elif said < f"{months[0]:%Y-%m}":
            before[step] += households
    keep = sight.keeper(user, where)
    told = {step: keep.parts((before[step], *each)) for step, each in counted.items()}
    return Months(
        where, asked, months, {step: each[1:] for step, each in told.items()}, {step: each[0] for step, each in told.items()}, tuple(in_use)
    )


def _place(user: User, year: int, area: str, asked: Asked, authority: int | None = None) -> tuple[Sight, list[Roll], dict[str, Roll]]:
    """Where, the rolls that count, the largest first, and all in use by group."""
    if asked.group not in ("", *Group.values) or asked.dimension not in ("", *DIMENSIONS):
        raise Refused(_("ไม่รู้จักตัวกรองนี้ โปรดเลือกจากรายการ"))
    where = sight.place(user, Permission.FIGURES_SEE, area=area, authority=authority)
    in_use, chosen = _chosen(year, asked)
    return where, chosen, in_use


def _chosen(year: int, asked: Asked) -> tuple[dict[str, Roll], list[Roll]]:
    in_use = rolls.in_use(year)
    chosen = [roll for group, roll in in_use.items() if asked.group in ("", group)]
    return in_use, sorted(chosen, key=lambda roll: (-roll.households, roll.pk))


def _targets(of: Collection[Roll], asked: Asked) -> QuerySet[Target]:
    return _narrowed(Target.objects.filter(roll__in=[roll.pk for roll in of]).exclude(state=State.REMOVED), asked)


def _same(of: Sequence[Roll], asked: Asked) -> QuerySet[Target]:
    """On these rolls, the household of the row outside."""
    return _narrowed(sight.same_household(of), asked)


def _narrowed(rows: QuerySet[Target], asked: Asked) -> QuerySet[Target]:
    if asked.dimension:
        bit = 1 << DIMENSIONS.index(asked.dimension)
        rows = rows.filter(pattern__in=[pattern for pattern in range(PATTERNS) if pattern & bit])
    if asked.agency:
        referred = Referral.objects.filter(organisation=asked.agency, household=OuterRef("household"))
        given = Assistance.objects.filter(organisation=asked.agency, household=OuterRef("household"))
        rows = rows.filter(Exists(referred.exclude(state__in=WITH_THE_OFFICE)) | Exists(given.exclude(state="withdrawn")))
    return rows


def _on_rolls(
    where: Sight, chosen: Sequence[Roll], asked: Asked, today: date, fields: Collection[str]
) -> Iterator[tuple[str, int, int, int]]:
    """(area code, targets, verified, overdue by the roll), roll by roll: a household counts for the first that says so of it."""
    for place, roll in enumerate(chosen):
        same = _same(chosen[:place], asked)
        targets, verified, late = Q(), ~Q(result=""), _late([roll], today)
        if place:
            targets, verified = ~Exists(same), verified & ~Exists(same.exclude(result=""))
            late &= ~Exists(same.filter(_late(chosen[:place], today)))
        rows = where.of(_targets([roll], asked)).values("area_code").order_by()
        wanted = {"n": targets} | {name: each for name, each in (("verified", verified), ("overdue", late)) if name in fields}
        for row in rows.annotate(**{f"{name}_": Count("pk", filter=each) for name, each in wanted.items()}):
            yield row["area_code"], row["n_"], row.get("verified_", 0), row.get("overdue_", 0)


def _late(of: Sequence[Roll], today: date) -> Q:
    late = Q(pk__in=[])
    for roll in of:
        late |= Q(roll=roll, state__in=worklist.late_states(roll, today))
    return late


def _in_cases(
    where: Sight, chosen: Sequence[Roll], asked: Asked, today: date, fields: Collection[str]
) -> Iterator[tuple[str, *tuple[int, ...]]]:
    """(area code, each of MARKS, cases overdue whose household is not overdue by its roll)."""
    wanted = {f"{step}_": Count(field) for step, field in MARKS.items() if step in fields}
    if "overdue" in fields:
        by_roll = Exists(_same(chosen, asked).filter(_late(chosen, today)))
        wanted["overdue_"] = Count("pk", filter=~Q(state="closed") & sight.late(today) & ~by_roll)
    if wanted:
        for row in _cases(where, chosen, asked).values("area_code").annotate(**wanted).order_by():
            yield row["area_code"], *(row.get(f"{name}_", 0) for name in (*MARKS, "overdue"))


def _cases(where: Sight, chosen: Sequence[Roll], asked: Asked) -> QuerySet[Case]:
    """The newest of each household of these rolls."""
    return where.of(Case.objects.filter(Exists(_same(chosen, asked)), is_newest=True))


def _relapse(where: Sight, year: int, keep: Keeper) -> Relapse:
    checked = AfterCheck.objects.filter(on__gte=date(year - 1, 10, 1), on__lt=date(year, 10, 1))
    found = where.of(checked, "case__").aggregate(
        checked=Count("case__household", distinct=True), relapsed=Count("case__household", filter=Q(has_relapsed=True), distinct=True)
    )
    return Relapse(keep.one(found["checked"]), keep.one(found["relapsed"], found["checked"]))


def _monthly(where: Sight, chosen: Sequence[Roll], asked: Asked, steps: Collection[str]) -> Iterator[tuple[str, str, int]]:
    """(step, "2026-11", households)."""
    if "verified" in steps:
        yield from _verified(where, chosen, asked)
    marks = [step for step in MARKS if step in steps]
    months = {f"{step}_month": _month(MARKS[step]) for step in marks}
    rows = _cases(where, chosen, asked).annotate(**months).values_list(*months).annotate(n=Count("pk")).order_by() if marks else ()
    for *said, households in rows:
        for step, month in zip(marks, said, strict=True):
            if month:
                yield step, month, households


def _first_verified(chosen: Sequence[Roll], asked: Asked) -> QuerySet[Target]:
    """A household is verified on the first day on which any of its rolls says so."""
    every = _targets(chosen, asked)
    sooner = Q(verified_on__lt=OuterRef("verified_on")) | Q(verified_on=OuterRef("verified_on"), pk__lt=OuterRef("pk"))
    first = every.filter(verified_on__isnull=False)
    return first.filter(~Exists(every.filter(sooner, household=OuterRef("household")))) if len(chosen) > 1 else first


def _verified(where: Sight, chosen: Sequence[Roll], asked: Asked) -> Iterator[tuple[str, str, int]]:
    first = where.of(_first_verified(chosen, asked))
    for said, households in first.values_list(_month("verified_on")).annotate(n=Count("pk")).order_by():
        yield "verified", said, households


def _month(field: str) -> Substr:
    """ "2026-11" of a date, by what both databases do themselves: their truncation of dates is a call into Python on SQLite."""
    return Substr(Cast(field, CharField()), 1, 7)
