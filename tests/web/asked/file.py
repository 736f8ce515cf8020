"""The household's file, and the page of its head."""

from django.utils import timezone

from nsc.casework import referral_desk
from nsc.reports import dossier, household, story
from nsc.surveys.models import Member
from tests.surveyed import household_id


def make(operator, case: int) -> int:
    return Member.objects.filter(response__household=household_id(1)).values_list("person_id", flat=True)[0]


def addresses(person: int) -> dict[str, dict[str, object]]:
    return {"household-story": {"household_id": household_id(1)}}


QUESTIONS: dict[str, object] = {
    "dossier.of_household": lambda user, person: dossier.of_household(user, household_id(1), at=timezone.now()),
    "dossier.of_person": lambda user, person: dossier.of_person(user, household_id(1), person, at=timezone.now()),
    "household.opened": lambda user, person: household.opened(user, household_id(1), at=timezone.now()),
    "story.of_household": lambda user, person: story.of_household(user, household_id(1)),
    "referral_desk.of_household": lambda user, person: referral_desk.of_household(user, household_id(1)),
}
