"""What people said at the door of their own data, and what two said differently; as held.py, which says more. The rows are the register's,
which knows no shape of a copy."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Q

from nsc.casework.held import Held
from nsc.files import words
from nsc.registry.doorstep import SEAL
from nsc.registry.models import Clash, Fact


def about(*, person: int, households: Collection[int]) -> Iterator[Held]:
    """Of the household as a whole and of this person."""
    whom = Q(person=person) | Q(person=None)
    for fact in Fact.objects.filter(whom, household__in=households).order_by("pk"):
        yield Held("fact", fact.on, "said", f"{fact.field} {words.opened(fact.sealed, purpose=SEAL)}")
    for clash in Clash.objects.filter(whom, household__in=households).order_by("pk"):
        stands, said = words.opened_many([clash.stands_sealed, clash.said_sealed], purpose=SEAL)
        yield Held("clash", clash.said_on, clash.kept or "open", f"{clash.field} {stands} / {said}")


def forget(*, at: datetime, person: int | None = None, households: Collection[int] = ()) -> None:
    """The values go; that a field was changed stays. Joins the caller's transaction."""
    whose = (Q(person=person) if person else Q(pk__in=[])) | Q(household__in=households)
    Fact.objects.filter(whose).update(sealed=None, was_sealed=None)
    Clash.objects.filter(whose).update(stands_sealed=None, said_sealed=None)
