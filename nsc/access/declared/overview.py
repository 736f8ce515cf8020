"""The overview's parts, another place for a page, and figures of a part of the people: what each answers to whom."""

from nsc.access.answers import FIGURES, HOMES, NEVER, Rule, W

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "areas": (Rule(W.SIGNED_IN), NEVER),  # places and local authorities: nothing of people
    "overview-late": (HOMES, NEVER),
    "overview-work": (FIGURES, NEVER),
    "overview-week": (FIGURES, NEVER),
    "overview-week-list": (HOMES, NEVER),
}
QUESTIONS: dict[str, Rule] = {"narrowed.of": FIGURES, "lately.of": FIGURES, "lately.events": HOMES}
EXEMPT: dict[str, str] = {}
