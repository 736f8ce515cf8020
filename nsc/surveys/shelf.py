"""What lists are narrowed and ordered by, of one round, column by column in the memory of the process: any filter is a few passes over
arrays, its count is exact, and no page of a list scans the database.

Kept until the round's `revision` is another: whatever changes live answers says so in its own transaction (rounds.changed), and every
request reads it anew, so that all processes turn to the new answers at once and none goes on with what was undone. No name and no door is
kept here; those are read for the rows that are shown. What belongs to rows of Homes holds on to those very rows: read again while a round
is being published, they could be others.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import RLock
from typing import Any

import numpy as np
import polars as pl
from django.db.models import Q
from numpy.typing import NDArray

from nsc import bulk
from nsc.poverty import priority, stages
from nsc.surveys import kinds, responses, rounds, sets
from nsc.surveys import people as residents
from nsc.surveys.models import Member, Money, Round

KEPT = 3  # of each kind: a few rounds. In a province some 2 MB for the poor, 16 for all households, 14 for people of the poor
UNKNOWN = -1
NUMBERS = {
    "id": np.int64,
    "household_id": np.int64,
    "authority_id": np.int32,
    "pattern": np.uint8,
    "failed": np.int64,
    "problems": np.int64,
    "people": np.int16,
    "validated": np.int16,
    "rounds_poor": np.uint8,
    "priority": np.int32,
    "stages": np.int32,
    "specials": np.uint8,
}
READ = dict.fromkeys(NUMBERS, pl.Int64) | {"income_per_person": pl.Float64, "area_code": pl.String, "house_no": pl.String}


@dataclass(frozen=True)
class Homes:
    """Live answers, the most urgent first, then as they came: [n] each. `validated` UNKNOWN where the file did not ask, `authority_id` 0
    where there is none; `income_per_person` nan where it is not known;
    `owes`: some informal debt; `area` is the village's code as a number; `door` the place of the house number among all, 2 before 11/1."""

    id: NDArray[np.int64]
    household_id: NDArray[np.int64]
    authority_id: NDArray[np.int32]
    pattern: NDArray[np.uint8]
    failed: NDArray[np.int64]
    problems: NDArray[np.int64]
    people: NDArray[np.int16]
    validated: NDArray[np.int16]
    rounds_poor: NDArray[np.uint8]
    priority: NDArray[np.int32]
    stages: NDArray[np.int32]
    specials: NDArray[np.uint8]
    income_per_person: NDArray[np.float64]
    owes: NDArray[np.bool_]
    area: NDArray[np.int32]
    door: NDArray[np.int32]

    def within(self, code: str) -> slice | NDArray[np.bool_]:
        """Those whose village lies in an area."""
        power = 10 ** (8 - len(code))
        return (self.area >= int(code) * power) & (self.area < (int(code) + 1) * power)

    @staticmethod
    def by_area(villages: NDArray[np.int32], digits: int) -> Iterator[tuple[str, int]]:
        """How many there are in each area, by its code; `villages`: as in `area`."""
        areas = villages // 10 ** (8 - digits)
        lowest = areas.min(initial=10**8)
        counts = np.bincount(areas - lowest)  # np.unique, which sorts or hashes, takes ten times as long
        for place in counts.nonzero()[0].tolist():
            yield str(place + lowest).zfill(digits), int(counts[place])


@dataclass(frozen=True)
class People:
    """Members of poor households, whom more concerns first, then as they came: [n] each. `home`: their household's row in `homes`;
    `stage`: the number of a life stage from 1, 0 where the age is not known; `age` and `card` UNKNOWN where they are not; `own`: bits of
    poverty.special that a person has alone; `certain` and `possible`: masks of the failed indicators that concern them."""

    homes: Homes
    id: NDArray[np.int64]
    home: NDArray[np.int32]
    age: NDArray[np.int16]
    sex: NDArray[np.uint8]
    stage: NDArray[np.uint8]
    own: NDArray[np.uint8]
    card: NDArray[np.int8]
    certain: NDArray[np.int64]
    possible: NDArray[np.int64]
    scored: priority.Scored


@dataclass(frozen=True)
class Marked:
    """Whoever is in a special group of persons, poor or not: [n] each, as in People. `response_id`: their household's answer."""

    response_id: NDArray[np.int64]
    own: NDArray[np.uint8]
    stage: NDArray[np.uint8]
    sex: NDArray[np.uint8]


_kept: dict[tuple, object] = {}  # in the order in which they came
_loading: dict[str, RLock] = defaultdict(RLock)  # by kind: who asks for one does not wait for the reading of another


def poor(round: Round) -> Homes:
    """Households that fail some dimension."""
    return keep(("poor", round.pk, round.revision), lambda: _homes(round, is_poor=True))


def everyone(round: Round) -> Homes:
    return keep(("everyone", round.pk, round.revision), lambda: _homes(round, is_poor=False))


def people(round: Round) -> People:
    """The people of the poor households of a round."""
    return keep(("people", round.pk, round.revision), lambda: _people(round))


def marked(round: Round) -> Marked:
    """The people of all households of a round who are in a special group."""
    return keep(("marked", round.pk, round.revision), lambda: _marked(round))


