"""What casework decides of plans: which measures of the menu to propose and why, what a step has to say, what a plan comes to, and what a
household account shows. Values in, verdicts out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from nsc import thai
from nsc.errors import Refused, _
from nsc.poverty.union import DIMENSIONS

# — what to propose —

URGENCY = ("now", "month", "year")
ORIGINS = ("need", "visit", "survey")
REASONS = {
    "need": _("ความต้องการที่บันทึกไว้"),
    "visit": _("ไม่ผ่านเมื่อเยี่ยมบ้าน"),
    "survey": _("ไม่ผ่านในการสำรวจล่าสุด"),
    "maybe": _("ไม่ผ่านในการสำรวจล่าสุด และอาจเกี่ยวข้องกับคนนี้"),
    "problem": _("พบในการสำรวจล่าสุด"),
}


@dataclass(frozen=True)
class Entry:
    """One entry of the menu: for an indicator of a set or a problem, of a life stage ("" any), of a kind of household ("" both)."""

    number: int
    code: str
    title: str
    dimension: str
    owner: str
    set_code: str = ""
    indicator: int | None = None
    problem: str = ""
    stage: str = ""
    triage: str = ""
    programme: str = ""

    @property
    def root(self) -> str:
        """What entries have in common that are one measure for several indicators or stages."""
        return self.code.partition(".")[0]


@dataclass(frozen=True)
class Lack:
    """Something to be mended: an open need, an indicator failed, a problem found. `person` None: of the household as a whole.

    `why`: a key of REASONS. `stage`: the person's, "" where unknown.
    """

    why: str
    dimension: str
    set_code: str = ""
    indicator: int | None = None
    problem: str = ""
    person: int | None = None
    stage: str = ""
    urgency: str = ""
    need: int | None = None

    @property
    def rank(self) -> tuple[int, int]:
        """What was told at the door comes first, by urgency; then the five dimensions in their order."""
        pressing = URGENCY.index(self.urgency) if self.urgency in URGENCY else len(URGENCY)
        place = DIMENSIONS.index(self.dimension) if self.dimension in DIMENSIONS else len(DIMENSIONS)
        return pressing, place


@dataclass(frozen=True)
class Someone:
    person: int
    stage: str


@dataclass(frozen=True)
class Proposed:
    """A measure for a person, or for the household, and all that speaks for it, the most pressing first."""

    entry: Entry
    person: int | None
    reasons: tuple[Lack, ...]

    @property
    def need(self) -> int | None:
        return next((each.need for each in self.reasons if each.need), None)


def propose(menu: Sequence[Entry], lacks: Iterable[Lack], people: Sequence[Someone], triage: str) -> list[Proposed]:
    """Every entry of the menu that answers a lack, suits the person's stage and the kind of household; each once a person.

    A lack of the household as a whole is answered by an entry for a life stage where somebody of that stage lives there. Where nobody has
    said of which kind the household is, entries for either kind are proposed.
    """
    found: dict[tuple[str, int | None], list[tuple[Entry, Lack]]] = {}
    for lack in sorted(lacks, key=lambda each: each.rank):
        for entry in menu:
            if _answers(entry, lack) and (not entry.triage or not triage or entry.triage == triage):
                for person in _whom(entry, lack, people):
                    found.setdefault((entry.root, person), []).append((entry, lack))
    return [Proposed(pairs[0][0], person, _distinct(lack for _entry, lack in pairs)) for (_root, person), pairs in found.items()]


def without_proposal(lacks: Iterable[Lack], proposed: Iterable[Proposed]) -> list[int]:
    """Needs that the menu has no answer for."""
    answered = {each.need for one in proposed for each in one.reasons}
    return [each.need for each in lacks if each.need and each.need not in answered]


def _answers(entry: Entry, lack: Lack) -> bool:
    if entry.indicator is not None and entry.indicator == lack.indicator:
        return entry.set_code == lack.set_code
    return bool(entry.problem) and entry.problem == lack.problem


def _whom(entry: Entry, lack: Lack, people: Sequence[Someone]) -> Iterator[int | None]:
    if not entry.stage:
        yield lack.person
    elif lack.person is None:
        yield from (each.person for each in people if each.stage == entry.stage)
    elif lack.stage == entry.stage:
        yield lack.person


def _distinct(lacks: Iterable[Lack]) -> tuple[Lack, ...]:
    return tuple(dict.fromkeys(lacks))


# — what a plan has to say —

MOST_STEPS = 40
MOST_BAHT = Decimal(10_000_000)
DIAGNOSIS = ("attitude", "skills", "resources", "way_out")  # the four ท
CHECKS = ("is_moderate", "is_reasonable", "is_resilient", "has_knowledge", "has_virtue")
OFFICE = "office"


@dataclass(frozen=True)
class Wanted:
    """A step as it is asked for. `what` may be empty where a measure says it; numbers are those of the records."""

    what: str
    who: str
    due_on: date
    office: str = ""
    baht: Decimal | None = None
    money_from: str = ""
    person: int | None = None
    need: int | None = None
    measure: int | None = None


def check_steps(steps: Sequence[Wanted], *, today: date, kept: Iterable[date] = ()) -> None:
    """`kept`: days that the draft had before, which may have gone by since."""
    if not steps:
        raise Refused(_("แผนต้องมีอย่างน้อยหนึ่งขั้น โปรดเลือกจากข้อเสนอหรือเพิ่มขั้นเอง"))
    if len(steps) > MOST_STEPS:
        raise Refused(_("แผนมีได้ไม่เกิน {most} ขั้น โปรดรวมขั้นที่ทำพร้อมกัน"), most=MOST_STEPS)
    old = set(kept)
    for number, step in enumerate(steps, start=1):
        if not thai.clean(step.what):
            raise Refused(_("ขั้นที่ {number}: โปรดบอกว่าจะทำอะไร"), number=number)
        if step.who == OFFICE and not thai.clean(step.office):
            raise Refused(_("ขั้นที่ {number}: โปรดบอกชื่อหน่วยงานที่ทำ"), number=number)
        if step.due_on < today and step.due_on not in old:
            raise Refused(_("ขั้นที่ {number}: วันกำหนดเสร็จผ่านไปแล้ว โปรดใส่วันที่ยังมาไม่ถึง"), number=number)
        if step.baht is not None and not 0 <= step.baht <= MOST_BAHT:
            raise Refused(_("ขั้นที่ {number}: เงินต้องไม่ติดลบและไม่เกิน {most} บาท"), number=number, most=f"{MOST_BAHT:,}")
        if step.baht and not thai.clean(step.money_from):
            raise Refused(_("ขั้นที่ {number}: โปรดบอกแหล่งเงิน"), number=number)


def check_agreed(on: date, signed: str, *, today: date, written_on: date) -> None:
    if on > today:
        raise Refused(_("วันที่ {on} ยังมาไม่ถึง โปรดใส่วันที่ทำจริง"), on=thai.format_date(on))
    if on < written_on:
        raise Refused(_("ครัวเรือนตกลงเมื่อ {on} ก่อนแก้แผนครั้งล่าสุดไม่ได้ โปรดให้ครัวเรือนดูแผนฉบับที่แก้แล้ว"), on=thai.format_date(on))
    if not thai.clean(signed):
        raise Refused(_("โปรดบอกว่าใครลงชื่อแทนครัวเรือน"))


@dataclass(frozen=True)
class Money:
    """Baht of the steps that say so (None: none of them does), and how many steps of those that need money do not say how much."""

    baht: Decimal | None
    steps: int
    silent: int


def money(told: Iterable[Decimal | None]) -> Money:
    """Of the steps that count."""
    every = list(told)
    known = [each for each in every if each is not None]
    return Money(sum(known, Decimal(0)) if known else None, len(every), len(every) - len(known))


# — the household account —

INCOME, COST, NECESSARY, UNNECESSARY, DEBT, SAVING = GROUPS = ("income", "cost", "necessary", "unnecessary", "debt", "saving")
SPENDING = (COST, NECESSARY, UNNECESSARY, DEBT)
GROUP_NAMES = {
    INCOME: _("รายรับ"),
    COST: _("ต้นทุนประกอบอาชีพ"),
    NECESSARY: _("รายจ่ายจำเป็น"),
    UNNECESSARY: _("รายจ่ายไม่จำเป็น"),
    DEBT: _("ชำระหนี้"),
    SAVING: _("เงินออม"),
}
LINES: Mapping[str, tuple[str, str]] = {  # key: its group, its name
    "income_main": (INCOME, _("อาชีพหลัก")),
    "income_side": (INCOME, _("อาชีพเสริม")),
    "income_state": (INCOME, _("เบี้ยยังชีพและสวัสดิการรัฐ")),
    "income_family": (INCOME, _("ลูกหลานหรือญาติให้")),
    "income_in_kind": (INCOME, _("ปลูก เลี้ยง หาไว้กินเอง (คิดเป็นเงิน)")),
    "income_other": (INCOME, _("รายรับอื่น")),
    "cost_inputs": (COST, _("ปุ๋ย พันธุ์ วัตถุดิบ")),
    "cost_hire": (COST, _("ค่าจ้าง ค่าเช่า ค่าน้ำมันเพื่อประกอบอาชีพ")),
    "food": (NECESSARY, _("อาหาร")),
    "utilities": (NECESSARY, _("น้ำ ไฟ แก๊ส โทรศัพท์")),
    "school": (NECESSARY, _("การเรียนของลูกหลาน")),
    "health": (NECESSARY, _("รักษาพยาบาล")),
    "travel": (NECESSARY, _("เดินทาง")),
    "necessary_other": (NECESSARY, _("จำเป็นอื่น")),
    "alcohol": (UNNECESSARY, _("เหล้า บุหรี่")),
    "lottery": (UNNECESSARY, _("หวยและการพนัน")),
    "unnecessary_other": (UNNECESSARY, _("ไม่จำเป็นอื่น")),
    "debt_formal": (DEBT, _("หนี้ในระบบและกองทุน")),
    "debt_informal": (DEBT, _("หนี้นอกระบบ")),
    "saving": (SAVING, _("ออมได้")),
}
Told = Mapping[str, Decimal]


@dataclass(frozen=True)
class Sums:
    """Baht of one month; None where nothing of that kind was told. `left`: income less all spending, where both were told."""

    groups: Mapping[str, Decimal | None] = field(default_factory=dict)

    @property
    def income(self) -> Decimal | None:
        return self.groups.get(INCOME)

    @property
    def spending(self) -> Decimal | None:
        told = [each for group in SPENDING if (each := self.groups.get(group)) is not None]
        return sum(told, Decimal(0)) if told else None

    @property
    def left(self) -> Decimal | None:
        return None if self.income is None or self.spending is None else self.income - self.spending


def sums(told: Told) -> Sums:
    groups: dict[str, Decimal | None] = dict.fromkeys(GROUPS)
    for line, baht in told.items():
        group = LINES[line][0]
        groups[group] = (groups[group] or Decimal(0)) + baht
    return Sums(groups)


def difference(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    """What changed; None where one of the two is not known."""
    return None if before is None or after is None else after - before


def check_account(told: Told) -> None:
    if unknown := set(told) - set(LINES):
        raise Refused(_("ไม่รู้จักรายการ {line} ของบัญชีครัวเรือน"), line=min(unknown))
    if not told:
        raise Refused(_("โปรดใส่จำนวนเงินอย่างน้อยหนึ่งรายการ"))
    if any(not 0 <= each <= MOST_BAHT for each in told.values()):
        raise Refused(_("จำนวนเงินต้องไม่ติดลบและไม่เกิน {most} บาท"), most=f"{MOST_BAHT:,}")


def check_month(month: date, *, today: date) -> date:
    """The first day of a month that has begun, at most ten years back."""
    first = month.replace(day=1)
    if first > today:
        raise Refused(_("เดือนนี้ยังมาไม่ถึง โปรดเลือกเดือนที่จดบัญชีจริง"))
    if first.year < today.year - 10:
        raise Refused(_("เดือนนี้นานเกินสิบปี โปรดตรวจปี พ.ศ."))
    return first
