"""Target rolls: who is a target this fiscal year, of which group, by which source and rule. Drawn up, looked at, frozen; then only what is
added or removed with a reason changes them. Fiscal years are CE here: the year in which they end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, QuerySet
from django.utils import timezone

from nsc import bulk, thai
from nsc.access import audit, notices, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import criteria, holidays, rules, sight
from nsc.casework.models import Change, Group, Roll, RollState, Rule, State, Target
from nsc.casework.once import once
from nsc.casework.sight import Sight
from nsc.errors import Refused, _
from nsc.poverty.small import Keeper
from nsc.surveys import responses
from nsc.surveys.models import Batch, ListedHousehold, Round, TargetList

RULES = {  # by which rules a group is drawn up; the missed come one by one
    Group.TPMAP: (Rule.MPI, Rule.TARGET, Rule.IMPORTED),
    Group.VULNERABLE: (Rule.VULNERABLE, Rule.IMPORTED),
    Group.THAIQM: (Rule.IMPORTED,),
    Group.MISSED: (),
}
FIRST_YEAR = 2566  # fiscal, Buddhist: nothing of the casework is older than the system
LISTED = {
    "household_id": pl.Int64, "area_code": pl.String, "authority_id": pl.Int64, "house_no": pl.String, "people": pl.Int64,
    "pattern": pl.Int64, "level": pl.Int64, "priority": pl.Int64,
}  # fmt: skip


@dataclass(frozen=True)
class Preview:
    """What a roll would hold. `by_area`: households by code, one level below the province."""

    households: int
    people: int | None  # None where the source does not say
    by_area: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Made:
    """A line of a roll's history."""

    at: datetime
    kind: str
    households: int
    because: str
    by: str
    target: int | None


def fiscal_year(on: date) -> int:
    """CE: of fiscal 2570, which begins on 1 October 2569, 2027."""
    return thai.christian_year(thai.fiscal_year(on))


def years(on: date) -> range:
    """The fiscal years (CE) that there may be something of, the newest first."""
    return range(fiscal_year(on), thai.christian_year(FIRST_YEAR) - 1, -1)


def visible_to(user: User, *, year: int | None = None) -> list[Roll]:
    """Rolls in use, to who may see figures; drafts and withdrawn ones too, to who draws them up. Newest first."""
    if not scope.anywhere(user, Permission.FIGURES_SEE):
        return []
    rows = Roll.objects.select_related("round", "target_list", "criteria", "by").order_by("-fiscal_year", "group", "-pk")
    if not may_draw_up(user):
        rows = rows.filter(state=RollState.FROZEN)
    return list(rows.filter(fiscal_year=year) if year else rows)


def may_draw_up(user: User) -> bool:
    return scope.may(user, Permission.TARGET_PROPOSE, settings.PROVINCE)


def find(user: User, number: int) -> Roll:
    """OutOfSight where this user has nothing to do with it."""
    roll = next((each for each in visible_to(user) if each.pk == number), None)
    if roll is None:
        raise scope.OutOfSight(str(number))
    return roll


def in_use(year: int) -> dict[str, Roll]:
    """The rolls of a fiscal year that are worked on, by group."""
    return {roll.group: roll for roll in Roll.objects.filter(fiscal_year=year, state=RollState.FROZEN)}


def history(user: User, roll: Roll) -> list[Made]:
    """Newest first. No names: a household is its number."""
    find(user, roll.pk)
    rows = Change.objects.filter(roll=roll).select_related("by").order_by("-pk")[:200]
    return [Made(row.at, row.kind, row.households, row.because, row.by.display_name, row.target_id) for row in rows]


def preview(user: User, *, group: str, rule: str, round: Round | None = None, target_list: int | None = None) -> Preview:
    """What draw_up would list, counted and not stored."""
    scope.require(user, Permission.TARGET_PROPOSE, place=settings.PROVINCE)
    found = _chosen(_rule(group, rule), round, _list(rule, target_list), timezone.localdate())
    counted = found.group_by(pl.col("area_code").str.slice(0, 4)).len().sort("area_code")
    people = None if found["people"].null_count() else int(found["people"].sum())
    return Preview(found.height, people, tuple(counted.iter_rows()))


