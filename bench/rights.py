"""A whole province of entitlements: counted, asked for by area, listed.

    PYTHONPATH=. .venv/bin/python -m bench.rights [NSC_HOME]      (a home with the full demonstration: run.py, nsc demo --scale full)

Without a home: the pure rule alone, on 640,000 invented people.
"""

import os
import sys
import time
from datetime import date

import numpy as np

from nsc.welfare import eligibility
from nsc.welfare.eligibility import People, Rule, SaidOfAll

PERSONS = 640_000
ON = date(2026, 11, 26)
RULES = [
    Rule(age_from=60), Rule(needs_disability=True), Rule(age_from=0, age_until=5, income_limit=100_000),
    Rule(age_from=18, income_limit=100_000), Rule(age_from=60, fails_indicator=8), Rule(needs_disability=True, fails_indicator=8),
]  # fmt: skip


def invented(seed: int = 1) -> People:
    chance = np.random.default_rng(seed)
    answers = [chance.choice([1, 0, -1], PERSONS, p=[share, 0.99 - share, 0.01]) for share in (0.05, 0.3, 0.02)]
    how = chance.choice([0, 1, 3], PERSONS, p=[0.1, 0.6, 0.3])
    return People(
        born=np.datetime64("1935-01-01") + chance.integers(0, 33_000, PERSONS).astype("timedelta64[D]"),
        is_disabled=answers[0],
        has_card=answers[1],
        fails=answers[2],
        income=chance.uniform(10_000, 200_000, PERSONS),
        how=how.astype(np.int64),
        as_of=np.where(how == 0, np.datetime64("NaT"), np.datetime64("2026-10-01")).astype("datetime64[D]"),
    )


def now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def said(name: str, begun: tuple[float, float], of: str = "") -> None:
    """Wall clock, and what of it was ours: on a busy machine only the second says how fast this is."""
    wall, cpu = (1000 * (end - start) for start, end in zip(begun, now(), strict=True))
    print(f"{name:40} {wall:9,.0f} ms, CPU {cpu:8,.0f} ms  {of}", flush=True)


def pure() -> None:
    people = invented()
    begun = now()
    for rule in RULES:
        eligibility.decide(rule, people, ON)
    said(f"rule alone, {len(RULES)} programmes", begun, f"{PERSONS:,} people each")
    flags = np.random.default_rng(2).random((3, PERSONS)) < 0.5
    begun = now()
    eligibility.hear_all([SaidOfAll(ON, *flags)] * 15, has_number=flags[0], has_answered=flags[1])
    said("15 registers heard", begun)


def stored() -> None:
    import django

    django.setup()
    from django.utils import timezone

    from nsc.access import users
    from nsc.reports import rights
    from nsc.surveys import rounds
    from nsc.welfare import counting, facts

    at, user = timezone.now(), users.operator()
    begun = now()
    group = facts.read(rounds.newest())
    said("everybody read", begun, f"{group.rows.height:,} people")
    begun = now()
    counting.recount(at=at)
    said("counted and kept", begun)
    for name, ask in {
        "counts of the province": lambda: rights.summary(user, at=at),
        "one programme by amphoe": lambda: rights.below(user, at=at, code="elderly-allowance"),
        "list of the province, page 1": lambda: rights.people(user, at=at, code="elderly-allowance", state="unknown"),
        "list of the province, page 500": lambda: rights.people(user, at=at, code="elderly-allowance", state="unknown", page=500),
        "list of an amphoe, page 1": lambda: rights.people(user, at=at, code="elderly-allowance", state="unknown", area="6001"),
        "list of few (newborn), the province": lambda: rights.people(user, at=at, code="newborn-grant", state="unknown"),
        "list of a programme for households": lambda: rights.people(user, at=at, code="elderly-house", state="unknown"),
    }.items():
        ask()
        begun = now()
        ask()
        said(name, begun)


if __name__ == "__main__":
    pure()
    if len(sys.argv) > 1:
        os.environ |= {"NSC_HOME": sys.argv[1], "DJANGO_SETTINGS_MODULE": "nsc.settings"}
        stored()
