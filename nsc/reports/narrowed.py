"""The sums of areas for any part of the people: of a target group, failing a dimension, of a life stage, a sex, a special group, and as the
province certified them.

What the survey knows is read from the cube. Who stands on a target roll is casework's, and counted from its rows: the people whom the live
answers of the round find in those households; where no survey found a household, those it told of itself when it was put on the roll.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Self

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

from nsc import thai
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import codes, places
from nsc.casework import rolls
from nsc.casework.models import Group, Roll, RollState, State, Target
from nsc.errors import Refused, _
from nsc.poverty import special
from nsc.poverty.stages import LIFE_STAGES
from nsc.poverty.tally import Count, Tally
from nsc.poverty.union import DIMENSIONS
from nsc.reports.place import Here, here
from nsc.surveys import kinds, responses, tallies
from nsc.surveys.models import Member, Round

CERTIFIED = "certified"
STAGES = tuple(each.code for each in LIFE_STAGES)
SEXES = {"male": Member.Sex.MALE, "female": Member.Sex.FEMALE}
OWN = {  # how a row of a member says that a person is in a special group
    "disabled": ("m.health = %s", Member.Health.DISABLED),
    "chronic": ("m.health = %s", Member.Health.CHRONIC),
    "cannot_help_self": ("m.self_care = %s", False),
}
NO_ROLL = _("ปีงบประมาณ {year} ยังไม่มีบัญชีเป้าหมายของกลุ่มนี้ที่ตรึงแล้ว จึงยังนับไม่ได้")
NONE_CERTIFIED = _("ศจพ.จ. ยังไม่ได้รับรองครัวเรือนใด จึงยังนับไม่ได้")


@dataclass(frozen=True)
class Asked:
    """Which people. `poor`: "certified", or any other word for those whom the survey's own sums tell (Tally.mpi_poor, .target_poor)."""

    poor: str = ""
    group: str = ""
    dimension: str = ""
    stage: str = ""
    sex: str = ""
    special: str = ""

    def __post_init__(self) -> None:
        known = (("group", Group.values), ("dimension", DIMENSIONS), ("stage", STAGES), ("sex", SEXES), ("special", special.CODES))
        if any(getattr(self, name) and getattr(self, name) not in values for name, values in known):
            raise Refused(_("ไม่รู้จักตัวกรองนี้ โปรดเลือกจากรายการ"))

    @property
    def is_listed(self) -> bool:
        """Only who stands on a target roll."""
        return bool(self.group) or self.poor == CERTIFIED

    @property
    def is_of_persons(self) -> bool:
        """Persons, not whole households: there are no households to count."""
        return bool(self.stage or self.sex or self.special)

    @property
    def is_whole(self) -> bool:
        return not (self.is_listed or self.is_of_persons or self.dimension)

    @property
    def kind(self) -> dict[str, int | None]:
        return {
            "stage": STAGES.index(self.stage) + 1 if self.stage else None,
            "sex": SEXES[self.sex] if self.sex else None,
            "special": special.CODES.index(self.special) if self.special else None,
        }


EVERYBODY = Asked()


@dataclass(frozen=True)
class Certified(Tally):
    """Sums whose `validated` counts whom the province certified, whatever their households fail."""

    @property
    def certified(self) -> int:
        return self._views[0].validated

    def certified_in(self, dimension: str) -> int:
        return self.dimension(dimension).validated

    def failing(self, dimension: str) -> Self:
        found = super().failing(dimension)
        return replace(found, patterns=(found.patterns[0]._replace(validated=0), *found.patterns[1:]))


@dataclass(frozen=True)
class AreaLine:
    """One area below: its sums now and in the round before (None: nobody was asked there)."""

    code: str
    name: str
    now: Tally
    before: Tally | None


@dataclass(frozen=True)
class Narrowed:
    """`now` None: it cannot be counted, and `why` says the reason. `left_out`: households of the roll of which nobody knows whether they
    have such people."""

    here: Here
    asked: Asked
    now: Tally | None
    before: Tally | None
    below: tuple[AreaLine, ...]
    why: Refused | None = None
    left_out: int = 0
    roll_year: int | None = None  # fiscal, CE, of the rolls that were counted


