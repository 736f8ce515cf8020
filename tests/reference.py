"""The contract once more, slowly: import and figures in plain dicts and loops, to compare the system with.

It shares no line with nsc/. What a cell means it knows from the tables below, from which the dirty files are written, too.
"""

import copy
import csv
import random
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from tests.survey_files import house_code, national_id

PROVINCE = Path(__file__).parent.parent / "nsc/areas/data/provinces/60"
WRONG = object()
DIMENSIONS = {"health": [1, 4, 5, 7], "living": [8, 9, 10, 11], "education": [15, 16, 17, 19], "income": [20, 21, 22], "access": [27, 28]}
FOR_SOME = {2, 3, 1, 6, 7, 15, 16, 17, 18, 19, 20, 21, 26, 27, 28, 29}  # of the 31: those that concern an age or a group

ANSWER = {
    "1": "1", "ผ่าน": "1", "ผ่านเกณฑ์": "1", " ๑": "1", "0": "0", "ไม่ผ่าน": "0", "ไม่ผ่านเกณฑ์ ": "0", "๐": "0",
    "": "-", "9": "-", "-": "-", "ไม่เข้าข่าย": "-", "2": WRONG, "ผ่านแล้ว": WRONG, "1.0": WRONG, "#N/A": WRONG,
}  # fmt: skip
YES_NO = {"1": 1, "ใช่": 1, "มี": 1, "0": 0, "ไม่ใช่": 0, "ไม่มี": 0, "๑": 1, "": None, "2": WRONG, "ได้": WRONG, "-": WRONG}
DATE = {
    "15/04/2560": "2017-04-15", "๑๕/๐๔/๒๕๖๐": "2017-04-15", "15/4/2017": "2017-04-15", "15 เมษายน 2560": "2017-04-15",
    "42840": "2017-04-15", "2560": "2017", "00/00/2560": "2017", "": "", "29/02/2559": "2016-02-29",
    "31/04/2560": WRONG, "29/02/2560": WRONG, "15/13/2560": WRONG, "00/00/0000": "",
}  # fmt: skip
HEALTH = {"ปกติ": 0, "0": 0, "พิการ": 1, "1": 1, "ป่วยเรื้อรัง": 2, "2": 2, "": None, "แข็งแรง": None}
INCOME = {"38000": 38000, "38,000": 38000, "๓๗,๙๙๙.๕": 37999.5, "": None, "ไม่ทราบ": None}
NAME = {"สมมติ": "สมมติ", " สมมติ ": "สมมติ", "\u200bตัวอย่าง": "ตัวอย่าง", "": ""}
VILLAGE = {
    "60010103": ("60010103", "01"), "60010201": ("60010201", "01"), "6001010301": ("60010103", "01"), "6001010302": ("60010103", "02"),
    "๖๐๐๑๐๒๐๑": ("60010201", "01"), "60090801": ("60090801", "01"), "60015102": ("60015102", "01"), "6007510101": ("60075101", "01"),
    "60020199": ("60020199", "01"),
    "60111101": ("60130301", "01"), "6001010": WRONG, "61010101": WRONG, "60019901": ("60019901", "01"), "": WRONG, "60993301": WRONG,
    "60014901": WRONG,
}  # fmt: skip


@dataclass
class Household:
    data: tuple  # (code or "", no, village, part, house_no, surveyed, income, answers)
    members: list[tuple] = field(default_factory=list)  # (id, name, born, health, self_care, registered, validated)
    asked: tuple[bool, bool] = (True, True)  # whether its file has the columns registered, validated


@dataclass
class Delivered:
    households: int = 0
    members: int = 0
    unchanged: int = 0
    left_out: int = 0
    errors: set[tuple[str, int, str]] = field(default_factory=set)

    @property
    def counts(self) -> tuple[int, ...]:
        return self.households, self.members, self.unchanged, self.left_out


