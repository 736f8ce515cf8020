"""Checks of use: whether help that was given was used, and for what, with a photograph or a paper behind it."""

from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from nsc.access import audit, scope
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.casework import cases, evidence, sealing, timeline
from nsc.casework.evidence import Download
from nsc.casework.models import Given, UseCheck, Visit
from nsc.casework.once import once
from nsc.errors import Refused, _
from nsc.files import uploads
from nsc.welfare import rules
from nsc.welfare.assistance import GIVEN

USES = UseCheck.Use.choices


@transaction.atomic
def check(
    *,
    by: User,
    at: datetime,
    assistance: int,
    on: date,
    use: str,
    text: str = "",
    visit: int | None = None,
    file: BinaryIO | None = None,
) -> UseCheck:
    """One a day for each help. The same again adds nothing; who finds otherwise on another day adds a check, and the last one holds."""
    given = Given.objects.filter(assistance=assistance).first()
    if given is None:
        raise scope.OutOfSight(str(assistance))
    case = cases.locked(by, Permission.VISIT_RECORD, given.case_id)
    row = Given.objects.select_related("assistance").get(pk=given.pk).assistance
    if row.state not in GIVEN:
        raise Refused(_("ตรวจการใช้ได้เมื่อส่งมอบแล้ว"))
    if use not in UseCheck.Use.values:
        raise Refused(_("โปรดเลือกว่าใช้อย่างไร"))
    rules.check_day(on, today=timezone.localdate(at))
    if on < row.on:
        raise Refused(_("ตรวจการใช้ก่อนวันส่งมอบไม่ได้ โปรดตรวจวันที่"))
    before = UseCheck.objects.filter(given=given, on=on).first()
    if before:
        if (before.use, sealing.opened(before.text_sealed)) == (use, sealing.opened(sealing.seal(text))):
            return before
        raise Refused(_("วันนั้นมีผู้ตรวจการใช้และบันทึกไว้แล้ว ถ้าพบต่างไปให้บันทึกเป็นอีกวัน"))
    seen = Visit.objects.filter(pk=visit, case=case).first() if visit else None
    if visit and seen is None:
        raise Refused(_("การเยี่ยมที่เลือกไม่ใช่ของครัวเรือนนี้ โปรดเปิดหน้าใหม่"))
    told = {"use": use, "text_sealed": sealing.seal(text), "visit": seen, "evidence": evidence.keep(file, by=by, at=at)}
    with once():
        made = UseCheck.objects.create(given=given, on=on, by=by, at=at, **told)
    note = {"kind": "assistance.check", "what": use, "record": row.pk, "text": text}
    timeline.note(by=by, at=at, household=case.household_id, on=on, case=case, organisation=row.organisation, **note)
    where = {"place": case.area_code, "households": [case.household_id]}
    audit.record(by=by, at=at, verb="assistance.check", on=row, detail=use, **where)
    return made


def download(*, by: User, at: datetime, use_check: int) -> Download:
    """Its photograph or paper, to who may read names there; for all others it is not there. Recorded."""
    row = UseCheck.objects.filter(pk=use_check).select_related("evidence", "given__assistance").first()
    given = row and row.given.assistance
    if (
        row is None
        or row.evidence is None
        or not scope.may(by, Permission.NAME_SEE, given.area_code, given.household_id, given.authority_id)
    ):
        raise scope.OutOfSight(str(use_check))
    audit.seen(by=by, at=at, what="evidence", on=row, place=given.area_code, count=1, households=[given.household_id])
    return Download(row.evidence.name, uploads.pieces(row.evidence))
