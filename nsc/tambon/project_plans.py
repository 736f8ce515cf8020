"""What a version of the Blueprint says of a project, and the project that comes to be with it."""

from datetime import date, datetime

from django.db import transaction

from nsc import thai
from nsc.access import organisations, scope
from nsc.access import rules as access_rules
from nsc.access.models import User
from nsc.errors import Refused, _
from nsc.tambon import blueprint_rules as rules
from nsc.tambon import blueprints
from nsc.tambon.models import Blueprint, Project, ProjectPlan, Strategy


@transaction.atomic
def write(
    *,
    by: User,
    at: datetime,
    area: str,
    strategy: int,
    name: str,
    starts_on: date,
    ends_on: date,
    what: str = "",
    owner: int | None = None,
    owner_person: str = "",
    outputs: str = "",
    plan: int | None = None,
    project: int | None = None,
    seen: datetime | None = None,
) -> int:
    """The number of its place in this version: new, or corrected. `project`: one that is there already and this version does not tell of.
    The same words again, the first stands. An approved project changes when this version is approved, a new one at once."""
    version = blueprints.writable(by, area)
    told = {"name": thai.clean(name)[:200], "what": thai.visible(what).strip()[:4000], "starts_on": starts_on, "ends_on": ends_on}
    told |= {"strategy_id": _strategy(version, strategy), "owner_id": organisations.get(owner).pk if owner else None}
    told |= {"owner_person": thai.clean(owner_person)[:200], "outputs": thai.visible(outputs).strip()[:2000]}
    if not told["name"]:
        raise Refused(_("โปรดตั้งชื่อโครงการ"))
    rules.check_period(starts_on, ends_on)
    stands = ProjectPlan.objects.filter(blueprint=version, dropped_at=None)
    if known := stands.filter(**told).first():
        return known.pk
    row = _row(version, plan, project, told)
    blueprints.put(row, told, by=by, at=at, seen=seen if plan else None)
    if not blueprints.was_approved(row.project_id):
        row.refresh_from_db(fields=["strategy"])
        blueprints.follow(row)
    blueprints.wrote(by=by, at=at, row=version, area=area, what=f"project {row.pk}")
    return row.pk


def _row(version: Blueprint, plan: int | None, project: int | None, told: dict[str, object]) -> ProjectPlan:
    if plan:
        row = ProjectPlan.objects.select_for_update().filter(blueprint=version, dropped_at=None, pk=plan).select_related("project").first()
        if row is None:
            raise scope.OutOfSight(str(plan))
        return row
    if project:
        found = Project.objects.filter(initiative=version.initiative_id, pk=project).first()
        if found is None:
            raise scope.OutOfSight(str(project))
        return ProjectPlan(blueprint=version, project=found)
    days = {name: told[name] for name in ("name", "what", "starts_on", "ends_on")}
    return ProjectPlan(blueprint=version, project=Project.objects.create(initiative_id=version.initiative_id, **days))


@transaction.atomic
def drop(*, by: User, at: datetime, area: str, plan: int, because: str) -> None:
    """Out of this version, with a reason. The next approval ends a project that was approved; a new one ends now."""
    version = blueprints.writable(by, area)
    row = ProjectPlan.objects.select_for_update().select_related("project", "strategy").filter(blueprint=version, pk=plan).first()
    if row is None:
        raise scope.OutOfSight(str(plan))
    if row.dropped_at:
        return
    row.dropped_at, row.dropped_because = at, access_rules.reason(because)[:300]
    row.save(update_fields=["dropped_at", "dropped_because"])
    if not blueprints.was_approved(row.project_id):
        blueprints.follow(row)
    blueprints.wrote(by=by, at=at, row=version, area=area, what=f"project {row.pk} drop", because=row.dropped_because)


def _strategy(version: Blueprint, strategy: int) -> int:
    row = Strategy.objects.filter(blueprint=version, dropped_at=None, pk=strategy).first()
    if row is None:
        raise Refused(_("ยุทธศาสตร์นี้เลิกแล้วหรือไม่อยู่ในร่างนี้ โปรดเลือกยุทธศาสตร์ของร่าง"))
    return row.pk
