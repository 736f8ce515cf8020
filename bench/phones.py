"""Phones of the field application against the system as it is served: all at once, and one on a poor link.

    .venv/bin/python -m bench.phones [--phones 500] [--postgresql] [--calm | --every 3] [--repeat 1]
    .venv/bin/python -m bench.phones --road
    .venv/bin/python -m bench.phones --profile

At once: a made-up province, gunicorn as run.py starts it (two processes of four threads), each phone with ten submissions sealed before
(five visits, five changes of a telephone number, in chains of two). Meanwhile a process of the server is killed, `--every` so many
seconds, and one answer in twenty never reaches its phone, which sends again. Then the database is asked: none lost, none doubled. `--calm`:
no kills, nothing dropped.
`--postgresql`: one of our own that writes to disk as in an office; else SQLite.

On the road: a day of ten visits with twenty photographs of 250 kB over 300 kbit/s, 400 ms there and back, one request in twenty lost; the
link is reckoned, not waited for, and the server's real time is added.
"""

import argparse
import os
import random
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
EACH = 5  # households of a phone, each with a visit and a change
DROPPED = 0.05  # of the answers
PEER = 41  # submissions a second that ODK Central publishes
ASKED = 150
KILOBITS, LOST, ROUND_TRIP, TIMEOUT = 300, 0.05, 0.4, 10.0


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--phones", type=int, default=500)
    told.add_argument("--repeat", type=int, default=1)
    told.add_argument("--every", type=float, default=3, help="seconds between two kills, about")
    for switch in ("--postgresql", "--calm", "--road", "--profile"):
        told.add_argument(switch, action="store_true")
    asked = told.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nsc-phones-", ignore_cleanup_errors=True)))
        os.environ.pop("DATABASE_URL", None)
        os.environ |= {"NSC_HOME": str(folder / "home"), "DJANGO_SETTINGS_MODULE": "nsc.settings", "PYTHONPATH": str(ROOT)}
        if asked.postgresql:
            import run

            os.environ["DATABASE_URL"] = stack.enter_context(run.cluster(run.initdb(), folder, lasting=True))
        province()
        import django

        django.setup()
        if asked.road:
            road()
        elif asked.profile:
            profile(asked.phones)
        else:
            for _ in range(asked.repeat):
                at_once(asked.phones, is_calm=asked.calm, every=asked.every)


def province() -> None:
    nsc = "from nsc.ops.main import main; raise SystemExit(main())"
    for words in (("manage", "migrate", "--verbosity", "0"), ("demo", "--scale", "small", "--work", "none")):
        subprocess.run([sys.executable, "-c", nsc, *words], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)


# — whom they belong to —


