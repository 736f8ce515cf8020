"""Every other place where a page can be read: by name, level by level, or a local authority. Everything else of the address stays."""

from collections.abc import Callable, Iterator

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.areas import authorities, places
from nsc.areas.places import Place
from nsc.web import pages
from nsc.web.context import LEVELS, PICK, Told

ENOUGH = 12  # results: more than one reads


def of(user, told: Told, *, to: str, asked: str) -> pages.Areas:
    """`to`: the name of the page to go to; one that does not exist, or needs more than an area, is the overview."""
    page = _address(to)

    def href(**changes: object) -> str:
        return page + told.here.but(**changes)

    tops = scope.areas(user, Permission.FIGURES_SEE)
    above = places.path(_inside(told.here.area, tops)) if tops else []
    path = [place for place in above if any(place.code.startswith(top) for top in tops)]
    here = path[-1] if path else None
    return pages.Areas(
        title=here.title if here else "",
        asked=asked,
        hidden=tuple((name, str(value)) for name, value in _said(told, to)),
        path=tuple(_choice(place, href, place is here) for place in path),
        below=tuple(_choice(place, href) for place in places.children(here.code)) if here else (),
        below_label=str(PICK.get(here.level, "")) if here else "",
        authorities=tuple(_authorities(user, tops, told, href)),
        found=tuple(_found(asked, tops, href)) if asked else None,
    )


def _address(to: str) -> str:
    try:
        return reverse(to)
    except NoReverseMatch:
        return reverse("overview")


def _inside(area: str | None, tops: tuple[str, ...]) -> str:
    """The area asked for where it lies within reach, else the top of it."""
    known = area and places.find(area)
    return known.code if known and any(known.code.startswith(top) for top in tops) else min(tops, key=len)


def _said(told: Told, to: str) -> Iterator[tuple[str, object]]:
    yield "to", to
    for name in ("area", "round", "poor", *told.here.narrowed):
        if value := getattr(told.here, name):
            yield name, value


def _choice(place: Place, href: Callable[..., str], chosen: bool = False, side: str = "") -> pages.Choice:
    return pages.Choice(place.title, href(area=place.code, authority=None), chosen, side)


def _found(asked: str, tops: tuple[str, ...], href: Callable[..., str]) -> Iterator[pages.Choice]:
    for place in [place for top in tops for place in places.search(asked, within=top, limit=ENOUGH)][:ENOUGH]:
        yield _choice(place, href, side=place.parent.full_name if place.parent else str(LEVELS[place.level]))


def _authorities(user, tops: tuple[str, ...], told: Told, href: Callable[..., str]) -> Iterator[pages.Choice]:
    """Those whose officer one is; all of them, for who sees the whole province: they cut across everything below it."""
    own = scope.authorities(user, Permission.FIGURES_SEE)
    sees_all = any(len(top) == len("60") for top in tops)
    for each in authorities.listed() if sees_all or own else ():
        if sees_all or each.id in own:
            name = each.name.replace("องค์การบริหารส่วนตำบล", _("อบต."))
            yield pages.Choice(name, href(authority=each.id), each.id == told.here.authority)
