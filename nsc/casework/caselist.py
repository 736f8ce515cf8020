"""Cases as lists and counts: whose turn it is, what is late, what comes next; and those that wait for the person who asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Left
from django.utils import timezone

from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import levels, roads, sight
from nsc.casework.models import AfterCheck, Case, Handoff, Triage, Turn
from nsc.casework.sight import Sight
from nsc.errors import Refused, _
from nsc.poverty.union import DIMENSIONS, PATTERNS

PER_PAGE = 50
ANY, NONE, ALL = "", "none", "all"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What narrows a list. `state` "": all that are open; ALL. `mentor`: a number, or NONE for cases without. `mine`: that wait for who
    asks."""

    area: str = ""
    authority: int | None = None
    state: str = ""
    turn: str = ""
    triage: str = ""
    mentor: str = ""
    late: bool = False
    mine: bool = False
    handed: bool = False  # given from one level to another, and not taken yet
    emergency: bool = False
    dimension: str = ""  # failed when the case was opened
    group: str = ""  # of the roll its target is on
    newest: bool = False  # of its household; one that was closed may have been followed by another
    opened: tuple[datetime, datetime] | None = None  # from the one moment, before the other
    closed: tuple[date, date] | None = None
    upward: datetime | None = None  # sent upward by the clock after this
    checked: tuple[date, date] | None = None  # of each household the last that was checked again after it had come out of poverty
    relapsed: tuple[date, date] | None = None  # … and had fallen back


@dataclass(frozen=True)
class Line:
    number: int
    household_id: int
    area_code: str
    house_no: str  # "" where names are not for this user: a door tells as much
    has_name: bool
    state: str
    turn: str
    due_on: date | None
    is_late: bool
    is_handed: bool
    triage: str
    mentor_id: int | None
    mentor: str
    pattern: int
    is_emergency: bool
    outcome: str
    may_assign: bool
    priority: int
    opened_on: date
    visited_on: date | None
    helped_on: date | None
    closed_on: date | None


@dataclass(frozen=True)
class Listed:
    """One page. `first`: the place of its first line, from 1; 0 where there is none."""

    where: Sight
    asked: Asked
    lines: tuple[Line, ...]
    total: int
    first: int


@dataclass(frozen=True)
class Task:
    """Cases in one state that wait for the same level. `due_on`: the first of their days."""

    state: str
    turn: str
    cases: int
    late: int
    due_on: date | None


@dataclass(frozen=True)
class Load:
    """Open cases of one area: (how many, of them late) by whose turn it is."""

    area_code: str
    by_turn: dict[str, tuple[int, int]]

    @property
    def cases(self) -> int:
        return sum(cases for cases, _late in self.by_turn.values())

    @property
    def late(self) -> int:
        return sum(late for _cases, late in self.by_turn.values())


