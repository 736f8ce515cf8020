"""Another place for the page one reads: a page of its own, and, as one types in a menu, the part of it that was found."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from nsc.access import limits
from nsc.web import context, switcher


def areas(request: HttpRequest) -> HttpResponse:
    """Enter on a single hit goes there."""
    asked = request.GET.get("q", "").strip()[:80]
    if asked:
        limits.require(limits.SEARCH, request.user, timezone.now())
    page = switcher.of(request.user, context.of(request), to=request.GET.get("to", ""), asked=asked)
    if request.headers.get("HX-Request") == "true":
        return render(request, "parts/areas_found.html", {"page": page})
    if page.found is not None and len(page.found) == 1:
        return redirect(page.found[0].href)
    return render(request, "pages/areas.html", {"page": page})
