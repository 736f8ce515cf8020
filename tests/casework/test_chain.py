"""The chain of a referral: values in, verdicts out."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from nsc.casework import chain, roads

LINKS = st.sampled_from(chain.LINKS)


@given(LINKS)
def test_up_and_down_again_is_where_it_was(link):
    assert chain.above(link) is None or chain.below(chain.above(link)) == link
    assert chain.below(link) is None or chain.above(chain.below(link)) == link


@given(LINKS)
def test_every_link_of_the_chain_is_a_state_that_may_be_signed_or_passed_on(link):
    state, up = chain.state_at(link), chain.above(link)
    assert up is None or chain.state_at(up) in {state, *roads.REFERRAL_NEXT[state]}
    assert (link in chain.SIGNERS) == (state == "forwarded") and "sent" in roads.REFERRAL_NEXT[state]


def test_running_and_over_are_all_that_left_the_chain():
    assert {*chain.RUNNING, *chain.OVER} == set(roads.REFERRAL_NAMES) - {chain.state_at(link) for link in chain.LINKS}


def test_the_amphoe_signs_at_its_link_and_the_province_at_its_own():
    assert (chain.office("district", "60090804"), chain.office("province", "60090804")) == ("6009", "60")


def test_an_office_is_of_the_province_where_its_name_says_so():
    assert chain.is_of_the_province("สำนักงานจัดหางานจังหวัด") and not chain.is_of_the_province("โรงพยาบาลตัวอย่าง")


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_who_takes_it_up_sees_the_household_longer(on):
    assert on < chain.seen_until(on, is_accepted=False) < chain.seen_until(on, is_accepted=True)
