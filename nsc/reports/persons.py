"""Which people of poor households come first in an area, and why: their own stage and needs, and which failed indicators concern them."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl
from django.db.models import Q

from nsc import bulk
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.errors import Refused, _
from nsc.poverty import priority, stages
from nsc.poverty.concern import Concern
from nsc.poverty.masks import indicators_in
from nsc.reports.names import shown_name
from nsc.reports.place import Here, here
from nsc.surveys import people, responses
from nsc.surveys.models import Member

PER_PAGE = 50
ADULT = 18
FEATURES = {"id": pl.Int64, "age": pl.Int64, "health": pl.Int64, "self_care": pl.Boolean, "occupation": pl.String}
FEATURES |= {"welfare_validated": pl.Boolean, "applicable": pl.Int64, "failed": pl.Int64}
FEATURES |= {"response__pattern": pl.Int64, "response__failed": pl.Int64}
SHOWN = ("id", "title", "first_name", "last_name", "age", "response__household_id", "response__area_code")


@dataclass(frozen=True)
class Line:
    household_id: int
    rank: int
    tied: int
    name: str  # masked unless this user may read names
    age: int | None
    stage: str
    place: str
    certain: tuple[int, ...]
    possible: tuple[int, ...]
    score: int
    reasons: tuple[priority.Reason, ...]


@dataclass(frozen=True)
class Ranked:
    here: Here
    lines: tuple[Line, ...]
    total: int
    first: int
    has_names: bool


def ranked(
    user: User,
    *,
    at: datetime,
    area: str = "",
    year: int | None = None,
    authority: int | None = None,
    stage: str = "",
    page: int = 1,
) -> Ranked:
    """One page of the people of poor households. Scored anew at each question, so an area larger than an amphoe is refused."""
    where = here(user, Permission.HOUSEHOLD_SEE, area=area, year=year, authority=authority)
    if where.digits < 4 and not where.authority:
        raise Refused(_("โปรดเลือกอำเภอก่อน รายชื่อบุคคลจัดลำดับได้ครั้งละหนึ่งอำเภอ"))
    frame = _members(where, stage)
    scored, concerned = _scored(frame, where)
    ranking = priority.ranks(scored.score)
    order = np.lexsort((frame["id"].to_numpy(), ranking.rank))
    first = max(0, min(page - 1, (frame.height - 1) // PER_PAGE)) * PER_PAGE
    has_names = scope.may(user, Permission.NAME_SEE, where.place.code, authority=where.authority_id)
    chosen = order[first : first + PER_PAGE].tolist()
    rows = {row["id"]: row for row in Member.objects.filter(pk__in=frame["id"][chosen].to_list()).values(*SHOWN)}
    hidden = frozenset() if has_names else people.telling(where.set)
    lines = tuple(_line(rows[frame["id"][n]], scored, ranking, concerned, n, has_names, hidden) for n in chosen)
    if has_names and lines:
        audit.seen(
            by=user,
            at=at,
            what="person_list",
            place=where.place.code,
            count=len(lines),
            detail=f"{where.round.survey_year} page {page}",
            households=[line.household_id for line in lines],
        )
    return Ranked(where, lines, frame.height, first + 1 if lines else 0, has_names)


def _members(where: Here, stage: str) -> pl.DataFrame:
    poor = responses.live(where.round, prefix="response__")
    there = Q(response__authority=where.authority.id) if where.authority else places.within(where.place.code, "response__area_code")
    rows = Member.objects.filter(poor, there).exclude(response__pattern=0)
    chosen = next((each for each in stages.LIFE_STAGES if each.code == stage), None)
    if stage and chosen is None:
        raise Refused(_("ไม่รู้จักช่วงวัยนี้ โปรดเลือกจากรายการ"))
    if chosen:
        rows = rows.filter(age__gte=chosen.bounds[0], age__lte=chosen.bounds[1])
    return bulk.read(rows.order_by("id"), FEATURES)


def _scored(frame: pl.DataFrame, where: Here) -> tuple[priority.Scored, Concern]:
    failed = frame["response_failed"].to_numpy()
    concerned = people.concerned(frame, np.arange(frame.height), failed, where.set)
    ages, has = people.ages(frame), people.traits(frame)
    membership = stages.of(stages.POPULATION_GROUPS, ages, has)
    validated = frame["welfare_validated"].cast(pl.Int64).fill_null(priority.UNKNOWN).to_numpy()
    scored = priority.priority_of_person(
        pattern=frame["response_pattern"].cast(pl.UInt8).to_numpy(),
        certain=concerned.certain,
        possible=concerned.possible,
        groups={group.code: membership[:, n] for n, group in enumerate(stages.POPULATION_GROUPS)},
        validated=validated,
        adult=ages >= ADULT,
    )
    return scored, concerned


def _line(
    row: dict, scored: priority.Scored, ranking: priority.Ranking, concerned: Concern, n: int, has_names: bool, hidden: frozenset[int]
) -> Line:
    stage = people.stage_of(row["age"])
    return Line(
        household_id=row["response__household_id"],
        rank=int(ranking.rank[n]),
        tied=int(ranking.tied[n]),
        name=shown_name(row, has_names),
        age=row["age"],
        stage=stage.name if stage else "",
        place=places.name(row["response__area_code"]),
        certain=tuple(each for each in indicators_in(int(concerned.certain[n])) if each not in hidden),
        possible=tuple(each for each in indicators_in(int(concerned.possible[n])) if each not in hidden),
        score=int(scored.score[n]),
        reasons=tuple(scored.reasons(n) if has_names else priority.open_to_all(scored.reasons(n))),
    )
