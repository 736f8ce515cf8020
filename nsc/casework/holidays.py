"""Days on which the province is closed besides the national holidays: due dates are counted with them."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from nsc import thai, workdays
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework.models import OwnHoliday
from nsc.errors import Refused, _


def own() -> frozenset[date]:
    return frozenset(OwnHoliday.objects.values_list("on", flat=True))


def named() -> list[tuple[date, str]]:
    """In order. No secret: offices post them at the door."""
    return list(OwnHoliday.objects.order_by("on").values_list("on", "name"))


@transaction.atomic
def add(*, by: User, at: datetime, on: date, name: str) -> OwnHoliday:
    """A day given again keeps its first name."""
    scope.require(by, Permission.TARGET_CERTIFY, place=settings.PROVINCE)
    said = thai.clean(name)[:120]
    if not said:
        raise Refused(_("โปรดบอกชื่อวันหยุด"))
    if not workdays.is_working_day(on):
        raise Refused(_("วันที่ {on} เป็นวันหยุดอยู่แล้ว"), on=thai.format_date(on))
    made, is_new = OwnHoliday.objects.get_or_create(on=on, defaults={"name": said, "by": by, "at": at})
    if is_new:
        audit.record(by=by, at=at, verb="holiday.add", on=made, place=settings.PROVINCE, detail=on.isoformat())
    return made
