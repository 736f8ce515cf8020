"""The menu (เมนูแก้จน): measures an indicator or problem, life stage and kind of household, with the office that does it. Data in
data/menu.toml; ศจพ.จ. adds and ends measures of its own. A measure in force is never edited: another follows it."""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework.models import Measure, Triage
from nsc.casework.models.visits import OTHER
from nsc.casework.once import once
from nsc.casework.planning import Entry
from nsc.errors import Refused, _
from nsc.poverty.stages import LIFE_STAGES
from nsc.poverty.union import DIMENSIONS
from nsc.surveys import sets
from nsc.surveys.models import IndicatorSet
from nsc.welfare.models import Programme

DATA = Path(__file__).parent / "data" / "menu.toml"
STAGES = {stage.code: stage.name for stage in LIFE_STAGES}
TRIAGE = Triage.choices


@dataclass(frozen=True)
class Listed:
    """A measure with all it is for. `targets`: (set code, indicator) or ("", problem). `numbers`: the records behind it."""

    numbers: tuple[int, ...]
    title: str
    description: str
    dimension: str
    targets: tuple[tuple[str, int | str], ...]
    stages: tuple[str, ...]
    triage: str
    owner: str
    programme: str
    source: str
    is_official: bool
    valid_from: date
    valid_until: date | None
    is_own: bool


@transaction.atomic
def load() -> None:
    """Brings the measures of the data file up to date, and links those programmes that have come. One that the province ended stays so.
    Idempotent."""
    programmes = dict(Programme.objects.values_list("code", "pk"))
    codes = dict(IndicatorSet.objects.values_list("size", "code"))
    stored = {(each.code, each.valid_from): each for each in Measure.objects.all()}
    fresh, changed = [], []
    for code, on, told in _rows(tomllib.loads(DATA.read_text(encoding="utf-8")), codes, programmes):
        row = stored.get((code, on))
        if row is None:
            fresh.append(Measure(code=code, valid_from=on, **told))
        elif any(getattr(row, name) != value for name, value in told.items()):
            for name, value in told.items():
                setattr(row, name, value)
            changed.append(row)
    Measure.objects.bulk_create(fresh)
    if changed:
        Measure.objects.bulk_update(changed, list(told), batch_size=200)


def _rows(data: dict, codes: dict[int, str], programmes: dict[str, int]) -> Iterator[tuple[str, date, dict]]:
    """(code, valid from, fields): an entry makes a row for each of its targets and stages."""
    for entry in data["measures"]:
        told = {name: entry.get(name, "") for name in ("title", "description", "dimension", "triage", "owner")}
        told |= {"source": entry.get("source", data["source"]), "is_official": entry.get("is_official", False)}
        told["programme_id"] = programmes.get(entry.get("programme", ""))
        for target in entry["for"]:
            for stage in entry.get("stages", [""]):
                code = ".".join(filter(None, (entry["code"], target, stage)))
                yield code, entry.get("valid_from", data["valid_from"]), told | {"stage": stage} | _target(target, codes)


def _target(target: str, codes: dict[int, str]) -> dict[str, object]:
    size, dash, number = target.partition("-")
    if dash:
        return {"set_code": codes[int(size)], "indicator": int(number), "problem": ""}
    return {"set_code": "", "indicator": None, "problem": target}


def are_loaded() -> bool:
    return Measure.objects.exists()


# — verbs —


@transaction.atomic
def add(
    *,
    by: User,
    at: datetime,
    title: str,
    dimension: str,
    owner: str,
    source: str,
    valid_from: date,
    set_code: str = "",
    indicator: int | None = None,
    problem: str = "",
    stage: str = "",
    triage: str = "",
    programme: int | None = None,
    description: str = "",
) -> Measure:
    """A measure of the province. The same again is the same: what stands stays."""
    scope.require(by, Permission.PROGRAMME_CHANGE, place=settings.PROVINCE)
    told = {"title": thai.clean(title)[:200], "owner": thai.clean(owner)[:200], "source": thai.clean(source)[:300]}
    if not all(told.values()):
        raise Refused(_("โปรดบอกมาตรการ หน่วยงานเจ้าภาพ และที่มา"))
    told |= {"description": thai.clean(description)[:500], "dimension": dimension, "stage": stage, "triage": triage}
    told |= {"set_code": set_code, "indicator": indicator, "problem": problem}
    _check(told)
    if programme and not Programme.objects.filter(pk=programme).exists():
        raise Refused(_("โปรดเลือกโครงการจากรายการ"))
    code = _own_code(told)
    before = Measure.objects.filter(code=code, valid_from=valid_from).first()
    if before:
        return before
    with once():
        made = Measure.objects.create(code=code, valid_from=valid_from, programme_id=programme, **told)
    audit.record(by=by, at=at, verb="measure.add", on=made, place=settings.PROVINCE, detail=f"{valid_from}")
    return made


