"""Pages of figures: overview, map, indicators."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc.access.roles import Permission
from nsc.casework import caselist, rolls
from nsc.reports import lately, place
from nsc.reports import overview as reports
from nsc.reports import progress as progressed
from nsc.reports.listed_indicators import INDICATORS
from nsc.reports.tabled import Leaving
from nsc.web import context, desks, listing, picture, work
from nsc.web import indicators as listed
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
    found = caselist.below(request.user, at=timezone.now(), **asked, digits=work.below(where))
    return render(request, "parts/late.html", {"late": work.late(told, found, where)})


def progress(request: HttpRequest) -> HttpResponse:
    told, now = context.of(request), timezone.now()
    year, here = rolls.fiscal_year(timezone.localdate(now)), told.here
    asked = progressed.Asked(here.group or "", here.dimension or "")
    found = progressed.of(request.user, at=now, year=year, area=here.area or "", authority=here.authority, asked=asked)
    return render(request, "parts/work.html", {"work": work.along(request.user, told, found, year)})


def week(request: HttpRequest) -> HttpResponse:
    told, now = context.of(request), timezone.now()
    found = lately.of(request.user, at=now, area=told.here.area or "", authority=told.here.authority)
    return render(request, "parts/week.html", {"week": work.week(request.user, told, found, now)})


@surveyed("overview", gettext_lazy("7 วันที่ผ่านมา"))
def events(request: HttpRequest) -> HttpResponse:
    """What the week counts, one by one."""
    told, asked = context.of(request, Permission.HOUSEHOLD_SEE), lately.LISTING.of(request.GET)
    there = {"area": told.here.area or "", "authority": told.here.authority}
    where, found = lately.events(request.user, at=timezone.now(), **there, asked=asked)
    return listing.answer(request, work.events(request.user, told, where, found, asked))


@surveyed("indicators", gettext_lazy("ตัวชี้วัด"))
def indicators(request: HttpRequest) -> HttpResponse:
    if other := desks.opened(request, "indicators"):
        return other
    told, asked = context.of(request), INDICATORS.of(request.GET)
    shown = reports.picture(request.user, **told.asked)
    return listing.answer(request, listed.page(request, told, shown, asked))


def indicators_file(request: HttpRequest) -> HttpResponse:
    """The list as it stands on the page. Figures only: nobody's name."""
    told, asked = context.of(request), INDICATORS.of(request.GET)
    shown = reports.picture(request.user, **told.asked)
    rows = listed.rows(request.user, told, shown, asked)
    reports.exported(by=request.user, at=timezone.now(), shown=shown, rows=len(rows), sort=asked.sort or INDICATORS.sort)
    about = [
        (_("นิยาม"), _("เข้าข่ายและตกเกณฑ์ นับสมาชิกทุกคนของครัวเรือนที่ตัวชี้วัดนั้นใช้กับครัวเรือนหรือไม่ผ่าน ไม่ใช่เฉพาะผู้ที่ตัวชี้วัดกล่าวถึง")),
        (_("แหล่งข้อมูล"), context.source(shown.here, context.lens(told, shown.now))),
    ]
    leaving = Leaving(shown.here, len(rows), False, iter(rows))
    return desks.send(request, asked, leaving, listed.cells(), title=_("ตัวชี้วัด"), naming=(), about=about, chips=desks.words(asked, {}))
