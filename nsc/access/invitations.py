"""The way into an account: a link, good once and for three days, behind which its owner sets the password. Nobody else ever knows one.

The link holds a token of Django's reset of passwords: signed, nothing stored. What it is signed over changes when the password is set, when
somebody signs in, when the address changes and when a newer link is made, and with any of these the link is void.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from nsc.access import audit, notices, rules, scope, sessions, users
from nsc.access.models import Channel, User
from nsc.access.roles import ROLES, Permission
from nsc.errors import NotAllowed, Refused, _

DAYS = 3


class _Tokens(PasswordResetTokenGenerator):
    """Its time-out is settings.PASSWORD_RESET_TIMEOUT: DAYS."""

    key_salt = "nsc.access.invitations"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.invited_at}{user.is_active}"


tokens = _Tokens()


@dataclass(frozen=True)
class Link:
    """`address`: shown once. `is_new_way_in`: the account had a password, which no longer opens it."""

    address: str
    until: datetime
    is_new_way_in: bool


@transaction.atomic
def issue(*, by: User, at: datetime, user: User, because: str = "") -> Link:
    """A link for the hand of its owner. Of an account in use it ends the password and every session at once: this is also what is done when
    a password was lost or has become known. That takes USER_CHANGE; the first invitation may be made by who may create accounts, and could
    give all that this one holds."""
    _require(by, user)
    user, was_used = _prepare(by, at, user, because)
    return Link(address(user), at + timedelta(days=DAYS), was_used)


@transaction.atomic
def send(*, by: User, at: datetime, user: User, because: str = "") -> None:
    """As `issue`, but by e-mail: the worker makes the link when it sends the letter, so it is nowhere stored."""
    _require(by, user)
    if not settings.EMAIL_IS_SET:
        raise Refused(_("ระบบยังไม่ได้ตั้งค่าเครื่องส่งอีเมล โปรดให้ลิงก์แก่เจ้าของบัญชีโดยตรง"))
    if not user.email:
        raise Refused(_("บัญชีนี้ไม่มีอีเมล โปรดเพิ่มอีเมลก่อน หรือให้ลิงก์แก่เจ้าของบัญชีโดยตรง"))
    user, _was_used = _prepare(by, at, user, because)
    notices.tell(users=[user], at=at, kind="user.invite", by_channel=[Channel.EMAIL], days=DAYS)


def _require(by: User, user: User) -> None:
    """Whether they administer the account comes first: of one out of sight not even this is told, whether it is in use."""
    users.get(by, user.pk)
    is_first = not user.has_usable_password() and user.last_login is None
    if not is_first or scope.anywhere(by, Permission.USER_CHANGE):
        users.require_over(by, Permission.USER_CHANGE, user)
        return
    users.require_over(by, Permission.USER_CREATE, user)
    for given in user.assignments.filter(ended_at=None, role__in=ROLES):  # whoever has the link in hand could go in by it
        rules.check_grant(held=scope.held(by, given.area_code), role=ROLES[given.role])


def _prepare(by: User, at: datetime, user: User, because: str) -> tuple[User, bool]:
    if by.may_sign_in:  # not the command line, which could take any account as it is
        rules.check_way_in(held=users.permissions_of(by), had=users.permissions_of(user))
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active or not user.may_sign_in:
        raise Refused(_("บัญชีนี้ปิดแล้ว ออกทางเข้าไม่ได้"))
    was_used = user.has_usable_password()
    user.set_unusable_password()  # another one each time: sessions that carry the old one end
    sessions.end_quietly(user)
    user.invited_at = at
    user.save(update_fields=["password", "invited_at"])
    audit.record(by=by, at=at, verb="user.way-in" if was_used else "user.invite", on=user, because=because)
    if was_used:
        notices.tell(users=[user], at=at, kind="user.way-in")
    return user, was_used


def address(user: User) -> str:
    return f"{settings.SITE}/welcome/{urlsafe_base64_encode(force_bytes(user.pk))}/{tokens.make_token(user)}/"


@transaction.atomic
def accept(*, user: User, at: datetime, password: str) -> None:
    """By the owner, whom the link has shown to be the one. Refused, with reasons, where the password is too weak."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active or not user.may_sign_in or user.has_usable_password():
        raise NotAllowed("user.accept")
    users.set_password(user, password)
    user.save(update_fields=["password"])
    audit.record(by=user, at=at, verb="user.accept", on=user)
