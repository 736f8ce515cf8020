"""Cases, their worklists and the timeline: what each answers to whom."""

from nsc.access.answers import NEVER, NOT_NOW, NOTHING, SENT_ON, P, Rule, W

LISTED = Rule(W.AREA_OR_HANDED, P.HOUSEHOLD_SEE)
SEEN = Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE)
ASSIGNS = Rule(W.HOUSEHOLD, P.CASE_ASSIGN)
# A form without anything in it is refused to who may, and not read for who may not.
ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "cases": (LISTED, NEVER),
    "case-list": (LISTED, NEVER),
    "case-after": (LISTED, NEVER),
    "case-days": (Rule(W.SOMEWHERE, P.CASE_ASSIGN), Rule(W.PROVINCE, P.TARGET_CERTIFY)),
    "case": (SEEN, NEVER),
    "case-events": (SEEN, NEVER),
    "case-open": (NEVER, Rule(W.HOUSEHOLD, P.CASE_OPEN, SENT_ON)),
    "case-hurry": (NEVER, Rule(W.HOUSEHOLD, P.VISIT_RECORD, SENT_ON)),
    "case-assign": (NEVER, Rule(W.SOMEWHERE, P.CASE_ASSIGN, NOT_NOW)),
    "case-triage": (NEVER, Rule(W.HOUSEHOLD, P.CASE_ASSIGN, NOT_NOW)),
    "case-close": (NEVER, Rule(W.HOUSEHOLD, P.CASE_CLOSE, NOT_NOW)),
    "case-reopen": (NEVER, Rule(W.HOUSEHOLD, P.CASE_OPEN, NOT_NOW)),
    "case-regularise": (NEVER, Rule(W.HOUSEHOLD, P.CASE_ASSIGN, NOT_NOW)),
    "case-give": (NEVER, Rule(W.HOUSEHOLD, P.CASE_ASSIGN, NOT_NOW)),  # it is the district's turn
    "case-take": (NEVER, Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE, NOT_NOW)),  # there is nothing to take
    "case-send-back": (NEVER, Rule(W.HOUSEHOLD, P.CASE_ASSIGN, NOT_NOW)),
    "case-after-record": (NEVER, Rule(W.HOUSEHOLD, P.VISIT_RECORD, NOT_NOW)),
}
QUESTIONS: dict[str, Rule] = {
    "cases.open_": Rule(W.HOUSEHOLD, P.CASE_OPEN),
    "cases.open_.in_an_emergency": Rule(W.HOUSEHOLD, P.VISIT_RECORD),
    "cases.find": SEEN,
    "cases.of_household": SEEN,
    "cases.proposed": ASSIGNS,
    "cases.triage": ASSIGNS,
    "cases.close": Rule(W.HOUSEHOLD, P.CASE_CLOSE),
    "cases.reopen": Rule(W.HOUSEHOLD, P.CASE_OPEN),  # it is open: nothing happens
    "cases.regularise": ASSIGNS,
    "mentors.assign": Rule(W.HOUSEHOLD, P.CASE_ASSIGN, NOT_NOW),  # before triage
    "mentors.candidates": Rule(W.AREA, P.CASE_ASSIGN),
    "handoffs.give": ASSIGNS,
    "handoffs.take": Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE, NOT_NOW),
    "handoffs.send_back": Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE, NOT_NOW),
    "handoffs.require": ASSIGNS,
    "aftercare.due": LISTED,
    "aftercare.poor_again": LISTED,
    "aftercare.record": Rule(W.HOUSEHOLD, P.VISIT_RECORD, NOT_NOW),  # it is not out of poverty
    "caselist.visible_to": LISTED,
    "caselist.tally": LISTED,
    "caselist.below": Rule(W.AREA, P.HOUSEHOLD_SEE),
    "caselist.mine": Rule(W.AREA, P.CASE_ASSIGN, refusal=NOTHING),
    "caselist.handed": Rule(W.PROVINCE, P.CASE_ASSIGN, refusal=NOTHING),  # to the province
    "caselist.hurried": Rule(W.AREA, P.CASE_ASSIGN, refusal=NOTHING),
    "deadlines.set_": Rule(W.PROVINCE, P.TARGET_CERTIFY),
    "timeline.of_household": SEEN,
}
EXEMPT: dict[str, str] = {
    "timeline.note": "the line of the verb that calls it, after its door",
    "cases.locked": "the door itself",
    "cases.seen": "the door itself",
    "cases.reopened": "part of the verbs that call it, after their door",
    "cases.can_mentor": "a rule about somebody's roles, for verbs after their door",
    "scope.handed_areas": "the door itself",
    "levels.may_act": "the door itself",
    "levels.require": "the door itself",
    "levels.of": "tells who asks about their own roles",
    "levels.mine": "the door itself",
    "mentors.names": "names of colleagues on a timeline whose door was passed",
    "sight.sees_only_handed": "tells who asks about their own roles",
    "sight.reading": "the door itself",
    "sight.seen": "the door itself",
}
