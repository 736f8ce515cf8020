"""Ranked lists and the household's file: who sees whom, by name or not, and that it is recorded."""

import re

import pytest

from nsc.access import reach
from nsc.access.models import AuditLine
from nsc.surveys.models import Money, Problem, Response
from tests.surveyed import OURS, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def heads(page: str) -> list[str]:
    return re.findall(r'<a class="open" href="/households/\d+/[^"]*">([^<]*)</a>', page)


def test_the_most_pressing_household_comes_first_with_its_reason(desk):
    page = text(desk.get("/households/?poor=mpi"))
    assert heads(page) == ["นางทดสอบ1 สมมุติ", "นางทดสอบ2 สมมุติ", "นางทดสอบ4 สมมุติ"] or heads(page)[0] == "นางทดสอบ1 สมมุติ"
    assert len(heads(page)) == 3 and "11/1" in page and "ตำบลไพศาลี" in page


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ("poor=target", 1),
        ("poor=mpi&dimension=income", 2),
        ("poor=mpi&issue=22", 2),
        ("poor=mpi&issue=16", 1),
        ("poor=mpi&number=1", 2),
        ("poor=mpi&number=2", 1),
        ("poor=mpi&pattern=12", 1),
        ("poor=mpi&pattern=8", 1),
        ("poor=mpi&dimension=health&area=6009", 0),
        ("poor=mpi&round=2561", 2),
    ],
)
def test_a_filter_leaves_what_it_says(desk, filters, count):
    page = text(desk.get(f"/households/?{filters}"))
    assert len(heads(page)) == count and f"{count} ครัวเรือน" in page
    assert ("ไม่มีครัวเรือนตามที่เลือก" in page) == (count == 0)


def test_an_active_filter_can_be_taken_off(desk):
    assert '<a class="chip on" href="/households/?poor=mpi">' in text(desk.get("/households/?poor=mpi&issue=22"))


def test_reading_names_leaves_a_line(desk):
    text(desk.get("/households/?poor=mpi"))
    text(desk.get(f"/households/{household_id(1)}/"))
    assert set(AuditLine.objects.values_list("verb", flat=True)) >= {"priority_list.see", "household.see"}


def test_people_of_the_whole_province_are_one_list(desk):
    page = text(desk.get("/households/persons/"))
    assert len(heads(page)) == 4 and "4 คน" in page and "ดวงดาว" in page and "11/1" in page
    assert "เกณฑ์ความเร่งด่วนรุ่น person-1" in page and "ทุกคนในครัวเรือนที่ตกเกณฑ์อย่างน้อยหนึ่งมิติ" in page


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ("area=6009", 3),
        ("stage=elderly", 3),
        ("sex=female&stage=school", 1),
        ("special=disabled", 0),
        ("dimension=health", 1),
        ("poor=target", 1),
        ("card=yes", 1),
        ("age_min=60&age_max=120", 3),
        ("round=2561", 2),
        ("stage=ghost&card=maybe&age_min=old", 4),
    ],
)
def test_a_filter_leaves_the_people_it_says(desk, filters, count):
    page = text(desk.get(f"/households/persons/?{filters}"))
    assert len(heads(page)) == count and f"{count} คน" in page
    assert ("ไม่มีใครตามที่เลือก" in page) == (count == 0)


def test_another_order_says_what_its_ranks_count(desk):
    page = text(desk.get("/households/persons/?sort=age"))
    assert "ดวงดาว" in heads(page)[0] and "เรียงตามอายุ ส่วนเลขลำดับยังนับตามเกณฑ์ความเร่งด่วนรุ่น person-1" in page
    assert "เรียงตามสมาชิก" in text(desk.get("/households/?poor=mpi&sort=-people"))


def test_people_are_counted_by_what_the_list_is_grouped_by(desk):
    page = text(desk.get("/households/persons/?by=amphoe"))
    assert re.search(r'href="/households/persons/\?area=6009" data-rows="3"><span>อำเภอไพศาลี</span> <b>3</b>', page)
    page = text(desk.get("/households/persons/?by=stage"))
    assert re.search(r'href="/households/persons/\?stage=elderly" data-rows="3"><span>[^<]+</span> <b>3</b>', page)


def test_what_touches_a_person_is_said_with_how_sure_it_is(desk):
    assert "(อาจเกี่ยวข้อง)" in text(desk.get("/households/persons/?stage=school"))


def test_the_file_says_who_what_when_and_why(desk):
    page = text(desk.get(f"/households/{household_id(1)}/"))
    for said in ("นางทดสอบ1 สมมุติ", "ดวงดาว", "2561", "2564", "21,000 บาท", "คนจนเป้าหมาย 1 คน", "เร่งด่วนอันดับ", "ที่ตั้งในตำบลไพศาลี"):
        assert said in page, said
    assert "(อาจเกี่ยวข้อง)" in page


