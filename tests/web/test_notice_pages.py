"""What a person is told, and the own settings."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from nsc.access import delivery, notices, sign_in
from nsc.access.models import Delivery
from nsc.access.roles import OPERATOR, ROLES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]


def text(response, status=200) -> str:
    assert response.status_code == status, response.status_code
    return response.content.decode()


@pytest.fixture
def reader(enter, somjai):
    return enter(somjai)


def tell(user, at, count=3):
    notices.tell(users=[user], at=at, kind="work.received", href="/roles/", count=count)


def test_the_bell_counts_what_is_unread_with_one_question(reader, somjai, at, django_assert_num_queries):
    def asked() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            page = text(reader.get("/definitions/"))
        assert ("เรื่องแจ้งที่ยังไม่อ่าน 2 เรื่อง" in page) == (notices.unread(somjai) == 2)
        return sum("notice" in query["sql"] for query in captured)

    assert asked() == 1
    tell(somjai, at)
    tell(somjai, at)
    assert asked() == 1


def test_a_page_without_a_bell_asks_nothing(client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        client.get("/sign-in/")
    assert not [query for query in captured if "notice" in query["sql"]]


def test_the_inbox_is_by_day_and_empty_when_it_is(reader, somjai, at):
    assert "ยังไม่มีเรื่องแจ้ง" in text(reader.get("/notices/"))
    tell(somjai, at)
    page = text(reader.get("/notices/"))
    assert "15 ม.ค. 2569" in page and "ท่านได้รับมอบงานต่อจากผู้พ้นหน้าที่ 3 รายการ" in page and "อ่านแล้วทั้งหมด" in page


def test_one_is_read_and_leads_on_and_all_are_read_at_once(reader, somjai, at):
    tell(somjai, at)
    tell(somjai, at)
    newest = notices.of(somjai).first()
    assert reader.post(f"/notices/{newest.pk}/")["Location"] == "/roles/" and notices.unread(somjai) == 1
    reader.post("/notices/read/")
    assert notices.unread(somjai) == 0


def test_a_notice_leads_nowhere_else(reader, somjai, at):
    notices.tell(users=[somjai], at=at, kind="role.given", href="https://elsewhere.example/")
    assert reader.post(f"/notices/{notices.of(somjai).get().pk}/")["Location"] == "/notices/"


def test_anothers_notice_is_not_there(reader, prasit, at):
    tell(prasit, at)
    assert reader.post(f"/notices/{notices.of(prasit).get().pk}/").status_code == 404
    assert notices.unread(prasit) == 1


def test_pages_of_the_inbox_lead_on(reader, somjai, at, monkeypatch):
    monkeypatch.setattr(notices, "PER_PAGE", 2)
    for count in (1, 2, 3):
        tell(somjai, at, count)
    oldest = list(notices.of(somjai))[1].pk
    assert f"?before={oldest}" in text(reader.get("/notices/"))
    assert "1 รายการ" in text(reader.get(f"/notices/?before={oldest}")) and reader.get("/notices/?before=x").status_code == 200


def test_a_person_says_what_goes_where(reader, somjai, at, settings):
    settings.LINE_TOKEN = settings.LINE_SECRET = "x"
    told = {"email": "somjai@example.go.th", "email_when": "at_once", "language": "en", "wanted": ["role.given:email"]}
    assert reader.post("/settings/", told).status_code == 302
    somjai.refresh_from_db()
    assert (somjai.email, somjai.language) == ("somjai@example.go.th", "en")
    assert ("work.received", "email") in notices.muted(somjai) and ("role.given", "email") not in notices.muted(somjai)
    tell(somjai, at)
    assert not Delivery.objects.exists()
    page = text(reader.get("/settings/"))
    assert 'value="role.given:email" checked' in page and 'value="work.received:email"' in page and "My settings" in page


def test_a_wrong_address_is_told_on_the_form(reader):
    assert 'role="alert"' in text(reader.post("/settings/", {"email": "x", "email_when": "at_once", "language": "th"}))


def test_another_address_for_ways_in_is_set_by_who_has_just_proved_himself(reader, somjai):
    session = reader.session
    session[sign_in.PROVED_AT] -= timedelta(minutes=11).total_seconds()
    session.save()
    told = {"email": "other@example.go.th", "email_when": "at_once", "language": "th"}
    assert reader.post("/settings/", told)["Location"].startswith(reverse("confirm"))
    somjai.refresh_from_db()
    assert somjai.email != "other@example.go.th"
    told["email"] = somjai.email
    assert reader.post("/settings/", told)["Location"] == "/settings/"  # the rest needs no proof
    session = reader.session
    sign_in_now = timezone.now().timestamp()
    session[sign_in.PROVED_AT] = sign_in_now
    session.save()
    assert reader.post("/settings/", told | {"email": "other@example.go.th"})["Location"] == "/settings/"
    somjai.refresh_from_db()
    assert somjai.email == "other@example.go.th"


def test_line_is_linked_by_a_code_shown_once(reader, somjai, settings):
    assert "ยังไม่ได้เปิดใช้ LINE" in text(reader.get("/settings/"))
    settings.LINE_TOKEN, settings.LINE_SECRET, settings.LINE_ACCOUNT = "x", "x", "@nakhonsawan"
    page = reader.post("/settings/line/")
    assert 'class="code"' in text(page) and "@nakhonsawan" in text(page) and "no-store" in page["Cache-Control"]
    assert 'class="code"' not in text(reader.get("/settings/"))


def test_roles_are_explained_to_everyone_and_the_own_ones_first(reader, client, citizen):
    page = text(reader.get("/roles/"))
    assert all(f'id="{key}"' in page for key in ROLES if key != OPERATOR.key)
    assert page.index("ตำบลไพศาลี อำเภอไพศาลี") < page.index('id="executive"')
    client.force_login(citizen)
    assert "ท่านยังไม่มีบทบาท" in text(client.get("/roles/"))


def test_words_of_notices_hold_numbers_and_codes_alone():
    """A gap for a name would let one in."""
    for words in notices.KINDS.values():
        assert set(notices_gaps(words)) <= {"count", "days", "hours", "left", "number", "called", "household", "version"}
    assert set(delivery.TROUBLES) == {"refused", "unreachable", "broken"}


def notices_gaps(words: str) -> list[str]:
    import string

    return [name for _text, name, _spec, _conversion in string.Formatter().parse(words) if name]
