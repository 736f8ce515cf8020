"""Lists as tools: what is filtered leaves as a file, views are kept above the list, what is picked is acted on."""

import csv
import io
from datetime import date

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from nsc.access.models import AuditLine
from nsc.casework import cases, help_given, mentors, needs, rolls
from nsc.casework.models import Case, Visit
from nsc.reports import saved_views, tabled
from nsc.surveys import rounds
from nsc.welfare.assistance import Help
from nsc.welfare.models import Assistance
from tests.surveyed import household_id
from tests.web.test_target_pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
LISTS = ("/cases/list/", "/needs/", "/help/", "/referrals/list/", "/rights/people/", "/households/")
FILES = ("/cases/list/file/", "/needs/file/", "/referrals/list/file/", "/help/file/", "/households/file/", "/households/persons/file/")


def rows_of(response) -> list[list[str]]:
    assert response.status_code == 200, response.status_code
    return list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))


def table_of(response) -> list[list[str]]:
    rows = rows_of(response)
    return rows[rows.index([]) + 1 :]


@pytest.fixture
def two(operator):
    """Cases of households 1 and 2 of our village, both triaged."""
    told = {"by": operator, "at": timezone.now()}
    year = rolls.fiscal_year(timezone.localdate())
    rolls.freeze(**told, roll=rolls.draw_up(**told, fiscal_year=year, group="tpmap", rule="mpi", round=rounds.newest()))
    made = [cases.open_(**told, household=household_id(number)).pk for number in (1, 2)]
    for number in made:
        cases.triage(**told, case=number, to="welfare", because="สูงอายุ")
    return tuple(made)


# — files —


def test_what_is_filtered_leaves_without_names_unless_they_are_asked_for(enter, district_officer, two):
    desk = enter(district_officer)
    rows = rows_of(desk.get("/cases/list/file/?area=6009&as=csv&turn=district"))
    about = dict(row for row in rows[: rows.index([])])
    assert about["รายการ"] == "เคสทั้งหมด" and "เป็นตาของ: ศจพ.อ." in about["ตัวกรอง"]
    assert about["จำนวนแถว"] == "2" and about["ส่งออกโดย"] == "วิชัย"
    heads, *lines = rows[rows.index([]) + 1 :]
    assert "หัวหน้าครัวเรือน" not in heads and {line[heads.index("เคสที่")] for line in lines} == {str(number) for number in two}
    assert "ทดสอบ" not in str(lines)
    line = AuditLine.objects.get(verb="list.export")
    assert (line.by, line.place, line.count, line.detail, line.households) == (district_officer, "6009", 2, "case-list", "")


def test_with_names_it_is_on_record_whose(enter, district_officer, two):
    heads, *lines = table_of(enter(district_officer).get("/cases/list/file/?area=6009&as=csv&names=1"))
    assert "ทดสอบ" in lines[0][heads.index("หัวหน้าครัวเรือน")]
    line = AuditLine.objects.get(verb="named_list.export")
    assert line.count == 2 and line.households.split() == [str(household_id(1)), str(household_id(2))]


def test_a_workbook_has_the_columns_and_the_order_that_were_chosen(enter, district_officer, two):
    answer = enter(district_officer).get("/cases/list/file/?area=6009&as=xlsx&cols=due,state&sort=-number")
    book = load_workbook(io.BytesIO(answer.getvalue()))
    heads, *lines = book["รายการ"].iter_rows(values_only=True)
    assert heads == ("เคสที่", "สถานะ", "กำหนด") and [line[0] for line in lines] == sorted(two, reverse=True)
    assert isinstance(lines[0][2], date)
    assert "เรียงตาม" in {cell.value for cell in book["ที่มา"]["A"]}


def test_only_the_picked_rows_leave_and_nothing_where_none_is(enter, district_officer, two):
    desk = enter(district_officer)
    _heads, *lines = table_of(desk.post("/cases/list/file/", {"as": "csv", "keeps": "area=6009", "row": [two[1], 999_999]}))
    assert [line[0] for line in lines] == [str(two[1])]
    assert desk.post("/cases/list/file/", {"as": "csv", "keeps": "area=6009"}).status_code == 409


