"""What a version of the Blueprint says, whole: strategies, projects and their parts. Counts of households only, never which."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Model

from nsc.access.models import User
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
    Strategy,
    SufficiencyAnswer,
)


@dataclass(frozen=True)
class Row:
    """Who wrote it, when."""

    id: int
    by: str
    at: datetime


@dataclass(frozen=True)
class ActivityTold(Row):
    name: str
    kind: str
    starts_on: date
    ends_on: date
    responsible: str
    resource: str
    output: str
    state: str


@dataclass(frozen=True)
class BudgetTold(Row):
    """`fiscal_year`: CE. `comes_on` None: nobody has said when."""

    source: str
    source_words: str
    fiscal_year: int
    baht: Decimal
    comes_on: date | None


@dataclass(frozen=True)
class OutcomeTold(Row):
    """`reached` None: not measured yet."""

    measure: str
    unit: str
    target: Decimal
    reached: Decimal | None
    reached_on: date | None


@dataclass(frozen=True)
class RiskTold(Row):
    what: str
    chance: int
    effect: int
    answer: str


@dataclass(frozen=True)
class ReachTold(Row):
    dimension: str
    households: int
    how: str


@dataclass(frozen=True)
class PartnerTold(Row):
    organisation: int
    name: str
    does: str


@dataclass(frozen=True)
class AnswerTold(Row):
    question: str
    answer: str
    because: str


@dataclass(frozen=True)
class StrategyTold(Row):
    goal: int
    goal_text: str
    dimension: str
    name: str
    what: str


@dataclass(frozen=True)
class ProjectTold(Row):
    """`project`: the project itself, whatever the version; `state`: of its work. `owner` None: no organisation."""

    project: int
    state: str
    strategy: int
    goal: int
    name: str
    what: str
    starts_on: date
    ends_on: date
    owner: int | None
    owner_name: str
    owner_person: str
    outputs: str
    activities: tuple[ActivityTold, ...]
    budget: tuple[BudgetTold, ...]
    outcomes: tuple[OutcomeTold, ...]
    risks: tuple[RiskTold, ...]
    reaches: tuple[ReachTold, ...]
    partners: tuple[PartnerTold, ...]
    answers: tuple[AnswerTold, ...]

    @property
    def owned_by(self) -> str:
        return " · ".join(filter(None, (self.owner_name, self.owner_person)))

    @property
    def baht(self) -> Decimal:
        return sum((each.baht for each in self.budget), Decimal(0))

    @property
    def unanswered(self) -> tuple[rules.Question, ...]:
        return rules.unanswered({each.question: (each.answer, each.because) for each in self.answers})


@dataclass(frozen=True)
class Content:
    strategies: tuple[StrategyTold, ...]
    projects: tuple[ProjectTold, ...]

    def of_strategy(self, strategy: int) -> tuple[ProjectTold, ...]:
        return tuple(each for each in self.projects if each.strategy == strategy)

    @property
    def money(self) -> dict[tuple[str, int], Decimal]:
        """Baht by source and fiscal year."""
        found: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
        for each in self.projects:
            for row in each.budget:
                found[row.source, row.fiscal_year] += row.baht
        return dict(found)

    @property
    def reached(self) -> dict[str, int]:
        """Households that the projects plan to reach, by dimension: one that two of them reach is in it twice."""
        return {key: sum(row.households for each in self.projects for row in each.reaches if row.dimension == key) for key in DIMENSIONS}

    def planned(self) -> list[rules.Planned]:
        return [_planned(each) for each in self.projects]


@dataclass(frozen=True)
class Loose:
    """A project that this version does not tell of yet: what another tambon's model brought, or an older version dropped."""

    project: int
    name: str
    state: str


def of(user: User, area: str, number: int) -> Content:
    """Strategies in the order of their goals, projects as they begin. Eleven queries, however much there is."""
    row = blueprints.seen(user, area, number)
    strategies = Strategy.objects.filter(blueprint=row, dropped_at=None).select_related("goal", "by").order_by("goal", "pk")
    plans = ProjectPlan.objects.filter(blueprint=row, dropped_at=None).select_related("project", "strategy", "owner", "by")
    kept = list(plans.order_by("starts_on", "pk"))
    parts = {kind: _rows(kind, [each.pk for each in kept]) for kind in blueprints.PARTS}
    return Content(tuple(map(_strategy, strategies)), tuple(_project(each, parts) for each in kept))


def loose(user: User, area: str, number: int) -> list[Loose]:
    row = blueprints.seen(user, area, number)
    told = ProjectPlan.objects.filter(blueprint=row).values("project")
    rows = Project.objects.filter(initiative=initiatives.seen(user, area)).exclude(pk__in=told).order_by("pk")
    return [Loose(each.pk, each.name, each.state) for each in rows]


def _rows(kind: type[Model], plans: list[int]) -> Mapping[int, list[Model]]:
    order = {Activity: "starts_on", ProjectBudget: "fiscal_year", Reached: "dimension"}.get(kind, "pk")
    also = ["organisation"] if kind is ProjectPartner else []
    found: dict[int, list[Model]] = defaultdict(list)
    for row in kind.objects.filter(plan__in=plans, dropped_at=None).select_related("by", *also).order_by(order, "pk"):
        found[row.plan_id].append(row)
    return found


def _project(row: ProjectPlan, parts: Mapping[type[Model], Mapping[int, list[Model]]]) -> ProjectTold:
    def told(kind: type[Model], shape: type[Row]) -> tuple:
        return tuple(_told(each, shape) for each in parts[kind].get(row.pk, ()))

    return ProjectTold(
        id=row.pk,
        by=row.by.display_name,
        at=row.at,
        project=row.project_id,
        state=row.project.state,
        strategy=row.strategy_id,
        goal=row.strategy.goal_id,
        name=row.name,
        what=row.what,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        owner=row.owner_id,
        owner_name=row.owner.name if row.owner else "",
        owner_person=row.owner_person,
        outputs=row.outputs,
        activities=told(Activity, ActivityTold),
        budget=told(ProjectBudget, BudgetTold),
        outcomes=told(Outcome, OutcomeTold),
        risks=told(Risk, RiskTold),
        reaches=told(Reached, ReachTold),
        partners=tuple(
            PartnerTold(each.pk, each.by.display_name, each.at, each.organisation_id, each.organisation.name, each.does)
            for each in parts[ProjectPartner].get(row.pk, ())
        ),
        answers=told(SufficiencyAnswer, AnswerTold),
    )


def _told(row: Model, shape: type[Row]) -> Row:
    return shape(**{name: row.by.display_name if name == "by" else getattr(row, name) for name in shape.__dataclass_fields__})


def _strategy(row: Strategy) -> StrategyTold:
    told = {"goal": row.goal_id, "goal_text": row.goal.text, "dimension": row.goal.dimension}
    return StrategyTold(id=row.pk, by=row.by.display_name, at=row.at, name=row.name, what=row.what, **told)


def _planned(each: ProjectTold) -> rules.Planned:
    stands = [work for work in each.activities if work.state != rules.DROPPED]
    return rules.Planned(
        id=each.id,
        name=each.name,
        goal=each.goal,
        owner=each.owned_by,
        starts=each.starts_on,
        ends=each.ends_on,
        work=tuple(rules.Work(work.name, work.kind, work.starts_on, work.ends_on, work.resource) for work in stands),
        money=tuple(rules.Money(row.fiscal_year, int(row.baht), row.comes_on) for row in each.budget),
        reaches={row.dimension: row.households for row in each.reaches},
    )
