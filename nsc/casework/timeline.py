"""Everything that happened to a household, on one line: visits, needs, plans, referrals, help, in the order of their days.

Each verb adds its line as it happens (`note`), so that a family with 500 events opens as fast as one with five.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import Q

from nsc.access import scope
from nsc.access.models import Organisation, User
from nsc.access.roles import Permission
from nsc.casework import sealing
from nsc.casework.models import Case, Event
from nsc.registry import households

PER_PAGE = 30


@dataclass(frozen=True)
class Happened:
    """`kind`: a verb as the audit spells it; `what`: a code. The text is "" for who may not read names there."""

    number: int
    on: date
    kind: str
    what: str
    record: int | None
    baht: Decimal | None
    text: str
    by: str
    organisation: str
    at: datetime


def note(
    *,
    by: User,
    at: datetime,
    household: int,
    kind: str,
    on: date,
    case: Case | None = None,
    what: str = "",
    record: int | None = None,
    text: str = "",
    baht: Decimal | None = None,
    organisation: Organisation | None = None,
) -> Event:
    """One line more, inside the verb that calls this."""
    told = {"kind": kind, "what": what, "record": record, "baht": baht, "organisation": organisation, "text_sealed": sealing.seal(text)}
    return Event.objects.create(household_id=household, case=case, on=on, by=by, at=at, **told)


@dataclass(frozen=True)
class Noted:
    """What lines of one verb do not have in common."""

    what: str
    record: int
    text: str


def note_many(lines: Sequence[Noted], *, by: User, at: datetime, household: int, kind: str, on: date, case: Case | None) -> None:
    """Several lines of one verb, in one statement."""
    told = {"household_id": household, "case": case, "on": on, "kind": kind, "by": by, "at": at}
    Event.objects.bulk_create(Event(**told, what=each.what, record=each.record, text_sealed=sealing.seal(each.text)) for each in lines)


def of_household(
    user: User, household: int, *, kinds: Collection[str] = (), before: tuple[date, int] | None = None
) -> tuple[list[Happened], tuple[date, int] | None]:
    """One page, newest first, and what to give as `before` for the next; None at the end. `kinds`: how the verbs wanted begin, or all.
    Two queries. OutOfSight as scope has it."""
    home = households.find(household)
    if home is None:
        raise scope.OutOfSight(str(household))
    told = {"place": home.area_code, "household": home.pk, "authority": home.authority_id}
    scope.require(user, Permission.HOUSEHOLD_SEE, **told)
    rows = Event.objects.filter(household=home).select_related("by", "organisation").order_by("-on", "-id")
    if kinds:
        rows = rows.filter(reduce(or_, (Q(kind__startswith=begins) for begins in kinds)))
    if before:
        rows = rows.filter(on__lte=before[0]).exclude(on=before[0], pk__gte=before[1])
    found = list(rows[: PER_PAGE + 1])
    page, is_more = found[:PER_PAGE], len(found) > PER_PAGE
    may_read = scope.may(user, Permission.NAME_SEE, **told)
    texts = sealing.opened_many(each.text_sealed if may_read else None for each in page)
    return [_happened(row, text) for row, text in zip(page, texts, strict=True)], (page[-1].on, page[-1].pk) if is_more else None


def _happened(row: Event, text: str) -> Happened:
    office = row.organisation.name if row.organisation else ""
    return Happened(row.pk, row.on, row.kind, row.what, row.record, row.baht, text, row.by.display_name, office, row.at)
