"""A password is not the name of the place."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from nsc.access import passwords, users
from nsc.access.easy_words import WORDS, NotOfThisPlace
from nsc.errors import Refused

pytestmark = pytest.mark.django_db  # names of the place are read from the database


@pytest.mark.parametrize(
    "word",
    ["Nakhonsawan2569!", "nakhon sawan 60000", "นครสวรรค์2569", "ไพศาลี-ตาคลี-2569", "Phaisali_12345678", "admin.kaejon.99", "รหัสผ่านอำเภอ1"],
)
def test_names_of_the_place_with_a_year_behind_are_refused(word):
    with pytest.raises(ValidationError) as no:
        NotOfThisPlace().validate(word)
    assert no.value.code == "password_of_this_place"


@pytest.mark.parametrize(
    "word", ["ดอกไม้ริมน้ำ-2569", "ข้าวสารสามกระสอบ", "nakhonsawan horse river", "7391-4402-8816", "correct horse battery"]
)
def test_other_words_beside_them_make_it_good(word):
    NotOfThisPlace().validate(word)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), st.text("0123456789 -_.!@#", max_size=12))
def test_however_they_are_put_together(words, between):
    with pytest.raises(ValidationError):
        NotOfThisPlace().validate(between.join([*words, ""]) + between)


@pytest.mark.django_db
def test_it_is_asked_wherever_a_password_is_set(operator, at):
    with pytest.raises(Refused, match="เดาง่าย"):
        users.create(by=operator, at=at, username="malee", display_name="มาลี", password="Nakhonsawan2569!")
    malee = users.create(by=operator, at=at, username="malee", display_name="มาลี", password="ข้าวสารสามกระสอบ")
    with pytest.raises(Refused, match="เดาง่าย"):
        passwords.change(by=malee, at=at, new="Nakhonsawan2569!")
