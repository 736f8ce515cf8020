"""What welfare holds of the help given to a household and its people: for the copy that a person gets, and to be made nameless. For verbs
of rooms above, which have checked the right and leave the line."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from nsc.files import uploads
from nsc.welfare import sealing
from nsc.welfare.assistance import PAPERS
from nsc.welfare.held import Held
from nsc.welfare.models import Assistance

BLANK = "–"  # where something must stand


def about(*, person: int, households: Collection[int]) -> Iterator[Held]:
    """Of that person and of those households as a whole, oldest first; whatever is withdrawn, too."""
    for row in _rows(person, households).select_related("organisation", "programme"):
        texts = sealing.opened_many((row.note_sealed, row.although_sealed, row.withdrawn_sealed))
        named = (row.organisation.name if row.organisation else "", row.programme.name if row.programme else "")
        worth = f"{row.baht} baht" if row.baht is not None else ""
        yield Held("assistance", row.on or row.promised_on, row.state, " ".join(filter(None, (row.what, worth, *named, *texts))))


def forget(*, at: datetime, person: int | None = None, households: Collection[int] = ()) -> None:
    """Notes, reasons and papers go; what was given, by whom and for how much stays, for the counts. Joins the caller's transaction."""
    rows = _rows(person, households)
    for row in rows.select_related(*PAPERS):
        for paper in filter(None, (row.evidence, row.receipt)):
            uploads.drop(paper, at)
    rows.update(note_sealed=None, evidence=None, receipt=None)
    rows.filter(although_sealed__isnull=False).update(although_sealed=sealing.seal(BLANK))
    rows.filter(withdrawn_sealed__isnull=False).update(withdrawn_sealed=sealing.seal(BLANK))


def _rows(person: int | None, households: Collection[int]) -> QuerySet[Assistance]:
    of_person = Q(person=person) if person else Q(pk__in=[])
    return Assistance.objects.filter(of_person | Q(household__in=households, person=None)).order_by("pk")
