"""The file of one household: who lives there, what they answered year by year, and why it ranks where it does."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

import numpy as np
import polars as pl
from django.utils.translation import gettext

from nsc import bulk
from nsc.access import audit, glass, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import authorities, places
from nsc.areas.places import Place
from nsc.poverty import priority
from nsc.poverty.masks import indicators_in
from nsc.registry import households as register
from nsc.registry import sensitive
from nsc.registry.models import Household
from nsc.reports.names import shown_name, worded
from nsc.surveys import assessment, people, residents, responses, sets
from nsc.surveys.models import Member, Response, Round
from nsc.surveys.names import HEAD


@dataclass(frozen=True)
class Resident:
    person_id: int
    name: str  # masked unless this user may read names
    is_head: bool
    relation: str
    sex: int
    age: int | None
    born_on: date | None
    born_precision: str
    stage: str  # msgid of the life stage, "" where the age is unknown
    occupation: str
    education: str
    health: int | None  # as self_care: None too where names are masked
    self_care: bool | None
    welfare_registered: bool | None
    welfare_validated: bool | None
    certain: tuple[int, ...]  # failed indicators that are this person's
    possible: tuple[int, ...]  # failed indicators that may be

    @property
    def is_disabled(self) -> bool:
        return self.health == Member.Health.DISABLED

    @property
    def is_chronic(self) -> bool:
        return self.health == Member.Health.CHRONIC


@dataclass(frozen=True)
class Year:
    """One round's answers. `verdicts`: one character an indicator, 1 passes, 0 fails, - does not apply."""

    year: int
    set: sets.Set
    verdicts: str
    pattern: int
    income_per_person: float | None
    threshold: int | None
    surveyed_on: date | None
    people: int
    priority: int
    source: str  # the file
    batch: int
    row: int
    money: tuple[tuple[str, float | bool], ...]  # answered items of reports.money.NAMES, baht (is_saving: yes or no); only with names


@dataclass(frozen=True)
class File:
    household_id: int
    house_code: str | None  # as house_no, lat and lon: only with names, for any neighbour knows who lives there
    place: Place
    authority: str
    house_no: str
    moo: str
    lat: float | None
    lon: float | None
    has_names: bool
    may_reveal_names: bool
    may_reveal: bool  # what is kept under seal
    may_record: bool
    recorded: dict[int, tuple[str, ...]]  # person → fields under seal; only for who may open or record them
    residents: tuple[Resident, ...]
    years: tuple[Year, ...]  # newest first
    of_household: tuple[int, ...]  # failed indicators that concern no single member
    problems: tuple[str, ...]  # in the reader's language, as `why` is; the sensitive ones only with names
    reasons: tuple[priority.Reason, ...]
    why: str
    version: str
    rank: int | None  # in its tambon, None where it is not poor
    tied: int
    rank_of: int
    emergency: glass.Opened | None = None  # it is open to this user because of one, for so long


_WITHHELD = (pl.lit(None, dtype=pl.Int64).alias("health"), pl.lit(None, dtype=pl.Boolean).alias("self_care"))


@dataclass(frozen=True)
class Opened:
    """A file and the rows it is made of, for what is told beside it: `answers` are the live ones, newest first."""

    file: File
    home: Household
    answers: tuple[Response, ...]
    resident: residents.Resident | None  # of whom it was opened


def file(user: User, household_id: int, *, at: datetime) -> File:
    """Recorded as an opening, or as one refused. OutOfSight where the user may not see the household, or nothing live is known of it."""
    return opened(user, household_id, at=at).file


