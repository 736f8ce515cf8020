"""The casework's verbs for whole tables: a year of work taken over at once, from another system or for the demonstration.

What the verbs check one by one is checked here of every row: each road that a case has walked is walked again on the table of roads, every
day lies in order and none in the future. All of it goes in or nothing. One line in the audit for the whole, and for each thing that
happened its line on the household's timeline.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import pairwise

import polars as pl
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from nsc import bulk
from nsc.access import audit, scope
from nsc.access.models import Reach, User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.casework import holidays, roads, sight
from nsc.casework.models import AfterCheck, Case, CasePlan, Event, Given, Need, Referral, Step, Target, UseCheck, Visit
from nsc.casework.models.cases import NOTE
from nsc.errors import Refused, _
from nsc.files import keys
from nsc.surveys import responses
from nsc.surveys.models import Member, Round

_text, _number, _day, _yes = pl.String, pl.Int64, pl.Date, pl.Boolean
MARKS = ("visited_on", "planned_on", "referred_on", "helped_on", "followed_up_on", "out_on", "relapsed_on")
# What each table holds. Rows name each other by `key`, a number of their own, and their case by its household.
CASES = {
    "household_id": _number, "path": _text, "opened_on": _day, "state_on": _day, "closed_on": _day, "outcome": _text, "triage": _text,
    "mentor_id": _number, "is_emergency": _yes, **dict.fromkeys(MARKS, _day),
}  # fmt: skip
VISITS = {
    "key": _number, "household_id": _number, "purpose": _text, "state": _text, "planned_on": _day, "on": _day, "view": _text,
    "people": _number, "income_per_person": pl.Float64, "debt_formal": _number, "debt_informal": _number, "round_id": _number,
    "answers": _text, "applicable": _number, "failed": _number, "pattern": _number, "missed_because": _text, "next_on": _day,
}  # fmt: skip
NEEDS = {
    "key": _number, "household_id": _number, "visit": _number, "person_id": _number, "stage": _text, "dimension": _text,
    "indicator": _number, "set_code": _text, "text": _text, "urgency": _text, "state": _text, "on": _day, "met_on": _day,
}  # fmt: skip
PLANS = {
    "key": _number, "household_id": _number, "goal": _text, "state": _text, "on": _day, "agreed_on": _day, "decided_on": _day,
    "is_moderate": _yes, "is_reasonable": _yes, "is_resilient": _yes, "has_knowledge": _yes, "has_virtue": _yes,
}  # fmt: skip
STEPS = {
    "key": _number, "plan": _number, "place": _number, "need": _number, "person_id": _number, "measure_id": _number, "what": _text,
    "who": _text, "office": _text, "due_on": _day, "baht": pl.Float64, "money_from": _text, "state": _text, "done_on": _day,
}  # fmt: skip
REFERRALS = {
    "key": _number, "household_id": _number, "need": _number, "step": _number, "organisation_id": _number, "state": _text, "turn": _text,
    "what": _text, "letter_number": _text, "drafted_on": _day, "sent_on": _day, "due_on": _day, "received_on": _day, "answered_on": _day,
    "completed_on": _day,
}  # fmt: skip
GIVEN = {
    "key": _number, "household_id": _number, "assistance_id": _number, "need": _number, "step": _number, "referral": _number, "on": _day,
    "baht": pl.Float64, "organisation_id": _number, "is_emergency": _yes, "told_on": _day, "regularised_on": _day,
}  # fmt: skip
USE_CHECKS = {"given": _number, "on": _day, "use": _text, "text": _text}


@dataclass(frozen=True)
class Work:
    """Tables with the columns named above."""

    cases: pl.DataFrame
    visits: pl.DataFrame
    needs: pl.DataFrame
    plans: pl.DataFrame
    steps: pl.DataFrame
    referrals: pl.DataFrame
    given: pl.DataFrame
    use_checks: pl.DataFrame


@dataclass(frozen=True)
class Found:
    """Of the households that wait for a case: `homes` by household, `people` by person, both as the round has them."""

    homes: pl.DataFrame
    people: pl.DataFrame


HOMES = {
    "household_id": _number, "area_code": _text, "authority_id": _number, "people": _number, "income_per_person": pl.Float64,
    "answers": _text, "applicable": _number, "failed": _number, "pattern": _number, "priority": _number,
}  # fmt: skip


def waiting(user: User, *, round: Round, year: int, area: str = "", states: Collection[str] = ("certified",)) -> Found:
    """The targets of a fiscal year (CE) in an area and in these states that have no case yet, with what the round says of them and their
    people's ages."""
    scope.require(user, Permission.CASE_OPEN, place=area or settings.PROVINCE)
    listed = sight.in_use().filter(places.within(area or settings.PROVINCE), roll__fiscal_year=year, state__in=states)
    wanted = bulk.read(listed, {"household_id": _number})["household_id"].unique()
    begun = bulk.read(Case.objects.all(), {"household_id": _number})["household_id"]
    wanted = wanted.filter(~wanted.is_in(begun.implode()))
    asked = bulk.read(responses.live_in(round).filter(places.within(area or settings.PROVINCE)), HOMES | {"id": _number})
    homes = asked.filter(pl.col("household_id").is_in(wanted.implode())).sort("household_id")
    schema = {"response_id": _number, "person_id": _number, "age": _number, "sex": _number, "health": _number}
    members = Member.objects.filter(
        responses.live(round, prefix="response__"), places.within(area or settings.PROVINCE, "response__area_code")
    )
    people = (
        bulk.read(members, schema).join(homes.select("household_id", response_id="id"), on="response_id").sort("household_id", "person_id")
    )
    return Found(homes.drop("id"), people.drop("response_id"))


