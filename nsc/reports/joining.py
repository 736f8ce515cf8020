"""How many poor households have somebody among a tambon's farmers: a count, for the tambon, which never learns which."""

from dataclasses import dataclass

from django.db.models import Count

from nsc.access.models import User
from nsc.casework.models import Case, Joined
from nsc.poverty import small
from nsc.tambon import initiatives


@dataclass(frozen=True)
class Joining:
    """Households with a case, by whether anybody of them is a farmer of the tambon; small.HIDDEN where a count would tell of somebody."""

    joined: int
    in_care: int


def counted(user: User, area: str) -> Joining:
    """Four queries."""
    initiative = initiatives.seen(user, area)
    rows = Joined.objects.filter(farmer__initiative=initiative, ended_at=None, farmer__left_on=None)
    joined = rows.aggregate(n=Count("household", distinct=True))["n"]
    cared = rows.filter(household__in=Case.objects.filter(is_newest=True, closed_on=None).values("household"))
    in_care = cared.aggregate(n=Count("household", distinct=True))["n"]
    found = small.hidden([(in_care, joined)]) or small.is_small((joined, None))
    return Joining(small.one(joined), small.HIDDEN if found else in_care)