def of(
    user: User,
    *,
    at: datetime,
    area: str = "",
    year: int | None = None,
    authority: int | None = None,
    asked: Asked = EVERYBODY,
    level: str | None = None,
) -> Narrowed:
    """The area, the areas one level down (or at `level`), and both in the round before. Four queries of the cube; of a roll, one more for
    each. `year`: CE."""
    where = here(user, Permission.FIGURES_SEE, area=area, year=year, authority=authority)
    counter = Counter(where, asked, rolls.fiscal_year(timezone.localdate(at)), level)
    if counter.why:
        return Narrowed(where, asked, None, None, (), counter.why)
    return Narrowed(where, asked, counter.own(), counter.own_before(), counter.below(), None, counter.left_out, counter.roll_year)


class Counter:
    """Counts one question for a place and the areas of one level below it. `fiscal_year`: CE, in which one asks."""

    def __init__(self, at: Here, asked: Asked, fiscal_year: int, level: str | None = None):
        self.at, self.asked, self.fiscal_year = at, asked, fiscal_year
        self.below_digits = codes.LENGTH[level] if level else at.below or 0
        self._counted: dict[tuple[int, int], dict[str, Tally]] = {}

    @cached_property
    def rolls(self) -> list[Roll]:
        """Of this fiscal year; of certified households, of the newest that has any, since a year begins with none."""
        if not self.asked.is_listed:
            return []
        found = Roll.objects.filter(state=RollState.FROZEN, fiscal_year__lte=self.fiscal_year).order_by("-fiscal_year", "pk")
        found = found.filter(group=self.asked.group) if self.asked.group else found
        if self.asked.poor == CERTIFIED:
            found = found.filter(Exists(Target.objects.filter(roll=OuterRef("pk"), state=State.CERTIFIED)))
        else:
            found = found.filter(fiscal_year=self.fiscal_year)
        every = list(found)
        return [roll for roll in every if roll.fiscal_year == every[0].fiscal_year]

    @property
    def roll_year(self) -> int | None:
        return self.rolls[0].fiscal_year if self.rolls else None

    @property
    def why(self) -> Refused | None:
        """Why nothing can be counted; None where it can."""
        if self.rolls or not self.asked.is_listed:
            return None
        certified = self.asked.poor == CERTIFIED
        return Refused(NONE_CERTIFIED) if certified else Refused(NO_ROLL, year=thai.buddhist_year(self.fiscal_year))

    @property
    def compares(self) -> bool:
        """A roll is of its fiscal year: beside an earlier survey it would count whom nobody had listed then."""
        return not self.asked.is_listed

    def sums(self, round: Round, digits: int) -> dict[str, Tally]:
        """By area code, ascending: of every area where anybody was asked. Counted once, however often one asks."""
        key = (round.pk, digits)
        if key not in self._counted:
            self._counted[key] = self._sums(round, digits)
        return self._counted[key]

    def _sums(self, round: Round, digits: int) -> dict[str, Tally]:
        told = {"digits": digits, "within": self.at.area, "authority": self.at.authority_id}
        whole = tallies.patterns_of(round, **told)
        if self.asked.is_whole:
            return whole
        found = whole
        if self.asked.is_of_persons:
            people = tallies.kinds_of(round, **told, **self.asked.kind)
            found = {code: _of_kind(tally, people.get(code, {})) for code, tally in whole.items()}
        if self.asked.is_listed:
            found = self._of_rolls(found, digits)
        return {code: tally.failing(self.asked.dimension) for code, tally in found.items()} if self.asked.dimension else found

    def own(self) -> Tally:
        return self.sums(self.at.round, self.at.digits).get(self.at.area) or self.empty

    @property
    def empty(self) -> Tally:
        return (Certified if self.asked.poor == CERTIFIED else Tally).empty(0)

    def own_before(self) -> Tally | None:
        """None where there was no round before, nobody was asked here, or the rolls are not of it."""
        return self.sums(self.at.before, self.at.digits).get(self.at.area) if self.at.before and self.compares else None

    def below(self) -> tuple[AreaLine, ...]:
        digits = self.below_digits
        if digits <= self.at.digits:
            return ()
        now = self.sums(self.at.round, digits)
        then = self.sums(self.at.before, digits) if self.at.before and self.compares else {}
        names = places.names(now)
        return tuple(AreaLine(code, names[code], tally, then.get(code)) for code, tally in now.items())

    def over_years(self, years: list[Round]) -> dict[str, tuple[tuple[int, Tally], ...]]:
        """The areas one level down in every round that has them, oldest first (years CE)."""
        found: dict[str, list[tuple[int, Tally]]] = defaultdict(list)
        for round in years if self.below_digits > self.at.digits and self.compares else ():
            for code, tally in self.sums(round, self.below_digits).items():
                found[code].append((round.survey_year, tally))
        return {code: tuple(line) for code, line in found.items()}

    # — on a roll —

    @cached_property
    def left_out(self) -> int:
        return sum(left for *_told, left, _beyond in self._listed) if self.asked.is_listed else 0

    @cached_property
    def is_beyond_the_survey(self) -> bool:
        """Whether households are counted of which the round has no answer: they stand on the roll alone."""
        return self.asked.is_listed and any(beyond for *_told, beyond in self._listed)

    @cached_property
    def _listed(self) -> list[tuple[str, int, Count, int, int]]:
        """(area, pattern, who, households left out, households without an answer), of the round shown and the finer of the two levels."""
        return list(_on_rolls(self.at, self.rolls, self.asked, max(self.below_digits, self.at.digits)))

    def _of_rolls(self, surveyed: Mapping[str, Tally], digits: int) -> dict[str, Tally]:
        """Of all who were asked, those on the rolls stand under their household's pattern, all others under none."""
        on: dict[str, dict[int, Count]] = defaultdict(lambda: defaultdict(Count))
        for code, pattern, count, *_left in self._listed:
            cells = on[code[:digits]]
            cells[pattern] = _added(cells[pattern], count)
        kind = Certified if self.asked.poor == CERTIFIED else Tally
        return {code: _among(kind, surveyed.get(code) or Tally.empty(0), on.get(code, {})) for code in sorted({*surveyed, *on})}