class Reference:
    """One survey year. `stored`: live households by an id of our own."""

    def __init__(self) -> None:
        self.stored: dict[int, Household] = {}
        self.before: list[dict[int, Household]] = []
        self.next = 1

    # — reading —

    def _house_code(self, text: str) -> str:
        code = text.translate(str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")).replace("-", "").replace(" ", "").replace("\u200b", "")
        return code.zfill(11) if code.isdigit() and 9 <= len(code) <= 11 else ""

    def _read_household(self, row: dict[str, str]) -> tuple[tuple | None, list[str]]:
        wrong = []
        code, no = self._house_code(row.get("รหัสบ้าน", "")), row.get("ลำดับครัวเรือน", "")
        if not code and not no:
            wrong.append("รหัสบ้าน")
        village = VILLAGE[row["รหัสหมู่บ้าน"]]
        if village is WRONG:
            wrong.append("รหัสหมู่บ้าน")
        surveyed = DATE[row.get("วันที่สำรวจ", "")]
        if surveyed is WRONG:
            wrong.append("วันที่สำรวจ")
        answers = ""
        for n in range(1, 32):
            text = row[f"ข้อ {n}"]
            answer = ("-" if n in FOR_SOME else WRONG) if text == "ไม่มี" else ANSWER[text]
            if answer is WRONG:
                wrong.append(f"ข้อ {n}")
            else:
                answers += answer
        if wrong:
            return (code, no, village), wrong
        return (code, no, *village, row.get("บ้านเลขที่", ""), surveyed, INCOME[row.get("รายได้เฉลี่ยต่อคนต่อปี", "")], answers), []

    def _read_member(self, row: dict[str, str]) -> tuple[tuple | None, list[str]]:
        wrong = []
        number = row.get("เลขประจำตัวประชาชน", "").replace("-", "").replace(" ", "").translate(str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789"))
        if number and not (
            len(number) == 13 and number.isdigit() and (11 - sum(int(number[i]) * (13 - i) for i in range(12)) % 11) % 10 == int(number[12])
        ):
            wrong.append("เลขประจำตัวประชาชน")
        born = DATE[row.get("วันเกิด", "")]
        if born is WRONG:
            wrong.append("วันเกิด")
        facts = []
        for heading in ("ช่วยเหลือตัวเองได้", "ลงทะเบียนสวัสดิการ", "ได้สิทธิ์บัตรสวัสดิการ"):
            fact = YES_NO[row[heading]] if heading in row else None
            if fact is WRONG:
                wrong.append(heading)
            if fact is None and heading in row and heading != "ช่วยเหลือตัวเองได้":
                fact = 0
            facts.append(fact)
        if row.get("รหัสหมู่บ้าน") and VILLAGE[row["รหัสหมู่บ้าน"]] is WRONG:
            wrong.append("รหัสหมู่บ้าน")
        return (number, NAME[row.get("ชื่อ", "")], born, HEALTH[row.get("สุขภาพ", "")], *facts), wrong

    # — importing —

    def deliver(self, households: list[dict] | None, members: list[dict] | None) -> Delivered:
        self.before.append(copy.deepcopy(self.stored))
        told = Delivered()
        accepted: dict[str, tuple] = {}  # by code, or village#no
        bad: list[tuple] = []
        for line, row in enumerate(households or [], start=2):
            read, wrong = self._read_household(row)
            if wrong:
                told.errors |= {("households", line, column) for column in wrong}
                told.left_out += 1
                bad.append(read)
                continue
            key = read[0] or f"{read[2]}#{read[1]}"
            if key not in accepted:
                accepted[key] = read
            elif accepted[key] == read:
                told.unchanged += 1
            else:
                told.errors.add(("households", line, "รหัสบ้าน" if "รหัสบ้าน" in row else "ลำดับครัวเรือน"))
                told.left_out += 1
        theirs: dict[object, list[tuple]] = {}
        used: set[str] = set()
        for line, row in enumerate(members or [], start=2):
            whose = self._whose(row, accepted, bad)
            read, wrong = self._read_member(row)
            if whose == "left out":
                told.left_out += 1
                continue
            if whose is None:
                wrong = [*wrong, "รหัสบ้าน" if "รหัสบ้าน" in row else "ลำดับครัวเรือน"]
            if not wrong and read[0] and read[0] in used:
                wrong = ["เลขประจำตัวประชาชน"]
            if wrong:
                told.errors |= {("members", line, column) for column in wrong}
                told.left_out += 1
                continue
            used.add(read[0])
            theirs.setdefault(whose, []).append(read)
        asked = tuple(any(heading in row for row in members or []) for heading in ("ลงทะเบียนสวัสดิการ", "ได้สิทธิ์บัตรสวัสดิการ"))
        for key, data in accepted.items():
            self._store(told, self._find(data), data, theirs.pop(("file", key), []), members is not None, asked)
        for (_stored, number), people in theirs.items():
            self._grow(told, self.stored[number], people)
        return told

    def _whose(self, row: dict[str, str], accepted: dict[str, tuple], bad: list[tuple]):
        code, no = self._house_code(row.get("รหัสบ้าน", "")), row.get("ลำดับครัวเรือน", "")
        if code:
            if code in accepted:
                return "file", code
            if any(each[0] == code for each in bad):
                return "left out"
            return next((("stored", n) for n, each in self.stored.items() if each.data[0] == code), None)
        village = VILLAGE.get(row.get("รหัสหมู่บ้าน", ""), WRONG)
        if not no:
            return None
        if village is WRONG:  # without a village, a number that is the only one of its kind in the file
            found = [key for key, each in accepted.items() if each[1] == no]
            if len(found) == 1:
                return "file", found[0]
            return "left out" if sum(each[1] == no for each in bad) == 1 else None
        found = sorted((bool(each[0]), key) for key, each in accepted.items() if (each[2], each[1]) == (village[0], no))
        if found:
            return "file", found[0][1]
        if any(each[1] == no and each[2] is not WRONG and each[2][0] == village[0] for each in bad):
            return "left out"
        number = self._numbered(village[0], no)
        return number and ("stored", number)

    def _numbered(self, village: str, no: str) -> int | None:
        return min(((bool(h.data[0]), n) for n, h in self.stored.items() if (h.data[2], h.data[1]) == (village, no)), default=(0, None))[1]

    def _find(self, data: tuple) -> int | None:
        if data[0]:
            return next((n for n, each in self.stored.items() if each.data[0] == data[0]), None)
        return next((n for n, each in self.stored.items() if not each.data[0] and (each.data[2], each.data[1]) == (data[2], data[1])), None)

    def _store(self, told: Delivered, number: int | None, data: tuple, people: list[tuple], has_members: bool, asked) -> None:
        if number is not None and self.stored[number].data == data:
            told.unchanged += 1
            self.stored[number].asked = tuple(map(max, self.stored[number].asked, asked))
            self._grow(told, self.stored[number], people)
            return
        told.households += 1
        told.members += len(people)
        if number is not None and not has_members:
            self.stored[number].data = data
            return
        if number is None:
            number, self.next = self.next, self.next + 1
        self.stored[number] = Household(data, people, asked)

    def _grow(self, told: Delivered, household: Household, people: list[tuple]) -> None:
        there = list(household.members)
        for person in people:
            if person in there:
                there.remove(person)
                told.unchanged += 1
                continue
            told.members += 1
            same = [each for each in household.members if person[0] and each[0] == person[0]]
            household.members = [each for each in household.members if each not in same] + [person]

    def undo(self) -> None:
        self.stored = self.before.pop()

    # — figures —

    def figures(self, digits: int) -> dict[str, dict]:
        areas: dict[str, list[Household]] = {}
        for each in self.stored.values():
            areas.setdefault(each.data[2][:digits], []).append(each)
        return {code: self._row(found) for code, found in sorted(areas.items())}

    def _row(self, found: list[Household]) -> dict:
        poor = [each for each in found if self.pattern(each) != "00000"]
        knows = [all(all(m[5 + n] is not None for m in each.members) if each.members else each.asked[n] for each in found) for n in (0, 1)]

        def cards(some: list[Household], n: int):
            return sum(m[5 + n] for each in some for m in each.members) if knows[n] else ""

        def people(some: list[Household]) -> int:
            return sum(len(each.members) for each in some)

        row = {
            "households": len(found), "members": people(found), "welfare_registered": cards(found, 0), "welfare_validated": cards(found, 1),
            "poor_households": len(poor), "mpi_poor": people(poor), "target_registered": cards(poor, 0), "target_poor": cards(poor, 1),
        }  # fmt: skip
        row["target_rate"] = 100 * row["target_poor"] / row["members"] if knows[1] and row["members"] else ""
        for position, name in enumerate(DIMENSIONS):
            row[f"mpi_{name}"] = people([each for each in found if self.pattern(each)[position] == "1"])
        for position, name in enumerate(DIMENSIONS):
            row[f"target_{name}"] = cards([each for each in found if self.pattern(each)[position] == "1"], 1)
        row["indicators"] = {
            n: (
                people([each for each in found if each.data[7][n - 1] != "-"]),
                people([each for each in found if each.data[7][n - 1] == "0"]),
                cards([each for each in poor if each.data[7][n - 1] == "0"], 1),
            )
            for n in range(1, 32)
        }
        row["patterns"] = {}
        for pattern in sorted({self.pattern(each) for each in poor}):
            those = [each for each in poor if self.pattern(each) == pattern]
            row["patterns"][pattern] = (len(those), people(those), sum(m[6] for h in those for m in h.members) if knows[1] else "")
        return row

    @staticmethod
    def pattern(household: Household) -> str:
        return "".join(str(int(any(household.data[7][n - 1] == "0" for n in numbers))) for numbers in DIMENSIONS.values())


class Clerk:
    """Writes dirty files: mostly right cells, now and then another spelling, a wrong value, a repeated or a changed row."""

    def __init__(self, chance: random.Random, dirt: float) -> None:
        self.chance, self.dirt = chance, dirt
        self.households: list[dict] = []
        self.members: list[dict] = []
        self.validated_asked = chance.random() < 0.85

    def _cell(self, table: dict, usual: list[str]) -> str:
        return self.chance.choice(list(table)) if self.chance.random() < self.dirt else self.chance.choice(usual)

    def household(self) -> dict[str, str]:
        number = self.chance.randrange(1, 40)
        code = self.chance.choice(["", house_code(number)]) if self.chance.random() < 0.3 else house_code(number)
        if code and self.chance.random() < self.dirt:
            code = self.chance.choice(
                [f"{code[:4]}-{code[4:10]}-{code[10]}", code.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")), "12345", "บ้าน"]
            )
        row = {
            "รหัสบ้าน": code, "ลำดับครัวเรือน": str(number) if self.chance.random() < 0.8 else "",
            "รหัสหมู่บ้าน": self._cell(VILLAGE, ["60010103", "60010201", "60090801", "60015102", "6001010302"]),
            "บ้านเลขที่": self.chance.choice(["", "1", "25/2"]), "วันที่สำรวจ": self._cell(DATE, ["15/04/2560", ""]),
            "รายได้เฉลี่ยต่อคนต่อปี": self._cell(INCOME, ["38000"]),
        }  # fmt: skip
        for n in range(1, 32):
            sloppy = self.chance.random() < self.dirt / 8
            row[f"ข้อ {n}"] = self.chance.choice([*ANSWER, "ไม่มี"]) if sloppy else self.chance.choices(["1", "0", ""], [16, 1, 3])[0]
        return row

    def member(self, household: dict) -> dict[str, str]:
        row = {
            "รหัสบ้าน": household["รหัสบ้าน"], "ลำดับครัวเรือน": household["ลำดับครัวเรือน"], "รหัสหมู่บ้าน": household["รหัสหมู่บ้าน"],
            "เลขประจำตัวประชาชน": national_id(self.chance.randrange(400)) if self.chance.random() < 0.6 else "",
            "ชื่อ": self._cell(NAME, ["สมมติ"]), "วันเกิด": self._cell(DATE, ["2560", "15/4/2017"]), "สุขภาพ": self._cell(HEALTH, ["ปกติ"]),
            "ช่วยเหลือตัวเองได้": self._cell(YES_NO, ["1", "0"]), "ลงทะเบียนสวัสดิการ": self._cell(YES_NO, ["1", "0"]),
            "ได้สิทธิ์บัตรสวัสดิการ": self._cell(YES_NO, ["1", "0"]),
        }  # fmt: skip
        if self.chance.random() < self.dirt:
            number = row["เลขประจำตัวประชาชน"]
            row["เลขประจำตัวประชาชน"] = self.chance.choice(
                ["1234567890123", number[:12], f"{number[:1]}-{number[1:]}" if number else "", "x"]
            )
        if self.chance.random() < self.dirt:
            row["รหัสบ้าน"] = self.chance.choice(["", "60990009999"])
        return row if self.validated_asked else {name: cell for name, cell in row.items() if name != "ได้สิทธิ์บัตรสวัสดิการ"}

    def file(self) -> tuple[list[dict] | None, list[dict] | None]:
        """Something of what was sent before, changed here and there, and something new; sometimes one part only."""
        pick = self.chance
        households = [dict(row) for row in self.households if pick.random() < 0.7]
        for row in households:
            if pick.random() < 0.3:
                row[f"ข้อ {pick.randrange(1, 32)}"] = pick.choice(["0", "1"])
        households += [self.household() for _ in range(pick.randrange(8))]
        households += [dict(row) for row in households if pick.random() < 0.1]
        members = [dict(row) for row in self.members if pick.random() < 0.7]
        for row in members:
            if pick.random() < 0.15:
                row["ชื่อ"] = pick.choice(list(NAME))
        members += [self.member(row) for row in households + self.households if pick.random() < 0.6 for _ in range(pick.randrange(3))]
        members += [dict(row) for row in members if not row["เลขประจำตัวประชาชน"] and pick.random() < 0.1]
        pick.shuffle(members)
        parts = pick.random()
        if parts > 0.25 and households:
            self.households = households
        if parts < 0.85 and members:
            self.members = members
        return (households or None if parts > 0.25 else None), (members or None if parts < 0.85 else None)


def villages() -> set[str]:
    with (PROVINCE / "areas.csv").open(encoding="utf-8") as file:
        return {row["code"] for row in csv.DictReader(file)}


def abolished() -> dict[str, str]:
    return tomllib.loads((PROVINCE / "settings.toml").read_text(encoding="utf-8"))["abolished"]
