"""nsc keys: list, rotate, drop."""

import os
import time

import pytest

from nsc.access import keyring
from nsc.files import envelopes, keys
from nsc.registry import people
from nsc.registry.models import Person
from tests.survey_files import household, member, national_id


@pytest.fixture
def sent(nsc, settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setattr(keyring, "PAUSE", 0)
    nsc.send([household(1)], [member(1, 1), member(1, 2)])
    return nsc


def sealed_with(told) -> dict[str, str]:
    return {row["key"]: row["sealed"] for row in told.rows if row["place"] in ("registry_person.national_id_sealed", "")}


def test_the_list_is_csv(sent):
    told = sent("keys", "list")
    assert told.status == 0 and told.rows[0] | {"made_at": ""} == {
        "key": "1",
        "made_at": "",
        "in_use": "yes",
        "place": "registry_person.national_id_sealed",
        "sealed": "2",
    }


def test_rotate_tells_on_standard_error_and_ends_with_0(sent):
    told = sent("keys", "rotate")
    assert (told.status, told.out) == (0, "") and "ผนึกใหม่ 2 ค่าด้วยกุญแจหมายเลข 2 ยังอยู่ใต้กุญแจเก่า 0 ค่า" in told.err
    assert "2 จาก 2 ค่า" in told.err
    assert sealed_with(sent("keys", "list")) == {"1": "0", "2": "2"}
    assert [people.national_id(each) for each in Person.objects.order_by("pk")] == [national_id(1), national_id(2)]


def test_rotate_ends_with_1_where_something_does_not_open(sent):
    person = Person.objects.first()
    Person.objects.filter(pk=person.pk).update(national_id_sealed=bytes(person.national_id_sealed)[:-1] + b"?")
    told = sent("keys", "rotate")
    assert told.status == 1 and f"registry_person.national_id_sealed {person.pk}" in told.err


def test_the_keys_of_phones_are_listed_changed_and_dropped(sent):
    """What may be dropped and when: tests/intake/test_letter_keys.py."""
    envelopes.public()
    told = sent("keys", "rotate", "--phones")
    assert told.status == 0 and "กุญแจของโทรศัพท์หมายเลข 2" in told.err and keys.numbers() == [1]
    assert [(row["key"], row["in_use"], row["letters"], row["phones"]) for row in sent("keys", "list", "--phones").rows] == [
        ("1", "no", "0", "0"),
        ("2", "yes", "0", "0"),
    ]
    assert sent("keys", "drop", "1", "--phones", "--yes").status == 2 and envelopes.numbers() == [1, 2]


def test_in_the_background_the_worker_is_asked(sent):
    told = sent("keys", "rotate", "--background")
    assert told.status == 0 and "nsc worker" in told.err and keys.numbers() == [1]


def test_drop_warns_of_backups_and_acts_only_when_told_twice(sent):
    sent("keys", "rotate")
    then = time.time() - 7200
    os.utime(keys._folder() / "data-2", (then, then))
    told = sent("keys", "drop", "1")
    assert told.status == 2 and "สำเนาสำรอง" in told.err and keys.numbers() == [1, 2]
    told = sent("keys", "drop", "1", "--yes")
    assert told.status == 0 and keys.numbers() == [2]


def test_drop_without_a_number_and_of_the_key_in_use_do_nothing(sent):
    assert sent("keys", "drop").status == 2
    assert sent("keys", "drop", "1", "--yes").status == 2 and keys.numbers() == [1]
