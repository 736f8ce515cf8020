"""Photographs of all main pages, on a telephone and a desk, some in the dark, of a home that holds the demonstration: docs/screens/*.webp.

    .venv/bin/python -m bench.screens HOME [--only WORD] [--to FOLDER]

Another page is another line of SCREENS. {…} stands for the first record that an address of FIRST leads to. After the front end is built.
"""

import argparse
import io
import os
import re
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.journeys.demonstration import ROOT, Served, served

WIDTHS = (1440, 390)
TALLEST = 1400  # px: what is further down is seen in the product
QUALITY = 60
DARK = ("overview", "household", "map", "cases")

# name of the picture: (account, address)
SCREENS: dict[str, tuple[str, str]] = {
    "overview": ("governor", "/overview/"),
    "overview-amphoe": ("governor", "/overview/?area=6009"),
    "overview-tambon": ("phaisali", "/overview/?area=600907"),
    "map": ("governor", "/map/"),
    "households": ("phaisali", "/households/?area=6009"),
    "persons": ("phaisali", "/households/persons/?area=600907"),
    "household": ("phaisali", "{household}"),
    "cases": ("phaisali", "/cases/"),
    "case-list": ("phaisali", "/cases/list/?area=6009"),
    "case": ("phaisali", "{case}"),
    "targets": ("phaisali", "/targets/"),
    "target-list": ("phaisali", "/targets/households/"),
    "referrals": ("nurse", "/referrals/"),
    "help": ("phaisali", "/help/"),
    "budgets": ("province", "/budgets/"),
    "needs": ("phaisali", "/needs/?area=6009"),
    "rights": ("abt", "/rights/"),
    "rights-people": ("abt", "/rights/people/"),
    "programmes": ("province", "/programmes/"),
    "visits": ("mentor", "/visits/"),
    "progress": ("governor", "/progress/"),
    "progress-agencies": ("governor", "/progress/agencies/"),
    "indicators": ("governor", "/indicators/"),
    "definitions": ("governor", "/definitions/"),
    "import": ("steward", "/import/"),
    "people": ("province", "/people/"),
    "audit": ("auditor", "/audit/"),
    "privacy": ("dpo", "/privacy/"),
    "notices": ("phaisali", "/notices/"),
    "settings": ("mentor", "/settings/"),
    "guide": ("village", "/guide/"),
    "guide-page": ("village", "/guide/cases/"),
    "search": ("governor", "/search/?q=นา"),
}
# name of a gap: (list it is found on, pattern of its address)
FIRST = {
    "household": ("/households/?area=600907", r"/households/\d+/"),
    "case": ("/cases/list/?area=6009", r"/cases/\d+/"),
}


def main(home: Path, only: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {name: each for name, each in SCREENS.items() if only in name}
    with served(home) as system, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])
        for username in dict.fromkeys(account for account, _address in wanted.values()):
            context = browser.new_context(base_url=system.address, locale="th-TH", reduced_motion="reduce")
            page = context.new_page()
            _enter(system, page, username)
            for name, (account, address) in wanted.items():
                if account == username:
                    _take(page, name, _filled(page, address), folder)
            context.close()
        browser.close()
    taken = sorted(folder.glob("*.webp"))
    print(f"{len(taken)} pictures, {sum(each.stat().st_size for each in taken) / 1e6:.1f} MB in {folder}")


def _enter(system: Served, page: Page, username: str) -> None:
    system.sign_in(page, username)
    leave = page.locator("[data-tour-leave]")
    if leave.count():
        leave.click()


def _filled(page: Page, address: str) -> str:
    gap = re.fullmatch(r"{(\w+)}", address)
    if not gap:
        return address
    there, pattern = FIRST[gap[1]]
    page.goto(there)
    hrefs = page.locator("main a").evaluate_all("all => all.map(each => each.getAttribute('href') || '')")
    return next(href for href in hrefs if re.fullmatch(pattern, href.partition("?")[0]))


def _take(page: Page, name: str, address: str, folder: Path) -> None:
    for width in WIDTHS:
        for scheme in ("light", "dark") if name in DARK else ("light",):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            answer = page.goto(address, wait_until="networkidle")
            if answer is None or answer.status != 200:
                sys.exit(f"{name}: {address} answers {answer and answer.status}")
            high = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
            page.set_viewport_size({"width": width, "height": high})  # the phone's bar then stands at the bottom, where it belongs
            picture = Image.open(io.BytesIO(page.screenshot()))
            mark = "-dark" if scheme == "dark" else ""
            picture.convert("RGB").save(folder / f"{name}{mark}-{width}.webp", quality=QUALITY, method=6)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("home", type=Path)
    asked.add_argument("--only", default="", help="pages whose name holds this word")
    asked.add_argument("--to", type=Path, default=ROOT / "docs" / "screens")
    told = asked.parse_args()
    main(told.home.resolve(), told.only, told.to)
