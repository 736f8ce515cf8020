"""The second factor: codes of an authenticator app, and recovery codes for the day the telephone is gone. Passkeys: passkeys.py.

The secrets lie sealed in django-allauth's table (adapters.MFAAdapter). A code opens once: the step it belongs to is kept beside the secret.
"""

import base64
import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.utils import decrypt, encrypt
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from nsc import thai
from nsc.access import audit, notices, rules, seals, sessions, sign_in, users
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.files import keys

TOTP, RECOVERY, PASSKEY = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES, Authenticator.Type.WEBAUTHN
BYTES = 20


@dataclass(frozen=True)
class Passkey:
    number: int
    name: str
    added: datetime
    used: datetime | None

    @property
    def slug(self) -> str:
        return str(self.number)


@dataclass(frozen=True)
class Factors:
    """`app`: since when there are codes of an app; `codes_left`: recovery codes not used yet, None where none were made."""

    app: datetime | None
    passkeys: tuple[Passkey, ...]
    codes_left: int | None
    is_needed: bool

    @property
    def count(self) -> int:
        return bool(self.app) + len(self.passkeys)


def of(user: User) -> Factors:
    rows = list(Authenticator.objects.filter(user=user).order_by("pk"))
    app = next((row.created_at for row in rows if row.type == TOTP), None)
    passkeys = tuple(Passkey(row.pk, row.data["name"], row.created_at, row.last_used_at) for row in rows if row.type == PASSKEY)
    left = next((len(row.wrap().get_unused_codes()) for row in rows if row.type == RECOVERY), None)
    return Factors(app=app, passkeys=passkeys, codes_left=left, is_needed=sign_in.needs_second_factor(user))


def has(user: User) -> bool:
    """Of oneself, or of an account that users.get has found for who asks."""
    return Authenticator.objects.filter(user=user, type__in=[TOTP, PASSKEY]).exists()


# — codes —————————————————————————————————————————————————————————————————————————


def new_secret() -> str:
    """In base32, as authenticator apps take it."""
    return base64.b32encode(secrets.token_bytes(BYTES)).decode()


def address(user: User, secret: str) -> str:
    """What the QR code says."""
    issuer = settings.MFA_TOTP_ISSUER
    return f"otpauth://totp/{quote(issuer)}:{quote(user.username)}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"


def locked_until(user: User, at: datetime) -> datetime | None:
    """When codes of this user may be tried again."""
    return sign_in.CODE.until(str(user.pk), at)


def check(user: User, code: str, *, at: datetime) -> str:
    """TOTP or RECOVERY, whichever of the user's codes this is; "" for a wrong one, and while locked. Every failure is on the record."""
    attempt = sign_in.CODE.take(str(user.pk), at)
    found = attempt is not None and _opens(user, tidy(code), at)
    if not found:
        audit.record(by=None, at=at, verb="sign-in.fail", on=user, detail="code locked" if locked_until(user, at) else "code")
        return ""
    sign_in.CODE.forget(str(user.pk))
    return str(found)


def tidy(code: str) -> str:
    """As people type it: with spaces, a dash, Thai digits."""
    return "".join(each for each in thai.arabic_digits(code) if each.isalnum())


@transaction.atomic
def _opens(user: User, code: str, at: datetime) -> str:
    for row in Authenticator.objects.select_for_update().filter(user=user, type__in=[TOTP, RECOVERY]):
        if row.type == TOTP:
            step = rules.matching_step(_key(row), code, at=at, used=row.data.get("step", 0))
            if step is not None:
                row.data["step"], row.last_used_at = step, at
                row.save(update_fields=["data", "last_used_at"])
                return TOTP
        elif (codes := row.wrap()).validate_code(code):
            audit.record(by=user, at=at, verb="recovery_codes.use", on=user)
            notices.tell(users=[user], at=at, kind="recovery_codes.use", left=len(codes.get_unused_codes()))
            return RECOVERY
    return ""


def _key(row: Authenticator) -> bytes:
    return base64.b32decode(decrypt(row.data["secret"]))


@transaction.atomic
def set_app(*, by: User, at: datetime, secret: str, code: str) -> None:
    """Codes of an app from now on. `code`: one the app shows, so that nobody is locked out by a secret that never arrived there."""
    User.objects.select_for_update().get(pk=by.pk)
    if Authenticator.objects.filter(user=by, type=TOTP).exists():
        raise Refused(_("บัญชีนี้ใช้รหัสจากแอปอยู่แล้ว ถ้าเปลี่ยนโทรศัพท์ ให้เลิกใช้รหัสเดิมก่อน"))
    step = rules.matching_step(base64.b32decode(secret), tidy(code), at=at, used=0)
    if step is None:
        raise Refused(_("รหัสไม่ตรง ดูรหัส 6 หลักที่แอปแสดงอยู่ขณะนี้ และตรวจว่านาฬิกาของโทรศัพท์ตั้งเวลาอัตโนมัติ"))
    Authenticator.objects.create(user=by, type=TOTP, data={"secret": encrypt(secret), "step": step}, created_at=at, last_used_at=at)
    audit.record(by=by, at=at, verb="second_factor.set", on=by)
    notices.tell(users=[by], at=at, kind="second_factor.set")


