"""Referrals: what each answers to whom."""

from nsc.access.answers import FIGURES, NEVER, NOT_NOW, NOT_THERE, NOTHING, P, Rule, W

SENDS, SIGNS, ANSWERS = (Rule(W.HOUSEHOLD, each) for each in (P.REFERRAL_SEND, P.REFERRAL_SIGN, P.REFERRAL_ANSWER))
# Who sends or answers: the roles that may grant help, for what they see. The office is the one it went to; another one's is not there.
PARTY = Rule(W.HOUSEHOLD, P.ASSISTANCE_GRANT, refusal=NOT_THERE)

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "referrals": (Rule(W.SOMEWHERE, P.ASSISTANCE_GRANT), NEVER),
    "referral-sign": (Rule(W.SOMEWHERE, P.REFERRAL_SIGN, NOT_NOW), Rule(W.SOMEWHERE, P.REFERRAL_SIGN, NOT_NOW)),  # without any
    "referral-agencies": (FIGURES, NEVER),
    "referral-agencies-csv": (FIGURES, NEVER),
    "referral-letter": (PARTY, NEVER),
    "referral": (Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE), NEVER),
    "referral-act": (NEVER, Rule(W.HOUSEHOLD, P.REFERRAL_SEND, NOT_NOW)),  # withdrawn without a reason
    "referral-new": (SENDS, SENDS),
}
QUESTIONS: dict[str, Rule] = {
    "referral_desk.desk": Rule(W.SOMEWHERE, P.REFERRAL_SEND, outside=NOTHING),
    "referral_desk.desk.of_an_office": Rule(W.SOMEWHERE, P.REFERRAL_ANSWER, outside=NOTHING),
    "referral_desk.find": Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE),
    "referral_desk.of_case": Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE, refusal=NOTHING),
    "referral_desk.choices": SENDS,
    "referral_desk.letter": PARTY,
    "referrals.draft": SENDS,
    "referrals.refer_again": Rule(W.HOUSEHOLD, P.REFERRAL_SEND, NOT_NOW),  # what is out, and runs; as in the three below
    "referrals.forward": Rule(W.HOUSEHOLD, P.REFERRAL_SEND, NOT_NOW),
    "referrals.send_back": Rule(W.HOUSEHOLD, P.REFERRAL_SIGN, NOT_NOW),
    "referrals.sign": Rule(W.HOUSEHOLD, P.REFERRAL_SIGN, NOT_NOW),
    "referrals.open_": ANSWERS,
    "referrals.accept": ANSWERS,
    "referrals.decline": ANSWERS,
    "referrals.ask": ANSWERS,
    "referrals.complete": ANSWERS,
    "referrals.answer": SENDS,
    "referrals.withdraw": SENDS,
    "answer_times.of": FIGURES,
    "answer_times.table": FIGURES,
    "referral_letters.printed": PARTY,
    "referral_letters.seen": PARTY,
    "referral_desk.letters": Rule(W.HOUSEHOLD, P.ASSISTANCE_GRANT, refusal=NOTHING),
}
_DOOR = "the door itself, which the verbs and questions of referrals ask"
EXEMPT: dict[str, str] = {
    "referrals.overdue": "the clock's, of rows that it holds",
    "referral_desk.sides": "tells who asks about their own roles",
    **{f"referral_sight.{name}": _DOOR for name in ("own", "at_desk", "in_chain", "may_answer", "require_seen", "require", "visible")},
}
