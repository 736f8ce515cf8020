"""The plan of a case: written with the household, from the menu and what it says itself; agreed and signed by it; approved by the amphoe.

One version is in work at a time, and one in force. Every verb locks the case first, then the plan, then needs in their order.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from nsc import thai
from nsc.access import audit, duties, notices, scope
from nsc.access.models import AuditLine, User
from nsc.access.roles import Permission
from nsc.casework import cases, evidence, kin, menu, planning, roads, rules, sealing, timeline
from nsc.casework.models import Case, CasePlan, Measure, Need, Step
from nsc.casework.once import once
from nsc.casework.planning import Wanted
from nsc.errors import Refused, _
from nsc.files import uploads
from nsc.surveys import sets

GOALS = CasePlan.Goal.choices
WHO = Step.Who.choices
IN_WORK, IN_FORCE = ("draft", "agreed"), "approved"
WRITABLE = ("visited", "approved", "following")  # states of a case in which its draft may be worked on
OPEN_STEPS = ("planned", "doing")
REPLACED = "มีแผนฉบับใหม่แทน"  # the reason of steps that a new version ended; sealed like any other


@dataclass(frozen=True)
class StepTold:
    """`what`, `office` and `person` are "" for who may not read names: they tell of an illness or a debt as much as of help."""

    number: int
    state: str
    what: str
    who: str
    office: str
    person_id: int | None
    person: str
    need: int | None
    measure: int | None
    dimension: str
    due_on: date
    baht: Decimal | None
    money_from: str
    done_on: date | None
    because: str
    is_late: bool


@dataclass(frozen=True)
class Told:
    """A version of a plan. Words are "" for who may not read names. `may_…`: what this user may do with it now."""

    number: int
    version: int
    state: str
    goal: str
    diagnosis: Mapping[str, str]
    checks: Mapping[str, bool | None]
    sufficiency: str
    agreed_on: date | None
    signed: str
    has_signature: bool
    decided_by: str
    decided_at: datetime | None
    returned: str
    by: str
    at: datetime
    steps: tuple[StepTold, ...]
    money: planning.Money
    may_agree: bool = False
    may_decide: bool = False
    may_supersede: bool = False
    may_withdraw: bool = False
    may_step: bool = False


@dataclass(frozen=True)
class Plans:
    """Of a case, newest version first."""

    case: int
    household: int
    area_code: str
    state: str
    triage: str
    has_names: bool
    may_write: bool  # hold the right, whatever the state
    can_write: bool  # and the case stands where a plan is written
    versions: tuple[Told, ...]

    @property
    def in_work(self) -> Told | None:
        return next((each for each in self.versions if each.state in IN_WORK), None)

    @property
    def in_force(self) -> Told | None:
        return next((each for each in self.versions if each.state == IN_FORCE), None)


@dataclass(frozen=True)
class Suggested:
    """What stands ready for whoever writes: the family, its open needs in their own words, and what the menu proposes."""

    family: kin.Family
    needs: tuple[tuple[int, str, str, int | None], ...]  # number, dimension, words, person
    proposals: tuple[planning.Proposed, ...]
    unanswered: tuple[int, ...]  # needs that the menu has nothing for


# — verbs —


@transaction.atomic
def write(
    *,
    by: User,
    at: datetime,
    case: int,
    goal: str,
    steps: Sequence[Wanted],
    diagnosis: Mapping[str, str] | None = None,
    checks: Mapping[str, bool | None] | None = None,
    sufficiency: str = "",
    seen: datetime | None = None,
) -> CasePlan:
    """The draft: begun, or written anew. `seen`: when the draft that one had before one's eyes was written; if somebody has changed it
    since, nothing of theirs is overwritten. In the same words again, what stands stays."""
    row = cases.locked(by, Permission.PLAN_WRITE, case)
    draft = CasePlan.objects.filter(case=row, state__in=IN_WORK).first()
    _check_writable(row, draft)
    if goal not in CasePlan.Goal.values:
        raise Refused(_("โปรดเลือกเป้าหมายของแผน"))
    today = timezone.localdate(at)
    before = _kept(draft) if draft else []
    wanted = [_tidy(step) for step in _named(steps)]
    planning.check_steps(wanted, today=today, kept=[each.due_on for each in before])
    _check_belonging(row, wanted, {each.measure_id for each in before}, today)
    words = {name: thai.clean((diagnosis or {}).get(name, ""))[:2000] for name in planning.DIAGNOSIS}
    words["sufficiency"] = thai.clean(sufficiency)[:2000]
    said = {name: (checks or {}).get(name) for name in planning.CHECKS}
    if draft and _is_same(draft, before, goal, words, said, wanted):
        return draft
    if draft and seen != draft.at:
        raise Refused(_("มีผู้แก้ร่างแผนนี้หลังจากท่านเปิด โปรดเปิดหน้าใหม่ ดูสิ่งที่เปลี่ยน แล้วแก้อีกครั้ง"))
    is_new = draft is None
    plan = draft or CasePlan(case=row, version=_next_version(row))
    plan.goal, plan.by, plan.at = goal, by, at
    for name, value in said.items():
        setattr(plan, name, value)
    for name, text in words.items():
        setattr(plan, f"{name}_sealed", sealing.seal(text))
    with once():
        plan.save()
    _write_steps(plan, before, wanted)
    _line(by, at, row, plan, "plan.write", today, what="new" if is_new else "again")
    return plan


@transaction.atomic
def agree(*, by: User, at: datetime, plan: int, on: date, signed: str, file: BinaryIO | None = None) -> CasePlan:
    """The household has seen the plan, agrees, and somebody signs for it. It goes to the amphoe. Recorded again, the first stands."""
    row, version = _locked(by, Permission.PLAN_WRITE, plan)
    said, today = thai.clean(signed)[:200], timezone.localdate(at)
    if version.state == "agreed" and (version.agreed_on, sealing.opened(version.signed_sealed)) == (on, said):
        return version
    version.state = roads.step(version.state, "agreed", roads.PLAN_NEXT, roads.PLAN_NAMES)
    planning.check_agreed(on, said, today=today, written_on=timezone.localdate(version.at))
    kept, old = evidence.keep(file, by=by, at=at), version.signature
    version.agreed_on, version.signed_sealed, version.signature = on, sealing.seal(said), kept
    version.save()
    if old:  # of a version that was sent back: what it showed is no longer what is agreed
        uploads.drop(old, at)
    if row.state in ("approved", "following"):  # a new version of a plan in force
        cases.move(row, "visited", on=today)
    cases.move(row, "planned", on=today)
    _line(by, at, row, version, "plan.agree", on)
    notices.tell(users=_deciders(row, by), at=at, kind="plan.agreed", href=_href(row), household=row.household_id)
    return version


@transaction.atomic
def approve(*, by: User, at: datetime, plan: int) -> CasePlan:
    """By the amphoe, and by somebody who neither wrote it nor took the household's agreement. The version before it has had its time; its
    needs are in a plan now. Approved again, the first approval stands."""
    row, version = _locked(by, Permission.PLAN_APPROVE, plan)
    if version.state == IN_FORCE:
        return version
    state = roads.step(version.state, IN_FORCE, roads.PLAN_NEXT, roads.PLAN_NAMES)
    _require_apart(by, version)
    today = timezone.localdate(at)
    touched = _supersede_older(row)
    version.state, version.decided_by, version.decided_at = state, by, at
    version.save(update_fields=["state", "decided_by", "decided_at"])
    cases.move(row, "approved", on=today)
    cases.reached(row, "planned_on", today)
    told = planning.money(each.baht for each in _kept(version))
    settle_needs(row, touched | set(version.steps.exclude(need=None).values_list("need", flat=True)))
    _line(by, at, row, version, "plan.approve", today, baht=told.baht)
    _tell_team(row, version, by, at, "plan.approved")
    return version


@transaction.atomic
def return_(*, by: User, at: datetime, plan: int, because: str) -> CasePlan:
    """Back to whoever wrote it, with what to mend. The household agrees anew."""
    row, version = _locked(by, Permission.PLAN_APPROVE, plan)
    said = rules.reason(because)
    if version.state == "draft" and sealing.opened(version.returned_sealed) == said:
        return version
    version.state = roads.step(version.state, "draft", roads.PLAN_NEXT, roads.PLAN_NAMES)
    version.decided_by, version.decided_at, version.returned_sealed = by, at, sealing.seal(said)
    version.save(update_fields=["state", "decided_by", "decided_at", "returned_sealed"])
    today = timezone.localdate(at)
    cases.move(row, "visited", on=today)
    _line(by, at, row, version, "plan.return", today, text=said)
    _tell_team(row, version, by, at, "plan.returned")
    return version


@transaction.atomic
def withdraw(*, by: User, at: datetime, plan: int, because: str) -> CasePlan:
    """A draft that comes to nothing, or a version that was agreed and is not to be approved. Where another is in force, it goes on."""
    row, version = _locked(by, Permission.PLAN_WRITE, plan)
    if version.state == "withdrawn":
        return version
    said, today = rules.reason(because), timezone.localdate(at)
    version.state = roads.step(version.state, "withdrawn", roads.PLAN_NEXT, roads.PLAN_NAMES)
    version.save(update_fields=["state"])
    if row.state == "planned":
        cases.move(row, "visited", on=today)
    if row.state == "visited" and CasePlan.objects.filter(case=row, state=IN_FORCE).exists():
        for state in ("planned", "approved"):
            cases.move(row, state, on=today)
    _line(by, at, row, version, "plan.withdraw", today, text=said)
    return version


@transaction.atomic
def supersede(*, by: User, at: datetime, plan: int, because: str) -> CasePlan:
    """A new version as a draft, from the one in force and its open steps, which goes on until the new one is approved. Where a draft has
    been begun, that is it."""
    row, version = _locked(by, Permission.PLAN_WRITE, plan)
    draft = CasePlan.objects.filter(case=row, state__in=IN_WORK).first()
    if draft:
        return draft
    if version.state != IN_FORCE:
        raise Refused(_("เริ่มแผนฉบับใหม่ได้จากแผนที่อนุมัติแล้วเท่านั้น"))
    _check_writable(row, None, is_superseding=True)
    said, today = rules.reason(because), timezone.localdate(at)
    copied = ("goal", *planning.CHECKS, *(f"{name}_sealed" for name in (*planning.DIAGNOSIS, "sufficiency")))
    with once():
        made = CasePlan.objects.create(
            case=row, version=_next_version(row), by=by, at=at, **{name: getattr(version, name) for name in copied}
        )
    same = ("need_id", "person_id", "measure_id", "what_sealed", "who", "office", "due_on", "baht", "money_from")
    going_on = [each for each in _kept(version) if each.state in OPEN_STEPS]
    Step.objects.bulk_create(
        Step(plan=made, place=place, **{name: getattr(each, name) for name in same}) for place, each in enumerate(going_on, start=1)
    )
    _line(by, at, row, made, "plan.supersede", today, text=said)
    return made


def _check_writable(case: Case, work: CasePlan | None, *, is_superseding: bool = False) -> None:
    if work and work.state == "agreed":
        raise Refused(_("ครัวเรือนตกลงแผนนี้แล้วและรออนุมัติ ถ้าต้องแก้ ให้อำเภอส่งคืน หรือถอนแผนก่อน"))
    if case.state == "closed":
        raise Refused(_("รายกรณีนี้ปิดแล้ว จึงทำแผนไม่ได้"))
    if case.state not in WRITABLE:
        raise Refused(_("โปรดบันทึกการเยี่ยมบ้านก่อน แล้วจึงทำแผนจากสิ่งที่พบ"))
    if not work and not is_superseding and CasePlan.objects.filter(case=case, state=IN_FORCE).exists():
        raise Refused(_("มีแผนที่อนุมัติแล้ว ให้กดเริ่มแผนฉบับใหม่พร้อมเหตุผลก่อน"))


def _named(steps: Sequence[Wanted]) -> Iterator[Wanted]:
    """Without words of its own, a step says what its measure says."""
    titles = dict(Measure.objects.filter(pk__in={each.measure for each in steps if each.measure}).values_list("pk", "title"))
    for step in steps:
        yield Wanted(**{**step.__dict__, "what": step.what.strip() or titles.get(step.measure, "")})


def _tidy(step: Wanted) -> Wanted:
    told = {"what": thai.clean(step.what)[:500], "office": thai.clean(step.office)[:200], "money_from": thai.clean(step.money_from)[:200]}
    return Wanted(**{**step.__dict__, **told})


def _check_belonging(case: Case, wanted: Iterable[Wanted], known_measures: set[int | None], today: date) -> None:
    """Persons live there, needs are the household's and not settled, measures are on the menu of the day (or were in the draft already)."""
    steps = list(wanted)
    persons, needs, measures = ({getattr(each, name) for each in steps} - {None} for name in ("person", "need", "measure"))
    if any(each.who not in Step.Who.values for each in steps):
        raise Refused(_("โปรดเลือกผู้ทำจากรายการ"))
    if persons - kin.family(case.household_id, may_read=False).persons:
        raise Refused(_("มีขั้นที่เลือกคนซึ่งไม่ได้อยู่ในครัวเรือนนี้ โปรดเปิดหน้าใหม่แล้วเลือกใหม่"))
    open_ = set(Need.objects.filter(household=case.household_id, state__in=("open", "planned"), pk__in=needs).values_list("pk", flat=True))
    if needs - open_:
        raise Refused(_("มีขั้นที่เลือกความต้องการซึ่งปิดไปแล้ว โปรดเปิดหน้าใหม่แล้วเลือกใหม่"))
    if measures - known_measures - {each.number for each in menu.in_force(today)}:
        raise Refused(_("มีมาตรการที่เลิกใช้แล้ว โปรดเปิดหน้าใหม่แล้วเลือกใหม่"))


