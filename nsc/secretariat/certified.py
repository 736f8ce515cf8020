"""Figures of a month, frozen by the province, confirmed by the districts, certified by the province; and read as they were, whenever.

Nothing here is ever changed: a correction is a further snapshot of the month that says what it replaces and why. Small numbers are stored
as they are; which of them, and of the small changes, are not told to who may not see households is decided at the freezing (kept_back).
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import polars as pl
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.utils import timezone, translation

from nsc import bulk, thai
from nsc.access import audit, scope, users
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import codes, places
from nsc.casework import deadlines, rolls, sight
from nsc.casework.models import Group, Rule
from nsc.casework.roads import CASE_NAMES
from nsc.casework.rules import reason
from nsc.casework.sight import Sight
from nsc.errors import Refused, _
from nsc.poverty.small import HIDDEN, is_hidden
from nsc.poverty.tally import percent
from nsc.reports import freshness
from nsc.secretariat import certified_text, kept_back, monthly_counts
from nsc.secretariat.kept_back import Cell
from nsc.secretariat.models import Attestation, Figure, FrozenArea, KeptBack, Measured, Snapshot, SnapshotSource
from nsc.secretariat.monthly_counts import Counts, first_day, last_day
from nsc.welfare import counting

FREEZE, CONFIRM, CERTIFY = "figures.freeze", "figures.confirm", "figures.certify"
PARTS = {  # what a correction may count anew, and the heads of its keys
    "survey": (*monthly_counts.SURVEY, "poor_households"),
    "targets": ("work", "dimension", "certified"),
    "cases": ("cases",),
    "needs": ("needs",),
    "visits": ("visits",),
    "referrals": ("referrals",),
    "help": ("help", "given", "budget"),
    "rights": ("rights",),
}
NOT_FROZEN = _("ยังไม่ได้ตรึงตัวเลขของเดือน{month} ให้ ศจพ.จ. ตรึงที่หน้า “ตัวเลขรับรอง” หรือขอฉบับร่างจากตัวเลขวันนี้")
NOT_BY_AUTHORITY = _("ตัวเลขรับรองนับตามจังหวัด อำเภอ ตำบล และหมู่บ้าน ไม่มีของเขตเทศบาลหรือ อบต. โปรดดูตัวเลขวันนี้ที่หน้าภาพรวม")
OTHER_MONTH = _("ตัวเลขฉบับที่ขอไม่ใช่ของเดือน{month} โปรดเลือกฉบับของเดือนนั้น")
# Of certified_text.Heads, as Snapshot has them.
STORED = ("month", "number", "because", "fiscal_year", "survey_year", "indicator_set", "dimension_map", "rules", "at")
Value = int | None


@dataclass(frozen=True)
class Attested:
    """By whom an area's figures were confirmed (an amphoe) or certified (the province)."""

    area: str
    by: str
    at: datetime
    because: str


@dataclass(frozen=True)
class Told:
    """A snapshot. `month`: its first day; years CE. `replaces`, `replaced_by`: ids of snapshots."""

    id: int
    month: date
    number: int
    replaces: int | None
    replaced_by: int | None
    because: str
    fiscal_year: int
    survey_year: int
    indicator_set: str
    dimension_map: str
    rules: tuple[str, ...]
    by: str
    at: datetime
    figures: int
    sha256: str
    attested: tuple[Attested, ...]
    amphoes: int  # how many there are to confirm
    hands: frozenset[int]  # users who froze, confirmed or certified: none of them certifies

    @property
    def certified(self) -> Attested | None:
        return next((each for each in self.attested if each.area == settings.PROVINCE), None)

    @property
    def confirmed(self) -> tuple[Attested, ...]:
        return tuple(each for each in self.attested if each.area != settings.PROVINCE)

    @property
    def is_late(self) -> bool:
        return is_late(self.month, self.at)


@dataclass(frozen=True)
class Source:
    kind: str
    name: str
    office: str
    last: date | None
    rows: int | None
    status: str


