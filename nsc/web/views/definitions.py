"""What words mean, how fresh the data are, and what changed in the rules."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from nsc.reports import freshness, rule_changes
from nsc.web import definitions as shown


def definitions(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:80]
    return render(request, "pages/definitions.html", {"page": shown.page(request.user, asked)})


def sources(request: HttpRequest) -> HttpResponse:
    found = freshness.of(request.user, at=timezone.now())
    return render(request, "pages/sources.html", {"page": shown.sources(request.user, found)})


def changes(request: HttpRequest) -> HttpResponse:
    kind = request.GET.get("kind", "")[:20]
    return render(request, "pages/rule_changes.html", {"page": shown.changes(request.user, rule_changes.every(kind), kind)})
