"""LINE, where volunteers live: whose account is whose, and messages to them. A plug: without its settings there is no LINE.

Linking: a one-time code is shown to the signed-in user, who sends it to the province's LINE account; LINE tells us by its webhook, signed
with the channel's secret. LINE's id of the person is sealed, and found again by a keyed index.
"""

import base64
import hashlib
import hmac
import json
import secrets
import urllib.error
import urllib.request
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from nsc import thai
from nsc.access import audit, notices, users
from nsc.access.models import Channel, LineLink, User
from nsc.access.roles import Permission
from nsc.errors import NotAllowed, Refused, _
from nsc.files import keys

PURPOSE = "line_user"
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that looks like something else
CODE = 8
MINUTES = 15
LONGEST = 5000  # characters of a message


class Unreachable(Exception):
    """Not now: LINE is away, too busy, or counts too many messages."""


class _NoFurther(urllib.request.HTTPRedirectHandler):
    """The token goes to LINE alone, wherever an answer points."""

    def redirect_request(self, *args: object) -> None:
        return None


_opener = urllib.request.build_opener(_NoFurther)


class NotTaken(Exception):
    """Never: LINE refuses this message, or knows no such person."""


def is_set() -> bool:
    return bool(settings.LINE_TOKEN and settings.LINE_SECRET)


def is_linked(user: User) -> bool:
    return LineLink.objects.filter(user=user, linked_at__isnull=False).exists()


@transaction.atomic
def ask(*, by: User, at: datetime) -> str:
    """A code for the own account, good once and for MINUTES; a newer one makes it void."""
    if not is_set():
        raise Refused(_("จังหวัดยังไม่ได้เปิดใช้ LINE กับระบบนี้"))
    code = "".join(secrets.choice(ALPHABET) for _place in range(CODE))
    told = {"code_hash": _hash(code), "code_until": at + timedelta(minutes=MINUTES)}
    LineLink.objects.update_or_create(user=by, defaults=told)
    audit.record(by=by, at=at, verb="line.ask", on=by)
    return code


@transaction.atomic
def unlink(*, by: User, at: datetime, user: User | None = None) -> None:
    """The own account, or another's that this person may change."""
    if user and user != by:
        users.require_over(by, Permission.USER_CHANGE, user)
    user = user or by
    if LineLink.objects.filter(user=user).delete()[0]:
        audit.record(by=by, at=at, verb="line.unlink", on=user)


def receive(*, at: datetime, body: bytes, signature: str) -> int:
    """What LINE tells: how many accounts were linked or left. NotAllowed where it was not LINE that told it."""
    if not is_set() or not hmac.compare_digest(_signature(body), signature.encode("ascii", "replace")):
        raise NotAllowed("line.receive")
    try:
        events = json.loads(body)["events"]
        told = [(event["type"], event["source"]["userId"], event.get("message") or {}) for event in events if "userId" in event["source"]]
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(_("อ่านข้อความจาก LINE ไม่ได้")) from error
    return sum(_heard(at, kind, line_user, message) for kind, line_user, message in told)


def _heard(at: datetime, kind: str, line_user: str, message: dict[str, object]) -> int:
    if kind == "unfollow":
        return _left(at, line_user)
    if kind == "message" and message.get("type") == "text":
        return _link(at, line_user, str(message.get("text", "")))
    return 0


@transaction.atomic
def _link(at: datetime, line_user: str, text: str) -> int:
    code = thai.arabic_digits(text).strip().upper()
    if len(code) != CODE:
        return 0
    link = LineLink.objects.select_for_update().select_related("user").filter(code_hash=_hash(code), code_until__gte=at).first()
    if link is None or not link.user.is_active:
        return 0
    index = keys.blind_index(line_user, purpose=PURPOSE)
    LineLink.objects.filter(index=index).exclude(pk=link.pk).delete()  # one LINE account speaks for one person: the last who linked it
    link.sealed, link.index, link.linked_at = keys.seal(line_user.encode(), purpose=PURPOSE), index, at
    link.code_hash, link.code_until = "", None
    link.save()
    audit.record(by=link.user, at=at, verb="line.link", on=link.user)
    notices.tell(users=[link.user], at=at, kind="line.linked", href="/settings/", by_channel=[Channel.LINE])
    return 1


@transaction.atomic
def _left(at: datetime, line_user: str) -> int:
    """The person has blocked the province's account: nothing would arrive there any more."""
    link = LineLink.objects.select_related("user").filter(index=keys.blind_index(line_user, purpose=PURPOSE)).first()
    if link is None:
        return 0
    audit.record(by=link.user, at=at, verb="line.unlink", on=link.user)
    link.delete()
    return 1


def push(*, to: User, text: str, key: UUID) -> None:
    """One message. `key`: the same at every try, by which LINE takes it once however often it is sent (for 24 hours)."""
    link = LineLink.objects.filter(user=to, linked_at__isnull=False).first()
    if link is None:
        raise NotTaken
    line_user = keys.open(bytes(link.sealed), purpose=PURPOSE).decode()
    request = urllib.request.Request(  # noqa: S310  the address is a setting, not anybody's input
        f"{settings.LINE_API}/v2/bot/message/push",
        data=json.dumps({"to": line_user, "messages": [{"type": "text", "text": text[:LONGEST]}]}).encode(),
        headers={
            "Content-Type": "application/json",
            "Authorization": f"Bearer {settings.LINE_TOKEN}",
            "X-Line-Retry-Key": str(key),
        },
    )
    try:
        with _opener.open(request, timeout=settings.LINE_TIMEOUT) as answer:
            answer.read()
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 409:  # accepted at an earlier try whose answer was lost
            return
        if error.code in (302, 401, 403, 429) or error.code >= 500:  # the first three: the settings; mended there, it goes out
            raise Unreachable from error
        raise NotTaken from error
    except OSError as error:
        raise Unreachable from error


def _signature(body: bytes) -> bytes:
    return base64.b64encode(hmac.digest(settings.LINE_SECRET.encode(), body, hashlib.sha256))


def _hash(code: str) -> str:
    return salted_hmac("nsc.line", code, algorithm="sha256").hexdigest()
