"""nsc keys rotate on the home that NSC_HOME names, while another thread reads and writes. Run it on a copy.

NSC_HOME=/tmp/home .venv/bin/nsc demo --scale full && NSC_HOME=/tmp/home .venv/bin/python bench/keys.py
"""

import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from nsc.ops.main import start_django


def beside(stop: threading.Event, waits: list[float]) -> None:
    """Somebody records a phone and opens a national id, again and again; how long each took."""
    from django.db import connection
    from django.utils import timezone

    from nsc.access import users
    from nsc.registry import rules, sensitive
    from nsc.registry.models import Person

    by, person = users.operator(), Person.objects.order_by("pk").last().pk
    while not stop.is_set():
        begun = time.perf_counter()
        sensitive.keep(by=by, at=timezone.now(), person_id=person, field=rules.PHONE, value="0812345678")
        sensitive.value(person, rules.NATIONAL_ID)
        waits.append(time.perf_counter() - begun)
        time.sleep(0.02)
    connection.close()


def main() -> None:
    start_django()
    from django.utils import timezone

    from nsc.access import keyring, users
    from nsc.ops import home

    home.ready()
    by, stop, waits = users.operator(), threading.Event(), []
    other = threading.Thread(target=beside, args=(stop, waits))
    other.start()
    wall, cpu = time.perf_counter(), time.process_time()
    done = keyring.rotate(by=by, at=timezone.now())
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    stop.set()
    other.join()
    waits.sort()
    print(f"{done.values:,} values, {wall:.1f} s wall ({keyring.PAUSE:.0f} s of it the pause), {cpu:.1f} s CPU, left {done.left}")
    middle, most = 1000 * waits[len(waits) // 2], 1000 * waits[-1]
    print(f"beside it {len(waits)} acts: median {middle:.0f} ms, longest {most:.0f} ms")


if __name__ == "__main__":
    main()
