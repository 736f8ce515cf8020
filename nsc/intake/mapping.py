"""Workbooks that are not plain: guesses what each column is, with its reasons, for a person to correct and keep as a profile."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl
from rapidfuzz import fuzz, process

from nsc.errors import Refused, _
from nsc.intake import identifiers
from nsc.intake.columns import BOTH, HOUSEHOLD_ONLY, LIST, PLACE, SEARCHED, SURVEY, Profile, Rule, apply, keys
from nsc.intake.layout import FIELDS, HELP, HOUSEHOLDS, MEMBERS, TOTALS, field_of, heading, is_belief
from nsc.intake.reading import INVISIBLE, Sheet
from nsc.intake.synonyms import DIMENSIONS, HELP_SYNONYMS, HELPED, SYNONYMS, WHOM

__all__ = ["BOTH", "HELP", "LIST", "SURVEY", "Guess", "Profile", "Proposal", "Rule", "apply", "profile", "propose", "propose_help"]

PERSONAL = {key for key in FIELDS[MEMBERS] if key not in FIELDS[HOUSEHOLDS]} | {"full_name"}
_SAMPLED, _JUDGED = 500, 20_000  # values of a column; rows to tell what kind of sheet it is


@dataclass(frozen=True)
class Guess:
    column: str  # of the grid
    key: str  # the heading as profiles name it
    heading: str  # as written
    field: str | None
    confidence: float  # 0–1
    reason: str
    transform: str | None = None
    sample: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    source: str
    sheet: str
    kind: str | None  # SURVEY, LIST, HELP; None: nothing here for us
    part: str | None
    heading_row: int  # as a person counts; of two, the lower
    heading_rows: int
    columns: tuple[Guess, ...]
    rows: int  # of data
    cautions: tuple[str, ...] = ()
    indicators_of: str = HOUSEHOLDS
    fill_down: bool = False

    def rule(self) -> Rule:
        kept = [guess for guess in self.columns if guess.field]
        return Rule(
            self.sheet,
            self.part or HOUSEHOLDS,
            {guess.key: guess.field for guess in kept if guess.field},
            self.heading_rows,
            transforms={guess.field: guess.transform for guess in kept if guess.field and guess.transform},
            indicators_of=self.indicators_of,
            fill_down=self.fill_down,
        )


def profile(name: str, proposals: list[Proposal]) -> Profile:
    """The profile a person starts to correct: for each part the sheet with most rows. Refused when no sheet is of use."""
    useful = sorted((p for p in proposals if p.kind), key=lambda p: -p.rows)
    if not useful:
        raise Refused(_("ไม่พบคอลัมน์ที่ระบบรู้จักในไฟล์นี้ โปรดตรวจสอบว่าเป็นไฟล์ข้อมูลรายครัวเรือนหรือรายบุคคล"))
    kind = next(kind for kind in (SURVEY, LIST, HELP) if any(p.kind == kind for p in useful))
    rules: dict[str, Rule] = {}
    for proposal in (p for p in useful if p.kind == kind):
        taken = set(rules) | ({HOUSEHOLDS, MEMBERS, BOTH} if BOTH in rules else set())
        if proposal.part and proposal.part not in taken and not (proposal.part == BOTH and rules):
            rules[proposal.part] = proposal.rule()
    return Profile(name, tuple(rules.values()), kind)


# — headings —

Own = Mapping[str, tuple[str, float]]  # heading without what says nothing → field, confidence


def _loose(text: str) -> str:
    """Without what says nothing. The dash stays: ชื่อ-สกุล is a whole name, ชื่อสกุล a surname."""
    return re.sub(r"[\s.,:;_()\[\]\"'*]+", "", heading(text).casefold())


_SYNONYM = {_loose(name): key for key, names in SYNONYMS.items() for name in names}
_STANDARD = {_loose(name): key for fields in FIELDS.values() for key, names in fields.items() for name in (key, *names)}
_OF_HELP: Own = {_loose(name): (key, 0.95) for key, names in HELP_SYNONYMS.items() for name in names} | {
    _loose(name): (key, 1.0) for key, name in HELPED.items()
}
_FUZZY = [name for name in (*_STANDARD, *_SYNONYM) if len(name) >= 6]
_NUMBERED = re.compile(r"(?:ข้อ(?:ที่)?|ตัวชี้วัด(?:ที่)?|จปฐ|indicator|ind|kpi|i)0*([1-9]\d?)(?:ไม่ผ่าน|ตก|ผ่าน|.*)?")
_SAID_NUMBER = re.compile(r"(?:ข้อ|ตัวชี้วัด|จปฐ|indicator)", re.I)
_FAILING = re.compile(r"ไม่ผ่าน|ตกเกณฑ์")


def _by_heading(key: str, wordings: dict[int, str], own: Own) -> tuple[str | None, float, str]:
    """The field a heading speaks of: (field, confidence, reason). Each way of reading it is tried from the surest to the weakest.
    `own`: headings that mean something else in a file of this kind."""
    last = key.rpartition(" / ")[2]
    last = re.sub(r" \(\d+\)$", "", last)
    for text in dict.fromkeys((_loose(last), _loose(key))):
        if text in own:
            return *own[text], _("เป็นหัวคอลัมน์ของบัญชีการช่วยเหลือ")
    for text in dict.fromkeys((last, key)):
        for file in FIELDS:
            if found := field_of(file, text):
                return found, 1.0, _("ตรงกับหัวคอลัมน์มาตรฐาน")
    for text in dict.fromkeys((_loose(last), _loose(key))):
        if found := _STANDARD.get(text) or _SYNONYM.get(text):
            return found, 0.95, _("เป็นคำที่ใช้แทนหัวคอลัมน์มาตรฐาน")
        if number := _NUMBERED.fullmatch(text):
            return f"i{number[1]}", 0.9, _("มีหมายเลขข้อในหัวคอลัมน์")
    if (number := re.fullmatch(r"0*([1-9]\d?)(?:[.)\s].*)?", heading(last), re.S)) and (
        _SAID_NUMBER.search(key) or len(heading(last)) > 12
    ):
        return f"i{number[1]}", 0.85, _("มีหมายเลขข้อในหัวคอลัมน์")
    if wordings and len(_loose(last)) >= 10:
        best = process.extractOne(_loose(last), {n: _loose(text) for n, text in wordings.items()}, scorer=fuzz.ratio, score_cutoff=85)
        if best:
            return f"i{best[2]}", 0.8 * best[1] / 100, _("ใกล้เคียงกับข้อความของตัวชี้วัด")
    best = process.extractOne(_loose(last), _FUZZY, scorer=fuzz.ratio, score_cutoff=82) if len(_loose(last)) >= 5 else None
    if best:
        return _STANDARD.get(best[0]) or _SYNONYM[best[0]], 0.85 * best[1] / 100, _("สะกดใกล้เคียงกับหัวคอลัมน์ที่รู้จัก")
    return None, 0.0, ""


def _find_headings(sheet: Sheet, wordings: dict[int, str], own: Own) -> tuple[int, int]:
    """(index of the heading row, 1 or 2 rows): where the most headings are understood; the upper one of equals, one row before two."""
    best, most = (0, 1), 0.0
    for row in range(min(sheet.grid.height, SEARCHED)):
        for rows in (1, 2) if row and sheet.grid["row"][row] == sheet.grid["row"][row - 1] + 1 else (1,):
            understood: dict[str, float] = {}
            for key, _written in keys(sheet, row, rows).values():
                found, confidence, _reason = _by_heading(key, wordings, own) if len(key) <= 200 else (None, 0.0, "")
                if found:
                    understood[found] = max(understood.get(found, 0.0), confidence)
            if sum(understood.values()) > most + 0.5:
                best, most = (row, rows), sum(understood.values())
    return best


# — contents —


def _digits(values: pl.Series) -> pl.Series:
    return values.to_frame("x").select(identifiers.bare(pl.col("x"))).to_series()


def _share(truths: pl.Series) -> float:
    return truths.filter(truths).len() / max(truths.len(), 1)


def _by_content(values: pl.Series) -> tuple[str | None, float, str, str | None]:
    """What the cells themselves look like: (field, confidence, reason, transform)."""
    filled = values.drop_nulls().head(_SAMPLED)
    if filled.len() < 3:
        return None, 0.0, "", None
    digits = _digits(filled)

    def share(pattern: str, of: pl.Series = filled) -> float:
        return _share(of.str.contains(pattern))

    if _share(identifiers.has_right_check_digit(digits)) > 0.7:
        return "national_id", 0.8, _("เป็นเลข 13 หลักที่ตรวจหลักสุดท้ายถูกต้อง"), None
    if share(r"^\d{11}$", digits) > 0.8:
        return "house_code", 0.7, _("เป็นเลข 11 หลักอย่างรหัสบ้าน"), None
    is_area = share(r"^[1-9]\d{7}(?:\d\d)?$", digits) > 0.8 and digits.str.slice(0, 2).n_unique() <= max(2, filled.len() // 100)
    if is_area and share(r"^(?:19|20|24|25)\d\d(?:0\d|1[0-2])[0-3]\d$", digits) < 0.5:
        return "village_code", 0.7, _("เป็นเลข 8 หรือ 10 หลักอย่างรหัสหมู่บ้าน"), None
    if share(r"^\s*\d{8}(?:\d\d)?\D", digits) > 0.8:
        return "village_code", 0.7, _("มีรหัสหมู่บ้านและชื่ออยู่ในช่องเดียวกัน"), "leading_code"
    if share(r"^\s*(?:นาย|นาง|น\.ส\.|ด\.ช\.|ด\.ญ\.|เด็ก)\S.*\s") > 0.7:
        return "full_name", 0.7, _("มีคำนำหน้า ชื่อ และนามสกุลอยู่ในช่องเดียวกัน"), None
    if share(r"^\s*(?:ชาย|หญิง)\s*$") > 0.8:
        return "sex", 0.7, _("มีแต่คำว่าชายหรือหญิง"), None
    if share(r"^(?:[0-3]?\d[/\-. ](?:[01]?\d|[ก-๙.]+)[/\-. ]\d{2,4}|(?:19|20|24|25)\d\d-?[01]\d-?[0-3]\d)$", filled) > 0.8:
        transform = "compact_date" if share(r"^\d{4}-?\d\d-?\d\d$", digits) > 0.5 else None
        years = filled.str.extract(r"(\d{4})").drop_nulls().cast(pl.Int32)
        spread = int(years.max() or 0) - int(years.min() or 0)  # type: ignore[arg-type]
        if spread > 5:
            return "birth_date", 0.6, _("เป็นวันที่ที่ปีต่างกันมาก"), transform
        return "surveyed_on", 0.5, _("เป็นวันที่ในช่วงใกล้กัน"), transform
    return None, 0.0, "", None


def _transform(key: str, name: str, values: pl.Series) -> str | None:
    """The repair a column of this field seems to need."""
    filled = values.drop_nulls().head(_SAMPLED)
    if name == "house_no":
        return "house_number"
    if name == "village_code" and filled.str.contains(r"\d{8}").any() and filled.str.contains(r"[^\d๐-๙\s\-]").any():
        return "leading_code"
    if name in ("birth_date", "surveyed_on", "helped_on") and filled.str.contains(r"^\d{4}-?\d\d-?\d\d$").any():
        return "compact_date"
    if name in PLACE and filled.str.contains(r"^\s*(?:จังหวัด|อำเภอ|ตำบล|หมู่|[จอตม]\.)").any():
        return "without_prefix"
    if re.fullmatch(r"i\d+", name) and _FAILING.search(key) and not re.search(r"(?<!ไม่)ผ่าน", key):
        return "inverted"
    return None


# — proposal —


def propose(sheet: Sheet, wordings: dict[int, str] | None = None) -> Proposal:
    """What the sheet seems to be, column by column. `wordings`: indicator number → its text, to know columns named by it."""
    if not sheet.grid.height:
        return Proposal(sheet.source, sheet.name, None, None, 1, 1, (), 0)
    row, rows = _find_headings(sheet, wordings or {}, {})
    data = _data(sheet, row)
    total, data = data.height, data.head(_JUDGED)
    guesses = [_guess(column, key, written, data[column], wordings or {}) for column, (key, written) in keys(sheet, row, rows).items()]
    guesses = _as_dimensions(guesses)
    guesses = _one_column_a_field(_run_of_verdicts(guesses, data))
    return replace(_as_a_whole(sheet, row, rows, data, guesses), rows=total)


def _data(sheet: Sheet, row: int) -> pl.DataFrame:
    """What stands below the heading row, without totals."""
    data = sheet.grid.slice(row + 1)
    first = pl.coalesce(data.columns[1:]).str.strip_chars(INVISIBLE)
    return data.filter(~first.str.contains(TOTALS))


def propose_help(sheet: Sheet) -> Proposal:
    """As `propose`, of a list of help: the columns that say whom it means, and those of the help."""
    if not sheet.grid.height:
        return Proposal(sheet.source, sheet.name, None, None, 1, 1, (), 0)
    row, rows = _find_headings(sheet, {}, _OF_HELP)
    data = _data(sheet, row)
    columns = keys(sheet, row, rows).items()
    guesses = [_of_help(_guess(column, key, written, data.head(_JUDGED)[column], {}, _OF_HELP)) for column, (key, written) in columns]
    guesses = _one_column_a_field(guesses)
    fields = {guess.field for guess in guesses}
    is_help = bool(fields & HELPED.keys()) and bool(fields & {"national_id", "house_code", "full_name", "first_name"})
    return Proposal(sheet.source, sheet.name, HELP if is_help else None, HELP, sheet.grid["row"][row], rows, tuple(guesses), data.height)


def is_standard_help(proposal: Proposal) -> bool:
    """Headed word for word as the empty form: nothing is left to ask."""
    return proposal.kind == HELP and all(guess.confidence == 1.0 for guess in proposal.columns)


def _of_help(guess: Guess) -> Guess:
    """A day in a list of help is the day of the help; what has no place there is left out."""
    if guess.field in ("surveyed_on", "birth_date") and guess.confidence < 0.8:
        return replace(guess, field="helped_on")
    if guess.field in HELPED or guess.field in WHOM:
        return guess
    return replace(guess, field=None, confidence=0.0, transform=None)


def _guess(column: str, key: str, written: str, values: pl.Series, wordings: dict[int, str], own: Own | None = None) -> Guess:
    if is_belief(written) or is_belief(key):
        return Guess(column, key, written, None, 0.0, _("เป็นข้อมูลศาสนา ระบบไม่อ่านและไม่เก็บ"), None, ())
    by_heading, confidence, reason = _by_heading(key, wordings, own or {})
    by_content, surety, seen, transform = _by_content(values)
    sample = tuple(values.drop_nulls().unique(maintain_order=True).head(3))
    if by_heading and by_content == by_heading:
        confidence = max(confidence, 0.9)
    # What sits in the cells outweighs a heading only understood by likeness, and settles headings that have two meanings.
    elif by_content and (confidence < 0.8 or (by_heading, by_content) in _TWO_MEANINGS):
        by_heading, confidence, reason = by_content, surety, seen
    else:
        transform = None
    if by_heading and not transform:
        transform = _transform(key, by_heading, values)
    return Guess(column, key, written, by_heading, round(confidence, 2), reason, transform, sample)


_TWO_MEANINGS = {
    ("first_name", "full_name"),
    ("last_name", "full_name"),
    ("village_name", "village_code"),
    ("household_no", "house_code"),
    ("house_no", "house_code"),
    ("tambon_name", "village_code"),
}


def _as_dimensions(guesses: list[Guess]) -> list[Guess]:
    """Beside two dimensions, "สุขภาพ" and "การศึกษา" are dimensions too, not a member's health and schooling."""
    if sum(guess.field in DIMENSIONS for guess in guesses) < 2:
        return [replace(guess, field=None, confidence=0.0) if guess.field == "dim_income" else guess for guess in guesses]
    other = {"health": "dim_health", "education": "dim_education"}
    taken = {guess.field for guess in guesses}
    return [
        replace(guess, field=other[guess.field], confidence=0.8, reason=_("อยู่รวมกับมิติอื่น"))
        if guess.field in other and other[guess.field] not in taken and _is_verdict(guess)
        else guess
        for guess in guesses
    ]


