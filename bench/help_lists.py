"""An agency's list of 100,000 rows, checked and stored: rows a second, in a home of its own with as many people as it needs.

NSC_HOME=HOME .venv/bin/python -m bench.help_lists [--rows 100000]    a copy of a home with a survey in it is made first, and thrown away
"""

import argparse
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--rows", type=int, default=100_000)
    args = asked.parse_args()
    home = Path(os.environ["NSC_HOME"])
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "home"
        shutil.copytree(home, copy)
        os.environ["NSC_HOME"] = str(copy)
        from nsc.ops.main import start_django

        start_django()
        measured(args.rows)


def measured(count: int) -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from nsc.access import users
    from nsc.intake import helped, imports, mapping, reading
    from nsc.welfare.models import Assistance

    call_command("migrate", verbosity=0)
    path = Path(tempfile.mkdtemp()) / "list.csv"
    path.write_text(made_up(count), encoding="utf-8")
    by, at = users.operator(), timezone.now()
    started, cpu = time.perf_counter(), time.process_time()

    def lap(name: str) -> None:
        nonlocal started, cpu
        now, used = time.perf_counter(), time.process_time()
        print(f"{name:24} {now - started:6.1f} s   CPU {used - cpu:6.1f} s")
        started, cpu = now, used

    (sheet,) = reading.sheets(path)
    rules = mapping.profile("bench", [mapping.propose_help(sheet)])
    parts = mapping.apply(rules, [sheet], imports.village_codes)
    lap("read and map")
    outcome = helped.dry_run(by=by, at=at, parts=parts, organisation=None)
    lap("dry run")
    print(outcome.counts, outcome.waits)
    helped.run(by=by, at=at, parts=parts, organisation=None, source="list.csv", sha256="1")
    lap("store")
    again = helped.dry_run(by=by, at=at, parts=parts, organisation=None)
    lap("dry run of the same")
    print(again.counts, "stored:", Assistance.objects.count())
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB", file=sys.stderr)
    shutil.rmtree(path.parent)


def made_up(count: int) -> str:
    """Of people of the home, by house code, by name and house, and a tenth that nobody knows; several kinds on several days."""
    from nsc.surveys.models import Member

    told = Member.objects.order_by("pk").values_list(
        "response__household__house_code", "first_name", "last_name", "response__house_no", "response__area_code"
    )
    people = list(told[:count])
    chance = random.Random(7)
    kinds = [("เบี้ยยังชีพผู้สูงอายุ", 600), ("เงินสงเคราะห์", 3000), ("ข้าวสาร 10 กก.", 350), ("ซ่อมบ้าน", 22500)]
    lines = ["รหัสบ้าน,ชื่อ,นามสกุล,บ้านเลขที่,รหัสหมู่บ้าน,วันที่ช่วยเหลือ,รายการช่วยเหลือ,จำนวนเงิน (บาท)"]
    for number in range(count):
        code, first, last, house_no, area = people[number % len(people)]
        what, baht = kinds[number % len(kinds)]
        day = f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/2568"
        if number % 10 == 9:
            code, first, house_no = "", f"ไม่รู้จัก{number}", f"9999/{number}"
        elif number % 10 > 5:
            code = ""
        lines.append(f"{code or ''},{first},{last},{house_no},{area},{day},{what},{baht}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
