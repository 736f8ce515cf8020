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
    also: tuple[str, ...] = ()  # how the names of its other pages begin


@dataclass(frozen=True)
class Group:
    label: str | Promise
    tabs: tuple[Tab, ...]


# The parts in the order in which a tambon goes through them. A part adds its line to a group when it has a page.
GROUPS: tuple[Group, ...] = (
    Group(_("ภาพรวมงาน"), (Tab("tambon-home", _("ภาพรวมงาน")),)),
    Group(_("รู้จักตำบล"), (Tab("tambon-profile", _("ข้อมูลตำบล")), Tab("tambon-data", _("ข้อมูลร่วม")))),
    Group(
        _("ทีมและภาคี"),
        (
            Tab("tambon-team", _("ทีม")),
            Tab("tambon-meetings", _("ประชุมและงาน")),
            Tab("tambon-partners", _("ภาคี")),
        ),
    ),
    Group(
        _("เป้าหมายและแผน"),
        (
            Tab("tambon-goals", _("เป้าหมาย")),
            Tab("tambon-register", _("ทะเบียนโครงการ")),
            Tab("tambon-blueprint", _("พิมพ์เขียว"), also=("tambon-strategy", "tambon-project")),
        ),
    ),
    Group(
        _("ผลิตภัณฑ์และอาชีพ"),
        (
            Tab("tambon-products", _("ผลิตภัณฑ์"), also=("tambon-product", "tambon-weights")),
            Tab("tambon-technologies", _("เทคโนโลยี"), also=("tambon-technology",)),
            Tab("tambon-farmers", _("เกษตรกร"), also=("tambon-farmer", "tambon-field")),
            Tab("tambon-company", _("วิสาหกิจชุมชน")),
        ),
    ),
    Group(
        _("สื่อสาร"),
        (Tab("tambon-events", _("กิจกรรม")), Tab("tambon-opinions", _("ความเห็น")), Tab("tambon-public", _("หน้าสาธารณะ"))),
    ),
    Group(_("ผลและบทเรียน"), (Tab("tambon-results", _("ผลที่เกิดขึ้น")), Tab("tambon-lessons", _("บทเรียนและการขยายผล")))),
)
DIMENSION_ICONS = {
    rules.ECONOMY: "income",
    rules.HEALTH: "health",
    rules.SOCIETY: "people",
    rules.ENVIRONMENT: "living",
    rules.EDUCATION: "education",
}
# What a tambon does first (initiatives.STEPS), and the page where it is done.
STEPS = {
    "profile": (_("เติมข้อมูลตำบล"), "tambon-profile"),
    "team": (_("ตั้งทีม"), "tambon-team"),
    "partners": (_("ชวนภาคี"), "tambon-partners"),
    "goals": (_("ตั้งเป้าหมาย"), "tambon-goals"),
    "blueprint": (_("เขียนพิมพ์เขียว"), "tambon-blueprint"),
    "farmers": (_("รับและติดตามเกษตรกร"), "tambon-farmers"),
    "company": (_("ตั้งวิสาหกิจของตำบล"), "tambon-company"),
}


@dataclass(frozen=True)
class Step:
    """`is_next`: the first that is not there."""

    label: str | Promise
    href: str
    is_there: bool
    is_next: bool


@dataclass(frozen=True)
class Shown:
    """A tab, or a group of them at the address of its first."""

    href: str
    label: str | Promise
    is_here: bool
    tabs: tuple["Shown", ...] = ()  # of a group with more than one


@dataclass(frozen=True)
class Head:
    """`where`: amphoe and province, the larger last."""

    begun: initiatives.Begun
    title: str
    where: str
    groups: tuple[Shown, ...]

    @property
    def group(self) -> Shown | None:
        return next((each for each in self.groups if each.is_here), None)

    @property
    def tab(self) -> Shown | None:
        found = self.group
        return next((each for each in found.tabs if each.is_here), found) if found else None


def head(request: HttpRequest, code: str) -> Head:
    """OutOfSight, NotAllowed as initiatives.find."""
    begun = initiatives.find(request.user, code)
    here = (request.resolver_match.url_name if request.resolver_match else None) or ""
    above = [place.title for place in places.path(code)][:-1]
    groups = tuple(_group(group, code, here) for group in GROUPS)
    return Head(begun=begun, title=begun.name, where=" · ".join(reversed(above)), groups=groups)


def steps(request: HttpRequest, code: str) -> list[Step]:
    """None left once all are there."""
    found = initiatives.reached(request.user, code)
    following = next((key for key in STEPS if not found[key]), "")
    return [Step(label, reverse(name, args=[code]), found[key], key == following) for key, (label, name) in STEPS.items() if following]


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


def _group(group: Group, code: str, here: str) -> Shown:
    tabs = tuple(Shown(reverse(tab.name, args=[code]), tab.label, _is_of(here, tab)) for tab in group.tabs)
    return Shown(tabs[0].href, group.label, any(tab.is_here for tab in tabs), tabs if len(tabs) > 1 else ())


def _is_of(here: str, tab: Tab) -> bool:
    return any(here == name or here.startswith(f"{name}-") for name in (tab.name, *tab.also))
