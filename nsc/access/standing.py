"""One's own account: the roles one holds, and over what. Everyone may ask it of oneself."""

from dataclasses import dataclass
from datetime import date

from nsc.access import scope
from nsc.access.models import Assignment, User
from nsc.access.roles import ROLES


@dataclass(frozen=True)
class Held:
    """`name` and `permissions` are those of roles.py; `handed`: held only over households handed over; `until`: the last day."""

    role: str
    name: str
    area: str
    authority: int | None
    organisation: str
    until: date | None
    permissions: tuple[str, ...]
    handed: tuple[str, ...]


def of(user: User) -> tuple[Held, ...]:
    """Roles in force today."""
    return tuple(_held(given) for given in scope.in_force(user))


def _held(given: Assignment) -> Held:
    role = ROLES[given.role]
    return Held(
        role=role.key,
        name=role.name,
        area=given.area_code,
        authority=given.authority_id,
        organisation=given.organisation.name if given.organisation else "",
        until=given.valid_until,
        permissions=tuple(sorted(role.permissions)),
        handed=tuple(sorted(role.handed)),
    )
