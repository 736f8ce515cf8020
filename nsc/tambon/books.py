"""The books of an enterprise: periods, lines of income and cost, use of profit, and who works for it. Figures by accounting (calendar)
year."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.errors import Refused, _
from nsc.poverty import small
from nsc.tambon import enterprise_rules as rules
from nsc.tambon import enterprises
from nsc.tambon.models import BookLine, Enterprise, Period, ProfitUse, Workforce


@dataclass(frozen=True)
class Line:
    """`corrects`: the number of the line that it mends. `left`: its baht with its corrections."""

    id: int
    period: date
    kind: str
    baht: Decimal
    left: Decimal
    note: str
    corrects: int | None
    by: str
    at: datetime


@dataclass(frozen=True)
class Book:
    """A period with its lines. `closed_by` "": open."""

    id: int
    starts_on: date
    months: int
    closed_at: datetime | None
    closed_by: str
    lines: tuple[Line, ...]
    income: Decimal
    cost: Decimal


@dataclass(frozen=True)
class Use:
    id: int
    use: str
    baht: Decimal
    on: date
    note: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Workers:
    """As the enterprise reported; small counts are hidden (poverty.small)."""

    workers: int
    poor_workers: int | None
    poor_households: int | None
    results: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Account:
    """A year. `is_over`: the year has ended by the day asked for. `open_periods`: of this year, not closed."""

    year: int
    figures: rules.Year
    ratios: tuple[rules.Ratio, ...]
    is_over: bool
    open_periods: int
    workers: Workers | None


# — questions —


def years(user: User, area: str, *, on: date) -> list[Account]:
    """Every year with books, the newest first; its ratios as they stand. Five queries."""
    enterprise = enterprises.seen(user, area)
    lines: dict[int, dict[str, Decimal]] = {}
    uses: dict[int, dict[str, Decimal]] = {}
    still_open: dict[int, int] = {}
    for starts_on, closed_at in Period.objects.filter(enterprise=enterprise).values_list("starts_on", "closed_at"):
        lines.setdefault(starts_on.year, {})
        still_open[starts_on.year] = still_open.get(starts_on.year, 0) + (closed_at is None)
    sums = BookLine.objects.filter(period__enterprise=enterprise).values_list("period__starts_on__year", "kind").annotate(Sum("baht"))
    for year, kind, baht in sums.order_by():
        lines[year][kind] = baht
    of_uses = ProfitUse.objects.filter(enterprise=enterprise, withdrawn_at=None).values_list("year", "use").annotate(Sum("baht"))
    for year, use, baht in of_uses.order_by():
        uses.setdefault(year, {})[use] = baht
    workers = {row.year: _workers(row) for row in Workforce.objects.filter(enterprise=enterprise).select_related("by").order_by("pk")}
    found = []
    for year in sorted({*lines, *uses, *workers}, reverse=True):
        figures = rules.Year(lines.get(year, {}), uses.get(year, {}))
        is_over = on.year > year
        ratios = rules.ratios(figures, shares_profit=enterprise.shares_profit, is_over=is_over)
        found.append(Account(year, figures, ratios, is_over, still_open.get(year, 0), workers.get(year)))
    return found


def of_year(user: User, area: str, year: int) -> list[Book]:
    """The periods of a year in order, with every line. Four queries."""
    enterprise = enterprises.seen(user, area)
    periods = list(Period.objects.filter(enterprise=enterprise, starts_on__year=year).select_related("closed_by").order_by("starts_on"))
    rows = list(BookLine.objects.filter(period__in=periods).select_related("by", "period").order_by("pk"))
    mended: dict[int, Decimal] = {}
    for row in rows:
        if row.corrects_id:
            mended[row.corrects_id] = mended.get(row.corrects_id, Decimal(0)) + row.baht
    lines = [_line(row, row.baht + mended.get(row.pk, Decimal(0))) for row in rows]
    return [_book(period, tuple(line for line, row in zip(lines, rows, strict=True) if row.period_id == period.pk)) for period in periods]


def uses(user: User, area: str, year: int) -> list[Use]:
    enterprise = enterprises.seen(user, area)
    rows = ProfitUse.objects.filter(enterprise=enterprise, year=year, withdrawn_at=None).select_related("by").order_by("on", "pk")
    return [Use(row.pk, row.use, row.baht, row.on, row.note, row.by.display_name, row.at) for row in rows]


def taken(user: User, area: str) -> list[tuple[date, int]]:
    """First day and months of every period."""
    return list(Period.objects.filter(enterprise=enterprises.seen(user, area)).values_list("starts_on", "months"))


def report(*, by: User, at: datetime, area: str, year: int) -> Account:
    """A year for its printed report. OutOfSight where it has no books; what leaves the system is on the record."""
    found = next((each for each in years(by, area, on=at.date()) if each.year == year), None)
    if found is None:
        raise scope.OutOfSight(str(year))
    audit.record(by=by, at=at, verb="enterprise_report.export", place=area, detail=str(year))
    return found


def export(*, by: User, at: datetime, area: str, year: int) -> list[Book]:
    """What leaves the system is on the record."""
    found = of_year(by, area, year)
    audit.record(by=by, at=at, verb="enterprise_books.export", place=area, count=sum(len(book.lines) for book in found), detail=str(year))
    return found


def _line(row: BookLine, left: Decimal) -> Line:
    told = {name: getattr(row, name) for name in ("kind", "baht", "note", "at")}
    return Line(id=row.pk, period=row.period.starts_on, left=left, corrects=row.corrects_id, by=row.by.display_name, **told)


def _book(row: Period, lines: tuple[Line, ...]) -> Book:
    income = sum((line.baht for line in lines if line.kind in rules.INCOME), Decimal(0))
    cost = sum((line.baht for line in lines if line.kind in rules.COST), Decimal(0))
    closed_by = row.closed_by.display_name if row.closed_by else ""
    return Book(row.pk, row.starts_on, row.months, row.closed_at, closed_by, lines, income, cost)


def _workers(row: Workforce) -> Workers:
    """The poor among them stand against the whole: where either side is a handful, both counts are hidden."""
    hide = small.is_small((row.poor_workers, row.workers))
    poor = small.HIDDEN if hide else row.poor_workers
    homes = small.HIDDEN if hide else small.one(row.poor_households)
    return Workers(row.workers, poor, homes, row.results, row.by.display_name, row.at)


# — verbs —


@transaction.atomic
def open_period(*, by: User, at: datetime, area: str, starts_on: date, months: int) -> None:
    """Opened again, the first stands."""
    enterprise = enterprises.held(by, area)
    known = list(Period.objects.filter(enterprise=enterprise).values_list("starts_on", "months"))
    if (starts_on, months) in known:
        return
    rules.check_period(starts_on, months, known)
    if starts_on > at.date():
        raise Refused(_("งวดนี้ยังมาไม่ถึง เปิดงวดได้ตั้งแต่วันเริ่มงวด"))
    row = Period.objects.create(enterprise=enterprise, starts_on=starts_on, months=months)
    audit.record(by=by, at=at, verb="enterprise_books.open", on=row, place=area)


@transaction.atomic
def write(*, by: User, at: datetime, area: str, period: int, token: UUID, kind: str, baht: Decimal, note: str = "") -> None:
    """A line of an open period. Sent again with its token, nothing is doubled."""
    enterprise = enterprises.held(by, area)
    if _is_known(BookLine.objects.filter(token=token).values_list("period__enterprise", flat=True), enterprise):
        return
    row = _period(enterprise, period)
    if row.closed_at:
        raise Refused(_("งวดนี้ปิดแล้ว แก้ได้ด้วยรายการปรับปรุงของรายการเดิม หรือลงรายการในงวดที่เปิดอยู่"))
    told = {"kind": rules.check_kind(kind, rules.KINDS), "baht": rules.check_amount(baht), "note": thai.clean(note)[:300]}
    made = BookLine.objects.create(period=row, token=token, at=at, by=by, **told)
    audit.record(by=by, at=at, verb="enterprise_books.write", on=made, place=area, detail=kind)


@transaction.atomic
def correct(*, by: User, at: datetime, area: str, line: int, token: UUID, baht: Decimal, because: str) -> None:
    """`baht`: what the line should have said, 0 for nothing. A further line of the same period makes up the difference, also in a closed
    one:
    so the year's figures become right and both stand."""
    enterprise = enterprises.held(by, area)
    if _is_known(BookLine.objects.filter(token=token).values_list("period__enterprise", flat=True), enterprise):
        return
    row = BookLine.objects.filter(period__enterprise=enterprise, pk=line, corrects=None).first()
    if row is None:
        raise scope.OutOfSight(str(line))
    if baht:
        rules.check_amount(baht)
    if not (why := thai.clean(because)[:300]):
        raise Refused(_("โปรดบอกเหตุผลของการปรับปรุง"))
    now = row.baht + (row.corrections.aggregate(sum=Sum("baht"))["sum"] or Decimal(0))
    if baht == now:
        raise Refused(_("ยอดใหม่เท่ากับยอดเดิม ไม่มีสิ่งใดต้องปรับ"))
    made = BookLine.objects.create(
        period_id=row.period_id, kind=row.kind, baht=baht - now, note=why, corrects=row, token=token, at=at, by=by
    )
    audit.record(by=by, at=at, verb="enterprise_books.correct", on=made, place=area, detail=f"line={row.pk}")


