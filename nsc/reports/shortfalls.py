"""What households of a tambon need and have not got, as counts of households: put beside what partners offer. Never a name or a household.

By dimension of the survey, and in it by the indicator it comes from; what comes of a problem or of words alone is "other", so that no
sensitive problem is told. Counts of one to four, and what would tell them, are hidden from everybody here: this is planning.
"""

from dataclasses import dataclass

from django.db.models import Count

from nsc.access.models import User
from nsc.areas import places
from nsc.casework.models import Need
from nsc.casework.needs import UNFINISHED, Titled, titled
from nsc.casework.visit_rules import DIMENSION_NAMES
from nsc.poverty import small
from nsc.surveys import sets
from nsc.tambon import initiatives


@dataclass(frozen=True)
class Kind:
    """`what`: the indicator; None: a problem, or words alone. `households`: small.HIDDEN where few."""

    what: Titled | None
    households: int


@dataclass(frozen=True)
class Shortfall:
    """A dimension of the survey. A household may be in several, and in several kinds: they are not added."""

    dimension: str
    households: int
    kinds: tuple[Kind, ...]


def of(user: User, area: str) -> tuple[Shortfall, ...]:
    """Dimensions in which somebody lacks something, in the order of the survey. Two queries beside that of the initiative, and the sets."""
    initiatives.seen(user, area)
    rows = Need.objects.filter(places.within(area), state__in=UNFINISHED).order_by()
    whole = dict(rows.values_list("dimension").annotate(n=Count("household", distinct=True)))
    kinds: dict[str, list[tuple[str, int | None, int]]] = {}
    grouped = rows.values_list("dimension", "set_code", "indicator").annotate(n=Count("household", distinct=True))
    for dimension, code, indicator, count in sorted(grouped, key=lambda row: (row[0], row[1], row[2] or 0)):
        kinds.setdefault(dimension, []).append((code, indicator, count))
    present = [key for key in DIMENSION_NAMES if whole.get(key)]
    return tuple(_shortfall(key, whole[key], kinds[key]) for key in present)


def _shortfall(dimension: str, count: int, kinds: list[tuple[str, int | None, int]]) -> Shortfall:
    """Where a dimension is hidden, so is all in it."""
    shown = small.one(count)
    is_hidden = isinstance(shown, small.Hidden)
    counts = [small.HIDDEN] * len(kinds) if is_hidden else small.parts([each for *_of, each in kinds])
    told = [Kind(_named(code, indicator), n or 0) for (code, indicator, _n), n in zip(kinds, counts, strict=True)]
    return Shortfall(dimension, shown or 0, tuple(sorted(told, key=lambda each: (isinstance(each.households, small.Hidden), -each.households))))


def _named(code: str, indicator: int | None) -> Titled | None:
    if indicator is None or not code:
        return None
    return titled(next((each for each in sets.of_code(code).indicators if each.number == indicator), None))
