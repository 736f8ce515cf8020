"""Village codes and names as files hold them, brought to the codes this system counts by. Whole columns at a time."""

import re

import polars as pl

from nsc.areas import codes, spelling
from nsc.areas.gazetteer import Gazetteer, gazetteer

KNOWN = "known"
NEW_MOO = "new_moo"
COMMUNITY = "community"
MALFORMED = "malformed"
OUTSIDE = "outside"

_FIRST_NUMBER = re.compile(r"\d+")


def canonical(written: pl.Series) -> pl.DataFrame:
    """`written`: 8- or 10-digit village codes (text, Arabic digits). The same rows in the same order, columns

    - `village_code`: 8 digits, null where there is none; an abolished tambon's villages stand under its successor, same moo
    - `part`: the two digits จปฐ./TPMAP add for a split village, else '01'; null like the code
    - `status`: `known`, `new_moo` (a known tambon has no such moo: keep it, say so), `community` (municipal, of a known amphoe),
      `malformed` (not 8 or 10 digits) or `outside` (in no tambon of the province)

    Where no list of villages is at hand, every moo of a known tambon is `known`.
    """
    known = gazetteer()
    code = pl.col("written").str.strip_chars()
    well_formed = code.str.contains(r"^[0-9]{8}(?:[0-9]{2})?$").fill_null(False)
    tambon = code.str.slice(0, 6).replace(known.abolished)
    frame = pl.DataFrame({"written": written.cast(pl.String)}).select(
        village=tambon + code.str.slice(6, 2),
        part=pl.when(code.str.len_bytes() == 10).then(code.str.slice(8, 2)).otherwise(pl.lit("01")),
        well_formed=well_formed,
    )
    status = _status(known)
    accepted = status.is_in([KNOWN, NEW_MOO, COMMUNITY])
    return frame.select(
        village_code=pl.when(accepted).then("village"),
        part=pl.when(accepted).then("part"),
        status=status,
    )


def _status(known: Gazetteer) -> pl.Expr:
    tambon = pl.col("village").str.slice(0, 6)
    is_listed = pl.col("village").is_in(known.own[codes.VILLAGE]) if known.own[codes.VILLAGE] else pl.lit(True)
    return (
        pl.when(~pl.col("well_formed"))
        .then(pl.lit(MALFORMED))
        .when(tambon.str.slice(4, 2) >= str(codes.FIRST_MUNICIPAL))
        .then(pl.when(tambon.str.slice(0, 4).is_in(known.own[codes.AMPHOE])).then(pl.lit(COMMUNITY)).otherwise(pl.lit(OUTSIDE)))
        .when(~tambon.is_in(known.own[codes.TAMBON]))
        .then(pl.lit(OUTSIDE))
        .when(is_listed)
        .then(pl.lit(KNOWN))
        .otherwise(pl.lit(NEW_MOO))
    )


def resolve(amphoe: str | None, tambon: str | None, moo: str | int | None) -> str | None:
    """The village code that names and a moo mean, None where they mean none or several: ('ไพศาลี', 'ต.วังน้ำลาด', 'ม.3') → '60090303'.

    The amphoe may be left out where only one tambon of the province bears the name. A municipal unit stands where the tambon
    does, with the number of the community. The moo need not be a known one.
    """
    tambon_code = _tambon(amphoe or "", tambon or "")
    number = _FIRST_NUMBER.search(spelling.clean(str(moo))) if moo is not None else None
    if not tambon_code or not number or not 0 < int(number[0]) < 100:
        return None
    return f"{tambon_code}{int(number[0]):02}"


def resolve_all(amphoe: pl.Series, tambon: pl.Series, moo: pl.Series) -> pl.Series:
    """`resolve` row by row: text columns of one length in, 8-digit codes or null out."""
    asked = pl.DataFrame({"amphoe": amphoe.cast(pl.String), "tambon": tambon.cast(pl.String), "moo": moo.cast(pl.String)})
    distinct = asked.unique()
    found = pl.Series("village_code", [resolve(*row) for row in distinct.iter_rows()], dtype=pl.String)
    return asked.join(distinct.with_columns(found), on=asked.columns, how="left", nulls_equal=True, maintain_order="left")["village_code"]


def _tambon(amphoe: str, tambon: str) -> str | None:
    by_name = gazetteer().by_name
    found = by_name.get((codes.TAMBON, spelling.bare(spelling.office(tambon))), [])
    if amphoe.strip():
        inside = by_name.get((codes.AMPHOE, spelling.bare(amphoe)), [])
        found = [code for code in found if code[:4] in inside]
    return found[0] if len(found) == 1 else None
