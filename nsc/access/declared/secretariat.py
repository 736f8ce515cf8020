"""Documents of the secretariat, and how one is asked for."""

from nsc.access.answers import Rule

ADDRESSES: dict[str, tuple[Rule, Rule]] = {}
QUESTIONS: dict[str, Rule] = {}
EXEMPT: dict[str, str] = {
    "documents.offered": "of the right itself: nobody is told of a document that they may not make",
    "documents.gathered": "asks the right of the kind that is named; each kind is tried by its own tests",
}
