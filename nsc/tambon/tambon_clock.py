"""What the calendar tells a tambon's team, by the worker's chore: funding that ends in 180, 90 and 30 days, and tasks past their day."""

from collections import Counter
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from nsc.access import notices
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.tambon import profile_rules
from nsc.tambon.models import Initiative, TeamTask, Undertaking

AGAIN = timedelta(days=7)  # of what is still late


def run(at: datetime) -> int:
    """How many notices' worth there was to tell. A tambon at a time, each in a transaction of its own. Run again, nothing is told twice."""
    today = timezone.localdate(at)
    ending = _ending(today).order_by().values_list("initiative", flat=True)
    late = _late(today).order_by().values_list("initiative", flat=True)
    return sum(_tell(number, at, today) for number in sorted({*ending, *late}))


def _ending(today: date):
    last = today + timedelta(days=max(profile_rules.WARNINGS))
    return Undertaking.objects.filter(starts_on__lte=today, ends_on__range=(today, last))


def _late(today: date):
    return TeamTask.objects.filter(done_at=None, due_on__lt=today).exclude(told_on__gt=today - AGAIN)


@transaction.atomic
def _tell(number: int, at: datetime, today: date) -> int:
    initiative = Initiative.objects.select_for_update().get(pk=number)
    team = notices.holders(Permission.TAMBON_WRITE, initiative.area_code)
    team = [user for user in team if _is_of_team(user, initiative.area_code)]
    return _tell_ending(initiative, team, at, today) + _tell_late(initiative, team, at, today)


def _is_of_team(user: User, area: str) -> bool:
    """Who writes just this tambon: the province and the amphoe look after many, and are not told of each task of each."""
    return user.assignments.filter(role="smart_tambon_team", area_code=area, ended_at=None).exists()


def _tell_ending(initiative: Initiative, team: list[User], at: datetime, today: date) -> int:
    told = 0
    for row in _ending(today).filter(initiative=initiative).order_by("pk"):
        days = profile_rules.warning(row.ends_on, today=today)
        if days is None or (row.warned is not None and row.warned <= days):
            continue
        row.warned = days
        row.save(update_fields=["warned"])
        left = (row.ends_on - today).days
        notices.tell(users=team, at=at, kind="funding.ends", href=f"/tambon/{initiative.area_code}/register/#u{row.pk}", days=left)
        told += 1
    return told


def _tell_late(initiative: Initiative, team: list[User], at: datetime, today: date) -> int:
    """The owner, who has an account, of their own; the team of all."""
    rows = list(_late(today).filter(initiative=initiative).select_related("owner__user"))
    if not rows:
        return 0
    TeamTask.objects.filter(pk__in=[row.pk for row in rows]).update(told_on=today)
    whom: Counter[User] = Counter({user: len(rows) for user in team})
    for row in rows:
        if row.owner.user and row.owner.user not in team:
            whom[row.owner.user] += 1
    for user, count in whom.items():
        notices.tell(users=[user], at=at, kind="team_task.late", href=f"/tambon/{initiative.area_code}/meetings/", count=count)
    return len(rows)