@transaction.atomic
def draw_up(
    *, by: User, at: datetime, fiscal_year: int, group: str, rule: str, round: Round | None = None, target_list: int | None = None
) -> Roll:
    """A draft of the whole province, in bulk. Drawn up again by the same person from the same source, the first answer stands. Whoever
    draws up proposes: the same person does not certify."""
    scope.require(by, Permission.TARGET_PROPOSE, place=settings.PROVINCE)
    chosen, listed = _rule(group, rule), _list(rule, target_list)
    before = Roll.objects.filter(fiscal_year=fiscal_year, group=group).exclude(state=RollState.WITHDRAWN).first()
    if before:
        return _same(before, by, rule, round, listed)
    on = timezone.localdate(at)
    rows = _chosen(chosen, round, listed, on)
    if not rows.height:
        raise Refused(_("ไม่มีครัวเรือนใดเข้าเกณฑ์นี้ โปรดเลือกรอบสำรวจหรือเกณฑ์อื่น"))
    source, source_on = _source(round, listed)
    by_criteria = criteria.stored(criteria.in_force(on), by=by, at=at) if chosen == Rule.VULNERABLE else None
    told = {"fiscal_year": fiscal_year, "group": group, "rule": rule, "round": round, "target_list": listed, "criteria": by_criteria}
    with once():
        roll = Roll.objects.create(**told, source=source[:255], source_on=source_on, households=rows.height, by=by, at=at)
    stored = rows.with_columns(roll_id=pl.lit(roll.pk), state=pl.lit(State.LISTED), result=pl.lit(""))
    bulk.insert(Target, stored.with_columns(bulk.reserve(Target, rows.height)))
    _note(roll, Change.Kind.DRAW_UP, by, at, households=rows.height)
    detail = f"{fiscal_year} {group} {rule}"
    audit.record(by=by, at=at, verb="target.propose", on=roll, place=settings.PROVINCE, count=rows.height, detail=detail)
    return roll


def _same(before: Roll, by: User, rule: str, round: Round | None, listed: TargetList | None) -> Roll:
    asked = (by.pk, rule, round and round.pk, listed and listed.pk)
    if (before.by_id, before.rule, before.round_id, before.target_list_id) != asked:
        raise Refused(_("ปีงบประมาณนี้มีบัญชีของกลุ่มนี้แล้ว ถ้าจะจัดทำใหม่ ให้ถอนร่างเดิมก่อน"))
    return before


@transaction.atomic
def freeze(*, by: User, at: datetime, roll: Roll, days: Mapping[str, date] | None = None) -> Roll:
    """The draft becomes the list that everybody works on. `days`: the last day of each step of rules.STEPS; else so many working days from
    now as rules.WORKING_DAYS says."""
    scope.require(by, Permission.TARGET_PROPOSE, place=settings.PROVINCE)
    roll = Roll.objects.select_for_update().get(pk=roll.pk)
    if roll.state == RollState.FROZEN:
        return roll
    roll.state, roll.frozen_at = rules.step(roll.state, RollState.FROZEN, rules.ROLL_NEXT, rules.ROLL_NAMES), at
    _put_deadlines(roll, days or rules.deadlines(timezone.localdate(at), holidays.own()))
    roll.save()
    bulk.tell_the_planner(Target)
    _note(roll, Change.Kind.FREEZE, by, at, households=roll.households)
    audit.record(by=by, at=at, verb="roll.freeze", on=roll, place=settings.PROVINCE, count=roll.households)
    _tell_the_districts(roll, at)
    return roll


def _tell_the_districts(roll: Roll, at: datetime) -> None:
    counted = Target.objects.filter(roll=roll).values_list("area_code").annotate(n=Count("pk"))
    by_amphoe: dict[str, int] = {}
    for code, number in counted:
        by_amphoe[code[:4]] = by_amphoe.get(code[:4], 0) + number
    for amphoe, number in by_amphoe.items():
        users = notices.holders(Permission.TARGET_ENDORSE, amphoe)
        notices.tell(users=users, at=at, kind="roll.freeze", href=f"/targets/?area={amphoe}", count=number)


@transaction.atomic
def set_deadlines(*, by: User, at: datetime, roll: Roll, days: Mapping[str, date]) -> Roll:
    """By ศจพ.จ., as often as it decides; each time is in the history."""
    scope.require(by, Permission.TARGET_PROPOSE, place=settings.PROVINCE)
    roll = Roll.objects.select_for_update().get(pk=roll.pk)
    if roll.state != RollState.FROZEN:
        raise Refused(_("กำหนดวันได้เมื่อตรึงบัญชีแล้วเท่านั้น"))
    if {name: getattr(roll, f"{name}_by") for name in rules.STEPS} == dict(days):
        return roll
    _put_deadlines(roll, days)
    roll.save()
    _note(roll, Change.Kind.DEADLINES, by, at, because=" · ".join(thai.format_date(days[name]) for name in rules.STEPS))
    audit.record(by=by, at=at, verb="roll.deadlines", on=roll, place=settings.PROVINCE)
    return roll


