"""Overview, map and indicators, on a small survey: right numbers, within reach, in few queries."""

import csv
import io
import re
from datetime import timedelta

import polars as pl
import pytest

from nsc.access import limits, users
from nsc.surveys import lists
from nsc.surveys.models import Member
from tests.survey_files import household, member
from tests.surveyed import AT, OURS, THEIRS, bring_in, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def lead(page: str) -> str:
    """The one number of the page and its name."""
    return " ".join(re.sub(r"<[^>]+>", " ", re.search(r"<h1>.*?</h1>", page, re.S)[0]).split())


def test_the_lead_is_target_poor_of_the_newest_round_with_its_change(desk):
    page = text(desk.get("/overview/"))
    assert lead(page) == "1 คนจนเป้าหมาย"
    assert "จปฐ. 2564" in page and "เทียบกับ จปฐ. 2561" in page


def test_by_the_other_definition_everybody_of_a_poor_household_counts(desk):
    assert lead(text(desk.get("/overview/?poor=mpi"))) == "4 คนจน MPI"


def test_an_older_round_shows_its_own_figures(desk):
    assert lead(text(desk.get("/overview/?poor=mpi&round=2561"))) == "2 คนจน MPI"


def test_a_round_that_is_not_there_opens_the_newest(desk):
    assert "จปฐ. 2564" in text(desk.get("/overview/?round=2599"))


def test_every_level_has_its_own_picture(desk):
    for area, poor in (("60", "4"), ("6009", "3"), ("600908", "3"), (OURS, "3"), (THEIRS, "1")):
        assert lead(text(desk.get(f"/overview/?poor=mpi&area={area}"))) == f"{poor} คนจน MPI"


def test_children_of_poor_households_count_among_life_stages_whatever_the_definition(desk):
    """The child of household 1 has no card: counted as a target poor she would be nobody."""
    for poor in ("target", "mpi"):
        page = text(desk.get(f"/overview/?poor={poor}"))
        row = re.search(r"วัยเรียน \(6–14 ปี\) <small.*?</tr>", page, re.S)[0]
        assert re.findall(r'class="number[^"]*">(?:<a [^>]*>)?(\d+)<', row) == ["1", "0", "0", "1", "1", "0"], poor


def test_what_became_of_households_leads_to_them(desk, enter, auditor):
    page = text(desk.get("/overview/"))
    assert "/households/?poor=mpi&amp;became=fell" in page and "/households/?poor=mpi&amp;became=stayed" in page
    assert "became=" not in text(enter(auditor).get("/overview/"))


def test_money_is_shown_where_anybody_answered(desk, tmp_path):
    heading = "รายได้ รายจ่าย หนี้สิน และการออม"
    assert heading not in text(desk.get("/overview/"))
    asked = {"หนี้นอกระบบ": "30000", "มีการเก็บออมเงิน": "0"}
    homes = [household(6, OURS, บ้านเลขที่="16", **asked), household(7, OURS, บ้านเลขที่="17", **asked | {"หนี้นอกระบบ": "0"})]
    bring_in(tmp_path / "more", 2564, homes, [member(6, 6, ชื่อ="ทดสอบ6"), member(7, 7, ชื่อ="ทดสอบ7")])
    page = text(desk.get("/overview/"))
    row = " ".join(re.sub(r"<[^>]+>", " ", re.search(r"หนี้นอกระบบ</th>.*?</tr>", page, re.S)[0]).split())
    assert heading in page and row == "หนี้นอกระบบ 2 1 50.0 30,000 15,000"
    assert heading not in text(desk.get("/overview/?area=6001"))


@pytest.fixture
def a_list(surveyed):
    """A target list of household 1 and its head."""
    one, person = household_id(1), Member.objects.filter(response__household=household_id(1)).order_by("row").first().person_id
    home = {"hid": ["1"], "household_id": [one], "row": [1], "area_code": [OURS], "house_no": ["11/1"], "pattern": [8]}
    name = {"title": ["นาง"], "first_name": ["ทดสอบ1"], "last_name": ["สมมุติ"]}
    named = {"hid": ["1"], "person_id": [person], "row": [1], "pattern": [8]} | name
    told = {"year": 2021, "source": "เป้าหมาย.csv", "sha256": "0" * 64, "left_out": 0}
    return lists.publish(by=users.operator(), at=AT, households=pl.DataFrame(home), persons=pl.DataFrame(named), **told)


