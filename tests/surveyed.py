"""A small made-up survey of two rounds in five villages, brought in by the door of any file. Nobody in it is real: house codes and national
ids carry the office part 99xx.

Tambon 600908 ไพศาลี (amphoe 6009) and 600101 (amphoe 6001). In 2564: household 1 fails income and education and has two people, one with a
card; 2 fails income; 3 escaped; 4 fails health, in the other amphoe; 5 fails nothing.
"""

from datetime import UTC, datetime
from pathlib import Path

from nsc.access import users
from nsc.intake import imports
from nsc.surveys.models import Response
from tests.survey_files import card, folder, house_code, household, member

AT = datetime(2026, 1, 15, 3, 0, tzinfo=UTC)
OURS, THEIRS = "60090804", "60010103"
INCOME, SCHOOL, FOOD = "ข้อ_22", "ข้อ_16", "ข้อ_4"
HEAD = {"ความสัมพันธ์": "หัวหน้าครัวเรือน", "นามสกุล": "สมมุติ", "คำนำหน้า": "นาง", "เพศ": "หญิง"}


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


def two_rounds(path: Path) -> None:
    bring_in(path, 2561, *first_round())
    bring_in(path, 2564, *second_round())


def household_id(number: int) -> int:
    """The register's number of household `number` of this survey."""
    return Response.objects.filter(household__house_code=house_code(number)).values_list("household_id", flat=True).first()
