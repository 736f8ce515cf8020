"""The case of a household: opened, triaged, walked along its road, closed; and opened again where poverty came back.

Who is locked first, always: the case, then what belongs to it. Several cases: in the order of their numbers.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from nsc import thai
from nsc.access import audit, notices, reach, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import criteria, deadlines, levels, many, roads, rolls, rules, sealing, sight, sorting, timeline
from nsc.casework.models import AfterCheck, Case, Handoff, Outcome, Target, Triage, Visit
from nsc.casework.once import once
from nsc.errors import Refused, _
from nsc.registry import consents, households
from nsc.registry.models import Household
from nsc.surveys import responses
from nsc.surveys.models import Member

TRIAGES, OUTCOMES = dict(Triage.choices), dict(Outcome.choices)
MARKS = ("visited_on", "planned_on", "referred_on", "helped_on", "followed_up_on", "out_on")
# What modules beside this one have open in a case, ended with it, inside the verb that closes and leaves the line; each appends its own.
AT_CLOSING: list[Callable[..., None]] = []
MEASURING = (Visit.Purpose.FOLLOW_UP, Visit.Purpose.AFTER)  # visits that tell whether the deprivation has gone


@dataclass(frozen=True)
class Waiting:
    """A hand-over that nobody has answered yet. The reason is "" for who may not read names there."""

    number: int
    from_turn: str
    to_turn: str
    because: str
    is_escalation: bool
    by: str
    at: datetime


@dataclass(frozen=True)
class File:
    """One case; no names of the household. `acts`: what this user may do with it now, of ACTS. `late`: its day is past."""

    number: int
    household_id: int
    target_id: int | None
    area_code: str
    authority_id: int | None
    house_no: str  # "" where names are not for this user
    has_names: bool
    fiscal_year: int
    pattern: int
    is_emergency: bool
    state: str
    triage: str
    turn: str
    due_on: date | None
    is_late: bool
    escalations: int
    mentor_id: int | None
    mentor: str
    outcome: str
    opened_on: date
    opened_by: str
    closed_on: date | None
    relapsed_on: date | None
    marks: tuple[tuple[str, date | None], ...]
    waiting: Waiting | None
    acts: frozenset[str]


@dataclass(frozen=True)
class Known:
    """What there is of a household's cases, for who sees it. `may_open`: on a target of the year; `may_hurry`: as an emergency."""

    number: int | None  # of the newest
    state: str
    may_open: bool
    may_hurry: bool


ACTS = ("triage", "assign", "close", "reopen", "regularise", "give", "take", "send_back")


@transaction.atomic
def open_(*, by: User, at: datetime, household: int, is_emergency: bool = False) -> Case:
    """For a household on a roll in use, or, where an emergency comes first, for any. One that has an open case keeps it."""
    home = households.find(household)
    if home is None:
        raise scope.OutOfSight(str(household))
    permission = Permission.VISIT_RECORD if is_emergency else Permission.CASE_OPEN
    scope.require(by, permission, place=home.area_code, household=home.pk, authority=home.authority_id)
    before = Case.objects.select_for_update().filter(household=home, is_newest=True).first()
    if before and before.state != "closed":
        return before
    today = timezone.localdate(at)
    target = _target(home.pk, today)
    if target is None and not is_emergency:
        raise Refused(_("ครัวเรือนนี้ไม่อยู่ในบัญชีเป้าหมายที่ใช้งานของปีนี้ โปรดเสนอเป็นผู้ตกหล่นก่อน หรือใช้ช่องทางฉุกเฉิน"))
    if before:
        Case.objects.filter(pk=before.pk).update(is_newest=False)
    newest = responses.newest_of(home.pk)
    told = {"pattern": newest.pattern, "priority": newest.priority} if newest else {}
    told |= {"area_code": home.area_code, "authority_id": home.authority_id, "target": target, "is_emergency": is_emergency}
    told |= {"state": "opened", "turn": roads.TURN["opened"], "due_on": deadlines.due("opened", today)}
    with once():
        made = Case.objects.create(household=home, fiscal_year=rolls.fiscal_year(today), opened_at=at, opened_by=by, **told)
    what = "emergency" if is_emergency else ""
    timeline.note(by=by, at=at, household=home.pk, kind="case.open", what=what, on=today, case=made, record=made.pk)
    audit.record(by=by, at=at, verb="case.open", on=made, place=made.area_code, detail=what, households=[home.pk])
    if is_emergency:
        told_of = [user for user in levels.holders("district", made) if user != by]
        notices.tell(users=told_of, at=at, kind="case.emergency", href=address(made.pk), number=made.pk)
    return made


