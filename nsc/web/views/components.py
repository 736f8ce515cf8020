"""The living page: every component in every state, and every page, on made-up samples."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from nsc.web import samples


def components(request: HttpRequest) -> HttpResponse:
    return render(request, "components.html", {"page": samples.Components(), **samples.parts()})


def page(request: HttpRequest, name: str) -> HttpResponse:
    try:
        template, make = samples.PAGES[name]
    except KeyError:
        raise Http404(name) from None
    return render(request, f"pages/{template}.html", {"page": make()})
