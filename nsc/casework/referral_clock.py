"""Referrals that are late, by the clock: the worker's chore, on working days alone.

What lies inside the chain goes a link up, and has days there anew. What waits outside it (for an office's answer, or for the chain's to its
question) stays where it is, for nobody else can give that: whoever signed it is told, once for each day it was due.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from nsc import workdays
from nsc.access import notices, users
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import chain, holidays, referral_sight, referrals
from nsc.casework.models import Case, Referral, ReferralMove

INSIDE = ("drafted", "forwarded")
OUTSIDE = ("sent", "asked")


def run(at: datetime) -> int:
    """How many were late. A tambon at a time, each in a transaction of its own."""
    if not workdays.is_working_day(timezone.localdate(at), holidays.own()):
        return 0
    places = sorted({code[:6] for code in _late(at).values_list("area_code", flat=True).distinct()})
    return sum(_raise(tambon, at) for tambon in places)


def _late(at: datetime) -> QuerySet[Referral]:
    told = ReferralMove.objects.filter(referral=OuterRef("pk"), kind="late", at__date__gt=OuterRef("due_on"))
    rows = Referral.objects.filter(state__in=(*INSIDE, *OUTSIDE), due_on__lt=timezone.localdate(at))
    return rows.exclude(Exists(told)).order_by(F("pk"))


@transaction.atomic
def _raise(tambon: str, at: datetime) -> int:
    """Their cases locked first, as by every verb, and asked again then: whoever was quicker has had the last word."""
    by, there = users.operator(), {"area_code__startswith": tambon}
    list(
        Case.objects.select_for_update().filter(pk__in=_late(at).filter(**there).order_by().values("case")).order_by("pk").values_list("pk")
    )
    numbers = list(_late(at).filter(**there).values_list("pk", flat=True))
    late = [row for row in referrals.held(numbers) if not row.stop]  # what the family has ended waits for nobody
    for row in late:
        to = chain.above(row.turn) if row.state in INSIDE else None
        referrals.overdue(row, to, by=by, at=at)
    _tell(late, by, at)
    return len(late)


def _tell(late: list[Referral], by: User, at: datetime) -> None:
    """One notice a person for the tambon: to those it went up to, or who signed it."""
    whom: dict[User, int] = {}
    for row in late:
        place = row.letter.office_code if row.letter else chain.office(row.turn, row.area_code)
        is_signed_there = row.letter or row.turn in chain.SIGNERS
        holders = notices.holders(Permission.REFERRAL_SIGN, place) if is_signed_there else referral_sight.carriers(row)
        for user in holders:
            whom[user] = whom.get(user, 0) + 1
    for user, count in whom.items():
        notices.tell(users=[user], at=at, kind="referral.late", href="/referrals/?box=late", count=count)
