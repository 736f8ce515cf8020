"""What an Alkire–Foster measure is made of: dimensions, indicators, exact weights and cut-offs, and the sampling design.

Weights and cut-offs never become floats. Weights are integers over one common denominator (`scale`), so a person's score is an integer,
and a cut-off is the least integer score that counts as poor: at k = 1/3 of scale 1400 that is 467, at 26 % of scale 100 it is 26.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from nsc.errors import Refused, _

SingleUnit = Literal["scaled", "certainty"]

KEYS = ("dimensions", "weights", "k", "weight", "strata", "cluster", "singleunit", "design")
LARGEST_SCALE = 2**62


@dataclass(frozen=True)
class Cutoff:
    """The poverty cut-off k as its author wrote it, and the least integer score that reaches it."""

    written: str
    least: int


@dataclass(frozen=True)
class Spec:
    """A measure as data. `weights[j] / scale` is the exact weight of `indicators[j]`; the weights add to `scale`."""

    dimensions: Mapping[str, tuple[str, ...]]
    weights: tuple[int, ...]
    scale: int
    cutoffs: tuple[Cutoff, ...]
    weight: str | None = None
    strata: str | None = None
    cluster: str | None = None
    singleunit: SingleUnit | None = None
    srs: bool = False

    @property
    def indicators(self) -> tuple[str, ...]:
        """All indicators in the order of their dimensions; masks hold them from bit 0 up in this order."""
        return tuple(name for names in self.dimensions.values() for name in names)

    @property
    def is_census(self) -> bool:
        """No sampling design was named, so there is no sampling error to state."""
        return not (self.weight or self.strata or self.cluster or self.srs)

    @property
    def design_columns(self) -> tuple[str, ...]:
        return tuple(name for name in (self.weight, self.strata, self.cluster) if name)


def exact(written: str) -> Fraction:
    """The number a person wrote, exactly: "1/3", "20%", "26 %", "0.2". Refused if it is no number."""
    text = written.strip()
    try:
        return Fraction(text.removesuffix("%").rstrip()) / 100 if text.endswith("%") else Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise Refused(_("“{written}” ไม่ใช่จำนวน ให้เขียนเป็นเศษส่วน ร้อยละ หรือทศนิยม เช่น 1/3, 20% หรือ 0.2"), written=written) from None


def build(
    dimensions: Mapping[str, Sequence[str]],
    k: Iterable[str],
    weights: Mapping[str, Fraction] | None = None,
    **design: Any,
) -> Spec:
    """A spec from values; equal nested weights (dimensions weigh the same, and so do the indicators of a dimension) unless given."""
    _check_indicators(dimensions)
    shares = equal_nested(dimensions) if weights is None else _given(dimensions, weights)
    scale = math.lcm(*(share.denominator for share in shares))
    if scale > LARGEST_SCALE:
        raise Refused(_("น้ำหนักละเอียดเกินไป ตัวส่วนร่วมของน้ำหนักทั้งหมดต้องไม่เกิน 2^62 ให้เขียนเป็นเศษส่วนอย่างต่ำ เช่น 1/18"))
    return Spec(
        dimensions={name: tuple(names) for name, names in dimensions.items()},
        weights=tuple(int(share * scale) for share in shares),
        scale=scale,
        cutoffs=tuple(Cutoff(written, math.ceil(_share(written) * scale)) for written in k),
        **design,
    )


def equal_nested(dimensions: Mapping[str, Sequence[str]]) -> tuple[Fraction, ...]:
    """w_j = 1 / (number of dimensions x number of indicators in the dimension)."""
    return tuple(Fraction(1, len(dimensions) * len(names)) for names in dimensions.values() for _name in names)


def parse(text: str) -> Spec:
    """The spec in a JSON text (contract: `nsc measure`). Refused, in Thai, with what is wrong and how to mend it."""
    try:
        # Numbers stay as written: 0.1 is one tenth here, not the float nearest to it.
        data = json.loads(text, parse_float=str, parse_int=str, object_pairs_hook=_without_repeats)
    except json.JSONDecodeError as error:
        raise Refused(_("อ่านข้อกำหนดไม่ได้: ไม่เป็น JSON ที่บรรทัด {line} ตำแหน่ง {column}"), line=error.lineno, column=error.colno) from None
    if not isinstance(data, dict):
        raise Refused(_("ข้อกำหนดต้องเป็นวัตถุ JSON ที่มี dimensions, weights และ k"))
    if unknown := [key for key in data if key not in KEYS]:
        raise Refused(_("ข้อกำหนดมีหัวข้อที่ไม่รู้จัก: {unknown} หัวข้อที่ใช้ได้คือ {known}"), unknown=", ".join(unknown), known=", ".join(KEYS))
    return build(
        _dimensions(data.get("dimensions")),
        _written_cutoffs(data.get("k")),
        _weights(data.get("weights")),
        weight=_column(data, "weight"),
        strata=_column(data, "strata"),
        cluster=_column(data, "cluster"),
        singleunit=_choice(data, "singleunit", "scaled", "certainty"),
        srs=_choice(data, "design", "srs") is not None,
    )


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if repeated := _repeated(key for key, _value in pairs):
        raise Refused(_("ข้อกำหนดเขียน “{name}” ซ้ำ ให้เหลือที่เดียว"), name=repeated)
    return dict(pairs)


def _repeated(names: Iterable[str]) -> str | None:
    return next((name for name, times in Counter(names).items() if times > 1), None)


def _dimensions(value: object) -> dict[str, list[str]]:
    if not isinstance(value, dict) or not all(isinstance(names, list) for names in value.values()):
        raise Refused(_('dimensions ต้องเป็นมิติและรายชื่อคอลัมน์ของมิตินั้น เช่น {{"health": ["d01", "d02"]}}'))
    if not all(isinstance(name, str) for names in value.values() for name in names):
        raise Refused(_("ชื่อตัวชี้วัดใน dimensions ต้องเป็นข้อความ"))
    return value


def _check_indicators(dimensions: Mapping[str, Sequence[str]]) -> None:
    if not dimensions:
        raise Refused(_("dimensions ว่างอยู่ ต้องมีอย่างน้อยหนึ่งมิติ"))
    for dimension, names in dimensions.items():
        if not names:
            raise Refused(_("มิติ “{dimension}” ไม่มีตัวชี้วัด ให้ใส่อย่างน้อยหนึ่งข้อหรือลบมิตินี้ออก"), dimension=dimension)
    if repeated := _repeated(name for names in dimensions.values() for name in names):
        raise Refused(_("ตัวชี้วัด “{name}” อยู่ใน dimensions มากกว่าหนึ่งที่ ให้เหลือที่เดียว"), name=repeated)


def _weights(value: object) -> dict[str, Fraction] | None:
    if value == "equal-nested":
        return None
    if not isinstance(value, dict) or not all(isinstance(share, str) for share in value.values()):
        raise Refused(_('weights ต้องเป็น "equal-nested" หรือน้ำหนักของทุกตัวชี้วัด เช่น {{"d01": "1/18"}}'))
    return {name: exact(share) for name, share in value.items()}


def _given(dimensions: Mapping[str, Sequence[str]], weights: Mapping[str, Fraction]) -> tuple[Fraction, ...]:
    indicators = [name for names in dimensions.values() for name in names]
    if missing := [name for name in indicators if name not in weights]:
        raise Refused(_("weights ไม่มีน้ำหนักของ {names}"), names=", ".join(missing))
    if unknown := [name for name in weights if name not in indicators]:
        raise Refused(_("weights มีชื่อที่ไม่อยู่ใน dimensions: {names}"), names=", ".join(unknown))
    shares = tuple(weights[name] for name in indicators)
    if negative := next((name for name in indicators if weights[name] < 0), None):
        raise Refused(_("น้ำหนักของ “{name}” ติดลบ"), name=negative)
    if sum(shares) != 1:
        raise Refused(_("น้ำหนักรวมกันได้ {total} ต้องได้ 1 พอดี หากเป็นทศนิยมไม่รู้จบให้เขียนเป็นเศษส่วน เช่น 1/18"), total=str(sum(shares)))
    return shares


def _written_cutoffs(value: object) -> list[str]:
    written = [value] if isinstance(value, str) else value
    if not isinstance(written, list) or not written or not all(isinstance(k, str) for k in written):
        raise Refused(_('k ต้องเป็นรายการเกณฑ์ตัดความยากจนอย่างน้อยหนึ่งค่า เช่น ["1/3", "20%"]'))
    if repeated := _repeated(written):
        raise Refused(_("k เขียน “{k}” ซ้ำ ให้เหลือที่เดียว"), k=repeated)
    return written


def _share(written: str) -> Fraction:
    k = exact(written)
    if not 0 < k <= 1:
        raise Refused(_("k = “{k}” ต้องมากกว่า 0 และไม่เกิน 1 หากหมายถึงร้อยละให้เขียนเครื่องหมาย % ด้วย เช่น 33%"), k=written)
    return k


def _column(data: Mapping[str, Any], key: str) -> str | None:
    value = data.get(key)
    if value is not None and (not isinstance(value, str) or not value):
        raise Refused(_("{key} ต้องเป็นชื่อคอลัมน์หรือ null"), key=key)
    return value


def _choice(data: Mapping[str, Any], key: str, *choices: str) -> Any:
    value = data.get(key)
    if value is not None and value not in choices:
        raise Refused(_("{key} ต้องเป็น {choices} หรือ null"), key=key, choices=", ".join(choices))
    return value
