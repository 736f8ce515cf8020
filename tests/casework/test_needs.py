"""What people need: told at a visit or outside any case, met, withdrawn, needed again."""

from datetime import date, timedelta

import pytest

from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.casework import needs, timeline
from nsc.casework.models import Need
from nsc.casework.needs import Asked, Filters
from nsc.errors import NotAllowed, Refused
from nsc.reports import needed
from nsc.surveys.models import Member
from tests.casework.conftest import AT
from tests.casework.test_visits import child
from tests.surveyed import OURS, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]

TODAY = date(2026, 1, 15)
ROOF = Asked("living", "month", text="ซ่อมหลังคา", self_help="มีแรงงานในบ้าน")
SCHOOL = Asked("education", "now", indicator=16, set_code="2560-2564")


def record(by, *asked: Asked, number: int = 1, **told) -> list[Need]:
    return needs.record(by=by, at=AT, household=household_id(number), asked=asked or [ROOF], **told)


@pytest.fixture
def village_head(hire):
    return hire("head", "ผู้ใหญ่บ้าน", "village_head", OURS)


@pytest.fixture
def roof(team) -> Need:
    return record(team)[0]


def test_any_residents_need_is_told_outside_a_case(village_head):
    """Household 3 is not poor, and on no roll."""
    [made] = record(village_head, number=3)
    assert (made.case, made.area_code, made.state, made.stage, made.on) == (None, OURS, "open", "", TODAY)
    line = AuditLine.objects.get(verb="need.record")
    assert (line.on_id, line.count) == (str(household_id(3)), 1) and "หลังคา" not in line.because + line.detail
    [event] = timeline.of_household(village_head, household_id(3))[0]
    assert (event.kind, event.what, event.record, event.text) == ("need.record", "living", made.pk, "ซ่อมหลังคา")


def test_in_an_open_case_it_belongs_to_the_case(in_care, somjai):
    assert record(somjai)[0].case == in_care
    [line] = needs.of_case(somjai, in_care.pk).needs
    assert (line.text, line.self_help, line.level, line.may_record) == ("ซ่อมหลังคา", "มีแรงงานในบ้าน", "household", True)


def test_a_persons_need_carries_the_life_stage_of_that_day(team):
    [made] = record(team, Asked("health", "now", person=child(), text="แว่นตา"))
    assert made.stage == "school"
    [later] = record(team, Asked("health", "now", person=child(), text="ฟัน"), on=TODAY - timedelta(days=30))
    assert (later.stage, later.on) == ("school", TODAY - timedelta(days=30))


def test_an_indicators_need_counts_in_the_dimension_of_its_set(team):
    [made] = record(team, Asked("income", "now", indicator=16, set_code="2560-2564"))
    assert (made.dimension, made.indicator, made.set_code) == ("education", 16, "2560-2564")


def test_told_again_it_stands_as_it_was_told_first(team, village_head):
    first = record(team, ROOF, SCHOOL)
    assert record(village_head, ROOF, SCHOOL) == first and Need.objects.count() == 2
    assert AuditLine.objects.filter(verb="need.record").count() == 1
    needs.meet(by=team, at=AT, need=first[0].pk)
    assert record(team)[0] != first[0]  # what was met may be needed anew


def test_the_same_thing_of_two_people_is_two_needs(team):
    head = Member.objects.filter(response__household=household_id(1), relation__startswith="หัวหน้า").latest("pk").person_id
    record(team, *(Asked("health", "now", person=each, text="แว่นตา") for each in (child(), head)))
    assert set(Need.objects.values_list("stage", flat=True)) == {"school", "elderly"}


@pytest.mark.parametrize(
    "wrong",
    [
        Asked("wealth", "now", text="ทอง"),
        Asked("living", "someday", text="บ้าน"),
        Asked("living", "now"),
        Asked("living", "now", text="  "),
        Asked("other", "now", problem="ghosts"),
        Asked("education", "now", indicator=32, set_code="2560-2564"),
        Asked("education", "now", indicator=1, set_code="1999"),
        Asked("health", "now", text="ยา", person=999_999),
    ],
)
def test_what_is_not_told_well_enough_is_refused_with_all_the_rest(team, wrong):
    with pytest.raises(Refused):
        record(team, ROOF, wrong)
    assert not Need.objects.exists()