def listed(user: User, *, year: int, area: str, states: Collection[str] = ("listed",)) -> pl.DataFrame:
    """target, household_id, area_code, state of the targets of a fiscal year (CE) there, those in these states; in order of place."""
    scope.require(user, Permission.TARGET_VERIFY, place=area)
    rows = sight.in_use().filter(places.within(area), roll__fiscal_year=year, state__in=states)
    found = bulk.read(rows, {"id": _number, "household_id": _number, "area_code": _text, "state": _text})
    return found.rename({"id": "target"}).sort("area_code", "target")


@transaction.atomic
def take_over(*, by: User, at: datetime, work: Work) -> dict[str, int]:
    """How many of each. By who holds the whole province. Refused where a household has a case already, a road or a day cannot be."""
    for permission in (Permission.CASE_OPEN, Permission.VISIT_RECORD, Permission.PLAN_APPROVE, Permission.REFERRAL_SIGN):
        scope.require(by, permission, place=settings.PROVINCE)
    today = timezone.localdate(at)
    _check(work, today)
    case = _cases(by, work.cases, holidays.own())
    told = {"by_id": pl.lit(by.pk)}
    visit = _stored(Visit, work.visits, told | {"case_id": case, "at": "on|planned_on"}, leave=["household_id"])
    placed = {"case_id": case, "visit_id": ("visit", visit), "at": "on", **_sealed(work.needs, "text")}
    need = _stored(Need, _in_place(work.needs), told | placed, leave=["visit", "text"])
    decided = {"decided_by_id": _by_if(by, "decided_on"), "decided_at": "decided_on"}
    agreed = told | decided | {"case_id": case, "version": pl.lit(1), "at": "on"}
    plan = _stored(CasePlan, work.plans, agreed, leave=["household_id", "on", "decided_on"])
    linked = {"plan_id": ("plan", plan), "need_id": ("need", need), **_sealed(work.steps, "what")}
    step = _stored(Step, work.steps, linked, leave=["plan", "need", "what"])
    referral = _referrals(by, work.referrals, case, need, step)
    linked = {"case_id": case, "need_id": ("need", need), "step_id": ("step", step), "referral_id": ("referral", referral)}
    given = _stored(Given, work.given, linked, leave=["household_id", "need", "step", "referral", "on", "baht", "organisation_id"])
    checks = work.use_checks.with_columns(key=pl.int_range(work.use_checks.height, dtype=pl.Int64))
    _stored(UseCheck, checks, told | {"given_id": ("given", given), "at": "on", **_sealed(checks, "text")}, leave=["given", "text"])
    _after_checks(by, work.cases, case, today)
    _reaches(work.cases)
    _events(by, work, case, {"visits": visit, "needs": need, "plans": plan, "referrals": referral})
    counted = {field.name: getattr(work, field.name).height for field in fields(work)}
    detail = " ".join(f"{name}={count}" for name, count in counted.items())
    audit.record(by=by, at=at, verb="case.open", place=settings.PROVINCE, count=work.cases.height, detail=f"in bulk {detail}")
    bulk.tell_the_planner(Case, Visit, Need, Event, Given)
    return counted


