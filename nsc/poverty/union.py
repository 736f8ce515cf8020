"""TPMAP's rule: poor in a dimension = fails any one of its indicators; poor = poor in any dimension.

No weights, no cut-off; a household fact that counts for every member. Which indicator belongs to which dimension is data
(official for the 31 of 2560-2564, a proposal for the 38), so the map is an argument.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from nsc.errors import Refused, _
from nsc.poverty.masks import Masks, check_answers, indicators_in, mask_of

DIMENSIONS = ("health", "living", "education", "income", "access")
PATTERNS = 1 << len(DIMENSIONS)
NAMES = {
    "health": _("สุขภาพ"),
    "living": _("ความเป็นอยู่"),
    "education": _("การศึกษา"),
    "income": _("รายได้"),
    "access": _("การเข้าถึงบริการรัฐ"),
}

Patterns: TypeAlias = NDArray[np.uint8]


@dataclass(frozen=True)
class DimensionMap:
    """The indicators of each dimension as bit masks, in the order of DIMENSIONS."""

    masks: tuple[int, ...]

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, str]]) -> Self:
        """From (indicator, dimension). An indicator counts in one dimension only."""
        chosen: dict[int, str] = {}
        for indicator, dimension in pairs:
            if dimension not in DIMENSIONS:
                raise Refused(
                    _("ไม่รู้จักมิติ “{dimension}” ของตัวชี้วัดที่ {indicator} มิติที่ใช้ได้คือ {known}"),
                    dimension=dimension,
                    indicator=indicator,
                    known=", ".join(DIMENSIONS),
                )
            if chosen.setdefault(indicator, dimension) != dimension:
                raise Refused(
                    _("ตัวชี้วัดที่ {indicator} ถูกจัดไว้สองมิติ ({first} และ {second}) โปรดเลือกมิติเดียว"),
                    indicator=indicator,
                    first=chosen[indicator],
                    second=dimension,
                )
        return cls(tuple(mask_of(n for n, where in chosen.items() if where == dimension) for dimension in DIMENSIONS))

    @property
    def mask(self) -> int:
        """Every indicator that counts in some dimension."""
        return sum(self.masks)  # disjoint bits: the sum is the union

    def indicators(self, dimension: str) -> tuple[int, ...]:
        return indicators_in(self.masks[DIMENSIONS.index(dimension)])

    def dimension_of(self, indicator: int) -> str | None:
        mask = mask_of([indicator])
        return next((name for name, own in zip(DIMENSIONS, self.masks, strict=True) if own & mask), None)


def patterns(applicable: Masks, failed: Masks, dimension_map: DimensionMap) -> Patterns:
    """One pattern a household: bit 0 = health … bit 4 = access. Poor = not 0."""
    check_answers(applicable, failed)
    result = np.zeros(failed.shape, np.uint8)
    for bit, mask in enumerate(dimension_map.masks):
        result |= ((failed & np.int64(mask)) != 0).astype(np.uint8) << np.uint8(bit)
    return result


def dimensions_in(pattern: int) -> tuple[str, ...]:
    return tuple(name for bit, name in enumerate(DIMENSIONS) if pattern >> bit & 1)


def pattern_text(pattern: int) -> str:
    """HLEIA as five digits: 10010 = health and income, nothing else."""
    return "".join(str(pattern >> bit & 1) for bit in range(len(DIMENSIONS)))


def pattern_of(text: str) -> int:
    if len(text) != len(DIMENSIONS) or set(text) - {"0", "1"}:
        raise Refused(_("รูปแบบมิติ “{text}” ไม่ถูกต้อง ต้องเป็นเลข 0 หรือ 1 จำนวนห้าตัว เช่น 10010"), text=text)
    return int(text[::-1], 2)
