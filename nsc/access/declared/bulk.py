"""The casework's verbs for whole tables: what each answers to whom."""

from nsc.access.answers import P, Rule, W

ADDRESSES: dict[str, tuple[Rule, Rule]] = {}
QUESTIONS: dict[str, Rule] = {
    "in_bulk.waiting": Rule(W.AREA, P.CASE_OPEN),
    "in_bulk.listed": Rule(W.AREA, P.TARGET_VERIFY),
    "in_bulk.take_over": Rule(W.PROVINCE, P.PLAN_APPROVE),
    "grants.store": Rule(W.PROVINCE, P.ASSISTANCE_GRANT),
}
EXEMPT: dict[str, str] = {}