def _kept(plan: CasePlan) -> list[Step]:
    """Its steps in order, without those that were taken out while it was a draft."""
    return list(plan.steps.exclude(state="dropped", because_sealed=None).order_by("place"))


def _is_same(
    plan: CasePlan, before: list[Step], goal: str, words: Mapping[str, str], said: Mapping[str, bool | None], wanted: list[Wanted]
) -> bool:
    if plan.goal != goal or any(getattr(plan, name) != value for name, value in said.items()):
        return False
    if any(sealing.opened(getattr(plan, f"{name}_sealed")) != text for name, text in words.items()):
        return False
    return [_asked(each) for each in before] == wanted


def _asked(step: Step) -> Wanted:
    told = {name: getattr(step, name) for name in ("who", "due_on", "office", "baht", "money_from")}
    links = {"person": step.person_id, "need": step.need_id, "measure": step.measure_id}
    return Wanted(what=sealing.opened(step.what_sealed), **told, **links)


def _write_steps(plan: CasePlan, before: list[Step], wanted: list[Wanted]) -> None:
    """Row by row over what was there; what is left over is taken out, and stays on record as dropped without a reason."""
    free = (plan.steps.aggregate(last=Max("place"))["last"] or 0) + 1
    for number, step in enumerate(wanted):
        row = before[number] if number < len(before) else Step(plan=plan, place=free + number - len(before))
        row.what_sealed = sealing.seal(step.what)
        row.person_id, row.need_id, row.measure_id = step.person, step.need, step.measure
        row.who, row.due_on, row.baht, row.money_from = step.who, step.due_on, step.baht, step.money_from
        row.office = step.office if step.who == Step.Who.OFFICE else ""
        row.save()
    Step.objects.filter(pk__in=[each.pk for each in before[len(wanted) :]]).update(state="dropped")


