"""Access out of the ordinary, found in the record and raised to the data-protection officer. The rules are in unusual.py."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from nsc.access import audit, notices, rules, scope, unusual
from nsc.access.models import Alert, Assignment, AuditBlock, AuditLine, User, Watched
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.errors import Refused, _

HOUSEHOLD = "household"
BLOCKS = 500  # looked through in one go: a worker that was away for long catches up in steps
PER_PAGE = 100
PAGE = "/alerts/"


@dataclass(frozen=True)
class Raised:
    """`text` is a msgid whose gaps count, limit, usual and place (a code) fill."""

    id: int
    kind: str
    text: str
    who: str
    username: str
    since: datetime
    until: datetime
    place: str
    count: int
    limit: int
    usual: int | None
    finding: str
    note: str
    reviewed_by: str
    reviewed_at: datetime | None


def watch(at: datetime) -> int:
    """The worker's chore: looks through what was sealed since the last time; how many alerts are new.

    By blocks, because a line belongs to the block that names it: of a long transaction on PostgreSQL, low numbers come late. Killed half
    way, it begins there again; two at once wait for each other at the one row that says how far.
    """
    newest = AuditBlock.objects.order_by("-number").values_list("number", flat=True).first() or 0
    if not Watched.objects.filter(block__lt=newest).exists() and Watched.objects.exists():  # most times: no write lock for nothing
        return 0
    with transaction.atomic():
        Watched.objects.get_or_create(pk=1)
        seen = Watched.objects.select_for_update().get(pk=1)
        newest = min(newest, seen.block + BLOCKS)
        if newest <= seen.block:
            return 0
        new = sum(_look(user, day, at) for user, day in _touched(seen.block, newest))
        seen.block = newest
        seen.save(update_fields=["block"])
        if new:
            told = notices.holders(Permission.ALERT_REVIEW, settings.PROVINCE)
            notices.tell(users=told, at=at, kind="alert.found", href=PAGE, count=new)
    return new


def _touched(after: int, upto: int) -> list[tuple[int, date]]:
    """Whose days have something new in these blocks."""
    rows = AuditLine.objects.filter(block__gt=after, block__lte=upto, verb__in=unusual.WATCHED).annotate(day=TruncDate("at"))
    done = rows.exclude(by=None).values_list("by", "day").distinct()
    suffered = rows.filter(verb__in=unusual.FAILED).exclude(on_id="").values_list("on_id", "day").distinct()
    return sorted({*done, *((int(user), day) for user, day in suffered)})


def _look(user: int, day: date, at: datetime) -> int:
    """Asks the rules about the whole of that day: it does not matter in how many steps its lines came. How many findings are new."""
    limits = unusual.limits_on(day)
    found = unusual.of_day(_acts(user, day), _Past(user, day, limits), limits, in_the_field=_in_the_field(user))
    return sum(_raise(user, each, at) for each in found)


def _raise(user: int, found: unusual.Finding, at: datetime) -> bool:
    numbers = {"until": found.until, "count": found.count, "limit": found.limit, "usual": found.usual}
    alert, is_new = Alert.objects.get_or_create(
        kind=found.kind, user_id=user, since=found.since, place=found.place, defaults={**numbers, "found_at": at}
    )
    if not is_new and not alert.finding:
        Alert.objects.filter(pk=alert.pk, finding="").update(**numbers)
    return is_new


def _acts(user: int, day: date) -> list[unusual.Act]:
    began, over = _day(day)
    theirs = Q(by=user, verb__in=unusual.WATCHED) | Q(by=None, verb__in=unusual.FAILED, on_type="user", on_id=str(user))
    rows = AuditLine.objects.filter(theirs, at__gte=began, at__lt=over).order_by("at", "pk")
    return [
        unusual.Act(timezone.localtime(done), verb, thing, place, 1 if count is None else count)
        for done, verb, thing, place, count in rows.values_list("at", "verb", "on_id", "place", "count")
    ]


def _in_the_field(user: int) -> bool:
    """Whether they go from house to house, in whatever role besides."""
    return Assignment.objects.filter(user=user, role__in=unusual.FIELD_ROLES, ended_at=None).exists()


def _day(day: date) -> tuple[datetime, datetime]:
    began = timezone.make_aware(datetime.combine(day, time()))
    return began, began + timedelta(days=1)


class _Past:
    """What the rules may ask about the days before (unusual.Past)."""

    def __init__(self, user: int, day: date, limits: unusual.Limits) -> None:
        self._user, self._limits, self._until = user, limits, _day(day)[0]

    def usual_day(self) -> int:
        return self._usual

    def records(self) -> int:
        return self._records

    def knows(self, tambon: str) -> bool:
        return self._opened(self._limits.new_area_days).filter(places.within(tambon, "place")).exists()

    @cached_property
    def _usual(self) -> int:
        days = (
            self._opened(self._limits.usual_days).annotate(day=TruncDate("at")).values("day").annotate(count=Count("on_id", distinct=True))
        )
        counts = [row["count"] for row in days]
        return round(sum(counts) / len(counts)) if counts else 0

    @cached_property
    def _records(self) -> int:
        enough = self._opened(self._limits.new_area_days).values_list("pk")[: self._limits.new_area_history]
        return len(enough)

    def _opened(self, days: int) -> QuerySet[AuditLine]:
        since = self._until - timedelta(days=days)
        return AuditLine.objects.filter(by=self._user, at__gte=since, at__lt=self._until, verb__in=unusual.OPENED)


def to_review(user: User) -> list[Raised]:
    """Those waiting first, each group newest first."""
    scope.require(user, Permission.ALERT_REVIEW, place=settings.PROVINCE)
    rows = Alert.objects.select_related("user", "reviewed_by")
    found = [
        *rows.filter(finding="").order_by("-since", "-pk")[: 5 * PER_PAGE],
        *rows.exclude(finding="").order_by("-reviewed_at")[:PER_PAGE],
    ]
    return [_raised(each) for each in found]


@transaction.atomic
def review(*, by: User, at: datetime, alert: int, finding: str, note: str) -> Alert:
    """What came of looking into it: explained or misuse. Nobody reviews what was found about themselves."""
    scope.require(by, Permission.ALERT_REVIEW, place=settings.PROVINCE)
    found = Alert.objects.select_for_update().filter(pk=alert).first()
    if found is None:
        raise scope.OutOfSight(str(alert))
    if found.user_id == by.pk:
        raise Refused(_("เรื่องของตนเองตรวจเองไม่ได้ ต้องเป็นเจ้าหน้าที่คุ้มครองข้อมูลคนอื่น"))
    if found.finding:
        raise Refused(_("รายการนี้ตรวจไปแล้ว"))
    rules.check_review(finding=finding, findings=Alert.Finding.values, note=note)
    found.finding, found.note, found.reviewed_by, found.reviewed_at = finding, note.strip()[:500], by, at
    found.save(update_fields=["finding", "note", "reviewed_by", "reviewed_at"])
    audit.record(by=by, at=at, verb="alert.review", on=found, because=note.strip(), detail=finding)
    return found


def _raised(row: Alert) -> Raised:
    same: Iterable[str] = ("id", "kind", "since", "until", "place", "count", "limit", "usual", "finding", "note", "reviewed_at")
    return Raised(
        text=unusual.KINDS[row.kind],
        who=row.user.display_name,
        username=row.user.username,
        reviewed_by=row.reviewed_by.display_name if row.reviewed_by else "",
        **{name: getattr(row, name) for name in same},
    )
