"""After "out of poverty": whether it lasts. Checked after 6 and 12 months, and where a new round shows the household poor again."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import cases, rules, sight, timeline
from nsc.casework.models import AfterCheck, Case, Outcome, Visit
from nsc.casework.once import once
from nsc.errors import Refused, _
from nsc.surveys import responses, rounds

PER_PAGE = 50
AHEAD = 30  # days before its day a check is shown


@dataclass(frozen=True)
class Check:
    """One to be made. `number` None: a new round shows the household poor again (`round`, its survey year CE) and nobody has checked."""

    number: int | None
    case: int
    household_id: int
    area_code: str
    house_no: str  # "" where names are not for this user
    has_name: bool
    kind: str
    due_on: date | None
    is_late: bool
    out_on: date | None
    round: int | None
    may_record: bool


def due(user: User, *, at: datetime, area: str = "", page: int = 1) -> tuple[list[Check], int]:
    """One page of those to be made by AHEAD days from now, the latest first, and how many there are. Four queries."""
    today, where = timezone.localdate(at), sight.reading(user, area=area)
    until = date.fromordinal(today.toordinal() + AHEAD)
    seen = sight.seen(user, where, Case.objects.all()).filter(outcome=Outcome.OUT_OF_POVERTY, is_newest=True)
    rows = AfterCheck.objects.filter(on=None, withdrawn_at=None, due_on__lte=until, case__in=seen)
    total = rows.count()
    first = (max(page, 1) - 1) * PER_PAGE
    found = list(rows.select_related("case").order_by("due_on", "pk")[first : first + PER_PAGE])
    mine = _mine(user, [each.case_id for each in found])
    told = [_check(mine, each.case, each.pk, each.kind, each.due_on, each.due_on < today, None) for each in found]
    return told, total


def poor_again(user: User, *, at: datetime, area: str = "") -> list[Check]:
    """Out of poverty before the newest round was asked, which found them deprived; not checked for that round. At most PER_PAGE."""
    newest = rounds.published()[-1:]
    if not newest:
        return []
    where, round = sight.reading(user, area=area), newest[0]
    rows = sight.seen(user, where, Case.objects.all()).filter(outcome=Outcome.OUT_OF_POVERTY, is_newest=True)
    found = list(_again(rows, round).order_by("out_on", "pk")[:PER_PAGE])
    mine = _mine(user, [each.pk for each in found])
    return [_check(mine, each, None, "round", None, False, round.survey_year) for each in found]


def _again(rows: QuerySet[Case], round) -> QuerySet[Case]:
    """`surveyed_on` later than that day; of a round without days, one of a later year."""
    answers = responses.of_outer(round).filter(pattern__gt=0)
    later = Q(surveyed_on__gt=OuterRef("out_on")) | Q(surveyed_on=None, year__gt=OuterRef("out_on__year"))
    checked = AfterCheck.objects.filter(case=OuterRef("pk"), round=round)
    return rows.filter(Exists(answers.alias(year=Value(round.survey_year)).filter(later))).exclude(Exists(checked))


def _mine(user: User, numbers: list[int]) -> dict[str, dict[int, str] | set[int]]:
    same = Case.objects.filter(pk__in=numbers)
    named = same.filter(sight.within(user, Permission.NAME_SEE)).annotate(door=F("household__house_no"))
    acts = same.filter(sight.within(user, Permission.VISIT_RECORD)).values_list("pk", flat=True)
    return {"named": dict(named.values_list("pk", "door")), "acts": set(acts)}


def _check(mine, row: Case, number: int | None, kind: str, due_on: date | None, is_late: bool, year: int | None) -> Check:
    return Check(
        number=number,
        case=row.pk,
        household_id=row.household_id,
        area_code=row.area_code,
        house_no=mine["named"].get(row.pk, ""),
        has_name=row.pk in mine["named"],
        kind=kind,
        due_on=due_on,
        is_late=is_late,
        out_on=row.out_on,
        round=year,
        may_record=row.pk in mine["acts"],
    )


@transaction.atomic
def record(
    *,
    by: User,
    at: datetime,
    case: int,
    on: date,
    has_relapsed: bool,
    check: int | None = None,
    because: str = "",
    visit: int | None = None,
) -> AfterCheck:
    """What was found: it holds, or poverty came back and the case is open again. `check` None: of the newest round, which shows it poor."""
    row = cases.locked(by, Permission.VISIT_RECORD, case)
    found = _wanted(row, check, on)
    if found.on is not None:
        if (found.on, found.has_relapsed) == (on, has_relapsed):
            return found
        raise Refused(_("การตรวจครั้งนี้บันทึกผลไว้แล้ว โปรดเปิดหน้าใหม่เพื่อดูผล"))
    if row.outcome != Outcome.OUT_OF_POVERTY or found.withdrawn_at:
        raise Refused(_("เคสนี้เปิดทำงานอีกครั้งแล้ว จึงไม่มีการตรวจหลังพ้นความยากจนที่ค้างอยู่"))
    _check_day(on, row, at)
    if visit is not None and not Visit.objects.filter(pk=visit, case=row, state="done").exists():
        raise scope.OutOfSight(str(visit))
    said = rules.reason(because) if has_relapsed else thai.clean(because)[:300]
    found.on, found.has_relapsed, found.visit_id, found.by, found.at = on, has_relapsed, visit, by, at
    with once():
        found.save()
    what = "relapsed" if has_relapsed else "held"
    timeline.note(by=by, at=at, household=row.household_id, kind="case.after", what=what, on=on, case=row, record=found.pk, text=said)
    audit.record(by=by, at=at, verb="case.after", on=row, place=row.area_code, detail=what, households=[row.household_id])
    if has_relapsed:
        cases.reopened(row, by=by, at=at, because=said)
    return found


def _wanted(row: Case, check: int | None, on: date) -> AfterCheck:
    """The one that waits, or one of the newest round, made now."""
    if check is not None:
        found = AfterCheck.objects.filter(pk=check, case=row).first()
        if found is None:
            raise scope.OutOfSight(str(check))
        return found
    newest = rounds.published()[-1:]
    if not newest:
        raise Refused(_("ยังไม่มีรอบสำรวจที่เผยแพร่ จึงไม่มีผลรอบใหม่ให้ตรวจ"))
    before = AfterCheck.objects.filter(case=row, round=newest[0]).first()
    if before is None and not _again(Case.objects.filter(pk=row.pk), newest[0]).exists():
        raise Refused(_("รอบสำรวจล่าสุดไม่ได้แสดงว่าครัวเรือนนี้กลับมายากจน"))
    return before or AfterCheck(case=row, kind=AfterCheck.Kind.ROUND, round=newest[0], due_on=on)


def _check_day(on: date, row: Case, at: datetime) -> None:
    cases.check_day(on, row, at)
    if row.out_on and on < row.out_on:
        raise Refused(_("วันที่ {on} อยู่ก่อนวันที่พ้นความยากจน โปรดตรวจวันที่"), on=thai.format_date(on))