def _next_version(case: Case) -> int:
    return (CasePlan.objects.filter(case=case).aggregate(last=Max("version"))["last"] or 0) + 1


def _locked(by: User, permission: Permission, plan: int) -> tuple[Case, CasePlan]:
    row = cases.locked(by, permission, case_of(plan))
    return row, CasePlan.objects.select_for_update(of=("self",)).select_related("signature").get(pk=plan)


def _require_apart(by: User, plan: CasePlan) -> None:
    """Who wrote any of it, copied it from the version before, or took the household's agreement, leaves the decision to another."""
    duties.require_apart(by, Permission.PLAN_APPROVE, plan)
    mine = AuditLine.objects.filter(by=by, on_type="caseplan", on_id=str(plan.pk), verb__in=("plan.agree", "plan.supersede"))
    if mine.exists():
        raise Refused(_("ท่านเป็นผู้จัดทำหรือผู้บันทึกการตกลงของแผนนี้ ให้ผู้อื่นเป็นผู้อนุมัติ เพื่อให้มีผู้ตรวจสอบซึ่งกันและกัน"))


def _supersede_older(case: Case) -> set[int]:
    """The version in force ends; the needs of its open steps. What it had to do is in the new one, or was left out of it on purpose."""
    needs: set[int] = set()
    for older in CasePlan.objects.select_for_update().filter(case=case, state=IN_FORCE):
        older.state = roads.step(older.state, "superseded", roads.PLAN_NEXT, roads.PLAN_NAMES)
        older.save(update_fields=["state"])
        left = older.steps.filter(state__in=OPEN_STEPS)
        needs |= set(left.exclude(need=None).values_list("need", flat=True))
        left.update(state="dropped", because_sealed=sealing.seal(REPLACED))
    return needs


