"""What may be asked: the options of the routes, and the answers that every route may give instead of its own."""

from typing import Annotated, Literal

from django.utils.translation import gettext_noop as _
from ninja import Path, Query

from nsc import thai
from nsc.api.problems import Problem

AREA = r"^[0-9]{2}([0-9]{2}){0,3}$"
LAST = 2**53 - 1  # the largest whole number that every JSON reader keeps

Year = Annotated[int, Query(ge=2500, le=2699, description=_("ปีสำรวจ พ.ศ."))]
MaybeYear = Annotated[int | None, Query(ge=2500, le=2699, description=_("ปีสำรวจ พ.ศ. ไม่ใส่คือรอบใหม่สุด"))]
MaybeArea = Annotated[str, Query(pattern=AREA, description=_("รหัสพื้นที่ ไม่ใส่คือพื้นที่ใหญ่สุดของบัญชีนี้"))]
Within = Annotated[str, Query(pattern=AREA, description=_("เฉพาะพื้นที่ที่รหัสขึ้นต้นด้วยรหัสนี้ ไม่ใส่คือทั้งจังหวัด"))]
MaybeAuthority = Annotated[int | None, Query(ge=1, le=LAST, description=_("หมายเลข อปท. ถามตามเขต อปท. แทนพื้นที่"))]
Level = Annotated[Literal["province", "amphoe", "tambon", "village", "local_authority"], Query(description=_("ระดับของแถว"))]
Code = Annotated[str, Path(pattern=AREA, description=_("รหัสพื้นที่"))]
Number = Annotated[int, Path(ge=1, le=LAST, description=_("หมายเลขครัวเรือนในทะเบียนของระบบ"))]


def answers(shape: type, *besides: int) -> dict[int, type]:
    """`besides`: what this route may answer beyond what all may."""
    return {200: shape, **dict.fromkeys(sorted({401, 422, 429, 500, *besides}), Problem)}


def christian(year: int | None) -> int | None:
    return thai.christian_year(year) if year else None
