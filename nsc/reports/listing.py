"""What a list is: its columns, what narrows it, what it is grouped by and in which order it stands; and what an address asks of it.

An address says `sort=-score` (largest first), `by=amphoe` (count by that, before the rows), `cols=head,place,score` (these columns),
`page=2`, and the list's own filters by their keys; a range is two, `score_min` and `score_max`. What it cannot mean is passed over, so that
an old or mistyped link still opens a page. Area, round and whatever else the context says is no part of this: web.here reads it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

PER_PAGE = 50
SORT, BY, COLS, PAGE = "sort", "by", "cols", "page"

ColumnKind = Literal["text", "number", "date", "dims", "link", "tag"]
FilterKind = Literal["choice", "flag", "number", "range"]
Card = Literal["", "title", "corner", "rank", "line", "label"]


@dataclass(frozen=True, eq=False)
class Column:
    """`name` is a Thai msgid, as everywhere here. `card`: where it stands on the card that a row is on a phone; "" not at all, label: on a
    line of its own behind its heading."""

    key: str
    name: str
    kind: ColumnKind = "text"
    sorts: bool = False
    largest_first: bool = False  # when its heading is first pressed
    shown: bool = True  # unless the address names columns
    personal: bool = False  # only for who may read names here, and no order for anybody else: it would tell
    card: Card = ""


@dataclass(frozen=True, eq=False)
class Filter:
    """A choice among `values` (key, msgid), a flag (1), a whole number, or a range of them."""

    key: str
    name: str
    kind: FilterKind = "choice"
    values: tuple[tuple[str, str], ...] = ()

    @property
    def parameters(self) -> tuple[str, ...]:
        return (f"{self.key}_min", f"{self.key}_max") if self.kind == "range" else (self.key,)

    def means(self, said: str) -> bool:
        """Whether this can stand behind one of its parameters."""
        if self.kind == "choice":
            return any(said == key for key, _name in self.values)
        return said == "1" if self.kind == "flag" else re.fullmatch(r"0|[1-9]\d{0,8}", said, re.ASCII) is not None


@dataclass(frozen=True, eq=False)
class Grouping:
    key: str
    name: str


@dataclass(frozen=True, eq=False)  # one of a kind, by which what is made of it can be kept
class Listing:
    """`sort`: the order where none is asked for. Every order ends in a key of its own, so that a page is the same when asked again."""

    key: str
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    groupings: tuple[Grouping, ...] = ()
    sort: str = ""

    def column(self, key: str) -> Column:
        return next(each for each in self.columns if each.key == key)

    def of(self, said: Mapping[str, str]) -> "Asked":
        """What an address says of this list."""
        sort, by = said.get(SORT, ""), said.get(BY, "")
        sorts = [each.key for each in self.columns if each.sorts]
        wanted = said.get(COLS, "").split(",")
        cols = tuple(each.key for each in self.columns if each.key in wanted)
        page = said.get(PAGE, "")
        return Asked(
            self,
            sort=sort if sort.removeprefix("-") in sorts and sort != self.sort else "",
            by=by if any(by == each.key for each in self.groupings) else "",
            cols=() if cols == self.usual else cols,
            page=int(page) if re.fullmatch(r"[1-9]\d{0,5}", page, re.ASCII) else 1,
            narrowed=tuple((key, value) for each in self.filters for key in each.parameters if each.means(value := said.get(key, ""))),
        )

    @cached_property
    def usual(self) -> tuple[str, ...]:
        return tuple(each.key for each in self.columns if each.shown)

    @cached_property
    def parameters(self) -> Mapping[str, frozenset[str] | None]:
        """Its own of an address, and what each may say; None: anything."""
        own: dict[str, frozenset[str] | None] = {
            SORT: frozenset(sign + each.key for each in self.columns if each.sorts for sign in ("", "-")),
            BY: frozenset(each.key for each in self.groupings),
            COLS: frozenset(each.key for each in self.columns),
        }
        for each in self.filters:
            values = {"choice": frozenset(key for key, _name in each.values), "flag": frozenset(("1",))}.get(each.kind)
            own |= dict.fromkeys(each.parameters, values)
        return own


@dataclass(frozen=True)
class Asked:
    """A view of a list. Empty: as the list says."""

    listing: Listing
    sort: str = ""
    by: str = ""
    cols: tuple[str, ...] = ()
    page: int = 1
    narrowed: tuple[tuple[str, str], ...] = ()  # parameter, value

    def get(self, key: str) -> str:
        return dict(self.narrowed).get(key, "")

    def number(self, key: str) -> int | None:
        return int(said) if (said := self.get(key)) else None

    @property
    def order(self) -> tuple[str, bool]:
        """The column, and whether its largest come first."""
        sort = self.sort or self.listing.sort
        return sort.removeprefix("-"), sort.startswith("-")

    def columns(self, *, has_names: bool) -> tuple[Column, ...]:
        """Those shown, in the list's own order."""
        shown = self.cols or self.listing.usual
        return tuple(each for each in self.listing.columns if each.key in shown and (has_names or not each.personal))

    @property
    def said(self) -> dict[str, str]:
        """The parameters of the address that asks for this."""
        found = dict(self.narrowed) | {SORT: self.sort, BY: self.by, COLS: ",".join(self.cols)}
        return {key: value for key, value in found.items() if value} | ({PAGE: str(self.page)} if self.page > 1 else {})

    def but(self, **changes: object) -> dict[str, str]:
        """The parameters with some of them changed; whatever changes what is listed begins at the first page again."""
        said = {key: value for key, value in self.said.items() if key != PAGE}
        return {key: str(value) for key, value in (said | changes).items() if value not in (None, "")}


@dataclass(frozen=True)
class Group:
    """Rows alike in what a list is grouped by. `key`: as the link that narrows to them says it."""

    key: str
    count: int


@dataclass(frozen=True)
class Page:
    """One page of a list. `lines`: frozen rows of its own kind; `first`: the place of the first, from 1, 0 where there is none."""

    lines: tuple
    total: int
    first: int
    groups: tuple[Group, ...] = ()
    has_names: bool = False


def start(page: int, total: int, per_page: int = PER_PAGE) -> int:
    """How many rows stand before the page; beyond the end, the last page is meant."""
    return max(0, min(page - 1, (total - 1) // per_page)) * per_page


def ranks(scores: NDArray, shown: NDArray) -> tuple[list[int], list[int]]:
    """Places of some among all (1, 2, 2, 4), and how many share each. `scores`: of all of them, from the highest down."""
    above = np.searchsorted(-scores, -shown, "left")
    return (above + 1).tolist(), (np.searchsorted(-scores, -shown, "right") - above).tolist()


def sorted_by(rows: Sequence, asked: Asked, keys: Mapping[str, Callable]) -> list:
    """Rows that are all at hand, in the order asked for; None comes last in either direction. Equal ones keep the order they came in."""
    column, is_down = asked.order
    key = keys[column]
    known = [row for row in rows if key(row) is not None]
    return sorted(known, key=key, reverse=is_down) + [row for row in rows if key(row) is None]
