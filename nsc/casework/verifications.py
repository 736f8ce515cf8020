"""Verification on the ground ("Re X-ray"): whether a listed household is there, and still poor. What was found last holds; all is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from nsc import thai
from nsc.access import audit
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import evidence, rules, sight
from nsc.casework.models import Result, Roll, Target, Verification
from nsc.errors import Refused, _

RESULTS = Result.choices


@dataclass(frozen=True)
class Outcome:
    """Households: newly recorded; and recorded before in the same words, by the same person, so that nothing was added."""

    recorded: int
    unchanged: int


@transaction.atomic
def verify(
    *,
    by: User,
    at: datetime,
    targets: Iterable[int],
    result: str,
    on: date,
    note: str = "",
    file: BinaryIO | None = None,
) -> Outcome:
    """One result for one household or many, all of them or none. Sent again it changes nothing. A result of an earlier day is kept, and
    what was found later still holds. The file, if there is one, stands behind each."""
    numbers = _asked(targets, result)
    rows = sight.locked(by, Permission.TARGET_VERIFY, numbers)
    for year in set(Roll.objects.filter(pk__in={row.roll_id for row in rows}).values_list("fiscal_year", flat=True)):
        rules.check_day(on, today=timezone.localdate(at), fiscal_year=year)
    said = thai.clean(note)[:500]
    same = set(Verification.objects.filter(target__in=numbers, result=result, on=on, by=by, note=said).values_list("target", flat=True))
    again = {row.pk for row in rows if row.pk in same and (row.result, row.verified_on) == (result, on)}
    new = [row for row in rows if row.pk not in again]
    if not new:
        return Outcome(0, len(again))
    for row in new:
        if row.verified_on is None or on >= row.verified_on:
            row.state, row.result, row.verified_on = rules.after_verification(row.state, result), result, on
        else:
            rules.after_verification(row.state, result)
    kept = evidence.keep(file, by=by, at=at)
    told = {"result": result, "on": on, "note": said, "evidence": kept, "by": by, "at": at}
    Verification.objects.bulk_create(Verification(target=row, **told) for row in new)
    sight.store(new, "state", "result", "verified_on")
    _record(by, at, new, result)
    return Outcome(len(new), len(again))


def _asked(targets: Iterable[int], result: str) -> set[int]:
    numbers = set(targets)
    if not numbers:
        raise Refused(_("โปรดเลือกครัวเรือนอย่างน้อยหนึ่งครัวเรือน"))
    if len(numbers) > sight.MANY:
        raise Refused(_("เลือกได้ครั้งละไม่เกิน {many} ครัวเรือน"), many=sight.MANY)
    if result not in Result.values:
        raise Refused(_("โปรดเลือกผลตรวจสอบจากรายการ"))
    return numbers


def _record(by: User, at: datetime, rows: list[Target], result: str) -> None:
    """One line, for the smallest place that holds them all."""
    codes = {row.area_code for row in rows}
    place = next(code for digits in (8, 6, 4, 2) if len({each[:digits] for each in codes}) == 1 for code in [min(codes)[:digits]])
    on = rows[0] if len(rows) == 1 else None
    households = [row.household_id for row in rows]
    audit.record(by=by, at=at, verb="target.verify", on=on, place=place, count=len(rows), detail=result, households=households)
