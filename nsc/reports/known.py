"""Households by what somebody outside knows of them: a national id or a house code. For verbs that have checked the right to ask."""

import polars as pl

from nsc import thai
from nsc.registry import households, people
from nsc.surveys.models import Batch, ListedPerson, Member, Response, TargetList

LIVE = Batch.State.PUBLISHED
NAMED = TargetList.State.PUBLISHED


def by_number(typed: str) -> list[int]:
    """Numbers of the households that live answers or lists know under a national id of 13 digits or a house code of 11; none where it is
    neither. A person who moved has several, the newest first."""
    number = thai.bare(typed)
    if len(number) == 13:
        return _of_people(people.by_index(people.indexed(pl.Series([number])))["person_id"].to_list())
    if len(number) == 11:
        return [each for each in households.by_code(pl.Series([number]))["household_id"].to_list() if is_known(each)]
    return []


def people_of(household: int) -> list[int]:
    """Numbers of all people whom any live answer or list found there."""
    asked = Member.objects.filter(response__household=household, response__batch__state=LIVE).values_list("person_id", flat=True)
    named = ListedPerson.objects.filter(listed__household=household, listed__target_list__state=NAMED).values_list("person_id", flat=True)
    return sorted({*asked, *named})


def is_known(household: int) -> bool:
    """Whether anything live is known of it."""
    asked = Response.objects.filter(household=household, batch__state=LIVE)
    return asked.exists() or ListedPerson.objects.filter(listed__household=household, listed__target_list__state=NAMED).exists()


def _of_people(persons: list[int]) -> list[int]:
    asked = Member.objects.filter(person__in=persons, response__batch__state=LIVE).order_by("-response__round__survey_year", "-pk")
    named = ListedPerson.objects.filter(person__in=persons, listed__target_list__state=NAMED).order_by("-pk")
    found = (*asked.values_list("response__household", flat=True), *named.values_list("listed__household", flat=True))
    return list(dict.fromkeys(found))
