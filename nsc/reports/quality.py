"""How good the survey's data are, by area: of whom something is not known, and which households were not found again. Counts only."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q, Sum
from django.db.models.functions import Left
from django.utils import timezone

from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.casework import rolls, sight
from nsc.casework.sight import Sight
from nsc.poverty.change import State
from nsc.poverty.small import Keeper
from nsc.reports import targeting
from nsc.reports.place import Here, here
from nsc.surveys import responses, tallies, transitions
from nsc.surveys.models import Batch, Member, StageTally

GONE, NEW = (State.GONE_POOR, State.GONE_OUT), (State.NEW_POOR, State.NEW_OUT)


@dataclass(frozen=True)
class Counts:
    """Households and people that were asked, and of them: households without a position or a house number; people of whom age, sex or the
    state's welfare card are not known. `gone`: households of the round before that this one did not find; `new`: found for the first
    time. None where there was no round before. HIDDEN where it is kept back."""

    households: int | None = 0
    people: int | None = 0
    no_position: int | None = 0
    no_house_no: int | None = 0
    no_age: int | None = 0
    no_sex: int | None = 0
    no_card: int | None = 0
    gone: int | None = None
    new: int | None = None


NAMES = tuple(each.name for each in fields(Counts))
OF_PEOPLE = ("no_age", "no_sex", "no_card")
OF_HOMES = ("no_position", "no_house_no", "new")


@dataclass(frozen=True)
class Delivered:
    """Of the round: files that are in, households and people taken, rows left out, and values that were taken with a caution."""

    files: int
    households: int
    people: int
    left_out: int
    cautions: int


@dataclass(frozen=True)
class Found:
    """`below`: (code, name, counts) of the areas one level further down. `delivered` None but of the whole province: files are of it."""

    here: Here
    whole: Counts
    below: tuple[tuple[str, str, Counts], ...]
    delivered: Delivered | None
    errors: targeting.Found


def of(user: User, *, at: datetime, area: str = "", year: int | None = None) -> Found:
    """`year`: of the survey (CE). Counted from the cube, but for what only an answer itself knows."""
    where = here(user, Permission.FIGURES_SEE, area=area, year=year)
    keep = sight.keeper(user, Sight(where.place))
    errors = targeting.errors(user, year=rolls.fiscal_year(timezone.localdate(at)), area=area)
    whole = _counted(where, where.digits)
    below = _counted(where, where.below) if where.below else {}
    names = places.names(below)
    told = _told({"": whole.get(where.area, Counts())}, keep)[""]
    listed = tuple((code, names[code], each) for code, each in _told(below, keep).items())
    return Found(where, told, listed, _delivered(where) if where.area == settings.PROVINCE else None, errors)


def _counted(where: Here, digits: int) -> dict[str, Counts]:
    """By code, of every area where anybody was asked or that has lost a household."""
    round, area = where.round, where.area
    found: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(NAMES, 0))
    for code, sums in tallies.patterns_of(round, digits=digits, within=area).items():
        found[code] |= {"households": sums.households, "people": sums.members, "no_card": sums.validated_unknown}
    rows = tallies.rows_of(StageTally, round, digits, area, tallies.ANY).values("area_code").order_by()
    unknown = {"no_age": Q(stage=0), "no_sex": Q(sex=Member.Sex.UNKNOWN)}
    for row in rows.annotate(**{name: Sum("members", filter=which, default=0) for name, which in unknown.items()}):
        found[row.pop("area_code")] |= row
    answers = responses.live_in(round).filter(places.within(area)).annotate(code=Left("area_code", digits)).values("code").order_by()
    for row in answers.annotate(no_position=Count("pk", filter=Q(lat=None)), no_house_no=Count("pk", filter=Q(house_no=""))):
        found[row.pop("code")] |= row
    for code, moved in transitions.of_areas(round, digits=digits, within=area).items() if where.before else ():
        found[code] |= {name: sum(moved.get(state, (0, 0))[0] for state in states) for name, states in (("gone", GONE), ("new", NEW))}
    unasked = {} if where.before else {"gone": None, "new": None}
    return {code: Counts(**each | unasked) for code, each in sorted(found.items())}


def _told(found: Mapping[str, Counts], keep: Keeper) -> dict[str, Counts]:
    """As who sees figures only is told it: the areas add up to the place above, which is said."""
    wholes = dict.fromkeys(OF_PEOPLE, "people") | dict.fromkeys(OF_HOMES, "households")
    columns = {}
    for name in NAMES:
        of = wholes.get(name)
        cells = {code: (getattr(each, name), getattr(each, of) if of else None) for code, each in found.items()}
        columns[name] = keep.table(cells, [(None, list(cells))] if len(cells) > 1 else ())
    return {code: Counts(**{name: columns[name][code] for name in NAMES}) for code in found}


def _delivered(where: Here) -> Delivered:
    rows = Batch.objects.filter(round=where.round, state=Batch.State.PUBLISHED)
    names = {"households": "households", "people": "members", "left_out": "left_out", "cautions": "cautions"}
    sums = rows.aggregate(files=Count("pk"), **{f"{name}_": Sum(field, default=0) for name, field in names.items()})
    return Delivered(sums["files"], *(sums[f"{name}_"] for name in names))
