"""The Alkire–Foster measures of a stored round, beside TPMAP's rule: by default equal nested weights over the indicators of the five
dimensions, several cut-offs. The survey is a census of its areas, so there is no sampling error to show."""

from collections.abc import Sequence

import polars as pl
from django.conf import settings

from nsc import bulk
from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import codes, places
from nsc.errors import Refused, _
from nsc.poverty import alkire_foster, over_time
from nsc.poverty.alkire_foster import AreaSums, Measure
from nsc.poverty.spec import Spec, build
from nsc.poverty.union import DIMENSIONS
from nsc.reports.figures import TOO_SMALL
from nsc.surveys import responses, rounds, sets
from nsc.surveys.models import Round

CUTOFFS = ("1/5", "26%", "1/3", "1/2")  # one full dimension of five; Thailand's national MPI; the global MPI; severe
COLUMNS = ["code", "k", "members", "H", "A", "M0", *(f"pctb_{name}" for name in DIMENSIONS)]


def spec_of(indicators: sets.Set, cutoffs: Sequence[str] = CUTOFFS) -> Spec:
    """Equal nested weights over the indicators that a set's map counts."""
    nested = {name: [f"i{n}" for n in indicators.map.indicators(name)] for name in DIMENSIONS}
    return build({name: own for name, own in nested.items() if own}, list(cutoffs))


def sums(round: Round, spec: Spec, area: str = "") -> AreaSums:
    """By village. Households are identified and weighted by their members; what does not apply is not deprived."""
    rows = responses.live_in(round)
    rows = rows.filter(places.within(area)) if area else rows
    schema = {"area_code": pl.String, "applicable": pl.Int64, "failed": pl.Int64, "people": pl.Int64}
    found = bulk.read(rows, schema).with_columns(pl.col("area_code").cast(pl.Int64)).sort("area_code")
    area_code, applicable, failed, people = (found[name].to_numpy() for name in schema)
    bits = [int(name[1:]) - 1 for name in spec.indicators]
    return alkire_foster.sums_by_area(applicable, failed, area_code, spec, bits=bits, persons=people)


def by_area(user: User, *, year: int, level: str, area: str = "", cutoffs: Sequence[str] = CUTOFFS) -> tuple[list[str], list[list[object]]]:
    """One row an area and cut-off: H, A, M0 and the shares that the dimensions contribute; undefined is None. `year`: CE."""
    rows: list[list[object]] = []
    for (code, k), measure in _measures(user, rounds.of_year(year), level, area, cutoffs).items():
        shares = [measure.by_dimension.get(name) for name in DIMENSIONS]
        rows.append([code, k, measure.persons, measure.headcount, measure.intensity, measure.adjusted_headcount, *shares])
    return COLUMNS, sorted(rows, key=lambda row: (row[0], cutoffs.index(row[1])))


def change(
    user: User, *, year: int, since: int, level: str, area: str = "", cutoffs: Sequence[str] = CUTOFFS
) -> tuple[list[str], list[list[object]]]:
    """One row an area and cut-off: how M0 moved between two rounds of one questionnaire, taken apart two ways (each adds to the change):
    by incidence and intensity (Shapley), and by dimension. Years CE. Areas with nobody in one of the rounds are left out."""
    before, after = rounds.of_year(since), rounds.of_year(year)
    if before.indicator_set_id != after.indicator_set_id:
        raise Refused(
            _("สองรอบนี้ใช้ตัวชี้วัดคนละชุด ({before} และ {after}) จึงเปรียบเทียบดัชนีไม่ได้"),
            before=before.indicator_set_id,
            after=after.indicator_set_id,
        )
    then, now = (_measures(user, round, level, area, cutoffs) for round in (before, after))
    columns = ["code", "k", "M0_before", "M0_after", "change", "by_incidence", "by_intensity", *(f"by_{name}" for name in DIMENSIONS)]
    rows: list[list[object]] = []
    for key in sorted(now, key=lambda key: (key[0], cutoffs.index(key[1]))):
        parts = over_time.decomposed(then[key], now[key]) if key in then else None
        if parts:
            names = iter(parts.indicators)
            own = {name: sum(next(names) for _indicator in indicators) for name, indicators in now[key].spec.dimensions.items()}
            levels = [then[key].adjusted_headcount, now[key].adjusted_headcount]
            rows.append([*key, *levels, parts.total, parts.incidence, parts.intensity, *(own.get(name) for name in DIMENSIONS)])
    return columns, rows


def _measures(user: User, round: Round, level: str, area: str, cutoffs: Sequence[str]) -> dict[tuple[str, str], Measure]:
    """By area and cut-off."""
    scope.require(user, Permission.FIGURES_SEE, place=area or settings.PROVINCE)
    if level not in codes.LENGTH:
        raise Refused(_("ดัชนีหลายมิติมีเฉพาะราย{levels}"), levels=" ".join(codes.LEVELS))
    if len(area) > codes.LENGTH[level]:
        raise Refused(TOO_SMALL, area=area, level=level)
    spec = spec_of(sets.of_code(round.indicator_set_id), cutoffs)
    found = sums(round, spec, area).within(10 ** (codes.LENGTH[codes.VILLAGE] - codes.LENGTH[level]))
    return {(str(code), k): measure for k in cutoffs for code, measure in found.measures(k)}
