"""Thai place and office names as people write them, brought to one key for comparing. No Django."""

import re

from nsc import thai

# Longest first: องค์การบริหารส่วนตำบล must not be taken for ตำบล.
OFFICES = (
    ("องค์การบริหารส่วนจังหวัด", "อบจ"),
    ("องค์การบริหารส่วนตำบล", "อบต"),
    ("เทศบาลตำบล", "ทต"),
    ("เทศบาลเมือง", "ทม"),
    ("เทศบาลนคร", "ทน"),
)
# A dot or space must follow ทต, ทม and ทน: names begin with these letters too.
_SHORT_OFFICE = re.compile(r"^(?:(อบจ|อบต)[\s.]*|(ทต|ทม|ทน)[\s.]+)(?=[ก-ฮเ-ไ])")
_LONG_OFFICE = {short: name for name, short in OFFICES}
_BANGKOK = re.compile(r"^กทม\.?$")
_OFFICE_APART = re.compile(rf"^({'|'.join(name for name, _ in OFFICES)}) ")
_SHORT_PLACE = re.compile(r"(?<![ก-๙.])([จอตบมข])\.\s*")
_LONG_PLACE = {"จ": "จังหวัด", "อ": "อำเภอ", "ต": "ตำบล", "บ": "บ้าน", "ม": "หมู่ที่", "ข": "เขต"}
_MOO = re.compile(r"(?<![ก-๙.])(?:หมู่ที่|หมู่|ม\.) ?(\d{1,2})(?!\d)")
_LEVEL = "กิ่งอำเภอ|อำเภอ|จังหวัด|ตำบล|แขวง|เขต|หมู่บ้าน|บ้าน"
# Repeated, because names hold such words: 'ตำบลบ้านแดน' and 'บ้านแดน' are one place.
_LEVEL_WORD = re.compile(rf"^(?:{_LEVEL})+(?=.)")
_LEVEL_APART = re.compile(rf"(?<!\S)({_LEVEL}) ")


def clean(text: str) -> str:
    """As thai.clean, in Arabic digits."""
    return thai.clean(thai.arabic_digits(text))


def key(text: str) -> str:
    """Two spellings of one name have the same key: spaces, dots and case do not tell places apart."""
    return clean(text).replace(" ", "").replace(".", "").casefold()


def bare(text: str) -> str:
    """The key of a place's name without the word for its level: 'ต. นาขอม' and 'ตำบลนาขอม' → 'นาขอม'."""
    return key(_LEVEL_WORD.sub("", _SHORT_PLACE.sub(_spell_place, clean(text)).strip()))


def words(text: str) -> list[str]:
    """What a person typed into a search box, one bare name a word: 'ต.นาขอม อ.ไพศาลี' → ['นาขอม', 'ไพศาลี']."""
    spelled = _SHORT_PLACE.sub(lambda short: " " + _spell_place(short), clean(text))
    return [found for word in _LEVEL_APART.sub(r"\1", spelled).split() if (found := bare(word))]


def moo_apart(text: str) -> tuple[int | None, str]:
    """The moo that a search names, and the rest: 'ม.3 ต.นาขอม' → (3, ' ต.นาขอม')."""
    text = clean(text)
    found = _MOO.search(text)
    return (int(found[1]), text[: found.start()] + " " + text[found.end() :]) if found else (None, text)


def office(text: str) -> str:
    """The full name of a local authority: 'อบต. นาขอม' → 'องค์การบริหารส่วนตำบลนาขอม'."""
    text = _BANGKOK.sub("กรุงเทพมหานคร", clean(text))
    text = _SHORT_OFFICE.sub(lambda short: _LONG_OFFICE[short[1] or short[2]], text)
    return _SHORT_PLACE.sub(_spell_place, _OFFICE_APART.sub(r"\1", text))


def _spell_place(short: re.Match[str]) -> str:
    return _LONG_PLACE[short[1]]
