"""What the answers to a survey of opinions come to: of waves that have closed, by group, small groups hidden from everybody.

While a wave is open only its number of sheets is told: who looked before and after one more answer would know that answer.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from nsc.access import audit
from nsc.access.models import OrganisationKind, User
from nsc.areas import places
from nsc.errors import _
from nsc.poverty import small
from nsc.tambon import initiatives, opinions
from nsc.tambon import opinion_rules as rules
from nsc.tambon.models import OpinionAnswer, OpinionSheet, OpinionSurvey
from nsc.tambon.opinion_rules import Difference, Spread
from nsc.tambon.opinions import Question, Survey, Wave

UNTOLD = "untold"  # a villager of no village, an agency of no kind: "villager untold", "agency untold"


@dataclass(frozen=True)
class Answered:
    """How one wave answered. `spread` None: nobody did, or (`is_hidden`) too few."""

    wave: int  # its number
    spread: Spread | None
    is_hidden: bool


@dataclass(frozen=True)
class Change:
    """`answer`: number of the option whose share it is, from 1; 0: of the mean."""

    answer: int
    difference: Difference


@dataclass(frozen=True)
class Line:
    """`changes`: from the first wave told to the last."""

    question: Question
    waves: tuple[Answered, ...]
    changes: tuple[Change, ...]

    @property
    def is_told(self) -> bool:
        return any(each.spread for each in self.waves)


@dataclass(frozen=True)
class Group:
    """`sheets`: in all closed waves, as may be told."""

    key: str
    name: str
    sheets: int | None


@dataclass(frozen=True)
class Results:
    """`waves`: those that have closed. `group`: the key of whose answers these are."""

    survey: Survey
    waves: tuple[Wave, ...]
    group: str
    groups: tuple[Group, ...]
    lines: tuple[Line, ...]


def of(user: User, area: str, number: int, *, on: date, group: str = "") -> Results:
    """A group that nobody asked of is everybody. Eight queries."""
    found = opinions.find(user, area, number, on=on)
    return _results(found, area, group, _spreads([found]))


def changes(user: User, area: str, *, on: date) -> list[Results]:
    """Of surveys with two closed waves, what everybody answered and which can be compared. Seven queries."""
    found = [each for each in opinions.of(user, area, on=on) if len(_closed(each)) > 1 and not each.is_ended]
    spreads = _spreads(found)
    told = (_results(each, area, "", spreads) for each in found)
    return [each for each in told if any(line.changes for line in each.lines)]


@transaction.atomic
def table(*, by: User, at: datetime, area: str, number: int) -> list[tuple[Group, Line]]:
    """For a file; on record. Every group with every question, small groups hidden."""
    found = opinions.find(by, area, number, on=timezone.localdate(at))
    spreads = _spreads([found])
    whole = _results(found, area, "", spreads)
    told = [(group, line) for group in whole.groups for line in _lines(found, area, group.key, spreads)]
    row = OpinionSurvey.objects.get(initiative=initiatives.seen(by, area), pk=number)
    audit.record(by=by, at=at, verb="opinion.export", on=row, place=area, count=len(told))
    return told


# — by group —


def _keys(area: str) -> dict[str, str]:
    """Groups and their names (msgids of those that are ours)."""
    villages = {each.code: each.title for each in places.children(area) if each.name_th}
    kinds = {kind.value: str(kind.label) for kind in OrganisationKind}
    return {
        rules.EVERYBODY: rules.AUDIENCES[rules.EVERYBODY],
        **rules.GROUPS,
        **villages,
        f"{rules.VILLAGER} {UNTOLD}": _("ชาวบ้าน ไม่บอกหมู่บ้าน"),
        **kinds,
        f"{rules.AGENCY} {UNTOLD}": _("หน่วยงาน ไม่บอกประเภท"),
    }


def _part(group: str, village: str, kind: str) -> str:
    return village or kind or f"{group} {UNTOLD}"


def _of(part: str) -> str:
    """The group of a part of it."""
    is_agency = part in OrganisationKind.values or part == f"{rules.AGENCY} {UNTOLD}"
    return rules.AGENCY if is_agency else rules.VILLAGER


def _summed(parts: Mapping[str, Spread], width: int) -> tuple[dict[str, Spread], list[small.Sum[str]]]:
    """The parts, their groups and the whole; and which is the sum of which."""
    below: dict[str, list[str]] = {group: sorted(part for part in parts if _of(part) == group) for group in rules.GROUPS}
    found = dict(parts)
    for group, members in below.items():
        found[group] = _sum([parts[part] for part in members], width)
    found[rules.EVERYBODY] = _sum([found[group] for group in rules.GROUPS], width)
    return found, [(rules.EVERYBODY, list(rules.GROUPS)), *((group, members) for group, members in below.items() if members)]


def _sum(spreads: Sequence[Spread], width: int) -> Spread:
    return Spread(tuple(sum(each.counts[place] for each in spreads) for place in range(width)))


Spreads = Mapping[tuple[int, int], Mapping[str, Mapping[int, int]]]  # (question, wave) → part → value → count


def _spreads(found: Sequence[Survey]) -> Spreads:
    waves = [wave.id for each in found for wave in _closed(each)]
    rows = OpinionAnswer.objects.filter(sheet__wave__in=waves).order_by()
    counted = rows.values_list(
        "question", "sheet__wave", "sheet__group", "sheet__village_code", "sheet__organisation_kind", "value"
    ).annotate(n=Count("pk"))
    told: dict[tuple[int, int], dict[str, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    for question, wave, group, village, kind, value, n in counted:
        told[question, wave][_part(group, village, kind)][value] = n
    return told


def _closed(found: Survey) -> tuple[Wave, ...]:
    return tuple(wave for wave in found.waves if wave.state == opinions.CLOSED)


def _results(found: Survey, area: str, group: str, spreads: Spreads) -> Results:
    groups = _groups(found, area)
    chosen = group if group in {each.key for each in groups} else rules.EVERYBODY
    return Results(found, _closed(found), chosen, groups, _lines(found, area, chosen, spreads))


def _groups(found: Survey, area: str) -> tuple[Group, ...]:
    rows = OpinionSheet.objects.filter(wave__in=[wave.id for wave in _closed(found)]).order_by()
    counted = rows.values_list("group", "village_code", "organisation_kind").annotate(n=Count("pk"))
    parts = {_part(group, village, kind): Spread((n,)) for group, village, kind, n in counted}
    sizes, sums = _summed(parts, 1)
    few = small.kept({key: (each.n, None) for key, each in sizes.items()}, sums)
    names = _keys(area)
    return tuple(Group(key, names[key], small.HIDDEN if key in few else sizes[key].n) for key in names if key in sizes and sizes[key].n)


def _lines(found: Survey, area: str, group: str, spreads: Spreads) -> tuple[Line, ...]:
    asked = [each for each in found.questions if each.kind != rules.WORDS and each.is_for(_group_of(group))]
    return tuple(_line(question, _closed(found), group, spreads) for question in asked)


def _group_of(key: str) -> str:
    """For whom a question must be, to be answered by these: "" (everybody) is answered by either."""
    return key if key in rules.AUDIENCES else _of(key)


def _line(question: Question, waves: Sequence[Wave], group: str, spreads: Spreads) -> Line:
    told = tuple(_answered(question, wave, group, spreads) for wave in waves)
    return Line(question, told, _changes(question, [each.spread for each in told if each.spread]))


def _answered(question: Question, wave: Wave, group: str, spreads: Spreads) -> Answered:
    width = len(question.options)
    parts = {
        part: Spread(tuple(values.get(place, 0) for place in range(1, width + 1)))
        for part, values in spreads.get((question.id, wave.id), {}).items()
    }
    whole, sums = _summed(parts, width)
    spread = whole.get(group)
    if spread is None or not spread.n:
        return Answered(wave.number, None, False)
    is_hidden = group in rules.hidden(whole, sums)
    return Answered(wave.number, None if is_hidden else spread, is_hidden)


def _changes(question: Question, told: Sequence[Spread]) -> tuple[Change, ...]:
    if len(told) < 2:
        return ()
    before, after = told[0], told[-1]
    if question.kind in rules.LIKERT:
        found = [(0, rules.of_means(before, after))]
    else:
        answers = (rules.YES,) if question.kind == rules.YES_NO else range(1, len(question.options) + 1)
        pairs = ((answer, (before.counts[answer - 1], before.n), (after.counts[answer - 1], after.n)) for answer in answers)
        found = [(answer, rules.of_shares(old, new)) for answer, old, new in pairs]
    return tuple(Change(answer, difference) for answer, difference in found if difference)
