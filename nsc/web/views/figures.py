"""Pages of figures: overview, map, indicators."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc.access.roles import Permission
from nsc.casework import caselist, rolls
from nsc.files import tables
from nsc.poverty.tally import percent
from nsc.reports import lately, place
from nsc.reports import overview as reports
from nsc.reports import progress as progressed
from nsc.web import context, pages, picture, work
from nsc.web.views.surveyed import surveyed


@surveyed("overview", gettext_lazy("ภาพรวม"))
def overview(request: HttpRequest) -> HttpResponse:
    told = context.of(request)
    shown = reports.picture(request.user, **told.asked, asked=context.asked(told), at=timezone.now())
    return render(request, "pages/overview.html", {"page": picture.page(request.user, told, shown, sides=request.GET.get("by", ""))})


def late(request: HttpRequest) -> HttpResponse:
    """Loaded into the overview, as the two below: what casework counts costs more than all the rest of that page."""
    told = context.of(request, Permission.HOUSEHOLD_SEE)
    where = place.here(request.user, Permission.HOUSEHOLD_SEE, **told.asked)
    asked = {"area": where.place.code, "authority": where.authority and where.authority.id}
    found = caselist.below(request.user, at=timezone.now(), **asked, digits=work.below(told, where.place.code))
    return render(request, "parts/late.html", {"late": work.late(told, found)})


def progress(request: HttpRequest) -> HttpResponse:
    told, now = context.of(request), timezone.now()
    year, here = rolls.fiscal_year(timezone.localdate(now)), told.here
    asked = progressed.Asked(here.group or "", here.dimension or "")
    found = progressed.of(request.user, at=now, year=year, area=here.area or "", authority=here.authority, asked=asked)
    return render(request, "parts/work.html", {"work": work.along(told, found, year)})


def week(request: HttpRequest) -> HttpResponse:
    told, now = context.of(request), timezone.now()
    found = lately.of(request.user, at=now, area=told.here.area or "", authority=told.here.authority)
    return render(request, "parts/week.html", {"week": work.week(request.user, told, found, now)})


SORTS = {
    "share": (gettext_lazy("ตกเกณฑ์มากที่สุด"), lambda row: -(row.share or 0)),
    "number": (gettext_lazy("ลำดับข้อ"), lambda row: (row.is_problem, row.number)),
    "dimension": (gettext_lazy("มิติ"), lambda row: (row.key == "", row.key, row.is_problem, row.number)),
    "target": (gettext_lazy("คนจนเป้าหมายมากที่สุด"), lambda row: -(row.target_fails or 0)),
    "change": (gettext_lazy("แย่ลงมากที่สุด"), lambda row: -(row.change if row.change is not None else -1000)),
}


@surveyed("indicators", gettext_lazy("ตัวชี้วัด"))
def indicators(request: HttpRequest) -> HttpResponse:
    told, shown, rows, sort = _indicator_rows(request)
    at, chosen = shown.here, context.lens(told, shown.now)
    page = pages.Indicators(
        bar=context.bar(request.user, told, at, chosen, sort=sort),
        rows=rows,
        set_name=_("%(n)s ตัวชี้วัด ชุด พ.ศ. %(code)s") % {"n": at.set.size, "code": at.set.code.replace("-", "–")},
        status="" if at.set.is_official else _("การจัดตัวชี้วัดเข้ามิติของชุดนี้เป็นเกณฑ์เบื้องต้น ยังไม่เป็นทางการ"),
        sorts=tuple(pages.Choice(str(name), told.href(sort=key), key == sort) for key, (name, _key) in SORTS.items()),
        csv=told.href("indicators-csv", sort=sort),
        source=context.source(at, chosen),
        unused=context.unused(told, "authority"),
    )
    return render(request, "pages/indicators.html", {"page": page})


def indicators_csv(request: HttpRequest) -> HttpResponse:
    """The table as it stands on the page, in its order. Figures only: nobody's name."""
    _told, shown, rows, sort = _indicator_rows(request)
    reports.exported(by=request.user, at=timezone.now(), shown=shown, rows=len(rows), sort=sort)
    headings = (
        "kind",
        "number",
        "wording",
        "dimension",
        "members_applicable",
        "members_failing",
        "percent",
        "target_failing",
        "percent_before",
    )
    lines = tables.lines(headings, map(_cells, rows))
    name = f"indicators-{shown.here.area or shown.here.authority_id}-{shown.here.round.survey_year + 543}.csv"
    response = HttpResponse("".join(lines), content_type=tables.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _cells(row) -> list[tables.Cell]:
    kind, share = "problem" if row.is_problem else "indicator", percent(row.fails, row.applies)
    return [kind, row.number, row.wording, row.key, row.applies, row.fails, share, row.target_fails, row.before]


def _indicator_rows(request: HttpRequest):
    told = context.of(request)
    shown = reports.picture(request.user, **told.asked)
    links = picture.Links.of(request.user, told, context.lens(told, shown.now), shown.here)
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else "share"
    rows = sorted((picture.issue_row(issue, links) for issue in shown.issues), key=SORTS[sort][1])
    return told, shown, tuple(rows), sort