def _put_deadlines(roll: Roll, days: Mapping[str, date]) -> None:
    rules.check_deadlines([days[name] for name in rules.STEPS], timezone.localdate(roll.frozen_at))
    for name in rules.STEPS:
        setattr(roll, f"{name}_by", days[name])


@transaction.atomic
def withdraw(*, by: User, at: datetime, roll: Roll, because: str) -> Roll:
    """A draft that is not wanted. What is in use is not taken away: its households are, one by one."""
    scope.require(by, Permission.TARGET_PROPOSE, place=settings.PROVINCE)
    said = rules.reason(because)
    roll = Roll.objects.select_for_update().get(pk=roll.pk)
    if roll.state == RollState.WITHDRAWN:
        return roll
    roll.state = rules.step(roll.state, RollState.WITHDRAWN, rules.ROLL_NEXT, rules.ROLL_NAMES)
    roll.save()
    _note(roll, Change.Kind.WITHDRAW, by, at, households=roll.households, because=said)
    audit.record(by=by, at=at, verb="roll.withdraw", on=roll, place=settings.PROVINCE, because=said, count=roll.households)
    return roll


def of_the_missed(year: int, *, by: User, at: datetime) -> Roll:
    """The roll on which the missed of a fiscal year stand, opened by the first of them."""
    told = {"rule": Rule.PROPOSED, "source": rules.PROPOSAL_SOURCE, "source_on": timezone.localdate(at), "state": RollState.FROZEN}
    told |= {"households": 0, "by": by, "at": at, "frozen_at": at}
    roll, is_new = Roll.objects.get_or_create(fiscal_year=year, group=Group.MISSED, state=RollState.FROZEN, defaults=told)
    if is_new:
        _put_deadlines(roll, rules.deadlines(timezone.localdate(at), holidays.own()))
        roll.save()
    return roll


def _note(roll: Roll, kind: str, by: User, at: datetime, *, households: int = 0, because: str = "", target: Target | None = None) -> None:
    Change.objects.create(roll=roll, kind=kind, by=by, at=at, households=households, because=because, target=target)


# — whom a rule finds —


def _rule(group: str, rule: str) -> str:
    if rule not in RULES.get(group, ()):
        raise Refused(_("กลุ่มนี้จัดทำบัญชีด้วยเกณฑ์นี้ไม่ได้ โปรดเลือกจากรายการ"))
    return rule


def _list(rule: str, number: int | None) -> TargetList | None:
    if rule != Rule.IMPORTED:
        return None
    found = TargetList.objects.filter(pk=number, state=TargetList.State.PUBLISHED).first()
    if found is None:
        raise Refused(_("โปรดเลือกบัญชีที่นำเข้าไว้"))
    return found


def _source(round: Round | None, listed: TargetList | None) -> tuple[str, date]:
    """The file, and the day it came to count."""
    if listed:
        return listed.source, timezone.localdate(listed.at)
    batch = Batch.objects.filter(round=round, state=Batch.State.PUBLISHED).order_by("-published_at").first()
    return batch.source, timezone.localdate(batch.published_at)


def _chosen(rule: str, round: Round | None, listed: TargetList | None, on: date) -> pl.DataFrame:
    """The columns LISTED of every household that the rule finds."""
    if listed:
        return _imported(listed)
    if round is None or not responses.published(round):
        raise Refused(_("โปรดเลือกรอบสำรวจที่เผยแพร่แล้ว"))
    kept = {name: kind for name, kind in LISTED.items() if name != "level"}
    rows = responses.live_in(round)
    if rule == Rule.VULNERABLE:
        levels = criteria.vulnerable(round, criteria.in_force(on))
        return bulk.read(rows, kept).join(levels, on="household_id", maintain_order="left").select(list(LISTED))
    poor = responses.TARGET if rule == Rule.TARGET else responses.POOR
    return bulk.read(rows.filter(poor), kept).with_columns(level=pl.lit(None, dtype=pl.Int64)).select(list(LISTED))


def _imported(listed: TargetList) -> pl.DataFrame:
    """How many live there, only the survey knows."""
    schema = {"household_id": pl.Int64, "area_code": pl.String, "household__authority_id": pl.Int64, "house_no": pl.String}
    rows = bulk.read(ListedHousehold.objects.filter(target_list=listed), schema | {"pattern": pl.Int64})
    unknown = {name: pl.lit(None, dtype=pl.Int64) for name in ("people", "level")}
    told = rows.rename({"household_authority_id": "authority_id"}).with_columns(priority=pl.lit(0, dtype=pl.Int64), **unknown)
    return told.select(list(LISTED))


