"""How fast offices answer what was referred to them, by office and by the month of the letter.

Counted from the referrals themselves. What a family ended (consent taken back, processing stopped) waits for nobody. The days of an answer
are working days from the day on which it was sent to the day on which the office took it up or did not, a question in between included.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median

from django.conf import settings
from django.utils import timezone

from nsc import thai, workdays
from nsc.access import audit
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import chain, holidays, rolls, sight
from nsc.casework.models import Referral
from nsc.casework.referral_sight import with_stops
from nsc.poverty.small import FEW, HIDDEN, Keeper, is_hidden

COLUMNS = ["organisation", "month", "sent", "waiting", "overdue", "in_time", "late", "median_working_days"]
COLUMNS += ["accepted", "declined", "completed", "withdrawn_or_ended"]
COUNTED = ("sent", "waiting", "overdue", "in_time", "late", "accepted", "declined", "completed", "ended")
_READ = ("organisation", "organisation__name", "letter_on", "state", "stop", "sent_at", "due_on", "answered_at")


@dataclass
class Office:
    """`number`: of the organisation, None of all together. `waiting`: sent and not answered, `overdue` of them past their day; `in_time`
    and `late`: answered. `accepted`: taken up, finished (`completed`, a part of it) or not. `ended`: withdrawn by the chain, or by the
    family. `days`: working days of each answer."""

    name: str
    number: int | None = None
    sent: int = 0
    waiting: int = 0
    overdue: int = 0
    in_time: int = 0
    late: int = 0
    accepted: int = 0
    declined: int = 0
    completed: int = 0
    ended: int = 0
    days: list[int] = field(default_factory=list)
    is_kept: bool = False  # its days are of too few to be told
    months: list[tuple[date, "Office"]] = field(default_factory=list)

    @property
    def median(self) -> float | None:
        """None where nothing was answered."""
        return HIDDEN if self.is_kept and self.days else float(median(self.days)) if self.days else None

    @property
    def slow_percent(self) -> float | None:
        """Answered late or overdue, of all that is answered or overdue; None where there is none."""
        if is_hidden(self.in_time, self.late, self.overdue):
            return HIDDEN
        judged = self.in_time + self.late + self.overdue
        return 100 * (self.late + self.overdue) / judged if judged else None


@dataclass(frozen=True)
class Found:
    """`offices`: the slowest first. `slowest`: the office to talk to, None where none is late. `years`: fiscal years (CE) with letters."""

    fiscal_year: int
    area: str
    offices: tuple[Office, ...]
    whole: Office
    slowest: Office | None
    years: tuple[int, ...]


def of(user: User, *, at: datetime, fiscal_year: int | None = None, area: str = "") -> Found:
    """Of letters of that fiscal year (CE; the one under way). OutOfSight and NotAllowed as sight.place has it."""
    where, today = sight.place(user, Permission.FIGURES_SEE, area=area), timezone.localdate(at)
    year = fiscal_year or rolls.fiscal_year(today)
    first, last = thai.fiscal_year_bounds(thai.buddhist_year(year))
    known = where.of(Referral.objects.exclude(letter_on=None))
    rows = with_stops(known.filter(letter_on__range=(first, last))).order_by("organisation", "letter_on").values(*_READ)
    offices, whole = _counted(rows, today), Office("")
    for office in offices:
        _add(whole, office)
    ranked = tuple(sorted(offices, key=_slowest_first))
    keep = sight.keeper(user, where)
    if not keep.sees:
        _keep(ranked, whole, keep)
    slow = ranked[0] if ranked and ranked[0].slow_percent else None
    years = {rolls.fiscal_year(on) for on in known.values_list("letter_on", flat=True).distinct().order_by()}
    return Found(year, where.place.code, ranked, whole, slow, tuple(sorted(years | {year}, reverse=True)))


def table(*, by: User, at: datetime, fiscal_year: int | None = None, area: str = "") -> tuple[list[str], list[list]]:
    """One line an office and month of letters, for a file. Sending it out is recorded."""
    found = of(by, at=at, fiscal_year=fiscal_year, area=area)
    rows = [_line(office, on, month) for office in found.offices for on, month in office.months]
    told = {"count": len(rows), "detail": str(found.fiscal_year)}
    audit.record(by=by, at=at, verb="answer_times.export", place=found.area or settings.PROVINCE, **told)
    return COLUMNS, rows


def _line(office: Office, on: date, each: Office) -> list:
    counts = [each.sent, each.waiting, each.overdue, each.in_time, each.late, each.median]
    return [office.name, f"{on:%Y-%m}", *counts, each.accepted, each.declined, each.completed, each.ended]


def _counted(rows: Iterable[dict], today: date) -> list[Office]:
    own, spans, offices = holidays.own(), {}, {}
    for row in rows:
        office = offices.setdefault(row["organisation"], Office(row["organisation__name"], row["organisation"]))
        month = row["letter_on"].replace(day=1)
        if not office.months or office.months[-1][0] != month:
            office.months.append((month, Office(office.name)))
        days = None
        if _is_answered(row):
            span = timezone.localdate(row["sent_at"]), timezone.localdate(row["answered_at"])
            days = spans.setdefault(span, None)
            if days is None:
                days = spans[span] = workdays.between(*span, own)
        for each in (office, office.months[-1][1]):
            _count(each, row, days, today)
    return list(offices.values())


def _is_answered(row: dict) -> bool:
    """A question is no answer yet."""
    return row["answered_at"] is not None and row["state"] != "asked"


def _count(each: Office, row: dict, days: int | None, today: date) -> None:
    state, is_live = row["state"], not row["stop"]
    each.sent += 1
    if days is not None:
        each.days.append(days)
        is_in_time = timezone.localdate(row["answered_at"]) <= row["due_on"]
        each.in_time += is_in_time
        each.late += not is_in_time
    elif state in ("sent", "asked") and is_live:
        each.waiting += 1
        each.overdue += state == "sent" and row["due_on"] < today
    each.accepted += state in ("accepted", "completed")
    each.completed += state == "completed"
    each.declined += state == "declined"
    each.ended += state == "withdrawn" or (not is_live and state not in chain.OVER)


def _keep(offices: tuple[Office, ...], whole: Office, keep: Keeper) -> None:
    """What who sees figures only is not told: offices add up to the whole, months to their office."""
    for name in COUNTED:
        cells = {office.name: (getattr(office, name), None) for office in offices}
        told = keep.table(cells | {"": (getattr(whole, name), None)}, [("", list(cells))])
        setattr(whole, name, told[""])
        for office in offices:
            months = {on: (getattr(month, name), None) for on, month in office.months}
            by_month = keep.table(months, [(None, list(months))])
            setattr(office, name, told[office.name])
            for on, month in office.months:
                setattr(month, name, HIDDEN if is_hidden(told[office.name]) else by_month[on])
    for each in (whole, *offices, *(month for office in offices for _on, month in office.months)):
        each.is_kept = len(each.days) < FEW


def _add(whole: Office, office: Office) -> None:
    for name in COUNTED:
        setattr(whole, name, getattr(whole, name) + getattr(office, name))
    whole.days.extend(office.days)


def _slowest_first(office: Office) -> tuple:
    """By the share that was late or is overdue, then by the days, then by how much waits."""
    return -(office.slow_percent or 0), -(office.median or 0), -office.waiting, office.name
