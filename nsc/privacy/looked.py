"""Who has looked at a household, for the copy that its people are given.

Reads the record by its columns: one line on the household itself, or one of a list in which its people were shown. The single place of this
room that does; access.trail has the question for auditors.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from nsc.access import trail
from nsc.access.models import AuditLine


@dataclass(frozen=True)
class Look:
    """`act`: msgid. `is_list`: shown among others in a list."""

    at: datetime
    who: str
    act: str
    because: str
    is_list: bool


def at(households: Iterable[int]) -> Iterator[Look]:
    """Oldest first."""
    numbers = sorted(set(households))
    found = Q(on_type=trail.HOUSEHOLD, on_id__in=[str(each) for each in numbers])
    for number in numbers:
        found |= Q(households__contains=f" {number} ")
    for line in AuditLine.objects.filter(found).select_related("by").order_by("at", "pk").iterator(chunk_size=2000):
        on_it = line.on_type == trail.HOUSEHOLD and int(line.on_id) in numbers
        yield Look(line.at, str(line.by or ""), trail.VERBS.get(line.verb, line.verb), line.because, not on_it)
