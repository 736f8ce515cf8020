"""Which people of poor households come first in an area, and why: their own stage and needs, and which failed indicators concern them."""

from dataclasses import dataclass
from datetime import datetime
from itertools import starmap

import numpy as np
from numpy.typing import NDArray

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import _
from nsc.poverty import priority, special, stages
from nsc.poverty.masks import indicators_in
from nsc.reports import listing, masked, sifting, tabled
from nsc.reports.listing import Column, Filter, Group, Grouping
from nsc.reports.names import shown_name
from nsc.reports.place import Here, here
from nsc.reports.sifting import Chosen
from nsc.statements import Among
from nsc.surveys import kinds, shelf
from nsc.surveys import people as residents
from nsc.surveys.models import Member
from nsc.surveys.shelf import Homes, People

PER_PAGE = listing.PER_PAGE
LEVELS = {"amphoe": 4, "tambon": 6, "village": 8}
CARDS = {"yes": 1, "no": 0, "unknown": shelf.UNKNOWN}
NAMING = frozenset({"name", "special"})
SEXES = {"male": _("ชาย"), "female": _("หญิง")}
OF_HOMES = ("dimension", "also", "issue", "pattern", "number", "several", "group")  # what narrows by the household, not by the person
PERSONS = listing.Listing(
    "persons",
    columns=(
        Column("rank", _("ลำดับ"), "number", card="rank"),
        Column("name", _("ชื่อ"), "link", card="title"),
        Column("age", _("อายุ"), "number", sorts=True, largest_first=True, card="label"),
        Column("sex", _("เพศ"), shown=False, card="label"),
        Column("stage", _("ช่วงวัย"), card="line"),
        Column("place", _("ที่อยู่"), sorts=True, card="line"),
        Column("dims", _("ครัวเรือนตกเกณฑ์มิติ"), "dims", shown=False, card="corner"),
        Column("concerns", _("เรื่องที่เกี่ยวข้อง"), card="line"),
        Column("card", _("บัตรสวัสดิการ"), card="label"),
        Column("special", _("กลุ่มพิเศษ"), shown=False, personal=True, card="line"),
        Column("score", _("คะแนน"), "number", sorts=True, largest_first=True),
    ),
    filters=(
        sifting.COUNTED,
        Filter("card", _("บัตรสวัสดิการ"), values=(("yes", _("ได้สิทธิ์")), ("no", _("ไม่ได้สิทธิ์")), ("unknown", _("ไม่ทราบ")))),
        Filter("age", _("อายุ"), "range"),
        *sifting.BY_ADDRESS,
    ),
    groupings=(
        Grouping("stage", _("ช่วงวัย")),
        Grouping("sex", _("เพศ")),
        Grouping("amphoe", _("อำเภอ")),
        Grouping("tambon", _("ตำบล")),
        Grouping("village", _("หมู่บ้าน")),
    ),
    sort="-score",
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What narrows the list. `poor` target: who passed the check of the welfare card; certified: of certified households."""

    poor: str = sifting.MPI
    dimension: str = ""
    also: str = ""  # this and the next four: of their household, as in sifting.Asked
    issue: int | None = None
    pattern: int | None = None
    number: int | None = None
    several: bool = False
    group: str = ""
    stage: str = ""
    sex: str = ""
    special: str = ""
    card: str = ""  # a key of CARDS
    age: tuple[int | None, int | None] = (None, None)


@dataclass(frozen=True)
class Line:
    household_id: int
    rank: int
    tied: int
    name: str  # masked unless this user may read names
    has_name: bool
    house_no: str  # "" where the name is masked
    age: int | None
    sex: str  # a key of SEXES, "" where it is not known
    stage: str
    area_code: str
    pattern: int
    certain: tuple[int, ...]
    possible: tuple[int, ...]
    card: bool | None
    specials: int  # bits of poverty.special; 0 where the name is masked
    score: int
    reasons: tuple[priority.Reason, ...]


@dataclass(frozen=True)
class Ranked:
    here: Here
    asked: Asked
    lines: tuple[Line, ...]
    total: int
    first: int
    has_names: bool
    groups: tuple[Group, ...] = ()


_ALL = Asked()


def ranked(
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
    """One page of the people of poor households. Where it shows names, the opening is recorded. `order`, `by`: as in listing.Asked."""
    where = here(user, Permission.HOUSEHOLD_SEE, area=area, year=year, authority=authority)
    persons = shelf.people(where.round)
    has_names = scope.may(user, Permission.NAME_SEE, where.place.code, authority=where.authority_id)
    homes, chosen = persons.homes, _sift(persons, where, asked, at, may_read=has_names)
    first = listing.start(page, len(chosen), PER_PAGE)
    shown = _in_order(homes, persons, chosen, order)[first : first + PER_PAGE]
    lines = _lines(homes, persons, chosen, shown, where, has_names=has_names)
    if has_names and lines:
        audit.seen(
            by=user,
            at=at,
            what="person_list",
            place=where.place.code,
            count=len(lines),
            detail=f"{where.round.survey_year} page {page}",
            households=[line.household_id for line in lines],
        )
    groups = tuple(_groups(homes, persons, chosen, by)) if by else ()
    return Ranked(where, asked, lines, len(chosen), first + 1 if lines else 0, has_names, groups)


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
    """All of the list, for a file, as ranked.leave."""
    where = here(by, Permission.HOUSEHOLD_SEE, area=area, year=year, authority=authority)
    persons = shelf.people(where.round)
    may_read = scope.may(by, Permission.NAME_SEE, where.place.code, authority=where.authority_id)
    homes, chosen = persons.homes, _sift(persons, where, asked, at, may_read=may_read)
    tabled.allow(by=by, where=where, total=len(chosen), with_names=with_names)
    named = set(homes.household_id[persons.home[chosen]].tolist()) if with_names else set()
    tabled.note(by=by, at=at, where=where, name=PERSONS.key, total=len(chosen), homes=named)
    shown = _in_order(homes, persons, chosen, order)
    lines = tabled.in_parts(shown, lambda part: _lines(homes, persons, chosen, part, where, has_names=with_names))
    return tabled.Leaving(where, len(chosen), with_names, lines)


def _sift(persons: People, where: Here, asked: Asked, at: datetime, *, may_read: bool) -> Chosen:
    """Their households first: whose poverty, which dimension, on which roll; then the people."""
    check = sifting.Asked(stage=asked.stage, sex=asked.sex, special=asked.special)
    poor = sifting.CERTIFIED if asked.poor == sifting.CERTIFIED else sifting.MPI
    of_homes = sifting.Asked(poor=poor, **{name: getattr(asked, name) for name in OF_HOMES})
    sifting.check(check, may_read=may_read)
    sifting.check(of_homes, may_read=may_read)
    theirs = np.zeros(len(persons.homes.id), bool)
    theirs[sifting.among(persons.homes, where, of_homes, at=at)] = True
    fits = theirs[persons.home]
    for narrower in _of_persons(persons.homes, persons, asked):
        fits = fits & narrower
    return np.flatnonzero(fits)


def _of_persons(homes: Homes, persons: People, asked: Asked):
    if asked.poor == sifting.TARGET:
        yield persons.card == 1
    if asked.stage:
        yield persons.stage == kinds.number(asked.stage)
    if asked.sex:
        yield persons.sex == sifting.SEXES[asked.sex]
    if asked.special:
        bit = np.uint8(special.bit(asked.special))
        yield ((homes.specials[persons.home] if bit & special.OF_HOUSEHOLD else persons.own) & bit) != 0
    if asked.card:
        yield persons.card == CARDS[asked.card]
    low, high = asked.age
    if low is not None or high is not None:
        yield (persons.age >= (low or 0)) & (persons.age <= (stages.OLDEST if high is None else high))


def _in_order(homes: Homes, persons: People, chosen: Chosen, order: tuple[str, bool]) -> Chosen:
    column, is_down = order
    if (column, is_down) == ("score", True):
        return chosen
    if column == "age":  # who is of no known age comes last in either direction
        age = persons.age[chosen].astype(np.int64)
        return chosen[np.lexsort((-age if is_down else age, age < 0))]
    key = homes.area[persons.home[chosen]].astype(np.int64) if column == "place" else persons.scored.score[chosen].astype(np.int64)
    return chosen[np.argsort(-key if is_down else key, kind="stable")]


def _groups(homes: Homes, persons: People, chosen: Chosen, by: str):
    if by == "stage":
        counts = np.bincount(persons.stage[chosen], minlength=len(stages.LIFE_STAGES) + 1).tolist()[1:]
        yield from (Group(each.code, count) for each, count in zip(stages.LIFE_STAGES, counts, strict=True) if count)
    elif by == "sex":
        counts = [int((persons.sex[chosen] == number).sum()) for number in sifting.SEXES.values()]
        yield from (Group(key, count) for key, count in zip(sifting.SEXES, counts, strict=True) if count)
    else:
        digits = LEVELS[by]
        yield from starmap(Group, Homes.by_area(homes.area[persons.home[chosen]], digits))


def _lines(homes: Homes, persons: People, chosen: Chosen, shown: Chosen, where: Here, *, has_names: bool) -> tuple[Line, ...]:
    ranks, tied = listing.ranks(persons.scored.score[chosen], persons.scored.score[shown])
    ids = persons.id[shown].tolist()
    doors: dict[int, str] = {}

    def read(places: list[int]) -> dict[int, masked.Told]:
        found = {row[0]: dict(zip(_CALLED, row, strict=True)) for row in _called.all(*[ids[n] for n in places])}
        doors.update({pk: row["response__house_no"] for pk, row in found.items()} if has_names else {})
        reasons = [persons.scored.reasons(row) for row in shown[places].tolist()]
        return {
            ids[n]: (shown_name(found.get(ids[n]), has_names), tuple(why if has_names else priority.open_to_all(why)))
            for n, why in zip(places, reasons, strict=True)
        }

    told = masked.told("people", where.round, ids, [has_names] * len(ids), read)
    hidden = frozenset() if has_names else residents.telling(where.set)
    return tuple(
        _line(homes, persons, row, (ranks[n], tied[n]), told[ids[n]], doors.get(ids[n], ""), hidden, has_names=has_names)
        for n, row in enumerate(shown.tolist())
    )


_CALLED = ("pk", "title", "first_name", "last_name", "response__house_no")
_called: Among[tuple] = Among(lambda ids: Member.objects.filter(pk__in=ids).values_list(*_CALLED), PER_PAGE)
SEX = {number: key for key, number in sifting.SEXES.items()}


def _line(
    homes: Homes,
    persons: People,
    row: int,
    standing: tuple[int, int],
    told: masked.Told,
    house_no: str,
    hidden: frozenset[int],
    *,
    has_names: bool,
) -> Line:
    home, age, stage, card = persons.home[row], int(persons.age[row]), int(persons.stage[row]), int(persons.card[row])
    code, (name, reasons) = f"{homes.area[home]:08}", told
    return Line(
        household_id=int(homes.household_id[home]),
        rank=standing[0],
        tied=standing[1],
        name=name,
        has_name=has_names,
        house_no=house_no,
        age=None if age < 0 else age,
        sex=SEX.get(int(persons.sex[row]), ""),
        stage=stages.LIFE_STAGES[stage - 1].name if stage else "",
        area_code=code,
        pattern=int(homes.pattern[home]),
        certain=_numbers(persons.certain, row, hidden),
        possible=_numbers(persons.possible, row, hidden),
        card=None if card < 0 else bool(card),
        specials=int(persons.own[row] | homes.specials[home] & special.OF_HOUSEHOLD) if has_names else 0,
        score=int(persons.scored.score[row]),
        reasons=reasons,
    )


def _numbers(masks: NDArray[np.int64], row: int, hidden: frozenset[int]) -> tuple[int, ...]:
    return tuple(each for each in indicators_in(int(masks[row])) if each not in hidden)
