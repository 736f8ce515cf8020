"""What rows of help lists hold about a household and its people: for the copy that a person gets, and to be made nameless. For verbs of
rooms above, which have checked the right and leave the line."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from nsc.files import keys
from nsc.registry.models import Person
from nsc.welfare.held import Held
from nsc.welfare.models import NOTE, HelpRow


def about(*, person: int, households: Collection[int]) -> Iterator[Held]:
    """Rows that were found to mean them, and those that give the person's number and wait still."""
    for row in _rows(person, households):
        sealed = [bytes(each) for each in (row.name_sealed, row.house_sealed) if each]
        yield Held("help_row", row.on, row.state, " ".join([*keys.open_many(sealed, purpose=NOTE), row.what]))


def forget(*, at: datetime, person: int | None = None, households: Collection[int] = ()) -> None:
    """What the rows say of the person goes, and the index by which they were alike; the help stays, for the counts. Joins the caller's
    transaction, whose moment `at` is."""
    _rows(person, households).update(name_sealed=None, national_id_sealed=None, house_sealed=None, because_sealed=None, who_index="")


def _rows(person: int | None, households: Collection[int]) -> QuerySet[HelpRow]:
    found = Q(household__in=households)
    index = Person.objects.filter(pk=person).values_list("national_id_index", flat=True).first() if person else None
    if index:
        found |= Q(who_index=bytes(index).hex())
    return HelpRow.objects.filter(found | Q(person=person) if person else found).order_by("pk")
