"""Households handed to a person or an organisation.

Called by the verbs that hand them over (assigning a mentor, sending a referral), inside their transaction: those verbs check the permission
and leave the audit line, so none is left here.
"""

from datetime import date, datetime

from nsc.access.models import Organisation, Reach, User


def give(*, household: int, to: User | Organisation, purpose: str, until: date | None = None) -> Reach:
    """To see this household up to and with that day. Given again, the end said last holds."""
    holder = {"user" if isinstance(to, User) else "organisation": to}
    return Reach.objects.update_or_create(**holder, household_id=household, purpose=purpose, ended_at=None, defaults={"until": until})[0]


def take_back(*, household: int, of: User | Organisation, purpose: str, at: datetime) -> None:
    """At once. What was never given is not an error: the verb above has ended its own record."""
    holder = {"user" if isinstance(of, User) else "organisation": of}
    Reach.objects.filter(**holder, household_id=household, purpose=purpose, ended_at=None).update(ended_at=at)