def test_where_an_answer_came_from_is_for_who_may_import(desk, enter, district_officer):
    address = f"/households/{household_id(1)}/"
    assert "jpt_2564.csv" in text(desk.get(address))
    assert "jpt_2564.csv" not in text(enter(district_officer).get(address))


def test_a_household_out_of_reach_is_not_there(enter, district_officer):
    browser = enter(district_officer)
    assert browser.get(f"/households/{household_id(4)}/").status_code == 404
    assert browser.get("/households/?area=6001").status_code == 404
    assert browser.get("/households/99999/").status_code == 404


def test_the_governor_sees_households_without_their_names(enter, governor):
    browser = enter(governor)
    for address in ("/households/?poor=mpi", "/households/persons/?area=6009", f"/households/{household_id(1)}/"):
        assert "ทดสอบ1" not in text(browser.get(address)) and "ท•••• ส••••" in text(browser.get(address)), address


def test_the_auditor_sees_no_list_and_no_household(enter, auditor):
    browser = enter(auditor)
    assert browser.get("/households/").status_code == 403
    assert browser.get("/households/persons/").status_code == 403
    assert browser.get(f"/households/{household_id(1)}/").status_code == 404


def test_a_mentor_sees_what_was_handed_over_and_nothing_else(enter, somjai):
    browser, ours = enter(somjai), household_id(1)
    assert browser.get(f"/households/{ours}/").status_code == 404
    reach.give(household=ours, to=somjai, purpose="mentor")
    assert "นางทดสอบ1 สมมุติ" in text(browser.get(f"/households/{ours}/"))
    assert heads(text(browser.get("/households/?poor=mpi"))) == ["นางทดสอบ1 สมมุติ"]
    assert browser.get(f"/households/{household_id(2)}/").status_code == 404


def test_a_mentor_to_whom_nothing_was_handed_has_an_empty_list(enter, prasit):
    assert "ไม่มีครัวเรือนตามที่เลือก" in text(enter(prasit).get("/households/?poor=mpi"))


def test_a_filter_that_means_nothing_is_passed_over_and_an_old_link_opens(desk):
    assert heads(text(desk.get("/households/?poor=mpi&dimension=luck&became=rich&sort=-name&page=x"))) == heads(
        text(desk.get("/households/?poor=mpi"))
    )
    response = desk.get("/households/?issue=9999")
    assert response.status_code == 409 and "ไม่รู้จักตัวกรองนี้" in response.content.decode()


@pytest.mark.parametrize(
    ("address", "most"), [("/households/?poor=mpi", 24), ("/households/?poor=target", 24), ("/households/persons/?area=6009", 18)]
)
def test_a_list_asks_the_database_little_however_long_it_is(desk, address, most, django_assert_max_num_queries):
    with django_assert_max_num_queries(most):
        text(desk.get(address))


def test_a_file_asks_the_database_little(desk, django_assert_max_num_queries):
    address = f"/households/{household_id(1)}/?area={OURS}"
    with django_assert_max_num_queries(48):
        text(desk.get(address))


@pytest.mark.parametrize(("became", "count"), [("fell", 2), ("stayed", 1), ("new", 0)])
def test_what_became_of_households_opens_the_list_of_them(desk, became, count):
    page = text(desk.get(f"/households/?poor=mpi&became={became}"))
    assert len(heads(page)) == count and f"{count} ครัวเรือน" in page
    assert len(heads(text(desk.get(f"/households/?poor=mpi&became={became}&number=1")))) <= count


def test_in_the_first_round_nobody_became_anything(desk):
    assert not heads(text(desk.get("/households/?poor=mpi&round=2561&became=fell")))


@pytest.fixture
def troubled(surveyed):
    """Household 1 has informal debt (1), which is no secret, and drugs (3), which are; and it said what it owes."""
    response = Response.objects.get(household_id=household_id(1), round__survey_year=2021)
    response.problems = 0b101
    response.save()
    Money.objects.update_or_create(response=response, defaults={"debt_informal": 54321, "is_saving": False})


@pytest.mark.usefixtures("troubled")
def test_what_is_sensitive_and_what_they_owe_is_for_who_may_read_names(desk, enter, hire):
    drugs = Problem.objects.get(number=3).name_th
    debt = Problem.objects.get(number=1).name_th
    page = text(desk.get(f"/households/{household_id(1)}/"))
    assert drugs in page and debt in page and "54,321" in page
    partner = hire("partner", "ภาคี", "partner")
    reach.give(household=household_id(1), to=partner, purpose="partner")
    page = text(enter(partner).get(f"/households/{household_id(1)}/"))
    assert debt in page and drugs not in page and "54,321" not in page


@pytest.mark.usefixtures("troubled")
def test_no_list_is_narrowed_by_what_is_sensitive(desk):
    assert len(heads(text(desk.get("/households/?poor=mpi&issue=101")))) == 1
    refused = desk.get("/households/?poor=mpi&issue=103")
    assert refused.status_code == 409 and "แสดงเฉพาะจำนวน" in refused.content.decode()
