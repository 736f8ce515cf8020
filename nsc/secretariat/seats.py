"""Who is called to a meeting, and who came: people of offices by their names and roles."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from nsc import thai
from nsc.access import audit, users
from nsc.access.models import Assignment, User
from nsc.areas import places
from nsc.errors import Refused, _
from nsc.secretariat import desk_rules as rules
from nsc.secretariat import sittings
from nsc.secretariat.models import Seat

MOST = 200


@dataclass(frozen=True)
class Told:
    """`username`: of who is told by notices, "" for who has no account."""

    number: int
    name: str
    role: str
    is_member: bool
    username: str
    presence: str
    deputy: str

    @property
    def is_there(self) -> bool:
        return self.presence in (rules.PRESENT, rules.DEPUTY)


def of(user: User, sitting: int) -> list[Told]:
    """In the order of the list. Two queries."""
    row = sittings.seen(user, sitting)
    return [
        Told(each.pk, each.name, each.role, each.is_member, each.user.username if each.user else "", each.presence, each.deputy)
        for each in row.seats.select_related("user").order_by("place")
    ]


def accounts(user: User, sitting: int) -> list[tuple[str, str]]:
    """(username, name) of who may be called by an account: all who hold a role in its area or above it. A province calls no village heads:
    they are a thousand, and their district's."""
    row = sittings.seen(user, sitting)
    given = Assignment.objects.filter(ended_at=None, user__is_active=True, user__may_sign_in=True)
    given = given.filter(places.within(row.area_code)) | given.filter(area_code=row.area_code[:2])
    far = ("mentor",) if len(row.area_code) > len(settings.PROVINCE) else ("mentor", "village_head")
    found = {each.user.username: each.user.display_name for each in given.exclude(role__in=far).select_related("user")}
    return sorted(found.items(), key=lambda pair: thai.sort_key(pair[1]))


@transaction.atomic
def call(*, by: User, at: datetime, sitting: int, role: str, name: str = "", username: str = "", is_member: bool = True) -> int:
    """One more seat: of an account, or of a name typed in. Called again, the first stands."""
    row = sittings.kept(by, sitting)
    user = _account(by, sitting, username)
    told = {"role": rules.said(role, 160, _("ตำแหน่ง")), "name": rules.said(user.display_name if user else name, 120, _("ชื่อ"))}
    same = row.seats.filter(user=user) if user else row.seats.filter(user=None, **told)
    if known := same.first():
        return int(known.pk)
    places_ = list(row.seats.order_by("place").values_list("place", flat=True))
    if len(places_) >= MOST:
        raise Refused(_("ผู้เข้าประชุมเกิน {most} คน โปรดลบที่ไม่ใช้"), most=MOST)
    seat = Seat.objects.create(sitting=row, place=(places_[-1] if places_ else 0) + 1, user=user, is_member=is_member, **told)
    audit.record(by=by, at=at, verb="seat.call", on=seat, place=row.area_code)
    return int(seat.pk)


@transaction.atomic
def strike(*, by: User, at: datetime, sitting: int, seat: int) -> None:
    """Off the list. Gone already: nothing changes."""
    row = sittings.kept(by, sitting)
    gone, _each = row.seats.filter(pk=seat).delete()
    if gone:
        audit.record(by=by, at=at, verb="seat.strike", on=("seat", seat), place=row.area_code)


@transaction.atomic
def attend(*, by: User, at: datetime, sitting: int, seen: int, said: Mapping[int, tuple[str, str]]) -> None:
    """`said`: seat → (presence, who came instead). Seats not named stay as they are. `seen`: the sitting's version before the writer."""
    row = sittings.kept(by, sitting)
    rules.same(seen, row.version)
    changed = []
    for seat in row.seats.filter(pk__in=list(said)):
        presence, deputy = said[seat.pk]
        if presence not in rules.PRESENCE:
            raise Refused(_("โปรดเลือกว่ามา มีผู้มาแทน หรือไม่มา"))
        deputy = thai.clean(deputy)[:160] if presence == rules.DEPUTY else ""
        if (seat.presence, seat.deputy) != (presence, deputy):
            seat.presence, seat.deputy = presence, deputy
            changed.append(seat)
    if not changed:
        return
    Seat.objects.bulk_update(changed, ["presence", "deputy"])
    sittings.put(row, by, at)
    audit.record(by=by, at=at, verb="seat.attend", on=row, place=row.area_code, count=len(changed))


def _account(by: User, sitting: int, username: str) -> User | None:
    if not username:
        return None
    if username not in dict(accounts(by, sitting)):
        raise Refused(_("โปรดเลือกบัญชีจากรายการ"))
    return users.named(username)
