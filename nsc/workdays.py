"""Working days of Thai government offices: weekends, public holidays with their substitutes, and due dates counted in working days.

The fixed days follow from the year. Those of the moon, the ploughing ceremony and the days that the cabinet adds are data, year by year
(Buddhist era), and say whether they were announced or are only computed ahead. A province adds its own days: every function takes them.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from nsc.errors import Refused, _
from nsc.thai import BUDDHIST, format_date

SOURCE = _("วันหยุดราชการตามระเบียบสำนักนายกรัฐมนตรีว่าด้วยกำหนดเวลาทำงานและวันหยุดราชการ และมติคณะรัฐมนตรีรายปี")
DAY = timedelta(days=1)
SATURDAY = 5
NEVER: Collection[date] = ()

NEW_YEAR, YEAR_END, SUBSTITUTE = _("วันขึ้นปีใหม่"), _("วันสิ้นปี"), _("วันหยุดชดเชย")
MAKHA, VISAKHA, ASARNHA, PHANSA = _("วันมาฆบูชา"), _("วันวิสาขบูชา"), _("วันอาสาฬหบูชา"), _("วันเข้าพรรษา")
PLOUGHING, EXTRA = _("วันพืชมงคล"), _("วันหยุดพิเศษตามมติคณะรัฐมนตรี")
FIXED = (  # month, day
    (1, 1, NEW_YEAR),
    (4, 6, _("วันจักรี")),
    (4, 13, _("วันสงกรานต์")),
    (4, 14, _("วันสงกรานต์")),
    (4, 15, _("วันสงกรานต์")),
    (5, 4, _("วันฉัตรมงคล")),
    (6, 3, _("วันเฉลิมพระชนมพรรษาสมเด็จพระนางเจ้าฯ พระบรมราชินี")),
    (7, 28, _("วันเฉลิมพระชนมพรรษาพระบาทสมเด็จพระเจ้าอยู่หัว")),
    (8, 12, _("วันแม่แห่งชาติ")),
    (10, 13, _("วันนวมินทรมหาราช")),
    (10, 23, _("วันปิยมหาราช")),
    (12, 5, _("วันพ่อแห่งชาติ")),
    (12, 10, _("วันรัฐธรรมนูญ")),
    (12, 31, YEAR_END),
)


@dataclass(frozen=True)
class Year:
    """What no rule gives: (month, day). `is_announced`: by the cabinet; else computed ahead, and to be checked when it has decided."""

    is_announced: bool
    makha: tuple[int, int]
    visakha: tuple[int, int]
    asarnha: tuple[int, int]  # the next day is วันเข้าพรรษา
    ploughing: tuple[int, int] | None = None
    extra: tuple[tuple[int, int], ...] = ()


YEARS = {
    2565: Year(True, (2, 16), (5, 15), (7, 13), (5, 13), ((7, 15), (7, 29), (10, 14), (12, 30))),
    2566: Year(True, (3, 6), (6, 3), (8, 1), (5, 17), ((5, 5), (7, 31), (12, 29))),
    2567: Year(True, (2, 24), (5, 22), (7, 20), (5, 10), ((4, 12), (12, 30))),
    2568: Year(True, (2, 12), (5, 11), (7, 10), (5, 9), ((6, 2), (8, 11))),
    2569: Year(True, (3, 3), (5, 31), (7, 29), (5, 13), ((1, 2),)),
    2570: Year(False, (2, 21), (5, 20), (7, 18)),
}


@dataclass(frozen=True, order=True)
class Holiday:
    """`name`: a msgid. Not announced: computed ahead, shown as a proposal."""

    on: date
    name: str
    is_announced: bool = True


def holidays(year: int) -> tuple[Holiday, ...]:
    """Of a Buddhist year, in order, substitutes included. A year without data has its fixed days only, as proposals."""
    return tuple(sorted(each for each in _around(year) if each.on.year == year - BUDDHIST))


def is_known(year: int) -> bool:
    """Whether the days of the moon of that Buddhist year are among the data at all."""
    return year in YEARS


def is_working_day(on: date, own: Collection[date] = NEVER) -> bool:
    """`own`: days on which the province is closed besides."""
    return on.weekday() < SATURDAY and on not in own and on not in _closed(on.year + BUDDHIST)


def due(start: date, days: int, own: Collection[date] = NEVER) -> date:
    """The last day to do something within so many working days: counted from the day after `start`; 0 is `start` itself, or the first
    working day after it."""
    if days < 0:
        raise Refused(_("จำนวนวันทำการต้องไม่ติดลบ"))
    on, left = start, days
    while left or not is_working_day(on, own):
        on += DAY
        left -= is_working_day(on, own) and left > 0
    return on


def between(start: date, end: date, own: Collection[date] = NEVER) -> int:
    """Working days after `start` up to and with `end`: by how many days work is late, or how many are left."""
    if end < start:
        raise Refused(_("วันที่ {end} อยู่ก่อนวันที่ {start}"), end=format_date(end), start=format_date(start))
    return sum(is_working_day(start + DAY * number, own) for number in range(1, (end - start).days + 1))


@lru_cache(maxsize=64)
def _closed(year: int) -> frozenset[date]:
    return frozenset(each.on for each in holidays(year))


@lru_cache(maxsize=64)
def _around(year: int) -> frozenset[Holiday]:
    """The year's days, and of its neighbours those that may have to do with it: the year's end falls together with the new year."""
    named = {each.on: each for beside in (year - 1, year, year + 1) for each in _proper(beside)}
    return frozenset({*named.values(), *_substitutes(named)})


def _proper(year: int) -> Iterator[Holiday]:
    told = YEARS.get(year)
    sure = told is not None and told.is_announced
    for month, day, name in FIXED:
        yield Holiday(date(year - BUDDHIST, month, day), name, sure)
    if told is None:
        return
    moon = ((MAKHA, told.makha), (VISAKHA, told.visakha), (ASARNHA, told.asarnha))
    for name, (month, day) in moon:
        yield Holiday(date(year - BUDDHIST, month, day), name, sure)
    yield Holiday(date(year - BUDDHIST, *told.asarnha) + DAY, PHANSA, sure)
    if told.ploughing:
        yield Holiday(date(year - BUDDHIST, *told.ploughing), PLOUGHING, sure)
    for month, day in told.extra:
        yield Holiday(date(year - BUDDHIST, month, day), EXTRA, sure)


def _substitutes(named: dict[date, Holiday]) -> Iterator[Holiday]:
    """Days in a row of which one or more fall on a weekend are made up for by one working day after them (Songkran of 2567: the 13th and
    14th were a weekend, the 16th made up for both). The ploughing ceremony and the cabinet's own days are not made up for."""
    taken: set[date] = set()
    for run in _runs(sorted(named)):
        counted = [on for on in run if named[on].name not in (PLOUGHING, EXTRA)]
        if not any(on.weekday() >= SATURDAY for on in counted):
            continue
        on = run[-1] + DAY
        while on.weekday() >= SATURDAY or on in named or on in taken:
            on += DAY
        taken.add(on)
        yield Holiday(on, SUBSTITUTE, named[run[-1]].is_announced)


def _runs(days: list[date]) -> Iterator[list[date]]:
    run: list[date] = []
    for on in days:
        if run and on - run[-1] > DAY:
            yield run
            run = []
        run.append(on)
    if run:
        yield run
