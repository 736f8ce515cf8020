"""What the measures of the map are called, and how their figures are written."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc.reports import by_area
from nsc.reports.by_area import Cell, Measure
from nsc.reports.place import Here as Found
from nsc.surveys import sets, tallies
from nsc.web import pages
from nsc.web.context import LENSES
from nsc.web.dimensions import BY_KEY, DIMENSIONS
from nsc.web.people import worded
from nsc.web.templatetags.figures import plain, signed

RATE, NUMBER, CHANGE = SHOWS = ("rate", "number", "change")
NAMES: dict[str, str | Promise] = {
    "poor": gettext_lazy("%(poor)s"),
    "several": gettext_lazy("%(poor)s ตกเกณฑ์สองมิติขึ้นไป"),
    "intensity": gettext_lazy("มิติที่ตกเกณฑ์เฉลี่ยต่อ%(poor)s"),
    **dict.fromkeys((each.key for each in DIMENSIONS), gettext_lazy("%(poor)s ด้าน%(dimension)s")),
    "households": gettext_lazy("ครัวเรือนที่ตกเกณฑ์"),
    "surveyed": gettext_lazy("ครัวเรือนที่สำรวจ"),
    "targets": gettext_lazy("ครัวเรือนเป้าหมาย"),
    "visited": gettext_lazy("เป้าหมายที่เยี่ยมแล้ว"),
    "helped": gettext_lazy("เป้าหมายที่ได้รับความช่วยเหลือแล้ว"),
    "out_of_poverty": gettext_lazy("เป้าหมายที่พ้นความยากจน"),
    "overdue": gettext_lazy("เป้าหมายที่งานเกินกำหนด"),
    "open": gettext_lazy("เคสที่เปิดอยู่"),
    "late": gettext_lazy("เคสที่เกินกำหนด"),
    "baht": gettext_lazy("มูลค่าความช่วยเหลือที่ส่งมอบแล้ว"),
    "unused": gettext_lazy("สิทธิที่ยังไม่ได้ใช้"),
}
UNITS: dict[str, str | Promise] = {
    by_area.PEOPLE: gettext_lazy("คน"),
    by_area.INDICATORS: gettext_lazy("คน"),
    by_area.HOMES: gettext_lazy("ครัวเรือน"),
    by_area.WORK: gettext_lazy("ครัวเรือน"),
    by_area.OPEN: gettext_lazy("เคส"),
    by_area.HELP: gettext_lazy("บาท"),
    by_area.RIGHTS: gettext_lazy("สิทธิ"),
}
GROUPS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (gettext_lazy("คนจน"), ("poor", "several", "intensity")),
    (gettext_lazy("คนจนรายมิติ"), tuple(each.key for each in DIMENSIONS)),
    (gettext_lazy("ครัวเรือน"), ("households", "surveyed")),
    (gettext_lazy("งานแก้จนปีนี้"), ("targets", "visited", "helped", "out_of_poverty", "overdue", "open", "late")),
    (gettext_lazy("ความช่วยเหลือและสิทธิ"), ("baht", "unused")),
)


@dataclass(frozen=True)
class Told:
    """A measure as it is shown: rate, number or change; `poor`: the definition it counts by."""

    measure: Measure
    show: str
    poor: str
    at: Found

    @property
    def name(self) -> str:
        return name_of(self.measure, self.poor, self.at)

    @property
    def is_mean(self) -> bool:
        return self.measure.key == "intensity"

    @property
    def is_rate(self) -> bool:
        """Whether what is shown, or what a change is of, is a rate per cent."""
        return self.measure.has_rate and self.show != NUMBER

    @property
    def digits(self) -> int:
        return 2 if self.is_rate or self.is_mean else 0

    @property
    def unit(self) -> str:
        """Of the values, as the legend says it."""
        if self.show == CHANGE and self.is_rate:
            return _("จุดร้อยละ")
        return _("ร้อยละ") if self.is_rate else self.count_unit

    @property
    def count_unit(self) -> str:
        return _("มิติต่อคน") if self.is_mean else str(UNITS[self.measure.kind])

    @property
    def title(self) -> str:
        if self.show == CHANGE:
            return (_("ร้อยละ%(name)s ที่เปลี่ยนไป") if self.is_rate else _("%(name)s ที่เปลี่ยนไป")) % {"name": self.name}
        if self.is_mean or self.measure.kind == by_area.HELP:
            return self.name
        return (_("ร้อยละ%(name)s") if self.is_rate else _("จำนวน%(name)s")) % {"name": self.name}

    def value(self, cell: Cell | None) -> float | None:
        if cell is None:
            return None
        return cell.rate if self.is_rate else cell.mean if self.is_mean else cell.part

    def change(self, now: Cell | None, then: Cell | None) -> float | None:
        """In what is shown: what rounds to nothing is no change."""
        a, b = self.value(now), self.value(then)
        return None if a is None or b is None else round(a - b, self.digits) + 0.0

    def written(self, value: float | None) -> str:
        """ "ร้อยละ 12.92", "1,178 คน", "+0.42 จุดร้อยละ"."""
        if value is None:
            return _("ไม่ทราบ")
        if self.show == CHANGE:
            return f"{signed(value, self.digits)} {self.unit}"
        return f"{self.unit} {plain(value, self.digits)}" if self.is_rate else f"{plain(value, self.digits)} {self.unit}"


def name_of(measure: Measure, poor: str, at: Found) -> str:
    if measure.kind == by_area.INDICATORS:
        return _("คนในครัวเรือนที่ตกเกณฑ์ “%(name)s”") % {"name": _issue(measure.issue, at)}
    dimension = BY_KEY[measure.key].name if measure.key in BY_KEY else ""
    return str(NAMES[measure.key]) % {"poor": LENSES[poor].name, "dimension": dimension}


def _issue(number: int, at: Found) -> str:
    named = at.set.indicators if number < tallies.PROBLEMS else sets.problems()
    found = next((each for each in named if each.number == number % tallies.PROBLEMS), None)
    return worded(found) if found else str(number)


def choices(at: Found, poor: str, chosen: Measure) -> tuple[pages.Options, ...]:
    """All that can be shown of a place: no progress of a local authority, no sensitive problem."""

    def option(measure: Measure, label: str) -> pages.Option:
        return pages.Option(measure.key, label, measure.key == chosen.key)

    groups = []
    for label, keys in GROUPS:
        offered = [by_area.MEASURES[key] for key in keys if not (at.authority and key in by_area.BY_AREA_ONLY)]
        groups.append(pages.Options(str(label), tuple(option(each, name_of(each, poor, at)) for each in offered)))
    issues = [(each.number, f"{each.number}. {worded(each)}") for each in at.set.indicators]
    problems = [(tallies.PROBLEMS + each.number, worded(each)) for each in sets.problems() if not each.is_sensitive]
    for label, named in ((_("ตัวชี้วัดที่ตกเกณฑ์"), issues), (_("ปัญหาอื่น"), problems)):
        measures = [(by_area.Measure(f"{by_area.ISSUE}{number}", by_area.INDICATORS), words) for number, words in named]
        groups.append(pages.Options(label, tuple(option(each, words) for each, words in measures)))
    return tuple(groups)
