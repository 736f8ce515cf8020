"""A month's end of the whole province: freezing, freezing the next, the hash checked, the monthly report in each form; and the pages.

    NSC_HOME=COPY .venv/bin/python -m bench.certified [YYYY-MM]

Seconds of CPU and of the clock; pages: CPU milliseconds. Of a home that holds the demonstration province. It writes into it what cannot be
taken back: use a copy. The month (CE) is the last but one; it and the next are frozen.
"""

import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import date

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nsc.settings")


def timed(name: str, work: Callable):
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    print(f"{name:34} {time.process_time() - cpu:7.2f} s CPU {time.perf_counter() - wall:7.2f} s")
    return found


def main(month: date) -> None:
    import django

    django.setup()
    from django.test import Client
    from django.utils import timezone

    from bench.readers import clock
    from nsc.access import sign_in, users
    from nsc.secretariat import certified, documents, printing
    from nsc.secretariat.document_kinds import Asked

    officer, now = users.named("province"), timezone.now()
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    first = timed("freeze", lambda: certified.freeze(by=officer, at=now, month=month))
    second = timed("freeze, one told before", lambda: certified.freeze(by=officer, at=now, month=following))
    print(f"{'figures':34} {first.figures:,} {second.figures:,}")
    timed("hash reckoned again", lambda: certified.verify(officer, second.id))
    kind = "monthly-province"
    _kind, document = timed("report gathered", lambda: documents.gathered(officer, now, kind, Asked("60", month=following)))
    for form in ("pdf", "docx", "xlsx"):
        timed(f"report printed, {form}", lambda form=form: printing.printed(document, form))
    print(f"{'memory at most':34} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    browser = Client()
    browser.force_login(officer)
    session = browser.session
    session[sign_in.PROVEN] = officer.pk
    session.save()
    slug = f"{following.year + 543}-{following:%m}"
    pages = ("", f"{slug}/", f"{second.id}/", f"{second.id}/?area=6009", f"{second.id}/compare/", f"{second.id}/compare/?area=600908")
    for page in pages:
        address = f"/figures/certified/{page}"
        print(f"{address:34} {min(clock(browser, address) for _ in range(6)):7.1f} ms")


if __name__ == "__main__":
    main(date.fromisoformat(f"{sys.argv[1]}-01") if len(sys.argv) > 1 else date(2026, 9, 1))
