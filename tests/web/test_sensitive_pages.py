"""The household's file: what is closed, what is opened one by one and how, and photographs."""

import io
import re
from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile

from nsc.access import reach
from nsc.access.models import AuditLine
from nsc.registry import photographs
from nsc.registry.models import Detail, Photograph
from nsc.reports import household
from nsc.surveys import residents
from nsc.surveys.models import Member, Response
from tests.casework.conftest import agree_to_pictures
from tests.files import pictures
from tests.survey_files import house_code, national_id
from tests.surveyed import household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
PHONE = "0898765432"
WHY = {"reason": "visit", "words": ""}
PART = {"HX-Request": "true"}


@pytest.fixture
def home(surveyed) -> int:
    return household_id(1)


@pytest.fixture
def head(home) -> int:
    return Member.objects.filter(response__household=home, first_name="ทดสอบ1").latest("pk").person_id


@pytest.fixture
def address(home, head):
    return lambda act="": f"/households/{home}/residents/{head}/{act}"


@pytest.fixture
def phone(operator, at, home, head):
    residents.record(by=operator, at=at, household=home, person=head, field="phone", value=PHONE)


@pytest.fixture
def team(enter, hire):
    return enter(hire("team", "ทีมตำบล", "tambon_team", "600908"))


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return response.content.decode()


# — masked —


@pytest.fixture
def ill(home):
    """The child of household 1 is disabled and can't help herself; both fail what is asked of the disabled."""
    Member.objects.filter(first_name="ดวงดาว").update(health=1, self_care=False, applicable=1 << 27, failed=1 << 27)
    Response.objects.filter(household=home).update(failed=1 << 27 | 1 << 21, lat=15.7, lon=100.6)


@pytest.mark.usefixtures("ill")
@pytest.mark.parametrize("who", ["governor", "dpo"])
def test_with_the_name_goes_all_that_names_the_family(enter, hire, governor, home, who):
    user = governor if who == "governor" else hire("dpo", "ดีพีโอ", "dpo")
    browser = enter(user)
    for page in ("/households/?poor=mpi&area=6009", "/households/persons/?area=6009", f"/households/{home}/"):
        shown = re.sub(r'<details class="menu.*?</details>', "", text(browser.get(page)), flags=re.DOTALL)  # what all may be narrowed by
        for secret in ("ทดสอบ1", "ดวงดาว", "11/1", house_code(1), "6099-000000-1", "circle", "ช่วยเหลือตนเองไม่ได้", "มีผู้พิการ", "เป็นผู้พิการ"):
            assert secret not in shown, (page, secret)
        assert "ไพศาลี" in shown  # the village stays
    assert "ตำแหน่งบ้านปิดไว้พร้อมกับชื่อ" in shown and "ปิดชื่อและที่อยู่ไว้" in shown


@pytest.mark.usefixtures("ill")
def test_who_may_read_names_sees_all_of_it(team, home):
    shown = text(team.get(f"/households/{home}/"))
    for told in ("ดวงดาว", "11/1", "6099-000000-1", "circle", "ช่วยเหลือตนเองไม่ได้", "มีผู้พิการ 1 คน"):
        assert told in shown, told


@pytest.mark.usefixtures("ill")
def test_the_points_of_a_masked_household_add_up(enter, governor, operator, at, home):
    shown = text(enter(governor).get(f"/households/{home}/"))
    assert "ปัจจัยที่ปิดไว้ตามสิทธิ" in shown
    masked, whole = (sum(each.points for each in household.file(user, home, at=at).reasons) for user in (governor, operator))
    assert masked == whole > 1000


def test_a_partner_finds_the_village_and_no_button(enter, hire, home):
    partner = hire("partner", "ภาคี", "partner")
    reach.give(household=home, to=partner, purpose="partner")
    shown = text(enter(partner).get(f"/households/{home}/"))
    assert "11/1" not in shown and "เปิดชื่อ" not in shown and "ข้อมูลอ่อนไหว" not in shown and "ภาพถ่าย" not in shown


