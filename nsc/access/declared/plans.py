"""Plans, the menu and household accounts: what each answers to whom."""

from nsc.access.answers import NEVER, NOT_NOW, NOT_THERE, P, Rule, W

SEES, WRITES, DECIDES, NAMES = (Rule(W.HOUSEHOLD, each) for each in (P.HOUSEHOLD_SEE, P.PLAN_WRITE, P.PLAN_APPROVE, P.NAME_SEE))
CHANGES = Rule(W.PROVINCE, P.PROGRAMME_CHANGE)
NOT_AS_IT_STANDS = Rule(W.HOUSEHOLD, P.PLAN_WRITE, NOT_NOW)  # the plan tried is an old version

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "plan": (SEES, NEVER),
    "plan-write": (WRITES, WRITES),
    "plan-agree": (NOT_AS_IT_STANDS, NOT_AS_IT_STANDS),
    "plan-act": (NEVER, Rule(W.HOUSEHOLD, P.PLAN_APPROVE, NOT_NOW)),  # to approve an old version
    "plan-signature": (Rule(W.HOUSEHOLD, P.NAME_SEE, refusal=NOT_THERE), NEVER),
    "step-act": (NEVER, NOT_AS_IT_STANDS),
    "household-account": (WRITES, WRITES),
    "household-pdf": (SEES, NEVER),
    "menu": (Rule(W.SOMEWHERE, P.FIGURES_SEE), NEVER),
    "menu-add": (CHANGES, CHANGES),
    "menu-end": (NEVER, Rule(W.PROVINCE, P.PROGRAMME_CHANGE, NOT_NOW)),  # without a day
}
QUESTIONS: dict[str, Rule] = {
    "plans.write": WRITES,
    "plans.agree": WRITES,
    "plans.approve": DECIDES,
    "plans.return_": DECIDES,
    "plans.withdraw": WRITES,
    "plans.supersede": WRITES,
    "plans.of_case": SEES,
    "plans.suggested": WRITES,
    "plans.require_to_write": WRITES,
    "plans.signature": Rule(W.HOUSEHOLD, P.NAME_SEE, refusal=NOT_THERE),
    "plan_steps.do": WRITES,
    "plan_steps.finish": WRITES,
    "plan_steps.drop": WRITES,
    "plan_steps.reopen": WRITES,
    "accounts.record": WRITES,
    "accounts.of_case": NAMES,
    "menu.add": CHANGES,
    "menu.end": CHANGES,
    "household_file.pdf": SEES,
    "household_file.laid_out": SEES,
    "household_file.gathered": SEES,
}
EXEMPT: dict[str, str] = {
    "menu.may_change": "tells who asks about their own roles",
}
