"""Mapping profiles: what a person settled on for workbooks that are not plain, kept, and read by ever after. A profile never guesses.

`apply` gives the same parts as `layout.plain`. A list-only file (who falls short in which dimension, the others not named) gives one
part with the fields of `synonyms.LISTED` and no indicators.
"""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace

import polars as pl

from nsc.errors import Refused, _
from nsc.intake import repairs
from nsc.intake.identifiers import arabic_digits
from nsc.intake.layout import CAUTIONS, FIELDS, HELP, HOUSEHOLDS, MEMBERS, Part, heading, part_of, title, with_indicators
from nsc.intake.reading import INVISIBLE, Sheet
from nsc.intake.synonyms import EXTRA, HELPED, LISTED

BOTH = "both"  # one sheet, a row a member, the household's columns repeated beside each
SURVEY, LIST = "survey", "list"
SEARCHED = 60  # rows, for the headings
KNOWN = set(FIELDS[HOUSEHOLDS]) | set(FIELDS[MEMBERS]) | set(EXTRA) | set(LISTED) | set(HELPED)
HOUSEHOLD_ONLY = {key for key in FIELDS[HOUSEHOLDS] if key not in FIELDS[MEMBERS]}
PLACE = ("province_name", "amphoe_name", "tambon_name", "village_name", "moo")

# (province_name, amphoe_name, tambon_name, village_name, moo) → village_code, one row in, one value out, null where unknown.
Resolve = Callable[[pl.DataFrame], pl.Series]


@dataclass(frozen=True)
class Rule:
    """How one sheet is read. `columns`: heading (see `keys`) → field; `transforms`: field → name in `repairs.TRANSFORMS`."""

    sheet: str  # its name; "" = the sheet where the headings are
    part: str  # HOUSEHOLDS, MEMBERS, BOTH or HELP
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
    if (
        unknown
        or rule.part not in (HOUSEHOLDS, MEMBERS, BOTH, HELP)
        or profile.kind not in (SURVEY, LIST, HELP)
        or rule.heading_rows not in (1, 2)
    ):
        raise Refused(
            _("แบบการจับคู่คอลัมน์ “{name}” อ้างถึงสิ่งที่ระบบไม่รู้จัก: {unknown} โปรดแก้ไขแบบนี้"), name=profile.name, unknown=", ".join(unknown) or "-"
        )


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
    return with_indicators(parts) if profile.kind == SURVEY else parts


def _locate(rule: Rule, profile: Profile, sheets: list[Sheet]) -> tuple[Sheet, int, dict[str, str]]:
    """(sheet, index of the heading row, field → column): the sheet of that name, else the one where all headings are."""
    named = [sheet for sheet in sheets if rule.sheet and heading(sheet.name) == heading(rule.sheet)]
    best: tuple[int, Sheet | None, int, dict[str, tuple[str, str]]] = (-1, None, 0, {})
    for sheet in named or sheets:
        for row in range(min(sheet.grid.height, SEARCHED)):
            if rule.heading_rows == 2 and (not row or sheet.grid["row"][row] != sheet.grid["row"][row - 1] + 1):
                continue
            found = keys(sheet, row, rule.heading_rows)
            fitting = len({key for key, _written in found.values()} & rule.columns.keys())
            if fitting > best[0]:
                best = fitting, sheet, row, found
            if fitting == len(rule.columns):
                break
    _fitting, best_sheet, row, found = best
    present = {key: column for column, (key, _written) in found.items()}
    missing = [key for key in rule.columns if key not in present]
    if best_sheet is None or missing:
        raise Refused(
            _("แบบการจับคู่คอลัมน์ “{name}” ใช้กับไฟล์นี้ไม่ได้ {sheet} ไม่มีหัวคอลัมน์ {missing} โปรดแก้ไขแบบหรือเลือกแบบอื่น"),
            name=profile.name,
            sheet=title(best_sheet) if best_sheet else _("ไฟล์นี้"),
            missing=", ".join(f"“{key}”" for key in missing),
        )
    return best_sheet, row, {rule.columns[key]: present[key] for key in rule.columns}


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
    moo = arabic_digits(pl.col("moo")).str.extract(r"(\d{1,2})").str.zfill(2) if "moo" in table.columns else None
    sources = [pl.col("village_code")] if "village_code" in table.columns else []
    if "tambon_code" in table.columns and moo is not None:
        code = arabic_digits(pl.col("tambon_code")).str.strip_chars(INVISIBLE)
        sources.append(pl.when(code.str.contains(r"^\d{6}$")).then(code + moo))
    names = [name for name in PLACE if name in table.columns]
    if resolve and {"tambon_name", "village_name"} & set(names):
        places = table.select(names).unique(maintain_order=True)
        wanted = places.with_columns(pl.lit(None, pl.String).alias(name) for name in PLACE if name not in names).select(PLACE)
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
    own = [name for name in table.columns if name in HOUSEHOLD_ONLY]
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
