"""A farmer's season: the plan, the visits to the plot, what was harvested and earned; and what came of it for all, as counts."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import BinaryIO
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.files import photographs, uploads, words
from nsc.poverty import small
from nsc.tambon import farmers, initiatives, products_rules
from nsc.tambon.models import Farmer, FarmSeason, FieldPicture, FieldVisit
from nsc.tambon.models.farmers import SEAL
from nsc.tambon.products_rules import FOLLOWED, STAGES

PICTURES = 8  # of one visit
MOST_WA = 4_000_000  # of one season: 10,000 rai
YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Measured:
    """So far in the season, None where nobody measured it: `planted` square wa, `yielded` in the season's unit, `earned` and `spent`
    baht."""

    planted: int | None = None
    yielded: Decimal | None = None
    earned: Decimal | None = None
    spent: Decimal | None = None


NOTHING_MEASURED = Measured()


@dataclass(frozen=True)
class Visited:
    """`followed`: a key of products_rules.FOLLOWED, of the advice of last time; `why` where it was followed partly or not. `stage`: a
    key of products_rules.STAGES, or "". So far in the season: `planted` square wa, `yielded` in its unit, `earned` and `spent` baht.
    `pictures`: their numbers."""

    id: int
    on: date
    saw: str
    advice: str
    followed: str
    why: str
    stage: str
    planted: int | None
    yielded: Decimal | None
    earned: Decimal | None
    spent: Decimal | None
    next_on: date | None
    pictures: tuple[int, ...]
    is_from_phone: bool
    by: str


@dataclass(frozen=True)
class Sown:
    """Yields in `unit`, income in baht a season; None not known. `visits`: the newest first."""

    id: int
    year: int  # CE
    name: str
    starts_on: date
    ends_on: date
    unit: str
    planned: Decimal | None
    yield_before: Decimal | None
    income_before: Decimal | None
    yield_after: Decimal | None
    income_after: Decimal | None
    finished_at: datetime | None
    by: str
    visits: tuple[Visited, ...]


@dataclass(frozen=True)
class Report:
    """Counts small.HIDDEN and medians None where they would tell of somebody to who may not see farmers. `name` "": no season yet.

    `rose` of `paired`; `asked`: visits that could ask whether the advice of last time was followed.
    """

    year: int | None
    name: str
    choices: tuple[tuple[int, str], ...]
    farmers: int
    visited: int
    asked: int
    followed: Mapping[str, int | None]
    income: products_rules.Pair
    yields: Mapping[str, products_rules.Pair]  # by unit: kilograms and litres have no median together


# — questions —


def of_farmer(user: User, area: str, farmer: int) -> list[Sown]:
    """The newest first. For who may see farmers; the opening is recorded by farmers.find."""
    row = farmers.seen(user, area, farmer)
    rows = row.seasons.select_related("by").prefetch_related("visits__by", "visits__pictures__file").order_by("-starts_on", "-pk")
    return [_sown(each) for each in rows]


def report(user: User, area: str, *, year: int | None = None, name: str = "") -> Report:
    """Of one season, the newest where none is asked for. Four queries."""
    initiative = initiatives.seen(user, area)
    rows = FarmSeason.objects.filter(farmer__initiative=initiative)
    choices = list(rows.values_list("year", "name").order_by("-year", "-starts_on").distinct())
    choices = list(dict.fromkeys(choices))
    asked = (year, name) if (year, name) in choices else (choices[0] if choices else (None, ""))
    found = rows.filter(year=asked[0], name=asked[1]).prefetch_related("visits") if asked[1] else rows.none()
    harvests = [(row.unit, _harvest(row)) for row in found]
    counted = products_rules.season([each for _unit, each in harvests])
    by_unit = {
        unit: products_rules.season([each for u, each in harvests if u == unit]).yields for unit in sorted({u for u, _h in harvests})
    }
    may_see = scope.may(user, Permission.FARMER_SEE, area)
    followed = dict(counted.followed)
    if not may_see:
        followed = dict(zip(followed, small.parts(list(followed.values())), strict=True))
    keep = (lambda count: count) if may_see else small.one
    return Report(
        year=asked[0],
        name=asked[1],
        choices=tuple(choices),
        farmers=keep(counted.farmers),
        visited=keep(counted.visited),
        asked=keep(counted.asked),
        followed=followed,
        income=_shown(counted.income, may_see),
        yields={unit: _shown(pair, may_see) for unit, pair in by_unit.items()},
    )


@transaction.atomic
def picture(by: User, area: str, picture: int, *, at: datetime) -> Iterator[bytes]:
    """JPEG, decrypted as it is read; leaves a line."""
    initiative = initiatives.seen(by, area)
    scope.require(by, Permission.FARMER_SEE, place=area)
    row = FieldPicture.objects.select_related("file").filter(visit__season__farmer__initiative=initiative, pk=picture).first()
    if row is None or row.file.purged_at:
        raise scope.OutOfSight(str(picture))
    audit.seen(by=by, at=at, what="field_picture", on=row, place=area)
    return uploads.pieces(row.file)


# — verbs —


@transaction.atomic
def plan(
    *,
    by: User,
    at: datetime,
    area: str,
    farmer: int,
    year: int,
    name: str,
    starts_on: date,
    ends_on: date,
    unit: str,
    planned: Decimal | None = None,
    yield_before: Decimal | None = None,
    income_before: Decimal | None = None,
) -> int:
    """`year` CE. What the season before brought is asked now, before anybody knows what this one will. Planned again, figures are corrected
    until the season is finished."""
    row = farmers.held(by, area, farmer)
    told = {"starts_on": starts_on, "ends_on": ends_on, "unit": thai.clean(unit)[:40], "planned": planned}
    told |= {"yield_before": yield_before, "income_before": income_before}
    title = thai.clean(name)[:60]
    if not title or not told["unit"]:
        raise Refused(_("โปรดบอกชื่อฤดูและหน่วยของผลผลิต"))
    if ends_on < starts_on:
        raise Refused(_("วันสิ้นสุดฤดูอยู่ก่อนวันเริ่ม"))
    if row.left_on or row.forgotten_at:
        raise Refused(_("เกษตรกรรายนี้ออกจากโครงการแล้ว"))
    _not_negative(planned, yield_before)
    made, is_new = row.seasons.get_or_create(year=year, name=title, defaults=told | {"by": by, "at": at})
    if not is_new:
        if all(getattr(made, key) == value for key, value in told.items()):
            return made.pk
        if made.finished_at:
            raise Refused(_("ฤดูนี้สรุปผลแล้ว จึงแก้แผนไม่ได้"))
        row.seasons.filter(pk=made.pk).update(**told)
    audit.record(by=by, at=at, verb="farm_season.plan", on=made, place=area)
    return made.pk


@transaction.atomic
def visit(
    *,
    by: User,
    at: datetime,
    area: str,
    farmer: int,
    season: int,
    on: date,
    saw: str,
    advice: str,
    followed: str,
    mark: UUID,
    why: str = "",
    stage: str = "",
    measured: Measured = NOTHING_MEASURED,
    next_on: date | None = None,
    file: BinaryIO | None = None,
    is_from_phone: bool = False,
) -> int:
    """`followed`: of the advice of last time; "first" only while there is none that who visits could know of. `mark`: of the form, or the
    submission of a phone; sent twice, it is one visit. Two people's visits both stand, also of the same day."""
    row = _season(by, area, farmer, season)
    if known := row.visits.filter(mark=mark).first():
        return known.pk
    before = row.visits.filter(on__lte=on)
    has_known = (before.filter(by=by) if is_from_phone else before).exists()  # what others wrote meanwhile, no phone without a signal knows
    _check_visit(row, timezone.localdate(at), on, saw, followed, why, has_known=has_known)
    _check_measured(stage, measured, on, next_on)
    told = {"stage": stage, "next_on": next_on, "is_from_phone": is_from_phone, **vars(measured)}
    told |= {f"{key}_sealed": words.seal(text, purpose=SEAL) for key, text in (("seen", saw), ("advice", advice), ("why", why))}
    try:
        with transaction.atomic():
            made = FieldVisit.objects.create(season=row, on=on, followed=followed, mark=mark, by=by, at=at, **told)
    except IntegrityError as clash:
        raise Refused(_("แบบฟอร์มนี้ใช้ไปแล้ว โปรดเปิดหน้าใหม่แล้วกรอกอีกครั้ง")) from clash
    if file is not None:
        _keep(made, by, at, file, uuid4())
    audit.record(by=by, at=at, verb="field_visit.record", on=made, place=area)
    return made.pk