def settle_needs(case: Case, needs: Iterable[int]) -> None:
    """Each of them is planned where a step of the plan in force answers it, else open again. Those met or withdrawn stay."""
    numbers = set(needs)
    answered = Step.objects.filter(plan__case=case, plan__state=IN_FORCE, need__in=numbers).exclude(state="dropped")
    planned = set(answered.values_list("need", flat=True))
    for need in Need.objects.select_for_update().filter(pk__in=numbers, state__in=("open", "planned")).order_by("pk"):
        to = "planned" if need.pk in planned else "open"
        if need.state != to:
            need.state = roads.step(need.state, to, roads.NEED_NEXT, roads.NEED_NAMES)
            need.save(update_fields=["state"])


def _line(by: User, at: datetime, case: Case, plan: CasePlan, verb: str, on: date, **told: object) -> None:
    timeline.note(by=by, at=at, household=case.household_id, case=case, kind=verb, on=on, record=plan.pk, **told)
    detail = f"case {case.pk} version {plan.version}"
    audit.record(by=by, at=at, verb=verb, on=plan, place=case.area_code, detail=detail, households=[case.household_id])


def _deciders(case: Case, by: User) -> list[User]:
    """Those of the amphoe; of the province only where it has nobody."""
    holders = [each for each in notices.holders(Permission.PLAN_APPROVE, case.area_code) if each.pk != by.pk]
    of_amphoe = [each for each in holders if case.area_code[:4] in scope.areas(each, Permission.PLAN_APPROVE)]
    return of_amphoe or holders