@transaction.atomic
def close(*, by: User, at: datetime, area: str, period: int) -> None:
    """Closed already, nothing happens."""
    row = _period(enterprises.held(by, area), period)
    if row.closed_at:
        return
    if at.date() < rules.ends(row.starts_on, row.months):
        raise Refused(_("งวดนี้ยังไม่จบ ปิดได้ตั้งแต่วันถัดจากวันสุดท้ายของงวด"))
    row.closed_at, row.closed_by = at, by
    row.save(update_fields=["closed_at", "closed_by"])
    audit.record(by=by, at=at, verb="enterprise_books.close", on=row, place=area)


@transaction.atomic
def use_profit(*, by: User, at: datetime, area: str, token: UUID, year: int, use: str, baht: Decimal, on: date, note: str = "") -> None:
    """What a year's profit goes to. More than there is, is refused; what the law says of its parts is shown, not forbidden."""
    enterprise = enterprises.held(by, area)
    if _is_known(ProfitUse.objects.filter(token=token).values_list("enterprise", flat=True), enterprise):
        return
    rules.check_kind(use, rules.USES), rules.check_amount(baht)
    sums = BookLine.objects.filter(period__enterprise=enterprise, period__starts_on__year=year).values_list("kind").annotate(Sum("baht"))
    profit = rules.Year(dict(sums.order_by()), {}).profit
    spent = ProfitUse.objects.filter(enterprise=enterprise, year=year, withdrawn_at=None).aggregate(sum=Sum("baht"))["sum"] or Decimal(0)
    if spent + baht > profit:
        raise Refused(_("กำไรของปีนี้เหลือ {left} บาท ใช้มากกว่านั้นไม่ได้"), left=f"{max(profit - spent, Decimal(0)):,.2f}")
    told = {"year": year, "use": use, "baht": baht, "on": on, "note": thai.clean(note)[:300]}
    row = ProfitUse.objects.create(enterprise=enterprise, token=token, at=at, by=by, **told)
    audit.record(by=by, at=at, verb="enterprise_profit.use", on=row, place=area, detail=f"{year} {use}")


