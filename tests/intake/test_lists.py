"""Lists of those who fail: work starts from them at once, they count, they are scoped and withdrawn, and they never give a rate."""

import pytest
from django.utils import timezone

from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.intake import uploads
from nsc.registry.models import Household, Person
from nsc.surveys import lists, rounds
from nsc.surveys.models import Batch, ListedHousehold, TargetList
from tests.intake import deliveries
from tests.intake.deliveries import listed

OTHER = "60010105"  # a village of another district


def act(verb, by, upload, **told):
    return verb(by=by, at=timezone.now(), upload=upload, **told)


@pytest.fixture
def bring(checked, work_off, provincial_officer):
    """A list read by what the system proposes, and imported: its upload as shown."""

    def bring(*rows, year=2018):
        number = checked(deliveries.target_list(*rows), name="เป้าหมาย.csv", year=year)
        if uploads.of(provincial_officer, number).state == "mapping":
            act(uploads.map, provincial_officer, number, columns={}, save_as="TPMAP")
            work_off()
        assert uploads.of(provincial_officer, number).state == "checked"
        act(uploads.import_, provincial_officer, number)
        work_off()
        return uploads.of(provincial_officer, number)

    return bring


def test_a_list_starts_work_at_once_and_gives_no_rate(bring, provincial_officer):
    shown = bring(listed(1, "10010"), listed(2, "01000", home=deliveries.house_code(1)), listed(3, "00001"))
    assert (shown.state, shown.kind, shown.batch) == ("done", "list", None)
    found = lists.households(provincial_officer, year=2018)
    assert [(each.area_code, each.dimensions, each.persons) for each in found] == [
        (deliveries.VILLAGE, ("health", "living", "income"), 2),
        (deliveries.VILLAGE, ("access",), 1),
    ]
    (province,) = lists.counts(provincial_officer, year=2018, digits=2)
    assert (province.code, province.households, province.persons, province.rate) == ("60", 2, 3, None)
    assert province.by_dimension == {"health": 1, "living": 1, "education": 0, "income": 1, "access": 1}
    assert set(Household.objects.values_list("house_code", flat=True)) == {deliveries.house_code(1), deliveries.house_code(3)}


def test_a_list_is_no_survey_and_makes_no_round(bring, provincial_officer):
    bring(listed(1, "10000"))
    assert rounds.visible_to(provincial_officer) == [] and not Batch.objects.exists()


def test_the_numbers_of_people_lie_sealed(bring):
    bring(listed(1, "10000"))
    person = Person.objects.get()
    assert deliveries.national_id(1).encode() not in bytes(person.national_id_sealed)


def test_wrong_rows_are_left_out_and_told(checked, work_off, provincial_officer):
    rows = [
        listed(1, "10000"),
        listed(2, "00000"),
        listed(3, "1?000"),
        listed(4, "10000", village="99999999"),
        listed(5, "10000", home=""),
        listed(1, "10000"),
    ]
    number = checked(deliveries.target_list(*rows), name="เป้าหมาย.csv")
    act(uploads.map, provincial_officer, number, columns={})
    work_off()
    shown = uploads.of(provincial_officer, number)
    assert (shown.summary.households_new, shown.summary.members, shown.summary.left_out) == (1, 1, 5)
    page = act(uploads.problems, provincial_officer, number, kind="wrong")
    assert [(each.row, each.column) for each in page.problems] == [
        (3, "ด้านสุขภาพ"),
        (4, "ด้านความเป็นอยู่"),
        (5, "รหัสหมู่บ้าน"),
        (6, "รหัสบ้าน"),
        (7, "เลขประจำตัวประชาชน"),
    ]


def test_the_same_list_again_changes_nothing(bring):
    first, again = bring(listed(1, "10000")), bring(listed(1, "10000"))
    assert TargetList.objects.count() == 1
    assert again.state == "done" and again.target_list == first.target_list


def test_the_next_list_finds_households_without_a_code_again(bring, provincial_officer):
    bring(listed(1, "10000", home="", house_no="12/3"), listed(2, "10000", home="", house_no="14"))
    bring(listed(1, "01000", home="", house_no="12/3"), listed(9, "00010", home="", house_no="14"), year=2019)
    assert Household.objects.count() == 2
    (counted,) = lists.counts(provincial_officer, year=2019, digits=8)
    assert (counted.households, counted.persons) == (2, 2)


def test_a_household_on_two_lists_of_a_year_counts_once(bring, provincial_officer):
    bring(listed(1, "10000"))
    bring(listed(1, "00001"), listed(2, "00001"))
    (counted,) = lists.counts(provincial_officer, year=2018, digits=2)
    assert (counted.households, counted.persons, counted.by_dimension["access"]) == (2, 2, 2)


def test_a_withdrawn_list_is_no_more_found_and_can_be_sent_again(bring, provincial_officer, at):
    shown = bring(listed(1, "10000"))
    lists.withdraw(by=provincial_officer, at=at, target_list=shown.target_list, because="ผิดปี")
    assert lists.households(provincial_officer, year=2018) == [] == lists.counts(provincial_officer, year=2018, digits=2)
    with pytest.raises(Refused):
        lists.withdraw(by=provincial_officer, at=at, target_list=shown.target_list)
    assert AuditLine.objects.filter(verb="survey.undo").get().because == "ผิดปี"
    assert bring(listed(1, "10000")).state == "done"


def test_each_sees_the_households_of_their_own_area_only(bring, district_officer, prasit, somjai, governor):
    bring(listed(1, "10000"), listed(2, "10000", village=OTHER))
    assert [each.area_code for each in lists.households(district_officer, year=2018)] == [deliveries.VILLAGE]
    assert lists.households(prasit, year=2018) == lists.households(somjai, year=2018) == []
    masked = lists.households(governor, year=2018)
    assert {each.area_code for each in masked} == {deliveries.VILLAGE, OTHER} and {each.house_no for each in masked} == {""}
    assert [each.code for each in lists.counts(prasit, year=2018, digits=8)] == [OTHER]


def test_names_are_shown_to_those_who_may_and_leave_a_line(bring, district_officer, governor, prasit, at):
    bring(listed(1, "10000"))
    number = ListedHousehold.objects.get().pk
    assert [each.first_name for each in lists.names(by=district_officer, at=at, listed=number)] == ["คน1"]
    assert AuditLine.objects.get(verb="listed_household.see").by == district_officer
    for outsider in (governor, prasit):
        with pytest.raises((NotAllowed, OutOfSight)):
            lists.names(by=outsider, at=at, listed=number)


def test_who_may_not_import_may_neither_withdraw(bring, district_officer, at):
    shown = bring(listed(1, "10000"))
    with pytest.raises(NotAllowed):
        lists.withdraw(by=district_officer, at=at, target_list=shown.target_list)
    assert lists.visible_to(district_officer) == []
