"""Lists as tools: views that are kept, and lists that leave as files."""

from nsc.access.answers import NEVER, NOT_THERE, P, Rule, W

# name of the address: (GET, POST)
ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "saved-views": (Rule(W.SIGNED_IN), NEVER),
    "saved-view-save": (NEVER, Rule(W.SIGNED_IN, answer=NOT_THERE)),  # of no list
    "saved-view-act": (NEVER, Rule(W.OWN)),
}
QUESTIONS: dict[str, Rule] = {
    "saved_views.save": Rule(W.SOMEWHERE, P.HOUSEHOLD_SEE),
    **dict.fromkeys((f"saved_views.{each}" for each in "find rename share withdraw make_default".split()), Rule(W.OWN)),
}
EXEMPT: dict[str, str] = {
    "saved_views.visible_to": "of oneself, and of the teams one is in",
    "saved_views.teams": "tells who asks about their own roles",
}
