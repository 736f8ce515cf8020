"""What a tambon learnt (ถอดบทเรียน), for the next one: what worked and what not, under which conditions, by what evidence."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from nsc import thai
from nsc.access import audit
from nsc.access.models import User
from nsc.errors import Refused, _
from nsc.tambon import enterprises, initiatives
from nsc.tambon.models import Lesson


@dataclass(frozen=True)
class Learnt:
    id: int
    on: date
    title: str
    worked: str
    failed: str
    conditions: str
    evidence: str
    by: str
    at: datetime


def of(user: User, area: str) -> list[Learnt]:
    """The newest first. Two queries."""
    rows = Lesson.objects.filter(initiative=initiatives.seen(user, area), withdrawn_at=None).select_related("by").order_by("-on", "-pk")
    names = ("on", "title", "worked", "failed", "conditions", "evidence", "at")
    return [Learnt(id=row.pk, by=row.by.display_name, **{name: getattr(row, name) for name in names}) for row in rows]


@transaction.atomic
def write(*, by: User, at: datetime, area: str, on: date, title: str, worked: str, failed: str, conditions: str, evidence: str) -> None:
    """Written again under its title and day, the first stands."""
    initiative = initiatives.held(by, area)
    texts = {"worked": worked, "failed": failed, "conditions": conditions, "evidence": evidence}
    told = {name: "\n".join(map(thai.clean, text.splitlines())).strip()[:4000] for name, text in texts.items()}
    word = thai.clean(title)[:200]
    if not word or not told["conditions"] or not told["evidence"] or not (told["worked"] or told["failed"]):
        raise Refused(_("บทเรียนต้องบอกว่าอะไรได้ผลหรือไม่ได้ผล ภายใต้เงื่อนไขใด และรู้จากหลักฐานใด"))
    key = {"initiative": initiative, "title": word, "on": on, "withdrawn_at": None}
    row, is_new = Lesson.objects.get_or_create(**key, defaults=told | {"at": at, "by": by})
    if is_new:
        audit.record(by=by, at=at, verb="lesson.write", on=row, place=area)


@transaction.atomic
def withdraw(*, by: User, at: datetime, area: str, lesson: int, because: str) -> None:
    row = Lesson.objects.filter(initiative=initiatives.held(by, area), pk=lesson).first()
    if enterprises.withdraw(row, at=at, because=because):
        audit.record(by=by, at=at, verb="lesson.withdraw", on=row, place=area, because=row.withdrawn_because)
