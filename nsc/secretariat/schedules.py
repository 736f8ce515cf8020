"""Reports that a person wants regularly: a saved report of one's own (saved_reports), one that was shared, or a document of a place.

Each is for its owner alone and is made with the rights the owner has on that day (delivering.py, begun by schedule_clock.py). Nothing that
names people is sent so: a list of families that comes by itself is read by whoever sits at the desk that morning.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from nsc.access import audit, notices, scope
from nsc.access.models import Channel, User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.files import uploads
from nsc.jobs.models import Job
from nsc.reports import saved_views
from nsc.reports.saved_views import View
from nsc.secretariat import documents, issuing, printing, saved_reports
from nsc.secretariat import schedule_rules as rules
from nsc.secretariat.document_kinds import Asked, Kind
from nsc.secretariat.issuing import Paper
from nsc.secretariat.models import Schedule, ScheduleRun

SHOWN = 60  # runs of a schedule
FORMS = ("pdf", "xlsx")


@dataclass(frozen=True)
class Line:
    """`name`: as the saved report is called, or the msgid of a document's title. `view`: the number of the saved report; `area`: of a
    document. `last_on`, `last_state`: of the newest run."""

    number: int
    name: str
    view: int | None
    kind: str
    area: str
    every: str
    day: int
    form: str
    by_mail: bool
    state: str
    next_on: date
    at: datetime
    over_at: datetime | None
    last_on: date | None
    last_state: str


@dataclass(frozen=True)
class Run:
    """`because`, `values`: a msgid and what fills its gaps, of one that failed. `is_kept`: its file is still there."""

    number: int
    due_on: date
    state: str
    form: str
    size: int | None
    is_kept: bool
    over_at: datetime | None
    because: str
    values: dict[str, object]


# — questions —


def mine(user: User) -> tuple[Line, ...]:
    """One's own: those in force first, by the day they come next."""
    rows = _with_last(Schedule.objects.filter(user=user)).order_by("-id")
    return tuple(
        sorted((_line(row) for row in rows), key=lambda line: (line.state in rules.OVER, line.state == rules.PAUSED, line.next_on))
    )


def find(user: User, number: int) -> Line:
    row = _with_last(Schedule.objects.filter(user=user, pk=number)).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    return _line(row)


def runs(user: User, number: int) -> tuple[Run, ...]:
    """Newest first, SHOWN at most."""
    rows = ScheduleRun.objects.filter(schedule=number, schedule__user=user).select_related("schedule", "file", "issued__file")
    found = list(rows.order_by("-due_on")[:SHOWN])
    if not found and not Schedule.objects.filter(user=user, pk=number).exists():
        raise scope.OutOfSight(str(number))
    jobs = Job.objects.in_bulk([row.job for row in found if row.state == rules.FAILED])
    return tuple(_run(row, jobs.get(row.job)) for row in found)


def offered(user: User, area: str) -> tuple[tuple[View, ...], tuple[Kind, ...]]:
    """What this user may have sent: saved reports that they see, and documents of that place."""
    kinds = tuple(kind for kind in documents.offered(user, area) if can_come_by_itself(kind)) if area else ()
    return saved_views.visible_to(user, saved_reports.LIST), kinds


def can_come_by_itself(kind: Kind) -> bool:
    """What is of a place and a time alone: not of one household or meeting, and nothing else is to be chosen."""
    return kind.gather is not None and not kind.of_one and {*kind.options} <= {"year", "fiscal_year"}


def forms(kind: Kind | None) -> tuple[str, ...]:
    return kind.forms if kind else FORMS


def asked(kind: Kind, area: str, due_on: date) -> Asked:
    """As a document is asked for on that day: of a month, the one that is over."""
    return Asked(area, month=rules.month_before(due_on) if kind.is_monthly else None)


# — verbs —


@transaction.atomic
def plan(
    *,
    by: User,
    at: datetime,
    every: str,
    day: int = 0,
    form: str = "pdf",
    by_mail: bool = False,
    view: int | None = None,
    kind: str = "",
    area: str = "",
) -> int:
    """Its number. The first comes on the first such day after today. OutOfSight and NotAllowed as the report or the document has them."""
    found = None
    if view is not None:
        if saved_views.find(by, view).list != saved_reports.LIST:
            raise scope.OutOfSight(str(view))
    else:
        found = documents.find(kind)
        if not can_come_by_itself(found):
            raise Refused(_("เอกสารนี้ต้องเลือกรายการหรือมีชื่อบุคคล จึงส่งตามกำหนดไม่ได้ โปรดออกเมื่อต้องใช้"))
        documents.checked(by, kind, asked(found, area, timezone.localdate(at)))
    kept = {"every": every, "day": rules.checked(every, day), "form": form}
    if form not in forms(found):
        raise Refused(_("เอกสารนี้ไม่มีรูปแบบ “{form}” มีเฉพาะ {forms}"), form=form[:20], forms=", ".join(forms(found)))
    User.objects.select_for_update().get(pk=by.pk)  # one after the other, so that neither count nor likeness is overtaken
    of = {"view_id": view} if view is not None else {"kind": kind, "area_code": area}
    open_ = Schedule.objects.filter(user=by, over_at=None)
    if open_.filter(**of, **kept).exists():
        raise Refused(_("ท่านมีกำหนดส่งแบบนี้อยู่แล้ว โปรดดูในรายการ"))
    if open_.count() >= rules.MOST:
        raise Refused(_("ท่านมีกำหนดส่งครบ {most} รายการแล้ว โปรดเลิกรายการที่ไม่ใช้ก่อน"), most=rules.MOST)
    next_on = rules.first_after(every, kept["day"], rules.day_of(timezone.localtime(at)))
    made = Schedule.objects.create(user=by, **of, **kept, by_mail=by_mail, next_on=next_on, at=at)
    audit.record(by=by, at=at, verb="schedule.plan", on=made, place=area, detail=f"{kind or saved_reports.LIST} {every} {form}")
    return made.pk


