"""Malee works for a local authority: its households are hers, wherever they lie, and no others of the same village."""

import pytest

from nsc.access import users
from nsc.areas import authorities
from tests.surveyed import OURS, bring_in, household_id, second_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
NAME = "อบต. ไพศาลี"


@pytest.fixture
def authority(tmp_path) -> int:
    """Household 1 belongs to it; its neighbours of the same village do not."""
    homes, people = second_round()
    for number, home in enumerate(homes, start=1):
        home["อปท."] = NAME if number == 1 else ""
    bring_in(tmp_path / "owned", 2564, homes, people)
    return authorities.by_name([NAME])[NAME]


@pytest.fixture
def malee(hire, operator, at, authority):
    user = hire("malee", "มาลี")
    users.assign(by=operator, at=at, user=user, role="local_authority_officer", area="6009", authority=authority)
    return user


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.mark.parametrize("page", ["/overview/", "/map/", "/households/?poor=mpi", "/households/persons/", "/indicators/"])
def test_her_pages_begin_at_her_authority(enter, malee, page):
    shown = text(enter(malee).get(page))
    assert NAME in shown or "องค์การบริหารส่วนตำบลไพศาลี" in shown


def test_her_lists_hold_its_households_alone(enter, malee):
    for page in ("/households/?poor=mpi", "/households/persons/"):
        shown = text(enter(malee).get(page))
        assert "ทดสอบ1 " in shown and "ทดสอบ2 " not in shown, page


def test_she_opens_the_file_of_its_household_and_no_other(enter, malee):
    browser = enter(malee)
    assert "ทดสอบ1" in text(browser.get(f"/households/{household_id(1)}/"))
    for number in (2, 3, 4):
        assert browser.get(f"/households/{household_id(number)}/").status_code == 404, number


def test_she_does_not_see_the_area_around_it(enter, malee, authority):
    for page in ("overview", "map", "households", "indicators"):
        assert enter(malee).get(f"/{page}/?area={OURS}").status_code in (403, 404), page
        assert enter(malee).get(f"/{page}/?authority={authority + 1}").status_code == 404, page


def test_the_place_of_targets_in_her_rail_opens_those_of_her_authority(enter, malee):
    answer = enter(malee).get("/targets/", follow=True)
    assert answer.status_code == 200 and answer.redirect_chain == [("/targets/households/", 302)]
