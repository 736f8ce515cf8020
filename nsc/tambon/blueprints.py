"""Versions of a tambon's Blueprint, on their road: written by the team, endorsed by the amphoe, approved by the province, then frozen.

What is written in a version is recorded as tambon.write on it, so that the record itself says who may not approve it (access/duties.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from django.db import IntegrityError, models, transaction
from django.db.models import Max

from nsc import thai
from nsc.access import audit, duties, notices, scope
from nsc.access import rules as access_rules
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.files import uploads
from nsc.tambon import blueprint_rules as rules
from nsc.tambon import initiatives
from nsc.tambon.models import (
    Activity,
    Blueprint,
    Initiative,
    Outcome,
    Project,
    ProjectBudget,
    ProjectPartner,
    ProjectPlan,
    Reached,
    Risk,
    SufficiencyAnswer,
)
from nsc.tambon.models.blueprint import Written

AMPHOE, PROVINCE = 4, 2  # digits of the area over which BLUEPRINT_APPROVE endorses, and approves
PARTS: tuple[type[models.Model], ...] = (Activity, ProjectBudget, Outcome, Risk, Reached, ProjectPartner, SufficiencyAnswer)
NOT_COPIED = frozenset({"id", "plan", "blueprint", "origin"})


@dataclass(frozen=True)
class Version:
    """Years are fiscal, CE. `may`: what this reader may do with it now (write, submit, withdraw, endorse, return, approve, revise).
    `sha256`: of the approved book, or ""."""

    number: int
    area_code: str
    version: int
    state: str
    first_year: int
    last_year: int
    begun_by: str
    begun_at: datetime
    submitted_by: str
    submitted_at: datetime | None
    endorsed_by: str
    endorsed_at: datetime | None
    approved_by: str
    approved_at: datetime | None
    returned_by: str
    returned_at: datetime | None
    remarks: str
    sha256: str
    may: frozenset[str]


# — questions —


def of(user: User, area: str) -> list[Version]:
    """All versions, the newest first. Two queries."""
    initiative = initiatives.seen(user, area)
    return [_version(user, row, area) for row in _rows(initiative)]


def chosen(versions: Sequence[Version], version: int | None = None) -> Version | None:
    """The one asked for; else the one in work, the one in force, the newest."""
    if version is not None:
        return next((each for each in versions if each.version == version), None)
    for states in (rules.IN_WORK, (rules.APPROVED,)):
        if found := next((each for each in versions if each.state in states), None):
            return found
    return next(iter(versions), None)


def waiting(user: User) -> list[Version]:
    """Those that wait for this reader to endorse or approve. One query."""
    if not scope.anywhere(user, Permission.BLUEPRINT_APPROVE):
        return []
    within = scope.within(user, Permission.BLUEPRINT_APPROVE, "initiative__area_code")
    rows = Blueprint.objects.filter(within, state__in=(rules.SUBMITTED, rules.ENDORSED)).select_related("initiative", *_PEOPLE)
    found = [_version(user, row, row.initiative.area_code) for row in rows.order_by("pk")]
    return [each for each in found if each.may & {"endorse", "approve"}]


_PEOPLE = ("begun_by", "submitted_by", "endorsed_by", "approved_by", "returned_by")


def _rows(initiative: Initiative) -> models.QuerySet[Blueprint]:
    return Blueprint.objects.filter(initiative=initiative).select_related(*_PEOPLE).order_by("-version")


def _version(user: User, row: Blueprint, area: str) -> Version:
    told = {name: getattr(getattr(row, name), "display_name", "") for name in _PEOPLE}
    told |= {name: getattr(row, name) for name in ("version", "state", "first_year", "last_year", "remarks")}
    told |= {f"{name}_at": getattr(row, f"{name}_at") for name in ("begun", "submitted", "endorsed", "approved", "returned")}
    return Version(number=row.pk, area_code=area, sha256=row.book_sha256, may=_may(user, row, area), **told)


def _may(user: User, row: Blueprint, area: str) -> frozenset[str]:
    writes = scope.may(user, Permission.TAMBON_WRITE, area)
    endorses = scope.may(user, Permission.BLUEPRINT_APPROVE, area[:AMPHOE])
    approves = scope.may(user, Permission.BLUEPRINT_APPROVE, area[:PROVINCE])
    match row.state:
        case rules.DRAFT:
            return frozenset({"write", "submit", "withdraw"} if writes else ())
        case rules.SUBMITTED:
            return frozenset({"endorse", "return"} if endorses else ())
        case rules.ENDORSED:
            return frozenset({"approve", "return"} if approves else ())
        case rules.APPROVED:
            return frozenset({"revise"} if writes else ())
    return frozenset()


# — for the verbs of this room —


def seen(user: User, area: str, number: int) -> Blueprint:
    row = _rows(initiatives.seen(user, area)).filter(pk=number).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    return row


def writable(by: User, area: str, number: int | None = None) -> Blueprint:
    """The version in work, locked, for who may write in it. Refused where it is not a draft, or is none at all."""
    initiative = initiatives.held(by, area)
    rows = Blueprint.objects.select_for_update().filter(initiative=initiative)
    row = rows.filter(pk=number).first() if number else rows.filter(state__in=rules.IN_WORK).first()
    if number and row is None:
        raise scope.OutOfSight(str(number))
    if row is None:
        raise Refused(_("ยังไม่มีร่างพิมพ์เขียวที่แก้ได้ โปรดเริ่มร่างฉบับใหม่ในหน้าพิมพ์เขียวก่อน"))
    if row.state != rules.DRAFT:
        raise Refused(
            _("พิมพ์เขียวฉบับที่ {version} {state} จึงแก้ไม่ได้ ถ้าต้องแก้ ขอให้ส่งคืนก่อน หรือเริ่มร่างฉบับใหม่"),
            version=row.version,
            state=rules.NAMES[row.state],
        )
    return row


def wrote(*, by: User, at: datetime, row: Blueprint, area: str, what: str, because: str = "") -> None:
    """The line that says that this person wrote in this version."""
    audit.record(by=by, at=at, verb=Permission.TAMBON_WRITE, on=row, place=area, detail=what, because=because)


CHANGED = _("มีผู้แก้รายการนี้หลังจากท่านเปิด โปรดเปิดหน้าใหม่ ดูสิ่งที่เปลี่ยน แล้วแก้อีกครั้ง")
CLASH = _("มีผู้บันทึกรายการเดียวกันอยู่พร้อมกัน โปรดเปิดหน้าใหม่เพื่อดูรายการนั้น")


def put(row: Written, told: Mapping[str, object], *, by: User, at: datetime, seen: datetime | None, clash: str = CLASH) -> None:
    """Saves what was told of a row of a draft. Refused where it changed since `seen`, or, as `clash` says, where another is the same."""
    if row.pk and seen is not None and row.at != seen:
        raise Refused(CHANGED)
    for field, value in told.items():
        setattr(row, field, value)
    row.by, row.at = by, at
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as double:
        raise Refused(clash) from double


# — verbs —


@transaction.atomic
def begin(*, by: User, at: datetime, area: str, first_year: int, last_year: int) -> Version:
    """A draft; where a version is in force, as its copy, for these years. Begun again, the draft in work stands."""
    initiative = initiatives.held(by, area)
    rules.check_years(first_year, last_year)
    if known := _rows(initiative).filter(state__in=rules.IN_WORK).first():
        return _version(by, known, area)
    last = Blueprint.objects.filter(initiative=initiative).aggregate(Max("version"))["version__max"] or 0
    before = _rows(initiative).filter(state=rules.APPROVED).first()
    told = {"first_year": first_year, "last_year": last_year, "begun_at": at, "begun_by": by, "version": last + 1}
    try:
        with transaction.atomic():
            row = Blueprint.objects.create(initiative=initiative, **told)
    except IntegrityError:  # somebody else, a moment before
        return _version(by, _rows(initiative).get(state__in=rules.IN_WORK), area)
    if before:
        _copy(before, row, by, at)
    wrote(by=by, at=at, row=row, area=area, what=f"begin {row.version}")
    return _version(by, row, area)


@transaction.atomic
def set_years(*, by: User, at: datetime, area: str, first_year: int, last_year: int) -> None:
    row = writable(by, area)
    rules.check_years(first_year, last_year)
    if (row.first_year, row.last_year) == (first_year, last_year):
        return
    row.first_year, row.last_year = first_year, last_year
    row.save(update_fields=["first_year", "last_year"])
    wrote(by=by, at=at, row=row, area=area, what=f"years {first_year}-{last_year}")


@transaction.atomic
def submit(*, by: User, at: datetime, area: str, number: int) -> None:
    """To the amphoe. Submitted already, nothing happens."""
    row = _locked(initiatives.held(by, area), number)
    if row.state == rules.SUBMITTED:
        return
    row.state = rules.step(row.state, rules.SUBMITTED)
    if not row.plans.filter(dropped_at=None).exists():
        raise Refused(_("พิมพ์เขียวนี้ยังไม่มีโครงการ โปรดเพิ่มยุทธศาสตร์และโครงการก่อนเสนอ"))
    row.submitted_at, row.submitted_by = at, by
    row.save(update_fields=["state", "submitted_at", "submitted_by"])
    wrote(by=by, at=at, row=row, area=area, what="submit")
    _tell(_deciders(area, AMPHOE, by), at, "blueprint.submitted", row, area)


@transaction.atomic
def endorse(*, by: User, at: datetime, area: str, number: int) -> None:
    """By the amphoe, who did not write it. Then it waits for the province. Endorsed already, nothing happens."""
    initiative = initiatives.seen(by, area)
    scope.require(by, Permission.BLUEPRINT_APPROVE, place=area[:AMPHOE])
    row = _locked(initiative, number)
    if row.state == rules.ENDORSED:
        return
    row.state = rules.step(row.state, rules.ENDORSED)
    duties.require_apart(by, Permission.BLUEPRINT_APPROVE, row)
    row.endorsed_at, row.endorsed_by = at, by
    row.save(update_fields=["state", "endorsed_at", "endorsed_by"])
    audit.record(by=by, at=at, verb="blueprint.endorse", on=row, place=area, detail=str(row.version))
    _tell(_deciders(area, PROVINCE, by), at, "blueprint.endorsed", row, area)


@transaction.atomic
def return_(*, by: User, at: datetime, area: str, number: int, remarks: str) -> None:
    """Back to the team, by whom it waits for, with what to mend."""
    initiative = initiatives.seen(by, area)
    row = _locked(initiative, number)
    digits = PROVINCE if row.state == rules.ENDORSED else AMPHOE
    scope.require(by, Permission.BLUEPRINT_APPROVE, place=area[:digits])
    said = _words(remarks)
    if row.state == rules.DRAFT and row.remarks == said:
        return
    row.state = rules.step(row.state, rules.DRAFT)
    row.returned_at, row.returned_by, row.remarks = at, by, said
    row.save(update_fields=["state", "returned_at", "returned_by", "remarks"])
    audit.record(by=by, at=at, verb="blueprint.return", on=row, place=area, because=said)
    _tell([each for each in (row.submitted_by, row.begun_by) if each], at, "blueprint.returned", row, area)


@transaction.atomic
def approve(*, by: User, at: datetime, area: str, number: int) -> None:
    """By the province: neither who wrote it nor who endorsed it. The version before it has had its time, and its projects are now what this
    one says. Approved already, nothing happens. The book is kept by `freeze`, in the same transaction (reports/blueprint_book.py)."""
    initiative = initiatives.seen(by, area)
    scope.require(by, Permission.BLUEPRINT_APPROVE, place=area[:PROVINCE])
    row = _locked(initiative, number)
    if row.state == rules.APPROVED:
        return
    state = rules.step(row.state, rules.APPROVED)
    duties.require_apart(by, Permission.BLUEPRINT_APPROVE, row)
    if row.endorsed_by_id == by.pk:
        raise Refused(_("ท่านเป็นผู้เห็นชอบพิมพ์เขียวฉบับนี้ในนามอำเภอ ผู้อนุมัติต้องเป็นอีกคนหนึ่ง"))
    Blueprint.objects.filter(initiative=initiative, state=rules.APPROVED).update(state=rules.SUPERSEDED)
    row.state, row.approved_at, row.approved_by = state, at, by
    row.save(update_fields=["state", "approved_at", "approved_by"])
    for plan in row.plans.select_related("project", "strategy"):
        follow(plan)
    audit.record(by=by, at=at, verb=Permission.BLUEPRINT_APPROVE, on=row, place=area, detail=str(row.version))
    _tell([each for each in (row.submitted_by, row.begun_by) if each], at, "blueprint.approved", row, area)


@transaction.atomic
def freeze(*, by: User, at: datetime, area: str, number: int, book: bytes) -> None:
    """Keeps the printed book of the version just approved, once."""
    initiative = initiatives.seen(by, area)
    scope.require(by, Permission.BLUEPRINT_APPROVE, place=area[:PROVINCE])
    row = _locked(initiative, number)
    if row.state != rules.APPROVED:
        raise Refused(_("เก็บเล่มได้เฉพาะฉบับที่อนุมัติแล้ว"))
    if row.book_id:
        return
    stored = uploads.keep(by=by, at=at, file=BytesIO(book), name=f"blueprint-{area}-{row.version}.pdf", until=None)
    row.book, row.book_sha256 = stored, stored.sha256
    row.save(update_fields=["book", "book_sha256"])
    audit.record(by=by, at=at, verb="blueprint.freeze", on=row, place=area, detail=stored.sha256)


@transaction.atomic
def withdraw(*, by: User, at: datetime, area: str, number: int, because: str) -> None:
    """A draft that comes to nothing."""
    row = _locked(initiatives.held(by, area), number)
    if row.state == rules.WITHDRAWN:
        return
    row.state = rules.step(row.state, rules.WITHDRAWN)
    row.remarks = access_rules.reason(because)[:300]
    row.save(update_fields=["state", "remarks"])
    wrote(by=by, at=at, row=row, area=area, what="withdraw", because=row.remarks)


def frozen(user: User, area: str, number: int) -> bytes:
    """The approved book as it was printed then. OutOfSight where there is none."""
    row = seen(user, area, number)
    if row.book is None:
        raise scope.OutOfSight(str(number))
    return b"".join(uploads.pieces(row.book))


def was_approved(project: int) -> bool:
    """Whether a version that was approved tells of it: then it changes by approval alone."""
    return ProjectPlan.objects.filter(project=project, blueprint__state__in=(rules.APPROVED, rules.SUPERSEDED)).exists()


def follow(plan: ProjectPlan) -> None:
    """The project says what this version says of it."""
    project: Project = plan.project
    project.goal_id, project.name, project.what = plan.strategy.goal_id, plan.name, plan.what
    project.starts_on, project.ends_on = plan.starts_on, plan.ends_on
    if plan.dropped_at:
        project.state = rules.DROPPED
    project.save(update_fields=["goal", "name", "what", "starts_on", "ends_on", "state"])


def _locked(initiative: Initiative, number: int) -> Blueprint:
    row = Blueprint.objects.select_for_update().filter(initiative=initiative, pk=number).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    return row


def _words(text: str) -> str:
    said = thai.clean(text)[:2000]
    if not said:
        raise Refused(_("โปรดบอกว่าต้องแก้อะไร ทีมตำบลจะได้แก้ถูกจุด"))
    return said


def _deciders(area: str, digits: int, by: User) -> list[User]:
    """Those over that level; for the amphoe, of the province only where it has nobody."""
    found = [each for each in notices.holders(Permission.BLUEPRINT_APPROVE, area[:digits]) if each.pk != by.pk]
    own = [each for each in found if area[:digits] in scope.areas(each, Permission.BLUEPRINT_APPROVE)]
    return own or found


def _tell(users: Sequence[User], at: datetime, kind: str, row: Blueprint, area: str) -> None:
    notices.tell(users=users, at=at, kind=kind, href=f"/tambon/{area}/blueprint/?version={row.version}", version=row.version)


def _copy(before: Blueprint, after: Blueprint, by: User, at: datetime) -> None:
    """All that stands in one version, into the next."""
    strategies = {row.pk: _copied(row, blueprint=after, by=by, at=at) for row in before.strategies.filter(dropped_at=None)}
    plans = {}
    for row in before.plans.filter(dropped_at=None):
        plans[row.pk] = _copied(row, blueprint=after, strategy=strategies[row.strategy_id], by=by, at=at)
    for kind in PARTS:
        for row in kind.objects.filter(plan__in=plans, dropped_at=None):
            _copied(row, plan=plans[row.plan_id], origin_id=row.origin_id or row.pk, by=by, at=at)


def _copied(row: models.Model, **new: object) -> models.Model:
    names = (field.name for field in row._meta.concrete_fields if field.name not in NOT_COPIED)
    return type(row).objects.create(**{name: getattr(row, name) for name in names} | new)
