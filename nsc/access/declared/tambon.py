"""Tambon that have begun, and their goals: what each answers to whom."""

from nsc.access.answers import NEVER, NOT_YOURS, NOTHING, P, Rule, W

READS, WRITES = Rule(W.AREA, P.TAMBON_SEE), Rule(W.AREA, P.TAMBON_WRITE)
DOES = Rule(W.AREA, P.TAMBON_WRITE, NOTHING)  # and has nothing to tell

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "tambon": (Rule(W.SOMEWHERE, P.TAMBON_SEE), NEVER),
    "tambon-begin": (NEVER, Rule(W.SOMEWHERE, P.TAMBON_WRITE, NOT_YOURS)),  # no tambon is chosen
    "tambon-home": (READS, NEVER),
}
QUESTIONS: dict[str, Rule] = {
    "initiatives.visible_to": Rule(W.AREA, P.TAMBON_SEE, outside=NOTHING, refusal=NOTHING),
    "initiatives.find": READS,
    "initiatives.reached": READS,
    "initiatives.begin": WRITES,
    "goals.of": READS,
    "goals.agree": WRITES,
    "goals.end": DOES,
}
EXEMPT: dict[str, str] = {
    "initiatives.seen": "for the verbs of its own room, each of which is declared",
    "initiatives.held": "for the verbs of its own room, each of which is declared",
}
