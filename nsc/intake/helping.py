"""From the table of a list of help to rows that may be stored, with everything that is wrong or doubtful said cell by cell. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl

from nsc.intake import cleaning, rules
from nsc.intake.cleaning import TEXTS, Findings
from nsc.intake.layout import Part
from nsc.intake.synonyms import FORMS, KINDS_IN_TEXT
from nsc.welfare.rules import KINDS

NAMES = ("title", "first_name", "last_name")
MOST_BAHT = 99_999_999.99
TWICE = ["national_id", "house_code", "area_code", "house_no", "first_name", "last_name", "kind", "what", "quantity", "baht", "on"]
TWICE += ["programme_id", "organisation_id"]


@dataclass(frozen=True)
class Known:
    """What names in a list may mean, by the key of their spelling. `office`: whose the help is where a row
    names none; `alone`: nobody else's may be in the list."""

    key: Callable[[str], str]
    programmes: Mapping[str, tuple[int, str]]  # number, form
    offices: Mapping[str, int]
    office: int | None = None
    alone: bool = False


@dataclass(frozen=True)
class Cleaned:
    """`rows`: row, national_id, house_code, area_code, house_no, NAMES, kind, form, what, quantity, unit, baht, on, programme_id,
    organisation_id. Counts are rows."""

    rows: pl.DataFrame
    findings: pl.DataFrame
    left_out: int
    twice: int


def clean(part: Part, known: Known, *, canonical: Callable[[pl.Series], pl.DataFrame], today: date) -> Cleaned:
    """Rows that repeat an earlier one in every respect are counted once."""
    found = Findings(part)
    frame = pl.concat([_whom(found, canonical), _help(found, known, today)], how="horizontal")
    _say_what_lacks(found, frame)
    notes = found.table().with_columns(pl.col("finding").replace("date", "help_date"))
    good = frame.join(cleaning.left_out_rows(notes).cast(pl.Int64), on="row", how="anti", maintain_order="left")
    first = good.unique(TWICE, keep="first", maintain_order=True)
    again = Findings(part)
    again.add(frame["row"].is_in(good["row"].implode()) & ~frame["row"].is_in(first["row"].implode()), "helped_on", "help_twice")
    notes = pl.concat([notes, again.table()]).sort("file", "row", maintain_order=True)
    return Cleaned(first, notes, frame.height - good.height, good.height - first.height)


def _whom(found: Findings, canonical: Callable[[pl.Series], pl.DataFrame]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "row": found.part.table["row"].cast(pl.Int64),
            "national_id": cleaning.national_ids(found),
            "house_code": found.by_value(
                "house_code", lambda text: (rules.house_code(text)[0], None), plain=cleaning.PLAIN_HOUSE_CODE
            ),
            "house_no": found.by_value("house_no", rules.house_no, plain=r"^[0-9]+$").fill_null("").str.slice(0, 50),
            **{name: found.by_value(name, cleaning.text_up_to(TEXTS[name])).fill_null("") for name in NAMES},
            "area_code": cleaning.areas(found, canonical, blank_is_wrong=False)["area_code"],
        }
    )  # fmt: skip


