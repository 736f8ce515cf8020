"""Budgets: money of an organisation for a programme in a fiscal year (1 October), what of it is promised and what is spent.

Help that is given in the name of an organisation, by a programme it has a budget for that year, draws on it: nobody promises more than is
left. The sums change under the lock of the budget's row, in the transaction of the help (welfare.assistance). Fiscal years are CE here: the
year in which they end.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from nsc import thai
from nsc.access import audit, organisations, scope
from nsc.access.models import Organisation, User
from nsc.access.roles import Permission
from nsc.areas import codes, places
from nsc.errors import Refused, _
from nsc.welfare import rules
from nsc.welfare.models import Allotment, Budget, Programme

COLUMNS = ["organisation", "programme", "fiscal_year", "area_code", "allotted", "committed", "spent", "left"]


@dataclass(frozen=True)
class Line:
    """Baht. `fiscal_year`: CE."""

    number: int
    organisation_id: int
    organisation: str
    programme_id: int
    programme: str
    fiscal_year: int
    area_code: str
    allotted: Decimal
    committed: Decimal
    spent: Decimal

    @property
    def left(self) -> Decimal:
        return self.allotted - self.committed - self.spent


@dataclass(frozen=True)
class Allotted:
    """A line of a budget's history."""

    at: datetime
    baht: Decimal
    because: str
    by: str


def fiscal_year(on: date) -> int:
    """CE: of fiscal 2570, which begins on 1 October 2569, 2027."""
    return thai.christian_year(thai.fiscal_year(on))


def may_allot(user: User) -> bool:
    return bool(scope.areas(user, Permission.BUDGET_CHANGE))


def visible_to(
    user: User, *, year: int | None = None, area: str = "", organisation: int | None = None, programme: int | None = None
) -> list[Line]:
    """Those of the places that the user's figures lie in or above, and those of the user's own organisations. `area`: of its own, and of
    what it lies in. One query."""
    if area and places.find(area) is None:
        raise scope.OutOfSight(area)
    rows = _seen(user)
    if area:
        rows = rows.filter(_along(area))
    for name, value in (("fiscal_year", year), ("organisation", organisation), ("programme", programme)):
        rows = rows.filter(**{name: value}) if value is not None else rows
    found = rows.select_related("organisation", "programme")
    return sorted(map(_line, found), key=lambda each: (-each.fiscal_year, thai.sort_key(each.organisation), thai.sort_key(each.programme)))


def find(user: User, budget: int) -> tuple[Line, list[Allotted]]:
    """With its history, newest first."""
    row = Budget.objects.filter(pk=budget).select_related("organisation", "programme").first()
    if row is None:
        raise scope.OutOfSight(str(budget))
    if not _seen(user).filter(pk=budget).exists():
        scope.require(user, Permission.FIGURES_SEE, place=row.area_code)
    history = row.allotments.select_related("by").order_by("-pk")
    return _line(row), [Allotted(each.at, each.baht, each.because, each.by.display_name) for each in history]


def table(*, by: User, at: datetime, year: int | None = None, area: str = "") -> tuple[list[str], list[list]]:
    """As `visible_to`, for a file. Sending it out is recorded."""
    found = visible_to(by, year=year, area=area)
    audit.record(by=by, at=at, verb="budget.export", place=area or settings.PROVINCE, count=len(found), detail=str(year or ""))
    return COLUMNS, [
        [each.organisation, each.programme, thai.buddhist_year(each.fiscal_year), each.area_code]
        + [float(sum_) for sum_ in (each.allotted, each.committed, each.spent, each.left)]
        for each in found
    ]


