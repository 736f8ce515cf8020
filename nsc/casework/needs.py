"""What a household or one of its people needs: seen at a visit, or told of for any resident outside a case. Met, withdrawn with a reason,
or open again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import polars as pl
from django.db import transaction
from django.db.models import Case as Choose
from django.db.models import IntegerField, QuerySet, Value, When
from django.utils import timezone

from nsc import bulk, thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import family, roads, rolls, rules, sealing, sight, timeline, visit_rules
from nsc.casework.models import Case, Need, Visit
from nsc.errors import Refused, _
from nsc.poverty import stages
from nsc.poverty.masks import indicators_in
from nsc.registry import households
from nsc.registry.models import Household
from nsc.surveys import people, responses, sets
from nsc.surveys.models import Member, Problem, Response

PER_PAGE = 50
MOST = 30  # at once
WORDS = 500  # characters
URGENCIES = Need.Urgency.choices
UNFINISHED = ("open", "planned")
PERSON, HOUSEHOLD = "person", "household"
MET, UNMET = "met", "unmet"
UNKNOWN = "unknown"  # the stage of a person whose age nobody knows
STAGES = (*(stage.code for stage in stages.LIFE_STAGES), UNKNOWN)
SOONEST = Choose(*(When(urgency=each, then=Value(n)) for n, each in enumerate(Need.Urgency.values)), output_field=IntegerField())


@dataclass(frozen=True)
class Asked:
    """One need as it is told. Of an indicator in the set `set_code`, of a `problem` (surveys.sets.problems), or in words alone; for the
    household as a whole where `person` is None."""

    dimension: str
    urgency: str
    person: int | None = None
    indicator: int | None = None
    set_code: str = ""
    problem: str = ""
    text: str = ""
    self_help: str = ""


@dataclass(frozen=True)
class Titled:
    """What an indicator or a problem is called."""

    name_th: str
    name_en: str


@dataclass(frozen=True)
class Line:
    """A need as a face shows it. Texts, who it is and what only names may tell are empty for who may not read names there."""

    number: int
    household_id: int
    area_code: str
    case: int | None
    visit: int | None
    level: str  # PERSON or HOUSEHOLD
    who: str  # the person's name
    person: int | None
    stage: str
    dimension: str
    what: Titled | None  # the indicator or the problem; None for words alone
    text: str
    is_masked: bool  # names and words are not for this reader
    self_help: str
    urgency: str
    state: str
    on: date
    met_on: date | None
    because: str
    may_record: bool


@dataclass(frozen=True)
class Offered:
    """A deprivation that the newest answer shows and no unfinished need names: to be ticked."""

    dimension: str
    indicator: int
    set_code: str
    what: Titled
    person: int | None
    who: str


@dataclass(frozen=True)
class Sheet:
    """`of`: the household's needs, unfinished first. What may be offered and who lives there only for who may record needs."""

    household_id: int
    area_code: str
    house_no: str
    has_names: bool
    may_record: bool
    needs: tuple[Line, ...]
    offered: tuple[Offered, ...]
    relatives: tuple[family.Relative, ...]
    survey_year: int | None


@dataclass(frozen=True)
class OfCase:
    household_id: int
    may_record: bool
    needs: tuple[Line, ...]


@dataclass(frozen=True)
class Filters:
    """ "": any."""

    dimension: str = ""
    stage: str = ""
    level: str = ""
    urgency: str = ""
    state: str = UNMET  # UNMET, MET, or a state of roads.NEED_NAMES


# — verbs —


@transaction.atomic
def record(*, by: User, at: datetime, household: int, asked: Sequence[Asked], on: date | None = None) -> list[Need]:
    """One need or several of one household, all of them or none; in its open case, where it has one. One that is told already and not
    finished stands as it was told first."""
    home = Household.objects.select_for_update().filter(pk=household).first()
    if home is None:
        raise scope.OutOfSight(str(household))
    scope.require(by, Permission.NEED_RECORD, place=home.area_code, household=home.pk, authority=home.authority_id)
    today = timezone.localdate(at)
    case = Case.objects.filter(household=home).exclude(state="closed").first()
    rules.check_day(on or today, today=today, fiscal_year=case.fiscal_year if case else rolls.fiscal_year(today))
    made, found = _kept(home, asked, by=by, at=at, on=on or today, case=case)
    if made:
        audit.record(by=by, at=at, verb="need.record", on=home, place=home.area_code, count=len(made), households=[home.pk])
    return found


