"""Survey files for tests: rows as dicts by heading, written as an office would, and the `nsc` command run on them.

Nobody in them is real: national ids have a right check digit but the office part 99xx, which no registration office has.
"""

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path

import pytest
import xlsxwriter

from nsc.ops.main import main

ANSWERS = {f"ข้อ {n}": "1" for n in range(1, 32)}
SUMMARY = ["batch", "households", "members", "unchanged", "left_out", "cautions"]


def national_id(number: int, first: int = 1) -> str:
    digits = f"{first}99{number:09}"
    return digits + str((11 - sum(int(d) * (13 - i) for i, d in enumerate(digits)) % 11) % 10)


def house_code(number: int) -> str:
    return f"6099{number:07}"


def _headings(cells: dict[str, str]) -> dict[str, str]:
    """Keyword names as headings: underscores are spaces, and ำ is in one piece again, which Python takes apart in names."""
    return {name.replace("_", " ").replace("ํา", "ำ"): cell for name, cell in cells.items()}


def household(number: int | str, village: str = "60010103", **cells: str) -> dict[str, str]:
    """A household that passes everything: household(7, "60010103", ข้อ_22="0"). Underscores in names stand for spaces."""
    code = house_code(number) if isinstance(number, int) else number
    return {"รหัสบ้าน": code, "รหัสหมู่บ้าน": village, **ANSWERS} | _headings(cells)


def member(number: int | str, person: int | None = None, **cells: str) -> dict[str, str]:
    """Somebody of a household, neither registered for welfare nor validated."""
    code = house_code(number) if isinstance(number, int) else number
    row = {"รหัสบ้าน": code, "เลขประจำตัวประชาชน": national_id(person) if person is not None else "", "ชื่อ": "ทดสอบ"}
    row |= {"ลงทะเบียนสวัสดิการ": "0", "ได้สิทธิ์บัตรสวัสดิการ": "0"}
    return row | _headings(cells)


def card(number: int | str, person: int | None = None, **cells: str) -> dict[str, str]:
    """A member registered for welfare and validated."""
    return member(number, person, ลงทะเบียนสวัสดิการ="1", ได้สิทธิ์บัตรสวัสดิการ="1", **cells)


def without(rows: list[dict[str, str]], *headings: str) -> list[dict[str, str]]:
    return [{name: cell for name, cell in row.items() if name not in headings} for row in rows]


def grid(rows: list[dict[str, str]]) -> list[list[str]]:
    headings = list(dict.fromkeys(name for row in rows for name in row))
    return [headings, *([row.get(name, "") for name in headings] for row in rows)]


def folder(path: Path, households: list[dict] | None = None, members: list[dict] | None = None) -> Path:
    """households.csv and members.csv in a folder."""
    path.mkdir(parents=True, exist_ok=True)
    for name, rows in (("households", households), ("members", members)):
        if rows is not None:
            with (path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(grid(rows))
    return path


def workbook(path: Path, households: list[dict] | None = None, members: list[dict] | None = None) -> Path:
    """One workbook with the two sheets of the plain layout."""
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in (("ครัวเรือน", households), ("สมาชิก", members)):
            if rows is not None:
                sheet = book.add_worksheet(name)
                for number, cells in enumerate(grid(rows)):
                    for column, cell in enumerate(cells):
                        sheet.write(number, column, cell)
    return path


@dataclass
class Told:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.out)))

    @property
    def json(self) -> list[dict]:
        return json.loads(self.out)

    @property
    def counts(self) -> tuple[int, ...]:
        """households, members, unchanged, left_out of an import."""
        [row] = self.rows
        assert list(row) == SUMMARY
        return tuple(int(row[name]) for name in SUMMARY[1:5])


class Nsc:
    """nsc("figures", "--year", "2561", "--level", "tambon")."""

    def __init__(self, capsys: pytest.CaptureFixture, tmp_path: Path) -> None:
        self.capsys, self.tmp_path = capsys, tmp_path
        self.deliveries = 0

    def __call__(self, *words: object) -> Told:
        self.capsys.readouterr()
        status = main([str(word) for word in words])
        out, err = self.capsys.readouterr()
        return Told(status, out, err)

    def send(self, households: list[dict] | None = None, members: list[dict] | None = None, *options: object, year: int = 2561) -> Told:
        """Imports these rows."""
        self.deliveries += 1
        return self("import", folder(self.tmp_path / f"delivery-{self.deliveries}", households, members), "--year", year, *options)

    def wrong(self, households: list[dict] | None = None, members: list[dict] | None = None, kind: str = "--errors") -> list[tuple]:
        """(file, row, column, value) of every wrong cell that a dry run lists."""
        out = self.tmp_path / f"listed-{self.deliveries}.csv"
        told = self.send(households, members, "--dry-run", kind, out)
        assert told.status in (0, 1), told.err
        with out.open(encoding="utf-8", newline="") as file:
            return [(row["file"], int(row["row"]), row["column"], row["value"]) for row in csv.DictReader(file)]

    def cautions(self, households: list[dict] | None = None, members: list[dict] | None = None) -> list[tuple]:
        return self.wrong(households, members, "--cautions")

    def figures(self, level: str = "province", *options: object, year: int = 2561) -> list[dict[str, str]]:
        told = self("figures", "--year", year, "--level", level, *options)
        assert told.status == 0, told.err
        return told.rows

    def all_figures(self, year: int = 2561) -> list[list[dict[str, str]]]:
        """Every table at every level."""
        levels, tables = ("province", "amphoe", "tambon", "village"), ([], ["--indicators"], ["--patterns"])
        return [self.figures(level, *table, year=year) for level in levels for table in tables]
