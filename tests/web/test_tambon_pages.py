"""Pages of tambon that have begun."""

import pytest

from nsc.tambon import initiatives

TAMBON = "600908"


@pytest.fixture
def team(hire, province):
    return hire("malee", "มาลี", "smart_tambon_team", TAMBON)


def test_a_team_begins_in_the_browser(enter, team):
    page = enter(team)
    assert "ไพศาลี" in page.get("/tambon/").text
    answer = page.post("/tambon/begin/", {"area": TAMBON}, follow=True)
    assert answer.redirect_chain == [(f"/tambon/{TAMBON}/", 302)] and "ตำบลไพศาลี" in answer.text
    assert f"/tambon/{TAMBON}/" in page.get("/tambon/").text


def test_the_pages_cost_little(enter, team, at, django_assert_max_num_queries):
    initiatives.begin(by=team, at=at, area=TAMBON)
    page = enter(team)
    for address, most in (("/tambon/", 12), (f"/tambon/{TAMBON}/", 40)):
        with django_assert_max_num_queries(most):
            assert page.get(address).status_code == 200


def test_a_tambon_that_has_not_begun_is_not_there(enter, team):
    assert enter(team).get(f"/tambon/{TAMBON}/").status_code == 404
