"""What of a tambon's model another one takes over, part by part: how it is done, and never its people, partners, farmers, money or figures.

Steps of replication.adopt, which has checked the rights, holds the new tambon's row and leaves the line. Each gives how many rows it made;
what was taken before, or stands there under the same name, is left as it is. `shift`: years to the new start.
"""

from datetime import date, datetime

from nsc.access.models import User
from nsc.areas import places
from nsc.errors import _
from nsc.tambon import blueprints
from nsc.tambon.models import (
    Activity,
    Blueprint,
    CanvasNote,
    ChainStep,
    CriterionWeight,
    Enterprise,
    Goal,
    Initiative,
    Outcome,
    Product,
    Project,
    ProjectPlan,
    Recipe,
    Risk,
    Strategy,
)

ENTERPRISE = _("วิสาหกิจชุมชนของ{tambon}")


def later(day: date, years: int) -> date:
    """29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def goals(source: Initiative, target: Initiative, *, by: User, at: datetime, shift: int) -> int:
    """Without baselines, so that nobody takes the other's figures for their own."""
    made = 0
    for row in Goal.objects.filter(initiative=source, ended_at=None).exclude(copies__initiative=target).order_by("pk"):
        told = {name: getattr(row, name) for name in ("dimension", "text", "indicator", "unit", "target")}
        years = {"baseline_year": row.baseline_year + shift, "by_year": row.by_year + shift}
        Goal.objects.create(initiative=target, copied_from=row, baseline=None, source="", **told, **years)
        made += 1
    return made


def projects(source: Initiative, target: Initiative, *, by: User, at: datetime, shift: int) -> int:
    """All but those that were given up, as plans."""
    ours = dict(Goal.objects.filter(initiative=target, copied_from__isnull=False).values_list("copied_from", "pk"))
    made = 0
    rows = Project.objects.filter(initiative=source).exclude(state=Project.State.DROPPED).exclude(copies__initiative=target)
    for row in rows.order_by("pk"):
        days = {"starts_on": later(row.starts_on, shift), "ends_on": later(row.ends_on, shift)}
        Project.objects.create(initiative=target, copied_from=row, name=row.name, what=row.what, goal_id=ours.get(row.goal_id), **days)
        made += 1
    return made


def blueprint(source: Initiative, target: Initiative, *, by: User, at: datetime, shift: int) -> int:
    """Strategies, and of each project what is done, what it shall bring and what may go wrong, into the draft that is in work: of the
    version in force, else of the newest. No budget, partner, owner or household of the other."""
    old = _newest(source)
    if old is None:
        return 0
    years = {"first_year": old.first_year + shift, "last_year": old.last_year + shift}
    blueprints.begin(by=by, at=at, area=target.area_code, **years)
    new = Blueprint.objects.filter(initiative=target, state__in=blueprints.rules.IN_WORK).get()
    ours = dict(Goal.objects.filter(initiative=target, copied_from__isnull=False).values_list("copied_from", "pk"))
    works = dict(Project.objects.filter(initiative=target, copied_from__isnull=False).values_list("copied_from", "pk"))
    written, made = {"by": by, "at": at}, 0
    for row in Strategy.objects.filter(blueprint=old, dropped_at=None, goal__in=ours).order_by("pk"):
        key = {"blueprint": new, "goal_id": ours[row.goal_id], "name": row.name, "dropped_at": None}
        strategy, is_new = Strategy.objects.get_or_create(**key, defaults=written | {"what": row.what})
        made += is_new
        for plan in row.plans.filter(dropped_at=None, project__in=works).order_by("pk"):
            made += _plan(plan, new, strategy, works[plan.project_id], written, shift)
    return made


def _newest(source: Initiative) -> Blueprint | None:
    rows = Blueprint.objects.filter(initiative=source).order_by("version")
    return rows.filter(state=blueprints.rules.APPROVED).last() or rows.last()


def _plan(row: ProjectPlan, new: Blueprint, strategy: Strategy, project: int, written: dict, shift: int) -> int:
    days = {"starts_on": later(row.starts_on, shift), "ends_on": later(row.ends_on, shift)}
    told = {"strategy": strategy, "name": row.name, "what": row.what, "outputs": row.outputs, **days, **written}
    plan, is_new = ProjectPlan.objects.get_or_create(blueprint=new, project_id=project, defaults=told)
    if not is_new:
        return 0
    for each in row.activity_rows.filter(dropped_at=None).order_by("pk"):
        when = {"starts_on": later(each.starts_on, shift), "ends_on": later(each.ends_on, shift)}
        Activity.objects.create(plan=plan, name=each.name, kind=each.kind, output=each.output, **when, **written)
    for each in row.outcome_rows.filter(dropped_at=None).order_by("pk"):
        Outcome.objects.create(plan=plan, measure=each.measure, unit=each.unit, target=each.target, **written)
    for each in row.risk_rows.filter(dropped_at=None).order_by("pk"):
        Risk.objects.create(plan=plan, what=each.what, chance=each.chance, effect=each.effect, answer=each.answer, **written)
    return 1


def products(source: Initiative, target: Initiative, *, by: User, at: datetime, shift: int) -> int:
    """Those chosen or proposed, as candidates: recipe, canvas, chain without who does it; and what is weighed how. No price, buyer or
    order."""
    written, made = {"by": by, "at": at}, 0
    for row in CriterionWeight.objects.filter(initiative=source):
        CriterionWeight.objects.get_or_create(initiative=target, criterion=row.criterion, defaults=written | {"weight": row.weight})
    there = set(Product.objects.filter(initiative=target).values_list("name", flat=True))
    rows = Product.objects.filter(initiative=source).exclude(state=Product.State.DROPPED).exclude(copies__initiative=target)
    for row in rows.order_by("pk"):
        if row.name in there:
            continue
        product = Product.objects.create(initiative=target, name=row.name, unit=row.unit, what=row.what, copied_from=row, **written)
        if recipe := row.recipes.order_by("valid_from").last():
            told = {"valid_from": at.date(), "standard": recipe.standard, "text": recipe.text}
            Recipe.objects.create(product=product, **told, **written)
        newest = {note.block: note for note in row.canvas.order_by("pk")}
        for block, note in newest.items():
            CanvasNote.objects.create(product=product, block=block, text=note.text, **written)
        for step in row.chain.filter(ended_at=None).order_by("place"):
            ChainStep.objects.create(product=product, place=step.place, name=step.name, loss=step.loss, **written)
        made += 1
    return made


def enterprise(source: Initiative, target: Initiative, *, by: User, at: datetime, shift: int) -> int:
    """What it does and of which kind it is, under the new tambon's name: nobody's shares, papers or books."""
    row = Enterprise.objects.filter(initiative=source).first()
    if row is None or Enterprise.objects.filter(initiative=target).exists():
        return 0
    name = ENTERPRISE.format(tambon=places.place(target.area_code).title)
    told = {"name": name, "about": row.about, "shares_profit": row.shares_profit}
    Enterprise.objects.create(initiative=target, at=at, by=by, copied_from=row, **told)
    return 1
