"""From the text tables of a survey file to rows that may be stored, with everything that is wrong or doubtful said cell by cell.

Pure: Polars in, Polars out. Each distinct text is read once by the rules of one cell (rules.py): a province's 26 million cells hold
few distinct values, so this costs what a vectorised expression would and stays readable.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from nsc import thai
from nsc.intake import identifiers, rules
from nsc.intake.layout import MONEY, Part
from nsc.poverty import stages

Say = Callable[[pl.Expr, str, str], None]  # where, field, finding
FINDING = pl.Schema({"file": pl.String, "row": pl.UInt32, "field": pl.String, "value": pl.String, "finding": pl.String})
PLAIN_NUMBER = r"^[0-9]{1,12}(?:\.[0-9]+)?$"
PLAIN_HOUSE_CODE = r"^[1-9][0-9]{10}$"
WELFARE = ("welfare_registered", "welfare_validated")
TEXTS = {"title": 40, "first_name": 100, "last_name": 100, "relation": 60, "occupation": 100, "education": 100}


@dataclass(frozen=True)
class Questions:
    """What the cleaning needs to know of the indicator set and the year."""

    size: int
    for_some: frozenset[int]  # indicators that are for an age or a group: ไม่มี means nobody is in it
    ages: dict[int, tuple[int, int]]  # indicator: youngest and oldest age it asks about
    exempt: frozenset[int]  # of these, indicators that may not apply although somebody of the age lives here
    income_indicator: int
    income_threshold: int | None  # baht a person a year
    year: int  # CE
    problems: dict[str, int]  # code or Thai name of another problem: its number


@dataclass(frozen=True)
class Cleaned:
    """`households` has one row a household accepted ("hid" numbers them), `members` one row a person accepted ("hid" says whose; -1: a
    household already stored, found by "key"). `findings`: what is wrong or doubtful, a row a cell. Counts are rows, not cells."""

    households: pl.DataFrame
    members: pl.DataFrame
    findings: pl.DataFrame
    rows_left_out: int
    rows_repeated: int
    parts: frozenset[str]
    asked: frozenset[str]  # which of WELFARE the file has a column for

    @property
    def wrong(self) -> pl.DataFrame:
        return self.findings.filter(pl.col("finding").is_in(list(rules.WRONG)))

    @property
    def cautions(self) -> pl.DataFrame:
        return self.findings.filter(~pl.col("finding").is_in(list(rules.WRONG)))


class Findings:
    """Gathers findings of one part as small frames."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.frames: list[pl.DataFrame] = []

    def add(self, where: pl.Series, field: str, finding: str | pl.Series) -> None:
        """Notes `finding` on `field` in the rows where the mask holds."""
        if not where.any():
            return
        table = self.part.table
        value = table[field] if field in table.columns else pl.Series([None] * table.height, dtype=pl.String)
        codes = finding if isinstance(finding, pl.Series) else pl.Series([finding]).new_from_index(0, table.height)
        frame = pl.DataFrame({"row": table["row"], "value": value, "finding": codes}).filter(where)
        self.frames.append(
            frame.select(
                file=pl.lit(self.part.file), row="row", field=pl.lit(field), value=pl.col("value").fill_null(""), finding="finding"
            )
        )

    def read(self, field: str, read: Callable[[str], rules.Found], plain: str | None = None) -> tuple[pl.Series, pl.Series]:
        """The column's values and findings, each distinct text read once; nulls where the column is absent.

        `plain`: the form of the cells that mean what they say, so that of a column of 250,000 different numbers only the odd ones are read.
        """
        table = self.part.table
        if field not in table.columns:
            nothing = pl.Series(field, [None] * table.height, dtype=pl.String)
            return nothing, nothing
        cell = pl.col(field).fill_null("")
        texts = table.select(cell).filter(~cell.str.contains(plain) if plain else True)[field].unique()
        both = [read(text) for text in texts]
        values, codes = (pl.Series([each[n] for each in both], dtype=pl.String) for n in (0, 1))
        read_cells = table.select(
            values=cell.replace_strict(texts, values, default=cell, return_dtype=pl.String),
            codes=cell.replace_strict(texts, codes, default=None, return_dtype=pl.String),
        )
        return read_cells["values"], read_cells["codes"]

    def by_value(
        self,
        field: str,
        read: Callable[[str], rules.Found],
        dtype: type[pl.DataType] | pl.DataType = pl.String,
        *,
        plain: str | None = None,
    ) -> pl.Series:
        """As `read`, the findings noted."""
        values, codes = self.read(field, read, plain)
        self.add(codes.is_not_null(), field, codes)
        return values.cast(dtype) if dtype != pl.String else values

    def numbers(self, field: str) -> pl.Series:
        return self.by_value(field, rules.number, pl.Float64, plain=PLAIN_NUMBER)

    def coordinates(self, field: str, low: float, high: float) -> pl.Series:
        """Degrees within Thailand. 0 is how devices say that they do not know."""
        degrees = self.numbers(field).replace(0.0, None)
        outside = ~degrees.is_between(low, high)
        self.add(outside.fill_null(False), field, "place")
        return degrees.set(outside.fill_null(False), None)

    def dates(self, field: str, today: date) -> tuple[pl.Series, pl.Series]:
        """The dates and their precision (d, m, y)."""
        table = self.part.table
        if field not in table.columns:
            return pl.Series([None] * table.height, dtype=pl.Date), pl.Series(["d"]).new_from_index(0, table.height)
        column = table[field].fill_null("")
        texts = column.unique()
        read_all = [rules.a_date(text, today=today) for text in texts]
        days, precision, codes = (
            column.replace_strict(texts, pl.Series([found[n] for found in read_all], dtype=dtype), default=None, return_dtype=dtype)
            for n, dtype in enumerate((pl.Date, pl.String, pl.String))
        )
        self.add(codes.is_not_null(), field, codes)
        return days, precision

    def table(self) -> pl.DataFrame:
        return pl.concat(self.frames) if self.frames else pl.DataFrame(schema=FINDING)


