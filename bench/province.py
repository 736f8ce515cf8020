"""The whole province from file to figures, and what its pages then cost.

    .venv/bin/python -m bench.province files     makes the demonstration province as csv (with --xlsx as a workbook too) in a folder
    .venv/bin/python -m bench.province import    imports it and a tenth of it: time, persons a second, peak memory; then the same file again
    .venv/bin/python -m bench.province pages     server time of the questions behind the pages, in that home

Each import is a process of its own (`nsc import`), measured by the operating system. State goes to --folder, never to your own home.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import polars as pl

ROOT = Path(__file__).resolve().parent.parent
GEO = ROOT / "nsc" / "areas" / "data" / "provinces" / "60"
YEAR = 2564


def files(folder: Path, xlsx: bool) -> None:
    from nsc.ops import demonstration

    known = {
        "areas": pl.read_csv(GEO / "areas.csv", infer_schema=False),
        "population": pl.read_csv(GEO / "population.csv", schema_overrides={"code": pl.String}),
        "boundaries": json.loads((GEO / "boundaries_tambon.geojson").read_bytes()),
    }
    households, members = demonstration.survey(YEAR, scale="full", **known)
    tenth = households.gather_every(10)
    pieces = {"full": (households, members), "tenth": (tenth, members.join(tenth.select("รหัสบ้าน"), on="รหัสบ้าน", how="semi"))}
    for name, (own, people) in pieces.items():
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        own.write_csv(place / "households.csv")
        people.write_csv(place / "members.csv")
        print(f"{name}: {own.height:,} households, {people.height:,} members")
    if xlsx:
        import xlsxwriter

        with xlsxwriter.Workbook(folder / "full.xlsx", {"constant_memory": True, "strings_to_numbers": False}) as book:
            for name, frame in (("ครัวเรือน", households), ("สมาชิก", members)):
                sheet = book.add_worksheet(name)
                sheet.write_row(0, 0, frame.columns)
                for number, row in enumerate(frame.iter_rows(), start=1):
                    for column, value in enumerate(row):
                        if value is not None:
                            sheet.write_string(number, column, value)


def imports(folder: Path) -> None:
    rows = []
    for title, path, home in (
        ("a tenth, csv", folder / "tenth", "tenth"),
        ("the province, csv", folder / "full", "full"),
        ("the same file again", folder / "full", "full"),
        ("the province, xlsx", folder / "full.xlsx", "xlsx"),
    ):
        if path.exists():
            rows.append(run(title, path, folder / "homes" / home))
    print("| file | persons | wall s | CPU s | persons/s | peak MB |\n|---|---|---|---|---|---|")
    for title, persons, wall, cpu, peak in rows:
        print(f"| {title} | {persons:,} | {wall:.1f} | {cpu:.1f} | {persons / wall:,.0f} | {peak:,.0f} |")


def run(title: str, path: Path, home: Path) -> tuple[str, int, float, float, float]:
    environment = os.environ | {"NSC_HOME": str(home)}
    subprocess.run(
        [sys.executable, "-c", "from nsc.ops.main import main; main(['setup'])"], env=environment, cwd=ROOT, check=True, capture_output=True
    )
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path), str(YEAR)], env=environment, cwd=ROOT, check=True, capture_output=True, text=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall = time.perf_counter() - start
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    counts, peak = done.stdout.splitlines()[-2].split(","), float(done.stdout.splitlines()[-1])
    return title, int(counts[2]) or int(counts[3]), wall, cpu, peak


MEASURED = """
import resource, sys
from nsc.ops.main import main
main(["import", sys.argv[1], "--year", sys.argv[2]])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def pages(folder: Path) -> None:
    os.environ |= {"NSC_HOME": str(folder / "homes" / "full"), "DJANGO_SETTINGS_MODULE": "nsc.settings"}
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from nsc.access import users
    from nsc.reports import household, overview, ranked

    operator, at = users.operator(), timezone.now()
    first = ranked.households(operator, at=at, area="60").lines[0].household_id
    asked = {
        "overview, province": lambda: overview.picture(operator, area="60"),
        "overview, amphoe": lambda: overview.picture(operator, area="6009"),
        "overview, tambon": lambda: overview.picture(operator, area="600907"),
        "map, province by tambon": lambda: overview.map_of(operator, area="60", level="tambon"),
        "map, amphoe by tambon": lambda: overview.map_of(operator, area="6009"),
        "local authorities": lambda: overview.by_authority(operator),
        "ranked list, province, page 1": lambda: ranked.households(operator, at=at, area="60"),
        "ranked list, amphoe, page 1": lambda: ranked.households(operator, at=at, area="6009"),
        "ranked list, target poor by income": lambda: ranked.households(operator, at=at, area="60", asked=ranked.Asked("target", "income")),
        "household file": lambda: household.file(operator, first, at=at),
    }
    print("| question | queries | median ms | max ms |\n|---|---|---|---|")
    for title, ask in asked.items():
        ask()
        with CaptureQueriesContext(connection) as queries:
            ask()
        times = [clock(ask) for _ in range(15)]
        print(f"| {title} | {len(queries)} | {statistics.median(times):.0f} | {max(times):.0f} |")


def clock(ask) -> float:
    start = time.perf_counter()
    ask()
    return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["files", "import", "pages"])
    parser.add_argument("--folder", type=Path, default=Path("var/bench"))
    parser.add_argument("--xlsx", action="store_true")
    args = parser.parse_args()
    {"files": lambda: files(args.folder, args.xlsx), "import": lambda: imports(args.folder), "pages": lambda: pages(args.folder)}[
        args.what
    ]()