@dataclass(frozen=True)
class Book:
    """The figures of one place and of the areas one level below. `names`: of all of them; `keys`: what was counted (monthly_counts), with
    the name of its programme or office. What is not among `keys` is not known; what has no value there is nought."""

    area: str
    names: Mapping[str, str]
    keys: Mapping[str, str]
    values: Mapping[str, Mapping[str, Value]]

    def of(self, key: str, area: str = "") -> Value:
        return self.values.get(area or self.area, {}).get(key, 0) if key in self.keys else None

    @property
    def below(self) -> tuple[str, ...]:
        return tuple(sorted(code for code in self.names if code != self.area))

    def among(self, head: str, tail: str = "") -> Iterator[tuple[str, str]]:
        """(what stands between head and tail, its name) of the keys that begin and end so."""
        for key, name in self.keys.items():
            if key.startswith(f"{head}.") and key.endswith(tail):
                yield key.removeprefix(f"{head}.").removesuffix(tail), name


@dataclass(frozen=True)
class Difference:
    area: str
    key: str
    name: str  # of its programme or office
    before: Value
    after: Value


@dataclass(frozen=True)
class Compared:
    """`lines`: what differs in the place itself and the areas just below."""

    old: Told
    new: Told
    area: str
    names: Mapping[str, str]
    lines: tuple[Difference, ...]


@dataclass(frozen=True)
class Check:
    """The hash as it was written, and as it is reckoned from the rows now."""

    snapshot: Told
    found: str

    @property
    def is_whole(self) -> bool:
        return self.snapshot.sha256 == self.found


@dataclass(frozen=True)
class Month:
    """`snapshots`: newest first; none: not frozen."""

    month: date
    snapshots: tuple[Told, ...] = field(default=())

    @property
    def newest(self) -> Told | None:
        return self.snapshots[0] if self.snapshots else None


# — verbs —


def freeze(*, by: User, at: datetime, month: date) -> Told:
    """The figures of a month that is over. Frozen already, also by another at the same moment: what stands is answered."""
    month = first_day(month)
    scope.require(by, Permission.FIGURES_CERTIFY, place=settings.PROVINCE)
    if timezone.localdate(at) <= last_day(month):
        raise Refused(_("เดือน{month} ยังไม่สิ้นสุด ตรึงตัวเลขได้ตั้งแต่วันที่ 1 ของเดือนถัดไป ระหว่างนี้ขอฉบับร่างได้"), month=month_name(month))
    try:
        with _one_moment():
            row = Snapshot.objects.filter(month=month, number=1).first() or _store(by, at, monthly_counts.count(month, at))
    except IntegrityError:  # of the number, once for a month: somebody was first
        row = Snapshot.objects.get(month=month, number=1)
    return _newest(row.month)


def correct(*, by: User, at: datetime, snapshot: int, because: str, parts: Collection[str]) -> Told:
    """A further snapshot of the same month: `parts` (keys of PARTS) counted anew, all else as it was. Refused where nothing has changed,
    and of a snapshot that was corrected already."""
    scope.require(by, Permission.FIGURES_CERTIFY, place=settings.PROVINCE)
    said, chosen = reason(because), [part for part in PARTS if part in parts]
    if not chosen:
        raise Refused(_("โปรดเลือกว่าจะนับส่วนใดใหม่ ส่วนที่ไม่เลือกจะคงตามฉบับเดิม"))
    try:
        with _one_moment():
            old = _find(snapshot)
            if Snapshot.objects.filter(replaces=old).exists():
                raise Refused(_("ตัวเลขฉบับนี้มีฉบับแก้ไขแล้ว โปรดแก้จากฉบับล่าสุดของเดือน"))
            row = _store(by, at, _counted_anew(old, chosen, monthly_counts.count(old.month, at)), old, said, chosen)
    except IntegrityError as clash:
        raise Refused(_("มีผู้แก้ไขตัวเลขของเดือนนี้อยู่พร้อมกัน โปรดเปิดหน้าใหม่เพื่อดูฉบับนั้น")) from clash
    return _told(_find(row.pk))


@transaction.atomic
def confirm(*, by: User, at: datetime, snapshot: int, area: str) -> Told:
    """A district says that its own figures are right. Said again, the first stands."""
    scope.require(by, Permission.MEETING_KEEP, place=area)
    row = _find(snapshot)
    if len(area) != codes.LENGTH[codes.AMPHOE] or not FrozenArea.objects.filter(snapshot=row, digits=4, code=area).exists():
        raise Refused(_("การยืนยันตัวเลขเป็นของอำเภอ โปรดเลือกอำเภอของท่าน"))
    _require_newest(row)
    _attest(row, by, at, area, CONFIRM, "")
    return _told(_find(row.pk))