def text_up_to(limit: int) -> Callable[[str], rules.Found]:
    return lambda text: (rules.tidy(text)[:limit], None)


def clean(
    parts: dict[str, Part],
    questions: Questions,
    *,
    canonical: Callable[[pl.Series], pl.DataFrame],
    stored: Callable[[pl.DataFrame], pl.DataFrame],
    today: date,
) -> Cleaned:
    """Reads the parts of a file against the questions of its year.

    `canonical`: distinct village codes as written → village_code, part, status (areas.codes). `stored`: keys (house_code, area_code,
    household_no) of households not in the file → the same with "household_id" for those that the round already holds.
    """
    findings = []
    households = _no_households(questions)
    left_out = repeated = 0
    bad_keys = pl.DataFrame(schema={"house_code": pl.String, "area_code": pl.String, "household_no": pl.String})
    if "households" in parts:
        households, bad_keys, notes, repeated = _households(parts["households"], questions, canonical, today)
        left_out += parts["households"].table.height - households.height - repeated
        findings.append(notes)
    members = _no_members(questions)
    if "members" in parts:
        members, notes = _members(parts["members"], questions, canonical, today, households, bad_keys, stored)
        left_out += parts["members"].table.height - members.height
        findings.append(notes)
    asked = frozenset(field for field in WELFARE if "members" in parts and field in parts["members"].headings)
    households, notes = _together(parts, households, members, questions)
    findings.append(notes)
    return Cleaned(
        households, members, pl.concat(findings).sort("file", "row", maintain_order=True), left_out, repeated, frozenset(parts), asked
    )


