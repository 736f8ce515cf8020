"""Two who give at the same moment."""

from dataclasses import replace
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest

from nsc.access import organisations, users
from nsc.access.models import AuditLine, User
from nsc.access.roles import ROLES
from nsc.casework import cases, help_given
from nsc.casework.models import Case, Event, Given
from nsc.errors import Refused
from nsc.welfare import budgets
from nsc.welfare.assistance import Help
from nsc.welfare.models import Assistance, Budget, Programme
from tests.casework.conftest import AT, ON, frozen, survey
from tests.casework.test_together import attempted
from tests.surveyed import household_id
from tests.together import in_threads

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(tmp_path):
    survey(tmp_path)
    operator = users.operator()

    def hire(role: str, area: str) -> User:
        user = users.create(by=operator, at=AT, username=f"{role}-{User.objects.count()}", display_name=ROLES[role].name)
        users.assign(by=operator, at=AT, user=user, role=role, area=area)
        return user

    province, district, other = hire("provincial_centre", "60"), hire("district_centre", "6009"), hire("district_centre", "6009")
    frozen(province)
    for number in (1, 2):
        cases.open_(by=district, at=AT, household=household_id(number))
    return {"province": province, "district": district, "other": other}


@pytest.fixture
def budget(cast):
    office = organisations.register(by=users.operator(), at=AT, name="พมจ. ตัวอย่าง", kind="government")
    told = {"code": "relief", "name": "เงินสงเคราะห์", "kind": "discretion", "form": "money", "owner": "พมจ.", "is_for_household": True}
    programme = Programme.objects.create(**told)
    asked = {"organisation": office.pk, "programme": programme.pk, "fiscal_year": 2026, "area": "6009", "baht": Decimal(3000)}
    return budgets.allot(by=cast["province"], at=AT, **asked, because="จัดสรร")


def money(budget: Budget, number: int, baht: int = 2000) -> Help:
    told = {"kind": "relief_money", "form": "money", "what": "เงินสงเคราะห์", "baht": Decimal(baht)}
    return Help(household=household_id(number), organisation=budget.organisation_id, programme=budget.programme_id, **told)


@pytest.mark.parametrize("verb", [help_given.promise, help_given.deliver])
def test_the_last_baht_is_given_once(cast, budget, verb):
    """To two households, by two people: 2,000 each of 3,000."""
    acts = [partial(verb, by=cast[who], at=AT, help=money(budget, n), on=ON) for who, n in (("district", 1), ("other", 2))]
    made = in_threads(*(partial(attempted, act) for act in acts))
    assert sum(isinstance(each, Refused) for each in made) == 1
    assert all("เหลือ 1,000 บาท" in str(each) for each in made if isinstance(each, Refused))
    budget.refresh_from_db()
    assert budget.committed + budget.spent == 2000 and Assistance.objects.count() == Given.objects.count() == 1


def test_of_two_who_give_the_same_the_second_sees_the_first(cast, budget):
    acts = [partial(help_given.deliver, by=cast[who], at=AT, help=money(budget, 1, 500), on=ON) for who in ("district", "other")]
    made = in_threads(*(partial(attempted, act) for act in acts))
    assert sum(isinstance(each, Refused) and "ชนิดเดียวกัน" in str(each) for each in made) == 1 and Assistance.objects.count() == 1


def test_a_form_sent_twice_at_once_is_one_help(cast, budget):
    help = replace(money(budget, 1, 500), submission=uuid4())
    act = partial(help_given.deliver, by=cast["district"], at=AT, help=help, on=ON)
    first, again = in_threads(act, act)
    assert first.assistance == again.assistance and {first.is_new, again.is_new} == {True, False}
    assert Event.objects.filter(kind="assistance.grant").count() == 1
    budget.refresh_from_db()
    assert budget.spent == 500


def test_a_promise_kept_and_withdrawn_at_once_leaves_true_sums(cast, budget):
    made = help_given.promise(by=cast["district"], at=AT, help=money(budget, 1), on=ON).assistance
    in_threads(
        partial(attempted, partial(help_given.fulfil, by=cast["other"], at=AT, assistance=made.pk, on=ON)),
        partial(attempted, partial(help_given.withdraw, by=cast["district"], at=AT, assistance=made.pk, because="ผิด")),
    )
    made.refresh_from_db()
    budget.refresh_from_db()
    assert made.state == "withdrawn" and (budget.committed, budget.spent) == (0, 0)
    assert Case.objects.get(household=household_id(1)).helped_on is None


def test_a_budget_allotted_by_two_is_one_with_both_in_its_history(cast, budget):
    asked = {"organisation": budget.organisation_id, "programme": budget.programme_id, "fiscal_year": 2027, "area": "6009"}
    acts = [partial(budgets.allot, by=cast["province"], at=AT, **asked, baht=Decimal(baht), because="จัดสรร") for baht in (100, 200)]
    in_threads(*acts)
    row = Budget.objects.get(fiscal_year=2027)
    assert row.allotments.count() == 2 and row.allotted == row.allotments.order_by("-pk").first().baht
    assert AuditLine.objects.filter(verb="budget.change", on_id=str(row.pk)).count() == 2