def test_too_many_names_at_once_are_refused_in_words(enter, district_officer, two, monkeypatch):
    monkeypatch.setattr(tabled, "MOST_NAMED", 1)
    answer = enter(district_officer).get("/cases/list/file/?area=6009&names=1")
    assert answer.status_code == 409 and "พื้นที่ให้แคบลง" in answer.content.decode()
    assert not AuditLine.objects.filter(verb__endswith="list.export").exists()


@pytest.mark.parametrize("address", FILES)
def test_who_may_not_export_takes_no_list_along(enter, governor, somjai, prasit, two, address):
    for who in (governor, somjai):
        assert enter(who).get(f"{address}?area=6009").status_code == 403
    assert enter(prasit).get(f"{address}?area=6009").status_code in (403, 404)
    assert "ส่งออกตามที่กรอง" not in text(enter(governor).get("/cases/list/"))


def test_every_list_leaves_under_its_own_headings(enter, district_officer, two, operator):
    needs.record(by=operator, at=timezone.now(), household=household_id(1), asked=[needs.Asked("living", "now", text="หลังคาลับ")])
    desk = enter(district_officer)
    heads, line = table_of(desk.get("/needs/file/?area=6009&as=csv"))
    assert line[heads.index("ด้าน")] == "ความเป็นอยู่" and "หลังคาลับ" not in str(line)
    heads, *lines = table_of(desk.get("/households/file/?area=6009&as=csv&poor=mpi"))
    assert len(lines) == 2 and "หัวหน้าครัวเรือน" not in heads and "ทดสอบ" not in str(lines)
    assert "ทดสอบ" in str(table_of(desk.get("/households/file/?area=6009&as=csv&poor=mpi&names=1")))


def test_people_leave_as_they_are_narrowed_and_named_only_where_that_was_asked(enter, district_officer, two):
    desk = enter(district_officer)
    heads, *lines = table_of(desk.get("/households/persons/file/?area=6009&as=csv&stage=elderly&sort=-age"))
    assert lines and {line[heads.index("ช่วงวัย")] for line in lines} == {"ผู้สูงอายุ (60 ปีขึ้นไป)"} and "ทดสอบ" not in str(lines)
    file = desk.get("/households/persons/file/?area=6009&as=csv&stage=elderly").getvalue().decode()
    assert "ตัวกรอง,ผู้สูงอายุ (60 ปีขึ้นไป)" in file
    assert "ทดสอบ" in str(table_of(desk.get("/households/persons/file/?area=6009&as=csv&names=1")))


# — views —


def test_a_view_is_kept_from_the_dialog_and_stands_above_the_list(enter, district_officer, two):
    desk = enter(district_officer)
    page = text(desk.get("/cases/list/?area=6009&turn=district&sort=-priority"))
    assert 'id="keep-view"' in page and "area=6009&amp;turn=district&amp;sort=-priority" in page
    sent = {"list": "case-list", "keeps": "area=6009&turn=district&sort=-priority&page=3", "name": "เร่งด่วน", "team": "area:6009"}
    answer = desk.post("/views/save/", sent)
    view = saved_views.visible_to(district_officer, "case-list")[0]
    assert answer["Location"] == f"/cases/list/?area=6009&turn=district&sort=-priority&view={view.number}"
    page = text(desk.get(answer["Location"]))
    assert f'view={view.number}" aria-current="page"' in page and "ใช้ชื่อเดิมของท่านเพื่อบันทึกทับ" in page
    assert "เร่งด่วน" in text(desk.get("/views/"))


def test_a_view_opens_what_is_left_of_it_and_says_so(enter, district_officer, hire, two, at):
    told = {"by": district_officer, "at": at, "list": "case-list", "team": "area:6009"}
    view = saved_views.save(**told, name="เก่า", parameters={"turn": "district", "colour": "red", "state": "lost", "area": "6009"})
    page = text(enter(district_officer).get(f"/cases/list/?turn=district&colour=red&state=lost&area=6009&view={view.number}"))
    assert "จึงเปิดเท่าที่เหลือ" in page and "colour, สถานะ" in page and f"/cases/{two[0]}/" in page
    elsewhere = hire("prasit", "ประสิทธิ์", "mentor", "600908")
    left = f"turn=district&amp;colour=red&amp;state=lost&amp;view={view.number}"
    assert left in text(enter(elsewhere).get("/cases/list/")).replace("area=6009&amp;", "")


