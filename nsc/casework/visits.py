"""Home visits: planned for a day and somebody, then done or missed. What was found at the door, what the family says of itself, and, at a
follow-up, whether the deprivation has gone by the survey's own questions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nsc import thai
from nsc.access import audit, notices, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import cases, evidence, family, measuring, needs, roads, rules, sealing, sight, timeline, visit_rules
from nsc.casework.models import Case, MemberChange, Observation, Visit, VisitPhotograph
from nsc.casework.once import once
from nsc.casework.visit_rules import Position
from nsc.errors import Refused, _
from nsc.files import uploads
from nsc.registry import consents, photographs
from nsc.surveys import responses, sets
from nsc.surveys.models import Response, Round

PURPOSES = Visit.Purpose.choices
KINDS = MemberChange.Kind.choices
ASKED_AT_THE_DOOR = ("partner", "photograph")  # consents
PICTURES = 8  # at one visit
SAID = 40  # observations, and member changes, at one visit


@dataclass(frozen=True)
class Saw:
    """In a dimension of union.DIMENSIONS or visit_rules.OTHER: a problem of surveys.sets.problems, or words, or both."""

    dimension: str
    text: str = ""
    problem: str = ""
    person: int | None = None


@dataclass(frozen=True)
class Changed:
    """A member who left or died; or, without a number, somebody who came."""

    kind: str
    person: int | None = None
    text: str = ""


@dataclass(frozen=True)
class Picture:
    file: BinaryIO
    kind: str
    caption: str = ""


@dataclass(frozen=True)
class Agreed:
    """A yes to one purpose that rests on consent. `notice`: the version of the privacy notice that was shown."""

    purpose: str
    how: str
    notice: int
    note: str = ""
    evidence: BinaryIO | None = None


@dataclass(frozen=True)
class Found:
    """What a visit found. Money in baht, income a person and year; `view`: the family's colour (visit_rules.COLOURS) by dimension;
    `answers` in the form of surveys.Response, "" where the survey's questions were not asked."""

    on: date
    visitors: str
    met: str = ""
    position: Position | None = None
    view: Mapping[str, str] = field(default_factory=dict)
    people: int | None = None
    income: float | None = None
    debt_formal: int | None = None
    debt_informal: int | None = None
    saw: Sequence[Saw] = ()
    changes: Sequence[Changed] = ()
    answers: str = ""
    note: str = ""
    next_on: date | None = None


@dataclass(frozen=True)
class Planned:
    """Households: with a new appointment, with one that was moved, and those it stood for already. `only`: the visit, where it was one."""

    made: int
    moved: int
    unchanged: int
    only: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Line:
    number: int
    case: int
    household_id: int
    purpose: str
    state: str
    on: date | None
    planned_on: date | None
    planned_for: str  # display name
    by: str
    pattern: int | None  # where the survey's questions were asked


@dataclass(frozen=True)
class Noted:
    """An observation or a member change. `what`: the problem, or None; `who`: the person's name."""

    key: str  # dimension, or kind of change
    what: needs.Titled | None
    who: str
    text: str


@dataclass(frozen=True)
class Voice:
    """What was spoken there. `about`: a dimension, "" for the whole."""

    number: int
    about: str
    seconds: int | None


@dataclass(frozen=True)
class Answer:
    """An indicator whose verdict is not what the survey's was: 1 passes, 0 fails, - does not apply."""

    what: needs.Titled
    dimension: str
    before: str
    now: str


@dataclass(frozen=True)
class Result:
    """Of the survey's questions asked again, against the survey's own verdict: `changes` of visit_rules.change by dimension. `survey_year`:
    CE, None where no survey asked this household and the verdict is that of its target. `answers` only where both asked the same set."""

    changes: dict[str, str]
    is_out: bool
    round_year: int
    survey_year: int | None
    answers: tuple[Answer, ...]
    is_official: bool  # the set's map of dimensions


@dataclass(frozen=True)
class Shown:
    """One visit. Words, positions and money only for who may read names there."""

    line: Line
    area_code: str
    has_names: bool
    may_record: bool
    visitors: str
    met: str
    position: Position | None
    view: dict[str, str]
    people: int | None
    income: float | None
    debt_formal: int | None
    debt_informal: int | None
    saw: tuple[Noted, ...]
    changes: tuple[Noted, ...]
    note: str
    next_on: date | None
    missed_because: str
    has_file: bool
    photographs: tuple[int, ...]  # only for who may see photographs there
    voices: tuple[Voice, ...]
    result: Result | None
    needs: tuple[needs.Line, ...]
    at: datetime