def test_imported_lists_count_but_have_no_rate(desk, a_list):
    page = text(desk.get("/overview/"))
    assert "บัญชีเป้าหมายที่นำเข้า" in page and "เป้าหมาย.csv" in page and "อัตรา: ไม่ทราบ" in page
    assert "บัญชีเป้าหมายที่นำเข้า" not in text(desk.get("/overview/?area=6001"))


def test_a_list_is_withdrawn_where_it_was_imported(desk, enter, governor, a_list):
    address = f"/import/lists/{a_list.pk}/undo/"
    assert address in text(desk.get("/import/"))
    assert desk.post(address, {"because": "ผิดปี"}).status_code == 302
    assert address not in text(desk.get("/import/")) and "เป้าหมาย.csv" not in text(desk.get("/overview/"))
    assert desk.post(address, {"because": "อีกครั้ง"}).status_code == 409
    assert enter(governor).post(address).status_code == 403


def test_transitions_are_of_matched_households_only(desk):
    page = text(desk.get("/overview/"))
    assert "พ้นเกณฑ์ความยากจน" in page and "จับคู่ครัวเรือนของรอบก่อนได้ร้อยละ 100.0" in page


def test_a_jump_asks_for_a_look_at_the_data(desk):
    assert "โปรดตรวจคุณภาพข้อมูลก่อนสรุป" in text(desk.get("/overview/?poor=mpi"))


def test_numbers_lead_to_the_list_behind_them(desk):
    page = text(desk.get("/overview/?poor=mpi"))
    assert "/households/persons/?poor=mpi&amp;dimension=income" in page and "/households/persons/?poor=mpi&amp;number=2" in page


def test_the_auditor_sees_figures_that_lead_to_no_household(enter, auditor):
    page = text(enter(auditor).get("/overview/"))
    assert 'href="/households/' not in page and 'href="/import/' not in page and "ทดสอบ1" not in page


def test_a_district_officer_starts_at_the_own_amphoe_and_finds_nothing_beyond(enter, district_officer):
    browser = enter(district_officer)
    page = text(browser.get("/overview/"))
    assert "อำเภอไพศาลี" in page and "จังหวัดนครสวรรค์</a>" not in page
    for address in ("/overview/?area=60", "/map/?area=6001", "/indicators/?area=6001", "/indicators/file/?as=csv&area=6001"):
        assert browser.get(address).status_code in (403, 404), address
    assert browser.get("/overview/?area=6001").status_code == 404


def test_who_has_no_role_finds_nothing(enter, citizen):
    for place in ("overview", "map", "indicators", "households"):
        assert enter(citizen).get(f"/{place}/").status_code == 404, place


def test_only_the_whole_province_compares_local_authorities(desk, enter, district_officer):
    assert "ท้องถิ่น (อปท.)" in text(desk.get("/overview/?by=authority"))
    assert "ท้องถิ่น (อปท.)" not in text(enter(district_officer).get("/overview/?by=authority"))


def test_the_map_leads_from_province_to_the_villages(desk):
    assert "/map/?area=6009" in text(desk.get("/map/"))
    assert "area=600908" in text(desk.get("/map/?area=6009"))
    assert f"area={OURS}" in text(desk.get("/map/?area=600908"))


def test_all_tambon_of_the_province_on_one_map(desk):
    assert "/map/?area=600908" in text(desk.get("/map/?level=tambon"))


def test_indicators_are_sorted_as_asked(desk):
    numbers = re.findall(r'<td class="number rank c-number">(\d+)</td>', text(desk.get("/indicators/?sort=number")))
    assert numbers[:31] == [str(n) for n in range(1, 32)]
    first = re.findall(r'<td class="number rank c-number">(\d+)</td>', text(desk.get("/indicators/")))[0]
    assert first == "22"


