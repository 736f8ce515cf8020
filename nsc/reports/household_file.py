"""The file of a household (แฟ้มครัวเรือน) as a paper: who lives there, what it lacks, its plan with lines to sign, help, what happened.

All of it as the reader may see it: without names, without the words that may hold one.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone, translation

from nsc.access import audit
from nsc.access.models import User
from nsc.casework import accounts, plans, sealing, timeline
from nsc.casework.models import Case, Need, Referral, Visit
from nsc.paper import pdf as papers
from nsc.paper.letter_head import NONE, LetterHead
from nsc.reports import household, household_paper
from nsc.welfare.models import Assistance

MOST_EVENTS = 300  # a paper that nobody would read helps nobody; the page has them all


@dataclass(frozen=True)
class Needed:
    dimension: str
    text: str
    person: int | None
    urgency: str
    state: str
    on: date


@dataclass(frozen=True)
class Visited:
    purpose: str
    state: str
    on: date | None
    visitors: str
    view: str
    note: str


@dataclass(frozen=True)
class Referred:
    organisation: str
    state: str
    letter: str
    on: date | None
    what: str


@dataclass(frozen=True)
class Helped:
    kind: str
    what: str
    programme: str
    organisation: str
    on: date | None
    baht: Decimal | None
    state: str


@dataclass(frozen=True)
class Whole:
    """What the paper is made of. `case` None: none was opened yet."""

    file: household.File
    printed_by: str
    at: datetime
    case: Case | None
    plan: plans.Told | None
    book: accounts.Book | None
    needs: tuple[Needed, ...]
    visits: tuple[Visited, ...]
    referrals: tuple[Referred, ...]
    help: tuple[Helped, ...]
    events: tuple[timeline.Happened, ...]
    has_more: bool


def pdf(*, by: User, at: datetime, household: int, head: LetterHead = NONE) -> bytes:
    """Printed for this reader, and put on record. OutOfSight where the household is not to be seen."""
    return papers.made("record", laid_out(by=by, at=at, household=household, head=head))


@transaction.atomic
def laid_out(*, by: User, at: datetime, household: int, head: LetterHead = NONE) -> dict[str, object]:
    """What the template `record` prints of it, put on record as printed. OutOfSight as `pdf`."""
    with translation.override("th"):  # it goes to a household and into a file, whatever language the officer reads
        found = gathered(by, household, at=at)
        audit.record(by=by, at=at, verb="household_file.export", on=("household", household), place=found.file.place.code, count=1)
        return household_paper.document(found) | {"letter_head": head.picture}


def gathered(user: User, household_id: int, *, at: datetime) -> Whole:
    """Recorded as an opening of the household's file, or as one refused."""
    file = household.file(user, household_id, at=at)
    case = Case.objects.filter(household=household_id, is_newest=True).select_related("mentor").first()
    may_read = file.has_names
    told = plans.of_case(user, case.pk, on=timezone.localdate(at)) if case else None
    events, has_more = _events(user, household_id)
    return Whole(
        file=file,
        printed_by=user.display_name,
        at=at,
        case=case,
        plan=(told.in_force or told.in_work) if told else None,
        book=accounts.of_case(user, case.pk) if case and may_read else None,
        needs=_needs(household_id, may_read),
        visits=_visits(household_id, may_read),
        referrals=_referrals(household_id, may_read),
        help=_help(household_id, may_read),
        events=events,
        has_more=has_more,
    )


def _needs(household_id: int, may_read: bool) -> tuple[Needed, ...]:
    rows = list(Need.objects.filter(household=household_id).exclude(state="withdrawn").order_by("on", "pk"))
    texts = sealing.opened_many(each.text_sealed if may_read else None for each in rows)
    return tuple(
        Needed(row.dimension, text, row.person_id if may_read else None, row.get_urgency_display(), row.state, row.on)
        for row, text in zip(rows, texts, strict=True)
    )


def _visits(household_id: int, may_read: bool) -> tuple[Visited, ...]:
    rows = list(Visit.objects.filter(case__household=household_id).exclude(state="withdrawn").order_by("on", "planned_on", "pk"))
    notes = sealing.opened_many(each.note_sealed if may_read else None for each in rows)
    return tuple(
        Visited(row.get_purpose_display(), row.state, row.on or row.planned_on, row.visitors, row.view, note)
        for row, note in zip(rows, notes, strict=True)
    )


def _referrals(household_id: int, may_read: bool) -> tuple[Referred, ...]:
    rows = list(Referral.objects.filter(household=household_id).exclude(state="withdrawn").select_related("organisation").order_by("pk"))
    texts = sealing.opened_many(each.what_sealed if may_read else None for each in rows)
    return tuple(
        Referred(row.organisation.name if may_read else "", row.state, row.letter_number, row.letter_on, text)
        for row, text in zip(rows, texts, strict=True)
    )


def _help(household_id: int, may_read: bool) -> tuple[Helped, ...]:
    """What and by which programme tells of an illness or a disability as much as of help: for who may read names."""
    rows = Assistance.objects.filter(household=household_id).exclude(state="withdrawn").select_related("programme", "organisation")
    return tuple(
        Helped(
            row.kind,
            row.what if may_read else "",
            row.programme.name if may_read and row.programme else "",
            row.organisation.name if may_read and row.organisation else "",
            row.on or row.promised_on,
            row.baht,
            row.state,
        )
        for row in rows.order_by("on", "pk")
    )


def _events(user: User, household_id: int) -> tuple[tuple[timeline.Happened, ...], bool]:
    found: list[timeline.Happened] = []
    before = None
    while len(found) < MOST_EVENTS:
        page, before = timeline.of_household(user, household_id, before=before)
        found += page
        if before is None:
            return tuple(found), False
    return tuple(found), True
