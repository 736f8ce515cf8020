"""The plain survey layout: exact headings, no guessing. Grids in, the two parts out, values as written."""

import re
from dataclasses import dataclass, field, replace

import polars as pl

from nsc import thai
from nsc.errors import Refused, _
from nsc.intake.reading import INVISIBLE, Sheet
from nsc.intake.synonyms import HELPED

HOUSEHOLDS, MEMBERS = "households", "members"
HELP = "help"  # a list of help: no part of the survey
PARTS = {HOUSEHOLDS: "ครัวเรือน", MEMBERS: "สมาชิก"}
TITLES = PARTS | {HELP: "ความช่วยเหลือ"}

# field: its headings, the standard one first. The English one is the field's own name.
_BOTH = {
    "house_code": ("รหัสบ้าน", "เลขรหัสประจำบ้าน"),
    "household_no": ("ลำดับครัวเรือน",),
    "village_code": ("รหัสหมู่บ้าน",),
}
FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    HOUSEHOLDS: _BOTH
    | {
        "house_no": ("บ้านเลขที่",),
        "moo": ("หมู่ที่",),
        "lat": ("ละติจูด",),
        "lon": ("ลองจิจูด",),
        "surveyed_on": ("วันที่สำรวจ",),
        "income_per_person": ("รายได้เฉลี่ยต่อคนต่อปี",),
        "local_authority": ("อปท.",),
        # The answers beside the verdicts: baht a year for the whole household, debt in baht outstanding, saving yes or no.
        "income_main": ("รายได้จากอาชีพหลัก",),
        "income_secondary": ("รายได้จากอาชีพรองหรืออาชีพเสริม",),
        "income_other": ("รายได้อื่น",),
        "income_in_kind": ("รายได้จากการทำ ปลูก เลี้ยงสัตว์ หาไว้กินเอง",),
        "expense_production": ("รายจ่ายต้นทุนการผลิต",),
        "expense_necessary": ("รายจ่ายอุปโภคบริโภคที่จำเป็น",),
        "expense_unnecessary": ("รายจ่ายอุปโภคบริโภคที่ไม่จำเป็น",),
        "expense_debt": ("รายจ่ายชำระหนี้สิน",),
        "debt_formal": ("หนี้ในระบบ",),
        "debt_fund": ("หนี้กองทุนชุมชน",),
        "debt_informal": ("หนี้นอกระบบ",),
        "is_saving": ("มีการเก็บออมเงิน",),
        # Problems outside the five dimensions: codes or names of the system's list, parted by semicolons.
        "problems": ("ปัญหาอื่น ๆ", "ปัญหาอื่นๆ"),
    },
    MEMBERS: _BOTH
    | {
        "national_id": ("เลขประจำตัวประชาชน",),
        "title": ("คำนำหน้า",),
        "first_name": ("ชื่อ",),
        "last_name": ("นามสกุล",),
        "sex": ("เพศ",),
        "birth_date": ("วันเกิด",),
        "relation": ("ความสัมพันธ์",),
        "occupation": ("อาชีพ",),
        "education": ("การศึกษา",),
        "health": ("สุขภาพ",),
        "self_care": ("ช่วยเหลือตัวเองได้", "ช่วยเหลือตนเองได้"),
        "welfare_registered": ("ลงทะเบียนสวัสดิการ",),
        "welfare_validated": ("ได้สิทธิ์บัตรสวัสดิการ", "ผู้มีสิทธิบัตรสวัสดิการแห่งรัฐ"),
    },
}
MONEY = tuple(key for key in FIELDS[HOUSEHOLDS] if key.startswith(("income_", "expense_", "debt_", "is_")) and key != "income_per_person")
_INDICATOR = re.compile(r"(?:ข้อ |i)([1-9]\d?)")
_RELIGION = re.compile(r"(?i)^(?:รหัส|การ)?(?:ที่)?(?:นับถือ)?ศาสนา(?!สถาน)|^religion")
TOTALS = r"(?i)^(?:รวม|ยอดรวม|total)"
_OF_PEOPLE = re.compile(r"\d{5}|\d[/.]\d+[/.]\d")
_ROWS_SEARCHED = 200  # for the heading row; nobody puts more above a table

CAUTIONS = {"file": pl.String, "row": pl.UInt32, "column": pl.String, "value": pl.String, "problem": pl.String, "remedy": pl.String}


@dataclass(frozen=True)
class Part:
    """One part of the survey as written in one sheet. `table`: "row" (UInt32, as a person sees it) and one String column a field found."""

    file: str  # HOUSEHOLDS, MEMBERS or HELP: the part the sheet plays
    source: str
    sheet: str
    table: pl.DataFrame = field(repr=False)
    headings: dict[str, str]  # field → heading as written
    indicators: int  # N of ข้อ 1 … ข้อ N, over both parts
    heading_row: int = 1
    religion: str = ""  # heading of a column that was not read: what people believe is nobody's business here
    # Of a mapped sheet: the cells a transform changed, as written ("row" + one column a field), and what to tell about them (CAUTIONS).
    written: pl.DataFrame | None = field(default=None, repr=False)
    cautions: pl.DataFrame | None = field(default=None, repr=False)


