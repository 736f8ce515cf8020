"""What users are told: inside the application. Never a name, a national id or a diagnosis, whatever way a notice goes."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from nsc.access import scope
from nsc.access.models import Assignment, Notice, User
from nsc.access.roles import ROLES, Permission
from nsc.errors import _

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
    "session.end": _("ผู้ดูแลระบบให้บัญชีของท่านออกจากระบบในทุกเครื่อง"),
}


def tell(*, users: Iterable[User], at: datetime, kind: str, href: str = "", **values: int | str) -> None:
    """One notice a person, in the transaction of the verb that calls this. `kind`: a key of KINDS, whose {gaps} `values` fill."""
    KINDS[kind].format(**values)  # a gap left open is found here, not on the reader's screen
    Notice.objects.bulk_create(Notice(user=user, at=at, kind=kind, href=href, values=values) for user in set(users))


def holders(permission: Permission, place: str) -> list[User]:
    """Those whose role gives them the permission over the whole of that place today."""
    roles = [role.key for role in ROLES.values() if permission in role.permissions]
    given = Assignment.objects.filter(role__in=roles, ended_at=None, user__is_active=True, user__may_sign_in=True).select_related("user")
    users = {one.user for one in given if place.startswith(one.area_code)}
    return sorted((user for user in users if scope.may(user, permission, place)), key=lambda user: user.pk)


def of(user: User) -> QuerySet[Notice]:
    """Newest first."""
    return user.notices.order_by("-id")


def unread(user: User) -> int:
    return user.notices.filter(read_at=None).count()


def read(*, by: User, at: datetime, notice: int | None = None) -> None:
    """One of the user's own, or all. Leaves no line: nobody learns anything but its reader."""
    rows = by.notices.filter(read_at=None)
    (rows.filter(pk=notice) if notice else rows).update(read_at=at)
