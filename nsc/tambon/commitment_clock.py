"""Promises that are late, by the clock: both sides are told, once a week each."""

from datetime import date, datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from nsc.access import notices
from nsc.tambon import commitments
from nsc.tambon.models import Commitment

EVERY = timedelta(days=7)


def run(at: datetime) -> int:
    """How many were told of. An organisation in a tambon at a time, each in a transaction of its own."""
    today = timezone.localdate(at)
    groups = sorted(set(_late(today).values_list("want__initiative__area_code", "offer__organisation")))
    told = 0
    for area, them in groupby(groups, key=lambda group: group[0]):
        told += _tell(area, [organisation for _area, organisation in them], today, at)
    return told


def _late(today: date):
    both = {"organisation_at__isnull": False, "team_at__isnull": False, "cancelled_at": None}
    is_due = Q(reminded_on=None) | Q(reminded_on__lte=today - EVERY)
    return Commitment.objects.filter(is_due, due_on__lt=today, delivered__lt=F("amount"), **both)


@transaction.atomic
def _tell(area: str, organisations: list[int], today: date, at: datetime) -> int:
    rows = list(_late(today).filter(want__initiative__area_code=area).select_for_update(of=("self",)).select_related("offer"))
    href = f"/tambon/{area}/commitments/"
    for organisation in organisations:
        count = sum(row.offer.organisation_id == organisation for row in rows)
        if count:
            notices.tell(users=commitments.speakers(organisation, area), at=at, kind="commitment.late", href=href, count=count)
    if rows:
        notices.tell(users=commitments.team(area), at=at, kind="commitment.late", href=href, count=len(rows))
    return Commitment.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_on=today)