def visible_to(user: User, *, at: datetime, asked: Asked = Asked(), page: int = 1, per_page: int = PER_PAGE) -> Listed:
    """One page, the latest first, then what comes next; of closed ones the newest first. Names are for the page to add (reports.targeted
    .heads). Seven queries at most, however many cases."""
    where, rows = narrowed(user, at=at, asked=asked)
    total = rows.count()
    first = max(0, min(page - 1, (total - 1) // per_page)) * per_page
    order = ("-closed_on", "-pk") if asked.state == "closed" else ("due_on", "pk")
    numbers = list(rows.order_by(*order).values_list("pk", flat=True)[first : first + per_page])
    found = lines(user, numbers, timezone.localdate(at))
    return Listed(where, asked, found, total, first + 1 if found else 0)


def narrowed(user: User, *, at: datetime, asked: Asked) -> tuple[Sight, QuerySet[Case]]:
    """The place, and the cases there that this user sees and that fit; in no order."""
    where = sight.reading(user, area=asked.area, authority=asked.authority)
    rows = _narrowed(user, sight.seen(user, where, Case.objects.all()), asked, timezone.localdate(at))
    for days, found in ((asked.checked, Q()), (asked.relapsed, Q(has_relapsed=True))):
        rows = _checked(rows, where, AfterCheck.objects.filter(found, on__range=days)) if days else rows
    return where, rows


def _checked(rows: QuerySet[Case], where: Sight, checks: QuerySet[AfterCheck]) -> QuerySet[Case]:
    """Households are counted: where several cases of one were checked, the last stands for it."""
    later = where.of(checks, "case__").filter(case__household=OuterRef("household"), case__gt=OuterRef("pk"))
    return rows.filter(Exists(checks.filter(case=OuterRef("pk"))), ~Exists(later))


def of_number(user: User, *, at: datetime, number: int) -> Line | None:
    """One case, closed ones too; None where there is none for this user."""
    rows = Case.objects.filter(sight.within(user, Permission.HOUSEHOLD_SEE), pk=number)
    return next(iter(lines(user, list(rows.values_list("pk", flat=True)), timezone.localdate(at))), None)


def _narrowed(user: User, rows: QuerySet[Case], asked: Asked, today: date) -> QuerySet[Case]:
    known = (
        (asked.dimension, DIMENSIONS),
        (asked.state, (*roads.CASE_NEXT, ALL)),
        (asked.turn, Turn.values),
        (asked.triage, (*Triage.values, NONE)),
    )
    if any(value and value not in of for value, of in known) or not (asked.mentor in (ANY, NONE) or asked.mentor.isdecimal()):
        raise Refused(_("ไม่รู้จักตัวกรองนี้ โปรดเลือกจากรายการ"))
    if asked.state != ALL:
        rows = rows.filter(state=asked.state) if asked.state else rows.exclude(state="closed")
    if asked.turn:
        rows = rows.filter(turn=asked.turn)
    if asked.triage:
        rows = rows.filter(triage="" if asked.triage == NONE else asked.triage)
    if asked.mentor:
        rows = rows.filter(mentor=None) if asked.mentor == NONE else rows.filter(mentor=int(asked.mentor))
    if asked.late:
        rows = rows.filter(sight.late(today))
    if asked.emergency:
        rows = rows.filter(is_emergency=True)
    if asked.dimension:
        bit = 1 << DIMENSIONS.index(asked.dimension)
        rows = rows.filter(pattern__in=[pattern for pattern in range(PATTERNS) if pattern & bit])
    if asked.group:
        rows = rows.filter(target__roll__group=asked.group)
    if asked.handed:
        rows = rows.filter(pk__in=Handoff.objects.filter(state="given").values("case"))
    if asked.newest:
        rows = rows.filter(is_newest=True)
    if asked.opened:
        rows = rows.filter(opened_at__gte=asked.opened[0], opened_at__lt=asked.opened[1])
    if asked.closed:
        rows = rows.filter(closed_on__range=asked.closed)
    if asked.upward:
        sent = Handoff.objects.filter(is_escalation=True, at__gt=asked.upward)
        rows = rows.filter(pk__in=sent.values("case"))
    return rows.filter(levels.mine(user)) if asked.mine else rows


def lines(user: User, numbers: list[int], today: date) -> tuple[Line, ...]:
    """Those of `narrowed` with these numbers, in their order; three queries, four for who assigns."""
    same = Case.objects.filter(pk__in=numbers)
    found = {row.pk: row for row in same.select_related("mentor").annotate(door=F("household__house_no"))}
    named = set(same.filter(sight.within(user, Permission.NAME_SEE)).values_list("pk", flat=True))
    mine = set()
    if scope.anywhere(user, Permission.CASE_ASSIGN):
        mine = set(same.filter(sight.within(user, Permission.CASE_ASSIGN)).values_list("pk", flat=True))
    handed = set(Handoff.objects.filter(case__in=numbers, state="given").values_list("case", flat=True))
    return tuple(
        Line(
            number=row.pk,
            household_id=row.household_id,
            area_code=row.area_code,
            house_no=row.door if row.pk in named else "",
            has_name=row.pk in named,
            state=row.state,
            turn=row.turn,
            due_on=row.due_on,
            is_late=row.escalations > 0 or (row.due_on is not None and row.due_on < today),
            is_handed=row.pk in handed,
            triage=row.triage,
            mentor_id=row.mentor_id,
            mentor=row.mentor.display_name if row.mentor_id else "",
            pattern=row.pattern,
            is_emergency=row.is_emergency,
            outcome=row.outcome,
            may_assign=row.pk in mine and row.state not in ("opened", "closed"),
            priority=row.priority,
            opened_on=timezone.localdate(row.opened_at),
            visited_on=row.visited_on,
            helped_on=row.helped_on,
            closed_on=row.closed_on,
        )
        for row in map(found.__getitem__, numbers)
    )


# — counts —


def mine(user: User, *, at: datetime) -> list[Task]:
    """What waits for this person, the late first. One query."""
    today = timezone.localdate(at)
    rows = Case.objects.exclude(state="closed").filter(levels.mine(user))
    counted = rows.values("state", "turn").annotate(n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)), first=Min("due_on"))
    found = [Task(row["state"], row["turn"], row["n"], row["late"], row["first"]) for row in counted.order_by()]
    return sorted(found, key=lambda each: (-min(each.late, 1), each.due_on or date.max, each.state, each.turn))