def _tell_team(case: Case, plan: CasePlan, by: User, at: datetime, kind: str) -> None:
    users = [each for each in (case.mentor, plan.by) if each and each.pk != by.pk]
    notices.tell(users=users, at=at, kind=kind, href=_href(case), household=case.household_id)


def _href(case: Case) -> str:
    return f"/cases/{case.pk}/plan/"


# — questions —


def of_case(user: User, case: int, *, on: date) -> Plans:
    """All versions with their steps. OutOfSight where the household is not to be seen."""
    row, may = _seen(user, case)
    versions = list(CasePlan.objects.filter(case=row).select_related("by", "decided_by").order_by("-version"))
    steps = (
        Step.objects.filter(plan__in=versions)
        .exclude(state="dropped", because_sealed=None)
        .select_related("measure", "need")
        .order_by("place")
    )
    has_names = may(Permission.NAME_SEE)
    every = list(steps)
    persons = kin.names(row.household_id, {each.person_id for each in every if each.person_id}, may_read=has_names)
    texts = dict(
        zip((each.pk for each in every), sealing.opened_many(each.what_sealed if has_names else None for each in every), strict=True)
    )
    because = dict(
        zip((each.pk for each in every), sealing.opened_many(each.because_sealed if has_names else None for each in every), strict=True)
    )
    told = [_step(each, texts[each.pk], because[each.pk], persons, has_names, on) for each in every]
    of_plan = {plan.pk: tuple(step for step, row in zip(told, every, strict=True) if row.plan_id == plan.pk) for plan in versions}
    may_write, may_decide = may(Permission.PLAN_WRITE), may(Permission.PLAN_APPROVE)
    has_work, has_force = (any(each.state in states for each in versions) for states in (IN_WORK, (IN_FORCE,)))
    shown = tuple(
        _told(
            plan,
            of_plan[plan.pk],
            has_names,
            may_agree=may_write and waits_for_the_family(plan.state, row.state),
            may_decide=may_decide and plan.state == "agreed",
            may_supersede=may_write and plan.state == IN_FORCE and not has_work and row.state in WRITABLE,
            may_withdraw=may_write and plan.state in IN_WORK,
            may_step=may_write and is_worked_on(plan.state, row.state),
        )
        for plan in versions
    )
    is_free = not has_force or has_work
    can_write = may_write and row.state in WRITABLE and is_free and not any(each.state == "agreed" for each in versions)
    facts = (row.pk, row.household_id, row.area_code, row.state, row.triage)
    return Plans(*facts, has_names=has_names, may_write=may_write, can_write=can_write, versions=shown)


