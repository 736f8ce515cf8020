"""Who is entitled to a programme, and whether they receive it: values in, verdicts out. One by one (`verdict`, `of_household`), and for a
whole province at once (`decide`, `decide_households`), which must say the same of everybody.

That somebody does not receive is only ever said of who is certainly not on a register that covers them and was drawn up after they came to
be entitled. A register that is missing, or a person whom it could not have named, leaves it open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, IntFlag, auto

import numpy as np
from numpy.typing import NDArray

from nsc import thai
from nsc.errors import _


class State(IntEnum):
    RECEIVES = 1
    ENTITLED = 2  # and does not receive
    NOT_ENTITLED = 3
    UNKNOWN = 4


class Why(IntFlag):
    """What speaks against it, or what is missing."""

    AGE = auto()
    DISABILITY = auto()
    CARD = auto()
    INCOME = auto()
    INDICATOR = auto()
    NO_BIRTH = auto()
    NO_HEALTH = auto()
    NO_CARD_ANSWER = auto()
    NO_INCOME = auto()
    NO_INDICATOR = auto()
    CASE_BY_CASE = auto()
    NO_TERMS = auto()
    NO_REGISTER = auto()
    NO_NUMBER = auto()
    CAME_LATER = auto()
    REGISTER_OLDER = auto()


NOTHING = Why(0)
WHY_NAMES: Mapping[Why, str] = {
    Why.AGE: _("อายุไม่อยู่ในเกณฑ์"),
    Why.DISABILITY: _("ไม่ได้ตอบว่าพิการ"),
    Why.CARD: _("ไม่มีบัตรสวัสดิการแห่งรัฐ"),
    Why.INCOME: _("รายได้เฉลี่ยของครัวเรือนเกินเกณฑ์"),
    Why.INDICATOR: _("ครัวเรือนไม่ตกตัวชี้วัดที่กำหนด"),
    Why.NO_BIRTH: _("ไม่ทราบวันเกิด"),
    Why.NO_HEALTH: _("ไม่ทราบว่าพิการหรือไม่"),
    Why.NO_CARD_ANSWER: _("ไม่ทราบว่ามีบัตรสวัสดิการหรือไม่"),
    Why.NO_INCOME: _("ไม่ทราบรายได้เฉลี่ยของครัวเรือน"),
    Why.NO_INDICATOR: _("ชุดคำถามของรอบสำรวจไม่มีตัวชี้วัดที่กำหนด"),
    Why.CASE_BY_CASE: _("พิจารณาเป็นรายกรณี"),
    Why.NO_TERMS: _("ยังไม่มีเกณฑ์ที่ใช้ในวันนี้"),
    Why.NO_REGISTER: _("ยังไม่มีทะเบียนผู้รับของพื้นที่นี้"),
    Why.NO_NUMBER: _("ไม่มีเลขประจำตัวประชาชน จึงเทียบกับทะเบียนไม่ได้"),
    Why.CAME_LATER: _("เข้าข้อมูลหลังนำเข้าทะเบียน"),
    Why.REGISTER_OLDER: _("ทะเบียนเก่ากว่าวันที่เริ่มเข้าเกณฑ์"),
}
# Indicators of the set of 31 as the set of 38 has them, by their subject: our reading, as in tpmap_map_proposed_2565.csv.
NUMBER_38 = {1: 2, 4: 6, 8: 13, 15: 22, 16: 23, 17: 24, 20: 27, 21: 28, 22: 29, 27: 34, 28: 35}


class How(IntEnum):
    """What the registers of a programme say of a person."""

    NO_REGISTER = 0  # none covers them
    LISTED = 1
    ANSWERED = 2  # no register speaks, but they answered the survey that they hold it
    NOT_LISTED = 3
    NO_NUMBER = 4  # no register could have named them
    CAME_LATER = 5  # they were not yet known to us when the register was compared


@dataclass(frozen=True)
class Rule:
    """One programme's terms. None and False ask for nothing. `income_limit`: baht a person a year."""

    age_from: int | None = None  # full years
    age_until: int | None = None
    needs_disability: bool = False
    needs_card: bool = False
    income_limit: int | None = None
    fails_indicator: int | None = None  # of the set of 31
    is_by_rule: bool = True  # else somebody decides case by case, and nobody is found entitled here


