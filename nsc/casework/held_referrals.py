"""What referrals hold about a household and its people: for the copy that a person gets, and to be made nameless."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from nsc.casework import sealing
from nsc.casework.held import Held
from nsc.casework.models import Referral, ReferralMove


def about(*, person: int, households: Collection[int]) -> Iterator[Held]:
    """Each with what was asked, then what was said about it, in order; whatever is withdrawn, too."""
    for row in _rows(person, households).select_related("organisation"):
        asked = f"{row.organisation.name} {row.letter_number}".strip()
        yield Held("referral", timezone.localdate(row.at), row.state, f"{asked}: {sealing.opened(row.what_sealed)}")
        for move in row.moves.order_by("pk"):
            yield Held("referral_move", timezone.localdate(move.at), move.kind, sealing.opened(move.text_sealed))


def forget(*, at: datetime, person: int | None = None, households: Collection[int] = ()) -> None:
    """The words go; to whom it went and how it ended stays, for the counts. Joins the caller's transaction."""
    rows = _rows(person, households)
    ReferralMove.objects.filter(referral__in=rows).update(text_sealed=None)
    rows.update(what_sealed=None, answer_sealed=None)


def _rows(person: int | None, households: Collection[int]) -> QuerySet[Referral]:
    """Of those households, and of that person where the need is theirs."""
    of_person = Q(need__person=person) | Q(step__person=person) if person else Q(pk__in=[])
    numbers = Referral.objects.filter(of_person | Q(household__in=households)).values("pk")
    return Referral.objects.filter(pk__in=numbers).order_by("pk")
