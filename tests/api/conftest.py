"""Other systems, each with a key in somebody's name."""

import pytest
from django.utils import timezone

from nsc.access import tokens
from tests.surveyed import two_rounds
from tests.web.conftest import province  # noqa: F401  the same reference data


@pytest.fixture
def surveyed(province, db, tmp_path):  # noqa: F811
    """The small made-up survey of tests/surveyed.py is in."""
    two_rounds(tmp_path)


@pytest.fixture
def key_of(operator):
    """A key that lasts today: key_of(governor)."""

    def key_of(user) -> str:
        return tokens.issue(by=operator, at=timezone.now(), user=user, purpose="ทดลอง", until=timezone.localdate()).secret

    return key_of


@pytest.fixture
def ask(client, key_of):
    """A call in somebody's name: ask(governor, "overview"). Each person's key is made once."""
    keys: dict[int, str] = {}

    def ask(user, path: str, **options: object):
        if user.pk not in keys:
            keys[user.pk] = key_of(user)
        return client.get(f"/api/v1/{path}", options, headers={"Authorization": f"Bearer {keys[user.pk]}"})

    return ask
