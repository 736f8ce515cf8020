"""Keys for other systems. A key carries the rights of the user it belongs to and no more, always ends, and dies with the account.

The secret is shown once, when it is issued. A leaked database opens nothing: only its SHA-256 is kept, enough for 256 random bits.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from nsc.access import audit, rules, scope
from nsc.access.models import ApiToken, User
from nsc.access.roles import OPERATOR, ROLES, Permission
from nsc.errors import Refused, _

PREFIX = "nsc"  # secret scanners find what begins alike
SECRET = re.compile(rf"{PREFIX}_([1-9][0-9]{{0,17}})_([A-Za-z0-9_-]{{43}})", re.ASCII)
FRESH = timedelta(minutes=1)  # a use within it is not written down again, so that reads stay cheap


@dataclass(frozen=True)
class Issued:
    """`secret`: for the other system, and for this moment only."""

    number: int
    secret: str
    until: date


@dataclass(frozen=True)
class Token:
    """`is_alive`: it opens something today. `ended_at`: when it was taken back."""

    number: int
    username: str
    purpose: str
    issued_at: datetime
    issued_by: str
    until: date
    last_used_at: datetime | None
    ended_at: datetime | None
    is_alive: bool


@transaction.atomic
def issue(*, by: User, at: datetime, user: User, purpose: str, until: date) -> Issued:
    """A new key in the name of `user`, up to and with the day `until`. The audit says its number, never the secret."""
    scope.require(by, Permission.TOKEN_ISSUE, place=settings.PROVINCE)
    rules.check_token(on=timezone.localdate(at), until=until)
    purpose = " ".join(purpose.split())
    if not purpose:
        raise Refused(_("โปรดระบุว่ากุญแจนี้ใช้ทำอะไร เช่น ระบบรายงานของจังหวัด"))
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active or user.username == OPERATOR.key:
        raise Refused(_("ออกกุญแจให้บัญชีนี้ไม่ได้ เพราะปิดแล้วหรือเป็นบัญชีของระบบเอง"))
    for given in user.assignments.filter(ended_at=None, role__in=ROLES):
        rules.check_carried(held=scope.held(by, given.area_code), carried=ROLES[given.role])
    random = secrets.token_urlsafe(32)
    token = ApiToken.objects.create(user=user, purpose=purpose[:120], digest=_digest(random), issued_at=at, issued_by=by, until=until)
    audit.record(by=by, at=at, verb="token.issue", on=user, detail=f"{token} until {until}")
    return Issued(token.pk, f"{PREFIX}_{token.pk}_{random}", until)


@transaction.atomic
def revoke(*, by: User, at: datetime, token: int, because: str) -> None:
    """Takes a key back at once, by its number."""
    scope.require(by, Permission.TOKEN_ISSUE, place=settings.PROVINCE)
    row = ApiToken.objects.select_for_update().filter(pk=token).select_related("user").first()
    if row is None:
        raise Refused(_("ไม่มีกุญแจหมายเลข {number}"), number=token)
    if row.ended_at:
        raise Refused(_("กุญแจหมายเลข {number} ถูกถอนไปแล้ว"), number=token)
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    audit.record(by=by, at=at, verb="token.revoke", on=row.user, because=because, detail=str(row))


def listed(user: User, *, at: datetime) -> tuple[Token, ...]:
    """All keys, the newest first."""
    scope.require(user, Permission.TOKEN_ISSUE, place=settings.PROVINCE)
    rows = ApiToken.objects.select_related("user", "issued_by").order_by("-pk")
    return tuple(_shown(row, at) for row in rows)


def holder(secret: str, *, at: datetime) -> User | None:
    """Whose key this is, where it opens anything at that moment: one not known, taken back, over or of a closed account are all None. What
    this user then does is on the record with the number of the key."""
    written = SECRET.fullmatch(secret)
    row = ApiToken.objects.select_related("user").filter(pk=int(written[1])).first() if written else None
    digest = row.digest if row else "0" * 64
    if not secrets.compare_digest(digest, _digest(written[2] if written else "")) or row is None or not _is_alive(row, at):
        return None
    _note_use(row, at)
    row.user.came_by = str(row)
    return row.user


def _note_use(row: ApiToken, at: datetime) -> None:
    stale = Q(last_used_at=None) | Q(last_used_at__lte=at - FRESH)
    if row.last_used_at is None or row.last_used_at <= at - FRESH:
        ApiToken.objects.filter(stale, pk=row.pk).update(last_used_at=at)


def _is_alive(row: ApiToken, at: datetime) -> bool:
    return row.ended_at is None and timezone.localdate(at) <= row.until and row.user.is_active


def _digest(random: str) -> str:
    return hashlib.sha256(random.encode()).hexdigest()


def _shown(row: ApiToken, at: datetime) -> Token:
    return Token(
        number=row.pk,
        username=row.user.username,
        purpose=row.purpose,
        issued_at=row.issued_at,
        issued_by=row.issued_by.username,
        until=row.until,
        last_used_at=row.last_used_at,
        ended_at=row.ended_at,
        is_alive=_is_alive(row, at),
    )
