"""Thai conventions: identifiers, years and dates, digits, names, sorting. Christian years inside, Buddhist at the edge, converted here."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple, Self

from nsc.errors import Refused, _

# — digits and text —

THAI_DIGITS, ARABIC_DIGITS = "๐๑๒๓๔๕๖๗๘๙", "0123456789"
_TO_ARABIC = str.maketrans(THAI_DIGITS, ARABIC_DIGITS)
_TO_THAI = str.maketrans(ARABIC_DIGITS, THAI_DIGITS)
# Insides of [character classes]
ZERO_WIDTH = "\u200b-\u200f\u2060\ufeff\u00ad"
NOT_OF_A_CODE = rf"\s\-‐-―−{ZERO_WIDTH}"
_ZERO_WIDTH = re.compile(f"[{ZERO_WIDTH}]")
_NOT_OF_A_CODE = re.compile(f"[{NOT_OF_A_CODE}]")
_SPLIT_AM = re.compile("ํ([่-๋]*)า")  # typed as two signs, a tone mark perhaps between, and meant as ำ
_LATE_TONE = re.compile("ำ([่-๋]++)(?!ำ)")  # the tone mark typed after it


def arabic_digits(text: str) -> str:
    return text.translate(_TO_ARABIC)


def thai_digits(text: str) -> str:
    return text.translate(_TO_THAI)


def visible(text: str) -> str:
    """Without characters of no width."""
    return _ZERO_WIDTH.sub("", text)


def composed(text: str) -> str:
    """One spelling of what looks the same: ำ as one character behind its tone mark, เเ as แ."""
    return _LATE_TONE.sub(r"\1ำ", _SPLIT_AM.sub(r"\1ำ", text)).replace("เเ", "แ")


def clean(text: str) -> str:
    """What a person meant: composed, nothing of no width, single spaces."""
    return " ".join(composed(visible(text)).split())


def bare(code: str) -> str:
    """An identifier as it is stored: Arabic digits, no spaces, no dashes."""
    return _NOT_OF_A_CODE.sub("", arabic_digits(code))


# — identifiers —


def check_digit(first_twelve: str) -> int:
    """(11 − Σ dᵢ·(14−i) mod 11) mod 10, i = 1…12: of citizens and of juristic persons. It does not protect the third digit, whose weight
    is 11, and takes the remainders 0 and 10 for the same.
    """
    return (11 - sum(int(digit) * weight for digit, weight in zip(first_twelve, range(13, 1, -1), strict=True)) % 11) % 10


def has_right_check_digit(national_id: str) -> bool:
    """13 digits of which the last fits; whatever the first digit."""
    digits = bare(national_id)
    return re.fullmatch("[0-9]{13}", digits) is not None and check_digit(digits[:12]) == int(digits[12])


def is_national_id(national_id: str) -> bool:
    """Of a citizen or registered alien: the first digit is neither 0 (juristic persons, people without civil status) nor 9."""
    return has_right_check_digit(national_id) and bare(national_id)[0] not in "09"


def format_national_id(national_id: str) -> str:
    """X-XXXX-XXXXX-XX-X; what has not 13 digits stays as it is."""
    return _grouped(national_id, (1, 4, 5, 2, 1))


def mask(national_id: str) -> str:
    """Only the last three digits: X-XXXX-XXXXX-12-3. Anything else is hidden whole."""
    digits = bare(national_id)
    return format_national_id("X" * 10 + digits[10:]) if len(digits) == 13 else "X" * len(digits)


def format_house_code(house_code: str) -> str:
    """XXXX-XXXXXX-X; what has not 11 digits stays as it is."""
    return _grouped(house_code, (4, 6, 1))


_NOT_OF_A_PHONE = re.compile(r"[().]")
_ABROAD = re.compile(r"^(?:\+|00)?66(?=[2-9])")


def phone(text: str) -> str | None:
    """Ten digits of a mobile, nine of a land line, from 0; None where it is no Thai number. +66 81 … and ๐๘๑-… are the same."""
    digits = _ABROAD.sub("0", _NOT_OF_A_PHONE.sub("", bare(text)))
    return digits if re.fullmatch("0[689][0-9]{8}|0[2-57][0-9]{7}", digits) else None


def format_phone(digits: str) -> str:
    """081-234-5678, 056-123-456, 02-123-4567."""
    if digits.startswith("02"):
        return _grouped(digits, (2, 3, 4)) if len(digits) == 9 else digits
    return _grouped(digits, (3, 3, 4) if len(digits) == 10 else (3, 3, 3))


def _grouped(code: str, sizes: tuple[int, ...]) -> str:
    digits = bare(code)
    if not re.fullmatch(f"[0-9X]{{{sum(sizes)}}}", digits):
        return code
    ends = [sum(sizes[: i + 1]) for i in range(len(sizes))]
    return "-".join(digits[end - size : end] for end, size in zip(ends, sizes, strict=True))


# — years and dates —

BUDDHIST = 543
FIRST_BUDDHIST_YEAR = 2400  # a year from here on is a Buddhist one, below it a Christian one

MONTHS = (
    *("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน"),
    *("กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"),
)
MONTHS_SHORT = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
MONTH_OF = {name.replace(".", ""): number for names in (MONTHS, MONTHS_SHORT) for number, name in enumerate(names, start=1)}


def buddhist_year(christian: int) -> int:
    return christian + BUDDHIST


def christian_year(year: int) -> int:
    """Of a year in either era."""
    return year - BUDDHIST if year >= FIRST_BUDDHIST_YEAR else year


def fiscal_year(on: date) -> int:
    """Buddhist: fiscal 2569 is 1 October 2568 to 30 September 2569."""
    return buddhist_year(on.year + (on.month >= 10))


def fiscal_year_bounds(fiscal: int) -> tuple[date, date]:
    year = fiscal - BUDDHIST
    return date(year - 1, 10, 1), date(year, 9, 30)


def month_bounds(month: str) -> tuple[date, date] | None:
    """The first and the last day of "2026-11", as addresses say it (CE); None for anything else."""
    if not re.fullmatch(r"\d{4}-\d\d", month, re.ASCII):
        return None
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        return None
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def month_name(first: date) -> str:
    """พ.ย. 2569"""
    return format_date(first).split(" ", 1)[1]


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date as far as it is known; registers hold many birth dates of which only the year, or year and month, is known."""

    year: int  # Christian
    month: int = 0  # 0 = unknown
    day: int = 0

    def __post_init__(self) -> None:
        whole = 0 <= self.month <= 12 and (self.month > 0 or self.day == 0)
        if not (whole and 1 <= self.year <= 9999 and 0 <= self.day <= (monthrange(self.year, self.month)[1] if self.month else 0)):
            raise Refused(
                _("ไม่มีวันที่ {day}/{month}/{year} ในปฏิทิน โปรดตรวจวัน เดือน และปี"),
                day=self.day,
                month=self.month,
                year=buddhist_year(self.year),
            )

    @classmethod
    def of(cls, on: date) -> Self:
        return cls(on.year, on.month, on.day)

    @classmethod
    def from_iso(cls, text: str) -> Self:
        """2026, 2026-01 or 2026-01-05, as `iso` writes it."""
        return cls(*map(int, text.split("-")))

    @property
    def iso(self) -> str:
        known = [f"{self.year:04}"] + [f"{part:02}" for part in (self.month, self.day) if part]
        return "-".join(known)

    @property
    def precision(self) -> str:
        return "day" if self.day else "month" if self.month else "year"

    @property
    def first(self) -> date:
        """The earliest day it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])


def format_date(on: date | PartialDate, *, long: bool = False) -> str:
    """5 ม.ค. 2569, long 5 มกราคม 2569; as far as it is known: ม.ค. 2569, พ.ศ. 2569."""
    part = on if isinstance(on, PartialDate) else PartialDate.of(on)
    year = buddhist_year(part.year)
    if not part.month:
        return f"พ.ศ. {year}"
    month = (MONTHS if long else MONTHS_SHORT)[part.month - 1]
    return f"{part.day} {month} {year}" if part.day else f"{month} {year}"


_NUMERIC = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_NAMED = re.compile(r"(?:(\d{1,2})[\s/\-]*)?([ก-๙][ก-๙.\s]*?)[\s/\-]*(?:พ\.?ศ\.?\s*|ค\.?ศ\.?\s*)?(\d{4})")
_YEAR = re.compile(r"(?:พ\.?ศ\.?\s*|ค\.?ศ\.?\s*)?(\d{4})")


def read_date(text: str) -> PartialDate:
    """dd/mm/yyyy, d เดือน yyyy, yyyy-mm-dd, yyyy, 00/00/yyyy; Thai or Arabic digits, Buddhist (from 2400) or Christian years.
    Two-digit years are refused: 60 may be 2560, 2460 or 1960.
    """
    plain = clean(arabic_digits(text))
    day = month = "0"
    if found := _NUMERIC.fullmatch(plain):
        day, month, year = found.groups()
    elif found := _ISO.fullmatch(plain):
        year, month, day = found.groups(default="0")
    elif (found := _NAMED.fullmatch(plain)) and (number := MONTH_OF.get(re.sub(r"[.\s]", "", found[2]))):
        day, month, year = found[1] or "0", str(number), found[3]
    elif found := _YEAR.fullmatch(plain):
        year = found[1]
    else:
        raise Refused(_("อ่านวันที่ “{text}” ไม่ได้ โปรดใช้รูปแบบ วัน/เดือน/ปี พ.ศ. สี่หลัก เช่น 05/01/2569"), text=text)
    return PartialDate(christian_year(int(year)), int(month), int(day))


def age_on(birth: date | PartialDate, on: date) -> int:
    """Full years. An unknown day counts as the 1st, an unknown month as January (Civil and Commercial Code, section 16)."""
    born = birth.first if isinstance(birth, PartialDate) else birth
    if born > on:
        raise Refused(_("วันเกิด {birth} อยู่หลังวันที่ {on} โปรดตรวจปีเกิด"), birth=format_date(birth), on=format_date(on))
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


# — names —


class Title(NamedTuple):
    text: str
    code: str  # of the 43-file standard; empty where it has none that we know
    sex: str  # "m", "f" or unknown
    short: tuple[str, ...] = ()


TITLES = (
    Title("เด็กชาย", "001", "m", ("ด.ช.",)),
    Title("เด็กหญิง", "002", "f", ("ด.ญ.",)),
    Title("นาย", "003", "m"),
    Title("นางสาว", "004", "f", ("น.ส.",)),
    Title("นาง", "005", "f"),
    Title("พระครู", "", "m"),
    Title("พระมหา", "", "m"),
    Title("พระ", "", "m"),
    Title("สามเณร", "", "m"),
    Title("แม่ชี", "", "f"),
    Title("หม่อมราชวงศ์", "", "", ("ม.ร.ว.",)),
    Title("หม่อมหลวง", "", "", ("ม.ล.",)),
    Title("พลทหาร", "", "m"),
)
_SPELLINGS = {spelling: title for title in TITLES for spelling in (title.text, *title.short)}
_RANK = r"(?:ว่าที่\s*)?(?:[ก-ฮ]{1,3}\.\s*)+(?:หญิง\s*)?"  # ร.ต.  ว่าที่ ร.ต.หญิง  พล.ต.ท.
_TITLE = re.compile("|".join([*map(re.escape, sorted(_SPELLINGS, key=len, reverse=True)), _RANK]))
_BEGINS_A_WORD = re.compile("[ก-ฮเ-ไA-Za-z]")


class Name(NamedTuple):
    title: str
    first: str
    last: str


def title_of(text: str) -> Title | None:
    return _SPELLINGS.get(clean(text))


def split_name(full_name: str) -> Name:
    """Title, first and last name. นางาม is no นาง: what follows a title must be able to begin a word. Short titles are written out."""
    text = clean(full_name)
    title = ""
    if (found := _TITLE.match(text)) and _BEGINS_A_WORD.match(rest := text[found.end() :].lstrip()):
        spelling = found[0].strip()
        title, text = (_SPELLINGS[spelling].text if spelling in _SPELLINGS else spelling), rest
    first, _space, last = text.partition(" ")
    return Name(title, first, last)


def full_name(name: Name) -> str:
    """As in official papers, no space between title and first name: นายสมชาย ใจดี."""
    return f"{name.title}{name.first} {name.last}".strip()


# — sorting —

_LEADING_VOWEL = re.compile("([เ-ไ])([ก-ฮ])")
_SIGNS = "็่้๊๋์"
_IGNORED = "ฯๆ.,-()\"'/"


def sort_key(text: str) -> str:
    """Sorts as the Royal Institute's dictionary does: consonants first, a leading vowel after its consonant, tone marks and ์ only between
    otherwise equal words. A plain string, so that it can be stored and indexed (compare by code point, COLLATE "C").
    """
    letters: list[str] = []
    signs: list[str] = []
    for character in _LEADING_VOWEL.sub(r"\2\1", arabic_digits(clean(text)).casefold()):
        if character in _SIGNS and signs:
            signs[-1] += str(_SIGNS.index(character) + 1)
        elif character not in _IGNORED and character not in _SIGNS:
            letters.append(character)
            signs.append("")
    return "".join(letters) + "\x01" + ",".join(signs).rstrip(",")


# — numbers —


def number(value: int | float | Decimal, decimals: int = 0) -> str:
    """1,234.50; halves are rounded up, as officials do."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{exact:,}"


