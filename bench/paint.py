"""How soon the pages paint in a real browser whose processor is four times slower, and what they weigh.

    .venv/bin/python -m bench.paint HOME [TIMES]

Of a home that holds the demonstration; the front end built. First paint: first-contentful-paint since
the navigation began, server included.
Script, style and all: bytes over the wire and, in brackets, compressed as a proxy in front would send them.
"""

import gzip
import os
import statistics
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.journeys.demonstration import served

SLOWER = 4
PAGES = ("/overview/", "/map/", "/households/?area=6009", "/cases/", "/targets/", "/help/", "/rights/", "/indicators/", "/definitions/")
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
SHIFT = """() => new Promise(done => new PerformanceObserver(list =>
  done(list.getEntries().reduce((sum, each) => sum + (each.hadRecentInput ? 0 : each.value), 0)))
  .observe({type: 'layout-shift', buffered: true}) || setTimeout(done, 300, 0))"""


def main(home: Path, times: int) -> None:
    print("| page | first paint, median ms | worst | script kB | whole page kB | layout shift |\n|---|---|---|---|---|---|")
    with served(home) as system, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])
        context = browser.new_context(base_url=system.address, locale="th-TH", viewport={"width": 390, "height": 844})
        page = context.new_page()
        system.sign_in(page, "province")
        devtools = context.new_cdp_session(page)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        devtools.send("Network.enable")
        for address in PAGES:
            print(_row(page, devtools, address, times), flush=True)
        browser.close()


def _row(page, devtools, address: str, times: int) -> str:
    answers: list = []
    page.on("response", answers.append)
    paints, shifts = [], []
    for _ in range(times):
        answers.clear()
        devtools.send("Network.clearBrowserCache")
        page.goto(address, wait_until="networkidle")
        paints.append(page.evaluate(PAINT))
        shifts.append(page.evaluate(SHIFT))
    page.remove_listener("response", answers.append)
    sizes = [(each.request.resource_type, each.body()) for each in answers if each.ok]
    script, whole = ([body for kind, body in sizes if kind in kinds or not kinds] for kinds in (("script",), ()))
    cells = [f"{statistics.median(paints):.0f}", f"{max(paints):.0f}", _weight(script), _weight(whole), f"{max(shifts):.3f}"]
    return f"| `{address}` | {' | '.join(cells)} |"


def _weight(bodies: list[bytes]) -> str:
    return f"{sum(map(len, bodies)) / 1000:.0f} ({sum(len(gzip.compress(body)) for body in bodies) / 1000:.0f})"


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 5)
