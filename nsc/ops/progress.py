"""How far long work is, on one line of the terminal."""

import sys
import time

from nsc.ops import words


class Progress:
    """A tick(done, total). `message`: a msgid with gaps for done, total, rate (a second) and left (seconds)."""

    def __init__(self, message: str) -> None:
        self.message, self.start = message, time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        rate = done / max(time.monotonic() - self.start, 0.001)
        left = (total - done) / max(rate, 1)
        text = words.of(self.message, done=f"{done:,}", total=f"{total:,}", rate=f"{rate:,.0f}", left=f"{left:.0f}")
        print(f"\r{text}\033[K", end="\n" if done >= total else "", file=sys.stderr, flush=True)
