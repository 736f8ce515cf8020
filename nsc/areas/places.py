"""Places: which there are, what they are called, what lies in them. Everyone may ask; nothing here is about people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce

from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language, gettext

from nsc.areas import codes, provinces, spelling
from nsc.areas.gazetteer import gazetteer
from nsc.errors import Refused, _

TITLE = {
    codes.PROVINCE: _("จังหวัด{name}"),
    codes.AMPHOE: _("อำเภอ{name}"),
    codes.TAMBON: _("ตำบล{name}"),
}
MUNICIPAL_UNIT = _("ชุมชนเมือง {amphoe}")
COMMUNITY = _("ชุมชนที่ {number}")
MOO = _("หมู่ที่ {number}")
NO_MOO = _("ไม่ระบุหมู่ที่")
WITHIN = _("{inner} {outer}")  # a place and the larger one it lies in
UNKNOWN = _("ไม่พบพื้นที่รหัส {code} รหัสพื้นที่มี 2, 4, 6 หรือ 8 หลัก เช่น 60, 6009, 600907 และ 60090701")
VILLAGE = _("{name} หมู่ที่ {number}")


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its code. `name_th` is empty for one that no list names (an unknown moo, a community)."""

    code: str
    level: str
    name_th: str = ""
    name_en: str = ""
    postcode: str = ""
    lat: float | None = None
    lon: float | None = None
    population: int | None = None
    houses: int | None = None
    population_on: date | None = None
    is_municipal: bool = False

    @property
    def parent_code(self) -> str | None:
        return codes.parent(self.code)

    @property
    def parent(self) -> "Place | None":
        return place(self.parent_code) if self.parent_code else None

    @property
    def number(self) -> int | None:
        """The moo of a village, the number of a community."""
        return int(self.code[6:]) if self.level == codes.VILLAGE else None

    @property
    def name(self) -> str:
        """As a list under its parent shows it: 'นาขอม', 'บ้านศาลจ้าว หมู่ที่ 1', 'ชุมชนที่ 3'."""
        written = self.name_en if self.name_en and (get_language() or "th").startswith("en") else self.name_th
        if self.level == codes.VILLAGE:
            return self._village_name(written)
        return written or gettext(MUNICIPAL_UNIT).format(amphoe=place(self.code[:4]).name)

    def _village_name(self, written: str) -> str:
        if written:
            return gettext(VILLAGE).format(name=written, number=self.number)
        if self.is_municipal:
            return gettext(COMMUNITY).format(number=self.number)
        return gettext(MOO).format(number=self.number) if self.number else gettext(NO_MOO)

    @property
    def title(self) -> str:
        """With the word for its level: 'ตำบลนาขอม', 'อำเภอไพศาลี'. Bangkok's districts carry theirs in the name."""
        if self.is_municipal or self.level == codes.VILLAGE or self.code.startswith("10"):
            return self.name
        return gettext(TITLE[self.level]).format(name=self.name)

    @property
    def full_name(self) -> str:
        """Up to the amphoe, and to the province where it is another one: 'ตำบลนาขอม อำเภอไพศาลี'."""
        above = [code for code in codes.ancestors(self.code) if len(code) > 2 or code != settings.PROVINCE]
        titles = [self.title, *(place(code).title for code in reversed(above))]
        return reduce(lambda inner, outer: gettext(WITHIN).format(inner=inner, outer=outer), titles)


def place(code: str) -> Place:
    """Also one that no list names but files may hold: a moo of a known tambon, a municipal unit or community of a known amphoe.

    Refused, in Thai, where there is no such place.
    """
    found = find(code)
    if found is None:
        raise Refused(UNKNOWN, code=code)
    return found


def find(code: str) -> Place | None:
    """As `place`, but None where there is none. An abolished code finds its successor."""
    if not codes.is_code(code):
        return None
    known = gazetteer()
    code = known.abolished.get(code[:6], code[:6]) + code[6:]
    if code in known.rows:
        return Place(*known.rows[code])  # type: ignore[arg-type]
    if codes.is_municipal(code) and code[:4] in known.rows:
        return Place(code, codes.level_of(code), is_municipal=True)
    if codes.level_of(code) == codes.VILLAGE and code[:6] in known.rows:
        return Place(code, codes.VILLAGE)
    return None


def is_known(code: str) -> bool:
    """Whether the reference data themselves list this code."""
    return code in gazetteer().rows


def name(code: str) -> str:
    return place(code).name


def names(area_codes: Iterable[str]) -> dict[str, str]:
    """Name by code; no query."""
    return {code: place(code).name for code in area_codes}


def path(code: str) -> list[Place]:
    """From the province down to the place itself: what a breadcrumb shows. An abolished code leads to its successor."""
    here = place(code)
    return [*(place(above) for above in codes.ancestors(here.code)), here]


def children(code: str) -> list[Place]:
    """One level down, by code; municipal units (the province's settings) come after the tambon. Empty for a village."""
    return [place(below) for below in gazetteer().children.get(code, ())]


def within(code: str, field: str = "area_code") -> Q:
    """Rows whose `field` (a code as text) is `code` or lies in it, as a range an index answers.

    Not startswith: SQLite turns that into LIKE and scans the table. ValueError if `code` is no area code: an empty one would
    quietly mean everything.
    """
    low, beyond = codes.bounds(code)
    inside = Q(**{f"{field}__gte": low})
    return inside & Q(**{f"{field}__lt": beyond}) if beyond else inside


def search(text: str, *, within: str | None = None, limit: int = 20) -> list[Place]:
    """Places of this province (or in `within`) by code, name or another spelling; more words and a moo narrow: 'นาขอม ไพศาลี ม.3'.

    The exact name first, then names that begin so, then names that hold it; larger places before smaller ones.
    """
    inside = within or settings.PROVINCE
    moo, rest = spelling.moo_apart(spelling.office(text))
    typed = spelling.words(rest)
    if not typed:
        return []
    if typed[0].isdigit() and len(typed[0]) > 1:
        return _by_code(typed[0], inside, limit)
    found = []
    for code, written in gazetteer().names:
        if typed[0] in written and codes.contains(inside, code) and _narrowed_by(typed[1:], code, written):
            found.append((written not in (typed[0], "".join(typed)), not written.startswith(typed[0]), len(code), code))
    hits = [hit[-1] if moo is None else _moo_of(hit[-1], moo) for hit in sorted(found)]
    return [place(code) for code in dict.fromkeys(hits) if code][:limit]


def _moo_of(code: str, moo: int) -> str | None:
    """The listed village with this moo: of a tambon found by name, or the village itself."""
    village = f"{code[:6]}{moo:02}"
    return village if len(code) >= 6 and village.startswith(code) and is_known(village) else None


def _by_code(digits: str, inside: str, limit: int) -> list[Place]:
    listed = [code for code in gazetteer().rows if code.startswith(digits) and codes.contains(inside, code)]
    exact = find(digits[:8])
    if not listed and exact and codes.contains(inside, exact.code):
        return [exact]
    return [place(code) for code in listed[:limit]]


def _narrowed_by(words: list[str], code: str, written: str) -> bool:
    """Whether every further word stands in the name itself or in that of a place above."""
    named = [written, *(spelling.bare(place(outer).name_th) for outer in codes.ancestors(code))] if words else []
    return all(any(word in name for name in named) for word in words)


def sources() -> tuple[provinces.Source, ...]:
    """The attribution that the licences of the data ask us to show."""
    return provinces.settings(settings.PROVINCE).sources
