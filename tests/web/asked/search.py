"""The one box: of household 1, its head and its village, and of the case opened there."""

from typing import NamedTuple

from django.utils import timezone

from nsc.access import users
from nsc.casework import caselist, proposals
from nsc.casework.models import Proposal
from nsc.reports import search
from nsc.surveys import by_name
from nsc.surveys.models import Member
from tests.survey_files import house_code
from tests.surveyed import OURS


class Made(NamedTuple):
    case: int
    person: int


def make(operator, case: int) -> Made:
    return Made(case, Member.objects.filter(first_name="ดวงดาว").latest("pk").person_id)


def addresses(made: Made) -> dict[str, dict[str, object]]:
    return {}


def _told(user, text: str):
    return search.find(user, at=timezone.now(), text=text).groups or None


QUESTIONS: dict[str, object] = {
    "users.called": lambda user, made: list(users.called(user, "ผู้ใหญ่บ้าน")),
    "by_name.find": lambda user, made: by_name.find(user, "ดวงดาว", limit=9),
    "by_name.of_people": lambda user, made: by_name.of_people(user, [made.person]),
    "caselist.of_number": lambda user, made: caselist.of_number(user, at=timezone.now(), number=made.case),
    "proposals.called": lambda user, made: proposals.called(user, Proposal.objects.order_by("pk")[0].first_name, limit=9),
    "proposals.of_people": lambda user, made: proposals.of_people(user, [made.person], limit=9),
    "search.find": lambda user, made: _told(user, "ดวงดาว สมมุติ"),
    "search.find.a_place": lambda user, made: _told(user, OURS),
    "search.find.a_house_code": lambda user, made: _told(user, house_code(1)),
}
