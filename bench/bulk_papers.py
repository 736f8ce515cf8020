"""Papers and files in bulk: household files of a thousand homes, and an extract of all people of a round, in each form.

    NSC_HOME=… .venv/bin/python -m bench.bulk_papers [HOUSEHOLDS [FORM…]]

In a scratch home that holds the demonstration province: it leaves lines of its record. CPU seconds and the most memory, each in a process
of its own, so that one does not count what another left.
"""

import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nsc.settings")


def files(form: str, count: int) -> str:
    from django.utils import timezone

    from nsc.access.models import User
    from nsc.registry.models import Household
    from nsc.secretariat import doc_household

    user = User.objects.get(username="province")
    numbers = list(Household.objects.order_by("area_code", "pk").values_list("pk", flat=True)[:count])
    made = doc_household.bound if form == "pdf" else doc_household.zipped
    with tempfile.TemporaryFile() as out:
        made(out, user, timezone.now(), numbers, lambda done, total: None)
        return f"{len(numbers)} files, {out.tell() / 1e6:.1f} MB"


def extract(form: str, _count: int) -> str:
    from django.utils import timezone

    from nsc.access.models import User
    from nsc.files import tables
    from nsc.secretariat import extracts

    user = User.objects.get(username="province")
    with tempfile.TemporaryFile() as out:
        found = extracts.export(by=user, at=timezone.now(), columns=["amphoe", "stage", "sex"])
        if form == "parquet":
            found.frame.write_parquet(out)
        elif form == "csv":
            out.writelines(line.encode() for line in tables.lines(found.headings, found.rows))
        else:
            with tables.workbook(found.headings, found.rows, found.about, ("นิยาม", "ข้อมูล")) as made:
                while piece := made.read(2**20):
                    out.write(piece)
        return f"{found.count} rows, {os.fstat(out.fileno()).st_size / 1e6:.1f} MB"


def measured(name: str, work: Callable[[str, int], str], form: str, count: int) -> None:
    import django

    django.setup()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, wall = time.process_time(), time.perf_counter()
    told = work(form, count)
    cpu, wall = time.process_time() - began, time.perf_counter() - wall
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    memory = f"most memory {most // 1024} MB ({before // 1024} at the start)"
    print(f"{name} {form}: {told}; CPU {cpu:.1f} s, wall {wall:.1f} s; {memory}", flush=True)


def main(count: int = 1000, *forms: str) -> None:
    one = multiprocessing.get_context("spawn")
    works = [("household files", files, form) for form in ("pdf", "zip")]
    works += [("extract", extract, form) for form in ("csv", "parquet", "xlsx")]
    for name, work, form in works:
        if forms and form not in forms:
            continue
        process = one.Process(target=measured, args=(name, work, form, count))
        process.start()
        process.join()
        if process.exitcode:
            sys.exit(process.exitcode)


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:2]), *sys.argv[2:])
