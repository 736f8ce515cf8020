"""The household's file and the page of one of its people: what each answers to whom."""

from nsc.access.answers import NEVER, NOTHING, P, Rule, W

SEEN = Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE)
ADDRESSES: dict[str, tuple[Rule, Rule]] = {"household-story": (SEEN, NEVER)}
QUESTIONS: dict[str, Rule] = {
    "dossier.of_household": SEEN,
    "dossier.of_person": SEEN,
    "household.opened": SEEN,
    "story.of_household": SEEN,
    "referral_desk.of_household": Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE, refusal=NOTHING),
}
EXEMPT: dict[str, str] = {
    "story.page": "of a household that the caller has found the user to see",
    "story.read": "of a household that the caller has found the user to see",
}
