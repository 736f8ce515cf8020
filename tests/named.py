"""A small survey of people with names to be searched for. Nobody in it is real.

Household 1 (บ้านเลขที่ 12/3) lies in our village, 4 (บ้านเลขที่ 12/3, too) in the other amphoe. In 2564 สมชาย ใจดี, whom 2561 found in
household 1, is gone; who has no national id is the same person in both for anybody who reads.
"""

from pathlib import Path

from tests.survey_files import household, member
from tests.surveyed import OURS, THEIRS, bring_in


def people(*names: tuple[int, int | None, str, str, str]) -> list[dict]:
    return [
        member(home, person, คำนำหน้า=title, ชื่อ=first, นามสกุล=last, วันเกิด="01/02/2510", ความสัมพันธ์="หัวหน้าครัวเรือน", เพศ="")
        for home, person, title, first, last in names
    ]


def homes() -> list[dict]:
    return [household(1, OURS, บ้านเลขที่="12/3"), household(4, THEIRS, บ้านเลขที่="12/3")]


def first(path: Path):
    rows = people(
        (1, 1, "นาย", "ณัฐพล", "ศรีสุข"), (1, 2, "นาย", "สมชาย", "ใจดี"), (1, None, "นาง", "วรรณา", "ศรีสุข"), (4, 3, "นาย", "ณัฐพล", "ทองดี")
    )
    return bring_in(path, 2561, homes(), rows)


def second(path: Path):
    rows = people((1, 1, "นาย", "ณัฐพล", "ศรีสุข"), (1, None, "นาง", "วรรณา", "ศรีสุข"), (4, 3, "นาย", "ณัฐพล", "ทองดี"))
    return bring_in(path, 2564, homes(), rows)
