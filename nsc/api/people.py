"""Those who ask: one's own account, and, for who may read it, the record of what all did."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from nsc.access import standing, trail
from nsc.api import schemas
from nsc.api.asked import AREA, LAST, answers
from nsc.api.words import said
from nsc.areas import places

router = Router(tags=[_("ผู้ใช้และบันทึก")])

Day = Annotated[date | None, Query(ge=date(1900, 1, 1), le=date(2199, 12, 31), description=_("วัน ปี ค.ศ.-เดือน-วัน นับทั้งวัน"))]
Who = Annotated[str, Query(max_length=60, pattern=r"^[^\x00-\x1f]*$", description=_("เฉพาะที่ผู้ใช้นี้ทำ"))]
Household = Annotated[int | None, Query(ge=1, le=LAST, description=_("เฉพาะครัวเรือนนี้"))]
Place = Annotated[str, Query(pattern=AREA, description=_("เฉพาะพื้นที่ที่รหัสขึ้นต้นด้วยรหัสนี้"))]
Before = Annotated[int | None, Query(ge=1, le=LAST, description=_("เฉพาะบรรทัดก่อนหมายเลขนี้"))]


@router.get("/me", url_name="api-me", response=answers(schemas.Me), summary=_("บัญชีของผู้เรียก"))
def me(request: HttpRequest):
    user = request.auth
    return schemas.Me(
        username=user.username,
        display_name=user.display_name,
        language=user.language,
        came_by=user.came_by,
        roles=[_role(each) for each in standing.of(user)],
    )


@router.get("/audit", url_name="api-audit", response=answers(schemas.Audit, 403, 404), summary=_("บันทึกการใช้งาน"))
def audit(
    request: HttpRequest,
    since: Day = None,
    until: Day = None,
    by: Who = "",
    household: Household = None,
    place: Place = "",
    before: Before = None,
):
    asked = trail.Asked(since, until, by, household, place)
    found = trail.lines(request.auth, at=timezone.now(), asked=asked, before=before)
    return schemas.Audit(lines=[_line(each) for each in found.lines], older=found.older)


def _line(each: trail.Line) -> schemas.AuditLine:
    same = {name: getattr(each, name) for name in schemas.AuditLine.model_fields if name != "act"}
    return schemas.AuditLine(**same, act=said(each.act))


def _role(each: standing.Held) -> schemas.Role:
    found = places.find(each.area)
    same = ("role", "area", "authority", "organisation", "until", "permissions", "handed")
    return schemas.Role(**{name: getattr(each, name) for name in same}, name=said(each.name), place=found.full_name if found else each.area)
