"""The one box: who finds whom by it."""

from nsc.access.answers import NOTHING, P, Rule, W

SEEN_BY_ALL = Rule(W.SIGNED_IN)
NAMED = Rule(W.HOUSEHOLD, P.NAME_SEE, refusal=NOTHING, outside=NOTHING)

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "search": (SEEN_BY_ALL, SEEN_BY_ALL),  # what it answers to whom, the questions below say
}
QUESTIONS: dict[str, Rule] = {
    "by_name.find": NAMED,
    "by_name.of_people": NAMED,
    "caselist.of_number": Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE, refusal=NOTHING, outside=NOTHING),
    "search.find": NAMED,
    "search.find.a_place": Rule(W.AREA, P.FIGURES_SEE, refusal=NOTHING, outside=NOTHING),
    "search.find.a_house_code": Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE, refusal=NOTHING, outside=NOTHING),
    "search.find.an_account": Rule(W.SOMEWHERE, P.USER_CREATE, refusal=NOTHING, outside=NOTHING),
}
EXEMPT: dict[str, str] = {}