def _of_kind(whole: Tally, people: Mapping[int, Count]) -> Tally:
    """Whether cards were asked for is known of the area, not of each kind of people in it."""
    return Tally.of(people, {}, 0, whole.registered_unknown, whole.validated_unknown)


def _among(kind: type[Tally], surveyed: Tally, on: Mapping[int, Count]) -> Tally:
    poor = {pattern: count for pattern, count in on.items() if pattern}
    rest = surveyed.members - sum(count.members for count in poor.values())
    homes = surveyed.households - sum(count.households for count in poor.values())
    none = Count(max(homes, 0), max(rest, 0), 0, on[0].validated if 0 in on else 0)
    unknown = (0, 0) if kind is Certified else (surveyed.registered_unknown, surveyed.validated_unknown)
    return kind.of(poor | {0: none}, {}, 0, *unknown)


def _added(one: Count, other: Count) -> Count:
    return Count(*map(sum, zip(one, other, strict=True)))


def _on_rolls(at: Here, chosen: list[Roll], asked: Asked, digits: int) -> Iterator[tuple[str, int, Count, int, int]]:
    """A household on several rolls counts for the first. Batch and round are kept from the planner: SQLite would walk a whole batch for
    every household instead of looking the household up."""
    published = responses.published(at.round)
    marks = ", ".join(["%s"] * len(published)) or "NULL"
    live = (
        "r.household_id = t.household_id AND r.round_id + 0 = %s "
        f"AND r.batch_id + 0 IN ({marks}) AND (r.superseded_by_id IS NULL OR r.superseded_by_id NOT IN ({marks}))"
    )
    of_round = [at.round.pk, *published, *published]
    columns, joined, more, values = _persons(asked) if asked.is_of_persons else _homes(asked)
    state, is_certified = ("t.state = %s", State.CERTIFIED) if asked.poor == CERTIFIED else ("t.state <> %s", State.REMOVED)
    lies, there = _lies(at)
    for place, roll in enumerate(chosen):
        once, before = _once(state, is_certified, chosen[:place])
        sql = (
            f"SELECT SUBSTR(t.area_code, 1, {digits}), {columns} FROM casework_target t "  # noqa: S608
            f"{joined} surveys_response r ON {live} {more} "
            f"WHERE t.roll_id = %s AND {state}{lies}{once} GROUP BY 1, 2"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*of_round, *values, roll.pk, is_certified, *there, *before])
            for code, pattern, homes, members, validated, left, beyond in cursor.fetchall():
                yield code, pattern, Count(homes or 0, int(members or 0), 0, int(validated or 0)), left or 0, beyond or 0