@transaction.atomic
def remove_app(*, by: User, at: datetime) -> None:
    row = Authenticator.objects.select_for_update().filter(user=by, type=TOTP).first()
    if row is None:
        return
    require_not_last(by)
    row.delete()
    forget_lonely_codes(by)
    audit.record(by=by, at=at, verb="second_factor.remove", on=by)
    notices.tell(users=[by], at=at, kind="second_factor.remove")


def require_not_last(user: User) -> None:
    """A role that asks for a second factor is never left without one by its holder."""
    factors = of(user)
    if factors.is_needed and factors.count <= 1:
        raise Refused(_("บทบาทของท่านต้องมีการยืนยันตัวตนขั้นที่สอง ให้เพิ่มอีกวิธีหนึ่งก่อน แล้วจึงเลิกใช้วิธีนี้"))


def forget_lonely_codes(user: User) -> None:
    """Recovery codes stand in for another factor; alone they would be one."""
    if not has(user):
        Authenticator.objects.filter(user=user).delete()


# — recovery codes —————————————————————————————————————————————————————————————————


@transaction.atomic
def make_recovery_codes(*, by: User, at: datetime) -> list[str]:
    """Ten new ones; those before open nothing any more. They are never shown again."""
    User.objects.select_for_update().get(pk=by.pk)
    if not has(by):
        raise Refused(_("ตั้งค่าการยืนยันตัวตนขั้นที่สองก่อน แล้วจึงสร้างรหัสกู้คืน"))
    Authenticator.objects.filter(user=by, type=RECOVERY).delete()
    made = RecoveryCodes.activate(by).generate_codes()
    audit.record(by=by, at=at, verb="recovery_codes.make", on=by, count=len(made))
    return made


def sealed(words: list[str]) -> str:
    """For the minutes in which a session holds a new secret or new codes for its browser: no copy of the database shows them."""
    return encrypt(" ".join(words))


def unsealed(text: str) -> list[str]:
    return decrypt(text).split()


# — somebody who lost the telephone ———————————————————————————————————————————————————


@transaction.atomic
def reset(*, by: User, at: datetime, user: User, because: str) -> None:
    """By an administrator: all of the user's factors go, and all sessions end. The next sign-in asks to set a factor up again."""
    users.require_over(by, Permission.USER_CHANGE, user)
    if by == user:
        raise Refused(_("ล้างการยืนยันตัวตนของตนเองไม่ได้ ให้ผู้ดูแลระบบคนอื่นทำ หรือใช้รหัสกู้คืน"))
    if by.may_sign_in:  # the command line is watched by whoever runs the machine
        rules.check_way_in(held=users.permissions_of(by), had=users.permissions_of(user))
    because = rules.reason(because)
    Authenticator.objects.filter(user=user).delete()
    sign_in.CODE.forget(str(user.pk))
    sessions.end_quietly(user)
    audit.record(by=by, at=at, verb="second_factor.reset", on=user, because=because)
    notices.tell(users=[user], at=at, kind="second_factor.reset")


# — the operator's ——————————————————————————————————————————————————————————————————


def share(*, by: User, at: datetime, user: User, secret: str) -> None:
    """Gives an account of the demonstration, which has none, a factor whose secret everyone there may know. For nsc.ops.demo alone."""
    _row, new = Authenticator.objects.get_or_create(user=user, type=TOTP, defaults={"data": {"secret": encrypt(secret)}, "created_at": at})
    if new:
        audit.record(by=by, at=at, verb="second_factor.set", on=user)


class Secrets:
    """Where rotation finds them (keyring): in django-allauth's table, as base64 inside its JSON."""

    name = "second factors"
    KEYS = {TOTP: "secret", RECOVERY: "seed"}

    def used(self) -> Counter[int]:
        return Counter(keys.number_of(base64.b64decode(row.data[self.KEYS[row.type]])) for row in self._rows())

    def renew(self, tick: seals.Tick) -> seals.Renewed:
        done, damaged, newest = 0, [], keys.newest()
        for number in list(self._rows().values_list("pk", flat=True)):
            with transaction.atomic():  # a code that is given meanwhile waits, and marks its step on the new row
                row = self._rows().select_for_update().filter(pk=number).first()
                if row is None or keys.number_of(base64.b64decode(row.data[self.KEYS[row.type]])) == newest:
                    continue
                try:
                    row.data[self.KEYS[row.type]] = encrypt(decrypt(row.data[self.KEYS[row.type]]))
                except Refused:
                    damaged.append(f"{self.name} {number}")
                    continue
                row.save(update_fields=["data"])
            done += 1
            tick(1)
        return seals.Renewed(done, tuple(damaged))

    def _rows(self) -> QuerySet[Authenticator]:
        return Authenticator.objects.filter(type__in=self.KEYS)
