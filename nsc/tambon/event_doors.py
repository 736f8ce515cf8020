"""What anybody may read and do at an event's own address, without an account: read it, say that they come, check in on the day.

There is no right to ask of nobody: who has the token was invited, the face counts how often, and no more than a keyed hash of what one
browser keeps for this one event is stored. What comes back says nothing of who else comes.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac

from nsc.access import audit, scope
from nsc.areas import codes, places
from nsc.errors import Refused, _
from nsc.tambon import events
from nsc.tambon import events_rules as rules
from nsc.tambon.models import CheckIn, Coming, Partner, TambonEvent

SALT = "nsc.tambon.event_doors"
SCREEN = "nsc.tambon.event_screen"
AHEAD = 6


@dataclass(frozen=True)
class Door:
    """`left`: places still free, None without a limit. `i_come`, `i_am_in`: said by this browser before."""

    id: int
    area_code: str
    token: str
    told: events.Told
    state: str
    cancelled_because: str
    is_over: bool
    is_counting: bool
    left: int | None
    i_come: bool
    i_am_in: bool
    changed_at: datetime

    @property
    def kind_name(self) -> str:
        return rules.KINDS[self.told.kind]

    @property
    def is_cancelled(self) -> bool:
        return self.state == rules.CANCELLED

    @property
    def is_full(self) -> bool:
        return self.left == 0

    @property
    def may_come(self) -> bool:
        return self.state == rules.PLANNED and not self.is_over


@dataclass(frozen=True)
class Screen:
    """What is shown in the hall."""

    title: str
    code: str
    came: int


@dataclass(frozen=True)
class Ahead:
    """For the tambon's public page."""

    token: str
    title: str
    place: str
    at: datetime


# — questions —


def find(token: str, *, browser: str, at: datetime) -> Door:
    """OutOfSight where no event has this token. Four queries."""
    row = _row(token)
    once, now = _once(row, browser), timezone.localtime(at)
    coming = Coming.objects.filter(event=row, withdrawn_at=None)
    return Door(
        id=row.pk,
        area_code=row.initiative.area_code,
        token=row.token,
        told=events.told_of(row),
        state=row.state,
        cancelled_because=row.cancelled_because,
        is_over=rules.is_over(row.on, row.ends, now),
        is_counting=events.is_counting(row, now),
        left=None if row.seats is None else max(0, row.seats - coming.count()),
        i_come=bool(browser) and coming.filter(once=once).exists(),
        i_am_in=bool(browser) and CheckIn.objects.filter(event=row, once=once).exists(),
        changed_at=row.changed_at,
    )


def villages(area: str) -> list[places.Place]:
    return [each for each in places.children(area) if each.level == codes.VILLAGE and each.name_th]


def offices(area: str) -> list[str]:
    """Names of the organisations that take part in the tambon's work: no person."""
    rows = Partner.objects.filter(initiative__area_code=area, ended_at=None).order_by("organisation__name")
    return list(rows.values_list("organisation__name", flat=True).distinct())


def ahead(area: str, *, at: datetime) -> list[Ahead]:
    """What everybody may come to from now on, the next first, AHEAD at most: no other event's token is told. One query."""
    now = timezone.localtime(at)
    rows = TambonEvent.objects.filter(initiative__area_code=area, is_open=True, state=rules.PLANNED, on__gte=now.date())
    left = [row for row in rows.order_by("on", "starts", "pk") if not rules.is_over(row.on, row.ends, now)]
    return [Ahead(row.token, row.title, row.place, timezone.make_aware(datetime.combine(row.on, row.starts))) for row in left[:AHEAD]]


# — to come —


@transaction.atomic
def come(token: str, *, browser: str, at: datetime) -> None:
    """Counted without a name. Said again, it is said once."""
    row, now = _locked(token), timezone.localtime(at)
    once = _known(row, browser)
    if row.state == rules.CANCELLED:
        raise Refused(_("กิจกรรมนี้ยกเลิกแล้ว"))
    if row.state == rules.HELD or rules.is_over(row.on, row.ends, now):
        raise Refused(_("กิจกรรมนี้จบแล้ว"))
    before = Coming.objects.filter(event=row, once=once).first()
    if before and before.withdrawn_at is None:
        return
    if rules.is_full(row.seats, Coming.objects.filter(event=row, withdrawn_at=None).count()):
        raise Refused(_("ที่เต็มแล้ว โปรดถามผู้จัดว่ายังรับเพิ่มได้หรือไม่"))
    if before:
        before.withdrawn_at = None
        before.save(update_fields=["withdrawn_at"])
    else:
        Coming.objects.create(event=row, once=once, at=at)
    audit.record(by=None, at=at, verb="event.come", on=row, place=row.initiative.area_code)


