"""Phones of the field application: what they ask by their secrets, what the browser asks before there are any, and their ends."""

from nsc.access.answers import NEVER, NO_SUCH_METHOD, NOT_NOW, NOT_YOURS, NOTHING, WHO_IS_IT, P, Rule, W

NOBODY = Rule(W.ANYONE, answer=NO_SUCH_METHOD)
STATIC = (Rule(W.ANYONE), NOBODY)  # holds nothing of anybody
BY_SECRET = Rule(W.ANYONE, answer=WHO_IS_IT)  # a session opens nothing there, whoever it is: tests/field
MALFORMED = 422

# name of the address: (GET, POST)
ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    **dict.fromkeys(("field", "field-manifest", "field-worker", "field-files", "field-session"), STATIC),
    "field-phones": (NOBODY, Rule(W.SIGNED_IN, answer=MALFORMED, stranger=WHO_IS_IT)),  # without a phone
    "field-state": (BY_SECRET, NOBODY),
    "field-wiped": (NOBODY, BY_SECRET),
    "phone-end": (NEVER, Rule(W.OWN)),
    "account-phone-end": (NEVER, Rule(W.ACCOUNT, P.USER_CHANGE, NOT_NOW)),  # without a reason
}
QUESTIONS: dict[str, Rule] = {
    "phones.enrol": Rule(W.SOMEWHERE, P.VISIT_RECORD, refusal=NOT_NOW, either=P.TAMBON_WRITE),
    "phones.of": Rule(W.ACCOUNT, P.USER_CREATE),
    "phones.listed": Rule(W.SOMEWHERE, P.USER_CREATE, outside=NOTHING, refusal=NOT_YOURS),
    "phones.end": Rule(W.ACCOUNT, P.USER_CHANGE),  # another's
}
EXEMPT: dict[str, str] = {
    "phones.mine": "what is one's own: another's cannot be named, or is passed over",
    "phones.has_visits": "tells of the user's own rights alone",
}
