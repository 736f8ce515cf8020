"""Figures by area, as tables: the columns of formats/survey.md section 4, summed from the cube."""

from collections.abc import Iterator

from django.conf import settings

from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import authorities, codes, places
from nsc.casework import sight
from nsc.casework.sight import Sight
from nsc.errors import Refused, _
from nsc.poverty.small import Keeper
from nsc.poverty.tally import FIGURES, Tally
from nsc.poverty.union import pattern_of
from nsc.reports import hushed
from nsc.surveys import rounds, tallies

AUTHORITY = "local_authority"
TOO_SMALL = _("พื้นที่รหัส {area} เล็กกว่าระดับที่ขอ ({level}) โปรดเลือกระดับที่เล็กลง หรือพื้นที่ที่ใหญ่ขึ้น")
LEVELS = (*codes.LEVELS, AUTHORITY)
Table = tuple[list[str], list[list]]


def by_area(user: User, *, year: int, level: str, area: str = "") -> Table:
    """One row an area that has households, ascending by code. `year`: CE; `area`: only codes that begin with it. HIDDEN for what is kept
    back from this user (poverty.small), as in the two below."""
    keep, found = _asked(user, year, level, area)
    told = hushed.table(keep, [(code, sums) for code, _name, sums in found])
    return ["code", "name", *FIGURES], [[code, name, *row.values()] for (code, name, _sums), row in zip(found, told, strict=True)]


def by_indicator(user: User, *, year: int, level: str, area: str = "") -> Table:
    """One row an area and indicator of the set, all of them."""
    columns = ["indicator", "members_applicable", "members_failing", "target_failing"]
    keep, found = _asked(user, year, level, area, True)
    rows = [{"code": code, **row} for code, _name, sums in found for row in sums.by_indicator()]
    for row in () if keep.sees else rows:
        fails = keep.one(row["members_failing"], row["members_applicable"])
        row |= {"members_applicable": keep.one(row["members_applicable"]), "members_failing": fails}
        row["target_failing"] = keep.one(row["target_failing"], row["members_failing"])
    told = hushed.columns(keep, rows, columns[1:], lambda row: (row["code"][:-2], row["indicator"]))
    return ["code", *columns], [[row["code"], *(row[column] for column in columns)] for row in told]


def by_pattern(user: User, *, year: int, level: str, area: str = "") -> Table:
    """One row an area and exact combination of dimensions that occurs there."""
    keep, found = _asked(user, year, level, area)
    columns = ["pattern", "poor_households", "mpi_poor", "target_poor"]
    rows = [[code, *(row[column] for column in columns)] for code, _name, sums in found for row in _combinations(keep, sums)]
    return ["code", *columns], rows


def _combinations(keep: Keeper, sums: Tally) -> Iterator[dict]:
    counts = {
        "poor_households": [each.households for each in sums.patterns],
        "mpi_poor": [each.members for each in sums.patterns],
        "target_poor": [None if sums.validated_unknown else each.validated for each in sums.patterns],
    }
    told = {name: hushed.by_pattern(keep, (0, *column[1:])) for name, column in counts.items()}
    for row in sums.combinations():
        yield row if keep.sees else {"pattern": row["pattern"]} | {name: each[pattern_of(row["pattern"])] for name, each in told.items()}


def _asked(user: User, year: int, level: str, area: str, with_indicators: bool = False) -> tuple[Keeper, list[tuple[str, str, Tally]]]:
    place = places.find(area) if area else None
    found = list(_sums(user, year, level, area, with_indicators))
    return sight.keeper(user, Sight(place or places.place(settings.PROVINCE))), found


def _sums(user: User, year: int, level: str, area: str, with_indicators: bool) -> Iterator[tuple[str, str, Tally]]:
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