@transaction.atomic
def add_picture(*, by: User, at: datetime, area: str, farmer: int, visit: UUID, mark: UUID, file: BinaryIO) -> int:
    """To a visit, named by its mark: of the plot, as on the visit's own form. `mark`: of the submission; sent twice, it is one picture."""
    row = _standing(farmers.held(by, area, farmer))
    found = FieldVisit.objects.filter(season__farmer=row, mark=visit).first()
    if found is None:
        raise scope.OutOfSight(str(visit))
    if known := found.pictures.filter(mark=mark).first():
        return known.pk
    if found.pictures.count() >= PICTURES:
        raise Refused(_("การเยี่ยมแปลงครั้งหนึ่งแนบภาพได้ไม่เกิน {most} ภาพ"), most=PICTURES)
    made = _keep(found, by, at, file, mark)
    audit.record(by=by, at=at, verb="field_picture.add", on=made, place=area)
    return made.pk


@transaction.atomic
def finish(
    *, by: User, at: datetime, area: str, farmer: int, season: int, yield_after: Decimal | None, income_after: Decimal | None
) -> None:
    """What the season brought; corrected by saying it again."""
    row = _season(by, area, farmer, season)
    if yield_after is None and income_after is None:
        raise Refused(_("โปรดบอกผลผลิตหรือรายได้ของฤดูนี้อย่างน้อยหนึ่งอย่าง"))
    _not_negative(yield_after)
    if row.finished_at and (row.yield_after, row.income_after) == (yield_after, income_after):
        return
    row.yield_after, row.income_after, row.finished_at, row.finished_by = yield_after, income_after, at, by
    row.save(update_fields=["yield_after", "income_after", "finished_at", "finished_by"])
    audit.record(by=by, at=at, verb="farm_season.finish", on=row, place=area)


