"""The meeting desk: what each question, verb and address answers to whom, tried at meetings of the province."""

from dataclasses import replace

from nsc.access.answers import NEVER, NOT_NOW, NOTHING, Rule
from nsc.access.answers import Where as W
from nsc.access.roles import Permission as P

SEES, KEEPS = Rule(W.PROVINCE, P.REPORT_ISSUE), Rule(W.PROVINCE, P.MEETING_KEEP)
SIGNED_IN = Rule(W.SIGNED_IN)  # what is theirs, which may be nothing
NOT_YET = replace(KEEPS, answer=NOT_NOW)

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "meetings": (SIGNED_IN, NEVER),
    "orders": (SIGNED_IN, NEVER),
    "meeting-new": (Rule(W.SOMEWHERE, P.MEETING_KEEP), Rule(W.SOMEWHERE, P.MEETING_KEEP)),
    "meeting-change": (KEEPS, NOT_YET),  # by POST without an act, as all below
    "meeting": (SEES, NOT_YET),
    "meeting-people": (SEES, NOT_YET),
    "meeting-item": (SEES, NOT_YET),
    "meeting-minutes": (SEES, NOT_YET),
    "meeting-print": (NEVER, replace(SEES, answer=NOT_NOW)),
    "meeting-paper": (SEES, NEVER),
    "meeting-document": (Rule(W.OWN), NEVER),  # none was issued
    "order": (SEES, replace(SEES, answer=NOT_NOW)),
    "order-file": (SEES, NEVER),
}
QUESTIONS: dict[str, Rule] = (
    dict.fromkeys(("sittings.find", "sittings.seen", "seats.of", "agenda.of", "agenda.find", "agenda.download"), SEES)
    | dict.fromkeys(("orders.of_sitting", "orders.owners", "orders.find", "orders.download", "listed_targets.of"), SEES)
    | dict.fromkeys(("doc_meetings.agenda_paper", "doc_meetings.minutes_paper"), SEES)
    | dict.fromkeys(("drawn.of", "sittings.usual", "sittings.plan", "sittings.move", "sittings.cancel", "sittings.hold"), KEEPS)
    | dict.fromkeys(("seats.call", "seats.strike", "seats.attend", "agenda.draw", "agenda.add", "agenda.change", "agenda.shift"), KEEPS)
    | dict.fromkeys(("agenda.drop", "agenda.attach", "minutes.note", "minutes.frame", "minutes.approve"), KEEPS)
    | dict.fromkeys(("orders.give", "orders.answer", "orders.close", "orders.carry"), KEEPS)
    | {
        "sittings.kept": KEEPS,
        "sittings.between": replace(SEES, refusal=NOTHING),
        "sittings.invite": NOT_YET,  # who sits has no account
        "minutes.held": KEEPS,
        "minutes.corrections": replace(SEES, answer=NOTHING),
        "minutes.approved_here": replace(SEES, answer=NOTHING),
        "minutes.to_approve": SEES,
        "minutes.correct": NOT_YET,  # of a draft
        "orders.return_": NOT_YET,  # nobody has answered
        "listed_targets.resolve": NOT_YET,  # the matter is of no list
        "seats.accounts": SEES,
        "agenda.offered": SEES,  # nothing, to who only reads
        "orders.desk": SIGNED_IN,
        "orders.mine": SIGNED_IN,
    }
)
EXEMPT: dict[str, str] = {
    "sittings.coming": "the next that one sits in or keeps, of an amphoe as well: tests/secretariat/test_meeting_desk.py",
    "sittings.keeps": "one's own areas: tests/web/test_meetings_pages.py",
    **dict.fromkeys(("sittings.told", "sittings.put", "drawn.found", "agenda.put"), "for questions and verbs of its room that have asked"),
}
