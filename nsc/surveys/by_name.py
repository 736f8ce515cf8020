"""Who is called that? People of the newest answer that knows them, and those whom only a list names, for who may read their names.

First the words of the dictionary that were meant, then whoever bears them: the scope is part of every statement, and each stops at the
number wanted. Nearness of a word: it is that word, begins so, sounds so, sounds so as far as it goes, holds it, or is one letter away.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from rapidfuzz.distance import OSA

from nsc import sounds
from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.registry.models import Household
from nsc.surveys import rounds
from nsc.surveys.models import Batch, ListedPerson, Member, NameWord, TargetList

SHORTEST = 2  # letters; one tells nobody from another
PART, NEAR = 3, 4  # letters from which a part is looked for inside names, and a slip of the hand is allowed for
MEANT = 400  # words of the dictionary that one typed word may mean
HANDED = 2_000  # handed-over households up to which one looks through them, rather than through all who bear a name
COUNTED = 20_000  # bearers that are counted to see which of two words is the rarer
WORDS, NO_WORD = ("first_word", "last_word"), "none"
SHOWN = ("person", "title", "first_name", "last_name", "age", "year", "first_word", "last_word", "response__household__area_code")


class Nearness(IntEnum):
    EXACT = 0
    BEGINS = 1
    SOUNDS = 2
    SOUNDS_SO_FAR = 3
    HOLDS = 4
    NEAR = 5


@dataclass(frozen=True)
class Found:
    """`year`: CE, of the answer or list. `is_past`: a newer round knows its village's people, and not this one."""

    person: int
    household: int
    area_code: str
    title: str
    first_name: str
    last_name: str
    age: int | None
    year: int
    is_past: bool
    is_listed: bool
    nearness: Nearness

    @property
    def order(self) -> tuple:
        return (self.nearness, self.is_past, self.area_code, self.first_name, self.last_name, self.person)


Words = dict[int, Nearness]
LAST = b"\xff"  # sorts behind every letter of UTF-8
HOME = {"household": "pk", "authority": "authority_id"}  # of a household


def find(user: User, text: str, *, limit: int) -> list[Found]:
    """At most `limit`, the nearest first, then by place and name. Nobody, for who may read no names or has typed less
    than SHORTEST letters."""
    typed = words_of(text)
    if not typed or not scope.anywhere(user, Permission.NAME_SEE):
        return []
    look = _Look(user, limit)
    return look.alone(*typed) if len(typed) == 1 else look.together(*typed)


def of_people(user: User, person_ids: Iterable[int]) -> list[Found]:
    """Those of these people whose names the user may read, where they were seen last."""
    if not scope.anywhere(user, Permission.NAME_SEE):
        return []
    return _Look(user).people(person_ids)


def words_of(text: str) -> list[str]:
    """What to look for: one word, or two, of which the second is all that follows the first (ณ อยุธยา); [] where that is too short."""
    found = sounds.words(text)
    typed = [found[0], "".join(found[1:])] if len(found) > 1 else found
    return typed if typed and len(sounds.plain(typed[0])) >= SHORTEST else []


# — the dictionary —


def meant(word: str) -> Words:
    """Words by how near they come, MEANT at most."""
    text, sound = sounds.plain(word).encode(), sounds.sound(word).encode()
    wanted = Q(text__gte=text, text__lt=text + LAST)
    if len(sounds.plain(word)) > SHORTEST and sound:
        wanted |= Q(sound=sound)
        for begun in (made.encode() for made in sounds.begun(word) if len(made) > SHORTEST):
            wanted |= Q(sound__gte=begun, sound__lt=begun + LAST)
    rows = NameWord.objects.filter(wanted).order_by("text").values_list("pk", "text", "sound")[:MEANT]
    return {pk: _nearness(bytes(there), bytes(heard), text, sound) for pk, there, heard in rows}


def _nearness(there: bytes, heard: bytes, text: bytes, sound: bytes) -> Nearness:
    if there == text:
        return Nearness.EXACT
    if there.startswith(text):
        return Nearness.BEGINS
    return Nearness.SOUNDS if heard == sound else Nearness.SOUNDS_SO_FAR


def holding(word: str) -> Words:
    """Words with this inside; none for a word shorter than PART."""
    text = sounds.plain(word)
    if len(text) < PART:
        return {}
    rows = _with_place(text.encode()).filter(place__gt=1).order_by("text")
    return dict.fromkeys(rows.values_list("pk", flat=True)[:MEANT], Nearness.HOLDS)