@dataclass(frozen=True)
class Door:
    """What a form needs to know before a visit is recorded."""

    case: int
    household_id: int
    area_code: str
    house_no: str
    state: str
    purposes: tuple[str, ...]  # that fit, the usual first
    appointments: tuple[Line, ...]
    relatives: tuple[family.Relative, ...]
    offered: tuple[needs.Offered, ...]
    open_needs: tuple[needs.Line, ...]
    survey_year: int | None
    may_consent: bool
    may_photograph: bool


# — verbs —


@transaction.atomic
def plan(*, by: User, at: datetime, numbers: Iterable[int], on: date, purpose: str = "", whom: int | None = None) -> Planned:
    """A day for one case or many, all of them or none. `whom`: who goes, else each case's mentor; `purpose`: else the usual one of its
    state. A case has one appointment for a purpose: planned again, it is moved."""
    wanted = sorted(set(numbers))
    if not wanted:
        raise Refused(_("โปรดเลือกครัวเรือนอย่างน้อยหนึ่งครัวเรือน"))
    if len(wanted) > sight.MANY:
        raise Refused(_("เลือกได้ครั้งละไม่เกิน {many} ครัวเรือน"), many=sight.MANY)
    visit_rules.check_ahead(on, after=timezone.localdate(at))
    goes = User.objects.filter(pk=whom, is_active=True).first() if whom else None
    if whom and goes is None:
        raise Refused(_("ไม่พบผู้ที่จะไปเยี่ยม โปรดเลือกจากรายการ"))
    rows = [cases.locked(by, Permission.VISIT_RECORD, number) for number in wanted]
    done = [(row, _appoint(row, by, at, on, purpose or _usual(row), goes)) for row in rows]
    changed = [(row, visit) for row, (visit, what) in done if what != "unchanged"]
    if changed:
        _tell(by, at, changed)
        told = {"place": common([row.area_code for row, _visit in changed]), "count": len(changed), "detail": on.isoformat()}
        only = changed[0][1] if len(changed) == 1 else None
        audit.record(by=by, at=at, verb="visit.plan", on=only, households=[row.household_id for row, _visit in changed], **told)
    outcomes = [what for _row, (_visit, what) in done]
    made = [visit for _row, (visit, what) in done if what == "made"]
    return Planned(len(made), outcomes.count("moved"), outcomes.count("unchanged"), made[0].pk if len(made) == 1 == len(done) else None)


def _usual(row: Case) -> str:
    return visit_rules.USUAL.get(row.state, visit_rules.FIRST)


def _appoint(row: Case, by: User, at: datetime, on: date, purpose: str, goes: User | None) -> tuple[Visit, str]:
    """The appointment, and what was done for it: made, moved or unchanged."""
    visit_rules.check_purpose(purpose, row.state, row.outcome)
    who = goes or row.mentor or by
    if not scope.may(who, Permission.VISIT_RECORD, row.area_code, row.household_id, row.authority_id):
        told = {"name": who.display_name, "household": row.household_id}
        raise Refused(_("{name} ไม่มีสิทธิเยี่ยมครัวเรือนที่ {household} โปรดเลือกผู้อื่น หรือมอบครัวเรือนก่อน"), **told)
    before = row.visits.select_for_update().filter(state="planned", purpose=purpose).order_by("planned_on", "pk").first()
    if before and (before.planned_on, before.planned_for_id) == (on, who.pk):
        return before, "unchanged"
    made = before or Visit(case=row, purpose=purpose, by=by, at=at)
    made.planned_on, made.planned_for = on, who
    made.save()
    timeline.note(by=by, at=at, household=row.household_id, kind="visit.plan", on=on, case=row, what=purpose, record=made.pk)
    return made, "moved" if before else "made"


def _tell(by: User, at: datetime, changed: Sequence[tuple[Case, Visit]]) -> None:
    """Who goes, where somebody else has planned it."""
    goes: dict[int, list[User]] = {}
    for _row, visit in changed:
        if visit.planned_for != by:
            goes.setdefault(visit.planned_for_id, []).append(visit.planned_for)
    for users in goes.values():
        notices.tell(users=users[:1], at=at, kind="visit.plan", href="/visits/?mine=1", count=len(users))


def common(codes: Sequence[str]) -> str:
    """The smallest place that holds them all."""
    return next((min(codes)[:digits] for digits in (8, 6, 4, 2) if len({code[:digits] for code in codes}) == 1), "")


