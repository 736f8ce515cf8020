"""What referrals hold about a person is in their copy, and is made nameless with them."""

import pytest

from nsc.casework import held_referrals, referrals
from nsc.casework.models import Referral, ReferralMove
from tests.casework.test_referrals import AT, LETTER, WHAT

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(in_care, district_officer, hospital, nurse):
    made = referrals.draft(by=district_officer, at=AT, case=in_care.pk, organisation=hospital.pk, what=WHAT)
    referrals.sign(by=district_officer, at=AT, referrals=[made.pk], **LETTER)
    return referrals.decline(by=nurse, at=AT, referral=made.pk, because="บ้านป้าสมศรีไกลเกินไป")


def test_all_that_was_said_is_in_the_copy(answered):
    found = list(held_referrals.about(person=1, households=[answered.household_id]))
    assert [each.what for each in found] == ["referral", "referral_move", "referral_move", "referral_move"]
    assert WHAT in found[0].text and "บ้านป้าสมศรีไกลเกินไป" in found[-1].text
    assert list(held_referrals.about(person=1, households=[])) == []


def test_forgotten_the_words_are_gone_and_the_counts_stay(answered):
    held_referrals.forget(at=AT, households=[answered.household_id])
    row = Referral.objects.get(pk=answered.pk)
    assert (row.state, row.what_sealed, row.answer_sealed) == ("declined", None, None)
    assert not ReferralMove.objects.exclude(text_sealed=None).exists() and ReferralMove.objects.count() == 3
