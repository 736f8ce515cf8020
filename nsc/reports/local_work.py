"""What is being done in one place: targets, cases, needs and help of the fiscal year, who does it, and which rights lie unused."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.utils import timezone

from nsc import thai
from nsc.access import scope
from nsc.access.models import Assignment, Organisation, User
from nsc.access.roles import Permission
from nsc.areas import codes
from nsc.casework import rolls, sight
from nsc.casework.models import Case, Need, Referral, State, Target
from nsc.casework.sight import Sight
from nsc.poverty import small
from nsc.reports import helped, rights
from nsc.reports.place import here
from nsc.welfare import budgets
from nsc.welfare.assistance import GIVEN
from nsc.welfare.models import Assistance, Programme

TEAM = ("district_centre", "tambon_team", "local_authority_officer", "village_head", "mentor")
SHOWN = 12  # people by name: more is a directory, and that is elsewhere
AT_THE_OFFICE = ("sent", "accepted")  # referrals that an agency has, and has not finished


@dataclass(frozen=True)
class CaseCount:
    state: str
    cases: int | None
    late: int | None


@dataclass(frozen=True)
class HelpLine:
    """Help delivered under a programme (number None: under none) in the fiscal year. `baht` None: nobody said what any of it is worth."""

    programme: int | None
    name: str
    households: int | None
    baht: Decimal | None


@dataclass(frozen=True)
class Office:
    """An agency or partner at work here: households it helped this fiscal year and baht, referrals that wait for it."""

    number: int
    name: str
    kind: str
    households: int | None
    baht: Decimal | None
    waiting: int | None


@dataclass(frozen=True)
class Worker:
    """`households`: of whom this mentor has the open case here. `email`: "" unless it is this reader's to see."""

    name: str
    role: str
    area_code: str
    office: str
    households: int
    email: str
    mentor: int | None = None


@dataclass(frozen=True)
class Work:
    """Counts of households, but `roles`: people at work here by role; `mentored`, `unmentored`: households with an open case."""

    year: int  # fiscal, CE
    targets: tuple[tuple[str, int | None], ...]
    cases: tuple[CaseCount, ...]
    unmet: int | None
    help: tuple[HelpLine, ...]
    helped_households: int | None
    delivered: Decimal
    promised: Decimal
    offices: tuple[Office, ...]
    workers: tuple[Worker, ...]
    roles: tuple[tuple[str, int], ...]
    mentored: int | None
    unmentored: int | None
    rights: rights.Summary
    budgets: tuple[budgets.Line, ...]


def of(user: User, *, at: datetime, year: int, area: str = "", authority: int | None = None) -> Work:
    """`year`: fiscal (CE). A fixed number of queries, whatever the place."""
    found = here(user, Permission.FIGURES_SEE, area=area, authority=authority)
    where, today = Sight(found.place, found.authority), timezone.localdate(at)
    sees = scope.may(user, Permission.HOUSEHOLD_SEE, where.place.code, authority=found.authority_id)
    said = (lambda count: count) if sees else small.one
    cases, mentors = _cases(where, today)
    given, whole = _help(where, year)
    mentored = sum(count for mentor, count in mentors.items() if mentor)
    return Work(
        year=year,
        targets=tuple((group, said(count)) for group, count in _targets(where, year)),
        cases=tuple(CaseCount(state, said(count), said(late)) for state, count, late in cases),
        unmet=said(_unmet(where)),
        help=tuple(HelpLine(number, name, said(homes), baht) for number, name, homes, baht in given),
        helped_households=said(whole["households"]),
        delivered=whole["delivered"] or Decimal(0),
        promised=whole["promised"] or Decimal(0),
        offices=tuple(_offices(where, year, said)),
        workers=_workers(user, where, mentors, today) if sees else (),
        roles=_roles(where, mentors, today),
        mentored=said(mentored),
        unmentored=said(mentors.get(None, 0)),
        rights=rights.of_place(where, on=today),
        budgets=_budgets(user, where, year),
    )


def _targets(where: Sight, year: int) -> list[tuple[str, int]]:
    """Households on each roll in use, but for those struck from it."""
    in_use = {roll.pk: group for group, roll in rolls.in_use(year).items()}
    rows = where.of(Target.objects.filter(roll__in=list(in_use)).exclude(state=State.REMOVED)).order_by()
    counted = dict(rows.values_list("roll").annotate(n=Count("pk")))
    return [(group, counted.get(number, 0)) for number, group in in_use.items()]


def _cases(where: Sight, today: date) -> tuple[list[tuple[str, int, int]], dict[int | None, int]]:
    """(state, cases, late) of each household's newest case; and open cases by mentor. One query."""
    rows = where.of(Case.objects.filter(is_newest=True)).order_by().values_list("state", "mentor")
    states: dict[str, list[int]] = {}
    mentors: Counter[int | None] = Counter()
    for state, mentor, cases, late in rows.annotate(n=Count("pk"), late=Count("pk", filter=sight.late(today))):
        sums = states.setdefault(state, [0, 0])
        sums[0] += cases
        if state != "closed":
            sums[1] += late
            mentors[mentor] += cases
    return [(state, *sums) for state, sums in states.items()], dict(mentors)