def test_nothing_and_too_much_are_refused(team):
    for asked in ([], [Asked("living", "now", text=f"เรื่อง {n}") for n in range(needs.MOST + 1)]):
        with pytest.raises(Refused):
            needs.record(by=team, at=AT, household=household_id(1), asked=asked)


def test_nobody_tells_of_needs_elsewhere(prasit, governor, other_team):
    for user, refusal in ((prasit, OutOfSight), (other_team, OutOfSight), (governor, NotAllowed)):
        with pytest.raises(refusal):
            record(user)
    with pytest.raises(OutOfSight):
        needs.record(by=governor, at=AT, household=0, asked=[ROOF])


def test_met_on_its_day_and_told_once(roof, team):
    for _again in range(2):
        assert needs.meet(by=team, at=AT, need=roof.pk).met_on == TODAY
    assert AuditLine.objects.filter(verb="need.meet").count() == 1
    with pytest.raises(Refused):
        needs.withdraw(by=team, at=AT, need=roof.pk, because="ไม่ต้องการแล้ว")


@pytest.mark.parametrize("days", [-1, 1])
def test_nothing_is_met_before_it_was_needed_or_tomorrow(roof, team, days):
    with pytest.raises(Refused):
        needs.meet(by=team, at=AT, need=roof.pk, on=TODAY + timedelta(days=days))


def test_withdrawn_with_a_reason_that_only_names_may_read(roof, team, governor):
    with pytest.raises(Refused):
        needs.withdraw(by=team, at=AT, need=roof.pk, because=" ")
    for _again in range(2):
        needs.withdraw(by=team, at=AT, need=roof.pk, because="ลูกชายซ่อมให้แล้ว")
    line = AuditLine.objects.get(verb="need.withdraw")
    assert "ลูกชาย" not in line.because + line.detail
    assert [each.because for each in needs.sheet(team, household_id(1), at=AT).needs] == ["ลูกชายซ่อมให้แล้ว"]
    assert [each.because for each in needs.sheet(governor, household_id(1), at=AT).needs] == [""]
    with pytest.raises(Refused):
        needs.reopen(by=team, at=AT, need=roof.pk, because="ยังรั่ว")


def test_what_was_met_may_be_needed_again(roof, team):
    needs.meet(by=team, at=AT, need=roof.pk)
    with pytest.raises(Refused):
        needs.reopen(by=team, at=AT, need=roof.pk, because="")
    for _again in range(2):
        again = needs.reopen(by=team, at=AT, need=roof.pk, because="รั่วอีก")
    assert (again.state, again.met_on) == ("open", None) and AuditLine.objects.filter(verb="need.reopen").count() == 1


def test_others_do_not_change_it(roof, prasit, governor):
    for user, refusal in ((prasit, OutOfSight), (governor, NotAllowed)):
        for act in (needs.withdraw, needs.reopen):
            with pytest.raises(refusal):
                act(by=user, at=AT, need=roof.pk, because="ลอง")
        with pytest.raises(refusal):
            needs.meet(by=user, at=AT, need=roof.pk)
    with pytest.raises(OutOfSight):
        needs.meet(by=governor, at=AT, need=0)


def test_what_the_survey_saw_is_offered_until_it_is_a_need(team):
    sheet = needs.sheet(team, household_id(1), at=AT)
    assert [(each.dimension, each.indicator, each.person) for each in sheet.offered] == [("education", 16, None), ("income", 22, None)]
    assert sheet.survey_year == 2021 and [each.stage for each in sheet.relatives] == ["elderly", "school"]
    record(team, SCHOOL)
    assert [each.indicator for each in needs.sheet(team, household_id(1), at=AT).offered] == [22]


