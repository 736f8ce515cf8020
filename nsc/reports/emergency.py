"""A household out of reach, asked for in an emergency by its house code or the national id of somebody in it; never by browsing."""

from datetime import datetime

from django.db import transaction

from nsc.access import glass
from nsc.access.models import User
from nsc.registry import households as register
from nsc.reports import known


def ask(*, by: User, at: datetime, typed: str, reason: str, because: str) -> int:
    """Opens the household; its number. Refused with one and the same answer where nothing is found, whatever the cause; each try counts.

    A person's newest household is meant.
    """
    with transaction.atomic():  # the tries of one person in turn: what was missed has to be counted before the next is let in
        glass.check_asking(by=by, at=at, reason=reason, because=because)
        found = known.by_number(typed)
        household = register.find(found[0]) if found else None
        if household:
            told = {"reason": reason, "because": because, "place": household.area_code, "authority": household.authority_id}
            return glass.break_(by=by, at=at, household=household.pk, **told).household_id
        missed = glass.miss(by=by, at=at)
    raise missed  # outside, so that the line stays
