"""From verdicts to who is poor, in which dimensions, and who comes first: one pass over the answers of a batch."""

from datetime import date, datetime

import numpy as np
import polars as pl
from django.db import transaction

from nsc import bulk
from nsc.poverty import priority, stages, union
from nsc.surveys import kinds, responses, rounds, sets
from nsc.surveys.models import Member, Money, Response, Round

SMALL_CHILD, ELDERLY = 5, 60  # a small child is up to, an elderly person from, so many years
_HELPLESS = pl.col("self_care") == False  # noqa: E712  null stays null: not known to be helpless
DEPENDANTS = {
    "small_children": (pl.col("age") <= SMALL_CHILD).sum().cast(pl.Int64),
    "elderly": (pl.col("age") >= ELDERLY).sum().cast(pl.Int64),
    "disabled": (pl.col("health") == Member.Health.DISABLED).sum().cast(pl.Int64),
    "chronic_dependants": ((pl.col("health") == Member.Health.CHRONIC) & _HELPLESS).sum().cast(pl.Int64),
}


def ages(members: pl.DataFrame, households: pl.DataFrame, year: int) -> pl.DataFrame:
    """Members with "age" on the day their household was surveyed (1 January of the survey year where that is not known). Joined on hid."""
    day = households.select("hid", surveyed=pl.col("surveyed_on").fill_null(date(year, 1, 1)))
    surveyed = members.select("hid").join(day, on="hid", how="left", maintain_order="left")["surveyed"]
    age = pl.Series(stages.ages(members["born_on"].to_numpy(), surveyed.to_numpy()).astype(np.int64))
    return members.with_columns(age=age.replace(stages.AGE_UNKNOWN, None))


def assess(households: pl.DataFrame, members: pl.DataFrame, round: Round) -> pl.DataFrame:
    """Adds people, registered, validated, pattern, rounds_poor, priority, stages and specials to households.

    `households`: hid, household_id, applicable, failed, problems, income_per_person, debt_informal; asks_welfare_registered and
    asks_welfare_validated (whether a house of nobody has none of them, or nobody knows). `members`: hid, age, sex, health, self_care,
    welfare_registered, welfare_validated.
    """
    indicators = sets.of_code(round.indicator_set_id)
    counts = members.group_by("hid").agg(
        people=pl.len().cast(pl.Int64), registered=_known_sum("welfare_registered"), validated=_known_sum("welfare_validated"), **DEPENDANTS
    )
    frame = households.join(counts, on="hid", how="left", maintain_order="left")
    frame = frame.join(kinds.of_households(members, "hid"), on="hid", how="left", maintain_order="left")
    frame = frame.with_columns(pl.col("people", "stages", "specials", *DEPENDANTS).fill_null(0))
    empty = pl.col("people") == 0
    frame = frame.with_columns(
        pl.when(empty).then(pl.when(f"asks_welfare_{name}").then(0)).otherwise(name).alias(name) for name in ("registered", "validated")
    )
    failed, applicable = frame["failed"].to_numpy(), frame["applicable"].to_numpy()
    pattern = union.patterns(applicable, failed, indicators.map)
    streak = _streak(frame["household_id"], pattern, round)
    frame = frame.with_columns(pattern=pl.Series(pattern.astype(np.int64)), rounds_poor=pl.Series(streak))
    return frame.with_columns(priority=pl.Series(scored(frame, round).score.astype(np.int64))).drop(list(DEPENDANTS))


def scored(frame: pl.DataFrame, round: Round) -> priority.Scored:
    """The priority of households (the columns that assess counts), with its contributions."""
    indicators = sets.of_code(round.indicator_set_id)
    threshold = sets.threshold(indicators, round.survey_year)
    income = frame["income_per_person"].fill_null(-1).round().cast(pl.Int64).to_numpy()
    debt_bit = np.int64(1 << (sets.informal_debt() - 1))
    problems = frame["problems"].to_numpy()
    owes = (frame["debt_informal"].fill_null(0) > 0).to_numpy() if "debt_informal" in frame.columns else np.zeros(frame.height, bool)
    return priority.priority_of_households(
        pattern=frame["pattern"].cast(pl.UInt8).to_numpy(),
        failed=frame["failed"].to_numpy(),
        dimension_map=indicators.map,
        **{name: frame[name].to_numpy() for name in DEPENDANTS},
        income_gap=priority.shortfall(income, threshold) if threshold else np.full(frame.height, priority.UNKNOWN),
        validated=frame["validated"].fill_null(priority.UNKNOWN).to_numpy(),
        informal_debt=owes | ((problems & debt_bit) != 0),
        other_problems=np.bitwise_count(problems & ~debt_bit),
        rounds_poor=frame["rounds_poor"].to_numpy(),
    )


