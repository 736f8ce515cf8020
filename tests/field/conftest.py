"""Somjai's phone; household 1 of the survey is in her hands."""

import pytest

from tests.casework.conftest import case, in_care, roll, surveyed, team  # noqa: F401  the cast of casework
from tests.in_hand import InHand, in_hand


@pytest.fixture
def phone(in_care, somjai) -> InHand:  # noqa: F811
    return in_hand(somjai)
