"""After "out of poverty": does it last?"""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.access import scope
from nsc.access.models import AuditLine
from nsc.casework import aftercare, cases, roads
from nsc.casework.models import AfterCheck, Case, Event
from nsc.errors import NotAllowed, Refused
from nsc.surveys import rounds
from nsc.surveys.models import Response
from tests.casework.conftest import AT

TODAY = date(2026, 1, 15)
HALF = datetime(2026, 7, 10, 3, 0, tzinfo=UTC)  # within a month of the first check
db = pytest.mark.django_db


@pytest.fixture
def out(in_care, district_officer):
    return cases.close(by=district_officer, at=AT, case=in_care.pk, outcome="out_of_poverty", on=TODAY, because="ได้งานประจำ")


def record(by, out, *, check=None, at=HALF, has_relapsed=False, **told):
    return aftercare.record(by=by, at=at, case=out.pk, on=at.date(), has_relapsed=has_relapsed, check=check, **told)


def first(out) -> int:
    return AfterCheck.objects.get(case=out, kind="6").pk


@db
def test_a_check_shows_a_month_before_its_day_to_who_sees_the_household(out, team, district_officer, other_team, governor):
    assert aftercare.due(team, at=AT) == ([], 0)
    [check], total = aftercare.due(team, at=HALF)
    assert (total, check.kind, check.due_on, check.is_late) == (1, "6", date(2026, 7, 15), False)
    assert check.has_name and check.may_record
    [seen], _total = aftercare.due(governor, at=HALF + timedelta(days=20))
    assert seen.is_late and seen.house_no == "" and not seen.may_record
    assert aftercare.due(other_team, at=HALF) == ([], 0)


@db
def test_it_holds_and_the_next_check_waits(out, team):
    for _twice in range(2):
        record(team, out, check=first(out))
    assert aftercare.due(team, at=HALF) == ([], 0) and Event.objects.filter(kind="case.after").count() == 1
    out.refresh_from_db()
    assert out.state == "closed" and AuditLine.objects.get(verb="case.after").detail == "held"
    with pytest.raises(Refused, match="บันทึกผลไว้แล้ว"):
        record(team, out, check=first(out), has_relapsed=True, because="ตกงาน")


@db
def test_a_relapse_opens_the_case_again(out, team):
    with pytest.raises(Refused, match="เหตุผล"):
        record(team, out, check=first(out), has_relapsed=True)
    record(team, out, check=first(out), has_relapsed=True, because="ตกงาน")
    row = Case.objects.get()
    assert (row.state, row.relapsed_on, row.out_on) == ("assigned", HALF.date(), None)
    assert AfterCheck.objects.get(kind="12").withdrawn_at and aftercare.due(team, at=HALF + timedelta(days=300)) == ([], 0)
    with pytest.raises(Refused, match="เปิดทำงานอีกครั้งแล้ว"):
        record(team, out, check=AfterCheck.objects.get(kind="12").pk)


@db
def test_who_may_not_visit_there_records_nothing(out, governor, other_team, somjai):
    with pytest.raises(NotAllowed):
        record(governor, out, check=first(out))
    for stranger in (other_team, somjai):
        with pytest.raises(scope.OutOfSight):
            record(stranger, out, check=first(out))


@db
def test_a_check_of_another_case_is_not_there_nor_one_of_tomorrow(out, team, case):
    with pytest.raises(scope.OutOfSight):
        record(team, out, check=9_999)
    with pytest.raises(scope.OutOfSight):
        record(team, out, check=first(out), visit=9_999)
    with pytest.raises(Refused, match="ยังมาไม่ถึง"):
        aftercare.record(by=team, at=AT, case=out.pk, on=TODAY + timedelta(days=1), has_relapsed=False, check=first(out))


@db
def test_a_new_round_that_shows_it_poor_again_offers_a_check(out, team, other_team):
    assert aftercare.poor_again(team, at=HALF) == []
    with pytest.raises(Refused, match="ไม่ได้แสดง"):
        record(team, out)
    newest = rounds.newest()
    Response.objects.filter(round=newest, household=out.household_id).update(surveyed_on=date(2026, 5, 1), pattern=3)
    [again] = aftercare.poor_again(team, at=HALF)
    assert (again.number, again.case, again.kind, again.round) == (None, out.pk, "round", newest.survey_year)
    assert aftercare.poor_again(other_team, at=HALF) == []
    made = record(team, out)
    assert (made.kind, made.round, made.has_relapsed) == ("round", newest, False) and aftercare.poor_again(team, at=HALF) == []
    assert record(team, out).pk == made.pk


@db
def test_a_round_may_show_a_relapse(out, team):
    Response.objects.filter(round=rounds.newest(), household=out.household_id).update(surveyed_on=date(2026, 5, 1), pattern=3)
    record(team, out, has_relapsed=True, because="รายได้ลด")
    assert Case.objects.get().relapsed_on == HALF.date()


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 36))
def test_so_many_months_later_is_in_that_month(on, months):
    later = roads.months_after(on, months)
    assert (later.year * 12 + later.month) - (on.year * 12 + on.month) == months and later.day <= on.day
    assert later.day == on.day or (later + timedelta(days=1)).day == 1
