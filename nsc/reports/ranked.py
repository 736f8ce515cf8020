"""Which households come first in an area, and why. Ranks are competition ranks within the list shown: 1, 2, 2, 4."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db.models import Count, F, QuerySet

from nsc import bulk
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import codes, places
from nsc.errors import Refused, _
from nsc.poverty import priority
from nsc.poverty.change import State
from nsc.poverty.union import DIMENSIONS, PATTERNS
from nsc.reports.names import shown_name
from nsc.reports.place import Here, here
from nsc.surveys import assessment, responses, sets, tallies, transitions
from nsc.surveys.models import Member, Response

PER_PAGE = 50
POORS = ("mpi", "target")
BITS = range(1, 63)  # numbers of indicators and problems that a mask of the database holds
BECAME = {"fell": State.FELL, "stayed": State.STAYED_POOR, "new": State.NEW_POOR}  # those who escaped are on no list of the poor


@dataclass(frozen=True)
class Asked:
    """What narrows the list: whose poverty counts, a dimension, an indicator or another problem."""

    poor: str = "mpi"  # mpi: the household is poor; target: with at least one validated member
    dimension: str = ""
    issue: int | None = None  # an indicator's number, or 100 + another problem's
    pattern: int | None = None  # exactly these dimensions (bits)
    number: int | None = None  # exactly so many dimensions
    became: str = ""  # since the round before: a key of BECAME

    @property
    def patterns(self) -> tuple[int, ...]:
        """The combinations of dimensions that fit."""
        bit = 1 << DIMENSIONS.index(self.dimension) if self.dimension else 0
        return tuple(
            each
            for each in range(1, PATTERNS)
            if each & bit == bit and self.pattern in (None, each) and self.number in (None, each.bit_count())
        )


@dataclass(frozen=True)
class Line:
    household_id: int
    rank: int
    tied: int
    head: str  # masked unless this user may read names
    has_name: bool
    house_no: str  # "" where the name is masked
    moo: str
    area_code: str
    place: str
    people: int
    pattern: int
    score: int
    reasons: tuple[priority.Reason, ...]


@dataclass(frozen=True)
class Ranked:
    here: Here
    asked: Asked
    lines: tuple[Line, ...]
    total: int
    first: int
    version: str
    has_names: bool


def households(
    user: User,
    *,
    at: datetime,
    area: str = "",
    year: int | None = None,
    authority: int | None = None,
    asked: Asked = Asked(),
    page: int = 1,
) -> Ranked:
    """One page of the list. Where it shows names, the opening is recorded."""
    if asked.poor not in POORS or (asked.dimension and asked.dimension not in DIMENSIONS):
        raise Refused(_("ไม่รู้จักตัวกรองนี้ โปรดเลือกจากรายการ"))
    if (asked.became and asked.became not in BECAME) or (asked.issue and _bit(asked.issue) not in BITS):
        raise Refused(_("ไม่รู้จักตัวกรองนี้ โปรดเลือกจากรายการ"))
    if asked.issue in sensitive():
        raise Refused(_("ปัญหานี้เป็นเรื่องอ่อนไหว จึงแสดงเฉพาะจำนวน ผู้ที่มีสิทธิเห็นชื่อดูได้ในแฟ้มครัวเรือนทีละครัวเรือน"))
    where = place(user, area=area, year=year, authority=authority)
    rows, is_handed = _narrowed(_within(where), asked, where), sees_only_handed(user)
    if is_handed:
        rows = rows.filter(scope.within(user, Permission.HOUSEHOLD_SEE, household="household_id"))
    total = rows.count() if is_handed else _total(where, asked, rows)
    first = max(0, min(page - 1, (total - 1) // PER_PAGE)) * PER_PAGE
    chosen = list(rows.order_by("-priority", "id").values_list("id", flat=True)[first : first + PER_PAGE])
    may_read = scope.may(user, Permission.NAME_SEE, where.place.code, authority=where.authority_id)
    named = set(chosen) if may_read else set()
    if is_handed:
        mine = rows.filter(scope.within(user, Permission.NAME_SEE, household="household_id"), pk__in=chosen)
        named = set(mine.values_list("pk", flat=True))
    has_names = bool(named)
    lines = _lines(where, rows, chosen, named)
    if has_names and lines:
        audit.seen(
            by=user,
            at=at,
            what="priority_list",
            place=where.place.code,
            count=len(lines),
            detail=f"{where.round.survey_year} page {page}",
            households=[line.household_id for line in lines if line.has_name],
        )
    return Ranked(where, asked, tuple(lines), total, first + 1 if total else 0, where.round.priority_version, has_names)


def place(user: User, *, area: str = "", year: int | None = None, authority: int | None = None) -> Here:
    """Where the list is read: for who sees households only when they are handed over, the area of their figures."""
    permission = Permission.FIGURES_SEE if sees_only_handed(user) else Permission.HOUSEHOLD_SEE
    return here(user, permission, area=area, year=year, authority=authority)


def sees_only_handed(user: User) -> bool:
    """A mentor, an agency: no area of their own, but households that were handed to them."""
    by_place = scope.areas(user, Permission.HOUSEHOLD_SEE) or scope.authorities(user, Permission.HOUSEHOLD_SEE)
    return not by_place and scope.anywhere(user, Permission.HOUSEHOLD_SEE)


def _within(where: Here) -> QuerySet[Response]:
    rows = responses.live_in(where.round).filter(responses.POOR)
    if where.authority:
        return rows.filter(authority=where.authority.id)
    return rows if where.digits == codes.LENGTH[codes.PROVINCE] else rows.filter(places.within(where.place.code))


def _bit(issue: int) -> int:
    """The number of an indicator, or of another problem, counted from 1."""
    return issue if issue < tallies.PROBLEMS else issue - tallies.PROBLEMS


def sensitive() -> frozenset[int]:
    """Problems (as in Asked.issue) that no list may be narrowed by: being on it would tell."""
    return frozenset(tallies.PROBLEMS + each.number for each in sets.problems() if each.is_sensitive)


def _narrowed(rows: QuerySet[Response], asked: Asked, where: Here) -> QuerySet[Response]:
    if asked.poor == "target":
        rows = rows.filter(responses.TARGET)
    if len(asked.patterns) < PATTERNS - 1:
        rows = rows.filter(pattern__in=asked.patterns)
    if asked.issue and asked.issue < tallies.PROBLEMS:
        rows = rows.alias(fails=F("failed").bitand(1 << (asked.issue - 1))).exclude(fails=0)
    elif asked.issue:
        rows = rows.alias(suffers=F("problems").bitand(1 << (asked.issue - tallies.PROBLEMS - 1))).exclude(suffers=0)
    return _became(rows, asked.became, where) if asked.became else rows


def _became(rows: QuerySet[Response], became: str, where: Here) -> QuerySet[Response]:
    """Since the first round nobody became anything. Who stayed, the row knows; who fell and who is new, the round before."""
    if where.before is None:
        return rows.none()
    if became == "stayed":
        return rows.filter(rounds_poor__gte=2)
    then = responses.was_asked(where.before)
    return rows.filter(then if became == "fell" else ~then, rounds_poor=1)


def _total(where: Here, asked: Asked, rows: QuerySet[Response]) -> int:
    """From the cube where it holds the number; counted otherwise."""
    if asked.became and asked == Asked(became=asked.became):
        moves = transitions.of_areas(where.round, digits=where.digits, within=where.area, authority=where.authority_id).get(where.area, {})
        return moves.get(BECAME[asked.became], (0, 0))[0]
    if asked.poor != "mpi" or asked.issue or asked.became:
        return rows.count()
    sums = tallies.patterns_of(where.round, digits=where.digits, within=where.area, authority=where.authority_id).get(where.area)
    if sums is None:
        return 0
    return sum(sums.patterns[each].households for each in asked.patterns)


def _lines(where: Here, rows: QuerySet[Response], chosen: list[int], named: set[int]) -> list[Line]:
    if not chosen:
        return []
    found = Response.objects.in_bulk(chosen)
    ordered = [found[pk] for pk in chosen]
    scores = sorted({response.priority for response in ordered}, reverse=True)
    tied = dict(rows.filter(priority__in=scores).values_list("priority").annotate(n=Count("id")))
    rank, ranks = rows.filter(priority__gt=scores[0]).count() + 1, {}
    for score in scores:
        ranks[score] = rank
        rank += tied[score]
    members = bulk.read(
        Member.objects.filter(response_id__in=chosen).order_by("id"),
        {"response_id": pl.Int64, "title": pl.String, "first_name": pl.String, "last_name": pl.String, "relation": pl.String}
        | {"age": pl.Int64, "health": pl.Int64, "self_care": pl.Boolean},
    )
    heads = {row["response_id"]: row for row in members.reverse().sort(pl.col("relation").str.starts_with("หัวหน้า")).iter_rows(named=True)}
    scored = assessment.scored_again(ordered, members, where.round)
    return [
        Line(
            household_id=response.household_id,
            rank=ranks[response.priority],
            tied=tied[response.priority],
            head=shown_name(heads.get(response.pk), response.pk in named),
            has_name=response.pk in named,
            house_no=response.house_no if response.pk in named else "",
            moo=response.moo,
            area_code=response.area_code,
            place=places.name(response.area_code),
            people=response.people,
            pattern=response.pattern,
            score=response.priority,
            reasons=tuple(scored.reasons(n) if response.pk in named else priority.open_to_all(scored.reasons(n))),
        )
        for n, response in enumerate(ordered)
    ]
