"""An act on rows that were picked, each by its own verb and in a transaction of its own: one that is refused holds up no other, and what
was not done is told row by row."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction

from nsc.access.scope import OutOfSight
from nsc.casework.sight import MANY
from nsc.errors import NotAllowed, Refused, _

NOT_THERE, NOT_YOURS, NO_CHANGE = _("ไม่พบรายการนี้"), _("บทบาทของท่านทำกับรายการนี้ไม่ได้"), _("เป็นเช่นนั้นอยู่แล้ว")


@dataclass(frozen=True)
class Row:
    """`because`: a msgid, with `values` for its gaps; "" where it was done."""

    number: int
    because: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


def each(numbers: Iterable[int], act: Callable[[int], bool], unchanged: str = NO_CHANGE) -> tuple[Row, ...]:
    """In the order given, none twice. `act`: does it with one, and says whether anything changed; `unchanged`: why, where nothing did."""
    wanted = list(dict.fromkeys(numbers))
    if not wanted:
        raise Refused(_("โปรดเลือกอย่างน้อยหนึ่งแถว"))
    if len(wanted) > MANY:
        raise Refused(_("เลือกได้ครั้งละไม่เกิน {most} แถว"), most=f"{MANY:,}")
    return tuple(_one(number, act, unchanged) for number in wanted)


def _one(number: int, act: Callable[[int], bool], unchanged: str) -> Row:
    try:
        with transaction.atomic():
            return Row(number, "" if act(number) else unchanged)
    except Refused as no:
        return Row(number, no.message, no.values)
    except OutOfSight:
        return Row(number, NOT_THERE)
    except NotAllowed:
        return Row(number, NOT_YOURS)