# — what must hold —


def _check(work: Work, today: date) -> None:
    for path in work.cases["path"].unique():
        for current, to in pairwise(["opened", *path.split(">")[1:]]):
            roads.step(current, to, roads.CASE_NEXT, roads.CASE_NAMES)
    for table, names in (("visits", roads.VISIT_NAMES), ("needs", roads.NEED_NAMES), ("plans", roads.PLAN_NAMES),
                         ("steps", roads.STEP_NAMES), ("referrals", roads.REFERRAL_NAMES)):  # fmt: skip
        if unknown := set(getattr(work, table)["state"].unique()) - names.keys():
            raise Refused(_("มีสถานะที่ระบบไม่รู้จัก: {state}"), state=", ".join(sorted(unknown)))
    marks = pl.max_horizontal("opened_on", "closed_on", *MARKS)
    if work.cases.filter((marks > today) | (pl.min_horizontal(*MARKS, "closed_on") < pl.col("opened_on"))).height:
        raise Refused(_("มีเคสที่วันที่ไม่เรียงลำดับ หรืออยู่ในอนาคต"))
    early = work.given.join(work.cases.select("household_id", "opened_on"), on="household_id").filter(pl.col("on") < pl.col("opened_on"))
    late = work.visits.filter(pl.col("on") > today)
    if early.height or late.height or work.given.filter(pl.col("on") > today).height:
        raise Refused(_("มีการเยี่ยมหรือการช่วยเหลือที่วันที่ไม่เรียงลำดับ หรืออยู่ในอนาคต"))
    known = bulk.read(Case.objects.filter(is_newest=True), {"household_id": _number})["household_id"]
    if (count := work.cases["household_id"].is_in(known.implode()).sum()) or work.cases["household_id"].is_duplicated().any():
        raise Refused(_("มีครัวเรือนที่มีเคสอยู่แล้ว {count} ครัวเรือน"), count=count)


# — rows —


def _cases(by: User, rows: pl.DataFrame, own) -> Mapping[int, int]:
    """Case by household."""
    schema = {"household_id": _number, "id": _number, "area_code": _text, "authority_id": _number, "pattern": _number, "priority": _number}
    target = bulk.read(sight.in_use().order_by("roll__fiscal_year", "priority"), schema)
    newest = target.unique("household_id", keep="last").rename({"id": "target_id"})
    rows = rows.join(newest, on="household_id", how="left", maintain_order="left")
    if rows["target_id"].null_count():
        raise Refused(_("มีครัวเรือนที่ไม่อยู่ในบัญชีเป้าหมาย"))
    state = pl.col("path").str.split(">").list.last()
    due = {(state, on): roads.due(state, on, own) for state, on in rows.select(state, "state_on").unique().iter_rows()}
    rows = rows.with_columns(state=state, id=bulk.reserve(Case, rows.height), fiscal_year=_fiscal(pl.col("opened_on")))
    rows = rows.with_columns(
        turn=pl.col("state").replace_strict(roads.TURN),
        due_on=pl.Series([due[key] for key in rows.select("state", "state_on").iter_rows()], dtype=pl.Date),
        opened_at=_at("opened_on"), opened_by_id=pl.lit(by.pk), is_newest=pl.lit(True), escalations=pl.lit(0),
    )  # fmt: skip
    stored = rows.drop("path", "state_on", "opened_on")
    stored = stored.with_columns(**_defaults(Case, stored.columns))
    for chunk in stored.iter_slices(bulk.CHUNK):
        bulk.insert(Case, chunk)
    return dict(rows.select("household_id", "id").iter_rows())