def of_visit(visit: Visit, home: Household, asked: Sequence[Asked], *, by: User, at: datetime) -> int:
    """Those told at a visit, inside the verb that records it; how many were new. The household is locked."""
    made, _found = _kept(home, asked, by=by, at=at, on=visit.on, case=visit.case, visit=visit)
    return len(made)


def _kept(
    home: Household, asked: Sequence[Asked], *, by: User, at: datetime, on: date, case: Case | None, visit: Visit | None = None
) -> tuple[list[Need], list[Need]]:
    """(what was new, all that was asked for), each with its line of the timeline."""
    if not asked:
        raise Refused(_("โปรดเลือกหรือพิมพ์ความจำเป็นอย่างน้อยหนึ่งเรื่อง"))
    if len(asked) > MOST:
        raise Refused(_("บันทึกความจำเป็นได้ครั้งละไม่เกิน {most} เรื่อง"), most=MOST)
    relatives = family.of(home.pk, on=on, may_read=False) if any(each.person for each in asked) else ()
    problems = {each.code for each in sets.problems()} if any(each.problem for each in asked) else set()
    known = _unfinished(home.pk)
    made, found, texts = [], [], []
    for each in asked:
        whom = family.one(relatives, each.person)
        told = _checked(each, problems)
        if (before := known.get(_key(told))) is not None:
            found.append(before)
            continue
        row = Need(
            household=home, area_code=home.area_code, authority_id=home.authority_id, case=case, visit=visit,
            person_id=told.person, stage=whom.stage if whom else "", dimension=told.dimension, indicator=told.indicator,
            set_code=told.set_code, problem=told.problem, text_sealed=sealing.seal(told.text, WORDS),
            self_help_sealed=sealing.seal(told.self_help, WORDS), urgency=told.urgency, on=on, by=by, at=at,
        )  # fmt: skip
        known[_key(told)] = row
        made.append(row)
        texts.append(told.text)
        found.append(row)
    Need.objects.bulk_create(made)
    lines = [timeline.Noted(row.dimension, row.pk, text) for row, text in zip(made, texts, strict=True)]
    timeline.note_many(lines, by=by, at=at, household=home.pk, kind="need.record", on=on, case=case)
    return made, found


def _checked(asked: Asked, problems: Collection[str]) -> Asked:
    """As it is stored. The dimension of an indicator is that of its set's map."""
    if asked.urgency not in Need.Urgency.values:
        raise Refused(_("โปรดเลือกความเร่งด่วนของทุกเรื่อง"))
    dimension = visit_rules.known_dimension(asked.dimension)
    problem = visit_rules.known_problem(asked.problem, problems)
    if asked.indicator is not None:
        indicators = sets.of_code(asked.set_code) if asked.set_code in {each.code for each in sets.known()} else None
        if indicators is None or not 1 <= asked.indicator <= indicators.size:
            raise Refused(_("ไม่รู้จักตัวชี้วัดนี้ โปรดเปิดหน้าใหม่"))
        dimension = indicators.map.dimension_of(asked.indicator) or visit_rules.OTHER
    elif not problem and not asked.text.strip():
        raise Refused(_("โปรดบอกว่าจำเป็นต้องได้อะไร"))
    set_code = asked.set_code if asked.indicator is not None else ""
    return Asked(dimension, asked.urgency, asked.person, asked.indicator, set_code, problem, asked.text, asked.self_help)


def _key(asked: Asked) -> tuple[object, ...]:
    """What makes two needs the same: the deprivation and the person; the words only where nothing else says what it is."""
    words = "" if asked.indicator is not None or asked.problem else thai.clean(asked.text)[:WORDS]
    return asked.dimension, asked.person, asked.indicator, asked.set_code, asked.problem, words


def _unfinished(household: int) -> dict[tuple[object, ...], Need]:
    rows = list(Need.objects.filter(household=household, state__in=UNFINISHED).order_by("pk"))
    texts = sealing.opened_many(row.text_sealed for row in rows)
    return {
        _key(Asked(row.dimension, "", row.person_id, row.indicator, row.set_code, row.problem, text)): row
        for row, text in zip(rows, texts, strict=True)
    }


