"""The Blueprint of a tambon: what each address and question answers to whom."""

from nsc.access.answers import NEVER, SENT_ON, P, Rule, W
from nsc.access.declared.tambon import DOES, READS, WRITES

SENT = Rule(W.AREA, P.TAMBON_WRITE, SENT_ON)

ADDRESSES: dict[str, tuple[Rule, Rule]] = {
    "tambon-blueprint": (READS, NEVER),
    "tambon-blueprint-planning": (READS, NEVER),
    "tambon-blueprint-paper": (READS, NEVER),
    "tambon-blueprint-begin": (NEVER, SENT),
    "tambon-blueprint-act": (NEVER, SENT),
    "tambon-strategy-new": (WRITES, WRITES),
    "tambon-strategy": (WRITES, WRITES),
    "tambon-project": (READS, NEVER),
    "tambon-project-new": (WRITES, WRITES),
    "tambon-project-write": (WRITES, WRITES),
    "tambon-project-part-new": (WRITES, WRITES),
    "tambon-project-part": (WRITES, WRITES),
    "tambon-project-progress": (NEVER, Rule(W.AREA, P.TAMBON_WRITE, 409)),
}
QUESTIONS: dict[str, Rule] = {
    "blueprints.of": READS,
    "blueprints.begin": WRITES,
    "blueprints.set_years": DOES,
    "blueprints.submit": DOES,
    "blueprints.withdraw": DOES,
    "plan_content.of": READS,
    "plan_content.loose": READS,
    "strategies.write": WRITES,
    "strategies.drop": DOES,
    "project_plans.write": WRITES,
    "project_plans.drop": DOES,
    "project_parts.put": WRITES,
    "project_parts.drop": DOES,
    "blueprint_reach.of": READS,
    "blueprint_book.printed": READS,
}
EXEMPT: dict[str, str] = {
    "blueprints.waiting": "tells who asks what waits for them, and nothing to all others: tests/tambon/test_blueprints.py",
    "blueprints.seen": "for the verbs of its own room, each of which is declared",
    "blueprints.writable": "for the verbs of its own room, each of which is declared",
    "blueprints.put": "saves the row of a verb that has asked",
    "blueprints.wrote": "writes the line of a verb that has asked",
    "blueprints.endorse": "asks for BLUEPRINT_APPROVE over the amphoe: tests/tambon/test_blueprints.py tries who may",
    "blueprints.return_": "asks for BLUEPRINT_APPROVE over the level it waits for: tests/tambon/test_blueprints.py",
    "blueprints.approve": "asks for BLUEPRINT_APPROVE over the province: tests/tambon/test_blueprints.py",
    "blueprints.freeze": "as approve, whose transaction it shares",
    "blueprints.frozen": "for blueprint_book.printed, which is declared; asks by seen",
    "blueprint_book.approve": "as blueprints.approve, which it calls first",
    "blueprint_book.gathered": "of questions that are each declared",
    "project_parts.move": "of an approved version: tests/tambon/test_blueprints.py",
    "project_parts.measure": "of an approved version: tests/tambon/test_blueprints.py",
}
