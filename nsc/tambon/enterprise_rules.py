"""What is decided about a tambon's enterprise: stages of founding, shares, money and the ratios of the Social Enterprise Act. Values in,
verdicts out.

The law is told in our own words (domain.md H.4): what it asks was read at osep.or.th and sethailand.org, the sub-section
was not compared with its text.
Money is Decimal baht, years are CE; an accounting year is a calendar year.
"""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from nsc.errors import Refused, _

DATA = Path(__file__).with_name("data") / "stages.toml"

# — stages —


@dataclass(frozen=True)
class Stage:
    """`papers`: key and name of each that is asked for. `sure`: a key of SURE."""

    key: str
    name: str
    about: str
    law: str
    office: str
    after: tuple[str, ...]
    source: str
    sure: str
    papers: tuple[tuple[str, str], ...]


def _stage(told: dict[str, Any]) -> Stage:
    return Stage(**told | {"after": tuple(told["after"]), "papers": tuple((key, name) for key, name in told["papers"])})


STAGES: dict[str, Stage] = {each["key"]: _stage(each) for each in tomllib.loads(DATA.read_text(encoding="utf-8"))["stages"]}
SURE = {"confirmed": _("ยืนยันจากหน้าของหน่วยงาน"), "likely": _("น่าจะใช่ ยังไม่ได้เทียบตัวบท"), "ours": _("ข้อเสนอของระบบ ยังไม่เป็นทางการ")}


def stage(key: str) -> Stage:
    if key not in STAGES:
        raise Refused(_("ไม่มีขั้น “{key}” ในการก่อตั้งวิสาหกิจ โปรดเลือกจากรายการ"), key=key)
    return STAGES[key]


def missing(of: Stage, ticked: Collection[str]) -> tuple[str, ...]:
    """Names of the papers still to come."""
    return tuple(name for key, name in of.papers if key not in ticked)


def check_enter(of: Stage, *, entered: Mapping[str, date], ticked: Collection[str], on: date) -> None:
    """A stage is entered when one before it stands, with all its papers, and not before that one."""
    if of.after and not (before := [entered[key] for key in of.after if key in entered]):
        raise Refused(
            _("ขั้น “{name}” ต้องมาหลังขั้น {before} โปรดบันทึกขั้นก่อนหน้าก่อน"), name=of.name, before=" / ".join(STAGES[key].name for key in of.after)
        )
    if of.after and on < min(before):
        raise Refused(_("วันที่เข้าสู่ขั้น “{name}” อยู่ก่อนขั้นก่อนหน้า โปรดตรวจวันที่"), name=of.name)
    if left := missing(of, ticked):
        raise Refused(_("ยังขาดหลักฐาน: {papers} โปรดบันทึกหลักฐานให้ครบก่อน"), papers=", ".join(left))


def coming(entered: Collection[str]) -> list[Stage]:
    """The stages one could enter next."""
    return [each for each in STAGES.values() if each.key not in entered and (not each.after or set(each.after) & set(entered))]


# — people and shares —

SECTORS = {"community": _("ชุมชน"), "industry": _("ธุรกิจ"), "government": _("ภาครัฐ"), "university": _("สถาบันการศึกษา")}
PERSON, ORGANISATION = "person", "organisation"
PARTIES = {PERSON: _("บุคคล"), ORGANISATION: _("องค์กร")}


@dataclass(frozen=True)
class Move:
    """`giver` None: shares issued; `taker` None: shares given back and gone."""

    on: date
    giver: int | None
    taker: int | None
    number: int


def held(moves: Iterable[Move], on: date) -> dict[int, int]:
    """Who held how much at the end of a day; nobody who held nothing."""
    found: dict[int, int] = {}
    for move in moves:
        if move.on <= on:
            for who, number in ((move.giver, -move.number), (move.taker, move.number)):
                if who is not None:
                    found[who] = found.get(who, 0) + number
    return {who: number for who, number in found.items() if number}


def check_moves(moves: Collection[Move]) -> None:
    """On no day does anybody hold less than nothing: a move written later for an earlier day counts from its day."""
    for day in sorted({move.on for move in moves}):
        if any(number < 0 for number in held(moves, day).values()):
            raise Refused(_("ผู้โอนมีหุ้นไม่พอในวันนั้น โปรดตรวจจำนวนหุ้นและวันที่"))


# — money —

