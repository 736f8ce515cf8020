"""Sets of indicators as bits of an int64: indicator n is bit n - 1, so an indicator set may have up to 63."""

from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from nsc.errors import Refused, _

Ints: TypeAlias = NDArray[np.integer[Any]]
Masks: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

MOST = 63


def mask_of(indicators: Iterable[int]) -> int:
    mask = 0
    for indicator in indicators:
        if not 1 <= indicator <= MOST:
            raise Refused(_("ตัวชี้วัดที่ {indicator} ใช้ไม่ได้ ต้องเป็นเลข 1 ถึง {most}"), indicator=indicator, most=MOST)
        mask |= 1 << (indicator - 1)
    return mask


def indicators_in(mask: int) -> tuple[int, ...]:
    return tuple(bit + 1 for bit in range(MOST) if mask >> bit & 1)


def holds(masks: Masks, indicator: int) -> Bools:
    return np.asarray((masks & np.int64(mask_of([indicator]))) != 0)


def check_answers(applicable: Masks, failed: Masks) -> None:
    """A household can only fail what applies to it. `row` in the message counts from 1."""
    impossible = failed & ~applicable
    rows = np.flatnonzero(impossible)
    if rows.size:
        raise Refused(
            _(
                "พบ {count} รายการที่บันทึกว่าไม่ผ่านตัวชี้วัดซึ่งไม่เข้าข่าย (รายการแรกคือรายการที่ {row} ตัวชี้วัดที่ {indicators}) "
                "โปรดบันทึกว่าตัวชี้วัดนั้นเข้าข่าย หรือลบผลที่ไม่ผ่านออก"
            ),
            count=rows.size,
            row=int(rows[0]) + 1,
            indicators=", ".join(map(str, indicators_in(int(impossible[rows[0]])))),
        )


def summed(place: Ints, values: Ints | Bools, places: int) -> Masks:
    """Sum of `values` per place, in int64 (bincount would add in floats)."""
    out = np.zeros(places, np.int64)
    np.add.at(out, place, values.astype(np.int64, copy=False))
    return out
