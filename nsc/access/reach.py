"""Households handed to a person or an organisation.

Called by the verbs that hand them over (assigning a mentor, sending a referral), inside their transaction: those verbs check the permission
and leave the audit line, so none is left here. For a purpose that rests on consent they ask registry.consents first.
"""

from datetime import date, datetime

from nsc.access import purposes
from nsc.access.models import Organisation, Reach, User


def give(*, household: int, to: User | Organisation, purpose: str, until: date | None = None) -> Reach:
    """To see this household up to and with that day, for a purpose of purposes.PURPOSES. Given again, the end said last holds."""
    holder = {"user" if isinstance(to, User) else "organisation": to}
    key = purposes.known(purpose).key
    return Reach.objects.update_or_create(**holder, household_id=household, purpose=key, ended_at=None, defaults={"until": until})[0]


def take_back(*, household: int, of: User | Organisation, purpose: str, at: datetime) -> None:
    """At once. What was never given is not an error: the verb above has ended its own record."""
    holder = {"user" if isinstance(of, User) else "organisation": of}
    Reach.objects.filter(**holder, household_id=household, purpose=purpose, ended_at=None).update(ended_at=at)


def end_all(*, household: int, purpose: str, at: datetime) -> list[User]:
    """Takes the household back from everybody who holds it for this purpose; who they are, those of an organisation among them."""
    given = Reach.objects.filter(household_id=household, purpose=purposes.known(purpose).key, ended_at=None)
    in_force = {"assignments__ended_at": None, "is_active": True}
    of_organisations = User.objects.filter(assignments__organisation__in=given.values("organisation"), **in_force)
    holders = set(User.objects.filter(reaches__in=given, is_active=True)) | set(of_organisations)
    given.update(ended_at=at)
    return sorted(holders, key=lambda user: user.pk)
