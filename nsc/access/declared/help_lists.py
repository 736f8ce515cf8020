"""Lists of help that arrive as files: what each answers to whom."""

from nsc.access.answers import NEVER, NOT_NOW, NOT_THERE, NOTHING, P, Rule, W

BRINGS = Rule(W.SOMEWHERE, P.ASSISTANCE_IMPORT)
LISTED = Rule(W.HIDDEN, P.SURVEY_IMPORT)  # of the whole province; an office sees its own
# Rows are seen where one brings lists and sees names; an office sees those that it sent itself, here another's.
DESK = Rule(W.AREA, P.ASSISTANCE_IMPORT, refusal=NOT_THERE, also=P.NAME_SEE)
EXCHANGES = Rule(W.SOMEWHERE, P.HOUSEHOLD_EXPORT)

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "import-help-template": (BRINGS, NEVER),
    "import-help-undo": (NEVER, Rule(W.HIDDEN, P.SURVEY_IMPORT, NOT_NOW)),  # without a reason
    "unmatched": (BRINGS, NEVER),
    "unmatched-one": (DESK, NEVER),
    "unmatched-settle": (NEVER, Rule(W.AREA, P.ASSISTANCE_IMPORT, NOT_NOW, refusal=NOT_THERE, also=P.NAME_SEE)),  # without a decision
    "logbook": (EXCHANGES, NEVER),
    "logbook-settle": (NEVER, Rule(W.SOMEWHERE, P.HOUSEHOLD_EXPORT, NOT_NOW)),  # without a decision
    "logbook-export": (NEVER, Rule(W.SOMEWHERE, P.HOUSEHOLD_EXPORT, NOT_NOW)),  # of nothing
}
QUESTIONS: dict[str, Rule] = {
    "uploads.receive_help": BRINGS,
    "uploads.help_template": BRINGS,
    "help_lists.visible_to": BRINGS,
    "help_lists.of": LISTED,
    "helped.dry_run": BRINGS,
    "helped.run": BRINGS,
    "helped.undo": LISTED,
    "unmatched.waiting": BRINGS,
    "unmatched.count": Rule(W.AREA, P.ASSISTANCE_IMPORT, refusal=NOTHING, also=P.NAME_SEE),
    "unmatched.of": DESK,
    "unmatched.candidates": DESK,
    "unmatched.settle": DESK,
    "unmatched.pass_by": DESK,
    "logbook.receive": EXCHANGES,
    "logbook.status": EXCHANGES,
    "logbook.differences": Rule(W.AREA, P.HOUSEHOLD_EXPORT),
    "logbook.settle": Rule(W.SOMEWHERE, P.HOUSEHOLD_EXPORT, outside=NOT_THERE),
    "logbook.export": Rule(W.AREA, P.HOUSEHOLD_EXPORT),
}
_DOOR, _INSIDE = "the door itself", "inside a verb that has checked the right and leaves the line"
EXEMPT: dict[str, str] = {
    **dict.fromkeys((f"help_lists.{each}" for each in "require top offices only_own seen_areas locked".split()), _DOOR),
    **dict.fromkeys((f"help_lists.{each}" for each in "publish settle give".split()), _INSIDE),
    "help_lists.withdraw": "the part of helped.undo that this room knows, by the same door",
    "helped.store": _INSIDE,
    "listed_help.note": _INSIDE,
    "listed_help.take_back": _INSIDE,
    "whose.find": "answers helped, after its door, within the area of who asks",
    "unmatched.seen_by": _DOOR,
    "logbook.profile_named": "what profiles.visible_to shows, or a form that is no secret",
}
