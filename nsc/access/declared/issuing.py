"""Documents issued: made, ordered, listed, handed out."""

from nsc.access.answers import Rule

ADDRESSES: dict[str, tuple[Rule, Rule]] = {}
QUESTIONS: dict[str, Rule] = {}
_OF_KIND = "asks the right of the kind that is named; tried in tests/secretariat/test_issuing.py"
EXEMPT: dict[str, str] = {
    "documents.checked": _OF_KIND,
    "issuing.issue": _OF_KIND,
    "issuing.order": _OF_KIND,
    "issuing.allowed": _OF_KIND,
    "issuing.cancel": "of the work that this user ordered",
    "issuing.of_job": "of the work that this user ordered",
    "issuing.opened": "only what this user may make there: tests/secretariat/test_issuing.py",
    "issuing.lately": "only what this user may make there: tests/secretariat/test_issuing.py",
    "doc_household.one": "the right over the household, and what its file asks: tests/secretariat/test_issuing.py",
    "doc_household.village": "the rights over the village: tests/secretariat/test_issuing.py",
    "doc_household.bound": "its caller's rights, and each household those of household_file.laid_out",
    "doc_household.zipped": "its caller's rights, and each household those of household_file.pdf",
    "doc_household.blueprint": "as blueprint_book.printed asks",
    "doc_household.letter": "as referral_letters.printed asks",
}
