"""Duties that stay apart on one record: who proposed a target doesn't certify it, who granted help doesn't confirm its receipt."""

from django.db import models

from nsc.access.models import AuditLine, User
from nsc.access.roles import APART_ON_A_RECORD, Permission
from nsc.errors import Refused, _


def require_apart(by: User, permission: Permission, on: models.Model | tuple[str, object]) -> None:
    """Called by the verb of that permission before it acts. Refused where this person did the other duty of a pair on the same record,
    as the audit has it: the record of who did what is kept once."""
    on_type, on_id = (on._meta.model_name, on.pk) if isinstance(on, models.Model) else on
    others = {one for pair in APART_ON_A_RECORD for one in pair if permission in pair} - {permission}
    if AuditLine.objects.filter(on_type=on_type, on_id=str(on_id), by=by, verb__in=[str(each) for each in others]).exists():
        raise Refused(_("ท่านทำหน้าที่อีกส่วนหนึ่งของรายการนี้ไปแล้ว ขั้นนี้ต้องเป็นผู้อื่นทำ เพื่อให้มีผู้ตรวจสอบซึ่งกันและกัน"))
