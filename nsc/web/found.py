"""What the one box found, as lines to choose from."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc import thai
from nsc.areas import places
from nsc.areas.authorities import Authority
from nsc.areas.places import Place
from nsc.casework import caselist, referral_desk
from nsc.casework.proposals import Proposed
from nsc.casework.roads import REFERRAL_NAMES
from nsc.casework.rules import PROPOSAL_NAMES
from nsc.reports.search import PER_PAGE, Account, Answer, Group, House, Person
from nsc.reports.typed import marked
from nsc.web.here import Here
from nsc.web.words import said

NAMES: dict[str, tuple[str | Promise, str]] = {  # heading and icon
    "persons": (gettext_lazy("บุคคล"), "person"),
    "missed": (gettext_lazy("ผู้ตกหล่นที่มีผู้เสนอ"), "person"),
    "households": (gettext_lazy("ครัวเรือน"), "households"),
    "cases": (gettext_lazy("เคส"), "cases"),
    "referrals": (gettext_lazy("เรื่องส่งต่อ"), "referrals"),
    "places": (gettext_lazy("พื้นที่"), "map"),
    "authorities": (gettext_lazy("หน่วยงาน"), "organisation"),
    "users": (gettext_lazy("ผู้ใช้"), "people"),
}
BY_WORD = ("places", "authorities", "users")  # found by a part of what they are called
NEAR = gettext_lazy("บุคคลที่ชื่อใกล้เคียง")


@dataclass(frozen=True)
class Hit:
    href: str
    words: tuple[tuple[str, bool], ...]  # in pieces: text, and whether it is what was typed
    under: str = ""
    side: str = ""


@dataclass(frozen=True)
class Shown:
    key: str
    name: str
    icon: str
    hits: tuple[Hit, ...]
    has_more: bool
    range: str = ""  # "1–50 จาก 120", of a group that is shown by itself
    earlier: int | None = None
    later: int | None = None


@dataclass(frozen=True)
class Search:
    name: ClassVar[str] = "search"
    asked: str
    groups: tuple[Shown, ...]
    count: int
    is_short: bool
    is_whole: bool  # one group, page by page


def page(request: HttpRequest, asked: str, answer: Answer, *, is_whole: bool) -> Search:
    where = Here.of(request.GET)
    groups = tuple(_group(group, where, asked, is_whole) for group in answer.groups)
    return Search(asked, groups, len(answer.hits), answer.is_short, is_whole)


def _group(group: Group, where: Here, asked: str, is_whole: bool) -> Shown:
    name, icon = NAMES[group.key]
    if group.key == "persons" and group.hits[0].is_near:
        name = NEAR
    hits = tuple(_HITS[group.key](hit, where) for hit in group.hits)
    if group.key in BY_WORD:
        hits = tuple(replace(hit, words=marked(hit.words[0][0], asked)) for hit in hits)
    if not is_whole:
        return Shown(group.key, str(name), icon, hits, group.has_more)
    last, number = group.first + len(hits) - 1, (group.first - 1) // PER_PAGE + 1
    told = {"first": f"{group.first:,}", "last": f"{last:,}", "total": f"{group.found:,}"}
    span = (_("%(first)s–%(last)s จากมากกว่า %(total)s") if group.has_more else _("%(first)s–%(last)s จาก %(total)s")) % told
    return Shown(
        group.key,
        str(name),
        icon,
        hits,
        group.has_more,
        range=span,
        earlier=number - 1 if number > 1 else None,
        later=number + 1 if last < group.found else None,
    )


def _household(number: int, where: Here) -> str:
    return reverse("household", args=[number]) + Here(round=where.round).but()


def _person(hit: Person, where: Here) -> Hit:
    side = _("เคยสำรวจปี %(year)s") % {"year": thai.buddhist_year(hit.past)} if hit.past else ""
    if hit.listed:
        side = _("ในบัญชีรายชื่อปี %(year)s") % {"year": thai.buddhist_year(hit.listed)}
    age = _("อายุ %(age)s ปี") % {"age": hit.age} if hit.age is not None else ""
    return Hit(_household(hit.household, where), hit.name, " · ".join(filter(None, (age, hit.place))), side)


def _missed(hit: Proposed, _where: Here) -> Hit:
    door = _("บ้านเลขที่ %(number)s") % {"number": hit.house_no} if hit.house_no else ""
    under = " · ".join(filter(None, (door, places.place(hit.area_code).full_name)))
    return Hit(reverse("target-missed-one", args=[hit.number]), ((hit.name, False),), under, said(PROPOSAL_NAMES[hit.state]))


def _house(hit: House, where: Here) -> Hit:
    said = _("บ้านเลขที่ %(number)s") % {"number": hit.house_no} if hit.house_no else _("ครัวเรือน")
    return Hit(_household(hit.household, where), ((said, bool(hit.house_no)),), hit.place)


def _case(hit: caselist.Line, _where: Here) -> Hit:
    door = _("บ้านเลขที่ %(number)s") % {"number": hit.house_no} if hit.house_no else ""
    said = ((_("เคส"), False), (f" {hit.number}", True))
    state = _("ปิดแล้ว") if hit.state == "closed" else _("กำลังดำเนินการ")
    return Hit(reverse("case", args=[hit.number]), said, " · ".join(filter(None, (door, places.place(hit.area_code).full_name))), state)


def _referral(hit: referral_desk.Line, _where: Here) -> Hit:
    said = ((_("เรื่องส่งต่อ"), False), (f" {hit.number}", True))
    return Hit(reverse("referral", args=[hit.number]), said, hit.organisation, _(REFERRAL_NAMES[hit.state]))


def _place(hit: Place, where: Here) -> Hit:
    above = hit.parent.full_name if hit.parent and hit.level != "province" else ""
    return Hit(reverse("overview") + where.but(area=hit.code, authority=None), ((hit.title, False),), above)


def _authority(hit: Authority, where: Here) -> Hit:
    return Hit(reverse("overview") + where.but(authority=hit.id), ((hit.name, False),), hit.kind_title)


def _account(hit: Account, _where: Here) -> Hit:
    return Hit(reverse("account", args=[hit.id]), ((hit.name, False),), hit.username)


_HITS: dict[str, Callable[[Any, Here], Hit]] = {
    "persons": _person,
    "missed": _missed,
    "households": _house,
    "cases": _case,
    "referrals": _referral,
    "places": _place,
    "authorities": _authority,
    "users": _account,
}
