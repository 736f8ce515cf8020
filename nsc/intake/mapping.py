"""Workbooks that are not plain: guess what each column is, let a person correct the guess, keep it as a profile, read by it ever after.

`propose` guesses and gives its reasons; `Profile` is what a person settled on, and never guesses; `apply` reads sheets by it into the same
parts as `layout.plain`. A list-only file (who falls short in which dimension, without the others) gives one part with the fields of
`synonyms.LISTED` and no indicators.
"""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace

import polars as pl
from rapidfuzz import fuzz, process

from nsc.errors import Refused, _
from nsc.intake import repairs
from nsc.intake.layout import CAUTIONS, FIELDS, HOUSEHOLDS, MEMBERS, PARTS, TOTALS, Part, field_of, heading, part_of, title, with_indicators
from nsc.intake.reading import INVISIBLE, Sheet
from nsc.intake.synonyms import DIMENSIONS, EXTRA, LISTED, SYNONYMS

BOTH = "both"  # one sheet, a row a member, the household's columns repeated beside each
SURVEY, LIST = "survey", "list"
PERSONAL = {key for key in FIELDS[MEMBERS] if key not in FIELDS[HOUSEHOLDS]} | {"full_name"}
KNOWN = set(FIELDS[HOUSEHOLDS]) | set(FIELDS[MEMBERS]) | set(EXTRA) | set(LISTED)
_HOUSEHOLD_ONLY = {key for key in FIELDS[HOUSEHOLDS] if key not in FIELDS[MEMBERS]}
_PLACE = ("province_name", "amphoe_name", "tambon_name", "village_name", "moo")
_SEARCHED, _SAMPLED, _JUDGED = 60, 500, 20_000  # rows: for headings; values of a column; rows to tell what kind of sheet it is

# (province_name, amphoe_name, tambon_name, village_name, moo) → village_code, one row in, one value out, null where unknown.
Resolve = Callable[[pl.DataFrame], pl.Series]


@dataclass(frozen=True)
class Rule:
    """How one sheet is read. `columns`: heading (see `keys`) → field; `transforms`: field → name in `repairs.TRANSFORMS`."""

    sheet: str  # its name; "" = the sheet where the headings are
    part: str  # HOUSEHOLDS, MEMBERS or BOTH
    columns: dict[str, str]
    heading_rows: int = 1
    constants: dict[str, str] = field(default_factory=dict)  # field → value of cells left empty or columns not there
    transforms: dict[str, str] = field(default_factory=dict)
    indicators_of: str = HOUSEHOLDS  # in a sheet of BOTH: whose results ข้อ n are
    fill_down: bool = False  # the household's cells are merged or written once, above its members


@dataclass(frozen=True)
class Profile:
    name: str
    rules: tuple[Rule, ...]
    kind: str = SURVEY

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> "Profile":
        """Refused when it is no profile, or names fields or transforms that do not exist."""
        try:
            data = json.loads(text)
            profile = cls(data["name"], tuple(Rule(**rule) for rule in data["rules"]), data["kind"])
        except (ValueError, TypeError, KeyError) as error:
            raise Refused(_("แบบการจับคู่คอลัมน์ที่บันทึกไว้ชำรุด โปรดสร้างใหม่")) from error
        for rule in profile.rules:
            _check(rule, profile)
        return profile


def _check(rule: Rule, profile: Profile) -> None:
    named = [*rule.columns.values(), *rule.constants, *rule.transforms]
    unknown = [key for key in named if key not in KNOWN and not re.fullmatch(r"i[1-9]\d?", key)]
    unknown += [name for name in rule.transforms.values() if name not in repairs.TRANSFORMS]
    if unknown or rule.part not in (HOUSEHOLDS, MEMBERS, BOTH) or profile.kind not in (SURVEY, LIST) or rule.heading_rows not in (1, 2):
        raise Refused(
            _("แบบการจับคู่คอลัมน์ “{name}” อ้างถึงสิ่งที่ระบบไม่รู้จัก: {unknown} โปรดแก้ไขแบบนี้"), name=profile.name, unknown=", ".join(unknown) or "-"
        )


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
    kind: str | None  # SURVEY, LIST; None: nothing here for us
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
    kind = SURVEY if any(p.kind == SURVEY for p in useful) else LIST
    rules: dict[str, Rule] = {}
    for proposal in (p for p in useful if p.kind == kind):
        taken = set(rules) | ({HOUSEHOLDS, MEMBERS, BOTH} if BOTH in rules else set())
        if proposal.part and proposal.part not in taken and not (proposal.part == BOTH and rules):
            rules[proposal.part] = proposal.rule()
    return Profile(name, tuple(rules.values()), kind)


