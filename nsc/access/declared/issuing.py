"""Documents: the pages, made, ordered, listed, handed out."""

from nsc.access.answers import NEVER, NOT_THERE, SENT_ON, P, Rule, W

ISSUES = Rule(W.SOMEWHERE, P.REPORT_ISSUE)
# Of the village: who may not have it there is told of none.
PAPER = Rule(W.AREA, P.REPORT_ISSUE, refusal=NOT_THERE)
OWN = Rule(W.OWN)

KEEPS = Rule(W.AREA, P.MEETING_KEEP)

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "documents": (ISSUES, NEVER),
    "documents-new": (ISSUES, ISSUES),
    "documents-order": (OWN, NEVER),
    "documents-progress": (OWN, NEVER),
    "documents-cancel": (NEVER, OWN),
    "documents-issued": (Rule(W.SOMEWHERE, P.NAME_SEE, either=P.REPORT_ISSUE), NEVER),
    "documents-one": (PAPER, NEVER),
    "documents-file": (PAPER, NEVER),
    "documents-again": (NEVER, Rule(W.AREA, P.REPORT_ISSUE, SENT_ON, refusal=NOT_THERE)),
    "letter-heads": (Rule(W.SOMEWHERE, P.MEETING_KEEP), NEVER),
    "letter-head": (KEEPS, KEEPS),
    "letter-head-emblem": (KEEPS, Rule(W.AREA, P.MEETING_KEEP, SENT_ON)),
}
_HERE = Rule(W.AREA, P.REPORT_ISSUE)
_HOME = Rule(W.HOUSEHOLD, P.NAME_SEE)
QUESTIONS: dict[str, Rule] = {
    "documents.checked": _HERE,
    "issuing.allowed": _HERE,
    "issuing.order": _HERE,
    "issuing.opened": PAPER,
    "issuing.find": PAPER,
    "issuing.again": PAPER,
    "issuing.of_job": OWN,
    "issuing.progress": OWN,
    "issuing.cancel": OWN,
    "doc_household.of_home": _HOME,
    **dict.fromkeys(("letter_heads.write", "letter_heads.set_emblem", "letter_heads.find", "letter_heads.emblem"), KEEPS),
}
EXEMPT: dict[str, str] = {
    "letter_heads.listed": "lists only those that this user keeps: tests/secretariat/test_letter_heads.py",
    "issuing.issue": "asks as issuing.allowed, and makes the paper: tests/secretariat/test_issuing.py",
    "issuing.lately": "lists only what this user may open: tests/secretariat/test_issuing.py",
    "issuing.ordered": "the work that this user ordered",
    "doc_household.one": "as doc_household.of_home, which is asked before, and household_file.pdf",
    "doc_household.of_homes": "a filter: the households of which doc_household.of_home lets this user have the file",
    "doc_household.of_letter": "as referral_letters.seen asks",
    "doc_household.of_letters": "a filter: as referral_desk.letters answers",
    "doc_household.village": "the rights over the village: tests/secretariat/test_issuing.py",
    "doc_household.bound": "its caller's rights, and each household those of household_file.laid_out",
    "doc_household.zipped": "its caller's rights, and each household those of household_file.pdf",
    "doc_household.blueprint": "as blueprint_book.printed asks",
    "doc_household.letter": "as referral_letters.printed asks",
}
