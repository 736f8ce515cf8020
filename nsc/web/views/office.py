"""The office pages."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from nsc.reports import search as find
from nsc.reports import typed
from nsc.web import found, inputs
from nsc.web.shell import open_to


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
    """The one box. What was typed comes in the body: a name is in no address, no log and no history. As one types, a fragment; on a page
    of its own, Enter on a single hit goes there."""
    text, group = request.POST.get("q", "").strip()[: typed.LONGEST], request.POST.get("group", "")
    page = inputs.number(request.POST.get("page"), 3) or 1
    answer = find.find(request.user, at=timezone.now(), text=text, group=group, page=page)
    shown = found.page(request, text, answer, is_whole=bool(group))
    if request.headers.get("HX-Request") == "true":
        return render(request, "parts/found.html", {"page": shown})
    if not group and len(answer.hits) == 1:
        return redirect(shown.groups[0].hits[0].href)
    return render(request, "pages/search.html", {"page": shown, "asked": text})
