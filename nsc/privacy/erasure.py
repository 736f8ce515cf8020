"""Making people unrecognisable while every count of a published round stays what it was.

Names, national id, education and occupation go, the birth date shrinks to its year, the house loses number, code and position. Sex, age,
health, card and answers stay with the village: they are what the figures are made of. What is left could still be recognised by a neighbour
in a very small village; that is why nobody is told that nothing is left. A later import of a file that names the person enters them anew.
"""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.functions import TruncYear

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import held
from nsc.errors import Refused, _
from nsc.files import uploads
from nsc.privacy import rooms, rules
from nsc.privacy.models import Request
from nsc.registry.models import Detail, Household, Person, Photograph
from nsc.surveys import name_words, rounds
from nsc.surveys.models import ListedHousehold, ListedPerson, Member, Response, Round
from nsc.tambon import company_held

NAMELESS = {"title": "", "first_name": "", "last_name": ""}
NAMED = ~Q(first_name="", last_name="")
STUDENT = "นักเรียน"  # whose age group some indicators narrow by it (surveys.people.STUDENT)
AT_SCHOOL = Q(occupation__contains=STUDENT) | Q(occupation__contains="นักศึกษา")


@transaction.atomic
def anonymise_person(*, by: User, at: datetime, request: int, because: str) -> None:
    """What a request for erasure comes to, where nothing obliges the province to keep the name. Cannot be undone."""
    scope.require(by, Permission.REQUEST_ANSWER, place=settings.PROVINCE)
    found = Request.objects.select_for_update(of=("self",)).filter(pk=request).first()
    if found is None:
        raise scope.OutOfSight(str(request))
    if found.state != rules.VERIFIED or found.kind != rules.ERASE or found.person_id is None:
        raise Refused(_("ทำให้ไม่ระบุตัวได้เฉพาะคำขอให้ลบที่ยืนยันตัวผู้ขอและเลือกบุคคลแล้ว"))
    rules.check_said(because)
    blank(Member.objects.filter(person=found.person_id), ListedPerson.objects.filter(person=found.person_id))
    rooms.forget(at=at, person=found.person_id)  # while the index still finds the rows that give the number
    Person.objects.filter(pk=found.person_id).update(national_id_sealed=None, national_id_index=None)
    Detail.objects.filter(person=found.person_id).delete()
    audit.record(
        by=by,
        at=at,
        verb="person.anonymise",
        on=found.household,
        place=found.household.area_code,
        because=because,
        detail=f"request={found.pk}",
    )


def is_anonymous(person: int) -> bool:
    known = Person.objects.filter(pk=person, national_id_sealed__isnull=False).exists()
    return (
        not known
        and not Detail.objects.filter(person=person).exists()
        and not held.is_named(person)
        and not company_held.is_named(person)
        and not Member.objects.filter(NAMED, person=person).exists()
        and not ListedPerson.objects.filter(NAMED, person=person).exists()
    )


def anonymise_households(ids: Collection[int], at: datetime) -> None:
    """Joins the transaction it is called in. A member who was found elsewhere since keeps the national id and what is sealed there."""
    members, listed = Member.objects.filter(response__household__in=ids), ListedPerson.objects.filter(listed__household__in=ids)
    people = {*members.values_list("person", flat=True), *listed.values_list("person", flat=True)}
    blank(members, listed)
    elsewhere = {
        *Member.objects.filter(NAMED, person__in=people).values_list("person", flat=True),
        *ListedPerson.objects.filter(NAMED, person__in=people).values_list("person", flat=True),
    }
    rooms.forget(at=at, households=ids)
    Person.objects.filter(pk__in=people - elsewhere).update(national_id_sealed=None, national_id_index=None)
    Detail.objects.filter(person__in=people - elsewhere).delete()
    for picture in Photograph.objects.filter(household__in=ids).select_related("picture", "preview"):
        picture.delete()
        for stored in (picture.picture, picture.preview):
            uploads.drop(stored, at)
    Response.objects.filter(household__in=ids).update(household_no="", house_no="", lat=None, lon=None)
    ListedHousehold.objects.filter(household__in=ids).update(house_no="")
    Household.objects.filter(pk__in=ids).update(house_code=None, house_no="", lat=None, lon=None)


def blank(members: QuerySet[Member], listed: QuerySet[ListedPerson]) -> None:
    words = name_words.of(Q(pk__in=members.values("pk")), Q(pk__in=listed.values("pk")))
    rounds.changed(*Round.objects.filter(pk__in=members.values("response__round")))  # lists may keep even the first letter of a name
    members.filter(born_on__isnull=False).update(born_on=TruncYear("born_on"), born_precision="y")
    members.update(**NAMELESS, **name_words.NOBODY, education="", occupation=Case(When(AT_SCHOOL, then=Value(STUDENT)), default=Value("")))
    listed.update(**NAMELESS, **name_words.NOBODY)
    name_words.sweep(words)