def test_who_only_looks_reads_what_is_needed_but_no_words_and_nothing_sensitive(team, governor, prasit):
    record(team, ROOF, Asked("other", "now", problem="drugs"), Asked("other", "now", problem="no_land"), SCHOOL)
    sheet = needs.sheet(governor, household_id(1), at=AT)
    assert {each.what.name_th if each.what else "" for each in sheet.needs} >= {"", "ไม่มีที่ดินทำกิน"}
    assert all((each.text, each.self_help, each.who, each.may_record) == ("", "", "", False) for each in sheet.needs)
    assert "ยาเสพติด" not in str(sheet) and (sheet.offered, sheet.relatives, sheet.house_no) == ((), (), "")
    with pytest.raises(OutOfSight):
        needs.sheet(prasit, household_id(1), at=AT)
    needs.sheet(team, household_id(1), at=AT)
    assert AuditLine.objects.filter(verb="need.see", by=team).exists()
    assert not AuditLine.objects.filter(verb="need.see", by=governor).exists()


# — lists and counts —


@pytest.fixture
def told(team, village_head) -> list[Need]:
    """Of household 1: the roof and a child's glasses; of household 2: the roof, met."""
    found = record(team, ROOF, Asked("health", "now", person=child(), text="แว่นตา"))
    [met] = record(village_head, number=2)
    return [*found, needs.meet(by=team, at=AT, need=met.pk)]


def listed(user, **asked) -> list[int]:
    return [each.number for each in needs.visible_to(user, area="600908", asked=Filters(**asked))[0]]


def test_the_list_is_filtered_and_the_most_urgent_come_first(team, told):
    roof, glasses, met = (each.pk for each in told)
    assert listed(team) == [glasses, roof]
    assert listed(team, state="met") == [met]
    assert listed(team, state="", level="household") == [roof, met]
    assert listed(team, stage="school") == listed(team, dimension="health") == listed(team, urgency="now") == [glasses]
    for wrong in ({"state": "lost"}, {"dimension": "wealth"}, {"level": "village"}, {"urgency": "someday"}):
        with pytest.raises(Refused):
            listed(team, **wrong)


def test_the_list_tells_no_words(team, told):
    assert "หลังคา" not in str(needs.visible_to(team, area="600908", asked=Filters()))


def test_a_mentor_lists_only_what_was_handed_over(in_care, somjai, told, other_team, auditor):
    assert len(listed(somjai, state="")) == 2
    with pytest.raises(NotAllowed):
        listed(auditor)
    with pytest.raises(OutOfSight):
        listed(other_team)


def test_counts_are_by_place_row_dimension_urgency_and_whether_met(team, told, governor):
    found = needed.counts(team, area="600908")
    assert {(cell.area_code, cell.row, cell.dimension, cell.urgency, cell.state, cell.needs) for cell in found.cells} == {
        (OURS, "household", "living", "month", "unmet", 1),
        (OURS, "household", "living", "month", "met", 1),
        (OURS, "school", "health", "now", "unmet", 1),
    }
    assert (found.total(state="unmet"), found.sums("row", state="unmet")["school",]) == (2, 1)
    assert {cell.area_code for cell in needed.counts(governor).cells} == {"6009"}


def test_a_withdrawn_need_counts_nowhere(team, told):
    needs.withdraw(by=team, at=AT, need=told[0].pk, because="ไม่ใช่")
    assert needed.counts(team, area="600908").total(state="unmet") == 1


def test_the_file_holds_the_counts_and_its_export_is_on_record(team, told, other_team):
    columns, rows = needed.table(by=team, at=AT, area="600908")
    found = [dict(zip(columns, row, strict=True)) for row in rows]
    assert [(row["dimension"], row["level"], row["stage"], row["unmet"], row["met"]) for row in found] == [
        ("health", "person", "school", 1, 0),
        ("living", "household", "", 1, 1),
    ]
    assert AuditLine.objects.get(verb="needs.export").count == 3
    with pytest.raises(OutOfSight):
        needed.table(by=other_team, at=AT, area="600908")


def test_counting_asks_as_often_for_a_province_as_for_a_village(governor, told, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        needed.counts(governor)
