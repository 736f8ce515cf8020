"""What users are told: inside the application, and on its way to their e-mail and LINE (delivery.py). Never a name, a national id or a
diagnosis, whatever way a notice goes: the words are those of KINDS, and `values` are numbers and codes.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, override

from nsc.access import scope
from nsc.access.models import Assignment, Channel, Delivery, LineLink, Muted, Notice, User
from nsc.access.roles import ROLES, Permission
from nsc.errors import _
from nsc.statements import Statement

KINDS = {
    "user.welcome": _("บัญชีของท่านพร้อมใช้งาน"),
    "password.change": _("รหัสผ่านของท่านถูกเปลี่ยนแล้ว ถ้าท่านไม่ได้เปลี่ยนเอง โปรดแจ้งผู้ดูแลระบบทันที"),
    "second_factor.set": _("บัญชีของท่านเริ่มใช้รหัสจากแอปยืนยันตัวตน ถ้าท่านไม่ได้ตั้งเอง โปรดแจ้งผู้ดูแลระบบทันที"),
    "second_factor.remove": _("บัญชีของท่านเลิกใช้รหัสจากแอปยืนยันตัวตน ถ้าท่านไม่ได้ทำเอง โปรดแจ้งผู้ดูแลระบบทันที"),
    "second_factor.reset": _("ผู้ดูแลระบบล้างการยืนยันตัวตนขั้นที่สองของท่านแล้ว ถ้าท่านไม่ได้ขอ โปรดแจ้งเจ้าหน้าที่คุ้มครองข้อมูลทันที"),
    "recovery_codes.use": _("มีการใช้รหัสกู้คืนของท่าน เหลืออีก {left} รหัส ถ้าท่านไม่ได้ใช้เอง โปรดแจ้งผู้ดูแลระบบทันที"),
    "passkey.add": _("บัญชีของท่านมีกุญแจผ่าน (passkey) เพิ่มขึ้น ถ้าท่านไม่ได้เพิ่มเอง โปรดแจ้งผู้ดูแลระบบทันที"),
    "passkey.remove": _("กุญแจผ่าน (passkey) ของท่านถูกลบหนึ่งดอก ถ้าท่านไม่ได้ลบเอง โปรดแจ้งผู้ดูแลระบบทันที"),
    "identity.link": _("บัญชีของท่านเชื่อมกับตัวตนดิจิทัลแล้ว ถ้าท่านไม่ได้เชื่อมเอง โปรดแจ้งผู้ดูแลระบบทันที"),
    "phone.enrol": _("มีโทรศัพท์ลงทะเบียนใช้แอปภาคสนามในบัญชีของท่าน ถ้าท่านไม่ได้ทำเอง โปรดยกเลิกเครื่องนั้นในหน้าบัญชี แล้วแจ้งผู้ดูแลระบบทันที"),
    "phone.end": _("ผู้ดูแลยกเลิกโทรศัพท์เครื่องหนึ่งของท่าน เครื่องนั้นจะส่งงานที่ค้างแล้วล้างข้อมูลเองเมื่อติดต่อระบบ"),
    "session.end": _("ผู้ดูแลระบบให้บัญชีของท่านออกจากระบบในทุกเครื่อง"),
    "user.invite": _("ท่านได้รับเชิญให้ตั้งรหัสผ่านของบัญชี ลิงก์นี้ใช้ได้ครั้งเดียวภายใน {days} วัน"),
    "user.way-in": _("มีผู้ดูแลออกทางเข้าใหม่ให้บัญชีของท่าน หากท่านไม่ได้ขอ โปรดแจ้งผู้ดูแลระบบทันที"),
    "user.changed": _("ผู้ดูแลแก้ไขชื่อหรือที่อยู่ติดต่อในบัญชีของท่าน"),
    "role.given": _("ท่านได้รับบทบาทใหม่"),
    "role.ended": _("บทบาทหนึ่งของท่านสิ้นสุดแล้ว"),
    "work.received": _("ท่านได้รับมอบงานต่อจากผู้พ้นหน้าที่ {count} รายการ"),
    "work.unattended": _("มีงาน {count} รายการที่ไม่มีผู้รับผิดชอบ เพราะผู้รับผิดชอบพ้นหน้าที่ โปรดมอบให้ผู้อื่น"),
    "line.linked": _("เชื่อมบัญชี LINE กับระบบแล้ว ต่อไปจะได้รับการแจ้งเตือนทาง LINE"),
    "glass.review": _("มีการเปิดแฟ้มครัวเรือนที่ {household} กรณีฉุกเฉิน โปรดตรวจว่ามีเหตุอันควร"),
    "glass.here": _("มีผู้เปิดแฟ้มครัวเรือนที่ {household} ในพื้นที่ของท่านกรณีฉุกเฉิน เพื่อทราบ"),
    "alert.found": _("พบการใช้งานที่ผิดปกติ {count} เรื่อง โปรดตรวจ"),
    "consent.withdrawn": _("ครัวเรือนที่ {household} ถอนความยินยอม แฟ้มที่ท่านได้รับมอบเพราะความยินยอมนั้นปิดแล้ว"),
    "processing.restricted": _("ครัวเรือนที่ {household} ให้ระงับการใช้ข้อมูล แฟ้มที่ท่านได้รับมอบในเรื่องนั้นปิดแล้ว"),
    "request.received": _("มีคำขอใช้สิทธิของเจ้าของข้อมูลเข้าใหม่ คำขอที่ {number} ต้องตอบภายใน {days} วัน"),
    "request.assigned": _("ท่านได้รับมอบหมายคำขอใช้สิทธิที่ {number}"),
    "request.due": _("คำขอใช้สิทธิที่ {number} เหลือเวลาตอบ {days} วัน"),
    "request.overdue": _("คำขอใช้สิทธิที่ {number} เกินกำหนดตอบแล้ว"),
    "breach.reported": _("มีรายงานเหตุละเมิดที่ {number} ต้องพิจารณาแจ้ง สคส. ภายใน 72 ชั่วโมงนับแต่ทราบเหตุ"),
    "breach.hours": _("เหตุละเมิดที่ {number} ผ่านไป {hours} ชั่วโมงนับแต่ทราบเหตุ ยังไม่ได้บันทึกการแจ้ง สคส."),
    "roll.freeze": _("บัญชีเป้าหมายใหม่ของอำเภอ {count} ครัวเรือน รอตรวจสอบ"),
    "target.propose": _("มีผู้ตกหล่นที่เสนอใหม่ รอเยี่ยม"),
    "case.assign": _("ท่านได้รับมอบเป็นพี่เลี้ยง {count} เคส"),
    "case.emergency": _("มีการเปิดเคสฉุกเฉินที่ {number} ในพื้นที่ของท่าน โปรดดูภายในวันนี้"),
    "case.late": _("งาน {count} เคสเกินกำหนดและส่งขึ้นมาถึงท่าน"),
    "handoff.give": _("เคสที่ {number} ส่งมาถึงท่าน โปรดรับหรือส่งคืนพร้อมเหตุผล"),
    "handoff.return": _("เคสที่ {number} ถูกส่งคืนมาพร้อมเหตุผล"),
    "visit.plan": _("ท่านมีนัดเยี่ยมบ้านใหม่ {count} ครัวเรือน"),
    "plan.agreed": _("แผนของครัวเรือนที่ {household} ครัวเรือนตกลงแล้ว รออนุมัติ"),
    "plan.approved": _("แผนของครัวเรือนที่ {household} อนุมัติแล้ว เริ่มดำเนินการได้"),
    "plan.returned": _("แผนของครัวเรือนที่ {household} ถูกส่งคืน โปรดแก้ไขแล้วให้ครัวเรือนตกลงใหม่"),
    "referral.forwarded": _("เรื่องส่งต่อที่ {number} รอท่านดำเนินการ"),
    "referral.returned": _("เรื่องส่งต่อที่ {number} ถูกส่งคืนพร้อมเหตุผล"),
    "referral.sent": _("หน่วยงานของท่านได้รับเรื่องส่งต่อใหม่ {count} เรื่อง โปรดตอบภายใน {days} วันทำการ"),
    "referral.signed": _("เรื่องส่งต่อที่ {number} ลงนามและส่งถึงหน่วยงานแล้ว"),
    "referral.accepted": _("หน่วยงานรับเรื่องส่งต่อที่ {number} แล้ว"),
    "referral.declined": _("หน่วยงานไม่รับเรื่องส่งต่อที่ {number} โปรดดูเหตุผลแล้วส่งหน่วยงานอื่น"),
    "referral.asked": _("หน่วยงานถามกลับในเรื่องส่งต่อที่ {number} รอคำตอบของท่าน"),
    "referral.replied": _("มีคำตอบของคำถามในเรื่องส่งต่อที่ {number} แล้ว"),
    "referral.completed": _("หน่วยงานช่วยเหลือตามเรื่องส่งต่อที่ {number} เสร็จแล้ว"),
    "referral.late": _("เรื่องส่งต่อ {count} เรื่องเกินกำหนด โปรดติดตาม"),
    "referral.withdrawn": _("เรื่องส่งต่อที่ {number} ถูกถอนแล้ว"),
    "funding.ends": _("โครงการในทะเบียนของตำบลจะหมดทุนในอีก {days} วัน โปรดดูว่าใครทำต่อ"),
    "team_task.late": _("งานของทีมตำบล {count} งานเลยกำหนดแล้ว"),
    "blueprint.submitted": _("พิมพ์เขียวตำบลฉบับที่ {version} เสนอแล้ว รออำเภอเห็นชอบ"),
    "blueprint.endorsed": _("พิมพ์เขียวตำบลฉบับที่ {version} อำเภอเห็นชอบแล้ว รอจังหวัดอนุมัติ"),
    "blueprint.returned": _("พิมพ์เขียวตำบลฉบับที่ {version} ถูกส่งคืนพร้อมข้อสังเกต"),
    "blueprint.approved": _("พิมพ์เขียวตำบลฉบับที่ {version} ได้รับอนุมัติแล้ว เริ่มดำเนินการได้"),
    "commitment.waits": _("รายการรับปากที่ {number} ของงานตำบลอัจฉริยะรอท่านตอบ"),
    "commitment.late": _("มีรายการที่รับปากไว้ {count} รายการเลยกำหนดส่งมอบ โปรดติดตาม"),
    "meeting.invite": _("ขอเชิญประชุม ศจพ. ครั้งที่ {called}"),
    "meeting.soon": _("ประชุม ศจพ. ครั้งที่ {called} ในอีก {days} วัน"),
    "meeting.moved": _("การประชุม ศจพ. ครั้งที่ {called} เลื่อน โปรดดูวันและเวลาใหม่"),
    "meeting.cancelled": _("การประชุม ศจพ. ครั้งที่ {called} ยกเลิก"),
    "order.given": _("ที่ประชุม ศจพ. มีข้อสั่งการถึงท่าน กำหนดตอบในอีก {days} วัน"),
    "order.due": _("ข้อสั่งการที่ {number} เหลือเวลาตอบ {days} วัน"),
    "order.late": _("ข้อสั่งการของท่าน {count} เรื่องเลยกำหนดแล้ว"),
    "order.raised": _("ข้อสั่งการของที่ประชุม {count} เรื่องเลยกำหนด โปรดติดตาม"),
    "order.answered": _("ข้อสั่งการที่ {number} มีคำตอบแล้ว รอปิดหรือส่งกลับ"),
    "order.returned": _("ข้อสั่งการที่ {number} ถูกส่งกลับพร้อมเหตุผล"),
    "order.carried": _("ข้อสั่งการที่ {number} ยกไปประชุมครั้งถัดไป"),
    "order.closed": _("ข้อสั่งการที่ {number} ปิดแล้ว"),
    "report.ready": _("รายงานตามกำหนดรายการที่ {number} พร้อมแล้ว"),
    "report.failed": _("รายงานตามกำหนดรายการที่ {number} ทำไม่สำเร็จ โปรดดูเหตุผลในรายการ"),
    "report.stopped": _("รายงานตามกำหนดรายการที่ {number} หยุดส่งแล้ว เพราะสิทธิดูรายงานนั้นสิ้นสุด"),
    "extract.ready": _("ไฟล์ข้อมูลที่ {number} พร้อมแล้ว เก็บไว้ 30 วัน"),
    "document.ready": _("เอกสารที่ท่านสั่งไว้เสร็จแล้ว เอกสารที่ {number}"),
    "help.emergency": _("ครัวเรือนที่ {household} ได้รับความช่วยเหลือฉุกเฉินก่อนแผนอนุมัติ โปรดรับทราบและรับรอง"),
}
LETTERS = frozenset({"user.invite"})  # not shown inside: whoever gets them has no way in yet
ALWAYS = LETTERS | {"user.way-in", "line.linked"}  # cannot be muted
AT_ONCE, DAILY = WHEN = ("at_once", "daily")
MORNING = time(7, 0)
PER_PAGE = 50


def tell(
    *, users: Iterable[User], at: datetime, kind: str, href: str = "", by_channel: Iterable[str] | None = None, **values: int | str
) -> None:
    """One notice a person, in the transaction of the verb that calls this. `kind`: a key of KINDS, whose {gaps} `values` fill.

    It also goes out by the channels its reader has opened for it; `by_channel` narrows these.
    """
    KINDS[kind].format(**values)  # a gap left open is found here, not on the reader's screen
    readers = sorted({user.pk: user for user in users if user.may_sign_in}.values(), key=lambda user: user.pk)
    if not readers:
        return
    read_at = at if kind in LETTERS else None
    told = Notice.objects.bulk_create(Notice(user=user, at=at, kind=kind, href=href, values=values, read_at=read_at) for user in readers)
    channels = tuple(Channel.values if by_channel is None else by_channel)
    Delivery.objects.bulk_create(each for each in _going_out(told, kind, at) if each.channel in channels)


def _going_out(told: list[Notice], kind: str, at: datetime) -> Iterator[Delivery]:
    ids = [notice.user_id for notice in told]
    muted = set() if kind in ALWAYS else set(Muted.objects.filter(user__in=ids, kind=kind).values_list("user_id", "channel"))
    linked = set(LineLink.objects.filter(user__in=ids, linked_at__isnull=False).values_list("user_id", flat=True))
    for notice in told:
        user = notice.user
        if user.email and (user.pk, Channel.EMAIL) not in muted:
            due = at if user.email_when == AT_ONCE or kind in ALWAYS else _next_morning(at)
            yield Delivery(notice=notice, channel=Channel.EMAIL, due_at=due)
        if user.pk in linked and kind not in LETTERS and (user.pk, Channel.LINE) not in muted:
            yield Delivery(notice=notice, channel=Channel.LINE, due_at=at)


def _next_morning(at: datetime) -> datetime:
    local = timezone.localtime(at)
    morning = timezone.make_aware(datetime.combine(local.date(), MORNING))
    return morning if morning > at else morning + timedelta(days=1)


def words(notice: Notice, language: str | None = None) -> str:
    """As its reader reads it: in that language, or in the one that is active."""
    if language:
        with override(language):
            return words(notice)
    if notice.kind not in KINDS:  # of a room that is no longer there
        return gettext("มีเรื่องแจ้งให้ทราบ")
    return gettext(KINDS[notice.kind]).format(**notice.values)


def address(notice: Notice) -> str:
    """The page to go to, from outside the application."""
    return settings.SITE + (notice.href or "/notices/")


def holders(permission: Permission, place: str) -> list[User]:
    """Those whose role gives them the permission over the whole of that place today."""
    roles = [role.key for role in ROLES.values() if permission in role.permissions]
    given = Assignment.objects.filter(role__in=roles, ended_at=None, user__is_active=True, user__may_sign_in=True).select_related("user")
    users = {one.user for one in given if place.startswith(one.area_code)}
    return sorted((user for user in users if scope.may(user, permission, place)), key=lambda user: user.pk)


def of(user: User) -> QuerySet[Notice]:
    """Newest first."""
    return user.notices.exclude(kind__in=LETTERS).order_by("-id")


def page(user: User, before: int | None = None) -> tuple[list[Notice], int | None]:
    """One page, newest first, and what to give as `before` for the next; None at the end. One query, no total."""
    rows = of(user).filter(pk__lt=before) if before else of(user)
    found = list(rows[: PER_PAGE + 1])
    return found[:PER_PAGE], found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None


def unread(user: User) -> int:
    """One count on an index that holds the unread alone."""
    return _unread.count(user.pk)


_unread: Statement[tuple] = Statement(lambda user: Notice.objects.filter(user=user, read_at=None).values_list("pk"))


def find(user: User, notice: int) -> Notice:
    found = of(user).filter(pk=notice).first()
    if found is None:
        raise scope.OutOfSight(str(notice))
    return found


def read(*, by: User, at: datetime, notice: int | None = None) -> None:
    """One of the user's own, or all. Leaves no line: nobody learns anything but its reader."""
    rows = by.notices.filter(read_at=None)
    (rows.filter(pk=notice) if notice else rows).update(read_at=at)


def put_back(*, by: User, at: datetime, read_at: datetime) -> int:
    """What was marked as read at that very moment is unread again: the mark was a slip. Nothing but the reader's own, and no line."""
    return by.notices.filter(read_at=read_at).update(read_at=None)


def muted(user: User) -> set[tuple[str, str]]:
    return set(user.muted.values_list("kind", "channel"))


def mute(*, by: User, muted: Iterable[tuple[str, str]]) -> None:
    """All of a person's choices anew; those that know no kind or channel are passed over. Part of users.settle, which leaves the line."""
    by.muted.all().delete()
    known = {(kind, channel) for kind, channel in muted if kind in KINDS and kind not in ALWAYS and channel in Channel.values}
    Muted.objects.bulk_create(Muted(user=by, kind=kind, channel=channel) for kind, channel in sorted(known))
