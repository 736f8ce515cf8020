"""Where and when a question is asked, and whether this user may ask it there."""

from dataclasses import dataclass

from django.conf import settings

from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import authorities, codes, places
from nsc.areas.authorities import Authority
from nsc.areas.places import Place
from nsc.surveys import rounds, sets, tallies
from nsc.surveys.models import Round


@dataclass(frozen=True)
class Here:
    """An area (or a local authority, which cuts across areas) in one round, beside the round before it."""

    place: Place
    authority: Authority | None
    round: Round
    before: Round | None
    set: sets.Set

    @property
    def digits(self) -> int:
        return 0 if self.authority else len(self.place.code)

    @property
    def area(self) -> str:
        """The area_code of its rows in the cube."""
        return "" if self.authority else self.place.code

    @property
    def authority_id(self) -> int:
        return self.authority.id if self.authority else tallies.ANY

    @property
    def name(self) -> str:
        return self.authority.name if self.authority else self.place.title

    @property
    def below(self) -> int | None:
        """Digits of the areas one level further down; None below a village. An authority opens into its villages."""
        return codes.LENGTH[codes.VILLAGE] if self.authority else self.digits + 2 if self.digits < codes.LENGTH[codes.VILLAGE] else None

    @property
    def comparable(self) -> bool:
        """Whether the round before asked the same questions: only then do indicators compare."""
        return bool(self.before and self.before.indicator_set_id == self.round.indicator_set_id)


def here(user: User, permission: Permission, *, area: str = "", year: int | None = None, authority: int | None = None) -> Here:
    """The place asked for, or the top of the user's own reach; the round asked for, or the newest. `year`: CE.

    OutOfSight where the user may not see it. A local authority is seen by its own officers and by who may see all its villages.
    """
    tops, own = scope.areas(user, permission), scope.authorities(user, permission)
    if not tops and not area and not authority and own:
        authority = own[0]
    owner = authorities.find(authority) if authority else None
    if authority and owner is None:
        raise scope.OutOfSight(str(authority))
    is_own = owner is not None and owner.id in own
    found = places.find(area or (min(tops, key=len) if tops else settings.PROVINCE))
    if found is None:
        raise scope.OutOfSight(area)
    if not is_own:
        scope.require(user, permission, place=found.code)
    round, before = rounds.around(year)
    if owner and not is_own:
        for village in tallies.villages_of(round, owner.id):
            scope.require(user, permission, place=village)
    return Here(found, owner, round, before, sets.of_code(round.indicator_set_id))
