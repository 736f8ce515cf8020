"""Frozen figures: a month of last year is frozen."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from nsc.secretariat import certified, remarks
from tests.surveyed import OURS

MONTH = date(2025, 1, 1)


@dataclass(frozen=True)
class Made:
    snapshot: int


def make(operator, case: int) -> Made:
    frozen = certified.freeze(by=operator, at=timezone.now(), month=MONTH)
    return Made(frozen.id)


def addresses(made: Made) -> dict[str, dict[str, object]]:
    names = ("certified-one", "certified-compare", "certified-verify", "certified-correct", "certified-attest")
    of_month = ("certified-month", "certified-papers", "certified-report", "certified-remark")
    return {name: {"snapshot": made.snapshot} for name in names} | {name: {"slug": "2568-01"} for name in of_month}


QUESTIONS: dict[str, object] = {
    "certified.months": lambda user, made: certified.months(user, at=timezone.now()),
    "certified.month_of": lambda user, made: certified.month_of(user, MONTH),
    "certified.find": lambda user, made: certified.find(user, made.snapshot),
    "certified.of_month": lambda user, made: certified.of_month(user, MONTH),
    "certified.before": lambda user, made: certified.before(user, date(2025, 2, 1)),
    "certified.sources": lambda user, made: certified.sources(user, made.snapshot),
    "certified.book": lambda user, made: certified.book(user, snapshot=made.snapshot, area=OURS),
    "certified.draft": lambda user, made: certified.draft(user, at=timezone.now(), month=MONTH, area=OURS),
    "certified.table": lambda user, made: certified.table(user, snapshot=made.snapshot, level="village", area=OURS),
    "certified.compared": lambda user, made: certified.compared(user, old=made.snapshot, new=made.snapshot, area=OURS),
    "remarks.of": lambda user, made: remarks.of(user, month=MONTH, area=OURS),
    "certified.verify": lambda user, made: certified.verify(user, made.snapshot),
    "certified.freeze": lambda user, made: certified.freeze(by=user, at=timezone.now(), month=MONTH),
    "remarks.write": lambda user, made: remarks.write(
        by=user, at=timezone.now(), month=MONTH, area=OURS[:4], problems="ฝน", proposals="รอ"
    ),
}
