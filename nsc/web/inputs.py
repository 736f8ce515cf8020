"""What a request says in its address and its forms, read the same way by every page."""

import re
from datetime import date, datetime

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def number(text: object, digits: int = 11) -> int | None:
    """A whole number of at most so many ASCII digits; None for anything else, and for nothing."""
    said = str(text or "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= digits else None


def numbers(request: HttpRequest, name: str) -> list[int]:
    """Of the boxes ticked in a form; what is no number is passed over."""
    return [found for each in request.POST.getlist(name) if (found := number(each)) is not None]


def page(request: HttpRequest) -> int:
    """Which page of a list is asked for; the first where none is."""
    return number(request.GET.get("page"), 6) or 1


def before(request: HttpRequest) -> tuple[date, int] | None:
    """Of a timeline: the day and number of the last line that was shown, as its link to what comes before spells them."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)\.(\d{1,18})", request.GET.get("before", ""), re.ASCII)
    if not found:
        return None
    try:
        return date.fromisoformat(found[1]), int(found[2])
    except ValueError:
        return None


def moment(text: object) -> datetime | None:
    """A point in time with its zone, as isoformat() writes it; None for anything else."""
    try:
        found = datetime.fromisoformat(str(text or ""))
    except ValueError:
        return None
    return found if found.tzinfo else None


def back(request: HttpRequest, otherwise: str) -> str:
    """The page that sent the form, where it is one of ours."""
    return ours(request, request.POST.get("back") or request.headers.get("Referer", "")) or otherwise


def ours(request: HttpRequest, address: str) -> str:
    """The address if it is a page of this system, else "". A bare word would be taken for the name of a page."""
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_ours and "/" in address else ""
