"""Whole requests for the pages of a tambon that pulls itself up, as the officer of its amphoe: CPU milliseconds and queries of each.

    NSC_HOME=… .venv/bin/python -m bench.tambon [TIMES]

Of a home that holds the demonstration with ตำบลนาขอม.
"""

import statistics
import sys

from bench.readers import clock

TAMBON = "600907"
PARTS = (
    "", "profile", "data", "data/room", "team", "meetings", "partners", "resources", "matching", "commitments", "events", "goals", "register",
    "blueprint", "blueprint/planning", "products", "technologies", "farmers", "company", "company/people", "opinions", "public", "results", "lessons",
)  # fmt: skip
INSIDE = {"a product": "products", "a farmer": "farmers", "a project": "blueprint", "a stage": "company", "a year's books": "company"}
INTO = {"a product": "products/", "a farmer": "farmers/", "a project": "projects/", "a stage": "company/stages/", "a year's books": "company/books/"}


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
    pages = {"all tambon": "/tambon/"} | {part or "first page": f"/tambon/{TAMBON}/{part}/".replace("//", "/") for part in PARTS}
    for name, part in INSIDE.items():
        pages[name] = first(browser.get(f"/tambon/{TAMBON}/{part}/").content.decode(), INTO[name])
    for name, address in pages.items():
        spent = [clock(browser, address) for _ in range(times + 1)][1:]
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        print(f"{name:20} median {statistics.median(spent):6.1f}  least {min(spent):6.1f}  queries {len(asked)}")


def first(page: str, into: str) -> str:
    """The first address on the page that leads there."""
    start = page.index(f'"/tambon/{TAMBON}/{into}') + 1
    found = page[start : page.index('"', start)]
    return found if found[len(f"/tambon/{TAMBON}/{into}") :][:1] not in ("", "n") else first(page[start:], into)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
