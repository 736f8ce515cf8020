"""What came of an act on many rows: how many were done; and of each that was not, which, and why."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from nsc.casework.many import Row
from nsc.web import inputs, pages
from nsc.web.templatetags.figures import n
from nsc.web.words import said


@dataclass(frozen=True)
class Words:
    """`done` and `row` with a gap {n}: how many, and which; `address`: the name of the page of one."""

    done: str
    row: str
    address: str


@dataclass(frozen=True)
class Page:
    name = "outcome"
    bar = None
    done: str
    rows: tuple[tuple[pages.Choice, str], ...]  # each with its reason
    back: str


def answer(request: HttpRequest, made: tuple[Row, ...], words: Words, *, back: str) -> HttpResponse:
    """Back to the list, where all was done; else the page that says what was not."""
    done = words.done.format(n=n(sum(1 for row in made if not row.because)))
    there = inputs.back(request, back)
    left = tuple(row for row in made if row.because)
    if not left:
        messages.success(request, done)
        return redirect(there)
    rows = ((words.row.format(n=row.number), reverse(words.address, args=[row.number]), said(row.because, row.values)) for row in left)
    shown = tuple((pages.Choice(label, href), why) for label, href, why in rows)
    return render(request, "pages/outcome.html", {"page": Page(done, shown, there)})
