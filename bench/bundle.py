"""What a phone of the field application reads: its size, statements, and CPU milliseconds, for the households of one user or of a made-up
reach; and what it costs to find that nothing is new.

    NSC_HOME=… .venv/bin/python -m bench.bundle [TIMES]     a mentor with 15 households and a tambon team with 1,500
    NSC_HOME=… .venv/bin/python -m bench.bundle WHO         the whole bundle of that user, as a phone would get it

Nothing stays in the home: what is handed over, visited and put on record for it is rolled back.
"""

import gzip
import os
import statistics
import sys
import time
from uuid import uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nsc.settings")
FEW, MANY = 15, 1_500


def main(times: int) -> None:
    from django.db import transaction

    from nsc.reports import bundles

    bundles.MOST = MANY  # of a team with more
    for name, user in (("mentor", mentor), ("tambon team", team)):
        with transaction.atomic():
            measured(name, user(), times)
            transaction.set_rollback(True)


def asked(user, have=None, all_="", words=""):
    """The bundle as the view makes it, its sizes, and the CPU milliseconds that it took."""
    from django.utils import timezone

    from nsc.access import scope
    from nsc.privacy import notice
    from nsc.reports import bundles

    scope.forget(user)
    start, shown = time.process_time(), notice.current()
    told = {"have": have, "all_": all_, "words": words, "notice": (shown.number, shown.text)}
    found = bundles.bundle(user, at=timezone.now(), **told)
    text = found.text().encode()
    small = gzip.compress(text, 5, mtime=0)
    return found, len(text), len(small), 1000 * (time.process_time() - start)


def measured(name: str, user, times: int) -> None:
    import json

    whole = [asked(user) for _ in range(times + 1)][1:]
    first = json.loads(whole[0][0].text())
    have = {each["key"]: each["digest"] for each in (*first["households"], *first["farmers"])}
    told = {"all_": first["all"], "words": first["words"]["digest"]}
    again = [asked(user, **told) for _ in range(times + 1)][1:]
    assert "." in first["all"], "the database notes nothing: nsc setup"
    assert again[0][0].same and again[0][0].all == first["all"], name
    unmarked = told | {"all_": first["all"].partition(".")[0]}  # as before there were marks
    made = [asked(user, **unmarked) for _ in range(times + 1)][1:]
    assert made[0][0].same, name
    asking = [statements(user, **each) for each in ({}, told, unmarked)]
    visited(user, first["households"])
    after = [asked(user, have=have, **told) for _ in range(times)]
    changed = len(json.loads(after[0][0].text())["households"])
    asking.append(statements(user, have=have, **told))
    kinds = (f"{len(first['households'])} households", "nothing changed", "found by making it", f"after a visit: {changed}")
    for what, found, asks in zip(kinds, (whole, again, made, after), asking, strict=True):
        _bundle, size, small, _spent = found[0]
        spent = [each[-1] for each in found]
        cpu = f"CPU median {statistics.median(spent):7.1f} ms  least {min(spent):7.1f}"
        print(f"{name:12} {what:18} {size / 1000:8.1f} kB  gzip {small / 1000:7.1f} kB  {asks:3} statements  {cpu}", flush=True)


def statements(user, **told) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as found:
        asked(user, **told)
    return len(found)


def mentor():
    """The demonstration's mentor, with as many households."""
    from django.utils import timezone

    from nsc.access import reach, users
    from nsc.access.models import Reach
    from nsc.casework.models import Case

    user = users.named("mentor")
    theirs = set(Reach.objects.filter(user=user, ended_at=None).values_list("household_id", flat=True))
    near = Case.objects.filter(area_code__startswith="600907", is_newest=True).exclude(household__in=theirs).order_by("state", "pk")
    for household in near.values_list("household", flat=True)[: max(0, FEW - len(theirs))]:
        reach.give(household=household, to=user, purpose="mentor")
    for household in sorted(theirs)[FEW:]:
        reach.take_back(household=household, of=user, purpose="mentor", at=timezone.now())
    return user


def team():
    """A tambon team of as many tambons side by side as hold that many households."""
    from django.utils import timezone

    from nsc.access import users
    from nsc.casework.models import Case

    user, at, count = users.named("nakhom"), timezone.now(), 0
    rows = Case.objects.filter(is_newest=True).exclude(state="closed").order_by("area_code").values_list("area_code", flat=True)
    of: dict[str, int] = {}
    for code in rows:
        of[code[:6]] = of.get(code[:6], 0) + 1
    for tambon, households in of.items():
        if count < MANY and tambon != "600907":
            users.assign(by=users.operator(), at=at, user=user, role="tambon_team", area=tambon)
            count += households
    return user


def visited(user, households: list[dict]) -> None:
    from django.utils import timezone

    from nsc.casework import visits

    at = timezone.now()
    case = next(each["case"] for each in households if each["case"] and "progress" in each["case"]["purposes"])
    found = visits.Found(on=timezone.localdate(at), visitors="ทีมตำบล")
    visits.record(by=user, at=at, case=case["number"], purpose="progress", submission=uuid4(), found=found)


def sample(who: str) -> None:
    from django.db import transaction

    from nsc.access import users

    with transaction.atomic():
        print(asked(users.named(who))[0].text())
        transaction.set_rollback(True)


if __name__ == "__main__":
    import django

    django.setup()
    word = sys.argv[1] if len(sys.argv) > 1 else "5"
    main(int(word)) if word.isdigit() else sample(word)
