"""Pages of places, sources and rules: what each answers to whom."""

from nsc.access.answers import FIGURES, NEVER, NOT_THERE, SENT_ON, P, Rule, W

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "places": (Rule(W.SIGNED_IN, answer=SENT_ON), NEVER),
    "place": (FIGURES, NEVER),
    "place-authority": (Rule(W.SOMEWHERE, P.FIGURES_SEE, outside=NOT_THERE), NEVER),  # no area is asked for
    "sources": (Rule(W.SOMEWHERE, P.FIGURES_SEE), NEVER),
    "rule-changes": (Rule(W.SIGNED_IN), NEVER),
}
QUESTIONS: dict[str, Rule] = {
    **dict.fromkeys(("locality.of", "local_work.of", "local_events.of"), FIGURES),
    "freshness.of": Rule(W.SOMEWHERE, P.FIGURES_SEE),
}
EXEMPT: dict[str, str] = {}