@transaction.atomic
def end(*, by: User, at: datetime, measure: int, until: date) -> None:
    """The measure, for all it is for, is proposed up to and with that day. Plans that name it keep it. Again, the first day stands."""
    scope.require(by, Permission.PROGRAMME_CHANGE, place=settings.PROVINCE)
    row = Measure.objects.filter(pk=measure).first()
    if row is None:
        raise scope.OutOfSight(str(measure))
    same = Measure.objects.select_for_update().filter(_of_root(row.code), valid_from=row.valid_from).order_by("pk")
    rows = [each for each in same if each.valid_until is None]
    if not rows:
        return
    if until < row.valid_from:
        raise Refused(_("วันสิ้นสุดต้องไม่ก่อนวันเริ่มใช้ {on}"), on=thai.format_date(row.valid_from))
    Measure.objects.filter(pk__in=[each.pk for each in rows]).update(valid_until=until)
    audit.record(by=by, at=at, verb="measure.end", on=row, place=settings.PROVINCE, count=len(rows), detail=f"{until}")


def _own_code(told: dict) -> str:
    """Made of what it says: pressed twice, it is one measure."""
    said = "\n".join(str(told[name] or "") for name in ("title", "owner", "set_code", "indicator", "problem", "stage", "triage"))
    return f"own-{hashlib.sha256(said.encode()).hexdigest()[:20]}"


def _check(told: dict) -> None:
    if told["dimension"] not in (*DIMENSIONS, OTHER):
        raise Refused(_("โปรดเลือกมิติจากรายการ"))
    if told["stage"] not in ("", *STAGES) or told["triage"] not in ("", *Triage.values):
        raise Refused(_("โปรดเลือกช่วงวัยและประเภทครัวเรือนจากรายการ"))
    is_indicator = any(told["set_code"] == one.code and 0 < (told["indicator"] or 0) <= one.size for one in sets.known())
    is_problem = told["problem"] in {each.code for each in sets.problems()}
    if is_indicator == is_problem:
        raise Refused(_("โปรดเลือกตัวชี้วัดหรือปัญหาหนึ่งข้อที่มาตรการนี้ตอบ"))


def _of_root(code: str) -> Q:
    root = code.partition(".")[0]
    return Q(code=root) | Q(code__startswith=f"{root}.")


# — questions: the menu is open to whoever works on cases —


def in_force(on: date) -> list[Entry]:
    """In the order of the menu."""
    return [_entry(row) for row in _valid(on).select_related("programme").order_by("pk")]


def _valid(on: date) -> QuerySet[Measure]:
    return Measure.objects.filter(Q(valid_until=None) | Q(valid_until__gte=on), valid_from__lte=on)


def _entry(row: Measure) -> Entry:
    kept = ("code", "title", "dimension", "owner", "set_code", "indicator", "problem", "stage", "triage")
    programme = row.programme.name if row.programme else ""
    return Entry(number=row.pk, programme=programme, **{name: getattr(row, name) for name in kept})


def listed(on: date, *, dimension: str = "") -> list[Listed]:
    """In force on that day or to come, one for all that a measure is for."""
    rows = Measure.objects.filter(Q(valid_until=None) | Q(valid_until__gte=on)).select_related("programme").order_by("pk")
    together: dict[tuple[str, date], list[Measure]] = {}
    for row in rows.filter(dimension=dimension) if dimension else rows:
        together.setdefault((row.code.partition(".")[0], row.valid_from), []).append(row)
    return [_listed(root, same) for (root, _on), same in together.items()]


def _listed(root: str, rows: list[Measure]) -> Listed:
    first = rows[0]
    kept = ("title", "description", "dimension", "triage", "owner", "source", "is_official", "valid_from", "valid_until")
    return Listed(
        numbers=tuple(row.pk for row in rows),
        targets=tuple(dict.fromkeys((row.set_code, row.indicator if row.indicator else row.problem) for row in rows)),
        stages=tuple(dict.fromkeys(row.stage for row in rows if row.stage)),
        programme=first.programme.name if first.programme else "",
        is_own=root.startswith("own-"),
        **{name: getattr(first, name) for name in kept},
    )


def counted(on: date) -> dict[str, int]:
    """Measures by dimension."""
    found: dict[str, int] = {}
    for each in listed(on):
        found[each.dimension] = found.get(each.dimension, 0) + 1
    return found


def may_change(user: User) -> bool:
    """Whether this user may add and end measures."""
    return scope.may(user, Permission.PROGRAMME_CHANGE, settings.PROVINCE)


def programmes(on: date) -> list[tuple[int, str]]:
    """Those a measure may be linked with."""
    return list(Programme.objects.filter(Q(closed_on=None) | Q(closed_on__gt=on)).order_by("name").values_list("pk", "name"))