INCOME = {
    "goods": _("ขายสินค้า"),
    "services": _("ขายบริการ"),
    "grant": _("เงินอุดหนุน"),
    "donation": _("เงินบริจาค"),
    "other_income": _("รายได้อื่น"),
}
COST = {
    "materials": _("วัตถุดิบ"),
    "wages": _("ค่าแรง"),
    "wages_poor": _("ค่าแรงที่จ่ายครัวเรือนยากจน (ตามที่วิสาหกิจบอก)"),
    "transport": _("ขนส่ง"),
    "utilities": _("น้ำ ไฟ เชื้อเพลิง"),
    "rent": _("ค่าเช่าและซ่อมแซม"),
    "marketing": _("การตลาด"),
    "other_cost": _("ค่าใช้จ่ายอื่น"),
}
KINDS = INCOME | COST
TRADE = ("goods", "services")
# What profit is used for: the aims as the law lists them, in our own words, then what is not an aim.
AIMS = {
    "jobs": _("จ้างงานผู้ที่ควรได้รับการช่วยเหลือเป็นพิเศษ"),
    "community": _("แก้ปัญหาหรือพัฒนาชุมชน สังคม หรือสิ่งแวดล้อม"),
    "public": _("ประโยชน์ส่วนรวมอื่น หรือคืนประโยชน์ให้สังคม"),
}
RESERVE, DISTRIBUTED = "reserve", "distributed"
USES = AIMS | {RESERVE: _("ทุนสำรอง"), DISTRIBUTED: _("แบ่งให้ผู้ถือหุ้นหรือสมาชิก")}
MONTHS = (1, 3)


@dataclass(frozen=True)
class Year:
    """An accounting year: sums by kind of line and by use of profit."""

    lines: Mapping[str, Decimal]
    uses: Mapping[str, Decimal]

    @property
    def income(self) -> Decimal:
        return _sum(self.lines, INCOME)

    @property
    def trade(self) -> Decimal:
        return _sum(self.lines, TRADE)

    @property
    def cost(self) -> Decimal:
        return _sum(self.lines, COST)

    @property
    def profit(self) -> Decimal:
        """Negative: a loss."""
        return self.income - self.cost

    @property
    def poor_wages(self) -> Decimal:
        return _sum(self.lines, ("wages_poor",))

    @property
    def social(self) -> Decimal:
        return _sum(self.uses, AIMS)


def _sum(of: Mapping[str, Decimal], keys: Iterable[str]) -> Decimal:
    return sum((of.get(key, Decimal(0)) for key in keys), Decimal(0))


MET, BROKEN, OPEN, NOT_BOUND, UNKNOWN = "met", "broken", "open", "not_bound", "unknown"
VERDICTS = {
    MET: _("เป็นไปตามเกณฑ์"),
    BROKEN: _("ต่ำหรือสูงกว่าเกณฑ์"),
    OPEN: _("ยังตัดสินใจใช้กำไรไม่ครบ"),
    NOT_BOUND: _("ไม่ผูกพัน เพราะไม่แบ่งปันกำไร"),
    UNKNOWN: _("คำนวณไม่ได้"),
}
NO_INCOME, NO_PROFIT = _("ไม่มีรายได้ในปีนี้"), _("ไม่มีกำไรในปีนี้")
LAW = _("พ.ร.บ.ส่งเสริมวิสาหกิจเพื่อสังคม พ.ศ. 2562 มาตรา 5 (เรียบเรียงใหม่ ไม่ใช่ถ้อยคำของกฎหมาย)")
LAW_SOURCE = _("osep.or.th และ sethailand.org · สาระยืนยันแล้ว เลขอนุมาตรายังไม่ได้เทียบตัวบท")


@dataclass(frozen=True)
class Ratio:
    """`value` a share of one, None with `why`. `warning`: what is to be said now, or "". `left`: baht of trade or of social use to reach
    the limit."""

    key: str
    name: str
    rule: str
    value: Decimal | None
    verdict: str
    why: str = ""
    warning: str = ""
    left: Decimal = Decimal(0)


TRADE_LIMIT, SOCIAL_LIMIT, SHARED_LIMIT = Decimal("0.5"), Decimal("0.7"), Decimal("0.3")


def ratios(year: Year, *, shares_profit: bool, is_over: bool) -> tuple[Ratio, Ratio, Ratio]:
    """The three of the Act. `is_over`: the accounting year has ended; before, a warning says what is still to be mended."""
    return _trade(year, shares_profit, is_over), _social(year, is_over), _shared(year)