def _is_verdict(guess: Guess) -> bool:
    return all(re.fullmatch(r"[01๐๑/✓xX\-]|ผ่าน|ไม่ผ่าน|ตก|ตกเกณฑ์|ใช่|ไม่ใช่", value.strip()) for value in guess.sample)


def _run_of_verdicts(guesses: list[Guess], data: pl.DataFrame) -> list[Guess]:
    """31 or 38 columns in a row that hold nothing but verdicts and that nothing else explains: the indicators in order."""
    if any(guess.field and re.fullmatch(r"i\d+", guess.field) for guess in guesses):
        return guesses
    verdict = r"^\s*(?:[019๐๑๙\-]|ผ่าน(?:เกณฑ์)?|ไม่ผ่าน(?:เกณฑ์)?|ไม่เข้าข่าย|ไม่มี)\s*$"
    fits = [not guess.field and bool(data[guess.column].drop_nulls().head(_SAMPLED).str.contains(verdict).all()) for guess in guesses]
    for length in (38, 31):
        for start in range(len(guesses) - length + 1):
            if all(fits[start : start + length]):
                for n in range(length):
                    guesses[start + n] = replace(
                        guesses[start + n], field=f"i{n + 1}", confidence=0.5, reason=_("อยู่ในชุดคอลัมน์ผลการประเมินที่เรียงกันครบตามจำนวนตัวชี้วัด")
                    )
                return guesses
    return guesses