# — how far along —


@dataclass(frozen=True)
class Counts:
    """Households of one roll in a place, each on every step it has taken. `listed`: all but the removed. HIDDEN where it is kept back from
    the reader."""

    listed: int | None = 0
    verified: int | None = 0  # visited, whatever was found
    still_poor: int | None = 0
    heard: int | None = 0  # a forum decided on them
    kept: int | None = 0
    endorsed: int | None = 0
    certified: int | None = 0


TAKEN = {  # state: the steps that a household there has behind it; verified goes by the result
    "kept": ("heard", "kept"),
    "struck": ("heard",),
    "endorsed": ("heard", "kept", "endorsed"),
    "certified": ("heard", "kept", "endorsed", "certified"),
}


def counts(user: User, *, year: int, area: str = "", authority: int | None = None) -> dict[str, Counts]:
    """By group, of the rolls in use. One query over all of them."""
    where = sight.place(user, Permission.FIGURES_SEE, area=area, authority=authority)
    keep = sight.keeper(user, where)
    return {group: _told(each, keep) for group, each in _counts(where, year).items()}


def _counts(where: Sight, year: int) -> dict[str, Counts]:
    used = in_use(year)
    found: dict[int, list] = {roll.pk: [] for roll in used.values()}
    for number, *row in _tallied(where.of(Target.objects.filter(roll__in=list(found)).exclude(state=State.REMOVED)), "roll"):
        found[number].append(row)
    return {group: _summed(found[roll.pk]) for group, roll in used.items()}


def counts_below(user: User, *, roll: Roll, area: str = "", digits: int = 4) -> dict[str, Counts]:
    """Of one roll, by area code of so many digits within a place."""
    where = sight.place(user, Permission.FIGURES_SEE, area=area)
    found: dict[str, list] = {}
    for row in _tallied(where.of(_listed(roll)), "area_code"):
        found.setdefault(row[0][:digits], []).append(row[1:])
    counted = {code: _summed(rows) for code, rows in sorted(found.items())}
    keep = sight.keeper(user, where)
    columns = {}
    for name in Counts.__dataclass_fields__:
        cells = {code: (getattr(each, name), each.listed if name != "listed" else None) for code, each in counted.items()}
        columns[name] = keep.table(cells, [(None, list(counted))])
    return {code: Counts(**{name: column[code] for name, column in columns.items()}) for code in counted}


def _told(counted: Counts, keep: Keeper) -> Counts:
    of = {name: counted.listed if name != "listed" else None for name in Counts.__dataclass_fields__}
    return Counts(**{name: keep.one(getattr(counted, name), whole) for name, whole in of.items()})


def overlap(
    user: User, *, year: int, area: str = "", authority: int | None = None, counted: Mapping[str, Counts] | None = None
) -> tuple[int | None, int | None]:
    """Distinct households over all groups, and those on more than one roll. `counted`: of the same place, where it is at hand."""
    where = sight.place(user, Permission.FIGURES_SEE, area=area, authority=authority)
    keep = sight.keeper(user, where)
    known = counted if counted and keep.sees else _counts(where, year)  # nothing is reckoned from what is kept back
    smallest_first = sorted((known[group].listed, number, roll) for number, (group, roll) in enumerate(in_use(year).items()))
    every = [roll for _count, _number, roll in smallest_first]
    distinct = several = 0
    for place, (count, _number, roll) in enumerate(smallest_first):
        before, after = _also_on(every[:place]), _also_on(every[place + 1 :])
        again = where.of(_listed(roll)).filter(after).count() if count and place + 1 < len(every) else 0
        distinct += count - again  # whoever stands on a larger roll is counted there
        several += where.of(_listed(roll)).filter(after).exclude(before).count() if again and place else again
    return keep.one(distinct), keep.one(several, distinct)


def _also_on(others: list[Roll]) -> Exists:
    return Exists(sight.same_household(others))


def _listed(roll: Roll) -> QuerySet[Target]:
    return Target.objects.filter(roll=roll).exclude(state=State.REMOVED)


def _tallied(rows: QuerySet[Target], *by: str) -> QuerySet:
    return rows.values_list(*by, "state", "result").annotate(n=Count("pk")).order_by()


def _summed(rows) -> Counts:
    sums = dict.fromkeys(Counts.__dataclass_fields__, 0)
    for state, result, number in rows:
        taken = ["listed", *(["verified"] if result else []), *(["still_poor"] if result == rules.STILL_POOR else [])]
        for name in (*taken, *TAKEN.get(state, ())):
            sums[name] += number
    return Counts(**sums)