# — one name —


def test_a_name_is_opened_for_a_reason_and_leaves_a_line(enter, governor, home, head, address):
    browser = enter(governor)
    assert address("name/") in text(browser.get(f"/households/{home}/"))
    form = browser.get(address("name/"), headers=PART)
    assert "ทดสอบ1" not in text(form) and "<html" not in text(form)
    opened = browser.post(address("name/"), {"reason": "check", "words": "เทียบบัญชี อบต."}, headers=PART)
    assert "นางทดสอบ1 สมมุติ" in text(opened) and opened["Cache-Control"] == "no-store, private"
    line = AuditLine.objects.get(verb="name.reveal")
    assert (line.on_id, line.detail) == (str(home), f"person {head}")
    assert line.because == "ตรวจว่าเป็นบุคคลเดียวกันกับเอกสาร · เทียบบัญชี อบต."


@pytest.mark.parametrize(
    "said", [{}, {"reason": ""}, {"reason": "other", "words": ""}, {"reason": "nonsense"}, {"reason": "visit", "words": "โทร 0812345678"}]
)
def test_without_a_reason_the_name_stays_closed(enter, governor, address, said):
    answer = text(enter(governor).post(address("name/"), said, headers=PART))
    assert "ทดสอบ1" not in answer and 'class="wrong"' in answer
    assert not AuditLine.objects.filter(verb="name.reveal").exists()


def test_a_question_by_address_opens_nothing(enter, governor, address):
    """The reason is given by POST; nothing of it, and no value, is ever part of an address."""
    assert "ทดสอบ1" not in text(enter(governor).get(address("name/"), {"reason": "visit"}))
    assert not AuditLine.objects.filter(verb="name.reveal").exists()


def test_without_the_script_it_is_a_page_of_its_own(enter, governor, address):
    browser = enter(governor)
    page = text(browser.get(address("name/")))
    assert "<html" in page and "hx-post" not in page
    opened = browser.post(address("name/"), WHY)
    assert "นางทดสอบ1 สมมุติ" in text(opened) and opened["Cache-Control"] == "no-store, private"


# — what is sealed —


@pytest.mark.usefixtures("phone")
def test_no_page_holds_a_value_before_it_is_asked_for(team, home, address):
    for page in (f"/households/{home}/", address(), address("phone/open/"), address("phone/record/"), address("national_id/open/")):
        shown = text(team.get(page))
        for secret in (PHONE, "089-876-5432", national_id(1)):
            assert secret not in shown, page
    assert "เบอร์โทรศัพท์" in text(team.get(f"/households/{home}/"))


@pytest.mark.usefixtures("phone")
@pytest.mark.parametrize(("field", "shown"), [("phone", "089-876-5432"), ("national_id", "1-9900-00000-01-")])
def test_one_field_is_opened_at_a_time(team, address, field, shown):
    opened = team.post(address(f"{field}/open/"), WHY, headers=PART)
    assert shown in text(opened) and opened["Cache-Control"] == "no-store, private" and "HX-Request" in opened["Vary"]
    [line] = AuditLine.objects.filter(verb="sensitive.reveal")
    assert line.detail.endswith(f" {field}") and line.because == "นัดหรือเตรียมเยี่ยมบ้าน"


def test_what_is_not_there_is_said(team, address):
    assert "ยังไม่มีข้อมูลนี้" in text(team.post(address("phone/open/"), WHY, headers=PART))


def test_a_phone_is_recorded_in_any_spelling(team, home, address):
    done = team.post(address("phone/record/"), {"value": "+66 ๘๑ 234-5678"}, headers=PART)
    assert done.status_code == 204 and done["HX-Redirect"] == f"/households/{home}/"
    assert "081-234-5678" in text(team.post(address("phone/open/"), WHY, headers=PART))
    assert "บันทึกเมื่อ" in text(team.get(address(), headers=PART))


