"""Signing in, language, light and dark."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
WORD = "ข้าวสารสามกระสอบ"


@pytest.fixture
def somsri(hire):
    user = hire("somsri", "สมศรี ใจดี")
    user.set_password(WORD)
    user.save()
    return user


def sign_in(client, word, **more):
    return client.post(reverse("sign-in"), {"username": "somsri", "password": word, **more})


def test_with_the_right_password_one_is_in(client, somsri):
    assert sign_in(client, WORD)["Location"] == reverse("home")
    assert int(client.session["_auth_user_id"]) == somsri.pk


def test_one_comes_back_to_the_page_one_wanted(client, somsri):
    assert sign_in(client, WORD, next="/map/?area=6009")["Location"] == "/map/?area=6009"


def test_one_is_not_led_to_another_site(client, somsri):
    assert sign_in(client, WORD, next="https://elsewhere.example/")["Location"] == reverse("home")


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(client, somsri):
    wrong = sign_in(client, "ไม่ใช่").content.decode()
    assert "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" in wrong and 'role="alert"' in wrong
    nobody = client.post(reverse("sign-in"), {"username": "nobody", "password": "x"}).content.decode()
    assert "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" in nobody


def test_the_lock_says_until_when(client, somsri, settings):
    settings.AUTHENTICATION_BACKENDS = ["nsc.access.sign_in.Door"]
    answers = [sign_in(client, "ไม่ใช่").content.decode() for _ in range(6)]
    assert "บัญชีนี้ถูกพักไว้ถึง" in answers[-1]


def test_signing_out_is_a_deliberate_act(client, somsri):
    sign_in(client, WORD)
    assert client.get(reverse("sign-out")).status_code == 405
    client.post(reverse("sign-out"))
    assert "_auth_user_id" not in client.session


def test_the_chosen_colours_come_with_the_next_page(client):
    assert client.post(reverse("theme"), {"theme": "dark", "next": "/sign-in/"})["Location"] == "/sign-in/"
    assert 'data-theme="dark"' in client.get("/sign-in/").content.decode()


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_choosing_colours_leads_nowhere_else(client, back):
    response = client.post(reverse("theme"), {"theme": "nonsense", "next": back})
    assert response["Location"] == "/" and "theme" not in response.cookies


def test_the_language_can_be_changed_before_signing_in(client):
    client.post(reverse("language"), {"language": "en", "next": "/sign-in/"})
    assert 'lang="en"' in client.get("/sign-in/").content.decode()


def test_an_english_browser_still_gets_thai(client):
    assert 'lang="th"' in client.get("/sign-in/", headers={"Accept-Language": "en-US"}).content.decode()


def test_the_account_brings_its_language_along(client, somsri):
    somsri.language = "en"
    somsri.save()
    client.force_login(somsri)
    assert 'lang="en"' in client.get("/overview/").content.decode()


def test_a_next_page_that_is_no_address_leads_home(client, somsri):
    assert sign_in(client, WORD, next="somsri-1990100000017")["Location"] == reverse("home")
