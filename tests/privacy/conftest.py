"""The desk of the data-protection officer."""

from datetime import date

import pytest

from nsc.privacy import requests
from nsc.surveys.models import Member
from tests.surveyed import household_id, two_rounds

TODAY = date(2026, 1, 15)


@pytest.fixture
def surveyed(db, tmp_path):
    two_rounds(tmp_path)


@pytest.fixture
def ask(dpo, at):
    """A request: ask("access"), by default one whose identity was checked."""

    def ask(kind="access", *, by=None, received_on=TODAY, identity="card"):
        told = {"words": "ขอตามสิทธิของฉัน", "contact": "099-000-0000", "received_on": received_on, "identity": identity}
        return requests.receive(by=by or dpo, at=at, kind=kind, **told).pk

    return ask


@pytest.fixture
def grandchild(surveyed) -> Member:
    """ดวงดาว, of our household 1, found by the second round."""
    return Member.objects.get(first_name="ดวงดาว")


@pytest.fixture
def head(surveyed) -> Member:
    """ทดสอบ1, the head of household 1, as the second round found her."""
    return Member.objects.filter(first_name="ทดสอบ1").latest("pk")


@pytest.fixture
def ask_about(ask, dpo, at):
    def ask_about(kind, person: int) -> int:
        number = ask(kind)
        requests.name_person(by=dpo, at=at, request=number, person=person, household=household_id(1))
        return number

    return ask_about
