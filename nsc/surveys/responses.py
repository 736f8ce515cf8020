"""Answers, version by version. Live is the version whose batch is published and which no published batch supersedes."""

from collections.abc import Iterable

import polars as pl
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from nsc import bulk
from nsc.errors import _
from nsc.surveys import name_words, rounds
from nsc.surveys.models import Batch, Member, Money, Response, Round

# Zero as part of the statement: SQLite uses a partial index only where it can read there that the condition holds.
_ZERO = RawSQL("0", ())
POOR = Q(pattern__gt=_ZERO)
TARGET = POOR & Q(validated__gt=_ZERO)

MONEY = tuple(field.name for field in Money._meta.fields if field.name != "response")
MONEY_NAMES = {
    "income_main": _("รายได้จากอาชีพหลัก"),
    "income_secondary": _("รายได้จากอาชีพรองหรืออาชีพเสริม"),
    "income_other": _("รายได้อื่น"),
    "income_in_kind": _("มูลค่าที่ทำ ปลูก เลี้ยงสัตว์ หาไว้กินเอง"),
    "expense_production": _("รายจ่ายต้นทุนการผลิต"),
    "expense_necessary": _("รายจ่ายอุปโภคบริโภคที่จำเป็น"),
    "expense_unnecessary": _("รายจ่ายอุปโภคบริโภคที่ไม่จำเป็น"),
    "expense_debt": _("รายจ่ายชำระหนี้สิน"),
    "debt_formal": _("หนี้ในระบบ"),
    "debt_fund": _("หนี้กองทุนชุมชน"),
    "debt_informal": _("หนี้นอกระบบ"),
    "is_saving": _("มีการเก็บออมเงิน"),
}
KEPT = {  # what a household row of a file says, as stored
    "household_no": pl.String, "area_code": pl.String, "part": pl.String, "authority_id": pl.Int64, "house_no": pl.String, "moo": pl.String,
    "lat": pl.Float64, "lon": pl.Float64, "surveyed_on": pl.Date, "surveyed_precision": pl.String, "income_per_person": pl.Float64,
    "answers": pl.String, "problems": pl.Int64,
}  # fmt: skip
PERSONAL = {  # what a member row of a file says, as stored
    "title": pl.String, "first_name": pl.String, "last_name": pl.String, "sex": pl.Int64, "born_on": pl.Date, "born_precision": pl.String,
    "relation": pl.String, "occupation": pl.String, "education": pl.String, "health": pl.Int64, "self_care": pl.Boolean,
    "welfare_registered": pl.Boolean, "welfare_validated": pl.Boolean, "applicable": pl.Int64, "failed": pl.Int64,
}  # fmt: skip


def published(round: Round) -> list[int]:
    return list(Batch.objects.filter(round=round, state=Batch.State.PUBLISHED).values_list("pk", flat=True))


def live(round: Round | int, batches: list[int] | None = None, prefix: str = "") -> Q:
    """The filter for live responses. `batches`: as if just these were published. `prefix`: e.g. "response__" from a member."""
    counted = published(round) if batches is None else batches
    return (
        Q(**{f"{prefix}round": round, f"{prefix}batch__in": counted})
        & (Q(**{f"{prefix}superseded_by": None}) | ~Q(**{f"{prefix}superseded_by__in": counted}))
    )  # fmt: skip


def live_in(round: Round) -> QuerySet[Response]:
    return Response.objects.filter(live(round))


def newest_of(household_id: int, *, until: int | None = None) -> Response | None:
    """The live answer of its newest round; of those until a survey year (CE), where one is said. One query: of one household there are few
    answers, so their batches are looked up from there."""
    published = Response.objects.filter(household=household_id, batch__state=Batch.State.PUBLISHED)
    newest = published.exclude(superseded_by__state=Batch.State.PUBLISHED).select_related("round").order_by("-round__survey_year")
    return (newest.filter(round__survey_year__lte=until) if until else newest).first()


