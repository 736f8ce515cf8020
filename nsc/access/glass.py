"""Breaking the glass: a household out of reach, opened in an emergency for some hours, and looked into afterwards by somebody else.

Which household is meant is found above (reports.emergency): registry stands above access.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from nsc.access import audit, notices, rules, scope
from nsc.access.models import Assignment, AuditLine, Emergency, User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.errors import Refused, _

REASONS = {
    "harm": _("มีผู้ตกอยู่ในอันตรายหรือถูกทำร้าย"),
    "illness": _("เจ็บป่วยฉุกเฉิน"),
    "disaster": _("ภัยพิบัติ เช่น ไฟไหม้ น้ำท่วม"),
    "missing": _("เด็ก ผู้สูงอายุ หรือผู้ป่วยพลัดหลง"),
    "other": _("เหตุฉุกเฉินอื่น"),
}
NOT_FOUND = _("ไม่พบครัวเรือนที่เปิดได้จากรหัสหรือเลขที่ใส่ โปรดตรวจตัวเลขอีกครั้ง หรือโทรหา ศจพ.อำเภอของครัวเรือนนั้น")
TRIES = ("glass.break", "glass.miss")
CENTRE = "district_centre"
REVIEWS = "/glass/reviews/"
PER_PAGE = 100


@dataclass(frozen=True)
class Opened:
    """One emergency. `reason` is a msgid; `is_open` at the moment asked about."""

    id: int
    who: str
    username: str
    household: int
    place: str
    reason: str
    because: str
    opened_at: datetime
    until: datetime  # or when it was handed back
    is_open: bool
    was_handed_back: bool
    finding: str
    note: str
    reviewed_by: str
    reviewed_at: datetime | None


def require_to_ask(user: User) -> None:
    """NotAllowed or OutOfSight for who never breaks a glass."""
    if not scope.anywhere(user, Permission.GLASS_BREAK):
        scope.require(user, Permission.GLASS_BREAK, place=settings.PROVINCE)


@transaction.atomic
def check_asking(*, by: User, at: datetime, reason: str, because: str) -> None:
    """Before anything is looked up: the right, the reason and the number of tries. Two at once count each other."""
    require_to_ask(by)
    rules.check_emergency(reason=reason, reasons=REASONS, because=because)
    User.objects.select_for_update().get(pk=by.pk)
    tries = AuditLine.objects.filter(by=by, verb__in=TRIES, at__gt=at - rules.GLASS_WINDOW).values_list("at", flat=True)
    rules.check_tries(tuple(tries), at)


def miss(*, by: User, at: datetime) -> Refused:
    """Nothing was found, or nothing that may be opened so: one answer, and a line of the record that counts as a try. To be raised."""
    audit.record(by=by, at=at, verb="glass.miss")
    return Refused(NOT_FOUND)


@transaction.atomic
def break_(*, by: User, at: datetime, household: int, place: str, authority: int | None, reason: str, because: str) -> Emergency:
    """Opens the household to this person for settings.GLASS_HOURS. Data-protection officer and district centre hear of it at once."""
    check_asking(by=by, at=at, reason=reason, because=because)
    if all(scope.may(by, each, place, household, authority) for each in scope.IN_AN_EMERGENCY):
        raise Refused(_("ครัวเรือนนี้เปิดได้อยู่แล้ว ไม่ต้องขอเปิดกรณีฉุกเฉิน ดูได้ที่หน้าครัวเรือน"))
    opened = Emergency.objects.create(
        user=by, household_id=household, place=place, reason=reason, because=because.strip()[:300],
        opened_at=at, until=at + timedelta(hours=settings.GLASS_HOURS),
    )  # fmt: skip
    scope.forget(by)
    audit.record(by=by, at=at, verb="glass.break", on=("household", household), place=place, because=f"{reason}: {opened.because}")
    notices.tell(users=notices.holders(Permission.GLASS_REVIEW, place), at=at, kind="glass.review", href=REVIEWS, household=household)
    here = f"/households/{household}/"
    notices.tell(users=set(_centre(place)) - {by}, at=at, kind="glass.here", href=here, household=household)
    return opened


@transaction.atomic
def end(*, by: User, at: datetime, emergency: int) -> Emergency:
    """Handed back early, by who opened it."""
    found = Emergency.objects.select_for_update().filter(pk=emergency, user=by).first()
    if found is None:
        raise scope.OutOfSight(str(emergency))
    if found.ended_at or found.until <= at:
        raise Refused(_("สิทธิฉุกเฉินนี้สิ้นสุดไปแล้ว"))
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    scope.forget(by)
    audit.record(by=by, at=at, verb="glass.end", on=("household", found.household_id), place=found.place)
    return found


@transaction.atomic
def review(*, by: User, at: datetime, emergency: int, finding: str, note: str) -> Emergency:
    """What the data-protection officer found: justified or misuse. Never by who opened it."""
    found = Emergency.objects.select_for_update().filter(pk=emergency).first()
    if found is None or not scope.may(by, Permission.GLASS_REVIEW, found.place):
        raise scope.OutOfSight(str(emergency))
    if found.user_id == by.pk:
        raise Refused(_("ผู้ที่เปิดเองตรวจเองไม่ได้ ต้องเป็นเจ้าหน้าที่คุ้มครองข้อมูลคนอื่น"))
    if found.finding:
        raise Refused(_("รายการนี้ตรวจไปแล้ว"))
    rules.check_review(finding=finding, findings=Emergency.Finding.values, note=note)
    found.finding, found.note, found.reviewed_by, found.reviewed_at = finding, note.strip()[:500], by, at
    found.save(update_fields=["finding", "note", "reviewed_by", "reviewed_at"])
    on = ("household", found.household_id)
    audit.record(by=by, at=at, verb="glass.review", on=on, place=found.place, because=note.strip(), detail=finding)
    return found


def to_review(user: User, *, at: datetime) -> list[Opened]:
    """Those waiting for a review first, then the newest."""
    if not scope.areas(user, Permission.GLASS_REVIEW):
        scope.require(user, Permission.GLASS_REVIEW, place=settings.PROVINCE)
    rows = Emergency.objects.filter(scope.within(user, Permission.GLASS_REVIEW, field="place")).select_related("user", "reviewed_by")
    found = [*rows.filter(finding="").order_by("-opened_at"), *rows.exclude(finding="").order_by("-opened_at")[:PER_PAGE]]
    return [_opened(each, at) for each in found]


def mine(user: User, *, at: datetime) -> list[Opened]:
    """What this person has opened so, newest first."""
    rows = Emergency.objects.filter(user=user).select_related("user", "reviewed_by").order_by("-opened_at")[:20]
    return [_opened(each, at) for each in rows]


def running(user: User, household: int, *, at: datetime) -> Opened | None:
    """Why this household is open to the user just now, where that is an emergency. Costs no query to who never opened anything so."""
    if household not in scope.opened(user, at):
        return None
    return next((each for each in mine(user, at=at) if each.household == household and each.is_open), None)


def _opened(row: Emergency, at: datetime) -> Opened:
    until = min(row.until, row.ended_at) if row.ended_at else row.until
    return Opened(
        id=row.pk,
        who=row.user.display_name,
        username=row.user.username,
        household=row.household_id,
        place=row.place,
        reason=REASONS[row.reason],
        because=row.because,
        opened_at=row.opened_at,
        until=until,
        is_open=at < until,
        was_handed_back=row.ended_at is not None,
        finding=row.finding,
        note=row.note,
        reviewed_by=row.reviewed_by.display_name if row.reviewed_by else "",
        reviewed_at=row.reviewed_at,
    )


def _centre(place: str) -> list[User]:
    """The district centre of the household."""
    given = Assignment.objects.filter(places.within(place[:4]), role=CENTRE, ended_at=None, user__is_active=True).select_related("user")
    return sorted({one.user for one in given if scope.may(one.user, Permission.HOUSEHOLD_SEE, place)}, key=lambda user: user.pk)
