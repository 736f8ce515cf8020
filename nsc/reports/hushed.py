"""The survey's figures as one reader is told them: of who may not see the households of a place, small numbers are kept back by
poverty.small. The sums that a page or a table says are named here, so that no hidden cell can be had from them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from nsc.poverty.small import HIDDEN, Hidden, Keeper, is_hidden
from nsc.poverty.tally import Tally
from nsc.poverty.union import DIMENSIONS, PATTERNS
from nsc.reports.narrowed import AreaLine

ALL = "all"
WHOLE = {  # of how many each of a Tally's figures is
    **dict.fromkeys(("welfare_registered", "welfare_validated", "mpi_poor"), "members"),
    "poor_households": "households",
    **dict.fromkeys(("target_registered", "target_poor", *(f"mpi_{name}" for name in DIMENSIONS)), "mpi_poor"),
    **{f"target_{name}": "target_poor" for name in DIMENSIONS},
}


class Sums(Protocol):
    """The figures of one area: a Tally, or what was kept of one."""

    def figures(self) -> dict[str, int | float | None]: ...


def figures(keep: Keeper, sums: Sums) -> dict[str, int | float | None]:
    """As Tally.figures. What is kept back is HIDDEN, and so is the rate of it."""
    found = sums.figures()
    told = {name: keep.one(count, found.get(WHOLE.get(name, ""))) for name, count in found.items() if name != "target_rate"}
    rate = HIDDEN if is_hidden(told["target_poor"], told["members"]) else found["target_rate"]
    return {name: rate if name == "target_rate" else told[name] for name in found}


def table(keep: Keeper, rows: Sequence[tuple[str, Sums]]) -> list[dict[str, int | float | None]]:
    """The figures of areas by code. Those of one area above add up to its own figures, which can be asked for."""
    found = [figures(keep, sums) for _code, sums in rows]
    if keep.sees:
        return found
    for places in _families([code for code, _sums in rows]):
        for name in found[0]:
            if name != "target_rate":
                _keep_column(found, places, name, [rows[place][1].figures()[name] for place in places], keep)
    for row in found:
        row["target_rate"] = HIDDEN if is_hidden(row["target_poor"], row["members"]) else row["target_rate"]
    return found


def columns(keep: Keeper, rows: list[dict], names: Iterable[str], family: Callable[[dict], object]) -> list[dict]:
    """Rows of which those of one family add up, in each of these columns, to a number that can be asked for."""
    found = [dict(row) for row in rows]
    if keep.sees:
        return found
    by_family: dict[object, list[int]] = {}
    for place, row in enumerate(rows):
        by_family.setdefault(family(row), []).append(place)
    for places in by_family.values():
        for name in names:
            _keep_column(found, places, name, [rows[place][name] for place in places], keep)
    return found


def _keep_column(found: list[dict], places: list[int], name: str, counts: Sequence, keep: Keeper) -> None:
    for place, count in zip(places, keep.parts(counts), strict=True):
        if isinstance(count, Hidden):
            found[place][name] = HIDDEN


def _families(codes: list[str]) -> list[list[int]]:
    by_parent: dict[str, list[int]] = {}
    for place, code in enumerate(codes):
        by_parent.setdefault(code[:-2], []).append(place)
    return list(by_parent.values())


def by_pattern(keep: Keeper, counts: Sequence[int | None], whole: int | None = None, among: int | None = None) -> dict[object, int | None]:
    """The people of each exact combination of dimensions (the key: its number), of each number of dimensions ("number", k), who fail a
    dimension ("dimension", its name) and together (ALL). `counts`: by combination; `whole`: together, by default their sum but for who
    fails none; `among`: of how many people."""
    total = sum(count or 0 for count in counts[1:]) if whole is None else whole
    numbers = {k: [each for each in range(PATTERNS) if each.bit_count() == k] for k in range(len(DIMENSIONS) + 1)}
    failing = {name: [each for each in range(PATTERNS) if each >> bit & 1] for bit, name in enumerate(DIMENSIONS)}
    cells: dict[object, tuple[int | None, int | None]] = {ALL: (total, among)}
    cells |= {each: (count, None) for each, count in enumerate(counts)}
    cells |= {("number", k): (_sum(counts, each), None) for k, each in numbers.items()}
    cells |= {("dimension", name): (_sum(counts, each), total) for name, each in failing.items()}
    sums = [(ALL, [("number", k) for k in numbers if k or counts[0]])]
    sums += [(("number", k), each) for k, each in numbers.items()]
    sums += [(("dimension", name), each) for name, each in failing.items()]
    return keep.table(cells, sums)


def _sum(counts: Sequence[int | None], patterns: Iterable[int]) -> int | None:
    found = [counts[each] for each in patterns]
    return None if None in found else sum(found)


def areas(keep: Keeper, lines: Iterable[AreaLine], people: Callable[[Tally], int | None]) -> frozenset[str]:
    """The areas whose number is kept back, now or in the round before: a change between two shown numbers would tell the third."""
    listed = list(lines)
    now = {line.code: (people(line.now), line.now.members) for line in listed}
    before = {line.code: (people(line.before), line.before.members) for line in listed if line.before}
    return over_time(keep, [now, before])


def over_time(keep: Keeper, rounds: Iterable[Mapping[str, tuple[int | None, int | None]]]) -> frozenset[str]:
    """The areas whose number is kept back in any of these rounds: (people, of how many) by code."""
    found: set[str] = set()
    for cells in rounds:
        told = keep.table(cells, [(None, list(cells))])
        found |= {code for code, count in told.items() if isinstance(count, Hidden)}
    return frozenset(found)
