"""What the pages of a tambon's products show: rows, sentences, and the chain as a drawing."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from nsc.drawing.charts import text_width
from nsc.tambon import chains, products, products_rules
from nsc.web.templatetags.products import quantity as number
from nsc.web.words import said

STATES = {"candidate": "", "chosen": "good", "dropped": ""}
WIDE, HIGH, MIDDLE, MOST_HALF, LEAST_HALF = 1000, 220, 84, 62, 8  # of the drawing, and half of how thick its stream is
SIZE = 15  # of its letters


def state_name(state: str) -> str:
    return {"candidate": _("เสนอไว้"), "chosen": _("เลือกแล้ว"), "dropped": _("ไม่เลือก")}[state]


@dataclass(frozen=True)
class Row:
    """A candidate in the table of them. `points`: per criterion, None not judged."""

    it: products.Candidate
    state: str
    tone: str
    rank: str
    points: tuple[int | None, ...]


def rows(found: list[products.Candidate], criteria: list[products.Criterion]) -> list[Row]:
    return [
        Row(
            it=each,
            state=state_name(each.state),
            tone=STATES[each.state],
            rank=rank(each.standing),
            points=tuple(each.judged[one.key].points if one.key in each.judged else None for one in criteria),
        )
        for each in found
    ]


def rank(standing: products_rules.Standing) -> str:
    if standing.rank is None:
        return _("ให้คะแนนแล้ว %(n)s จาก %(of)s ข้อ") % {"n": standing.scored, "of": standing.of}
    words = _("อันดับ %(n)s ร่วม (คะแนนเท่ากัน)") if standing.is_tied else _("อันดับ %(n)s")
    return words % {"n": standing.rank}


def judged(
    criteria: list[products.Criterion], them: Mapping[str, products.Judged]
) -> list[tuple[products.Criterion, products.Judged | None]]:
    return [(each, them.get(each.key)) for each in criteria]


# — money in words —


def verdict(now: products_rules.Economics, unit: str) -> str:
    """Where one stands, in a sentence."""
    if now.margin is None or (now.fixed is None and not now.is_at_a_loss):
        missing = [
            words
            for value, words in ((now.price, _("ราคาขาย")), (now.fixed, _("ต้นทุนคงที่")), (now.variable, _("ต้นทุนผันแปร")))
            if value is None
        ]
        return _("ยังคิดจุดคุ้มทุนไม่ได้ เพราะยังไม่ได้บันทึก%(what)s") % {"what": " ".join(missing)}
    if now.is_at_a_loss:
        return _("ราคาขายไม่สูงกว่าต้นทุนผันแปรต่อหน่วย ยิ่งขายยิ่งขาดทุน จึงไม่มีจุดคุ้มทุน")
    told = {"units": number(now.units), "unit": unit, "baht": number(now.sales), "margin": number(now.margin)}
    return _("ต้องขายปีละ %(units)s %(unit)s (%(baht)s บาท) จึงคุ้มทุน แต่ละหน่วยเหลือ %(margin)s บาท") % told


# — the chain —


@dataclass(frozen=True)
class Drawn:
    """A step of the drawing, in its units. `join`: the piece that leads to the next step, "" behind the last."""

    place: int
    x: str
    middle: str
    y: str
    width: str
    height: str
    join: str
    name: str  # as much of it as fits
    title: str
    flow: str
    css: str


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    steps: tuple[Drawn, ...]
    words: str  # what it shows, for who can't see it


def drawn(chain: chains.Chain, unit: str) -> Picture | None:
    """A stream through the steps, as thick as what each would let through; nothing where there is no step."""
    if not chain.steps:
        return None
    room = WIDE / len(chain.steps)
    most = max((each.narrow for each in chain.steps if each.narrow), default=None)
    halves = [_half(each.narrow, most) for each in chain.steps]
    return Picture(
        WIDE, HIGH, tuple(_step(chain, n, room, halves, unit) for n in range(len(chain.steps))), " ".join(sentences(chain, unit))
    )


def _half(narrow: Decimal | None, most: Decimal | None) -> float:
    if narrow is None or not most:
        return LEAST_HALF
    return LEAST_HALF + (MOST_HALF - LEAST_HALF) * float(narrow / most)


def _step(chain: chains.Chain, n: int, room: float, halves: list[float], unit: str) -> Drawn:
    each, half, gap = chain.steps[n], halves[n], min(room * 0.12, 16)
    left, right = room * n + gap, room * (n + 1) - gap
    join = ""
    if n + 1 < len(halves):
        after, to = halves[n + 1], room * (n + 1) + gap
        join = f"M{right:.1f} {MIDDLE - half:.1f}L{to:.1f} {MIDDLE - after:.1f}V{MIDDLE + after:.1f}L{right:.1f} {MIDDLE + half:.1f}Z"
    css = "hole" if not each.link.who else "narrowest" if each.is_bottleneck else "unknown" if each.narrow is None else ""
    return Drawn(
        place=each.place,
        x=f"{left:.1f}",
        middle=f"{(left + right) / 2:.1f}",
        y=f"{MIDDLE - half:.1f}",
        width=f"{right - left:.1f}",
        height=f"{2 * half:.1f}",
        join=join,
        name=_fitting(each.link.name, room - 6),
        title=" · ".join((each.link.name, each.link.who or _("ยังไม่มีใครทำ"), through(each.narrow, unit))),
        flow=number(each.narrow) if each.narrow is not None else "?",
        css=css,
    )


def _fitting(text: str, room: float) -> str:
    cut = text
    while cut and text_width(cut, SIZE) > room:
        cut = cut[:-1]
    return text if cut == text else f"{cut[:-1].rstrip()}…"


def through(narrow: Decimal | None, unit: str) -> str:
    return _("ไม่ทราบ") if narrow is None else _("ไม่เกิน %(n)s %(unit)sต่อเดือน") % {"n": number(narrow), "unit": unit}


def sentences(chain: chains.Chain, unit: str) -> list[str]:
    """What is reckoned of the chain, in words."""
    found, steps = chain.reckoned, chain.steps
    told = []
    if found.bottleneck is not None:
        step = steps[found.bottleneck]
        values = {"place": step.place, "name": step.link.name, "n": number(found.output), "unit": unit}
        told.append(_("คอขวดอยู่ที่ขั้น %(place)s “%(name)s” ทั้งห่วงโซ่จึงออกได้ไม่เกิน %(n)s %(unit)sต่อเดือน") % values)
    if found.passes is not None:
        told.append(_("ของที่เข้าขั้นแรก 100 ส่วน เหลือถึงผู้ซื้อ %(n)s ส่วน") % {"n": number(found.passes)})
    if found.cost is not None:
        told.append(_("ต้นทุนตลอดห่วงโซ่ %(n)s บาทต่อหน่วยที่ขายได้") % {"n": number(found.cost)})
    if found.holes:
        told.append(_("ยังไม่มีใครทำ: %(what)s") % {"what": _named(chain, found.holes)})
    if found.unknown:
        told.append(_("ยังไม่รู้กำลังหรือการสูญเสียของ: %(what)s คำตอบจึงยังไม่ครบ") % {"what": _named(chain, found.unknown)})
    return told


def _named(chain: chains.Chain, numbers: tuple[int, ...]) -> str:
    return ", ".join(f"{chain.steps[n].place} {chain.steps[n].link.name}" for n in numbers)


def why(fit: products_rules.Fit) -> str:
    """Why a technology may help, in a sentence."""
    words = _("%(kind)s “%(text)s” มีคำว่า %(words)s") % {
        "kind": said(fit.trouble.kind),
        "text": fit.trouble.name or fit.trouble.text,
        "words": ", ".join(fit.words),
    }
    return f"{words} · {_('มิติเดียวกัน')}" if fit.is_same_dimension else words
