"""The record, read: who did or saw what, for auditors and the data-protection officer. To read it is itself on the record."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from nsc.access import audit, scope
from nsc.access.models import AuditLine, User, tidy_username
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.errors import _

PER_PAGE = 100
HOUSEHOLD = "household"

VERBS = {
    "sign-in": _("ลงชื่อเข้าใช้"),
    "sign-in.fail": _("ใส่รหัสผ่านผิด"),
    "sign-out": _("ออกจากระบบ"),
    "household.see": _("เปิดแฟ้มครัวเรือน"),
    "priority_list.see": _("เปิดรายชื่อครัวเรือนเร่งด่วน"),
    "person_list.see": _("เปิดรายชื่อบุคคล"),
    "listed_household.see": _("เปิดรายชื่อในบัญชีเป้าหมาย"),
    "upload_problems.see": _("ดูช่องที่ผิดของไฟล์"),
    "audit.see": _("อ่านบันทึกการใช้งาน"),
    "audit.export": _("ส่งออกบันทึกการใช้งาน"),
    "upload.receive": _("รับไฟล์"),
    "upload.check": _("สั่งตรวจไฟล์"),
    "upload.ask": _("ให้ระบบเสนอการจับคู่คอลัมน์"),
    "upload.choose": _("เลือกแบบการจับคู่คอลัมน์"),
    "upload.map": _("จับคู่คอลัมน์"),
    "upload.import": _("สั่งบันทึกไฟล์เข้าระบบ"),
    "upload.mark": _("สั่งทำไฟล์ที่ทำเครื่องหมายจุดผิด"),
    "upload.cancel": _("ยกเลิกงานของไฟล์"),
    "upload.discard": _("ทิ้งไฟล์"),
    "upload.expire": _("ลบไฟล์ที่ครบกำหนด"),
    "survey.import": _("นำข้อมูลเข้าระบบ"),
    "survey.undo": _("ถอนข้อมูลทั้งชุด"),
    "survey.recount": _("นับผลรวมใหม่"),
    "target.propose": _("เสนอเป้าหมาย"),
    "target.verify": _("บันทึกผลตรวจสอบเป้าหมาย"),
    "target.endorse": _("บันทึกมติเห็นชอบเป้าหมาย"),
    "target.certify": _("บันทึกมติรับรองเป้าหมาย"),
    "target.remove": _("ถอนครัวเรือนจากบัญชีเป้าหมาย"),
    "target_list.see": _("เปิดรายชื่อครัวเรือนเป้าหมาย"),
    "target.see": _("เปิดแฟ้มเป้าหมาย"),
    "roll.freeze": _("ตรึงบัญชีเป้าหมาย"),
    "roll.deadlines": _("กำหนดวันครบกำหนดของบัญชีเป้าหมาย"),
    "roll.withdraw": _("ถอนร่างบัญชีเป้าหมาย"),
    "forum.hold": _("บันทึกประชาคม"),
    "meeting.convene": _("บันทึกการประชุม"),
    "proposal.see": _("เปิดรายชื่อผู้ตกหล่น"),
    "proposal.close": _("ปิดข้อเสนอผู้ตกหล่น"),
    "evidence.see": _("เปิดไฟล์หลักฐาน"),
    "criteria.set": _("กำหนดเกณฑ์ครัวเรือนเปราะบาง"),
    "holiday.add": _("เพิ่มวันหยุดของจังหวัด"),
    "targeting.export": _("ส่งออกความคลาดเคลื่อนของเป้าหมาย"),
    "round.open": _("เปิดรอบสำรวจ"),
    "round.change": _("แก้คำอธิบายรอบสำรวจ"),
    "profile.save": _("บันทึกแบบการจับคู่คอลัมน์"),
    "profile.delete": _("เลิกใช้แบบการจับคู่คอลัมน์"),
    "user.create": _("สร้างบัญชีผู้ใช้"),
    "user.close": _("ปิดบัญชีผู้ใช้"),
    "role.grant": _("มอบบทบาท"),
    "role.end": _("ถอนบทบาท"),
    "organisation.register": _("ขึ้นทะเบียนหน่วยงาน"),
}
COLUMNS = ("number", "at", "recorded_at", "by", "verb", "on_type", "on_id", "place", "because", "count", "detail", "block")


@dataclass(frozen=True)
class Asked:
    """Which lines. Days are whole days of Thailand, both included; `household`: its number in the register; `place`: an area code."""

    since: date | None = None
    until: date | None = None
    who: str = ""  # username
    household: int | None = None
    place: str = ""

    def __str__(self) -> str:
        """As it stands on the record."""
        said = {"since": self.since, "until": self.until, "by": self.who, "household": self.household, "place": self.place}
        return " ".join(f"{name}={value}" for name, value in said.items() if value)


@dataclass(frozen=True)
class Line:
    """`verb` is the act's key, `act` its msgid. No names of households or their people: the record holds none."""

    number: int
    at: datetime
    who: str  # display name; "" where the name typed at the door was not known
    username: str
    verb: str
    act: str
    on_type: str
    on_id: str
    place: str
    because: str
    count: int | None
    detail: str


