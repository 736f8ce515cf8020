"""A community forum as it goes on paper: what it decided of each household and whom it found missing, with names for who may read them."""

from dataclasses import dataclass
from datetime import datetime

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import forums
from nsc.casework.forums import Held
from nsc.casework.models import Decision, Proposal
from nsc.errors import NotAllowed
from nsc.reports import targeted
from nsc.reports.names import shown_name


@dataclass(frozen=True)
class Decided:
    """`group`: of casework.models.Group. Name, house and reason "" without names: what was said at a forum names people."""

    household_id: int
    group: str
    is_kept: bool
    head: str
    house_no: str
    because: str


@dataclass(frozen=True)
class Missing:
    """`kind`: of Proposal.Kind; `state`: of Proposal.State."""

    number: int
    kind: str
    state: str
    name: str
    house_no: str
    reason: str


@dataclass(frozen=True)
class OnPaper:
    held: Held
    decided: tuple[Decided, ...]
    missing: tuple[Missing, ...]


def of(user: User, *, at: datetime, forum: int, with_names: bool) -> OnPaper:
    """NotAllowed to have names where they are not this user's to read. With names, whose is recorded; without, nobody can be told."""
    held = forums.find(user, forum)
    if with_names and not scope.may(user, Permission.NAME_SEE, held.area_code):
        raise NotAllowed(Permission.NAME_SEE.value)
    rows = list(Decision.objects.filter(forum=forum).select_related("target__roll").order_by("kind", "-target__priority", "pk"))
    homes = [row.target.household_id for row in rows]
    heads = targeted.heads(homes, set(homes)) if with_names else {}
    decided = tuple(_decided(row, heads.get(row.target.household_id, ""), with_names) for row in rows)
    missing = tuple(_missing(row, with_names) for row in Proposal.objects.filter(forum=forum).order_by("pk"))
    if with_names:
        known = [each.household_id for each in decided]
        audit.seen(by=user, at=at, what="forum", place=held.area_code, count=len(decided) + len(missing), households=known)
    return OnPaper(held, decided, missing)


def _decided(row: Decision, head: str, with_names: bool) -> Decided:
    target, is_kept = row.target, row.kind == Decision.Kind.KEEP
    told = (head, target.house_no, row.because) if with_names else ("", "", "")
    return Decided(target.household_id, target.roll.group, is_kept, *told)


def _missing(row: Proposal, with_names: bool) -> Missing:
    name = shown_name({"title": row.title, "first_name": row.first_name, "last_name": row.last_name}, True)
    return Missing(row.pk, row.kind, row.state, *((name, row.house_no, row.reason) if with_names else ("", "", "")))
