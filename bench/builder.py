"""The report builder's combinations of casework, CPU milliseconds each, and the gate of an extract of everybody, CPU seconds. Reads only.

NSC_HOME=HOME .venv/bin/python -m bench.builder [MEASURE …]
"""

import sys
import time
from collections.abc import Callable

import django

django.setup()

from django.utils import timezone  # noqa: E402

from nsc.access import users  # noqa: E402
from nsc.errors import Refused  # noqa: E402
from nsc.secretariat import builder, built_reports, extract_rules, extracts  # noqa: E402
from nsc.surveys import rounds  # noqa: E402

MEASURES = ("late", "visits", "baht", "targets", "visited", "overdue", "certified")
COLUMNS = ("tambon", "stage", "sex")


def cpu(work: Callable[[], object], times: int = 3) -> float:
    """The least of several, seconds."""
    found = []
    for _time in range(times):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return min(found)


def main(measures: list[str]) -> None:
    user, at = users.operator(), timezone.now()
    for key in measures or MEASURES:
        measure = builder.MEASURES[key]
        for rows in measure.axes:
            for cols in ("", *builder.columns(measure, rows)):
                choice = builder.mended(key, rows, cols)
                try:
                    taken = cpu(lambda choice=choice: built_reports.of(user, at=at, choice=choice))
                except Refused:  # villages of a province: too long to be read
                    continue
                print(f"{key:10}{rows:12}{cols:12}{1000 * taken:6.0f} ms", flush=True)
    everybody = rounds.published()[-1]
    begun = time.process_time()
    people, few = extracts._coarsened(extracts._people(everybody, "60"), COLUMNS, extract_rules.K)
    found = extract_rules.gate([extracts._codes(people[name]) for name in COLUMNS])
    print(f"gate: {people.height:,} persons, {few.sum():,} coarser, {found.left_out:,} left out, {time.process_time() - begun:.1f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
