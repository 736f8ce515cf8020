"""The parts of what a version says of a project: activities, budget, outcomes, risks, whom it reaches, partners, the sufficiency check.
Written and dropped in a draft; in the version in force, how far the work is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import models, transaction
from django.db.models import Q

from nsc import thai
from nsc.access import audit, organisations, scope
from nsc.access import rules as access_rules
from nsc.access.models import User
from nsc.errors import Refused, _
from nsc.poverty.union import DIMENSIONS
from nsc.tambon import blueprint_rules as rules
from nsc.tambon import blueprints, initiatives
from nsc.tambon.models import (
    Activity,
    Outcome,
    Project,
    ProjectBudget,
    ProjectPartner,
    ProjectPlan,
    Reached,
    Risk,
    SufficiencyAnswer,
)

Said = Mapping[str, object]
DOUBLE = _("รายการนี้มีอยู่แล้วในโครงการ โปรดแก้รายการเดิมแทนการเพิ่มใหม่")


@dataclass(frozen=True)
class Kind:
    """`told`: what is kept of what was said, checked."""

    model: type[models.Model]
    told: Callable[[Said], dict[str, object]]


def _activity(said: Said) -> dict[str, object]:
    rules.check_period(said["starts_on"], said["ends_on"])
    words = {name: _text(said, name, 200) for name in ("responsible", "resource")}
    told = {"name": _needed(said, "name", 300, _("โปรดบอกว่าจะทำอะไร")), "output": _text(said, "output", 300)}
    kind = rules.one_of(str(said["kind"]), rules.KINDS, _("ชนิดของงาน"))
    return told | words | {"kind": kind, "starts_on": said["starts_on"], "ends_on": said["ends_on"]}


def _budget(said: Said) -> dict[str, object]:
    if Decimal(said["baht"]) < 0:
        raise Refused(_("จำนวนเงินติดลบไม่ได้ ถ้าไม่ใช้เงินให้ใส่ 0"))
    told = {"source": rules.one_of(str(said["source"]), rules.SOURCES, _("แหล่งเงิน")), "source_words": _text(said, "source_words", 200)}
    return told | {"fiscal_year": said["fiscal_year"], "baht": said["baht"], "comes_on": said.get("comes_on")}


def _outcome(said: Said) -> dict[str, object]:
    told = {"measure": _needed(said, "measure", 300, _("โปรดบอกว่าวัดผลจากอะไร")), "unit": _needed(said, "unit", 60, _("โปรดบอกหน่วยนับ"))}
    return told | {"target": said["target"]}


def _risk(said: Said) -> dict[str, object]:
    told = {"what": _needed(said, "what", 300, _("โปรดบอกความเสี่ยง")), "answer": _needed(said, "answer", 300, _("โปรดบอกว่าจะรับมืออย่างไร"))}
    return told | {name: rules.one_of(said[name], rules.LEVELS, _("ระดับ")) for name in ("chance", "effect")}


def _reach(said: Said) -> dict[str, object]:
    told = {"dimension": rules.one_of(str(said["dimension"]), DIMENSIONS, _("มิติความยากจน"))}
    return told | {"households": said["households"], "how": _text(said, "how", 300)}


def _partner(said: Said) -> dict[str, object]:
    does = _needed(said, "does", 300, _("โปรดบอกว่าภาคีทำอะไรในโครงการนี้"))
    return {"organisation_id": organisations.get(said["organisation"]).pk, "does": does}


def _answer(said: Said) -> dict[str, object]:
    told = {"question": rules.one_of(str(said["question"]), rules.questions(), _("คำถาม"))}
    told |= {"answer": rules.one_of(str(said["answer"]), rules.ANSWERS, _("คำตอบ"))}
    return told | {"because": _needed(said, "because", 500, _("โปรดบอกเหตุผลของคำตอบ คำตอบที่ไม่มีเหตุผลไม่ช่วยให้โครงการดีขึ้น"))}


KINDS = {
    "activity": Kind(Activity, _activity),
    "budget": Kind(ProjectBudget, _budget),
    "outcome": Kind(Outcome, _outcome),
    "risk": Kind(Risk, _risk),
    "reach": Kind(Reached, _reach),
    "partner": Kind(ProjectPartner, _partner),
    "answer": Kind(SufficiencyAnswer, _answer),
}


def kind_of(key: str) -> Kind:
    """OutOfSight for a word of an address that is none."""
    if key not in KINDS:
        raise scope.OutOfSight(key[:20])
    return KINDS[key]


@transaction.atomic
def put(
    *, by: User, at: datetime, area: str, plan: int, kind: str, said: Said, row: int | None = None, seen: datetime | None = None
) -> int:
    """A new row, or `row` corrected; its number. The same words again, the first stands."""
    version = blueprints.writable(by, area)
    of = kind_of(kind)
    sheet = _plan(version.pk, plan)
    told = of.told(said)
    stands = of.model.objects.filter(plan=sheet, dropped_at=None)
    if known := stands.filter(**told).first():
        return known.pk
    found = of.model(plan=sheet) if row is None else stands.select_for_update().filter(pk=row).first()
    if found is None:
        raise scope.OutOfSight(str(row))
    blueprints.put(found, told, by=by, at=at, seen=seen, clash=DOUBLE)
    blueprints.wrote(by=by, at=at, row=version, area=area, what=f"{kind} {found.pk}")
    return found.pk


@transaction.atomic
def drop(*, by: User, at: datetime, area: str, plan: int, kind: str, row: int, because: str) -> None:
    """Dropped already, nothing happens."""
    version = blueprints.writable(by, area)
    sheet = _plan(version.pk, plan)
    found = kind_of(kind).model.objects.select_for_update().filter(plan=sheet, pk=row).first()
    if found is None:
        raise scope.OutOfSight(str(row))
    if found.dropped_at:
        return
    found.dropped_at, found.dropped_because = at, access_rules.reason(because)[:300]
    found.save(update_fields=["dropped_at", "dropped_because"])
    blueprints.wrote(by=by, at=at, row=version, area=area, what=f"{kind} {row} drop", because=found.dropped_because)


@transaction.atomic
def move(*, by: User, at: datetime, area: str, activity: int, to: str) -> None:
    """How far an activity of the version in force is; a draft that copied it knows it too. The project follows: it runs once any of its
    activities has begun, and is done when all are that were not dropped."""
    row = _in_force(by, area, Activity, activity)
    if row.state == to:
        return
    state = rules.work_step(row.state, to)
    _same(row).update(state=state)
    states = set(row.plan.activity_rows.filter(dropped_at=None).exclude(state=rules.DROPPED).values_list("state", flat=True))
    _settle(row.plan.project, states)
    audit.record(by=by, at=at, verb="activity.move", on=row, place=area, detail=state)


@transaction.atomic
def measure(*, by: User, at: datetime, area: str, outcome: int, reached: Decimal, on: date) -> None:
    """What an outcome of the version in force came to. Measured again, the newest stands; the record keeps both."""
    row = _in_force(by, area, Outcome, outcome)
    if (row.reached, row.reached_on) == (reached, on):
        return
    if on > at.date():
        raise Refused(_("วันที่วัดผลอยู่ในอนาคต โปรดใส่วันที่วัดจริง"))
    _same(row).update(reached=reached, reached_on=on)
    audit.record(by=by, at=at, verb="outcome.measure", on=row, place=area, detail=str(reached))


def _settle(project: Project, states: set[str]) -> None:
    if project.state == rules.DROPPED:
        return
    now = rules.DONE if states == {rules.DONE} else rules.RUNNING if states & {rules.RUNNING, rules.DONE} else rules.PLANNED
    project.state = now
    project.save(update_fields=["state"])


def _in_force(by: User, area: str, model: type[models.Model], number: int) -> models.Model:
    rows = model.objects.select_for_update(of=("self",)).select_related("plan__project").filter(pk=number, dropped_at=None)
    row = rows.filter(plan__blueprint__initiative=initiatives.held(by, area), plan__dropped_at=None).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    if row.plan.blueprint.state != rules.APPROVED:
        raise Refused(_("บันทึกความคืบหน้าได้เมื่อพิมพ์เขียวได้รับอนุมัติแล้ว"))
    return row


def _same(row: models.Model) -> models.QuerySet:
    first = row.origin_id or row.pk
    return type(row).objects.filter(Q(pk=first) | Q(origin=first)).exclude(plan__blueprint__state=rules.SUPERSEDED)


def _plan(version: int, plan: int) -> ProjectPlan:
    found = ProjectPlan.objects.filter(blueprint=version, pk=plan, dropped_at=None).first()
    if found is None:
        raise scope.OutOfSight(str(plan))
    return found


def _text(said: Said, name: str, most: int) -> str:
    return thai.clean(str(said.get(name) or ""))[:most]


def _needed(said: Said, name: str, most: int, otherwise: str) -> str:
    found = _text(said, name, most)
    if not found:
        raise Refused(otherwise)
    return found
