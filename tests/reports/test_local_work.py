"""What is done in one place, and what happened there."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from nsc.access import scope
from nsc.casework import forums, rolls
from nsc.casework.models import Case, Need
from nsc.poverty.small import Hidden
from nsc.reports import freshness, local_events, local_work
from nsc.surveys import rounds
from nsc.surveys.models import Batch
from nsc.welfare.models import Assistance
from tests.surveyed import OURS, THEIRS, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
YEAR = 2027


@pytest.fixture
def team(hire):
    return hire("team", "ทีมตำบล", "tambon_team", "600908")


@pytest.fixture
def case(operator, team):
    """Of household 1, opened on 1 November at half past midnight of ours, which is October in the database; and late."""
    told = {"household_id": household_id(1), "area_code": OURS, "fiscal_year": YEAR, "state": "opened", "due_on": date(2026, 11, 2)}
    return Case.objects.create(**told, opened_at=datetime(2026, 10, 31, 17, 30, tzinfo=UTC), opened_by=operator)


@pytest.fixture
def help_given(operator, hospital):
    told = {
        "household_id": household_id(1),
        "area_code": OURS,
        "kind": "food",
        "form": "goods",
        "what": "ข้าวสาร",
        "by": operator,
        "at": NOW,
    }
    Assistance.objects.create(**told, state="delivered", on=date(2026, 11, 5), baht=Decimal(300), organisation=hospital)
    Assistance.objects.create(**told, state="delivered", on=date(2026, 9, 30), baht=Decimal(999))  # last year's
    Assistance.objects.create(**told, state="promised", promised_on=date(2026, 11, 6), baht=Decimal(2000))


@pytest.fixture
def partner(hire):
    return hire("partner", "มูลนิธิ", "partner", "60")


def work(user, area=OURS):
    return local_work.of(user, at=NOW, year=YEAR, area=area)


def test_cases_targets_needs_and_help(governor, operator, case, help_given):
    drawn = rolls.draw_up(by=operator, at=NOW, fiscal_year=YEAR, group="tpmap", rule="mpi", round=rounds.newest())
    rolls.freeze(by=operator, at=NOW, roll=drawn)
    told = {"household_id": household_id(1), "area_code": OURS, "dimension": "living", "urgency": "now", "on": date(2026, 11, 3)}
    Need.objects.create(**told, by=operator, at=NOW)
    found = work(governor)
    assert found.targets == (("tpmap", 2),) and found.unmet == 1
    assert [(each.state, each.cases, each.late) for each in found.cases] == [("opened", 1, 1)]
    assert (found.helped_households, found.delivered, found.promised) == (1, Decimal(300), Decimal(2000))
    assert [(each.name, each.households, each.baht) for each in found.help] == [("", 1, Decimal(300))]
    assert [(each.households, each.baht, each.waiting) for each in found.offices] == [(1, Decimal(300), 0)]
    assert found.unmentored == 1 and dict(found.roles) == {"tambon_team": 1}


def test_help_that_nobody_has_priced_is_not_worth_nothing(governor, operator):
    told = {
        "household_id": household_id(1),
        "area_code": OURS,
        "kind": "food",
        "form": "goods",
        "what": "ข้าวสาร",
        "by": operator,
        "at": NOW,
    }
    Assistance.objects.create(**told, state="delivered", on=date(2026, 11, 5))
    assert [each.baht for each in work(governor).help] == [None]


def test_who_works_there_and_whose_address_is_shown(governor, district_officer, team, case):
    team.email = "team@example.org"
    team.save(update_fields=["email"])
    assert [(each.name, each.email) for each in work(governor).workers] == [("ทีมตำบล", "")]
    assert [each.email for each in work(district_officer).workers] == ["team@example.org"]


def test_who_sees_figures_only_sees_neither_names_nor_small_numbers(partner, team, case, help_given):
    found = work(partner)
    assert found.workers == () and dict(found.roles) == {"tambon_team": 1}
    assert isinstance(found.cases[0].cases, Hidden) and isinstance(found.helped_households, Hidden)
    assert all(isinstance(each.households, Hidden) for each in (*found.help, *found.offices))


def test_the_year_month_by_month(governor, operator, case, help_given):
    told = {
        "fiscal_year": YEAR,
        "area_code": OURS,
        "on": date(2026, 11, 20),
        "place": "ศาลาวัด",
        "chair": "ผู้ใหญ่บ้าน",
        "attendance": 40,
        "minutes": "รับรอง",
    }
    forums.Forum.objects.create(**told, by=operator, at=NOW)
    Batch.objects.update(published_at=datetime(2021, 1, 1, tzinfo=UTC))
    Batch.objects.filter(round=rounds.newest()).update(published_at=datetime(2026, 10, 2, tzinfo=UTC))
    found = local_events.of(governor, year=YEAR, area=OURS)
    november = found.months.index(date(2026, 11, 1))
    assert {kind: counts[november] for kind, counts in found.counts.items() if counts[november]} == {"forums": 1, "opened": 1, "help": 1}
    assert found.counts["imports"][0] == 1 and sum(found.counts["opened"]) == 1  # on our clock it was opened in November
    assert [(event.kind, event.on.month) for event in found.events] == [("forums", 11), ("imports", 10)]


def test_what_happened_elsewhere_is_not_told(governor, case, help_given):
    Batch.objects.update(published_at=datetime(2021, 1, 1, tzinfo=UTC))
    found = local_events.of(governor, year=YEAR, area=THEIRS)
    assert not any(sum(counts) for counts in found.counts.values()) and found.events == ()


def test_small_counts_of_a_month_are_kept_back(partner, case):
    assert any(isinstance(count, Hidden) for count in local_events.of(partner, year=YEAR, area=OURS).counts["opened"])


def test_other_places_are_out_of_sight(district_officer):
    for ask in (lambda: work(district_officer, THEIRS), lambda: local_events.of(district_officer, year=YEAR, area=THEIRS)):
        with pytest.raises(scope.OutOfSight):
            ask()


def test_as_many_questions_for_an_amphoe_as_for_a_village(governor, case, help_given, django_assert_max_num_queries):
    work(governor)
    for area in (OURS, "600908", "6009"):
        with django_assert_max_num_queries(24):
            work(governor, area)
        with django_assert_max_num_queries(12):
            local_events.of(governor, year=YEAR, area=area)


def test_how_fresh_each_source_is(governor, partner):
    found = {each.kind: each for each in reversed(freshness.of(governor, at=NOW))}
    survey = found["survey"]  # the newest round, since the list was turned round
    assert (survey.values["year"], survey.rows, survey.status, survey.due) == (2564, 5, freshness.OLD, date(2022, 6, 30))
    assert found["lists"].status == found["help"].status == freshness.NEVER and found["lists"].last is None
    assert freshness.of(partner, at=NOW) == freshness.of(governor, at=NOW)


def test_sources_are_for_who_sees_figures(citizen):
    with pytest.raises(scope.OutOfSight):
        freshness.of(citizen, at=timezone.now())