def _one_column_a_field(guesses: list[Guess]) -> list[Guess]:
    """The surest column gets the field, the first of equals; the others are left to a person."""
    best: dict[str, Guess] = {}
    for guess in guesses:
        if guess.field and (guess.field not in best or guess.confidence > best[guess.field].confidence):
            best[guess.field] = guess
    return [
        guess if not guess.field or best[guess.field] is guess else replace(guess, field=None, confidence=0.0, reason=_("มีคอลัมน์อื่นที่ตรงกว่า"))
        for guess in guesses
    ]


def _as_a_whole(sheet: Sheet, row: int, rows: int, data: pl.DataFrame, guesses: list[Guess]) -> Proposal:
    fields = {guess.field: guess.column for guess in guesses if guess.field}
    indicators = [column for name, column in fields.items() if re.fullmatch(r"i\d+", name)]
    cautions: list[str] = []
    kind: str | None = SURVEY
    if not indicators and (fields.keys() & DIMENSIONS.keys() or "dimensions" in fields):
        kind = LIST
    part, fill_down, owner = _part(fields, indicators, data, kind)
    if part is None:
        kind = None
    if part == HOUSEHOLDS and kind == SURVEY:
        guesses = [
            replace(guess, field=None, confidence=0.0, reason=_("ตารางครัวเรือนไม่เก็บข้อมูลรายบุคคล")) if guess.field in PERSONAL else guess
            for guess in guesses
        ]
    if kind and "village_code" not in fields and part != MEMBERS:
        if {"tambon_name", "moo"} <= fields.keys() or {"tambon_code", "moo"} <= fields.keys() or "village_name" in fields:
            cautions.append(_("ไม่มีรหัสหมู่บ้าน จะหารหัสจากชื่ออำเภอ ตำบล และหมู่ที่"))
        else:
            cautions.append(_("ไม่มีรหัสหมู่บ้าน และไม่มีชื่ออำเภอ ตำบล หมู่ที่ ที่จะใช้หารหัสได้"))
    if kind == LIST:
        cautions.append(_("เป็นบัญชีรายชื่อเฉพาะผู้ที่ตกเกณฑ์ จึงคำนวณอัตราร้อยละไม่ได้"))
    if any(
        guess.transform == "house_number" and data[guess.column].str.contains(r"\d-[ก-๙A-Za-z]|[ก-๙A-Za-z.]-\d|/\d{4}$").any()
        for guess in guesses
    ):
        cautions.append(_("บ้านเลขที่บางช่องถูกโปรแกรมตารางเปลี่ยนเป็นวันที่ ระบบจะแปลงกลับ เช่น 25-ก.พ. เป็น 25/2"))
    return Proposal(sheet.source, sheet.name, kind, part, sheet.grid["row"][row], rows, tuple(guesses),
                    data.height, tuple(cautions), owner, fill_down)  # fmt: skip


