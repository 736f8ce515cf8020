"""Social return on investment of a work sheet, an estimate: values in, values out. Money is Decimal baht, shares are per cent.

The steps of the Guide to SROI (Social Value UK, 2012): what would have happened anyway (deadweight), what it pushed elsewhere
(displacement) and what others brought about (attribution) is taken away; from the second year what is left drops off; all of it is
discounted to today.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

HUNDRED = Decimal(100)
LONGEST = 20  # years that an outcome may last
LOW, MIDDLE, HIGH = "low", "middle", "high"


@dataclass(frozen=True)
class Outcome:
    """`worth`: baht for one of `quantity` in a year, by a proxy; `low` and `high` where it could lie."""

    quantity: Decimal
    worth: Decimal
    low: Decimal
    high: Decimal
    years: int
    deadweight: Decimal
    displacement: Decimal
    attribution: Decimal
    drop_off: Decimal


@dataclass(frozen=True)
class Return:
    """`ratio` None where nothing was put in. `net`: present value less what was put in."""

    invested: Decimal
    present: Decimal
    net: Decimal
    ratio: Decimal | None


def first_year(of: Outcome, worth: Decimal) -> Decimal:
    """Impact of the first year."""
    kept = Decimal(1)
    for taken in (of.deadweight, of.displacement, of.attribution):
        kept *= 1 - taken / HUNDRED
    return of.quantity * worth * kept


def present(of: Outcome, worth: Decimal, discount: Decimal) -> Decimal:
    """The impacts at the end of each year, discounted to the beginning."""
    lasting, rate = 1 - of.drop_off / HUNDRED, 1 + discount / HUNDRED
    impact, found = first_year(of, worth), Decimal(0)
    for year in range(1, of.years + 1):
        found += impact / rate**year
        impact *= lasting
    return found


def reckon(invested: Iterable[Decimal], outcomes: Iterable[Outcome], discount: Decimal) -> dict[str, Return]:
    """The return with the lower, the middle and the upper worth of each outcome."""
    inputs, rows = sum(invested, Decimal(0)), list(outcomes)
    worths = {LOW: [row.low for row in rows], MIDDLE: [row.worth for row in rows], HIGH: [row.high for row in rows]}
    return {
        name: _return(inputs, sum((present(row, worth, discount) for row, worth in zip(rows, of, strict=True)), Decimal(0)))
        for name, of in worths.items()
    }


def _return(invested: Decimal, worth: Decimal) -> Return:
    return Return(invested, worth, worth - invested, worth / invested if invested > 0 else None)
