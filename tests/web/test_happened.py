"""The words of a household's timeline."""

from nsc.access import trail
from nsc.web import happened

NOUNS = ("case", "handoff", "visit", "need", "plan", "step", "household_account", "referral", "assistance", "target")
NOT_OF_A_HOUSEHOLD = {f"assistance.{act}" for act in ("import", "match", "pass", "undo")}  # of lists and their rows


def of_a_household(verb: str) -> bool:
    """Done to a household, and not only looked at or sent out as a list."""
    noun, _dot, act = verb.partition(".")
    return noun in NOUNS and act not in ("see", "export") and verb not in NOT_OF_A_HOUSEHOLD


def test_every_verb_of_the_casework_is_worded():
    assert {verb for verb in trail.VERBS if of_a_household(verb)} - set(happened.KINDS) == set()


def test_a_code_with_words_belongs_to_a_kind():
    assert set(happened.WHATS) <= set(happened.KINDS)
    assert {kind for kind, _what in happened.TONES} <= set(happened.KINDS)
