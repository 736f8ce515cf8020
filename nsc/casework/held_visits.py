"""What visits and needs hold about a household and its people: for the copy that a person gets, and to be made nameless. For verbs of rooms
above, which have checked the right and leave the line. Photographs are the registry's, and go with it."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from nsc.casework import sealing
from nsc.casework.held import Held
from nsc.casework.models import MemberChange, Need, Observation, Visit, VisitVoice
from nsc.files import uploads


def about(*, person: int, households: Collection[int]) -> Iterator[Held]:
    """Of the household as a whole and of this person; what was said of the others is theirs to ask."""
    for visit in _visits(households).select_related("round").order_by("pk"):
        on = visit.on or visit.planned_on or visit.at.date()
        yield Held("visit", on, visit.state, _words(visit.met_sealed, visit.note_sealed))
        if facts := _facts(visit):
            yield Held("visit_facts", on, visit.purpose, facts)
    for voice in VisitVoice.objects.filter(visit__case__household__in=households).order_by("pk"):
        yield Held(
            "voice", voice.visit.on, voice.visit.state, f"{voice.kind} {voice.seconds or ''}".strip()
        )  # the sound itself is heard at the office
    whom = Q(person=person) | Q(person=None)
    for seen in Observation.objects.filter(whom, visit__case__household__in=households).select_related("visit").order_by("pk"):
        yield Held("observation", seen.visit.on, seen.dimension, " ".join(filter(None, (seen.problem, sealing.opened(seen.text_sealed)))))
    for changed in MemberChange.objects.filter(whom, visit__case__household__in=households).select_related("visit").order_by("pk"):
        yield Held("member_change", changed.visit.on, changed.kind, sealing.opened(changed.text_sealed))
    for need in Need.objects.filter(whom, household__in=households).order_by("pk"):
        what = f"{need.set_code} {need.indicator}" if need.indicator else need.problem
        said = _words(need.text_sealed, need.self_help_sealed, need.withdrawn_because_sealed)
        yield Held("need", need.on, need.state, " ".join(filter(None, (need.dimension, need.urgency, what, said))))


def _facts(visit: Visit) -> str:
    """As it is held: the answers, the numbers, the position."""
    names = ("visitors", "view", "people", "income_per_person", "debt_formal", "debt_informal", "answers", "lat", "lon", "accuracy")
    return " ".join(f"{name}={value}" for name in names if (value := getattr(visit, name)) not in (None, ""))


def _words(*sealed: bytes | None) -> str:
    return " ".join(filter(None, sealing.opened_many(sealed)))


def forget(*, at: datetime, person: int | None = None, households: Collection[int] = ()) -> None:
    """Words, positions and papers go; that somebody came, what was measured and what was needed stays, for the counts. Joins the caller's
    transaction."""
    visits = _visits(households)
    for row in visits.exclude(evidence=None).select_related("evidence"):
        uploads.drop(row.evidence, at)
    for voice in VisitVoice.objects.filter(visit__in=visits, file__purged_at=None).select_related("file"):
        uploads.drop(voice.file, at)
    visits.update(met_sealed=None, note_sealed=None, evidence=None, lat=None, lon=None, accuracy=None)
    of_person = Q(person=person) if person else Q(pk__in=[])
    for model in (Observation, MemberChange):
        model.objects.filter(of_person | Q(visit__case__household__in=households)).update(text_sealed=None)
    needs = Need.objects.filter(of_person | Q(household__in=households))
    needs.update(text_sealed=None, self_help_sealed=None, withdrawn_because_sealed=None)


def _visits(households: Collection[int]) -> QuerySet[Visit]:
    return Visit.objects.filter(case__household__in=households)