def test_the_default_view_opens_where_the_address_says_nothing(enter, district_officer, two, at):
    view = saved_views.save(by=district_officer, at=at, list="case-list", name="ของฉัน", parameters={"turn": "district"})
    saved_views.make_default(by=district_officer, at=at, view=view.number)
    desk = enter(district_officer)
    assert desk.get("/cases/list/")["Location"] == f"/cases/list/?turn=district&view={view.number}"
    assert desk.get("/cases/list/?view=all").status_code == 200 == desk.get("/cases/list/?area=6009").status_code
    assert desk.post(f"/views/{view.number}/withdraw/").status_code == 302
    assert desk.get("/cases/list/").status_code == 200


def test_a_view_of_a_list_that_is_gone_says_so(enter, district_officer, at, monkeypatch):
    monkeypatch.setitem(saved_views.LISTS, "gone-list", saved_views.LISTS["needs"])
    saved_views.save(by=district_officer, at=at, list="gone-list", name="เก่ามาก", parameters={"a": "b"})
    monkeypatch.delitem(saved_views.LISTS, "gone-list")
    assert "รายการนี้ไม่มีแล้ว" in text(enter(district_officer).get("/views/"))


def test_columns_of_a_form_without_script_become_one_parameter(enter, district_officer, two):
    answer = enter(district_officer).get("/cases/list/?cols=state&cols=due&area=6009")
    assert answer["Location"] == "/cases/list/?cols=state,due&area=6009"


# — acts —


def test_all_that_match_are_assigned_at_once_or_none(enter, district_officer, two, somjai, operator):
    desk = enter(district_officer)
    sent = {"every": "1", "keeps": "area=6009&turn=district", "mentor": somjai.pk, "back": "/cases/list/?area=6009"}
    assert desk.post("/cases/assign/", sent)["Location"] == "/cases/list/?area=6009"
    assert set(Case.objects.filter(mentor=somjai).values_list("pk", flat=True)) == set(two)


def test_where_one_of_the_picked_can_not_none_is_and_it_says_which(enter, district_officer, two, somjai):
    Case.objects.filter(pk=two[1]).update(state="opened")
    referer = {"headers": {"Referer": "http://testserver/cases/list/"}, "follow": True}
    page = text(enter(district_officer).post("/cases/assign/", {"row": two, "mentor": somjai.pk}, **referer))
    assert f"เคสที่ {two[1]} ยังไม่ได้จำแนก" in page and not Case.objects.filter(mentor=somjai).exists()


def test_visits_are_planned_for_the_picked(enter, district_officer, two, somjai, operator):
    mentors.assign(by=operator, at=timezone.now(), cases=two, mentor=somjai.pk)
    on = timezone.localdate().isoformat()
    assert enter(district_officer).post("/visits/plan/", {"row": two, "on": on, "who": ""}).status_code == 302
    assert set(Visit.objects.values_list("case", flat=True)) == set(two)


# — lists —


@pytest.mark.parametrize("address", LISTS)
def test_every_list_has_its_tools(enter, provincial_officer, two, address, django_assert_max_num_queries):
    desk = enter(provincial_officer)
    desk.get(address)
    with django_assert_max_num_queries(48):
        page = text(desk.get(f"{address}?area=6009&by=village"))
    assert "data-columns" in page and "data-keys" in page and 'class="views' in page


