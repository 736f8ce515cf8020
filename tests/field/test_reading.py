"""A phone reads with the secret that it keeps locked."""

import gzip
import io
import json
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from nsc.access import phones, reach
from nsc.access.models import AuditLine, Phone
from nsc.registry import photographs
from tests.casework.conftest import AT, agree_to_pictures
from tests.files import pictures
from tests.surveyed import OURS

pytestmark = pytest.mark.django_db
BUNDLE = "/field/bundle/"


@pytest.fixture
def phone(somjai) -> phones.Enrolled:
    return phones.enrol(by=somjai, at=AT, key=uuid4(), name="Android")


@pytest.fixture
def read(phone):
    """Asks in that phone's name: read(have={…})."""

    def read(secret=phone.read, **asked):
        return Client().post(BUNDLE, asked, content_type="application/json", headers={"Authorization": f"Bearer {secret}"})

    return read


def test_a_phone_reads_what_is_its_holders_and_the_record_names_the_phone(in_care, read, phone):
    found = read().json()
    assert [each["id"] for each in found["households"]] == [in_care.household_id]
    assert found["words"]["me"]["name"] == "สมใจ" and found["words"]["notice"]["version"] == 1
    line = AuditLine.objects.get(verb="bundle.see")
    assert f"phone {phone.number}" in line.detail and line.households == f" {in_care.household_id} "


def test_only_what_is_new_is_read_again(in_care, read):
    first = read().json()
    have = {each["key"]: each["digest"] for each in first["households"]}
    again = read(all=first["all"], have=have, words=first["words"]["digest"]).json()
    assert again == {"now": again["now"], "all": first["all"], "same": True, "gone": [], "more": 0, "ask": False} | {
        "words": None,
        "households": [],
        "farmers": [],
        "more_farmers": 0,
    }


def test_one_digest_says_that_nothing_is_new_and_else_the_phone_is_asked_for_all_of_them(in_care, read):
    first = read().json()
    brief = {"all": first["all"], "words": first["words"]["digest"]}
    assert read(**brief).json()["same"] is True
    in_care.household.house_no = "99"
    in_care.household.save()
    lines = AuditLine.objects.filter(verb="bundle.see").count()
    asked = read(**brief).json()
    assert (asked["ask"], asked["same"], asked["households"], asked["gone"]) == (True, False, [], [])
    assert AuditLine.objects.filter(verb="bundle.see").count() == lines  # nothing was opened
    have = {each["key"]: each["digest"] for each in first["households"]}
    told = read(**brief, have=have).json()
    assert (told["ask"], [each["no"] for each in told["households"]]) == (False, ["99"])
    assert len(read(all="", words="").json()["households"]) == 1  # a phone that has nothing is given everything


def test_it_comes_small_to_who_takes_it_so(in_care, phone, read):
    headers = {"Authorization": f"Bearer {phone.read}", "Accept-Encoding": "gzip, br"}
    small = Client().post(BUNDLE, {}, content_type="application/json", headers=headers)
    assert small["Content-Encoding"] == "gzip" and "Accept-Encoding" in small["Vary"] and "no-store" in small["Cache-Control"]
    told, plain = json.loads(gzip.decompress(small.content)), read()
    assert told["households"] == plain.json()["households"] and len(small.content) < len(plain.content) / 3


def test_neither_the_open_secret_nor_a_session_reads_anything(in_care, somjai, phone, read):
    assert read(secret=phone.send).status_code == 401
    browser = Client()
    browser.force_login(somjai)
    assert browser.post(BUNDLE, {}, content_type="application/json").status_code == 401
    assert browser.get(reverse("field-preview", args=[1])).status_code == 401


def test_a_phone_that_was_ended_reads_nothing_more(in_care, phone, read):
    Phone.objects.filter(pk=phone.number).update(ended_at=AT)
    found = read()
    assert found.status_code == 410 and found.json()["ended"] is True
    assert not AuditLine.objects.filter(verb="bundle.see").exists()


@pytest.mark.parametrize("asked", [{"have": ["h1"]}, {"have": {"h1": 1}}, {"all": 7}, {"words": ["x"]}])
def test_what_no_app_of_ours_asks_is_refused_and_said_so(in_care, read, asked):
    found = read(**asked)
    assert found.status_code == 422 and "แอป" in found.json()["because"]


def test_what_is_no_json_is_refused(in_care, phone):
    headers = {"Authorization": f"Bearer {phone.read}"}
    assert Client().post(BUNDLE, "[]", content_type="application/json", headers=headers).status_code == 422
    assert Client().post(BUNDLE, "{", content_type="application/json", headers=headers).status_code == 422


def test_the_blurred_picture_of_a_household_in_reach(in_care, somjai, phone):
    agree_to_pictures(in_care.household_id, somjai, AT.date())
    told = {"by": somjai, "at": AT, "household": in_care.household_id, "kind": "house"}
    made = photographs.add(**told, file=io.BytesIO(pictures.photograph()))
    headers = {"Authorization": f"Bearer {phone.read}"}
    address = reverse("field-preview", args=[made.id])
    found = Client().get(address, headers=headers)
    assert found.status_code == 200 and found["Content-Type"] == "image/jpeg" and "no-store" in found["Cache-Control"]
    assert b"".join(found.streaming_content).startswith(b"\xff\xd8")
    reach.take_back(household=in_care.household_id, of=somjai, purpose="mentor", at=AT)
    assert Client().get(address, headers=headers).status_code == 404
    assert Client().get(reverse("field-preview", args=[9_999]), headers=headers).status_code == 404


def test_the_words_are_in_the_language_of_the_holder(in_care, somjai, read):
    assert {each["name"] for each in read().json()["words"]["dimensions"]} >= {"สุขภาพ"}
    somjai.language = "en"
    somjai.save()
    words = read().json()["words"]
    assert {each["name"] for each in words["dimensions"]} >= {"Health"}
    assert words["places"][0]["code"] == OURS[:6]
