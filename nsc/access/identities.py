"""Identities of a provider (ThaID) linked to accounts. Only what was linked signs in: nothing is made, and nothing guessed from a name
or an address. What the provider calls a person is kept as a keyed index, because it may be the national id."""

from dataclasses import dataclass
from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction

from nsc.access import audit, notices, users
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.files import keys

PROVIDER = "oidc"  # the one there is, as rows of SocialAccount name it


@dataclass(frozen=True)
class Identity:
    """One that was linked. Of the person behind it we keep nothing that could be read."""

    number: int
    linked: datetime
    used: datetime


def provider_name() -> str:
    """What the button says; "" where there is no provider."""
    return str(settings.OIDC.get("name", ""))


def index(issuer: str, subject: str) -> str:
    return keys.blind_index(f"{issuer} {subject}", purpose="identity").hex()


def of(user: User) -> tuple[Identity, ...]:
    return tuple(Identity(row.pk, row.date_joined, row.last_login) for row in user.socialaccount_set.order_by("pk"))


@transaction.atomic
def link_own(*, by: User, at: datetime, uid: str) -> None:
    """By the user himself, who has just come back from the provider. `uid`: an `index`."""
    _link(by, uid)
    audit.record(by=by, at=at, verb="identity.link", on=by)
    notices.tell(users=[by], at=at, kind="identity.link")


@transaction.atomic
def link(*, by: User, at: datetime, user: User, subject: str, because: str) -> None:
    """By an administrator. `subject`: what the provider calls the person."""
    users.require_over(by, Permission.USER_CHANGE, user)
    if not settings.OIDC:
        raise Refused(_("ระบบนี้ยังไม่ได้ตั้งค่าผู้ให้บริการยืนยันตัวตน"))
    _link(user, index(str(settings.OIDC["issuer"]), subject))
    audit.record(by=by, at=at, verb="identity.link", on=user, because=because)
    notices.tell(users=[user], at=at, kind="identity.link")


@transaction.atomic
def unlink(*, by: User, at: datetime) -> None:
    """One's own."""
    if by.socialaccount_set.all().delete()[0]:
        audit.record(by=by, at=at, verb="identity.unlink", on=by)


def _link(user: User, uid: str) -> None:
    try:
        with transaction.atomic():
            if SocialAccount.objects.get_or_create(provider=PROVIDER, uid=uid, defaults={"user": user})[0].user_id == user.pk:
                return
    except IntegrityError as error:
        raise _taken() from error
    raise _taken()


def _taken() -> Refused:
    return Refused(_("ตัวตนนี้เชื่อมกับบัญชีอื่นอยู่แล้ว ให้เจ้าของบัญชีนั้นเลิกเชื่อมก่อน หรือติดต่อผู้ดูแลระบบ"))
