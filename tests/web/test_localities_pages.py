"""Pages of places; definitions, sources and the log of rules."""

import re

import pytest
from django.urls import reverse

from nsc.areas import boundaries
from nsc.reports import locality
from nsc.web import terms
from nsc.web.here import Here
from tests.surveyed import OURS, THEIRS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
VILLAGE, TAMBON, AMPHOE = f"/places/{OURS}/", "/places/600908/", "/places/6009/"


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return response.content.decode()


@pytest.fixture
def partner(hire):
    return hire("partner", "มูลนิธิ", "partner", "60")


@pytest.mark.parametrize("address", [VILLAGE, TAMBON, AMPHOE])
def test_what_one_reads_before_driving_there(enter, governor, address):
    page = text(enter(governor).get(address))
    for heading in ("พีระมิดประชากรที่สำรวจ", "ช่วงวัยกับมิติ", "น้ำ บริการ และสวัสดิการ", "ใครทำงานที่นี่", "หน่วยงานและภาคี"):
        assert heading in page
    assert len(re.findall(r"<h1\b", page)) == 1 and "เหตุการณ์ในปีงบประมาณ" in page


def test_a_number_leads_to_its_rows_in_the_same_place_and_round(enter, governor):
    page = text(enter(governor).get(f"{VILLAGE}?round=2564"))
    assert f"/households/?area={OURS}&amp;round=2564&amp;poor=mpi" in page and f"/indicators/?area={OURS}&amp;round=2564" in page
    assert f"/map/?area={OURS}&amp;round=2564" in page


def test_who_sees_figures_only_reads_why_numbers_are_missing(enter, partner):
    page = text(enter(partner).get(VILLAGE))
    assert "จำนวน 1–4 จึงปิดไว้" in page and 'class="kept"' in page
    assert "/households/?" not in page.split('<main id="main"')[1].split("</main>")[0] and "/cases/list/" not in page
    assert 'class="kept"' in text(enter(partner).get("/overview/"))  # as on every other page


def test_a_filter_it_cannot_honour_is_said(enter, governor):
    page = text(enter(governor).get(f"{VILLAGE}?stage=elderly&sex=male"))
    assert "หน้านี้ไม่ได้กรองด้วย ผู้สูงอายุ (60 ปีขึ้นไป) · ชาย" in " ".join(page.split())


def test_places_that_are_not_there_or_not_theirs(enter, district_officer):
    desk = enter(district_officer)
    for code in (THEIRS, "60010199", "6099", "abc"):
        assert desk.get(f"/places/{code}/").status_code == 404, code
    assert desk.get("/places/60/").status_code == 302 and desk.get("/places/60/")["Location"].startswith("/overview/")


def test_menus_that_change_the_area_arrive_at_its_page(enter, governor):
    desk = enter(governor)
    assert desk.get(f"/places/?area={OURS}&round=2564")["Location"] == f"{VILLAGE}?round=2564"
    assert desk.get("/places/")["Location"].startswith("/overview/")
    assert Here().but() == "?"


def test_it_asks_the_database_as_often_for_an_amphoe_as_for_a_village(enter, governor, django_assert_max_num_queries):
    desk = enter(governor)
    for address in (VILLAGE, TAMBON, AMPHOE):
        desk.get(address)
        with django_assert_max_num_queries(64):
            text(desk.get(address))


def test_before_the_first_survey_it_says_what_to_do(client, hire):
    from nsc.surveys.models import Batch

    Batch.objects.update(state=Batch.State.WITHDRAWN)
    client.force_login(hire("first", "คนแรก", "provincial_centre"))
    assert "ยังไม่มีข้อมูลสำรวจ" in text(client.get(VILLAGE))


# — definitions —


def test_every_word_is_explained_with_an_example_and_what_it_is_not(desk):
    page = text(desk.get("/definitions/"))
    anchors = re.findall(r'<article class="term" id="([\w-]+)"', page)
    assert len(anchors) == len(set(anchors)) and set(terms.BY_ANCHOR) <= set(anchors)
    for word in terms.BY_ANCHOR.values():
        assert word.short and word.example and word.isnt and (word.formula or word.meaning), word.anchor


def test_every_sign_beside_a_figure_leads_to_a_word_that_is_there(desk):
    anchors = set(re.findall(r'id="([\w-]+)"', text(desk.get("/definitions/"))))
    pages = [
        text(desk.get(address))
        for address in (VILLAGE, AMPHOE, "/overview/", "/households/", "/indicators/", "/households/persons/?area=6009")
    ]
    linked = {anchor for page in pages for anchor in re.findall(r"/definitions/[^\"#]*#([\w-]+)", page)}
    assert len(linked) > 8 and linked <= anchors


def test_an_unknown_word_is_an_error_and_no_empty_link():
    from nsc.web.templatetags.terms import defined, sign

    with pytest.raises(KeyError):
        defined("no-such-word")
    assert sign("/definitions/?area=60#no-such-word") == "" and "#mpi" in sign("/definitions/?area=60#mpi")


def test_definitions_are_searched_without_script(desk):
    page = text(desk.get("/definitions/", {"q": "ตกหล่น แจ้ง"}))
    assert 'id="group-missed"' in page and 'id="mpi"' not in page
    assert "ไม่พบคำนี้" in text(desk.get("/definitions/", {"q": "ไม่มีคำนี้แน่"}))


def test_sources_say_when_they_came_and_what_is_missing(desk):
    page = text(desk.get("/sources/"))
    assert "แบบสำรวจ จปฐ. 2564" in page and "ควรได้รับใหม่แล้ว" in page and "ยังไม่เคยได้รับ" in page and "OCHA" in page


def test_who_sees_no_figures_sees_no_sources(enter, administrator, citizen):
    assert enter(administrator).get("/sources/").status_code == 403
    assert enter(citizen).get("/sources/").status_code == 404
    assert reverse("sources") not in text(enter(citizen).get("/definitions/"))


def test_the_log_of_rules_by_kind(desk):
    page = text(desk.get("/definitions/changes/"))
    assert "จัดตัวชี้วัดชุด พ.ศ. 2565-2569 เข้า 5 มิติ" in page and "เกณฑ์เบื้องต้น ยังไม่เป็นทางการ" in page
    only = text(desk.get("/definitions/changes/?kind=thresholds"))
    assert "38,000" in only and "40,000" in only and "เข้า 5 มิติ</b>" not in only
    assert "ยังไม่มีการเปลี่ยนแปลงเรื่องนี้" in text(desk.get("/definitions/changes/?kind=criteria"))


def test_villages_with_located_houses_stand_on_their_tambon(desk, monkeypatch):
    """Every page of such a village answered that something broke: the drawings' width had moved and this one looked in the old place."""
    (lon, lat), *_ring = boundaries.features("tambon", "600908")["600908"]["coordinates"][0]
    monkeypatch.setattr(locality, "_middles", lambda at: (locality.Middle(OURS, lat, lon),))
    for address in (VILLAGE, TAMBON):
        assert "หมู่บ้านในตำบลไพศาลี ร้อยละ" in text(desk.get(address))
