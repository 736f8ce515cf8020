"""Who came to an event, as counts: by the visitors' own telephones while the team shows the code, and by the team for those without one."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac

from nsc.access import audit, scope
from nsc.access import rules as access_rules
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.errors import Refused, _
from nsc.poverty import small
from nsc.tambon import event_doors, events, initiatives, teammates
from nsc.tambon import events_rules as rules
from nsc.tambon.models import CheckIn, TambonEvent

ELSEWHERE = ""


@dataclass(frozen=True)
class Line:
    """Counted by the team."""

    id: int
    people: int
    where: str
    sex: str
    age: str
    by: str
    at: datetime
    taken_back_because: str


@dataclass(frozen=True)
class Summary:
    """People who came; few are hidden from who does not work in the tambon. Names and counts; `offices` of officers and partners. `lines`:
    what the team counted, for the team alone."""

    total: int
    villages: tuple[tuple[str, int], ...]
    sexes: tuple[tuple[str, int], ...]
    ages: tuple[tuple[str, int], ...]
    offices: tuple[tuple[str, int], ...]
    team: int
    by_phone: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Sums:
    """Of all events of a tambon that were held: kind, how many, how many people came to them (each time anew)."""

    kinds: tuple[tuple[str, int, int], ...]
    held: int
    people: int


# — questions —


def screen_pass(user: User, area: str, event: int, *, at: datetime) -> str:
    """What opens the screen of the hall (event_doors.screen) on any machine, without an account. For the team alone."""
    row = _row(user, area, event)
    scope.require(user, Permission.TAMBON_WRITE, place=area)
    return event_doors.screen_pass(row, at)


def summary(user: User, area: str, event: int) -> Summary:
    """Three queries, and one for the team."""
    row = _row(user, area, event)
    is_team = scope.may(user, Permission.TAMBON_WRITE, area)
    rows = list(CheckIn.objects.filter(event=row).select_related("by").order_by("-at", "-pk"))
    counted = [each for each in rows if each.taken_back_at is None]
    villages, sexes, ages, offices = (Counter[str]() for _each in range(4))
    for each in counted:
        if each.organisation:
            offices[each.organisation] += each.people
        else:
            villages[each.village_code] += each.people
        sexes[each.sex] += each.people
        ages[each.age] += each.people
    team, everybody = row.people.count(), sum(each.people for each in counted)
    # The offices stand there as they are, and so the villages are the rest of what is counted: that rest is what must not be told apart.
    residents = everybody - sum(offices.values())
    rest, (by_village,) = rules.shown(residents, [villages], to_all=not is_team)
    total, (by_sex, by_age) = rules.shown(everybody, [sexes, ages], to_all=not is_team)
    phones = sum(1 for each in counted if each.by_id is None)
    return Summary(
        total=small.HIDDEN if small.is_hidden(rest, total) else total + team,
        villages=tuple((_village(code), by_village[code]) for code in sorted(villages, key=lambda code: code or "~")),
        sexes=_named(rules.SEXES, by_sex),
        ages=_named(rules.AGES, by_age),
        offices=tuple(sorted(offices.items())),
        team=team,
        by_phone=phones if is_team or not small.is_small((phones, everybody)) else small.HIDDEN,
        lines=tuple(_line(each) for each in rows if each.by_id) if is_team else (),
    )


def sums(user: User, area: str) -> Sums:
    """Four queries. To who does not work in the tambon, few are hidden."""
    held = TambonEvent.objects.filter(initiative=initiatives.seen(user, area), state=rules.HELD).order_by()
    events_ = dict(held.values_list("kind").annotate(Count("pk")))
    if not events_:
        return Sums((), 0, 0)
    came = dict(CheckIn.objects.filter(event__in=held, taken_back_at=None).order_by().values_list("event__kind").annotate(Sum("people")))
    team = dict(held.filter(~Q(people=None)).values_list("kind").annotate(Count("people")))
    people = {kind: came.get(kind, 0) + team.get(kind, 0) for kind in rules.KINDS if kind in events_}
    total, (shown,) = rules.shown(sum(people.values()), [people], to_all=not scope.may(user, Permission.TAMBON_WRITE, area))
    return Sums(tuple((rules.KINDS[kind], events_[kind], shown[kind]) for kind in people), sum(events_.values()), total)


# — verbs —


@transaction.atomic
def open_(*, by: User, at: datetime, area: str, event: int) -> None:
    """Visitors may check in, on the day itself. Closed by mistake, it opens again."""
    row = events.held(by, area, event)
    if row.state != rules.PLANNED:
        raise Refused(_("เปิดเช็กชื่อได้เฉพาะกิจกรรมที่ยังไม่จบและไม่ยกเลิก คนที่มาแล้วให้ทีมนับเพิ่มในหน้านี้"))
    if row.on != timezone.localdate(at):
        raise Refused(_("เปิดเช็กชื่อได้เฉพาะในวันจัด ถ้าวันจัดเปลี่ยน โปรดแก้วันของกิจกรรมก่อน"))
    if row.opened_at and row.closed_at is None:
        return
    row.opened_at, row.closed_at = row.opened_at or at, None
    row.save(update_fields=["opened_at", "closed_at"])
    audit.record(by=by, at=at, verb="attendance.open", on=row, place=area)


@transaction.atomic
def close(*, by: User, at: datetime, area: str, event: int) -> None:
    row = events.held(by, area, event)
    if row.opened_at is None or row.closed_at:
        return
    row.closed_at = at
    row.save(update_fields=["closed_at"])
    audit.record(by=by, at=at, verb="attendance.close", on=row, place=area)


@transaction.atomic
def count(
    *,
    by: User,
    at: datetime,
    area: str,
    event: int,
    submission: UUID,
    people: int,
    village: str = "",
    organisation: str = "",
    sex: str = "",
    age: str = "",
) -> None:
    """Those without a telephone, officers and partners. Sent again (`submission`), it is counted once."""
    row = events.held(by, area, event)
    once = salted_hmac("nsc.tambon.counting", str(submission), algorithm="sha256").hexdigest()
    if CheckIn.objects.filter(event=row, once=once).exists():
        return
    _require_begun(row, at)
    people, organisation = rules.check_people(people, sex=sex, age=age), rules.told(organisation, 200)
    if village and organisation:
        raise Refused(_("เลือกหมู่บ้าน หรือบอกหน่วยงาน อย่างใดอย่างหนึ่ง"))
    told = {"village_code": events.village(area, village), "organisation": organisation, "sex": sex, "age": age}
    try:
        with transaction.atomic():
            CheckIn.objects.create(event=row, once=once, people=people, at=at, by=by, **told)
    except IntegrityError as no:  # the row is locked, so nobody else; kept as a refusal that loses nothing typed
        raise Refused(_("บันทึกจำนวนนี้ไม่ได้ โปรดเปิดหน้าใหม่แล้วลองอีกครั้ง")) from no
    audit.record(by=by, at=at, verb="attendance.count", on=row, place=area, count=people)


@transaction.atomic
def take_back(*, by: User, at: datetime, area: str, event: int, line: int, because: str) -> None:
    """Counted wrongly by the team: the line stays, and counts no more."""
    row = events.held(by, area, event)
    found = CheckIn.objects.filter(event=row, pk=line, by__isnull=False).first()
    if found is None:
        raise scope.OutOfSight(str(line))
    if found.taken_back_at is None:
        found.taken_back_at, found.taken_back_because = at, access_rules.reason(because)[:300]
        found.save(update_fields=["taken_back_at", "taken_back_because"])
        audit.record(by=by, at=at, verb="attendance.take_back", on=row, place=area, count=found.people, because=found.taken_back_because)


@transaction.atomic
def mark_team(*, by: User, at: datetime, area: str, event: int, people: Collection[int]) -> None:
    """Who of the team was there, by their numbers."""
    row = events.held(by, area, event)
    _require_begun(row, at)
    found = teammates.of_team(row.initiative, people)
    events.mark_team(row, found)
    audit.record(by=by, at=at, verb="attendance.mark_team", on=row, place=area, count=len(found))


def _require_begun(row: TambonEvent, at: datetime) -> None:
    if row.state == rules.CANCELLED:
        raise Refused(_("กิจกรรมนี้ยกเลิกแล้ว"))
    if timezone.localdate(at) < row.on:
        raise Refused(_("ยังไม่ถึงวันจัด นับผู้เข้าร่วมได้ตั้งแต่วันจัดเป็นต้นไป"))


def _row(user: User, area: str, event: int) -> TambonEvent:
    row = TambonEvent.objects.filter(initiative=initiatives.seen(user, area), pk=event).first()
    if row is None:
        raise scope.OutOfSight(str(event))
    return row


def _village(code: str) -> str:
    return places.place(code).title if code else _("นอกตำบล หรือไม่ระบุ")


def _named(names: dict[str, str], counts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    """In the order of the names; what nobody said comes last."""
    found = [(name, counts[key]) for key, name in names.items() if key in counts]
    return tuple([*found, (_("ไม่ระบุ"), counts[""])] if "" in counts else found)


def _line(row: CheckIn) -> Line:
    where = row.organisation or _village(row.village_code)
    by = row.by.display_name if row.by else ""
    return Line(row.pk, row.people, where, rules.SEXES.get(row.sex, ""), rules.AGES.get(row.age, ""), by, row.at, row.taken_back_because)
