"""Community forums (ประชาคม): a village says which of its listed and verified households are poor, and whom the list lacks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import codes, places
from nsc.casework import evidence, rules, sight
from nsc.casework.models import Decision, Forum, State, Target
from nsc.casework.once import once
from nsc.errors import Refused, _


@dataclass(frozen=True)
class Held:
    """A forum. `kept` and `struck`: households; `proposed`: whom it found missing."""

    number: int
    fiscal_year: int
    area_code: str
    on: date
    place: str
    chair: str
    attendance: int
    minutes: str
    has_file: bool
    by: str
    kept: int
    struck: int
    proposed: int


@transaction.atomic
def hold(
    *,
    by: User,
    at: datetime,
    fiscal_year: int,
    village: str,
    on: date,
    place: str,
    chair: str,
    attendance: int,
    minutes: str = "",
    file: BinaryIO | None = None,
    decisions: Mapping[int, str | None],
) -> Forum:
    """Records a forum and what it decided of each household: None keeps it, a text strikes it for that reason. Sent again, nothing changes.
    Whom the forum found missing is proposed with `proposals.propose(forum=…)`."""
    scope.require(by, Permission.TARGET_VERIFY, place=village)
    if not codes.is_code(village) or codes.level_of(village) != codes.VILLAGE:
        raise Refused(_("ประชาคมจัดเป็นรายหมู่บ้าน โปรดเลือกหมู่บ้าน"))
    rules.check_day(on, today=timezone.localdate(at), fiscal_year=fiscal_year)
    before = Forum.objects.filter(fiscal_year=fiscal_year, area_code=village, on=on).first()
    if before:
        return _same(before, by, decisions)
    told = {"place": thai.clean(place)[:200], "chair": thai.clean(chair)[:120], "minutes": minutes.strip()}
    _check(told, attendance, file)
    rows = sight.locked(by, Permission.TARGET_VERIFY, decisions)
    if Target.objects.filter(pk__in=decisions).exclude(area_code=village, roll__fiscal_year=fiscal_year).exists():
        raise Refused(_("มีครัวเรือนที่ไม่อยู่ในหมู่บ้านหรือปีงบประมาณนี้ โปรดเปิดหน้าใหม่"))
    reasons = {number: because if because is None else rules.reason(because) for number, because in decisions.items()}
    for row in rows:
        row.state = rules.after_forum(row.state, reasons[row.pk] is None)
    kept = evidence.keep(file, by=by, at=at)
    told |= {"fiscal_year": fiscal_year, "area_code": village, "on": on, "attendance": attendance, "minutes_file": kept}
    with once():
        forum = Forum.objects.create(**told, by=by, at=at)
    Decision.objects.bulk_create(
        Decision(forum=forum, target=row, kind=Decision.Kind.KEEP if reasons[row.pk] is None else Decision.Kind.STRIKE,
                 because=reasons[row.pk] or "") for row in rows
    )  # fmt: skip
    sight.store(rows, "state")
    households = [row.household_id for row in rows]
    audit.record(by=by, at=at, verb="forum.hold", on=forum, place=village, count=len(rows), households=households)
    return forum


def _same(before: Forum, by: User, decisions: Mapping[int, str | None]) -> Forum:
    if before.by_id != by.pk or set(before.decisions.values_list("target", flat=True)) != set(decisions):
        raise Refused(_("มีบันทึกประชาคมของหมู่บ้านนี้ในวันนี้แล้ว การแก้ไขให้บันทึกเป็นประชาคมครั้งใหม่"))
    return before


def _check(told: Mapping[str, str], attendance: int, file: BinaryIO | None) -> None:
    if not told["place"] or not told["chair"] or attendance < 1:
        raise Refused(_("โปรดบอกสถานที่ ประธาน และจำนวนผู้เข้าร่วมประชาคม"))
    if not told["minutes"] and file is None:
        raise Refused(_("โปรดพิมพ์รายงานการประชาคม หรือแนบไฟล์"))


def visible_to(user: User, *, year: int, area: str = "") -> list[Held]:
    """Newest first; to who may see households of the village. Minutes and chairs go to who may read names there."""
    where = sight.place(user, Permission.HOUSEHOLD_SEE, area=area)
    rows = Forum.objects.filter(places.within(where.place.code), scope.within(user, Permission.HOUSEHOLD_SEE), fiscal_year=year)
    return [_held(row, user) for row in _counted(rows).order_by("-on", "-pk")[:200]]


def find(user: User, number: int) -> Held:
    row = _counted(Forum.objects.filter(pk=number)).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    scope.require(user, Permission.HOUSEHOLD_SEE, place=row.area_code)
    return _held(row, user)


def to_decide(user: User, *, year: int, village: str) -> list[Target]:
    """The targets of a village on which its forum may decide: verified ones, and those a forum before decided on."""
    scope.require(user, Permission.TARGET_VERIFY, place=village)
    open_to = (State.VERIFIED, State.UNCONFIRMED, State.KEPT, State.STRUCK)
    rows = sight.in_use().filter(roll__fiscal_year=year, area_code=village, state__in=open_to)
    return list(rows.select_related("roll").order_by("roll__group", "-priority", "pk"))


def waiting(user: User, *, year: int, area: str = "") -> list[tuple[str, int]]:
    """(village, verified households that wait for its forum) where this user may hold one, the most households first."""
    where = sight.place(user, Permission.HOUSEHOLD_SEE, area=area)
    rows = sight.in_use().filter(places.within(where.place.code), scope.within(user, Permission.TARGET_VERIFY))
    rows = rows.filter(roll__fiscal_year=year, state=State.VERIFIED)
    return list(rows.values_list("area_code").annotate(n=Count("pk")).order_by("-n", "area_code"))


def _counted(rows: QuerySet[Forum]) -> QuerySet[Forum]:
    told = {
        "kept": Count("decisions", filter=Q(decisions__kind=Decision.Kind.KEEP), distinct=True),
        "struck": Count("decisions", filter=Q(decisions__kind=Decision.Kind.STRIKE), distinct=True),
        "proposed": Count("proposals", distinct=True),
    }
    return rows.select_related("by").annotate(**told)


def _held(row: Forum, user: User) -> Held:
    may_read = scope.may(user, Permission.NAME_SEE, row.area_code)
    chair, minutes = (row.chair, row.minutes) if may_read else ("", "")
    counts = (row.kept, row.struck, row.proposed)
    has_file = bool(row.minutes_file_id) and scope.may(user, Permission.TARGET_PROPOSE, row.area_code)
    return Held(
        row.pk, row.fiscal_year, row.area_code, row.on, row.place, chair, row.attendance, minutes, has_file, row.by.display_name, *counts
    )