# — rows —


def _season(by: User, area: str, farmer: int, season: int) -> FarmSeason:
    row = _standing(farmers.held(by, area, farmer))
    found = row.seasons.filter(pk=season).first()
    if found is None:
        raise scope.OutOfSight(str(season))
    return found


def _standing(row: Farmer) -> Farmer:
    if row.forgotten_at:
        raise Refused(_("ข้อมูลของผู้นี้ลบตามคำขอแล้ว"))
    return row


def _keep(visit: FieldVisit, by: User, at: datetime, file: BinaryIO, mark: UUID) -> FieldPicture:
    clean = photographs.prepare(file)
    kept = uploads.keep(by=by, at=at, file=io.BytesIO(clean.picture), name="plot.jpg", until=None)
    return FieldPicture.objects.create(visit=visit, file=kept, mark=mark, by=by, at=at)


def _check_visit(row: FarmSeason, today: date, on: date, saw: str, followed: str, why: str, *, has_known: bool) -> None:
    """What was visited before the end was visited: only a day after it is refused."""
    if on > today:
        raise Refused(_("วันเยี่ยมแปลงอยู่ในอนาคต"))
    if row.farmer.left_on and on > row.farmer.left_on:
        raise Refused(_("เกษตรกรออกจากงานตำบลเมื่อ {on} จึงบันทึกการเยี่ยมหลังวันนั้นไม่ได้ โปรดตรวจวันที่เยี่ยม"), on=thai.format_date(row.farmer.left_on))
    if row.finished_at and on > (ended := timezone.localdate(row.finished_at)):
        raise Refused(_("ฤดูนี้สรุปผลแล้วเมื่อ {on} โปรดเลือกฤดูใหม่ หรือตรวจวันที่เยี่ยม"), on=thai.format_date(ended))
    if not thai.clean(saw):
        raise Refused(_("โปรดบอกสิ่งที่พบในแปลง"))
    if followed not in FOLLOWED:
        raise Refused(_("โปรดบอกว่าเกษตรกรทำตามคำแนะนำครั้งก่อนหรือไม่"))
    if followed == "first" and has_known:
        raise Refused(_("ฤดูนี้เคยเยี่ยมแล้ว โปรดบอกว่าทำตามคำแนะนำครั้งก่อนหรือไม่"))
    if followed in ("partly", "no") and not thai.clean(why):
        raise Refused(_("โปรดบอกว่าเพราะเหตุใดจึงไม่ได้ทำตามทั้งหมด เพื่อให้คำแนะนำครั้งหน้าใช้ได้จริง"))


