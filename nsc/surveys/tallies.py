"""The cube: sums of live answers, kept by village and by every area and local authority above, so that any figure is a few rows.

It changes when a batch is published or withdrawn, in the same transaction, for the villages concerned; the sums above are made anew from
the villages. rebuild() makes all of it from the answers and must give the identical result.
"""

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
import polars as pl
from django.db import connection, transaction
from django.db.models import Q, QuerySet, Sum

from nsc import bulk
from nsc.areas import places
from nsc.poverty import special
from nsc.poverty.tally import Count, IndicatorCount, Tally
from nsc.surveys import kinds, responses
from nsc.surveys.models import (
    IssueTally,
    Member,
    Money,
    MoneyTally,
    PatternTally,
    Response,
    Round,
    SpecialTally,
    StageTally,
    TransitionTally,
)

ANY = 0  # authority_id of the rows that count every authority
PROBLEMS = 100  # issue = this + the number of another problem
LEVELS = (6, 4, 2)  # digits of tambon, amphoe, province
FEW = 400  # villages up to which asking for them by name is quicker than reading the round

KEYS = {
    PatternTally: ["pattern"],
    IssueTally: ["issue"],
    StageTally: ["stage", "sex", "pattern"],
    SpecialTally: ["special", "stage", "sex", "pattern"],
    MoneyTally: ["item"],
    TransitionTally: ["state"],
}
SUMS = {
    PatternTally: ["households", "members", "registered", "validated", "registered_unknown", "validated_unknown"],
    IssueTally: ["households_failing", "members_applicable", "members_failing", "target_failing"],
    StageTally: ["members", "validated"],
    SpecialTally: ["members", "validated"],
    MoneyTally: ["answered", "positive", "baht"],
    TransitionTally: ["households", "members"],
}
HOUSEHOLDS = {"area_code": pl.String} | dict.fromkeys(
    ["authority_id", "pattern", "applicable", "failed", "problems", "people", "registered", "validated"], pl.Int64
)
PEOPLE = kinds.ASKED | {"welfare_validated": pl.Boolean}
OF_HOME = {"pattern": pl.Int64, "specials": pl.Int64}
Cube: TypeAlias = dict[type, pl.DataFrame]


def of_villages(round: Round, areas: Iterable[str], *, batches: list[int] | None = None) -> Cube:
    """The village rows of the cube, from the live answers of these villages. `batches`: as if just these were published."""
    wanted = sorted(areas)
    where = responses.live(round, batches)
    theirs = responses.live(round, batches, prefix="response__")
    if len(wanted) <= FEW:
        where &= Q(area_code__in=wanted)
        theirs &= Q(response__area_code__in=wanted)
    place = {"response__area_code": pl.String, "response__authority_id": pl.Int64}
    items = {item: pl.Boolean if item == "is_saving" else pl.Float64 for item in responses.MONEY}
    cube = _counted(
        round,
        bulk.read(Response.objects.filter(where), HOUSEHOLDS),
        _named(bulk.read(Member.objects.filter(theirs), place | {f"response__{name}": kind for name, kind in OF_HOME.items()} | PEOPLE)),
        _named(bulk.read(Money.objects.filter(theirs), place | items)),
    )
    return {model: rows.filter(pl.col("area_code").is_in(wanted)) for model, rows in cube.items()} if len(wanted) > FEW else cube


def of_first(round: Round, households: pl.DataFrame, members: pl.DataFrame) -> Cube:
    """The same for a round's first delivery, which is all there is, while it is still at hand: as given to responses.add()."""
    place = households.select("hid", "area_code", "authority_id", *OF_HOME)
    people = members.select("hid", *PEOPLE).join(place, on="hid")
    amounts = households.select("area_code", "authority_id", *responses.MONEY).filter(
        pl.any_horizontal(pl.col(responses.MONEY).is_not_null())
    )
    return _counted(round, households.select(list(HOUSEHOLDS)), people, amounts)


def _counted(round: Round, households: pl.DataFrame, people: pl.DataFrame, amounts: pl.DataFrame) -> Cube:
    people = people.with_columns(stage=kinds.stage())
    cube = {
        PatternTally: both(_patterns(households)),
        IssueTally: both(_issues(households, round.indicator_set.size)),
        StageTally: both(_people(people, "stage")),
        SpecialTally: both(_people(_specials(people), "special", "stage")),
        MoneyTally: both(_money(amounts)),
    }
    return {model: rows.with_columns(round_id=pl.lit(round.pk), digits=pl.lit(8)) for model, rows in cube.items()}


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.rename({name: name.removeprefix("response_") for name in rows.columns})


