"""What the pages of a tambon's initiative share: its head, the tabs of its parts, the list of all that have begun."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.tambon import initiatives, rules


@dataclass(frozen=True)
class Tab:
    name: str  # of its address, which takes the tambon's code
    label: str | Promise


# The parts in the order in which a tambon goes through them. A part adds its line when it has a page.
TABS: tuple[Tab, ...] = (
    Tab("tambon-home", _("ภาพรวมงาน")),
    Tab("tambon-profile", _("ข้อมูลตำบล")),
    Tab("tambon-goals", _("เป้าหมาย")),
    Tab("tambon-register", _("ทะเบียนโครงการ")),
    Tab("tambon-team", _("ทีม")),
    Tab("tambon-meetings", _("ประชุมและงาน")),
    Tab("tambon-partners", _("ภาคี")),
    Tab("tambon-blueprint", _("พิมพ์เขียว")),
    Tab("tambon-products", _("ผลิตภัณฑ์")),
    Tab("tambon-technologies", _("เทคโนโลยี")),
    Tab("tambon-farmers", _("เกษตรกร")),
    Tab("tambon-company", _("วิสาหกิจชุมชน")),
    Tab("tambon-results", _("ผลที่เกิดขึ้น")),
    Tab("tambon-lessons", _("บทเรียนและการขยายผล")),
    Tab("tambon-data", _("ข้อมูลร่วม")),
)
DIMENSION_ICONS = {
    rules.ECONOMY: "income",
    rules.HEALTH: "health",
    rules.SOCIETY: "people",
    rules.ENVIRONMENT: "living",
    rules.EDUCATION: "education",
}


@dataclass(frozen=True)
class Head:
    """`where`: amphoe and province, the larger last."""

    begun: initiatives.Begun
    title: str
    where: str
    tabs: tuple[tuple[str, str | Promise, bool], ...]  # address, words, whether it is this page's


def head(request: HttpRequest, code: str) -> Head:
    """OutOfSight, NotAllowed as initiatives.find."""
    begun = initiatives.find(request.user, code)
    here = request.resolver_match.url_name if request.resolver_match else ""
    above = [place.title for place in places.path(code)][:-1]
    tabs = tuple((reverse(tab.name, args=[code]), tab.label, _is_of(here, tab.name)) for tab in TABS)
    return Head(begun=begun, title=begun.name, where=" · ".join(reversed(above)), tabs=tabs)


def writes(request: HttpRequest, code: str) -> Head:
    """As head, of a page on which one writes: NotAllowed for who may only read."""
    found = head(request, code)
    scope.require(request.user, Permission.TAMBON_WRITE, place=code)
    return found


def form_page(
    request: HttpRequest,
    head: Head,
    form: Form,
    title: str,
    back: str,
    *,
    options: Sequence[str] = (),
    about: object = None,
    has_file: bool = False,
    back_to: Sequence[object] = (),
) -> HttpResponse:
    """One form on a page of its own. `back`: the address it came from, of this tambon (and `back_to`); `options`: words offered while one
    types into a field with list="usual"; `about`: what the template shows beside it."""
    told = {"head": head, "form": form, "title": title, "back": reverse(back, args=[head.begun.area_code, *back_to])}
    return render(request, "pages/tambon/form.html", told | {"options": options, "about": about, "has_file": has_file})


def _is_of(here: str, tab: str) -> bool:
    return here == tab or here.startswith(f"{tab}-")
