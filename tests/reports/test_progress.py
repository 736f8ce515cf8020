"""Progress, counted on households whose number is known: 1 and 2 of our village, 4 of the other amphoe."""

from datetime import UTC, date, datetime

import pytest

from nsc.access import organisations
from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.casework import cases, targets
from nsc.casework.models import AfterCheck, Case, Referral, Roll, Target, Visit
from nsc.errors import NotAllowed, Refused
from nsc.registry import consents
from nsc.reports import by_agency, progress, recalculated
from nsc.reports.progress import Asked, Reached
from nsc.surveys import rounds
from nsc.welfare.models import Assistance
from tests.casework.conftest import AT, ON, YEAR, frozen, target, verified
from tests.surveyed import OURS, household_id, two_rounds

pytestmark = pytest.mark.django_db
LATE = datetime(2026, 2, 27, 3, 0, tzinfo=UTC)  # the day after verification is due


@pytest.fixture
def team(hire):
    return hire("team", "ทีมตำบล", "tambon_team", "600908")


@pytest.fixture
def roll(db, tmp_path, provincial_officer) -> Roll:
    two_rounds(tmp_path)
    return frozen(provincial_officer)


def opened(by, number: int, **marks) -> Case:
    made = cases.open_(by=by, at=AT, household=household_id(number))
    Case.objects.filter(pk=made.pk).update(**marks)
    return made


def of(user, at=AT, **told) -> progress.Found:
    return progress.of(user, at=at, year=YEAR, **told)


def test_from_target_to_out_of_poverty(roll, team, provincial_officer):
    verified(team, 1, 2)
    opened(provincial_officer, 1, visited_on=date(2025, 11, 3), planned_on=date(2025, 12, 1), helped_on=date(2025, 12, 20))
    opened(provincial_officer, 4, visited_on=date(2025, 12, 9))
    found = of(provincial_officer)
    assert found.whole == Reached(targets=3, verified=2, visited=2, planned=1, helped=1)
    assert dict(found.by_area)["6009"] == Reached(targets=2, verified=2, visited=1, planned=1, helped=1)
    assert sum(each.targets for _code, each in found.by_area) == 3
    assert [code for code, _each in of(provincial_officer, digits=8).by_area if code.startswith("6009")] == [OURS]


def test_a_household_of_two_rolls_counts_once(roll, team, provincial_officer):
    frozen(provincial_officer, "vulnerable", "vulnerable")
    households = set(Target.objects.values_list("household", flat=True))
    assert Target.objects.count() > len(households)
    verified(team, 1)
    opened(provincial_officer, 1, visited_on=ON)
    whole = of(provincial_officer).whole
    assert (whole.targets, whole.verified, whole.visited) == (len(households), 1, 1)
    assert of(provincial_officer, asked=Asked("tpmap")).whole.targets == 3
    assert of(provincial_officer, at=LATE).whole.overdue == len(households)  # household 1 by its other roll alone


def test_late_by_the_roll_or_by_the_case_is_late_once(roll, team, provincial_officer):
    opened(provincial_officer, 1, due_on=date(2026, 1, 2))
    assert of(provincial_officer).whole.overdue == 1
    assert of(provincial_officer, at=LATE).whole.overdue == 3  # of which one twice over
    verified(team, 1)
    assert of(provincial_officer, at=LATE).whole.overdue == 3
    Case.objects.update(due_on=None)
    assert of(provincial_officer, at=LATE).whole.overdue == 2


def test_the_slowest_area_is_named_first(roll, team, provincial_officer):
    verified(team, 1)
    found = of(provincial_officer, at=LATE)
    assert [(code, each.overdue, each.late) for code, each in found.behind] == [("6001", 1, 100.0), ("6009", 1, 50.0)]
    assert of(provincial_officer).behind == []


def test_whoever_was_removed_is_no_target_and_an_older_case_does_not_count(roll, provincial_officer):
    old = opened(provincial_officer, 1, visited_on=ON, helped_on=ON)
    Case.objects.filter(pk=old.pk).update(state="closed", turn="", outcome="left", closed_on=ON)
    opened(provincial_officer, 1)
    assert of(provincial_officer).whole.helped == 0
    targets.remove(by=provincial_officer, at=AT, target=target(1).pk, because="ย้าย")
    assert of(provincial_officer).whole.targets == 2


