"""What the cases of a household hold, for the copy that a person gets, and to be made nameless; as held.py, which says more."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.utils import timezone

from nsc.casework import sealing
from nsc.casework.held import Held
from nsc.casework.models import AfterCheck, Case, Event, Handoff


def about(*, person: int, households: Collection[int]) -> Iterator[Held]:
    """Cases, hand-overs, checks afterwards and the timeline; oldest first of each. All of it is of the household, none of one person."""
    for case in Case.objects.filter(household__in=households).order_by("pk"):
        said = " ".join(filter(None, (str(case.fiscal_year), case.triage, case.outcome)))
        yield Held("case", timezone.localdate(case.opened_at), case.state, said)
    for handoff in Handoff.objects.filter(case__household__in=households).order_by("pk"):
        words = (sealing.opened(handoff.because_sealed), sealing.opened(handoff.answer_sealed))
        turns = f"{handoff.from_turn} {handoff.to_turn}"
        yield Held("handoff", timezone.localdate(handoff.at), handoff.state, " · ".join(filter(None, (turns, *words))))
    for check in AfterCheck.objects.filter(case__household__in=households).order_by("pk"):
        state = {None: "waits", True: "relapsed", False: "held"}[check.has_relapsed]
        yield Held("after_check", check.on or check.due_on, "withdrawn" if check.withdrawn_at else state, check.kind)
    events = list(Event.objects.filter(household__in=households).order_by("on", "pk"))
    for event, text in zip(events, sealing.opened_many(each.text_sealed for each in events), strict=True):
        yield Held("event", event.on, event.kind, " · ".join(filter(None, (event.what, text))))


def forget(*, at: datetime, person: int | None = None, households: Collection[int] = ()) -> None:
    """The words go; states, days and turns stay, for the counts. Joins the caller's transaction."""
    Event.objects.filter(household__in=households).update(text_sealed=None)
    Handoff.objects.filter(case__household__in=households).update(because_sealed=None, answer_sealed=None)
