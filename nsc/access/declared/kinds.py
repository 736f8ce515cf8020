"""What the documents of the secretariat are gathered from, where no page asks it."""

from nsc.access.answers import FIGURES, HOMES, P, Rule, W

ADDRESSES: dict[str, tuple[Rule, Rule]] = {}
QUESTIONS: dict[str, Rule] = {
    "ranked.on_paper": HOMES,
    "rights.on_paper": HOMES,
    **dict.fromkeys(("rights.by_area", "helped_sums.of", "quality.of"), FIGURES),
    "forum_paper.of": HOMES,
    "receipt_paper.of": Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE),
}
_ASKS = "gathers from questions that ask the right; the kind's own is asked by documents.checked"
EXEMPT: dict[str, str] = dict.fromkeys(
    (
        *("doc_situation.of_area", "doc_situation.situation", "doc_situation.dimensions"),
        *("doc_work.groups", "doc_work.progress", "doc_work.agencies", "work_blocks.groups", "work_blocks.progress_of"),
        *("doc_lists.ranked_of_village", "doc_money.assistance", "doc_rights.unused", "doc_rights.listed"),
        *("doc_quality.quality_of", "doc_cross.crossed", "doc_forum.minutes", "doc_forum.receipt"),
    ),
    _ASKS,
) | {
    "doc_forum.of_help": "the rights over the household: tests/secretariat/test_doc_forum.py",
    "doc_forum.of_helps": "a filter: the receipts that doc_forum.of_help let this user issue",
    "doc_forum.may_receipt": "tells who asks about their own right",
}