def put(round: Round, areas: Iterable[str], cube: Cube) -> None:
    """Replaces the rows of these villages, and all sums above them. In the caller's transaction."""
    wanted = sorted(areas)
    for model, rows in cube.items():
        kept = model._base_manager.filter(round=round)
        for start in range(0, len(wanted), 500):
            old = kept.filter(area_code__in=wanted[start : start + 500])
            old._raw_delete(old.db)
        bulk.insert(model, rows)
        parents = kept.filter(Q(area_code="") | Q(area_code__in=sorted({code[:digits] for code in wanted for digits in LEVELS})))
        parents._raw_delete(parents.db)
        for digits in LEVELS:
            _sum_up(round, model, digits, sorted({code[:digits] for code in wanted}))
        _sum_authorities(round, model)


def put_all(round: Round, model: type, villages: pl.DataFrame) -> None:
    """Village rows of a table that holds none of the round, and all sums above them. In the caller's transaction."""
    bulk.insert(model, villages)
    for digits in LEVELS:
        _sum_up(round, model, digits, villages["area_code"].str.slice(0, digits).unique().sort().to_list())
    _sum_authorities(round, model)


def rebuild(round: Round) -> None:
    """All of a round's cube from its answers."""
    areas = set(responses.live_in(round).values_list("area_code", flat=True).distinct())
    cube = of_villages(round, areas)
    with transaction.atomic():
        for model in cube:
            old = model._base_manager.filter(round=round)
            old._raw_delete(old.db)
        put(round, areas, cube)


def differences(round: Round) -> list[str]:
    """The rows in which the stored cube differs from the answers, or a sum above the villages from them: table and area. None, if all is
    well."""
    areas = set(responses.live_in(round).values_list("area_code", flat=True).distinct())
    found = []
    for model, villages in of_villages(round, areas).items():
        place = {"digits": pl.Int64, "area_code": pl.String, "authority_id": pl.Int64}
        columns = place | {name: _kind(model, name) for name in KEYS[model] + SUMS[model]}
        stored = bulk.read(model._base_manager.filter(round=round), columns)
        fresh = _with_sums(model, villages).select(list(columns)).cast(stored.schema)
        odd = pl.concat([one.join(other, on=list(columns), how="anti") for one, other in ((fresh, stored), (stored, fresh))])
        found += [f"{model.__name__} {code}" for code in odd["area_code"].unique().sort()]
    return found


def _with_sums(model: type, villages: pl.DataFrame) -> pl.DataFrame:
    """The village rows and all rows above them, added up here instead of in the database."""
    whole, theirs = villages.filter(pl.col("authority_id") == ANY), villages.filter(pl.col("authority_id") != ANY)
    cut = [(whole, digits) for digits in LEVELS] + [(theirs, 0)]
    above = [rows.with_columns(pl.col("area_code").str.slice(0, digits), digits=pl.lit(digits)) for rows, digits in cut]
    keys = ["round_id", "digits", "area_code", "authority_id", *KEYS[model]]
    return pl.concat([rows.group_by(keys).agg(pl.col(SUMS[model]).sum()) for rows in [villages, *above]])


def of_areas(round: Round, *, digits: int, within: str = "", authority: int = ANY) -> dict[str, Tally]:
    """The tally of every area of that many digits whose code begins with `within`, ascending. `authority`: only what belongs to it."""
    patterns, issues = (
        rows_of(model, round, digits, within, authority).values_list("area_code", *KEYS[model], *SUMS[model])
        for model in (PatternTally, IssueTally)
    )
    cells: dict[str, tuple[dict, dict, list[int]]] = {}
    for code, pattern, *sums in patterns:
        by_pattern, _indicators, unknown = cells.setdefault(code, ({}, {}, [0, 0]))
        by_pattern[pattern] = Count(*sums[:4])
        unknown[0] += sums[4]
        unknown[1] += sums[5]
    for code, issue, households, applicable, failing, target in issues:
        if issue < PROBLEMS:
            cells[code][1][issue] = IndicatorCount(applicable, failing, target, households)
    size = round.indicator_set.size
    return {code: Tally.of(by_pattern, indicators, size, *unknown) for code, (by_pattern, indicators, unknown) in sorted(cells.items())}


def patterns_of(round: Round, *, digits: int, within: str = "", authority: int = ANY) -> dict[str, Tally]:
    """As of_areas without the indicators: a tenth of the rows, all that headline figures and maps need."""
    return _headlines(rows_of(PatternTally, round, digits, within, authority), "area_code")


