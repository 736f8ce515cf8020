"""Pages of letter heads: those one keeps, one to write, and its emblem."""

from dataclasses import dataclass
from typing import ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.casework import sight
from nsc.errors import Refused
from nsc.secretariat import letter_heads
from nsc.secretariat.letter_heads import Told
from nsc.web import documents as shown
from nsc.web import downloads, pages
from nsc.web.forms_letter_heads import LetterHeadForm
from nsc.web.words import because


@dataclass(frozen=True)
class Listed:
    name: ClassVar[str] = "documents"
    tabs: tuple[pages.Choice, ...]
    rows: tuple[tuple[str, Told], ...]  # the name of the place
    steps: tuple[shown.Step, ...]
    at: str  # the place that is chosen
    where: str


@dataclass(frozen=True)
class Page:
    name: ClassVar[str] = "documents"
    it: Told
    where: str
    form: LetterHeadForm


def listed(request: HttpRequest) -> HttpResponse:
    sight.require_somewhere(request.user, Permission.MEETING_KEEP)
    rows = tuple((places.place(each.area).full_name, each) for each in letter_heads.listed(request.user))
    tops = scope.areas(request.user, Permission.MEETING_KEEP)
    steps, at = shown.steps(tops, letter_heads.LEVELS, shown.chosen({name: value[:10] for name, value in request.GET.items()}))
    where = places.place(at).full_name if at else ""
    page = Listed(shown.tabs(request.user, "letter-heads"), rows, steps, at, where)
    return render(request, "pages/documents/letter_heads.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, area: str) -> HttpResponse:
    told = letter_heads.find(request.user, area)
    initial = {name: getattr(told, name) for name in LetterHeadForm.base_fields}
    form = LetterHeadForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            letter_heads.write(by=request.user, at=timezone.now(), area=area, **form.cleaned_data)
            messages.success(request, _("บันทึกหัวกระดาษแล้ว เอกสารที่ออกต่อจากนี้ใช้หัวนี้"))
            return redirect("letter-head", area)
        except Refused as no:
            form.add_error("office", because(no))
    page = Page(told, places.place(area).full_name, form)
    return render(request, "pages/documents/letter_head.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def emblem(request: HttpRequest, area: str) -> HttpResponse:
    """The picture; or another in its place, or none."""
    if request.method != "POST":
        content = letter_heads.emblem(request.user, area)
        return HttpResponse(content, content_type="image/png", headers=downloads.PICTURE | {"Cache-Control": "no-store"})
    letter_heads.set_emblem(by=request.user, at=timezone.now(), area=area, file=request.FILES.get("file"))
    messages.success(request, _("เปลี่ยนตราแล้ว") if request.FILES.get("file") else _("นำตราออกแล้ว"))
    return redirect("letter-head", area)
