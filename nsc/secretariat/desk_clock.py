"""What the calendar tells of meetings and their orders, by the worker's chore: who sits, a few days before; who owns an order, before its
day; and after it, the level above as well, once a week while it is late. On working days alone, as the clocks of casework."""

from collections import Counter
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from nsc import workdays
from nsc.access import notices
from nsc.access.models import User
from nsc.casework import holidays
from nsc.secretariat import desk_rules as rules
from nsc.secretariat import orders, sittings
from nsc.secretariat.models import Order, Sitting


def run(at: datetime) -> int:
    """How many meetings and orders there was something to tell of. An area at a time, each in a transaction; run again, nothing twice."""
    today = timezone.localdate(at)
    if not workdays.is_working_day(today, holidays.own()):
        return 0
    areas = {*_near(today).values_list("area_code", flat=True), *_due(today).values_list("area_code", flat=True)}
    areas |= {*_late(today).values_list("area_code", flat=True)}
    return sum(_tell(area, at, today) for area in sorted(areas))


def _near(today: date) -> QuerySet[Sitting]:
    first = timezone.make_aware(datetime.combine(today, time()))
    last = first + timedelta(days=rules.REMIND_DAYS + 1)
    rows = Sitting.objects.filter(state=rules.PLANNED, starts_at__gte=first, starts_at__lt=last)
    return rows.exclude(invited_at=None).filter(reminded_on=None)


def _due(today: date) -> QuerySet[Order]:
    last = today + timedelta(days=rules.REMIND_DAYS)
    return Order.objects.filter(state__in=rules.WAITING, warned_on=None, due_on__gte=today, due_on__lte=last)


def _late(today: date) -> QuerySet[Order]:
    again = Q(raised_on=None) | Q(raised_on__lte=today - rules.AGAIN)
    return Order.objects.filter(again, state__in=rules.WAITING, due_on__lt=today)


@transaction.atomic
def _tell(area: str, at: datetime, today: date) -> int:
    """Locked first: another worker that is at the same area finds nothing left."""
    near = list(_near(today).filter(area_code=area).select_for_update().order_by("pk"))
    for row in near:
        sittings.reminded(row, at, days=(timezone.localdate(row.starts_at) - today).days)
    due, late = (_locked(rows.filter(area_code=area)) for rows in (_due(today), _late(today)))
    for row in due:
        orders.tell(row, at, "order.due", number=row.pk, days=(row.due_on - today).days)
    Order.objects.filter(pk__in=[row.pk for row in due]).update(warned_on=today)
    for row in late:
        orders.tell(row, at, "order.late", count=1)
    _raise(area, late, at)
    Order.objects.filter(pk__in=[row.pk for row in late]).update(raised_on=today)
    return len(near) + len(due) + len(late)


def _locked(rows: QuerySet[Order]) -> list[Order]:
    numbers = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
    return list(orders.each_waiting(Order.objects.filter(pk__in=numbers)))


def _raise(area: str, late: list[Order], at: datetime) -> None:
    """Who keeps the meetings there, and the level above; one notice a person for the area."""
    if not late:
        return
    whom = Counter({user: len(late) for user in (*notices.holders(sittings.KEEP, area), *_above(area))})
    for user, count in whom.items():
        notices.tell(users=[user], at=at, kind="order.raised", href=f"/meetings/orders/?area={area}&box=late", count=count)


def _above(area: str) -> list[User]:
    """Of a district, who keeps the province's meetings; of the province, its executives."""
    if len(area) > len(settings.PROVINCE):
        return notices.holders(sittings.KEEP, settings.PROVINCE)
    leads = notices.holders(sittings.READ, area)
    return [user for user in leads if user.assignments.filter(role="executive", area_code=area, ended_at=None).exists()]
