"""Figures by area, as tables: the columns of formats/survey.md section 4, summed from the cube."""

from collections.abc import Iterator

from django.conf import settings

from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import authorities, codes, places
from nsc.errors import Refused, _
from nsc.poverty.tally import FIGURES, Tally
from nsc.surveys import rounds, tallies

AUTHORITY = "local_authority"
TOO_SMALL = _("พื้นที่รหัส {area} เล็กกว่าระดับที่ขอ ({level}) โปรดเลือกระดับที่เล็กลง หรือพื้นที่ที่ใหญ่ขึ้น")
LEVELS = (*codes.LEVELS, AUTHORITY)
Table = tuple[list[str], list[list]]


def by_area(user: User, *, year: int, level: str, area: str = "") -> Table:
    """One row an area that has households, ascending by code. `year`: CE; `area`: only codes that begin with it."""
    rows = [[code, name, *tally.figures().values()] for code, name, tally in _asked(user, year, level, area)]
    return ["code", "name", *FIGURES], rows


def by_indicator(user: User, *, year: int, level: str, area: str = "") -> Table:
    """One row an area and indicator of the set, all of them."""
    columns = ["indicator", "members_applicable", "members_failing", "target_failing"]
    rows = [
        [code, *(row[column] for column in columns)]
        for code, _name, tally in _asked(user, year, level, area, True)
        for row in tally.by_indicator()
    ]
    return ["code", *columns], rows


def by_pattern(user: User, *, year: int, level: str, area: str = "") -> Table:
    """One row an area and exact combination of dimensions that occurs there."""
    columns = ["pattern", "poor_households", "mpi_poor", "target_poor"]
    rows = [
        [code, *(row[column] for column in columns)]
        for code, _name, tally in _asked(user, year, level, area)
        for row in tally.combinations()
    ]
    return ["code", *columns], rows


def _asked(user: User, year: int, level: str, area: str, with_indicators: bool = False) -> Iterator[tuple[str, str, Tally]]:
    round = rounds.of_year(year)
    place = places.find(area) if area else None
    if area and not place:
        raise Refused(places.UNKNOWN, code=area)
    area = place.code if place else ""  # an abolished code counts at its successor
    scope.require(user, Permission.FIGURES_SEE, place=area or settings.PROVINCE)
    ask = tallies.of_areas if with_indicators else tallies.patterns_of
    if level == AUTHORITY:
        if area:
            raise Refused(_("ตัวเลขราย อปท. เลือกเฉพาะพื้นที่ไม่ได้ เพราะเขตของ อปท. ไม่ตรงกับเขตปกครอง โปรดเว้นรหัสพื้นที่ไว้"))
        for authority in authorities.listed():
            if found := ask(round, digits=0, authority=authority.id):
                yield str(authority.id), authority.name, found[""]
        return
    digits = codes.LENGTH[level]
    if len(area) > digits:
        raise Refused(TOO_SMALL, area=area, level=level)
    found = ask(round, digits=digits, within=area)
    if place and not found and not places.is_known(area):  # a moo or community that no list names, and nobody lives in
        raise Refused(places.UNKNOWN, code=area)
    names = places.names(found)
    for code, tally in found.items():
        yield code, names[code], tally