@transaction.atomic
def allot(*, by: User, at: datetime, organisation: int, programme: int, fiscal_year: int, area: str, baht: Decimal, because: str) -> Budget:
    """A new budget, or another allotment of one: higher or lower, but never below what is promised and spent. `area`: the province or an
    amphoe, and the same ever after. Sent again it changes nothing."""
    scope.require(by, Permission.BUDGET_CHANGE, place=area)
    if len(area) > codes.LENGTH[codes.AMPHOE] or places.find(area) is None:
        raise Refused(_("งบประมาณเป็นของจังหวัดหรืออำเภอ โปรดเลือกพื้นที่จากรายการ"))
    said, office = rules.reason(because), organisations.get(organisation)
    given = Programme.objects.filter(pk=programme).first()
    if given is None:
        raise Refused(_("โปรดเลือกโครงการจากรายการ"))
    new = {"area_code": area, "allotted": 0, "by": by, "at": at}
    key = {"organisation": office, "programme": given, "fiscal_year": fiscal_year}
    number = Budget.objects.get_or_create(**key, defaults=new)[0].pk
    row = Budget.objects.select_for_update().get(pk=number)
    if row.area_code != area:
        raise Refused(_("งบประมาณนี้เป็นของ {place} อยู่แล้ว โปรดเปิดงบประมาณนั้นเพื่อเปลี่ยนวงเงิน"), place=places.place(row.area_code).title)
    last = row.allotments.order_by("-pk").first()
    if last and last.baht == baht:
        return row
    _keep(row, _money(row).allot(baht))
    Allotment.objects.create(budget=row, baht=baht, because=said, by=by, at=at)
    audit.record(by=by, at=at, verb="budget.change", on=row, place=area, because=said, detail=f"{last.baht if last else 0} > {baht}")
    return row


# — inside the verbs of welfare.assistance, which have checked the right to grant —


def commit(*, by: User, organisation: Organisation | None, programme: Programme | None, on: date, baht: Decimal | None) -> Budget | None:
    """Promised on that day. The budget it draws on; None where the organisation has none for the programme that year."""
    row = _drawn_on(by, organisation, programme, on)
    if row:
        _keep(row, _money(row).commit(baht or Decimal(0)))
    return row


def spend(*, by: User, organisation: Organisation | None, programme: Programme | None, on: date, baht: Decimal | None) -> Budget | None:
    """Delivered on that day without a promise before."""
    row = _drawn_on(by, organisation, programme, on)
    if row:
        _keep(row, _money(row).spend(baht or Decimal(0)))
    return row


def settle(*, by: User, budget: int, promised: Decimal | None, baht: Decimal | None) -> None:
    """What was promised is delivered: so much of it."""
    row = Budget.objects.select_for_update().get(pk=budget)
    if (baht or 0) > (promised or 0):
        _require_drawer(by, row)
    _keep(row, _money(row).spend(baht or Decimal(0), promised=promised or Decimal(0)))


def give_back(budget: int, *, committed: Decimal | None = None, spent: Decimal | None = None) -> None:
    row = Budget.objects.select_for_update().get(pk=budget)
    _keep(row, _money(row).give_back(committed=committed or Decimal(0), spent=spent or Decimal(0)))


def _drawn_on(by: User, organisation: Organisation | None, programme: Programme | None, on: date) -> Budget | None:
    if organisation is None or programme is None:
        return None
    rows = Budget.objects.select_for_update().filter(organisation=organisation, programme=programme, fiscal_year=fiscal_year(on))
    if row := rows.first():
        _require_drawer(by, row)
    return row


def _require_drawer(by: User, row: Budget) -> None:
    """Money of an office is given by its own people, or by the centre of the place that it is for."""
    is_theirs = row.organisation_id in {given.organisation_id for given in scope.in_force(by)}
    if not is_theirs and not scope.may(by, Permission.ASSISTANCE_GRANT, row.area_code):
        name = Organisation.objects.get(pk=row.organisation_id).name
        raise Refused(_("“{name}” มีงบประมาณของโครงการนี้ ให้เจ้าหน้าที่ของหน่วยงานนั้นหรือศูนย์ที่ดูแลพื้นที่ของงบเป็นผู้บันทึก"), name=name)


def _money(row: Budget) -> rules.Money:
    return rules.Money(Decimal(row.allotted), Decimal(row.committed), Decimal(row.spent))


def _keep(row: Budget, money: rules.Money) -> None:
    row.allotted, row.committed, row.spent = money.allotted, money.committed, money.spent
    row.save(update_fields=["allotted", "committed", "spent"])


def _seen(user: User) -> QuerySet[Budget]:
    seen = Q(organisation__in={given.organisation_id for given in scope.in_force(user)} - {None})
    for code in scope.areas(user, Permission.FIGURES_SEE):
        seen |= _along(code)
    return Budget.objects.filter(seen)


def _along(code: str) -> Q:
    return places.within(code) | Q(area_code__in=codes.ancestors(code))


def _line(row: Budget) -> Line:
    sums = (row.allotted, row.committed, row.spent)
    office, programme = row.organisation, row.programme
    return Line(row.pk, office.pk, office.name, programme.pk, programme.name, row.fiscal_year, row.area_code, *map(Decimal, sums))