@pytest.mark.parametrize(
    ("field", "said", "mend"),
    [
        ("phone", {"value": "123"}, "มือถือมี 10 หลัก"),
        ("phone", {}, "จำเป็น"),
        ("bank_account", {"bank": "ktb", "value": "1"}, "มี 10 หลัก"),
        ("bank_account", {"bank": "", "value": "1234567890"}, "จำเป็น"),
        ("health_note", {"value": "ก" * 1001}, "1000"),
    ],
)
def test_a_wrong_value_comes_back_with_how_to_mend_it(team, address, field, said, mend):
    answer = text(team.post(address(f"{field}/record/"), said, headers=PART))
    assert mend in answer and 'class="wrong"' in answer
    assert not Detail.objects.exists()


def test_an_account_is_recorded_with_its_bank(team, address):
    team.post(address("bank_account/record/"), {"bank": "baac", "value": "012-345-678-901"})
    assert "ธ.ก.ส. 012345678901" in text(team.post(address("bank_account/open/"), WHY))


@pytest.mark.usefixtures("phone")
def test_erasing_asks_why(team, home, address):
    assert 'class="wrong"' in text(team.post(address("phone/erase/"), {}, headers=PART)) and Detail.objects.exists()
    assert team.post(address("phone/erase/"), {"reason": "request"}).headers["Location"] == f"/households/{home}/"
    assert not Detail.objects.exists()


@pytest.mark.parametrize("act", ["record", "erase", "open"])
def test_an_unknown_field_is_refused(team, address, act):
    assert team.get(address(f"religion/{act}/")).status_code == 409 or act == "erase"
    assert team.post(address(f"religion/{act}/"), WHY | {"value": "x"}).status_code in (200, 409)
    assert not Detail.objects.exists()


def test_html_in_a_note_is_text(team, address):
    team.post(address("health_note/record/"), {"value": "<script>alert(1)</script>\nบรรทัดสอง"})
    shown = text(team.post(address("health_note/open/"), WHY))
    assert "<script>alert(1)" not in shown and "&lt;script&gt;" in shown and "<br>บรรทัดสอง" in shown


def test_who_heads_a_village_sees_neither_button_nor_value(enter, hire, home, address):
    browser = enter(hire("kamnan", "กำนัน", "village_head", "60090804"))
    assert "ข้อมูลอ่อนไหว" not in text(browser.get(f"/households/{home}/"))
    assert browser.get(address("phone/open/")).status_code == 403


# — photographs —


@pytest.fixture
def agreed(operator, home) -> None:
    agree_to_pictures(home, operator, date(2026, 1, 1))


@pytest.fixture
def photograph(operator, at, home, agreed) -> int:
    return photographs.add(by=operator, at=at, household=home, file=io.BytesIO(pictures.photograph()), kind="house", caption="หลังคารั่ว").id


def sent(content: bytes | None = None, name: str = "บ้าน.jpg", kind: str = "image/jpeg"):
    return SimpleUploadedFile(name, pictures.photograph() if content is None else content, kind)


def test_the_page_says_why_no_photograph_is_added_and_where_the_yes_is_recorded(team, home):
    add, mended = f"/households/{home}/photographs/add/", f"/households/{home}/consents/"
    shown = text(team.get(f"/households/{home}/"))
    assert "ขณะนี้ยังไม่มีความยินยอม" in shown and mended in shown and add not in shown
    form = text(team.get(add))
    assert 'type="file"' not in form and "ขณะนี้ยังไม่มีความยินยอม" in form and mended in form and 'class="wrong"' not in form
    answer = text(team.post(add, {"file": sent(), "kind": "house"}))
    assert "โปรดถามและบันทึกความยินยอม" in answer and not Photograph.objects.exists()


