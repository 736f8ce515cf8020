"""The year of work played on the demonstration province, area by area: the lists and their verification by the very verbs, in the names of
two offices, then the cases by their bulk form. What an area has already is left as it is."""

from collections.abc import Iterator
from datetime import date, datetime, time
from math import ceil
from random import Random

import polars as pl
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from nsc import workdays
from nsc.access import organisations, users
from nsc.areas import places
from nsc.casework import forums, in_bulk, meetings, menu, rolls, verifications
from nsc.errors import _
from nsc.ops import words
from nsc.ops.demonstration import work
from nsc.poverty.union import DIMENSIONS
from nsc.surveys import people, rounds, sets
from nsc.welfare import budgets, grants, programmes

LAST_YEAR, THIS_YEAR = 2026, 2027  # fiscal, CE
DRAWN = {LAST_YEAR: date(2025, 11, 4), THIS_YEAR: date(2026, 10, 19)}
VERIFIED, HEARD, ENDORSED, CERTIFIED = date(2025, 11, 18), date(2025, 11, 24), date(2025, 11, 27), date(2025, 11, 28)
AGAIN = date(2026, 11, 10)  # this year's list, looked at again
FOUND = {"still_poor": 90, "not_poor": 5, "moved": 2, "not_found": 1, "deceased": 1, "declines": 1}  # of 100
MANY = 900  # targets a verb is given at a time
PROGRAMMES = {"relief_money": "low-income-relief", "house": "sufficient-house", "education": "equal-education-grant"}  # by kind of help
ALLOTTED = _("จัดสรรตามแผนงานประจำปี (สาธิต)")
MENTOR = _("พี่เลี้ยง{village} (สาธิต)")


def play(operator, province, area: str, *, mentor: tuple[str, frozenset[int]]) -> dict[str, int]:
    """How many records of each kind were made. `province`: who certifies; the operator draws up. `mentor`: an account, and its
    households."""
    for year, on in DRAWN.items():
        if not rolls.in_use(year):
            told = {"by": operator, "at": _at(on)}
            rolls.freeze(**told, roll=rolls.draw_up(**told, fiscal_year=year, group="tpmap", rule="mpi", round=rounds.newest()))
    _certify(operator, province, area)
    counted = _work(operator, area, mentor)
    _verify(operator, area, THIS_YEAR, AGAIN)
    return counted


def _at(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(10)))


# — targets —


def _certify(operator, province, area: str) -> None:
    """Verified, heard, endorsed by the district, certified by the province: all that is still listed there."""
    if not _verify(operator, area, LAST_YEAR, VERIFIED):
        return
    heard = in_bulk.listed(operator, year=LAST_YEAR, area=area, states=("verified", "unconfirmed"))
    for (village,), rows in heard.group_by("area_code", maintain_order=True):
        decisions = {
            target: None if state == "verified" else "ตรวจแล้วไม่ยืนยันว่ายากจน" for target, state in rows.select("target", "state").rows()
        }
        told = {"place": "ศาลาประชาคมหมู่บ้าน", "chair": "ผู้ใหญ่บ้าน", "attendance": 25 + 3 * rows.height, "minutes": "พิจารณารายชื่อเป็นรายครัวเรือน"}
        forums.hold(by=operator, at=_at(HEARD), fiscal_year=LAST_YEAR, village=village, on=HEARD, decisions=decisions, **told)
    roll = rolls.in_use(LAST_YEAR)["tpmap"]
    for amphoe in sorted(set(heard["area_code"].str.slice(0, 4))):
        told = {"number": "11/2568", "place": f"ที่ว่าการอำเภอ{places.name(amphoe)}", "chair": "นายอำเภอ"}
        met = meetings.convene(by=province, at=_at(ENDORSED), area=amphoe, on=ENDORSED, **told)
        meetings.resolve(by=province, at=_at(ENDORSED), meeting=met.pk, roll=roll)
        told = {"number": "11/2568", "place": "ศาลากลางจังหวัด", "chair": "ผู้ว่าราชการจังหวัด"}
        met = meetings.convene(by=province, at=_at(CERTIFIED), area=area[:2], on=CERTIFIED, **told)
        meetings.resolve(by=province, at=_at(CERTIFIED), meeting=met.pk, roll=roll, area=amphoe)


