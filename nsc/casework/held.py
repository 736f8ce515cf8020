"""What casework holds about a household and its people: for the copy that a person gets, and to be made nameless. For verbs of rooms above,
which have checked the right and leave the line."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from nsc.casework.models import Decision, Exemption, Proposal, ProposalVisit, Returned, Target, Verification
from nsc.files import uploads
from nsc.welfare.held import Held

BLANK = "–"  # where something must stand


def about(*, person: int, households: Collection[int]) -> Iterator[Held]:
    """Oldest kinds of record first; whatever is withdrawn, too."""
    for target in Target.objects.filter(household__in=households).select_related("roll").order_by("pk"):
        yield Held("target", target.roll.source_on, target.state, f"{target.roll.fiscal_year} {target.roll.group}")
    for seen in Verification.objects.filter(target__household__in=households).order_by("pk"):
        yield Held("verification", seen.on, seen.result, seen.note)
    for decided in Decision.objects.filter(target__household__in=households).select_related("forum").order_by("pk"):
        yield Held("forum_decision", decided.forum.on, decided.kind, decided.because)
    for left_out in Exemption.objects.filter(target__household__in=households).select_related("resolution__meeting").order_by("pk"):
        yield Held("exemption", left_out.resolution.meeting.on, left_out.resolution.kind, left_out.because)
    for back in Returned.objects.filter(target__household__in=households).select_related("revocation__meeting").order_by("pk"):
        yield Held("returned", back.revocation.meeting.on, "revoked", back.revocation.because)
    for proposal in _proposals(person, households):
        named = " ".join(
            filter(None, (f"{proposal.title}{proposal.first_name}", proposal.last_name, proposal.whereabouts, proposal.reason))
        )
        yield Held("proposal", proposal.at.date(), proposal.state, named)
        for visit in proposal.visits.order_by("pk"):
            yield Held("proposal_visit", visit.on, visit.answers, visit.note)


def is_named(person: int) -> bool:
    return Proposal.objects.filter(person=person).exclude(first_name=BLANK).exists()


def forget(*, at: datetime, person: int | None = None, households: Collection[int] = ()) -> None:
    """Names, places of houses, notes and papers go; what was found and decided stays, for the counts. Joins the caller's transaction."""
    proposals = _proposals(person, households)
    visits = ProposalVisit.objects.filter(proposal__in=proposals)
    seen = Verification.objects.filter(target__household__in=households)
    for row in [*visits.exclude(evidence=None).select_related("evidence"), *seen.exclude(evidence=None).select_related("evidence")]:
        uploads.drop(row.evidence, at)
    visits.update(note="", evidence=None)
    seen.update(note="", evidence=None)
    Decision.objects.filter(target__household__in=households).update(because="")
    Exemption.objects.filter(target__household__in=households).update(because=BLANK)
    Target.objects.filter(household__in=households).update(house_no="")
    blank = {"title": "", "first_name": BLANK, "last_name": "", "reason": BLANK, "whereabouts": "", "house_no": "", "house_code": ""}
    proposals.update(**blank)


def _proposals(person: int | None, households: Collection[int]) -> QuerySet[Proposal]:
    """Of that person, and of those households as a whole."""
    of_person = Q(person=person) if person else Q(pk__in=[])
    return Proposal.objects.filter(of_person | Q(household__in=households, person=None)).order_by("pk")
