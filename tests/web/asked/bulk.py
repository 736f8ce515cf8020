"""The casework's verbs for whole tables."""

import polars as pl
from django.utils import timezone

from nsc.casework import in_bulk, rolls
from nsc.ops.demonstration import work
from nsc.surveys import rounds
from nsc.welfare import grants
from tests.surveyed import OURS


def make(operator, case: int) -> object:
    return rolls.fiscal_year(timezone.localdate())


def addresses(made) -> dict[str, dict[str, object]]:
    return {}


def nothing() -> in_bulk.Work:
    return in_bulk.Work(**{name: pl.DataFrame(schema=schema) for name, schema in work.TABLES.items()})


QUESTIONS: dict[str, object] = {
    "in_bulk.waiting": lambda user, year: in_bulk.waiting(user, round=rounds.newest(), year=year, area=OURS),
    "in_bulk.listed": lambda user, year: bool(in_bulk.listed(user, year=year, area=OURS).height + 1),
    "in_bulk.take_over": lambda user, year: in_bulk.take_over(by=user, at=timezone.now(), work=nothing()),
    "grants.store": lambda user, year: bool(grants.store(by=user, at=timezone.now(), rows=pl.DataFrame(schema=grants.GIVEN)).len() + 1),
}
