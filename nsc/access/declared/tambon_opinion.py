"""Surveys of opinions and the public page of a tambon: what each answers to whom."""

from nsc.access.answers import NEVER, NO_SUCH_METHOD, NOT_NOW, NOT_THERE, NOTHING, P, Rule, W

READS, WRITES = Rule(W.AREA, P.TAMBON_SEE), Rule(W.AREA, P.TAMBON_WRITE)
DOES = Rule(W.AREA, P.TAMBON_WRITE, NOTHING)
ACTS = (READS, Rule(W.AREA, P.TAMBON_WRITE, answer=NOT_NOW))  # which act is not said
PAGE, FORM = (READS, NEVER), (WRITES, WRITES)
OPEN, NOBODY = Rule(W.ANYONE), Rule(W.ANYONE, answer=NO_SUCH_METHOD)
UNPUBLISHED = Rule(W.ANYONE, answer=NOT_THERE)  # nothing of it is told, to whomever

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    **dict.fromkeys(("tambon-opinions", "tambon-opinions-results", "tambon-opinions-file", "tambon-opinions-paper"), PAGE),
    **dict.fromkeys(("tambon-opinions-new", "tambon-opinions-enter"), FORM),
    "tambon-opinions-one": ACTS,
    "tambon-opinions-words": (WRITES, Rule(W.AREA, P.TAMBON_WRITE, answer=NOT_NOW)),
    "tambon-public": (READS, WRITES),
    "tambon-public-preview": (READS, Rule(W.AREA, P.TAMBON_WRITE, answer=NOT_NOW)),  # nothing was looked at
    "tambon-public-withdraw": (NEVER, Rule(W.AREA, P.TAMBON_WRITE, answer=NOT_NOW)),  # no reason is given
    "public-tambons": (OPEN, NOBODY),
    "public-tambon": (OPEN, NOBODY),
    **dict.fromkeys(("public-tambon-photograph", "public-tambon-thumbnail"), (UNPUBLISHED, NOBODY)),
    "opinion-answer": (OPEN, OPEN),
}
QUESTIONS: dict[str, Rule] = {
    **dict.fromkeys(("opinions.of", "opinions.find", "opinion_sheets.shown", "opinion_sheets.waiting"), READS),
    **dict.fromkeys(("opinion_results.of", "opinion_results.changes", "opinion_results.table"), READS),
    **dict.fromkeys(("public_pages.state", "public_pages.draft", "public_pages.choices", "public_pages.preview"), READS),
    **dict.fromkeys(("opinions.draw_up", "opinions.ask", "opinions.open_wave", "opinion_sheets.enter", "opinion_sheets.unread"), WRITES),
    **dict.fromkeys(("opinions.strike", "opinions.move_end", "opinions.end", "opinion_sheets.look"), DOES),
    **dict.fromkeys(("public_pages.write", "public_pages.publish", "public_pages.withdraw"), DOES),
}
EXEMPT: dict[str, str] = {}
