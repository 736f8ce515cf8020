"""The team of a tambon: who works in which role, of which organisation, what they were taught, and who carries the role onward.

Their names are shown to who may read the names of a tambon's people (FARMER_SEE), and every such opening is on the record; to all others
an initial. What a colleague can be reached at is kept only where they agreed.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from nsc import thai
from nsc.access import audit, notices, scope
from nsc.access import rules as access_rules
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.surveys.names import masked
from nsc.tambon import initiatives
from nsc.tambon.models import Initiative, TeamMember, Training


@dataclass(frozen=True)
class Mate:
    """`successor`: the number of who takes the role over, None: a hole. `contact`: "" where none is kept or it is not this reader's."""

    id: int
    name: str
    role: str
    organisation: str
    contact: str
    has_account: bool
    successor: int | None
    has_left: bool


@dataclass(frozen=True)
class Taught:
    id: int
    course: str
    on: date
    giver: str
    can_now: str
    people: tuple[int, ...]


@dataclass(frozen=True)
class Team:
    """`mates` with those who have left, last. `trainings`: the latest first."""

    mates: tuple[Mate, ...]
    trainings: tuple[Taught, ...]

    @property
    def active(self) -> tuple[Mate, ...]:
        return tuple(mate for mate in self.mates if not mate.has_left)

    @property
    def holes(self) -> tuple[Mate, ...]:
        """Whose role nobody carries onward: nobody was named, or who was named has left."""
        there = {mate.id for mate in self.active}
        return tuple(mate for mate in self.active if mate.successor not in there)

    def name(self, mate: int) -> str:
        return next((each.name for each in self.mates if each.id == mate), "")


# — questions —


def of(user: User, area: str, *, at: datetime) -> Team:
    """Four queries; where it shows names, the opening is recorded."""
    initiative = initiatives.seen(user, area)
    may_read = scope.may(user, Permission.FARMER_SEE, area)
    rows = list(TeamMember.objects.filter(initiative=initiative).order_by("pk"))
    if may_read and rows:
        audit.seen(by=user, at=at, what="tambon_team", on=initiative, place=area, count=len(rows))
    trainings = Training.objects.filter(initiative=initiative).prefetch_related("people").order_by("-on", "-pk")
    mates = sorted((_mate(row, may_read) for row in rows), key=lambda mate: (mate.has_left, mate.id))
    return Team(tuple(mates), tuple(_taught(row) for row in trainings))


def holes(user: User, area: str) -> int:
    """Roles that nobody carries onward. No name is read. Two queries."""
    rows = TeamMember.objects.filter(initiative=initiatives.seen(user, area), left_at=None)
    there = dict(rows.values_list("pk", "successor"))
    return sum(1 for successor in there.values() if successor not in there)


def accounts(user: User, area: str) -> list[tuple[str, str]]:
    """Username and shown name of those whom a member of the team may be: who may see the tambon. For who writes it."""
    initiatives.held(user, area)
    return [(each.username, each.display_name) for each in notices.holders(Permission.TAMBON_SEE, area)]


# — verbs —


@transaction.atomic
def join(
    *,
    by: User,
    at: datetime,
    area: str,
    name: str,
    role: str,
    organisation: str,
    contact: str = "",
    is_contact_consented: bool = False,
    username: str = "",
) -> int:
    """The number of the member. The same name in the same role again: the first stands."""
    initiative = initiatives.held(by, area)
    told = {"name": thai.clean(name)[:200], "role": thai.clean(role)[:120], "organisation": thai.clean(organisation)[:200]}
    if not all(told.values()):
        raise Refused(_("โปรดบอกชื่อ บทบาท และหน่วยงานของผู้ร่วมทีม"))
    contact = thai.clean(contact)[:120]
    if contact and not is_contact_consented:
        raise Refused(_("เก็บช่องทางติดต่อได้เมื่อเจ้าตัวยินยอมเท่านั้น โปรดถามแล้วทำเครื่องหมาย หรือเว้นช่องติดต่อไว้"))
    account = next((each for each in notices.holders(Permission.TAMBON_SEE, area) if each.username == username), None) if username else None
    if username and account is None:
        raise Refused(_("บัญชีนี้ไม่มีสิทธิเห็นงานของตำบลนี้ โปรดเลือกจากรายการ"))
    initiatives.lock(initiative)
    known = TeamMember.objects.filter(initiative=initiative, name=told["name"], role=told["role"], left_at=None).first()
    if known:
        return int(known.pk)
    row = TeamMember.objects.create(
        initiative=initiative, user=account, contact=contact, is_contact_consented=bool(contact), joined_at=at, **told
    )
    audit.record(by=by, at=at, verb="team.join", on=row, place=area)
    return int(row.pk)


