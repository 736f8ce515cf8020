"""Target lists on an agenda: what stands ready of each, and the resolution that the meeting takes of it (casework.meetings)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet

from nsc.access.models import User
from nsc.areas import places
from nsc.casework import meetings, sight
from nsc.casework import rules as casework
from nsc.casework.models import Resolution, Roll
from nsc.errors import Refused, _
from nsc.secretariat import agenda, minutes, sittings
from nsc.secretariat.models import Sitting


@dataclass(frozen=True)
class Matter:
    """`kind`: endorse or certify. `ready`: households of the list that wait for it now. `households`, `exempted`: of what this meeting has
    resolved, what was taken back left out; None: nothing yet."""

    item: int
    roll: int
    kind: str
    group: str
    fiscal_year: int  # CE
    ready: int
    households: int | None
    exempted: int


def of(user: User, sitting: int) -> dict[int, Matter]:
    """By item of the agenda, those that were drawn from a list. Four queries and those of the door."""
    return matters(sittings.seen(user, sitting))


def matters(row: Sitting) -> dict[int, Matter]:
    """As `of`, for a question that has asked."""
    kind, drawn = meetings.kind_of(row.area_code), _drawn(row)
    lists = {roll.pk: roll for roll in Roll.objects.filter(pk__in=list(drawn.values()))}
    if not lists:
        return {}
    waiting = sight.in_use().filter(places.within(row.area_code), roll__in=list(lists), state=casework.READY[kind][0])
    ready = dict(waiting.values_list("roll").annotate(n=Count("pk")).order_by())
    taken: dict[int, tuple[int, int]] = {}
    for each in _resolutions(row).filter(roll__in=list(lists)):
        households, exempted = taken.get(each.roll_id, (0, 0))
        taken[each.roll_id] = households + each.households, exempted + each.left_out
    return {
        item: Matter(item, roll, str(kind), lists[roll].group, lists[roll].fiscal_year, ready.get(roll, 0), *taken.get(roll, (None, 0)))
        for item, roll in drawn.items()
        if roll in lists
    }


@transaction.atomic
def resolve(*, by: User, at: datetime, sitting: int, item: int) -> int:
    """All that is ready of the list behind this item; how many households. Who is to be left out is exempted at casework's own meeting.
    Raises as casework.meetings.resolve, which asks the right."""
    row = minutes.held(by, sitting)
    agenda.locked(row, item)
    roll = Roll.objects.filter(pk=_drawn(row).get(item)).first()
    if roll is None:
        raise Refused(_("เรื่องนี้ไม่ได้ดึงมาจากบัญชีเป้าหมาย จึงมีมติต่อบัญชีไม่ได้"))
    made = meetings.resolve(by=by, at=at, meeting=int(row.meeting_id or 0), roll=roll)
    return int(made.households)


def _drawn(row: Sitting) -> dict[int, int]:
    """Item → roll, as drawn.py names its sources."""
    rows = row.items.filter(source__startswith=f"{meetings.kind_of(row.area_code)}:").values_list("pk", "source")
    return {item: int(source.split(":")[1]) for item, source in rows}


def _resolutions(row: Sitting) -> QuerySet[Resolution]:
    standing = Resolution.objects.filter(meeting=row.meeting_id, revocation=None) if row.meeting_id else Resolution.objects.none()
    return standing.annotate(left_out=Count("exemptions"))
