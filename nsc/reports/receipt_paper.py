"""A receipt for one help, for the family to sign: what, how much, from whom, and to whom, where its reader may say so."""

from dataclasses import dataclass
from datetime import datetime

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import help_given
from nsc.errors import Refused, _
from nsc.registry import households
from nsc.reports import targeted
from nsc.surveys import responses
from nsc.surveys.models import Member
from nsc.surveys.names import shown_name
from nsc.welfare.assistance import Told


@dataclass(frozen=True)
class Receipt:
    """`name`: of the person that it is for, else of the head of the household; name and house "" without names, to be filled in by hand."""

    help: Told
    name: str
    house_no: str


def of(user: User, *, at: datetime, assistance: int, with_names: bool) -> Receipt:
    """OutOfSight as help_given.find; NotAllowed to have names where they are not this user's to read; Refused of help that was withdrawn.
    With names, whose is recorded."""
    told = help_given.find(user, assistance).help
    home = households.find(told.household_id)
    if home is None:
        raise scope.OutOfSight(str(assistance))
    if told.state == "withdrawn":
        raise Refused(_("ความช่วยเหลือนี้ถอนแล้ว จึงไม่มีใบรับ"))
    if not with_names:
        return Receipt(told, "", "")
    scope.require(user, Permission.NAME_SEE, place=home.area_code, household=home.pk, authority=home.authority_id)
    name = _person(home.pk, told.person_id) if told.person_id else targeted.heads([home.pk], {home.pk}).get(home.pk, "")
    audit.seen(by=user, at=at, what="receipt", on=("assistance", told.number), place=home.area_code, count=1, households=[home.pk])
    return Receipt(told, name, home.house_no)


def _person(household: int, person: int) -> str:
    newest = responses.newest_of(household)
    rows = Member.objects.filter(response=newest, person=person).values("title", "first_name", "last_name")
    return shown_name(rows.first(), True)