def answers_of(household_id: int, *, beside: tuple[str, ...] = ()) -> list[Response]:
    """The live answers of every round, newest first. `beside`: relations read along."""
    any_live = Q(pk__in=[])
    for round in rounds.published():
        any_live |= live(round)
    found = Response.objects.filter(any_live, household=household_id).select_related("round__indicator_set", "batch", *beside)
    return sorted(found, key=lambda each: -each.round.survey_year)


MANY = {  # what `answers_of_many` tells of an answer
    "id": pl.Int64, "household_id": pl.Int64, "round_id": pl.Int64, "round__survey_year": pl.Int64, "round__indicator_set_id": pl.String,
    "surveyed_on": pl.Date, "income_per_person": pl.Float64,
    "answers": pl.String, "failed": pl.Int64, "problems": pl.Int64, "pattern": pl.Int64, "validated": pl.Int64, "rounds_poor": pl.Int64,
    "priority": pl.Int64, "specials": pl.Int64, "money__debt_informal": pl.Float64,
}  # fmt: skip


def answers_of_many(household_ids: list[int], of: Iterable[Round]) -> pl.DataFrame:
    """The live answers of these households (at most some thousand) in these rounds, newest first: the columns of MANY. Two queries."""
    counts: dict[int, list[int]] = {round.pk: [] for round in of}
    for batch, round in Batch.objects.filter(round__in=counts, state=Batch.State.PUBLISHED).values_list("pk", "round"):
        counts[round].append(batch)
    any_live = Q(pk__in=[])
    for counted in counts.values():
        any_live |= Q(of__in=counted) & (Q(superseded_by=None) | ~Q(superseded_by__in=counted))
    same = Response.objects.alias(of=F("batch_id") + 0)  # the batch is kept from the planner, as in was_asked
    return bulk.read(same.filter(any_live, household__in=household_ids).order_by("-round__survey_year", "pk"), MANY)


def to_be_asked_by_household(round: Round) -> QuerySet[Response]:
    """Live responses of a round, for filters that name their households. The batch is kept from the planner, as in was_asked."""
    counted = published(round)
    same = Response.objects.alias(of=F("batch_id") + 0).filter(of__in=counted)
    return same.filter(Q(superseded_by=None) | ~Q(superseded_by__in=counted))


def of_households(round: Round, household_ids: list[int]) -> dict[int, int]:
    """Live responses of a few households: response id → household id."""
    return dict(to_be_asked_by_household(round).filter(household__in=household_ids).values_list("pk", "household"))


def of_outer(round: Round) -> QuerySet[Response]:
    """For a filter on rows that have a household: its live answer in this round.

    Batch and round are kept from the planner: SQLite would walk a whole batch for every household instead of looking the household up.
    """
    counted = published(round)
    same = Response.objects.alias(of=F("batch_id") + 0).filter(household=OuterRef("household"), of__in=counted)
    return same.filter(Q(superseded_by=None) | ~Q(superseded_by__in=counted))


def was_asked(round: Round) -> Exists:
    """For a filter on responses: whether their household has a live one in this (other) round too."""
    return Exists(of_outer(round))


def stored(round: Round, household_ids: pl.Series | None = None) -> pl.DataFrame:
    """The live rows of a round with everything a file says of a household; of some households, or of all."""
    schema = {"id": pl.Int64, "household_id": pl.Int64, "row": pl.Int64, "batch_id": pl.Int64, "household__house_code": pl.String, **KEPT}
    schema |= dict.fromkeys(["applicable", "failed", "people", "registered", "validated"], pl.Int64)
    schema |= {f"money__{item}": pl.Boolean if item == "is_saving" else pl.Float64 for item in MONEY}
    rows = bulk.read_some(live_in(round), "household_id", household_ids, schema)
    return rows.rename({"id": "response_id", "household_house_code": "house_code"} | {f"money_{item}": item for item in MONEY})


def stored_members(round: Round, household_ids: pl.Series | None = None) -> pl.DataFrame:
    """The members of live rows, with the keyed index of their national id."""
    schema = {"id": pl.Int64, "response__household_id": pl.Int64, "row": pl.Int64, "batch_id": pl.Int64, "age": pl.Int64}
    schema |= {"person_id": pl.Int64, "person__national_id_index": pl.Binary, **PERSONAL}
    rows = bulk.read_some(Member.objects.filter(live(round, prefix="response__")), "response__household_id", household_ids, schema)
    return rows.rename({"response_household_id": "household_id", "person_national_id_index": "index", "id": "member_id"})


