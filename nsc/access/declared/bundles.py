"""What a phone of the field application reads."""

from nsc.access.answers import NO_SUCH_METHOD, NOTHING, WHO_IS_IT, P, Rule, W

NOBODY = Rule(W.ANYONE, answer=NO_SUCH_METHOD)
BY_SECRET = Rule(W.ANYONE, answer=WHO_IS_IT)  # a session opens nothing there, whoever it is: tests/field

# name of the address: (GET, POST)
ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "field-bundle": (NOBODY, BY_SECRET),
    "field-preview": (BY_SECRET, NOBODY),
}
QUESTIONS: dict[str, Rule] = {"bundles.bundle": Rule(W.SOMEWHERE, P.VISIT_RECORD, outside=NOTHING, either=P.TAMBON_WRITE)}
EXEMPT: dict[str, str] = {
    "bundle_marks.mark": "inside the bundle, after its door: a digest, and of what it has found",
    "bundle_words.told": "inside the bundle, after its door: of the user it tells the name and the office",
    **dict.fromkeys(
        ("bundle_farmers.known", "bundle_farmers.told"), "inside the bundle, after its door: only farmers whom the user may see"
    ),
}