def open_many(*, by: User, at: datetime, households: Iterable[int]) -> tuple[many.Row, ...]:
    """A case for each of these, as open_: row by row, what was not opened with the reason."""
    sight.require_somewhere(by, Permission.CASE_OPEN)
    wanted = list(households)
    begun = set(Case.objects.filter(household__in=wanted).exclude(state="closed").values_list("household", flat=True))

    def act(household: int) -> bool:
        open_(by=by, at=at, household=household)
        return household not in begun

    return many.each(wanted, act, _("มีเคสที่เปิดอยู่แล้ว"))


def address(number: int) -> str:
    """The page of a case, for notices."""
    return f"/cases/{number}/"


def _target(household: int, on: date) -> Target | None:
    """The one it is on this fiscal year; of several, the most urgent."""
    return sight.in_use().filter(household=household, roll__fiscal_year=rolls.fiscal_year(on)).order_by("-priority", "pk").first()


def locked(by: User, permission: Permission, number: int, *, with_home: bool = False) -> Case:
    """To be changed by this user; `with_home`: and so is its household, in the same statement. OutOfSight where it is not to be seen,
    NotAllowed where it is not theirs to act on."""
    rows = Case.objects.select_for_update()
    if with_home:
        rows = Case.objects.select_for_update(of=("self", "household")).select_related("household")
    row = rows.filter(pk=number).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    scope.require(by, permission, place=row.area_code, household=row.household_id, authority=row.authority_id)
    return row


def move(case: Case, to: str, *, on: date) -> None:
    """The next state of its road, whose turn it is then and until when. Inside a verb, which saves nothing more of these fields.

    A hand-over that nobody has answered is over: the work has gone on."""
    case.state = roads.step(case.state, to, roads.CASE_NEXT, roads.CASE_NAMES)
    case.turn, case.due_on, case.escalations = roads.TURN[to], deadlines.due(to, on), 0
    case.save(update_fields=["state", "turn", "due_on", "escalations"])
    overtake(case)


def overtake(case: Case) -> None:
    """Ends the hand-over that runs, if one does, without an answer of anybody's."""
    Handoff.objects.filter(case=case, state="given").update(state=roads.step("given", "taken", roads.HANDOFF_NEXT, roads.HANDOFF_NAMES))


def reached(case: Case, mark: str, on: date) -> None:
    """A mark of MARKS on that day; the first day stays."""
    if (before := getattr(case, mark)) is None or on < before:
        setattr(case, mark, on)
        case.save(update_fields=[mark])


# — triage —


def proposed(user: User, number: int, *, at: datetime) -> sorting.Proposal:
    """What the rule proposes for who lives there. It tells of disability, and so is for who decides."""
    row = seen(user, number, Permission.CASE_ASSIGN)
    return _proposal(row, timezone.localdate(at))


def _proposal(row: Case, on: date) -> sorting.Proposal:
    """From the household's newest live answer; ages as they are on that day."""
    newest = responses.newest_of(row.household_id)
    members = Member.objects.filter(response=newest) if newest else ()
    years = on.year - newest.round.survey_year if newest else 0
    people = [_somebody(each, on, years) for each in members]
    return sorting.propose(people, criteria.in_force(on).elderly_from)


def _somebody(member: Member, on: date, years: int) -> sorting.Somebody:
    born, age = member.born_on, None if member.age is None else member.age + years
    if born and member.born_precision == "d":
        age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return sorting.Somebody(age, member.health == Member.Health.DISABLED or member.self_care is False)


@transaction.atomic
def triage(*, by: User, at: datetime, case: int, to: str, because: str = "") -> Case:
    """Decides, or decides anew while it is open. A reason is asked where the officer differs from the proposal, or changes their mind."""
    row = locked(by, Permission.CASE_ASSIGN, case)
    if to not in Triage.values:
        raise Refused(_("โปรดเลือกว่า พัฒนาได้ หรือ ต้องสงเคราะห์"))
    _require_open(row)
    if row.triage == to and row.state != "opened":
        return row
    today = timezone.localdate(at)
    proposal, said = _proposal(row, today).triage, thai.clean(because)[:300]
    if not said and ((proposal and proposal != to) or row.triage):
        raise Refused(_("ผลนี้ต่างจากที่เสนอไว้หรือจากที่จำแนกไว้เดิม โปรดบอกเหตุผล"))
    row.triage = to
    row.save(update_fields=["triage"])
    if row.state == "opened":
        move(row, "triaged", on=today)
    _tell(row, by, at, "case.triage", what=to, text=said)
    return row


# — closed, and opened again —


