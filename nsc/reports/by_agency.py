"""What each agency was asked to do for the households on a fiscal year's rolls, how soon it answered, and what it gave."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Avg, Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from nsc.access.models import Organisation, User
from nsc.access.roles import Permission
from nsc.casework import referral_desk, rolls, sight
from nsc.casework.models import Referral, Target
from nsc.casework.referral_sight import with_stops
from nsc.casework.sight import Sight
from nsc.poverty.small import HIDDEN, Keeper, is_hidden
from nsc.reports.progress import WITH_THE_OFFICE
from nsc.welfare.models import Assistance


@dataclass(frozen=True)
class Line:
    """Referrals: sent to the agency, answered by it, accepted, declined, completed, and unanswered past their day. `answer_days`: mean days
    from sending to answer, None where there is no answer yet. `helped`: households; `baht`: of what was delivered, None where no sum is
    known."""

    organisation: int
    name: str
    sent: int = 0
    answered: int = 0
    accepted: int = 0
    declined: int = 0
    completed: int = 0
    overdue: int = 0
    answer_days: float | None = None
    helped: int = 0
    baht: Decimal | None = None


COUNTED = ("sent", "answered", "accepted", "declined", "completed", "overdue", "helped")


@dataclass(frozen=True)
class Found:
    where: Sight
    lines: tuple[Line, ...]


def of(user: User, *, at: datetime, year: int, area: str = "") -> Found:
    """Agencies with referrals or help for these households in the fiscal year (CE), those with late answers first. Four queries."""
    where, today = sight.place(user, Permission.FIGURES_SEE, area=area), timezone.localdate(at)
    listed = Target.objects.filter(roll__in=[roll.pk for roll in rolls.in_use(year).values()], household=OuterRef("household"))
    told: dict[int, dict] = defaultdict(dict)
    for rows in (_referred(where, listed, year, today), _given(where, listed, year)):
        for row in rows:
            told[row.pop("organisation")] |= row
    names = dict(Organisation.objects.filter(pk__in=list(told)).values_list("pk", "name"))
    found = [Line(number, names[number], **row) for number, row in told.items()]
    ranked = sorted(found, key=lambda each: (-each.overdue, -each.sent, -each.helped, each.name))
    keep = sight.keeper(user, where)
    return Found(where, tuple(ranked if keep.sees else (_told(each, keep) for each in ranked)))


def _told(line: Line, keep: Keeper) -> Line:
    """As who sees figures only is told it: the days and the money of a few households say something of each."""
    counts = {name: keep.one(getattr(line, name)) for name in COUNTED}
    days = HIDDEN if is_hidden(counts["answered"]) else line.answer_days
    return replace(line, **counts, answer_days=days, baht=HIDDEN if is_hidden(counts["helped"]) else line.baht)


def _referred(where: Sight, listed: QuerySet[Target], year: int, today: date) -> list[dict]:
    rows = with_stops(where.of(Referral.objects.filter(Exists(listed.exclude(state="removed")), **_in_year("sent_at__date", year))))
    took = ExpressionWrapper(F("answered_at") - F("sent_at"), output_field=DurationField())
    counted = rows.exclude(state__in=WITH_THE_OFFICE).values("organisation").order_by()
    answered = Q(answered_at__isnull=False)
    found = counted.annotate(
        sent=Count("pk"),
        answered=Count("pk", filter=answered),
        accepted=Count("pk", filter=Q(state__in=["accepted", "completed"])),
        declined=Count("pk", filter=Q(state="declined")),
        completed=Count("pk", filter=Q(state="completed")),
        overdue=Count("pk", filter=referral_desk.late(today)),
        answer_days=Avg(took, filter=answered),
    )
    return [row | {"answer_days": _days(row["answer_days"])} for row in found]


def _given(where: Sight, listed: QuerySet[Target], year: int) -> list[dict]:
    rows = where.of(Assistance.objects.filter(Exists(listed.exclude(state="removed")), organisation__isnull=False, **_in_year("on", year)))
    delivered = rows.filter(state__in=["delivered", "confirmed"]).values("organisation").order_by()
    return list(delivered.annotate(helped=Count("household", distinct=True), baht=Sum("baht")))


def _in_year(field: str, year: int) -> dict[str, date]:
    return {f"{field}__gte": date(year - 1, 10, 1), f"{field}__lt": date(year, 10, 1)}


def _days(took: timedelta | None) -> float | None:
    return None if took is None else took / timedelta(days=1)
