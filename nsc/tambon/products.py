"""What a tambon might make, judged by criteria that are said beforehand, and what it chose: recipe and business model."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.db import transaction

from nsc import thai
from nsc.access import audit, scope
from nsc.access import rules as access_rules
from nsc.access.models import User
from nsc.errors import Refused, _
from nsc.tambon import initiatives, products_rules
from nsc.tambon.models import CanvasNote, CriterionWeight, Initiative, Product, Recipe, Score

PROPOSAL = Path(__file__).parent / "data" / "criteria.toml"
LONG = 4000  # characters of a text


@dataclass(frozen=True)
class Criterion:
    """`low`, `high`: what no points and the most points mean. `proposed`: the weight of our proposal, which is not official."""

    key: str
    name: str
    low: str
    high: str
    weight: int
    proposed: int


@dataclass(frozen=True)
class Judged:
    criterion: str
    points: int
    because: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Candidate:
    """`judged`: the newest judgement of each criterion."""

    id: int
    name: str
    unit: str
    what: str
    state: str
    because: str
    decided_at: datetime | None
    decided_by: str
    by: str
    at: datetime
    judged: Mapping[str, Judged]
    standing: products_rules.Standing


@dataclass(frozen=True)
class Made:
    """A version of the recipe. `is_now`: the one that stands on the day asked for."""

    valid_from: date
    standard: str
    text: str
    by: str
    at: datetime
    is_now: bool


@dataclass(frozen=True)
class Block:
    """Of the canvas: its lines; `by`, `at` None where nobody has written yet."""

    key: str
    name: str
    text: str
    by: str
    at: datetime | None

    @property
    def lines(self) -> list[str]:
        return [line for line in self.text.splitlines() if line.strip()]


@cache
def proposal() -> tuple[Criterion, ...]:
    rows = tomllib.loads(PROPOSAL.read_text(encoding="utf-8"))["criteria"]
    return tuple(Criterion(**row, proposed=row["weight"]) for row in rows)


# — questions —


def criteria(user: User, area: str) -> list[Criterion]:
    """As this tambon weighs them. Two queries."""
    return _criteria(initiatives.seen(user, area))


def of(user: User, area: str) -> list[Candidate]:
    """The best first. Four queries."""
    initiative = initiatives.seen(user, area)
    return _candidates(initiative, _criteria(initiative))


def find(user: User, area: str, product: int) -> Candidate:
    """Among the others of its tambon, so that its rank stands."""
    found = next((each for each in of(user, area) if each.id == product), None)
    if found is None:
        raise scope.OutOfSight(str(product))
    return found


def recipes(user: User, area: str, product: int, *, on: date) -> list[Made]:
    """The newest first."""
    rows = list(Recipe.objects.filter(product=seen(user, area, product)).select_related("by").order_by("-valid_from"))
    now = next((row.pk for row in rows if row.valid_from <= on), None)
    return [Made(row.valid_from, row.standard, row.text, row.by.display_name, row.at, row.pk == now) for row in rows]


def canvas(user: User, area: str, product: int) -> list[Block]:
    """All nine blocks, in order."""
    rows = CanvasNote.objects.filter(product=seen(user, area, product)).select_related("by").order_by("pk")
    newest = {row.block: row for row in rows}
    return [_block(key, name, newest.get(key)) for key, name in products_rules.CANVAS.items()]


# — for the other parts of this room —


def seen(user: User, area: str, product: int) -> Product:
    row = Product.objects.filter(initiative=initiatives.seen(user, area), pk=product).first()
    if row is None:
        raise scope.OutOfSight(str(product))
    return row


def held(by: User, area: str, product: int) -> Product:
    """Locked for a verb, so that two at once come one after the other."""
    row = Product.objects.select_for_update().filter(initiative=initiatives.held(by, area), pk=product).first()
    if row is None:
        raise scope.OutOfSight(str(product))
    return row


# — verbs —


@transaction.atomic
def weigh(*, by: User, at: datetime, area: str, weights: Mapping[str, int]) -> int:
    """By how much each criterion counts here; how many of them changed."""
    initiative = initiatives.held(by, area)
    now = {each.key: each.weight for each in _criteria(initiative)}
    if not any(weights.get(key, weight) for key, weight in now.items()):
        raise Refused(_("ต้องมีเกณฑ์ที่น้ำหนักมากกว่า 0 อย่างน้อยหนึ่งข้อ"))
    changed = {key: products_rules.check_weight(weight) for key, weight in weights.items() if key in now and weight != now[key]}
    for key, weight in changed.items():
        CriterionWeight.objects.update_or_create(initiative=initiative, criterion=key, defaults={"weight": weight, "by": by, "at": at})
    if changed:
        told = " ".join(f"{key}={weight}" for key, weight in sorted(changed.items()))
        audit.record(by=by, at=at, verb="criterion.weigh", on=initiative, place=area, count=len(changed), detail=told)
    return len(changed)


@transaction.atomic
def propose(*, by: User, at: datetime, area: str, name: str, unit: str, what: str = "") -> int:
    """Proposed again, the first stands."""
    initiative = initiatives.held(by, area)
    told = {"name": thai.clean(name)[:200], "unit": thai.clean(unit)[:40]}
    if not all(told.values()):
        raise Refused(_("โปรดบอกชื่อผลิตภัณฑ์และหน่วยที่ขาย"))
    made, is_new = Product.objects.get_or_create(
        initiative=initiative, name=told["name"], defaults={"unit": told["unit"], "what": _long(what), "by": by, "at": at}
    )
    if is_new:
        audit.record(by=by, at=at, verb="product.propose", on=made, place=area)
    return made.pk


@transaction.atomic
def score(*, by: User, at: datetime, area: str, product: int, given: Mapping[str, tuple[int, str]]) -> int:
    """Points and reason by criterion, from now on; what was said before stays on record. How many are new: the same words again are not."""
    row = held(by, area, product)
    newest = {each.criterion: (each.points, each.because) for each in row.scores.order_by("pk")}
    known = {each.key for each in proposal()}
    if unknown := given.keys() - known:
        raise Refused(_("ไม่มีเกณฑ์ “{key}” โปรดเลือกจากรายการ"), key=min(unknown)[:20])
    told = {key: (products_rules.check_points(points), _reason(because)) for key, (points, because) in given.items()}
    new = {key: said for key, said in told.items() if newest.get(key) != said}
    for key, (points, because) in new.items():
        Score.objects.create(product=row, criterion=key, points=points, because=because, by=by, at=at)
    if new:
        detail = " ".join(f"{key}={points}" for key, (points, _because) in sorted(new.items()))
        audit.record(by=by, at=at, verb="product.score", on=row, place=area, count=len(new), detail=detail)
    return len(new)


@transaction.atomic
def choose(*, by: User, at: datetime, area: str, product: int, because: str) -> None:
    """Several may be chosen. Chosen already, the first reason stands."""
    _decide(by, at, area, product, Product.State.CHOSEN, because)


@transaction.atomic
def drop(*, by: User, at: datetime, area: str, product: int, because: str) -> None:
    _decide(by, at, area, product, Product.State.DROPPED, because)


def _decide(by: User, at: datetime, area: str, product: int, state: str, because: str) -> None:
    row = held(by, area, product)
    if row.state == state:
        return
    row.state, row.because, row.decided_at, row.decided_by = state, _reason(because), at, by
    row.save(update_fields=["state", "because", "decided_at", "decided_by"])
    verb = "product.choose" if state == Product.State.CHOSEN else "product.drop"
    audit.record(by=by, at=at, verb=verb, on=row, place=area, because=row.because)


@transaction.atomic
def write_recipe(*, by: User, at: datetime, area: str, product: int, valid_from: date, text: str, standard: str = "") -> None:
    """A version from that day on. The same again, the first stands; another of the same day is refused: nothing is overwritten."""
    row = held(by, area, product)
    told = {"text": _long(text), "standard": thai.clean(standard)[:200]}
    if not told["text"]:
        raise Refused(_("โปรดเขียนสูตรหรือมาตรฐานการทำ"))
    if known := row.recipes.filter(valid_from=valid_from).first():
        if {"text": known.text, "standard": known.standard} == told:
            return
        raise Refused(_("มีสูตรที่เริ่มใช้วันนี้อยู่แล้ว โปรดใช้วันเริ่มอื่น สูตรเดิมจะยังอยู่"))
    Recipe.objects.create(product=row, valid_from=valid_from, by=by, at=at, **told)
    audit.record(by=by, at=at, verb="recipe.write", on=row, place=area, detail=valid_from.isoformat())


@transaction.atomic
def write_canvas(*, by: User, at: datetime, area: str, product: int, blocks: Mapping[str, str]) -> int:
    """The blocks as they now stand; what stood before stays on record. How many changed."""
    row = held(by, area, product)
    if unknown := blocks.keys() - products_rules.CANVAS.keys():
        raise Refused(_("ไม่มีช่อง “{key}” ในแบบจำลองธุรกิจ"), key=min(unknown)[:20])
    newest = {each.block: each.text for each in row.canvas.order_by("pk")}
    new = {key: told for key, text in blocks.items() if (told := _long(text)) != newest.get(key, "")}
    for key, text in new.items():
        CanvasNote.objects.create(product=row, block=key, text=text, by=by, at=at)
    if new:
        audit.record(by=by, at=at, verb="canvas.write", on=row, place=area, count=len(new), detail=" ".join(sorted(new)))
    return len(new)


# — rows —


def _criteria(initiative: Initiative) -> list[Criterion]:
    own = dict(CriterionWeight.objects.filter(initiative=initiative).values_list("criterion", "weight"))
    return [Criterion(each.key, each.name, each.low, each.high, own.get(each.key, each.proposed), each.proposed) for each in proposal()]


def _candidates(initiative: Initiative, weighed: list[Criterion]) -> list[Candidate]:
    rows = {row.pk: row for row in Product.objects.filter(initiative=initiative).select_related("by", "decided_by").order_by("pk")}
    judged: dict[int, dict[str, Judged]] = {number: {} for number in rows}
    for each in Score.objects.filter(product__in=rows).select_related("by").order_by("pk"):
        judged[each.product_id][each.criterion] = Judged(each.criterion, each.points, each.because, each.by.display_name, each.at)
    points = {number: {key: one.points for key, one in given.items()} for number, given in judged.items()}
    order = products_rules.standings({each.key: each.weight for each in weighed}, points)
    return [_candidate(rows[each.product], judged[each.product], each) for each in order]


def _candidate(row: Product, judged: Mapping[str, Judged], standing: products_rules.Standing) -> Candidate:
    return Candidate(
        id=row.pk,
        name=row.name,
        unit=row.unit,
        what=row.what,
        state=row.state,
        because=row.because,
        decided_at=row.decided_at,
        decided_by=row.decided_by.display_name if row.decided_by else "",
        by=row.by.display_name,
        at=row.at,
        judged=judged,
        standing=standing,
    )


def _block(key: str, name: str, row: CanvasNote | None) -> Block:
    return Block(key, name, row.text if row else "", row.by.display_name if row else "", row.at if row else None)


def _long(text: str) -> str:
    """Lines stay lines."""
    return "\n".join(thai.clean(line) for line in text.splitlines()).strip()[:LONG]


def _reason(because: str) -> str:
    return access_rules.reason(because)[:300]
