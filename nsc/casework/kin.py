"""Who lives in a household, and what of its newest answers is to be mended: for verbs and questions, which have made sure of the right.

What was measured again at a visit counts before an older survey."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from nsc import bulk
from nsc.casework.models import Visit
from nsc.poverty.masks import indicators_in
from nsc.surveys import people, responses, sets
from nsc.surveys.models import Member, Response
from nsc.surveys.names import shown_name

PLAIN = {"person_id": pl.Int64, "title": pl.String, "first_name": pl.String, "last_name": pl.String, "age": pl.Int64, "relation": pl.String}
ASKED = {"health": pl.Int64, "self_care": pl.Boolean, "occupation": pl.String, "applicable": pl.Int64, "failed": pl.Int64}


@dataclass(frozen=True)
class Kin:
    """`stage`: code of the life stage, "" where the age is unknown. `certain`, `possible`: failed indicators that are, may be, theirs."""

    person: int
    name: str  # masked for who may not read names
    age: int | None
    stage: str
    is_head: bool
    certain: tuple[int, ...] = ()
    possible: tuple[int, ...] = ()


@dataclass(frozen=True)
class Family:
    """`failed`: indicators that concern no single member. `why`: visit or survey, which told them. `on`: when it was asked."""

    kin: tuple[Kin, ...] = ()
    set_code: str = ""
    failed: tuple[int, ...] = ()
    why: str = "survey"
    on: date | None = None
    problems: tuple[str, ...] = ()  # codes

    @property
    def persons(self) -> frozenset[int]:
        return frozenset(each.person for each in self.kin)


def family(household: int, *, may_read: bool) -> Family:
    """Empty where no answer of the household counts."""
    newest = responses.newest_of(household)
    if newest is None:
        return Family()
    set_code, failed, why, on = _measured(newest, household)
    indicators = sets.of_code(set_code)
    rows = bulk.read(Member.objects.filter(response=newest).order_by("id"), PLAIN | ASKED)
    if set_code != newest.round.indicator_set_id:  # the members' own verdicts are those of another questionnaire
        rows = rows.with_columns(applicable=pl.lit(0, dtype=pl.Int64), failed=pl.lit(0, dtype=pl.Int64))
    found = people.concerned(rows, np.zeros(rows.height, np.int64), np.array([failed], np.int64), indicators)
    told = zip(rows.iter_rows(named=True), found.certain, found.possible, strict=True)
    return Family(
        kin=tuple(_kin(row, may_read, int(certain), int(possible)) for row, certain, possible in told),
        set_code=set_code,
        failed=indicators_in(int(found.household[0])),
        why=why,
        on=on,
        problems=tuple(each.code for each in sets.problems() if newest.problems >> (each.number - 1) & 1),
    )


def _measured(newest: Response, household: int) -> tuple[str, int, str, date | None]:
    """The set and the verdicts that hold: of a later visit that asked again, else of the survey."""
    again = Visit.objects.filter(case__household=household, state="done").exclude(answers="").select_related("round").order_by("-on", "-pk")
    visit = again.filter(on__gte=newest.surveyed_on).first() if newest.surveyed_on else again.first()
    if visit:
        return visit.round.indicator_set_id, visit.failed or 0, "visit", visit.on
    return newest.round.indicator_set_id, newest.failed, "survey", newest.surveyed_on


def _kin(row: dict, may_read: bool, certain: int, possible: int) -> Kin:
    stage = people.stage_of(row["age"])
    is_head = row["relation"].startswith("หัวหน้า")
    told = {"certain": indicators_in(certain), "possible": indicators_in(possible)}
    return Kin(row["person_id"], shown_name(row, may_read), row["age"], stage.code if stage else "", is_head, **told)


def names(household: int, persons: Collection[int], *, may_read: bool) -> dict[int, str]:
    """Of people of that household, as its newest answers that know them have it. One query; none for nobody."""
    if not persons:
        return {}
    rows = Member.objects.filter(person__in=persons, response__household=household).order_by("response__round__survey_year", "pk")
    fields = ("person_id", "title", "first_name", "last_name")
    return {row["person_id"]: shown_name(row, may_read) for row in rows.values(*fields)}
