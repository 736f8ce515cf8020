"""What a spreadsheet or a form has done to a value, undone. Columns of text in, columns of text out; what does not fit stays as it is."""

import re
from collections.abc import Callable

import polars as pl

from nsc import thai
from nsc.intake.identifiers import arabic_digits
from nsc.intake.reading import INVISIBLE
from nsc.intake.rules import MONTHS_ENGLISH
from nsc.intake.synonyms import IN_TEXT

_MONTH_OF = {name: str(n) for names in (thai.MONTHS_SHORT, thai.MONTHS, MONTHS_ENGLISH) for n, name in enumerate(names, 1)}
_MONTH = "(" + "|".join(re.escape(name) for name in sorted(_MONTH_OF, key=len, reverse=True)) + ")"

# Before a first name, without a space. The longer come first: นางสาว is no นาง.
_TITLES = (
    "นาย|นาง|นางสาว|น.ส.|นส.|ด.ช.|ด.ญ.|ดช.|ดญ.|เด็กชาย|เด็กหญิง|พระ|พระครู|พระภิกษุ|พระมหา|พระครูใบฎีกา|พระครูสมุห์|"
    "พระครูปลัด|พระสมุห์|พระใบฎีกา|พระปลัด|พระอธิการ|สามเณร|แม่ชี|ม.ล.|ม.ร.ว.|ม.จ.|หม่อมหลวง|หม่อมราชวงศ์|ดร.|ผศ.|รศ.|ศ.|"
    "พล.อ.|พล.ท.|พล.ต.|พ.อ.|พ.ท.|พ.ต.|ร.อ.|ร.ท.|ร.ต.|จ.ส.อ.|จ.ส.ท.|จ.ส.ต.|ส.อ.|ส.ท.|ส.ต.|พลทหาร|พลฯ|พล.ต.อ.|พล.ต.ท.|พล.ต.ต.|"
    "พ.ต.อ.|พ.ต.ท.|พ.ต.ต.|ร.ต.อ.|ร.ต.ท.|ร.ต.ต.|ด.ต.|ส.ต.อ.|ส.ต.ท.|ส.ต.ต.|พลตำรวจ|พ.อ.อ.|พ.อ.ท.|พ.อ.ต.|จ.อ.|จ.ท.|จ.ต.|น.อ.|"
    "น.ท.|น.ต.|ว่าที่ร้อยตรี|ว่าที่ร้อยโท|ว่าที่ร้อยเอก|ว่าที่ร.ต.|ว่าที่พ.ต.|ร้อยตรี|ร้อยโท|ร้อยเอก|สิบตรี|สิบโท|สิบเอก|"
    "จ่าสิบเอก|จ่าสิบโท|จ่าสิบตรี|พันตรี|พันโท|พันเอก|ดาบตำรวจ|อส.|อส.ทพ.|Mr.|Mrs.|Miss|Ms.|Master|ว่าที่ ร.ต.|ว่าที่ ร้อยตรี|"
    "ว่าที่ร.ต.หญิง|ว่าที่ ร.ต.หญิง|ว่าที่ร้อยตรีหญิง|ว่าที่ พ.ต.|Mr|Mrs"
)
_RANK = re.compile(r"พล|พ\.|ร\.|จ\.|ส\.|ด\.ต|น\.[อทต]|ว่าที่|ร้อย|สิบ|จ่า|พัน|ดาบ")
_ALL_TITLES = [*_TITLES.split("|"), *(f"{rank}{space}หญิง" for rank in _TITLES.split("|") if _RANK.match(rank) for space in ("", " "))]
TITLES = sorted(_ALL_TITLES, key=len, reverse=True)
# No name begins with a vowel sign: นางสาวิตรี is นาง สาวิตรี.
_NAME = (
    "^(" + "|".join(re.escape(title) for title in TITLES) + r")?\s*(?:([^\s\x{0e30}-\x{0e3a}\x{0e45}\x{0e47}-\x{0e4e}]\S*)(?:\s+(.*))?)?$"
)