def was_asked(round: Round, homes: Homes) -> NDArray[np.bool_]:
    """Of these: whose household this other round knows too."""

    def read() -> NDArray[np.int64]:
        return np.sort(bulk.read(responses.live_in(round), {"household_id": pl.Int64})["household_id"].to_numpy())

    def look() -> tuple[Homes, NDArray[np.bool_]]:
        known = keep(("asked", round.pk, round.revision), read)
        place = np.searchsorted(known, homes.household_id)
        return homes, known[np.minimum(place, len(known) - 1)] == homes.household_id if len(known) else np.zeros(len(homes.id), bool)

    return keep(("known", round.pk, round.revision, id(homes)), look)[1]  # it holds on to these rows, so that no others get their id


def warm() -> None:
    """Reads the newest round, and who was poor and who was asked in the one before, before anybody asks: the first reader after a publish,
    or of a new process, does not wait."""
    *_earlier, before, newest = [None, None, *rounds.published()]
    if newest:
        for read in (poor, people, everyone, marked):
            read(newest)
        if before:
            poor(before)
            was_asked(before, poor(newest))


def keep(key: tuple, read: Callable[[], Any], most: int = KEPT) -> Any:
    """What `read` gives, made once; `key`: its kind first, and everything it depends on. Two who ask at once wait for one reading. `most`:
    how many of the kind are kept."""
    found = _kept.get(key)
    if found is None:
        with _loading[key[0]]:
            found = _kept.get(key)
            if found is None:
                found = _kept[key] = read()
                for old in [each for each in list(_kept) if each[0] == key[0]][:-most]:
                    _kept.pop(old)
    return found


def _homes(round: Round, *, is_poor: bool) -> Homes:
    rows = responses.live_in(round)
    frame = bulk.read(rows.filter(responses.POOR) if is_poor else rows, READ)
    frame = frame.sort(["priority", "id"], descending=[True, False]).with_columns(
        pl.col("validated").fill_null(UNKNOWN), pl.col("authority_id").fill_null(0)
    )
    owing = bulk.read(Money.objects.filter(debt_informal__gt=0, response__round=round), {"response_id": pl.Int64})
    return Homes(
        **{name: frame[name].to_numpy().astype(kind) for name, kind in NUMBERS.items()},
        income_per_person=frame["income_per_person"].cast(pl.Float64).fill_null(float("nan")).to_numpy(),
        owes=np.isin(frame["id"].to_numpy(), owing["response_id"].to_numpy()),
        area=frame["area_code"].cast(pl.Int32).to_numpy(),
        door=_doors(frame["house_no"]),
    )


def _doors(numbers: pl.Series) -> NDArray[np.int32]:
    first = pl.col("house_no").str.extract(r"^(\d{1,9})").cast(pl.Int64).fill_null(1 << 40)
    order = numbers.to_frame("house_no").select(place=pl.struct(first.alias("n"), pl.col("house_no")).rank("dense").cast(pl.Int32))
    return order["place"].to_numpy()


_ADULT = 18  # the welfare card is for those of this age and over
FEATURES = {"id": pl.Int64, "response_id": pl.Int64, "age": pl.Int64, "sex": pl.Int64, "health": pl.Int64, "self_care": pl.Boolean}
FEATURES |= {"occupation": pl.String, "welfare_validated": pl.Boolean, "applicable": pl.Int64, "failed": pl.Int64}


def _people(round: Round) -> People:
    homes, indicators = poor(round), sets.of_code(round.indicator_set_id)
    rows = Member.objects.filter(responses.live(round, prefix="response__")).exclude(response__pattern=0)
    frame = bulk.read(rows, FEATURES).filter(pl.col("response_id").is_in(homes.id)).with_columns(stage=kinds.stage(), own=kinds.own())
    by_id = np.argsort(homes.id)
    home = by_id[np.searchsorted(homes.id, frame["response_id"].to_numpy(), sorter=by_id)]
    concerned = residents.concerned(frame, home, homes.failed, indicators)
    ages = residents.ages(frame)
    card = frame["welfare_validated"].cast(pl.Int64).fill_null(UNKNOWN).to_numpy()
    membership = stages.of(stages.POPULATION_GROUPS, ages, residents.traits(frame))
    scored = priority.priority_of_person(
        pattern=homes.pattern[home],
        certain=concerned.certain,
        possible=concerned.possible,
        groups={group.code: membership[:, n] for n, group in enumerate(stages.POPULATION_GROUPS)},
        validated=card,
        adult=ages >= _ADULT,
    )
    order = np.lexsort((frame["id"].to_numpy(), -scored.score))
    return People(
        homes=homes,
        id=frame["id"].to_numpy()[order],
        home=home[order].astype(np.int32),
        age=ages[order].astype(np.int16),
        sex=frame["sex"].to_numpy()[order].astype(np.uint8),
        stage=frame["stage"].to_numpy()[order].astype(np.uint8),
        own=frame["own"].to_numpy()[order].astype(np.uint8),
        card=card[order].astype(np.int8),
        certain=concerned.certain[order],
        possible=concerned.possible[order],
        scored=scored.of(order),
    )


def _marked(round: Round) -> Marked:
    known = Q(health__in=(Member.Health.DISABLED, Member.Health.CHRONIC)) | Q(self_care=False)  # as kinds.own tells them
    wanted = ("response_id", "age", "sex", "health", "self_care")
    rows = Member.objects.filter(responses.live(round, prefix="response__"), known)
    frame = bulk.read(rows, {name: FEATURES[name] for name in wanted}).with_columns(stage=kinds.stage(), own=kinds.own())
    small = {name: frame[name].to_numpy().astype(np.uint8) for name in ("own", "stage", "sex")}
    return Marked(response_id=frame["response_id"].to_numpy(), **small)
