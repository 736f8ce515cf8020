"""A small made-up survey of two rounds in five villages, brought in by the door of any file. Nobody in it is real: house codes and national
ids carry the office part 99xx.

Tambon 600908 ไพศาลี (amphoe 6009) and 600101 (amphoe 6001). In 2564: household 1 fails income and education and has two people, one with a
card; 2 fails income; 3 escaped; 4 fails health, in the other amphoe; 5 fails nothing.
"""

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from nsc.access import users
from nsc.access.models import AuditLine
from nsc.areas import loading
from nsc.intake import imports
from nsc.registry.models import Household, Person
from nsc.surveys import rounds, sets, tallies
from nsc.surveys.models import Batch, DimensionMap, IndicatorSet, Member, Money, NameWord, Response, Round
from nsc.welfare import programmes
from nsc.welfare.models import Programme
from tests.survey_files import card, folder, house_code, household, member

AT = datetime(2026, 1, 15, 3, 0, tzinfo=UTC)
OURS, THEIRS = "60090804", "60010103"
# All that an import writes, but for its lines of record.
TABLES = (Household, Person, Round, Batch, Response, Money, NameWord, Member, *tallies.KEYS)
INCOME, SCHOOL, FOOD = "ข้อ_22", "ข้อ_16", "ข้อ_4"
HEAD = {"ความสัมพันธ์": "หัวหน้าครัวเรือน", "นามสกุล": "สมมุติ", "คำนำหน้า": "นาง", "เพศ": "หญิง"}

_kept: dict[tuple, tuple[int, dict[type, tuple[list[str], list[tuple]]]]] = {}


def first_round() -> tuple[list[dict], list[dict]]:
    homes = [
        household(1, OURS, **{INCOME: "0"}, บ้านเลขที่="11/1"),
        household(2, OURS, บ้านเลขที่="12"),
        household(3, OURS, **{INCOME: "0"}, บ้านเลขที่="13"),
        household(4, THEIRS, บ้านเลขที่="14"),
        household(5, THEIRS, บ้านเลขที่="15"),
    ]
    return homes, [_head(number) for number in range(1, 6)]


def second_round() -> tuple[list[dict], list[dict]]:
    homes = [
        household(1, OURS, **{INCOME: "0", SCHOOL: "0"}, บ้านเลขที่="11/1", รายได้เฉลี่ยต่อคนต่อปี="21000"),
        household(2, OURS, **{INCOME: "0"}, บ้านเลขที่="12"),
        household(3, OURS, บ้านเลขที่="13"),
        household(4, THEIRS, **{FOOD: "0"}, บ้านเลขที่="14"),
        household(5, THEIRS, บ้านเลขที่="15"),
    ]
    child = member(1, 101, ชื่อ="ดวงดาว", นามสกุล="สมมุติ", คำนำหน้า="ด.ญ.", ความสัมพันธ์="หลาน", วันเกิด="01/05/2554", เพศ="หญิง")
    return homes, [*(_head(number) for number in range(1, 6)), child]


def _head(number: int) -> dict[str, str]:
    make = card if number == 1 else member
    return make(number, number, ชื่อ=f"ทดสอบ{number}", วันเกิด="01/02/2490", **HEAD)


def bring_in(path: Path, year: int, homes: list[dict], people: list[dict]):
    """Imports these rows as the operator; the batch. `year`: Buddhist era."""
    file = folder(path / str(year), homes, people)
    told = {"source": f"jpt_{year}.csv", "sha256": imports.fingerprint(file)}
    return imports.run(by=users.operator(), at=AT, parts=imports.read(file), year=year - 543, **told).batch


def reference_data() -> None:
    """As every home has them: loaded again only where a test before has emptied the tables."""
    loading.load(settings.PROVINCE)
    if not IndicatorSet.objects.exists():
        sets.load()
    if not Programme.objects.exists():
        programmes.load()


def two_rounds(path: Path) -> None:
    """Both rounds are in. Imported in earnest by the first test of a process that asks; to those after it the same rows are given back."""
    if not _given_back():
        is_first = not any(_rows(model)[1] for model in TABLES)
        bring_in(path, 2561, *first_round())
        bring_in(path, 2564, *second_round())
        if is_first:
            _kept[_ground()] = (users.operator().pk, {model: _rows(model) for model in (*TABLES, AuditLine)})


def _given_back() -> bool:
    """Only where the import would find nothing, and on the same ground."""
    if _ground() not in _kept or any(model._base_manager.exists() for model in TABLES):
        return False
    operator, kept = _kept[_ground()]
    with transaction.atomic(), connection.cursor() as cursor:
        for model, (columns, rows) in kept.items():
            own = [n for n, name in enumerate(columns) if (model, name) != (AuditLine, "id")]  # lines there are already count on
            who = {n for n, name in enumerate(columns) if name == "by_id"}
            now = [[users.operator().pk if n in who and row[n] == operator else row[n] for n in own] for row in rows]
            names, marks = ", ".join(columns[n] for n in own), ", ".join(["%s"] * len(own))
            cursor.executemany(f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({marks})", now)
        rounds.changed(*Round.objects.all())  # what the process keeps of the last test's answers is not of these
    return True


def _ground() -> tuple:
    """What the rows rest on: the keys of the home, and reference data whose numbers are new after a test that emptied the tables."""
    return settings.HOME, *DimensionMap.objects.order_by("pk").values_list("pk", flat=True)


def _rows(model: type) -> tuple[list[str], list[tuple]]:
    """As the database holds them. Of the record of use, only what an import leaves."""
    columns = [field.column for field in model._meta.concrete_fields]
    some = " WHERE verb IN ('round.open', 'survey.import')" if model is AuditLine else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {model._meta.db_table}{some}")
        return columns, [tuple(bytes(value) if isinstance(value, memoryview) else value for value in row) for row in cursor.fetchall()]


def household_id(number: int) -> int:
    """The register's number of household `number` of this survey."""
    return Response.objects.filter(household__house_code=house_code(number)).values_list("household_id", flat=True).first()
