"""The small made-up survey of tests/surveyed.py is in."""

import pytest

from tests.casework.conftest import case, in_care, roll, team  # noqa: F401  for who reads the work of a case
from tests.surveyed import two_rounds


@pytest.fixture
def surveyed(db, tmp_path):
    two_rounds(tmp_path)
