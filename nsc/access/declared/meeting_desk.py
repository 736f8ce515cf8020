"""The meeting desk: what each question and verb answers to whom, tried at a meeting of the province."""

from nsc.access.answers import Rule

ADDRESSES: dict[str, tuple[Rule, Rule]] = {}
QUESTIONS: dict[str, Rule] = {}
_SEEN = "asks by sittings.seen (REPORT_ISSUE over the area, or a seat): tests/secretariat/test_meeting_desk.py"
_KEPT = "asks by sittings.kept (MEETING_KEEP over the area): tests/secretariat/test_meeting_desk.py"
_OWN = "answers only with what the reader reads, sits in or owns: tests/secretariat/test_meeting_desk.py"
EXEMPT: dict[str, str] = (
    dict.fromkeys(("sittings.find", "sittings.seen", "seats.of", "seats.accounts", "drawn.of", "agenda.of", "agenda.find"), _SEEN)
    | dict.fromkeys(("agenda.offered", "agenda.download", "minutes.corrections", "minutes.to_approve", "orders.of_sitting"), _SEEN)
    | dict.fromkeys(("orders.owners", "orders.find", "orders.download"), _SEEN)
    | dict.fromkeys(("sittings.kept", "sittings.plan", "sittings.move", "sittings.cancel", "sittings.invite", "sittings.hold"), _KEPT)
    | dict.fromkeys(("seats.call", "seats.strike", "seats.attend", "agenda.draw", "agenda.add", "agenda.change", "agenda.shift"), _KEPT)
    | dict.fromkeys(("agenda.drop", "agenda.attach", "minutes.note", "minutes.frame", "minutes.approve", "minutes.correct"), _KEPT)
    | dict.fromkeys(("orders.give", "orders.answer", "orders.close", "orders.return_", "orders.carry"), _KEPT)
    | dict.fromkeys(("sittings.between", "sittings.coming", "sittings.keeps", "orders.desk", "orders.mine"), _OWN)
    | dict.fromkeys(("sittings.told", "sittings.put", "drawn.found", "agenda.put"), "for questions and verbs of its room that have asked")
)