@dataclass(frozen=True)
class Page:
    """`older`: give it as `before` for the lines that follow; None at the end."""

    lines: tuple[Line, ...]
    older: int | None


def require(user: User) -> None:
    """NotAllowed or OutOfSight for who may not read the record anywhere."""
    if not scope.areas(user, Permission.AUDIT_SEE):
        scope.require(user, Permission.AUDIT_SEE, place=settings.PROVINCE)


def lines(user: User, *, at: datetime, asked: Asked = Asked(), before: int | None = None) -> Page:
    """One page, newest first. Costs the same however long the record is: no total.

    Who reads for an area sees what was done and seen there; sign-ins and other lines of no place are for who reads for the province.
    """
    rows = _rows(user, asked).select_related("by")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PER_PAGE + 1])
    shown = tuple(map(_line, found[:PER_PAGE]))
    _note(user, at, "audit.see", asked, len(shown))
    return Page(shown, shown[-1].number if len(found) > PER_PAGE else None)


@transaction.atomic
def export(*, by: User, at: datetime, asked: Asked = Asked()) -> tuple[int, Iterator[list[object]]]:
    """All of them under COLUMNS, newest first, and how many. Filter and number are on the record before the first goes out."""
    rows = _rows(by, asked)
    newest = rows.values_list("pk", flat=True).first() or 0
    rows = rows.filter(pk__lte=newest)  # what is added meanwhile was not counted
    count = rows.count()
    _note(by, at, "audit.export", asked, count)
    return count, _exported(rows)


def _exported(rows: QuerySet[AuditLine]) -> Iterator[list[object]]:
    fields = ("pk", "at", "recorded_at", "by__username", "verb", "on_type", "on_id", "place", "because", "count", "detail", "block")
    for number, done, written, *rest in rows.values_list(*fields).iterator(chunk_size=2000):
        yield [number, _moment(done), _moment(written), *rest]


def _moment(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")


def _rows(user: User, asked: Asked) -> QuerySet[AuditLine]:
    require(user)
    rows = AuditLine.objects.order_by("-pk")
    if settings.PROVINCE not in scope.areas(user, Permission.AUDIT_SEE):
        rows = rows.filter(scope.within(user, Permission.AUDIT_SEE, field="place"))
    if asked.since:
        rows = rows.filter(at__gte=_midnight(asked.since))
    if asked.until:
        rows = rows.filter(at__lt=_midnight(asked.until + timedelta(days=1)))
    if asked.who:
        rows = rows.filter(by__username=tidy_username(asked.who))
    if asked.household:
        rows = rows.filter(on_type=HOUSEHOLD, on_id=str(asked.household))
    if asked.place:
        rows = rows.filter(places.within(asked.place, "place"))
    return rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _line(row: AuditLine) -> Line:
    return Line(
        number=row.pk,
        at=row.at,
        who=row.by.display_name if row.by else "",
        username=row.by.username if row.by else "",
        verb=row.verb,
        act=VERBS.get(row.verb, row.verb),
        on_type=row.on_type,
        on_id=row.on_id,
        place=row.place,
        because=row.because,
        count=row.count,
        detail=row.detail,
    )


def _note(user: User, at: datetime, verb: str, asked: Asked, count: int) -> None:
    """On the household that was asked about, so that its own trail shows who has read it."""
    on = (HOUSEHOLD, asked.household) if asked.household else None
    audit.record(by=user, at=at, verb=verb, on=on, place=asked.place, count=count, detail=str(asked))
