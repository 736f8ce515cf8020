"""Frozen figures: what each answers to whom."""

from nsc.access.answers import FIGURES, NEVER, NOT_NOW, P, Rule, W

SEEN, KEEPS = Rule(W.SOMEWHERE, P.FIGURES_SEE), Rule(W.AREA, P.MEETING_KEEP)
CERTIFIES = Rule(W.PROVINCE, P.FIGURES_CERTIFY)

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "certified": (SEEN, NEVER),
    "certified-one": (SEEN, NEVER),
    "certified-freeze": (NEVER, Rule(W.PROVINCE, P.FIGURES_CERTIFY, NOT_NOW)),  # without a month
    "certified-correct": (NEVER, Rule(W.PROVINCE, P.FIGURES_CERTIFY, NOT_NOW)),  # without a reason
    "certified-attest": (NEVER, Rule(W.PROVINCE, P.FIGURES_CERTIFY, NOT_NOW)),  # while no amphoe has confirmed
    "certified-remark": (NEVER, Rule(W.AREA, P.MEETING_KEEP, NOT_NOW)),  # without a month
}
QUESTIONS: dict[str, Rule] = {
    **dict.fromkeys(("certified.months", "certified.find", "certified.of_month", "certified.before", "certified.sources"), SEEN),
    **dict.fromkeys(("certified.book", "certified.draft", "certified.table", "certified.compared", "remarks.of"), FIGURES),
    "certified.verify": Rule(W.PROVINCE, P.FIGURES_SEE),
    "certified.freeze": CERTIFIES,
    "remarks.write": KEEPS,
}
EXEMPT: dict[str, str] = {
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
