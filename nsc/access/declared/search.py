"""The one box: who finds whom by it."""

from nsc.access.answers import NOT_YOURS, NOTHING, P, Rule, W

SEEN_BY_ALL = Rule(W.SIGNED_IN)
NAMED = Rule(W.HOUSEHOLD, P.NAME_SEE, refusal=NOTHING, outside=NOTHING)

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "search": (SEEN_BY_ALL, SEEN_BY_ALL),  # what it answers to whom, the questions below say
}
QUESTIONS: dict[str, Rule] = {
    "users.called": Rule(W.SOMEWHERE, P.USER_CREATE, outside=NOTHING, refusal=NOT_YOURS),
    "by_name.find": NAMED,
    "by_name.of_people": NAMED,
    "caselist.of_number": Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE, refusal=NOTHING, outside=NOTHING),
    "proposals.called": Rule(W.AREA, P.NAME_SEE, refusal=NOTHING, outside=NOTHING),
    "proposals.of_people": Rule(W.AREA, P.NAME_SEE, refusal=NOTHING, outside=NOTHING, answer=NOTHING),  # none is known by a number here
    "search.find": NAMED,
    "search.find.a_place": Rule(W.AREA, P.FIGURES_SEE, refusal=NOTHING, outside=NOTHING),
    "search.find.a_house_code": Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE, refusal=NOTHING, outside=NOTHING),
}
EXEMPT: dict[str, str] = {}
