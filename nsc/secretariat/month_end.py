"""The one button before the meeting: the month's figures are frozen, where they are not yet, and the report of the centre is made in the
background as PDF and as Word. Pressed twice, or by two at once, there is one snapshot and one paper of each form; pressed again after
something was written or certified, there is another that says so."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q

from nsc.access import scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.jobs.models import Job, State
from nsc.secretariat import certified, issuing
from nsc.secretariat.certified import Told
from nsc.secretariat.document_kinds import Asked
from nsc.secretariat.models import Attestation, Issued, Remark, Snapshot
from nsc.secretariat.monthly_counts import first_day

FORMS = ("pdf", "docx")
WORKING = (State.QUEUED, State.RUNNING)
OPEN = Q(state__in=WORKING)
KINDS = {2: "monthly-province", 4: "monthly-district"}  # by the digits of the centre's code


@dataclass(frozen=True)
class Work:
    """A report in the making. `state`: of jobs.models.State; `message`, `values`: why it has failed (a msgid)."""

    number: int
    form: str
    state: str
    at: datetime
    message: str
    values: dict[str, object]


# — verbs —


def report(*, by: User, at: datetime, month: date, area: str) -> Told:
    """`area`: the province, which freezes, or an amphoe, for which the province has frozen. Each is a transaction of its own: what was
    frozen stays frozen although its report could not be ordered, and pressed again the rest is done."""
    kind = _kind(area)
    scope.require(by, Permission.REPORT_ISSUE, place=area)
    told = certified.freeze(by=by, at=at, month=month) if area == settings.PROVINCE else certified.of_month(by, month)
    for form in FORMS:
        _order(by, at, kind, Asked(area, month=told.month, snapshot=told.id), form)
    return told


@transaction.atomic
def _order(by: User, at: datetime, kind: str, asked: Asked, form: str) -> None:
    row = Snapshot.objects.select_for_update(of=("self",)).get(pk=asked.snapshot)  # one after the other
    since = _changed(row, asked.area)
    if not (_issued(row.pk, kind, asked.area, form, since) or _ordered(row.pk, kind, asked.area, form, since)):
        issuing.order(by=by, at=at, name=kind, asked=asked, form=form)


def _kind(area: str) -> str:
    if len(area) not in KINDS:
        raise Refused(_("รายงานประจำเดือนเป็นของจังหวัดหรืออำเภอ โปรดเลือกจังหวัดหรืออำเภอ"))
    return KINDS[len(area)]


def _changed(row: Snapshot, area: str) -> datetime:
    """When something was last said of these figures that stands in the report of this centre."""
    said = Attestation.objects.filter(snapshot=row, area_code=settings.PROVINCE).aggregate(last=Max("at"))["last"]
    written = Remark.objects.filter(month=row.month, area_code=area).aggregate(last=Max("at"))["last"]
    return max(each for each in (row.at, said, written) if each)


def _issued(snapshot: int, kind: str, area: str, form: str, since: datetime) -> bool:
    first = Q(as_of__isnull=True)
    return Issued.objects.filter(first, kind=kind, area_code=area, snapshot=snapshot, form=form, at__gte=since).exists()


def _ordered(snapshot: int, kind: str, area: str, form: str, since: datetime) -> bool:
    return _jobs(area, kind).filter(OPEN, arguments__form=form, arguments__asked__snapshot=snapshot, created_at__gte=since).exists()


def _jobs(area: str, kind: str):
    return Job.objects.filter(kind=issuing.JOB, arguments__name=kind, arguments__asked__area=area)


# — questions —


def under_way(user: User, *, month: date, area: str) -> list[Work]:
    """Reports of this centre and month that are being made, by whomever, and the last of each form that has failed since the last paper."""
    scope.require(user, Permission.REPORT_ISSUE, place=area)
    kind = _kind(area)
    rows = _jobs(area, kind).filter(arguments__asked__month=first_day(month).isoformat())
    found: dict[str, Work] = {}
    for row in rows.filter(OPEN | Q(state=State.FAILED)).order_by("pk"):
        form = str(row.arguments["form"])
        found[form] = Work(row.pk, form, row.state, row.created_at, row.message, row.values)
    made = Issued.objects.filter(kind=kind, area_code=area, month=first_day(month)).values("form").annotate(last=Max("at"))
    done = {row["form"]: row["last"] for row in made.order_by("form")}
    return [each for each in found.values() if each.state != State.FAILED or each.form not in done or each.at > done[each.form]]