@transaction.atomic
def record(
    *,
    by: User,
    at: datetime,
    case: int,
    purpose: str,
    submission: UUID,
    found: Found,
    round: Round | None = None,
    appointment: int | None = None,
    asked: Sequence[needs.Asked] = (),
    pictures: Sequence[Picture] = (),
    agreed: Sequence[Agreed] = (),
    file: BinaryIO | None = None,
) -> Visit:
    """A visit that was made, with everything it found, or nothing of it. `submission`: the number that the form or the phone gave it; sent
    again, the visit that stands. `round`: whose questions `found.answers` are. `appointment`: the one it keeps; where another visit has
    kept it meanwhile, this one stands beside that."""
    row = cases.locked(by, Permission.VISIT_RECORD, case, with_home=True)
    if Visit.objects.filter(submission=submission).exists():
        return _again(Visit.objects.get(submission=submission), row)
    _check(found, purpose, row, today=timezone.localdate(at), has_pictures=len(pictures))
    home = row.household
    visit = _kept_appointment(row, appointment) or Visit(case=row)
    _fill(visit, found, purpose, by, at)
    visit.submission = submission
    if found.answers or purpose in visit_rules.MEASURED:
        _measure(visit, found, round)
    visit.evidence = evidence.keep(file, by=by, at=at)
    with once():
        visit.save()
    _note_down(visit, found)
    if asked:
        needs.of_visit(visit, home, asked, by=by, at=at)
    for each in agreed:
        if not consents.holds(household=home.pk, purpose=each.purpose, on=found.on):
            consents.record(by=by, at=at, household=home.pk, given_on=found.on, **_told(each))
    for each in pictures:
        taken = photographs.add(by=by, at=at, household=home.pk, **_told(each))
        VisitPhotograph.objects.create(visit=visit, photograph_id=taken.id)
    _arrive(row, visit)
    timeline.note(by=by, at=at, household=home.pk, kind="visit.record", on=found.on, case=row, what=purpose, record=visit.pk)
    audit.record(by=by, at=at, verb="visit.record", on=visit, place=row.area_code, detail=purpose, households=[home.pk])
    if found.next_on:
        _appoint(row, by, at, found.next_on, _usual(row), by)
    return visit


def _told(it: Picture | Agreed) -> dict[str, Any]:
    """dataclasses.asdict would copy the files."""
    return dict(vars(it))


def _again(before: Visit, row: Case) -> Visit:
    if before.case_id != row.pk:
        raise Refused(_("แบบฟอร์มนี้ส่งไปแล้วสำหรับครัวเรือนอื่น โปรดเปิดแบบฟอร์มใหม่ของครัวเรือนนี้"))
    return before


def _check(found: Found, purpose: str, row: Case, *, today: date, has_pictures: int) -> None:
    visit_rules.check_purpose(purpose, row.state, row.outcome)
    visit_rules.check_done(found.on, today=today, opened=timezone.localdate(row.opened_at), is_emergency=row.is_emergency)
    visit_rules.check_position(found.position)
    visit_rules.check_people(found.people)
    visit_rules.check_money(found.income, found.debt_formal, found.debt_informal)
    if not thai.clean(found.visitors):
        raise Refused(_("โปรดบอกว่าใครไปเยี่ยม เช่น ผู้ใหญ่บ้าน และ อสม."))
    if found.next_on:
        visit_rules.check_ahead(found.next_on, after=max(found.on, today))
    if has_pictures > PICTURES:
        raise Refused(_("แนบภาพได้ครั้งละไม่เกิน {most} ภาพ"), most=PICTURES)
    if len(found.saw) > SAID or len(found.changes) > SAID:
        raise Refused(_("บันทึกสิ่งที่พบได้ครั้งละไม่เกิน {most} เรื่อง"), most=SAID)


def _kept_appointment(row: Case, number: int | None) -> Visit | None:
    """None where it is not of this case, or was kept or withdrawn meanwhile."""
    if number is None:
        return None
    return row.visits.select_for_update().filter(pk=number, state__in=["planned", "missed"]).first()


