"""A tambon's model taken over by another in one action, and how those that share a model fare."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.tambon import copies, goals, initiatives
from nsc.tambon.models import Goal, Initiative

# In the order in which they are copied: a later part points to rows of those before it.
PARTS = {
    "goals": _("เป้าหมาย (ไม่รวมค่าเริ่มต้น)"),
    "projects": _("โครงการ"),
    "blueprint": _("ยุทธศาสตร์ กิจกรรม ผลลัพธ์ และความเสี่ยง"),
    "products": _("ผลิตภัณฑ์ สูตร โมเดลธุรกิจ ห่วงโซ่ และเกณฑ์"),
    "enterprise": _("แบบวิสาหกิจ (กิจการและชนิด)"),
}
COPIES = {name: getattr(copies, name) for name in PARTS}
NEEDS = {"projects": ("goals",), "blueprint": ("goals", "projects")}
FURTHEST = 20  # tambon side by side


@dataclass(frozen=True)
class Result:
    """Of one tambon, for one goal. `share`: of the way from its own baseline to its own target, per cent; None where either is not
    known."""

    baseline: Decimal | None
    latest: Decimal | None
    latest_year: int | None
    target: Decimal
    by_year: int
    share: float | None


@dataclass(frozen=True)
class Shared:
    """A goal that came from one model. `results`: for each tambon of the family, None where it has not this goal."""

    text: str
    indicator: str
    unit: str
    results: tuple[Result | None, ...]


@dataclass(frozen=True)
class Member:
    area_code: str
    name: str
    copied_from: str


@dataclass(frozen=True)
class Family:
    """`left_off`: of the tambon that share the model, those beyond FURTHEST. Those out of the reader's sight are in neither."""

    members: tuple[Member, ...]
    goals: tuple[Shared, ...]
    left_off: int


# — questions —


def models(user: User, area: str) -> list[tuple[str, str]]:
    """Code and name of the tambon whose model this one could take over. For who may write here."""
    initiatives.find(user, area)
    scope.require(user, Permission.TAMBON_WRITE, place=area)
    return [(each.area_code, each.name) for each in initiatives.visible_to(user) if each.area_code != area]


def family(user: User, area: str) -> Family:
    """This tambon beside all that share its model, as far as the reader may see them. Three queries, and two for each."""
    own = initiatives.seen(user, area)
    above = dict(Initiative.objects.values_list("pk", "copied_from"))
    root = _root(own.pk, above)
    ours = {number for number in above if _root(number, above) == root}
    rows = [row for row in initiatives.visible_to(user) if row.id in ours]
    shown = sorted(rows, key=lambda row: (row.area_code != area, row.copied_from != "", row.area_code))[:FURTHEST]
    members = tuple(Member(row.area_code, row.name, row.copied_from) for row in shown)
    return Family(members, _shared(user, members), len(rows) - len(shown))


def _shared(user: User, members: tuple[Member, ...]) -> tuple[Shared, ...]:
    above = dict(Goal.objects.filter(initiative__area_code__in=[each.area_code for each in members]).values_list("pk", "copied_from"))
    found: dict[int, dict[str, goals.Progress]] = {}
    for member in members:
        for progress in goals.progress(user, member.area_code):
            found.setdefault(_root(progress.aim.id, above), {})[member.area_code] = progress
    return tuple(_goal(by_area, members) for by_area in found.values() if len(by_area) > 1)


def _goal(by_area: dict[str, goals.Progress], members: tuple[Member, ...]) -> Shared:
    aim = next(iter(by_area.values())).aim
    results = tuple(_result(by_area[each.area_code]) if each.area_code in by_area else None for each in members)
    return Shared(aim.text, aim.indicator, aim.unit, results)


def _result(of: goals.Progress) -> Result:
    aim, latest = of.aim, of.latest
    return Result(aim.baseline, latest.value if latest else None, latest.year if latest else None, aim.target, aim.by_year, of.way.share)


def _root(number: int, above: dict[int, int | None]) -> int:
    """Where a lineage begins, as far as it is known; adopt lets none run in a circle."""
    while above.get(number):
        number = above[number]
    return number


# — the verb —


@transaction.atomic
def adopt(*, by: User, at: datetime, area: str, source: str, parts: Collection[str], start_year: int) -> dict[str, int]:
    """This tambon takes over parts of the model of `source`, as it would begin in `start_year` (CE); a tambon that has not begun, begins.
    How many rows each part brought: adopted twice, nothing is doubled. Who does it writes here and sees there."""
    old = initiatives.seen(by, source)
    initiatives.begin(by=by, at=at, area=area)
    new = Initiative.objects.select_for_update().get(area_code=area)
    wanted = {need for part in parts for need in (part, *NEEDS.get(part, ()))}
    if not wanted or wanted - set(PARTS):
        raise Refused(_("โปรดเลือกส่วนของแบบแผนที่จะนำมาใช้"))
    above = dict(Initiative.objects.values_list("pk", "copied_from"))
    if old.pk == new.pk or _has(new.pk, old.pk, above):
        raise Refused(_("ตำบลนี้เป็นต้นแบบของตำบลที่เลือก โปรดเลือกตำบลอื่น"))
    if not 0 <= start_year - old.begun_at.year <= 30:
        raise Refused(_("ปีเริ่มต้องไม่ก่อนปีที่ตำบลต้นแบบเริ่ม และไม่เกินสามสิบปีหลังจากนั้น"))
    shift = start_year - old.begun_at.year
    made = {part: COPIES[part](old, new, by=by, at=at, shift=shift) for part in PARTS if part in wanted}
    if new.copied_from_id is None:
        Initiative.objects.filter(pk=new.pk).update(copied_from=old)
    detail = " ".join(f"{part}={count}" for part, count in made.items())
    audit.record(by=by, at=at, verb="model.adopt", on=new, place=area, detail=f"from={source} {detail}", count=sum(made.values()))
    return made


def _has(above_all: int, number: int | None, above: dict[int, int | None]) -> bool:
    """Whether `number` descends from `above_all`."""
    while number:
        if number == above_all:
            return True
        number = above.get(number)
    return False