def handed(user: User) -> int:
    """Given to a level of this person's and not taken yet. One query."""
    return (
        Case.objects.filter(levels.mine(user), pk__in=Handoff.objects.filter(state="given").values("case")).exclude(state="closed").count()
    )


def hurried(user: User) -> int:
    """Emergencies that this person may put in order. One query, none for who may not."""
    if not scope.anywhere(user, Permission.CASE_ASSIGN):
        return 0
    rows = Case.objects.filter(sight.within(user, Permission.CASE_ASSIGN), is_emergency=True)
    return rows.exclude(state="closed").count()


def tally(user: User, *, at: datetime, asked: Asked = Asked()) -> tuple[Task, ...]:
    """Every open case that lies where it is asked and that this user sees, by state and turn. One query."""
    today, where = timezone.localdate(at), sight.reading(user, area=asked.area, authority=asked.authority)
    rows = sight.seen(user, where, Case.objects.exclude(state="closed")).values("state", "turn")
    counted = rows.annotate(n=Count("pk"), late=Count("pk", filter=sight.late(today)), first=Min("due_on")).order_by()
    return tuple(Task(row["state"], row["turn"], row["n"], row["late"], row["first"]) for row in counted)


def below(user: User, *, at: datetime, area: str, digits: int, authority: int | None = None) -> list[Load]:
    """The open cases of an area one level down, the one with the most late ones first. For who sees them by area; one query."""
    today, where = timezone.localdate(at), sight.place(user, Permission.HOUSEHOLD_SEE, area=area, authority=authority)
    rows = where.of(Case.objects.exclude(state="closed")).annotate(code=Left("area_code", digits))
    counted = rows.values("code", "turn").annotate(n=Count("pk"), late=Count("pk", filter=sight.late(today))).order_by("code")
    found: dict[str, Load] = {}
    for row in counted:
        found.setdefault(row["code"], Load(row["code"], {})).by_turn[row["turn"]] = (row["n"], row["late"])
    return sorted(found.values(), key=lambda each: (-each.late, each.area_code))


def turns(counted: Iterable[tuple[str, int, int]]) -> dict[str, tuple[int, int]]:
    """Cases and late ones by whose turn it is, in the order of command, of (turn, cases, late)."""
    found = dict.fromkeys(levels.ORDER, (0, 0))
    for turn, cases, late in counted:
        had = found.get(turn, (0, 0))
        found[turn] = (had[0] + cases, had[1] + late)
    return found
