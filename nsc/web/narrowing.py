"""Whom a page is narrowed to, in words: the chips that one takes off, and the menu that puts them on."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from nsc.poverty import special
from nsc.poverty.stages import LIFE_STAGES
from nsc.web import pages
from nsc.web.dimensions import DIMENSIONS
from nsc.web.forms_targets import GROUPS
from nsc.web.here import CHOICES, Here
from nsc.web.words import said

PROPOSED = gettext_lazy("เกณฑ์เบื้องต้น ยังไม่เป็นทางการ")


@dataclass(frozen=True)
class Kind:
    """One way to narrow: its name in the address, what it is called, and its values by code."""

    name: str
    title: str | Promise
    words: Mapping[str, Callable[[], str]]
    note: str | Promise = ""


def _word(text: str | Promise) -> Callable[[], str]:
    return lambda: said(text) if type(text) is str else str(text)


KINDS = (
    Kind("group", gettext_lazy("กลุ่มเป้าหมาย"), {code: _word(GROUPS[code]) for code in CHOICES["group"]}),
    Kind("dimension", gettext_lazy("ตกเกณฑ์มิติ"), {each.key: _word(each.name) for each in DIMENSIONS}),
    Kind("stage", gettext_lazy("ช่วงวัย"), {each.code: _word(each.name) for each in LIFE_STAGES}),
    Kind("sex", gettext_lazy("เพศ"), {"male": _word(gettext_lazy("ชาย")), "female": _word(gettext_lazy("หญิง"))}),
    Kind("special", gettext_lazy("กลุ่มพิเศษ"), {each.code: _word(each.name) for each in special.SPECIALS}, PROPOSED),
)
BY_NAME = {kind.name: kind for kind in KINDS}


def word(name: str, value: str) -> str:
    """ "มิติการศึกษา", "ผู้สูงอายุ (60 ปีขึ้นไป)", …"""
    told = BY_NAME[name].words[value]()
    return _("มิติ%(name)s") % {"name": told} if name == "dimension" else told


def in_words(here: Here) -> str:
    """All that narrows it, for a sentence; "" where nothing does."""
    return " · ".join(word(name, value) for name, value in here.narrowed.items())


def chips(here: Here, href: Callable[..., str]) -> tuple[pages.Chip, ...]:
    return tuple(pages.Chip(word(name, value), href(**{name: None})) for name, value in here.narrowed.items())


def filters(here: Here, href: Callable[..., str]) -> tuple[pages.Filter, ...]:
    return tuple(pages.Filter(str(kind.title), tuple(_choices(kind, getattr(here, kind.name), href)), str(kind.note)) for kind in KINDS)


def _choices(kind: Kind, chosen: str | None, href: Callable[..., str]) -> Iterator[pages.Choice]:
    """Choosing again what is chosen takes it off."""
    for code, told in _told(kind.name, get_language()):
        yield pages.Choice(told, href(**{kind.name: None if code == chosen else code}), code == chosen)


@lru_cache
def _told(name: str, language: str | None) -> tuple[tuple[str, str], ...]:
    """The values of a kind in the language of the page."""
    return tuple((code, told()) for code, told in BY_NAME[name].words.items())
