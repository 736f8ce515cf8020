"""Who of a household may be named in a consent or a request: by relation, sex and age, never by name."""

from dataclasses import dataclass

from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.registry import households
from nsc.surveys import responses, rounds
from nsc.surveys.models import Member


@dataclass(frozen=True)
class Nameable:
    person: int
    relation: str
    sex: int
    age: int | None


def of(user: User, household_id: int) -> list[Nameable]:
    """Those that the newest published round found there."""
    household = households.find(household_id)
    if household is None:
        raise scope.OutOfSight(str(household_id))
    scope.require(user, Permission.HOUSEHOLD_SEE, place=household.area_code, household=household.pk, authority=household.authority_id)
    for round in reversed(rounds.published()):
        rows = Member.objects.filter(responses.live(round, prefix="response__"), response__household=household).order_by("pk")
        if found := [Nameable(row.person_id, row.relation, row.sex, row.age) for row in rows]:
            return found
    return []
