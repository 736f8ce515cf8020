"""Cases, their worklists and the timeline: what each answers to whom."""

from nsc.access.answers import P, Rule, W

ADDRESSES: dict[str, tuple[Rule, Rule]] = {}
QUESTIONS: dict[str, Rule] = {
    "cases.open_": Rule(W.HOUSEHOLD, P.CASE_OPEN),
    "cases.open_.in_an_emergency": Rule(W.HOUSEHOLD, P.VISIT_RECORD),
    "timeline.of_household": Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE),
}
EXEMPT: dict[str, str] = {
    "timeline.note": "the line of the verb that calls it, after its door",
    "cases.locked": "the door itself",
}
