"""Target lists: who was found failing, by name, without everybody else. They start work at once; there is nothing to divide by."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet

from nsc import bulk, thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.errors import Refused, _
from nsc.poverty.union import DIMENSIONS, dimensions_in
from nsc.surveys import name_words
from nsc.surveys.models import ListedHousehold, ListedPerson, Member, TargetList

State = TargetList.State
HOUSEHOLD = ["household_id", "row", "area_code", "house_no", "pattern"]
PERSON = ["person_id", "row", "title", "first_name", "last_name", "pattern"]
OWNER = "household__authority_id"


@dataclass(frozen=True)
class Listed:
    """A household of a list, without names. `pattern`: bit 0 health … bit 4 access."""

    id: int
    household: int  # of the register
    target_list: int
    year: int  # CE
    source: str
    area_code: str
    house_no: str  # "" where this user may not read names
    pattern: int
    persons: int

    @property
    def dimensions(self) -> tuple[str, ...]:
        return dimensions_in(self.pattern)


@dataclass(frozen=True)
class ListedName:
    title: str
    first_name: str
    last_name: str
    dimensions: tuple[str, ...]


@dataclass(frozen=True)
class Count:
    """What lists say of an area: households and persons named, by dimension. The rate is not known, and is never made up."""

    code: str
    households: int
    persons: int
    by_dimension: dict[str, int]  # households
    rate: None = None


@dataclass(frozen=True)
class Source:
    """How many one list names in an area. Of how many they are is not known."""

    source: str
    year: int  # CE
    households: int
    persons: int


def visible_to(user: User) -> list[TargetList]:
    """Newest first; those who import see what was imported."""
    if not scope.may(user, Permission.SURVEY_IMPORT, settings.PROVINCE):
        return []
    return list(TargetList.objects.select_related("by").order_by("-pk")[:200])


def households(user: User, *, year: int, within: str = "") -> list[Listed]:
    """Households that published lists of a year name, where the user may see households; the most dimensions first."""
    rows = _live(year, within).filter(scope.within(user, Permission.HOUSEHOLD_SEE, household="household_id", authority=OWNER))
    named = set(
        rows.filter(scope.within(user, Permission.NAME_SEE, household="household_id", authority=OWNER)).values_list("pk", flat=True)
    )
    persons = dict(_persons_of(rows))
    found = [
        Listed(
            row.pk,
            row.household_id,
            row.target_list_id,
            row.target_list.survey_year,
            row.target_list.source,
            row.area_code,
            row.house_no if row.pk in named else "",
            row.pattern,
            persons.get(row.pk, 0),
        )
        for row in rows.select_related("target_list")
    ]
    return sorted(found, key=lambda each: (-each.pattern.bit_count(), each.area_code, each.id))


def names(*, by: User, at: datetime, listed: int) -> list[ListedName]:
    """The people a list names in one household. Leaves a line: names were seen."""
    row = ListedHousehold.objects.filter(pk=listed, target_list__state=State.PUBLISHED).select_related("household").first()
    if row is None:
        raise scope.OutOfSight(str(listed))
    if not scope.may(by, Permission.NAME_SEE, row.area_code, row.household_id, row.household.authority_id):
        audit.refused(by=by, at=at, household=row.household_id, place=row.area_code)
    scope.require(by, Permission.NAME_SEE, place=row.area_code, household=row.household_id, authority=row.household.authority_id)
    people = list(row.persons.order_by("row", "pk"))
    audit.seen(by=by, at=at, what="listed_household", on=row, place=row.area_code, count=len(people), households=[row.household_id])
    return [ListedName(p.title, p.first_name, p.last_name, dimensions_in(p.pattern)) for p in people]


def counts(user: User, *, year: int, digits: int, within: str = "") -> list[Count]:
    """By area code of so many digits. A household or person on several lists of the year counts once, with all their dimensions."""
    live = _live(year, within).filter(scope.within(user, Permission.FIGURES_SEE, authority=OWNER))
    rows = bulk.read(live, {"household_id": pl.Int64, "area_code": pl.String, "pattern": pl.Int64})
    people = bulk.read(ListedPerson.objects.filter(listed__in=live.values("pk")), {"person_id": pl.Int64, "listed__household_id": pl.Int64})
    place = rows.group_by("household_id").agg(
        code=pl.col("area_code").min().str.slice(0, digits), pattern=pl.col("pattern").bitwise_or()
    )  # fmt: skip
    named = people.unique("person_id").rename({"listed_household_id": "household_id"}).join(place, on="household_id")
    persons = dict(named.group_by("code").len().iter_rows())
    tally = place.group_by("code").agg(
        pl.len().alias("households"), *[((pl.col("pattern") // (1 << bit)) % 2).sum().alias(key) for bit, key in enumerate(DIMENSIONS)]
    )
    return [
        Count(row["code"], row["households"], persons.get(row["code"], 0), {key: row[key] for key in DIMENSIONS})
        for row in tally.sort("code").iter_rows(named=True)
    ]


def sources(user: User, *, within: str = "") -> list[Source]:
    """What every published list names where the user may see figures, the newest year first. Someone on two lists is in both."""
    rows = ListedHousehold.objects.filter(target_list__state=State.PUBLISHED).filter(
        scope.within(user, Permission.FIGURES_SEE, authority=OWNER)
    )
    rows = rows.filter(places.within(within)) if within else rows
    counted = rows.values_list("target_list__source", "target_list__survey_year", "target_list").annotate(
        households=models.Count("pk", distinct=True), persons=models.Count("persons", distinct=True)
    )
    newest_first = counted.order_by("-target_list__survey_year", "-target_list")
    return [Source(source, year, households, persons) for source, year, _list, households, persons in newest_first]


def published(year: int, sha256: str) -> TargetList | None:
    return TargetList.objects.filter(survey_year=year, sha256=sha256, state=State.PUBLISHED).first()


@transaction.atomic
def publish(
    *, by: User, at: datetime, year: int, source: str, sha256: str, households: pl.DataFrame, persons: pl.DataFrame, left_out: int
) -> TargetList:
    """`households`: "hid" and HOUSEHOLD; `persons`: "hid" and PERSON. The list counts from this moment."""
    scope.require(by, Permission.SURVEY_IMPORT, place=settings.PROVINCE)
    try:
        with transaction.atomic():
            made = TargetList.objects.create(
                survey_year=year, source=source[:255], sha256=sha256, by=by, at=at,
                households=households.height, persons=persons.height, left_out=left_out,
            )  # fmt: skip
    except IntegrityError as clash:
        raise Refused(_("บัญชีรายชื่อนี้นำเข้าไปแล้วในปี {year}"), year=thai.buddhist_year(year)) from clash
    ids = bulk.reserve(ListedHousehold, households.height)
    rows = households.with_columns(id=ids, target_list_id=pl.lit(made.pk))
    bulk.insert(ListedHousehold, rows.select("id", "target_list_id", *HOUSEHOLD))
    persons = persons.join(rows.select("hid", listed_id="id"), on="hid", how="inner", maintain_order="left")
    bulk.insert(ListedPerson, name_words.added(persons).select("listed_id", *name_words.WORDS, *PERSON))
    count = households.height + persons.height
    audit.record(by=by, at=at, verb="survey.import", on=made, place=settings.PROVINCE, count=count)
    return made


@transaction.atomic
def withdraw(*, by: User, at: datetime, target_list: int, because: str = "") -> TargetList:
    """Undoes a whole list: nobody is found by it any more."""
    scope.require(by, Permission.SURVEY_UNDO, place=settings.PROVINCE)
    found = TargetList.objects.select_for_update().filter(pk=target_list).first()
    if found is None or found.state != State.PUBLISHED:
        raise Refused(_("ถอนบัญชีรายชื่อที่ {number} ไม่ได้ เพราะไม่ใช่บัญชีที่เผยแพร่อยู่"), number=target_list)
    found.state, found.withdrawn_at, found.withdrawn_by, found.because = State.WITHDRAWN, at, by, because[:300]
    found.save()
    audit.record(by=by, at=at, verb="survey.undo", on=found, place=settings.PROVINCE, because=because, count=found.households)
    return found


def homes_of(person_ids: pl.Series) -> pl.DataFrame:
    """person_id, household_id, area_code: where the newest published answer or list found these people."""
    schema = {"person_id": pl.Int64, "response__household_id": pl.Int64, "response__area_code": pl.String}
    asked = Member.objects.filter(response__batch__state="published").order_by("response__round__survey_year", "pk")
    answered = bulk.read_by(asked, "person_id", person_ids.to_list(), schema)
    schema = {"person_id": pl.Int64, "listed__household_id": pl.Int64, "listed__area_code": pl.String}
    listed = ListedPerson.objects.filter(listed__target_list__state=State.PUBLISHED).order_by("pk")
    named = bulk.read_by(listed, "person_id", person_ids.to_list(), schema)
    columns = ["person_id", "household_id", "area_code"]
    found = pl.concat(
        [named.rename(dict(zip(named.columns, columns, strict=True))), answered.rename(dict(zip(answered.columns, columns, strict=True)))]
    )
    return found.unique("person_id", keep="last", maintain_order=True)


def at_addresses(area_codes: Iterable[str]) -> pl.DataFrame:
    """area_code, house_no, household_id of listed households that have no house code; an address that means several is left out."""
    schema = {"area_code": pl.String, "house_no": pl.String, "household_id": pl.Int64}
    rows = ListedHousehold.objects.filter(target_list__state=State.PUBLISHED, household__house_code=None).exclude(house_no="")
    found = bulk.read_by(rows, "area_code", sorted(set(area_codes)), schema).unique()
    return found.filter(pl.len().over("area_code", "house_no") == 1)


def _live(year: int, within: str = "") -> QuerySet[ListedHousehold]:
    rows = ListedHousehold.objects.filter(target_list__survey_year=year, target_list__state=State.PUBLISHED)
    return rows.filter(places.within(within)) if within else rows


def _persons_of(rows: QuerySet[ListedHousehold]) -> Iterable[tuple[int, int]]:
    return ListedPerson.objects.filter(listed__in=rows.values("pk")).values_list("listed").annotate(number=models.Count("pk"))
