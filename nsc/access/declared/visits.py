"""Visits and needs: what each answers to whom."""

from nsc.access.answers import NEVER, NOT_NOW, NOT_THERE, SENT_ON, P, Rule, W

VISITS = Rule(W.HOUSEHOLD, P.VISIT_RECORD)
NEEDS = Rule(W.HOUSEHOLD, P.NEED_RECORD)
SEES = Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE)
FIGURES = Rule(W.AREA, P.FIGURES_SEE)

# name of the address: (GET, POST)
ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "visits": (Rule(W.SOMEWHERE, P.VISIT_RECORD), NEVER),
    "visit-plan": (Rule(W.SOMEWHERE, P.VISIT_RECORD), Rule(W.SOMEWHERE, P.VISIT_RECORD)),
    "visit-record": (VISITS, VISITS),
    "visit": (SEES, NEVER),
    "visit-miss": (NEVER, Rule(W.HOUSEHOLD, P.VISIT_RECORD, NOT_NOW)),  # without a reason
    "visit-withdraw": (NEVER, Rule(W.HOUSEHOLD, P.VISIT_RECORD, NOT_NOW)),  # without a reason
    "visit-evidence": (Rule(W.HOUSEHOLD, P.NAME_SEE, refusal=NOT_THERE), NEVER),
    "household-needs": (SEES, NEEDS),
    "needs": (FIGURES, NEVER),
    "needs-csv": (FIGURES, NEVER),
    "need-act": (NEVER, Rule(W.HOUSEHOLD, P.NEED_RECORD, SENT_ON)),
}
QUESTIONS: dict[str, Rule] = {
    "visits.plan": VISITS,
    "visits.record": VISITS,
    "visits.miss": VISITS,
    "visits.withdraw": VISITS,
    "visits.paper": Rule(W.HOUSEHOLD, P.NAME_SEE, refusal=NOT_THERE),
    "visits.of_case": SEES,
    "visits.door": VISITS,
    "visits.find": SEES,
    "needs.record": NEEDS,
    "needs.meet": NEEDS,
    "needs.withdraw": NEEDS,
    "needs.reopen": NEEDS,
    "needs.sheet": SEES,
    "needs.visible_to": Rule(W.AREA_OR_HANDED, P.HOUSEHOLD_SEE),
    "needs.of_case": SEES,
    "needed.counts": FIGURES,
    "needed.table": FIGURES,
    "visiting.appointments": Rule(W.SOMEWHERE, P.VISIT_RECORD),
    "visiting.to_plan": Rule(W.SOMEWHERE, P.VISIT_RECORD),
}
EXEMPT: dict[str, str] = {"needs.of_visit": "inside the verb that records the visit, after its door"}