def waits_for_the_family(state: str, of_case: str) -> bool:
    """A plan in this state, of a case in that one: whether the household may agree to it now."""
    return state == "draft" and of_case in WRITABLE


def is_worked_on(state: str, of_case: str) -> bool:
    """As above: whether its steps may be begun and finished now."""
    return state == IN_FORCE and of_case != "closed"


def _seen(user: User, case: int):
    """The case and what this user may do with it."""
    row = Case.objects.filter(pk=case).first()
    if row is None:
        raise scope.OutOfSight(str(case))
    told = {"place": row.area_code, "household": row.household_id, "authority": row.authority_id}
    scope.require(user, Permission.HOUSEHOLD_SEE, **told)
    return row, lambda permission: scope.may(user, permission, **told)


def _step(row: Step, what: str, because: str, persons: Mapping[int, str], has_names: bool, on: date) -> StepTold:
    dimension = row.measure.dimension if row.measure else row.need.dimension if row.need else ""
    return StepTold(
        number=row.pk,
        state=row.state,
        what=what,
        who=row.who,
        office=row.office if has_names else "",
        person_id=row.person_id,
        person=persons.get(row.person_id, "") if has_names else "",
        need=row.need_id,
        measure=row.measure_id,
        dimension=dimension,
        due_on=row.due_on,
        baht=row.baht,
        money_from=row.money_from if has_names else "",
        done_on=row.done_on,
        because=because,
        is_late=row.state in OPEN_STEPS and row.due_on < on,
    )


