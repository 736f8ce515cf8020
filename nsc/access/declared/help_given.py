"""Budgets, help given and its checks: what each answers to whom."""

from nsc.access.answers import FIGURES, NEVER, NOT_THERE, NOTHING, SENT_ON, P, Rule, W

HELP = Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE)
GRANTS = Rule(W.HOUSEHOLD, P.ASSISTANCE_GRANT)
CONFIRMS = Rule(W.HOUSEHOLD, P.ASSISTANCE_CONFIRM)
LISTS = Rule(W.AREA_OR_HANDED, P.HOUSEHOLD_SEE)
PAPER = Rule(W.HOUSEHOLD, P.NAME_SEE, refusal=NOT_THERE)
CHECKS = Rule(W.HOUSEHOLD, P.VISIT_RECORD)  # whoever holds it grants help, too
BUDGET = FIGURES
SEEN = Rule(W.AREA, P.FIGURES_SEE, refusal=NOTHING)
ALLOTS = Rule(W.AREA, P.BUDGET_CHANGE)

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "help": (LISTS, NEVER),
    "help-csv": (Rule(W.AREA, P.HOUSEHOLD_EXPORT), NEVER),
    "help-forgotten": (LISTS, NEVER),
    "help-household": (HELP, NEVER),
    "help-give": (GRANTS, GRANTS),
    "help-emergency": (CHECKS, CHECKS),
    "help-one": (HELP, NEVER),
    "help-act": (NEVER, Rule(W.HOUSEHOLD, P.ASSISTANCE_CONFIRM, SENT_ON)),
    "help-paper": (PAPER, NEVER),
    "help-check-paper": (PAPER, NEVER),
    "budgets": (FIGURES, Rule(W.AREA, P.BUDGET_CHANGE)),
    "budgets-csv": (FIGURES, NEVER),
    "budget": (BUDGET, Rule(W.AREA, P.BUDGET_CHANGE)),
}
QUESTIONS: dict[str, Rule] = {
    "budgets.visible_to": SEEN,
    "budgets.find": BUDGET,
    "budgets.table": SEEN,
    "budgets.may_allot": Rule(W.SOMEWHERE, P.BUDGET_CHANGE, refusal=NOTHING),
    "budgets.allot": ALLOTS,
    "assistance.promise": GRANTS,
    "assistance.deliver": GRANTS,
    "assistance.fulfil": GRANTS,
    "assistance.confirm": CONFIRMS,
    "assistance.withdraw": GRANTS,
    "assistance.locked": GRANTS,
    "assistance.of_household": HELP,
    "assistance.find": HELP,
    "assistance.double": GRANTS,
    "assistance.is_sent": GRANTS,
    "assistance.download": PAPER,
    "help_given.promise": GRANTS,
    "help_given.deliver": GRANTS,
    "help_given.fulfil": GRANTS,
    "help_given.confirm": CONFIRMS,
    "help_given.withdraw": GRANTS,
    "help_given.emergency": CHECKS,
    "help_given.regularise": Rule(W.HOUSEHOLD, P.CASE_ASSIGN),
    "help_given.of_household": HELP,
    "help_given.household_of": HELP,
    "help_given.find": HELP,
    "help_given.choices": GRANTS,
    "use_checks.check": CHECKS,
    "use_checks.download": PAPER,
    "helped.listed": LISTS,
    "helped.table": Rule(W.AREA, P.HOUSEHOLD_EXPORT),
    "forgotten.lists": LISTS,
}
_INSIDE = "inside a verb of help, which has checked the right to grant"
EXEMPT: dict[str, str] = {
    **dict.fromkeys(("budgets.commit", "budgets.spend", "budgets.settle"), _INSIDE),
    "assistance.shown": "of a household that the caller has found the user to see",
    "help_given.acts": "of help that help_given.find has shown them: what they may do with it",
}