def _verify(operator, area: str, year: int, on: date) -> int:
    """Everything listed there, with what was found at the door; how many."""
    listed = in_bulk.listed(operator, year=year, area=area)
    rng = Random(f"{year} {area}")
    found = pl.Series(rng.choices(list(FOUND), list(FOUND.values()), k=listed.height))
    for (result, _amphoe), rows in listed.group_by(found, pl.col("area_code").str.slice(0, 4), maintain_order=True):
        for some in rows.iter_slices(MANY):
            verifications.verify(by=operator, at=_at(on), targets=some["target"], result=result, on=on)
    return listed.height


# — cases —


@transaction.atomic
def _work(operator, area: str, mentor: tuple[str, frozenset[int]]) -> dict[str, int]:
    round = rounds.newest()
    found = in_bulk.waiting(operator, round=round, year=LAST_YEAR, area=area, states=("certified",))
    if not found.homes.height:
        return {}
    script, help_ = work.written(found.homes, found.people, _known(operator, round, found.homes, mentor))
    given = grants.store(by=operator, at=timezone.now(), rows=_budgeted(operator, help_))
    return in_bulk.take_over(by=operator, at=timezone.now(), work=work.work(script, given)) | {"grants": help_.height}


def _budgeted(operator, help_: pl.DataFrame) -> pl.DataFrame:
    """Each office has a budget for what it gave by a programme in a fiscal year, with something left of it."""
    on = pl.coalesce("on", "promised_on")
    key = ["organisation_id", "programme_id", "fiscal_year"]
    year = (on.dt.year() + (on.dt.month() >= 10).cast(pl.Int32)).cast(pl.Int64).alias("fiscal_year")
    help_ = help_.with_row_index("place").with_columns(year)
    sums = help_.drop_nulls(["programme_id", "baht"]).group_by(key).agg(pl.col("baht").sum()).sort(key)
    numbers = []
    for organisation, programme, fiscal_year, baht in sums.iter_rows():
        asked = {"organisation": organisation, "programme": programme}
        before = sum(each.allotted for each in budgets.visible_to(operator, year=fiscal_year, **asked))
        more = ceil(baht * 1.3 / 50_000) * 50_000
        told = {"fiscal_year": fiscal_year, "area": settings.PROVINCE, "because": words.of(ALLOTTED)}
        numbers.append(budgets.allot(by=operator, at=timezone.now(), **asked, **told, baht=before + more).pk)
    charged = sums.select(key).with_columns(number=pl.Series(numbers, dtype=pl.Int64))
    found = help_.join(charged, on=key, how="left").sort("place")
    return found.with_columns(budget_id=pl.when(pl.col("baht").is_not_null()).then("number")).drop("place", "number", "fiscal_year")


def _known(operator, round, homes: pl.DataFrame, mentor: tuple[str, frozenset[int]]) -> work.Known:
    indicators = sets.of_code(round.indicator_set_id)
    dimension_of = {
        bit + 1: name for name, mask in zip(DIMENSIONS, indicators.map.masks, strict=True) for bit in range(63) if mask >> bit & 1
    }
    offered = reversed(menu.in_force(timezone.localdate()))  # the first of the menu for each indicator
    listed = {each.code: each.id for each in programmes.entries()}
    return work.Known(
        today=timezone.localdate(),
        mentors=dict(_mentors(operator, sorted(set(homes["area_code"])))) | dict(_own(*mentor)),
        offices={key: _office(operator, name) for key, (name, _days) in work.OFFICES.items()},
        programmes={kind: listed[code] for kind, code in PROGRAMMES.items()},
        measures={each.indicator: each.number for each in offered if each.set_code == indicators.code},
        round=round.pk,
        set_code=round.indicator_set_id,
        dimension_of=dimension_of,
        stage_of=lambda age: stage.code if (stage := people.stage_of(age)) else "",
        map=indicators.map,
        due=workdays.due,
    )


def _mentors(operator, villages: list[str]) -> Iterator[tuple[str, int]]:
    """One a village, who cannot sign in: with some fifteen households each, as mentors have them."""
    for village in villages:
        username = f"mentor-{village}"
        if not users.exists(username):
            name = words.of(MENTOR).format(village=places.place(village).title)
            user = users.create(by=operator, at=timezone.now(), username=username, display_name=name)
            users.assign(by=operator, at=timezone.now(), user=user, role="mentor", area=village)
        yield village, users.named(username).pk


def _own(username: str, households: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Those of the demonstration's own account, where it is."""
    if users.exists(username):
        mentor = users.named(username).pk
        yield from ((household, mentor) for household in households)


def _office(operator, name: str) -> int:
    known = next((each for each in organisations.listed(operator) if each.name == name), None)
    return known.id if known else organisations.register(by=operator, at=timezone.now(), name=name, kind="government").pk