@transaction.atomic
def meet(*, by: User, at: datetime, need: int, on: date | None = None) -> Need:
    """It was met, by whomever. Told again, the first day stays."""
    row = _locked(by, need)
    if row.state == "met":
        return row
    today = timezone.localdate(at)
    on = on or today
    if not row.on <= on <= today:
        raise Refused(_("วันที่ได้รับต้องไม่ก่อนวันที่พบความจำเป็น และไม่อยู่ในอนาคต"))
    return _moved(row, "met", "need.meet", by, at, on, met_on=on)


@transaction.atomic
def withdraw(*, by: User, at: datetime, need: int, because: str) -> Need:
    """It is none, or none any more though nobody met it."""
    row = _locked(by, need)
    if row.state == "withdrawn":
        return row
    why = rules.reason(because)
    return _moved(row, "withdrawn", "need.withdraw", by, at, timezone.localdate(at), why=why, withdrawn_because_sealed=sealing.seal(why))


@transaction.atomic
def reopen(*, by: User, at: datetime, need: int, because: str) -> Need:
    """What was met is needed again; the reason stands on the timeline."""
    row = _locked(by, need)
    if row.state == "open":
        return row
    if row.state != "met":
        raise Refused(_("เปิดใหม่ได้เฉพาะความจำเป็นที่ได้รับแล้ว หากถอนผิด ให้บันทึกใหม่"))
    return _moved(row, "open", "need.reopen", by, at, timezone.localdate(at), why=rules.reason(because), met_on=None)


def _moved(row: Need, to: str, verb: str, by: User, at: datetime, on: date, *, why: str = "", **told: object) -> Need:
    row.state = roads.step(row.state, to, roads.NEED_NEXT, roads.NEED_NAMES)
    for name, value in told.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *told])
    timeline.note(by=by, at=at, household=row.household_id, kind=verb, on=on, case=row.case, what=row.dimension, record=row.pk, text=why)
    audit.record(by=by, at=at, verb=verb, on=row, place=row.area_code, households=[row.household_id])
    return row


def _locked(by: User, number: int) -> Need:
    row = Need.objects.select_for_update(of=("self",)).select_related("case").filter(pk=number).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    scope.require(by, Permission.NEED_RECORD, place=row.area_code, household=row.household_id, authority=row.authority_id)
    return row


# — questions —


def sheet(user: User, household: int, *, at: datetime) -> Sheet:
    """Everything known of a household's needs. Recorded as an opening where it shows names."""
    home = households.find(household)
    if home is None:
        raise scope.OutOfSight(str(household))
    told = {"place": home.area_code, "household": home.pk, "authority": home.authority_id}
    scope.require(user, Permission.HOUSEHOLD_SEE, **told)
    may_read, may_record = (scope.may(user, each, **told) for each in (Permission.NAME_SEE, Permission.NEED_RECORD))
    newest = responses.newest_of(home.pk)
    relatives = family.of_answer(newest, on=timezone.localdate(at), may_read=may_read) if newest else ()
    rows = list(Need.objects.filter(household=home).order_by("-on", "-pk"))
    rows.sort(key=lambda row: (row.state not in UNFINISHED, row.state == "withdrawn"))
    numbers = {row.pk for row in rows}
    who = {each.person: each.name for each in relatives} if may_read else {}
    lines = _lines(rows, named=numbers if may_read else (), mine=numbers if may_record else (), who=who)
    if may_read:
        audit.seen(by=user, at=at, what="need", on=home, place=home.area_code, count=len(rows), households=[home.pk])
    return Sheet(
        household_id=home.pk,
        area_code=home.area_code,
        house_no=home.house_no if may_read else "",
        has_names=may_read,
        may_record=may_record,
        needs=lines,
        offered=offered(newest, relatives, rows) if newest and may_record else (),
        relatives=relatives if may_record else (),
        survey_year=newest.round.survey_year if newest else None,
    )


