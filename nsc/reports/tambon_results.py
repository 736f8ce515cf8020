"""Whether households that joined a tambon's farming fare otherwise than those that did not: counts before and after, and no claim
beyond."""

from dataclasses import dataclass
from datetime import datetime

from nsc.access.models import User
from nsc.areas import places
from nsc.casework.models import Joined
from nsc.poverty import small
from nsc.surveys import responses, rounds
from nsc.surveys.models import Response
from nsc.tambon import initiatives

FEWEST = 20  # households in a group, below which a rate says nothing


@dataclass(frozen=True)
class Group:
    """Households surveyed in both rounds. `rate_…` per cent, None where the group is too small or the count is hidden."""

    households: int
    poor_before: int
    poor_after: int
    rate_before: float | None
    rate_after: float | None


@dataclass(frozen=True)
class Compared:
    """Years CE. `joined` None: nobody joined, or too few to say anything without telling of them."""

    before: int
    after: int
    joined: Group | None
    others: Group | None


def compare(user: User, area: str, *, at: datetime) -> Compared | None:
    """MPI poverty of households in the first and the newest round, those with a farmer of the tambon beside all others. None where there
    are not
    two rounds. Counts only, small ones hidden from everybody. Four queries."""
    initiatives.seen(user, area)
    known = sorted(rounds.published(), key=lambda each: each.survey_year)
    if len(known) < 2:
        return None
    first, last = known[0], known[-1]
    live = Response.objects.filter(responses.live(first) | responses.live(last), places.within(area))
    poor: dict[int, dict[int, bool]] = {}
    for household, round_, pattern in live.values_list("household", "round", "pattern"):
        poor.setdefault(household, {})[round_] = pattern > 0
    both = {household: (of[first.pk], of[last.pk]) for household, of in poor.items() if len(of) == 2}
    farming = set(Joined.objects.filter(ended_at=None, farmer__initiative__area_code=area, at__lte=at).values_list("household", flat=True))
    groups = [[found for household, found in both.items() if (household in farming) is joined] for joined in (True, False)]
    return Compared(first.survey_year, last.survey_year, *_groups(groups))


def _groups(found: list[list[tuple[bool, bool]]]) -> list[Group | None]:
    """None for a handful: that they exist would tell of them. Where a count of one group is hidden, so is that of the other, which with
    the whole of the tambon would give it away."""
    sizes = [len(group) for group in found]
    shown: list[list[int]] = [[], []]
    for moment in (0, 1):
        counts = [sum(home[moment] for home in group) for group in found]
        kept = small.hidden([(count, whole) for count, whole in zip(counts, sizes, strict=True) if whole >= FEWEST])
        for at, count in enumerate(counts):
            shown[at].append(small.HIDDEN if kept else count)
    return [_group(whole, *counts) if whole >= FEWEST else None for whole, counts in zip(sizes, shown, strict=True)]


def _group(whole: int, before: int, after: int) -> Group:
    rates = [None if isinstance(count, small.Hidden) else 100 * count / whole for count in (before, after)]
    return Group(whole, before, after, *rates)
