"""A draft of a Blueprint in the tambon of our village, with one project of one activity."""

from datetime import date
from typing import NamedTuple

from nsc.reports import blueprint_book, blueprint_reach
from nsc.tambon import blueprints, plan_content, project_parts, project_plans, strategies
from tests.web.asked import tambon
from tests.web.asked.tambon import TAMBON, now_by

DAYS = {"starts_on": date(2026, 11, 1), "ends_on": date(2027, 6, 30)}
ACTIVITY = {"name": "อบรม", "kind": "training"} | DAYS


class Made(NamedTuple):
    goal: int
    version: int
    strategy: int
    plan: int
    activity: int


def make(operator, case: int) -> Made:
    goal = tambon.begun(operator).goal
    version = blueprints.begin(**now_by(operator), first_year=2027, last_year=2029).number
    strategy = strategies.write(**now_by(operator), goal=goal, name="แปรรูป")
    plan = project_plans.write(**now_by(operator), strategy=strategy, name="ข้าวอบแห้ง", **DAYS)
    return Made(goal, version, strategy, plan, project_parts.put(**now_by(operator), plan=plan, kind="activity", said=ACTIVITY))


def addresses(made: Made) -> dict[str, dict[str, object]]:
    here = {"code": TAMBON}
    plan = here | {"plan": made.plan}
    return {
        "tambon-blueprint": here,
        "tambon-blueprint-planning": here,
        "tambon-blueprint-paper": here | {"version": 1, "form": "docx"},
        "tambon-blueprint-begin": here,
        "tambon-blueprint-act": here | {"number": made.version, "verb": "submit"},
        "tambon-strategy-new": here,
        "tambon-strategy": here | {"strategy": made.strategy},
        "tambon-project": plan,
        "tambon-project-new": here,
        "tambon-project-write": plan,
        "tambon-project-part-new": plan | {"kind": "activity"},
        "tambon-project-part": plan | {"kind": "activity", "row": made.activity},
        "tambon-project-progress": here | {"kind": "activity", "row": made.activity},
    }


def _part(user, made: Made) -> dict[str, object]:
    return now_by(user) | {"plan": made.plan, "kind": "activity"}


QUESTIONS: dict[str, object] = {
    "blueprints.of": lambda user, made: blueprints.of(user, TAMBON),
    "blueprints.begin": lambda user, made: blueprints.begin(**now_by(user), first_year=2027, last_year=2029),
    "blueprints.set_years": lambda user, made: blueprints.set_years(**now_by(user), first_year=2027, last_year=2030),
    "blueprints.submit": lambda user, made: blueprints.submit(**now_by(user), number=made.version),
    "blueprints.withdraw": lambda user, made: blueprints.withdraw(**now_by(user), number=made.version, because="เลิก"),
    "plan_content.of": lambda user, made: plan_content.of(user, TAMBON, made.version),
    "plan_content.loose": lambda user, made: plan_content.loose(user, TAMBON, made.version),
    "strategies.write": lambda user, made: strategies.write(**now_by(user), goal=made.goal, name="อีกทาง"),
    "strategies.drop": lambda user, made: strategies.drop(
        **now_by(user), strategy=strategies.write(**now_by(user), goal=made.goal, name="จะเลิก"), because="ซ้ำ"
    ),
    "project_plans.write": lambda user, made: project_plans.write(**now_by(user), strategy=made.strategy, name="อีกโครงการ", **DAYS),
    "project_plans.drop": lambda user, made: project_plans.drop(**now_by(user), plan=made.plan, because="ซ้ำ"),
    "project_parts.put": lambda user, made: project_parts.put(**_part(user, made), said=ACTIVITY | {"name": "อีกกิจกรรม"}),
    "project_parts.drop": lambda user, made: project_parts.drop(**_part(user, made), row=made.activity, because="ซ้ำ"),
    "blueprint_reach.of": lambda user, made: blueprint_reach.of(user, TAMBON, {}),
    "blueprint_book.printed": lambda user, made: blueprint_book.printed(**now_by(user), form="docx"),
}