def offered(newest: Response, relatives: Iterable[family.Relative], known: Iterable[Need]) -> tuple[Offered, ...]:
    """What the answer shows as failed, by person where it is somebody's for certain, and no unfinished need of `known` names."""
    indicators = sets.of_code(newest.round.indicator_set_id)
    names = {each.number: Titled(each.name_th, each.name_en) for each in indicators.indicators}
    named = {each.person: each.name for each in relatives}
    there = {(row.indicator, row.set_code, row.person_id) for row in known if row.state in UNFINISHED}
    return tuple(
        Offered(
            indicators.map.dimension_of(number) or visit_rules.OTHER,
            number,
            indicators.code,
            names[number],
            person,
            named.get(person, "") if person else "",
        )
        for number, person in concerned(_members(newest), {newest.pk: newest.failed}, indicators)[newest.pk]
        if (number, indicators.code, person) not in there
    )


def _members(newest: Response) -> pl.DataFrame:
    schema = responses.PERSONAL | {"age": pl.Int64, "person_id": pl.Int64, "response_id": pl.Int64}
    return bulk.read(Member.objects.filter(response=newest).order_by("id"), schema)


def concerned(members: pl.DataFrame, failed: Mapping[int, int], indicators: sets.Set) -> dict[int, list[tuple[int, int | None]]]:
    """By answer (indicator, person): in the order of the indicators; None where it is the whole household's, or nobody's for certain.
    `failed`: the mask of each answer, all to this set; `members`: all of theirs."""
    place = {answer: n for n, answer in enumerate(failed)}
    household = np.array([place[answer] for answer in members["response_id"]], np.int64)
    concern = people.concerned(members, household, np.array(list(failed.values()), np.int64), indicators)
    sure: dict[int, list[tuple[int, int | None]]] = {answer: [] for answer in failed}
    for answer, person, mask in zip(members["response_id"], members["person_id"], concern.certain.tolist(), strict=True):
        sure[answer] += [(number, person) for number in indicators_in(mask)]
    return {answer: _with_rest(found, failed[answer]) for answer, found in sure.items()}


def _with_rest(sure: list[tuple[int, int | None]], failed: int) -> list[tuple[int, int | None]]:
    located = {number for number, _person in sure}
    rest = [(number, None) for number in indicators_in(failed) if number not in located]
    return sorted([*sure, *rest], key=lambda each: (each[0], each[1] or 0))


