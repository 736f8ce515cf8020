"""Somsri at her desk."""

import pytest

from tests.surveyed import reference_data, two_rounds


@pytest.fixture(scope="package")
def province(django_db_setup, django_db_blocker):
    """The reference data, loaded again where a test before has emptied the tables."""
    with django_db_blocker.unblock():
        reference_data()


@pytest.fixture
def surveyed(province, db, tmp_path):
    """The small made-up survey of tests/surveyed.py is in."""
    two_rounds(tmp_path)


@pytest.fixture
def enter(client):
    """Signs somebody in: enter(governor).get("/overview/")."""

    def enter(user):
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def desk(client, hire, province):
    """A browser in which an officer of the provincial centre has signed in."""
    client.force_login(hire("somsri", "สมศรี ใจดี", "provincial_centre"))
    return client
