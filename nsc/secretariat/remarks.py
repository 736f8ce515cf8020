"""What the secretary of ศจพ.จ. or ศจพ.อ. writes for the report of a month: what hinders, and what is proposed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import sight
from nsc.errors import Refused, _
from nsc.secretariat.models import Remark

MOST = 4_000


@dataclass(frozen=True)
class Written:
    problems: str = ""
    proposals: str = ""
    by: str = ""
    at: datetime | None = None


@transaction.atomic
def write(*, by: User, at: datetime, month: date, area: str, problems: str, proposals: str) -> None:
    """What stood before is kept. `area`: the province or an amphoe."""
    scope.require(by, Permission.MEETING_KEEP, place=area)
    if len(area) > 4:
        raise Refused(_("ข้อความของรายงานเป็นของจังหวัดหรืออำเภอ โปรดเลือกจังหวัดหรืออำเภอ"))
    told = {"problems": problems.strip(), "proposals": proposals.strip()}
    if any(len(text) > MOST for text in told.values()):
        raise Refused(_("ข้อความยาวเกิน {most} ตัวอักษร โปรดย่อให้สั้นลง"), most=f"{MOST:,}")
    row = Remark.objects.create(month=month.replace(day=1), area_code=area, by=by, at=at, **{n: thai.visible(t) for n, t in told.items()})
    audit.record(by=by, at=at, verb="figures.remark", on=row, place=area, detail=f"{month:%Y-%m}")


def of(user: User, *, month: date, area: str, as_of: datetime | None = None) -> Written:
    """The newest, or the newest of that moment."""
    code = sight.place(user, Permission.FIGURES_SEE, area=area).place.code
    until = Q(at__lte=as_of) if as_of else Q()
    row = Remark.objects.filter(until, month=month.replace(day=1), area_code=code).select_related("by").order_by("-pk").first()
    return Written(row.problems, row.proposals, row.by.display_name, row.at) if row else Written()