@transaction.atomic
def close(*, by: User, at: datetime, case: int, outcome: str, on: date, because: str = "") -> Case:
    """Out of poverty only after a follow-up visit that measured no deprivation, or for a reason. The mentor's reach ends with it; what
    lasts is checked after 6 and 12 months."""
    row = locked(by, Permission.CASE_CLOSE, case)
    if outcome not in Outcome.values:
        raise Refused(_("โปรดเลือกผลของการปิดเคสจากรายการ"))
    if row.state == "closed":
        if row.outcome == outcome:
            return row
        raise Refused(_("เคสนี้ปิดไปแล้วด้วยผลอื่น โปรดเปิดหน้าใหม่เพื่อดูผลล่าสุด"))
    check_day(on, row, at)
    said, is_out = thai.clean(because)[:300], outcome == Outcome.OUT_OF_POVERTY
    if is_out and not said and not measured_out(row):
        raise Refused(_("ยังไม่มีการเยี่ยมติดตามผลที่วัดแล้วไม่ตกเกณฑ์มิติใด โปรดบันทึกการเยี่ยมติดตามผลก่อน หรือบอกเหตุผลที่ปิด"))
    row.state = roads.step(row.state, "closed", roads.CASE_NEXT, roads.CASE_NAMES)
    row.turn, row.due_on, row.escalations, row.outcome, row.closed_on = "", None, 0, outcome, on
    row.out_on = on if is_out else row.out_on
    row.save(update_fields=["state", "turn", "due_on", "escalations", "outcome", "closed_on", "out_on"])
    overtake(row)
    if row.mentor_id:
        reach.take_back(household=row.household_id, of=row.mentor, purpose="mentor", at=at)
    if is_out:
        AfterCheck.objects.bulk_create(
            AfterCheck(case=row, kind=kind, due_on=roads.months_after(on, months)) for kind, months in roads.AFTER_MONTHS.items()
        )
    for end in AT_CLOSING:
        end(row, by=by, at=at)
    _tell(row, by, at, "case.close", what=outcome, text=said, on=on)
    return row


def measured_out(row: Case) -> bool:
    """Has the newest visit that measured again found no deprivation?"""
    visits = Visit.objects.filter(case=row, purpose__in=MEASURING, state="done", pattern__isnull=False)
    return visits.order_by("-on", "-pk").values_list("pattern", flat=True).first() == 0


@transaction.atomic
def reopen(*, by: User, at: datetime, case: int, because: str) -> Case:
    """Where it had got out of poverty, that is a relapse. It goes back to its mentor, or, where there is none any more, to the district."""
    row = locked(by, Permission.CASE_OPEN, case)
    if row.state != "closed":
        return row
    reopened(row, by=by, at=at, because=rules.reason(because))
    return row


def reopened(row: Case, *, by: User, at: datetime, because: str) -> None:
    """For verbs that have checked the right: of a locked case."""
    if not row.is_newest or Case.objects.filter(household=row.household_id).exclude(state="closed").exists():
        raise Refused(_("ครัวเรือนนี้มีเคสใหม่กว่าแล้ว โปรดทำงานต่อในเคสนั้น"))
    today, is_relapse = timezone.localdate(at), row.outcome == Outcome.OUT_OF_POVERTY
    row.state = roads.step(row.state, "assigned", roads.CASE_NEXT, roads.CASE_NAMES)
    row.outcome, row.closed_on, row.escalations = "", None, 0
    if is_relapse:
        row.relapsed_on, row.out_on = today, None
    consents.hold(row.household_id)
    if row.mentor_id and (not can_mentor(row.mentor, row) or consents.is_stopped(household=row.household_id, purpose="mentor")):
        row.mentor = None
    row.turn, row.due_on = "mentor" if row.mentor_id else "district", deadlines.due("assigned", today)
    fields = ["state", "outcome", "closed_on", "escalations", "relapsed_on", "out_on", "mentor", "turn", "due_on"]
    with once():
        row.save(update_fields=fields)
    AfterCheck.objects.filter(case=row, on=None, withdrawn_at=None).update(withdrawn_at=at)
    if row.mentor_id:
        reach.give(household=row.household_id, to=row.mentor, purpose="mentor")
    _tell(row, by, at, "case.reopen", what="relapse" if is_relapse else "", text=because)


def can_mentor(user: User, case: Case) -> bool:
    """Does a role of theirs let them visit there, by its area or once the household is handed to them?"""
    return user.may_sign_in and (
        scope.may(user, Permission.VISIT_RECORD, case.area_code, authority=case.authority_id)
        or any(case.area_code.startswith(code) for code in scope.handed_areas(user, Permission.VISIT_RECORD))
    )


@transaction.atomic
def regularise(*, by: User, at: datetime, case: int, because: str) -> Case:
    """What an emergency put before plan and approval is in order now: by whom, and on what ground. A target found since is the case's."""
    row = locked(by, Permission.CASE_ASSIGN, case)
    if not row.is_emergency:
        return row
    said = rules.reason(because)
    row.is_emergency = False
    row.target = row.target or _target(row.household_id, timezone.localdate(at))
    row.save(update_fields=["is_emergency", "target"])
    _tell(row, by, at, "case.regularise", text=said)
    return row