def _part(fields: dict[str, str], indicators: list[str], data: pl.DataFrame, kind: str | None) -> tuple[str | None, bool, str]:
    """(part, fill_down, whose the indicators are) by which fields there are and whether households repeat."""
    personal, household = fields.keys() & PERSONAL, fields.keys() & HOUSEHOLD_ONLY - {"moo"}
    joined = [fields[name] for name in ("house_code", "household_no") if name in fields]
    if kind == LIST:
        return (MEMBERS if personal else HOUSEHOLDS), False, HOUSEHOLDS
    if not joined or not (personal or household or indicators):
        return None, False, HOUSEHOLDS
    if not personal:
        return HOUSEHOLDS, False, HOUSEHOLDS
    placed = {"village_code", "tambon_name", "tambon_code", "village_name"} & fields.keys()
    if not household and not (placed and indicators):
        return MEMBERS, False, HOUSEHOLDS
    key = data[joined[0]]
    gaps = key.null_count() > 0.2 * max(key.len(), 1)
    filled = data.with_columns(pl.col(joined[0]).forward_fill()) if gaps else data
    if filled[joined[0]].n_unique() > 0.95 * filled.height and not fields.keys() & {"relation", "birth_date"}:
        return HOUSEHOLDS, False, HOUSEHOLDS  # a row a household, its head named beside it
    varied = bool(indicators) and _varies(filled, joined[0], indicators)
    return BOTH, gaps, MEMBERS if varied else HOUSEHOLDS


def _varies(data: pl.DataFrame, key: str, columns: list[str]) -> bool:
    """Do results differ within households? Then they are each person's own."""
    unlike = data.group_by(key).agg(pl.col(columns).drop_nulls().n_unique() > 1).select(pl.any_horizontal(columns)).to_series()
    return _share(unlike) > 0.02