def test_narrowed_to_a_dimension(roll, provincial_officer):
    patterns = dict(Target.objects.values_list("household", "pattern"))
    for bit, dimension in enumerate(("health", "living", "education", "income", "access")):
        expected = sum(1 for pattern in patterns.values() if pattern >> bit & 1)
        assert of(provincial_officer, asked=Asked(dimension=dimension)).whole.targets == expected
    with pytest.raises(Refused):
        of(provincial_officer, asked=Asked(dimension="wealth"))
    with pytest.raises(Refused):
        of(provincial_officer, asked=Asked(group="everybody"))


@pytest.fixture
def hospital(operator):
    return organisations.register(by=operator, at=AT, name="โรงพยาบาล", kind="government")


def referred(by, case: Case, office, **told) -> Referral:
    at = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
    sent = {"state": "sent", "letter_number": "1", "letter_on": at.date(), "signed_by": by, "sent_at": at, "due_on": date(2026, 1, 14)}
    place = {"household_id": case.household_id, "area_code": case.area_code, "turn": "agency", "purpose": "referral"}
    return Referral.objects.create(case=case, organisation=office, by=by, at=at, **place, **sent | told)


def test_agencies_their_answers_and_what_they_gave(roll, provincial_officer, hospital, operator):
    first, second = (opened(provincial_officer, number) for number in (1, 2))
    answered = {"state": "accepted", "answered_at": datetime(2026, 1, 8, 15, 0, tzinfo=UTC), "answered_by": operator}
    referred(provincial_officer, first, hospital, **answered)
    referred(provincial_officer, second, hospital)
    gift = {"household_id": first.household_id, "area_code": first.area_code, "kind": "food", "form": "goods", "what": "ข้าวสาร"}
    Assistance.objects.create(**gift, organisation=hospital, state="delivered", on=ON, baht=350, by=operator, at=AT)
    [line] = by_agency.of(provincial_officer, at=AT, year=YEAR).lines
    assert (line.name, line.sent, line.answered, line.accepted, line.overdue) == ("โรงพยาบาล", 2, 1, 1, 1)
    assert line.answer_days == pytest.approx(3.5) and (line.helped, line.baht) == (1, 350)
    assert of(provincial_officer, asked=Asked(agency=hospital.pk)).whole.targets == 2
    assert of(provincial_officer, asked=Asked(agency=hospital.pk + 1)).whole.targets == 0


def test_an_agency_without_an_answer_has_no_mean(roll, provincial_officer, hospital):
    referred(provincial_officer, opened(provincial_officer, 1), hospital)
    [line] = by_agency.of(provincial_officer, at=AT, year=YEAR).lines
    assert (line.answer_days, line.baht) == (None, None)


def test_what_has_not_left_the_chain_is_no_agencys(roll, provincial_officer, hospital):
    drafted = {"state": "drafted", "letter_number": "", "letter_on": None, "signed_by": None, "sent_at": None}
    referred(provincial_officer, opened(provincial_officer, 1), hospital, **drafted)
    assert by_agency.of(provincial_officer, at=AT, year=YEAR).lines == ()
    assert of(provincial_officer, asked=Asked(agency=hospital.pk)).whole.targets == 0


def test_an_agency_is_not_late_with_what_the_family_has_ended(roll, provincial_officer, hospital, operator):
    case = opened(provincial_officer, 1)
    referred(provincial_officer, case, hospital)
    consents.restrict(by=operator, at=AT, household=case.household_id, purpose="referral", because="คัดค้าน")
    [line] = by_agency.of(provincial_officer, at=AT, year=YEAR).lines
    assert (line.sent, line.overdue) == (1, 0)


def test_month_by_month(roll, team, provincial_officer):
    verified(team, 1, 2)
    opened(provincial_officer, 1, visited_on=date(2025, 10, 1), planned_on=date(2025, 12, 31), helped_on=date(2026, 9, 30))
    opened(provincial_officer, 2, visited_on=date(2025, 9, 30))
    found = progress.by_month(provincial_officer, year=YEAR)
    assert (found.months[0], found.months[-1]) == (date(2025, 10, 1), date(2026, 9, 1))
    at = {step: {month: n for month, n in enumerate(counted) if n} for step, counted in found.by_step.items()}
    assert (at["verified"], at["visited"], at["planned"], at["helped"], at["referred"]) == ({3: 2}, {0: 1}, {2: 1}, {11: 1}, {})
    assert (found.before["visited"], found.before["planned"]) == (1, 0)