@dataclass(frozen=True)
class Facts:
    """Of one person; None: not known. `born`: an unknown day is the 1st, an unknown month January (Civil and Commercial Code, s. 16)."""

    born: date | None = None
    is_disabled: bool | None = None
    has_card: bool | None = None
    income: float | None = None
    fails: bool | None = None  # the rule's indicator


@dataclass(frozen=True)
class Heard:
    how: How = How.NO_REGISTER
    as_of: date | None = None


@dataclass(frozen=True)
class Verdict:
    state: State
    why: Why = NOTHING


@dataclass(frozen=True)
class Said:
    """What one register says of a person. `knew`: the person was known to us when it was compared."""

    as_of: date
    covers: bool
    lists: bool
    knew: bool = True


# — one by one —


def full_years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def hear(said: Sequence[Said], *, has_number: bool, has_answered: bool = False) -> Heard:
    """The newest register that covers or names the person decides; of the same day, one that names them. `has_answered`: that they hold
    what the programme gives, by their own answer, heeded where no register speaks."""
    speaking = [each for each in said if each.covers or each.lists]
    if not speaking:
        return Heard(How.ANSWERED if has_answered else How.NO_REGISTER)
    newest = max(speaking, key=lambda each: (each.as_of, each.lists, not each.knew))
    if newest.lists:
        return Heard(How.LISTED, newest.as_of)
    if not has_number:
        return Heard(How.NO_NUMBER, newest.as_of)
    return Heard(How.NOT_LISTED if newest.knew else How.CAME_LATER, newest.as_of)


def verdict(rule: Rule | None, facts: Facts, heard: Heard, on: date) -> Verdict:
    """`rule` None: no terms are in force. Ages are those of the day `on`."""
    if heard.how in (How.LISTED, How.ANSWERED):
        return Verdict(State.RECEIVES)
    if rule is None:
        return Verdict(State.UNKNOWN, Why.NO_TERMS)
    against, missing = _weighed(rule, facts, on)
    if against:
        return Verdict(State.NOT_ENTITLED, against)
    if not rule.is_by_rule:
        return Verdict(State.UNKNOWN, Why.CASE_BY_CASE)
    if missing:
        return Verdict(State.UNKNOWN, missing)
    if heard.how != How.NOT_LISTED or heard.as_of is None:
        return Verdict(State.UNKNOWN, _UNHEARD[heard.how])
    if facts.born and full_years(facts.born, heard.as_of) < (rule.age_from or 0):
        return Verdict(State.UNKNOWN, Why.REGISTER_OLDER)
    return Verdict(State.ENTITLED)


_UNHEARD = {
    How.NO_REGISTER: Why.NO_REGISTER,
    How.NOT_LISTED: Why.NO_REGISTER,
    How.NO_NUMBER: Why.NO_NUMBER,
    How.CAME_LATER: Why.CAME_LATER,
}


def _weighed(rule: Rule, facts: Facts, on: date) -> tuple[Why, Why]:
    """(what speaks against it, what is missing)"""
    against, missing = NOTHING, NOTHING
    if rule.age_from is not None or rule.age_until is not None:
        if facts.born is None:
            missing |= Why.NO_BIRTH
        elif not _low(rule) <= full_years(facts.born, on) <= _high(rule):
            against |= Why.AGE
    for is_asked, answer, no, unknown in (
        (rule.needs_disability, facts.is_disabled, Why.DISABILITY, Why.NO_HEALTH),
        (rule.needs_card, facts.has_card, Why.CARD, Why.NO_CARD_ANSWER),
        (rule.income_limit is not None, _within(facts.income, rule.income_limit), Why.INCOME, Why.NO_INCOME),
        (rule.fails_indicator is not None, facts.fails, Why.INDICATOR, Why.NO_INDICATOR),
    ):
        if is_asked and answer is None:
            missing |= unknown
        elif is_asked and not answer:
            against |= no
    return against, missing


def _low(rule: Rule) -> int:
    return rule.age_from or 0


def _high(rule: Rule) -> int:
    return 999 if rule.age_until is None else rule.age_until


def _within(income: float | None, limit: int | None) -> bool | None:
    return None if income is None or limit is None else income <= limit