def _told(plan: CasePlan, steps: tuple[StepTold, ...], has_names: bool, **may: bool) -> Told:
    sealed = [getattr(plan, f"{name}_sealed") for name in (*planning.DIAGNOSIS, "sufficiency", "signed", "returned")]
    *four, sufficiency, signed, returned = sealing.opened_many(each if has_names else None for each in sealed)
    return Told(
        number=plan.pk,
        version=plan.version,
        state=plan.state,
        goal=plan.goal,
        diagnosis=dict(zip(planning.DIAGNOSIS, four, strict=True)),
        checks={name: getattr(plan, name) for name in planning.CHECKS},
        sufficiency=sufficiency,
        agreed_on=plan.agreed_on,
        signed=signed,
        has_signature=bool(plan.signature_id),
        decided_by=plan.decided_by.display_name if plan.decided_by else "",
        decided_at=plan.decided_at,
        returned=returned,
        by=plan.by.display_name,
        at=plan.at,
        steps=steps,
        money=planning.money(each.baht for each in steps if each.state != "dropped"),
        **may,
    )


def case_of(plan: int) -> int:
    """The number of its case. OutOfSight where there is no such plan."""
    found = CasePlan.objects.filter(pk=plan).values_list("case", flat=True).first()
    if found is None:
        raise scope.OutOfSight(str(plan))
    return found


def require_to_write(user: User, case: int) -> None:
    """Before a form is shown."""
    row, _may = _seen(user, case)
    scope.require(user, Permission.PLAN_WRITE, place=row.area_code, household=row.household_id, authority=row.authority_id)


def suggested(user: User, case: int, *, on: date) -> Suggested:
    """For whoever writes the plan: NotAllowed to all others who see the household."""
    require_to_write(user, case)
    row, _may = _seen(user, case)
    family = kin.family(row.household_id, may_read=True)
    needs = list(Need.objects.filter(household=row.household_id, state__in=("open", "planned")).order_by("pk"))
    texts = sealing.opened_many(each.text_sealed for each in needs)
    lacks = [*(_of_need(each) for each in needs), *_of_answers(family)]
    people = [planning.Someone(each.person, each.stage) for each in family.kin]
    proposed = planning.propose(menu.in_force(on), lacks, people, row.triage)
    unanswered = planning.without_proposal((each for each in lacks if each.why == "need"), proposed)
    told = tuple((need.pk, need.dimension, text, need.person_id) for need, text in zip(needs, texts, strict=True))
    return Suggested(family, told, tuple(proposed), tuple(unanswered))


def _of_need(need: Need) -> planning.Lack:
    kept = ("dimension", "set_code", "indicator", "problem", "stage", "urgency")
    return planning.Lack(why="need", person=need.person_id, need=need.pk, **{name: getattr(need, name) for name in kept})


def _of_answers(family: kin.Family) -> Iterator[planning.Lack]:
    """What counts for a dimension, of the household or of who it concerns; and the problems found beside them."""
    indicators = {each.number: each.dimension for each in sets.of_code(family.set_code).indicators} if family.set_code else {}
    told = {"set_code": family.set_code}
    for number in family.failed:
        if dimension := indicators.get(number):
            yield planning.Lack(family.why, dimension, indicator=number, **told)
    for each in family.kin:
        for numbers, why in ((each.certain, family.why), (each.possible, "maybe" if family.why == "survey" else family.why)):
            for number in numbers:
                if dimension := indicators.get(number):
                    yield planning.Lack(why, dimension, indicator=number, person=each.person, stage=each.stage, **told)
    for problem in family.problems:
        yield planning.Lack("problem", "other", problem=problem)


def signature(*, by: User, at: datetime, plan: int) -> evidence.Download:
    """The paper that the household signed: to who may read its names. Recorded."""
    row = CasePlan.objects.select_related("signature", "case").filter(pk=plan).first()
    if row is None or row.signature is None:
        raise scope.OutOfSight(str(plan))
    place, household = row.case.area_code, row.case.household_id
    if not scope.may(by, Permission.NAME_SEE, place, household, row.case.authority_id):
        raise scope.OutOfSight(str(plan))
    audit.seen(by=by, at=at, what="signature", on=row, place=place, count=1, households=[household])
    return evidence.Download(row.signature.name, uploads.pieces(row.signature))