def _trade(year: Year, shares_profit: bool, is_over: bool) -> Ratio:
    ratio = partial(Ratio, "trade", _("รายได้จากการค้า ÷ รายได้ทั้งหมด"), _("ไม่น้อยกว่าร้อยละ 50"))
    if year.income <= 0:
        return ratio(value=None, verdict=UNKNOWN, why=NO_INCOME)
    value = year.trade / year.income
    if not shares_profit:
        return ratio(value=value, verdict=NOT_BOUND)
    if value >= TRADE_LIMIT:
        return ratio(value=value, verdict=MET)
    # Every further baht of trade is a baht of income too: t + x = (i + x) / 2.
    left = year.income - 2 * year.trade
    warning = _("ปีนี้จบโดยรายได้จากการค้าต่ำกว่าครึ่ง") if is_over else _("ถ้าไม่มีรายได้อื่นเพิ่ม ต้องขายสินค้าหรือบริการอีกเท่านี้ก่อนสิ้นปี")
    return ratio(value=value, verdict=BROKEN, warning=warning, left=left)


def _social(year: Year, is_over: bool) -> Ratio:
    ratio = partial(Ratio, "social", _("กำไรที่ใช้เพื่อสังคม ÷ กำไร"), _("ไม่น้อยกว่าร้อยละ 70"))
    if year.profit <= 0:
        return ratio(value=None, verdict=UNKNOWN, why=NO_PROFIT)
    value = year.social / year.profit
    if value >= SOCIAL_LIMIT:
        return ratio(value=value, verdict=MET)
    left = SOCIAL_LIMIT * year.profit - year.social
    undecided = year.profit - _sum(year.uses, USES)
    if undecided >= left:
        warning = _("ยังต้องตัดสินใจใช้กำไรเพื่อสังคมอีก") if is_over else _("ถ้ากำไรเป็นเท่านี้จนสิ้นปี ต้องใช้เพื่อสังคมอีก")
        return ratio(value=value, verdict=OPEN, warning=warning, left=left)
    return ratio(value=value, verdict=BROKEN, warning=_("กำไรที่เหลือไม่พอให้ถึงร้อยละ 70 ต้องทบทวนการแบ่งหรือสำรอง ขาดอีก"), left=left)


def _shared(year: Year) -> Ratio:
    ratio = partial(Ratio, "shared", _("กำไรที่แบ่งให้ผู้ถือหุ้น ÷ กำไร"), _("ไม่เกินร้อยละ 30"))
    shared = year.uses.get(DISTRIBUTED, Decimal(0))
    if year.profit <= 0:
        warning = _("แบ่งกำไรไปแล้วทั้งที่ไม่มีกำไร") if shared > 0 else ""
        return ratio(value=None, verdict=BROKEN if shared > 0 else UNKNOWN, why=NO_PROFIT, warning=warning, left=shared)
    value = shared / year.profit
    if value <= SHARED_LIMIT:
        return ratio(value=value, verdict=MET)
    return ratio(value=value, verdict=BROKEN, warning=_("แบ่งกำไรเกินร้อยละ 30 เกินไป"), left=shared - SHARED_LIMIT * year.profit)


def check_amount(baht: Decimal) -> Decimal:
    """Baht and satang, more than nothing."""
    if not 0 < baht < Decimal(10) ** 12 or baht != baht.quantize(Decimal("0.01")):
        raise Refused(_("จำนวนเงินต้องมากกว่าศูนย์ และมีทศนิยมไม่เกินสองตำแหน่ง"))
    return baht


def check_kind(key: str, of: Mapping[str, str]) -> str:
    if key not in of:
        raise Refused(_("ไม่มีรายการ “{key}” โปรดเลือกจากรายการ"), key=key)
    return key


def ends(starts_on: date, months: int) -> date:
    """The first day after the period."""
    month = starts_on.month - 1 + months
    return date(starts_on.year + month // 12, month % 12 + 1, 1)


def check_period(starts_on: date, months: int, others: Iterable[tuple[date, int]]) -> None:
    """Whole months or quarters, none twice."""
    if months not in MONTHS or starts_on.day != 1 or (months == 3 and starts_on.month % 3 != 1):
        raise Refused(_("งวดบัญชีเริ่มวันที่ 1 ของเดือน หรือของไตรมาส (ม.ค. เม.ย. ก.ค. ต.ค.)"))
    for start, long in others:
        if start < ends(starts_on, months) and starts_on < ends(start, long):
            raise Refused(_("งวดนี้ซ้อนกับงวดที่มีอยู่แล้ว โปรดเลือกงวดอื่น"))
