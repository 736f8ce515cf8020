"""Which office is slow: counted from the referrals themselves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nsc import workdays
from nsc.access import organisations, scope
from nsc.access.models import AuditLine
from nsc.casework import cases, referrals, rolls
from nsc.casework.models import Case
from nsc.errors import NotAllowed
from nsc.registry import consents
from nsc.reports import answer_times
from nsc.surveys import rounds
from tests.casework.conftest import AT as OPENED
from tests.casework.conftest import survey
from tests.surveyed import household_id

pytestmark = pytest.mark.django_db
AT = timezone.now()
TODAY = timezone.localdate(AT)
SIGNED = {"signatory": "นายอำเภอทดสอบ", "position": "นายอำเภอ"}


@pytest.fixture
def case(db, tmp_path, operator) -> Case:
    survey(tmp_path)
    drawn = rolls.draw_up(by=operator, at=OPENED, fiscal_year=2026, group="tpmap", rule="mpi", round=rounds.newest())
    rolls.freeze(by=operator, at=OPENED, roll=drawn)
    return cases.open_(by=operator, at=OPENED, household=household_id(1))


@pytest.fixture
def office(operator, at):
    return lambda name: organisations.register(by=operator, at=at, name=name, kind="government")


@pytest.fixture
def send(case, operator):
    """Sent so many days ago, to be answered within so many working days."""
    numbers = iter(range(1, 99))

    def send(to, days: int, within: int = 3):
        then = AT - timedelta(days=days)
        made = referrals.draft(by=operator, at=then, case=case.pk, organisation=to.pk, what="ขอความช่วยเหลือ")
        told = {"number": f"นว {next(numbers)}", "on": timezone.localdate(then), "within": within}
        referrals.sign(by=operator, at=then, referrals=[made.pk], **told, **SIGNED)
        return made

    return send


def found(user, **told):
    """By name; of the fiscal year that is under way and the one before, lest a test be red in October."""
    years = {rolls.fiscal_year(TODAY), rolls.fiscal_year(TODAY - timedelta(days=28))}
    return {each.name: each for year in years for each in answer_times.of(user, at=AT, fiscal_year=year, **told).offices}


def test_nothing_sent_nothing_to_tell(case, governor):
    seen = answer_times.of(governor, at=AT)
    assert (seen.offices, seen.slowest, seen.whole.median, seen.whole.slow_percent) == ((), None, None, None)


def test_the_slow_office_is_named_first(send, office, operator, governor):
    slow, quick, new = office("สำนักงานช้า"), office("สำนักงานเร็ว"), office("สำนักงานใหม่")
    late, soon = send(slow, 28), send(quick, 28)
    send(new, 0)
    referrals.accept(by=operator, at=AT - timedelta(days=28), referral=soon.pk)
    referrals.decline(by=operator, at=AT - timedelta(days=1), referral=late.pk, because="ไม่ใช่หน้าที่")
    offices = found(governor)
    assert (offices["สำนักงานช้า"].late, offices["สำนักงานช้า"].in_time, offices["สำนักงานช้า"].declined) == (1, 0, 1)
    assert offices["สำนักงานช้า"].median == workdays.between(TODAY - timedelta(days=28), TODAY - timedelta(days=1))
    assert (offices["สำนักงานเร็ว"].in_time, offices["สำนักงานเร็ว"].median, offices["สำนักงานเร็ว"].accepted) == (1, 0.0, 1)
    assert (offices["สำนักงานใหม่"].waiting, offices["สำนักงานใหม่"].overdue, offices["สำนักงานใหม่"].median) == (1, 0, None)
    year = rolls.fiscal_year(TODAY - timedelta(days=28))
    assert answer_times.of(governor, at=AT, fiscal_year=year).slowest.name == "สำนักงานช้า"


def test_what_waits_past_its_day_is_slow_too_and_a_question_is_no_answer(send, office, operator, governor):
    waits, asks = office("สำนักงานเงียบ"), office("สำนักงานถาม")
    send(waits, 28)
    asked = send(asks, 28)
    referrals.ask(by=operator, at=AT - timedelta(days=20), referral=asked.pk, question="ใคร")
    offices = found(governor)
    assert (offices["สำนักงานเงียบ"].overdue, offices["สำนักงานเงียบ"].slow_percent) == (1, 100.0)
    assert (offices["สำนักงานถาม"].waiting, offices["สำนักงานถาม"].overdue, offices["สำนักงานถาม"].days) == (1, 0, [])


def test_what_a_family_ended_waits_for_nobody(send, office, operator, governor, case):
    send(office("สำนักงานหนึ่ง"), 28)
    consents.restrict(by=operator, at=AT, household=case.household_id, purpose="referral", because="คัดค้าน")
    one = found(governor)["สำนักงานหนึ่ง"]
    assert (one.sent, one.waiting, one.overdue, one.ended, one.slow_percent) == (1, 0, 0, 1, None)


def test_months_add_up_to_the_office(send, office, operator, governor):
    one = office("สำนักงานหนึ่ง")
    referrals.decline(by=operator, at=AT, referral=send(one, 28).pk, because="ไม่")
    send(one, 0)
    for year in {rolls.fiscal_year(TODAY), rolls.fiscal_year(TODAY - timedelta(days=28))}:
        for each in answer_times.of(governor, at=AT, fiscal_year=year).offices:
            for name in ("sent", "waiting", "late", "declined"):
                assert getattr(each, name) == sum(getattr(month, name) for _on, month in each.months)


def test_of_another_district_nothing(send, office, hire):
    send(office("สำนักงานหนึ่ง"), 0)
    stranger = hire("stranger", "คนอื่น", "district_centre", "6001")
    assert answer_times.of(stranger, at=AT).offices == ()
    with pytest.raises(scope.OutOfSight):
        answer_times.of(stranger, at=AT, area="6009")


def test_the_file_is_recorded_and_says_nothing_of_households(send, office, governor, citizen):
    send(office("สำนักงานหนึ่ง"), 0)
    columns, rows = answer_times.table(by=governor, at=AT)
    assert len(rows) == 1 and dict(zip(columns, rows[0], strict=True))["median_working_days"] is None
    assert AuditLine.objects.get(verb="answer_times.export").count == 1
    with pytest.raises((NotAllowed, scope.OutOfSight)):
        answer_times.table(by=citizen, at=AT)
