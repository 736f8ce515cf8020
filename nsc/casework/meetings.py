"""Meetings of ศจพ.อ. and ศจพ.จ.: by their resolutions, and not by one officer's click, targets are endorsed and certified."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from nsc import thai
from nsc.access import audit, duties, scope
from nsc.access.models import AuditLine, User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.casework import evidence, rolls, rules, sight
from nsc.casework.models import (
    Exemption,
    Meeting,
    Proposal,
    Resolution,
    Returned,
    Revocation,
    Roll,
    RollState,
    State,
    Target,
)
from nsc.casework.once import once
from nsc.errors import Refused, _

Kind = Resolution.Kind
FIELD = {Kind.ENDORSE: "endorsed_by", Kind.CERTIFY: "certified_by"}
PERMISSION = {Kind.ENDORSE: Permission.TARGET_ENDORSE, Kind.CERTIFY: Permission.TARGET_CERTIFY}


@dataclass(frozen=True)
class Resolved:
    """`group` of the roll; `exempted`: households left out, for a reason; `revoked`: where a later meeting took it back."""

    number: int
    kind: str
    group: str
    fiscal_year: int
    area_code: str
    households: int
    exempted: int
    by: str
    called: str  # of its meeting
    on: date
    revoked: "Revoked | None" = None


@dataclass(frozen=True)
class Revoked:
    """By which meeting, of a resolution of which. `households` went back by a step, `stayed` had gone on."""

    meeting: int
    called: str
    on: date
    because: str  # "" where this user may not read it: it may tell of a household
    households: int
    stayed: int


@dataclass(frozen=True)
class Convened:
    """A meeting with its resolutions."""

    number: int  # of the record
    kind: str  # what its resolutions do
    area_code: str
    fiscal_year: int
    called: str  # its number as the office counts: 3/2570
    on: date
    place: str
    chair: str
    has_file: bool
    by: str
    resolutions: tuple[Resolved, ...]


@dataclass(frozen=True)
class Waiting:
    """What stands ready for a resolution of one roll in an area, and what does not, by state."""

    ready: int
    by_state: tuple[tuple[str, int], ...]


def kind_of(area: str) -> str:
    """The district endorses, the province certifies."""
    return Kind.CERTIFY if len(area) == len(settings.PROVINCE) else Kind.ENDORSE


@transaction.atomic
def convene(*, by: User, at: datetime, area: str, number: str, on: date, place: str, chair: str, file: BinaryIO | None = None) -> Meeting:
    """Records that a meeting was held. `area`: the province or an amphoe; its number is unique in the fiscal year. Recorded again, it stays
    as it was."""
    if len(area) > 4 or places.find(area) is None:
        raise Refused(_("ที่ประชุมเป็นของ ศจพ.จ. หรือ ศจพ.อ. โปรดเลือกจังหวัดหรืออำเภอ"))
    scope.require(by, PERMISSION[kind_of(area)], place=area)
    if on > timezone.localdate(at):
        raise Refused(_("วันที่ {on} ยังมาไม่ถึง โปรดใส่วันที่ทำจริง"), on=thai.format_date(on))
    told = {"place": thai.clean(place)[:200], "chair": thai.clean(chair)[:120]}
    called, year = thai.arabic_digits(thai.clean(number))[:20], rolls.fiscal_year(on)
    if not called or not all(told.values()):
        raise Refused(_("โปรดบอกครั้งที่ประชุม สถานที่ และประธาน"))
    before = Meeting.objects.filter(area_code=area, fiscal_year=year, number=called).first()
    if before:
        if before.on != on:
            raise Refused(_("มีการประชุมครั้งที่ {number} ของปีงบประมาณนี้แล้ว เมื่อ {on}"), number=called, on=thai.format_date(before.on))
        return before
    kept = evidence.keep(file, by=by, at=at)
    with once():
        meeting = Meeting.objects.create(area_code=area, fiscal_year=year, number=called, on=on, minutes_file=kept, by=by, at=at, **told)
    audit.record(by=by, at=at, verb="meeting.convene", on=meeting, place=area, detail=called)
    return meeting


@transaction.atomic
def resolve(*, by: User, at: datetime, meeting: int, roll: Roll, area: str = "", exemptions: Mapping[int, str] | None = None) -> Resolution:
    """Endorses or certifies all that is ready of a roll in an area (of the meeting's own, or all of it), but those exempted, each for a
    reason; these stay where they are. A resolution is taken once: recorded again, the first stands."""
    held = Meeting.objects.select_for_update().filter(pk=meeting).first()
    if held is None:
        raise scope.OutOfSight(str(meeting))
    kind, area = kind_of(held.area_code), area or held.area_code
    scope.require(by, PERMISSION[kind], place=held.area_code)
    if not area.startswith(held.area_code) or places.find(area) is None:
        raise Refused(_("พื้นที่ของมติต้องอยู่ในเขตของที่ประชุม"))
    if before := Resolution.objects.filter(meeting=held, roll=roll, area_code=area).first():
        return before
    reasons = {number: rules.reason(because) for number, because in (exemptions or {}).items()}
    source, to = rules.READY[kind]
    if not Roll.objects.filter(pk=roll.pk, state=RollState.FROZEN).exists():
        raise Refused(_("บัญชีนี้ยังไม่ตรึง ที่ประชุมจึงมีมติไม่ได้"))
    ready = Target.objects.filter(places.within(area), roll=roll, state=source)
    # locked in one order before they are changed together: see sight.locked
    numbers = set(ready.select_for_update().order_by("pk").values_list("pk", flat=True))
    if reasons.keys() - numbers:
        raise Refused(_("มีครัวเรือนที่ยกเว้นซึ่งไม่ได้รอมตินี้ โปรดเปิดหน้าใหม่"))
    if not numbers - reasons.keys():
        raise Refused(_("ไม่มีครัวเรือนที่พร้อมรับมตินี้ในพื้นที่ โปรดดูขั้นก่อนหน้า"))
    if kind == Kind.CERTIFY:
        _require_apart(by, roll, numbers - reasons.keys())
    made = Resolution.objects.create(
        meeting=held, kind=kind, roll=roll, area_code=area, households=len(numbers) - len(reasons), by=by, at=at
    )
    Exemption.objects.bulk_create(Exemption(resolution=made, target_id=number, because=said) for number, said in reasons.items())
    changed = ready.exclude(pk__in=list(reasons)).update(**{"state": to, FIELD[kind]: made})
    if changed != made.households:  # between the two statements another came to be ready: it belongs to the resolution as much
        made.households = changed
        made.save(update_fields=["households"])
    permission = PERMISSION[kind]
    audit.record(by=by, at=at, verb=permission.value, on=roll, place=area, count=changed, detail=f"{held.number} {held.on}")
    return made


def _require_apart(by: User, roll: Roll, numbers: set[int]) -> None:
    """Who drew the roll up, proposed a household of it or added one, does not certify it."""
    duties.require_apart(by, Permission.TARGET_CERTIFY, roll)
    added = AuditLine.objects.filter(by=by, on_type="target", verb=Permission.TARGET_PROPOSE.value).values_list("on_id", flat=True)
    proposed = Proposal.objects.filter(by=by, target__roll=roll).values_list("target", flat=True)
    own = numbers & {*map(int, added), *proposed}
    if own:
        raise Refused(_("ในมตินี้มี {count} ครัวเรือนที่ท่านเป็นผู้เสนอ ให้ผู้อื่นบันทึกมติ หรือยกเว้นครัวเรือนเหล่านั้น"), count=len(own))


@transaction.atomic
def revoke(*, by: User, at: datetime, meeting: int, resolution: int, because: str) -> Revocation:
    """A later meeting of the same centre takes a resolution back. Its households stand again where they stood before it (one that was found
    otherwise since, as found); what has gone on or was removed stays. Both resolutions remain; recorded again, the first stands."""
    held = Meeting.objects.select_for_update().filter(pk=meeting).first()
    if held is None:
        raise scope.OutOfSight(str(meeting))
    kind = kind_of(held.area_code)
    scope.require(by, PERMISSION[kind], place=held.area_code)
    row = Resolution.objects.select_for_update(of=("self",)).filter(pk=resolution, meeting__area_code=held.area_code).first()
    if row is None:
        raise Refused(_("มติที่จะเพิกถอนต้องเป็นของ ศจพ. เดียวกัน โปรดเลือกจากรายการ"))
    if before := Revocation.objects.filter(resolution=row).first():
        return before
    said = rules.reason(because)
    if row.meeting_id == held.pk or held.on < row.meeting.on:
        raise Refused(_("เพิกถอนได้โดยการประชุมครั้งหลังมตินั้นเท่านั้น โปรดบันทึกการประชุมครั้งใหม่ก่อน"))
    field = FIELD[kind]
    standing = list(Target.objects.select_for_update().filter(**{field: row}).order_by("pk"))
    back = [target for target in standing if target.state == rules.READY[kind][1]]
    for target in back:
        target.state = rules.after_revocation(kind, target.result)
        setattr(target, field, None)
    Target.objects.bulk_update(back, ["state", field], batch_size=500)
    told = {"because": said, "households": len(back), "stayed": len(standing) - len(back), "by": by, "at": at}
    with once():
        made = Revocation.objects.create(resolution=row, meeting=held, **told)
    Returned.objects.bulk_create((Returned(revocation=made, target=target) for target in back), batch_size=500)
    audit.record(by=by, at=at, verb="resolution.revoke", on=row, place=row.area_code, because=said, count=len(back))
    return made


def revocable(user: User, meeting: int) -> list[Resolved]:
    """What this meeting may take back: earlier resolutions of the same centre on rolls in use, newest first."""
    held = find(user, meeting)
    scope.require(user, PERMISSION[held.kind], place=held.area_code)
    rows = Resolution.objects.filter(meeting__area_code=held.area_code, meeting__on__lte=held.on, roll__state=RollState.FROZEN)
    rows = rows.exclude(meeting=held.number).filter(revocation=None).order_by("-meeting__on", "-pk")
    return [_resolved(row, user) for row in rows.select_related("meeting", "roll", "by").prefetch_related("exemptions")]


def revoked_by(user: User, meeting: int) -> list[Resolved]:
    """What this meeting took back."""
    held = find(user, meeting)
    rows = Resolution.objects.filter(revocation__meeting=held.number).select_related("meeting", "roll", "by", "revocation__meeting")
    return [_resolved(row, user) for row in rows.prefetch_related("exemptions").order_by("pk")]


def waiting(user: User, *, meeting: int, roll: Roll, area: str = "") -> Waiting:
    """Before a resolution: what it would take up, and what waits for an earlier step."""
    held = find(user, meeting)
    rows = sight.in_use().filter(places.within(_inside(held, area)), roll=roll)
    counted = dict(rows.values_list("state").annotate(n=Count("pk")).order_by())
    return Waiting(counted.get(rules.READY[held.kind][0], 0), tuple((name, counted[name]) for name in rules.NAMES if name in counted))


def ready(user: User, *, meeting: int, roll: Roll, area: str = "") -> list[Target]:
    """The households that a resolution would take up, at most sight.MANY of them: to be exempted one by one."""
    held = find(user, meeting)
    scope.require(user, PERMISSION[held.kind], place=held.area_code)
    rows = sight.in_use().filter(places.within(_inside(held, area)), roll=roll, state=rules.READY[held.kind][0])
    return list(rows.order_by("area_code", "-priority", "pk")[: sight.MANY])


def _inside(held: "Convened", area: str) -> str:
    """The area of a question to a meeting: its own, or one within. Beyond it, a meeting has nothing to say and nothing to show."""
    if area and not area.startswith(held.area_code):
        raise scope.OutOfSight(area)
    return area or held.area_code


def visible_to(user: User, *, year: int, area: str = "") -> list[Convened]:
    """Of the place and of what it lies in, newest first: who may see figures may see what was resolved on them."""
    where = sight.place(user, Permission.FIGURES_SEE, area=area)
    code = where.place.code
    rows = _seen(user).filter(fiscal_year=year)
    rows = rows.filter(area_code__in=[code[:2], code[:4]]) if len(code) > 2 else rows
    return [_convened(row, user) for row in rows.order_by("-on", "-pk")[:200]]


def find(user: User, number: int) -> Convened:
    row = _told(Meeting.objects.filter(pk=number)).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    if not any(top.startswith(row.area_code) for top in scope.areas(user, Permission.FIGURES_SEE)):
        scope.require(user, Permission.FIGURES_SEE, place=row.area_code)
    return _convened(row, user)


def _seen(user: User) -> QuerySet[Meeting]:
    """Of their own districts, and of those in which they see some part."""
    tops = scope.areas(user, Permission.FIGURES_SEE)
    own = scope.within(user, Permission.FIGURES_SEE) | Q(area_code__in={code[:digits] for code in tops for digits in (2, 4)})
    return _told(Meeting.objects.filter(own))


def _told(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    return rows.select_related("by").prefetch_related(
        "resolutions__roll", "resolutions__by", "resolutions__exemptions", "resolutions__revocation__meeting"
    )


def _resolved(row: Resolution, user: User) -> Resolved:
    taken = getattr(row, "revocation", None)
    may_read = taken is not None and scope.may(user, Permission.NAME_SEE, row.area_code)
    return Resolved(
        number=row.pk,
        kind=row.kind,
        group=row.roll.group,
        fiscal_year=row.roll.fiscal_year,
        area_code=row.area_code,
        households=row.households,
        exempted=len(row.exemptions.all()),
        by=row.by.display_name,
        called=row.meeting.number,
        on=row.meeting.on,
        revoked=taken
        and Revoked(
            taken.meeting_id, taken.meeting.number, taken.meeting.on, taken.because if may_read else "", taken.households, taken.stayed
        ),
    )


def _convened(row: Meeting, user: User) -> Convened:
    return Convened(
        number=row.pk,
        kind=kind_of(row.area_code),
        area_code=row.area_code,
        fiscal_year=row.fiscal_year,
        called=row.number,
        on=row.on,
        place=row.place,
        chair=row.chair,
        has_file=bool(row.minutes_file_id),
        by=row.by.display_name,
        resolutions=tuple(_resolved(one, user) for one in row.resolutions.all()),
    )


def exempted(user: User, number: int) -> list[tuple[int, str]]:
    """(target, reason) of a resolution, to who sees the household."""
    mine = sight.within(user, Permission.NAME_SEE)
    rows = Exemption.objects.filter(resolution=number, target__in=Target.objects.filter(mine).exclude(state=State.REMOVED))
    return list(rows.values_list("target", "because"))