def house_number(column: pl.Expr) -> pl.Expr:
    """25/2 that Excel turned into a date: "25-ก.พ.", "25-Feb", "25/02/2567" → "25/2"; "ก.พ.-25" → "2/25"."""
    text = column.str.strip_chars(INVISIBLE).str.to_lowercase()
    day_month = text.str.extract_groups(rf"^0?(\d{{1,2}})[- ]{_MONTH}(?:[- ]\d{{2,4}})?$")
    month_year = text.str.extract_groups(rf"^{_MONTH}[- ](\d{{1,4}})$")
    full = text.str.extract_groups(r"^0?(\d{1,2})/0?(\d{1,2})/(?:19|20|24|25)\d\d$")
    return (
        pl.when(day_month.struct[0].is_not_null())
        .then(day_month.struct[0] + "/" + day_month.struct[1].replace(_MONTH_OF))
        .when(month_year.struct[0].is_not_null())
        .then(month_year.struct[0].replace(_MONTH_OF) + "/" + month_year.struct[1])
        .when(full.struct[0].is_not_null())
        .then(full.struct[0] + "/" + full.struct[1])
        .otherwise(column)
    )


def leading_code(column: pl.Expr) -> pl.Expr:
    """ "60090705 บ้านนาขอม" or "บ้านนาขอม (60090705)" → "60090705"."""
    digits = arabic_digits(column)
    return pl.coalesce(digits.str.extract(r"^[^0-9]*?(\d{6,13})(?:\D|$)"), column)


def compact_date(column: pl.Expr) -> pl.Expr:
    """yyyymmdd or yyyy-mm-dd, in either era, → dd/mm/yyyy."""
    return arabic_digits(column).str.strip_chars(INVISIBLE).str.replace(r"^(\d{4})-?(\d\d)-?(\d\d)$", "${3}/${2}/${1}")


def inverted(column: pl.Expr) -> pl.Expr:
    """A column that says who fails (1 = ตกเกณฑ์) → one that says who passes."""
    return arabic_digits(column).str.strip_chars(INVISIBLE).replace({"1": "0", "0": "1"})


def without_prefix(column: pl.Expr) -> pl.Expr:
    """ "อ.ไพศาลี", "ตำบลนาขอม", "หมู่ที่ 5" → the name or number alone."""
    return arabic_digits(column).str.strip_chars(INVISIBLE).str.replace(r"^(?:จังหวัด|อำเภอ|ตำบล|หมู่ที่|หมู่|จ\.|อ\.|ต\.|ม\.)\s*", "")


def split_name(column: pl.Expr) -> dict[str, pl.Expr]:
    """One cell → title, first and last name. A word that is nothing but a title stays a first name."""
    text = column.str.replace_all(f"[{thai.ZERO_WIDTH}]", "").str.strip_chars(INVISIBLE)
    parts = text.str.extract_groups(_NAME)
    title, first, last = (parts.struct[i] for i in range(3))
    lone = first.is_null() | (first == "")
    return {
        "title": pl.when(~lone).then(title),
        "first_name": pl.when(lone).then(text).otherwise(first),
        "last_name": pl.when(~lone & (last != "")).then(last.str.strip_chars(INVISIBLE)),
    }


def dimensions(column: pl.Expr) -> dict[str, pl.Expr]:
    """One cell naming the dimensions failed → five columns, "1" = fails, "0" = named others only; null for an empty cell."""
    return {
        key: pl.when(column.is_not_null()).then(column.str.contains(f"(?i){words}").cast(pl.Int8).cast(pl.String))
        for key, words in IN_TEXT.items()
    }


TRANSFORMS: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "house_number": house_number,
    "leading_code": leading_code,
    "compact_date": compact_date,
    "inverted": inverted,
    "without_prefix": without_prefix,
}