def mentors(wanted: int, each: int) -> list[tuple[object, list[object]]]:
    """(mentor, cases in their hands): new ones each time, of households that have no case yet."""
    from django.utils import timezone

    from nsc.access.models import Assignment, Reach, User
    from nsc.casework.models import Case
    from nsc.registry.models import Household

    now, mark = timezone.now(), uuid.uuid4().hex[:6]
    before = now - timedelta(days=30)
    operator = User.objects.filter(assignments__role="operator").first()
    people = User.objects.bulk_create(User(username=f"{mark}{n}", display_name=f"พี่เลี้ยง {n}", created_by=operator) for n in range(wanted))
    homes = list(Household.objects.filter(cases=None).order_by("pk")[: wanted * each])
    assert len(homes) == wanted * each, "the province has too few households"
    hands = {home.pk: people[n // each] for n, home in enumerate(homes)}
    areas = {hands[home.pk].pk: home.area_code[:2] for home in homes}
    Assignment.objects.bulk_create(
        Assignment(user_id=who, role="mentor", area_code=area, valid_from=before.date()) for who, area in areas.items()
    )
    Reach.objects.bulk_create(Reach(user=hands[home.pk], household_id=home.pk, purpose="mentor") for home in homes)
    told = {"state": "visited", "turn": "mentor", "opened_at": before, "opened_by": operator, "fiscal_year": 2026}
    cases = Case.objects.bulk_create(
        Case(household=home, area_code=home.area_code, authority_id=home.authority_id, mentor=hands[home.pk], **told) for home in homes
    )
    return [(who, cases[n * each : (n + 1) * each]) for n, who in enumerate(people)]


def enrolled(who, carry):
    from django.utils import timezone

    from nsc.access import phones
    from nsc.files import envelopes
    from tests.field.simulated import Phone, base64, true_now

    phone = Phone(carry, now=true_now)
    got = phones.enrol(by=who, at=timezone.now(), key=uuid.UUID(phone.disk.key), name="bench")
    phone.disk.number, phone.disk.send, phone.disk.read = got.number, got.send, got.read
    phone._take_key({"number": envelopes.newest(), "public": base64.b64encode(envelopes.public()).decode()})
    return phone


def a_days_work(phone, cases) -> None:
    """A visit, and a change that comes after it, at each household."""
    today = phone.clock().date().isoformat()
    for n, case in enumerate(cases):
        home = f"h{case.household_id}"
        phone.say("visit.record", home, {
            "case": case.pk, "purpose": "progress", "on": today, "visitors": "พี่เลี้ยง", "met": "เจ้าบ้าน", "people": 3,
            "view": {"income": "r", "health": "g"}, "note": "ได้เมล็ดพันธุ์แล้ว รอฝน " * 4,
            "position": {"lat": 15.7, "lon": 100.1, "accuracy": 12},
            "needs": [{"dimension": "income", "urgency": "month", "text": f"อาชีพเสริม {n}"}],
        })  # fmt: skip
        phone.say("household.change", home, {"fields": {"phone": {"from": "", "to": f"08{case.household_id:08}"}}})


# — the server —


@contextmanager
def served() -> Iterator[tuple[str, subprocess.Popen]]:
    import run
    from tests.journeys.demonstration import _wait

    port = run.free_port("127.0.0.1", 18200)
    command = [sys.executable, *map(str, run.web_server("127.0.0.1", port)[1:])]
    log = (Path(os.environ["NSC_HOME"]) / "server.log").open("ab")
    process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{port}/health/", process)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(30)


def workers(master: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


def kill_now_and_then(master: int, every: float, over: threading.Event, killed: list[int]) -> None:
    while not over.wait(every * random.uniform(0.5, 1.5)):
        if found := workers(master):
            one = random.choice(found)
            os.kill(one, signal.SIGKILL)
            killed.append(one)


# — all at once —


class Timed:
    """Carries a phone's requests by HTTP, and notes how long each took; one answer in twenty is thrown away."""

    def __init__(self, address: str, spent: list[tuple[str, float]], dropped: float) -> None:
        from tests.field.simulated import ByHttp

        self.http, self.spent, self.dropped = ByHttp(address), spent, dropped

    def __call__(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        from tests.field.simulated import Unreached

        start = time.perf_counter()
        got = self.http(method, path, headers, body)
        self.spent.append((path.split("?")[0], time.perf_counter() - start))
        if random.random() < self.dropped:
            self.http.close()
            raise Unreached
        return got


def at_once(wanted: int, *, is_calm: bool, every: float) -> None:
    from tests.field.simulated import STORED, Unreached

    spent: list[tuple[str, float]] = []
    tries: Counter[str] = Counter()
    killed: list[int] = []
    with served() as (address, server):
        people = mentors(wanted, EACH)
        fleet = [(enrolled(who, Timed(address, spent, 0 if is_calm else DROPPED)), cases) for who, cases in people]
        for phone, cases in fleet:
            a_days_work(phone, cases)
        made = [each for phone, _cases in fleet for each in phone.disk.outbox.values()]
        begin, over = threading.Event(), threading.Event()

        def until_all_is_there(phone) -> None:
            begin.wait()
            while any(each.state != STORED for each in phone.disk.outbox.values()):
                try:
                    tries["syncs"] += 1
                    phone.sync(with_bundle=False)
                except Unreached:
                    tries["again"] += 1
                    time.sleep(random.uniform(0.2, 1.0))

        threads = [threading.Thread(target=until_all_is_there, args=[phone]) for phone, _cases in fleet]
        for thread in threads:
            thread.start()
        if not is_calm:
            threading.Thread(target=kill_now_and_then, args=[server.pid, every, over, killed], daemon=True).start()
        load, cpu, served_before, start = os.getloadavg()[0], own_cpu(), server_cpu(server.pid), time.perf_counter()
        begin.set()
        for thread in threads:
            thread.join()
        wall = time.perf_counter() - start
        over.set()
        client, served_cpu = own_cpu() - cpu, server_cpu(server.pid) - served_before
    check(made)
    sending = [seconds for path, seconds in spent if path == "/field/submissions/"]
    print(
        f"{len(made)} submissions of {wanted} phones in {wall:.1f} s: {len(made) / wall:.0f}/s, {len(made) / wall / PEER:.1f} × {PEER}/s"
        f" (asked {ASKED}); a request with ten of them {middle_and_tail(sending)};"
        f" any request {middle_and_tail([took for _path, took in spent])};"
        f" {len(killed)} kills, {tries['again']} syncs begun again; CPU a submission: server"
        f" {1000 * served_cpu / len(made):.1f} ms, phones {1000 * client / len(made):.1f} ms, so that two cores of its own carry"
        f" {2 * len(made) / served_cpu:.0f}/s; load {load:.1f} before, {os.getloadavg()[0]:.1f} after",
        flush=True,
    )


def own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def server_cpu(master: int) -> float:
    """Seconds, of the master, its workers, and those of them that were killed (which the master has waited for)."""
    ticks = sum(map(int, _stat(master)[11:15])) + sum(sum(map(int, _stat(each)[11:13])) for each in workers(master))
    return ticks / os.sysconf("SC_CLK_TCK")


def _stat(process: int) -> list[str]:
    """The fields of proc(5) from the third on: the name before may hold blanks."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def middle_and_tail(seconds: list[float]) -> str:
    return f"p50 {1000 * statistics.median(seconds):.0f} ms, p95 {1000 * statistics.quantiles(seconds, n=20)[-1]:.0f} ms"


def check(made, *, has_needs: bool = True) -> None:
    """None lost, none doubled: by the rows that the verbs have written, not by what the server said."""
    from django.db.models import Count

    from nsc.access.models import AuditLine
    from nsc.casework.models import Need, Visit

    visits = {each.id for each in made if each.verb == "visit.record"}
    found = Counter(str(each) for each in Visit.objects.exclude(submission=None).values_list("submission", flat=True))
    assert all(found[each] == 1 for each in visits), "a visit is lost or doubled"
    homes = {int(each.household[1:]) for each in made}
    lines = Counter(AuditLine.objects.filter(verb="visit.record").values_list("households", flat=True))
    assert all(lines[f" {home} "] == 1 for home in homes), "a visit was done twice"
    needs = Counter(dict(Need.objects.filter(household__in=homes).values_list("household").annotate(Count("pk"))))
    assert not has_needs or all(needs[home] == 1 for home in homes), "a need is lost or doubled"


# — on the road —


class Road:
    """A poor link, reckoned: what it would take is added up in `seconds`, with the server's real time. A request that is lost has used the
    link up to there, or the server has done it and the answer is lost; the phone notices after a time without an answer."""

    def __init__(self, address: str, chance: random.Random) -> None:
        from tests.field.simulated import ByHttp

        self.http, self.chance, self.seconds, self.up, self.down, self.asked, self.lost = ByHttp(address), chance, 0.0, 0, 0, 0, 0

    def __call__(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        from tests.field.simulated import Unreached

        self.asked += 1
        size = len(body) + len(path) + sum(len(name) + len(said) + 4 for name, said in headers.items()) + 60
        is_lost, arrives = self.chance.random() < LOST, self.chance.random() < 0.5
        self.up += size
        self.seconds += ROUND_TRIP + size * 8 / (KILOBITS * 1000)
        if is_lost and not arrives:
            self.lost += 1
            self.seconds += TIMEOUT
            raise Unreached
        start = time.perf_counter()
        status, said = self.http(method, path, headers, body)
        self.seconds += time.perf_counter() - start
        if is_lost:
            self.lost += 1
            self.seconds += TIMEOUT
            raise Unreached
        self.down += len(said) + 400
        self.seconds += (len(said) + 400) * 8 / (KILOBITS * 1000)
        return status, said


def road() -> None:
    from nsc.casework.models import VisitPhotograph
    from tests.field.simulated import STORED, Unreached
    from tests.journeys.telephone import taken

    with served() as (address, _server):
        [(who, cases)] = mentors(1, 10)
        link = Road(address, random.Random(6))
        phone = enrolled(who, link)
        today = phone.clock().date().isoformat()
        for case in cases:
            home = f"h{case.household_id}"
            told = {"case": case.pk, "purpose": "progress", "on": today, "visitors": "พี่เลี้ยง", "note": "ปลูกผักสวนครัว " * 20}
            told["consents"] = [{"purpose": "photograph", "how": "spoken", "notice": 1, "note": "ฟังอ่านแล้วตกลง ต่อหน้าผู้ใหญ่บ้าน"}]
            visit = phone.say("visit.record", home, told)
            for n in range(2):
                file = phone.attach(taken(case.pk * 2 + n))
                about = {"visit": visit, "file": file, "kind": "house", "caption": "หน้าบ้าน", "taken_at": phone.clock().isoformat()}
                phone.say("visit.photograph", home, about, files=[file])
        import json

        needed = sum(len(file.sealed) for file in phone.disk.files.values())
        needed += sum(len(json.dumps(each.wire())) for each in phone.disk.outbox.values())
        syncs = 0
        while any(each.state != STORED for each in phone.disk.outbox.values()):
            try:
                syncs += 1
                phone.sync(with_bundle=False)
            except Unreached:
                pass
        assert VisitPhotograph.objects.filter(visit__case__in=cases).count() == 20
        check([each for each in phone.disk.outbox.values() if each.verb == "visit.record"], has_needs=False)
    print(
        f"a day of {len(cases)} visits with 20 photographs ({needed / 1e6:.2f} MB sealed) over {KILOBITS} kbit/s, {LOST:.0%} of requests"
        f" lost, {1000 * ROUND_TRIP:.0f} ms: {link.seconds:.0f} s ({needed * 8 / KILOBITS / 1000:.0f} s of it are the bytes alone),"
        f" {link.asked} requests, {link.lost} lost, {syncs} syncs; sent {link.up / 1e6:.2f} MB,"
        f" {link.up / needed - 1:.1%} over what is needed; answers {link.down / 1e6:.3f} MB; all there, once"
    )


# — where the server's time goes —


def profile(wanted: int) -> None:
    """The server's own time for submissions, through Django's test client: no sockets, no other process, no waiting for locks."""
    import cProfile
    import pstats

    from django.test import Client

    from tests.field.simulated import by_client

    fleet = [(enrolled(who, by_client(Client())), cases) for who, cases in mentors(wanted, EACH)]
    for phone, cases in fleet:
        a_days_work(phone, cases)
    half, seconds = len(fleet) // 2, own_cpu()
    for phone, _cases in fleet[:half]:
        phone.send(phone.waiting())
    seconds = own_cpu() - seconds
    print(f"{half * EACH * 2} submissions: {1000 * seconds / (half * EACH * 2):.2f} ms CPU each")
    look = cProfile.Profile()
    look.enable()
    for phone, _cases in fleet[half:]:
        phone.send(phone.waiting())
    look.disable()
    pstats.Stats(look).sort_stats("cumulative").print_stats(70)


if __name__ == "__main__":
    main()