def opened(user: User, household_id: int, *, at: datetime, person: int | None = None) -> Opened:
    """As `file`. `person`: whose page is opened, which the record then says; OutOfSight where the newest answer has no such person."""
    household = register.find(household_id)
    if household is None or not _may_open(user, household):
        audit.refused(by=user, at=at, household=household_id, place=household.area_code if household else "")
        raise scope.OutOfSight(str(household_id))

    @cache
    def may(permission: Permission) -> bool:
        return scope.may(user, permission, household.area_code, household.pk, household.authority_id)

    has_names = may(Permission.NAME_SEE)
    answers = responses.answers_of(household_id, beside=("money",) if has_names else ())
    if not answers:
        raise scope.OutOfSight(str(household_id))
    newest = answers[0]
    known = _members(newest)
    resident = residents.resident(user, at=at, household=household_id, person=person) if person else None
    if resident is None:  # else that has left its line, or found nobody
        audit.seen(by=user, at=at, what="household", on=household, place=household.area_code, count=newest.people)
    indicators = sets.of_code(newest.round.indicator_set_id)
    members = known if has_names else known.with_columns(_WITHHELD)
    concerned = people.concerned(members, np.zeros(members.height, np.int64), np.array([newest.failed], np.int64), indicators)
    counted = assessment.columns(known.select("age", "health", pl.col("self_care").cast(pl.Int8), response_id=pl.lit(newest.pk)))
    scored = assessment.scored_again(assessment.of_stored(newest), counted, newest.round)
    rank, tied, of = _rank(newest)
    hidden = frozenset() if has_names else people.telling(indicators)
    lat, lon = (household.lat, household.lon) if household.located_at else (newest.lat, newest.lon)
    found = File(
        household_id=household_id,
        house_code=household.house_code if has_names else None,
        place=places.place(newest.area_code),
        authority=_authority(newest),
        house_no=newest.house_no if has_names else "",
        moo=newest.moo,
        lat=lat if has_names else None,
        lon=lon if has_names else None,
        has_names=has_names,
        may_reveal_names=may(Permission.NAME_REVEAL),
        may_reveal=may(Permission.SENSITIVE_REVEAL),
        may_record=may(Permission.SENSITIVE_RECORD),
        recorded=_recorded(known["person_id"].to_list()) if may(Permission.SENSITIVE_REVEAL) or may(Permission.SENSITIVE_RECORD) else {},
        residents=tuple(_resident(row, has_names, concerned, n, hidden) for n, row in enumerate(members.iter_rows(named=True))),
        years=tuple(_year(each, has_names) for each in answers),
        of_household=indicators_in(int(concerned.household[0])),
        problems=tuple(
            worded(each) for each in sets.problems() if newest.problems >> (each.number - 1) & 1 and (has_names or not each.is_sensitive)
        ),
        reasons=tuple(scored.reasons(0) if has_names else priority.open_to_all(scored.reasons(0))),
        why=_why(scored, rank, tied, of) if has_names else "",
        version=newest.round.priority_version,
        rank=rank,
        tied=tied,
        rank_of=of,
        emergency=glass.running(user, household_id, at=at),
    )
    return Opened(found, household, tuple(answers), resident)


def _may_open(user: User, household: Household) -> bool:
    return scope.may(user, Permission.HOUSEHOLD_SEE, household.area_code, household.pk, household.authority_id)


def _recorded(person_ids: list[int]) -> dict[int, tuple[str, ...]]:
    return {person: tuple(each.field for each in found) for person, found in sensitive.recorded(person_ids).items()}


def _members(newest: Response) -> pl.DataFrame:
    kinds = responses.PERSONAL | {"age": pl.Int64, "person_id": pl.Int64}
    members = bulk.read(Member.objects.filter(response=newest).order_by("id"), kinds)
    return members.sort(~pl.col("relation").str.starts_with(HEAD), maintain_order=True)


def _resident(row: dict, has_names: bool, concerned, n: int, hidden: frozenset[int]) -> Resident:
    def open_to_all(mask: int) -> tuple[int, ...]:
        return tuple(each for each in indicators_in(mask) if each not in hidden)

    stage = people.stage_of(row["age"])
    kept = (
        "person_id",
        "sex",
        "age",
        "occupation",
        "education",
        "health",
        "self_care",
        "welfare_registered",
        "welfare_validated",
        "relation",
        "born_precision",
    )
    return Resident(
        name=shown_name(row, has_names),
        is_head=row["relation"].startswith(HEAD),
        born_on=row["born_on"] if has_names else None,
        stage=stage.name if stage else "",
        certain=open_to_all(int(concerned.certain[n])),
        possible=open_to_all(int(concerned.possible[n])),
        **{name: row[name] for name in kept},
    )


def _year(answer: Response, has_money: bool) -> Year:
    indicators = sets.of_code(answer.round.indicator_set_id)
    return Year(
        year=answer.round.survey_year,
        set=indicators,
        verdicts=answer.answers,
        pattern=answer.pattern,
        income_per_person=answer.income_per_person,
        threshold=sets.threshold(indicators, answer.round.survey_year),
        surveyed_on=answer.surveyed_on,
        people=answer.people,
        priority=answer.priority,
        source=answer.batch.source,
        batch=answer.batch_id,
        row=answer.row,
        money=_money(answer) if has_money else (),
    )


def _money(answer: Response) -> tuple[tuple[str, float | bool], ...]:
    told = getattr(answer, "money", None)  # files without the sheet have no row
    return tuple((item, value) for item in responses.MONEY if told and (value := getattr(told, item)) is not None)


def _authority(answer: Response) -> str:
    owner = authorities.find(answer.authority_id) if answer.authority_id else None
    return owner.name if owner else ""


def _rank(answer: Response) -> tuple[int | None, int, int]:
    """Rank, how many share it and among how many poor households, in its tambon."""
    if not answer.pattern:
        return None, 0, 0
    rows = _poor_of_tambon(answer.round, answer.area_code)
    scores = list(rows.values_list("priority", flat=True))
    return sum(score > answer.priority for score in scores) + 1, scores.count(answer.priority), len(scores)


def _poor_of_tambon(round: Round, area_code: str):
    return responses.live_in(round).filter(responses.POOR).filter(places.within(area_code[:6]))


def _why(scored: priority.Scored, rank: int | None, tied: int, of: int) -> str:
    if rank is None:
        return ""
    ranking = priority.Ranking(*(np.array([value], np.int32) for value in (rank, tied, of)))
    return priority.why(scored, ranking, 0, gettext)
