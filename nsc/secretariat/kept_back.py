"""Which of a month's figures are not told to who may not see households: decided once, when they are frozen, and kept beside them.

Small numbers are poverty.small's. But what is told at one month's end and again at the next tells also how many came or went in between:
whatever differs by one to four from any number that was told of the same area before is as small, however large it is itself.

The areas are a tree whose parts add up, and each of its numbers can be asked for: so it is gone through from the top, and what is kept back
above is kept back below, too. Of what is left to be reckoned: a number that is kept back always has another beside it, of the same sum,
and one below it; so it can be moved up and the other down without anything that is told being changed (ADR 53). Pure.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Set

from nsc.poverty.small import FEW, is_small
from nsc.reports import hushed

Value = int | None
Cell = tuple[str, str]  # area code, key
STEPS = ("verified", "visited", "planned", "referred", "helped", "followed_up", "out_of_poverty", "overdue")
WHOLE = {  # of what each figure that is told to all is a part; "" of nothing
    **dict.fromkeys(("households", "members", "work.targets"), ""),
    **hushed.WHOLE,
    **dict.fromkeys((f"work.{step}" for step in STEPS), "work.targets"),
}


def reckoned(values: Mapping[str, Mapping[str, Value]], keys: Collection[str], before: Mapping[Cell, Set[int]]) -> set[Cell]:
    """The cells to keep back. `values`: by code of every area (of 2, 4, 6 and 8 digits) and key, nought where there is none; `before`: what
    was told of a cell, ever."""
    below: dict[str, list[str]] = defaultdict(list)
    for code in sorted(values):
        below[code[:-2]].append(code)
    found: set[Cell] = set()
    for key in keys:
        if key in WHOLE:
            counts = {code: cells.get(key, 0) for code, cells in values.items()}
            wholes = {code: cells.get(WHOLE[key], 0) if WHOLE[key] in keys else None for code, cells in values.items()}
            small = {code for code in values if is_small((counts[code], wholes[code])) or _is_near(counts[code], before.get((code, key)))}
            found |= {(code, key) for code in _kept(below, counts, small)}
    return found


def _is_near(count: Value, told: Set[int] | None) -> bool:
    return count is not None and any(0 < abs(count - each) < FEW for each in told or ())


def _kept(below: Mapping[str, list[str]], counts: Mapping[str, Value], small: set[str]) -> set[str]:
    """`small`, and what has to be kept back with them."""
    found = set(small)
    for code in sorted(counts, key=len, reverse=True):  # an only part is its whole: told of the one, both are
        if code in found and below[code[:-2]] == [code]:
            found.add(code[:-2])
    for code in sorted(counts, key=len):
        if code in found or counts[code] is not None:  # a sum that nobody knows tells nothing of its parts
            _keep_beside(found, below.get(code, []), counts, is_told=code not in found)
    return found & set(counts)


def _keep_beside(found: set[str], parts: list[str], counts: Mapping[str, Value], *, is_told: bool) -> None:
    """Of the parts of one whole. Where it is told: two at least, that come to twice FEW, or all. Where it is not: one at least."""
    kept = [code for code in parts if code in found]
    if not parts or (is_told and not kept):
        return
    others = sorted((code for code in parts if code not in found and counts[code]), key=lambda code: counts[code] or 0)
    while not _is_enough(kept, counts, is_told):
        if not others:
            found.update(parts)
            return
        kept.append(others.pop(0))
        found.add(kept[-1])


def _is_enough(kept: list[str], counts: Mapping[str, Value], is_told: bool) -> bool:
    return bool(kept) if not is_told else len(kept) > 1 and sum(counts[code] or 0 for code in kept) >= 2 * FEW