@transaction.atomic
def leave(*, by: User, at: datetime, area: str, mate: int, because: str) -> None:
    """What a colleague could be reached at is erased with it."""
    row = held(by, area, mate)
    if row.left_at:
        return
    row.left_at, row.left_because = at, access_rules.reason(because)[:300]
    row.contact, row.is_contact_consented = "", False
    row.save()
    audit.record(by=by, at=at, verb="team.leave", on=row, place=area)


@transaction.atomic
def hand_on(*, by: User, at: datetime, area: str, mate: int, successor: int | None) -> None:
    """Names who carries the role onward; None: nobody yet."""
    row = held(by, area, mate)
    heir = held(by, area, successor) if successor is not None else None
    if heir and (heir.pk == row.pk or heir.left_at):
        raise Refused(_("ผู้สืบทอดต้องเป็นอีกคนหนึ่งที่ยังอยู่ในทีม"))
    if row.successor_id != successor:
        row.successor = heir
        row.save(update_fields=["successor"])
        audit.record(by=by, at=at, verb="team.hand_on", on=row, place=area)


@transaction.atomic
def train(*, by: User, at: datetime, area: str, course: str, on: date, giver: str, can_now: str, people: Collection[int]) -> int:
    """The number of the record. The same course on the same day again: who was missing is added."""
    initiative = initiatives.held(by, area)
    told = {"course": thai.clean(course)[:200], "giver": thai.clean(giver)[:200], "can_now": thai.clean(can_now)[:300]}
    if not all(told.values()):
        raise Refused(_("โปรดบอกหลักสูตร ผู้ให้ความรู้ และสิ่งที่ทำได้แล้ว"))
    initiatives.lock(initiative)
    found = of_team(initiative, people)
    if not found:
        raise Refused(_("โปรดเลือกผู้เข้าร่วมอย่างน้อยหนึ่งคน"))
    row, is_new = Training.objects.get_or_create(
        initiative=initiative, course=told["course"], on=on, defaults=told | {"added_at": at, "added_by": by}
    )
    row.people.add(*found)
    audit.record(by=by, at=at, verb="team.train", on=row, place=area, count=len(found), detail="" if is_new else "added")
    return int(row.pk)


# — for the verbs of the team's meetings —


def of_team(initiative: Initiative, numbers: Iterable[int]) -> list[TeamMember]:
    return list(TeamMember.objects.filter(initiative=initiative, pk__in=list(numbers)))


def held(by: User, area: str, mate: int) -> TeamMember:
    row = TeamMember.objects.select_for_update().filter(initiative=initiatives.held(by, area), pk=mate).first()
    if row is None:
        raise scope.OutOfSight(str(mate))
    return row


def _mate(row: TeamMember, may_read: bool) -> Mate:
    return Mate(
        id=row.pk,
        name=row.name if may_read else masked(row.name),
        role=row.role,
        organisation=row.organisation,
        contact=row.contact if may_read else "",
        has_account=row.user_id is not None,
        successor=row.successor_id,
        has_left=row.left_at is not None,
    )


def _taught(row: Training) -> Taught:
    people = tuple(sorted(each.pk for each in row.people.all()))
    return Taught(row.pk, row.course, row.on, row.giver, row.can_now, people)
