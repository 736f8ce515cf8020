"""The one box: people, households, cases, referrals, places, offices and accounts by whatever of them was typed, each for who may see it.

Every answer that shows names or the numbers of houses leaves a line, with the households it showed and never with what was typed. As one
types, the same households come again and again: those that a line of the running minute has told of are not told of twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from nsc.access import audit, limits, scope, users
from nsc.access.models import AuditLine, User
from nsc.access.roles import Permission
from nsc.areas import authorities, places
from nsc.areas.authorities import Authority
from nsc.areas.places import Place
from nsc.casework import caselist, proposals, referral_desk
from nsc.casework.proposals import Proposed
from nsc.registry import people
from nsc.registry.models import Household
from nsc.reports import typed as words
from nsc.reports.typed import Typed, marked
from nsc.surveys import by_name
from nsc.surveys.by_name import Nearness
from nsc.surveys.models import ListedHousehold, Response

FEW, MANY, PER_PAGE = 8, 200, 50  # of a group as one types; of one group, and of it on a page
GROUPS = ("persons", "missed", "cases", "referrals", "households", "places", "authorities", "users")
VERB = "search"


@dataclass(frozen=True)
class Person:
    """`name` in pieces, with what was typed of it. `past`: the year (CE) of the last round that found them, where there is a newer one;
    `listed`: that of the list which alone knows them. `is_near`: only a slip of the hand away."""

    household: int
    name: tuple[tuple[str, bool], ...]
    age: int | None
    place: str
    past: int | None
    listed: int | None
    is_near: bool


@dataclass(frozen=True)
class House:
    """`house_no`: "" where names are not for this user."""

    household: int
    house_no: str
    place: str


@dataclass(frozen=True)
class Account:
    id: int
    name: str
    username: str


@dataclass(frozen=True)
class Group:
    """`found`: how many there are, counted as far as FEW or MANY; `has_more`: there are more than that. `first`: the place of the first
    one shown, from 1."""

    key: str
    hits: tuple
    found: int
    has_more: bool
    first: int = 1


@dataclass(frozen=True)
class Answer:
    """`is_short`: too short for names. Groups without a hit are left out."""

    groups: tuple[Group, ...]
    is_short: bool

    @property
    def hits(self) -> list:
        return [hit for group in self.groups for hit in group.hits]


def find(user: User, *, at: datetime, text: str, group: str = "", page: int = 1) -> Answer:
    """FEW of each group; of one group a page. TooOften for who types faster than a hand; for national ids sooner."""
    asked = words.read(text)
    if not asked.text:
        return Answer((), False)
    limits.require(limits.SEARCH, user, at)
    if asked.national_id:
        limits.require(limits.PERSON, user, at)
    if group in GROUPS:
        groups = [_page(group, _ASKED[group](user, asked, at, MANY + 1), page)]
    else:
        groups = [_few(key, _ASKED[key](user, asked, at, FEW + 1)) for key in GROUPS]
    answer = Answer(_worth_showing(groups), asked.is_a_name and not by_name.words_of(asked.text))
    _told(user, at, asked, answer.hits)
    return answer


def _few(key: str, hits: list) -> Group:
    return Group(key, tuple(hits[:FEW]), min(len(hits), FEW), len(hits) > FEW)


def _page(key: str, hits: list, page: int) -> Group:
    found = min(len(hits), MANY)
    first = max(0, min(page - 1, (found - 1) // PER_PAGE)) * PER_PAGE
    return Group(key, tuple(hits[first : min(first + PER_PAGE, MANY)]), found, len(hits) > MANY, first + 1)


def _worth_showing(groups: Iterable[Group]) -> tuple[Group, ...]:
    """People whose name is only a slip of the hand away are shown where nothing else was found: the fewer names the better."""
    found = [group for group in groups if group.hits]
    near = [group for group in found if all(isinstance(hit, Person) and hit.is_near for hit in group.hits)]
    return tuple(found if len(near) == len(found) else [group for group in found if group not in near])


def _told(user: User, at: datetime, asked: Typed, hits: list) -> None:
    """One line for the households that this user's lines of the running minute have not told of."""
    shown = {hit.household for hit in hits if isinstance(hit, Person) or (isinstance(hit, House) and hit.house_no)}
    shown |= {hit.household_id for hit in hits if isinstance(hit, caselist.Line) and hit.has_name}
    missed = [hit for hit in hits if isinstance(hit, Proposed) and hit.has_name]
    shown |= {hit.household_id for hit in missed if hit.household_id}
    if missed:  # they have no household that could be told of once a minute
        audit.seen(by=user, at=at, what="proposal", count=len(missed), detail="by=search")
    if not shown:
        return
    minute = AuditLine.objects.filter(by=user, at__gte=at.replace(second=0, microsecond=0), verb=f"{VERB}.see")
    new = shown - {int(number) for line in minute.values_list("households", flat=True) for number in line.split()}
    if new:
        kind = "national_id" if asked.national_id else "house_code" if asked.house_code else "name" if asked.is_a_name else "number"
        audit.seen(by=user, at=at, what=VERB, count=len(new), detail=f"by={kind}", households=new)


# — people and houses —


