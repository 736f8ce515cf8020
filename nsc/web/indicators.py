"""The list of indicators (reports.listed_indicators) as its page shows it: of one area, with the dimension's colour, the share as a bar and
the change since the round before."""

from collections import Counter
from collections.abc import Callable, Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from nsc.access.roles import Permission
from nsc.poverty.small import is_hidden
from nsc.reports.listed_indicators import INDICATORS, NONE, PROBLEM
from nsc.reports.listing import PER_PAGE, Asked, Group, sorted_by, start
from nsc.reports.overview import Picture
from nsc.web import context, desks, listing, picture
from nsc.web.context import Told
from nsc.web.pages import IndicatorRow
from nsc.web.templatetags.figures import cell, signed
from nsc.web.templatetags.parts import bar, counted, dimension

_KEYS: dict[str, Callable[[IndicatorRow], object]] = {
    "number": lambda row: (row.is_problem, row.number),
    "dimension": lambda row: (row.key == "", row.key, row.is_problem, row.number),
    "applies": lambda row: row.applies,
    "fails": lambda row: row.fails,
    "share": lambda row: row.share,
    "target": lambda row: row.target_fails,
    "change": lambda row: row.change,
}


def rows(user, told: Told, shown: Picture, asked: Asked) -> list[IndicatorRow]:
    """Those asked for, in the order asked for."""
    links = picture.Links.of(user, told, context.lens(told, shown.now), shown.here)
    found = [row for issue in shown.issues if _fits(row := picture.issue_row(issue, links), asked)]
    found.sort(key=_KEYS["number"])
    return sorted_by(found, asked, _KEYS)


def _fits(row: IndicatorRow, asked: Asked) -> bool:
    fails = bool(row.fails) or is_hidden(row.fails)
    return (
        asked.get("in") in ("", _in(row))
        and (fails or not asked.get("failing"))
        and (not asked.get("rising") or (row.change is not None and row.change > 0))
    )


def _in(row: IndicatorRow) -> str:
    return row.key or (PROBLEM if row.is_problem else NONE)


def page(request: HttpRequest, told: Told, shown: Picture, asked: Asked) -> listing.Page:
    at, chosen = shown.here, context.lens(told, shown.now)
    found = rows(request.user, told, shown, asked)
    first = start(asked.page, len(found))
    shares = [row.share for row in found if row.share is not None]
    table = listing.table(
        asked,
        told,
        lines=found[first : first + PER_PAGE],
        total=len(found),
        first=first + 1 if found else 0,
        cells=_shown(max(shares, default=0)),
        has_names=False,
        groups=_groups(found) if asked.by else (),
        group=desks.group(INDICATORS),
    )
    unused = context.unused(told, "authority")
    return listing.Page(
        name="indicators",
        title=_("ตัวชี้วัด"),
        count=_("%(n)s ตัวชี้วัด ชุด พ.ศ. %(code)s") % {"n": at.set.size, "code": at.set.code.replace("-", "–")},
        table=table,
        bar=context.bar(request.user, told, at, chosen, **asked.but()),
        notes=(
            *((_("หน้านี้ไม่ได้กรองด้วย %(what)s") % {"what": " · ".join(unused)},) if unused else ()),
            *(() if at.set.is_official else (_("การจัดตัวชี้วัดเข้ามิติของชุดนี้เป็นเกณฑ์เบื้องต้น ยังไม่เป็นทางการ"),)),
            context.source(at, chosen),
            _("เข้าข่ายและตกเกณฑ์ นับสมาชิกทุกคนของครัวเรือนที่ตัวชี้วัดนั้นใช้กับครัวเรือนหรือไม่ผ่าน ไม่ใช่เฉพาะผู้ที่ตัวชี้วัดกล่าวถึง"),
        ),
        empty_title=_("ไม่มีตัวชี้วัดตามที่เลือก"),
        empty_sign="indicators",
        more={"tools": tools(request, shown, asked, len(found))},
    )


def tools(request: HttpRequest, shown: Picture, asked: Asked, total: int) -> desks.Tools:
    return desks.tools(request, asked, shown.here, total, file=reverse("indicators-file"), naming=(), permission=Permission.FIGURES_SEE)


def _groups(found: Sequence[IndicatorRow]) -> tuple[Group, ...]:
    counted = Counter(map(_in, found))
    return tuple(Group(key, counted[key]) for key, _name in INDICATORS.filters[0].values if counted[key])


def cells() -> listing.Cells:
    """As a file says them: numbers as numbers."""
    return {
        "number": lambda row: _("ปัญหาอื่น") if row.is_problem else row.number,
        "wording": lambda row: (row.wording, row.href),
        "dimension": _dimension,
        "applies": lambda row: row.applies,
        "fails": lambda row: row.fails,
        "share": lambda row: row.share,
        "target": lambda row: row.target_fails,
        "change": lambda row: row.change,
    }


def _dimension(row: IndicatorRow) -> str:
    return dimension(row.key) if row.key else _("ปัญหาอื่น") if row.is_problem else _("ไม่นับเป็นมิติ")


def _shown(top: float) -> listing.Cells:
    """As the page draws them."""
    return cells() | {
        "number": lambda row: "–" if row.is_problem else row.number,
        "applies": lambda row: cell(row.applies),
        "fails": lambda row: format_html("<b>{}</b>", counted(row.fails, row.rows)),
        "share": lambda row: format_html("{} {}", cell(row.share, 1), bar(row.share, top)),
        "target": lambda row: counted(row.target_fails, row.target_rows),
        "change": _change,
    }


def _change(row: IndicatorRow) -> str | None:
    if row.change is None:
        return None
    css = "worse" if row.change > 0 else "better" if row.change < 0 else ""
    return format_html('<span class="change {}">{}</span>', css, signed(row.change, 1))
