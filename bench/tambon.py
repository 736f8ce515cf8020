"""Whole requests for the pages of a tambon that pulls itself up, as the officer of its amphoe: CPU milliseconds and queries of each.

    NSC_HOME=… .venv/bin/python -m bench.tambon [TIMES]

Of a home that holds the demonstration with ตำบลนาขอม.
"""

import re
import statistics
import sys

from bench.readers import clock

TAMBON = "600907"
PARTS = (
    "profile data data/room team meetings partners resources matching commitments events goals register blueprint blueprint/planning "
    "products technologies farmers company company/people opinions public results lessons"
).split()
# The page on which the first of its kind is found, and how its address begins.
INSIDE = {
    "a product": ("products", "products/"),
    "a farmer": ("farmers", "farmers/"),
    "a project": ("blueprint", "projects/"),
    "a stage": ("company", "company/stages/"),
    "a year's books": ("company", "company/books/"),
}


def main(times: int) -> None:
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from nsc.access import sign_in, users

    browser, officer = Client(), users.named("phaisali")
    browser.force_login(officer)
    session = browser.session
    session[sign_in.PROVEN] = officer.pk
    session.save()
    home = f"/tambon/{TAMBON}/"
    pages = {"all tambon": "/tambon/", "first page": home} | {part: f"{home}{part}/" for part in PARTS}
    for name, (part, into) in INSIDE.items():
        pages[name] = re.search(rf'"({home}{into}(?!new/)[^"]+)"', browser.get(pages[part]).content.decode())[1]
    for name, address in pages.items():
        spent = [clock(browser, address) for _ in range(times + 1)][1:]
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        print(f"{name:20} median {statistics.median(spent):6.1f}  least {min(spent):6.1f}  queries {len(asked)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
