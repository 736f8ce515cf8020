"""The register of breaches, and the clock of 72 hours that starts when the first of us knows."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from nsc.access import audit, notices, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import NotAllowed, Refused, _
from nsc.privacy import rules
from nsc.privacy.models import Breach
from nsc.privacy.rules import Clock

HREF = "/privacy/breaches/{}/"
COLUMNS = {
    "number": _("เลขที่"),
    "title": _("เรื่อง"),
    "state": _("สถานะ"),
    "aware_at": _("ทราบเหตุเมื่อ"),
    "reported_at": _("รายงานเมื่อ"),
    "facts": _("ข้อเท็จจริง"),
    "data": _("ข้อมูลที่เกี่ยวข้อง"),
    "persons": _("จำนวนบุคคล"),
    "risk": _("ความเสี่ยง"),
    "risk_because": _("เหตุผลของการประเมิน"),
    "office_told_at": _("แจ้ง สคส. เมื่อ"),
    "late_because": _("เหตุที่แจ้งล่าช้า"),
    "persons_told_at": _("แจ้งเจ้าของข้อมูลเมื่อ"),
    "measures": _("มาตรการ"),
    "closed_at": _("ปิดเรื่องเมื่อ"),
}


@dataclass(frozen=True)
class Found:
    """`risk`: msgid, "" before it was assessed; `risk_key` its key. `may_change`: else who reported it sees how far it is."""

    id: int
    title: str
    state: str
    state_name: str  # msgid
    facts: str
    data: str
    persons: int | None
    aware_at: datetime
    reported_at: datetime
    reported_by: str
    risk_key: str
    risk: str
    risk_because: str
    office_told_at: datetime | None
    late_because: str
    persons_told_at: datetime | None
    measures: str
    closed_at: datetime | None
    closed_by: str
    clock: Clock
    may_change: bool


def visible_to(user: User, *, now: datetime) -> list[Found]:
    """The open first, by the clock; then the closed, newest first."""
    rows = _visible(user).select_related("reported_by", "closed_by")
    still_open, closed = rows.filter(closed_at=None).order_by("aware_at"), rows.exclude(closed_at=None).order_by("-closed_at")
    may = _may_change(user)
    return [_found(row, now, may) for row in (*still_open, *closed[:200])]


def of(user: User, number: int, *, now: datetime) -> Found:
    row = _visible(user).select_related("reported_by", "closed_by").filter(pk=number).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    return _found(row, now, _may_change(user))


def require_reporter(user: User) -> None:
    if not scope.anywhere(user, Permission.BREACH_REPORT):
        scope.require(user, Permission.BREACH_REPORT, place=settings.PROVINCE)


@transaction.atomic
def report(*, by: User, at: datetime, title: str, facts: str, data: str, aware_at: datetime, persons: int | None = None) -> Breach:
    """Any officer's. The data-protection officer hears of it at once."""
    require_reporter(by)
    rules.check_said(title)
    rules.check_said(facts)
    rules.check_awareness(aware_at, at)
    made = Breach.objects.create(
        title=title.strip()[:200],
        facts=facts.strip(),
        data=data.strip()[:300],
        persons=persons,
        aware_at=aware_at,
        reported_at=at,
        reported_by=by,
    )
    audit.record(by=by, at=at, verb="breach.report", on=made, place=settings.PROVINCE, count=persons)
    _tell(at, "breach.reported", made)
    return made


@transaction.atomic
def assess(*, by: User, at: datetime, breach: int, risk: str, because: str, persons: int | None) -> Breach:
    """May be done again until the Office was told, as more comes to light."""
    row = _changeable(by, breach)
    if risk not in rules.RISKS:
        raise Refused(_("โปรดเลือกระดับความเสี่ยงจากรายการ"))
    rules.check_said(because)
    row.state = rules.step(rules.BREACH_NEXT, row.state, rules.ASSESSED)
    row.risk, row.risk_because = risk, because.strip()
    row.persons = row.persons if persons is None else persons
    row.save()
    audit.record(by=by, at=at, verb="breach.assess", on=row, place=settings.PROVINCE, count=row.persons, detail=risk)
    return row


@transaction.atomic
def tell_office(*, by: User, at: datetime, breach: int, told_at: datetime, late_because: str = "") -> Breach:
    """Records that the Office was told: the telling itself goes the Office's own way. Stops the clock."""
    row = _changeable(by, breach)
    rules.check_told(row.aware_at, told_at, at, late_because)
    row.state = rules.step(rules.BREACH_NEXT, row.state, rules.NOTIFIED)
    row.office_told_at, row.late_because = told_at, late_because.strip()[:300]
    row.save()
    audit.record(by=by, at=at, verb="breach.tell_office", on=row, place=settings.PROVINCE)
    return row


