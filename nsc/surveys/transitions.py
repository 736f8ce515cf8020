"""From the round before to this one: who escaped, fell, stayed, came and went, summed by area."""

import polars as pl
from django.db import transaction

from nsc import bulk
from nsc.poverty import change
from nsc.poverty.change import State
from nsc.surveys import responses, rounds, tallies
from nsc.surveys.models import Round, TransitionTally

SCHEMA = {"household_id": pl.Int64, "area_code": pl.String, "authority_id": pl.Int64, "pattern": pl.Int64, "people": pl.Int64}


def refresh(changed: Round) -> None:
    """After a round was published, corrected or withdrawn: its own transitions and those of the round after it."""
    for round in [changed, *rounds.after(changed)[:1]]:
        with transaction.atomic():
            rounds.lock(round)  # the years on both sides of it may be changing at once: whoever comes last counts both
            cube = _counted(round)
            old = TransitionTally.objects.filter(round=round)
            old._raw_delete(old.db)
            if cube is not None:
                tallies.put_all(round, TransitionTally, cube)


def of_areas(round: Round, *, digits: int, within: str = "", authority: int = tallies.ANY) -> dict[str, dict[State, tuple[int, int]]]:
    """(households, members) by state, for every area of that many digits in which anybody lives or lived."""
    found: dict[str, dict[State, tuple[int, int]]] = {}
    rows = tallies.rows_of(TransitionTally, round, digits, within, authority)
    for code, state, households, members in rows.values_list("area_code", "state", "households", "members"):
        found.setdefault(code, {})[State(state)] = (households, members)
    return found


def _counted(round: Round) -> pl.DataFrame | None:
    """Village rows; None where there is no round before or none of this one's answers count."""
    before = rounds.before(round)
    now = bulk.read(responses.live_in(round), SCHEMA) if before else None
    if now is None or not now.height:
        return None
    then = bulk.read(responses.live_in(before), SCHEMA)
    moves = change.transitions(_snapshot(then), _snapshot(now))
    after = now.with_columns(state=pl.Series(moves.after).cast(pl.Int64))
    gone = then.with_columns(state=pl.Series(moves.before).cast(pl.Int64)).filter(pl.col("state") >= State.GONE_POOR)
    counted = (
        pl.concat([after, gone])
        .group_by("area_code", "authority_id", "state")
        .agg(households=pl.len().cast(pl.Int64), members=pl.col("people").sum())
    )
    return tallies.both(counted).with_columns(round_id=pl.lit(round.pk), digits=pl.lit(8))


def _snapshot(rows: pl.DataFrame) -> change.Snapshot:
    return change.Snapshot(rows["household_id"].to_numpy(), rows["pattern"].cast(pl.UInt8).to_numpy(), rows["people"].to_numpy())
