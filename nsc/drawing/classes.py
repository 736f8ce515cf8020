"""Into which classes of colour the values of a map fall, pure. Bounds are inner ones: n of them make n + 1 classes."""

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nsc.drawing import charts

METHODS = ("quantile", "equal", "own")
MOST, USUAL, LEAST = 6, 5, 2
MIDDLE = 3  # of the seven colours of a change
SIDES = {1: (1,), 2: (0, 2), 3: (0, 1, 2)}  # those on the one side, for so many classes


@dataclass(frozen=True)
class Classes:
    """`diverges`: a change, with what is better on one side and what is worse on the other of a middle that says "about the same"."""

    bounds: tuple[float, ...]
    diverges: bool = False
    step_of: tuple[int, ...] = ()  # the colour of each class

    def of(self, value: float | None) -> str:
        """The class in the style sheet: s0 … s5, d0 … d6 (better to worse), "none" where there is no value."""
        if value is None:
            return "none"
        return f"{'d' if self.diverges else 's'}{self.step_of[bisect_right(self.bounds, value)]}"

    @property
    def legend(self) -> tuple[tuple[str, str], ...]:
        """(class, words) from little to much."""
        names = [f"{'d' if self.diverges else 's'}{step}" for step in self.step_of]
        return tuple(zip(names, _words(self.bounds), strict=True)) if self.bounds else ()


def made(values: Iterable[float | None], *, method: str = "quantile", number: int = USUAL, own: Sequence[float] = ()) -> Classes:
    known = sorted(value for value in values if value is not None)
    if method == "own":
        return _spread(tuple(own))
    if method == "equal":
        return _spread(equal(known, number))
    return _spread(charts.breaks(known, number))


def changing(values: Iterable[float | None], *, method: str = "quantile", number: int = USUAL) -> Classes:
    """Alike on both sides of nought, with a class around it in the middle: by how many areas changed so much, or in even steps."""
    far = sorted(abs(value) for value in values if value)
    if not far:
        return Classes((), True, (MIDDLE,))
    side = max(1, number // 2)
    parts = [(n + 0.5) / (side + 0.5) for n in range(side)]
    cuts = (far[int(len(far) * part)] if method == "quantile" else far[-1] * part for part in parts)
    above = tuple(sorted({charts.readable(cut) for cut in cuts}))
    steps = SIDES[len(above)]
    return Classes(
        tuple(-each for each in reversed(above)) + above, True, (*steps, MIDDLE, *(2 * MIDDLE - step for step in reversed(steps)))
    )


def equal(known: Sequence[float], number: int) -> tuple[float, ...]:
    """Even steps from the least to the most, rounded so that people can read them."""
    if not known or known[0] == known[-1]:
        return ()
    wide = (known[-1] - known[0]) / number
    digits = 1 - math.floor(math.log10(wide))
    cuts = sorted({round(known[0] + wide * n, digits) for n in range(1, number)})
    return tuple(cut for cut in cuts if known[0] < cut <= known[-1])


def typed(text: str) -> tuple[float, ...]:
    """Bounds as somebody typed them: "1, 2.5, 5". What is no number is passed over, and so is what is too much."""
    found = {float(each) for each in re.findall(r"(?<![\d.])\d{1,9}(?:\.\d{1,4})?(?![\d.])", text.replace("\u00a0", " "), re.ASCII)}
    return tuple(sorted(found)[: MOST - 1])


def _spread(bounds: tuple[float, ...]) -> Classes:
    """Few classes over the whole ramp; a single one in its middle."""
    classes = len(bounds) + 1
    return Classes(bounds, False, tuple(charts.step_of(n, classes) for n in range(classes)) if bounds else (charts.CLASSES // 2,))


def _words(bounds: Sequence[float]) -> list[str]:
    text = [f"{bound:,.6g}".replace("-", "−") if abs(bound) < 1e6 else f"{bound:,.0f}" for bound in bounds]
    return [f"<\u00a0{text[0]}", *(f"{a} – <\u00a0{b}" for a, b in pairwise(text)), f"≥\u00a0{text[-1]}"]