@transaction.atomic
def certify(*, by: User, at: datetime, snapshot: int, because: str = "") -> Told:
    """The province certifies, by another than who froze or confirmed. `because`: why, although a district has not confirmed."""
    scope.require(by, Permission.FIGURES_CERTIFY, place=settings.PROVINCE)
    row = _find(snapshot)
    _require_newest(row)
    if Attestation.objects.filter(snapshot=row, area_code=settings.PROVINCE).exists():
        return _told(row)
    if by.pk in _told(row).hands:
        raise Refused(_("ผู้ตรึงหรือยืนยันตัวเลขรับรองเองไม่ได้ ให้เจ้าหน้าที่ ศจพ.จ. อีกคนหนึ่งรับรอง เพื่อให้มีผู้ตรวจสอบซึ่งกันและกัน"))
    waiting = unconfirmed(row.pk)
    if waiting and not thai.clean(because):
        raise Refused(
            _("ยังมี {count} อำเภอที่ไม่ได้ยืนยันตัวเลข ได้แก่ {names} รอให้ยืนยัน หรือบอกเหตุผลที่รับรองไปก่อน"), count=len(waiting), names=", ".join(waiting)
        )
    _attest(row, by, at, settings.PROVINCE, CERTIFY, reason(because) if waiting else "")
    return _told(_find(row.pk))


def _require_newest(row: Snapshot) -> None:
    if Snapshot.objects.filter(replaces=row).exists():
        raise Refused(_("ตัวเลขฉบับนี้มีฉบับแก้ไขแล้ว โปรดเปิดฉบับล่าสุดของเดือน"))


def _attest(row: Snapshot, by: User, at: datetime, area: str, verb: str, because: str) -> None:
    try:
        with transaction.atomic():
            Attestation.objects.create(snapshot=row, area_code=area, because=because, by=by, at=at)
    except IntegrityError:  # said already
        return
    audit.record(by=by, at=at, verb=verb, on=row, place=area, because=because, detail=f"{row.month:%Y-%m}/{row.number}")


