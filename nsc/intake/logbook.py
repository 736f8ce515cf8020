"""The exchange with TPMAP Logbook, by files: its help comes in and is laid beside ours, what differs is settled by a person, and ours goes
out.

Nothing of theirs becomes ours by itself. What both say alike is counted; whom we do not know waits at the desk (unmatched); all else is a
list of differences. A newer file takes the place of an older one in what is not settled yet.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import polars as pl
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from nsc import bulk, thai
from nsc.access import audit, organisations, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.casework import listed_help, rules, sight
from nsc.casework.models import Case, Need
from nsc.casework.roads import CASE_NAMES
from nsc.casework.verifications import RESULTS
from nsc.errors import Refused, _
from nsc.files import tables
from nsc.intake import helped, logbook_form, mapping, profiles
from nsc.intake.imports import Tick
from nsc.intake.layout import Part
from nsc.paper import tables as workbooks
from nsc.poverty.union import DIMENSIONS
from nsc.registry import people
from nsc.registry.models import Person
from nsc.surveys import responses, rounds
from nsc.surveys.models import Member
from nsc.welfare import help_lists, repeats
from nsc.welfare.help_lists import HOLDS, LOGBOOK, OPEN, Home
from nsc.welfare.models import Assistance, Exchange, HelpList, HelpRow, Programme
from nsc.welfare.rules import KINDS

PER_PAGE = 50
MANY = 1_000
HOW = ("accept", "keep", "apart")
NEAR = 31  # days within which two records of one kind may be the same help
HELP_OUT, TARGETS_OUT = "help", "targets"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Difference:
    """`theirs` and `ours`: (what, baht, day) of each side, None where it has nothing. The house, but no name."""

    number: int
    why: str
    state: str
    household: int
    area_code: str
    house_no: str
    kind: str
    theirs: tuple[str, Decimal | None, date] | None
    ours: tuple[str, Decimal | None, date] | None
    source: str


@dataclass(frozen=True)
class Exchanged:
    """One exchange. `open_rows`: of its differences, how many wait still; None for one that went out."""

    number: int
    way: str
    what: str
    area_code: str
    source: str
    rows: int
    same: int
    differing: int
    unknown: int
    by: str
    at: datetime
    open_rows: int | None


@dataclass(frozen=True)
class Download:
    name: str
    content_type: str
    pieces: Iterator[bytes]


# — in —


def profile_named(user: User, name: str) -> mapping.Profile:
    """The saved one of that name, else the proposed one."""
    saved = (each.rules for each in profiles.visible_to(user) if each.name == name)
    return next(saved, logbook_form.PROPOSED[name])


def receive(
    *,
    by: User,
    at: datetime,
    parts: dict[str, Part],
    source: str,
    sha256: str,
    organisation: int | None = None,
    tick: Tick = lambda done, total: None,
) -> HelpList:
    """Lays a file of its help beside ours, in one transaction. The very same file again is the exchange that stands."""
    _require(by)
    if known := help_lists.published(sha256, organisation):
        return known
    outcome = helped.dry_run(by=by, at=at, parts=parts, organisation=organisation)
    if outcome.rows == outcome.left_out:
        raise Refused(_("ไม่มีแถวใดที่นำเข้าได้ ทุกแถวมีข้อผิดพลาด โปรดแก้ไขตามรายการแล้วส่งใหม่"))
    tick(0, outcome.rows)
    with transaction.atomic():
        help_lists.one_at_a_time()
        if known := help_lists.published(sha256, organisation):
            return known
        _replace_the_open(by)
        differing = _differences(outcome)
        told = {"source": source, "sha256": sha256, "organisation": organisation, "origin": LOGBOOK, "counts": outcome.counts}
        nothing = outcome.fresh.head(0).with_columns(id=pl.lit(None, pl.Int64))
        waiting = pl.concat([_as_waiting(outcome.waiting), _as_waiting(differing)], how="vertical_relaxed")
        made = help_lists.publish(by=by, at=at, rows=nothing, waiting=waiting, **told)
        counts = {"rows": outcome.rows, "same": outcome.known.height, "differing": differing.height, "unknown": outcome.waiting.height}
        Exchange.objects.create(
            way="in", what=HELP_OUT, area_code=made.area_code, source=made.source, help_list=made, by=by, at=at, **counts
        )
        tick(outcome.rows, outcome.rows)
    return made


def _as_waiting(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select([*help_lists.WAITING, *help_lists.SEALED])


def _replace_the_open(by: User) -> None:
    """Differences that an older exchange left open: this file says anew what differs."""
    older = HelpRow.objects.filter(help_list__origin=LOGBOOK, help_list__area_code=help_lists.top(by), why__in=HOLDS, state__in=OPEN)
    older.update(state="withdrawn")


def _differences(outcome: helped.Outcome) -> pl.DataFrame:
    """In the form of help_lists.WAITING and SEALED: theirs, ours and unlike."""
    theirs = outcome.fresh
    ours = _ours(theirs, outcome)
    pairs = _unlike(theirs, ours)
    theirs = theirs.join(pairs, on="row", how="left", maintain_order="left")
    theirs = theirs.with_columns(why=pl.when(pl.col("ours_id").is_not_null()).then(pl.lit("unlike")).otherwise(pl.lit("theirs")))
    lacking = ours.join(pairs, left_on="id", right_on="ours_id", how="anti", maintain_order="left")
    lacking = lacking.rename({"id": "ours_id"}).with_columns(row=pl.lit(None, pl.Int64), why=pl.lit("ours"), who_index=pl.lit(""))
    columns = help_lists.WAITING
    found = pl.concat([_settled_not(theirs).select(columns), _kept_not(lacking).select(columns)], how="vertical_relaxed")
    return found.with_columns(**{name: pl.lit(None, pl.String) for name in help_lists.SEALED})


def _ours(theirs: pl.DataFrame, outcome: helped.Outcome) -> pl.DataFrame:
    """Our help, of the villages and the span of days that the file tells of, that it does not repeat."""
    told = pl.concat([theirs.select("area_code", "on"), _known_places(outcome)])
    villages, first, last = told["area_code"].drop_nulls().unique().to_list(), told["on"].min(), told["on"].max()
    schema = {"id": pl.Int64, "household_id": pl.Int64, "person_id": pl.Int64, "area_code": pl.String, "kind": pl.String, "form": pl.String,
              "what": pl.String, "quantity": pl.Float64, "unit": pl.String, "baht": pl.Float64, "on": pl.Date, "programme_id": pl.Int64,
              "organisation_id": pl.Int64}  # fmt: skip
    standing = Assistance.objects.filter(state__in=repeats.STANDING, on__range=(first, last)) if villages else Assistance.objects.none()
    found = bulk.read_by(standing, "area_code", villages, schema)
    return found.filter(~pl.col("id").is_in(outcome.known["id"].implode())).sort("id")


def _known_places(outcome: helped.Outcome) -> pl.DataFrame:
    """Village and day of the records that the file repeats."""
    schema = {"area_code": pl.String, "on": pl.Date}
    return bulk.read_by(Assistance.objects.all(), "pk", outcome.known["id"].to_list(), schema)


def _unlike(theirs: pl.DataFrame, ours: pl.DataFrame) -> pl.DataFrame:
    """row, ours_id: of one household and kind within NEAR days, the nearest first, each once."""
    both = theirs.select("row", "household_id", "kind", "on", "baht").join(
        ours.select("household_id", "kind", ours_id="id", ours_on="on", ours_baht="baht"), on=["household_id", "kind"]
    )
    apart = (pl.col("on") - pl.col("ours_on")).dt.total_days().abs()
    both = both.with_columns(apart=apart).filter(pl.col("apart") <= NEAR).sort("apart", "row", "ours_id")
    taken: set[tuple[str, int]] = set()
    pairs = []
    for row, number in both.select("row", "ours_id").iter_rows():
        if ("row", row) not in taken and ("ours", number) not in taken:
            taken |= {("row", row), ("ours", number)}
            pairs.append((row, number))
    return pl.DataFrame(pairs, schema={"row": pl.Int64, "ours_id": pl.Int64}, orient="row")


def _settled_not(theirs: pl.DataFrame) -> pl.DataFrame:
    """Without what a person has settled before in the same words as ours that hold."""
    schema = {"household_id": pl.Int64, "kind": pl.String, "what": pl.String, "on": pl.Date, "baht": pl.Float64}
    kept = HelpRow.objects.filter(state="kept", why__in=("theirs", "unlike"))
    known = bulk.read_some(kept, "household_id", theirs["household_id"].unique(), schema)
    satang = (pl.col("baht") * 100).round().cast(pl.Int64)
    keys = ["household_id", "kind", "what", "on", "satang"]
    return theirs.with_columns(satang=satang).join(
        known.with_columns(satang=satang), on=keys, how="anti", nulls_equal=True, maintain_order="left"
    )


def _kept_not(ours: pl.DataFrame) -> pl.DataFrame:
    kept = HelpRow.objects.filter(why="ours", state="kept")
    known = bulk.read_some(kept, "ours_id", ours["ours_id"], {"ours_id": pl.Int64})
    return ours.filter(~pl.col("ours_id").is_in(known["ours_id"].implode()))


# — differences —


def differences(user: User, *, area: str = "", why: str = "", page: int = 1) -> tuple[list[Difference], dict[str, int]]:
    """One page of what waits to be settled, and how many wait by why. Five queries."""
    where = sight.place(user, Permission.HOUSEHOLD_EXPORT, area=area)
    rows = _open(user).filter(_within(where.place.code))
    counts = dict.fromkeys(HOLDS, 0) | dict(rows.values_list("why").annotate(n=Count("pk")).order_by())
    rows = rows.filter(why=why) if why in HOLDS else rows
    first = (max(page, 1) - 1) * PER_PAGE
    found = rows.select_related("help_list", "ours", "household").order_by("area_code", "household", "on", "pk")
    return [_difference(row) for row in found[first : first + PER_PAGE]], counts


def _difference(row: HelpRow) -> Difference:
    theirs = None if row.why == "ours" else (row.what, row.baht, row.on)
    ours = (row.ours.what, row.ours.baht, row.ours.on) if row.ours else None
    house = (row.household_id, row.household.area_code, row.household.house_no)
    return Difference(row.pk, row.why, row.state, *house, row.kind, theirs, ours, row.help_list.source)


@transaction.atomic
def settle(*, by: User, at: datetime, rows: Sequence[int], how: str, because: str) -> int:
    """ "accept": theirs holds (it is recorded here, and ours withdrawn where it spoke otherwise); "keep": ours holds; "apart": they are two
    different things, and theirs is recorded beside ours. How many were settled; those settled before stay."""
    _require(by)
    said = rules.reason(because)
    if how not in HOW:
        raise Refused(_("โปรดเลือกว่าใช้ของ Logbook ใช้ของระบบ หรือเป็นคนละรายการ"))
    help_lists.one_at_a_time()
    found = _locked(by, rows)
    made, gone = [], []
    for row in found:
        _settle_one(by, at, row, how, said, made, gone)
    _tell(by, at, made, gone)
    if found:
        homes = [row.household_id for row in found]
        place = found[0].area_code if len(found) == 1 else help_lists.top(by)
        audit.record(by=by, at=at, verb="logbook.settle", place=place, count=len(found), because=said, detail=how, households=homes)
    return len(found)


def _settle_one(by: User, at: datetime, row: HelpRow, how: str, said: str, made: list[Assistance], gone: list[Assistance]) -> None:
    if how == "apart" and row.why != "unlike":
        raise Refused(_("“คนละรายการ” ใช้ได้กับรายการที่จำนวนเงินหรือวันที่ต่างกันเท่านั้น"))
    given = None
    if how == "accept" and row.ours_id:
        gone.append(help_lists.take_back(row=row, because=said))
    if how != "keep" and row.why != "ours":
        home = row.household
        given = help_lists.give(by=by, at=at, row=row, home=Home(home.pk, home.area_code, home.authority_id, row.person_id))
        made.append(given)
    state = "kept" if how == "keep" else "stored" if given else "dropped"
    help_lists.settle(by=by, at=at, row=row, state=state, made=given and given.pk, because=said)


def _locked(by: User, numbers: Sequence[int]) -> list[HelpRow]:
    """Those that wait, of what this user may settle; in one order."""
    wanted = sorted(set(numbers))
    if not 0 < len(wanted) <= MANY:
        raise Refused(_("โปรดเลือกตั้งแต่หนึ่งถึง {most} รายการ"), most=MANY)
    seen = set(HelpRow.objects.filter(_seen(by), pk__in=wanted, why__in=HOLDS).values_list("pk", flat=True))
    if missing := set(wanted) - seen:
        raise scope.OutOfSight(str(min(missing)))
    locked = HelpRow.objects.select_for_update(of=("self",)).select_related("household", "help_list").filter(pk__in=wanted).order_by("pk")
    return [row for row in locked if row.state in OPEN]


def _tell(by: User, at: datetime, made: list[Assistance], gone: list[Assistance]) -> None:
    when = help_lists.stored(at)
    rows = [
        (each.pk, each.household_id, each.on, each.kind, float(each.baht) if each.baht is not None else None, each.organisation_id)
        for each in made
    ]
    names = ("household_id", "on", "kind", "baht", "organisation_id")
    schema = {"id": pl.Int64, **{name: repeats.SCHEMA[name] for name in names}}
    listed_help.note(by=by, at=when, help_=pl.DataFrame(rows, schema=schema, orient="row"))
    back = pl.DataFrame([(each.pk, each.household_id) for each in gone], schema={"id": pl.Int64, "household_id": pl.Int64}, orient="row")
    listed_help.take_back(by=by, at=when, on=timezone.localdate(at), help_=back)


# — status —


def status(user: User, *, limit: int = 20) -> list[Exchanged]:
    """Newest first, of the areas in which the user exchanges."""
    _require(user)
    seen = Q(pk__in=[])
    for code in scope.areas(user, Permission.HOUSEHOLD_EXPORT):
        seen |= Q(area_code__startswith=code)  # a short table
    open_ = Count("help_list__waiting", filter=Q(help_list__waiting__state__in=OPEN))
    rows = Exchange.objects.filter(seen).select_related("by").annotate(open_rows=open_).order_by("-at", "-pk")[:limit]
    return [
        Exchanged(row.pk, row.way, row.what, row.area_code, row.source, row.rows, row.same, row.differing, row.unknown, row.by.display_name,
                  row.at, row.open_rows if row.way == "in" else None)
        for row in rows
    ]  # fmt: skip


# — out —


@transaction.atomic
def export(*, by: User, at: datetime, what: str, area: str = "", kind: str = "csv") -> Download:
    """Ours, in the form of the profile: `what` help or targets, `kind` csv or xlsx. National ids only to who may open them there."""
    where = sight.place(by, Permission.HOUSEHOLD_EXPORT, area=area)
    if what not in (HELP_OUT, TARGETS_OUT) or kind not in ("csv", "xlsx"):
        raise Refused(_("ส่งออกได้เป็นความช่วยเหลือหรือครัวเรือนเป้าหมาย ในรูป csv หรือ xlsx"))
    code = where.place.code
    headings, rows = _help_out(by, code) if what == HELP_OUT else _targets_out(by, at, code)
    name = f"tpmap-logbook-{what}-{code}-{timezone.localdate(at):%Y%m%d}.{kind}"
    Exchange.objects.create(way="out", what=what, area_code=code, source=name, rows=len(rows), by=by, at=at)
    audit.record(by=by, at=at, verb="logbook.export", place=code, count=len(rows), detail=f"{what} {kind}")
    if kind == "xlsx":
        return Download(name, XLSX, iter([workbooks.xlsx("Logbook", headings, rows)]))
    return Download(name, tables.CONTENT_TYPE, (line.encode() for line in tables.lines(headings, rows)))


def _help_out(by: User, area: str) -> tuple[list[str], list[list[object]]]:
    columns = logbook_form.columns(profile_named(by, logbook_form.HELP_NAME))
    standing = Assistance.objects.filter(_within(area), state__in=repeats.STANDING).order_by("area_code", "household", "on", "pk")
    found = list(standing.select_related("household", "person"))
    numbers = _numbers(by, area, {row.person_id for row in found if row.person_id})
    names = _names({row.household_id for row in found})
    offices, programmes = organisations.names(), dict(Programme.objects.values_list("pk", "name"))
    cells: dict[str, Callable[[Assistance], object]] = {
        "national_id": lambda row: numbers.get(row.person_id, ""),
        "house_code": lambda row: row.household.house_code or "",
        "title": lambda row: _named(names, row)[0],
        "first_name": lambda row: _named(names, row)[1],
        "last_name": lambda row: _named(names, row)[2],
        "full_name": lambda row: f"{''.join(_named(names, row)[:2])} {_named(names, row)[2]}".strip(),
        "house_no": lambda row: row.household.house_no,
        "village_code": lambda row: row.area_code,
        "helped_on": lambda row: buddhist(row.on),
        "help_what": lambda row: row.what,
        "help_kind": lambda row: KINDS.get(row.kind, (row.kind, 0))[0],
        "help_programme": lambda row: programmes.get(row.programme_id, ""),
        "help_quantity": lambda row: _number(row.quantity),
        "help_unit": lambda row: row.unit,
        "help_baht": lambda row: _number(row.baht),
        "help_organisation": lambda row: offices.get(row.organisation_id, ""),
    }
    return list(columns), [[cells.get(key, _nothing)(row) for key in columns.values()] for row in found]


def _targets_out(by: User, at: datetime, area: str) -> tuple[list[str], list[list[object]]]:
    columns = logbook_form.columns(profile_named(by, logbook_form.TARGETS_NAME))
    year = thai.christian_year(thai.fiscal_year(timezone.localdate(at)))
    found = list(
        sight.in_use().filter(_within(area), roll__fiscal_year=year).select_related("household", "roll").order_by("area_code", "pk")
    )
    homes = [row.household_id for row in found]
    needs, helps, cases = _needs(homes), _helps(homes), _cases(homes)
    cells: dict[str, Callable] = {
        "house_code": lambda row: row.household.house_code or "",
        "village_code": lambda row: row.area_code,
        "house_no": lambda row: row.house_no,
        **{f"dim_{key}": lambda row, bit=bit: row.pattern >> bit & 1 for bit, key in enumerate(DIMENSIONS)},
    }

    def followed(row) -> list[object]:
        times, baht, last = helps.get(row.household_id, (0, None, None))
        case = cases.get(row.household_id)
        return [
            row.roll.get_group_display(), thai.buddhist_year(row.roll.fiscal_year), _result(row.result), buddhist(row.verified_on),
            rules.NAMES[row.state], needs.get(row.household_id, 0), times, _number(baht), buddhist(last),
            buddhist(case.followed_up_on) if case else "", CASE_NAMES[case.state] if case else "",
        ]  # fmt: skip

    rows = [[cells.get(key, _nothing)(row) for key in columns.values()] + followed(row) for row in found]
    return [*columns, *logbook_form.FOLLOWED], rows


def buddhist(on: date | None) -> str:
    return f"{on.day:02}/{on.month:02}/{thai.buddhist_year(on.year)}" if on else ""


def _nothing(row: object) -> str:
    return ""


def _number(value: Decimal | None) -> float | int | str:
    """As a spreadsheet reckons with it; nothing for what is not known."""
    if value is None:
        return ""
    return int(value) if value == int(value) else float(value)


def _result(code: str) -> str:
    return str(dict(RESULTS).get(code, ""))


def _numbers(by: User, area: str, persons: set[int]) -> dict[int, str]:
    """National ids, to who may open them there; to others the columns stay empty."""
    if not persons or not scope.may(by, Permission.SENSITIVE_REVEAL, area):
        return {}
    found: dict[int, str] = {}
    for portion in _portions(sorted(persons)):
        found |= {person.pk: people.national_id(person) or "" for person in Person.objects.filter(pk__in=portion)}
    return found


def _names(households: set[int]) -> dict[tuple[int, int | None], tuple[str, str, str]]:
    """(household, person) → title, first and last name as the newest round has them; (household, None) → of its head."""
    newest = rounds.published()[-1:]
    found: dict[tuple[int, int | None], tuple[str, str, str]] = {}
    if not newest:
        return found
    live = Member.objects.filter(responses.live(newest[0], prefix="response__")).order_by("pk")
    for portion in _portions(sorted(households)):
        rows = live.filter(response__household__in=portion)
        for home, person, relation, *name in rows.values_list(
            "response__household", "person", "relation", "title", "first_name", "last_name"
        ):
            found[home, person] = tuple(name)
            if relation.startswith("หัวหน้า") or (home, None) not in found:
                found[home, None] = tuple(name)
    return found


def _named(names: dict[tuple[int, int | None], tuple[str, str, str]], row: Assistance) -> tuple[str, str, str]:
    return names.get((row.household_id, row.person_id)) or names.get((row.household_id, None), ("", "", ""))


def _needs(homes: list[int]) -> dict[int, int]:
    counted: dict[int, int] = {}
    for portion in _portions(homes):
        open_ = Need.objects.filter(household__in=portion, state__in=["open", "planned"])
        counted |= dict(open_.values_list("household").annotate(n=Count("pk")).order_by())
    return counted


def _helps(homes: list[int]) -> dict[int, tuple[int, Decimal | None, date]]:
    """How often, for how much where that is known, and last when."""
    counted: dict[int, tuple[int, Decimal | None, date]] = {}
    for portion in _portions(homes):
        standing = Assistance.objects.filter(household__in=portion, state__in=repeats.STANDING)
        for home, baht, on in standing.values_list("household", "baht", "on"):
            times, money, last = counted.get(home, (0, None, on))
            counted[home] = times + 1, money if baht is None else (money or 0) + baht, max(last, on)
    return counted


def _cases(homes: list[int]) -> dict[int, Case]:
    found: dict[int, Case] = {}
    for portion in _portions(homes):
        found |= {case.household_id: case for case in Case.objects.filter(household__in=portion, is_newest=True)}
    return found


def _portions(values: list[int]) -> Iterator[list[int]]:
    return (values[start : start + 500] for start in range(0, len(values), 500))


# — who —


def _require(user: User) -> None:
    if not scope.anywhere(user, Permission.HOUSEHOLD_EXPORT):
        scope.require(user, Permission.HOUSEHOLD_EXPORT, place=settings.PROVINCE)


def _seen(user: User) -> Q:
    return scope.within(user, Permission.HOUSEHOLD_EXPORT)


def _open(user: User) -> QuerySet[HelpRow]:
    return HelpRow.objects.filter(_seen(user), why__in=HOLDS, state__in=OPEN)


def _within(area: str) -> Q:
    return places.within(area) if area != settings.PROVINCE else Q()
