"""Which households come first in an area, and why. Ranks are competition ranks within the list shown: 1, 2, 2, 4."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import starmap

import numpy as np
from numpy.typing import NDArray

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework.models import Case
from nsc.errors import Refused, _
from nsc.poverty import priority, special
from nsc.reports import listing, masked, overview, sifting, tabled
from nsc.reports.listing import Column, Filter, Group, Grouping
from nsc.reports.place import Here, here
from nsc.reports.sifting import Asked, Chosen
from nsc.statements import Among
from nsc.surveys import assessment, shelf
from nsc.surveys.models import Member, Response
from nsc.surveys.names import HEAD, shown_name
from nsc.surveys.shelf import Homes

PER_PAGE = listing.PER_PAGE
_ALL = Asked()
LEVELS = {"amphoe": 4, "tambon": 6, "village": 8}
BECAME = {
    "fell": _("ตกเกณฑ์ใหม่"),
    "stayed": _("ยังตกเกณฑ์ทั้งสองรอบ"),
    "new": _("ครัวเรือนใหม่ที่ตกเกณฑ์"),
    "escaped": _("พ้นเกณฑ์ความยากจน"),
}
NAMING = frozenset({"head", "special"})
HOUSEHOLDS = listing.Listing(
    "households",
    columns=(
        Column("rank", _("ลำดับ"), "number", card="rank"),
        Column("head", _("หัวหน้าครัวเรือน"), "link", card="title"),
        Column("number", _("ครัวเรือนเลขที่"), "number", shown=False),
        Column("place", _("ที่อยู่"), sorts=True, card="line"),
        Column("people", _("สมาชิก"), "number", sorts=True, largest_first=True, card="label"),
        Column("dims", _("ตกเกณฑ์มิติ"), "dims", sorts=True, largest_first=True, card="corner"),
        Column("why", _("ทำไมจึงอยู่ลำดับนี้"), card="line"),
        Column("case", _("เคส"), "tag", card="line"),
        Column("visited", _("เยี่ยมล่าสุด"), "date", shown=False, card="label"),
        Column("rounds", _("รอบที่ตกเกณฑ์ติดกัน"), "number", sorts=True, largest_first=True, shown=False, card="label"),
        Column("validated", _("คนจนเป้าหมาย"), "number", sorts=True, largest_first=True, shown=False, card="label"),
        Column("special", _("กลุ่มพิเศษ"), shown=False, personal=True, card="line"),
        Column("score", _("คะแนน"), "number", sorts=True, largest_first=True),
    ),
    filters=(
        sifting.COUNTED,
        Filter("became", _("เทียบรอบก่อน"), values=tuple(BECAME.items())),
        Filter("case", _("เคส"), values=(("open", _("มีเคสเปิดอยู่")), ("none", _("ยังไม่มีเคส")))),
        Filter("visited", _("การเยี่ยม"), values=(("yes", _("เยี่ยมแล้ว")), ("no", _("ยังไม่ได้เยี่ยม")))),
        Filter("helped", _("ความช่วยเหลือ"), values=(("no", _("ปีนี้ยังไม่ได้รับ")),)),
        Filter("score", _("คะแนน"), "range"),
        Filter("rounds", _("รอบที่ตกเกณฑ์ติดกัน"), "range"),
        Filter("everyone", _("ทุกครัวเรือน จนหรือไม่ก็ตาม"), "flag"),
        *sifting.BY_ADDRESS,
    ),
    groupings=(
        Grouping("amphoe", _("อำเภอ")),
        Grouping("tambon", _("ตำบล")),
        Grouping("village", _("หมู่บ้าน")),
        Grouping("number", _("จำนวนมิติ")),
        Grouping("became", _("เทียบรอบก่อน")),
    ),
    sort="-score",
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
    people: int
    pattern: int
    score: int
    reasons: tuple[priority.Reason, ...]
    rounds_poor: int
    validated: int | None
    specials: int  # bits of poverty.special; 0 where the name is masked: they tell of health
    case: str  # state of its newest case, "" where there is none
    visited_on: date | None


@dataclass(frozen=True)
class Ranked:
    here: Here
    asked: Asked
    lines: tuple[Line, ...]
    total: int
    first: int
    version: str
    has_names: bool
    groups: tuple[Group, ...] = ()


def households(
    user: User,
    *,
    at: datetime,
    area: str = "",
    year: int | None = None,
    authority: int | None = None,
    asked: Asked = _ALL,
    page: int = 1,
    order: tuple[str, bool] = ("score", True),
    by: str = "",
) -> Ranked:
    """One page of the list. Where it shows names, the opening is recorded. `order`, `by`: as in listing.Asked. Where nothing says whose
    poverty counts (`poor` ""), target poor where they are known."""
    where = place(user, area=area, year=year, authority=authority)
    asked = asked if asked.poor else replace(asked, poor=_usual(where))
    may_read = scope.may(user, Permission.NAME_SEE, where.place.code, authority=where.authority_id)
    is_handed = sees_only_handed(user)
    sifting.check(asked, may_read=may_read or is_handed)
    by_name = asked.special in special.OF_HEALTH  # then, of what was handed over, only where the name went with it
    only = sifting.handed(user, Permission.NAME_SEE if by_name else Permission.HOUSEHOLD_SEE, where) if is_handed else None
    homes, chosen = sifting.sift(where, asked, at=at, only=only)
    first = listing.start(page, len(chosen), PER_PAGE)
    named = sifting.handed(user, Permission.NAME_SEE, where) if only is not None else None
    shown = _in_order(homes, chosen, order, has_doors=may_read)[first : first + PER_PAGE]
    is_named = np.isin(homes.household_id[shown], named) if named is not None else np.full(len(shown), may_read)
    lines = _lines(homes, chosen, shown, is_named, where)
    if is_named.any():
        audit.seen(
            by=user,
            at=at,
            what="priority_list",
            place=where.place.code,
            count=len(lines),
            detail=f"{where.round.survey_year} page {page}",
            households=[line.household_id for line in lines if line.has_name],
        )
    total = len(chosen)
    groups = _groups(homes, chosen, by, where) if by else ()
    return Ranked(where, asked, tuple(lines), total, first + 1 if total else 0, where.round.priority_version, bool(is_named.any()), groups)


def leave(
    *,
    by: User,
    at: datetime,
    area: str = "",
    year: int | None = None,
    authority: int | None = None,
    asked: Asked = _ALL,
    order: tuple[str, bool] = ("score", True),
    with_names: bool,
) -> tabled.Leaving:
    """All of the list, for a file. Recorded before the first row leaves; with names, whose."""
    where = place(by, area=area, year=year, authority=authority)
    asked = asked if asked.poor else replace(asked, poor=_usual(where))
    sifting.check(asked, may_read=scope.may(by, Permission.NAME_SEE, where.place.code, authority=where.authority_id))
    homes, chosen = sifting.sift(where, asked, at=at)
    tabled.allow(by=by, where=where, total=len(chosen), with_names=with_names)
    named = set(homes.household_id[chosen].tolist()) if with_names else set()
    tabled.note(by=by, at=at, where=where, name=HOUSEHOLDS.key, total=len(chosen), homes=named)
    shown = _in_order(homes, chosen, order, has_doors=with_names)
    lines = tabled.in_parts(shown, lambda part: _lines(homes, chosen, part, np.full(len(part), with_names), where))
    return tabled.Leaving(where, len(chosen), with_names, lines)


def on_paper(user: User, *, at: datetime, village: str, year: int | None = None, with_names: bool) -> Ranked:
    """Every poor household of a village, for a paper that is handed on: NotAllowed to have names where they are not this user's to read.
    With names, whose is recorded; without, who lives there stays blank, and the reasons are those that are open to all."""
    where = here(user, Permission.HOUSEHOLD_SEE, area=village, year=year)  # not of who sees only what was handed to them: it is all of it
    if with_names:
        scope.require(user, Permission.NAME_SEE, place=where.place.code)
    homes, chosen = sifting.sift(where, _ALL, at=at)
    if len(chosen) > tabled.MOST_NAMED:
        raise Refused(_("รายชื่อนี้มีมากกว่า {most} แถว โปรดเลือกตำบลหรือหมู่บ้าน"), most=f"{tabled.MOST_NAMED:,}")
    lines = _lines(homes, chosen, chosen, np.full(len(chosen), with_names), where)
    named = [line.household_id for line in lines if line.has_name]
    if named:
        detail = f"{where.round.survey_year} paper"
        audit.seen(by=user, at=at, what="priority_list", place=where.place.code, count=len(lines), detail=detail, households=named)
    return Ranked(where, _ALL, tuple(lines), len(lines), 1 if lines else 0, where.round.priority_version, with_names)


def _usual(where: Here) -> str:
    """Target poor, where the answers know of any."""

    def read() -> str:
        return sifting.MPI if overview.headline(where).target_poor is None else sifting.TARGET

    told = (where.round.pk, where.round.revision, where.digits, where.area, where.authority_id)
    return shelf.keep(("usual", *told), read, most=2_000)


def place(user: User, *, area: str = "", year: int | None = None, authority: int | None = None) -> Here:
    """Where the list is read: for who sees households only when they are handed over, the area of their figures."""
    permission = Permission.FIGURES_SEE if sees_only_handed(user) else Permission.HOUSEHOLD_SEE
    return here(user, permission, area=area, year=year, authority=authority)


def sees_only_handed(user: User) -> bool:
    """A mentor, an agency: no area of their own, but households that were handed to them."""
    by_place = scope.areas(user, Permission.HOUSEHOLD_SEE) or scope.authorities(user, Permission.HOUSEHOLD_SEE)
    return not by_place and scope.anywhere(user, Permission.HOUSEHOLD_SEE)


ORDERS: dict[str, Callable[[Homes, Chosen], NDArray]] = {
    "score": lambda homes, rows: homes.priority[rows],
    "people": lambda homes, rows: homes.people[rows],
    "dims": lambda homes, rows: np.bitwise_count(homes.pattern[rows]),
    "rounds": lambda homes, rows: homes.rounds_poor[rows],
    "validated": lambda homes, rows: homes.validated[rows],
}


def _in_order(homes: Homes, chosen: Chosen, order: tuple[str, bool], *, has_doors: bool) -> Chosen:
    """The rows come the most urgent first, and equal ones stay so. By place: village by village, and by house number where that is not
    closed to the reader."""
    column, is_down = order
    if (column, is_down) == ("score", True):
        return chosen
    keys = [homes.door[chosen], homes.area[chosen]] if has_doors else [homes.area[chosen]]
    if column != "place":
        keys = [ORDERS[column](homes, chosen).astype(np.int64)]
    return chosen[np.lexsort([-key if is_down else key for key in keys])]


def _groups(homes: Homes, chosen: Chosen, by: str, where: Here) -> tuple[Group, ...]:
    """How many households, by what the list is grouped by; areas by code."""
    if by == "became":
        counts = [int(sifting.became(homes, key, where)[chosen].sum()) for key in BECAME]
        return tuple(Group(key, count) for key, count in zip(BECAME, counts, strict=True) if count)
    if by == "number":
        counts = np.bincount(np.bitwise_count(homes.pattern[chosen]), minlength=6).tolist()
        return tuple(Group(str(number), count) for number, count in enumerate(counts) if count and number)
    return tuple(starmap(Group, Homes.by_area(homes.area[chosen], LEVELS[by])))


def _lines(homes: Homes, chosen: Chosen, shown: Chosen, is_named: NDArray[np.bool_], where: Here) -> list[Line]:
    if not len(shown):
        return []
    ranks, tied = listing.ranks(homes.priority[chosen], homes.priority[shown])
    ids, numbers = homes.id[shown].tolist(), homes.household_id[shown].tolist()
    doors = {pk: (no, moo) for pk, no, moo in (_doors.all(*ids) if is_named.any() else ())}
    cases = {number: said for number, *said in _newest_cases.all(*numbers)}
    may = is_named.tolist()
    told = masked.told("homes", where.round, ids, may, lambda places: _read(homes, shown[places], is_named[places], where))
    lines = []
    for n, (row, pk, number, is_open) in enumerate(zip(shown.tolist(), ids, numbers, may, strict=True)):
        code, validated = f"{homes.area[row]:08}", int(homes.validated[row])
        house_no, moo = doors[pk] if is_open else ("", "")
        state, visited_on = cases.get(number, ("", None))
        lines.append(
            Line(
                household_id=number,
                rank=ranks[n],
                tied=tied[n],
                head=told[pk][0],
                has_name=is_open,
                house_no=house_no,
                moo=moo,
                area_code=code,
                people=int(homes.people[row]),
                pattern=int(homes.pattern[row]),
                score=int(homes.priority[row]),
                reasons=told[pk][1],
                rounds_poor=int(homes.rounds_poor[row]),
                validated=None if validated < 0 else validated,
                specials=int(homes.specials[row]) if is_open else 0,
                case=state,
                visited_on=visited_on,
            )
        )
    return lines


_doors: Among[tuple[int, str, str]] = Among(
    lambda ids: Response.objects.filter(pk__in=ids).values_list("pk", "house_no", "moo"), listing.PER_PAGE
)
_newest_cases: Among[tuple[int, str, date | None]] = Among(
    lambda homes: Case.objects.filter(household__in=homes, is_newest=True).values_list("household", "state", "visited_on"), listing.PER_PAGE
)
_TOLD = ("response_id", "title", "first_name", "last_name", "relation", "age", "health", "self_care")
_members: Among[tuple] = Among(lambda ids: Member.objects.filter(response_id__in=ids).order_by("id").values_list(*_TOLD), listing.PER_PAGE)


def _read(homes: Homes, rows: Chosen, is_named: NDArray[np.bool_], where: Here) -> dict[int, masked.Told]:
    """By answer: the head of the household, and why it stands where it stands."""
    ids = homes.id[rows].tolist()
    members = _members.all(*ids)
    heads: dict[int, dict[str, str]] = {}  # who is said to be, else who was named first
    for of, title, first_name, last_name, relation, *_traits in members:
        if of not in heads or (relation.startswith(HEAD) and not heads[of]["relation"].startswith(HEAD)):
            heads[of] = {"title": title, "first_name": first_name, "last_name": last_name, "relation": relation}
    numbers = np.array([(row[0], *row[5:]) for row in members], float).reshape(-1, 4).T
    traits = dict(zip(("response_id", "age", "health", "self_care"), numbers, strict=True))
    scored = assessment.scored_again(_as_columns(homes, rows), traits, where.round)
    return {
        pk: (shown_name(heads.get(pk), may), tuple(scored.reasons(n) if may else priority.open_to_all(scored.reasons(n))))
        for n, (pk, may) in enumerate(zip(ids, is_named.tolist(), strict=True))
    }


def _as_columns(homes: Homes, rows: Chosen) -> assessment.Columns:
    names = ("id", "failed", "problems", "pattern", "validated", "rounds_poor", "income_per_person")
    return {name: getattr(homes, name)[rows] for name in names} | {"debt_informal": homes.owes[rows]}
