"""Events of a tambon: what each answers to whom. An event's own address is for everybody who has its token."""

from nsc.access.answers import NEVER, NOT_NOW, P, Rule, W

READS, WRITES = Rule(W.AREA, P.TAMBON_SEE), Rule(W.AREA, P.TAMBON_WRITE)
ACTS = Rule(W.AREA, P.TAMBON_WRITE, NOT_NOW)  # with no act said
OPEN = Rule(W.ANYONE)

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "tambon-events": (READS, NEVER),
    "tambon-events-calendar": (READS, NEVER),
    "tambon-events-plan": (WRITES, WRITES),
    "tambon-events-one": (READS, ACTS),
    "tambon-events-change": (WRITES, WRITES),
    "tambon-events-file": (READS, NEVER),
    "tambon-events-poster": (READS, NEVER),
    "tambon-events-photograph-add": (WRITES, WRITES),
    "event": (OPEN, OPEN),
    "event-file": (OPEN, OPEN),
    "event-here": (OPEN, OPEN),
    "event-screen": (OPEN, OPEN),
    "tambon-events-team": (WRITES, Rule(W.AREA, P.TAMBON_WRITE, 302)),  # nobody is marked, which is said
}
QUESTIONS: dict[str, Rule] = {
    **dict.fromkeys(("events.of", "events.find", "events.late", "attendance.summary", "attendance.sums", "event_decisions.of"), READS),
    **dict.fromkeys(("events.plan", "events.change", "events.hold", "events.cancel", "attendance.screen_pass"), WRITES),
    **{f"attendance.{verb}": WRITES for verb in ("open_", "close", "count", "take_back", "mark_team")},
    **dict.fromkeys(("event_decisions.decide", "event_decisions.withdraw"), WRITES),
}
EXEMPT: dict[str, str] = {
    "events.held": "for the verbs of its own room, each of which is declared",
}