def check_day(on: date, row: Case, at: datetime) -> None:
    """What is recorded has happened, and since the case was opened."""
    if on > timezone.localdate(at):
        raise Refused(_("วันที่ {on} ยังมาไม่ถึง โปรดใส่วันที่ทำจริง"), on=thai.format_date(on))
    if on < timezone.localdate(row.opened_at):
        raise Refused(_("วันที่ {on} อยู่ก่อนวันเปิดเคส โปรดตรวจวันที่"), on=thai.format_date(on))


def _require_open(row: Case) -> None:
    if row.state == "closed":
        raise Refused(_("เคสนี้ปิดแล้ว โปรดเปิดเคสอีกครั้งก่อน"))


def _tell(row: Case, by: User, at: datetime, verb: str, *, what: str = "", text: str = "", on: date | None = None) -> None:
    """On the timeline and on record. The reason may hold a name, and so stands sealed on the timeline alone."""
    day = on or timezone.localdate(at)
    timeline.note(by=by, at=at, household=row.household_id, kind=verb, what=what, on=day, case=row, record=row.pk, text=text)
    audit.record(by=by, at=at, verb=verb, on=row, place=row.area_code, detail=what, households=[row.household_id])


# — questions —


def seen(user: User, number: int, permission: Permission) -> Case:
    """As `locked`, to be read alone."""
    row = Case.objects.select_related("mentor", "opened_by").filter(pk=number).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    scope.require(user, permission, place=row.area_code, household=row.household_id, authority=row.authority_id)
    return row


def find(user: User, number: int, *, at: datetime) -> File:
    """OutOfSight where the user may not see the household. A fixed number of queries, however much has happened."""
    row = seen(user, number, Permission.HOUSEHOLD_SEE)
    told = {"place": row.area_code, "household": row.household_id, "authority": row.authority_id}
    has_names = scope.may(user, Permission.NAME_SEE, **told)
    home = Household.objects.only("house_no").get(pk=row.household_id)
    running = Handoff.objects.select_related("by").filter(case=row, state="given").first()
    return File(
        number=row.pk,
        household_id=row.household_id,
        target_id=row.target_id,
        area_code=row.area_code,
        authority_id=row.authority_id,
        house_no=home.house_no if has_names else "",
        has_names=has_names,
        fiscal_year=row.fiscal_year,
        pattern=row.pattern,
        is_emergency=row.is_emergency,
        state=row.state,
        triage=row.triage,
        turn=row.turn,
        due_on=row.due_on,
        is_late=row.due_on is not None and row.due_on < timezone.localdate(at),
        escalations=row.escalations,
        mentor_id=row.mentor_id,
        mentor=row.mentor.display_name if row.mentor_id else "",
        outcome=row.outcome,
        opened_on=timezone.localdate(row.opened_at),
        opened_by=row.opened_by.display_name,
        closed_on=row.closed_on,
        relapsed_on=row.relapsed_on,
        marks=tuple((mark, getattr(row, mark)) for mark in MARKS),
        waiting=_waiting(running, has_names) if running else None,
        acts=frozenset(_acts(user, row, running)),
    )


def _waiting(running: Handoff, has_names: bool) -> Waiting:
    because = sealing.opened(running.because_sealed) if has_names else ""
    return Waiting(running.pk, running.from_turn, running.to_turn, because, running.is_escalation, running.by.display_name, running.at)


def _acts(user: User, row: Case, running: Handoff | None) -> Iterable[str]:
    def may(permission: Permission) -> bool:
        return scope.may(user, permission, row.area_code, row.household_id, row.authority_id)

    if row.state == "closed":
        if row.is_newest and may(Permission.CASE_OPEN):
            yield "reopen"
        return
    if may(Permission.CASE_ASSIGN):
        yield from ("triage", *(("assign",) if row.state != "opened" else ()), *(("regularise",) if row.is_emergency else ()))
    if may(Permission.CASE_CLOSE):
        yield "close"
    if levels.may_act(user, row.turn, row):
        yield from ("give", *(("take", "send_back") if running else ()))


def of_household(user: User, household: int, *, at: datetime) -> Known:
    """The newest case of a household that the user sees, and whether they may open one."""
    home = households.find(household)
    if home is None:
        raise scope.OutOfSight(str(household))
    told = {"place": home.area_code, "household": home.pk, "authority": home.authority_id}
    scope.require(user, Permission.HOUSEHOLD_SEE, **told)
    newest = Case.objects.filter(household=home, is_newest=True).values_list("pk", "state").first() or (None, "")
    is_running = newest[0] is not None and newest[1] != "closed"
    may_open = not is_running and scope.may(user, Permission.CASE_OPEN, **told) and _target(home.pk, timezone.localdate(at)) is not None
    return Known(*newest, may_open=may_open, may_hurry=not is_running and scope.may(user, Permission.VISIT_RECORD, **told))