def _help(found: Findings, known: Known, today: date) -> pl.DataFrame:
    on, precision = found.dates("helped_on", today)
    unread = found.table().filter(pl.col("field") == "helped_on", pl.col("finding") == "date")["row"]
    silent = on.is_null() & ~found.part.table["row"].is_in(unread.implode())
    found.add(silent | (on.is_not_null() & (precision != "d")), "helped_on", "help_day")
    found.add((on > today).fill_null(False), "helped_on", "help_future")
    what = found.by_value("help_what", cleaning.text_up_to(200)).fill_null("")
    said = found.by_value("help_programme", cleaning.text_up_to(200)).fill_null("")
    programme = found.by_value("help_programme", partial(_programme, known), pl.Int64)
    form = said.replace_strict({text: _form(known, text) for text in said.unique()}, return_dtype=pl.String)
    kind = _kinds(found, what, said)
    quantity, unit = found.numbers("help_quantity"), found.by_value("help_unit", cleaning.text_up_to(40)).fill_null("")
    baht = found.by_value("help_baht", _baht, pl.Float64, plain=r"^[0-9]{1,8}$")
    offices = found.by_value("help_organisation", partial(_office, known), pl.Int64)
    table = pl.DataFrame(
        {
            "kind": kind,
            "what": pl.select(pl.when(what != "").then(what).when(said != "").then(said).otherwise(_names(found, kind))).to_series(),
            "quantity": quantity.set((quantity <= 0) | (quantity > 99_999_999), None),
            "unit": unit,
            "baht": baht,
            "on": on,
            "programme_id": programme,
            "organisation_id": offices if known.office is None else offices.fill_null(known.office),
            "programme_form": form,
        }
    )
    things = pl.when(pl.col("quantity").is_not_null()).then(pl.lit("goods"))
    forms = pl.coalesce("programme_form", things, pl.col("kind").replace_strict(FORMS, return_dtype=pl.String))
    return table.with_columns(form=forms).drop("programme_form")


def _say_what_lacks(found: Findings, frame: pl.DataFrame) -> None:
    """`what` is empty only where neither it nor a kind nor a programme was said."""
    columns = found.part.table.columns
    named = (frame["first_name"] != "") & ((frame["house_no"] != "") | frame["area_code"].is_not_null())
    wrong = found.table().filter(pl.col("field") == "national_id", pl.col("finding") == "national_id")["row"].cast(pl.Int64)
    nobody = frame["national_id"].is_null() & frame["house_code"].is_null() & ~named & ~frame["row"].is_in(wrong.implode())
    found.add(nobody, next((name for name in ("national_id", "house_code", "first_name") if name in columns), "national_id"), "help_nobody")
    found.add(frame["what"] == "", "help_what", "help_what")


def _kinds(found: Findings, what: pl.Series, programme: pl.Series) -> pl.Series:
    """As said; where nothing is said, by the words of the help and of its programme."""
    own = found.by_value("help_kind", lambda text: (None, None) if not rules.tidy(text) else _kind(text))
    words = (what + " " + programme).str.strip_chars()
    told = words.replace_strict({text: _guessed(text) for text in words.unique()}, return_dtype=pl.String)
    return pl.select(pl.coalesce(own, told)).to_series()


def _names(found: Findings, kind: pl.Series) -> pl.Series:
    """What a row without words of its own is called: its kind, where the file says one."""
    if "help_kind" not in found.part.table.columns:
        return pl.Series([""]).new_from_index(0, kind.len())
    said = found.part.table["help_kind"].fill_null("") != ""
    name = kind.replace_strict({key: name for key, (name, _months) in KINDS.items()}, return_dtype=pl.String)
    return pl.select(pl.when(said).then(name).otherwise(pl.lit(""))).to_series()


_NAMED = {name: key for key, (name, _months) in KINDS.items()} | {key: key for key in KINDS}


def _kind(text: str) -> rules.Found:
    cell = rules.tidy(text)
    found = _NAMED.get(cell) or next((key for key, words in KINDS_IN_TEXT.items() if re.search(words, cell, re.I)), None)
    return (found, None) if found else ("other", "help_kind")


def _guessed(text: str) -> str:
    return _kind(text)[0] or "other"


def _baht(text: str) -> rules.Found:
    value, odd = rules.number(text)
    if odd or (value is not None and not 0 <= float(value) <= MOST_BAHT):
        return None, "help_baht"
    return (f"{float(value):.2f}", None) if value is not None else (None, None)


def _programme(known: Known, text: str) -> rules.Found:
    if not rules.tidy(text):
        return None, None
    found = known.programmes.get(known.key(text))
    return (str(found[0]), None) if found else (None, "help_programme")


def _form(known: Known, text: str) -> str | None:
    found = known.programmes.get(known.key(text)) if text else None
    return found[1] if found else None


def _office(known: Known, text: str) -> rules.Found:
    if not rules.tidy(text):
        return None, None
    found = known.offices.get(known.key(text))
    if known.alone and found != known.office:
        return None, "help_not_yours"
    return (str(found), None) if found else (None, "help_office")
