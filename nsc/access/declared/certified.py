"""Frozen figures: what each answers to whom."""

from nsc.access.answers import FIGURES, HOMES, NEVER, NOT_NOW, NOTHING, SENT_ON, P, Rule, W

SEEN, KEEPS = Rule(W.SOMEWHERE, P.FIGURES_SEE), Rule(W.AREA, P.MEETING_KEEP, NOTHING)
CERTIFIES = Rule(W.PROVINCE, P.FIGURES_CERTIFY)
SOMEWHERE = ("certified.months", "certified.month_of", "certified.find", "certified.of_month", "certified.before", "certified.sources")

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "certified": (SEEN, NEVER),
    "certified-one": (FIGURES, NEVER),
    "certified-compare": (SEEN, NEVER),
    "certified-month": (SEEN, NEVER),
    "certified-papers": (SEEN, NEVER),
    "certified-report": (NEVER, Rule(W.SOMEWHERE, P.MEETING_KEEP, SENT_ON)),
    "certified-verify": (NEVER, Rule(W.PROVINCE, P.FIGURES_SEE, SENT_ON)),
    "certified-correct": (NEVER, Rule(W.PROVINCE, P.FIGURES_CERTIFY, NOT_NOW)),  # without a reason
    "certified-attest": (NEVER, Rule(W.PROVINCE, P.FIGURES_CERTIFY, NOT_NOW)),  # while no amphoe has confirmed
    "certified-remark": (NEVER, Rule(W.SOMEWHERE, P.MEETING_KEEP, SENT_ON)),
}
QUESTIONS: dict[str, Rule] = {
    **dict.fromkeys(SOMEWHERE, SEEN),
    **dict.fromkeys(("certified.book", "certified.table", "certified.compared", "remarks.of"), FIGURES),
    "certified.draft": HOMES,
    "certified.verify": Rule(W.PROVINCE, P.FIGURES_SEE),
    "certified.freeze": CERTIFIES,
    "remarks.write": KEEPS,
}
EXEMPT: dict[str, str] = {
    "month_end.under_way": "tried by its own tests: of a centre, while the matrix asks of a village",
    "month_end.report": "tried by its own tests: of a centre, while the matrix asks of a village",
    "certified.correct": "tried by its own tests, as it is refused where nothing changed",
    "certified.certify": "tried by its own tests: needs the districts first",
    "certified.confirm": "tried by its own tests: of an amphoe, while the matrix asks of a village",
    **dict.fromkeys(
        (
            *("doc_monthly.province", "doc_monthly.province_draft", "doc_monthly.district", "doc_monthly.district_draft"),
            "doc_monthly.governor",
        ),
        "asks certified and remarks, which ask the right",
    ),
}
