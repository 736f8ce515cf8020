"""Worklists of a province with 24,000 cases: how long each page takes on the server, request to last byte, and in how many queries.

    NSC_HOME=… .venv/bin/python -m bench.worklists [TIMES]

In a scratch home that holds the demonstration province (a copy: the cases made here stay). Cases are spread over its households, and where
these are too few over more at the same places; in every state and turn, a third of them late. One family gets 500 events.
"""

import os
import random
import statistics
import sys
import time
from datetime import timedelta
from itertools import cycle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nsc.settings")
CASES = 24_000
ASKED = 100  # milliseconds


def main(times: int) -> None:
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    family = fill()
    pages = {
        "province": ["/cases/", "/cases/list/", "/cases/list/?late=1", "/cases/list/?turn=mentor", "/cases/list/?page=400"],
        "phaisali": ["/cases/", "/cases/list/?area=6009", "/cases/list/?area=6009&state=assigned&late=1", "/cases/list/?state=closed"],
        "nakhom": ["/cases/", "/cases/list/"],
        "mentor": ["/cases/", "/cases/list/"],
        "governor": ["/cases/", "/cases/list/?late=1"],
    }
    pages["province"] += ["/cases/after/", f"/cases/{family}/"]
    worst = 0.0
    for who, addresses in pages.items():
        browser = signed_in(who)
        for address in addresses:
            spent = [clock(browser, address) for _ in range(times + 1)][1:]
            with CaptureQueriesContext(connection) as asked:
                clock(browser, address)
            wall, cpu = (statistics.median(each) for each in zip(*spent, strict=True))
            worst = max(worst, cpu)
            print(f"{who:9} {address:46} median {wall:7.1f} ms  CPU {cpu:7.1f} ms  queries {len(asked):3}", flush=True)
    print(f"slowest {worst:.1f} ms CPU, asked {ASKED}")


def signed_in(who: str):
    from django.test import Client

    from nsc.access import sign_in, users

    browser, user = Client(), users.named(who)
    browser.force_login(user)
    session = browser.session
    session[sign_in.PROVEN] = user.pk
    session.save()
    return browser


def clock(browser, address: str) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)


def fill() -> int:
    """Cases up to CASES, the same ones each time; the number of the one with 500 events."""
    from django.utils import timezone

    from nsc.access import users
    from nsc.casework import roads, rolls
    from nsc.casework.models import AfterCheck, Case, Event
    from nsc.registry.models import Household
    from nsc.surveys import responses, rounds
    from nsc.surveys.models import Response

    now, today, by, chance = timezone.now(), timezone.localdate(), users.operator(), random.Random(7)
    mentor, year = users.named("mentor"), rolls.fiscal_year(timezone.localdate())
    known = set(Case.objects.values_list("household", flat=True))
    rows = Response.objects.filter(responses.live(rounds.newest())).exclude(household__in=known)
    columns = ("household", "household__area_code", "household__authority", "pattern", "priority")
    found = list(rows.order_by("-priority", "pk").values_list(*columns)[: max(CASES - len(known), 0)])
    more = max(CASES - len(known) - len(found), 0)
    homes = Household.objects.bulk_create(
        Household(area_code=area, authority_id=authority, house_no=str(number))
        for number, (_home, area, authority, _pattern, _priority) in zip(range(more), cycle(found), strict=False)
    )
    found += [(home.pk, home.area_code, home.authority_id, chance.randint(1, 31), 0) for home in homes]
    made = []
    for household, area, authority, pattern, priority in found:
        state = chance.choice([*roads.CASE_NEXT, "assigned", "approved"])
        turn = chance.choices([roads.TURN[state], "tambon", "province"], [8, 1, 1])[0] if state != "closed" else ""
        due = today + timedelta(days=chance.randint(-15, 30)) if state != "closed" else None
        end = {"outcome": "out_of_poverty", "closed_on": today, "out_on": today} if state == "closed" else {}
        told = {"fiscal_year": year, "pattern": pattern, "priority": priority, "opened_at": now, "opened_by": by, **end}
        told |= {"triage": "" if state == "opened" else chance.choice(["develop", "welfare"])}
        made.append(Case(household_id=household, area_code=area, authority_id=authority, state=state, turn=turn, due_on=due, **told))
    Case.objects.bulk_create(made, batch_size=2_000)
    closed = Case.objects.filter(state="closed", after_checks=None)
    AfterCheck.objects.bulk_create((AfterCheck(case=row, kind="6", due_on=today) for row in closed), batch_size=2_000)
    Case.objects.filter(area_code__startswith=mentor.assignments.first().area_code, state="assigned").update(mentor=mentor, turn="mentor")
    family = Case.objects.filter(mentor=mentor).order_by("pk").first()
    assert family is not None
    line = {"household_id": family.household_id, "case": family, "kind": "visit.record", "what": "progress", "by": by, "at": now}
    left = range(500 - Event.objects.filter(household=family.household_id).count())
    Event.objects.bulk_create(Event(**line, on=today - timedelta(days=day)) for day in left)
    print(f"{Case.objects.count():,} cases, {Event.objects.filter(household=family.household_id).count()} events of case {family.pk}")
    return family.pk


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
