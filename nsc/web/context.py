"""Where, when and by which definition a page is read: from its address, within what this person may see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import parse_qsl

from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nsc import thai
from nsc.access import scope
from nsc.access.roles import Permission
from nsc.areas import codes, places
from nsc.areas.places import Place
from nsc.poverty.small import is_hidden
from nsc.poverty.tally import Tally, percent
from nsc.reports.narrowed import Asked, Certified
from nsc.reports.place import Here as Found
from nsc.surveys import rounds
from nsc.web import narrowing, pages
from nsc.web.here import NARROWING, Here
from nsc.web.narrowing import PROPOSED

MPI, TARGET, CERTIFIED = "mpi", "target", "certified"
LEVELS: dict[str, str | Promise] = {
    codes.PROVINCE: gettext_lazy("จังหวัด"),
    codes.AMPHOE: gettext_lazy("อำเภอ"),
    codes.TAMBON: gettext_lazy("ตำบล"),
    codes.VILLAGE: gettext_lazy("หมู่บ้าน"),
}
PICK = {
    codes.PROVINCE: gettext_lazy("เลือกอำเภอ"),
    codes.AMPHOE: gettext_lazy("เลือกตำบล"),
    codes.TAMBON: gettext_lazy("เลือกหมู่บ้าน"),
}


@dataclass(frozen=True)
class Lens:
    """One definition of poor: what it is called and how it counts."""

    key: str  # MPI, TARGET or CERTIFIED
    name: str | Promise
    meaning: str | Promise

    def people(self, sums: Tally) -> int | None:
        """None for the certified where the sums are the survey's alone: reports.narrowed counts them."""
        if self.key == CERTIFIED:
            return sums.certified if isinstance(sums, Certified) else None
        return sums.target_poor if self.key == TARGET else sums.mpi_poor

    def rate(self, sums: Tally) -> float | None:
        return percent(self.people(sums), sums.members)

    def dimension(self, sums: Tally, name: str) -> int | None:
        if self.key == CERTIFIED:
            return sums.certified_in(name) if isinstance(sums, Certified) else None
        return sums.target(name) if self.key == TARGET else sums.mpi(name)


LENSES = {
    TARGET: Lens(
        TARGET,
        gettext_lazy("คนจนเป้าหมาย"),
        gettext_lazy("สมาชิกของครัวเรือนที่ตกเกณฑ์อย่างน้อยหนึ่งมิติ ซึ่งผ่านการตรวจสอบคุณสมบัติบัตรสวัสดิการแห่งรัฐ"),
    ),
    MPI: Lens(MPI, gettext_lazy("คนจน MPI"), gettext_lazy("สมาชิกทุกคนของครัวเรือนที่ตกเกณฑ์อย่างน้อยหนึ่งใน 5 มิติ")),
}
ALL_LENSES = LENSES | {
    CERTIFIED: Lens(
        CERTIFIED,
        gettext_lazy("คนจนที่จังหวัดรับรอง"),
        gettext_lazy("สมาชิกทุกคนของครัวเรือนที่ ศจพ.จ. รับรองแล้ว ในบัญชีเป้าหมายของปีงบประมาณล่าสุดที่มีการรับรอง"),
    )
}


@dataclass(frozen=True)
class Told:
    """The address of a page, read for this person. `year` (CE): None where the address says none or one that is not there."""

    here: Here
    path: str
    permission: Permission
    year: int | None
    rounds: tuple  # newest first

    @property
    def asked(self) -> dict[str, object]:
        """What the questions of reports take."""
        return {"area": self.here.area or "", "year": self.year, "authority": self.here.authority}

    @property
    def pairs(self) -> dict[str, str]:
        """The context as the fields of a form say it."""
        return dict(parse_qsl(self.here.but()[1:]))

    def only(self, *names: str) -> "Told":
        """The same, narrowed by nothing but these: "dimension", "stage" …"""
        return replace(self, here=replace(self.here, **{name: None for name in NARROWING if name not in names}))

    def href(self, name: str = "", **changes: object) -> str:
        """This context with some of it changed, on this page or another."""
        return (reverse(name) if name else self.path) + self.here.but(**changes)


def of(request: HttpRequest, permission: Permission = Permission.FIGURES_SEE) -> Told:
    where, known = Here.of(request.GET), rounds_of(request)
    years = {round.survey_year for round in known}
    year = thai.christian_year(where.round) if where.round else None
    return Told(where, request.path, permission, year if year in years else None, known)


def rounds_of(request: HttpRequest) -> tuple:
    """Those this person may see, newest first; asked once a request (moment.py)."""
    return tuple(rounds.visible_to(request.user))


def lens(told: Told, sums: Tally | None = None, *, certified: bool = False) -> Lens:
    """The definition asked for; else target poor, where the sums know of any. `certified`: for a page that can count by that, too; the
    sums of the survey cannot, so all others fall back and say so (`unused`)."""
    known = ALL_LENSES if certified else LENSES
    if told.here.poor in known:
        return known[told.here.poor]
    return LENSES[TARGET if sums is None or sums.target_poor is not None else MPI]