@transaction.atomic
def pause(*, by: User, at: datetime, schedule: int) -> None:
    row = _own(by, schedule)
    row.state = rules.step(row.state, rules.PAUSED)
    row.save(update_fields=["state"])
    audit.record(by=by, at=at, verb="schedule.pause", on=row, place=row.area_code)


@transaction.atomic
def resume(*, by: User, at: datetime, schedule: int) -> None:
    """What went by meanwhile does not come any more."""
    row = _own(by, schedule)
    row.state = rules.step(row.state, rules.ON)
    row.next_on = rules.first_after(row.every, row.day, rules.day_of(timezone.localtime(at)))
    row.save(update_fields=["state", "next_on"])
    audit.record(by=by, at=at, verb="schedule.resume", on=row, place=row.area_code)


@transaction.atomic
def end(*, by: User, at: datetime, schedule: int) -> None:
    row = _own(by, schedule)
    close(row, rules.ENDED, at)
    audit.record(by=by, at=at, verb="schedule.end", on=row, place=row.area_code)


def close(row: Schedule, state: str, at: datetime) -> None:
    """Joins the transaction of who has locked the row. What is not made yet is not made any more."""
    row.state, row.over_at = rules.step(row.state, state), at
    row.save(update_fields=["state", "over_at"])
    row.runs.filter(state=rules.WAITING).update(state=rules.DROPPED, over_at=at)


def tell(row: Schedule, at: datetime, kind: str) -> None:
    """Its owner: inside, and by a letter where they asked for letters. A number and an address, nothing else."""
    channels = (Channel.EMAIL,) if row.by_mail else ()
    notices.tell(users=[row.user], at=at, kind=kind, href=f"/builder/schedules/{row.pk}/", by_channel=channels, number=row.pk)


@transaction.atomic
def opened(*, by: User, at: datetime, run: int) -> Paper:
    """The report as it was made. OutOfSight for another's, and where the reader's right over its place has ended since."""
    row = ScheduleRun.objects.filter(pk=run, schedule__user=by).select_related("schedule", "file").first()
    if row is None or row.state != rules.DONE:
        raise scope.OutOfSight(str(run))
    if row.issued_id:
        return issuing.opened(by=by, at=at, number=row.issued_id)
    scope.require(by, Permission.FIGURES_SEE, place=row.area_code, authority=row.authority)
    if row.file.purged_at:
        raise Refused(_("รายงานนี้พ้นเวลาเก็บรักษาแล้ว โปรดเปิดรายงานที่บันทึกไว้เพื่อดูตัวเลขปัจจุบัน"))
    form = row.schedule.form
    audit.record(by=by, at=at, verb="schedule.export", on=row, place=row.area_code, detail=form)
    return Paper(f"report-{row.schedule_id}-{row.due_on}.{form}", printing.TYPES[form], uploads.pieces(row.file))


def _own(by: User, number: int) -> Schedule:
    row = Schedule.objects.select_for_update().filter(user=by, pk=number).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    return row


def _with_last(rows: QuerySet[Schedule]) -> QuerySet[Schedule]:
    last = ScheduleRun.objects.filter(schedule=OuterRef("pk")).order_by("-due_on")
    return rows.select_related("view").annotate(last_on=Subquery(last.values("due_on")[:1]), last_state=Subquery(last.values("state")[:1]))


def _line(row: Schedule) -> Line:
    titles: dict[str, str] = {kind.name: kind.title for kind in documents.ALL}
    return Line(
        number=row.pk,
        name=row.view.name if row.view else titles.get(row.kind, row.kind),
        view=row.view_id,
        kind=row.kind,
        area=row.area_code,
        every=row.every,
        day=row.day,
        form=row.form,
        by_mail=row.by_mail,
        state=row.state,
        next_on=row.next_on,
        at=row.at,
        over_at=row.over_at,
        last_on=row.last_on,
        last_state=row.last_state or "",
    )


def _run(row: ScheduleRun, job: Job | None) -> Run:
    file = row.file or (row.issued.file if row.issued else None)
    return Run(
        number=row.pk,
        due_on=row.due_on,
        state=row.state,
        form=row.schedule.form,
        size=file.size if file else None,
        is_kept=bool(file and file.purged_at is None),
        over_at=row.over_at,
        because=job.message if job else "",
        values=dict(job.values) if job else {},
    )
