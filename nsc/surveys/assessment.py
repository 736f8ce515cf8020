"""From verdicts to who is poor, in which dimensions, and who comes first: one pass over the answers of a batch."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl
from django.db import transaction
from numpy.typing import NDArray

from nsc import bulk
from nsc.poverty import priority, stages, union
from nsc.surveys import kinds, responses, rounds, sets
from nsc.surveys.models import Member, Money, Response, Round

SMALL_CHILD, ELDERLY = 5, 60  # a small child is up to, an elderly person from, so many years
Columns = Mapping[str, NDArray]  # of answers or of members, by the name of the field; nan stands for what is not known


def _is_one(age: Any, health: Any, self_care: Any) -> dict[str, Any]:
    """By kind of dependant, who is one: of arrays, or of the columns of a frame. What is not known makes nobody one."""
    return {
        "small_children": age <= SMALL_CHILD,
        "elderly": age >= ELDERLY,
        "disabled": health == Member.Health.DISABLED,
        "chronic_dependants": (health == Member.Health.CHRONIC) & (self_care == False),  # noqa: E712
    }


DEPENDANTS = {name: each.sum().cast(pl.Int64) for name, each in _is_one(*map(pl.col, ("age", "health", "self_care"))).items()}


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
    return frame.with_columns(priority=pl.Series(scored(columns(frame), round).score.astype(np.int64))).drop(list(DEPENDANTS))


def columns(frame: pl.DataFrame) -> Columns:
    """The numbers of a frame."""
    return {name: frame[name].to_numpy() for name, kind in frame.schema.items() if kind.is_numeric()}


def scored(homes: Columns, round: Round) -> priority.Scored:
    """The priority of households (the columns that assess counts), with its contributions."""
    indicators = sets.of_code(round.indicator_set_id)
    threshold = sets.threshold(indicators, round.survey_year)
    debt_bit, problems = np.int64(1 << (sets.informal_debt() - 1)), homes["problems"]
    owes = np.nan_to_num(homes["debt_informal"]) > 0 if "debt_informal" in homes else np.zeros(len(problems), bool)
    income_gap = priority.shortfall(np.rint(_known(homes["income_per_person"])).astype(np.int64), threshold) if threshold else None
    return priority.priority_of_households(
        pattern=homes["pattern"].astype(np.uint8),
        failed=homes["failed"],
        dimension_map=indicators.map,
        **{name: homes[name] for name in DEPENDANTS},
        income_gap=np.full(len(problems), priority.UNKNOWN) if income_gap is None else income_gap,
        validated=_known(homes["validated"]).astype(np.int64),
        informal_debt=owes | ((problems & debt_bit) != 0),
        other_problems=np.bitwise_count(problems & ~debt_bit),
        rounds_poor=homes["rounds_poor"],
    )


def _known(numbers: NDArray) -> NDArray:
    return np.nan_to_num(numbers, nan=priority.UNKNOWN)


def scored_again(homes: Columns, members: Columns, round: Round) -> priority.Scored:
    """The contributions behind stored priorities, row by row: what the reasons shown are made of. `homes`: id, failed, problems,
    income_per_person, pattern, validated, rounds_poor, debt_informal of answers; `members`: response_id, age, health, self_care of all of
    them. By arrays: for the fifty households of a page a frame takes five times as long."""
    in_order = homes["id"].argsort()
    home = in_order[np.searchsorted(homes["id"], members["response_id"], sorter=in_order)]
    of_kind = _is_one(members["age"], members["health"], members["self_care"])
    counts = {name: np.bincount(home[is_one], minlength=len(in_order)) for name, is_one in of_kind.items()}
    return scored({**homes, **counts}, round)


def of_stored(stored: Response) -> Columns:
    """One answer as `scored_again` takes it."""
    owed = Money.objects.filter(response=stored).values_list("debt_informal", flat=True).first()
    whole = {name: np.array([getattr(stored, name)]) for name in ("id", "failed", "problems", "pattern", "rounds_poor")}
    told = {"validated": stored.validated, "income_per_person": stored.income_per_person, "debt_informal": owed}
    return whole | {name: np.array([value], float) for name, value in told.items()}


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
