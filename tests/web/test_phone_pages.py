"""Phones on the pages of an account: one's own, and those of an account that one administers."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from nsc import built
from nsc.access import phones
from nsc.access.models import AuditLine, Phone
from nsc.web import phones as pages
from tests.access.test_phones import row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]
BROWSER = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/126.0 Mobile"


@pytest.fixture
def enrolled(somjai):
    return phones.enrol(by=somjai, at=timezone.now() - timedelta(days=3), key=uuid4(), name=BROWSER, app="v1")


def text(response, status=200) -> str:
    assert response.status_code == status, response.status_code
    return response.content.decode()


def end(client, address: str, **said):
    return client.post(address, said, follow=True)


# — one's own —


def test_ones_own_phones_are_listed_with_what_ending_one_means(enter, somjai, enrolled):
    page = text(enter(somjai).get("/account/"))
    assert "โทรศัพท์ของข้าพเจ้า" in page and "Chrome บน Android" in page and "ใช้งานอยู่" in page
    assert "ร่างที่ยังบันทึกไม่เสร็จจะหายไป" in page and f'action="/account/phones/{enrolled.number}/end/"' in page


def test_one_ends_ones_own_and_is_told_what_happens_next(enter, somjai, enrolled):
    page = text(end(enter(somjai), f"/account/phones/{enrolled.number}/end/"))
    assert "ส่งงานที่ค้าง" in page and "รอเครื่องติดต่อเพื่อล้างข้อมูล" in page and "/end/" not in page.split("โทรศัพท์ของข้าพเจ้า")[1]
    assert row(enrolled).ended_by == somjai and AuditLine.objects.filter(verb="phone.end").count() == 1


def test_a_screen_left_open_ends_nothing(enter, somjai, enrolled):
    client = enter(somjai)
    session = client.session
    session["nsc.proved_at"] = (timezone.now() - timedelta(minutes=11)).timestamp()
    session.save()
    assert client.post(f"/account/phones/{enrolled.number}/end/")["Location"].startswith("/account/confirm/")
    assert row(enrolled).ended_at is None


def test_somebody_elses_is_not_there(enter, prasit, enrolled):
    assert enter(prasit).post(f"/account/phones/{enrolled.number}/end/").status_code == 404
    assert row(enrolled).ended_at is None


def test_who_makes_visits_and_has_none_is_told_how_to_get_there(enter, somjai):
    page = text(enter(somjai).get("/account/"))
    assert "ยังไม่มีโทรศัพท์ที่ลงทะเบียน" in page and 'href="/guide/field/"' in page


def test_who_makes_no_visits_is_not_bothered(enter, governor):
    assert "โทรศัพท์ของข้าพเจ้า" not in text(enter(governor).get("/account/"))


def test_a_clock_that_is_out_and_an_old_version_are_said(enter, somjai, enrolled, monkeypatch):
    Phone.objects.update(ahead=720)
    monkeypatch.setattr(built, "field_version", lambda: "v2")
    page = text(enter(somjai).get("/account/"))
    assert "นาฬิกาของเครื่องเร็วไป 12 นาที" in page and "แอปรุ่นเก่า" in page
    Phone.objects.update(ahead=-60, app="v2")
    page = text(enter(somjai).get("/account/"))
    assert "นาฬิกา" not in page and "แอปรุ่นล่าสุด" in page


@pytest.mark.parametrize(
    ("ahead", "words"),
    [(None, ""), (0, ""), (120, ""), (-120, ""), (-150, "ช้าไป 2 นาที"), (7_140, "เร็วไป 119 นาที"), (-86_400, "ช้าไป 24 ชั่วโมง")],
)
def test_how_far_a_clock_is_out(ahead, words):
    assert pages.clock(ahead).endswith(words) and bool(pages.clock(ahead)) == bool(words)


# — of an account that one administers —


def test_who_administers_an_account_ends_its_phone_with_a_reason(enter, administrator, somjai, enrolled):
    page = text(enter(administrator).get(f"/people/{somjai.pk}/"))
    assert "โทรศัพท์ของแอปภาคสนาม" in page and "Chrome บน Android" in page
    address = f"/people/{somjai.pk}/phones/{enrolled.number}/end/"
    assert f'action="{address}"' in page
    assert "โปรดบอกเหตุผล" in text(enter(administrator).post(address), 409) and row(enrolled).ended_at is None
    page = text(end(enter(administrator), address, because="ทำ {หาย}"))
    assert "ทำ {หาย}" in page and f'action="{address}"' not in page and row(enrolled).ended_by == administrator


def test_who_may_not_change_an_account_has_no_button_and_no_way(enter, district_officer, somjai, enrolled):
    page = text(enter(district_officer).get(f"/people/{somjai.pk}/"))
    assert "Chrome บน Android" in page and f"/phones/{enrolled.number}/end/" not in page
    assert enter(district_officer).post(f"/people/{somjai.pk}/phones/{enrolled.number}/end/", {"because": "หาย"}).status_code == 403
    assert row(enrolled).ended_at is None


def test_the_phone_of_another_account_is_not_there(enter, administrator, somjai, prasit, enrolled):
    assert enter(administrator).post(f"/people/{prasit.pk}/phones/{enrolled.number}/end/", {"because": "หาย"}).status_code == 404


def test_an_account_without_phones_has_no_such_part(enter, administrator, somjai):
    assert "โทรศัพท์ของแอปภาคสนาม" not in text(enter(administrator).get(f"/people/{somjai.pk}/"))


def test_the_pages_ask_the_database_little_however_many_phones(enter, administrator, somjai, enrolled, django_assert_max_num_queries):
    client = enter(administrator)
    address = f"/people/{somjai.pk}/"
    client.get(address)
    for _each in range(3):
        phones.enrol(by=somjai, at=timezone.now(), key=uuid4(), name=BROWSER)
    with django_assert_max_num_queries(28):
        client.get(address)
    client = enter(somjai)
    with django_assert_max_num_queries(12):
        client.get("/account/")
