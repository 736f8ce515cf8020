"""Lists as tools: views that are kept, and lists that leave as files."""

from nsc.access.answers import NEVER, NOT_NOW, NOT_THERE, P, Rule, W

LISTED, LEAVES = Rule(W.AREA_OR_HANDED, P.HOUSEHOLD_SEE), Rule(W.AREA, P.HOUSEHOLD_EXPORT)
PICKED = Rule(W.SOMEWHERE, P.HOUSEHOLD_EXPORT, NOT_NOW)  # by POST, of one's own place, with no row picked

# name of the address: (GET, POST)
ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "saved-views": (Rule(W.SIGNED_IN), NEVER),
    "saved-view-save": (NEVER, Rule(W.SIGNED_IN, answer=NOT_THERE)),  # of no list
    "saved-view-act": (NEVER, Rule(W.OWN)),
    "referral-list": (LISTED, NEVER),
    "households-file": (LEAVES, NEVER),
    "persons-file": (LEAVES, NEVER),
    "right-file": (LEAVES, NEVER),
    **dict.fromkeys(
        ("case-list-file", "needs-file", "referral-list-file", "help-file"), (LEAVES, Rule(W.SOMEWHERE, P.HOUSEHOLD_EXPORT, NOT_NOW))
    ),
}
ADDRESSES |= {
    "households-open": (NEVER, Rule(W.SOMEWHERE, P.CASE_OPEN, NOT_NOW)),  # with no row picked
    "help-confirm": (NEVER, Rule(W.SOMEWHERE, P.ASSISTANCE_CONFIRM, NOT_NOW)),
}
PAGES, FILES = (
    ("listed_cases", "listed_needs", "listed_referrals"),
    ("listed_cases", "listed_needs", "listed_referrals", "helped", "ranked", "persons"),
)
QUESTIONS: dict[str, Rule] = {
    "cases.open_many": Rule(W.SOMEWHERE, P.CASE_OPEN),
    "help_given.confirm_many": Rule(W.SOMEWHERE, P.ASSISTANCE_CONFIRM),
    **dict.fromkeys((f"{each}.page" for each in PAGES), LISTED),
    **dict.fromkeys((f"{each}.leave" for each in FILES), LEAVES),
    **dict.fromkeys(("listed_cases.numbers", "caselist.narrowed", "needs.in_sight", "referral_desk.in_sight"), LISTED),
    "saved_views.save": Rule(W.SOMEWHERE, P.HOUSEHOLD_SEE),
    **dict.fromkeys((f"saved_views.{each}" for each in "find rename share withdraw make_default".split()), Rule(W.OWN)),
}
_CHOSEN = "lines of rows that the list has found its reader to see"
EXEMPT: dict[str, str] = {
    "sight.keeper": "of a place that the question has let its reader into: what it tells them of its numbers",
    **dict.fromkeys(("caselist.lines", "needs.of_numbers", "referral_desk.of_numbers", "helped.of_numbers"), _CHOSEN),
    "tabled.leave": "the rows of the list that calls it, which has asked who sees them; here, who may take them along",
    "tabled.allow": "the door itself",
    "tabled.note": "the line of the list that leaves, after its door",
    "saved_views.visible_to": "of oneself, and of the teams one is in",
    "saved_views.teams": "tells who asks about their own roles",
}
