"""Files for analysts: ordered where one may take data along, each its owner's alone; and the catalogue."""

from nsc.access.answers import NEVER, P, Rule, W

OWN = Rule(W.OWN)
TAKES = Rule(W.SOMEWHERE, P.HOUSEHOLD_EXPORT)
TAKES_THERE = Rule(W.AREA, P.HOUSEHOLD_EXPORT)

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "exports": (TAKES, NEVER),
    "export-new": (TAKES, TAKES),
    "export": (OWN, NEVER),
    "export-progress": (OWN, NEVER),
    "export-file": (OWN, NEVER),
    "export-act": (NEVER, OWN),
    "datasets": (Rule(W.SOMEWHERE, P.FIGURES_SEE), NEVER),
}
QUESTIONS: dict[str, Rule] = {
    "exports.order": TAKES_THERE,
    "aggregates.of_areas": TAKES_THERE,
    "aggregates.of_indicators": TAKES_THERE,
    "exports.find": OWN,
    "exports.cancel": OWN,
    "exports.opened": OWN,
}
EXEMPT: dict[str, str] = {
    "exports.mine": "of oneself",
    "datasets.may_export": "the door itself",
}
