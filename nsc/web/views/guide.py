"""The guide as pages, the words of a first visit, and the switches of one's own browser."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from nsc.web import guide, tours


def index(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:80]
    found = guide.search(asked) if asked else guide.entries()
    return render(request, "pages/guide/index.html", {"page": {"name": "guide"}, "asked_guide": asked, "found": found})


def page(request: HttpRequest, name: str) -> HttpResponse:
    found = guide.page(name)
    if found is None:
        raise Http404(name)
    return render(request, "pages/guide/page.html", {"page": {"name": "guide"}, "it": found})


def tour(request: HttpRequest) -> HttpResponse:
    """The steps for what this person does here, fetched when the tour begins."""
    return render(request, "parts/tour.html", {"steps": tours.steps(request.user)})