def areas(found: Findings, canonical: Callable[[pl.Series], pl.DataFrame], *, blank_is_wrong: bool) -> pl.DataFrame:
    """area_code (8 digits, today's) and part of every row."""
    table = found.part.table
    if "village_code" not in table.columns:
        nowhere = pl.Series([None], dtype=pl.String).new_from_index(0, table.height)
        return pl.DataFrame({"area_code": nowhere, "part": nowhere})
    texts = table["village_code"].fill_null("").unique()
    codes = [thai.bare(text) for text in texts]
    known = canonical(pl.Series(codes, dtype=pl.String)).with_columns(text=texts)
    status = known["status"].replace_strict(
        {"known": None, "community": None, "new_moo": "village_new_moo", "malformed": "village_malformed", "outside": "village_outside"},
        return_dtype=pl.String,
    )
    known = known.select("text", area_code="village_code", part="part").with_columns(status=status)
    if not blank_is_wrong:
        known = known.with_columns(status=pl.when(pl.Series(codes) == "").then(None).otherwise("status"))
    rows = table.select(text=pl.col("village_code").fill_null("")).join(known, on="text", how="left", maintain_order="left")
    found.add(rows["status"].is_not_null(), "village_code", rows["status"])
    return rows.select("area_code", "part")


def _answers(found: Findings, questions: Questions) -> pl.DataFrame:
    """One column an indicator that the part has: "1", "0", "-" or null where the cell is wrong."""
    return pl.DataFrame(
        {
            f"i{n}": found.by_value(f"i{n}", lambda text, n=n: rules.answer(text, for_some=n in questions.for_some))
            for n in range(1, questions.size + 1)
            if f"i{n}" in found.part.table.columns
        }
    )


def left_out_rows(notes: pl.DataFrame) -> pl.DataFrame:
    return notes.filter(pl.col("finding").is_in(list(rules.WRONG))).select("row").unique()


def _households(part: Part, questions: Questions, canonical, today) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, int]:
    """The accepted households, the keys of those left out, the findings, and how many rows repeat another to the letter."""
    found = Findings(part)
    table = part.table
    code, said = found.read("house_code", rules.house_code, PLAIN_HOUSE_CODE)
    number = _household_numbers(found)
    keyless = code.is_null() & number.is_null()
    found.add(keyless, _key_field(part), "no_key")
    found.add(said.is_not_null() & ~keyless, "house_code", said)
    surveyed_on, precision = found.dates("surveyed_on", today)
    columns = {
        "row": table["row"],
        "house_code": code,
        "household_no": number,
        "house_no": found.by_value("house_no", rules.house_no, plain=r"^[0-9]+$").str.slice(0, 50),
        "moo": found.by_value("moo", lambda text: (rules.household_no(text), None)).str.slice(0, 10),
        "lat": found.coordinates("lat", 5, 21),
        "lon": found.coordinates("lon", 97, 106),
        "surveyed_on": surveyed_on,
        "surveyed_precision": precision,
        "income_per_person": found.numbers("income_per_person"),
        "authority": found.by_value("local_authority", text_up_to(200)),
        "problems": _problems(found, questions),
        **{
            item: found.by_value(item, rules.yes_no, pl.Float64) if item == "is_saving" else found.numbers(item)
            for item in MONEY
            if item in table.columns
        },
    }
    frame = pl.DataFrame(columns).hstack(areas(found, canonical, blank_is_wrong=True)).hstack(_answers(found, questions))
    notes = found.table()
    wrong = left_out_rows(notes)
    good = frame.join(wrong, on="row", how="anti", maintain_order="left")
    bad = frame.join(wrong, on="row", how="semi", maintain_order="left").select("house_code", "area_code", "household_no")

    key = pl.coalesce("house_code", pl.concat_str("area_code", pl.lit("#"), "household_no"))
    good = good.with_columns(key=key)
    first = pl.col("row").min().over("key")
    again = good.with_columns(first=first).filter(pl.col("row") != pl.col("first"))
    repeated = 0
    if again.height:
        payload = [column for column in good.columns if column not in ("row", "key")]
        firsts = good.filter(pl.col("row") == first)
        same = again.join(firsts.select(*payload, first="row"), on=["first", *payload], how="semi", nulls_equal=True)
        other = again.join(same, on="row", how="anti")
        repeated = same.height
        twice = Findings(part)
        twice.add(table["row"].is_in(other["row"].implode()), _key_field(part), "household_twice")
        twice.add(table["row"].is_in(same["row"].implode()), _key_field(part), "row_twice")
        notes = pl.concat([notes, twice.table()])
        good = firsts
    return good.with_row_index("hid").with_columns(pl.col("hid").cast(pl.Int64)), bad, notes, repeated


