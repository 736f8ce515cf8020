"""Phones at the command line."""

import csv
import io
from uuid import uuid4

import pytest
from django.utils import timezone

from nsc.access import phones
from nsc.access.models import AuditLine
from nsc.ops.main import main

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ready(monkeypatch):
    monkeypatch.setattr("nsc.ops.home.ready", lambda: None)


@pytest.fixture
def enrolled(somjai):
    return phones.enrol(by=somjai, at=timezone.now(), key=uuid4(), name="=cmd Android", app="v1")


def rows(capsys, *asked: str) -> list[dict[str, str]]:
    assert main(["phones", "list", *asked]) == 0
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


def test_they_are_listed_without_their_secrets(enrolled, prasit, capsys):
    phones.enrol(by=prasit, at=timezone.now(), key=uuid4(), name="Android")
    assert [each["username"] for each in rows(capsys)] == ["prasit", "somjai"]
    (one,) = rows(capsys, "somjai")
    assert (one["number"], one["state"], one["app"]) == (str(enrolled.number), "alive", "v1")
    assert one["browser"] == "'=cmd Android"  # no formula in a spreadsheet
    assert enrolled.send[-43:] not in str(one)


def test_one_is_ended_with_a_reason_that_stands_on_the_record(enrolled, capsys):
    assert main(["phones", "end", str(enrolled.number), "--because", "ทำหาย"]) == 0
    assert rows(capsys)[0]["state"] == "ended" and AuditLine.objects.get(verb="phone.end").because == "ทำหาย"
    assert main(["phones", "end", str(enrolled.number), "--because", "ทำหาย"]) == 2


def test_a_number_that_is_none_is_refused(enrolled, capsys):
    assert main(["phones", "end", "999999", "--because", "ทำหาย"]) == 2
    assert "999999" in capsys.readouterr().err
