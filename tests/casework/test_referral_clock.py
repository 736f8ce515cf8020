"""Referrals that nobody moves: a link up inside the chain, and word to whoever signed what an office leaves unanswered."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from nsc import workdays
from nsc.access.models import AuditLine, Notice
from nsc.casework import cases, referral_clock, referrals
from nsc.casework.models import Referral, ReferralMove
from tests.casework.test_referrals import AT, TODAY, again, benefactor, drafted, forwarded, foundation, sent

__all__ = ["benefactor", "drafted", "forwarded", "foundation", "sent"]
pytestmark = pytest.mark.django_db


def after(row: Referral) -> datetime:
    """The first working moment after it was due."""
    return timezone.make_aware(datetime.combine(workdays.due(row.due_on, 1, ()), time(9)))


def test_what_a_link_leaves_lying_goes_to_the_one_above_with_days_anew(drafted, district_officer):
    first = again(drafted)
    assert (first.turn, referral_clock.run(AT)) == ("tambon", 0)
    late = after(first)
    assert referral_clock.run(late) == 1 and referral_clock.run(late) == 0
    row = again(drafted)
    assert (row.turn, row.state) == ("district", "forwarded") and row.due_on > first.due_on
    assert Notice.objects.filter(user=district_officer, kind="referral.late").count() == 1
    assert AuditLine.objects.filter(verb="referral.late").count() == 1


def test_it_rests_with_the_province_and_is_told_once_a_day_it_was_due(drafted):
    for turn in ("district", "province", "province"):
        referral_clock.run(after(again(drafted)))
        assert again(drafted).turn == turn
    assert referral_clock.run(after(again(drafted)) + timedelta(days=30)) == 0
    assert ReferralMove.objects.filter(kind="late").count() == 3


def test_what_an_office_does_not_answer_stays_there_and_whoever_signed_hears_of_it(sent, district_officer):
    late = after(sent)
    assert referral_clock.run(late) == 1 and referral_clock.run(late) == 0
    assert (again(sent).turn, again(sent).state) == ("agency", "sent")
    assert Notice.objects.filter(user=district_officer, kind="referral.late").count() == 1


def test_what_the_office_has_accepted_is_late_for_nobody(sent, nurse):
    referrals.accept(by=nurse, at=AT, referral=sent.pk)
    assert referral_clock.run(after(sent)) == 0


def test_nothing_is_late_on_a_day_nobody_works(sent):
    moment = after(sent)
    saturday = moment + timedelta(days=5 - moment.weekday())
    assert referral_clock.run(saturday) == 0


def test_a_closed_case_takes_back_what_nobody_had_taken_up(sent, in_care, district_officer, nurse):
    cases.close(by=district_officer, at=AT, case=in_care.pk, outcome="left", on=TODAY, because="ย้ายไปจังหวัดอื่น")
    assert again(sent).state == "withdrawn"
    assert Notice.objects.filter(user=nurse, kind="referral.withdrawn").count() == 1


def test_an_office_goes_on_with_what_it_has_accepted_when_the_case_is_closed(sent, in_care, district_officer, nurse):
    referrals.accept(by=nurse, at=AT, referral=sent.pk)
    cases.close(by=district_officer, at=AT, case=in_care.pk, outcome="left", on=TODAY, because="ย้ายไปจังหวัดอื่น")
    assert again(sent).state == "accepted"
    assert referrals.complete(by=nurse, at=AT, referral=sent.pk, text="ส่งรถเข็นแล้ว").state == "completed"