def found_in(round: Round, person_ids: pl.Series) -> pl.DataFrame:
    """person_id, household_id: where live answers of the round found these people."""
    schema = {"person_id": pl.Int64, "response__household_id": pl.Int64}
    rows = bulk.read_some(Member.objects.filter(live(round, prefix="response__")), "person_id", person_ids.unique(), schema)
    return rows.rename({"response_household_id": "household_id"})


def keys(round: Round) -> pl.DataFrame:
    """household_id, house_code, area_code, household_no, response_id of every live row."""
    schema = {
        "household_id": pl.Int64,
        "household__house_code": pl.String,
        "area_code": pl.String,
        "household_no": pl.String,
        "id": pl.Int64,
    }
    return bulk.read(live_in(round), schema).rename({"household_house_code": "house_code", "id": "response_id"})


def reserve(count: int) -> pl.Series:
    """Ids for so many responses to come."""
    return bulk.reserve(Response, count)


def add(batch: Batch, households: pl.DataFrame, members: pl.DataFrame, tick=lambda rows: None) -> None:
    """Stores new versions in short transactions; they count when their batch is published.

    `households`: response_id, household_id, row and what Response keeps; `members`: response_id, person_id, row, batch_id (null: this one).
    """
    rows = households.rename({"response_id": "id"}).with_columns(
        round_id=pl.lit(batch.round_id),
        batch_id=pl.lit(batch.pk),
    )
    stored = [
        "round_id",
        "household_id",
        "batch_id",
        "row",
        *KEPT,
        "applicable",
        "failed",
        "pattern",
        "people",
        "registered",
        "validated",
        "rounds_poor",
        "priority",
        "stages",
        "specials",
    ]
    asked = rows.filter(pl.any_horizontal(pl.col(MONEY).is_not_null()))
    people = name_words.added(members.with_columns(pl.col("batch_id").fill_null(batch.pk), year=pl.lit(batch.round.survey_year)))
    people = people.join(households.select("response_id", "area_code"), on="response_id", how="left", maintain_order="left")
    searched = ["year", "area_code", *name_words.WORDS]
    for model, frame, told in (
        (Response, rows.select("id", *stored), tick),
        (Money, asked.select(pl.col("id").alias("response_id"), *MONEY), lambda _rows: None),
        (
            Member,
            people.select("response_id", "person_id", "batch_id", "row", "age", *searched, *PERSONAL),
            tick,
        ),
    ):
        for chunk in frame.iter_slices(bulk.CHUNK):
            with transaction.atomic():
                rounds.still_in(batch)
                bulk.insert(model, chunk)
            told(chunk.height)


def supersede(response_ids: list[int], batch: Batch) -> None:
    """Says which versions this batch replaces. It takes effect when the batch is published, and ends when it is withdrawn."""
    for start in range(0, len(response_ids), bulk.CHUNK):
        with transaction.atomic():
            rounds.still_in(batch)
            bulk.update(
                Response, pl.DataFrame({"id": response_ids[start : start + bulk.CHUNK]}).with_columns(superseded_by_id=pl.lit(batch.pk))
            )


def sweep(batch: Batch) -> None:
    """Takes away what an import left behind that ended before it was published. Nobody has seen any of it."""
    Response.objects.filter(superseded_by=batch).update(superseded_by=None)
    while ids := list(Response.objects.filter(batch=batch).values_list("pk", flat=True)[: bulk.CHUNK]):
        low, high = min(ids), max(ids)
        with transaction.atomic():
            for model, key in ((Member, "response"), (Money, "response"), (Response, "pk")):
                rows = model._base_manager.filter(**{f"{key}__gte": low, f"{key}__lte": high})
                rows = rows.filter(batch=batch) if model is Response else rows.filter(response__batch=batch)
                rows._raw_delete(rows.db)