def _household_numbers(found: Findings) -> pl.Series:
    return found.read("household_no", lambda text: (rules.household_no(text), None), r"^[1-9][0-9]*$")[0].str.slice(0, 30)


def _key_field(part: Part) -> str:
    """The column to point at where a row's key is at fault."""
    return "house_code" if "house_code" in part.headings else "household_no"


def _problems(found: Findings, questions: Questions) -> pl.Series:
    """Other problems as a bit mask: codes or Thai names, parted by semicolons or commas."""

    def read(text: str) -> rules.Found:
        mask, unknown = 0, False
        for word in filter(None, (rules.tidy(word) for word in text.replace(",", ";").split(";"))):
            unknown |= word not in questions.problems
            mask |= 1 << (questions.problems[word] - 1) if word in questions.problems else 0
        return str(mask), "problem_unknown" if unknown else None

    return found.by_value("problems", read, pl.Int64).fill_null(0)


def _members(part: Part, questions, canonical, today, households, bad_keys, stored) -> tuple[pl.DataFrame, pl.DataFrame]:
    found = Findings(part)
    table = part.table
    born_on, precision = found.dates("birth_date", today)
    frame = pl.DataFrame(
        {
            "row": table["row"],
            "house_code": found.read("house_code", rules.house_code, PLAIN_HOUSE_CODE)[0],
            "household_no": _household_numbers(found),
            "national_id": national_ids(found),
            **{field: found.by_value(field, text_up_to(limit)).fill_null("") for field, limit in TEXTS.items()},
            "sex": found.by_value("sex", lambda text: rules.choice(text, rules.SEXES), pl.Int8).fill_null(0),
            "born_on": born_on,
            "born_precision": precision,
            "health": found.by_value("health", lambda text: rules.choice(text, rules.HEALTH), pl.Int8),
            **{field: found.by_value(field, rules.yes_no, pl.Int8) for field in ("self_care", *WELFARE)},
        }
    )
    frame = frame.hstack(areas(found, canonical, blank_is_wrong=False).select("area_code")).hstack(_answers(found, questions))
    for field in WELFARE:
        if field in table.columns:
            found.add(frame[field].is_null() & (table[field].fill_null("") == ""), field, "welfare_blank")
            frame = frame.with_columns(pl.col(field).fill_null(0))
    found.add(
        (frame["welfare_validated"] == 1).fill_null(False) & (frame["welfare_registered"] == 0).fill_null(False),
        "welfare_validated",
        "validated_not_registered",
    )

    keys = ["house_code", "area_code", "household_no"]
    frame = frame.hstack(_homes(frame.select(keys), households.select("hid", *keys), bad_keys, stored))
    homeless = frame["home"] == "none"
    keyless = frame["house_code"].is_null() & frame["household_no"].is_null()
    found.add(homeless & keyless, _key_field(part), "no_key")
    found.add(homeless & ~keyless, _key_field(part), "no_household")
    gone = frame.filter(home="left out").select("row")
    notes = found.table().join(gone, on="row", how="anti", maintain_order="left")
    wrong = left_out_rows(notes)["row"]
    good = frame.filter(pl.col("home") != "left out", ~pl.col("row").is_in(wrong.implode())).drop("home", *keys)
    again = good.filter(pl.col("national_id").is_not_null() & ~pl.col("national_id").is_first_distinct())
    if again.height:
        twice = Findings(part)
        twice.add(table["row"].is_in(again["row"].implode()), "national_id", "national_id_twice")
        notes = pl.concat([notes, twice.table()])
        good = good.join(again, on="row", how="anti", maintain_order="left")
    return good, notes


def national_ids(found: Findings) -> pl.Series:
    """The numbers whose check digit is right, as text."""
    table = found.part.table
    if "national_id" not in table.columns:
        return pl.Series([None] * table.height, dtype=pl.String)
    text = table.select(identifiers.bare(pl.col("national_id").fill_null(""))).to_series()
    right = identifiers.has_right_check_digit(text)
    found.add((text != "") & ~right, "national_id", "national_id")
    found.add(right & text.str.contains("^[09]"), "national_id", "national_id_kind")
    return pl.select(pl.when(right).then(text).otherwise(None)).to_series()


