"""The map as its page, its card and its files show it: one reading of the address, one reading of the figures."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from nsc import thai
from nsc.access import scope
from nsc.access.roles import Permission
from nsc.areas import boundaries, codes, places
from nsc.casework.sight import Sight
from nsc.drawing import classes
from nsc.drawing.map_shapes import Area
from nsc.reports import by_area, pinned, sifting
from nsc.reports import progress as progressed
from nsc.reports.by_area import Areas, Cell, Line, Narrowed
from nsc.surveys import centres
from nsc.web import context, inputs, map_drawing, map_words, narrowing, pages, picture, progress
from nsc.web.context import Told
from nsc.web.dimensions import BY_KEY
from nsc.web.map_words import CHANGE, NUMBER, RATE, SHOWS
from nsc.web.templatetags import parts
from nsc.web.templatetags.figures import plain, signed, thaidate

SORTS = ("name", "value", "part", "then", "change")
CODE = "CODE"
FORMS = ("png", "svg", "pdf", "csv", "geojson")


@dataclass(frozen=True)
class Asked:
    """What the address says of the map itself; what it cannot mean is passed over."""

    measure: by_area.Measure
    show: str
    level: str | None
    method: str
    number: int
    breaks: tuple[float, ...]
    compare: int | None  # CE
    sort: str
    select: str
    layers: tuple[str, ...]
    view: pinned.Bounds | None

    @classmethod
    def of(cls, asked: QueryDict, *, by_authority: bool = False) -> "Asked":
        measure = by_area.find(asked.get("measure", "")) or by_area.MEASURES["poor"]
        if by_authority and measure.key in by_area.BY_AREA_ONLY:
            measure = by_area.MEASURES["poor"]
        breaks = classes.typed(asked.get("breaks", "")[:100])
        number = inputs.number(asked.get("number"), 1) or classes.USUAL
        year = inputs.number(asked.get("compare"), 4)
        return cls(
            measure=measure,
            show=_one_of(SHOWS, asked.get("show"), RATE),
            level=_one_of((codes.AMPHOE, codes.TAMBON, codes.VILLAGE), asked.get("level"), None),
            method="own" if breaks else _one_of(classes.METHODS[:2], asked.get("classes"), classes.METHODS[0]),
            number=min(max(number, classes.LEAST), classes.MOST),
            breaks=breaks,
            compare=thai.christian_year(year) if year and 2400 < year < 2700 else None,
            sort=_one_of((*SORTS, *(f"-{each}" for each in SORTS)), asked.get("sort"), "-value"),
            select=asked.get("select", "") if codes.is_code(asked.get("select", "")) else "",
            layers=tuple(each for each in pinned.LAYERS if each in asked.get("layers", "").split(",")),
            view=bounds(asked.get("view", "")),
        )

    @property
    def keep(self) -> dict[str, object]:
        """For an address that changes something else; what is usual stays unsaid."""
        return {
            "measure": "" if self.measure.key == "poor" else self.measure.key,
            "show": "" if self.show == RATE else self.show,
            "level": self.level or "",
            "classes": "" if self.method in ("quantile", "own") else self.method,
            "number": "" if self.number == classes.USUAL else self.number,
            "breaks": ", ".join(f"{each:g}" for each in self.breaks),
            "compare": thai.buddhist_year(self.compare) if self.compare else "",
        }


def address() -> str:
    """Of the page, from wherever its parts are asked for."""
    return reverse("map")


def _one_of(known, said, otherwise):
    return said if said in known else otherwise


def bounds(text: str) -> pinned.Bounds | None:
    """ "100.1,15.2,100.9,15.8": west, south, east, north."""
    if not re.fullmatch(r"\d{1,3}(\.\d{1,6})?(,\d{1,2}(\.\d{1,6})?,\d{1,3}(\.\d{1,6})?,\d{1,2}(\.\d{1,6})?)", text, re.ASCII):
        return None
    west, south, east, north = (float(each) for each in text.split(","))
    return (west, south, east, north) if 0 < west < east < 180 and 0 < south < north < 85 else None


def narrowed(told: Told) -> Narrowed:
    here = told.here
    poor = here.poor if here.poor in context.LENSES else ""
    return Narrowed(poor, here.group or "", here.dimension or "", here.stage or "", here.sex or "", here.special or "")


@dataclass(frozen=True)
class Seen:
    """The figures of a map, asked for by this address, with all that is worked out from them."""

    user: object
    told: Told
    asked: Asked
    areas: Areas

    @classmethod
    def of(cls, user, told: Told, params: QueryDict, at: datetime) -> "Seen":
        asked = Asked.of(params, by_authority=bool(told.here.authority))
        found = by_area.of(
            user, at=at, measure=asked.measure, level=asked.level, against=asked.compare, narrowed=narrowed(told), **told.asked
        )
        return cls(user, told, asked, found)

    @cached_property
    def words(self) -> map_words.Told:
        """A change needs a year before, a rate a whole."""
        show = self.asked.show
        if show == CHANGE and self.areas.then is None:
            show = RATE
        if show == RATE and not self.asked.measure.has_rate:
            show = NUMBER
        return map_words.Told(self.asked.measure, show, self.areas.poor, self.areas.here)

    @property
    def is_compared(self) -> bool:
        """Whether two years stand on the map, with a slider between them."""
        then = self.areas.then
        return bool(then and then.survey_year == self.asked.compare and self.words.show != CHANGE)

    @cached_property
    def by_code(self) -> dict[str, Line]:
        return {line.code: line for line in self.areas.lines}

    def value(self, line: Line) -> float | None:
        return self.words.change(line.now, line.then) if self.words.show == CHANGE else self.words.value(line.now)

    @cached_property
    def classes(self) -> classes.Classes:
        """Of both years, where two are compared: the same colour is the same figure."""
        values = [self.value(line) for line in self.areas.lines]
        if self.words.show == CHANGE:
            return classes.changing(values, method=self.asked.method, number=self.asked.number)
        if self.is_compared:
            values += [self.words.value(line.then) for line in self.areas.lines]
        return classes.made(values, method=self.asked.method, number=self.asked.number, own=self.asked.breaks)

    @property
    def legend(self) -> tuple[tuple[str, str], ...]:
        """(class, words); where all areas are alike, the one figure they have."""
        alike = next((value for line in self.areas.lines if (value := self.value(line)) is not None), None)
        return self.classes.legend or (() if alike is None else ((self.classes.of(alike), self.words.written(alike)),))

    @property
    def is_of_villages(self) -> bool:
        return self.areas.digits == codes.LENGTH[codes.VILLAGE]

    @cached_property
    def laid(self) -> map_drawing.Laid:
        at = self.areas.here
        if not self.is_of_villages:
            return map_drawing.laid_out(self.areas.level, at.area)
        within = at.area[: codes.LENGTH[codes.TAMBON]] or _around(self.by_code)
        names = {line.code: line.name for line in self.areas.lines}
        found = centres.of_villages(at.round, within, at.authority_id)
        return map_drawing.villages(within, {code: where for code, where in found.items() if code in names}, names)

    def drawn(self, *, is_then: bool = False) -> dict[str, Area]:
        """By the code of the shape. A municipal unit is seen on the tambon it is drawn on, together with what that has of its own."""
        on: dict[str, list[Line]] = defaultdict(list)
        for line in self.areas.lines:
            if shape := line.code if self.is_of_villages else _polygon(line.code):
                on[shape].append(line)
        return {shape: self._area(shape, lines, is_then) for shape, lines in on.items()}

    def _area(self, shape: str, lines: list[Line], is_then: bool) -> Area:
        is_hidden = any(line.is_hidden for line in lines)
        now, then = (None if is_hidden else by_area.summed(getattr(line, year) for line in lines) for year in ("now", "then"))
        one = lines[0] if len(lines) == 1 else Line(shape, places.name(shape), now, then, is_hidden)
        value = self.words.value(then) if is_then else self.value(Line(one.code, one.name, now, then, is_hidden))
        css = "hidden" if is_hidden else self.classes.of(value)
        figure = _("จำนวนน้อย จึงไม่แสดง") if is_hidden else self.words.written(value)
        return Area(one.code, one.name, css, f"{one.name} · {figure}", self.select.replace(CODE, one.code))

    def href(self, name: str = "", **changes: object) -> str:
        return self.told.href(name, **self.asked.keep | changes)

    @cached_property
    def select(self) -> str:
        """The address that points at an area, with CODE for its code: put together once for all of them."""
        return self.href(select=CODE)

    @property
    def years(self) -> tuple[str, ...]:
        """The older first."""
        if not self.areas.then or not (self.is_compared or self.words.show == CHANGE):
            return ()
        both = sorted((self.areas.then, self.areas.here.round), key=lambda round: round.survey_year)
        return tuple(context.round_name(each) for each in both)

    @property
    def is_newer_first(self) -> bool:
        """Whether the year of the context is the older of the two."""
        return bool(self.areas.then and self.areas.then.survey_year > self.areas.here.round.survey_year)

    @property
    def title(self) -> str:
        return f"{self.words.title} {self.level_name}".strip()

    @property
    def level_name(self) -> str:
        names = {codes.AMPHOE: _("รายอำเภอ"), codes.TAMBON: _("รายตำบล"), codes.VILLAGE: _("รายหมู่บ้าน")}
        return names.get(self.areas.level, "")

    @property
    def narrowed_in_words(self) -> str:
        """Only by what this measure follows."""
        here = self.told.here
        kept = {name: value for name, value in here.narrowed.items() if name not in self.areas.unused}
        told = " · ".join(narrowing.word(name, value) for name, value in kept.items())
        return _("เฉพาะ %(whom)s") % {"whom": told} if told else ""

    @property
    def unused(self) -> tuple[str, ...]:
        return context.unused(self.told, "authority", *by_area.HONOURS[self.asked.measure.kind])

    @property
    def source(self) -> str:
        kind, on = self.asked.measure.kind, thaidate(self.areas.on)
        year = thai.fiscal_year(self.areas.on)
        if kind in by_area.OF_SURVEY:
            return context.source(self.areas.here, context.LENSES[self.areas.poor])
        if kind == by_area.WORK:
            return _("บัญชีเป้าหมายปีงบประมาณ %(year)s ที่ใช้งานอยู่ ณ %(on)s") % {"year": year, "on": on}
        if kind == by_area.OPEN:
            return _("เคสที่ยังไม่ปิด ณ %(on)s") % {"on": on}
        if kind == by_area.HELP:
            return _("ส่งมอบแล้วในปีงบประมาณ %(year)s ถึง %(on)s ที่ไม่ได้ระบุมูลค่าไม่นับ") % {"year": year, "on": on}
        return _("โครงการที่มีทะเบียนผู้รับในพื้นที่ คนหนึ่งนับทุกสิทธิที่เข้าเกณฑ์ ณ %(on)s") % {"on": on}


def _around(by_code: Mapping[str, Line]) -> str:
    """The smallest area whose shapes hold all of these villages, an amphoe at the least."""
    amphoe = {code[: codes.LENGTH[codes.AMPHOE]] for code in by_code}
    return amphoe.pop() if len(amphoe) == 1 else settings.PROVINCE


def _polygon(code: str) -> str | None:
    return boundaries.polygon_of(code) if codes.is_municipal(code) else code


# — the page —


def page(seen: Seen) -> pages.Map:
    at, words, asked = seen.areas.here, seen.words, seen.asked
    drawn = seen.drawn()
    now = map_drawing.on_page(seen.laid, drawn, title=seen.title, mark="now")
    drawings = (now,)
    if seen.is_compared:
        side, name = "then newer" if seen.is_newer_first else "then", f"{seen.title} {_then(seen)}"
        drawings = (now, map_drawing.on_page(seen.laid, seen.drawn(is_then=True), title=name, mark="then", css=side))
    csses = {area.css for area in drawn.values()}
    links = _links(seen)
    layers = pinned.layers(seen.user, at)
    return pages.Map(
        bar=context.bar(seen.user, seen.told, at, context.LENSES[seen.areas.poor], counts=_counts(seen), **asked.keep),
        title=seen.title,
        narrowed=seen.narrowed_in_words,
        source=seen.source,
        unit=words.unit,
        drawings=drawings if seen.laid.sheet.shapes else (),
        years=seen.years,
        bounds=",".join(f"{each:.6f}" for each in seen.laid.sheet.bounds),
        legend=seen.legend,
        ends=ends(seen),
        has_gaps="none" in csses or any(each.code not in drawn for each in seen.laid.shapes),
        has_hidden=any(line.is_hidden for line in seen.areas.lines),
        columns=_columns(seen),
        rows=map_drawing.table_rows(_rows(seen, drawn)),
        beside=tuple((line.name, _figure(seen, line)) for line in seen.areas.lines if seen.laid.shapes and _polygon(line.code) is None),
        card=card(seen),
        keep=tuple((name, str(value)) for name, value in _kept(seen).items() if value),
        measures=map_words.choices(at, seen.areas.poor, asked.measure),
        shows=_shows(seen),
        levels=_levels(seen),
        methods=_methods(asked),
        numbers=tuple(pages.Option(str(n), _("%(n)s ชั้น") % {"n": n}, n == asked.number) for n in range(3, classes.MOST + 1)),
        breaks=str(asked.keep["breaks"]),
        compares=_compares(seen),
        layers=tuple(pages.MapLayer(key, *_layer(key)) for key in layers),
        layers_note=_layers_note(seen) if layers else "",
        files=_files(seen),
        card_href=seen.href("map-card"),
        tiles=settings.TILES,
        tiles_by=settings.TILES_BY,
        points_href=seen.told.href("map-points", poor=seen.areas.poor),
        household_href=reverse("household", args=[0]) + seen.told.here.but(),
        list_href=links["households"],
        unused=seen.unused,
    )


def _then(seen: Seen) -> str:
    return context.round_name(seen.areas.then) if seen.areas.then else ""


def _kept(seen: Seen) -> dict[str, object]:
    """What the form does not ask for."""
    here, keep = seen.told.here, seen.asked.keep
    own = {"area": here.area, "round": here.round, "poor": here.poor, "authority": here.authority}
    return own | here.narrowed | {"show": keep["show"], "level": keep["level"]}


def _counts(seen: Seen) -> dict[str, int | None]:
    """Beside the names in the menu of areas, where they are the people of this map, and none is hidden."""
    at = seen.areas.here
    is_plain = seen.asked.measure.key == "poor" and seen.areas.digits == at.below and not seen.areas.is_suppressed
    return {line.code: line.now.part for line in seen.areas.lines if line.now} if is_plain else {}


def ends(seen: Seen) -> tuple[str, str] | None:
    if seen.words.show != CHANGE:
        return None
    if seen.asked.measure.key == "surveyed":
        return _("ลดลง"), _("เพิ่มขึ้น")
    return _("ดีขึ้น (ลดลง)"), _("แย่ลง (เพิ่มขึ้น)")


def _shows(seen: Seen) -> tuple[pages.Choice, ...]:
    measure, names = seen.asked.measure, {RATE: _("ร้อยละ"), NUMBER: _("จำนวน"), CHANGE: _("เปลี่ยนแปลง")}
    fits = {RATE: measure.has_rate, NUMBER: True, CHANGE: seen.areas.then is not None}
    offered = [show for show in SHOWS if fits[show]]
    return tuple(pages.Choice(names[show], seen.href(show=show), show == seen.words.show) for show in offered) if len(offered) > 1 else ()


def _levels(seen: Seen) -> tuple[pages.Choice, ...]:
    """One level down, or two."""
    at = seen.areas.here
    names = {codes.AMPHOE: _("รายอำเภอ"), codes.TAMBON: _("รายตำบล"), codes.VILLAGE: _("รายหมู่บ้าน")}
    offered = [level for level, digits in codes.LENGTH.items() if at.below and at.below <= digits <= at.below + 2 and level in names]
    if at.authority or len(offered) < 2:
        return ()
    return tuple(
        pages.Choice(names[level], seen.href(level=level if n else ""), level == seen.areas.level) for n, level in enumerate(offered)
    )


def _methods(asked: Asked) -> tuple[pages.Option, ...]:
    names = {"quantile": _("จำนวนพื้นที่เท่ากัน"), "equal": _("ช่วงกว้างเท่ากัน")}
    return tuple(pages.Option("" if key == "quantile" else key, name, key == asked.method) for key, name in names.items())


def _compares(seen: Seen) -> tuple[pages.Option, ...]:
    """Other years that asked the same, for a figure of the survey."""
    at = seen.areas.here
    if seen.asked.measure.kind not in by_area.OF_SURVEY:
        return ()
    others = [each for each in seen.told.rounds if each.pk != at.round.pk]
    if seen.asked.measure.kind == by_area.INDICATORS:
        others = [each for each in others if each.indicator_set_id == at.round.indicator_set_id]
    chosen = seen.areas.then.pk if seen.areas.then and seen.areas.then.survey_year == seen.asked.compare else None
    return tuple(pages.Option(str(thai.buddhist_year(each.survey_year)), context.round_name(each), each.pk == chosen) for each in others)


def _layer(key: str) -> tuple[str, str]:
    return {
        "households": (_("จุดครัวเรือน"), _("ครัวเรือนที่ตกเกณฑ์ ตามตัวกรอง")),
        "help": (_("การช่วยเหลือ"), _("ครัวเรือนที่ได้รับแล้วในปีงบประมาณนี้")),
        "visited": (_("เยี่ยมแล้ว"), _("ครัวเรือนที่เยี่ยมในปีงบประมาณนี้")),
        "due": (_("รอเยี่ยม"), _("มีนัด หรือรอการเยี่ยม")),
    }[key]


def _layers_note(seen: Seen) -> str:
    at = seen.areas.here
    if pinned.shows_single(seen.user, at):
        return _("จุดเดียวคือบ้านหนึ่งหลัง กดเพื่อเปิดแฟ้ม การดูจุดบ้านถูกบันทึกไว้")
    return _("ท่านเห็นจำนวนเป็นกลุ่มตั้งแต่ 3 ครัวเรือนต่อตารางกิโลเมตร ตำแหน่งบ้านแต่ละหลังปิดไว้พร้อมกับชื่อ")


def _files(seen: Seen) -> tuple[pages.Choice, ...]:
    names = (
        ("pdf", "", _("พิมพ์ A4 แนวนอน (PDF)")),
        ("pdf", "1", _("พิมพ์ A4 แนวตั้ง (PDF)")),
        ("png", "", _("ภาพ PNG")),
        ("svg", "", _("ภาพ SVG")),
        ("csv", "", _("ตาราง CSV")),
        ("geojson", "", _("แผนที่ GeoJSON")),
    )
    has_shapes = bool(seen.laid.sheet.shapes)
    return tuple(
        pages.Choice(name, seen.href("map-file", form=form, portrait=upright))
        for form, upright, name in names
        if has_shapes or form == "csv"
    )


def _links(seen: Seen) -> dict[str, str]:
    at = seen.areas.here
    may = scope.may(seen.user, Permission.HOUSEHOLD_SEE, at.place.code, authority=at.authority_id)
    return {"households": seen.told.href("households", poor=seen.areas.poor) if may else ""}


# — the table beside it —


def _counted(seen: Seen) -> Callable[[str], str]:
    """Addresses of those whom the figure of an area counts; "" where no list shows just them."""
    at, measure, here = seen.areas.here, seen.asked.measure, seen.told.here
    kind, key = measure.kind, measure.key
    links = picture.Links.of(seen.user, seen.told, context.LENSES[seen.areas.poor], at, follows=by_area.HONOURS[kind])
    mpi = {"poor": context.MPI}
    dimensions = {each.number: each.dimension for each in at.set.indicators}
    if at.authority or not links.may_list:
        return lambda code: ""
    if kind == by_area.WORK:
        asked = progressed.Asked(here.group or "", here.dimension or "")
        rows = progress.listed(seen.user, Sight(at.place), asked, partial(seen.told.only().href, "target-list"))
        return lambda code: rows(key, code)
    if kind == by_area.OPEN:
        return lambda code: links.told.href("case-list", area=code, late=1 if key == "late" else "")
    if kind == by_area.INDICATORS and dimensions.get(measure.issue):
        return lambda code: links.persons(area=code, issue=measure.issue, **mpi)
    if key in BY_KEY:
        return lambda code: links.of_dimension(key, area=code)
    ways = {
        "poor": lambda code: links.persons(area=code),
        "several": lambda code: links.persons(area=code, number=sifting.SEVERAL),
        "households": lambda code: links.households(area=code, **mpi),
        "surveyed": lambda code: links.households(area=code, everyone=1, dimension=None, **mpi),
    }
    return ways.get(key, lambda code: "")


def _columns(seen: Seen) -> tuple[pages.Column, ...]:
    words = seen.words
    level = str(context.LEVELS.get(seen.areas.level, ""))
    names = {"name": level, "value": words.unit if not seen.is_compared else _now_name(seen)}
    if words.show == CHANGE:
        names |= {"then": _then(seen), "part": _now_name(seen)}
    elif seen.asked.measure.has_rate:
        names["part"] = words.count_unit if words.is_rate else _("ร้อยละ")
    if seen.is_compared:
        names |= {"then": _then(seen), "change": _("เปลี่ยนแปลง")}
    return tuple(
        pages.Column(name, seen.href(sort=_turned(seen.asked.sort, key)), _direction(seen.asked.sort, key)) for key, name in names.items()
    )


def _now_name(seen: Seen) -> str:
    return context.round_name(seen.areas.here.round)


def _turned(sort: str, key: str) -> str:
    """Pressed again, a column is turned round; a first time, names begin with the first and figures with the most."""
    if sort.lstrip("-") == key:
        return key if sort.startswith("-") else f"-{key}"
    return key if key == "name" else f"-{key}"


def _direction(sort: str, key: str) -> str:
    return ("descending" if sort.startswith("-") else "ascending") if sort.lstrip("-") == key else ""


def _cells(seen: Seen, line: Line) -> dict[str, tuple[float | None, str]]:
    """By column: what it is sorted by, and what is written."""
    words, now, then = seen.words, line.now, line.then
    value, before, change = seen.value(line), words.value(then), words.change(now, then)
    number = lambda each: (each, plain(each, words.digits) if each is not None else "–")  # noqa: E731
    moved = (change, signed(change, words.digits) if change is not None else "–")
    if words.show == CHANGE:
        return {"value": moved, "then": number(before), "part": number(words.value(now))}
    cells = {"value": number(value)}
    if seen.asked.measure.has_rate:
        other = now.part if now and words.is_rate else now.rate if now else None
        cells["part"] = (other, "–" if other is None else plain(other, 0 if words.is_rate else 2))
    if seen.is_compared:
        cells |= {"then": number(before), "change": moved}
    return cells


def _rows(seen: Seen, drawn: Mapping[str, Area]) -> tuple[pages.MapRow, ...]:
    sort, css = seen.asked.sort, {area.code: area.css for area in drawn.values()}
    key, is_down = sort.lstrip("-"), sort.startswith("-")
    is_last = seen.areas.digits >= codes.LENGTH[codes.VILLAGE]
    into = seen.told.href("overview", area=CODE, authority=None) if is_last else seen.href(area=CODE, authority=None, level="")
    made, counted = [], _counted(seen)
    count = {RATE: "part", NUMBER: "value"}.get(seen.words.show, "")  # the column that counts
    for line in seen.areas.lines:
        cells = _cells(seen, line)
        value = cells.get(key, cells["value"])[0]
        if count and line.now and (href := counted(line.code)):
            cells[count] = (cells[count][0], parts.counted(line.now.part, href))
        row = pages.MapRow(
            code=line.code,
            name=line.name,
            href=into.replace(CODE, line.code),
            css="hidden" if line.is_hidden else css.get(line.code) or seen.classes.of(seen.value(line)),
            cells=tuple(_("น้อย") if line.is_hidden else written for _value, written in cells.values()),
            is_chosen=line.code == seen.asked.select,
        )
        made.append((value, row))
    if key == "name":
        made.sort(key=lambda each: each[1].code, reverse=is_down)
    else:  # what is not known stands last, whichever way one sorts
        made.sort(key=lambda each: (each[0] is None, (-each[0] if is_down else each[0]) if each[0] is not None else 0, each[1].code))
    return tuple(row for _value, row in made)


def _figure(seen: Seen, line: Line) -> str:
    return _("จำนวนน้อย จึงไม่แสดง") if line.is_hidden else seen.words.written(seen.value(line))


# — one area —


def card(seen: Seen) -> pages.MapCard | None:
    """Of the area that was pointed at; None where the address names none of this map."""
    line = seen.by_code.get(seen.asked.select)
    if line is None:
        return None
    words, place = seen.words, places.place(line.code)
    value, change = seen.value(line), words.change(line.now, line.then)
    css = "hidden" if line.is_hidden else seen.classes.of(value)
    return pages.MapCard(
        title=place.title,
        what=words.title,
        value=_figure(seen, line),
        part=_part(seen, line.now),
        css=css,
        words=dict(seen.classes.legend).get(css, ""),
        rank=_rank(seen, value),
        then=f"{_then(seen)}: {_plain(words, line.then)}" if line.then else "",
        change=f"{signed(change, words.digits)} {_('จุดร้อยละ') if words.is_rate else words.count_unit}" if change is not None else "",
        verdict=_verdict(seen, change),
        links=_card_links(seen, line.code),
    )


def _plain(words: map_words.Told, cell: Cell | None) -> str:
    return map_words.Told(words.measure, RATE if words.is_rate else NUMBER, words.poor, words.at).written(words.value(cell))


def _part(seen: Seen, cell: Cell | None) -> str:
    unit = seen.words.count_unit
    if cell is None or cell.part is None or not seen.asked.measure.has_rate:
        return ""
    return _("%(part)s %(unit)s จาก %(whole)s %(unit)s") % {"part": plain(cell.part), "whole": plain(cell.whole), "unit": unit}


def _rank(seen: Seen, value: float | None) -> str:
    values = [each for line in seen.areas.lines if (each := seen.value(line)) is not None]
    if value is None or len(values) < 2:
        return ""
    return _("มากเป็นอันดับที่ %(n)s จาก %(of)s พื้นที่") % {"n": 1 + sum(each > value for each in values), "of": len(values)}


def _verdict(seen: Seen, change: float | None) -> str:
    if change is None or seen.asked.measure.key == "surveyed":
        return ""
    return "same" if change == 0 else "worse" if change > 0 else "better"


def _card_links(seen: Seen, code: str) -> tuple[pages.Choice, ...]:
    links = []
    if len(code) < codes.LENGTH[codes.VILLAGE] and code != seen.areas.here.area:
        links.append(pages.Choice(_("เข้าไปในแผนที่ของพื้นที่นี้"), seen.href(area=code, authority=None, level="")))
    links.append(pages.Choice(_("ภาพรวม"), seen.told.href("overview", area=code, authority=None)))
    if len(code) > codes.LENGTH[codes.PROVINCE]:
        links.append(pages.Choice(_("รู้จักพื้นที่ก่อนลงพื้นที่"), seen.told.href("places", area=code, authority=None)))
    if scope.may(seen.user, Permission.HOUSEHOLD_SEE, code):
        links.append(pages.Choice(_("รายชื่อครัวเรือน"), seen.told.href("households", area=code, authority=None, poor=seen.areas.poor)))
    return tuple(links)