def test_indicators_are_narrowed_grouped_and_kept_as_a_view(desk):
    page = text(desk.get("/indicators/?in=income&failing=1"))
    assert re.findall(r'<td class="number rank c-number">(\d+)</td>', page) == ["22"] and "บันทึกมุมมองนี้" in page
    assert "/indicators/?in=income" in text(desk.get("/indicators/?by=in"))
    desk.post("/views/save/", {"list": "indicators", "name": "รายได้", "keeps": "in=income&failing=1"})
    assert "รายได้" in text(desk.get("/indicators/?view=all"))


def test_the_csv_is_the_table_on_the_page(desk):
    response = desk.get("/indicators/file/?as=csv&sort=number&area=6009&in=income")
    above, _empty, table = b"".join(response.streaming_content).decode("utf-8-sig").partition("\r\n\r\n")
    rows = list(csv.DictReader(io.StringIO(table)))
    income = next(row for row in rows if row["ข้อ"] == "22")
    assert (income["เข้าข่าย (คน)"], income["ตกเกณฑ์ (คน)"], income["มิติ"]) == ("4", "3", "รายได้")
    assert [row["ข้อ"] for row in rows] == ["20", "21", "22"] and "มิติ: รายได้" in above  # what the page shows, and no more
    assert "attachment" in response["Content-Disposition"]


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/overview/", 26),
        ("/overview/?area=6009", 26),
        ("/overview/?by=authority", 31),
        ("/indicators/", 25),
        ("/definitions/", 14),
    ],
)
def test_a_page_asks_the_database_little(desk, address, most, django_assert_max_num_queries):
    with django_assert_max_num_queries(most):
        text(desk.get(address))


def test_before_the_first_survey_a_page_says_what_to_do(client, hire):
    from nsc.surveys.models import Batch

    Batch.objects.update(state=Batch.State.WITHDRAWN)
    client.force_login(hire("first", "คนแรก", "provincial_centre"))
    for place in ("overview", "map", "households", "indicators"):
        assert "ยังไม่มีข้อมูลสำรวจ" in text(client.get(f"/{place}/"))


def test_the_definitions_explain_what_the_figures_link_to(desk):
    page = text(desk.get("/definitions/"))
    anchors = set(re.findall(r'id="([\w-]+)"', page))
    linked = set(re.findall(r"/definitions/[^\"#]*#([\w-]+)", text(desk.get("/overview/")) + text(desk.get("/households/"))))
    assert linked and linked <= anchors
    assert "เกณฑ์เบื้องต้น ยังไม่เป็นทางการ" in page
    sources = text(desk.get("/sources/"))
    assert "OCHA" in sources and "จปฐ. 2561" in sources


def test_the_server_says_that_it_is_well_to_anybody(client):
    response = client.get("/health/")
    assert response.status_code == 200 and response.content == b"ok"


def test_search_finds_only_places_within_reach(enter, district_officer):
    found = enter(district_officer).post("/search/", {"q": "นครสวรรค์ตก"}, headers={"HX-Request": "true"})
    assert "ไม่พบสิ่งที่ตรงกับคำนี้" in found.content.decode()


def test_search_is_held_up_where_no_hand_types_so_fast(enter, district_officer, monkeypatch):
    monkeypatch.setattr(limits, "SEARCH", limits.Limit("search", 1, timedelta(days=1)))
    browser, typing = enter(district_officer), {"HX-Request": "true"}
    assert browser.post("/search/", {"q": "ไพ"}, headers=typing).status_code == 200
    fragment = browser.post("/search/", {"q": "ไพศ"}, headers=typing)
    assert fragment.status_code == 429 and 1 <= int(fragment["Retry-After"]) <= 86_401
    assert fragment.content.decode().startswith('<p class="title">ค้นบ่อยเกินไป ลองใหม่ได้ตั้งแต่ ')
    page = browser.post("/search/", {"q": "ไพศาลี"})
    assert page.status_code == 429 and "Retry-After" in page and "<h1>ค้นบ่อยเกินไป</h1>" in page.content.decode()
    assert browser.get("/search/").status_code == 200  # nothing was asked


def test_who_administers_comes_in_where_there_is_something_for_them(enter, administrator):
    assert enter(administrator).get("/")["Location"] == "/people/"
