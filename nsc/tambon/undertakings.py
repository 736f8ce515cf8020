"""The register of projects in a tambon, of whichever agency: what ran, what runs, when its money ends and who continues."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.errors import Refused, _
from nsc.tambon import initiatives, profile_rules, rules
from nsc.tambon.models import Undertaking

TEXTS = {"name": 200, "agency": 200, "funder": 200, "continued_by": 200, "result": 4000}
MOST_BAHT = Decimal(10_000_000_000)


@dataclass(frozen=True)
class Registered:
    """`baht` None: nobody has said. `warning`: days before the end of funding of which it is time to speak (180, 90, 30), else None."""

    id: int
    name: str
    dimension: str
    agency: str
    funder: str
    baht: Decimal | None
    starts_on: date
    ends_on: date
    continued_by: str
    result: str
    changed_at: datetime
    changed_by: str
    state: str  # later, running, ended
    days_left: int
    warning: int | None


def of(user: User, area: str, *, on: date) -> list[Registered]:
    """Running first, by when they end; then those to come, then the past, the latest first. Two queries."""
    rows = Undertaking.objects.filter(initiative=initiatives.seen(user, area)).select_related("changed_by")
    found = [_registered(row, on) for row in rows]
    order = {"running": 0, "later": 1, "ended": 2}
    return sorted(found, key=lambda each: (order[each.state], each.days_left if each.state != "ended" else -each.days_left, each.id))


def find(user: User, area: str, undertaking: int, *, on: date) -> Registered:
    found = next((each for each in of(user, area, on=on) if each.id == undertaking), None)
    if found is None:
        raise scope.OutOfSight(str(undertaking))
    return found


@transaction.atomic
def register(*, by: User, at: datetime, area: str, **told: object) -> Registered:
    """`told`: name, dimension, agency, funder, baht, starts_on, ends_on, continued_by, result. The same name and start again: the first
    stands."""
    initiative = initiatives.held(by, area)
    values = _checked(told)
    initiatives.lock(initiative)
    known = Undertaking.objects.filter(initiative=initiative, name=values["name"], starts_on=values["starts_on"]).first()
    if known:
        return _registered(known, timezone.localdate(at))
    made = Undertaking.objects.create(initiative=initiative, changed_at=at, changed_by=by, **values)
    audit.record(by=by, at=at, verb="undertaking.register", on=made, place=area, detail=made.dimension)
    return _registered(made, timezone.localdate(at))


@transaction.atomic
def amend(*, by: User, at: datetime, area: str, undertaking: int, seen: datetime, **told: object) -> Registered:
    """`seen`: when it had last been changed as the writer saw it: changed by somebody else since, nothing is written over."""
    initiative = initiatives.held(by, area)
    row = Undertaking.objects.select_for_update().filter(initiative=initiative, pk=undertaking).first()
    if row is None:
        raise scope.OutOfSight(str(undertaking))
    values = _checked(told)
    if row.changed_at != seen:
        raise Refused(_("มีผู้แก้ไขรายการนี้ระหว่างที่ท่านเปิดอยู่ โปรดเปิดหน้าใหม่ในอีกแท็บแล้วเทียบก่อนบันทึก"))
    other = Undertaking.objects.filter(initiative=initiative, name=values["name"], starts_on=values["starts_on"]).exclude(pk=row.pk)
    if other.exists():
        raise Refused(_("มีโครงการชื่อนี้ที่เริ่มวันเดียวกันในทะเบียนแล้ว"))
    if row.ends_on != values["ends_on"]:
        row.warned = None  # another end, another warning
    for name, value in values.items():
        setattr(row, name, value)
    row.changed_at, row.changed_by = at, by
    row.save()
    audit.record(by=by, at=at, verb="undertaking.amend", on=row, place=area)
    return _registered(row, timezone.localdate(at))


def _checked(told: dict[str, object]) -> dict[str, object]:
    values = dict(told) | {name: thai.clean(str(told.get(name) or ""))[:most] for name, most in TEXTS.items()}
    values["result"] = str(told.get("result") or "").strip()[: TEXTS["result"]]
    rules.check_dimension(str(told["dimension"]))
    if not values["name"] or not values["agency"]:
        raise Refused(_("โปรดบอกชื่อโครงการและหน่วยงานที่ทำ"))
    if told["ends_on"] < told["starts_on"]:
        raise Refused(_("วันสิ้นสุดอยู่ก่อนวันเริ่ม โปรดสลับวันที่"))
    baht = told.get("baht")
    if baht is not None and not 0 <= baht < MOST_BAHT:
        raise Refused(_("งบประมาณต้องไม่ติดลบและไม่เกินหนึ่งหมื่นล้านบาท"))
    return values


def _registered(row: Undertaking, on: date) -> Registered:
    told = {name: getattr(row, name) for name in Registered.__dataclass_fields__ if hasattr(row, name)}
    state = "later" if row.starts_on > on else "running" if row.ends_on >= on else "ended"
    told |= {"changed_by": row.changed_by.display_name, "state": state, "days_left": (row.ends_on - on).days}
    return Registered(**told, warning=profile_rules.warning(row.ends_on, today=on) if state == "running" else None)
