"""What nsc doctor says of the answers."""

import pytest
from django.db.models import F
from django.utils import timezone

from nsc.access import notices
from nsc.access.models import Delivery
from nsc.ops import checks
from nsc.registry.models import Household
from nsc.surveys import batches, rounds
from nsc.surveys.models import Batch, PatternTally
from tests.survey_files import card, household, member

ANSWERS = ("cube", "staging", "places")


def found() -> set[str]:
    return {name for name in ANSWERS if checks.look(checks.CHECKS[name])}


@pytest.fixture
def stored(nsc):
    nsc.send([household(1, ข้อ_1="0"), household(2)], [card(1, 1), member(2)])
    return nsc


def test_a_system_in_order_or_empty_has_nothing_to_say(nsc):
    assert found() == set()
    nsc.send([household(1, ข้อ_1="0")], [card(1, 1)])
    nsc.send([household(1, "60090801")], [card(1, 1)], year=2562)
    assert found() == set()


def test_a_sum_that_is_not_what_the_answers_add_up_to_is_found(stored):
    PatternTally.objects.filter(digits=8).update(members=F("members") + 1)
    assert found() == {"cube"}
    assert "2561" in checks.figures_are_what_is_stored()
    assert stored("recount").status == 0
    assert found() == set()


def test_a_sum_above_the_villages_that_is_wrong_is_found(stored):
    PatternTally.objects.filter(digits=2).update(members=F("members") + 1)
    assert found() == {"cube"}


def test_what_a_dead_import_left_is_found_and_one_under_way_is_not(stored, operator, at):
    batch = batches.begin(by=operator, at=at, round=rounds.of_year(2018), source="x", sha256="")
    assert found() == set()
    rounds.leave(batch)
    assert found() == {"staging"}
    stored.send([household(3)], [])
    assert found() == set()
    assert Batch.objects.get(pk=batch.pk).state == "abandoned"


def test_a_register_that_shows_an_old_place_is_found_and_the_remedy_mends_it(stored):
    Household.objects.filter(house_code="60990000001").update(area_code="60090801")
    assert found() == {"places"}
    assert stored("recount").status == 0
    assert found() == set()


def test_notices_that_wait_or_could_not_be_delivered_are_found(db, operator, hire, at):
    assert checks.notices_go_out() == ""
    reader = hire("reader", "ผู้อ่าน")
    reader.email = "reader@example.go.th"
    reader.save()
    notices.tell(users=[reader], at=at, kind="role.given")
    assert "1" in checks.notices_go_out() and "nsc worker" in checks.notices_go_out()
    Delivery.objects.update(state="failed", over_at=timezone.now(), trouble="refused")
    assert "email 1" in checks.notices_go_out() and "reader@" not in checks.notices_go_out()
