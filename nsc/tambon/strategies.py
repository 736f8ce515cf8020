"""Strategies: by which way a goal is to be reached, in a version of the Blueprint."""

from datetime import datetime

from django.db import transaction

from nsc import thai
from nsc.access import rules as access_rules
from nsc.access import scope
from nsc.access.models import User
from nsc.errors import Refused, _
from nsc.tambon import blueprints
from nsc.tambon.models import Goal, Strategy


@transaction.atomic
def write(
    *, by: User, at: datetime, area: str, goal: int, name: str, what: str = "", strategy: int | None = None, seen: datetime | None = None
) -> int:
    """Its number. New, or corrected in the draft; the same words again, the first stands. `seen`: when the row one had before one's eyes
    was written."""
    version = blueprints.writable(by, area)
    told = {"goal_id": _goal(version.initiative_id, goal), "name": thai.clean(name)[:200], "what": thai.visible(what).strip()[:2000]}
    if not told["name"]:
        raise Refused(_("โปรดตั้งชื่อยุทธศาสตร์"))
    stands = Strategy.objects.filter(blueprint=version, dropped_at=None)
    if known := stands.filter(**told).first():
        return known.pk
    row = Strategy(blueprint=version) if strategy is None else stands.select_for_update().filter(pk=strategy).first()
    if row is None:
        raise scope.OutOfSight(str(strategy))
    blueprints.put(row, told, by=by, at=at, seen=seen)
    for plan in row.plans.filter(dropped_at=None).select_related("project", "strategy"):
        if not blueprints.was_approved(plan.project_id):
            blueprints.follow(plan)
    blueprints.wrote(by=by, at=at, row=version, area=area, what=f"strategy {row.pk}")
    return row.pk


@transaction.atomic
def drop(*, by: User, at: datetime, area: str, strategy: int, because: str) -> None:
    """Refused while projects stand under it. Dropped already, nothing happens."""
    version = blueprints.writable(by, area)
    row = Strategy.objects.select_for_update().filter(blueprint=version, pk=strategy).first()
    if row is None:
        raise scope.OutOfSight(str(strategy))
    if row.dropped_at:
        return
    said = access_rules.reason(because)[:300]
    if row.plans.filter(dropped_at=None).exists():
        raise Refused(_("ยังมีโครงการอยู่ใต้ยุทธศาสตร์นี้ โปรดย้ายหรือเลิกโครงการเหล่านั้นก่อน"))
    row.dropped_at, row.dropped_because = at, said
    row.save(update_fields=["dropped_at", "dropped_because"])
    blueprints.wrote(by=by, at=at, row=version, area=area, what=f"strategy {row.pk} drop", because=said)


def _goal(initiative: int, goal: int) -> int:
    row = Goal.objects.filter(initiative=initiative, pk=goal, ended_at=None).first()
    if row is None:
        raise Refused(_("เป้าหมายนี้เลิกแล้วหรือไม่มี โปรดเลือกเป้าหมายที่ใช้อยู่ของตำบล"))
    return row.pk