def test_cases_are_sorted_grouped_and_narrowed(enter, provincial_officer, somjai, two):
    Case.objects.filter(pk=two[0]).update(mentor=somjai, pattern=0b00001, priority=10)
    Case.objects.filter(pk=two[1]).update(pattern=0b01001, priority=20)
    desk = enter(provincial_officer)
    page = text(desk.get("/cases/list/?area=6009&sort=-priority"))
    assert page.index(f"/cases/{two[1]}/") < page.index(f"/cases/{two[0]}/")
    page = text(desk.get("/cases/list/?area=6009&by=mentor"))
    assert f"mentor={somjai.pk}" in page and "สมใจ" in page and "mentor=none" in page
    page = text(desk.get("/cases/list/?area=6009&by=dimension"))
    assert page.count("<b>2</b>") == 1 and "dimension=health" in page and "dimension=income" in page
    page = text(desk.get("/cases/list/?area=6009&dimension=income&stage=elderly"))
    assert f"/cases/{two[1]}/" in page and f"/cases/{two[0]}/" not in page and "ไม่ได้กรองด้วย ช่วงวัย" in page


def test_what_is_not_known_stands_last_in_either_direction(enter, provincial_officer, two):
    Case.objects.filter(pk=two[1]).update(visited_on=date(2026, 1, 3))
    for sort in ("visited", "-visited"):
        page = text(enter(provincial_officer).get(f"/cases/list/?area=6009&sort={sort}"))
        assert page.index(f"/cases/{two[1]}/") < page.index(f"/cases/{two[0]}/")


def test_the_list_of_cases_takes_as_many_queries_for_many_as_for_few(enter, district_officer, two, django_assert_max_num_queries):
    desk = enter(district_officer)
    desk.get("/cases/list/?area=6009")
    with django_assert_max_num_queries(26):
        desk.get("/cases/list/?area=6009&by=turn")


# — one verb for the rows picked, each told apart —


def test_cases_are_opened_for_the_households_picked_and_each_that_was_not_says_why(enter, district_officer, operator):
    told = {"by": operator, "at": timezone.now()}
    year = rolls.fiscal_year(timezone.localdate())
    rolls.freeze(**told, roll=rolls.draw_up(**told, fiscal_year=year, group="tpmap", rule="mpi", round=rounds.newest()))
    opened = cases.open_(**told, household=household_id(1))
    desk = enter(district_officer)
    assert 'name="row"' in text(desk.get("/households/?poor=mpi")) and "/households/cases/" in text(desk.get("/households/?poor=mpi"))
    numbers = [household_id(1), household_id(2), household_id(3), household_id(4), 10**9]  # begun, new, on no list, of another amphoe, none
    page = text(desk.post("/households/cases/", {"row": numbers}))
    assert "เปิดเคสแล้ว 1 ครัวเรือน" in page and "ยังไม่ได้ทำ 4 แถว" in page
    assert "มีเคสที่เปิดอยู่แล้ว" in page and "ไม่อยู่ในบัญชีเป้าหมาย" in page and page.count("ไม่พบรายการนี้") == 2
    assert set(Case.objects.values_list("household", flat=True)) == {household_id(1), household_id(2)}
    assert Case.objects.get(household=household_id(1)).pk == opened.pk
    assert desk.post("/households/cases/", {"row": []}).status_code == 409


def test_only_who_opens_cases_is_offered_to(enter, governor, prasit):
    assert 'name="row"' not in text(enter(governor).get("/households/?poor=mpi"))
    assert enter(governor).post("/households/cases/", {"row": [household_id(1)]}).status_code == 403


def test_receipts_are_confirmed_together(enter, district_officer, operator, two):
    told = {"by": operator, "at": timezone.now(), "on": timezone.localdate()}
    made = [help_given.deliver(**told, help=Help(household_id(number), "food", "goods", "ข้าวสาร")).assistance.pk for number in (1, 2)]
    desk = enter(district_officer)
    done = text(desk.post("/help/confirm/", {"row": made}, follow=True))
    assert "ยืนยันว่าได้รับแล้ว 2 รายการ" in done
    assert set(Assistance.objects.values_list("state", flat=True)) == {"confirmed"}
    assert "ยืนยันไว้แล้ว" in text(desk.post("/help/confirm/", {"row": made[:1]}))
    assert desk.post("/help/confirm/", {"row": made, "every": "1"}).status_code == 409