def _persons(user: User, asked: Typed, _at: datetime, limit: int) -> list[Person]:
    if asked.national_id:
        found = by_name.of_people(user, people.by_index(people.indexed(pl.Series([asked.national_id], dtype=pl.String)))["person_id"])
    elif asked.is_a_name:
        found = by_name.find(user, asked.text, limit=limit)
    else:
        return []
    return [
        Person(
            household=each.household,
            name=marked(f"{each.title}{each.first_name} {each.last_name}".strip(), "" if asked.national_id else _said(asked)),
            age=each.age,
            place=places.place(each.area_code).full_name,
            past=each.year if each.is_past else None,
            listed=each.year if each.is_listed else None,
            is_near=each.nearness is Nearness.NEAR,
        )
        for each in found[:limit]
    ]


def _missed(user: User, asked: Typed, _at: datetime, limit: int) -> list[Proposed]:
    """Who was proposed as missed by every list: no survey knows their name."""
    if asked.national_id:
        known = people.by_index(people.indexed(pl.Series([asked.national_id], dtype=pl.String)))["person_id"]
        return proposals.of_people(user, known, limit=limit)
    return proposals.called(user, asked.text, limit=limit) if asked.is_a_name else []


def _said(asked: Typed) -> str:
    return " ".join(by_name.words_of(asked.text))


def _households(user: User, asked: Typed, _at: datetime, limit: int) -> list[House]:
    """By house code, for who may see the household; by number, moo and place, for who may read names there: a door tells as much."""
    if asked.house_code:
        rows = Household.objects.filter(_within(user, Permission.HOUSEHOLD_SEE), house_code=asked.house_code)
    elif asked.house_no and scope.anywhere(user, Permission.NAME_SEE) and (where := _where(user, asked)) is not None:
        rows = Household.objects.filter(_within(user, Permission.NAME_SEE), where, house_no=asked.house_no).order_by("area_code", "pk")
    else:
        return []
    found = list(rows.filter(_is_known())[:limit])
    named = Household.objects.filter(_within(user, Permission.NAME_SEE), pk__in=[home.pk for home in found])
    may = set(named.values_list("pk", flat=True)) if asked.house_code else {home.pk for home in found}
    return [House(home.pk, home.house_no if home.pk in may else "", places.place(home.area_code).full_name) for home in found]


def _within(user: User, permission: Permission) -> Q:
    return scope.within(user, permission, household="pk", authority="authority_id")


def _is_known() -> Q:
    """Registered while its answers are being staged, a household is seen by nobody."""
    answered = Response.objects.filter(household=OuterRef("pk"), batch__state="published")
    return Q(Exists(answered)) | Q(Exists(ListedHousehold.objects.filter(household=OuterRef("pk"), target_list__state="published")))


def _where(user: User, asked: Typed) -> Q | None:
    """The moo and the place said behind the house number; None where no such place is known."""
    said = Q(area_code__endswith=f"{asked.moo:02}") if asked.moo else Q()
    if not asked.where:
        return said
    tops = places.search(asked.where, limit=5)
    inside = Q(pk__in=[])
    for top in tops:
        inside |= places.within(top.code)
    return said & inside if tops else None


# — casework —


def _cases(user: User, asked: Typed, at: datetime, _limit: int) -> list[caselist.Line]:
    line = caselist.of_number(user, at=at, number=asked.case) if asked.case else None
    return [line] if line else []


def _referrals(user: User, asked: Typed, _at: datetime, _limit: int) -> list[referral_desk.Line]:
    if not asked.referral:
        return []
    try:
        return [referral_desk.find(user, asked.referral)]
    except scope.OutOfSight:  # of another office, or none at all: nothing is found
        return []


# — places, offices, accounts —


def _places(user: User, asked: Typed, _at: datetime, limit: int) -> list[Place]:
    if not (asked.is_a_name or asked.text.isdigit()):
        return []
    tops = scope.areas(user, Permission.FIGURES_SEE)
    return [place for top in tops for place in places.search(asked.text, within=top, limit=limit)][:limit]


def _authorities(user: User, asked: Typed, _at: datetime, limit: int) -> list[Authority]:
    """Those that lie in the user's areas, and their own."""
    if not asked.is_a_name or len(asked.text) < by_name.SHORTEST:
        return []
    own, tops = set(scope.authorities(user, Permission.FIGURES_SEE)), scope.areas(user, Permission.FIGURES_SEE)
    named = authorities.search(asked.text) if own or tops else []
    if not named or settings.PROVINCE in tops:
        return named[:limit]
    inside = {each.id for top in tops for each in authorities.inside(top)}
    return [each for each in named if each.id in own | inside][:limit]


def _users(user: User, asked: Typed, _at: datetime, limit: int) -> list[Account]:
    if not asked.is_a_name or len(asked.text) < by_name.SHORTEST or not scope.anywhere(user, Permission.USER_CREATE):
        return []
    return [Account(*told) for told in users.called(user, asked.text)[:limit]]


_ASKED = {
    "persons": _persons,
    "missed": _missed,
    "households": _households,
    "cases": _cases,
    "referrals": _referrals,
    "places": _places,
    "authorities": _authorities,
    "users": _users,
}