def _unmet(where: Sight) -> int:
    rows = where.of(Need.objects.filter(state__in=("open", "planned")))
    return rows.aggregate(n=Count("household", distinct=True))["n"]


def _help(where: Sight, year: int) -> tuple[list[tuple], dict]:
    rows = helped.in_year(where.of(Assistance.objects.all()), *thai.fiscal_year_bounds(thai.buddhist_year(year))).order_by()
    whole = rows.aggregate(
        households=Count("household", distinct=True, filter=Q(state__in=GIVEN)),
        delivered=Sum("baht", filter=Q(state__in=GIVEN)),
        promised=Sum("baht", filter=Q(state="promised")),
    )
    given = rows.filter(state__in=GIVEN).values_list("programme").annotate(n=Count("household", distinct=True), baht=Sum("baht"))
    names = dict(Programme.objects.values_list("pk", "name"))
    lines = [(number, names.get(number, ""), homes, baht) for number, homes, baht in given]
    return sorted(lines, key=lambda line: (-(line[3] or 0), -line[2], line[1])), whole


def _offices(where: Sight, year: int, said):
    rows = helped.in_year(where.of(Assistance.objects.exclude(organisation=None)), *thai.fiscal_year_bounds(thai.buddhist_year(year)))
    given = {
        number: (homes, baht)
        for number, homes, baht in rows.filter(state__in=GIVEN)
        .order_by()
        .values_list("organisation")
        .annotate(n=Count("household", distinct=True), baht=Sum("baht"))
    }
    waiting = dict(
        where.of(Referral.objects.filter(state__in=AT_THE_OFFICE)).order_by().values_list("organisation").annotate(n=Count("pk"))
    )
    for row in Organisation.objects.filter(pk__in={*given, *waiting}).order_by("name"):
        homes, baht = given.get(row.pk, (0, None))
        yield Office(row.pk, row.name, str(row.get_kind_display()), said(homes), baht, said(waiting.get(row.pk, 0)))


# — who —


def _assigned(where: Sight, today: date):
    """Roles in force that are held just here: over the place itself or inside it; of a village also those of its tambon."""
    code = where.place.code
    rows = Assignment.objects.filter(role__in=TEAM, ended_at=None, valid_from__lte=today, user__is_active=True)
    rows = rows.filter(Q(valid_until=None) | Q(valid_until__gte=today))
    if where.authority:
        return rows.filter(authority=where.authority.id)
    top = code[: codes.LENGTH[codes.TAMBON]] if len(code) > codes.LENGTH[codes.TAMBON] else code
    low, beyond = codes.bounds(code)
    inside = Q(area_code__gte=low) & (Q(area_code__lt=beyond) if beyond else Q())
    return rows.filter(inside | Q(area_code=top))


def _roles(where: Sight, mentors: dict[int | None, int], today: date) -> tuple[tuple[str, int], ...]:
    """People by role; mentors are those who have a case here, wherever their role was given."""
    rows = _assigned(where, today).exclude(role="mentor").order_by()
    counted = dict(rows.values_list("role").annotate(n=Count("user", distinct=True)))
    counted["mentor"] = sum(1 for mentor in mentors if mentor)
    return tuple((role, counted[role]) for role in TEAM if counted.get(role))


def _workers(user: User, where: Sight, mentors: dict[int | None, int], today: date) -> tuple[Worker, ...]:
    """By name, the team first and then who looks after most. Their address for who hands out cases here or keeps their accounts."""
    place = where.place.code
    may_write = any(scope.may(user, each, place) for each in (Permission.CASE_ASSIGN, Permission.USER_CREATE))
    most = sorted((mentor for mentor in mentors if mentor), key=lambda mentor: (-mentors[mentor], mentor))[:SHOWN]
    rows = list(_assigned(where, today).exclude(role="mentor").select_related("user", "organisation").order_by("area_code", "pk")[:SHOWN])
    found = [
        Worker(row.user.display_name, row.role, row.area_code, row.organisation.name if row.organisation else "", 0, row.user.email)
        for row in sorted(rows, key=lambda row: (TEAM.index(row.role), row.area_code))
    ]
    people = User.objects.in_bulk(most)
    found += [Worker(people[each].display_name, "mentor", "", "", mentors[each], people[each].email, each) for each in most]
    return tuple(found if may_write else [replace(line, email="") for line in found])


def _budgets(user: User, where: Sight, year: int) -> tuple[budgets.Line, ...]:
    """Those kept for this amphoe: a budget is the province's or an amphoe's, and the province's is not this place's alone."""
    if where.authority or len(where.place.code) != codes.LENGTH[codes.AMPHOE]:
        return ()
    return tuple(line for line in budgets.visible_to(user, year=year, area=where.place.code) if line.area_code == where.place.code)
