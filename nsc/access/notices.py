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
    "roll.freeze": _("บัญชีเป้าหมายใหม่ของอำเภอ {households} ครัวเรือน รอตรวจสอบ"),
    "target.propose": _("มีผู้ตกหล่นที่เสนอใหม่ รอเยี่ยม"),
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