@transaction.atomic
def tell_persons(*, by: User, at: datetime, breach: int, told_at: datetime) -> Breach:
    """Records that the people concerned were told."""
    row = _changeable(by, breach)
    rules.check_told_in_order(row.aware_at, told_at, at)  # the act names no hours for telling people
    if row.closed_at:
        raise Refused(_("เรื่องนี้ปิดแล้ว"))
    row.persons_told_at = told_at
    row.save(update_fields=["persons_told_at"])
    audit.record(by=by, at=at, verb="breach.tell_persons", on=row, place=settings.PROVINCE, count=row.persons)
    return row


@transaction.atomic
def close(*, by: User, at: datetime, breach: int, measures: str) -> Breach:
    row = _changeable(by, breach)
    rules.check_closing(
        row.risk, office_told=row.office_told_at is not None, persons_told=row.persons_told_at is not None, measures=measures
    )
    row.state = rules.step(rules.BREACH_NEXT, row.state, rules.CLOSED)
    row.measures, row.closed_at, row.closed_by = measures.strip(), at, by
    row.save()
    audit.record(by=by, at=at, verb="breach.close", on=row, place=settings.PROVINCE)
    return row


@transaction.atomic
def export(*, by: User, at: datetime) -> tuple[list[str], list[list[str]]]:
    """Headings (msgids) and rows, the oldest first. States and risks are msgids; moments in Thai time."""
    _require_change(by)
    rows = Breach.objects.order_by("pk")
    audit.record(by=by, at=at, verb="breach.export", place=settings.PROVINCE, count=rows.count())
    return list(COLUMNS.values()), [_exported(row) for row in rows]


def warn(at: datetime) -> int:
    """A chore: notices at 48 and 66 hours while the Office was not told and has to be; how many."""
    number = 0
    waiting = Breach.objects.filter(closed_at=None, office_told_at=None).exclude(risk=rules.NONE)
    for pk in waiting.values_list("pk", flat=True):
        with transaction.atomic():
            row = waiting.select_for_update().filter(pk=pk).first()
            hours = rules.warning(row.aware_at, at, row.told_hours) if row else None
            if row and hours:
                row.told_hours = hours
                row.save(update_fields=["told_hours"])
                _tell(at, "breach.hours", row, hours=hours)
                number += 1
    return number


def _tell(at: datetime, kind: str, row: Breach, **values: int) -> None:
    users = notices.holders(Permission.BREACH_CHANGE, settings.PROVINCE)
    notices.tell(users=users, at=at, kind=kind, href=HREF.format(row.pk), number=row.pk, **values)


def _may_change(user: User) -> bool:
    return scope.may(user, Permission.BREACH_CHANGE, settings.PROVINCE)


def _require_change(by: User) -> None:
    scope.require(by, Permission.BREACH_CHANGE, place=settings.PROVINCE)


def _visible(user: User) -> QuerySet[Breach]:
    if _may_change(user):
        return Breach.objects.all()
    return Breach.objects.filter(reported_by=user) if scope.anywhere(user, Permission.BREACH_REPORT) else Breach.objects.none()


def _changeable(by: User, breach: int) -> Breach:
    row = _visible(by).select_for_update(of=("self",)).filter(pk=breach).first()
    if row is None:
        raise scope.OutOfSight(str(breach))
    if not _may_change(by):
        raise NotAllowed(Permission.BREACH_CHANGE.value)
    return row


def _found(row: Breach, now: datetime, may_change: bool) -> Found:
    return Found(
        id=row.pk,
        title=row.title,
        state=row.state,
        state_name=rules.BREACH_NAMES[row.state],
        facts=row.facts,
        data=row.data,
        persons=row.persons,
        aware_at=row.aware_at,
        reported_at=row.reported_at,
        reported_by=str(row.reported_by),
        risk_key=row.risk,
        risk=rules.RISKS.get(row.risk, ""),
        risk_because=row.risk_because,
        office_told_at=row.office_told_at,
        late_because=row.late_because,
        persons_told_at=row.persons_told_at,
        measures=row.measures,
        closed_at=row.closed_at,
        closed_by=str(row.closed_by or ""),
        clock=rules.clock(row.aware_at, now, told_at=row.office_told_at, risk=row.risk, is_closed=row.closed_at is not None),
        may_change=may_change,
    )


def _exported(row: Breach) -> list[str]:
    told = {name: getattr(row, name, "") for name in COLUMNS} | {"number": row.pk}
    told |= {"state": rules.BREACH_NAMES[row.state], "risk": rules.RISKS.get(row.risk, "")}
    return [_written(told[name]) for name in COLUMNS]


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(sep=" ", timespec="minutes")
    return "" if value is None else str(value)