def visible_to(user: User, *, area: str = "", authority: int | None = None, asked: Filters, page: int = 1) -> tuple[list[Line], int]:
    """One page of a place, the most urgent first, and how many there are. Who sees only what was handed over reads those."""
    _where, rows = in_sight(user, area=area, authority=authority)
    rows = narrowed(rows, asked)
    total = rows.count()
    first = max(0, min(page - 1, (total - 1) // PER_PAGE)) * PER_PAGE
    numbers = list(rows.order_by("urgency_order", "area_code", "on", "pk").values_list("pk", flat=True)[first : first + PER_PAGE])
    return list(of_numbers(user, numbers)), total


def of_numbers(user: User, numbers: list[int]) -> tuple[Line, ...]:
    """Those of `in_sight` with these numbers, in their order. No name and no words: those stand on the household's own page."""
    chosen = Need.objects.in_bulk(numbers)
    named = set(Need.objects.filter(sight.within(user, Permission.NAME_SEE), pk__in=numbers).values_list("pk", flat=True))
    return _lines([chosen[number] for number in numbers], named=named, has_words=False)


def in_sight(user: User, *, area: str = "", authority: int | None = None) -> tuple[sight.Sight, QuerySet[Need]]:
    """The place, and the needs there of households that this user sees."""
    where = sight.reading(user, area=area, authority=authority)
    return where, sight.seen(user, where, Need.objects.all())


def narrowed(rows: QuerySet[Need], asked: Filters) -> QuerySet[Need]:
    """Refused for a filter that there is not."""
    known = (
        (asked.dimension, visit_rules.DIMENSION_NAMES),
        (asked.stage, STAGES),
        (asked.level, (PERSON, HOUSEHOLD)),
        (asked.urgency, Need.Urgency.values),
        (asked.state, (MET, UNMET, *roads.NEED_NAMES)),
    )
    if any(value and value not in words for value, words in known):
        raise Refused(_("ไม่รู้จักตัวกรองนี้ โปรดเลือกจากรายการ"))
    states = {UNMET: UNFINISHED, "": tuple(roads.NEED_NAMES)}.get(asked.state, (asked.state,))
    rows = rows.filter(state__in=states)
    for name in ("dimension", "urgency"):
        if value := getattr(asked, name):
            rows = rows.filter(**{name: value})
    if asked.stage:
        rows = rows.filter(person__isnull=False, stage="" if asked.stage == UNKNOWN else asked.stage)
    if asked.level:
        rows = rows.filter(person__isnull=asked.level == HOUSEHOLD)
    return rows.annotate(urgency_order=SOONEST)


def of_case(user: User, case: int) -> OfCase:
    """Unfinished first; what was withdrawn stands on the household's own page."""
    row = Case.objects.filter(pk=case).first()
    if row is None:
        raise scope.OutOfSight(str(case))
    told = {"place": row.area_code, "household": row.household_id, "authority": row.authority_id}
    scope.require(user, Permission.HOUSEHOLD_SEE, **told)
    rows = list(Need.objects.filter(case=row).exclude(state="withdrawn").order_by("-on", "-pk"))
    rows.sort(key=lambda each: each.state not in UNFINISHED)
    numbers = {each.pk for each in rows}
    may_read, may_record = (scope.may(user, each, **told) for each in (Permission.NAME_SEE, Permission.NEED_RECORD))
    lines = _lines(rows, named=numbers if may_read else (), mine=numbers if may_record else ())
    return OfCase(row.household_id, may_record, lines)


def unfinished(household: int) -> list[Need]:
    """For verbs and questions of this room that have asked at the door."""
    return list(Need.objects.filter(household=household, state__in=UNFINISHED).order_by("-on", "-pk"))


def shown(rows: Sequence[Need], who: Mapping[int, str], *, may_read: bool) -> tuple[Line, ...]:
    """As above; `who`: names by person."""
    return _lines(rows, named={row.pk for row in rows} if may_read else (), who=who)


def shown_of(rows: Sequence[Need], named: Collection[int]) -> tuple[Line, ...]:
    """As above, of many households; `named`: those whose names this reader may see."""
    return _lines(rows, named={row.pk for row in rows if row.household_id in named})


def told_at(visit: Visit, who: Mapping[int, str], *, may_read: bool) -> tuple[Line, ...]:
    """As above: those that were recorded at a visit."""
    return shown(list(visit.needs.order_by("pk")), who, may_read=may_read)


def titled(named: Problem | sets.Indicator | None) -> Titled | None:
    return Titled(named.name_th, named.name_en) if named else None


def _lines(
    rows: Sequence[Need],
    *,
    named: Collection[int],
    mine: Collection[int] = (),
    who: Mapping[int, str] | None = None,
    has_words: bool = True,
) -> tuple[Line, ...]:
    """`named`, `mine`: numbers of those whose names this reader may see, and which they may change; `who`: names by person."""
    problems = {each.code: each for each in sets.problems()} if any(row.problem for row in rows) else {}
    reads = [has_words and row.pk in named for row in rows]
    opened = [
        sealing.opened_many(getattr(row, field) if may else None for row, may in zip(rows, reads, strict=True))
        for field in ("text_sealed", "self_help_sealed", "withdrawn_because_sealed")
    ]
    return tuple(
        Line(
            number=row.pk,
            household_id=row.household_id,
            area_code=row.area_code,
            case=row.case_id,
            visit=row.visit_id,
            level=PERSON if row.person_id else HOUSEHOLD,
            who=(who or {}).get(row.person_id or 0, ""),
            person=row.person_id if row.pk in named else None,
            stage=row.stage,
            dimension=row.dimension,
            what=_what(row, problems, may_read=row.pk in named),
            text=text,
            is_masked=row.pk not in named,
            self_help=self_help,
            urgency=row.urgency,
            state=row.state,
            on=row.on,
            met_on=row.met_on,
            because=because,
            may_record=row.pk in mine,
        )
        for row, text, self_help, because in zip(rows, *opened, strict=True)
    )


def _what(row: Need, problems: dict[str, Problem], *, may_read: bool) -> Titled | None:
    """None for what tells of an illness or is sensitive, too, where names are not for this reader."""
    if row.indicator is not None:
        indicators = sets.of_code(row.set_code)
        if may_read or row.person_id is None or row.indicator not in people.telling(indicators):
            return titled(indicators.indicators[row.indicator - 1])
        return None
    found = problems.get(row.problem)
    return titled(found) if found and (may_read or not found.is_sensitive) else None
