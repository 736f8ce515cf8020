"""What phones sent of a household and is not stored: refused, waiting or put aside. What is stored stands where its verb put it."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.utils import timezone

from nsc.errors import Refused
from nsc.files import keys
from nsc.intake.models import Submission
from nsc.intake.submissions import PURPOSE
from nsc.welfare.held import Held


def about(*, person: int, households: Collection[int]) -> Iterator[Held]:
    """As it was typed. All of it is of the household."""
    for row in _rows(households).order_by("received_at"):
        yield Held("submission", timezone.localdate(row.corrected_at), row.state, f"{row.verb} {_typed(bytes(row.sealed))}")


def _typed(sealed: bytes) -> str:
    """Nothing of a letter that could not be opened: there is nothing to read in it."""
    try:
        return keys.open(sealed, purpose=PURPOSE).decode()
    except (Refused, UnicodeDecodeError):
        return ""


def forget(*, at: datetime, person: int | None = None, households: Collection[int] = ()) -> None:
    """What was typed goes, and with it the hope that it is ever stored. Joins the caller's transaction."""
    gone = {"state": Submission.State.DROPPED, "settled_at": at, "sealed": None, "because_sealed": None, "waits_for": None, "next_at": None}
    _rows(households).update(**gone)


def _rows(households: Collection[int]):
    return Submission.objects.filter(household__in=households, sealed__isnull=False)
