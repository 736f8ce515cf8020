"""A tambon that pulls itself up: ไพศาลี, 600908."""

from decimal import Decimal

import pytest

from nsc.access import organisations
from nsc.tambon import commitments, initiatives, offers, wants
from tests.tambon.partners_cast import DUE, OFFER, WANT

TAMBON = "600908"


@pytest.fixture
def team(hire):
    """Malee of the tambon's team."""
    return hire("malee", "มาลี", "smart_tambon_team", TAMBON)


@pytest.fixture
def begun(team, at):
    """Her tambon has begun."""
    return initiatives.begin(by=team, at=at, area=TAMBON)


@pytest.fixture
def company(operator, at):
    """A company of the province that is of the community, too."""
    return organisations.register(by=operator, at=at, name="บริษัทข้าวดี", kind="industry", also=["community"])


@pytest.fixture
def chai(hire, company):
    """Who speaks for the company."""
    return hire("chai", "ชัย", "partner", "60", company)


@pytest.fixture
def offer(chai, company, at):
    return offers.make(by=chai, at=at, organisation=company.pk, area="60", **OFFER)


@pytest.fixture
def want(team, at, begun):
    return wants.tell(by=team, at=at, area=TAMBON, **WANT)


@pytest.fixture
def agreed(team, chai, at, offer, want):
    """A promise of 40,000 of it, to which both have said yes."""
    told = {"at": at, "area": TAMBON}
    number = commitments.accept(by=team, **told, offer=offer.id, want=want, amount=Decimal(40_000), due_on=DUE)
    commitments.agree(by=chai, **told, commitment=number)
    return number
