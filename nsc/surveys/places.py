"""The present place of a household is where its newest live answer found it."""

import polars as pl
from django.db.models import Q

from nsc import bulk
from nsc.registry import households
from nsc.surveys import responses
from nsc.surveys.models import Batch, Response, Round


def refresh(batch: Batch, *, but: pl.Series | None = None) -> int:
    """After a batch was published or withdrawn: how many of its households' places changed in the register. `but`: leaves these out."""
    touched = bulk.read(Response.objects.filter(batch=batch), {"household_id": pl.Int64})["household_id"]
    if but is not None:
        touched = touched.filter(~touched.is_in(but.implode()))
    return households.move(_newest(touched)) if touched.len() else 0


def refresh_all() -> int:
    return households.move(_newest())


def misplaced() -> int:
    """How many households the register shows elsewhere than their newest live answer found them: refresh() ended too early."""
    return households.out_of_place(_newest()).height


def _newest(household_ids: pl.Series | None = None) -> pl.DataFrame:
    """Where the newest live answer found these households, or all."""
    live = Q(pk__in=[])
    for each in Round.objects.all():
        live |= responses.live(each)
    schema = {"household_id": pl.Int64, "round__survey_year": pl.Int64, **households.PLACE}
    found = bulk.read_some(Response.objects.filter(live), "household_id", household_ids, schema)
    return found.sort("round_survey_year").unique("household_id", keep="last").drop("round_survey_year")
