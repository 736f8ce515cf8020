"""Every right has words, every pair of duties kept apart a sentence."""

from nsc.access import wording
from nsc.access.roles import APART, APART_ON_A_RECORD, Permission


def test_every_permission_is_said_in_words_of_its_own():
    assert set(wording.ACTS) == set(Permission)
    assert len(set(wording.ACTS.values())) == len(Permission)


def test_every_pair_kept_apart_has_its_sentence():
    assert set(wording.KEPT_APART) == {*APART, *APART_ON_A_RECORD}
