"""What the documents of the secretariat are gathered from, where no page asks it."""

from nsc.access.answers import HOMES, Rule

ADDRESSES: dict[str, tuple[Rule, Rule]] = {}
QUESTIONS: dict[str, Rule] = {"ranked.on_paper": HOMES}
EXEMPT: dict[str, str] = {}