def of_household(verdicts: Sequence[Verdict], heard: Sequence[Heard]) -> Verdict:
    """Help for a whole household, from what is found of each of its people. It receives if one of them is named. It does not receive only
    where none of them could have been named: whoever it is paid to may be another one than who is entitled."""
    states = {each.state for each in verdicts}
    if State.RECEIVES in states:
        return Verdict(State.RECEIVES)
    if State.ENTITLED in states:
        open_ = NOTHING
        for each in heard:
            open_ |= NOTHING if each.how == How.NOT_LISTED else _UNHEARD[each.how]
        return Verdict(State.UNKNOWN, open_) if open_ else Verdict(State.ENTITLED)
    chosen = State.UNKNOWN if State.UNKNOWN in states else State.NOT_ENTITLED
    why = NOTHING
    for found in verdicts:
        why |= found.why if found.state == chosen else NOTHING
    return Verdict(chosen, why)


# — a whole province —

Days = NDArray[np.datetime64]
Ints = NDArray[np.int64]
YES, NO, NOT_KNOWN = 1, 0, -1


@dataclass(frozen=True)
class People:
    """One entry a person. `born`: NaT where unknown; the answers YES, NO or NOT_KNOWN; `income`: NaN where unknown.
    `how` (of How) and `as_of` (NaT where no register speaks): what the registers say."""

    born: Days
    is_disabled: Ints
    has_card: Ints
    fails: Ints
    income: NDArray[np.float64]
    how: Ints
    as_of: Days


def decide(rule: Rule | None, people: People, on: date) -> tuple[Ints, Ints]:
    """(State, Why) of each, as `verdict` has them."""
    receives = (people.how == How.LISTED) | (people.how == How.ANSWERED)
    if rule is None:
        return np.where(receives, int(State.RECEIVES), int(State.UNKNOWN)), np.where(receives, 0, int(Why.NO_TERMS))
    against, missing = _weigh_all(rule, people, on)
    if not rule.is_by_rule:
        open_: Ints = np.full(people.how.size, int(Why.CASE_BY_CASE))
    else:
        unheard = _UNHEARD_ALL[people.how]
        unheard = np.where((unheard == 0) & _came_of_age_later(rule, people), int(Why.REGISTER_OLDER), unheard)
        open_ = np.where(missing > 0, missing, unheard)
    why = np.where(against > 0, against, open_)
    state = np.where(against > 0, int(State.NOT_ENTITLED), np.where(open_ > 0, int(State.UNKNOWN), int(State.ENTITLED)))
    return np.where(receives, int(State.RECEIVES), state), np.where(receives, 0, why)


_UNHEARD_ALL = np.array([0 if how == How.NOT_LISTED else int(_UNHEARD.get(how, NOTHING)) for how in How], np.int64)


def turned(on: date, years: int) -> date:
    """The last day of birth of who has these full years on a day: born on the 29th of February, they have them on the 1st of March."""
    if on.year - years < 1:
        return date.min
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return date(on.year - years, 2, 28)


def _came_of_age_later(rule: Rule, people: People) -> NDArray[np.bool_]:
    """Who did not yet have the years asked for on the day of the register that speaks."""
    days = people.as_of.astype(np.int64)
    later = np.zeros(days.size, dtype=bool)
    for day in np.unique(people.as_of[~np.isnat(people.as_of)]):
        limit = np.datetime64(turned(day.astype(object), _low(rule)), "D")
        later |= (days == day.astype(np.int64)) & (people.born > limit)  # a birth that is not known is never greater
    return later


def _weigh_all(rule: Rule, people: People, on: date) -> tuple[Ints, Ints]:
    against, missing = np.zeros(people.how.size, np.int64), np.zeros(people.how.size, np.int64)
    if rule.age_from is not None or rule.age_until is not None:
        youngest, oldest = np.datetime64(turned(on, _low(rule)), "D"), np.datetime64(turned(on, _high(rule) + 1), "D")
        against[(people.born > youngest) | (people.born <= oldest)] = int(Why.AGE)
        missing[np.isnat(people.born)] = int(Why.NO_BIRTH)
    limit = float("inf") if rule.income_limit is None else rule.income_limit
    income = np.where(np.isnan(people.income), NOT_KNOWN, people.income <= limit)
    for is_asked, answer, no, unknown_why in (
        (rule.needs_disability, people.is_disabled, Why.DISABILITY, Why.NO_HEALTH),
        (rule.needs_card, people.has_card, Why.CARD, Why.NO_CARD_ANSWER),
        (rule.income_limit is not None, income, Why.INCOME, Why.NO_INCOME),
        (rule.fails_indicator is not None, people.fails, Why.INDICATOR, Why.NO_INDICATOR),
    ):
        if is_asked:
            against[answer == NO] |= int(no)
            missing[answer == NOT_KNOWN] |= int(unknown_why)
    return against, missing


