"""Help lists: what an office's own list, or TPMAP Logbook, told of help that was given; stored and withdrawn as a whole.

Who sees households over an area sees the lists of that area; an office that only brings lists sees its own, and of them no more than what
became of its rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Q, QuerySet

from nsc import bulk
from nsc.access import audit, rules, scope
from nsc.access.models import User
from nsc.access.roles import ROLES, Permission
from nsc.errors import Refused, _
from nsc.files import keys
from nsc.welfare.models import NOTE, Assistance, HelpList, HelpRow, Programme
from nsc.welfare.rules import row_step, step

AGENCY, LOGBOOK = "agency", "logbook"
OPEN = ("waiting", "later")
WHOM = ("nobody", "several", "doubtful")  # whom a row means
HOLDS = ("theirs", "ours", "unlike")  # which of two records holds
HELP = ["kind", "form", "what", "quantity", "unit", "baht", "on", "programme_id", "organisation_id"]
STORED = ["id", "row", "household_id", "person_id", "area_code", "authority_id", *HELP]
WAITING = ["row", "why", "area_code", "household_id", "person_id", "ours_id", "who_index", *HELP]
SEALED = ["name", "national_id", "house"]  # of WAITING rows, as text


@dataclass(frozen=True)
class Listed:
    """`waiting`: rows that still wait for a person. `may_undo`: this user, now."""

    id: int
    source: str
    origin: str
    organisation: str
    at: datetime
    by: str
    rows: int
    matched: int
    repeated: int
    double: int
    left_out: int
    waiting: int
    undone_at: datetime | None
    because: str
    may_undo: bool


@dataclass(frozen=True)
class Home:
    """A household of the register, and whom of it help was for."""

    id: int
    area_code: str
    authority_id: int | None
    person: int | None


# — who —


def require(user: User) -> None:
    """NotAllowed to who has another role, OutOfSight to who has none."""
    if not scope.anywhere(user, Permission.ASSISTANCE_IMPORT):
        scope.require(user, Permission.ASSISTANCE_IMPORT, place=settings.PROVINCE)


def top(user: User) -> str:
    """The largest area over which the user brings lists; of a local authority, where it lies."""
    held = scope.areas(user, Permission.ASSISTANCE_IMPORT)
    if held:
        return min(held, key=len)
    return min((given.area_code for given in scope.in_force(user) if given.authority_id), key=len, default=settings.PROVINCE)


def offices(user: User) -> dict[int, str]:
    """Organisations for which the user may bring lists, by number: those of the roles that allow it."""
    held = (given for given in scope.in_force(user) if given.organisation and Permission.ASSISTANCE_IMPORT in ROLES[given.role].permissions)
    return {given.organisation_id: given.organisation.name for given in held}


def only_own(user: User) -> bool:
    """Whether this user brings lists and sees no households beside them."""
    sees = scope.areas(user, Permission.HOUSEHOLD_SEE) or scope.authorities(user, Permission.HOUSEHOLD_SEE)
    return not sees


def seen_areas(user: User) -> tuple[str, ...]:
    """Where the user brings lists and sees the names of households, too."""
    names = scope.areas(user, Permission.NAME_SEE)
    return tuple(code for code in scope.areas(user, Permission.ASSISTANCE_IMPORT) if rules.covers(names, code))


# — verbs —


def publish(
    *,
    by: User,
    at: datetime,
    source: str,
    origin: str,
    sha256: str,
    organisation: int | None,
    counts: Mapping[str, int],
    rows: pl.DataFrame,
    waiting: pl.DataFrame,
) -> HelpList:
    """`rows`: STORED, what was given to whom; `waiting`: WAITING and SEALED. Joins the caller's transaction. Refused where the very same
    file of that office stands already."""
    require(by)
    told = {"source": source[:255], "origin": origin, "sha256": sha256, "organisation_id": organisation, "area_code": top(by)}
    try:
        with transaction.atomic():
            made = HelpList.objects.create(**told, **counts, by=by, at=at)
    except IntegrityError as clash:
        raise Refused(_("บัญชีนี้นำเข้าไปแล้ว จึงไม่นำเข้าซ้ำ")) from clash
    bulk.insert(Assistance, rows.select(*STORED).with_columns(**_given(made, by, at)))
    _wait(made, waiting)
    detail = f"{origin} {rows.height} stored {waiting.height} waiting"
    audit.record(by=by, at=at, verb="assistance.import", on=made, place=made.area_code, count=counts["rows"], detail=detail)
    return made


def _given(made: HelpList, by: User, at: datetime) -> dict[str, pl.Expr]:
    road = Assistance.Road.LOGBOOK if made.origin == LOGBOOK else Assistance.Road.LIST
    told = {"dimension": "", "state": "delivered", "road": road.value, "at": stored(at)}
    return {name: pl.lit(value) for name, value in told.items()} | {"help_list_id": pl.lit(made.pk), "by_id": pl.lit(by.pk)}


def reserved(count: int) -> pl.Series:
    """Numbers for so much help."""
    return bulk.reserve(Assistance, count)


def stored(at: datetime) -> str:
    """A moment as bulk.insert takes it for the database in use."""
    plain = at.astimezone(UTC).replace(tzinfo=None)
    return f"{plain}+00" if connection.vendor == "postgresql" else str(plain)


def _wait(made: HelpList, waiting: pl.DataFrame) -> None:
    sealed = {f"{name}_sealed": _sealed(waiting[name]) for name in SEALED}
    frame = waiting.select(*WAITING).with_columns(**sealed).with_columns(state=pl.lit("waiting"), help_list_id=pl.lit(made.pk))
    bulk.insert(HelpRow, frame)


def _sealed(texts: pl.Series) -> pl.Series:
    told = texts.fill_null("")
    sealed = iter(keys.seal_many(told.filter(told != "").to_list(), purpose=NOTE))
    return pl.Series([next(sealed) if text else None for text in told], dtype=pl.Binary)


def withdraw(*, by: User, at: datetime, help_list: int, because: str) -> tuple[HelpList, list[int]]:
    """The list as a whole, and all help that came of it (their numbers): marked so, and nothing is deleted. Already withdrawn, it stays so.
    Joins the caller's transaction."""
    found = locked(by, help_list)
    if found.undone_at:
        return found, []
    said = because.strip()[:300]
    if not said:
        raise Refused(_("โปรดบอกเหตุผลที่ถอนบัญชี"))
    standing = Assistance.objects.filter(help_list=found).exclude(state="withdrawn")
    numbers = list(standing.order_by("pk").values_list("pk", flat=True))
    standing.update(state="withdrawn", withdrawn_sealed=keys.seal(said.encode(), purpose=NOTE))
    HelpRow.objects.filter(help_list=found).exclude(state="withdrawn").update(state="withdrawn")
    found.undone_at, found.undone_by, found.because = at, by, said
    found.save(update_fields=["undone_at", "undone_by", "because"])
    audit.record(by=by, at=at, verb="assistance.undo", on=found, place=found.area_code, count=len(numbers), because=said)
    return found, numbers


