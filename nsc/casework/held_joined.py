"""What is held about a household's people as farmers of a tambon, as held.py, which says more. A farmer has no national id: who is linked
to the household is found, and is forgotten with it; who is not is forgotten by the tambon's team, at their word (tambon.farmers.forget)."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from nsc.casework.held import Held
from nsc.casework.models import Joined
from nsc.tambon import farmers_held


def about(*, person: int, households: Collection[int]) -> Iterator[Held]:
    """Of this person, and of farmers of the household of whom nobody said who they are."""
    rows = _rows(person, households).filter(Q(person=person) | Q(person=None))
    for row in rows:
        yield Held("farmer_link", row.at.date(), "ended" if row.ended_at else "standing", row.ended_because)
    for what, on, state, text in farmers_held.about(sorted({row.farmer_id for row in rows})):
        yield Held(what, on, state, text)


def forget(*, at: datetime, person: int | None = None, households: Collection[int] = ()) -> None:
    """Joins the caller's transaction."""
    rows = _rows(person, households)
    farmers_held.forget(at=at, farmers=sorted({row.farmer_id for row in rows}))
    rows.update(ended_because="")


def farmers_of(person: int | None, households: Collection[int], *, is_whole: bool = True) -> list[int]:
    """The farmers of whom about (`is_whole` False) and forget speak, for what other rooms hold of them."""
    rows = _rows(person, households)
    rows = rows if is_whole else rows.filter(Q(person=person) | Q(person=None))
    return sorted({row.farmer_id for row in rows})


def _rows(person: int | None, households: Collection[int]) -> QuerySet[Joined]:
    whose = (Q(person=person) if person else Q(pk__in=[])) | Q(household__in=households)
    return Joined.objects.filter(whose).order_by("pk")