def slips(word: str) -> Words:
    """Words one letter away: one left out, one too many, another one, or two changed about. Half of such a word is as it was typed."""
    text = sounds.plain(word)
    if len(text) < NEAR:
        return {}
    first, second = text[: len(text) // 2].encode(), text[len(text) // 2 :].encode()
    rows = _with_place(second).filter(Q(text__gte=first, text__lt=first + LAST) | Q(place__gt=0)).values_list("pk", "text")
    near = (pk for pk, there in rows if OSA.distance(text, bytes(there).decode(), score_cutoff=1) <= 1)
    return dict.fromkeys(near, Nearness.NEAR)


def _with_place(part: bytes) -> QuerySet[NameWord]:
    """Where the part begins in each word, from 1; 0 nowhere. A letter of UTF-8 never begins inside another, so bytes may be compared. It
    walks through the whole dictionary."""
    there = "position(%s in text)" if connection.vendor == "postgresql" else "instr(text, %s)"
    return NameWord.objects.annotate(place=RawSQL(there, (part,), output_field=models.IntegerField()))  # noqa: S611  nothing typed is in the statement


# — those who bear them —


class Bearing(NamedTuple):
    """Whoever has one of these words for a given name, and one of those for a surname. Empty: any."""

    first: Words
    last: Words


class _Look:
    """One search: where this user may read names, and which answers count."""

    def __init__(self, user: User, limit: int = 50) -> None:
        self.user, self.limit = user, limit
        self.newest, *self.older = [round.survey_year for round in reversed(rounds.published())] or [0]
        self.counted = list(Batch.objects.filter(state=Batch.State.PUBLISHED).values_list("pk", flat=True))
        self.lists = list(TargetList.objects.filter(state=TargetList.State.PUBLISHED).values_list("pk", flat=True))
        self.homes = self._handed()

    def alone(self, word: str) -> list[Found]:
        """A given name or a surname: the nearest words first, and no further than needed."""
        words: Words = {}
        found: dict[int, Found] = {}
        for further in (meant, holding, lambda word: {} if found else slips(word)):
            new = {pk: near for pk, near in further(word).items() if pk not in words}
            words |= new
            exact = {pk: near for pk, near in new.items() if near is Nearness.EXACT}
            for some in (exact, {pk: near for pk, near in new.items() if pk not in exact}):
                for bearing in (Bearing(some, {}), Bearing({}, some)) if some else ():
                    self._add(found, [bearing], newest=True)
            if len(found) >= self.limit:
                break
        if words:
            self._add(found, [Bearing(words, {}), Bearing({}, words)], newest=False)
        return self._first(found)

    def together(self, one: str, other: str) -> list[Found]:
        """Both words, in either order; what lies further away only where nobody is nearer."""
        words, others = meant(one), meant(other)
        found: dict[int, Found] = {}
        for further in ((), (holding, slips)):
            for way in further:
                words, others = way(one) | words, way(other) | others
            if words and others:
                bearings = [Bearing(words, others), Bearing(others, words)]
                self._add(found, bearings, newest=True)
                self._add(found, bearings, newest=False)
            if found:
                break
        return self._first(found)

    def people(self, these: Iterable[int]) -> list[Found]:
        wanted, found = Q(person__in=list(these)), {}
        for row in (*self._members(wanted, [self.newest]), *self._gone(list(self._members(wanted, self.older))), *self._listed(wanted)):
            found.setdefault(row.person_id, self._found(row, Nearness.EXACT))
        return self._first(found)

    def _add(self, found: dict[int, Found], bearings: list[Bearing], *, newest: bool) -> None:
        """Of the newest round; or of older ones who is in no newer one, and of lists whom no survey knows. As far as there is room."""
        room = self.limit - len(found)
        if room <= 0:
            return
        leading = [self._leading(bearing) for bearing in bearings]
        wanted = _any(_bear(bearing, led) for bearing, led in zip(bearings, leading, strict=True))
        if newest:
            rows = list(self._members(wanted, [self.newest])[:room])
        else:
            rows = list(self._gone(list(self._members(wanted, self.older)[: room * len(self.older)]))) if self.older else []
            rows += self._listed(_any(_bear(bearing) for bearing in bearings))[:room]
        for row in rows:
            found.setdefault(row.person_id, self._found(row, min(near for each in bearings if (near := _near(each, row)) is not None)))

    def _leading(self, bearing: Bearing) -> str:
        """The word that fewer bear: the statement begins there, and looks at the other in the same index. None where it begins at the
        households."""
        if self.homes is not None:
            return NO_WORD
        if not (bearing.first and bearing.last):
            return "first_word" if bearing.first else "last_word"
        some = Member.objects.filter(first_word__in=list(bearing.first), year=self.newest).values("pk")[:COUNTED]
        return "first_word" if some.count() < COUNTED else "last_word"

    def _first(self, found: dict[int, Found]) -> list[Found]:
        return sorted(found.values(), key=lambda each: each.order)[: self.limit]

    # — members —

    def _members(self, wanted: Q, years: list[int]) -> QuerySet[Member]:
        rows = self._live().filter(wanted, self._may("response__household"))
        if self.homes is not None:
            rows = rows.filter(response__household__in=self.homes, kept_year__in=years)
        else:
            rows = rows.filter(self._there(), year__in=years)
        return rows.select_related("response__household").only(*SHOWN)

    def _live(self) -> QuerySet[Member]:
        """Those that count. Batches are kept from the planner, as in responses.was_asked; kept_… are columns that may be, too."""
        kept = {f"kept_{name}": F(name) + 0 for name in ("first_word", "last_word", "year")}
        rows = Member.objects.alias(of=F("response__batch") + 0, **kept).filter(of__in=self.counted)
        return rows.filter(Q(response__superseded_by=None) | ~Q(response__superseded_by__in=self.counted))

    def _there(self) -> Q:
        """A range of the index, where one holds all of the user's reach. Whether it is theirs is asked of the household all the same."""
        tops = scope.areas(self.user, Permission.NAME_SEE)
        by_area = scope.within(self.user, Permission.NAME_SEE) == scope.within(self.user, Permission.NAME_SEE, **HOME)
        return places.within(tops[0]) if by_area and len(tops) == 1 else Q()

    def _may(self, home: str) -> Q:
        """By where the household is now, as its file asks."""
        told = {"field": f"{home}__area_code", "household": f"{home}_id", "authority": f"{home}__authority_id"}
        return scope.within(self.user, Permission.NAME_SEE, **told)

    def _handed(self) -> list[int] | None:
        """The households of who reads names only where they were handed over; None for others, and where they are very many."""
        if scope.areas(self.user, Permission.NAME_SEE) or scope.authorities(self.user, Permission.NAME_SEE):
            return None
        mine = Household.objects.filter(scope.within(self.user, Permission.NAME_SEE, **HOME))
        found = list(mine.values_list("pk", flat=True)[: HANDED + 1])
        return found if len(found) <= HANDED else None

    def _gone(self, past: list[Member]) -> Iterator[Member]:
        """Without those whom a newer round found. Who has no national id is another person in every round: a newer one of the same name in
        the same household is taken for them."""
        if not past:
            return
        newer = self._live().filter(kept_year__gt=min(row.year for row in past))
        last: dict[object, int] = {}
        same = newer.filter(person__in={row.person_id for row in past}).values_list("person", "year")
        homes = newer.filter(response__household__in={row.response.household_id for row in past})
        names = homes.values_list("response__household", "first_name", "last_name", "year")
        for *who, year in (*same, *names):
            last[tuple(who)] = max(year, last.get(tuple(who), 0))
        for row in past:
            seen = (row.person_id,), (row.response.household_id, row.first_name, row.last_name)
            if row.year >= max(last.get(who, 0) for who in seen):
                yield row

    # — lists —

    def _listed(self, wanted: Q) -> QuerySet[ListedPerson]:
        if not self.lists:
            return ListedPerson.objects.none()
        rows = ListedPerson.objects.filter(wanted, self._may("listed__household"), listed__target_list__in=self.lists)
        known = Member.objects.alias(of=F("response__batch") + 0).filter(person=OuterRef("person"), of__in=self.counted)
        rows = rows.exclude(Exists(known)).alias(**{f"kept_{name}": F(name) for name in ("first_word", "last_word")})
        return rows.select_related("listed__target_list", "listed__household").order_by("-listed__target_list", "pk")

    def _found(self, row: Member | ListedPerson, nearness: Nearness) -> Found:
        name = (row.title, row.first_name, row.last_name)
        if isinstance(row, ListedPerson):
            home, when = row.listed.household, (None, row.listed.target_list.survey_year, False, True)
        else:
            home, when = row.response.household, (row.age, row.year, row.year != self.newest, False)
        return Found(row.person_id, home.pk, home.area_code, *name, *when, nearness)


def _bear(bearing: Bearing, leading: str = "") -> Q:
    """`leading`: the other column is kept from the planner; NO_WORD: both are; "": none."""
    asked = ((name, words) for name, words in zip(WORDS, bearing, strict=True) if words)
    return Q(**{f"{name if leading in ('', name) else f'kept_{name}'}__in": list(words) for name, words in asked})


def _near(bearing: Bearing, row: Member | ListedPerson) -> Nearness | None:
    """Of the word that is further away; None for who does not bear them."""
    asked = [(words, word) for words, word in zip(bearing, (row.first_word_id, row.last_word_id), strict=True) if words]
    return max(words[word] for words, word in asked) if all(word in words for words, word in asked) else None


def _any(wanted: Iterable[Q]) -> Q:
    return reduce(or_, wanted)
