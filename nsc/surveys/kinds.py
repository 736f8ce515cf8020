"""Which life stages and special groups live in a household: two integers on its answer, so that any list is narrowed by looking at rows.

`stages`: bit n of the number of a life stage (0: age unknown), shifted by six for men and by twelve for women. `specials`: bits of
poverty.special.
"""

import polars as pl
from django.db import transaction

from nsc import bulk
from nsc.poverty import special, stages
from nsc.surveys import responses, rounds
from nsc.surveys.models import Member, Response, Round

SHIFT = 1 + len(stages.LIFE_STAGES)
ASKED = {"age": pl.Int64, "sex": pl.Int64, "health": pl.Int64, "self_care": pl.Boolean}
CHILD, WORKER, ELDER = 14, 59, 60  # a child is up to, a worker from the year after and up to, an elder from


def stage() -> pl.Expr:
    """The number of the life stage from "age": 1 … 5, 0 where it is unknown."""
    found = pl.lit(0)
    for number, each in enumerate(stages.LIFE_STAGES, start=1):
        found = pl.when(pl.col("age").is_between(*each.bounds)).then(number).otherwise(found)
    return found.cast(pl.Int64)


def number(stage: str) -> int:
    """Of a life stage, as stage() counts them. ValueError for a code that is none."""
    return [each.code for each in stages.LIFE_STAGES].index(stage) + 1


def own() -> pl.Expr:
    """The bits of poverty.special that a person has alone, from "health" and "self_care"."""
    return _bits(
        disabled=pl.col("health") == Member.Health.DISABLED,
        chronic=pl.col("health") == Member.Health.CHRONIC,
        cannot_help_self=~pl.col("self_care"),
    )


def of_households(members: pl.DataFrame, key: str) -> pl.DataFrame:
    """key, stages, specials. `members`: key and ASKED."""
    age = pl.col("age")
    return (
        members.with_columns(stage=stage(), own=own())
        .with_columns(stages=_bit(pl.col("stage") + SHIFT * pl.col("sex").fill_null(0)))
        .group_by(key)
        .agg(
            pl.col("stages").bitwise_or(),
            specials=pl.col("own").bitwise_or()
            | _bits(
                elderly_alone=(age >= ELDER).fill_null(False).all(),
                skipped_generation=(age <= CHILD).any() & (age >= ELDER).any() & ~(age.is_between(CHILD + 1, WORKER) | age.is_null()).any(),
            ),
        )
    )


def lives_with(*, stage: str = "", sex: int = 0) -> int:
    """The mask of `stages` that has a bit of whoever is of that stage ("" any) and sex (0 any)."""
    codes = [each.code for each in stages.LIFE_STAGES]
    numbers = [codes.index(stage) + 1] if stage else range(SHIFT)
    sexes = [sex] if sex else range(3)
    return sum(1 << (number + SHIFT * of) for number in numbers for of in sexes)


@transaction.atomic
def refresh(round: Round) -> None:
    """From the stored members, for all live answers of a round."""
    members = bulk.read(Member.objects.filter(responses.live(round, prefix="response__")), {"response_id": pl.Int64} | ASKED)
    stored = bulk.read(responses.live_in(round), {"id": pl.Int64, "stages": pl.Int64, "specials": pl.Int64})
    fresh = stored.select("id").join(of_households(members, "response_id"), left_on="id", right_on="response_id", how="left")
    changed = fresh.with_columns(pl.col("stages", "specials").fill_null(0)).join(stored, on=["id", "stages", "specials"], how="anti")
    for chunk in changed.iter_slices(bulk.CHUNK):
        bulk.update(Response, chunk)
    rounds.changed(round)


def _bits(**conditions: pl.Expr) -> pl.Expr:
    total = pl.lit(0, dtype=pl.Int64)
    for code, holds in conditions.items():
        total = total | pl.when(holds.fill_null(False)).then(special.bit(code)).otherwise(0).cast(pl.Int64)
    return total


def _bit(number: pl.Expr) -> pl.Expr:
    return pl.lit(2, dtype=pl.Int64).pow(number).cast(pl.Int64)
