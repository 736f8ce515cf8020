"""What phones send: what each answers to whom."""

from nsc.access.answers import NEVER, NO_SUCH_METHOD, NOT_NOW, NOT_THERE, NOTHING, WHO_IS_IT, P, Rule, W

PHONES = Rule(W.ANYONE, answer=WHO_IS_IT)  # a phone's secret opens, no session does
DISPUTED = Rule(W.HOUSEHOLD, P.VISIT_RECORD, outside=NOTHING, refusal=NOTHING)
DESK = Rule(W.HOUSEHOLD, P.SUBMISSION_ACCEPT)

# name of the address: (GET, POST)
ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "field-submissions": (Rule(W.ANYONE, answer=NO_SUCH_METHOD), PHONES),
    "field-answers": (Rule(W.ANYONE, answer=NO_SUCH_METHOD), PHONES),
    "field-file": (PHONES, Rule(W.ANYONE, answer=NO_SUCH_METHOD)),
    "field-desk": (Rule(W.SOMEWHERE, P.SUBMISSION_ACCEPT), NEVER),
    "field-desk-one": (DESK, NEVER),
    "field-desk-accept": (NEVER, Rule(W.HOUSEHOLD, P.SUBMISSION_ACCEPT, NOT_NOW)),  # of a letter that nobody can read
    "field-desk-aside": (NEVER, Rule(W.HOUSEHOLD, P.SUBMISSION_ACCEPT, NOT_NOW)),  # without a reason
    "fact-decide": (NEVER, Rule(W.HOUSEHOLD, P.VISIT_RECORD, NOT_NOW)),  # without saying which of the two
    "visit-voice": (Rule(W.HOUSEHOLD, P.NAME_SEE, refusal=NOT_THERE), NEVER),
}
QUESTIONS: dict[str, Rule] = {
    "submission_desk.count": Rule(W.SIGNED_IN),
    "submission_desk.visible_to": Rule(W.SOMEWHERE, P.SUBMISSION_ACCEPT),
    "submission_desk.find": DESK,
    "submission_desk.accept": Rule(W.HOUSEHOLD, P.SUBMISSION_ACCEPT, NOT_NOW),  # of a letter that nobody can read
    "submission_desk.put_aside": DESK,
    "letter_keys.listed": Rule(W.PROVINCE, P.SYSTEM_SEE),
    "letter_keys.renew": Rule(W.PROVINCE, P.SYSTEM_SEE),
    "letter_keys.drop": Rule(W.PROVINCE, P.SYSTEM_SEE, NOT_NOW),  # the one in use
    "doorstep.change": Rule(W.HOUSEHOLD, P.VISIT_RECORD),
    "doorstep.decide": Rule(W.HOUSEHOLD, P.VISIT_RECORD),
    "doorstep.of_household": Rule(W.HOUSEHOLD, P.HOUSEHOLD_SEE),
    "doorstep.disputed": DISPUTED,
    "doorstep.count_disputed": Rule(W.SIGNED_IN),
    "visit_files.add_picture": Rule(W.HOUSEHOLD, P.VISIT_RECORD),
    "visit_files.add_voice": Rule(W.HOUSEHOLD, P.VISIT_RECORD),
    "visit_files.listen": Rule(W.HOUSEHOLD, P.NAME_SEE, refusal=NOT_THERE),
}
EXEMPT: dict[str, str] = {
    "scope.look_up": "the door itself",
    "timeline.note_many": "the lines of the verb that calls it, after its door",
    "carried.carry": "calls the verbs of the office, each with its own door",
    "submissions.accept": "inside the verbs of the desk, after their door",
    "submissions.put_aside": "inside the verbs of the desk, after their door",
}
