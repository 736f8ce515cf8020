"""A report of one's own, its paper, and extracts for analysts."""

from nsc.access.answers import FIGURES, NEVER, P, Rule, W

ADDRESSES: dict[str, tuple[Rule, Rule]] = {"builder": (FIGURES, NEVER)}
QUESTIONS: dict[str, Rule] = {
    "built_reports.of": FIGURES,
    "saved_reports.document": Rule(W.OWN),
    "saved_reports.made": Rule(W.OWN),
    "extracts.export": Rule(W.AREA, P.HOUSEHOLD_EXPORT),
}
EXEMPT: dict[str, str] = {}
