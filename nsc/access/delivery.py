"""The outbox: notices on their way to e-mail and LINE, sent by the worker and never in a request.

What waits for one person by one channel goes out as one letter. A letter has a key that stays the same at every try: LINE takes a key once,
and a mail has the same Message-ID, so that what was sent just before the worker died is not a second letter to most programs. While it is
being sent a letter is set aside for LEASE: a worker that dies leaves it to the next.
"""

import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import Count
from django.utils.translation import gettext, ngettext, override

from nsc.access import invitations, line, notices
from nsc.access.models import Channel, Delivery, Notice, User
from nsc.errors import _

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360))  # together below the 24 hours of LINE's key
TRIES = len(PAUSES) + 1
MOST = 50  # of one letter
KEPT = timedelta(days=90)

TROUBLES = {
    "refused": _("ปลายทางไม่รับ"),
    "unreachable": _("ติดต่อเครื่องส่งไม่ได้ หรือเครื่องส่งยังไม่รับ"),
    "broken": _("ระบบทำข้อความนี้ไม่สำเร็จ"),
}


class Later(Exception):
    """The sending side is away or busy."""


class Never(Exception):
    """The receiving side does not take it."""


@dataclass(frozen=True)
class Letter:
    user: User
    channel: str
    key: UUID
    tries: int  # this one included
    rows: tuple[Delivery, ...]

    @property
    def notices(self) -> list[Notice]:
        return [row.notice for row in self.rows]


def run(at: datetime) -> int:
    """Sends what is due; how many letters went out. Called by the worker."""
    _drop_unwanted(at)
    sent = 0
    while letter := _take(at):
        sent += _post(letter, at)
    return sent


def forget(at: datetime) -> int:
    """Read notices and what is over, after a season."""
    over = Delivery.objects.filter(over_at__lt=at - KEPT).delete()[0]
    return over + Notice.objects.filter(read_at__lt=at - KEPT).delete()[0]


def failed(since: datetime) -> dict[tuple[str, str], int]:
    """How many notices were given up since then, by channel and trouble (a key of TROUBLES)."""
    rows = Delivery.objects.filter(state=Delivery.State.FAILED, over_at__gte=since)
    return {(channel, trouble): count for channel, trouble, count in rows.values_list("channel", "trouble").annotate(count=Count("pk"))}


def overdue(before: datetime) -> int:
    """How many wait although they were due by then and nobody has them: no worker is sending."""
    return Delivery.objects.filter(state=Delivery.State.WAITING, due_at__lt=before).count()


def trouble_of(user: User) -> tuple[str, str] | None:
    """(channel, msgid) of the last notice to this person, where it could not be delivered; of an account that users.get has found
    for who asks."""
    last = Delivery.objects.filter(notice__user=user).exclude(state=Delivery.State.WAITING).order_by("-over_at").first()
    return (last.channel, TROUBLES[last.trouble]) if last and last.state == Delivery.State.FAILED else None


def _drop_unwanted(at: datetime) -> None:
    """Of who has left, has closed that way, or has read it here meanwhile."""
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING, due_at__lte=at)
    if not waiting.exists():  # most times
        return
    gone = [
        waiting.filter(notice__user__is_active=False),
        waiting.filter(channel=Channel.EMAIL, notice__user__email=""),
        waiting.filter(channel=Channel.LINE).exclude(notice__user__line__linked_at__isnull=False),
        waiting.filter(notice__read_at__isnull=False).exclude(notice__kind__in=notices.LETTERS),
    ]
    for rows in gone:
        Delivery.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[:1000])).update(state=Delivery.State.DROPPED, over_at=at)


def _take(at: datetime) -> Letter | None:
    """The next letter, set aside for this sender. One that failed goes again as it was; new notices of one person join to one."""
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING, due_at__lte=at)
    if not waiting.exists():  # most times: no write lock for nothing
        return None
    with transaction.atomic():
        locked = waiting.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked, of=("self",))
        first = locked.select_related("notice__user").order_by("due_at", "pk").first()
        if first is None:
            return None
        if first.tries:
            rows = locked.filter(key=first.key)
        else:
            alike = {"notice__kind": first.notice.kind} if first.notice.kind in notices.LETTERS else {}
            rows = locked.filter(notice__user=first.notice.user_id, channel=first.channel, tries=0, **alike)
        found = list(rows.select_related("notice").order_by("pk")[:MOST])
        tries = first.tries + 1
        Delivery.objects.filter(pk__in=[row.pk for row in found]).update(key=first.key, tries=tries, due_at=at + LEASE)
    return Letter(first.notice.user, first.channel, first.key, tries, tuple(found))


def _post(letter: Letter, at: datetime) -> bool:
    """Whether it went out. Whatever goes wrong with one letter keeps no other from going."""
    try:
        SENDERS[letter.channel](letter)
    except Later:
        _again(letter, at, "unreachable")
        return False
    except Never:
        _end(letter, at, Delivery.State.FAILED, "refused")
        return False
    except Exception as error:
        log.error("letter by %s: %s", letter.channel, type(error).__name__)  # without the error's words: they may quote an address
        _again(letter, at, "broken")
        return False
    _end(letter, at, Delivery.State.SENT)
    return True


def _again(letter: Letter, at: datetime, trouble: str) -> None:
    if letter.tries >= TRIES:
        _end(letter, at, Delivery.State.FAILED, trouble)
    else:
        _own(letter).update(due_at=at + PAUSES[letter.tries - 1], trouble=trouble)


def _end(letter: Letter, at: datetime, state: str, trouble: str = "") -> None:
    _own(letter).update(state=state, over_at=at, trouble=trouble)


def _own(letter: Letter):
    """While it is still ours: a sender slower than its lease has lost the letter to another."""
    return Delivery.objects.filter(pk__in=[row.pk for row in letter.rows], state=Delivery.State.WAITING, tries=letter.tries)


def _mail(letter: Letter) -> None:
    with override(letter.user.language):
        told = letter.notices
        count = len(told)
        if told[0].kind in notices.LETTERS:
            subject = gettext("ตั้งรหัสผ่านของท่าน")
            body = f"{notices.words(told[-1])}\n{invitations.address(letter.user)}"
        else:
            subject = ngettext("มีเรื่องแจ้ง {count} เรื่องจากระบบแก้จนตรงจุด", "มีเรื่องแจ้ง {count} เรื่องจากระบบแก้จนตรงจุด", count).format(count=count)
            body = "\n\n".join(f"{notices.words(notice)}\n{notices.address(notice)}" for notice in told)
        foot = gettext("เปลี่ยนวิธีรับเรื่องแจ้งได้ที่ {address}").format(address=f"{settings.SITE}/settings/")
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    message = EmailMessage(subject, f"{body}\n\n-- \n{foot}\n", to=[letter.user.email], headers={"Message-ID": f"<{letter.key}@{host}>"})
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = {code for code, _said in error.recipients.values()}
        raise (Never if all(code >= 500 for code in codes) else Later) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Later from error


def _line(letter: Letter) -> None:
    with override(letter.user.language):
        text = "\n\n".join(f"{notices.words(notice)}\n{notices.address(notice)}" for notice in letter.notices)
    try:
        line.push(to=letter.user, text=text, key=letter.key)
    except line.Unreachable as error:
        raise Later from error
    except line.NotTaken as error:
        raise Never from error


SENDERS: dict[str, Callable[[Letter], None]] = {Channel.EMAIL: _mail, Channel.LINE: _line}
