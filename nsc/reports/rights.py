"""Who receives what they are entitled to, who does not, and of whom it is not known: by area, person by person, and of one household."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

import polars as pl
from django.db.models import Q
from django.utils import timezone

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import codes, places
from nsc.casework import sight
from nsc.casework.sight import Sight
from nsc.errors import Refused, _
from nsc.poverty.small import Keeper
from nsc.registry import households as register
from nsc.registry.models import Household
from nsc.reports import tabled, targeted
from nsc.reports.listing import Asked as View
from nsc.reports.listing import Column, Group, Listing, sorted_by
from nsc.surveys import responses
from nsc.surveys.models import Member, Response, Round
from nsc.surveys.names import shown_name
from nsc.welfare import counting, facts, programmes, recipients
from nsc.welfare.eligibility import State, Why, amount, full_years
from nsc.welfare.facts import Standing
from nsc.welfare.programmes import Entry

PER_PAGE = 50
MOST = 20_000  # lines of one file
MOST_ON_PAPER = 2_000  # lines of all programmes together
SORTED = 2_000  # people that are put in another order than village by village: each is decided before the first is shown
COLUMNS = (
    Column("name", _("ชื่อ"), "link", card="title"),
    Column("number", _("ครัวเรือนเลขที่"), "number", shown=False),
    Column("age", _("อายุ (ปี)"), "number", sorts=True, largest_first=True, card="label"),
    Column("house_no", _("บ้านเลขที่"), personal=True, card="label"),
    Column("place", _("ที่อยู่"), sorts=True, card="line"),
    Column("why", _("เพราะ"), card="line"),
    Column("baht", _("บาทตามเกณฑ์"), "number", sorts=True, largest_first=True, card="label"),
)
NAMING = frozenset({"name", "house_no"})
KEYS: dict[str, Callable] = {"age": lambda line: line.age, "place": lambda line: line.area_code, "baht": lambda line: line.baht}
STATES = {"receives": State.RECEIVES, "entitled": State.ENTITLED, "unknown": State.UNKNOWN, "not_entitled": State.NOT_ENTITLED}


@dataclass(frozen=True)
class Counted:
    """For which day and from which survey the counts are; `is_stale`: something has changed since, and a count is asked for."""

    on: date
    at: datetime
    year: int | None  # CE, of the survey
    is_stale: bool


@dataclass(frozen=True)
class Counts:
    """People, or households of a programme for households. None where it can't be said: nobody has counted, no register is there, or
    somebody decides case by case."""

    receives: int | None
    entitled: int | None
    unknown: int | None
    not_entitled: int | None


@dataclass(frozen=True)
class Row:
    """A programme in an area. `registers`: the oldest and the newest day of the registers in force, and how many."""

    entry: Entry
    counts: Counts
    registers: tuple[date, date, int] | None


@dataclass(frozen=True)
class Summary:
    where: Sight
    counted: Counted | None
    rows: tuple[Row, ...]


def summary(user: User, *, at: datetime, area: str = "", authority: int | None = None) -> Summary:
    """Every open programme in an area or of a local authority, from sums kept beside the answers."""
    where = sight.place(user, Permission.FIGURES_SEE, area=area, authority=authority)
    found, keep = of_place(where, on=timezone.localdate(at)), sight.keeper(user, where)
    return found if keep.sees else replace(found, rows=tuple(replace(row, counts=_told(row.counts, keep)) for row in found.rows))


def of_place(where: Sight, *, on: date) -> Summary:
    """As `summary`, of a place that its reader may see."""
    kept = _kept(where, programme=None, digits=0 if where.authority else len(where.place.code))
    by_programme = next(iter(kept.values()), {})
    counted, days, covered = _counted(on), recipients.days(), _covered()
    place = where.place.code
    rows = tuple(
        Row(entry, _counts(entry, by_programme.get(entry.id), covered(entry, place), counted), days.get(entry.id))
        for entry in programmes.entries(open_on=on)
    )
    return Summary(where, counted, rows)


def below(user: User, *, at: datetime, code: str, area: str = "", authority: int | None = None) -> list[tuple[str, Counts]]:
    """The same of one programme by the areas one level further down: (code, counts)."""
    where = sight.place(user, Permission.FIGURES_SEE, area=area, authority=authority)
    entry, counted = programmes.find(user, code), _counted(timezone.localdate(at))
    digits = 8 if where.authority else len(where.place.code) + 2
    if digits > 8:
        return []
    covered = _covered()
    found = {
        place: _counts(entry, each.get(entry.id), covered(entry, place), counted)
        for place, each in _kept(where, programme=entry.id, digits=digits).items()
    }
    names = Counts.__dataclass_fields__
    rows = sight.keeper(user, where).columns([tuple(getattr(each, name) for name in names) for each in found.values()])
    return [(place, Counts(*row)) for place, row in zip(found, rows, strict=True)]


def by_area(user: User, *, at: datetime, area: str = "") -> dict[str, dict[int, Counts]]:
    """Every open programme (its number) in the areas one level further down, by code: as `below`, of all of them in one query."""
    where, on = sight.place(user, Permission.FIGURES_SEE, area=area), timezone.localdate(at)
    digits = len(where.place.code) + 2
    if digits > 8:
        return {}
    kept, counted, covered, entries = _kept(where, programme=None, digits=digits), _counted(on), _covered(), programmes.entries(open_on=on)
    keep, found = sight.keeper(user, where), {code: dict[int, Counts]() for code in kept}
    for entry in entries:
        counts = [_counts(entry, each.get(entry.id), covered(entry, code), counted) for code, each in kept.items()]
        rows = keep.columns([tuple(getattr(each, name) for name in Counts.__dataclass_fields__) for each in counts])
        for code, row in zip(kept, rows, strict=True):
            found[code][entry.id] = Counts(*row)
    return found


def of_level(digits: int, *, on: date) -> Iterator[tuple[str, Entry, Counts]]:
    """(area code, programme, its counts) of all areas of so many digits, for who has asked the right of the whole province."""
    counted, covered, entries = _counted(on), _covered(), programmes.entries(open_on=on)
    for place, found in counting.tallies(digits=digits).items():
        for entry in entries:
            yield place, entry, _counts(entry, found.get(entry.id), covered(entry, place), counted)


def _told(counts: Counts, keep: Keeper) -> Counts:
    """A household or person is in one of these: together they are all who were surveyed."""
    return Counts(*keep.parts([getattr(counts, name) for name in Counts.__dataclass_fields__]))


def _covered() -> Callable[[Entry, str], bool]:
    """Whether any register of a programme touches a place."""
    places_of: dict[int, set[str]] = {}
    for each in recipients.in_force():
        places_of.setdefault(each.programme_id, set()).add(each.area_code)
    return lambda entry, place: any(code.startswith(place) or place.startswith(code) for code in places_of.get(entry.id, ()))


def _kept(where: Sight, *, programme: int | None, digits: int) -> dict[str, dict[int, dict[int, int]]]:
    if where.authority:
        return counting.tallies(digits=digits, authority=where.authority.id, programme=programme)
    return counting.tallies(digits=digits, area=where.place.code, programme=programme)


def _counted(on: date) -> Counted | None:
    known = counting.last()
    if known is None:
        return None
    return Counted(known.on, known.counted_at, known.round.survey_year if known.round else None, known.mark != counting.mark(on))


def _counts(entry: Entry, found: dict[int, int] | None, has_register: bool, counted: Counted | None) -> Counts:
    """No register: how many receive is not known, which is not nought."""
    if counted is None or found is None:
        return Counts(None, None, None, None)
    receives = found.get(State.RECEIVES, 0)
    terms = entry.on(counted.on)
    if terms is None or not terms.rule.is_by_rule:
        return Counts(receives if has_register else None, None, None, None)
    if not has_register:
        return Counts(receives or None, None, found.get(State.UNKNOWN, 0), found.get(State.NOT_ENTITLED, 0))
    return Counts(receives, *(found.get(each, 0) for each in (State.ENTITLED, State.UNKNOWN, State.NOT_ENTITLED)))


# — person by person —


@dataclass(frozen=True)
class Line:
    """A person, or a household with its head. `house_no` is "" where names are not for this user. `baht`: by the terms, at that age."""

    household: int
    person: int | None
    name: str
    has_name: bool
    age: int | None
    house_no: str
    area_code: str
    place: str
    state: State
    why: Why
    baht: int | None


@dataclass(frozen=True)
class Listed:
    where: Sight
    entry: Entry
    state: str
    counted: Counted | None
    registers: tuple[date, date, int] | None
    lines: tuple[Line, ...]
    total: int
    first: int
    has_names: bool
    may_export: bool
    groups: tuple[Group, ...] = ()
    is_in_order: bool = True  # False: too many to be put in the order asked for


def listing(programmes: Iterable[tuple[str, str]], states: Iterable[tuple[str, str]]) -> Listing:
    filters = (tabled.of_choice("programme", _("โครงการ"), dict(programmes)), tabled.of_choice("state", _("สถานะ"), dict(states)))
    return Listing("right-list", COLUMNS, filters, tabled.AREAS, sort="place")


PLAIN = listing((), ())


def people(
    user: User,
    *,
    at: datetime,
    code: str,
    state: str = "entitled",
    area: str = "",
    authority: int | None = None,
    view: View = PLAIN.of({}),  # noqa: B008  frozen
) -> Listed:
    """One page, village by village, or in another order where they are not too many. Where it shows names, that is recorded."""
    where, entry = _asked(user, code, state, area, authority)
    counted, known = _counted(timezone.localdate(at)), counting.last()
    frame, total, first, groups, page = pl.DataFrame(), 0, 0, (), view.page
    is_sorted = bool(view.sort)
    if known and known.round:
        if targeted.sees_only_handed(user):
            frame = _of_handed(user, entry, STATES[state], known.round, known.on)
            total = frame.height
            groups = _groups(frame["area_code"].value_counts().iter_rows(), view)
            is_sorted &= total <= SORTED
            first = _first(page, total)
            frame = frame if is_sorted else frame.slice(first, PER_PAGE)
        else:
            villages = _by_village(where, entry, STATES[state])
            total = sum(villages.values())
            groups = _groups(villages.items(), view)
            is_sorted &= total <= SORTED
            first = _first(page, total)
            told = (where, entry, STATES[state])
            frame = (
                _decided(*told, list(villages), known.round, known.on)
                if is_sorted
                else _page(*told, villages, first, known.round, known.on)
            )
    lines = _lines(user, entry, frame, known.on if known else timezone.localdate(at))
    if is_sorted:
        lines = sorted_by(lines, view, KEYS)[first : first + PER_PAGE]
    named = [line.household for line in lines if line.has_name]
    if named:
        detail = f"{entry.code} {state} page {page}"
        audit.seen(by=user, at=at, what="right_list", place=where.place.code, count=len(lines), detail=detail, households=named)
    days = recipients.days([entry.id]).get(entry.id)
    told = (where, entry, state, counted, days, tuple(lines), total, first + 1 if lines else 0, bool(named), _may_export(user, where))
    return Listed(*told, groups=groups, is_in_order=is_sorted or not view.sort)


def _groups(villages: Iterable[tuple[str, int]], view: View) -> tuple[Group, ...]:
    if not view.by:
        return ()
    sums: Counter[str] = Counter()
    for code, count in villages:
        sums[code[: codes.LENGTH[view.by]]] += count
    return tuple(Group(code, count) for code, count in sorted(sums.items()))


def export(
    *,
    by: User,
    at: datetime,
    code: str,
    state: str = "entitled",
    area: str = "",
    authority: int | None = None,
    with_names: bool = True,
    view: View = PLAIN.of({}),  # noqa: B008  frozen
) -> tabled.Leaving:
    """All lines of an amphoe or less, or of a local authority. Refused where they are too many. Recorded; with names, whose."""
    where, entry = _asked(by, code, state, area, authority)
    scope.require(by, Permission.HOUSEHOLD_EXPORT, place=where.place.code, authority=where.authority.id if where.authority else None)
    if not where.authority and len(where.place.code) < 4:
        raise Refused(_("โปรดเลือกอำเภอก่อน รายชื่อดาวน์โหลดได้ครั้งละหนึ่งอำเภอ"))
    known = counting.last()
    frame = pl.DataFrame()
    if known and known.round:
        villages = _by_village(where, entry, STATES[state])
        if sum(villages.values()) > MOST:
            raise Refused(_("รายชื่อนี้มีมากกว่า {most} แถว โปรดเลือกตำบลหรือหมู่บ้าน"), most=f"{MOST:,}")
        frame = _decided(where, entry, STATES[state], list(villages), known.round, known.on)
    lines = _lines(by, entry, frame, known.on if known else timezone.localdate(at))
    shown = [line.household for line in lines if line.has_name and with_names]
    detail = f"{entry.code} {state}"
    audit.record(by=by, at=at, verb="right_list.export", place=where.place.code, count=len(lines), detail=detail, households=shown)
    in_order = sorted_by(lines, view, KEYS) if view.sort else lines
    return tabled.Leaving(where, len(lines), with_names, iter(in_order))


@dataclass(frozen=True)
class OnPaper:
    """`rights`: each open programme that somebody there is entitled to and does not receive, and who. `is_cut`: programmes that would tell
    of a disability are left out."""

    where: Sight
    counted: Counted | None
    rights: tuple[tuple[Entry, tuple[Line, ...]], ...]
    is_cut: bool


def on_paper(user: User, *, at: datetime, area: str, with_names: bool) -> OnPaper:
    """Who is entitled and does not receive, of a tambon or a village: NotAllowed to have names where they are not this user's to read. With
    names, whose is recorded; without, there are no programmes that tell of a disability. Refused where they are more than MOST_ON_PAPER."""
    where, known = sight.place(user, Permission.HOUSEHOLD_SEE, area=area), counting.last()
    if with_names:
        scope.require(user, Permission.NAME_SEE, place=where.place.code)
    entries = programmes.entries(open_on=timezone.localdate(at))
    shown = [entry for entry in entries if with_names or not is_telling(entry)]
    counted = _counted(timezone.localdate(at))
    if known is None or known.round is None:
        return OnPaper(where, counted, (), len(shown) < len(entries))
    kept = _kept(where, programme=None, digits=8)
    there = {entry.id: [code for code, each in kept.items() if each.get(entry.id, {}).get(State.ENTITLED)] for entry in shown}
    if sum(kept[code][number][State.ENTITLED] for number, villages in there.items() for code in villages) > MOST_ON_PAPER:
        raise Refused(_("รายชื่อนี้มีมากกว่า {most} แถว โปรดเลือกตำบลหรือหมู่บ้าน"), most=f"{MOST_ON_PAPER:,}")
    found = []
    for entry in (each for each in shown if there[each.id]):
        frame = _decided(where, entry, State.ENTITLED, there[entry.id], known.round, known.on)
        lines = _lines(user, entry, frame, known.on)
        found.append((entry, tuple(lines if with_names else (replace(line, name="", has_name=False, house_no="") for line in lines))))
    told = [line for _entry, lines in found for line in lines if line.has_name]
    if told:
        homes = sorted({line.household for line in told})
        audit.seen(by=user, at=at, what="right_list", place=where.place.code, count=len(told), detail="entitled paper", households=homes)
    return OnPaper(where, counted, tuple(found), len(shown) < len(entries))


def _may_export(user: User, where: Sight) -> bool:
    is_small = where.authority is not None or len(where.place.code) >= 4
    authority = where.authority.id if where.authority else None
    return is_small and scope.may(user, Permission.HOUSEHOLD_EXPORT, where.place.code, authority=authority)


def _asked(user: User, code: str, state: str, area: str, authority: int | None) -> tuple[Sight, Entry]:
    where, entry = targeted.place(user, area=area, authority=authority), programmes.find(user, code)
    if state not in STATES:
        raise Refused(_("ไม่รู้จักตัวกรองนี้ โปรดเลือกจากรายการ"))
    if is_telling(entry) and not _reads_names(user, where):
        raise Refused(_("รายชื่อของโครงการนี้บอกว่าใครพิการ จึงแสดงเฉพาะผู้มีสิทธิเห็นชื่อ ดูจำนวนได้ที่หน้าสิทธิและโครงการ"))
    return where, entry


def is_telling(entry: Entry) -> bool:
    """Whether to stand with it in some way says that somebody is disabled."""
    return any(version.rule.needs_disability for version in entry.versions)


def _reads_names(user: User, where: Sight) -> bool:
    if targeted.sees_only_handed(user):
        return scope.anywhere(user, Permission.NAME_SEE)
    return scope.may(user, Permission.NAME_SEE, where.place.code, authority=where.authority.id if where.authority else None)


def _first(page: int, total: int) -> int:
    return max(0, min(page - 1, (total - 1) // PER_PAGE)) * PER_PAGE


def _by_village(where: Sight, entry: Entry, state: State) -> dict[str, int]:
    """How many there are in each village that has any, in the order of the codes."""
    kept = _kept(where, programme=entry.id, digits=8)
    return {code: count for code, found in sorted(kept.items()) if (count := found.get(entry.id, {}).get(state, 0))}


def _page(where: Sight, entry: Entry, state: State, villages: dict[str, int], first: int, round: Round, on: date) -> pl.DataFrame:
    """Reads only the villages on whose people the page falls."""
    wanted, before, passed = [], 0, 0
    for code, count in villages.items():
        if passed >= first + PER_PAGE:
            break
        if passed + count > first:
            wanted.append(code)
        else:
            before = passed + count
        passed += count
    return _decided(where, entry, state, wanted, round, on).slice(first - before, PER_PAGE)


def _decided(where: Sight, entry: Entry, state: State, villages: list[str], round: Round, on: date) -> pl.DataFrame:
    there = Q(response__area_code__in=villages)
    if where.authority:
        there &= Q(response__authority=where.authority.id)
    return _in_state(entry, state, round, on, there)


def _of_handed(user: User, entry: Entry, state: State, round: Round, on: date) -> pl.DataFrame:
    """In households that were handed over: few, so read whole."""
    permission = Permission.NAME_SEE if is_telling(entry) else Permission.HOUSEHOLD_SEE
    owner = "response__household__authority_id"
    mine = scope.within(user, permission, "response__area_code", household="response__household_id", authority=owner)
    return _in_state(entry, state, round, on, mine)


def _in_state(entry: Entry, state: State, round: Round, on: date, there: Q) -> pl.DataFrame:
    terms = entry.on(on)
    if terms and state in (State.ENTITLED, State.UNKNOWN):
        there &= facts.likely(entry, terms.rule, on, round.indicator_set.size)
    found = facts.decide(entry, recipients.in_force([entry.id]), facts.read(round, there), on).rows
    return found.filter(pl.col("state") == int(state)).sort("area_code", "household_id", *([] if entry.is_for_household else ["id"]))


def _lines(user: User, entry: Entry, frame: pl.DataFrame, on: date) -> list[Line]:
    if frame.is_empty():
        return []
    homes = Household.objects.filter(pk__in=frame["household_id"].unique().to_list())
    reading = scope.within(user, Permission.NAME_SEE, household="id", authority="authority_id")
    numbers = dict(homes.filter(reading).values_list("pk", "house_no"))
    if entry.is_for_household:
        heads = targeted.heads(frame["household_id"].to_list(), set(numbers))
        return [_line(entry, row, None, heads.get(row["household_id"], ""), numbers, on) for row in frame.iter_rows(named=True)]
    members = Member.objects.in_bulk(frame["id"].to_list()) if frame.height <= MOST else {}
    lines = []
    for row in frame.iter_rows(named=True):
        member = members[row["id"]]
        told = {"title": member.title, "first_name": member.first_name, "last_name": member.last_name}
        lines.append(_line(entry, row, member, shown_name(told, row["household_id"] in numbers), numbers, on))
    return lines


def _line(entry: Entry, row: dict, member: Member | None, name: str, numbers: dict[int, str], on: date) -> Line:
    terms = entry.on(on)
    age = full_years(member.born_on, on) if member and member.born_on else None
    amounts = "" if terms is None else terms.with_card if member and member.welfare_validated and terms.with_card else terms.amounts
    return Line(
        household=row["household_id"],
        person=member.person_id if member else None,
        name=name,
        has_name=row["household_id"] in numbers and bool(name),
        age=age,
        house_no=numbers.get(row["household_id"], ""),
        area_code=row["area_code"],
        place=places.name(row["area_code"]),
        state=State(row["state"]),
        why=Why(row["why"]),
        baht=amount(amounts, age),
    )


# — one household —


@dataclass(frozen=True)
class OfHousehold:
    """`names`: of its people, masked unless this user may read them. `is_cut`: programmes that would tell of a disability are left out."""

    on: date
    year: int  # CE, of the survey that answered
    standings: tuple[Standing, ...]
    names: dict[int, str]
    is_cut: bool


def household(user: User, household: int, *, at: datetime) -> OfHousehold | None:
    """How each of its people stands with every open programme today, by its newest live answer. None where nothing is known of it.
    OutOfSight as scope has it."""
    home = register.find(household)
    if home is None:
        raise scope.OutOfSight(str(household))
    told = {"place": home.area_code, "household": home.pk, "authority": home.authority_id}
    scope.require(user, Permission.HOUSEHOLD_SEE, **told)
    newest = responses.newest_of(home.pk)
    if newest is None:
        return None
    return standing(newest, on=timezone.localdate(at), may_read=scope.may(user, Permission.NAME_SEE, **told))


def standing(newest: Response, *, on: date, may_read: bool) -> OfHousehold:
    """The same by an answer that its caller has found this reader to see."""
    entries = programmes.entries(open_on=on)
    shown = [each for each in entries if may_read or not is_telling(each)]
    standings = facts.of_household(newest, shown, on)
    return OfHousehold(on, newest.round.survey_year, tuple(standings), _names(newest, may_read), len(shown) < len(entries))


def _names(newest: Response, may_read: bool) -> dict[int, str]:
    rows = Member.objects.filter(response=newest).order_by("pk").values("person_id", "title", "first_name", "last_name")
    return {row["person_id"]: shown_name(row, may_read) for row in rows}