def one_at_a_time() -> None:
    """Inside a transaction, up to its end: two lists that tell of the same help, brought in at one moment, must know of each other, the
    very first two as well. On SQLite a transaction is the one writer from its beginning."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('nsc.help_list'))")


def settle(
    *, by: User, at: datetime, row: HelpRow, state: str, made: int | None = None, household: int | None = None, because: str = ""
) -> None:
    """What was decided of a row. Inside verbs of rooms above, which have checked the right, locked the row and leave the line."""
    row.state = row_step(row.state, state)
    row.made_id = made
    row.household_id = household or row.household_id
    row.because_sealed = keys.seal(because.encode(), purpose=NOTE) if because else None
    row.by, row.at = by, at
    row.save(update_fields=["state", "made", "household", "because_sealed", "by", "at"])


def give(*, by: User, at: datetime, row: HelpRow, home: Home) -> Assistance:
    """The help that a row tells of, to this household. As `settle`, inside verbs."""
    told = {name: getattr(row, name) for name in (*HELP, "row", "help_list_id")}
    road = Assistance.Road.LOGBOOK if row.help_list.origin == LOGBOOK else Assistance.Road.LIST
    place = {"household_id": home.id, "area_code": home.area_code, "authority_id": home.authority_id, "person_id": home.person}
    return Assistance.objects.create(**told, **place, road=road, state="delivered", by=by, at=at)


def take_back(*, row: HelpRow, because: str) -> Assistance:
    """The record of ours that a row speaks against. Refused where money of a budget hangs on it."""
    ours = Assistance.objects.select_for_update().get(pk=row.ours_id)
    if ours.budget_id:
        raise Refused(_("รายการของระบบผูกกับงบประมาณ โปรดถอนหรือแก้ที่หน้าความช่วยเหลือของครัวเรือนก่อน แล้วจึงตัดสินรายการนี้"))
    if ours.state != "withdrawn":
        ours.state = step(ours.state, "withdrawn")
        ours.withdrawn_sealed = keys.seal(because.encode(), purpose=NOTE)
        ours.save(update_fields=["state", "withdrawn_sealed"])
    return ours


# — questions —


def locked(user: User, number: int) -> HelpList:
    found = HelpList.objects.select_for_update().filter(_seen(user), pk=number).first()
    if found is None:
        raise scope.OutOfSight(str(number))
    return found


def published(sha256: str, organisation: int | None) -> HelpList | None:
    """The list that stands of this very file, for verbs that have checked the right."""
    return HelpList.objects.filter(sha256=sha256, organisation_id=organisation, undone_at=None).first()


def visible_to(user: User, *, origin: str = "") -> list[Listed]:
    """Newest first."""
    require(user)
    rows = _rows().filter(_seen(user)).order_by("-pk")
    rows = rows.filter(origin=origin) if origin else rows
    return [_listed(row) for row in rows[:100]]


def of(user: User, number: int) -> Listed:
    found = _rows().filter(_seen(user), pk=number).first() if scope.anywhere(user, Permission.ASSISTANCE_IMPORT) else None
    if found is None:
        raise scope.OutOfSight(str(number))
    return _listed(found)


def programmes() -> list[tuple[int, str, str, str]]:
    """number, code, name and form of those that run: which there are is no secret."""
    return list(Programme.objects.filter(closed_on=None).order_by("pk").values_list("pk", "code", "name", "form"))


def days_of(numbers: list[int]) -> list[tuple[int, int, date]]:
    """(number, household, day) of help, for verbs that have checked the right."""
    found: list[tuple[int, int, date]] = []
    for start in range(0, len(numbers), 500):
        rows = Assistance.objects.filter(pk__in=numbers[start : start + 500]).order_by("pk")
        found += rows.values_list("pk", "household_id", "on")
    return found


def _rows() -> QuerySet[HelpList]:
    open_ = Count("waiting", filter=Q(waiting__state__in=OPEN))
    return HelpList.objects.select_related("organisation", "by").annotate(open_rows=open_)


def _seen(user: User) -> Q:
    """Own, those of one's office, and those of the area over which one sees households."""
    if not scope.anywhere(user, Permission.ASSISTANCE_IMPORT):
        return Q(pk__in=[])
    found = Q(by=user) | Q(organisation__in=offices(user))
    for code in seen_areas(user):
        found |= Q(area_code__startswith=code)  # a short table
    return found


def _listed(row: HelpList) -> Listed:
    office = row.organisation.name if row.organisation else ""
    counts = (row.rows, row.matched, row.repeated, row.double, row.left_out, row.open_rows)
    told = (row.undone_at, row.because, row.undone_at is None)
    return Listed(row.pk, row.source, row.origin, office, row.at, row.by.display_name, *counts, *told)