def test_on_two_rolls_verified_on_the_first_day(roll, team, provincial_officer):
    frozen(provincial_officer, "vulnerable", "vulnerable")
    verified(team, 1, on=date(2026, 1, 10))
    Target.objects.filter(roll__group="vulnerable", household=household_id(1)).update(result="still_poor", verified_on=date(2025, 11, 2))
    counted = progress.by_month(provincial_officer, year=YEAR).by_step["verified"]
    assert (sum(counted), counted[1], counted[3]) == (1, 1, 0)


def test_relapse_is_unknown_until_somebody_was_checked(roll, provincial_officer):
    out = opened(provincial_officer, 1, state="closed", turn="", outcome="out_of_poverty", closed_on=ON, out_on=ON)
    check = AfterCheck.objects.create(case=out, kind="6", due_on=ON)
    assert of(provincial_officer).relapse.rate is None
    AfterCheck.objects.filter(pk=check.pk).update(on=ON, has_relapsed=True)
    other = opened(provincial_officer, 4, state="closed", turn="", outcome="out_of_poverty", closed_on=ON, out_on=ON)
    AfterCheck.objects.create(case=other, kind="6", due_on=ON, on=ON, has_relapsed=False)
    assert of(provincial_officer).relapse == progress.Relapse(2, 1) and of(provincial_officer).relapse.rate == 50
    assert of(provincial_officer, area="6009").relapse == progress.Relapse(1, 1)


def measured(by, number: int, pattern: int, on=ON, purpose="follow_up") -> Visit:
    case = Case.objects.filter(household=household_id(number), is_newest=True).first() or opened(by, number)
    told = {"answers": "1" * 31, "applicable": 1, "failed": 0, "pattern": pattern, "round": rounds.newest()}
    return Visit.objects.create(case=case, purpose=purpose, state="done", on=on, by=by, at=AT, **told)


def test_the_surveys_figures_stay_and_stand_beside_what_was_measured_since(roll, provincial_officer):
    before = recalculated.of(provincial_officer)
    assert (before.own, before.households, before.since) == (before.counted, 0, None)
    people = Target.objects.get(household=household_id(1)).people
    measured(provincial_officer, 1, 0b11111, on=date(2026, 1, 1))
    measured(provincial_officer, 1, 0)
    found = recalculated.of(provincial_officer)
    assert found.own == before.own and (found.households, found.better, found.out, found.worse) == (1, 1, 1, 0)
    assert found.counted.poor_households == found.own.poor_households - 1
    assert found.counted.mpi_poor == found.own.mpi_poor - people and found.counted.members == found.own.members
    assert (found.since, found.until) == (date(2026, 1, 1), ON)
    assert recalculated.of(provincial_officer, area="6001").households == 0


def test_who_fell_into_another_dimension_counts_as_worse(roll, provincial_officer):
    measured(provincial_officer, 1, 0b11111)
    found = recalculated.of(provincial_officer)
    assert (found.better, found.worse) == (0, 1) and found.counted.poor_households == found.own.poor_households


def test_a_first_visit_is_no_measurement_of_what_the_help_did(roll, provincial_officer):
    measured(provincial_officer, 1, 0, purpose="first")
    assert recalculated.of(provincial_officer).households == 0


def test_a_file_goes_out_on_the_record(roll, district_officer, team):
    columns, rows = progress.table(by=district_officer, at=AT, year=YEAR, asked=Asked("tpmap"))
    assert columns[:3] == ["code", "name", "targets"] and [row[0] for row in rows] == ["600908"]
    line = AuditLine.objects.get(verb="progress.export")
    assert (line.place, line.count, line.detail) == ("6009", 1, "2026 tpmap")


def test_those_of_elsewhere_see_nothing(roll, district_officer):
    for question in (of, lambda user, **told: progress.by_month(user, year=YEAR, **told), recalculated.of):
        with pytest.raises((OutOfSight, NotAllowed)):
            question(district_officer, area="6001")
    with pytest.raises(OutOfSight):
        by_agency.of(district_officer, at=AT, year=YEAR, area="6001")


def test_as_many_questions_for_the_province_as_for_a_village(roll, team, provincial_officer, django_assert_num_queries):
    of(provincial_officer)
    for area in ("60", "6009", OURS):
        with django_assert_num_queries(4):
            of(provincial_officer, area=area)
    frozen(provincial_officer, "vulnerable", "vulnerable")
    with django_assert_num_queries(5):
        of(provincial_officer)
    with django_assert_num_queries(3):
        progress.by_month(provincial_officer, year=YEAR)
