"""The record of use: what an audited read costs, and how it answers at a million lines.

.venv/bin/python -m bench.audit [--lines 1000000] [--folder var/bench-audit]      a home of its own; DATABASE_URL for PostgreSQL

Of the made-up lines a fifth are lists that showed fifty households each, spread over 190,000 households and two years.
"""

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

LIST, HOMES = 50, 190_000
CHUNK = 5_000


def spent(act: Callable[[], object], times: int = 15) -> str:
    """Median and worst, in ms."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        took.append(1000 * (time.perf_counter() - began))
    return f"{statistics.median(took):.1f} ms (worst {max(took):.1f})"


def fill(lines: int) -> None:
    from django.utils import timezone

    from nsc.access import audit, users
    from nsc.access.models import AuditLine

    chance, by = random.Random(1), [users.operator().pk]
    now = timezone.now()
    began, sealing = time.perf_counter(), 0.0
    for start in range(0, lines, CHUNK):
        made = []
        for number in range(start, start + CHUNK):
            at = now - timedelta(days=730) + timedelta(days=730) * (number / lines)
            home, tambon = chance.randrange(1, HOMES), f"60{chance.randrange(1, 16):02}{chance.randrange(1, 10):02}"
            told = {"at": at, "recorded_at": at, "by_id": by[0], "because": "", "detail": "", "on_type": "", "on_id": ""}
            if number % 5 == 0:
                showed = sorted(chance.sample(range(1, HOMES), LIST))
                told |= {"verb": "priority_list.see", "place": tambon[:4], "count": LIST, "households": f" {' '.join(map(str, showed))} "}
            else:
                told |= {"verb": "household.see", "on_type": "household", "on_id": str(home), "place": f"{tambon}01", "count": 4}
            made.append(AuditLine(**told))
        AuditLine.objects.bulk_create(made)
        began_seal = time.perf_counter()
        audit.seal(now)
        sealing += time.perf_counter() - began_seal
    took = time.perf_counter() - began
    print(
        f"{lines:,} lines made in {took:.0f} s, sealed at {lines / sealing:,.0f} lines/s (with {LIST * lines / 5 / sealing:,.0f} pairs/s)"
    )


def append(by, households: tuple[int, ...]) -> float:
    """Lines a second, each a transaction of its own."""
    from django.utils import timezone

    from nsc.access import audit

    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < 3:
        audit.seen(by=by, at=timezone.now(), what="priority_list", place="6009", count=LIST, detail="2021 page 1", households=households)
        count += 1
    return count / (time.perf_counter() - began)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, default=Path("var/bench-audit"))
    parser.add_argument("--no-verify", action="store_true")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    os.environ |= {"NSC_HOME": str(args.folder.resolve()), "DJANGO_SETTINGS_MODULE": "nsc.settings"}

    import django

    django.setup()
    from django.db import connection
    from django.utils import timezone

    from nsc.access import audit, trail, users
    from nsc.access.models import AuditLine
    from nsc.ops import home

    home.ready()
    operator = users.operator()
    if AuditLine.objects.count() < args.lines:
        fill(args.lines)
    print(connection.vendor, f"{AuditLine.objects.count():,} lines")
    shown = tuple(random.Random(2).sample(range(1, HOMES), LIST))
    print(f"append: {append(operator, ()):,.0f} lines/s alone, {append(operator, shown):,.0f} lines/s with {LIST} households")
    began = time.perf_counter()
    sealed = audit.seal(timezone.now())
    print(f"seal: {sealed / (time.perf_counter() - began):,.0f} lines/s, half of them lists of {LIST}")
    homes = iter(random.Random(3).sample(range(1, HOMES), 200))
    print("who has seen a household:", spent(lambda: trail.who_has_seen(operator, at=timezone.now(), households=[next(homes)])))
    print(
        "who has seen one that thousands of lists showed:",
        spent(lambda: trail.who_has_seen(operator, at=timezone.now(), households=[shown[0]])),
    )
    month = (timezone.now() - timedelta(days=400)).date()
    for name, asked in {
        "newest": trail.Asked(),
        "a month of last year": trail.Asked(since=month, until=month + timedelta(days=30)),
        "one user": trail.Asked(who="operator"),
        "views": trail.Asked(group="view"),
        "grants": trail.Asked(group="grant"),
        "exports of one tambon": trail.Asked(group="export", place="600908"),
        "one village": trail.Asked(place="60090801"),
        "one amphoe": trail.Asked(place="6009"),
    }.items():
        print(f"reader, {name}:", spent(lambda asked=asked: trail.lines(operator, at=timezone.now(), asked=asked), 7))
    if args.no_verify:
        return
    began = time.perf_counter()
    report = audit.verify()
    print(f"verify: {report.lines:,} lines in {report.blocks:,} blocks, {time.perf_counter() - began:.0f} s, sound: {report.sound}")


if __name__ == "__main__":
    main()
