"""Pages of places, sources and rules: what each answers to whom."""

from nsc.access.answers import FIGURES, NEVER, SENT_ON, P, Rule, W

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "places": (Rule(W.SIGNED_IN, answer=SENT_ON), NEVER),
    "place": (FIGURES, NEVER),
    "place-authority": (FIGURES, NEVER),
    "sources": (Rule(W.SOMEWHERE, P.FIGURES_SEE), NEVER),
    "rule-changes": (Rule(W.SIGNED_IN), NEVER),
}
QUESTIONS: dict[str, Rule] = {
    **dict.fromkeys(("locality.of", "local_work.of", "local_events.of"), FIGURES),
    "freshness.of": Rule(W.SOMEWHERE, P.FIGURES_SEE),
}
EXEMPT: dict[str, str] = {}
