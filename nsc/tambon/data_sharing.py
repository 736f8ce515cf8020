"""Which data the partners of a tambon hold, who uses them for what, and what is missing. The data themselves are elsewhere."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from nsc import thai
from nsc.access import audit, organisations, scope
from nsc.access import rules as access_rules
from nsc.access.models import User
from nsc.errors import Refused, _
from nsc.tambon import initiatives, partners_rules
from nsc.tambon.models import DataGap, DataSet, DataUse


@dataclass(frozen=True)
class Use:
    id: int
    organisation: str
    what_for: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Shared:
    """`is_stale`: older than its kind should be; None where nobody said when it was renewed."""

    id: int
    name: str
    about: str
    holder: str
    since_on: date | None
    fresh: str
    updated_on: date | None
    is_stale: bool | None
    agreement: str
    is_personal: bool
    by: str
    at: datetime
    uses: tuple[Use, ...]


@dataclass(frozen=True)
class Gap:
    """`held_by` "": nobody is known to have it. `days`: since it was asked for."""

    id: int
    what: str
    what_for: str
    needed_by: str
    held_by: str
    asked_on: date
    days: int
    by: str
    at: datetime


@dataclass(frozen=True)
class Board:
    sets: tuple[Shared, ...]
    gaps: tuple[Gap, ...]


def board(user: User, at: datetime, area: str) -> Board:
    """Sets by holder and name, gaps that are open the oldest first. Three queries beside that of the initiative."""
    initiative, today = initiatives.seen(user, area), timezone.localdate(at)
    rows = DataSet.objects.filter(initiative=initiative, ended_at=None).select_related("holder", "by")
    uses: dict[int, list[Use]] = {}
    for row in DataUse.objects.filter(data_set__in=rows, ended_at=None).select_related("organisation", "by").order_by("pk"):
        uses.setdefault(row.data_set_id, []).append(Use(row.pk, row.organisation.name, row.what_for, row.by.display_name, row.at))
    sets = sorted((_shared(row, uses.get(row.pk, []), today) for row in rows), key=lambda each: (thai.sort_key(each.holder), each.name))
    gaps = DataGap.objects.filter(initiative=initiative, ended_at=None).select_related("needed_by", "held_by", "by").order_by("asked_on", "pk")
    return Board(tuple(sets), tuple(_gap(row, today) for row in gaps))


def _shared(row: DataSet, uses: list[Use], today: date) -> Shared:
    same = ("id", "name", "about", "since_on", "fresh", "updated_on", "agreement", "is_personal", "at")
    return Shared(
        holder=row.holder.name,
        is_stale=partners_rules.is_stale(row.fresh, row.updated_on, today),
        by=row.by.display_name,
        uses=tuple(uses),
        **{name: getattr(row, name) for name in same},
    )


def _gap(row: DataGap, today: date) -> Gap:
    held_by, days = row.held_by.name if row.held_by else "", (today - row.asked_on).days
    return Gap(row.pk, row.what, row.what_for, row.needed_by.name, held_by, row.asked_on, days, row.by.display_name, row.at)


# — verbs —


@transaction.atomic
def share(
    *,
    by: User,
    at: datetime,
    area: str,
    holder: int,
    name: str,
    about: str,
    fresh: str,
    is_personal: bool,
    since_on: date | None = None,
    updated_on: date | None = None,
    agreement: str = "",
) -> int:
    """What is about persons is shared by an agreement that is named. Told again by the same name, the first stands."""
    initiative, office = initiatives.held(by, area), organisations.get(holder)
    name, agreement, about = thai.clean(name)[:200], thai.clean(agreement)[:200], thai.clean(about)[:300]
    if not name or not about or fresh not in partners_rules.FRESHNESS:
        raise Refused(_("โปรดบอกชื่อชุดข้อมูล เป็นเรื่องอะไร และปรับปรุงบ่อยเพียงใด"))
    if is_personal and not agreement:
        raise Refused(_("ชุดข้อมูลส่วนบุคคลแบ่งปันได้ตามข้อตกลงหรือกฎหมายเท่านั้น โปรดบอกว่าตามฉบับใด"))
    _past(at, since_on, updated_on)
    told = {"about": about, "fresh": fresh, "is_personal": is_personal, "since_on": since_on, "updated_on": updated_on, "agreement": agreement}
    made, is_new = DataSet.objects.get_or_create(
        initiative=initiative, holder=office, name=name, ended_at=None, defaults=told | {"by": by, "at": at}
    )
    if is_new:
        audit.record(by=by, at=at, verb="data_set.share", on=made, place=area)
    return made.pk


@transaction.atomic
def renew(*, by: User, at: datetime, area: str, data_set: int, updated_on: date) -> None:
    """The holder has newer data."""
    row = _set(by, area, data_set)
    _past(at, updated_on)
    if row.updated_on == updated_on:
        return
    row.updated_on = updated_on
    row.save(update_fields=["updated_on"])
    audit.record(by=by, at=at, verb="data_set.renew", on=row, place=area, detail=str(updated_on))


@transaction.atomic
def stop(*, by: User, at: datetime, area: str, data_set: int, because: str) -> None:
    row = _set(by, area, data_set)
    row.ended_at, row.ended_because = at, access_rules.reason(because)[:300]
    row.save(update_fields=["ended_at", "ended_because"])
    row.uses.filter(ended_at=None).update(ended_at=at)
    audit.record(by=by, at=at, verb="data_set.stop", on=row, place=area, because=row.ended_because)


@transaction.atomic
def use(*, by: User, at: datetime, area: str, data_set: int, organisation: int, what_for: str) -> None:
    """Told again in the same words, the first stands."""
    row, office, what_for = _set(by, area, data_set), organisations.get(organisation), thai.clean(what_for)[:300]
    if not what_for:
        raise Refused(_("โปรดบอกว่าใช้เพื่ออะไร"))
    told = {"data_set": row, "organisation": office, "what_for": what_for, "ended_at": None}
    made, is_new = DataUse.objects.get_or_create(**told, defaults={"by": by, "at": at})
    if is_new:
        audit.record(by=by, at=at, verb="data_use.tell", on=made, place=area, detail=f"organisation={organisation}")


@transaction.atomic
def stop_using(*, by: User, at: datetime, area: str, use: int) -> None:
    row = DataUse.objects.select_for_update().filter(data_set__initiative=initiatives.held(by, area), pk=use).first()
    if row is None:
        raise scope.OutOfSight(str(use))
    if row.ended_at:
        return
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    audit.record(by=by, at=at, verb="data_use.stop", on=row, place=area)


@transaction.atomic
def miss(
    *, by: User, at: datetime, area: str, what: str, what_for: str, needed_by: int, asked_on: date, held_by: int | None = None
) -> int:
    """Data that are needed and not there. Told again, the first stands."""
    initiative, what, what_for = initiatives.held(by, area), thai.clean(what)[:200], thai.clean(what_for)[:300]
    if not what or not what_for:
        raise Refused(_("โปรดบอกว่าขาดข้อมูลอะไร และจะใช้เพื่ออะไร"))
    _past(at, asked_on)
    office, holder = organisations.get(needed_by), organisations.get(held_by) if held_by else None
    told = {"initiative": initiative, "what": what, "needed_by": office, "ended_at": None}
    made, is_new = DataGap.objects.get_or_create(
        **told, defaults={"what_for": what_for, "held_by": holder, "asked_on": asked_on, "by": by, "at": at}
    )
    if is_new:
        audit.record(by=by, at=at, verb="data_gap.tell", on=made, place=area)
    return made.pk


@transaction.atomic
def close_gap(*, by: User, at: datetime, area: str, gap: int, because: str) -> None:
    """`because`: how it was filled, or why it is no longer needed."""
    row = DataGap.objects.select_for_update().filter(initiative=initiatives.held(by, area), pk=gap).first()
    if row is None:
        raise scope.OutOfSight(str(gap))
    if row.ended_at:
        return
    row.ended_at, row.ended_because = at, access_rules.reason(because)[:300]
    row.save(update_fields=["ended_at", "ended_because"])
    audit.record(by=by, at=at, verb="data_gap.close", on=row, place=area, because=row.ended_because)


def _set(by: User, area: str, data_set: int) -> DataSet:
    row = DataSet.objects.select_for_update().filter(initiative=initiatives.held(by, area), ended_at=None, pk=data_set).first()
    if row is None:
        raise scope.OutOfSight(str(data_set))
    return row


def _past(at: datetime, *days: date | None) -> None:
    if any(day and day > timezone.localdate(at) for day in days):
        raise Refused(_("วันที่ยังมาไม่ถึง โปรดตรวจวันที่"))
