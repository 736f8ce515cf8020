"""Finding the person a request is about. Answers hold no name: who asks has the name before them, and compares sex, age and place.

The search is on the record with what kind it was and how many it found, never with what was typed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from nsc import thai
from nsc.access import audit, limits, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.errors import Refused, _
from nsc.registry import people
from nsc.surveys import responses, rounds
from nsc.surveys.models import ListedPerson, Member, TargetList

ENOUGH = 20


@dataclass(frozen=True)
class Asked:
    """One of: a national id; a house code; first and last name with a village. A name beside a house code narrows it."""

    national_id: str = ""
    house_code: str = ""
    first_name: str = ""
    last_name: str = ""
    village: str = ""

    @property
    def kind(self) -> str:
        return "national_id" if self.national_id else "house_code" if self.house_code else "name"


@dataclass(frozen=True)
class Match:
    person: int
    household: int
    year: int  # CE, of the round or list that found them last
    area_code: str
    house_no: str
    sex: int | None  # None: known from a list alone
    age: int | None
    relation: str


def find(*, by: User, at: datetime, asked: Asked) -> list[Match]:
    """At most ENOUGH, each person once, where they were seen last."""
    scope.require(by, Permission.REQUEST_ANSWER, place=settings.PROVINCE)
    limits.require(limits.PERSON, by, at)
    with transaction.atomic():
        person, listed = _filters(asked)
        found = list(_once([*_members(person), *_listed(listed)]))[:ENOUGH]
        homes = [each.household for each in found]
        detail = f"by={asked.kind}"
        audit.record(by=by, at=at, verb="person.find", place=settings.PROVINCE, count=len(found), detail=detail, households=homes)
    return found


def _filters(asked: Asked) -> tuple[Q, Q]:
    """Of members, and of those a list names."""
    if asked.national_id:
        number = thai.bare(asked.national_id)
        if not thai.is_national_id(number):
            raise Refused(_("เลขประจำตัวประชาชนไม่ถูกต้อง ต้องเป็นตัวเลข 13 หลักที่ตรวจหลักสุดท้ายได้ โปรดดูจากบัตรอีกครั้ง"))
        known = people.by_index(people.indexed(pl.Series([number], dtype=pl.String)))["person_id"].to_list()
        return Q(person__in=known), Q(person__in=known)
    names = {name: thai.clean(text) for name in ("first_name", "last_name") if (text := getattr(asked, name))}
    named = Q(**names)
    if asked.house_code:
        code = thai.bare(asked.house_code)
        return named & Q(response__household__house_code=code), named & Q(listed__household__house_code=code)
    village = thai.bare(asked.village)
    if len(names) < 2 or len(village) != 8 or places.find(village) is None:
        raise Refused(_("โปรดระบุเลขประจำตัวประชาชน หรือรหัสบ้าน หรือชื่อและนามสกุลพร้อมรหัสหมู่บ้าน 8 หลัก"))
    return named & places.within(village, "response__area_code"), named & places.within(village, "listed__area_code")


def _members(wanted: Q) -> Iterator[Match]:
    """The newest round first."""
    for round in reversed(rounds.published()):
        rows = Member.objects.filter(wanted, responses.live(round, prefix="response__")).select_related("response").order_by("pk")
        for row in rows[:ENOUGH]:
            answer = row.response
            told = (answer.area_code, answer.house_no, row.sex, row.age, row.relation)
            yield Match(row.person_id, answer.household_id, round.survey_year, *told)


def _listed(wanted: Q) -> Iterator[Match]:
    rows = ListedPerson.objects.filter(wanted, listed__target_list__state=TargetList.State.PUBLISHED)
    for row in rows.select_related("listed__target_list").order_by("-listed__target_list__survey_year", "pk")[:ENOUGH]:
        home = row.listed
        yield Match(row.person_id, home.household_id, home.target_list.survey_year, home.area_code, home.house_no, None, None, "")


def _once(found: Iterable[Match]) -> Iterator[Match]:
    seen = set()
    for each in found:
        if each.person not in seen:
            seen.add(each.person)
            yield each