def asked(told: Told) -> Asked:
    """The people that the address asks for."""
    return Asked(poor=told.here.poor or "", **told.here.narrowed)


def narrowed(told: Told) -> tuple[str, ...]:
    """What narrows a page, in words, for a file of it."""
    return tuple(narrowing.word(name, value) for name, value in told.here.narrowed.items())


def unused(told: Told, *honoured: str) -> tuple[str, ...]:
    """What the address asks for and a page cannot narrow by, in words, for parts/not_narrowed.html. `honoured`: the names of fields of
    Here that it does narrow by: "dimension", "stage", "authority", "certified" …"""
    said = {name: narrowing.word(name, value) for name, value in told.here.narrowed.items()}
    if told.here.authority:
        said["authority"] = _("ท้องถิ่น (อปท.)")
    if told.here.poor == CERTIFIED:
        said[CERTIFIED] = str(ALL_LENSES[CERTIFIED].name)
    return tuple(word for name, word in said.items() if name not in honoured)


def bar(
    user, told: Told, at: Found, chosen: Lens, *, counts: Mapping[str, int | None] | None = None, chips=(), **keep: object
) -> pages.Bar:
    """`keep`: the page's own parameters, which stay when area, round or definition change."""

    def href(**changes: object) -> str:
        return told.href(**keep | changes)

    tops = scope.areas(user, told.permission) or scope.areas(user, Permission.FIGURES_SEE)
    path = [place for place in places.path(at.place.code) if any(place.code.startswith(top) for top in tops)]
    crumbs = [pages.Crumb(place.title, href(area=place.code, authority=None)) for place in path]
    if at.authority:
        crumbs.append(pages.Crumb(at.authority.name, href()))
    own, name = tuple(chips), _name_of(told.path)
    return pages.Bar(
        crumbs=tuple(crumbs),
        below=() if at.authority else tuple(_below(at.place, counts, href)),
        below_label=_("เปลี่ยนพื้นที่") if at.authority else str(PICK.get(at.place.level, _("เปลี่ยนพื้นที่"))),
        areas=reverse("areas") + told.here.but(to=name),
        to=name,
        rounds=tuple(
            pages.Choice(round_name(each), href(round=thai.buddhist_year(each.survey_year)), each.pk == at.round.pk) for each in told.rounds
        ),
        poors=tuple(pages.Choice(str(each.name), href(poor=each.key), each.key == chosen.key) for each in ALL_LENSES.values()),
        chips=(*narrowing.chips(told.here, href), *own),
        filters=narrowing.filters(told.here, href),
        clear=href(**dict.fromkeys(NARROWING)) if len(told.here.narrowed) > 1 else "",
    )


@lru_cache(maxsize=1_000)
def _name_of(path: str) -> str:
    return resolve(path).url_name or ""


def areas_bar(user, place: Place, permission: Permission, href: Callable[..., str]) -> pages.Bar:
    """Where a page is read, without rounds or definitions. `href(area=…)`: its address elsewhere."""
    tops = scope.areas(user, permission) or scope.areas(user, Permission.FIGURES_SEE)
    path = [each for each in places.path(place.code) if any(each.code.startswith(top) for top in tops)]
    return pages.Bar(
        crumbs=tuple(pages.Crumb(each.title, href(area=each.code)) for each in path),
        below=tuple(pages.Choice(child.name, href(area=child.code)) for child in places.children(place.code)),
        below_label=str(PICK.get(place.level, "")),
        rounds=(),
    )


def _below(place: Place, counts: Mapping[str, int | None] | None, href: Callable[..., str]):
    for child in places.children(place.code):
        count = (counts or {}).get(child.code)
        side = "" if count is None or is_hidden(count) else _("%(n)s คน") % {"n": f"{count:,}"}
        yield pages.Choice(child.name, href(area=child.code), side=side)


def round_name(round) -> str:
    return _("จปฐ. %(year)s") % {"year": thai.buddhist_year(round.survey_year)}


def source(at: Found, chosen: Lens) -> str:
    """Three years that are never the same thing: of the survey, of TPMAP's label, of the welfare cards."""
    said = [round_name(at.round)]
    if at.round.label_year:
        said.append(_("TPMAP เผยแพร่เป็นปี %(year)s") % {"year": thai.buddhist_year(at.round.label_year)})
    if at.round.card_round and chosen.key == TARGET:
        said.append(_("บัตรสวัสดิการแห่งรัฐรอบปี %(year)s") % {"year": thai.buddhist_year(at.round.card_round)})
    if at.round.note_th:
        said.append(at.round.note_th)
    if not at.set.is_official:
        said.append(str(PROPOSED))
    return " · ".join(said)


def level_below(at: Found) -> str:
    """The level of the areas that a picture of this place compares; "" below a village."""
    return next((level for level, digits in codes.LENGTH.items() if digits == at.below), "")
