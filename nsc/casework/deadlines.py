"""How many working days a case may wait before it goes upward: a dated table of ศจพ.จ., and until there is one, our proposal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from nsc import thai, workdays
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import holidays, roads
from nsc.casework.models import CaseDays
from nsc.casework.once import once
from nsc.errors import Refused, _

STATES = tuple(roads.WORKING_DAYS)
MOST = 365
PROPOSED_SOURCE = _("ข้อเสนอของระบบ ยังไม่พบระเบียบที่กำหนดไว้")


@dataclass(frozen=True)
class Days:
    """Working days by state of roads.WORKING_DAYS. `valid_from` None: the proposal; `source` then is a msgid, else as written."""

    valid_from: date | None
    by_state: Mapping[str, int]
    upward: int
    source: str


PROPOSED = Days(None, roads.WORKING_DAYS, roads.UPWARD_DAYS, PROPOSED_SOURCE)


def in_force(on: date) -> Days:
    row = CaseDays.objects.filter(valid_from__lte=on).order_by("-valid_from").first()
    return _days(row) if row else PROPOSED


def known() -> list[Days]:
    """What was and will be in force, the latest first; the proposal is not among them."""
    return [_days(row) for row in CaseDays.objects.order_by("-valid_from")]


def _days(row: CaseDays) -> Days:
    return Days(row.valid_from, {state: getattr(row, state) for state in STATES}, row.upward, row.source)


def due(state: str, on: date) -> date | None:
    """The last day in time for what a case in this state waits for from that day on; None where it waits for nothing."""
    return roads.due(state, on, holidays.own(), in_force(on).by_state)


def due_upward(on: date) -> date:
    """The last day in time for whoever a late case went up to."""
    return workdays.due(on, in_force(on).upward, holidays.own())


@transaction.atomic
def set_(*, by: User, at: datetime, valid_from: date, source: str, upward: int, **by_state: int) -> CaseDays:
    """From that day on, for what moves or goes up then. What a case has been given stays its day. Sent again, the first stands."""
    scope.require(by, Permission.TARGET_CERTIFY, place=settings.PROVINCE)
    told = {"source": thai.clean(source)[:300], "upward": upward, **by_state}
    if set(by_state) != set(STATES) or not all(1 <= each <= MOST for each in (upward, *by_state.values())) or not told["source"]:
        raise Refused(_("โปรดใส่จำนวนวันทำการ 1 ถึง {most} ให้ครบทุกขั้น และบอกที่มา เช่น เลขที่คำสั่ง"), most=MOST)
    before = CaseDays.objects.filter(valid_from=valid_from).first()
    if before and all(getattr(before, name) == value for name, value in told.items()):
        return before
    if before:
        raise Refused(_("มีจำนวนวันที่เริ่มใช้วันที่ {on} อยู่แล้ว โปรดเลือกวันอื่น"), on=thai.format_date(valid_from))
    with once():
        made = CaseDays.objects.create(valid_from=valid_from, by=by, at=at, **told)
    detail = " ".join(f"{name}={told[name]}" for name in (*STATES, "upward"))
    audit.record(by=by, at=at, verb="case_days.set", on=made, place=settings.PROVINCE, detail=detail)
    return made