def _fill(visit: Visit, found: Found, purpose: str, by: User, at: datetime) -> None:
    if visit.pk:
        roads.step(visit.state, "done", roads.VISIT_NEXT, roads.VISIT_NAMES)
    visit.state, visit.purpose, visit.on, visit.by, visit.at = "done", purpose, found.on, by, at
    visit.visitors, visit.met_sealed = thai.clean(found.visitors)[:300], sealing.seal(found.met, 300)
    if found.position:
        visit.lat, visit.lon, visit.accuracy = found.position.lat, found.position.lon, found.position.accuracy
    visit.view = visit_rules.view(found.view)
    visit.people, visit.income_per_person = found.people, found.income
    visit.debt_formal, visit.debt_informal = found.debt_formal, found.debt_informal
    visit.note_sealed, visit.next_on = sealing.seal(found.note), found.next_on


def _measure(visit: Visit, found: Found, round: Round | None) -> None:
    if round is None or not found.answers or found.people is None:
        raise Refused(_("การติดตามผลต้องตอบคำถามของแบบสำรวจให้ครบทุกข้อ และบอกจำนวนคนที่อยู่ในบ้าน"))
    for name, value in asdict(measuring.measured(round, found.answers, found.income)).items():
        setattr(visit, name, value)
    visit.round = round


def _note_down(visit: Visit, found: Found) -> None:
    is_of_somebody = any(each.person for each in (*found.saw, *found.changes))
    relatives = family.of(visit.case.household_id, on=found.on, may_read=False) if is_of_somebody else ()
    problems = {each.code for each in sets.problems()} if any(each.problem for each in found.saw) else set()
    seen = []
    for each in found.saw:
        family.one(relatives, each.person)
        dimension = visit_rules.known_dimension(each.dimension)
        problem, text = visit_rules.known_problem(each.problem, problems), sealing.seal(each.text)
        if problem or text:
            seen.append(Observation(visit=visit, dimension=dimension, problem=problem, person_id=each.person, text_sealed=text))
    changed = []
    for one in found.changes:
        _check_change(one, relatives)
        changed.append(MemberChange(visit=visit, kind=one.kind, person_id=one.person, text_sealed=sealing.seal(one.text, 300)))
    Observation.objects.bulk_create(seen)
    MemberChange.objects.bulk_create(changed)


def _check_change(one: Changed, relatives: Sequence[family.Relative]) -> None:
    if one.kind not in MemberChange.Kind.values:
        raise Refused(_("สมาชิกเปลี่ยนได้สามแบบ มาใหม่ ย้ายออก หรือเสียชีวิต โปรดเลือกใหม่"))
    family.one(relatives, one.person)
    if one.kind == MemberChange.Kind.CAME and not thai.clean(one.text):
        raise Refused(_("โปรดบอกว่าใครมาอยู่ใหม่"))
    if one.kind != MemberChange.Kind.CAME and one.person is None:
        raise Refused(_("โปรดเลือกว่าใครย้ายออกหรือเสียชีวิต"))


def _arrive(row: Case, visit: Visit) -> None:
    """What the visit means for the road of the case."""
    if visit.purpose == visit_rules.FIRST and row.state == "assigned":
        cases.move(row, "visited", on=visit.on)
    cases.reached(row, "visited_on", visit.on)
    if visit.purpose in visit_rules.MEASURED:
        cases.reached(row, "followed_up_on", visit.on)


@transaction.atomic
def miss(*, by: User, at: datetime, visit: int, because: str) -> Visit:
    """Nobody was met on the day; `because`: a key of visit_rules.MISSED. It may still be made later."""
    row, found = _locked(by, visit)
    if found.state == "missed":
        return found
    today = timezone.localdate(at)
    found.state = roads.step(found.state, "missed", roads.VISIT_NEXT, roads.VISIT_NAMES)
    visit_rules.check_missed(because, planned_on=found.planned_on, today=today)
    found.missed_because = because
    found.save(update_fields=["state", "missed_because"])
    timeline.note(by=by, at=at, household=row.household_id, kind="visit.miss", on=today, case=row, what=because, record=found.pk)
    audit.record(by=by, at=at, verb="visit.miss", on=found, place=row.area_code, detail=because, households=[row.household_id])
    return found


@transaction.atomic
def withdraw(*, by: User, at: datetime, visit: int, because: str) -> Visit:
    """An appointment that is not kept; the reason stands on the timeline."""
    row, found = _locked(by, visit)
    if found.state == "withdrawn":
        return found
    why, today = rules.reason(because), timezone.localdate(at)
    found.state = roads.step(found.state, "withdrawn", roads.VISIT_NEXT, roads.VISIT_NAMES)
    found.save(update_fields=["state"])
    told = {"what": found.purpose, "record": found.pk, "text": why}
    timeline.note(by=by, at=at, household=row.household_id, kind="visit.withdraw", on=today, case=row, **told)
    audit.record(by=by, at=at, verb="visit.withdraw", on=found, place=row.area_code, households=[row.household_id])
    return found