@contextmanager
def _one_moment() -> Iterator[None]:
    """All counts are of one and the same moment, and one after the other, since each looks at what was told before: SQLite's transactions
    are, PostgreSQL's are where they are asked to be. The lock is taken before the first question, and so before the moment is."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                if is_outermost:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                cursor.execute("LOCK TABLE secretariat_keptback IN SHARE ROW EXCLUSIVE MODE")
        yield


def _store(by: User, at: datetime, counts: Counts, old: Snapshot | None = None, because: str = "", parts: Collection[str] = ()) -> Snapshot:
    """Everything is reckoned first, hash and all, so that no row is ever written twice."""
    with translation.override("th"):
        named = places.names(counts.areas)
        sources = _sources(at)
        ruled = _rules(counts, parts)
    figures = [
        (code, key, value) for code, cells in counts.values.items() for key, value in cells.items() if value != 0 and key in counts.keys
    ]
    mapped = counts.round.dimension_map
    heads = certified_text.Heads(
        month=counts.month,
        number=old.number + 1 if old else 1,
        replaces=old.sha256 if old else "",
        because=because,
        fiscal_year=counts.fiscal_year,
        survey_year=counts.round.survey_year,
        indicator_set=counts.round.indicator_set_id,
        dimension_map=f"{mapped.pk} {mapped.status} {mapped.valid_from}",
        rules=ruled,
        by=by.display_name,
        at=at,
    )
    written = certified_text.lines(heads, sources, named.items(), counts.keys.items(), figures)
    kept = kept_back.reckoned({code: counts.values.get(code, {}) for code in named}, counts.keys, _told_before())
    told = {name: getattr(heads, name) for name in STORED}
    row = Snapshot.objects.create(
        **told, replaces=old, by=by, by_name=heads.by, figures=len(figures), sha256=certified_text.digest(written)
    )
    _fill(row, sources, named, counts.keys, figures, kept)
    audit.record(
        by=by,
        at=at,
        verb=FREEZE,
        on=row,
        place=settings.PROVINCE,
        because=because,
        count=len(figures),
        detail=f"{row.month:%Y-%m}/{row.number}",
    )
    return row


def _told_before() -> Mapping[Cell, set[int]]:
    """All that snapshots have told to all of a cell; but noughts, from which no number differs by little that is not small itself."""
    found: dict[Cell, set[int]] = defaultdict(set)
    for snapshot in Snapshot.objects.order_by("pk"):
        keys, kept = _measures(snapshot.pk, kept_back.WHOLE), _kept(snapshot.pk, Q())
        for code, number, value in _figures(snapshot.pk, Q(measure__in=keys)):
            if value is not None and (code, keys[number]) not in kept:
                found[code, keys[number]].add(value)
    return found


def _fill(
    row: Snapshot, sources: list[tuple], named: Mapping[str, str], keys: Mapping[str, str], figures: list[tuple], kept: set[Cell]
) -> None:
    SnapshotSource.objects.bulk_create(
        SnapshotSource(snapshot=row, **dict(zip(("place", "kind", "name", "office", "last", "rows", "status"), each, strict=True)))
        for each in sources
    )
    FrozenArea.objects.bulk_create(FrozenArea(snapshot=row, digits=len(code), code=code, name=name) for code, name in named.items())
    numbers = {key: number for number, key in enumerate(sorted(keys), start=1)}
    Measured.objects.bulk_create(Measured(snapshot=row, number=numbers[key], key=key, name=name) for key, name in keys.items())
    rows = sorted((row.pk, len(code), code, numbers[key], value) for code, key, value in figures)
    kinds = {"snapshot_id": pl.Int64, "digits": pl.Int64, "area_code": pl.String, "measure": pl.Int64}
    bulk.insert(Figure, pl.DataFrame(rows, schema=kinds | {"value": pl.Int64}, orient="row"))
    bulk.insert(KeptBack, pl.DataFrame(sorted((row.pk, len(code), code, numbers[key]) for code, key in kept), schema=kinds, orient="row"))


def _sources(at: datetime) -> list[tuple]:
    """Of the whole province, as the page of freshness tells them; here they belong to the paper, whoever freezes."""
    return [
        (place, each.kind, each.name.format(**each.values)[:300], each.office[:200], each.last, each.rows, each.status)
        for place, each in enumerate(freshness.of(users.operator(), at=at), start=1)
    ]


def _rules(counts: Counts, parts: Collection[str]) -> str:
    on = timezone.localdate(counts.at)
    days, known = deadlines.in_force(on), counting.last()
    groups, ways = dict(Group.choices), dict(Rule.choices)
    told = [f"ลำดับความเร่งด่วน: เกณฑ์รุ่น {counts.round.priority_version} (เกณฑ์เบื้องต้น ยังไม่เป็นทางการ)"]
    told += [f"บัญชีเป้าหมาย {groups[roll.group]}: {ways[roll.rule]} จาก {roll.source}" for roll in rolls.in_use(counts.fiscal_year).values()]
    steps = ", ".join(f"{CASE_NAMES[state]} {number}" for state, number in days.by_state.items())
    told.append(f"วันทำการของเคสในแต่ละขั้น: {steps} ({days.source})")
    told.append(f"สิทธิรายคน: นับ ณ {thai.format_date(known.on)}" if known else "สิทธิรายคน: ยังไม่ได้นับ")
    told.append(f"สถานะของงาน เคส ความต้องการ และสิทธิ: ณ {thai.format_date(on)}; ยอดสะสม: ถึง {thai.format_date(last_day(counts.month))}")
    if parts:
        told.append(f"ส่วนที่นับใหม่ในฉบับนี้: {' '.join(parts)}; ส่วนอื่นคงตามฉบับก่อน")
    return "\n".join(told)


def part_of(key: str) -> str:
    head = key.split(".")[0]
    return next(part for part, heads in PARTS.items() if head in heads)


def _counted_anew(old: Snapshot, parts: list[str], counts: Counts) -> Counts:
    keys = {number: (key, name) for number, key, name in Measured.objects.filter(snapshot=old).values_list("number", "key", "name")}
    kept = {key: name for key, name in keys.values() if part_of(key) not in parts}
    values: dict[str, dict[str, Value]] = defaultdict(dict)
    before: dict[tuple[str, str], Value] = {}
    for code, number, value in Figure.objects.filter(snapshot=old).values_list("area_code", "measure", "value"):
        key = keys[number][0]
        before[code, key] = value
        if key in kept:
            values[code][key] = value
    new_keys = {key: name for key, name in counts.keys.items() if part_of(key) in parts}
    after = {(code, key): value for code, cells in counts.values.items() for key, value in cells.items() if key in new_keys and value != 0}
    if after == {cell: value for cell, value in before.items() if part_of(cell[1]) in parts}:
        raise Refused(_("นับใหม่แล้วไม่มีตัวเลขใดต่างจากฉบับเดิม จึงไม่มีสิ่งที่จะแก้ไข"))
    for (code, key), value in after.items():
        values[code][key] = value
    named = dict(FrozenArea.objects.filter(snapshot=old).values_list("code", "name")) | dict(counts.areas)
    return replace(counts, keys=dict(sorted((kept | new_keys).items())), areas=named, values=values)


# — questions —


def month_name(month: date) -> str:
    """มกราคม 2569"""
    return thai.format_date(month, long=True).split(" ", 1)[1]


def is_late(month: date, at: datetime) -> bool:
    """Frozen more than a month after the month's end: how things stand is of that later day."""
    return (timezone.localdate(at) - last_day(month)).days > 31


