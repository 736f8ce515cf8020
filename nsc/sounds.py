"""Thai names as they are typed and as they sound: two keys by which ณัฐพล is found under นัฐพล. Values in, values out.

The sound key goes letter by letter and needs no dictionary of syllables, so it is a little coarse on purpose: it may join two names that a
listener would tell apart, and a person chooses between the two. Each rule here is one that clerks meet; the table in tests/test_sounds.py
says which names must meet and which must not.
"""

import re
from itertools import pairwise

from nsc import thai

_MARKS = re.compile("[็-๎ฺ]")  # tones, ์ and what else says nothing of the letters
_NO_LETTER = re.compile(r"[^0-9a-zก-ฮฤฦะ-ูเ-ไ]")

# — as it is typed —


def plain(name: str) -> str:
    """Letters alone: no tone marks, ็ or ์, no spaces, dots or dashes; Arabic digits, small Latin letters."""
    return _NO_LETTER.sub("", _MARKS.sub("", thai.arabic_digits(thai.clean(name)).casefold()))


def words(text: str) -> list[str]:
    """The names in what somebody typed, without a title: นางสาวสมหญิง ใจดี → [สมหญิง, ใจดี]; as they are written."""
    name = thai.split_name(text)
    return [word for word in f"{name.first} {name.last}".split() if plain(word)]


# — as it sounds —

# One sound at the beginning of a syllable, and one at its end (แม่กก แม่กด แม่กบ แม่กน).
_FIRST = {letter: group[0] for group in "ขฃคฅฆ ฉชฌ สศษซ ยญ ดฎ ตฏ ทถธฐฑฒ นณ พผภ ฟฝ ลฬ หฮ".split() for letter in group}
_LAST = {letter: group[0] for group in "กขฃคฅฆ ดจชซฌฎฏฐฑฒตถทธศษส บปพฟภ นณญรลฬ".split() for letter in group}
_VOWEL = {letter: group[0] for group in ("ั", "า", "ิี", "ึื", "ุู", "เ", "แ", "โ", "ไใ") for letter in group}
_MERGED = {"ด": "ดตท", "ก": "กข", "บ": "บปพ"}  # a stop before the same stop is heard once: ณัฏฐา, ณัฐา
_CONSONANT, _BEFORE, _AFTER = "ก-ฮ", "เแโไใ", "ะาิีึืุูัำ"
_STOP = "กขคฆจชซฌฎฏฐฑฒดตถทธศษสบปพฟภ"

_RULES = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        ("[่-๋]", ""),  # before ์ is looked for: typed in the wrong order they would hide it
        # what ์ silences: ศักดิ์ พันธุ์, and the letter before it where that stands behind a final one: จันทร์ ลักษณ์ ศาสตร์
        (rf"(?<![{_BEFORE}])([{_CONSONANT}])[ทตดฎษศส][{_CONSONANT}][ิุ]?์", r"\1"),
        (rf"[{_CONSONANT}][ิุ]?์", ""),
        ("[็-๎ฺ]", ""),
        ("([กตทปส])ฤ", r"\1ริ"),
        ("ฤ", "รึ"),
        ("ฦ", "ลึ"),
        # vowels that are written and not said
        ("เกียรติ", "เกียด"),
        ("([ชญ]า)ติ", r"\1ด"),
        ("(ธา|เห)ตุ", r"\1ด"),
        ("ฒิ$", "ด"),
        # ทร is ซ; ร is silent in ศรี สร้าง เสริม จริง
        ("^ทร(?=[าัง])|ทร(?=ง|ัพ|าย)", "ซ"),
        ("ศร(?=ี|ัท)|สร(?=ะ)|(?<=เ)[ศส]ร(?=ิ|า)", "ส"),
        ("จริง", "จิง"),
        # รร: ธรรม is ทัม, พรรณ is พัน, วรรณา is วันนา
        (rf"รร(?=ม|[{_CONSONANT}](?:[{_CONSONANT}{_BEFORE}]|$))", "ั"),
        ("รร", "ัน"),
        # the second of two final letters: ภัทร มิตร บุตร เพชร เนตร
        (rf"([ัิุ][{_STOP}])ร(?![{_AFTER}])", r"\1"),
        (rf"([เโ][{_CONSONANT}][{_STOP}])ร(?![{_AFTER}])", r"\1"),
        # ห and อ that only lead: หญิง หนู อยู่
        (rf"ห(?=[งญนมยลว][{_AFTER}อว]|ร[{_AFTER}อ])", ""),
        (rf"(?<=[{_BEFORE}])ห(?=[งญนมยรลว])", ""),
        (rf"^อ(?=ย[{_AFTER}])", ""),
        # the same sound written in several ways
        (rf"ไ([{_CONSONANT}])ย(?![{_AFTER}])", r"ไ\1"),
        (rf"([{_CONSONANT}])ัย(?![{_AFTER}])", r"ไ\1"),
        ("ำ", "ัม"),
        # พร is พอน, where nothing else is its vowel
        (rf"(?:(?<=^)|(?<=[^{_BEFORE}]))([{_CONSONANT}])ร(?![{_AFTER}ร])", r"\1อร"),
        (rf"([{_BEFORE}])([{_CONSONANT}])", r"\2\1"),
    )
)


def sound(name: str) -> str:
    """What the name sounds like, one sign a sound. "" where nothing of it does."""
    return "".join(_signs(_respelled(name)))


def begun(name: str) -> set[str]:
    """How what begins with this may go on to sound: a last consonant may end its syllable, or begin the next one."""
    written = _respelled(name)
    heard = "".join(_signs(written))
    last = written[-1:]
    return {heard, "".join(_signs(written[:-1])) + _FIRST.get(last, last)} if last in _LAST else {heard}


def _respelled(name: str) -> str:
    written = re.sub(r"[^0-9a-z฀-๿]", "", thai.arabic_digits(thai.clean(name)).casefold())
    for pattern, instead in _RULES:
        written = pattern.sub(instead, written)
    return written


def _signs(written: str) -> list[str]:
    heard: list[str] = []
    for at, letter in enumerate(written):
        following = written[at + 1 : at + 2]
        if letter in _VOWEL:
            heard.append(_VOWEL[letter])
        elif letter in _LAST and at and (not following or following not in _CARRIES):
            heard.append(_LAST[letter])
        elif letter not in "ะๆ":
            heard.append(_FIRST.get(letter, letter))
    return [here for here, after in pairwise([*heard, "."]) if here != after and after not in _MERGED.get(here, "-")]


_CARRIES = "าำิีึืุูเแโไใอั"  # a letter before one of these begins a syllable
