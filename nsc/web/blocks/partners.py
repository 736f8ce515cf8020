"""Partners, and what they promised, on the first page of a tambon."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from nsc.tambon import commitments, partners, partners_rules
from nsc.web.blocks.waits import Wait, once

TITLE = _("ภาคีและสิ่งที่รับปาก")
TEMPLATE = "pages/tambon/partners/_block.html"


@dataclass(frozen=True)
class Told:
    """`letters`: how many partners of each of C, I, G and U."""

    letters: tuple[tuple[str, int], ...]
    sums: commitments.Sums


def told(request: HttpRequest, code: str) -> Told:
    seats = partners.of(request.user, code)
    letters = tuple((letter, sum(seat.letter == letter for seat in seats)) for letter in partners_rules.LETTERS)
    return Told(letters, commitments.sums(_promises(request, code)))


def waits(request: HttpRequest, code: str) -> Iterator[Wait]:
    """Promises that wait for this reader's yes, and those that are late."""
    rows = _promises(request, code)
    href = reverse("tambon-partners-promises", args=[code])
    asked, late = sum(row.may_answer for row in rows), sum(row.is_late for row in rows)
    if asked:
        yield Wait(ngettext("รายการรับปากรอตอบ %(n)s รายการ", "รายการรับปากรอตอบ %(n)s รายการ", asked) % {"n": asked}, href)
    if late:
        yield Wait(ngettext("เลยกำหนดส่งมอบ %(n)s รายการ", "เลยกำหนดส่งมอบ %(n)s รายการ", late) % {"n": late}, href, is_late=True)


def _promises(request: HttpRequest, code: str) -> list[commitments.Promise]:
    return once(request, f"promises {code}", lambda: commitments.of(request.user, timezone.now(), code))
