"""Whole requests for the pages people open most, through every middleware, as an officer of the provincial centre: CPU milliseconds each.

    NSC_HOME=… .venv/bin/python -m bench.readers [TIMES]

Of a home that holds the demonstration province. To compare two versions, run it in turn in the checkout of each, on copies of one home.
"""

import os
import re
import statistics
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nsc.settings")


def main(times: int) -> None:
    import django

    django.setup()
    from django.test import Client

    from nsc.access import sign_in, users

    browser, officer = Client(), users.named("province")
    browser.force_login(officer)
    session = browser.session
    session[sign_in.PROVEN] = officer.pk
    session.save()
    first = re.search(r"/households/(\d+)/", browser.get("/households/?area=60").content.decode())
    pages = {
        "ranked list, province": "/households/?area=60",
        "ranked list, amphoe": "/households/?area=6009",
        "household file": f"/households/{first[1]}/",
        "overview": "/overview/",
        "overview, elderly women": "/overview/?stage=elderly&sex=female",
        "overview, disabled": "/overview/?special=disabled&dimension=health",
        "overview, a group": "/overview/?group=tpmap",
        "overview, certified": "/overview/?poor=certified",
        "overview: who is late": "/overview/late/",
        "overview: how far along": "/overview/work/",
        "overview: this week": "/overview/week/",
        "another area": "/areas/?area=6009",
        "persons, amphoe": "/households/persons/?area=6009",
        "targets, province": "/targets/?area=60",
        "targets, errors": "/targets/errors/?area=60",
        "progress, province": "/progress/?area=60",
        "progress, one group": "/progress/?area=60&group=tpmap",
        "progress, months": "/progress/months/?area=60&group=tpmap",
    }
    for name, address in pages.items():
        spent = [clock(browser, address) for _ in range(times + 1)][1:]
        print(f"{name:24} median {statistics.median(spent):6.1f}  least {min(spent):6.1f}")


def clock(browser, address: str) -> float:
    start = time.process_time()
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return 1000 * (time.process_time() - start)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 25)
