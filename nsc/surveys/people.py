"""Whom in a household the failed indicators concern: members of responses, with the masks of what is certain and what is possible."""

import numpy as np
import polars as pl

from nsc.poverty import concern, stages
from nsc.poverty.stages import AGE_UNKNOWN, Trait
from nsc.surveys import sets
from nsc.surveys.models import Member

NARROWED = {31: concern.NARROWED_31, 38: concern.NARROWED_38}
STUDENT = "นักเรียน|นักศึกษา"


def subjects(indicators: sets.Set) -> tuple[concern.Subject, ...]:
    """Whom each indicator of a set is about."""
    rows = [(each.number, "person" if each.is_for_some else "household", each.age_min, each.age_max) for each in indicators.indicators]
    return concern.subjects(rows, NARROWED.get(indicators.size, {}))


def telling(indicators: sets.Set) -> frozenset[int]:
    """Indicators about the ill, the disabled and the pregnant: whom they concern is one of them."""
    return frozenset(each.indicator for each in subjects(indicators) if each.group and each.group.needs)


def traits(members: pl.DataFrame) -> np.ndarray:
    """Bits of stages.Trait, from health, self_care and occupation."""
    found = (
        pl.when(pl.col("health") == Member.Health.DISABLED).then(int(Trait.DISABLED)).otherwise(0)
        + pl.when(pl.col("health") == Member.Health.CHRONIC).then(int(Trait.CHRONIC)).otherwise(0)
        + pl.when(~pl.col("self_care").fill_null(True)).then(int(Trait.CANNOT_HELP_SELF)).otherwise(0)
        + pl.when(pl.col("occupation").str.contains(STUDENT)).then(int(Trait.STUDENT)).otherwise(0)
    )
    return members.select(found.cast(pl.Int64)).to_series().to_numpy()


def ages(members: pl.DataFrame) -> np.ndarray:
    return members["age"].cast(pl.Int64).fill_null(AGE_UNKNOWN).to_numpy()


def concerned(members: pl.DataFrame, household: np.ndarray, failed: np.ndarray, indicators: sets.Set) -> concern.Concern:
    """`members`: age, health, self_care, occupation, applicable, failed; `household`: whose index in `failed`, the households' verdicts."""
    return concern.concerns(
        subjects(indicators),
        household=household,
        age=ages(members),
        traits=traits(members),
        household_failed=failed,
        member_applicable=members["applicable"].to_numpy(),
        member_failed=members["failed"].to_numpy(),
    )


def stage_of(age: int | None) -> stages.Group | None:
    """The life stage of an age; None where it is unknown."""
    if age is None:
        return None
    return next((stage for stage in stages.LIFE_STAGES if stage.bounds[0] <= age <= stage.bounds[1]), None)
