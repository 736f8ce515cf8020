"""The office pages."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nsc.areas import places
from nsc.web.here import Here

ENOUGH = 12  # results of a search: more than one reads


@dataclass(frozen=True)
class Nothing:
    """A page before the first survey was imported."""

    name: str
    title: str | Promise


def home(request: HttpRequest) -> HttpResponse:
    return redirect("overview")


def nothing(name: str, title: str | Promise):
    """The view of a page that has nothing to show yet."""

    def view(request: HttpRequest) -> HttpResponse:
        return render(request, "pages/nothing.html", {"page": Nothing(name, title)})

    return view


def search(request: HttpRequest) -> HttpResponse:
    """Areas by name, as one types (a fragment for htmx) or on a page of its own; Enter on a single hit goes there."""
    asked = request.GET.get("q", "").strip()[:80]
    found = places.search(asked, limit=ENOUGH) if asked else []
    typing = request.headers.get("HX-Request") == "true"
    if len(found) == 1 and not typing:
        return redirect(f"/overview/{Here.of(request.GET).but(area=found[0].code)}")
    return render(request, "parts/found.html" if typing else "pages/search.html", {"asked": asked, "found": found})


overview = nothing("overview", _("ภาพรวม"))
the_map = nothing("map", _("แผนที่"))
households = nothing("households", _("ครัวเรือน"))
indicators = nothing("indicators", _("ตัวชี้วัด"))
upload = nothing("import", _("นำเข้าข้อมูลสำรวจ"))
definitions = nothing("definitions", _("นิยามและแหล่งข้อมูล"))
