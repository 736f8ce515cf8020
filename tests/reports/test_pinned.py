"""Where households stand on the map: gathered, narrowed, and single ones only for who may read names there."""

import pytest
from django.utils import timezone

from nsc.access import reach, scope
from nsc.access.models import AuditLine
from nsc.casework import cases
from nsc.casework.models import Case, Visit
from nsc.errors import Refused
from nsc.reports import pinned
from nsc.reports.by_area import Narrowed
from nsc.surveys.models import Response
from nsc.welfare.models import Assistance
from tests.conftest import NOW
from tests.survey_files import household, member
from tests.surveyed import OURS, bring_in, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
AMPHOE = (100.3, 15.3, 100.9, 15.9)
NEAR = 16


@pytest.fixture(autouse=True)
def stand(surveyed):
    """Households 1 and 2 of our village, two hundred metres apart; 4 in the other amphoe; 5, which is not poor."""
    for number, lat, lon in ((1, 15.6001, 100.6501), (2, 15.6019, 100.6502), (4, 15.7, 100.1), (5, 15.7001, 100.1)):
        Response.objects.filter(household=household_id(number)).update(lat=lat, lon=lon)


def homes(user, **told) -> set[int | None]:
    return {mark.household for mark in pinned.of(user, at=NOW, **{"zoom": NEAR, **told}).marks}


def test_far_away_they_are_one_mark_and_near_two_houses(district_officer):
    far = pinned.of(district_officer, at=NOW, zoom=9)
    assert [(mark.count, mark.household) for mark in far.marks] == [(2, None)] and far.total == 2
    assert far.marks[0].lat == pytest.approx(15.601)
    assert homes(district_officer) == {household_id(1), household_id(2)}


def test_single_houses_are_on_record_with_whose_they_are(district_officer):
    pinned.of(district_officer, at=NOW, zoom=9)
    assert not AuditLine.objects.filter(verb="map_points.see").exists()
    pinned.of(district_officer, at=NOW, zoom=NEAR)
    line = AuditLine.objects.get(verb="map_points.see")
    assert (line.by, line.place, line.count, line.detail) == (district_officer, "6009", 2, "2021 households")
    assert line.households.split() == sorted(str(household_id(n)) for n in (1, 2))


def test_the_governor_who_reads_no_names_sees_no_house_and_no_handful(governor):
    assert pinned.of(governor, at=NOW, zoom=NEAR).marks == ()
    assert not pinned.shows_single(governor, pinned.of(governor, at=NOW).here)
    assert not AuditLine.objects.filter(verb="map_points.see").exists()


def test_three_in_a_square_of_a_kilometre_are_a_mark_in_its_middle(governor, tmp_path):
    bring_in(tmp_path / "more", 2564, [household(8, OURS, ข้อ_22="0")], [member(8, 8, ชื่อ="ทดสอบ8")])
    Response.objects.filter(household=household_id(8)).update(lat=15.6012, lon=100.6503)
    (mark,) = pinned.of(governor, at=NOW, zoom=NEAR).marks
    assert (mark.count, mark.household) == (3, None)
    assert (mark.lat, mark.lon) == pytest.approx((15.6, 100.65))  # of no house


def test_a_window_moved_a_little_tells_no_more_of_a_square(governor, tmp_path):
    """Cut by its edge, the square would hold one house less, and so say where that stands."""
    bring_in(tmp_path / "more", 2564, [household(8, OURS, ข้อ_22="0")], [member(8, 8, ชื่อ="ทดสอบ8")])
    Response.objects.filter(household=household_id(8)).update(lat=15.6012, lon=100.6503)
    for west in (100.6, 100.6495, 100.65015, 100.6502, 100.65025):
        assert [mark.count for mark in pinned.of(governor, at=NOW, zoom=NEAR, bounds=(west, 15.5, 100.7, 15.7)).marks] == [3], west


def test_only_what_is_looked_at(provincial_officer):
    assert homes(provincial_officer) == {household_id(n) for n in (1, 2, 4)}
    assert homes(provincial_officer, bounds=AMPHOE) == {household_id(1), household_id(2)}


def test_those_of_the_context(district_officer):
    def narrowed(**to):
        return homes(district_officer, narrowed=Narrowed(**{"poor": "mpi", **to}))

    assert narrowed(poor="target") == {household_id(1)} == narrowed(dimension="education") == narrowed(stage="school")
    assert narrowed(special="elderly_alone") == {household_id(2)}
    assert narrowed(sex="male") == set() == narrowed(group="tpmap")


def test_nothing_of_others(district_officer, auditor, citizen, prasit):
    for area in ("6001", "60"):
        with pytest.raises((scope.OutOfSight, scope.NotAllowed)):
            pinned.of(district_officer, at=NOW, area=area)
    with pytest.raises((scope.OutOfSight, scope.NotAllowed)):
        pinned.of(auditor, at=NOW)
    with pytest.raises(scope.OutOfSight):
        pinned.of(citizen, at=NOW)
    assert pinned.of(prasit, at=NOW, zoom=NEAR).marks == ()


def test_a_mentor_sees_the_own_households(somjai):
    reach.give(household=household_id(2), to=somjai, purpose="mentor")
    assert homes(somjai) == {household_id(2)}


def test_help_visits_and_what_is_to_be_visited(district_officer, operator):
    day = timezone.localdate(NOW)
    case = cases.open_(by=operator, at=NOW, household=household_id(1), is_emergency=True)
    assert [homes(district_officer, layer=layer) for layer in ("help", "visited", "due")] == [set(), set(), set()]
    told = {"area_code": OURS, "kind": "food", "form": "goods", "what": "ข้าวสาร", "by": operator, "at": NOW}
    Assistance.objects.create(household_id=household_id(2), state="delivered", on=day, **told)
    Visit.objects.create(case=case, purpose="first", state="done", on=day, by=operator, at=NOW)
    Case.objects.filter(pk=case.pk).update(state="assigned")
    found = {layer: homes(district_officer, layer=layer) for layer in ("help", "visited", "due")}
    assert found == {"help": {household_id(2)}, "visited": {household_id(1)}, "due": {household_id(1)}}
    with pytest.raises(Refused):
        pinned.of(district_officer, at=NOW, layer="names")


def test_where_there_are_too_many_all_are_gathered(district_officer, monkeypatch):
    monkeypatch.setattr(pinned, "MOST", 1)
    found = pinned.of(district_officer, at=NOW, zoom=NEAR)
    assert {mark.household for mark in found.marks} == {None} and found.total == 2


def test_it_asks_the_database_little(district_officer, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        pinned.of(district_officer, at=NOW, zoom=NEAR)
    with django_assert_max_num_queries(7):
        pinned.of(district_officer, at=NOW, zoom=NEAR, narrowed=Narrowed(group="tpmap"))