def _homes(asked: Asked) -> tuple[str, str, str, list]:
    """Columns, join, further joins and their values. A household that no live answer knows tells its own; nobody knows its cards."""
    people = "COALESCE(r.people, t.people)"
    counted = people if asked.poor == CERTIFIED else "r.validated"
    asks = "r.validated" if asked.poor == "target" else people
    return (
        f"COALESCE(r.pattern, t.pattern), COUNT(*), SUM({people}), SUM({counted}), SUM(CASE WHEN {asks} IS NULL THEN 1 ELSE 0 END), "
        "SUM(CASE WHEN r.id IS NULL THEN 1 ELSE 0 END)",
        "LEFT JOIN",
        "",
        [],
    )


def _persons(asked: Asked) -> tuple[str, str, str, list]:
    """Members are looked up in the households alone whose answer says that such a person lives there (surveys.kinds)."""
    said: list[tuple[str, object]] = []
    if asked.stage or asked.sex:
        said.append(("(r.stages & %s) > 0", kinds.lives_with(stage=asked.stage, sex=SEXES[asked.sex] if asked.sex else 0)))
    if asked.special:
        said.append(("(r.specials & %s) > 0", special.bit(asked.special)))
    if asked.stage:
        low, high = LIFE_STAGES[STAGES.index(asked.stage)].bounds
        said += [("m.age >= %s", low), ("m.age <= %s", high)]
    if asked.sex:
        said.append(("m.sex = %s", SEXES[asked.sex]))
    if asked.special in OWN:
        said.append(OWN[asked.special])
    counted = "COUNT(m.id)" if asked.poor == CERTIFIED else "SUM(CASE WHEN m.welfare_validated THEN 1 ELSE 0 END)"
    fits = "".join(f" AND {condition}" for condition, _value in said)
    return (
        f"COALESCE(r.pattern, 0), 0, COUNT(m.id), {counted}, SUM(CASE WHEN r.id IS NULL THEN 1 ELSE 0 END), 0",
        "LEFT JOIN",
        f"LEFT JOIN surveys_member m ON m.response_id = r.id{fits}",
        [value for _condition, value in said],
    )


def _lies(at: Here) -> tuple[str, list]:
    if at.authority:
        return " AND t.authority_id = %s", [at.authority.id]
    if at.place.code == settings.PROVINCE:
        return "", []
    low, beyond = codes.bounds(at.place.code)
    return (" AND t.area_code >= %s AND t.area_code < %s", [low, beyond]) if beyond else (" AND t.area_code >= %s", [low])


def _once(state: str, value: str, before: list[Roll]) -> tuple[str, list]:
    """Not on one of these rolls, too."""
    if not before:
        return "", []
    marks = ", ".join(["%s"] * len(before))
    same = f"SELECT 1 FROM casework_target o WHERE o.household_id = t.household_id AND o.roll_id + 0 IN ({marks}) AND "  # noqa: S608
    return f" AND NOT EXISTS ({same}{state.replace('t.', 'o.')})", [*(roll.pk for roll in before), value]
