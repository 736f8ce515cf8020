"""What somebody may mean by what they type into the one box. Values in, values out."""

import re
from dataclasses import dataclass

from nsc import sounds, thai
from nsc.areas import spelling

LONGEST = 80
_CASE = re.compile(r"(?:เคส|กรณี|รายกรณี|case)\s*(?:ที่|เลขที่|#)?\s*(\d{1,9})", re.IGNORECASE)
_REFERRAL = re.compile(r"(?:ใบ|เรื่อง)?(?:ส่งต่อ|referral)\s*(?:ที่|เลขที่|#)?\s*(\d{1,9})", re.IGNORECASE)
_HOUSE = re.compile(r"(?:บ้านเลขที่|เลขที่)?\s*(\d{1,5}(?:\s*/\s*\d{1,5})?)(?![\d/])(.*)")
_NUMBER = re.compile(r"#?\s*(\d{1,9})")
_CODE = re.compile(f"[{thai.NOT_OF_A_CODE}0-9]+")


@dataclass(frozen=True)
class Typed:
    """`text` as it was meant; what it cannot be is "" or None. A number alone may be of a case, of a referral, or of a house."""

    text: str
    national_id: str = ""
    house_code: str = ""
    case: int | None = None
    referral: int | None = None
    house_no: str = ""
    moo: int | None = None
    where: str = ""  # where the house is to be: words of places

    @property
    def is_a_name(self) -> bool:
        """Of a person, a place, an office; what begins with a number or says of what it is one, is none."""
        return not (self.national_id or self.house_code or self.case or self.referral or self.house_no)


def read(said: str) -> Typed:
    """National ids and house codes count whole or not at all: a part of one finds nobody."""
    text = thai.arabic_digits(thai.clean(said))[:LONGEST]
    digits = thai.bare(text) if _CODE.fullmatch(text) else ""
    if len(digits) in (11, 13):
        return Typed(text, **{"house_code" if len(digits) == 11 else "national_id": digits})
    if found := _CASE.fullmatch(text):
        return Typed(text, case=int(found[1]))
    if found := _REFERRAL.fullmatch(text):
        return Typed(text, referral=int(found[1]))
    alone = _NUMBER.fullmatch(text)
    number = int(alone[1]) if alone else None
    if not (found := _HOUSE.fullmatch(text)):
        return Typed(text, case=number, referral=number)
    moo, where = spelling.moo_apart(found[2])
    return Typed(text, case=number, referral=number, house_no=re.sub(r"\s", "", found[1]), moo=moo, where=where.strip())


# — what of a name was typed —


def marked(name: str, typed: str) -> tuple[tuple[str, bool], ...]:
    """The name in pieces, and whether each is what was typed: ((สม, True), (ชาย ใจดี, False)). Tone marks don't count; a word that only
    sounds like it, or is only near it, is not marked."""
    hit = [False] * len(name)
    for word in typed.split():
        _mark(name, sounds.plain(word), hit)
    pieces: list[list] = []
    for letter, is_hit in zip(name, hit, strict=True):
        if pieces and pieces[-1][1] == is_hit:
            pieces[-1][0] += letter
        else:
            pieces.append([letter, is_hit])
    return tuple((text, is_hit) for text, is_hit in pieces)


def _mark(name: str, word: str, hit: list[bool]) -> None:
    letters = [(at, letter) for at, sign in enumerate(name) for letter in sounds.plain(sign)]
    start = "".join(letter for _at, letter in letters).find(word) if word else -1
    if start < 0:
        return
    first, last = letters[start][0], letters[start + len(word) - 1][0]
    end = last + 1
    while end < len(name) and not sounds.plain(name[end]) and not name[end].isspace():
        end += 1  # the tone mark over the last letter
    hit[first:end] = [True] * (end - first)
