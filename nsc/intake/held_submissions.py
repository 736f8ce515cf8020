"""What phones sent of a household, or of its people as farmers, and is not stored: refused, waiting or put aside. What is stored stands
where its verb put it."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from nsc.access.models import User
from nsc.casework import held_joined
from nsc.errors import Refused
from nsc.files import keys
from nsc.intake.models import Submission
from nsc.intake.submissions import PURPOSE
from nsc.tambon import farmers
from nsc.welfare.held import Held


def about(*, person: int, households: Collection[int]) -> Iterator[Held]:
    """As it was typed. All of it is of the household, or of a farmer who is this person or of whom nobody said who of the household it
    is."""
    for row in _rows(households, held_joined.farmers_of(person, households, is_whole=False)).order_by("received_at"):
        yield Held("submission", timezone.localdate(row.corrected_at), row.state, f"{row.verb} {_typed(bytes(row.sealed))}")


def _typed(sealed: bytes) -> str:
    """Nothing of a letter that could not be opened: there is nothing to read in it."""
    try:
        return keys.open(sealed, purpose=PURPOSE).decode()
    except (Refused, UnicodeDecodeError):
        return ""


def forget(*, at: datetime, person: int | None = None, households: Collection[int] = ()) -> None:
    """What was typed goes, and with it the hope that it is ever stored. Joins the caller's transaction."""
    _drop(at, households, held_joined.farmers_of(person, households))


@transaction.atomic
def forget_farmer(*, by: User, at: datetime, area: str, farmer: int, because: str) -> None:
    """A farmer's own wish (farmers.forget), and what phones sent of them and is not stored goes with it."""
    farmers.forget(by=by, at=at, area=area, farmer=farmer, because=because)
    _drop(at, (), [farmer])


def _drop(at: datetime, households: Collection[int], of: Collection[int]) -> None:
    gone = {"state": Submission.State.DROPPED, "settled_at": at, "sealed": None, "because_sealed": None, "waits_for": None, "next_at": None}
    _rows(households, of).update(**gone)


def _rows(households: Collection[int], of: Collection[int]) -> QuerySet[Submission]:
    return Submission.objects.filter(Q(household__in=households) | Q(farmer__in=of), sealed__isnull=False)
