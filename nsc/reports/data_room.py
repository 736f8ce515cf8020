"""The tambon's figures for its partners: counts alone, the small ones hidden, each download on record.

Of the newest published round, of the tambon and each of its villages; and of the needs that the office knows of, of the tambon.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import codes
from nsc.errors import _
from nsc.poverty import small
from nsc.poverty.tally import Tally
from nsc.poverty.union import DIMENSIONS
from nsc.reports import shortfalls
from nsc.surveys import rounds, tallies
from nsc.tambon import initiatives

# measure: what it is called, what it means, and of which whole it is a part
MEASURES: dict[str, tuple[str, str, str]] = {
    "households": (_("ครัวเรือน"), _("ครัวเรือนที่สำรวจในรอบนี้"), ""),
    "members": (_("คน"), _("คนในครัวเรือนที่สำรวจ"), ""),
    "poor_households": (_("ครัวเรือนยากจน"), _("ครัวเรือนที่ตกอย่างน้อยหนึ่งมิติ (MPI)"), "households"),
    "mpi_poor": (_("คนจน MPI"), _("คนในครัวเรือนที่ตกอย่างน้อยหนึ่งมิติ"), "members"),
    **{
        f"mpi_{key}": (name, _("คนในครัวเรือนที่ตกมิตินี้"), "members")
        for key, name in zip(
            DIMENSIONS,
            (_("คนจนมิติสุขภาพ"), _("คนจนมิติความเป็นอยู่"), _("คนจนมิติการศึกษา"), _("คนจนมิติรายได้"), _("คนจนมิติการเข้าถึงบริการรัฐ")),
            strict=True,
        )
    },
}
NEEDS = (_("ครัวเรือนที่มีความจำเป็นยังไม่ได้รับ"), _("ครัวเรือนที่มีความจำเป็นในมิตินี้ซึ่งบันทึกไว้และยังไม่ได้รับ นับจากงานเยี่ยมบ้าน"))


@dataclass(frozen=True)
class Figure:
    """`count`: small.HIDDEN where few, None where nobody knows. `name`, `means`: msgids; `dimension`: of the survey, or ""; `as_of`: the
    survey's year (CE), or the day of counting."""

    area_code: str
    measure: str
    dimension: str
    name: str
    means: str
    count: int | None
    as_of: int | date


def figures(user: User, at: datetime, area: str) -> tuple[Figure, ...]:
    """The tambon first, then its villages, measure by measure; nothing of a survey that is not there."""
    initiatives.seen(user, area)
    scope.require(user, Permission.FIGURES_SEE, place=area)
    found = [*_surveyed(area)] if rounds.published() else []
    today = timezone.localdate(at)
    for each in shortfalls.of(user, area):
        found.append(Figure(area, "unmet_households", each.dimension, *NEEDS, each.households, today))
    return tuple(found)


@transaction.atomic
def table(*, by: User, at: datetime, area: str) -> tuple[Figure, ...]:
    """The same, for a file: on record as an export."""
    found = figures(by, at, area)
    audit.record(by=by, at=at, verb="data_room.export", place=area, count=len(found))
    return found


def _surveyed(area: str) -> Iterator[Figure]:
    round = rounds.newest()
    whole = tallies.patterns_of(round, digits=len(area), within=area).get(area)
    if whole is None:
        return
    villages = tallies.patterns_of(round, digits=codes.LENGTH[codes.VILLAGE], within=area)
    places_ = [area, *villages]
    for measure, (name, means, of) in MEASURES.items():
        for code, count in zip(places_, _column(whole, list(villages.values()), measure, of), strict=True):
            dimension = measure.removeprefix("mpi_") if measure.removeprefix("mpi_") in DIMENSIONS else ""
            yield Figure(code, measure, dimension, name, means, count, round.survey_year)


def _column(whole: Tally, villages: list[Tally], measure: str, of: str) -> list[int | None]:
    """The tambon's count and those of its villages, which add up to it: what one could subtract is hidden, too."""
    cells = [(getattr(each, measure), getattr(each, of) if of else None) for each in villages]
    kept = small.hidden(cells)
    top = (getattr(whole, measure), getattr(whole, of) if of else None)
    first = small.HIDDEN if small.is_small(top) else top[0]
    return [first, *(small.HIDDEN if n in kept else count for n, (count, _of) in enumerate(cells))]
