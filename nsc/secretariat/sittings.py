"""The calendar of ศจพ.จ. and ศจพ.อ.: meetings planned, moved, called off, and held. A meeting that is held is one of casework's, and only
there targets are endorsed and certified (casework.meetings)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from nsc import thai
from nsc.access import audit, notices, scope
from nsc.access.models import Assignment, User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.casework import meetings, rolls
from nsc.casework.once import once
from nsc.errors import Refused, _
from nsc.secretariat import desk_rules as rules
from nsc.secretariat.models import Seat, Sitting

KEEP, READ = Permission.MEETING_KEEP, Permission.REPORT_ISSUE
MOST = 200


@dataclass(frozen=True)
class Told:
    """`may_keep`: may this reader write it? `meeting`: of casework, once it was held. `approved`: number of the sitting that approved its
    minutes. `members`: how many seats; `items`: of its agenda."""

    number: int
    area_code: str
    fiscal_year: int
    called: str  # its number as the office counts: 3/2570
    kind: str
    starts_at: datetime
    place: str
    chair: str
    secretary: str
    state: str
    because: str
    moved_from: datetime | None
    invited_at: datetime | None
    meeting: int | None
    began_at: time | None
    ended_at: time | None
    opening: str
    recorder: str
    checker: str
    minutes: str
    approved: int | None
    version: int
    changed_by: str
    may_keep: bool
    members: int
    items: int

    @property
    def on(self) -> date:
        return timezone.localdate(self.starts_at)

    @property
    def who(self) -> str:
        return office_of(self.area_code)

    @property
    def is_locked(self) -> bool:
        return self.minutes == rules.APPROVED or self.state == rules.CANCELLED


@dataclass(frozen=True)
class Usual:
    """What the form of the next meeting begins with; "" where there was none before."""

    number: str
    begins: time
    place: str
    chair: str
    secretary: str


def office_of(area: str) -> str:
    """As the office is called on paper: "ศจพ.จ. นครสวรรค์", "ศจพ.อ. ไพศาลี"."""
    return f"{'ศจพ.จ.' if len(area) == len(settings.PROVINCE) else 'ศจพ.อ.'} {places.name(area)}"


# — questions —


def between(user: User, first: date, last: date, *, area: str = "", newest_first: bool = False) -> list[Told]:
    """Those of the days first to last, both included, the earliest first: of the areas this reader reads for, and those they sit in; MOST
    of them."""
    begin, end = (timezone.make_aware(datetime.combine(day, time())) for day in (first, last + timedelta(days=1)))
    rows = _seen(user).filter(starts_at__gte=begin, starts_at__lt=end)
    rows = rows.filter(area_code=area) if area else rows
    order = ("-starts_at", "-pk") if newest_first else ("starts_at", "pk")
    return [told(user, row) for row in rows.order_by(*order)[:MOST]]


def usual(user: User, area: str, *, at: datetime) -> Usual:
    """As the last meeting there was, for who keeps the next."""
    scope.require(user, KEEP, place=area)
    before = Sitting.objects.filter(area_code=area).exclude(state=rules.CANCELLED).order_by("-starts_at", "-pk").first()
    year = rolls.fiscal_year(timezone.localdate(at))
    last = before.number if before and before.fiscal_year == year else ""
    number = rules.following(last, thai.buddhist_year(year))
    if before is None:
        return Usual(number, time(9, 30), "", "", "")
    return Usual(number, timezone.localtime(before.starts_at).time(), before.place, before.chair, before.secretary)


def find(user: User, number: int) -> Told:
    return told(user, seen(user, number))


def coming(user: User, *, at: datetime) -> Told | None:
    """The next that this person keeps or sits in. Of the province's for who keeps all of it: its own before its districts'."""
    own = {given.area_code for given in scope.in_force(user) if len(given.area_code) in (2, 4)}
    sits = Q(pk__in=Seat.objects.filter(user=user).values("sitting"))
    rows = _seen(user).filter(sits | Q(area_code__in=own), state=rules.PLANNED, starts_at__gte=at - timedelta(hours=12))
    row = rows.order_by("starts_at", "pk").first()
    return told(user, row) if row else None


def latest(area: str, before: Sitting | None = None) -> Sitting | None:
    """The last that was held there, for the verbs of this room."""
    rows = Sitting.objects.filter(area_code=area, state=rules.HELD)
    if before is not None:
        rows = rows.filter(starts_at__lt=before.starts_at)
    return rows.order_by("-starts_at", "-pk").first()


def keeps(user: User) -> list[tuple[str, str]]:
    """Areas for which this person may plan meetings, with the name of the office; those below the own one as well."""
    tops = scope.areas(user, KEEP)
    found = [code for code in tops if len(code) in (2, 4)]
    found += [each.code for code in found if len(code) == 2 for each in places.children(code)]
    return [(code, office_of(code)) for code in found]


def seen(user: User, number: int) -> Sitting:
    """The row, for who reads it: OutOfSight, NotAllowed as scope has them."""
    row = _rows().filter(pk=number).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    if not Seat.objects.filter(sitting=row, user=user).exists():
        scope.require(user, READ, place=row.area_code)
    return row


def kept(by: User, number: int, *, change: bool = True) -> Sitting:
    """The row, locked, for a verb that writes it. `change`: refused where its minutes are approved or it was called off."""
    row = Sitting.objects.select_for_update(of=("self",)).filter(pk=number).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    scope.require(by, KEEP, place=row.area_code)
    if change:
        if row.state == rules.CANCELLED:
            rules.step(row.state, rules.HELD)
        rules.minutes_step(row.minutes, rules.APPROVED)
    return row


def told(user: User, row: Sitting) -> Told:
    same = ("area_code", "fiscal_year", "kind", "starts_at", "place", "chair", "secretary", "state", "because", "moved_from", "invited_at")
    same += ("began_at", "ended_at", "opening", "recorder", "checker", "minutes", "version")
    return Told(
        number=row.pk,
        called=row.number,
        meeting=row.meeting_id,
        approved=row.approved_at_id,
        changed_by=row.changed_by.display_name,
        may_keep=scope.may(user, KEEP, row.area_code),
        members=getattr(row, "members", 0),
        items=getattr(row, "matters", 0),
        **{name: getattr(row, name) for name in same},
    )


def _rows() -> QuerySet[Sitting]:
    counted = {"members": Count("seats", distinct=True), "matters": Count("items", distinct=True)}
    return Sitting.objects.select_related("changed_by").annotate(**counted)


def _seen(user: User) -> QuerySet[Sitting]:
    return _rows().filter(scope.within(user, READ) | Q(pk__in=Seat.objects.filter(user=user).values("sitting")))


# — verbs —


@transaction.atomic
def plan(*, by: User, at: datetime, area: str, number: str, kind: str, starts_at: datetime, place: str, chair: str, secretary: str) -> int:
    """The number of the record. Its members are those of the last meeting there; of the first, who keeps and leads the office. Planned
    again with the same words, the first stands."""
    if len(area) > 4 or places.find(area) is None:
        raise Refused(_("ที่ประชุมเป็นของ ศจพ.จ. หรือ ศจพ.อ. โปรดเลือกจังหวัดหรืออำเภอ"))
    scope.require(by, KEEP, place=area)
    told_, year = _checked(kind, number, place, chair, secretary), rolls.fiscal_year(timezone.localdate(starts_at))
    known = Sitting.objects.filter(area_code=area, fiscal_year=year, number=told_["number"]).exclude(state=rules.CANCELLED).first()
    if known and known.starts_at == starts_at:
        return int(known.pk)
    if known:
        raise Refused(
            _("มีการประชุมครั้งที่ {number} ของปีงบประมาณนี้แล้ว เมื่อ {on}"),
            number=known.number,
            on=thai.format_date(timezone.localdate(known.starts_at)),
        )
    before = Sitting.objects.filter(area_code=area).exclude(state=rules.CANCELLED).order_by("-starts_at").first()
    with once():
        row = Sitting.objects.create(
            area_code=area, fiscal_year=year, starts_at=starts_at, changed_at=at, changed_by=by, by=by, at=at, **told_
        )
    Seat.objects.bulk_create(_members(row, before))
    audit.record(by=by, at=at, verb="sitting.plan", on=row, place=area, detail=f"{row.number} {timezone.localdate(starts_at)}")
    return int(row.pk)


@transaction.atomic
def move(
    *,
    by: User,
    at: datetime,
    sitting: int,
    seen: int,
    number: str,
    kind: str,
    starts_at: datetime,
    place: str,
    chair: str,
    secretary: str,
    because: str = "",
) -> None:
    """Another day, place or chair. A new day takes a reason, and those invited are told. `seen`: the version the writer had before them."""
    row = kept(by, sitting)
    rules.same(seen, row.version)
    told_, is_moved = _checked(kind, number, place, chair, secretary), starts_at != row.starts_at
    year = rolls.fiscal_year(timezone.localdate(starts_at))
    if row.state != rules.PLANNED and (is_moved or told_["number"] != row.number):
        rules.step(row.state, rules.HELD)
    if is_moved:
        row.because, row.moved_from = rules.said(because, 300, _("เหตุที่เลื่อน")), row.starts_at
        row.reminded_on = None
    for name, value in (told_ | {"starts_at": starts_at, "fiscal_year": year}).items():
        setattr(row, name, value)
    with once():
        put(row, by, at)
    audit.record(by=by, at=at, verb="sitting.move", on=row, place=row.area_code, because=row.because if is_moved else "")
    if is_moved and row.invited_at:
        _tell(row, at, "meeting.moved", called=row.number)


@transaction.atomic
def cancel(*, by: User, at: datetime, sitting: int, because: str) -> None:
    """Called off, for a reason; those invited are told. Its number is free again."""
    row = kept(by, sitting, change=False)
    if row.state == rules.CANCELLED:
        return
    row.state, row.because = rules.step(row.state, rules.CANCELLED), rules.said(because, 300, _("เหตุที่ยกเลิก"))
    put(row, by, at)
    audit.record(by=by, at=at, verb="sitting.cancel", on=row, place=row.area_code, because=row.because)
    if row.invited_at:
        _tell(row, at, "meeting.cancelled", called=row.number)


@transaction.atomic
def invite(*, by: User, at: datetime, sitting: int) -> int:
    """A notice to each member who has an account; how many. Asked again, all are told again: a seat may have been added since."""
    row = kept(by, sitting)
    if row.state != rules.PLANNED:
        rules.step(row.state, rules.HELD)
    users = _tell(row, at, "meeting.invite", called=row.number)
    if not users:
        raise Refused(_("ยังไม่มีผู้เข้าประชุมที่มีบัญชีในระบบ โปรดเพิ่มผู้เข้าประชุมก่อนเชิญ"))
    row.invited_at = at
    put(row, by, at)
    audit.record(by=by, at=at, verb="sitting.invite", on=row, place=row.area_code, count=users)
    return users


@transaction.atomic
def hold(*, by: User, at: datetime, sitting: int) -> int:
    """It begins: from now on it is a meeting of casework, whose number this gives, and may endorse or certify. Held again, the same."""
    row = kept(by, sitting, change=False)
    if row.meeting_id:
        return int(row.meeting_id)
    row.state, local = rules.step(row.state, rules.HELD), timezone.localtime(row.starts_at)
    told_ = {"area": row.area_code, "number": row.number, "on": local.date(), "place": row.place, "chair": row.chair}
    row.meeting = meetings.convene(by=by, at=at, **told_)
    row.began_at, row.recorder = row.began_at or local.time(), row.recorder or row.secretary
    put(row, by, at)
    audit.record(by=by, at=at, verb="sitting.hold", on=row, place=row.area_code, detail=row.number)
    return int(row.meeting.pk)


def reminded(row: Sitting, at: datetime, *, days: int) -> int:
    """Part of the clock, which has locked the row: how many were told."""
    row.reminded_on = timezone.localdate(at)
    row.save(update_fields=["reminded_on"])
    return _tell(row, at, "meeting.soon", called=row.number, days=days)


def _tell(row: Sitting, at: datetime, kind: str, **values: int | str) -> int:
    users = [seat.user for seat in row.seats.exclude(user=None).select_related("user")]
    notices.tell(users=users, at=at, kind=kind, href=f"/meetings/{row.pk}/", **values)
    return sum(user.may_sign_in for user in users)


def _members(row: Sitting, before: Sitting | None) -> list[Seat]:
    if before is not None:
        rows = before.seats.order_by("place")
        return [
            Seat(sitting=row, place=place, user_id=seat.user_id, name=seat.name, role=seat.role, is_member=seat.is_member)
            for place, seat in enumerate(rows, 1)
        ]
    given = Assignment.objects.filter(area_code=row.area_code, ended_at=None, user__is_active=True, user__may_sign_in=True)
    of_office = given.filter(role__in=("executive", "provincial_centre", "district_centre")).select_related("user")
    roles = {"executive": "ประธาน", "provincial_centre": "กรรมการและเลขานุการ", "district_centre": "กรรมการและเลขานุการ"}
    found = {each.user: roles[each.role] for each in of_office.order_by("-role", "pk")}
    ranked = sorted(found.items(), key=lambda pair: (pair[1] != "ประธาน", pair[0].pk))
    return [Seat(sitting=row, place=place, user=user, name=user.display_name, role=role) for place, (user, role) in enumerate(ranked, 1)]


def _checked(kind: str, number: str, place: str, chair: str, secretary: str) -> dict[str, str]:
    if kind not in rules.KINDS:
        raise Refused(_("โปรดเลือกว่าเป็นการประชุมปกติหรือพิเศษ"))
    return {
        "kind": kind,
        "number": thai.arabic_digits(rules.said(number, 20, _("ครั้งที่ประชุม"))),
        "place": rules.said(place, 200, _("สถานที่")),
        "chair": rules.said(chair, 120, _("ประธาน")),
        "secretary": rules.said(secretary, 120, _("เลขานุการ")),
    }


def put(row: Sitting, by: User, at: datetime) -> None:
    """For the verbs of this room, which have asked by `kept`."""
    row.version, row.changed_by, row.changed_at = row.version + 1, by, at
    row.save()
