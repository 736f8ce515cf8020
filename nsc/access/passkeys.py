"""Passkeys (WebAuthn): a key kept by the telephone, the computer or a stick, opened by finger, face or PIN. One is two factors by itself.

The browser is asked inside a request: django-allauth keeps the challenge in its session.
"""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.db import transaction

from nsc.access import audit, notices, second_factor
from nsc.access.models import User
from nsc.access.scope import OutOfSight
from nsc.errors import Refused, _

NAME = 60


def to_add(user: User) -> dict:
    """What navigator.credentials.create is asked. Always discoverable and always with finger, face or PIN: each can sign in by itself."""
    return dict(auth.begin_registration(user, True)["publicKey"])


def to_give(user: User | None) -> dict:
    """What navigator.credentials.get is asked. Of nobody: whoever the key belongs to."""
    return dict(auth.begin_authentication(user)["publicKey"])


@transaction.atomic
def add(*, by: User, at: datetime, name: str, credential: dict) -> None:
    try:
        auth.parse_registration_response(credential)
        auth.complete_registration(credential)
    except (ValidationError, ValueError, KeyError, TypeError) as error:  # fido2 raises all of these for what browsers never send
        raise _unusable() from error
    Authenticator.objects.create(
        user=by, type=second_factor.PASSKEY, data={"name": name.strip()[:NAME], "credential": credential}, created_at=at
    )
    audit.record(by=by, at=at, verb="passkey.add", on=by)
    notices.tell(users=[by], at=at, kind="passkey.add")


@transaction.atomic
def remove(*, by: User, at: datetime, passkey: int) -> None:
    row = Authenticator.objects.select_for_update().filter(user=by, type=second_factor.PASSKEY, pk=passkey).first()
    if row is None:
        raise OutOfSight(passkey)
    second_factor.require_not_last(by)
    row.delete()
    second_factor.forget_lonely_codes(by)
    audit.record(by=by, at=at, verb="passkey.remove", on=by)
    notices.tell(users=[by], at=at, kind="passkey.remove")


def check(credential: dict, *, at: datetime, user: User | None = None) -> User:
    """Whose key this is: of `user`, or of whoever it says. Refused where it is nobody's; that is on the record."""
    try:
        auth.parse_authentication_response(credential)
        owner = user or auth.extract_user_from_response(credential)
        row = auth.complete_authentication(owner, credential)
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError) as error:
        audit.record(by=None, at=at, verb="sign-in.fail", on=user, detail="passkey")
        raise _unusable() from error
    row.last_used_at = at
    row.save(update_fields=["last_used_at"])
    return owner


def _unusable() -> Refused:
    return Refused(_("กุญแจผ่านนี้ใช้ไม่ได้ หรือรอนานเกินไป โปรดลองใหม่"))
