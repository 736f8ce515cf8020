"""The office pages."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from nsc.access import limits, scope
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.web.here import Here
from nsc.web.shell import open_to

ENOUGH = 12  # results of a search: more than one reads


def home(request: HttpRequest) -> HttpResponse:
    """The first place this person has any use for."""
    return redirect(open_to(request.user)[0].name)


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """For whoever watches the server: it answers, and so does its database. Says nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def search(request: HttpRequest) -> HttpResponse:
    """Areas by name, as one types (a fragment for htmx) or on a page of its own; Enter on a single hit goes there."""
    asked = request.GET.get("q", "").strip()[:80]
    if asked:
        limits.require(limits.SEARCH, request.user, timezone.now())
    within = scope.areas(request.user, Permission.FIGURES_SEE)
    found = [place for top in within for place in places.search(asked, within=top, limit=ENOUGH)][:ENOUGH] if asked else []
    typing = request.headers.get("HX-Request") == "true"
    if len(found) == 1 and not typing:
        return redirect(f"/overview/{Here.of(request.GET).but(area=found[0].code)}")
    return render(request, "parts/found.html" if typing else "pages/search.html", {"asked": asked, "found": found})
