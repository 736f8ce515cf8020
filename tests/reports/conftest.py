"""The small made-up survey of tests/surveyed.py is in."""

import pytest

from tests.surveyed import two_rounds


@pytest.fixture
def surveyed(db, tmp_path):
    two_rounds(tmp_path)