def heading(text: str | None) -> str:
    """A heading as compared: no zero-width characters, no outer spaces, Arabic digits, ำ in one piece."""
    return thai.composed(thai.arabic_digits(thai.visible(text or ""))).strip(INVISIBLE)


def plain(sheets: list[Sheet]) -> dict[str, Part]:
    """The parts found by exact headings. Refused when there is none, one twice, or a hole in ข้อ 1 … ข้อ N."""
    found: dict[str, list[tuple[Sheet, int, dict[str, list[str]]]]] = {HOUSEHOLDS: [], MEMBERS: []}
    for sheet in sheets:
        if recognised := _recognise(sheet):
            file, row, columns = recognised
            found[file].append((sheet, row, columns))
        elif _named(sheet):
            raise _unreadable([sheet])  # meant as a part: reading only the other one would lose it in silence
    if not any(found.values()):
        raise _unreadable(sheets)
    chosen = {file: _the_one(file, candidates) for file, candidates in found.items() if candidates}
    parts = {file: part_of(sheet, file, row, columns) for file, (sheet, row, columns) in chosen.items()}
    return with_indicators(parts)


def fields_of(file: str) -> dict[str, str]:
    """Normalised heading → field of one part, without ข้อ n."""
    return {heading(name): key for key, names in FIELDS[file].items() for name in (key, *names)}


_LOOKUP = {file: fields_of(file) for file in FIELDS}


def field_of(file: str, text: str | None) -> str | None:
    """The field an exact heading names in a part, ข้อ n and in included (as "i1", "i2", …)."""
    name = heading(text)
    if number := _INDICATOR.fullmatch(name):
        return f"i{int(number[1])}"
    return _LOOKUP[file].get(name)


def standard_heading(file: str, key: str) -> str:
    """How the plain layout heads a field that a file does not have."""
    if key in HELPED:
        return HELPED[key]
    names = next((fields[key] for fields in (FIELDS.get(file, {}), *FIELDS.values()) if key in fields), None)
    return names[0] if names else f"ข้อ {key[1:]}"


def _recognise(sheet: Sheet) -> tuple[str, int, dict[str, list[str]]] | None:
    """(part, index of the heading row, field → its columns); None if no row reads as headings of a part."""
    named = _named(sheet)
    tries = []
    for file in (named,) if named else FIELDS:
        row, columns = _heading_row(sheet.grid, file)
        if _is_enough(file, columns):
            tries.append((_own(file, columns), file, row, columns))
    if not tries:
        return None
    _most, file, row, columns = max(tries, key=lambda t: t[0])
    return file, row, columns


def _named(sheet: Sheet) -> str | None:
    name = heading(sheet.name or sheet.source.rpartition(".")[0]).casefold()
    return next((file for file, thai in PARTS.items() if name in (file, thai)), None)


def _heading_row(grid: pl.DataFrame, file: str) -> tuple[int, dict[str, list[str]]]:
    """The row with the most headings of the part, the first of equals."""
    best: tuple[int, dict[str, list[str]]] = (0, {})
    names = grid.columns[1:]
    for index, cells in enumerate(grid.head(_ROWS_SEARCHED).select(names).iter_rows()):
        columns: dict[str, list[str]] = {}
        for name, cell in zip(names, cells, strict=True):
            if cell and len(cell) <= 120 and (key := field_of(file, cell)):
                columns.setdefault(key, []).append(name)
        if len(columns) > len(best[1]):
            best = index, columns
    return best


def _is_enough(file: str, columns: dict[str, list[str]]) -> bool:
    joined = "house_code" in columns or "household_no" in columns
    return joined and ("village_code" in columns if file == HOUSEHOLDS else _own(file, columns) > 0)


def _own(file: str, columns: dict[str, list[str]]) -> int:
    """How many fields only this part has; ข้อ n beside a village code speaks for households."""
    own = sum(key in FIELDS[file] and key not in _BOTH for key in columns)
    return own + (file == HOUSEHOLDS and "village_code" in columns and "i1" in columns)


def _the_one(file: str, candidates: list[tuple[Sheet, int, dict[str, list[str]]]]) -> tuple[Sheet, int, dict[str, list[str]]]:
    candidates = [candidate for candidate in candidates if _named(candidate[0])] or candidates
    if len(candidates) > 1:
        raise Refused(
            _("มีตาราง{part}มากกว่าหนึ่งแผ่น: {sheets} โปรดรวมเป็นแผ่นเดียว หรือส่งแยกไฟล์ทีละแผ่น"),
            part=PARTS[file],
            sheets=", ".join(title(sheet) for sheet, _row, _columns in candidates),
        )
    return candidates[0]


