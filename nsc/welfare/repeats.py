"""Of help that arrives by the hundred thousand: what is recorded already, and what is help of one kind within its interval.

Frames in, row numbers out. `rows`: row, household_id, person_id, kind, what, baht, on, organisation_id, programme_id. For verbs and
questions of rooms above, which have asked for the right.
"""

import polars as pl

from nsc import bulk
from nsc.welfare.models import Assistance, Programme
from nsc.welfare.rules import KINDS

STANDING = ("delivered", "confirmed")
SCHEMA = {
    "id": pl.Int64, "household_id": pl.Int64, "person_id": pl.Int64, "kind": pl.String, "what": pl.String, "baht": pl.Float64,
    "on": pl.Date, "organisation_id": pl.Int64, "road": pl.String,
}  # fmt: skip


def of_households(household_ids: pl.Series) -> pl.DataFrame:
    """SCHEMA of the help that stands, to these households."""
    standing = Assistance.objects.filter(state__in=STANDING)
    return bulk.read_some(standing, "household_id", household_ids.drop_nulls().unique(), SCHEMA)


def recorded(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """row and the id of the record that tells of the same help: of that household (and person, where both say one), kind, day and
    amount. An office's own earlier list may hold two such things with other words: there the words tell them apart."""
    here, there = (_counted(frame) for frame in (rows, known.rename({"what": "what_known", "person_id": "person_known"})))
    keys = ["household_id", "kind", "on", "satang"]
    both = here.join(there.select(*keys, "id", "what_known", "person_known", "office", "road"), on=keys, nulls_equal=True, suffix="_known")
    same_person = pl.col("person_id").is_null() | pl.col("person_known").is_null() | (pl.col("person_id") == pl.col("person_known"))
    own_list = (pl.col("road") == "list") & (pl.col("office") == pl.col("office_known"))
    found = both.filter(same_person, ~own_list | (pl.col("what") == pl.col("what_known")))
    return found.select("row", "id").unique("row", keep="first", maintain_order=True)


def double(rows: pl.DataFrame, known: pl.DataFrame) -> pl.Series:
    """Rows that give a household (or person, where both say one) help of a kind again before its interval is over, counted in calendar
    months: an allowance of January and one of February are no double help, whatever the days."""
    months = dict(Programme.objects.exclude(interval_months=None).values_list("pk", "interval_months"))
    by_kind = pl.col("kind").replace_strict({key: each for key, (_name, each) in KINDS.items()}, default=1, return_dtype=pl.Int64)
    own = pl.col("programme_id").replace_strict(months, default=None, return_dtype=pl.Int64) if months else pl.lit(None, pl.Int64)
    rows = rows.with_columns(interval=pl.coalesce(own, by_kind), month=_month())
    before = pl.concat(
        [
            known.select("household_id", "kind", other_row=pl.lit(-1, pl.Int64), other=_month(), other_person="person_id"),
            rows.select("household_id", "kind", other_row=pl.col("row").cast(pl.Int64), other="month", other_person="person_id"),
        ]
    )
    both = rows.select("row", "household_id", "kind", "person_id", "interval", "month").join(before, on=["household_id", "kind"])
    same_person = pl.col("person_id").is_null() | pl.col("other_person").is_null() | (pl.col("person_id") == pl.col("other_person"))
    near = (pl.col("month") - pl.col("other")).abs() < pl.col("interval")
    return both.filter(same_person, near, pl.col("other_row") < pl.col("row"))["row"].unique().sort()


def _counted(frame: pl.DataFrame) -> pl.DataFrame:
    """Money in whole satang: two floats of one amount need not be equal. No office is one office."""
    return frame.with_columns(satang=(pl.col("baht") * 100).round().cast(pl.Int64), office=pl.col("organisation_id").fill_null(0))


def _month() -> pl.Expr:
    return pl.col("on").dt.year().cast(pl.Int64) * 12 + pl.col("on").dt.month()
