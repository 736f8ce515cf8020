"""What is reckoned about products, their chain and their farmers: values in, verdicts out. Money in baht, Decimal throughout; what can't be
reckoned is None, never nought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from statistics import median

from nsc import thai
from nsc.errors import Refused, _

MOST_POINTS, MOST_WEIGHT, MOST_READY = 4, 10, 9
CENT = Decimal("0.01")
SWING = Decimal("0.1")  # of the price: what happens if it falls or rises so much
FIXED, VARIABLE = "fixed", "variable"
COSTS = {FIXED: _("คงที่ (บาทต่อปี)"), VARIABLE: _("ผันแปร (บาทต่อหน่วย)")}
CANVAS = {  # Osterwalder's nine blocks, in the order in which one talks them through
    "customers": _("ลูกค้า"),
    "value": _("คุณค่าที่ให้ลูกค้า"),
    "channels": _("ช่องทางถึงลูกค้า"),
    "relations": _("ความสัมพันธ์กับลูกค้า"),
    "income": _("รายได้มาจากไหน"),
    "resources": _("ทรัพยากรหลัก"),
    "activities": _("งานหลัก"),
    "partners": _("พันธมิตรหลัก"),
    "costs": _("ต้นทุนหลัก"),
}
FOLLOWED = {"first": _("ครั้งแรก ยังไม่มีคำแนะนำเดิม"), "yes": _("ทำตาม"), "partly": _("ทำตามบางส่วน"), "no": _("ไม่ได้ทำตาม")}
STAGES = {  # of a crop or of animals, in words that fit most
    "prepare": _("เตรียมดินหรือเตรียมที่"),
    "start": _("ปลูกหรือเริ่มเลี้ยง"),
    "grow": _("กำลังโต"),
    "bear": _("ออกดอก ติดผล หรือเริ่มให้ผล"),
    "harvest": _("เก็บเกี่ยวหรือจับขาย"),
    "after": _("หลังเก็บเกี่ยว"),
}
READINESS = {  # technology readiness levels, after NASA and the NSTDA's Thai words for them, shortened
    1: _("หลักการพื้นฐาน"),
    2: _("แนวคิดการใช้งาน"),
    3: _("พิสูจน์แนวคิดแล้ว"),
    4: _("ทดสอบในห้องทดลอง"),
    5: _("ทดสอบในสภาพจำลอง"),
    6: _("ต้นแบบในสภาพจริง"),
    7: _("สาธิตในงานจริง"),
    8: _("สมบูรณ์และรับรองแล้ว"),
    9: _("ใช้งานจริงแล้ว"),
}
WA_A_NGAN, WA_A_RAI = 100, 400  # square wa; a ngan is 100 of them, a rai 4 ngan


# — choosing —


@dataclass(frozen=True)
class Standing:
    """`total` of `most`, both sums of weight × points; None until every criterion that counts has its points. `rank` begins at 1; those who
    tie share it."""

    product: int
    scored: int
    of: int
    total: int | None
    most: int
    rank: int | None = None
    is_tied: bool = False


def standings(weights: Mapping[str, int], points: Mapping[int, Mapping[str, int]]) -> list[Standing]:
    """`points`: of each product by criterion. Best first, then those that are not scored through, by number."""
    counting = {key: weight for key, weight in weights.items() if weight}
    most = MOST_POINTS * sum(counting.values())
    totals = {product: _total(counting, given) for product, given in points.items()}
    complete = [total for total in totals.values() if total is not None]
    made = [
        Standing(
            product=product,
            scored=len(counting.keys() & points[product].keys()),
            of=len(counting),
            total=total,
            most=most,
            rank=None if total is None else 1 + sum(other > total for other in complete),
            is_tied=total is not None and complete.count(total) > 1,
        )
        for product, total in totals.items()
    ]
    return sorted(made, key=lambda each: (each.rank is None, each.rank or 0, each.product))


def _total(counting: Mapping[str, int], given: Mapping[str, int]) -> int | None:
    if not counting or not counting.keys() <= given.keys():
        return None
    return sum(weight * given[key] for key, weight in counting.items())


def check_points(points: int) -> int:
    if not 0 <= points <= MOST_POINTS:
        raise Refused(_("คะแนนต้องอยู่ระหว่าง 0 ถึง {most}"), most=MOST_POINTS)
    return points


def check_weight(weight: int) -> int:
    if not 0 <= weight <= MOST_WEIGHT:
        raise Refused(_("น้ำหนักต้องอยู่ระหว่าง 0 ถึง {most}"), most=MOST_WEIGHT)
    return weight


# — money —


@dataclass(frozen=True)
class Economics:
    """Of one product a year. `units`: sold in a year at which nothing is lost or earned, whole, rounded up; `sales`: their baht. Both None
    where a figure is missing or a unit is sold for no more than it costs."""

    price: Decimal | None
    fixed: Decimal | None
    variable: Decimal | None
    margin: Decimal | None  # baht a unit
    share: Decimal | None  # of the price, per cent, one decimal
    units: Decimal | None
    sales: Decimal | None

    @property
    def is_at_a_loss(self) -> bool:
        return self.margin is not None and self.margin <= 0


def economics(price: Decimal | None, fixed: Decimal | None, variable: Decimal | None) -> Economics:
    margin = None if price is None or variable is None else price - variable
    share = None if margin is None or not price else (100 * margin / price).quantize(Decimal("0.1"), ROUND_HALF_UP)
    units = sales = None
    if margin is not None and margin > 0 and fixed is not None and price is not None:
        units = (fixed / margin).to_integral_value(ROUND_CEILING)
        sales = (units * price).quantize(CENT, ROUND_HALF_UP)
    return Economics(price, fixed, variable, margin, share, units, sales)


def at_other_prices(price: Decimal | None, fixed: Decimal | None, variable: Decimal | None) -> tuple[Economics, ...]:
    """A tenth below, as it stands, a tenth above; nothing without a price."""
    if price is None:
        return ()
    prices = (price * (1 - SWING), price, price * (1 + SWING))
    return tuple(economics(each.quantize(CENT, ROUND_HALF_UP), fixed, variable) for each in prices)


def check_baht(baht: Decimal, word: str) -> Decimal:
    if not 0 <= baht < 10**10:
        raise Refused(_("{word} ต้องเป็นจำนวนเงินบาทตั้งแต่ 0"), word=word)
    return baht


# — the chain —


@dataclass(frozen=True)
class Link:
    """A step. `capacity`: units of what enters it, a month; `loss`: per cent of what enters that does not come out; `cost`: baht a unit
    that enters. `who` "": nobody does it."""

    name: str
    who: str
    capacity: Decimal | None
    loss: Decimal | None
    cost: Decimal | None


@dataclass(frozen=True)
class Reckoned:
    """`output`: finished units a month that the narrowest step (`bottleneck`, its number from 0) lets through; `narrow`: what each step
    would let through; None where its capacity, or a loss from it onward, is not known. `passes`: per cent of what enters the first step.
    `cost`: baht a finished unit. `holes`: numbers of the steps that nobody does."""

    narrow: tuple[Decimal | None, ...]
    bottleneck: int | None
    output: Decimal | None
    passes: Decimal | None
    cost: Decimal | None
    holes: tuple[int, ...]
    unknown: tuple[int, ...]  # of the steps whose capacity or loss is not known


def reckon(chain: Sequence[Link]) -> Reckoned:
    onward = [_passing(chain[n:]) for n in range(len(chain))]
    narrow = tuple(
        None if step.capacity is None or share is None else step.capacity * share for step, share in zip(chain, onward, strict=True)
    )
    known = [(each, n) for n, each in enumerate(narrow) if each is not None]
    output, bottleneck = min(known) if known else (None, None)
    passes = onward[0] if onward else None
    return Reckoned(
        narrow=narrow,
        bottleneck=bottleneck,
        output=output,
        passes=None if passes is None else (100 * passes).quantize(Decimal("0.1"), ROUND_HALF_UP),
        cost=_cost(chain, onward),
        holes=tuple(n for n, step in enumerate(chain) if not step.who),
        unknown=tuple(n for n, step in enumerate(chain) if step.capacity is None or step.loss is None),
    )


def _passing(chain: Sequence[Link]) -> Decimal | None:
    share = Decimal(1)
    for step in chain:
        if step.loss is None:
            return None
        share *= 1 - step.loss / 100
    return share


def _cost(chain: Sequence[Link], onward: Sequence[Decimal | None]) -> Decimal | None:
    """What enters a step must be so much more than what leaves the last."""
    total = Decimal(0)
    for step, share in zip(chain, onward, strict=True):
        if step.cost is None or not share:
            return None
        total += step.cost / share
    return total.quantize(CENT, ROUND_HALF_UP) if chain else None


def check_loss(loss: Decimal | None) -> Decimal | None:
    if loss is not None and not 0 <= loss <= 100:
        raise Refused(_("การสูญเสียต้องอยู่ระหว่างร้อยละ 0 ถึง 100"))
    return loss


# — technologies —


@dataclass(frozen=True)
class Trouble:
    """Something to be solved. `text`: the words that are compared; `name`: by which people know it; `kind`: from where it comes."""

    text: str
    kind: str
    dimension: str = ""
    name: str = ""


@dataclass(frozen=True)
class Fit:
    """Why a technology may help: which of its words stand in which trouble."""

    technology: int
    trouble: Trouble
    words: tuple[str, ...]
    is_same_dimension: bool


def keywords(text: str) -> tuple[str, ...]:
    """Of a list with commas, each once, in order; of two signs at least, since one stands in everything."""
    found = (thai.clean(each).casefold() for each in text.replace("，", ",").split(","))
    return tuple(dict.fromkeys(each for each in found if len(each) > 1))


def fits(technologies: Mapping[int, tuple[str, str]], troubles: Sequence[Trouble]) -> list[Fit]:
    """`technologies`: words and dimension of each. The most words in common first, then the same dimension; equal ones in order."""
    found = []
    for number, (words, dimension) in technologies.items():
        for trouble in troubles:
            text = thai.clean(trouble.text).casefold()
            if common := tuple(word for word in keywords(words) if word in text):
                found.append(Fit(number, trouble, common, bool(dimension) and dimension == trouble.dimension))
    return sorted(found, key=lambda fit: (-len(fit.words), not fit.is_same_dimension))


def check_readiness(level: int) -> int:
    if level not in READINESS:
        raise Refused(_("ระดับความพร้อมต้องอยู่ระหว่าง 1 ถึง {most}"), most=MOST_READY)
    return level


# — farmers —


def wa(rai: int, ngan: int, square_wa: int) -> int:
    """Rai, ngan and square wa as square wa."""
    if min(rai, ngan, square_wa) < 0 or rai > 10_000 or ngan >= WA_A_RAI // WA_A_NGAN or square_wa >= WA_A_NGAN:
        raise Refused(_("เนื้อที่ไม่ถูกต้อง งานต้องไม่เกิน 3 และตารางวาไม่เกิน 99"))
    return rai * WA_A_RAI + ngan * WA_A_NGAN + square_wa


def rai_ngan_wa(square_wa: int) -> tuple[int, int, int]:
    rai, rest = divmod(square_wa, WA_A_RAI)
    return rai, *divmod(rest, WA_A_NGAN)


@dataclass(frozen=True)
class Harvest:
    """Of one farmer and season. `followed`: the answers of its visits, in order."""

    income_before: Decimal | None
    income_after: Decimal | None
    yield_before: Decimal | None
    yield_after: Decimal | None
    followed: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """Medians of those for whom both are known: `n` of them."""

    n: int
    before: Decimal | None
    after: Decimal | None
    rose: int  # for how many it became more


@dataclass(frozen=True)
class Season:
    """Followed through the season: how many farmers, and of the visits that asked, what was said of the advice of last time."""

    farmers: int
    visited: int
    asked: int
    followed: Mapping[str, int]
    income: Pair
    yields: Pair


def season(harvests: Sequence[Harvest]) -> Season:
    said = [each for harvest in harvests for each in harvest.followed if each != "first"]
    return Season(
        farmers=len(harvests),
        visited=sum(bool(each.followed) for each in harvests),
        asked=len(said),
        followed={key: said.count(key) for key in FOLLOWED if key != "first"},
        income=_pair([(each.income_before, each.income_after) for each in harvests]),
        yields=_pair([(each.yield_before, each.yield_after) for each in harvests]),
    )


def _pair(found: Sequence[tuple[Decimal | None, Decimal | None]]) -> Pair:
    both = [(before, after) for before, after in found if before is not None and after is not None]
    if not both:
        return Pair(0, None, None, 0)
    return Pair(len(both), median(b for b, _a in both), median(a for _b, a in both), sum(after > before for before, after in both))