def kinds_of(
    round: Round,
    *,
    digits: int,
    within: str = "",
    authority: int = ANY,
    stage: int | None = None,
    sex: int | None = None,
    special: int | None = None,
) -> dict[str, dict[int, Count]]:
    """The people of one kind in every area of that many digits whose code begins with `within`: by the combination of dimensions of their
    household. `stage`, `special`: numbers in poverty.stages and poverty.special; `sex` as Member has it; None: whichever. Of households
    the cube knows nothing here, so that Count.households stays 0. One query."""
    model = StageTally if special is None else SpecialTally
    asked = {"stage": stage, "sex": sex, "special": special}
    rows = rows_of(model, round, digits, within, authority).filter(**{name: value for name, value in asked.items() if value is not None})
    found: dict[str, dict[int, Count]] = {}
    for code, pattern, members, validated in rows.values_list("area_code", "pattern").annotate(Sum("members"), Sum("validated")).order_by():
        found.setdefault(code, {})[pattern] = Count(members=members, validated=validated)
    return found


def issues_of(round: Round, code: str, authority: int = ANY) -> list[IssueTally]:
    """Indicators and other problems of one area."""
    return list(_of_one(IssueTally, round, code, authority).order_by("issue"))


def stages_of(round: Round, code: str, authority: int = ANY) -> list[StageTally]:
    return list(_of_one(StageTally, round, code, authority).order_by("stage", "sex", "pattern"))


def specials_of(round: Round, code: str, authority: int = ANY) -> list[SpecialTally]:
    return list(_of_one(SpecialTally, round, code, authority).order_by("special", "stage", "sex", "pattern"))


def money_of(round: Round, code: str, authority: int = ANY) -> list[MoneyTally]:
    return list(_of_one(MoneyTally, round, code, authority))


def _of_one(model: type, round: Round, code: str, authority: int) -> QuerySet:
    """Its digits are said, too: they stand before the code in the key, which else is read from end to end."""
    return model._base_manager.filter(round=round, authority_id=authority, digits=len(code), area_code=code)


def by_authority(round: Round) -> dict[int, Tally]:
    """The headline sums of every local authority that has answers in a round."""
    return _headlines(PatternTally.objects.filter(round=round, digits=0), "authority_id")


def _headlines(rows: QuerySet, key: str) -> dict:
    cells: dict = {}
    for code, pattern, *sums in rows.values_list(key, "pattern", *SUMS[PatternTally]):
        by_pattern, unknown = cells.setdefault(code, ({}, [0, 0]))
        by_pattern[pattern] = Count(*sums[:4])
        unknown[0] += sums[4]
        unknown[1] += sums[5]
    return {code: Tally.of(by_pattern, {}, 0, *unknown) for code, (by_pattern, unknown) in sorted(cells.items())}


def villages_of(round: Round, authority: int) -> list[str]:
    """Where anybody who belongs to the authority lives."""
    return list(PatternTally.objects.filter(round=round, authority_id=authority, digits=8).values_list("area_code", flat=True).distinct())


def people_by_authority(round: Round, area: str, among: Iterable[int]) -> dict[int, int]:
    """Of these authorities, those that people of an area belong to, and how many. `among`: named one by one, an index finds each."""
    rows = PatternTally.objects.filter(places.within(area), round=round, authority_id__in=list(among), digits=8).order_by()
    return dict(rows.values_list("authority_id").annotate(people=Sum("members")))


def rows_of(model: type, round: Round, digits: int, within: str, authority: int) -> QuerySet:
    rows = model._base_manager.filter(round=round, authority_id=authority, digits=digits)
    return rows.filter(places.within(within)) if within else rows