@transaction.atomic
def stay_away(token: str, *, browser: str, at: datetime) -> None:
    """The place is free again."""
    row = _locked(token)
    if Coming.objects.filter(event=row, once=_known(row, browser), withdrawn_at=None).update(withdrawn_at=at):
        audit.record(by=None, at=at, verb="event.stay_away", on=row, place=row.initiative.area_code)


# — to check in —


def screen_pass(row: TambonEvent, at: datetime) -> str:
    """A session left alone in a hall would end, and should: the screen shows the code by this pass instead, on the event's day."""
    _require_counting(row, at)
    return signing.dumps([row.pk, row.on.isoformat()], salt=SCREEN)


def screen(token: str, passed: str, *, at: datetime) -> Screen:
    """Refused where attendance is not open, or the pass is of another event or day."""
    row = _row(token)
    try:
        told = signing.loads(passed, salt=SCREEN)
    except signing.BadSignature as no:
        raise scope.OutOfSight(token[:8]) from no
    if told != [row.pk, row.on.isoformat()]:
        raise scope.OutOfSight(token[:8])
    _require_counting(row, at)
    came = CheckIn.objects.filter(event=row, taken_back_at=None).aggregate(n=Sum("people"))["n"] or 0
    return Screen(row.title, rules.code_at(_key(row), at), came)


def enter(token: str, *, code: str, browser: str, at: datetime) -> str:
    """Who scanned the screen in time gets a ticket for this browser alone, good for half an hour: networks fail, forms take time."""
    row = _row(token)
    once = _known(row, browser)
    _require_counting(row, at)
    if not rules.is_good(_key(row), code, at):
        raise Refused(_("รหัสนี้หมดอายุแล้ว โปรดสแกนคิวอาร์บนจอที่หน้างานอีกครั้ง"))
    return signing.dumps([row.pk, once, int(at.timestamp()) + rules.FILL_IN], salt=SALT)


@transaction.atomic
def check_in(
    token: str, *, ticket: str, browser: str, at: datetime, village: str = "", organisation: str = "", sex: str = "", age: str = ""
) -> None:
    """Sent again by the same browser, the first stands; two at once are one."""
    row = _row(token)
    once, area = _known(row, browser), row.initiative.area_code
    if CheckIn.objects.filter(event=row, once=once).exists():
        return
    _check_ticket(row, once, ticket, at)
    if row.state == rules.CANCELLED:
        raise Refused(_("กิจกรรมนี้ยกเลิกแล้ว"))
    people, organisation = rules.check_people(1, sex=sex, age=age), rules.told(organisation, 200)
    told = {"village_code": "" if organisation else events.village(area, village), "organisation": organisation, "sex": sex, "age": age}
    try:
        with transaction.atomic():
            CheckIn.objects.create(event=row, once=once, people=people, at=at, **told)
    except IntegrityError:  # the same browser, a moment before
        if CheckIn.objects.filter(event=row, once=once).exists():
            return
        raise
    audit.record(by=None, at=at, verb="event.check_in", on=row, place=area)


def _check_ticket(row: TambonEvent, once: str, ticket: str, at: datetime) -> None:
    try:
        event, browser, until = signing.loads(ticket, salt=SALT)
    except (signing.BadSignature, ValueError) as no:
        raise Refused(_("ใบผ่านนี้ใช้ไม่ได้ โปรดสแกนคิวอาร์บนจอที่หน้างานอีกครั้ง")) from no
    if (event, browser) != (row.pk, once) or at.timestamp() > until:
        raise Refused(_("รหัสนี้หมดอายุแล้ว โปรดสแกนคิวอาร์บนจอที่หน้างานอีกครั้ง"))


def _require_counting(row: TambonEvent, at: datetime) -> None:
    if not events.is_counting(row, timezone.localtime(at)):
        raise Refused(_("ยังไม่เปิดหรือปิดการเช็กชื่อแล้ว โปรดบอกทีมที่หน้างานให้นับท่าน"))


def _key(row: TambonEvent) -> bytes:
    return salted_hmac("nsc.tambon.attendance", row.token, algorithm="sha256").digest()


def _known(row: TambonEvent, browser: str) -> str:
    if not browser:
        raise Refused(_("เบราว์เซอร์นี้ไม่เก็บคุกกี้ จึงนับไม่ให้ซ้ำไม่ได้ โปรดเปิดด้วยเบราว์เซอร์อื่น หรือให้ทีมที่หน้างานนับให้"))
    return _once(row, browser)


def _once(row: TambonEvent, browser: str) -> str:
    return salted_hmac("nsc.tambon.browser", f"{row.token} {browser}", algorithm="sha256").hexdigest()


def _row(token: str) -> TambonEvent:
    row = TambonEvent.objects.select_related("initiative").filter(token=token[:32]).first()
    if row is None:
        raise scope.OutOfSight(token[:8])
    return row


def _locked(token: str) -> TambonEvent:
    row = _row(token)
    return TambonEvent.objects.select_for_update(of=("self",)).select_related("initiative").get(pk=row.pk)