def _homes(members: pl.DataFrame, households: pl.DataFrame, bad_keys: pl.DataFrame, stored) -> pl.DataFrame:
    """Whose household each member is of, row by row (hid, household_id, home): "home" says in the file, stored, left out, or none; by house
    code first, else by serial number within the village, else by a serial number that is unique in the whole file."""

    def keyed(frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
        """One household a key; a number that two of a village bear is that of the one without a code."""
        frame = frame.filter(pl.all_horizontal(pl.col(keys).is_not_null())).sort("house_code", nulls_last=False, maintain_order=True)
        return frame.unique(keys, keep="none" if keys == ["household_no"] else "first", maintain_order=True)

    ways = (["house_code"], ["area_code", "household_no"], ["household_no"])
    result = members.with_columns(hid=pl.lit(None, dtype=pl.Int64), bad=pl.lit(None, dtype=pl.Boolean))
    bad_keys = bad_keys.with_columns(is_bad=pl.lit(True))
    for keys in ways:
        waiting = pl.col("hid").is_null() & pl.col("bad").is_null()
        if keys != ["house_code"]:
            waiting &= pl.col("house_code").is_null()
        if keys == ["household_no"]:
            waiting &= pl.col("area_code").is_null()
        if not result.select(waiting.any()).item():
            continue
        result = (
            result.join(keyed(households, keys).select(*keys, mine="hid"), on=keys, how="left", maintain_order="left")
            .join(keyed(bad_keys, keys).select(*keys, "is_bad"), on=keys, how="left", maintain_order="left")
            .with_columns(hid=pl.when(waiting).then("mine").otherwise("hid"))
            .with_columns(bad=pl.when(waiting & pl.col("hid").is_null()).then("is_bad").otherwise("bad"))
            .drop("mine", "is_bad")
        )
    keys = result.filter(pl.col("hid").is_null() & pl.col("bad").is_null()).select("house_code", "area_code", "household_no").unique()
    known = stored(keys)  # the same keys with household_id
    result = result.join(known, on=["house_code", "area_code", "household_no"], how="left", maintain_order="left", nulls_equal=True)
    return result.select(
        "hid",
        "household_id",
        home=pl.when(pl.col("hid").is_not_null())
        .then(pl.lit("file"))
        .when(pl.col("bad"))
        .then(pl.lit("left out"))
        .when(pl.col("household_id").is_not_null())
        .then(pl.lit("stored"))
        .otherwise(pl.lit("none")),
    )


def _together(
    parts: dict[str, Part], households: pl.DataFrame, members: pl.DataFrame, questions: Questions
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Verdicts of the household: its own column decides; without one, any failing member fails it, any passing one passes it."""
    numbers = range(1, questions.size + 1)
    own = [n for n in numbers if f"i{n}" in households.columns]
    theirs = [n for n in numbers if f"i{n}" in members.columns]
    notes = Findings(parts["households"]) if "households" in parts else None
    verdicts = None
    if theirs and members.height:
        verdicts = (
            members.filter(pl.col("hid").is_not_null())
            .group_by("hid")
            .agg(
                pl.when((pl.col(f"i{n}") == "0").any())
                .then(pl.lit("0"))
                .when((pl.col(f"i{n}") == "1").any())
                .then(pl.lit("1"))
                .otherwise(pl.lit("-"))
                .alias(f"m{n}")
                for n in theirs
            )
        )
        households = households.join(verdicts, on="hid", how="left", maintain_order="left")
    for n in numbers:
        if n not in own:
            answer = pl.col(f"m{n}").fill_null("-") if verdicts is not None and n in theirs else pl.lit("-")
            households = households.with_columns(answer.alias(f"i{n}"))
    if notes is not None and households.height:
        table = parts["households"].table

        def say(where: pl.Expr, field: str, finding: str) -> None:
            rows = households.filter(where)["row"]
            if rows.len():
                notes.add(table["row"].is_in(rows.implode()), field, finding)

        for n in set(own) & set(theirs) if verdicts is not None else ():
            say((pl.col(f"m{n}") != "-") & (pl.col(f"m{n}") != pl.col(f"i{n}")), f"i{n}", "members_disagree")
        _say_income(households, questions, say)
        _say_ages(households, members, questions, say)
        if "members" in parts:
            counted = members.filter(pl.col("hid").is_not_null())["hid"].unique()
            say(~pl.col("hid").is_in(counted.implode()), "house_code", "no_members")
    bits = [(pl.col(f"i{n}"), 1 << (n - 1)) for n in numbers]
    households = households.with_columns(
        answers=pl.concat_str([f"i{n}" for n in numbers]),
        applicable=pl.sum_horizontal([(column != "-").cast(pl.Int64) * bit for column, bit in bits]),
        failed=pl.sum_horizontal([(column == "0").cast(pl.Int64) * bit for column, bit in bits]),
    ).drop([f"i{n}" for n in numbers], [f"m{n}" for n in theirs], strict=False)
    return households, notes.table() if notes is not None else pl.DataFrame(schema=FINDING)


def _say_income(households: pl.DataFrame, questions: Questions, say: Say) -> None:
    if questions.income_threshold is None:
        return
    field = f"i{questions.income_indicator}"
    below = pl.col("income_per_person") < questions.income_threshold
    say((below & (pl.col(field) == "1")) | (~below & (pl.col(field) == "0")), field, "income_disagrees")


def _say_ages(households: pl.DataFrame, members: pl.DataFrame, questions: Questions, say: Say) -> None:
    """A caution where an indicator for an age is answered though nobody of that age lives here, or not answered though somebody does.
    Only households all of whose members have a birth date can be judged."""
    people = members.filter(pl.col("hid").is_not_null()).join(
        households.select("hid", on=pl.col("surveyed_on").fill_null(date(questions.year, 1, 1))), on="hid", how="inner"
    )
    if not people.height:
        return
    age = pl.Series(stages.ages(people["born_on"].to_numpy(), people["on"].to_numpy()))
    groups = sorted(set(questions.ages.values()))
    present = (
        people.with_columns(age=age)
        .group_by("hid")
        .agg(
            ((pl.col("age") != stages.AGE_UNKNOWN) & (pl.col("born_precision") == "d")).all().alias("known"),
            *[pl.col("age").is_between(low, high).any().alias(f"a{low}_{high}") for low, high in groups],
        )
    )
    judged = households.join(present, on="hid", how="left", maintain_order="left")
    for n, (low, high) in questions.ages.items():
        lives_here = pl.col(f"a{low}_{high}")
        missed = lives_here & (pl.col(f"i{n}") == "-") & (n not in questions.exempt)
        odd = judged.filter(pl.col("known") & (missed | (~lives_here & (pl.col(f"i{n}") != "-"))))
        say(pl.col("row").is_in(odd["row"].implode()), f"i{n}", "age_disagrees")


def _no_households(questions: Questions) -> pl.DataFrame:
    texts = ["house_code", "household_no", "house_no", "moo", "surveyed_precision", "authority", "area_code", "part", "key"]
    return pl.DataFrame(
        schema={
            "hid": pl.Int64, "row": pl.UInt32, **dict.fromkeys(texts, pl.String), "lat": pl.Float64, "lon": pl.Float64,
            "surveyed_on": pl.Date, "income_per_person": pl.Float64, "problems": pl.Int64,
            **{f"i{n}": pl.String for n in range(1, questions.size + 1)},
        }
    )  # fmt: skip


def _no_members(questions: Questions) -> pl.DataFrame:
    texts = ["national_id", *TEXTS, "born_precision"]
    return pl.DataFrame(
        schema={
            "row": pl.UInt32, "hid": pl.Int64, "household_id": pl.Int64, **dict.fromkeys(texts, pl.String), "born_on": pl.Date,
            **dict.fromkeys(["sex", "health", "self_care", "welfare_registered", "welfare_validated"], pl.Int8),
        }
    )  # fmt: skip
