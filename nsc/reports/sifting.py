"""Which households of a round fit what is asked: passes over the columns of surveys.shelf, and over what casework says by household."""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.db.models import QuerySet
from django.utils import timezone
from numpy.typing import NDArray

from nsc import bulk, thai
from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import rolls
from nsc.casework.models import Case, Roll, RollState, State, Target
from nsc.errors import Refused, _
from nsc.poverty import special, stages
from nsc.poverty.change import State as Became
from nsc.poverty.union import DIMENSIONS, NAMES, PATTERNS
from nsc.reports.listing import Filter
from nsc.reports.place import Here
from nsc.surveys import kinds, responses, sets, shelf, tallies
from nsc.surveys.models import Member, Response
from nsc.surveys.shelf import Homes
from nsc.welfare.assistance import GIVEN
from nsc.welfare.models import Assistance

MPI, TARGET, CERTIFIED = "mpi", "target", "certified"
POORS = (MPI, TARGET, CERTIFIED)
GROUPS = ("tpmap", "missed", "vulnerable")
SEXES = {"male": Member.Sex.MALE, "female": Member.Sex.FEMALE}
BITS = range(1, 63)  # numbers of indicators and problems that a mask of the database holds
BECAME = {"fell": Became.FELL, "stayed": Became.STAYED_POOR, "new": Became.NEW_POOR, "escaped": Became.ESCAPED}
ESCAPED = "escaped"  # of these alone, none is poor
YES, NO = "yes", "no"
BY_CASE = {"open", "none"}
Chosen = NDArray[np.intp]
SEVERAL = "several"
COUNTED = Filter("number", _("จำนวนมิติ"), values=(*((str(n), _("{n} มิติ")) for n in range(1, 6)), (SEVERAL, _("ตั้งแต่ 2 มิติ"))))
BY_ADDRESS = (  # of lists that figures lead to; no menu offers them
    Filter("also", _("และตกมิติ"), values=tuple(NAMES.items())),
    Filter("issue", _("ตัวชี้วัด"), "number"),
    Filter("pattern", _("มิติที่ตกพอดี"), "number"),
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What narrows the list: whose poverty counts, who lives there, what was done."""

    poor: str = MPI  # mpi: the household is poor; target: with at least one validated member; certified: certified this fiscal year
    dimension: str = ""
    also: str = ""  # a second dimension, failed together with the first
    issue: int | None = None  # an indicator's number, or 100 + another problem's
    pattern: int | None = None  # exactly these dimensions (bits)
    number: int | None = None  # exactly so many dimensions
    several: bool = False  # more than one
    became: str = ""  # since the round before: a key of BECAME
    everyone: bool = False  # poor or not
    group: str = ""  # on the roll of this group in use
    stage: str = ""  # somebody of this life stage lives there; with sex and special, the same person
    sex: str = ""
    special: str = ""
    case: str = ""  # open: there is one; none: there never was, or it is closed
    visited: str = ""  # YES, NO: in its newest case
    helped: str = ""  # NO: nothing was delivered in this fiscal year
    score: tuple[int | None, int | None] = (None, None)
    rounds: tuple[int | None, int | None] = (None, None)  # poor in a row

    @property
    def patterns(self) -> tuple[int, ...]:
        """The combinations of dimensions that fit."""
        bits = sum({1 << DIMENSIONS.index(each) for each in (self.dimension, self.also) if each})
        return tuple(
            each
            for each in range(PATTERNS)
            if each & bits == bits and self.pattern in (None, each) and self._is_of_number(each.bit_count())
        )

    def _is_of_number(self, failed: int) -> bool:
        return self.number in (None, failed) and (failed > 1 or not self.several)

    @property
    def is_of_the_poor(self) -> bool:
        return not self.everyone and self.poor != CERTIFIED and self.became != ESCAPED


def check(asked: Asked, *, may_read: bool) -> None:
    """Refused where it asks what there is not, or what no list is narrowed by. `may_read`: names are for this reader; to all others being
    on a list of the ill or disabled would tell what is closed beside the name."""
    stage_codes = {each.code for each in stages.LIFE_STAGES}
    known = (
        (asked.poor, POORS),
        (asked.dimension, DIMENSIONS),
        (asked.also, DIMENSIONS),
        (asked.became, BECAME),
        (asked.group, GROUPS),
        (asked.stage, stage_codes),
        (asked.sex, SEXES),
        (asked.special, special.CODES),
        (asked.case, BY_CASE),
        (asked.visited, (YES, NO)),
        (asked.helped, (NO,)),
    )
    if any(value and value not in of for value, of in known) or (asked.issue and _bit(asked.issue) not in BITS):
        raise Refused(_("ไม่รู้จักตัวกรองนี้ โปรดเลือกจากรายการ"))
    if asked.special in special.OF_HEALTH and not may_read:
        raise Refused(_("กลุ่มนี้เป็นข้อมูลสุขภาพ จึงแสดงเฉพาะจำนวน รายการกรองได้เฉพาะผู้มีสิทธิเห็นชื่อในพื้นที่นี้"))
    if asked.issue and asked.issue in sensitive():
        raise Refused(_("ปัญหานี้เป็นเรื่องอ่อนไหว จึงแสดงเฉพาะจำนวน ผู้ที่มีสิทธิเห็นชื่อดูได้ในแฟ้มครัวเรือนทีละครัวเรือน"))


def sensitive() -> frozenset[int]:
    """Problems (as in Asked.issue) that no list may be narrowed by: being on it would tell."""
    return frozenset(tallies.PROBLEMS + each.number for each in sets.problems() if each.is_sensitive)


def sift(where: Here, asked: Asked, *, at: datetime, only: NDArray[np.int64] | None = None) -> tuple[Homes, Chosen]:
    """The columns and which of their rows fit, the most urgent first. `only`: the numbers of the households that may be seen at all."""
    homes = shelf.poor(where.round) if asked.is_of_the_poor else shelf.everyone(where.round)
    return homes, among(homes, where, asked, at=at, only=only)


def among(homes: Homes, where: Here, asked: Asked, *, at: datetime, only: NDArray[np.int64] | None = None) -> Chosen:
    """Which of these rows fit."""
    fits = homes.authority_id == where.authority.id if where.authority else homes.within(where.place.code)
    if only is not None:
        fits &= np.isin(homes.household_id, only)
    for narrower in _of_answers(homes, asked, where):
        fits = fits & narrower
    chosen = np.flatnonzero(fits)
    for ids, is_in in _of_work(asked, timezone.localdate(at)):
        chosen = chosen[np.isin(homes.household_id[chosen], ids, invert=not is_in)]
    return chosen


def _of_answers(homes: Homes, asked: Asked, where: Here):
    if asked.poor == TARGET and not asked.everyone:
        yield homes.validated > 0
    if len(asked.patterns) < PATTERNS:
        yield np.isin(np.arange(PATTERNS), asked.patterns)[homes.pattern]
    if asked.issue:
        mask = homes.failed if asked.issue < tallies.PROBLEMS else homes.problems
        yield (mask >> np.int64(_bit(asked.issue) - 1) & 1).astype(bool)
    if asked.stage or asked.sex:
        yield homes.stages & np.int32(kinds.lives_with(stage=asked.stage, sex=SEXES.get(asked.sex, 0))) != 0
    if asked.special:
        yield homes.specials & np.uint8(special.bit(asked.special)) != 0
        if (asked.stage or asked.sex) and not special.bit(asked.special) & special.OF_HOUSEHOLD:
            yield np.isin(homes.id, _with_both(where, asked))
    if asked.became:
        yield became(homes, asked.became, where)
    for column, (low, high) in ((homes.priority, asked.score), (homes.rounds_poor, asked.rounds)):
        if low is not None:
            yield column >= low
        if high is not None:
            yield column <= high


def _with_both(where: Here, asked: Asked) -> NDArray[np.int64]:
    """Answers with one person who is of the stage and sex and in the special group: two masks of a household know each alone."""
    of = shelf.marked(where.round)
    fits = of.own & np.uint8(special.bit(asked.special)) != 0
    if asked.stage:
        fits &= of.stage == kinds.number(asked.stage)
    if asked.sex:
        fits &= of.sex == SEXES[asked.sex]
    return of.response_id[fits]


def became(homes: Homes, what: str, where: Here) -> NDArray[np.bool_]:
    """Since the first round nobody became anything. Who stayed, the row knows; all others, the round before."""
    if where.before is None:
        return np.zeros(len(homes.id), bool)
    if what == ESCAPED:
        return (homes.pattern == 0) & np.isin(homes.household_id, shelf.poor(where.before).household_id)
    if what == "stayed":
        return homes.rounds_poor >= 2
    known = shelf.was_asked(where.before, homes)
    return (homes.rounds_poor == 1) & (known if what == "fell" else ~known)


def _of_work(asked: Asked, today: date):
    """Numbers of households, and whether the list is of those or of the others."""
    if asked.poor == CERTIFIED and not asked.everyone:
        yield _numbers(certified(today, asked.group)), True
    elif asked.group:
        yield _numbers(targets(today, asked.group)), True
    if asked.case:
        yield _numbers(Case.objects.exclude(state="closed")), asked.case == "open"
    if asked.visited:
        yield _numbers(Case.objects.filter(is_newest=True, visited_on__isnull=False)), asked.visited == YES
    if asked.helped:
        began = thai.fiscal_year_bounds(thai.fiscal_year(today))[0]
        yield _numbers(Assistance.objects.filter(state__in=GIVEN, on__gte=began)), False


def targets(today: date, group: str = "") -> QuerySet[Target]:
    """Targets of the rolls in use of this fiscal year, or of the newest before it that has any; of one group, or of all."""
    in_use = rolls.in_use(rolls.fiscal_year(today)) or _last_in_use(rolls.fiscal_year(today))
    wanted = [roll.pk for key, roll in in_use.items() if group in ("", key)]
    return Target.objects.filter(roll__in=wanted).exclude(state=State.REMOVED)


def certified(today: date, group: str = "") -> QuerySet[Target]:
    """Targets of the newest fiscal year in which any was certified: a year begins with none."""
    rows = Target.objects.filter(state=State.CERTIFIED, roll__state=RollState.FROZEN, roll__fiscal_year__lte=rolls.fiscal_year(today))
    rows = rows.filter(roll__group=group) if group else rows
    newest = rows.order_by("-roll__fiscal_year").values("roll__fiscal_year")[:1]
    return rows.filter(roll__fiscal_year=newest)


def _last_in_use(year: int) -> dict[str, Roll]:
    last = Roll.objects.filter(fiscal_year__lt=year, state="frozen").order_by("-fiscal_year").values_list("fiscal_year", flat=True).first()
    return rolls.in_use(last) if last else {}


def _numbers(rows: QuerySet) -> NDArray[np.int64]:
    return bulk.numbers(rows, "household_id")


def handed(user: User, permission: Permission, where: Here) -> NDArray[np.int64]:
    """Households of the round over which the user holds it because they were handed over."""
    rows = Response.objects.filter(responses.live(where.round), scope.within(user, permission, household="household_id"))
    return _numbers(rows)


def _bit(issue: int) -> int:
    """The number of an indicator, or of another problem, counted from 1."""
    return issue if issue < tallies.PROBLEMS else issue - tallies.PROBLEMS