def _stored(model: type[models.Model], rows: pl.DataFrame, told: Mapping[str, object], leave: list[str]) -> dict[int, int]:
    """Inserts rows with more columns; the new id by `key`. Told as: an expression or series; ids by household (a mapping); (column, ids by
    key); or the name of the day that becomes a moment, the next where it is empty."""
    ids = bulk.reserve(model, rows.height)
    columns = {}
    for name, how in told.items():
        if isinstance(how, Mapping):
            columns[name] = pl.col("household_id").replace_strict(how, return_dtype=pl.Int64)
        elif isinstance(how, tuple):
            columns[name] = pl.col(how[0]).replace_strict(how[1], default=None, return_dtype=pl.Int64)
        else:
            columns[name] = _at(*how.split("|")) if isinstance(how, str) else how
    stored = rows.with_columns(id=ids, **columns).drop("key", *leave)
    stored = stored.with_columns(**_defaults(model, stored.columns))
    for chunk in stored.iter_slices(bulk.CHUNK):
        bulk.insert(model, chunk)
    return dict(zip(rows["key"], ids, strict=True))


def _defaults(model: type[models.Model], columns: list[str]) -> dict[str, pl.Expr]:
    """Of what the model fills in itself where nobody says it: a plain insert does not."""
    left = (field for field in model._meta.concrete_fields if field.column not in columns and not field.null)
    return {field.column: pl.lit(field.get_default()) for field in left}


def _in_place(rows: pl.DataFrame) -> pl.DataFrame:
    """With the place of their household, which needs and referrals carry for their lists."""
    place = bulk.read(Target.objects.all(), {"household_id": _number, "area_code": _text, "authority_id": _number}).unique("household_id")
    return rows.join(place, on="household_id", how="left", maintain_order="left")


def _referrals(by: User, rows: pl.DataFrame, case: Mapping, need: Mapping, step: Mapping) -> dict[int, int]:
    is_sent, is_answered = pl.col("sent_on").is_not_null(), pl.col("answered_on").is_not_null()
    me = pl.lit(by.pk)
    told = {
        "case_id": case, "need_id": ("need", need), "step_id": ("step", step), "by_id": me, "at": "drafted_on",
        "purpose": pl.lit("referral"), "letter_on": pl.col("sent_on"), "sent_at": "sent_on", "received_at": "received_on",
        "answered_at": "answered_on", "completed_at": "completed_on", "signed_by_id": pl.when(is_sent).then(me),
        "answered_by_id": pl.when(is_answered).then(me), **_sealed(rows, "what"),
    }  # fmt: skip
    leave = ["need", "step", "what", "drafted_on", "sent_on", "received_on", "answered_on", "completed_on"]
    return _stored(Referral, _in_place(rows), told, leave)


def _after_checks(by: User, rows: pl.DataFrame, case: Mapping[int, int], today: date) -> None:
    """At 6 and 12 months after a case came out of poverty; what is long past was found to last. A relapse is a check that found it."""
    out = rows.filter(pl.col("out_on").is_not_null())
    checks = [
        out.select("household_id", kind=pl.lit(str(months)), due_on=pl.col("out_on").dt.offset_by(f"{months}mo")) for months in (6, 12)
    ]
    lasting = pl.concat(checks).with_columns(on=pl.when(pl.col("due_on") < today).then("due_on"), relapsed=pl.lit(value=False))
    back = rows.filter(pl.col("relapsed_on").is_not_null())
    fallen = back.select("household_id", kind=pl.lit("6"), due_on="relapsed_on", on="relapsed_on", relapsed=pl.lit(value=True))
    found = pl.concat([lasting, fallen])
    found = found.with_columns(
        has_relapsed=pl.when(pl.col("on").is_not_null()).then("relapsed"), by_id=_by_if(by, "on"), at=_at("on"), key=pl.int_range(pl.len())
    )
    _stored(AfterCheck, found, {"case_id": case}, leave=["household_id", "relapsed"])


def _reaches(rows: pl.DataFrame) -> None:
    """The mentor of an open case holds its household."""
    held = rows.filter(pl.col("mentor_id").is_not_null(), pl.col("closed_on").is_null())
    given = set(Reach.objects.filter(purpose="mentor", ended_at=None).values_list("user", "household_id"))
    pairs = [pair for pair in held.select("mentor_id", "household_id").iter_rows() if pair not in given]
    Reach.objects.bulk_create((Reach(user_id=user, household_id=household, purpose="mentor") for user, household in pairs), batch_size=1000)


# — the timeline —


def _events(by: User, work: Work, case: Mapping[int, int], ids: Mapping[str, Mapping[int, int]]) -> None:
    lines = pl.concat(list(_happened(work, ids)), how="diagonal_relaxed").drop_nulls("on")
    lines = lines.sort("on", "household_id", maintain_order=True)
    lines = lines.with_columns(
        id=bulk.reserve(Event, lines.height), by_id=pl.lit(by.pk), at=_at("on"), case_id=pl.col("household_id").replace_strict(case)
    )
    for chunk in lines.iter_slices(bulk.CHUNK):
        bulk.insert(Event, chunk)