@dataclass(frozen=True)
class SaidOfAll:
    """What one register says of everybody, one entry a person; as Said."""

    as_of: date
    covers: NDArray[np.bool_]
    lists: NDArray[np.bool_]
    knew: NDArray[np.bool_]


def hear_all(said: Sequence[SaidOfAll], *, has_number: NDArray[np.bool_], has_answered: NDArray[np.bool_]) -> tuple[Ints, Days]:
    """(How, as-of day or NaT) of each, as `hear` has them."""
    how = np.where(has_answered, int(How.ANSWERED), int(How.NO_REGISTER)).astype(np.int64)
    as_of = np.full(has_number.size, np.datetime64("NaT", "D"))
    for each in sorted(said, key=lambda one: one.as_of):
        day = np.datetime64(each.as_of, "D")
        outspoken = (as_of == day) & ((how == How.LISTED) | (how == How.CAME_LATER))
        silent = np.where(each.knew, int(How.NOT_LISTED), int(How.CAME_LATER))
        speaks = each.lists | (each.covers & ~outspoken)
        how = np.where(speaks, np.where(each.lists, int(How.LISTED), silent), how)
        as_of = np.where(speaks, day, as_of)
    mute = ~has_number & ((how == How.NOT_LISTED) | (how == How.CAME_LATER))
    return np.where(mute, int(How.NO_NUMBER), how).astype(np.int64), as_of


def decide_households(state: Ints, why: Ints, how: Ints, household: Ints, count: int) -> tuple[Ints, Ints]:
    """(State, Why) of each of `count` households, as `of_household` has them. `household`: the index of each person's."""

    def any_of(which: NDArray[np.bool_]) -> NDArray[np.bool_]:
        return np.bincount(household[which], minlength=count) > 0

    def joined(which: NDArray[np.bool_], bits: Ints) -> Ints:
        found = np.zeros(count, np.int64)
        np.bitwise_or.at(found, household[which], bits[which])
        return found

    unheard = np.zeros(how.size, np.int64)
    for each, reason in _UNHEARD.items():
        if each != How.NOT_LISTED:
            unheard[how == each] = int(reason)
    receives, entitled, unknown = (any_of(state == each) for each in (State.RECEIVES, State.ENTITLED, State.UNKNOWN))
    open_ = joined(unheard > 0, unheard)
    steps = [receives, entitled & (open_ > 0), entitled, unknown]
    found = np.select(steps, [int(State.RECEIVES), int(State.UNKNOWN), int(State.ENTITLED), int(State.UNKNOWN)], int(State.NOT_ENTITLED))
    of_unknown, of_not = joined(state == State.UNKNOWN, why), joined(state == State.NOT_ENTITLED, why)
    nothing = np.zeros(count, np.int64)
    return found.astype(np.int64), np.select(steps, [nothing, open_, nothing, of_unknown], of_not).astype(np.int64)


# — amounts —


def amount(amounts: str, age: int | None) -> int | None:
    """Baht at an age, of "60:600 70:700" (from an age on) or "800"; None where it is not said, or depends on an age that is not known."""
    pairs = [part.split(":") for part in amounts.split()]
    if not pairs:
        return None
    if len(pairs[0]) == 1:
        return int(pairs[0][0])
    if age is None:
        return None
    reached = [int(baht) for since, baht in pairs if int(since) <= age]
    return reached[-1] if reached else None


def check_amounts(amounts: str) -> str:
    """As it is stored; raises ValueError where it is neither one amount nor amounts by ascending ages."""
    parts = thai.arabic_digits(amounts).replace(",", "").split()
    pairs = [part.split(":") for part in parts]
    if not all(each.isascii() and each.isdigit() for pair in pairs for each in pair) or len({len(pair) for pair in pairs}) > 1:
        raise ValueError(amounts)
    if pairs and (len(pairs[0]) > 2 or (len(pairs[0]) == 1 and len(pairs) > 1)):
        raise ValueError(amounts)
    ages = [int(pair[0]) for pair in pairs if len(pair) == 2]
    if ages != sorted(set(ages)):
        raise ValueError(amounts)
    return " ".join(parts)