def _call_off(row: Case, *, by: User, at: datetime) -> None:
    """Nobody goes to the door of a closed case by an old appointment; what is checked after it has appointments of its own."""
    for found in row.visits.select_for_update().filter(state="planned").order_by("pk"):
        found.state = roads.step(found.state, "withdrawn", roads.VISIT_NEXT, roads.VISIT_NAMES)
        found.save(update_fields=["state"])
        told = {"what": found.purpose, "record": found.pk}
        timeline.note(by=by, at=at, household=row.household_id, kind="visit.withdraw", on=timezone.localdate(at), case=row, **told)


cases.AT_CLOSING.append(_call_off)


def _locked(by: User, number: int) -> tuple[Case, Visit]:
    """The case before its visit, as everywhere."""
    of = Visit.objects.filter(pk=number).values_list("case", flat=True).first()
    if of is None:
        raise scope.OutOfSight(str(number))
    return cases.locked(by, Permission.VISIT_RECORD, of), Visit.objects.select_for_update().get(pk=number)


def paper(*, by: User, at: datetime, visit: int) -> evidence.Download:
    """The file behind a visit, for who may read names there; for all others it is not there. Recorded."""
    row = Visit.objects.select_related("case", "evidence").filter(pk=visit).first()
    if row is None or row.evidence is None or not scope.may(by, Permission.NAME_SEE, *_place(row.case)):
        raise scope.OutOfSight(str(visit))
    audit.seen(by=by, at=at, what="evidence", on=row, place=row.case.area_code, count=1, households=[row.case.household_id])
    return evidence.Download(row.evidence.name, uploads.pieces(row.evidence))


# — questions —


def _place(row: Case) -> tuple[str, int, int | None]:
    return row.area_code, row.household_id, row.authority_id


def _seen(user: User, row: Case | None, what: object, permission: Permission = Permission.HOUSEHOLD_SEE) -> Case:
    if row is None:
        raise scope.OutOfSight(str(what))
    scope.require(user, permission, place=row.area_code, household=row.household_id, authority=row.authority_id)
    return row


def of_case(user: User, case: int) -> tuple[Line, ...]:
    """Appointments first, the soonest first; then what was done or missed, the newest first. Withdrawn ones are on the timeline alone."""
    row = _seen(user, Case.objects.filter(pk=case).first(), case)
    return _of_case(row)


def _of_case(row: Case) -> tuple[Line, ...]:
    found = list(row.visits.exclude(state="withdrawn").select_related("planned_for", "by"))
    planned = sorted((each for each in found if each.state == "planned"), key=lambda each: (each.planned_on, each.pk))
    rest = sorted((each for each in found if each.state != "planned"), key=lambda each: (each.on or each.planned_on, each.pk), reverse=True)
    return tuple(_line(each, row) for each in (*planned, *rest))


def _line(row: Visit, case: Case) -> Line:
    who = row.planned_for.display_name if row.planned_for else ""
    told = {"purpose": row.purpose, "state": row.state, "on": row.on, "planned_on": row.planned_on, "pattern": row.pattern}
    return Line(row.pk, case.pk, case.household_id, planned_for=who, by=row.by.display_name, **told)


def door(user: User, case: int, *, at: datetime) -> Door:
    """Before a visit of this case is recorded. It shows names: recorded as an opening."""
    row = _seen(user, Case.objects.select_related("household").filter(pk=case).first(), case, Permission.VISIT_RECORD)
    newest = responses.newest_of(row.household_id)
    may_read = scope.may(user, Permission.NAME_SEE, *_place(row))
    relatives = family.of_answer(newest, on=timezone.localdate(at), may_read=may_read) if newest else ()
    known = needs.unfinished(row.household_id)
    audit.seen(by=user, at=at, what="visit", on=row, place=row.area_code, count=1, households=[row.household_id] if may_read else [])
    return Door(
        case=row.pk,
        household_id=row.household_id,
        area_code=row.area_code,
        house_no=row.household.house_no if may_read else "",
        state=row.state,
        purposes=visit_rules.fitting(row.state, row.outcome),
        appointments=tuple(each for each in _of_case(row) if each.state in ("planned", "missed")),
        relatives=relatives,
        offered=needs.offered(newest, relatives, known) if newest else (),
        open_needs=needs.shown(known, {each.person: each.name for each in relatives}, may_read=may_read),
        survey_year=newest.round.survey_year if newest else None,
        may_consent=scope.may(user, Permission.CONSENT_RECORD, *_place(row)),
        may_photograph=scope.may(user, Permission.PHOTOGRAPH_ADD, *_place(row)),
    )