def _happened(work: Work, ids: Mapping[str, Mapping[int, int]]) -> Iterator[pl.DataFrame]:
    def told(rows: pl.DataFrame, kind: str, on: str, what: str | pl.Expr = "", record: Mapping[int, int] | None = None, *more: str):
        """`what`: a code, or the column that holds it."""
        number = pl.col("key").replace_strict(record, return_dtype=pl.Int64) if record else pl.lit(None, dtype=pl.Int64)
        what = pl.lit(what) if isinstance(what, str) else what
        return rows.select("household_id", *more, on=pl.col(on), kind=pl.lit(kind), what=what, record=number)

    plan_home = dict(work.plans.select("key", "household_id").iter_rows())
    steps = work.steps.with_columns(household_id=pl.col("plan").replace_strict(plan_home, return_dtype=pl.Int64))
    given_home = dict(work.given.select("key", "household_id").iter_rows())
    checks = work.use_checks.with_columns(household_id=pl.col("given").replace_strict(given_home, return_dtype=pl.Int64))
    done, missed = work.visits.filter(pl.col("state") == "done"), work.visits.filter(pl.col("state") == "missed")
    accepted = work.referrals.filter(pl.col("state").is_in(["accepted", "completed"]))
    declined = work.referrals.filter(pl.col("state") == "declined")
    yield told(work.cases, "case.open", "opened_on")
    yield told(work.cases.filter(pl.col("triage") != ""), "case.triage", "opened_on", pl.col("triage"))
    yield told(work.cases.filter(pl.col("mentor_id").is_not_null()), "case.assign", "opened_on")
    yield told(done, "visit.record", "on", pl.col("purpose"), ids["visits"])
    yield told(missed, "visit.miss", "planned_on", pl.col("missed_because"), ids["visits"])
    yield told(work.needs, "need.record", "on", pl.col("dimension"), ids["needs"])
    yield told(work.needs, "need.meet", "met_on", pl.col("dimension"), ids["needs"])
    yield told(work.plans, "plan.agree", "agreed_on", pl.col("goal"), ids["plans"])
    yield told(work.plans, "plan.approve", "decided_on", pl.col("goal"), ids["plans"])
    yield told(steps, "step.finish", "done_on", pl.col("who"))
    yield told(work.referrals, "referral.sign", "sent_on", "", ids["referrals"], "organisation_id")
    yield told(accepted, "referral.accept", "answered_on", "", ids["referrals"], "organisation_id")
    yield told(declined, "referral.decline", "answered_on", "", ids["referrals"], "organisation_id")
    yield told(work.referrals, "referral.complete", "completed_on", "", ids["referrals"], "organisation_id")
    given = work.given.with_columns(key=pl.col("assistance_id"))
    helped = {number: number for number in given["key"]}
    yield told(given, "assistance.grant", "on", "delivered", helped, "organisation_id", "baht")
    yield told(checks, "assistance.check", "on", pl.col("use"))
    yield told(work.cases, "case.close", "closed_on", pl.col("outcome"))
    yield told(work.cases, "case.reopen", "relapsed_on", "relapse")


# — columns —


def _at(*days: str) -> pl.Expr:
    """Ten in the morning of the first of these days that is known, as the databases keep a moment."""
    return pl.coalesce(*days).dt.to_string("%Y-%m-%d 03:00:00")


def _fiscal(on: pl.Expr) -> pl.Expr:
    return on.dt.year() + (on.dt.month() >= 10).cast(pl.Int32)


def _by_if(by: User, day: str) -> pl.Expr:
    return pl.when(pl.col(day).is_not_null()).then(pl.lit(by.pk))


def _sealed(rows: pl.DataFrame, column: str) -> dict[str, pl.Series]:
    """The column of words, sealed; empty where nothing is said."""
    said = rows[column].fill_null("")
    values = keys.seal_many(said.filter(said != "").to_list(), purpose=NOTE)
    sealed = iter(values)
    return {f"{column}_sealed": pl.Series([next(sealed) if each else None for each in said], dtype=pl.Binary)}
