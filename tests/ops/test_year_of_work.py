"""The demonstration's year of work, on the small survey of tests/surveyed."""

import pytest

from nsc.access.models import AuditLine
from nsc.casework import in_bulk, roads, timeline
from nsc.casework.models import Case, Event, Target
from nsc.errors import NotAllowed, Refused
from nsc.ops.demonstration import work, year
from nsc.surveys import rounds
from tests.casework.conftest import survey
from tests.surveyed import household_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def surveyed(db, tmp_path):
    survey(tmp_path)


@pytest.fixture
def played(surveyed, operator, provincial_officer, monkeypatch):
    monkeypatch.setattr(year, "FOUND", {"still_poor": 1})
    return year.play(operator, provincial_officer, "60", mentor=("mentor", frozenset()))


def test_every_certified_household_has_its_case_and_a_second_time_adds_nothing(played, operator, provincial_officer):
    before = Event.objects.count()
    assert played["cases"] == Case.objects.count() == Target.objects.filter(roll__fiscal_year=2026, state="certified").count() == 3
    assert set(Case.objects.values_list("state", flat=True)) <= roads.CASE_NEXT.keys()
    assert year.play(operator, provincial_officer, "60", mentor=("mentor", frozenset())) == {}
    assert (Case.objects.count(), Event.objects.count()) == (3, before)


def test_what_happened_stands_on_the_timeline_and_in_the_audit(played, operator):
    found, _more = timeline.of_household(operator, household_id(1))
    assert found[-1].kind == "case.open"
    assert [each.on for each in found] == sorted((each.on for each in found), reverse=True)
    assert AuditLine.objects.filter(verb="case.open", detail__startswith="in bulk").count() == 1


def test_a_year_of_many_households_keeps_every_promise(surveyed, operator):
    """A thousand copies of household 1, written and looked at without a database."""
    round = rounds.newest()
    known = year._known(operator, round, in_bulk.waiting(operator, round=round, year=2026).homes.clear(), ("mentor", frozenset()))
    home = {"area_code": "60090804", "authority_id": None, "people": 2, "income_per_person": 21000.0, "pattern": 12, "priority": 1}
    home |= {"answers": "1" * 15 + "0" + "1" * 5 + "0" + "1" * 9, "applicable": (1 << 31) - 1, "failed": 1 << 15 | 1 << 21}
    homes = work.pl.DataFrame([{"household_id": number} | home for number in range(1, 1001)], schema=in_bulk.HOMES)
    grown_up = [{"person_id": 7, "age": 40, "sex": 2, "health": 0, "household_id": number} for number in range(1, 1001)]
    script, help_ = work.written(homes, work.pl.DataFrame(grown_up), known)
    made = work.work(script, work.pl.int_range(help_.height, eager=True))
    in_bulk._check(made, known.today)
    assert set(made.cases["path"].str.split(">").list.last()) == set(roads.CASE_NEXT)
    assert made.given.height == help_.height > 100
    out = made.cases.filter(made.cases["outcome"] == "out_of_poverty")
    assert out.height > 20
    cured = made.visits.filter((made.visits["purpose"] == "follow_up") & (made.visits["pattern"] == 0))["household_id"]
    assert set(out["household_id"]) <= set(cured)


def test_a_road_that_nobody_can_walk_is_refused_whole(played, operator, at):
    Event.objects.all().delete()
    nothing = {name: work.pl.DataFrame(schema=schema) for name, schema in work.TABLES.items()}
    row = dict.fromkeys(in_bulk.CASES) | {"household_id": household_id(3), "path": "opened>approved", "opened_on": year.AGAIN}
    asked = in_bulk.Work(**nothing | {"cases": work.pl.DataFrame([row], schema=in_bulk.CASES)})
    with pytest.raises(Refused, match="เปลี่ยนจาก"):
        in_bulk.take_over(by=operator, at=at, work=asked)
    assert Case.objects.count() == 3


def test_nobody_takes_work_over_who_does_not_hold_the_province(played, district_officer, at):
    nothing = in_bulk.Work(**{name: work.pl.DataFrame(schema=schema) for name, schema in work.TABLES.items()})
    with pytest.raises(NotAllowed):
        in_bulk.take_over(by=district_officer, at=at, work=nothing)
