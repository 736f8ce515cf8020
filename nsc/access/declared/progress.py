"""Progress, and what was left of targeting: what each answers to whom."""

from nsc.access.answers import FIGURES, NEVER, NOT_NOW, NOTHING, SENT_ON, P, Rule, W

OPEN = Rule(W.ANYONE)  # the citizen's door
ENDORSES, VERIFIES = Rule(W.AREA, P.TARGET_ENDORSE), Rule(W.AREA, P.TARGET_VERIFY)

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    **dict.fromkeys(("progress", "progress-csv", "progress-months", "progress-agencies", "progress-recalculated"), (FIGURES, NEVER)),
    "target-criteria": (Rule(W.SOMEWHERE, P.FIGURES_SEE), Rule(W.PROVINCE, P.INDICATORS_CHANGE)),
    "target-holidays": (Rule(W.SOMEWHERE, P.FIGURES_SEE), Rule(W.PROVINCE, P.TARGET_CERTIFY)),
    "target-meeting-revoke": (NEVER, Rule(W.AREA, P.TARGET_ENDORSE, NOT_NOW)),  # without a resolution
    "target-missed-check": (NEVER, Rule(W.AREA, P.TARGET_VERIFY, SENT_ON)),
    "report": (OPEN, OPEN),
    "report-status": (OPEN, OPEN),
}
QUESTIONS: dict[str, Rule] = {
    **dict.fromkeys(("progress.of", "progress.table", "progress.by_month", "by_agency.of", "recalculated.of"), FIGURES),
    "meetings.revoke": ENDORSES,
    "meetings.revocable": ENDORSES,
    "meetings.revoked_by": Rule(W.AREA, P.FIGURES_SEE, answer=NOTHING),  # this meeting took nothing back
    "proposals.check": VERIFIES,
    "proposals.known_of": VERIFIES,
}
EXEMPT: dict[str, str] = {}
