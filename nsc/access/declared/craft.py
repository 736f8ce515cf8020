"""What surrounds every page: the guide, the walk of a first visit, what is taken back."""

from nsc.access.answers import NEVER, SENT_ON, Rule, W

READ_BY_ALL = Rule(W.SIGNED_IN)

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    **dict.fromkeys(("guide", "guide-page", "tour"), (READ_BY_ALL, NEVER)),
    "notices-unread": (NEVER, Rule(W.SIGNED_IN, answer=SENT_ON)),
}
QUESTIONS: dict[str, Rule] = {}
EXEMPT: dict[str, str] = {"notices.put_back": "asks for what is the user's own"}
