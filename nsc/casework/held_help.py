"""What casework holds of help within a case: whether it was used, and why an emergency was right. As casework.held, which has the rest."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from nsc.casework import sealing
from nsc.casework.held import BLANK, Held
from nsc.casework.models import Given, UseCheck
from nsc.files import uploads


def about(*, person: int, households: Collection[int]) -> Iterator[Held]:
    """Of help for that person and for those households as a whole."""
    given = _given(person, households)
    for row in given.filter(regularised_on__isnull=False):
        yield Held("emergency_help", row.regularised_on, "regularised", sealing.opened(row.regularised_sealed))
    for seen in UseCheck.objects.filter(given__in=given).order_by("pk"):
        yield Held("use_check", seen.on, seen.use, sealing.opened(seen.text_sealed))


def forget(*, at: datetime, person: int | None = None, households: Collection[int] = ()) -> None:
    """Words and papers go; what was found stays, for the counts. Joins the caller's transaction."""
    given = _given(person, households)
    checks = UseCheck.objects.filter(given__in=given)
    for row in checks.exclude(evidence=None).select_related("evidence"):
        uploads.drop(row.evidence, at)
    checks.update(text_sealed=None, evidence=None)
    given.filter(regularised_sealed__isnull=False).update(regularised_sealed=sealing.seal(BLANK))


def _given(person: int | None, households: Collection[int]) -> QuerySet[Given]:
    of_person = Q(assistance__person=person) if person else Q(pk__in=[])
    return Given.objects.filter(of_person | Q(assistance__household__in=households, assistance__person=None)).order_by("pk")
