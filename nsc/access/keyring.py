"""The data keys: which there are, what is sealed with them, a new one for everything, an old one away. The keys themselves: files.keys.

Nobody waits for a rotation: values are swapped in short transactions, files by renaming, and each is read with the key it names. Killed, it
is begun again by the same command, and finds by what is stored how far it came.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from nsc.access import audit, scope, seals, second_factor
from nsc.access.models import User
from nsc.access.roles import Permission
from nsc.errors import Refused, _
from nsc.files import keys
from nsc.jobs import queue
from nsc.jobs.models import Job
from nsc.jobs.work import Running, progress

PAUSE = 2.0  # seconds: whoever had asked for the newest key just before has stored by then what they sealed
SETTLED = timedelta(hours=1)  # longer than any upload or import takes to store what it sealed with the key before
JOB = "nsc.access.keyring.work"

Tick = Callable[[int, int], None]  # values done, values in all; may raise to stop


@dataclass(frozen=True)
class Key:
    """`used`: how many values and files of each place are sealed with it."""

    number: int
    made_at: datetime
    is_newest: bool
    used: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.used.values())


@dataclass(frozen=True)
class Rotated:
    """`damaged`: what did not open with the key it names, and is left as it was; table and number, or the name of the file."""

    number: int
    values: int
    damaged: tuple[str, ...]
    left: int  # still under older keys


def places() -> list[seals.Place]:
    """Where anything is sealed. A room with a shape of its own adds its Place here."""
    return [*seals.columns(), seals.Files(), second_factor.Secrets()]


def listed(user: User) -> list[Key]:
    """Every data key, the oldest first."""
    _require(user)
    used = {place.name: place.used() for place in places()}
    newest = keys.newest()
    return [Key(number, keys.made_at(number), number == newest, _of(number, used)) for number in keys.numbers()]


def rotate(*, by: User, at: datetime, is_new: bool = False, tick: Tick = lambda _done, _total: None) -> Rotated:
    """Makes the next key and seals everything with it; where older seals are left of a rotation that was cut short, goes on with that one
    instead, unless `is_new`. Not one transaction: see above."""
    _require(by)
    if is_new or not _is_unfinished():
        number = keys.make_next()
        audit.record(by=by, at=at, verb="key.make", on=("key", number), place=settings.PROVINCE)
    values, damaged = _pass_until_nothing_is_left(tick)
    left = _under_older()
    number = keys.newest()
    detail = f"damaged {len(damaged)}, under older keys {left}"
    audit.record(by=by, at=timezone.now(), verb="key.rotate", on=("key", number), place=settings.PROVINCE, count=values, detail=detail)
    return Rotated(number, values, damaged, left)


def rotate_later(*, by: User, at: datetime, is_new: bool = False) -> Job:
    """As rotate, by a worker."""
    _require(by)
    job = queue.enqueue(kind=JOB, by=by, at=at, arguments={"is_new": is_new}, unit=_("ค่า"))
    audit.record(by=by, at=at, verb="key.ask", on=job, place=settings.PROVINCE)
    return job


def work(job: Running, is_new: bool) -> dict[str, int]:
    """A worker's rotation. Started again after a crash it goes on with the key that was made: no second one is."""
    user = User.objects.get(pk=job.by_user_id)
    done = rotate(
        by=user, at=timezone.now(), is_new=is_new and job.attempt == 1, tick=lambda n, of: progress(job, n, of, _("กำลังผนึกด้วยกุญแจใหม่"))
    )
    return {"key": done.number, "values": done.values, "damaged": len(done.damaged), "left": done.left}


def drop(*, by: User, at: datetime, number: int) -> None:
    """Removes a key that nothing is sealed with. Copies of the database made before then open with it alone."""
    _require(by)
    if number not in keys.numbers():
        raise Refused(_("ไม่มีกุญแจข้อมูลหมายเลข {number} ดูรายการด้วย nsc keys list"), number=number)
    if number == keys.newest():
        raise Refused(_("กุญแจหมายเลข {number} คือดอกที่ใช้อยู่ จึงลบไม่ได้ โปรดสั่ง nsc keys rotate ก่อน"), number=number)
    successor = min(each for each in keys.numbers() if each > number)
    if at - keys.made_at(successor) < SETTLED:
        raise Refused(_("กุญแจดอกใหม่เพิ่งสร้าง งานที่เริ่มก่อนหน้านั้นอาจยังใช้กุญแจหมายเลข {number} อยู่ โปรดรอหนึ่งชั่วโมงแล้วลองใหม่"), number=number)
    if used := _of(number, {place.name: place.used() for place in places()}):
        where = ", ".join(f"{name} {count:,}" for name, count in used.items())
        raise Refused(_("ยังมีข้อมูลที่ผนึกด้วยกุญแจหมายเลข {number}: {where} โปรดสั่ง nsc keys rotate ให้เสร็จก่อน"), number=number, where=where)
    keys.remove(number)
    audit.record(by=by, at=at, verb="key.drop", on=("key", number), place=settings.PROVINCE)


def _pass_until_nothing_is_left(tick: Tick) -> tuple[int, tuple[str, ...]]:
    """One pass over everything; then, after a pause, another for what was still sealed with the key before; until one finds nothing."""
    total, done, values = _under_older(), 0, 0

    def more(count: int) -> None:
        nonlocal done
        done += count
        tick(done, max(total, done))

    is_last = False
    while True:
        found = [place.renew(more) for place in places()]
        values += (renewed := sum(each.values for each in found))
        damaged = tuple(sorted(name for each in found for name in each.damaged))
        if is_last and not renewed:
            return values, damaged
        time.sleep(PAUSE)
        is_last = True


def _is_unfinished() -> bool:
    return len(keys.numbers()) > 1 and _under_older() > 0


def _under_older() -> int:
    newest = keys.newest()
    return sum(count for place in places() for number, count in place.used().items() if number != newest)


def _of(number: int, used: dict[str, Counter[int]]) -> dict[str, int]:
    return {name: tally[number] for name, tally in used.items() if tally[number]}


def _require(user: User) -> None:
    scope.require(user, Permission.SYSTEM_SEE, place=settings.PROVINCE)