# — headings —


def keys(sheet: Sheet, row: int, rows: int) -> dict[str, tuple[str, str]]:
    """Column → (key, heading as written) at a heading row (index in the grid; the lower one of two).

    Under a merged heading the lower one is named "upper / lower"; an equal heading again gets " (2)", " (3)" …
    """
    grid = sheet.grid
    names = grid.columns[1:]
    lower = list(grid.select(names).row(row))
    upper = list(grid.select(names).row(row - 1)) if rows == 2 else [None] * len(names)
    found: dict[str, tuple[str, str]] = {}
    seen: dict[str, int] = {}
    above = None
    for name, top, bottom in zip(names, upper, lower, strict=True):
        above = top or (above if bottom else None)
        texts = [text for text in (above, bottom) if text]
        key = " / ".join(filter(None, (_one_line(text) for text in texts)))
        if key:
            seen[key] = seen.get(key, 0) + 1
            found[name] = (key if seen[key] == 1 else f"{key} ({seen[key]})", (bottom or above or ""))
    return found


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", heading(text))


def _loose(text: str) -> str:
    """Without what says nothing. The dash stays: ชื่อ-สกุล is a whole name, ชื่อสกุล a surname."""
    return re.sub(r"[\s.,:;_()\[\]\"'*]+", "", heading(text).casefold())


_SYNONYM = {_loose(name): key for key, names in SYNONYMS.items() for name in names}
_STANDARD = {_loose(name): key for fields in FIELDS.values() for key, names in fields.items() for name in (key, *names)}
_FUZZY = [name for name in (*_STANDARD, *_SYNONYM) if len(name) >= 6]
_NUMBERED = re.compile(r"(?:ข้อ(?:ที่)?|ตัวชี้วัด(?:ที่)?|จปฐ|indicator|ind|kpi|i)0*([1-9]\d?)(?:ไม่ผ่าน|ตก|ผ่าน|.*)?")
_SAID_NUMBER = re.compile(r"(?:ข้อ|ตัวชี้วัด|จปฐ|indicator)", re.I)
_FAILING = re.compile(r"ไม่ผ่าน|ตกเกณฑ์")


def _by_heading(key: str, wordings: dict[int, str]) -> tuple[str | None, float, str]:
    """The field a heading speaks of: (field, confidence, reason). Each way of reading it is tried from the surest to the weakest."""
    last = key.rpartition(" / ")[2]
    last = re.sub(r" \(\d+\)$", "", last)
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


def _find_headings(sheet: Sheet, wordings: dict[int, str]) -> tuple[int, int]:
    """(index of the heading row, 1 or 2 rows): where the most headings are understood; the upper one of equals, one row before two."""
    best, most = (0, 1), 0.0
    for row in range(min(sheet.grid.height, _SEARCHED)):
        for rows in (1, 2) if row and sheet.grid["row"][row] == sheet.grid["row"][row - 1] + 1 else (1,):
            understood: dict[str, float] = {}
            for key, _written in keys(sheet, row, rows).values():
                found, confidence, _reason = _by_heading(key, wordings) if len(key) <= 200 else (None, 0.0, "")
                if found:
                    understood[found] = max(understood.get(found, 0.0), confidence)
            if sum(understood.values()) > most + 0.5:
                best, most = (row, rows), sum(understood.values())
    return best


# — contents —


def _digits(values: pl.Series) -> pl.Series:
    return values.to_frame("x").select(repairs._arabic(pl.col("x")).str.replace_all(r"[\s\-]", "")).to_series()


