"""The enterprise of a tambon: what each page and verb answers to whom."""

from nsc.access.answers import NEVER, NOT_NOW, P, Rule, W
from nsc.access.declared.tambon import DOES, READS, WRITES

ACTS = Rule(W.AREA, P.TAMBON_WRITE, NOT_NOW)  # nothing was said to be done
OPENS = Rule(W.AREA, P.FARMER_SEE)

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "tambon-company": (READS, ACTS),
    "tambon-company-stage": (READS, ACTS),
    "tambon-company-paper": (OPENS, NEVER),
    "tambon-company-people": (READS, ACTS),
    "tambon-company-books": (READS, ACTS),
    "tambon-company-file": (READS, NEVER),
    "tambon-company-report": (READS, NEVER),
    "tambon-results": (READS, ACTS),
    "tambon-lessons": (READS, ACTS),
}
QUESTIONS: dict[str, Rule] = {
    "enterprises.find": READS,
    "enterprises.establish": WRITES,
    "foundings.steps": READS,
    "foundings.download": OPENS,
    **{f"foundings.{verb}": DOES for verb in ("tick", "untick", "enter", "leave")},
    "shareholders.register": READS,
    "shareholders.classes": READS,
    "shareholders.parties": WRITES,
    **{f"shareholders.{verb}": WRITES for verb in ("join", "divide")},
    **{f"shareholders.{verb}": DOES for verb in ("leave", "seat", "unseat", "move")},
    **{f"books.{question}": READS for question in ("years", "of_year", "uses", "taken", "report", "export")},
    **{f"books.{verb}": DOES for verb in ("open_period", "write", "correct", "close", "use_profit", "take_back", "report_workers")},
    "sroi.sheets": READS,
    "sroi.begin": WRITES,
    **{f"sroi.{verb}": DOES for verb in ("put_in", "bring", "take_out", "drop")},
    "lessons.of": READS,
    "lessons.write": DOES,
    "lessons.withdraw": DOES,
    "replication.family": READS,
    "tambon_results.compare": READS,
}
EXEMPT: dict[str, str] = {
    "replication.models": "tells who writes here which other tambon they may see: tests/tambon/test_replication.py",
    "replication.adopt": "asks for one right here and another at the model: tests/tambon/test_replication.py",
    "enterprises.seen": "for the questions of its own room, each of which is declared",
    "enterprises.held": "for the verbs of its own room, each of which is declared",
    **{
        f"copies.{part}": "a step of replication.adopt, which is declared"
        for part in ("goals", "projects", "blueprint", "products", "enterprise")
    },
}
