"""What every measure means, in plain words; where the data come from and how fresh they are; what changed in the rules."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.areas.provinces import Source as Attribution
from nsc.poverty import priority, stages
from nsc.reports import freshness, rule_changes
from nsc.surveys import sets
from nsc.web import pages
from nsc.web.dimensions import BY_KEY, DIMENSIONS
from nsc.web.people import worded
from nsc.web.picture import ages
from nsc.web.templatetags.figures import n
from nsc.web.terms import GROUPS, OURS, PROPOSED, SURE, VERIFIED, Text, Word
from nsc.web.words import said


@dataclass(frozen=True)
class Term:
    """A word as the page shows it. `weights`: what earns how many points."""

    word: Word
    weights: tuple[tuple[str, int], ...] = ()

    @property
    def is_proposed(self) -> bool:
        return self.word.sure is PROPOSED

    @property
    def said(self) -> str:
        """All of its text, for the search."""
        word = self.word
        told = (word.name, word.anchor, word.short, word.meaning, word.formula, word.example, word.isnt, word.source)
        return " ".join(map(str, told)).casefold()


@dataclass(frozen=True)
class Definitions:
    name: ClassVar[str] = "definitions"
    tabs: tuple[pages.Choice, ...]
    groups: tuple[tuple[Text, tuple[Term, ...]], ...]
    asked: str
    found: int
    sure: tuple[tuple[Text, Text], ...] = SURE


@dataclass(frozen=True)
class SourceLine:
    source: freshness.Source
    name: str
    covers: str
    office: str
    status: str
    tone: str


@dataclass(frozen=True)
class Sources:
    name: ClassVar[str] = "definitions"
    tabs: tuple[pages.Choice, ...]
    groups: tuple[tuple[str, tuple[SourceLine, ...]], ...]
    old: int
    never: int
    attributions: tuple[Attribution, ...]


@dataclass(frozen=True)
class PartLine:
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangeLine:
    on: date | None
    kind: str
    title: str
    parts: tuple[PartLine, ...]
    source: str
    by: str
    is_official: bool | None


@dataclass(frozen=True)
class Changes:
    name: ClassVar[str] = "definitions"
    tabs: tuple[pages.Choice, ...]
    kinds: tuple[pages.Choice, ...]
    lines: tuple[ChangeLine, ...]


def tabs(user, here: str) -> tuple[pages.Choice, ...]:
    shown = [("definitions", _("นิยาม"))]
    if scope.anywhere(user, Permission.FIGURES_SEE):
        shown.append(("sources", _("แหล่งข้อมูล")))
    shown.append(("rule-changes", _("การเปลี่ยนแปลงของเกณฑ์")))
    return tuple(pages.Choice(label, reverse(name), name == here) for name, label in shown)


# — definitions —


def page(user, asked: str = "") -> Definitions:
    """`asked`: words that a definition must hold, all of them; the page then shows these alone."""
    groups = [(title, tuple(map(Term, words))) for title, words in GROUPS]
    groups[2:2] = [(_("5 มิติ"), _dimensions(sets.known()))]
    groups += [(_("ลำดับความเร่งด่วน"), _priority()), (_("ช่วงวัย"), _stages()), (_("ปัญหาอื่นนอก 5 มิติ"), _problems())]
    wanted = asked.casefold().split()
    kept = [(title, tuple(term for term in words if all(each in term.said for each in wanted))) for title, words in groups]
    shown = tuple((title, words) for title, words in kept if words)
    return Definitions(tabs(user, "definitions"), shown, asked, sum(len(words) for _title, words in shown))


def _dimensions(known: list[sets.Set]) -> tuple[Term, ...]:
    """What each set counts for each dimension, and how sure that is."""
    return tuple(
        Term(
            Word(
                f"{dimension.key}-{each.size}",
                _("มิติด้าน%(name)s (ชุด %(size)s ตัวชี้วัด พ.ศ. %(code)s)") % {"name": dimension.name, "size": each.size, "code": each.code},
                _("ครัวเรือนตกมิตินี้เมื่อไม่ผ่านข้อใดข้อหนึ่ง: %(indicators)s")
                % {"indicators": " · ".join(f"{one.number}. {worded(one)}" for one in each.indicators if one.dimension == dimension.key)},
                source=each.map_source,
                sure=VERIFIED if each.is_official else PROPOSED,
            )
        )
        for each in known
        for dimension in DIMENSIONS
    )


def _priority() -> tuple[Term, ...]:
    rules = (
        ("priority", _("คะแนนความเร่งด่วนของครัวเรือน"), priority.HOUSEHOLDS),
        ("priority-persons", _("คะแนนความเร่งด่วนรายบุคคล"), priority.PERSONS),
        ("priority-issues", _("ลำดับของตัวชี้วัดและปัญหา"), priority.ISSUES),
        ("priority-areas", _("ลำดับของพื้นที่"), priority.AREAS),
    )
    return tuple(
        Term(
            Word(
                anchor,
                name,
                _("ผลรวมของคะแนนที่ประกาศไว้ คะแนนเท่ากันอยู่ลำดับเดียวกัน เกณฑ์รุ่น %(version)s") % {"version": weights.version},
                formula=_("คะแนน = Σ คะแนนต่อหน่วย × จำนวนหน่วย (ไม่เกินจำนวนสูงสุด)"),
                example=_example(weights),
                isnt=_("ไม่ใช่คำตัดสิน ผู้ปฏิบัติงานเลือกครัวเรือนก่อนหลังเองได้ และเหตุผลของทุกลำดับเปิดดูได้"),
                sure=PROPOSED,
            ),
            tuple((said(each.label, {"value": "n"}), each.points) for each in weights.factors),
        )
        for anchor, name, weights in rules
    )


def _example(weights) -> str:
    """Of its own first two factors, one unit of the one and two of the other, so that it is true of every version."""
    first, second = weights.factors[:2]
    many = min(2, second.cap or 2)
    told = {"a": first.points, "n": many, "b": second.points, "sum": n(first.points + many * second.points)}
    return _("ปัจจัยแรก 1 หน่วย ๆ ละ %(a)s และปัจจัยที่สอง %(n)s หน่วย ๆ ละ %(b)s รวม %(sum)s คะแนน") % told


def _stages() -> tuple[Term, ...]:
    return tuple(
        Term(Word(f"stage-{each.code}", said(each.name), ages(each.age_min, each.age_max), sure=PROPOSED)) for each in stages.LIFE_STAGES
    )


def _problems() -> tuple[Term, ...]:
    names = " · ".join(worded(each) for each in sets.problems())
    short = _("นับ กรอง และจัดลำดับได้เหมือนมิติหนึ่ง แต่ไม่รวมใน 5 มิติของ TPMAP: %(names)s") % {"names": names}
    return (Term(Word("problems", _("ปัญหาอื่น"), short, sure=OURS)),)


# — sources —


def sources(user, found: tuple[freshness.Source, ...]) -> Sources:
    lines = [(each.kind, _line(each)) for each in found]
    groups = tuple((said(name), tuple(line for of, line in lines if of == kind)) for kind, name in freshness.KINDS.items())
    return Sources(
        tabs(user, "sources"),
        groups,
        sum(each.status == freshness.OLD for each in found),
        sum(each.status == freshness.NEVER for each in found),
        places.sources(),
    )


def _line(each: freshness.Source) -> SourceLine:
    tone = {freshness.OLD: "need", freshness.OK: "good"}.get(each.status, "")
    return SourceLine(
        each, said(each.name, each.values), said(each.covers, each.values), said(each.office), said(freshness.STATES[each.status]), tone
    )


# — changes —


def changes(user, found: tuple[rule_changes.Change, ...], kind: str) -> Changes:
    address = reverse("rule-changes")
    kinds = (
        pages.Choice(_("ทุกเรื่อง"), address, kind not in rule_changes.KINDS),
        *(pages.Choice(said(name), f"{address}?kind={key}", key == kind) for key, name in rule_changes.KINDS.items()),
    )
    return Changes(tabs(user, "rule-changes"), kinds, tuple(map(_change, found)))


def _change(each: rule_changes.Change) -> ChangeLine:
    parts = tuple(PartLine(_part_name(part.name), _value(part.before), _value(part.after)) for part in each.parts)
    by = " · ".join(map(said, each.roles)) or _("มากับระบบ")
    return ChangeLine(
        each.on, said(rule_changes.KINDS[each.kind]), said(each.title, each.values), parts, said(each.source), by, each.is_official
    )


def _part_name(name: str) -> str:
    return str(BY_KEY[name].name) if name in BY_KEY else said(name)


def _value(value: object) -> str:
    if value is True:
        return _("ใช่")
    return n(value) if isinstance(value, int) else str(value)