@transaction.atomic
def take_back(*, by: User, at: datetime, area: str, use: int, because: str) -> None:
    row = ProfitUse.objects.filter(enterprise=enterprises.held(by, area), pk=use).first()
    if enterprises.withdraw(row, at=at, because=because):
        audit.record(by=by, at=at, verb="enterprise_profit.take_back", on=row, place=area, because=row.withdrawn_because)


@transaction.atomic
def report_workers(
    *, by: User, at: datetime, area: str, year: int, workers: int, poor_workers: int, poor_households: int, results: str = ""
) -> None:
    """Counts only. The newest of a year counts; the same again writes nothing."""
    enterprise = enterprises.held(by, area)
    if not 0 <= poor_households <= poor_workers <= workers:
        raise Refused(_("จำนวนไม่สอดคล้องกัน: คนจากครัวเรือนยากจนไม่เกินคนทำงานทั้งหมด และครัวเรือนไม่เกินจำนวนคน"))
    told = {"year": year, "workers": workers, "poor_workers": poor_workers, "poor_households": poor_households}
    told |= {"results": thai.clean(results)[:1000]}
    newest = Workforce.objects.filter(enterprise=enterprise, year=year).order_by("pk").last()
    if newest and all(getattr(newest, name) == value for name, value in told.items()):
        return
    row = Workforce.objects.create(enterprise=enterprise, at=at, by=by, **told)
    audit.record(by=by, at=at, verb="enterprise_workers.report", on=row, place=area, detail=str(year))


def _period(enterprise: Enterprise, number: int) -> Period:
    row = Period.objects.filter(enterprise=enterprise, pk=number).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    return row


def _is_known(owners, enterprise: Enterprise) -> bool:
    """Whether this was sent before. A token of somebody else's books is nobody's here."""
    owner = owners.first()
    if owner is not None and owner != enterprise.pk:
        raise scope.OutOfSight("token")
    return owner is not None
