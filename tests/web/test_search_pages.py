"""The one box on every page: what is typed stands in no address; a fragment as one types, a page of its own otherwise."""

import logging
import re

import pytest
from django.urls import reverse

from nsc.access.models import AuditLine
from tests import named
from tests.surveyed import household_id

TYPING = {"HX-Request": "true"}


@pytest.fixture
def searched(province, db, tmp_path):
    named.first(tmp_path)
    named.second(tmp_path)


def body(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def ask(client, text: str, headers=TYPING, **more):
    return client.post("/search/?round=2564", {"q": text, **more}, headers=headers)


@pytest.mark.usefixtures("searched")
def test_as_one_types_names_come_in_groups_with_what_was_typed_marked(desk):
    shown = body(ask(desk, "ณัฐ"))
    assert "บุคคล" in shown and "นาย<mark>ณัฐ</mark>พล ศรีสุข" in shown and "<html" not in shown
    assert f'href="/households/{household_id(1)}/?round=2564"' in shown
    assert len(re.findall('role="option"', shown)) == 2 and "พบ 2 รายการ" in shown


@pytest.mark.usefixtures("searched")
def test_enter_on_a_single_hit_goes_there_and_on_several_to_a_page(desk):
    assert ask(desk, "ศรีสุข ณัฐพล", {})["Location"] == f"/households/{household_id(1)}/?round=2564"
    page = body(ask(desk, "ณัฐพล", {}))
    assert "<h1>ค้นหา</h1>" in page and 'value="ณัฐพล"' in page
    assert "เคยสำรวจปี 2561" in body(ask(desk, "สมชาย"))
    assert "1–2 จาก 2" in body(ask(desk, "ณัฐพล", {}, group="persons"))


@pytest.mark.usefixtures("searched")
def test_an_address_with_words_in_it_searches_for_nothing(desk):
    page = body(desk.get("/search/", {"q": "ณัฐพล"}))
    assert "ณัฐพล" not in page and "พิมพ์อะไรได้บ้าง" in page
    assert not AuditLine.objects.filter(verb="search.see").exists()


@pytest.mark.usefixtures("searched")
def test_no_log_line_holds_what_was_typed(desk, caplog):
    with caplog.at_level(logging.DEBUG):
        ask(desk, "ณัฐพล")
        ask(desk, "ณัฐพล", {}, group="persons")
    said = [line.getMessage() for line in caplog.records if line.name != "django.db.backends"]  # which is silent but for a developer
    assert not [line for line in said if "ณัฐพล" in line]


@pytest.mark.usefixtures("searched")
def test_the_box_says_what_may_be_typed_by_whom(enter, governor, provincial_officer):
    assert "เลขประจำตัวประชาชน 13 หลัก" in body(enter(provincial_officer).get("/search/"))
    page = body(enter(governor).get("/search/"))
    assert "เลขประจำตัวประชาชน 13 หลัก" not in page and "รหัสบ้าน 11 หลัก" in page
    assert "ไม่พบสิ่งที่ตรงกับคำนี้" in body(ask(enter(governor), "ณัฐพล"))


def test_the_form_goes_by_post_and_needs_its_token(desk, client):
    page = body(desk.get("/definitions/"))
    form = re.search('<form class="search".*?</form>', page, re.DOTALL)[0]
    assert 'method="post"' in form and f'action="{reverse("search")}' in form and "csrfmiddlewaretoken" in form
    assert 'role="combobox"' in form and 'aria-controls="found"' in form
    desk.handler.enforce_csrf_checks = True
    assert ask(desk, "ไพศาลี").status_code == 403


def test_one_letter_finds_places_and_says_what_is_missing_for_names(desk):
    assert "พิมพ์อย่างน้อย 2 ตัวอักษรเพื่อค้นชื่อบุคคล" in body(ask(desk, "น"))