def _check_measured(stage: str, measured: Measured, on: date, next_on: date | None) -> None:
    if stage and stage not in STAGES:
        raise Refused(_("โปรดเลือกระยะของพืชหรือสัตว์จากรายการ"))
    if measured.planted is not None and measured.planted < 0:
        raise Refused(_("พื้นที่ปลูกต้องไม่ติดลบ"))
    _not_negative(measured.yielded)
    if any(value is not None and value < 0 for value in (measured.earned, measured.spent)):
        raise Refused(_("รายได้และต้นทุนถึงวันนี้ต้องไม่ติดลบ เว้นว่างไว้ถ้าไม่ทราบ"))
    if next_on and not on <= next_on <= on + YEAR:
        raise Refused(_("วันนัดเยี่ยมแปลงครั้งต่อไปต้องไม่ก่อนวันเยี่ยม และไม่เกินหนึ่งปี"))


def _not_negative(*values: Decimal | None) -> None:
    """A harvest; an income may well be a loss."""
    if any(value is not None and value < 0 for value in values):
        raise Refused(_("ผลผลิตต้องไม่ติดลบ เว้นว่างไว้ถ้าไม่ทราบ"))


def _harvest(row: FarmSeason) -> products_rules.Harvest:
    said = tuple(each.followed for each in sorted(row.visits.all(), key=lambda each: (each.on, each.pk)))
    return products_rules.Harvest(row.income_before, row.income_after, row.yield_before, row.yield_after, said)


def _shown(pair: products_rules.Pair, may_see: bool) -> products_rules.Pair:
    """Of a handful, a median tells of somebody; so does how many of them rose."""
    if may_see or not pair.n:
        return pair
    if small.is_small((pair.n, None)):
        return products_rules.Pair(small.HIDDEN, None, None, small.HIDDEN)
    is_hidden = small.is_small((pair.rose, pair.n))
    return products_rules.Pair(pair.n, pair.before, pair.after, small.HIDDEN if is_hidden else pair.rose)


def _sown(row: FarmSeason) -> Sown:
    names = [name for name in Sown.__dataclass_fields__ if name not in ("id", "by", "visits")]
    visits = sorted(row.visits.all(), key=lambda each: (each.on, each.pk), reverse=True)
    sealed = [value for each in visits for value in (each.seen_sealed, each.advice_sealed, each.why_sealed)]
    told = iter(words.opened_many(sealed, purpose=SEAL))
    shown = tuple(_visited(each, next(told), next(told), next(told)) for each in visits)
    return Sown(id=row.pk, by=row.by.display_name, visits=shown, **{name: getattr(row, name) for name in names})


def _visited(row: FieldVisit, saw: str, advice: str, why: str) -> Visited:
    pictures = tuple(each.pk for each in sorted(row.pictures.all(), key=lambda each: each.pk) if not each.file.purged_at)
    names = ("on", "followed", "stage", "planted", "yielded", "earned", "spent", "next_on", "is_from_phone")
    same = {name: getattr(row, name) for name in names}
    return Visited(id=row.pk, saw=saw, advice=advice, why=why, pictures=pictures, by=row.by.display_name, **same)
