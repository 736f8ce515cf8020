"""One's own password."""

from datetime import datetime

from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from nsc.access import audit, notices
from nsc.access.models import User
from nsc.errors import Refused, _


def is_right(request: HttpRequest | None, user: User, password: str) -> bool:
    """Asked through the door, so that guesses are counted like guesses at the sign-in."""
    return authenticate(request, username=user.username, password=password) == user


@transaction.atomic
def change(*, by: User, at: datetime, new: str) -> None:
    """The old one was asked before (`is_right`). All other sessions of the user end: Django signs them with the password."""
    user = User.objects.select_for_update().get(pk=by.pk)
    try:
        validate_password(new, user)
    except ValidationError as error:
        raise Refused(_("รหัสผ่านนี้ใช้ไม่ได้: {reasons}"), reasons=" ".join(error.messages)) from error
    if user.check_password(new):
        raise Refused(_("รหัสผ่านใหม่ต้องไม่ใช่รหัสผ่านเดิม"))
    user.set_password(new)
    user.save(update_fields=["password"])
    by.password = user.password
    audit.record(by=by, at=at, verb="password.change", on=by)
    notices.tell(users=[by], at=at, kind="password.change")
