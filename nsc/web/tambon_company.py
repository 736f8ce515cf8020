"""What the pages of a tambon's enterprise show: verdicts in words, lines as they are chosen, printed and sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc.files import tables
from nsc.poverty.small import Hidden
from nsc.tambon import books, enterprise_rules, enterprises, foundings, shareholders
from nsc.web.forms_tambon_company import period_name
from nsc.web.tambon import Head
from nsc.web.templatetags.figures import thaidate, thaitime
from nsc.web.templatetags.figures import year as said_year

TONES = {enterprise_rules.MET: "good", enterprise_rules.BROKEN: "need", enterprise_rules.OPEN: "wait"}
HEADINGS = (
    gettext_lazy("งวด"),
    gettext_lazy("เลขที่รายการ"),
    gettext_lazy("ประเภท"),
    gettext_lazy("รายการ"),
    gettext_lazy("บาท"),
    gettext_lazy("ปรับปรุงรายการที่"),
    gettext_lazy("หมายเหตุ"),
    gettext_lazy("ลงโดย"),
    gettext_lazy("เมื่อ"),
)
DASH = "–"


def law() -> dict[str, str]:
    return {"text": _(enterprise_rules.LAW), "source": _(enterprise_rules.LAW_SOURCE)}


def sure() -> dict[str, str]:
    return {key: _(name) for key, name in enterprise_rules.SURE.items()}


# — ratios and years —


@dataclass(frozen=True)
class Ratio:
    """`percent` None: "–" with `why`."""

    name: str
    rule: str
    percent: Decimal | None
    why: str
    verdict: str
    tone: str
    warning: str
    left: Decimal


@dataclass(frozen=True)
class Account:
    year: int
    of: books.Account
    ratios: tuple[Ratio, ...]
    undecided: Decimal  # profit of which nothing was decided

    @property
    def warnings(self) -> list[Ratio]:
        return [each for each in self.ratios if each.warning]


def account(of: books.Account) -> Account:
    spent = sum(of.figures.uses.values(), Decimal(0))
    return Account(of.year, of, tuple(map(_ratio, of.ratios)), max(of.figures.profit - spent, Decimal(0)))


def _ratio(of: enterprise_rules.Ratio) -> Ratio:
    percent = None if of.value is None else 100 * of.value
    words = {"name": _(of.name), "rule": _(of.rule), "why": _(of.why) if of.why else "", "warning": _(of.warning) if of.warning else ""}
    return Ratio(**words, percent=percent, verdict=_(enterprise_rules.VERDICTS[of.verdict]), tone=TONES.get(of.verdict, ""), left=of.left)


def years(found: Sequence[books.Account], year: int, today: date) -> list[tuple[int, bool]]:
    """Those one may turn to, the newest first, and whether it is this one."""
    return [(each, each == year) for each in sorted({today.year, year, *(each.year for each in found)}, reverse=True)]


# — books —


@dataclass(frozen=True)
class Book:
    of: books.Book
    name: str
    lines: tuple[tuple[str, bool, books.Line], ...]  # what, whether income, the line


def book(of: books.Book) -> Book:
    lines = tuple((_(enterprise_rules.KINDS[line.kind]), line.kind in enterprise_rules.INCOME, line) for line in of.lines)
    return Book(of, period_name(of.starts_on, of.months), lines)


def choice(line: books.Line) -> tuple[int, str]:
    """A line to be corrected, as one knows it again."""
    return line.id, f"#{line.id} · {thaidate(line.period)} · {_(enterprise_rules.KINDS[line.kind])} · {line.left:,.2f} · {line.note[:40]}"


def uses(found: Sequence[books.Use]) -> list[tuple[str, books.Use]]:
    return [(_(enterprise_rules.USES[each.use]), each) for each in found]


def file_rows(found: Sequence[books.Book]) -> Iterator[list[tables.Cell]]:
    for each in found:
        for line in each.lines:
            side = _("รายได้") if line.kind in enterprise_rules.INCOME else _("ค่าใช้จ่าย")
            words = [side, _(enterprise_rules.KINDS[line.kind]), float(line.baht), line.corrects, line.note, line.by, thaitime(line.at)]
            yield [period_name(each.starts_on, each.months), line.id, *words]


def file_about(firm: enterprises.Firm, year: int) -> list[tuple[str, str]]:
    return [(_("วิสาหกิจ"), firm.name), (_("ปีบัญชี"), said_year(year)), (_("ที่มา"), _("บัญชีที่วิสาหกิจลงเอง ยังไม่ผ่านผู้สอบบัญชี"))]


# — people —


def sectors(of: shareholders.Register) -> list[tuple[str, Decimal, Decimal | None, int]]:
    return [(_(enterprise_rules.SECTORS[key]), *told) for key, told in of.sectors.items()]


def holders(of: shareholders.Register) -> list[tuple[shareholders.Holder, str, str]]:
    """Each with its kind and sector in words, who holds most first."""
    rows = sorted(of.holders, key=lambda each: -each.baht)
    return [(each, _(enterprise_rules.PARTIES[each.kind]), _(enterprise_rules.SECTORS[each.sector])) for each in rows]


# — the annual report —


def _baht(value: Decimal) -> str:
    return f"{value:,.2f}"


def _count(value: int | None) -> str:
    """A hidden count says that it is."""
    return DASH if value is None else _("ปิดไว้เพราะจำนวนน้อย") if isinstance(value, Hidden) else f"{value:,}"


def report(
    head: Head,
    firm: enterprises.Firm,
    of: books.Account,
    register: shareholders.Register,
    steps: Sequence[foundings.Step],
    used: Sequence[books.Use],
    at: datetime,
) -> dict[str, object]:
    """As paper/templates/enterprise_year.typ takes it."""
    figures = of.figures
    kind = _("แบ่งปันกำไรได้") if firm.shares_profit else _("ไม่แบ่งปันกำไร")
    entered = max((step for step in steps if step.on and step.on.year <= of.year), key=lambda step: step.on, default=None)
    meta = [[_("ตำบล"), f"{head.title} {head.where}"], [_("กิจการ"), firm.about or DASH], [_("ชนิด"), kind]]
    meta += [[_("ขั้นการก่อตั้ง"), f"{entered.stage.name} ({thaidate(entered.on)} {entered.number})" if entered else DASH]]
    return {
        "title": _("รายงานประจำปี %(year)s") % {"year": said_year(of.year)},
        "subtitle": firm.name,
        "meta": meta,
        "is_draft": "" if of.is_over and not of.open_periods else _("ร่าง: ปีบัญชียังไม่จบ หรือยังมีงวดที่ไม่ปิด"),
        "lead": [
            [_("รายได้"), _baht(figures.income)],
            [_("ค่าใช้จ่าย"), _baht(figures.cost)],
            [_("กำไร") if figures.profit >= 0 else _("ขาดทุน"), _baht(abs(figures.profit))],
        ],
        "unit": _("บาท"),
        "money": {
            "title": _("รายได้และค่าใช้จ่าย"),
            "headings": [_("รายการ"), _("บาท")],
            "groups": [
                [_("รายได้"), _money(figures, enterprise_rules.INCOME), _baht(figures.income)],
                [_("ค่าใช้จ่าย"), _money(figures, enterprise_rules.COST), _baht(figures.cost)],
            ],
            "total": _("รวม"),
        },
        "ratios": {"title": _("อัตราส่วนตามกฎหมายวิสาหกิจเพื่อสังคม"), "note": " · ".join(law().values()), **_ratio_rows(of)},
        "uses": {
            "title": _("การใช้กำไร"),
            "headings": [_("ใช้เพื่อ"), _("มีมติ"), _("บาท")],
            "rows": [[name, thaidate(use.on), _baht(use.baht)] for name, use in uses(used)],
            "none": _("ยังไม่มีมติใช้กำไรของปีนี้"),
        },
        "board": {
            "title": _("คณะกรรมการ ณ %(on)s") % {"on": thaidate(register.on)},
            "headings": [_("ตำแหน่ง"), _("ชื่อ"), _("ภาคส่วน")],
            "rows": [[seat.role, seat.name or DASH, _(enterprise_rules.SECTORS[seat.sector])] for seat in register.board],
            "none": _("ยังไม่ได้บันทึกคณะกรรมการ"),
        },
        "capital": {
            "title": _("ทุนและสมาชิกตามภาคส่วน"),
            "headings": [_("ภาคส่วน"), _("สมาชิก"), _("ทุน (บาท)")],
            "rows": [[name, _count(members), _baht(baht)] for name, baht, _share, members in sectors(register)],
            "none": "",
        },
        "social": {"title": _("ผลทางสังคม"), "note": _("จำนวนตามที่วิสาหกิจรายงานเอง"), **_social(of.workers)},
        "foot": _("พิมพ์ %(at)s · บัญชีที่วิสาหกิจลงเอง ยังไม่ผ่านผู้สอบบัญชี") % {"at": thaitime(at)},
        "page": _("หน้า"),
    }


def _money(figures: enterprise_rules.Year, kinds: dict[str, str]) -> list[list[str]]:
    return [[_(name), _baht(figures.lines[key])] for key, name in kinds.items() if figures.lines.get(key)]


def _ratio_rows(of: books.Account) -> dict[str, object]:
    rows = []
    for each in account(of).ratios:
        value = f"{each.percent:,.1f}%" if each.percent is not None else f"{DASH} ({each.why})"
        rows.append([each.name, each.rule, value, each.verdict])
    return {"headings": [_("อัตราส่วน"), _("เกณฑ์"), _("ปีนี้"), _("ผล")], "rows": rows}


def _social(workers: books.Workers | None) -> dict[str, object]:
    if workers is None:
        return {"pairs": [], "results": _("ยังไม่ได้รายงานการจ้างงานของปีนี้")}
    pairs = [
        [_("คนทำงานทั้งหมด"), _count(workers.workers)],
        [_("จากครัวเรือนยากจน"), _count(workers.poor_workers)],
        [_("ครัวเรือนยากจนที่มีคนทำงาน"), _count(workers.poor_households)],
    ]
    return {"pairs": pairs, "results": workers.results}