@pytest.mark.usefixtures("agreed")
def test_a_photograph_is_added_on_the_page(team, home):
    done = team.post(f"/households/{home}/photographs/add/", {"file": sent(), "kind": "house", "caption": "หลังคารั่ว", "is_position": "on"})
    assert done.headers["Location"] == f"/households/{home}/"
    page = text(team.get(f"/households/{home}/"))
    assert "หลังคารั่ว" in page and "/preview.jpg" in page and "circle" in page
    assert "เพิ่มภาพแล้ว" in " ".join(str(each) for each in get_messages(done.wsgi_request))


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "house.jpg", "image/jpeg"),
        (b"<?php system('id'); ?>", "house.jpg", "image/jpeg"),
        (pictures.in_form("GIF"), "house.jpg", "image/jpeg"),
        (pictures.claims(50_000, 50_000), "house.png", "image/png"),
        (pictures.photograph()[:700], "house.jpg", "image/jpeg"),
    ],
)
@pytest.mark.usefixtures("agreed")
def test_a_hostile_file_comes_back_as_a_plain_error(team, home, content, name, kind):
    answer = text(team.post(f"/households/{home}/photographs/add/", {"file": sent(content, name, kind), "kind": "house"}))
    assert 'class="wrong"' in answer and not Photograph.objects.exists()


@pytest.mark.usefixtures("agreed")
def test_what_a_file_is_called_counts_for_nothing(team, home):
    team.post(f"/households/{home}/photographs/add/", {"file": sent(name="x.php", kind="text/html"), "kind": "house"})
    opened = team.get(f"/photographs/{Photograph.objects.get().pk}/picture.jpg")
    assert opened["Content-Type"] == "image/jpeg" and ".php" not in str(opened.headers)


def test_a_picture_is_sent_as_nothing_but_a_picture(team, photograph):
    for name in ("picture", "preview"):
        answer = team.get(f"/photographs/{photograph}/{name}.jpg")
        assert answer["Content-Type"] == "image/jpeg" and answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "no-store, private" and "sandbox" in answer["Content-Security-Policy"]
        assert answer.getvalue()[:3] == b"\xff\xd8\xff"
    assert AuditLine.objects.filter(verb="photograph.see").count() == 1  # the blurred one shows nobody


def test_a_photograph_is_removed(team, home, photograph):
    assert f"remove-{photograph}" in text(team.get(f"/households/{home}/"))
    assert team.post(f"/photographs/{photograph}/remove/").status_code == 302 and not Photograph.objects.exists()


def test_without_photographs_the_page_says_what_they_are_for(team, home):
    assert "ยังไม่มีภาพของครัวเรือนนี้" in text(team.get(f"/households/{home}/"))


@pytest.mark.usefixtures("agreed")
def test_the_file_asks_the_database_little_however_much_is_kept(team, operator, at, home, django_assert_max_num_queries):
    for member in Member.objects.filter(response__household=home, response__round__survey_year=2021):
        for field, value in (("phone", PHONE), ("health_note", "ก"), ("disability_note", "ก")):
            residents.record(by=operator, at=at, household=home, person=member.person_id, field=field, value=value)
    for _ in range(5):
        photographs.add(by=operator, at=at, household=home, file=io.BytesIO(pictures.photograph()), kind="house")
    with django_assert_max_num_queries(48):
        text(team.get(f"/households/{home}/"))


@pytest.mark.usefixtures("ill")
def test_no_masked_list_is_narrowed_to_the_ill(enter, governor, team):
    """To stand on it would tell what is closed beside the name. Who lives together is no secret of anybody's health."""
    assert "<table" in text(team.get("/households/?poor=mpi&area=600908&special=cannot_help_self"))
    masked = enter(governor)
    for page in ("/households/?poor=mpi&area=6009", "/households/persons/?poor=mpi&area=6009"):
        assert "ข้อมูลสุขภาพ จึงแสดงเฉพาะจำนวน" in text(masked.get(f"{page}&special=disabled"), 409)
        assert masked.get(f"{page}&special=elderly_alone").status_code == 200
