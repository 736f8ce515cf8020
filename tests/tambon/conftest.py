"""A tambon that pulls itself up: ไพศาลี, 600908."""

import pytest

from nsc.tambon import initiatives

TAMBON = "600908"


@pytest.fixture
def team(hire):
    """Malee of the tambon's team."""
    return hire("malee", "มาลี", "smart_tambon_team", TAMBON)


@pytest.fixture
def begun(team, at):
    """Her tambon has begun."""
    return initiatives.begin(by=team, at=at, area=TAMBON)