def months(user: User, *, at: datetime) -> list[Month]:
    """Every month since the first that is frozen, or the last year's, to the last that is over; newest first. To who sees figures."""
    sight.require_somewhere(user, Permission.FIGURES_SEE)
    frozen: dict[date, list[Told]] = defaultdict(list)
    for told in map(_told, _rows().order_by("-month", "-number")):
        frozen[told.month].append(told)
    today = timezone.localdate(at)
    now = today.year * 12 + today.month - 1  # months since the year 0
    first = min([now - 12, *(month.year * 12 + month.month - 1 for month in frozen)])
    every = [date(number // 12, number % 12 + 1, 1) for number in range(now - 1, first - 1, -1)]
    return [Month(month, tuple(frozen.get(month, ()))) for month in every]


def find(user: User, number: int) -> Told:
    sight.require_somewhere(user, Permission.FIGURES_SEE)
    return _told(_find(number))


def month_of(user: User, month: date) -> Month:
    """All snapshots of a month."""
    sight.require_somewhere(user, Permission.FIGURES_SEE)
    return Month(first_day(month), tuple(map(_told, _rows().filter(month=first_day(month)).order_by("-number"))))


def of_month(user: User, month: date, number: int | None = None) -> Told:
    """The newest of a month, or the one of that number. Refused where there is none."""
    sight.require_somewhere(user, Permission.FIGURES_SEE)
    rows = _rows().filter(month=first_day(month)).order_by("-number")
    row = (rows.filter(number=number) if number else rows).first()
    if row is None:
        raise Refused(NOT_FROZEN, month=month_name(month))
    return _told(row)


def before(user: User, month: date) -> Told | None:
    """The newest snapshot of the last earlier month that was certified; of the last that was frozen, where none was."""
    sight.require_somewhere(user, Permission.FIGURES_SEE)
    rows = _rows().filter(month__lt=first_day(month)).order_by("-month", "-number")
    row = rows.filter(attestations__area_code=settings.PROVINCE).first() or rows.first()
    return _told(row) if row else None


def sources(user: User, snapshot: int) -> tuple[Source, ...]:
    sight.require_somewhere(user, Permission.FIGURES_SEE)
    rows = SnapshotSource.objects.filter(snapshot=snapshot).order_by("place")
    return tuple(Source(*row) for row in rows.values_list("kind", "name", "office", "last", "rows", "status"))


def unconfirmed(snapshot: int) -> list[str]:
    """Names of the amphoe with households that have not confirmed, by code: no secret."""
    done = Attestation.objects.filter(snapshot=snapshot).values("area_code")
    rows = FrozenArea.objects.filter(snapshot=snapshot, digits=4).exclude(code__in=done)
    return list(rows.order_by("code").values_list("name", flat=True))


def book(user: User, *, snapshot: int, area: str = "") -> Book:
    """What stands in a snapshot of a place, as this reader is told it. Four queries, or five."""
    where = _where(user, Permission.FIGURES_SEE, area)
    found = _book(snapshot, where.place.code)
    return found if sight.keeper(user, where).sees else _told_to_all(snapshot, found)


def draft(user: User, *, at: datetime, month: date, area: str = "") -> tuple[Counts, Book]:
    """The same from the figures of now, of a month that is not frozen; for who may see the households, since what it tells from one day to
    the next is not kept. It reads the whole province: for papers, not for pages."""
    where = _where(user, Permission.HOUSEHOLD_SEE, area)
    counts, code = monthly_counts.count(month, at), where.place.code
    chosen = [each for each in counts.areas if _is_of(each, code)]
    values = {each: counts.values[each] for each in chosen if each in counts.values}
    return counts, Book(code, {each: counts.areas[each] for each in chosen}, counts.keys, values)


def table(user: User, *, snapshot: int, level: str, area: str = "") -> tuple[list[str], list[list]]:
    """The columns of `nsc figures`, of a snapshot; as reports.figures.by_area answers of a round."""
    where = _where(user, Permission.FIGURES_SEE, area or settings.PROVINCE)
    code, digits = (where.place.code if area else ""), codes.LENGTH[level]
    if len(code) > digits:
        raise Refused(_("พื้นที่รหัส {area} เล็กกว่าระดับที่ขอ ({level}) โปรดเลือกระดับที่เล็กลง หรือพื้นที่ที่ใหญ่ขึ้น"), area=area, level=level)
    of_level = Q(digits=digits) & (places.within(code) if code else Q())
    keys = _measures(snapshot, monthly_counts.SURVEY)
    cells: dict[str, dict[str, Value]] = defaultdict(dict)
    for place, number, value in _figures(snapshot, of_level & Q(measure__in=keys)):
        cells[place][keys[number]] = value
    there = [place for place in sorted(cells) if cells[place].get("households")]
    for place, key in set() if sight.keeper(user, where).sees else _kept(snapshot, of_level):
        cells[place][key] = HIDDEN
    of_names = Q(digits=digits) & (places.within(code, "code") if code else Q())
    named = dict(FrozenArea.objects.filter(of_names, snapshot=snapshot).values_list("code", "name"))
    return ["code", "name", *monthly_counts.FIGURES], [[place, named[place], *_survey(cells[place])] for place in there]


def _survey(cells: Mapping[str, Value]) -> list[int | float | None]:
    """In the order of poverty.tally.FIGURES. The rate of what is kept back is, too."""
    rate = percent(cells.get("target_poor", 0), cells.get("members", 0))
    return [rate if name == "target_rate" else cells.get(name, 0) for name in monthly_counts.FIGURES]


def compared(user: User, *, old: int, new: int, area: str = "") -> Compared:
    """What differs between two snapshots in a place. To who may not see households: of what was told of both, and then by no little."""
    where = _where(user, Permission.FIGURES_SEE, area)
    one, other = find(user, old), find(user, new)
    then, now = (book(user, snapshot=each, area=where.place.code) for each in (old, new))
    keys, names = {**then.keys, **now.keys}, {**then.names, **now.names}
    lines = [
        Difference(code, key, keys[key], before, after)
        for code in sorted(names, key=lambda each: (len(each), each))
        for key in keys
        if (before := then.of(key, code)) != (after := now.of(key, code)) and not is_hidden(before, after)
    ]
    return Compared(one, other, where.place.code, names, tuple(lines))


def verify(user: User, snapshot: int) -> Check:
    """Reads all of it and reckons the hash again. For the whole province: who certifies, and who audits."""
    scope.require(user, Permission.FIGURES_SEE, place=settings.PROVINCE)
    row = _find(snapshot)
    heads = certified_text.Heads(
        replaces=row.replaces.sha256 if row.replaces else "", by=row.by_name, **{name: getattr(row, name) for name in STORED}
    )
    keys = dict(Measured.objects.filter(snapshot=row).values_list("number", "key"))
    figures = Figure.objects.filter(snapshot=row).values_list("digits", "area_code", "measure", "value").iterator(chunk_size=20_000)
    text = certified_text.lines(
        heads,
        SnapshotSource.objects.filter(snapshot=row).values_list("place", "kind", "name", "office", "last", "rows", "status"),
        FrozenArea.objects.filter(snapshot=row).values_list("code", "name"),
        Measured.objects.filter(snapshot=row).values_list("key", "name"),
        ((code, keys.get(number, f"?{number}"), value) for _digits, code, number, value in figures),
    )
    return Check(_told(row), certified_text.digest(text))


def _where(user: User, permission: Permission, area: str) -> Sight:
    """As sight.place; what is frozen is not counted by local authority."""
    found = sight.place(user, permission, area=area)
    if found.authority:
        raise Refused(NOT_BY_AUTHORITY)
    return found


def _find(number: int) -> Snapshot:
    row = _rows().filter(pk=number).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    return row


def _newest(month: date) -> Told:
    return _told(_rows().filter(month=month).order_by("-number")[0])


def _rows():
    amphoes = FrozenArea.objects.filter(snapshot=OuterRef("pk"), digits=4).order_by().values("snapshot").annotate(n=Count("pk")).values("n")
    rows = Snapshot.objects.annotate(amphoes=Subquery(amphoes, output_field=IntegerField()))
    return rows.select_related("replaced_by", "replaces").prefetch_related("attestations__by")


def _told(row: Snapshot) -> Told:
    attested = sorted(row.attestations.all(), key=lambda each: each.area_code)
    later = getattr(row, "replaced_by", None)
    same = ("month", "number", "because", "fiscal_year", "survey_year", "indicator_set", "dimension_map", "at", "figures", "sha256")
    return Told(
        id=row.pk,
        replaces=row.replaces_id,
        replaced_by=later.pk if later else None,
        rules=tuple(row.rules.splitlines()),
        by=row.by_name,
        amphoes=row.amphoes or 0,
        hands=frozenset({row.by_id, *(each.by_id for each in attested)}),
        attested=tuple(Attested(each.area_code, each.by.display_name, each.at, each.because) for each in attested),
        **{name: getattr(row, name) for name in same},
    )


def _is_of(code: str, area: str) -> bool:
    """The place itself, or an area one level below."""
    return code == area or (code.startswith(area) and len(code) == len(area) + 2)


def _measures(snapshot: int, keys: Collection[str]) -> dict[int, str]:
    """Keys by their number in a snapshot."""
    return dict(Measured.objects.filter(snapshot=snapshot, key__in=list(keys)).values_list("number", "key"))


def _figures(snapshot: int, which: Q):
    return Figure.objects.filter(which, snapshot=snapshot).values_list("area_code", "measure", "value")


def _kept(snapshot: int, which: Q) -> set[Cell]:
    keys = _measures(snapshot, kept_back.WHOLE)
    rows = KeptBack.objects.filter(which, snapshot=snapshot).values_list("area_code", "measure")
    return {(code, keys[number]) for code, number in rows}


def _family(area: str, name: str = "area_code") -> Q:
    """A place and the areas one level below."""
    digits = len(area)
    return Q(digits=digits, **{name: area}) | Q(digits=digits + 2) & places.within(area, name)


def _book(snapshot: int, area: str) -> Book:
    measures = list(Measured.objects.filter(snapshot=snapshot).values_list("number", "key", "name"))
    keys = {number: key for number, key, _name in measures}
    values: dict[str, dict[str, Value]] = defaultdict(dict)
    for code, number, value in _figures(snapshot, _family(area)):
        values[code][keys[number]] = value
    named = FrozenArea.objects.filter(_family(area, "code"), snapshot=snapshot)
    return Book(area, dict(named.values_list("code", "name")), {key: name for _number, key, name in measures}, values)


def _told_to_all(snapshot: int, found: Book) -> Book:
    """The counts of which it is known what they are a part of, but for what is kept back."""
    keys = {key: found.keys[key] for key in kept_back.WHOLE if key in found.keys}
    values: dict[str, dict[str, Value]] = {code: {key: found.of(key, code) for key in keys} for code in found.names}
    for code, key in _kept(snapshot, _family(found.area)):
        values[code][key] = HIDDEN
    return replace(found, keys=keys, values=values)
