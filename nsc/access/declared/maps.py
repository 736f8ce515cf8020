"""The map: what each of its parts answers to whom."""

from nsc.access.answers import FIGURES, NEVER, NOTHING, P, Rule, W

HOUSES = Rule(W.AREA_OR_HANDED, P.HOUSEHOLD_SEE)
ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "map": (FIGURES, NEVER),
    "map-card": (Rule(W.AREA, P.FIGURES_SEE, NOTHING), NEVER),  # of no area
    "map-file": (FIGURES, NEVER),
    "map-points": (HOUSES, NEVER),
}
QUESTIONS: dict[str, Rule] = {
    "by_area.of": FIGURES,
    "pinned.of": HOUSES,
}
EXEMPT: dict[str, str] = {
    "by_area.exported": "the line of the page that calls it, after its door",
    "pinned.layers": "tells who asks about their own roles, in a place whose door was passed",
    "pinned.shows_single": "tells who asks about their own roles, in a place whose door was passed",
}