def part_of(sheet: Sheet, file: str, row: int, columns: dict[str, list[str]]) -> Part:
    """Cuts the data below the heading row (its index in the grid); of two columns for one field the first filled cell counts."""
    grid = sheet.grid
    beliefs = _beliefs(sheet, row)
    columns = {key: [name for name in names if name not in beliefs] for key, names in columns.items()}
    columns = {key: names for key, names in columns.items() if names}
    order = sorted(columns, key=lambda key: int(columns[key][0][1:]))
    first = pl.coalesce(grid.columns[1:]).str.strip_chars(INVISIBLE)
    table = (
        grid.slice(row + 1)
        .filter(~first.str.contains(TOTALS))
        .select("row", *(pl.coalesce(columns[key]).alias(key) for key in order))
        .filter(~pl.all_horizontal(pl.exclude("row").is_null()))
    )
    written = {key: grid[columns[key][0]][row] or "" for key in order}
    return Part(file, sheet.source, sheet.name, table, written, 0, grid["row"][row], next(iter(beliefs.values()), ""))


def is_belief(text: str | None) -> bool:
    """Whether a column of this heading says who believes what. It is never read (PDPA s. 26), and can't be mapped to anything."""
    return bool(_RELIGION.search(heading(text)))


def _beliefs(sheet: Sheet, row: int) -> dict[str, str]:
    """Columns of beliefs, and their headings as written; a heading may stand in two rows."""
    rows = sheet.grid.slice(max(row - 1, 0), min(row, 1) + 1).select(pl.exclude("row"))
    return {name: str(cell) for name in rows.columns for cell in rows[name].to_list() if is_belief(cell)}


def with_indicators(parts: dict[str, Part]) -> dict[str, Part]:
    """Counts ข้อ 1 … ข้อ N over the parts together: members may carry the personal ones. Refused with the numbers that are missing."""
    numbers = {int(key[1:]) for part in parts.values() for key in part.headings if re.fullmatch(r"i\d+", key)}
    most = max(numbers, default=0)
    missing = sorted(set(range(1, most + 1)) - numbers)
    if missing and HOUSEHOLDS in parts:
        raise Refused(
            _("ไม่พบคอลัมน์ {missing} ทั้งที่มีถึงข้อ {most} โปรดเพิ่มคอลัมน์ให้ครบตั้งแต่ข้อ 1 หรือตรวจสอบหัวคอลัมน์"), missing=_spans(missing), most=most
        )
    return {file: replace(part, indicators=most) for file, part in parts.items()}


def _spans(numbers: list[int]) -> str:
    """1 3 4 5 → "ข้อ 1, ข้อ 3–5"."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(f"ข้อ {low}" if low == high else f"ข้อ {low}–{high}" for low, high in spans)


def title(sheet: Sheet) -> str:
    return f"“{sheet.name}”" if sheet.name else f"“{sheet.source}”"


def _unreadable(sheets: list[Sheet]) -> Refused:
    return Refused(
        _(
            "ไม่พบตารางครัวเรือนหรือสมาชิกตามรูปแบบมาตรฐาน ที่พบคือ {seen} "
            "ตารางครัวเรือนต้องมีหัวคอลัมน์ {households} ตารางสมาชิกต้องมีหัวคอลัมน์ {members} "
            "โปรดแก้หัวคอลัมน์ให้ตรง ใช้แบบฟอร์มของระบบ หรือเลือกแบบการจับคู่คอลัมน์ที่บันทึกไว้"
        ),
        seen=" ".join(f"{title(sheet)}: {_seen(sheet)}" for sheet in sheets[:6]),
        households=_("รหัสบ้าน (หรือ ลำดับครัวเรือน), รหัสหมู่บ้าน, ข้อ 1, ข้อ 2, …"),
        members=_("รหัสบ้าน (หรือ ลำดับครัวเรือน), เลขประจำตัวประชาชน, ชื่อ, นามสกุล, …"),
    )


def _seen(sheet: Sheet) -> str:
    """The row most likely meant as headings: the one with the most filled cells among the first. One with a code or a date in it is about
    people, and what is refused may be kept and shown to others."""
    rows = [[cell for cell in cells if cell] for cells in sheet.grid.head(20).select(pl.exclude("row")).iter_rows()]
    cells = max((row for row in rows if not any(_OF_PEOPLE.search(thai.bare(cell)) for cell in row)), key=len, default=[])
    shown = ", ".join(heading(cell)[:40] for cell in cells[:12])
    return shown + (" …" if len(cells) > 12 else "")
