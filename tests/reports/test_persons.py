"""People of poor households, in order, with the reasons."""

import pytest

from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.errors import Refused
from nsc.reports import persons

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]


def test_those_whom_more_concerns_come_first(operator, at):
    found = persons.ranked(operator, at=at, area="6009")
    assert found.total == 3  # two of household 1, one of household 2
    assert [line.rank for line in found.lines] == sorted(line.rank for line in found.lines)
    assert all(sum(reason.points for reason in line.reasons) == line.score for line in found.lines)
    child = next(line for line in found.lines if line.age and line.age < 15)
    assert child.certain == () and 16 in child.possible  # the file does not say whom the school indicator is about


def test_a_life_stage_narrows_the_list(operator, at):
    assert persons.ranked(operator, at=at, area="6009", stage="school").total == 1
    with pytest.raises(Refused):
        persons.ranked(operator, at=at, area="6009", stage="ghost")


def test_an_opened_list_of_names_leaves_a_line(district_officer, at):
    persons.ranked(district_officer, at=at, area="6009")
    assert AuditLine.objects.filter(verb="person_list.see", by=district_officer, count=3).exists()


def test_a_whole_province_is_too_long_a_list(operator, at):
    with pytest.raises(Refused):
        persons.ranked(operator, at=at, area="60")


def test_the_wrong_district_finds_nobody(district_officer, at):
    with pytest.raises(OutOfSight):
        persons.ranked(district_officer, at=at, area="6001")
