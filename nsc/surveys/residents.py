"""The people of a household, one by one: a masked name opened, a sealed value recorded, opened, erased. For a reason, and on record.

Whoever may act for the household may act for those whom its newest live answer found there, and for nobody else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.registry import households, rules, sensitive
from nsc.registry.models import Household
from nsc.registry.sensitive import Recorded
from nsc.surveys import responses
from nsc.surveys.models import Member
from nsc.surveys.names import shown_name


@dataclass(frozen=True)
class Resident:
    """`may_…`: what this user may do here. `recorded` is empty for who may neither open nor record."""

    household: int
    person: int
    name: str  # masked unless `has_name`
    has_name: bool
    may_reveal_name: bool
    may_reveal: bool
    may_record: bool
    has_national_id: bool
    recorded: tuple[Recorded, ...]


def resident(user: User, *, at: datetime, household: int, person: int) -> Resident:
    """OutOfSight where the user does not see the household, or the person does not live there. Leaves a line."""
    home = _home(household)
    may = _allowed(user, home)
    scope.require(user, Permission.HOUSEHOLD_SEE, place=home.area_code, household=home.pk, authority=home.authority_id)
    member = _member(home, person)
    is_theirs = may(Permission.SENSITIVE_REVEAL) or may(Permission.SENSITIVE_RECORD)
    audit.seen(by=user, at=at, what="resident", on=home, place=home.area_code, detail=f"person {person}")
    return Resident(
        household=home.pk,
        person=person,
        name=_name(member, may_read=(has_name := may(Permission.NAME_SEE))),
        has_name=has_name,
        may_reveal_name=may(Permission.NAME_REVEAL),
        may_reveal=may(Permission.SENSITIVE_REVEAL),
        may_record=may(Permission.SENSITIVE_RECORD),
        has_national_id=member.person.national_id_index is not None,
        recorded=sensitive.recorded([person]).get(person, ()) if is_theirs else (),
    )


def require(user: User, permission: Permission, *, household: int, person: int) -> None:
    """Before a form is shown: may they, and does the person live there?"""
    home = _home(household)
    scope.require(user, permission, place=home.area_code, household=home.pk, authority=home.authority_id)
    _member(home, person)


@transaction.atomic
def reveal_name(*, by: User, at: datetime, household: int, person: int, because: str) -> str:
    """One masked name. Who reads names anyway needs none of this, but may."""
    home = _home(household)
    scope.require(by, Permission.NAME_REVEAL, place=home.area_code, household=home.pk, authority=home.authority_id)
    member, why = _member(home, person), rules.reason(because)
    audit.record(by=by, at=at, verb="name.reveal", on=home, place=home.area_code, because=why, detail=f"person {person}")
    return _name(member, may_read=True)


@transaction.atomic
def reveal(*, by: User, at: datetime, household: int, person: int, field: str, because: str) -> str:
    """The value as stored, of one field: rules.NATIONAL_ID or one of rules.RECORDED. Refused where nothing is recorded."""
    home = _home(household)
    scope.require(by, Permission.SENSITIVE_REVEAL, place=home.area_code, household=home.pk, authority=home.authority_id)
    _member(home, person)
    why = rules.reason(because)
    found = sensitive.value(person, _known(field))
    if found is None:
        raise Refused(_("ยังไม่มีข้อมูลนี้ของบุคคลนี้"))
    audit.record(by=by, at=at, verb="sensitive.reveal", on=home, place=home.area_code, because=why, detail=f"person {person} {field}")
    return found


@transaction.atomic
def record(*, by: User, at: datetime, household: int, person: int, field: str, value: str) -> None:
    """A new value, in the place of the one before."""
    home = _home(household)
    scope.require(by, Permission.SENSITIVE_RECORD, place=home.area_code, household=home.pk, authority=home.authority_id)
    _member(home, person)
    is_replaced = sensitive.keep(by=by, at=at, person_id=person, field=field, value=rules.tidy(field, value))
    detail = f"person {person} {field}{' replaced' if is_replaced else ''}"
    audit.record(by=by, at=at, verb="sensitive.record", on=home, place=home.area_code, detail=detail)


@transaction.atomic
def erase(*, by: User, at: datetime, household: int, person: int, field: str, because: str) -> None:
    home = _home(household)
    scope.require(by, Permission.SENSITIVE_RECORD, place=home.area_code, household=home.pk, authority=home.authority_id)
    _member(home, person)
    why = rules.reason(because)
    if not sensitive.forget(person, rules.recordable(field)):
        raise Refused(_("ยังไม่มีข้อมูลนี้ของบุคคลนี้"))
    audit.record(by=by, at=at, verb="sensitive.erase", on=home, place=home.area_code, because=why, detail=f"person {person} {field}")


def _home(household: int) -> Household:
    home = households.find(household)
    if home is None:
        raise scope.OutOfSight(str(household))
    return home


def _member(home: Household, person: int) -> Member:
    newest = responses.newest_of(home.pk)
    found = Member.objects.filter(response=newest, person=person).select_related("person").first() if newest else None
    if found is None:
        raise scope.OutOfSight(f"{home.pk} {person}")
    return found


def _name(member: Member, *, may_read: bool) -> str:
    return shown_name({"title": member.title, "first_name": member.first_name, "last_name": member.last_name}, may_read)


def _known(field: str) -> str:
    return field if field == rules.NATIONAL_ID else rules.recordable(field)


def _allowed(user: User, home: Household) -> Callable[[Permission], bool]:
    return lambda permission: scope.may(user, permission, home.area_code, home.pk, home.authority_id)
