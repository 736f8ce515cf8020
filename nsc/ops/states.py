"""nsc states: the states of what changes with time, drawn from the tables that decide it. Its output is docs/states.md.

The diagrams are Mermaid, which code forges draw; the arrows are read from the very tables that the verbs consult, so they cannot go stale.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from nsc.errors import _

HELP = _("แสดงสถานะของงานและการเปลี่ยนสถานะ (docs/states.md)")
NEEDS_DATABASE = False

BEGINNING = """# States

Which state may follow which. Written by `nsc states > docs/states.md` from the tables in the code; a test keeps it fresh. Don't edit.
"""


class Machine(NamedTuple):
    """`names`: what people read, where they do. The first state of `next` is the first of every life."""

    title: str
    table: str  # where it stands
    about: str
    next: Mapping[str, AbstractSet[str]]
    names: Mapping[str, str]


def arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(args: argparse.Namespace) -> int:
    from nsc.ops.main import start_django

    start_django()
    sys.stdout.write(text())
    return 0


def machines() -> list[Machine]:
    """Needs Django, but no database."""
    from nsc.casework import roads
    from nsc.casework import rules as casework
    from nsc.intake import steps
    from nsc.jobs import work
    from nsc.privacy import rules as privacy
    from nsc.secretariat import desk_rules as desk
    from nsc.surveys import batches
    from nsc.tambon import blueprint_rules as tambon
    from nsc.tambon import events_rules as events
    from nsc.welfare import rules as welfare

    def road(title: str, about: str, following: roads.Table, names: Mapping[str, str]) -> Machine:
        return Machine(title, "nsc/casework/roads.py", about, following, names)

    return [
        Machine("Upload", "nsc/intake/steps.py", "A file on its way from the page to the answers that count.", steps.NEXT, steps.NAMES),
        Machine("Batch", "nsc/surveys/batches.py", "One delivery of answers. Only what is published counts.", batches.NEXT, {}),
        Machine("Roll", "nsc/casework/rules.py", "The target list of one group and fiscal year.", casework.ROLL_NEXT, casework.ROLL_NAMES),
        Machine(
            "Target",
            "nsc/casework/rules.py",
            "A household of a roll, on its road to certification. A resolution revoked takes it back by a step.",
            casework.NEXT,
            casework.NAMES,
        ),
        Machine(
            "Proposal",
            "nsc/casework/rules.py",
            "A household or person missed by every list. Accepted, it is a target.",
            casework.PROPOSAL_NEXT,
            casework.PROPOSAL_NAMES,
        ),
        road("Case", "A household on its road out of poverty. Each state says whose turn it is.", roads.CASE_NEXT, roads.CASE_NAMES),
        road("Hand-over", "A case, from one level to another, until a day.", roads.HANDOFF_NEXT, roads.HANDOFF_NAMES),
        road("Visit", "To the door of a household.", roads.VISIT_NEXT, roads.VISIT_NAMES),
        road("Need", "What a person or a household needs.", roads.NEED_NEXT, roads.NEED_NAMES),
        road("Plan", "One version of what was agreed to be done.", roads.PLAN_NEXT, roads.PLAN_NAMES),
        road("Step", "One thing of a plan.", roads.STEP_NEXT, roads.STEP_NAMES),
        road("Referral", "A need on its way along the chain to who can meet it.", roads.REFERRAL_NEXT, roads.REFERRAL_NAMES),
        Machine(
            "Assistance",
            "nsc/welfare/rules.py",
            "Help that was promised, delivered, confirmed.",
            welfare.ASSISTANCE_NEXT,
            welfare.ASSISTANCE_NAMES,
        ),
        Machine(
            "Row of a help list",
            "nsc/welfare/rules.py",
            "A line of an office's list, or of TPMAP Logbook's, that waits for a person.",
            welfare.HELP_ROW_NEXT,
            welfare.HELP_ROW_NAMES,
        ),
        Machine(
            "Blueprint",
            "nsc/tambon/blueprint_rules.py",
            "A version of a tambon's Blueprint: endorsed by the amphoe, approved by the province, then frozen.",
            tambon.NEXT,
            tambon.NAMES,
        ),
        Machine("Activity", "nsc/tambon/blueprint_rules.py", "Of a project, in the version in force.", tambon.WORK_NEXT, tambon.WORK_NAMES),
        Machine("Event", "nsc/tambon/events_rules.py", "To which a tambon calls its people.", events.NEXT, events.NAMES),
        Machine(
            "Sitting",
            "nsc/secretariat/desk_rules.py",
            "A meeting of ศจพ.จ. or ศจพ.อ. Held, it endorses or certifies (casework).",
            desk.NEXT,
            desk.NAMES,
        ),
        Machine(
            "Minutes",
            "nsc/secretariat/desk_rules.py",
            "Of a meeting that was held. A later one approves them; then they are locked.",
            desk.MINUTES_NEXT,
            desk.MINUTES_NAMES,
        ),
        Machine(
            "Order",
            "nsc/secretariat/desk_rules.py",
            "What a meeting told a person or an office to do by a day.",
            desk.ORDER_NEXT,
            desk.ORDER_NAMES,
        ),
        Machine("Job", "nsc/jobs/work.py", "Work in the background. Back to queued: its worker was stopped or died.", work.NEXT, {}),
        Machine(
            "Request",
            "nsc/privacy/rules.py",
            "What a person asks about their own data. Due thirty days after it came.",
            privacy.REQUEST_NEXT,
            privacy.REQUEST_NAMES,
        ),
        Machine(
            "Breach",
            "nsc/privacy/rules.py",
            "A breach of personal data. Closed without telling the Office only where people's rights are not at risk.",
            privacy.BREACH_NEXT,
            privacy.BREACH_NAMES,
        ),
    ]


def text() -> str:
    return "\n".join([BEGINNING, *("\n".join(_drawn(machine)) for machine in machines())])


def _drawn(machine: Machine) -> Iterator[str]:
    following = {str(state): sorted(map(str, after)) for state, after in machine.next.items()}
    states = list(dict.fromkeys([*following, *(state for after in following.values() for state in after)]))
    yield f"## {machine.title}\n\n{machine.about} Table: `{machine.table}`.\n"
    yield f"```mermaid\nstateDiagram-v2\n    [*] --> {states[0]}"
    for state in states:
        for after in following.get(state) or ["[*]"]:
            yield f"    {state} --> {after}"
    yield "```\n"
    yield "| state | may become |" if not machine.names else "| state | as people read it | may become |"
    yield "|---|---|" if not machine.names else "|---|---|---|"
    for state in states:
        words = [f"`{state}`", *([machine.names[state]] if machine.names else []), ", ".join(following.get(state, [])) or "(the end)"]
        yield "| " + " | ".join(words) + " |"
    yield ""