def scored_again(homes: pl.DataFrame, members: pl.DataFrame, round: Round) -> priority.Scored:
    """The contributions behind stored priorities, row by row: what the reasons shown are made of. `homes`: id, failed, problems,
    income_per_person, pattern, validated, rounds_poor, debt_informal of answers; `members`: response_id, age, health, self_care of all of
    them."""
    counts = members.group_by(pl.col("response_id").alias("id")).agg(**DEPENDANTS)
    frame = homes.join(counts, on="id", how="left", maintain_order="left").with_columns(pl.col(list(DEPENDANTS)).fill_null(0))
    return scored(frame, round)


def of_stored(stored: Response) -> pl.DataFrame:
    """One answer as `scored_again` takes it."""
    columns = ("id", "failed", "problems", "income_per_person", "pattern", "validated", "rounds_poor")
    kinds = dict.fromkeys(columns, pl.Int64) | {"income_per_person": pl.Float64, "debt_informal": pl.Float64}
    owed = Money.objects.filter(response=stored).values_list("debt_informal", flat=True).first()
    return pl.DataFrame([[*(getattr(stored, name) for name in columns), owed]], schema=kinds, orient="row")


@transaction.atomic
def refresh_streaks(round: Round, since: datetime | None = None) -> None:
    """After a round changed: the rounds after it, whose households may now have been poor for more or fewer rounds in a row. The round
    itself, too, where an earlier one changed `since` its answers were assessed."""
    rounds.lock(round, *rounds.after(round))  # each counts on from the one before: two who do so at once would overwrite each other
    itself = [round] if since is None or rounds.changed_before(round, since) else []
    for later in [*itself, *rounds.after(round)]:
        schema = {"id": pl.Int64, "household_id": pl.Int64, "pattern": pl.Int64, "rounds_poor": pl.Int64, "priority": pl.Int64}
        frame = bulk.read(responses.live_in(later), schema)
        streak = _streak(frame["household_id"], frame["pattern"].cast(pl.UInt8).to_numpy(), later)
        moved = _chronic_points(streak) - _chronic_points(frame["rounds_poor"].to_numpy())
        changed = frame.with_columns(rounds_poor=pl.Series(streak), priority=pl.col("priority") + pl.Series(moved)).filter(
            pl.Series(streak != frame["rounds_poor"].to_numpy())
        )
        for chunk in changed.select("id", "rounds_poor", "priority").iter_slices(bulk.CHUNK):
            bulk.update(Response, chunk)
        rounds.changed(later)


def _chronic_points(rounds_poor: np.ndarray) -> np.ndarray:
    factor = next(factor for factor in priority.HOUSEHOLDS.factors if factor.code == "chronic_poverty")
    return np.clip(rounds_poor - factor.free, 0, factor.cap) * factor.points


def _known_sum(field: str) -> pl.Expr:
    """How many do; null where nobody asked about somebody (members of two files, one without the column)."""
    return pl.when(pl.col(field).is_null().any()).then(None).otherwise(pl.col(field).cast(pl.Int64).sum())


def _streak(household_ids: pl.Series, pattern: np.ndarray, round: Round) -> np.ndarray:
    """Rounds poor in a row up to this one, 0 for who is not poor."""
    before = rounds.before(round)
    streak = (pattern != 0).astype(np.int64)
    if before is None:
        return streak
    poor_then = responses.live_in(before).filter(rounds_poor__gt=0)
    then = bulk.read(poor_then, {"household_id": pl.Int64, "rounds_poor": pl.Int64})
    earlier = pl.DataFrame({"household_id": household_ids}).join(then, on="household_id", how="left", maintain_order="left")
    return np.where(streak, streak + earlier["rounds_poor"].fill_null(0).to_numpy(), 0)