def find(user: User, number: int, *, at: datetime) -> Shown:
    """Recorded as an opening where it shows names."""
    row = Visit.objects.select_related("case__target", "planned_for", "by", "round").filter(pk=number).first()
    case = _seen(user, row and row.case, number)
    may = {each: scope.may(user, each, *_place(case)) for each in (Permission.NAME_SEE, Permission.PHOTOGRAPH_SEE, Permission.VISIT_RECORD)}
    may_read = may[Permission.NAME_SEE]
    who = (
        {each.person: each.name for each in family.of(case.household_id, on=row.on or timezone.localdate(at), may_read=True)}
        if may_read
        else {}
    )
    if may_read:
        audit.seen(by=user, at=at, what="visit", on=row, place=case.area_code, count=1, households=[case.household_id])
    met, note = sealing.opened_many([row.met_sealed, row.note_sealed] if may_read else [None, None])
    pictures = row.photographs.order_by("pk").values_list("photograph", flat=True) if may[Permission.PHOTOGRAPH_SEE] else ()
    told = {name: getattr(row, name) if may_read else None for name in ("people", "debt_formal", "debt_informal")}
    return Shown(
        line=_line(row, case),
        area_code=case.area_code,
        has_names=may_read,
        may_record=may[Permission.VISIT_RECORD],
        visitors=row.visitors,
        met=met,
        position=Position(row.lat, row.lon, row.accuracy) if may_read and row.lat is not None else None,
        view=visit_rules.seen_as(row.view),
        income=row.income_per_person if may_read else None,
        saw=_observed(row, who, may_read),
        changes=_changed(row, who) if may_read else (),
        note=note,
        next_on=row.next_on,
        missed_because=row.missed_because,
        has_file=may_read and row.evidence_id is not None,
        photographs=tuple(pictures),
        voices=_voices(row) if may_read else (),
        result=_result(row, case),
        needs=needs.told_at(row, who, may_read=may_read),
        at=row.at,
        **told,
    )


def _voices(row: Visit) -> tuple[Voice, ...]:
    return tuple(Voice(*each) for each in row.voices.order_by("pk").values_list("pk", "about", "seconds"))


def _observed(row: Visit, who: Mapping[int, str], may_read: bool) -> tuple[Noted, ...]:
    """Without names: only that something was seen in a dimension, and problems that are not sensitive."""
    rows = list(row.observations.order_by("pk"))
    texts = sealing.opened_many(each.text_sealed if may_read else None for each in rows)
    problems = {each.code: each for each in sets.problems() if may_read or not each.is_sensitive} if rows else {}
    return tuple(
        Noted(each.dimension, needs.titled(problems.get(each.problem)), who.get(each.person_id or 0, ""), text)
        for each, text in zip(rows, texts, strict=True)
    )


def _changed(row: Visit, who: Mapping[int, str]) -> tuple[Noted, ...]:
    rows = list(row.member_changes.order_by("pk"))
    texts = sealing.opened_many(each.text_sealed for each in rows)
    return tuple(Noted(each.kind, None, who.get(each.person_id or 0, ""), text) for each, text in zip(rows, texts, strict=True))


def _result(row: Visit, case: Case) -> Result | None:
    """Against the newest survey that was there when the questions were asked again; else against what made the household a target."""
    if row.round is None or row.pattern is None:
        return None
    before = responses.newest_of(case.household_id, until=row.round.survey_year)
    pattern = before.pattern if before else case.target.pattern if case.target else case.pattern
    changes = visit_rules.change(pattern, row.pattern)
    indicators = sets.of_code(row.round.indicator_set_id)
    return Result(
        changes=changes,
        is_out=visit_rules.is_out(changes),
        round_year=row.round.survey_year,
        survey_year=before.round.survey_year if before else None,
        answers=_answers(row, before, indicators),
        is_official=indicators.is_official,
    )


def _answers(row: Visit, before: Response | None, indicators: sets.Set) -> tuple[Answer, ...]:
    if before is None or before.round.indicator_set_id != indicators.code:
        return ()
    return tuple(
        Answer(needs.Titled(each.name_th, each.name_en), each.dimension or visit_rules.OTHER, was, now)
        for each, was, now in zip(indicators.indicators, before.answers, row.answers, strict=True)
        if was != now
    )
