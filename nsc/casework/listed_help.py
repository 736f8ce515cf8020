"""What help that came by a list means for the cases: a line on each household's timeline, the case it belongs to, the day it was helped.

By the ten thousand and in few statements. Inside verbs of rooms above, which have checked the right and leave the line of the audit.
"""

from collections.abc import Iterable
from datetime import date

import polars as pl
from django.db.models import Min

from nsc import bulk
from nsc.access.models import User
from nsc.casework.models import Case, Event, Given

GIVEN, TAKEN_BACK = "assistance.deliver", "assistance.withdraw"


def note(*, by: User, at: str, help_: pl.DataFrame) -> None:
    """`help_`: id, household_id, on, kind, baht, organisation_id. `at` as bulk.insert takes a moment."""
    if not help_.height:
        return
    cases = open_cases(help_["household_id"])
    told = help_.join(cases, on="household_id", how="left", maintain_order="left")
    lines = told.select("household_id", "case_id", "on", "baht", "organisation_id", kind=pl.lit(GIVEN), what="kind", record="id")
    bulk.insert(Event, lines.with_columns(by_id=pl.lit(by.pk), at=pl.lit(at)))
    of_cases = told.filter(pl.col("case_id").is_not_null())
    bulk.insert(Given, of_cases.select("case_id", assistance_id="id", is_emergency=pl.lit(value=False), meets_need=pl.lit(value=False)))
    first = of_cases.group_by("case_id").agg(pl.col("on").min())
    earlier = first.join(cases.select("case_id", "helped_on"), on="case_id").filter(
        pl.col("helped_on").is_null() | (pl.col("on") < pl.col("helped_on"))
    )
    bulk.update(Case, earlier.select(id="case_id", helped_on="on"))


def open_cases(household_ids: pl.Series) -> pl.DataFrame:
    """household_id, case_id, helped_on of the cases that are open."""
    schema = {"household_id": pl.Int64, "id": pl.Int64, "helped_on": pl.Date}
    return bulk.read_some(Case.objects.exclude(state="closed"), "household_id", household_ids.drop_nulls().unique(), schema).rename(
        {"id": "case_id"}
    )


def take_back(*, by: User, at: str, on: date, help_: pl.DataFrame) -> None:
    """`help_`: id, household_id of what was withdrawn. A case is helped from the first day of the help that still stands."""
    if not help_.height:
        return
    lines = help_.select("household_id", record="id", kind=pl.lit(TAKEN_BACK), what=pl.lit("list"), on=pl.lit(on))
    bulk.insert(Event, lines.with_columns(by_id=pl.lit(by.pk), at=pl.lit(at)))
    schema = {"assistance_id": pl.Int64, "case_id": pl.Int64}
    touched = bulk.read_some(Given.objects.all(), "assistance_id", help_["id"], schema)["case_id"].unique()
    _helped_from(touched.to_list())


def _helped_from(cases: Iterable[int]) -> None:
    numbers = sorted(cases)
    for start in range(0, len(numbers), 500):
        portion = Case.objects.select_for_update().filter(pk__in=numbers[start : start + 500]).order_by("pk")
        standing = Given.objects.filter(case__in=portion, assistance__state__in=["delivered", "confirmed"])
        first = dict(standing.values_list("case").annotate(day=Min("assistance__on")).order_by())
        for case in portion:
            if case.helped_on != first.get(case.pk):
                case.helped_on = first.get(case.pk)
                case.save(update_fields=["helped_on"])
