"""Saved views above a list: which there are, which is open and what of it is left, and the dialog that keeps another."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.reports import saved_views
from nsc.reports.saved_views import View
from nsc.web import inputs, pages
from nsc.web.here import CHOICES, Here

ALL = "all"  # as a view: the list as it is without any
NAMES: dict[str, str | Promise] = {
    "households": gettext_lazy("ครัวเรือน"),
    "persons": gettext_lazy("บุคคล"),
    "indicators": gettext_lazy("ตัวชี้วัด"),
    "needs": gettext_lazy("ความจำเป็น"),
    "case-list": gettext_lazy("เคส"),
    "referral-list": gettext_lazy("การส่งต่อ"),
    "help": gettext_lazy("การช่วยเหลือ"),
    "right-list": gettext_lazy("ผู้มีสิทธิ"),
    "builder": gettext_lazy("สร้างรายงาน"),
}
CONTEXT = {
    "area": gettext_lazy("พื้นที่"),
    "round": gettext_lazy("รอบสำรวจ"),
    "poor": gettext_lazy("นิยามคนจน"),
    "authority": gettext_lazy("อปท."),
    "group": gettext_lazy("กลุ่มเป้าหมาย"),
    "dimension": gettext_lazy("มิติ"),
    "stage": gettext_lazy("ช่วงวัย"),
    "sex": gettext_lazy("เพศ"),
    "special": gettext_lazy("กลุ่มพิเศษ"),
}


@dataclass(frozen=True)
class Shelf:
    """`tabs`: the list as it is, then the views. `open`: the one the address is of. `lost`: what of it the list knows no more.
    `teams`: with whom the present address may be shared as a view."""

    list: str
    tabs: tuple[pages.Choice, ...]
    open: View | None
    lost: tuple[str, ...]
    teams: tuple[tuple[str, str], ...]
    is_narrowed: bool

    @property
    def own_name(self) -> str:
        """Of the view that is open, where it is one's own."""
        return self.open.name if self.open and self.open.is_mine else ""


def shelf(request: HttpRequest, list: str, known: Mapping[str, Collection[str] | None], names: Callable[[], dict[str, object]]) -> Shelf:
    """`known`: the list's own parameters and what each may say, None for anything; `names`: what they are called, asked for seldom."""
    views = saved_views.visible_to(request.user, list)
    asked = {name: value for name, value in request.GET.items() if name not in saved_views.LEFT_OUT and value}
    which = inputs.number(request.GET.get("view"))
    open_ = next((view for view in views if view.number == which), None)
    kept = {name: value for name, value in asked.items() if _is_known(name, value, known)}
    tabs = (
        pages.Choice(_("ทั้งหมด"), f"{reverse(list)}?view={ALL}", not kept),
        *(pages.Choice(view.name, href(request.user, view), view is open_, _side(view)) for view in views),
    )
    lost = _lost(request.user, open_, known, CONTEXT | names()) if open_ else ()
    return Shelf(list, tabs, open_, lost, saved_views.teams(request.user, list), bool(kept))


def opened(request: HttpRequest, list: str) -> HttpResponse | None:
    """To the reader's default view, where the address says nothing at all: whatever it says, it means."""
    if request.GET:
        return None
    found = next((view for view in saved_views.visible_to(request.user, list) if view.is_default), None)
    return redirect(href(request.user, found)) if found else None


def href(user, view: View) -> str:
    """ "" where there is no such list any more. An area out of this reader's sight falls out: the list then opens at their own."""
    try:
        address = reverse(view.list)
    except NoReverseMatch:
        return ""
    asked = {name: value for name, value in view.parameters if name != "area" or _sees(user, view, value)}
    return address + Here().but(**asked, view=view.number)


def _sees(user, view: View, area: str) -> bool:
    permissions = {saved_views.LISTS.get(view.list, Permission.HOUSEHOLD_SEE), Permission.FIGURES_SEE}
    return any(scope.may(user, each, area) for each in permissions)


def _lost(user, view: View, known: Mapping[str, Collection[str] | None], names: Mapping[str, object]) -> tuple[str, ...]:
    gone = [name for name, value in view.parameters if not _is_known(name, value, known)]
    gone += [name for name, value in view.parameters if name == "area" and not _sees(user, view, value)]
    return tuple(str(names.get(name, name)) for name in gone)


def _is_known(name: str, value: str, known: Mapping[str, Collection[str] | None]) -> bool:
    if name in known:
        choices = known[name]
        return choices is None or all(each in choices for each in value.split(","))
    return value in CHOICES[name] if name in CHOICES else name in CONTEXT


def _side(view: View) -> str:
    said = [view.shared and _("แบ่งปันกับ %(team)s") % {"team": view.shared}, view.by, view.is_default and _("มุมมองหลัก")]
    return " · ".join(filter(None, said))


# — the page of all of them —


@dataclass(frozen=True)
class Row:
    view: View
    list: str
    href: str
    team: str
    teams: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Page:
    name = "saved-views"
    bar = None
    mine: tuple[Row, ...]
    shared: tuple[Row, ...]
    lists: tuple[pages.Choice, ...]


def page(user) -> Page:
    rows = tuple(_row(user, view) for view in saved_views.visible_to(user))
    lists = tuple(
        pages.Choice(str(NAMES[name]), f"{reverse(name)}?view={ALL}")
        for name in saved_views.LISTS
        if scope.anywhere(user, saved_views.LISTS[name])
    )
    return Page(tuple(row for row in rows if row.view.is_mine), tuple(row for row in rows if not row.view.is_mine), lists)


def _row(user, view: View) -> Row:
    team = f"organisation:{view.organisation}" if view.organisation else f"area:{view.area}" if view.area else ""
    teams = saved_views.teams(user, view.list) if view.is_mine and view.list in saved_views.LISTS else ()
    return Row(view, str(NAMES.get(view.list, view.list)), href(user, view), team, teams)