def both(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows by village and authority, and again by village whatever the authority. Villages without one stand in the second only."""
    keys = [name for name in rows.columns if name not in _ALL_SUMS]
    whole = rows.with_columns(authority_id=pl.lit(ANY, dtype=pl.Int64)).group_by(keys).agg(pl.all().sum())
    return pl.concat([rows.filter(pl.col("authority_id").is_not_null()).select(whole.columns), whole]).sort("area_code", "authority_id")


_ALL_SUMS = {name for names in SUMS.values() for name in names}


def _patterns(households: pl.DataFrame) -> pl.DataFrame:
    # a household of nobody whose file did not ask counts as one unknown: its village's figures rest on a column that is not there
    unknown = pl.max_horizontal("people", 1)
    return households.group_by("area_code", "authority_id", "pattern").agg(
        households=pl.len().cast(pl.Int64),
        members=pl.col("people").sum(),
        registered=pl.col("registered").fill_null(0).sum(),
        validated=pl.col("validated").fill_null(0).sum(),
        registered_unknown=unknown.filter(pl.col("registered").is_null()).sum(),
        validated_unknown=unknown.filter(pl.col("validated").is_null()).sum(),
    )


def _issues(households: pl.DataFrame, size: int) -> pl.DataFrame:
    """One row a village and issue. Households with the same verdicts are counted together first: there are far fewer kinds of them."""
    alike = households.group_by("area_code", "authority_id", "applicable", "failed", "problems", pl.col("pattern") != 0).agg(
        households=pl.len().cast(pl.Int64), people=pl.col("people").sum(), target=pl.col("validated").fill_null(0).sum()
    )
    place = alike.select("area_code", "authority_id").unique(maintain_order=True).with_row_index("place")
    alike = alike.join(place, on=["area_code", "authority_id"], nulls_equal=True)
    at = alike["place"].to_numpy()
    people, count = alike["people"].to_numpy(), alike["households"].to_numpy()
    target = np.where(alike["pattern"].to_numpy(), alike["target"].to_numpy(), 0)
    applicable, failed, problems = (alike[name].to_numpy() for name in ("applicable", "failed", "problems"))
    everyone = np.full(alike.height, -1, dtype=np.int64)  # a problem may befall any household
    kinds = [(n, applicable, failed, n - 1) for n in range(1, size + 1)]
    kinds += [(PROBLEMS + bit + 1, everyone, problems, bit) for bit in range(63) if (problems >> bit & 1).any()]
    frames = []
    for issue, may, has, bit in kinds:
        applies, fails = (may >> bit & 1).astype(bool), (has >> bit & 1).astype(bool)
        sums = [
            _summed(at, values, chosen, place.height)
            for values, chosen in ((count, fails), (people, applies), (people, fails), (target, fails))
        ]
        frames.append(
            place.drop("place").with_columns(
                pl.lit(issue).alias("issue"), *[pl.Series(name, s) for name, s in zip(SUMS[IssueTally], sums, strict=True)]
            )
        )
    rows = pl.concat(frames) if frames else pl.DataFrame()
    return rows.filter((pl.col("members_applicable") > 0) | (pl.col("households_failing") > 0)).with_columns(pl.col("issue").cast(pl.Int64))


def _summed(at: np.ndarray, values: np.ndarray, chosen: np.ndarray, places: int) -> np.ndarray:
    return np.bincount(at[chosen], weights=values[chosen], minlength=places).round().astype(np.int64)  # exact far beyond a nation: < 2**53


def _people(people: pl.DataFrame, *kind: str) -> pl.DataFrame:
    return people.group_by("area_code", "authority_id", *kind, "sex", "pattern").agg(
        members=pl.len().cast(pl.Int64), validated=pl.col("welfare_validated").fill_null(False).sum().cast(pl.Int64)
    )


def _specials(people: pl.DataFrame) -> pl.DataFrame:
    """A row for each special group that each person is in, of those whose groups are of persons and of households."""
    bits = people.with_columns(bits=kinds.own() | (pl.col("specials") & special.OF_HOUSEHOLD)).filter(pl.col("bits") > 0)
    return pl.concat([bits.filter(pl.col("bits") & (1 << n) > 0).with_columns(special=pl.lit(n)) for n in range(len(special.SPECIALS))])


def _money(amounts: pl.DataFrame) -> pl.DataFrame:
    amounts = amounts.with_columns(pl.col("is_saving").cast(pl.Float64))
    frames = [
        amounts.filter(pl.col(item).is_not_null())
        .group_by("area_code", "authority_id")
        .agg(
            answered=pl.len().cast(pl.Int64),
            positive=(pl.col(item) > 0).sum().cast(pl.Int64),
            baht=pl.col(item).round().cast(pl.Int64).sum(),
        )
        .with_columns(item=pl.lit(item))
        for item in responses.MONEY
    ]
    return pl.concat(frames)


def _sum_up(round: Round, model: type, digits: int, codes: list[str]) -> None:
    """Rows of the areas above from the village rows, made in the database."""
    for start in range(0, len(codes), 500):
        portion = codes[start : start + 500]
        marks = ", ".join(["%s"] * len(portion))
        _insert_sums(
            model,
            f"{digits}, SUBSTR(area_code, 1, {digits}), {ANY}",
            f"authority_id = {ANY} AND SUBSTR(area_code, 1, {digits}) IN ({marks})",
            [round.pk, *portion],
        )


def _sum_authorities(round: Round, model: type) -> None:
    _insert_sums(model, "0, '', authority_id", f"authority_id <> {ANY}", [round.pk])


def _insert_sums(model: type, place: str, where: str, values: list) -> None:
    """Sums village rows by `place` (digits, area code, authority) into the same table. Names and places are this module's own."""
    table, keys = model._meta.db_table, ", ".join(KEYS[model])
    names, totals = ", ".join(SUMS[model]), ", ".join(f"SUM({name})" for name in SUMS[model])
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (round_id, digits, area_code, authority_id, {keys}, {names}) "  # noqa: S608
            f"SELECT round_id, {place}, {keys}, {totals} FROM {table} WHERE round_id = %s AND digits = 8 AND {where} "
            f"GROUP BY 1, 2, 3, 4, {keys}",
            values,
        )


def _kind(model: type, name: str) -> type[pl.DataType]:
    return pl.String if model._meta.get_field(name).get_internal_type() == "CharField" else pl.Int64