def _is_national_id(digits: pl.Series) -> pl.Series:
    """13 digits with the right check digit: (11 − Σ dᵢ·(14−i) mod 11) mod 10."""
    thirteen = digits.filter(digits.str.contains(r"^\d{13}$"))
    number = thirteen.cast(pl.Int64)
    total = sum(((number // 10 ** (13 - i)) % 10 * (14 - i) for i in range(1, 13)), start=number * 0)
    return (11 - total % 11) % 10 == number % 10


def _by_content(values: pl.Series) -> tuple[str | None, float, str, str | None]:
    """What the cells themselves look like: (field, confidence, reason, transform)."""
    filled = values.drop_nulls().head(_SAMPLED)
    if filled.len() < 3:
        return None, 0.0, "", None
    digits = _digits(filled)

    def share(pattern: str, of: pl.Series = filled) -> float:
        return float(of.str.contains(pattern).mean() or 0)

    if share(r"^\d{13}$", digits) > 0.8 and (_is_national_id(digits).mean() or 0) > 0.8:
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
    if name in ("birth_date", "surveyed_on") and filled.str.contains(r"^\d{4}-?\d\d-?\d\d$").any():
        return "compact_date"
    if name in _PLACE and filled.str.contains(r"^\s*(?:จังหวัด|อำเภอ|ตำบล|หมู่|[จอตม]\.)").any():
        return "without_prefix"
    if re.fullmatch(r"i\d+", name) and _FAILING.search(key) and not re.search(r"(?<!ไม่)ผ่าน", key):
        return "inverted"
    return None


# — proposal —


def propose(sheet: Sheet, wordings: dict[int, str] | None = None) -> Proposal:
    """What the sheet seems to be, column by column. `wordings`: indicator number → its text, to know columns named by it."""
    if not sheet.grid.height:
        return Proposal(sheet.source, sheet.name, None, None, 1, 1, (), 0)
    row, rows = _find_headings(sheet, wordings or {})
    data = sheet.grid.slice(row + 1)
    first = pl.coalesce(data.columns[1:]).str.strip_chars(INVISIBLE)
    data = data.filter(~first.str.contains(TOTALS))
    total, data = data.height, data.head(_JUDGED)
    guesses = [_guess(column, key, written, data[column], wordings or {}) for column, (key, written) in keys(sheet, row, rows).items()]
    guesses = _as_dimensions(guesses)
    guesses = _one_column_a_field(_run_of_verdicts(guesses, data))
    return replace(_as_a_whole(sheet, row, rows, data, guesses), rows=total)


def _guess(column: str, key: str, written: str, values: pl.Series, wordings: dict[int, str]) -> Guess:
    by_heading, confidence, reason = _by_heading(key, wordings)
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
    personal, household = fields.keys() & PERSONAL, fields.keys() & _HOUSEHOLD_ONLY - {"moo"}
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
    return bool((unlike.mean() or 0) > 0.02)


# — application —


def apply(profile: Profile, sheets: list[Sheet], resolve: Resolve | None = None) -> dict[str, Part]:
    """The parts as `layout.plain` gives them. `resolve` turns names of places into village codes where the file has none.

    Refused when a sheet or headings the profile needs are not there, naming them.
    """
    parts: dict[str, Part] = {}
    for rule in profile.rules:
        sheet, row, columns = _locate(rule, profile, sheets)
        file = MEMBERS if rule.part == BOTH else rule.part
        parts |= _read(sheet, file, row, columns, rule, resolve)
    return parts if profile.kind == LIST else with_indicators(parts)


def _locate(rule: Rule, profile: Profile, sheets: list[Sheet]) -> tuple[Sheet, int, dict[str, str]]:
    """(sheet, index of the heading row, field → column): the sheet of that name, else the one where all headings are."""
    named = [sheet for sheet in sheets if rule.sheet and heading(sheet.name) == heading(rule.sheet)]
    best: tuple[int, Sheet | None, int, dict[str, tuple[str, str]]] = (-1, None, 0, {})
    for sheet in named or sheets:
        for row in range(min(sheet.grid.height, _SEARCHED)):
            if rule.heading_rows == 2 and (not row or sheet.grid["row"][row] != sheet.grid["row"][row - 1] + 1):
                continue
            found = keys(sheet, row, rule.heading_rows)
            fitting = len({key for key, _written in found.values()} & rule.columns.keys())
            if fitting > best[0]:
                best = fitting, sheet, row, found
            if fitting == len(rule.columns):
                break
    _fitting, sheet, row, found = best
    present = {key: column for column, (key, _written) in found.items()}
    missing = [key for key in rule.columns if key not in present]
    if sheet is None or missing:
        raise Refused(
            _("แบบการจับคู่คอลัมน์ “{name}” ใช้กับไฟล์นี้ไม่ได้ {sheet} ไม่มีหัวคอลัมน์ {missing} โปรดแก้ไขแบบหรือเลือกแบบอื่น"),
            name=profile.name,
            sheet=title(sheet) if sheet else _("ไฟล์นี้"),
            missing=", ".join(f"“{key}”" for key in missing),
        )
    return sheet, row, {rule.columns[key]: present[key] for key in rule.columns}


def _read(sheet: Sheet, file: str, row: int, columns: dict[str, str], rule: Rule, resolve: Resolve | None) -> dict[str, Part]:
    part = part_of(sheet, file, row, {name: [column] for name, column in columns.items()})
    found = keys(sheet, row, rule.heading_rows)
    headings = {name: found[column][1] for name, column in columns.items()}
    part = replace(part, headings={name: headings[name] for name in part.table.columns[1:]})
    part = _constants(_repaired(part, rule), rule)
    part = _placed(_listed(_named(part)), resolve)
    if rule.part != BOTH:
        return {file: part}
    return _split(part, rule)


def _repaired(part: Part, rule: Rule) -> Part:
    steps = {name: repairs.TRANSFORMS[step] for name, step in rule.transforms.items() if name in part.table.columns}
    if not steps:
        return part
    after = part.table.with_columns(step(pl.col(name)).alias(name) for name, step in steps.items())
    written = part.table.select("row", *(pl.when(pl.col(name).ne_missing(after[name])).then(pl.col(name)).alias(name) for name in steps))
    cautions = pl.DataFrame(schema=CAUTIONS)
    if "house_no" in steps and rule.transforms["house_no"] == "house_number":
        changed = written.filter(pl.col("house_no").is_not_null()).join(after.select("row", new="house_no"), on="row")
        cautions = changed.select(
            file=pl.lit(part.file),
            row="row",
            column=pl.lit(part.headings["house_no"]),
            value="house_no",
            problem=pl.lit(_("โปรแกรมตารางเปลี่ยนบ้านเลขที่เป็นวันที่")),
            remedy=pl.format(_("ระบบอ่านเป็น {} หากไม่ถูกต้อง โปรดแก้ในไฟล์โดยตั้งช่องเป็นข้อความก่อนพิมพ์"), "new"),
        ).cast(CAUTIONS)  # type: ignore[arg-type]
    return replace(part, table=after, written=written, cautions=cautions)


def _constants(part: Part, rule: Rule) -> Part:
    table = part.table
    for name, value in rule.constants.items():
        column = pl.col(name).fill_null(value) if name in table.columns else pl.lit(value)
        table = table.with_columns(column.alias(name))
    return replace(part, table=table, headings=dict.fromkeys(rule.constants, "") | part.headings)


def _named(part: Part) -> Part:
    """full_name → title, first_name, last_name; a column of its own for one of them wins where it is filled."""
    if "full_name" not in part.table.columns:
        return part
    pieces = repairs.split_name(pl.col("full_name"))
    table = part.table.with_columns(
        (pl.coalesce(name, piece) if name in part.table.columns else piece).alias(name) for name, piece in pieces.items()
    ).drop("full_name")
    headings = dict.fromkeys(pieces, part.headings["full_name"]) | part.headings
    headings.pop("full_name")
    return replace(part, table=table, headings=headings)


def _listed(part: Part) -> Part:
    if "dimensions" not in part.table.columns:
        return part
    pieces = repairs.dimensions(pl.col("dimensions"))
    table = part.table.with_columns(
        (pl.coalesce(name, piece) if name in part.table.columns else piece).alias(name) for name, piece in pieces.items()
    )
    return replace(part, table=table, headings=dict.fromkeys(pieces, part.headings["dimensions"]) | part.headings)


def _placed(part: Part, resolve: Resolve | None) -> Part:
    """village_code from tambon_code + moo, else from names by `resolve`; the first source that gives one counts."""
    table = part.table
    moo = repairs._arabic(pl.col("moo")).str.extract(r"(\d{1,2})").str.zfill(2) if "moo" in table.columns else None
    sources = [pl.col("village_code")] if "village_code" in table.columns else []
    if "tambon_code" in table.columns and moo is not None:
        code = repairs._arabic(pl.col("tambon_code")).str.strip_chars(INVISIBLE)
        sources.append(pl.when(code.str.contains(r"^\d{6}$")).then(code + moo))
    names = [name for name in _PLACE if name in table.columns]
    if resolve and {"tambon_name", "village_name"} & set(names):
        places = table.select(names).unique(maintain_order=True)
        wanted = places.with_columns(pl.lit(None, pl.String).alias(name) for name in _PLACE if name not in names).select(_PLACE)
        codes = places.with_columns(resolve(wanted).cast(pl.String).alias("_code"))
        table = table.join(codes, on=names, how="left", nulls_equal=True, maintain_order="left")
        sources.append(pl.col("_code"))
    if len(sources) == ("village_code" in table.columns):
        return part
    spoken = part.headings.get("village_code") or next((part.headings[n] for n in ("village_name", "moo", "tambon_name") if n in names), "")
    table = table.with_columns(pl.coalesce(sources).alias("village_code")).drop("_code", strict=False)
    return replace(part, table=table, headings=part.headings | {"village_code": spoken})


def _split(part: Part, rule: Rule) -> dict[str, Part]:
    """A row a member, the household beside it → both parts. Household rows that say the same are one; others stay, to be found wrong."""
    table = part.table
    join = [name for name in ("house_code", "household_no", "village_code") if name in table.columns]
    if rule.fill_down:
        # A household begins where its key is written; its members below have none. The village may be written once for many households.
        own_key = [name for name in join if name != "village_code"]
        begun = pl.any_horizontal(pl.col(own_key).is_not_null()).cum_sum()
        table = table.with_columns(pl.col(own_key).drop_nulls().first().over(begun), pl.col(set(join) - set(own_key)).forward_fill())
    results = [name for name in table.columns if re.fullmatch(r"i\d+", name)]
    own = [name for name in table.columns if name in _HOUSEHOLD_ONLY]
    households = join + own + (results if rule.indicators_of == HOUSEHOLDS else [])
    identity = [name for name in join if name != "village_code"] if "house_code" in join else join
    rest = [name for name in households if name not in identity]
    repeated = table.select("row", *households).with_columns(
        pl.col(name).fill_null(pl.col(name).drop_nulls().first().over(identity)) for name in rest
    )
    upper = repeated.unique(subset=households, keep="first", maintain_order=True)
    members = [name for name in table.columns if name not in households or name in join]
    cut = {HOUSEHOLDS: (upper, households), MEMBERS: (table.select(members), [name for name in members if name != "row"])}
    return {
        file: replace(
            part,
            file=file,
            table=rows,
            headings={name: part.headings[name] for name in names},
            cautions=_of(part.cautions, file, {part.headings[name] for name in names}, rows),
        )
        for file, (rows, names) in cut.items()
    }


def _of(cautions: pl.DataFrame | None, file: str, headings: set[str], rows: pl.DataFrame) -> pl.DataFrame | None:
    if cautions is None:
        return None
    return (
        cautions.filter(pl.col("column").is_in(list(headings)))
        .join(rows.select("row"), on="row", how="semi")
        .with_columns(file=pl.lit(file))
    )


def part_name(part: str) -> str:
    return _("ครัวเรือนและสมาชิกในแผ่นเดียวกัน") if part == BOTH else PARTS[part]
