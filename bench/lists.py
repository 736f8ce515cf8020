"""Lists of households and people as sixteen people at once ask for them: a real gunicorn of two workers, every address with other filters,
for who sees names masked and for who reads them (each of whose pages is a line of the record); then one request after another, by filter.

    NSC_HOME=… .venv/bin/python -m bench.lists [SECONDS]

In a scratch home that holds the demonstration province: it signs in accounts of it and leaves lines of its record. The readers share the
machine with what they ask, so that on two cores the server has what they leave.
"""

import http.client
import itertools
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nsc.settings")
PORT, READERS, WORKERS = 8292, 16, 2
NAMED = "province"  # reads names; the governor does not
ILL = "special="
AMPHOES = ("", "6001", "6003", "6005", "6007", "6009", "6011", "6015")
ONE_BY_ONE = (
    "/households/",
    "/households/?poor=mpi&page=200",
    "/households/?poor=mpi&dimension=income&number=2",
    "/households/?poor=mpi&became=fell",
    "/households/?poor=mpi&stage=elderly&sex=female",
    "/households/?poor=mpi&special=disabled&stage=elderly",
    "/households/?poor=mpi&case=none",
    "/households/?poor=mpi&case=open&visited=no&helped=no&score_min=20",
    "/households/?poor=mpi&group=tpmap",
    "/households/?poor=certified",
    "/households/?poor=mpi&sort=place&by=village",
    "/households/?everyone=1&by=village&sort=-people",
    "/households/persons/",
    "/households/persons/?stage=elderly&sex=female&sort=-age",
    "/households/persons/?special=disabled&by=village",
    "/households/persons/?poor=certified",
)


def mixed(seed: int, has_names: bool):
    """Addresses without end, hardly any twice: area, definition, filters, order, grouping and page by chance. A masked list is not narrowed
    to the ill."""
    chance = random.Random(seed)
    choices = {
        "dimension": ("", "", "health", "living", "education", "income", "access"),
        "stage": ("", "", "", "youth", "school", "working", "elderly"),
        "sex": ("", "", "", "male", "female"),
        "special": ("", "", "", "", "disabled", "chronic") if has_names else ("",),
        "by": ("", "", "", "amphoe", "village"),
        "page": ("", "", "", "2", "3", "7"),
    }
    of_homes = {"number": ("", "", "1", "2"), "became": ("", "", "fell", "stayed"), "case": ("", "", "none", "open")}
    of_homes |= {"rounds_min": ("", "", "2"), "everyone": ("", "", "", "1"), "sort": ("", "", "-people", "place", "-dims", "score")}
    of_people = {"card": ("", "yes", "no"), "age_min": ("", "", "15", "60"), "sort": ("", "", "-age", "age", "place")}
    while True:
        path, own = ("/households/", of_homes) if chance.random() < 0.7 else ("/households/persons/", of_people)
        said = {"area": chance.choice(AMPHOES), "poor": chance.choice(("mpi", "target"))}
        said |= {key: chance.choice(values) for key, values in (choices | own).items()}
        yield f"{path}?{urlencode({key: value for key, value in said.items() if value})}"


def main(seconds: int) -> None:
    import django

    django.setup()
    browsers = {who: signed_in(who) for who in ("governor", NAMED)}
    print(f"load before {os.getloadavg()[0]:.1f}")
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "nsc.wsgi", "--config", "python:nsc.served", "--bind", f"127.0.0.1:{PORT}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for who, browser in browsers.items():
            cookie = "; ".join(f"{name}={each.value}" for name, each in browser.cookies.items())
            wait(cookie)
            crowd(cookie, who == NAMED, 5)
            before = spent(server.pid)
            taken = crowd(cookie, who == NAMED, seconds)
            cpu = 1000 * (spent(server.pid) - before) / len(taken)
            cuts = statistics.quantiles(taken, n=100)
            rate, load = len(taken) / seconds, os.getloadavg()[0]
            print(f"{who:9} {rate:6.1f}/s  median {cuts[49]:5.0f}  p95 {cuts[94]:5.0f}  p99 {cuts[98]:5.0f} ms", end="  ")
            print(f"server CPU {cpu:5.1f} ms each  load {load:.1f}", flush=True)
    finally:
        server.terminate()
        server.wait()
    for who, browser in browsers.items():
        for address in (each for each in ONE_BY_ONE if who == NAMED or ILL not in each):
            times = [clock(browser, address) for _ in range(8)][1:]
            print(f"{who:9} {address:72} CPU ms median {statistics.median(times):6.1f}  least {min(times):6.1f}", flush=True)


def signed_in(who: str):
    from django.test import Client

    from nsc.access import sign_in, users

    browser, user = Client(), users.named(who)
    browser.force_login(user)
    session = browser.session
    session[sign_in.PROVEN] = user.pk
    session.save()
    return browser


def ask(connection: http.client.HTTPConnection, cookie: str, address: str) -> None:
    connection.request("GET", address, headers={"Cookie": cookie, "Host": "localhost"})
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200 and b'id="list"' in body, (address, answer.status)


def wait(cookie: str) -> None:
    """Until it answers, and both workers have read the round."""
    for _attempt in range(120):
        try:
            for _worker in range(4 * WORKERS):
                ask(http.client.HTTPConnection("127.0.0.1", PORT, timeout=300), cookie, "/households/?everyone=1")
        except ConnectionRefusedError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit("the server does not answer")


def crowd(cookie: str, has_names: bool, seconds: float) -> list[float]:
    """Milliseconds of every request of sixteen readers, each of whom asks again as soon as there is an answer."""
    taken, until = [], time.monotonic() + seconds

    def read(seed: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=300)
        for address in itertools.takewhile(lambda _: time.monotonic() < until, mixed(seed, has_names)):
            start = time.perf_counter()
            ask(connection, cookie, address)
            taken.append(1000 * (time.perf_counter() - start))

    readers = [threading.Thread(target=read, args=(seed,)) for seed in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return taken


def spent(pid: int) -> float:
    """CPU seconds of a server and its workers."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    total = 0
    for each in (pid, *children):
        fields = Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def clock(browser, address: str) -> float:
    start = time.process_time()
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return 1000 * (time.process_time() - start)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
