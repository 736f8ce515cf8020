"""The desk for rows of help lists that matched nobody, several households, or one of whom they say otherwise: a person sees the row as it
was sent beside those whom it may mean, and decides.

What was sent lies sealed. Rows of an area are seen by who sees names there; an office that only brings lists sees the rows that it sent,
and beside them no household but those handed to it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import polars as pl
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from rapidfuzz import fuzz, process

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.casework import listed_help
from nsc.errors import Refused, _
from nsc.files import keys
from nsc.intake import whose
from nsc.registry import households as register
from nsc.registry.models import Household, Person
from nsc.surveys import lists
from nsc.welfare import help_lists, repeats
from nsc.welfare.help_lists import OPEN, WHOM, Home
from nsc.welfare.models import NOTE, HelpRow
from nsc.welfare.rules import row_step

PER_PAGE = 30
SHOWN = 6  # candidates beside a row
LIKE = 55  # of 100, below which a name is no candidate
MANY = 500  # rows that one decision may settle
PASSED = ("nobody", "later")


@dataclass(frozen=True)
class Row:
    """A row as it was sent. The number of the person is masked; `alike`: how many rows wait that mean the same, this one among them."""

    number: int
    help_list: int
    source: str
    row: int | None
    why: str
    state: str
    area_code: str
    name: str
    national_id: str
    house: str
    kind: str
    what: str
    quantity: Decimal | None
    unit: str
    baht: Decimal | None
    on: date
    organisation: str
    alike: int


@dataclass(frozen=True)
class Candidate:
    """A household that a row may mean. `by`: id, house, name or door; `score` of 100."""

    household: int
    area_code: str
    house_no: str
    name: str
    by: str
    score: int


# — questions —


def waiting(user: User, *, at: datetime, area: str = "", help_list: int | None = None, page: int = 1) -> tuple[list[Row], int]:
    """One page, the oldest list first, and how many there are. The opening is recorded."""
    help_lists.require(user)
    rows = _open(user).filter(_within(area))
    rows = rows.filter(help_list=help_list) if help_list else rows
    total, first = rows.count(), (max(page, 1) - 1) * PER_PAGE
    found = list(rows.order_by("help_list", "who_index", "row")[first : first + PER_PAGE])
    shown = _shown(user, found)
    if shown:
        audit.seen(by=user, at=at, what="help_row", place=area or help_lists.top(user), count=len(shown))
    return shown, total


def count(user: User) -> int:
    """How many rows wait for this user."""
    return _open(user).count()


def of(user: User, number: int, *, at: datetime) -> list[Row]:
    """The row, first, and those that mean the same and wait, too. The opening is recorded."""
    row = _open(user).filter(pk=number).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    others = _open(user).filter(who_index=row.who_index).exclude(pk=row.pk).order_by("on", "pk")[: MANY - 1] if row.who_index else ()
    audit.seen(by=user, at=at, what="help_row", on=row, place=row.area_code, count=1 + len(others))
    return _shown(user, [row, *others])


def candidates(user: User, number: int, *, at: datetime, area: str = "") -> list[Candidate]:
    """Whom it may mean, the likeliest first: by number, by house, by name and door within `area` (else the tambon that the row names). Only
    households whose names the user sees. Names are shown: recorded."""
    row = _open(user).filter(pk=number).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    asked = _opened([row])[0]
    where = area or row.area_code[:6]
    found = [*_by_number(row), *_by_house(asked["house"]), *(_by_words(asked, where) if len(where) >= 6 else ())]
    best: dict[int, Candidate] = {}
    for each in sorted(found, key=lambda one: -one.score):
        best.setdefault(each.household, each)
    seen = [each for each in best.values() if scope.may(user, Permission.NAME_SEE, *_place(each.household))][:SHOWN]
    homes = [each.household for each in seen]
    audit.seen(by=user, at=at, what="help_candidates", on=row, place=row.area_code, count=len(seen), households=homes)
    return seen


# — verbs —


@transaction.atomic
def settle(*, by: User, at: datetime, rows: Sequence[int], household: int) -> int:
    """These rows mean this household: each becomes help of it, or, where that is recorded already, points there. How many were settled;
    those settled so before stay."""
    home = register.find(household)
    if home is None:
        raise scope.OutOfSight(str(household))
    help_lists.one_at_a_time()
    locked = _locked(by, rows)
    scope.require(by, Permission.NAME_SEE, place=home.area_code, household=home.pk, authority=home.authority_id)
    found = [row for row in locked if not (row.state == "stored" and row.household_id == home.pk)]
    made = []
    for row in found:
        row_step(row.state, "stored")  # before anything is made of it
        here = Home(home.pk, home.area_code, home.authority_id, _person(row, home.pk))
        known = _known(row, here)
        given = None if known else help_lists.give(by=by, at=at, row=row, home=here)
        help_lists.settle(by=by, at=at, row=row, state="stored", made=known or (given and given.pk), household=home.pk)
        made += [given] if given else []
    _tell(by, at, made)
    if found:
        audit.record(by=by, at=at, verb="assistance.match", on=found[0], place=home.area_code, count=len(found), households=[home.pk])
    return len(found)


@transaction.atomic
def pass_by(*, by: User, at: datetime, rows: Sequence[int], as_: str) -> int:
    """Nobody of ours, or to be looked at later. How many changed."""
    locked = _locked(by, rows)
    if as_ not in PASSED:
        raise Refused(_("โปรดเลือกว่าไม่ใช่ครัวเรือนในพื้นที่ หรือไว้ภายหลัง"))
    found = [row for row in locked if row.state != as_]
    for row in found:
        help_lists.settle(by=by, at=at, row=row, state=as_)
    if found:
        audit.record(by=by, at=at, verb="assistance.pass", on=found[0], place=found[0].area_code, count=len(found), detail=as_)
    return len(found)


# — inside —


def _open(user: User) -> QuerySet[HelpRow]:
    return HelpRow.objects.select_related("help_list", "organisation").filter(seen_by(user), state__in=OPEN, why__in=WHOM)


def seen_by(user: User) -> Q:
    """Rows of the areas over which the user brings lists and sees names, of any place for the whole province, and those of the user's own
    lists or office."""
    if not scope.anywhere(user, Permission.ASSISTANCE_IMPORT):
        return Q(pk__in=[])
    found = Q(help_list__by=user) | Q(help_list__organisation__in=help_lists.offices(user))
    for code in help_lists.seen_areas(user):
        found |= Q() if code == settings.PROVINCE else places.within(code)
        if code == settings.PROVINCE:
            return Q()
    return found


def _within(area: str) -> Q:
    return places.within(area) if area and area != settings.PROVINCE else Q()


def _locked(by: User, numbers: Sequence[int]) -> list[HelpRow]:
    """Of rows that this user may settle; in one order, so that two who take the same never wait for each other in a ring."""
    wanted = sorted(set(numbers))
    if not wanted:
        raise Refused(_("โปรดเลือกอย่างน้อยหนึ่งแถว"))
    if len(wanted) > MANY:
        raise Refused(_("ตัดสินได้ครั้งละไม่เกิน {most} แถว โปรดเลือกให้น้อยลง"), most=MANY)
    seen = set(HelpRow.objects.filter(seen_by(by), pk__in=wanted, why__in=WHOM).values_list("pk", flat=True))
    if missing := set(wanted) - seen:
        raise scope.OutOfSight(str(min(missing)))
    return list(HelpRow.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))


def _opened(rows: Sequence[HelpRow]) -> list[dict[str, str]]:
    """What the rows say of the person."""
    columns = {name: [getattr(row, f"{name}_sealed") for row in rows] for name in help_lists.SEALED}
    told = {}
    for name, sealed in columns.items():
        plain = iter(keys.open_many([bytes(each) for each in sealed if each], purpose=NOTE))
        told[name] = [next(plain) if each else "" for each in sealed]
    return [dict(zip(told, values, strict=True)) for values in zip(*told.values(), strict=True)]


def _shown(user: User, rows: Sequence[HelpRow]) -> list[Row]:
    if not rows:
        return []
    alike: dict[str, int] = {}
    for index in _open(user).filter(who_index__in={row.who_index for row in rows}).values_list("who_index", flat=True):
        alike[index] = alike.get(index, 0) + 1
    return [_row(row, told, alike.get(row.who_index, 1)) for row, told in zip(rows, _opened(rows), strict=True)]


def _row(row: HelpRow, told: dict[str, str], alike: int) -> Row:
    number = thai.mask(told["national_id"]) if told["national_id"] else ""
    office = row.organisation.name if row.organisation else ""
    help_ = (row.kind, row.what, row.quantity, row.unit, row.baht, row.on, office)
    who = (row.area_code, told["name"], number, told["house"])
    return Row(row.pk, row.help_list_id, row.help_list.source, row.row, row.why, row.state, *who, *help_, alike)


def _place(household: int) -> tuple[str, int, int | None]:
    home = Household.objects.get(pk=household)
    return home.area_code, home.pk, home.authority_id


def _registered(row: HelpRow) -> int | None:
    """The person whose number the row gives."""
    if not row.national_id_sealed:
        return None
    return Person.objects.filter(national_id_index=bytes.fromhex(row.who_index)).values_list("pk", flat=True).first()


def _person(row: HelpRow, household: int) -> int | None:
    """The same, where they were last found in that household."""
    person = _registered(row)
    homes = lists.homes_of(pl.Series([person], dtype=pl.Int64)) if person else None
    return person if homes is not None and household in homes["household_id"] else None


def _by_number(row: HelpRow) -> Iterable[Candidate]:
    person = _registered(row)
    if person is None:
        return
    for home in lists.homes_of(pl.Series([person], dtype=pl.Int64)).iter_rows(named=True):
        yield _candidate(Household.objects.get(pk=home["household_id"]), "id", 100)


def _by_house(written: str) -> Iterable[Candidate]:
    code = written.partition(" · ")[0]
    for home in Household.objects.filter(house_code=code) if len(code) == 11 and code.isdigit() else ():
        yield _candidate(home, "house", 99)


def _candidate(home: Household, by: str, score: int) -> Candidate:
    known = whose.neighbours([home.area_code]).filter(pl.col("household_id") == home.pk)
    name = " ".join(known.row(0)[-2:]) if known.height else ""
    return Candidate(home.pk, home.area_code, home.house_no, name, by, score)


def _by_words(asked: dict[str, str], area: str) -> Iterable[Candidate]:
    """Three quarters of the score for a name as alike, one for the same door; without a name, the door alone."""
    name = thai.split_name(asked["name"])
    wanted = f"{name.first} {name.last}".strip()
    door = asked["house"].rpartition(" · ")[2]
    known = whose.neighbours([area]).filter(pl.col("area_code").str.starts_with(area))
    names = [f"{first} {last}".strip() for first, last in known.select("first_name", "last_name").iter_rows()]
    alike = (
        {at: score for _name, score, at in process.extract(wanted, names, scorer=fuzz.ratio, score_cutoff=LIKE, limit=40)} if wanted else {}
    )
    doors = known["house_no"].to_list()
    for at in {*alike, *(n for n, no in enumerate(doors) if door and no == door)}:
        home, code, house_no = known.select("household_id", "area_code", "house_no").row(at)
        is_door = bool(door) and house_no == door
        score = round(0.75 * alike.get(at, 0) + 25 * is_door) if door else round(alike.get(at, 0))
        yield Candidate(home, code, house_no, names[at], "name" if at in alike else "door", min(score, 98))


def _known(row: HelpRow, home: Home) -> int | None:
    """The record that tells of the same help already."""
    told = {"row": row.pk, "household_id": home.id, "person_id": home.person, "kind": row.kind, "what": row.what, "on": row.on}
    told |= {"baht": float(row.baht) if row.baht is not None else None, "organisation_id": row.organisation_id}
    schema = {"row": pl.Int64} | {name: repeats.SCHEMA[name] for name in told if name != "row"}
    stands = repeats.of_households(pl.Series([home.id], dtype=pl.Int64))
    found = repeats.recorded(pl.DataFrame([told], schema=schema), stands)
    return int(found["id"][0]) if found.height else None


def _tell(by: User, at: datetime, made: Sequence) -> None:
    """The timelines and cases."""
    columns = ("pk", "household_id", "on", "kind", "baht", "organisation_id")
    told = [tuple(getattr(each, name) for name in columns) for each in made]
    rows = [(pk, home, on, kind, float(baht) if baht is not None else None, office) for pk, home, on, kind, baht, office in told]
    schema = {"id": pl.Int64, **{name: repeats.SCHEMA[name] for name in columns[1:]}}
    listed_help.note(by=by, at=help_lists.stored(at), help_=pl.DataFrame(rows, schema=schema, orient="row"))
