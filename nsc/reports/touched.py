"""What was written of what a phone reads (bundles.py), noted by the database itself: a row of Touched for each change, of whose household
or farmer it was. So whoever writes, a verb, a bulk import or a script, in the same transaction.

A trigger looks at each table of WATCHED. What a bundle reads beside them is few and small, and bundle_marks reads it: rights, what was
handed over, rounds. tests/reports/test_bundle_marks.py looks that a bundle reads nothing else.

The triggers name one another's tables, which SQLite does not let be built anew meanwhile: they are taken down before a migration and put up
after it (ops.home). Where one is missing `stands` says so, and nothing is read off what was noted.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, Model, Q, Sum

from nsc.access.models import Organisation, User
from nsc.areas.models import Alias, Area
from nsc.casework.models import Case, CasePlan, Event, Given, Need, Roll, Step, Target, Visit
from nsc.registry.models import Clash, Consent, Detail, Fact, Household, Photograph
from nsc.reports.models import Touched
from nsc.surveys.models import DimensionIndicator, DimensionMap, Indicator, IndicatorSet, Member, Money, Problem, Response, Threshold
from nsc.tambon.models import Farmer, FarmSeason, FieldPicture, FieldVisit, Initiative, Product
from nsc.welfare.models import Assistance, Programme

OF_EVERYBODY = 0  # no household's number
KEPT = timedelta(days=2)  # a mark is of one day: no older row tells two of them apart
CHUNK = 20_000  # rows that go in one transaction
INSERT, UPDATE, DELETE = "INSERT", "UPDATE", "DELETE"
ALL = (INSERT, UPDATE, DELETE)


@dataclass(frozen=True)
class Watched:
    """`whose`: SQL that gives (household, farmer) of a row `{row}`, the other `{none}`. `only`: columns, all of them where empty; `but`:
    without these. `acts`: INSERT is left out where a row tells nobody anything until something else says so."""

    model: type[Model]
    whose: str
    only: Collection[str] = ()
    but: Collection[str] = ()
    acts: Sequence[str] = ALL

    @property
    def table(self) -> str:
        return str(self.model._meta.db_table)

    @property
    def columns(self) -> list[str]:
        fields = self.model._meta.concrete_fields
        return [each.column for each in fields if each.column not in self.but and (not self.only or each.column in self.only)]


HOUSEHOLD = "SELECT {row}.household_id, {none}"
CASE = "SELECT household_id, {none} FROM casework_case WHERE id = {row}.case_id"
ANSWER = "SELECT household_id, {none} FROM surveys_response WHERE id = {row}.response_id"
PLAN = "SELECT c.household_id, {none} FROM casework_caseplan p JOIN casework_case c ON c.id = p.case_id WHERE p.id = {row}.plan_id"
PERSON = (
    "SELECT r.household_id, {none} FROM surveys_member m JOIN surveys_response r ON r.id = m.response_id "
    "WHERE m.person_id = {row}.person_id"
)
FARM_VISIT = (
    "SELECT {none}, s.farmer_id FROM tambon_fieldvisit v JOIN tambon_farmseason s ON s.id = v.season_id WHERE v.id = {row}.visit_id"
)
EVERYBODY = f"SELECT {OF_EVERYBODY}, {{none}}"
CHANGES = (UPDATE, DELETE)

WATCHED = (
    Watched(Household, "SELECT {row}.id, {none}", acts=CHANGES),  # a new one is in no bundle until something else is handed or written
    Watched(Case, HOUSEHOLD),
    Watched(Target, HOUSEHOLD),
    Watched(Visit, CASE),
    Watched(Need, HOUSEHOLD),
    Watched(CasePlan, CASE),
    Watched(Step, PLAN),
    Watched(Event, HOUSEHOLD),
    Watched(Assistance, HOUSEHOLD),
    Watched(Given, "SELECT household_id, {none} FROM welfare_assistance WHERE id = {row}.assistance_id"),
    Watched(Fact, HOUSEHOLD),
    Watched(Clash, HOUSEHOLD),
    Watched(Consent, HOUSEHOLD),
    Watched(Photograph, HOUSEHOLD),
    Watched(Detail, PERSON),
    # Answers come in, and are counted on from the year before, by the hundred thousand. They count when their batch is published, and what
    # changes live ones says so in the round's revision (surveys.rounds.changed); both are read with the mark.
    Watched(Response, HOUSEHOLD, but=("superseded_by_id", "stages", "specials", "rounds_poor", "priority"), acts=CHANGES),
    Watched(Member, ANSWER, but=("first_word_id", "last_word_id", "year", "area_code"), acts=CHANGES),
    Watched(Money, ANSWER, acts=CHANGES),
    Watched(Farmer, "SELECT {none}, {row}.id"),
    Watched(FarmSeason, "SELECT {none}, {row}.farmer_id"),
    Watched(FieldVisit, "SELECT {none}, farmer_id FROM tambon_farmseason WHERE id = {row}.season_id"),
    Watched(FieldPicture, FARM_VISIT),
    Watched(User, EVERYBODY, only=("display_name",), acts=CHANGES),  # who planned, made and said things
    Watched(Organisation, EVERYBODY, only=("name",), acts=CHANGES),
    Watched(Initiative, EVERYBODY),
    Watched(Product, EVERYBODY),
    *(Watched(model, EVERYBODY) for model in (Roll, Programme, Area, Alias)),
    *(Watched(model, EVERYBODY) for model in (IndicatorSet, Indicator, DimensionMap, DimensionIndicator, Threshold, Problem)),
)

# Not the id alone: after a backup was put back the same numbers would be counted once more.
NONE = "CAST(NULL AS bigint)"
NOTE = "INSERT INTO reports_touched (household_id, farmer_id, chance) SELECT t.*, {chance} FROM ({whose}) AS t"
CHANCE = {"sqlite": "abs(random() % 1099511627776)", "postgresql": "floor(random() * 1099511627776)::bigint"}


def tally(households: Collection[int], farmers: Collection[int]) -> tuple[int | None, ...]:
    """Another one whenever anything was noted of these, or of everybody. One query."""
    ours = Q(household_id__in=[OF_EVERYBODY, *households])
    ours |= Q(farmer_id__in=farmers) if farmers else Q()
    return tuple(Touched.objects.filter(ours).aggregate(Count("id"), Sum("id"), Sum("chance")).values())


def forget(at: datetime) -> int:
    """What is older than any mark; called by the worker. How many rows went."""
    gone = 0
    while numbers := list(Touched.objects.filter(at__lt=at - KEPT).order_by("id").values_list("id", flat=True)[:CHUNK]):
        gone += Touched.objects.filter(id__lte=numbers[-1], at__lt=at - KEPT).delete()[0]
    return gone


# — the triggers —


def install(connection: BaseDatabaseWrapper) -> None:
    """And notes that something of everybody may have changed while there were none."""
    with transaction.atomic(), connection.cursor() as cursor:
        _remove(cursor, connection.vendor)
        for _name, statements in _triggers(connection.vendor):
            for statement in statements:
                cursor.execute(statement)
        cursor.execute(NOTE.format(chance=CHANCE[connection.vendor], whose=EVERYBODY.format(none=NONE)))


def remove(connection: BaseDatabaseWrapper) -> None:
    """Before a migration."""
    with transaction.atomic(), connection.cursor() as cursor:
        _remove(cursor, connection.vendor)


def stands() -> bool:
    """Whether each is there as this version of the code wants it."""
    with connection.cursor() as cursor:
        return {name for name, _table in _there(cursor, connection.vendor)} == NAMES[connection.vendor]


def _remove(cursor, vendor: str) -> None:
    for name, table in _there(cursor, vendor):
        cursor.execute(f'DROP TRIGGER "{name}"' + ("" if vendor == "sqlite" else f' ON "{table}"'))
        if vendor == "postgresql":
            cursor.execute(f'DROP FUNCTION IF EXISTS "{name}"()')


THERE = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'touched!_%' ESCAPE '!'",
    "postgresql": "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
    "WHERE tgname LIKE 'touched!_%' ESCAPE '!' AND tgenabled = 'O' AND pg_table_is_visible(tgrelid)",
}


def _there(cursor, vendor: str) -> list[tuple[str, str]]:
    cursor.execute(THERE[vendor])
    return list(cursor.fetchall())


def _triggers(vendor: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Name and statements of each. A fingerprint of it in its name says that it is this one."""
    write = _sqlite if vendor == "sqlite" else _postgresql
    for each in WATCHED:
        for act in each.acts:
            rows = {INSERT: ("NEW",), DELETE: ("OLD",), UPDATE: ("OLD", "NEW")}[act]
            note = NOTE.format(chance=CHANCE[vendor], whose=" UNION ".join(each.whose.format(row=row, none=NONE) for row in rows))
            unlike = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
            changed = " OR ".join(f'OLD."{name}" {unlike} NEW."{name}"' for name in each.columns)
            when = f"WHEN ({changed}) " if act == UPDATE else ""
            mark = hashlib.blake2b("".join(write("", each.table, act, when, note)).encode(), digest_size=4).hexdigest()
            name = f"touched_{each.table}_{act.lower()}_{mark}"
            yield name, write(name, each.table, act, when, note)


def _sqlite(name: str, table: str, act: str, when: str, note: str) -> tuple[str, ...]:
    return (f'CREATE TRIGGER "{name}" AFTER {act} ON "{table}" {when}BEGIN {note}; END',)


def _postgresql(name: str, table: str, act: str, when: str, note: str) -> tuple[str, ...]:
    return (
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {note}; RETURN NULL; END $$',
        f'CREATE TRIGGER "{name}" AFTER {act} ON "{table}" FOR EACH ROW {when}EXECUTE FUNCTION "{name}"()',
    )


NAMES = {vendor: frozenset(name for name, _statements in _triggers(vendor)) for vendor in CHANCE}