def percent(value: int | float | Decimal, decimals: int = 2) -> str:
    """ร้อยละ 3.55, of a value in per cent."""
    return f"ร้อยละ {number(value, decimals)}"


DIGITS = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
PLACES = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")


def in_words(value: int) -> str:
    """1,221 is หนึ่งพันสองร้อยยี่สิบเอ็ด. Of whole numbers that are not negative."""
    if value == 0:
        return "ศูนย์"
    millions, rest = divmod(value, 1_000_000)
    head = f"{in_words(millions)}ล้าน" if millions else ""
    return head + _below_a_million(rest, has_more=bool(millions))


def _below_a_million(value: int, *, has_more: bool) -> str:
    """`has_more`: millions stand before it, so that a lone one is เอ็ด."""
    said = []
    for place, digit in reversed(list(enumerate(map(int, reversed(str(value)))))):
        if not digit:
            continue
        if place == 0 and digit == 1 and (value > 1 or has_more):
            said.append("เอ็ด")
        elif place == 1:
            said.append({1: "", 2: "ยี่"}.get(digit, DIGITS[digit]) + PLACES[1])
        else:
            said.append(DIGITS[digit] + PLACES[place])
    return "".join(said)


def baht_in_words(value: Decimal) -> str:
    """As receipts have it: สามพันบาทถ้วน, ห้าสิบบาทยี่สิบห้าสตางค์. Half a satang is rounded up."""
    satang = int((value * 100).quantize(Decimal(1), ROUND_HALF_UP))
    baht, rest = divmod(satang, 100)
    if not rest:
        return f"{in_words(baht)}บาทถ้วน"
    return f"{f'{in_words(baht)}บาท' if baht else ''}{in_words(rest)}สตางค์"
