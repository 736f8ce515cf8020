"""What the survey says of an area, as blocks of a paper: figures, dimensions, indicators, areas below, the map, the rounds. Each from the
question behind the page that shows the same, with what is kept back from the reader kept back here, too."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from nsc import thai
from nsc.areas import boundaries, codes
from nsc.drawing import charts, classes, map_shapes, paper_charts
from nsc.drawing.charts import Series
from nsc.drawing.map_shapes import Area
from nsc.drawing.paper_charts import Bar
from nsc.poverty import small
from nsc.poverty.change import State
from nsc.poverty.small import HIDDEN, Keeper, is_hidden
from nsc.poverty.tally import Tally, percent
from nsc.poverty.union import DIMENSIONS, NAMES
from nsc.reports import hushed, outlined, overview
from nsc.reports.narrowed import AreaLine
from nsc.reports.overview import Picture
from nsc.secretariat import spelled
from nsc.secretariat.blocks import Block, Cell, Note, Pairs, Table
from nsc.secretariat.blocks import Picture as Drawn
from nsc.secretariat.spelled import cell, figure
from nsc.surveys import centres
from nsc.surveys.tallies import PROBLEMS

LEVELS = {codes.AMPHOE: "อำเภอ", codes.TAMBON: "ตำบล", codes.VILLAGE: "หมู่บ้าน"}
MULTIPLES = 12  # areas whose rounds are drawn, the worst first


@dataclass(frozen=True)
class Poor:
    """By which definition a drawing and an order go."""

    name: str
    people: Callable[[Tally], int | None]
    rate: Callable[[Tally], float | None]


TARGET = Poor("คนจนเป้าหมาย", lambda sums: sums.target_poor, lambda sums: sums.target_rate)
MPI = Poor("คนจน MPI", lambda sums: sums.mpi_poor, lambda sums: sums.mpi_rate)


@dataclass(frozen=True)
class Survey:
    """A picture of an area, as one reader is told it."""

    shown: Picture
    keep: Keeper

    @property
    def poor(self) -> Poor:
        """As the pages: target poor where they are known."""
        return MPI if self.shown.now.target_poor is None else TARGET

    @property
    def level_below(self) -> str:
        return next((level for level, digits in codes.LENGTH.items() if digits == self.shown.here.below), "")

    @property
    def hidden(self) -> frozenset[str]:
        return hushed.areas(self.keep, self.shown.below, self.poor.people)

    def told(self, sums: Tally) -> dict[str, int | float | None]:
        return hushed.figures(self.keep, sums)


def headline(survey: Survey) -> tuple[Block, ...]:
    shown, now = survey.shown, survey.told(survey.shown.now)
    before = survey.told(shown.before) if shown.before else {}
    rows = [
        ("ครัวเรือนที่สำรวจ (ครัวเรือน)", "households"),
        ("คนที่สำรวจ (คน)", "members"),
        ("ครัวเรือนที่ตกเกณฑ์ (ครัวเรือน)", "poor_households"),
        ("คนจน MPI (คน)", "mpi_poor"),
        ("คนจนเป้าหมาย (คน)", "target_poor"),
    ]
    years = [f"ปี {thai.buddhist_year(shown.here.round.survey_year)}"]
    if shown.here.before and before:
        years.insert(0, f"ปี {thai.buddhist_year(shown.here.before.survey_year)}")
    lines = []
    for name, key in rows:
        then = [cell(before[key])] if before else []
        lines.append((name, *then, cell(now[key]), *_change(before.get(key), now[key], before)))
    rates = (("คนจน MPI ร้อยละของคนที่สำรวจ", "mpi_poor"), ("คนจนเป้าหมาย ร้อยละของคนที่สำรวจ", "target_poor"))
    for name, key in rates:
        was, is_now = (percent(each.get(key), each.get("members")) if each else None for each in (before, now))
        then = [spelled.rate(was)] if before else []
        lines.append((name, *then, spelled.rate(is_now), *_change(was, is_now, before, 2)))
    headings = ("รายการ", *years, *(["เปลี่ยนแปลง"] if before else []))
    numbers = tuple(range(1, len(headings)))
    return (Table(headings, lines, (4, *(1.4 for _each in numbers)), numbers, name="ภาพรวม"), *(Note(each) for each in _cautions(survey)))


def _change(was: int | float | None, now: int | float | None, before: dict, decimals: int = 0) -> tuple[Cell, ...]:
    """Of what is not known or kept back in either round, the change would tell it."""
    if not before:
        return ()
    if is_hidden(was, now):
        return (small.KEPT,)
    return (None,) if was is None or now is None else (round(now - was, decimals) if decimals else now - was,)


def _cautions(survey: Survey) -> list[str]:
    shown = survey.shown
    found = []
    if shown.before and not shown.here.comparable:
        found.append("รอบก่อนใช้แบบสำรวจคนละชุด จึงเทียบรายตัวชี้วัดไม่ได้")
    unknown = percent(shown.now.validated_unknown, shown.now.members)
    if unknown:
        found.append(f"ไม่ทราบผลตรวจสอบสิทธิร้อยละ {unknown:,.1f} ของผู้ได้รับการสำรวจ จึงนับคนจนเป้าหมายไม่ได้")
    if not survey.keep.sees:
        found.append(spelled.KEPT_BACK)
    return found


def people(survey: Survey, poor: Poor) -> dict[object, int | None]:
    """By combination, number of dimensions and dimension."""
    sums, whole = survey.shown.now, poor.people(survey.shown.now)
    of_target = poor is TARGET
    counts = [
        0 if not pattern else None if whole is None else count.validated if of_target else count.members
        for pattern, count in enumerate(sums.patterns)
    ]
    return hushed.by_pattern(survey.keep, counts, whole, sums.members)


def by_dimension(survey: Survey) -> tuple[Block, ...]:
    """The bars of the page, and both definitions in figures."""
    found = {poor.name: people(survey, poor) for poor in (MPI, TARGET)}
    poor = survey.poor
    drawn = found[poor.name]
    rows = [(spelled.said(NAMES[key]), key, drawn["dimension", key]) for key in DIMENSIONS]
    whole = drawn[hushed.ALL]
    bars = paper_charts.bars([Bar(name, value, _share(value, whole), key) for name, key, value in rows], whole)
    table = Table(
        ("มิติ", "คนจน MPI (คน)", "ร้อยละของคนจน MPI", "คนจนเป้าหมาย (คน)", "ร้อยละของคนจนเป้าหมาย"),
        [_dimension(key, found) for key in DIMENSIONS],
        (2.4, 1.4, 1.6, 1.6, 1.9),
        (1, 2, 3, 4),
        name="ห้ามิติ",
    )
    told = f"{poor.name}ที่ตกเกณฑ์แต่ละมิติ"
    return (Drawn(bars, told, table, 5.0), table, Note("ผู้ที่ตกเกณฑ์หลายมิตินับทุกมิติ ผลรวมห้ามิติจึงมากกว่าจำนวนคนจน"))


def _share(value: int | None, whole: int | None) -> str:
    share = percent(value, whole)
    return figure(value, "คน") if share is None or is_hidden(share) else f"{figure(value, 'คน')} (ร้อยละ {share:,.1f})"


def _dimension(key: str, found: dict[str, dict[object, int | None]]) -> tuple[Cell, ...]:
    row: list[Cell] = [spelled.said(NAMES[key])]
    for each in found.values():
        value = each["dimension", key]
        row += [cell(value), spelled.rate(percent(value, each[hushed.ALL]), 1)]
    return tuple(row)


def by_number(survey: Survey) -> Table:
    """How many fail one, two, … five dimensions."""
    found = [people(survey, poor) for poor in (MPI, TARGET)]
    rows = [(f"{k} มิติ", *(cell(each["number", k]) for each in found)) for k in range(1, len(DIMENSIONS) + 1)]
    total = ("รวม", *(cell(each[hushed.ALL]) for each in found))
    return Table(("จำนวนมิติที่ตก", "คนจน MPI (คน)", "คนจนเป้าหมาย (คน)"), [*rows, total], (2, 1.5, 1.5), (1, 2), True, name="จำนวนมิติ")


def issues(survey: Survey, most: int | None = None) -> Table:
    """Indicators and other problems, the most pressing first, as the page ranks them."""
    found = overview.ranked_issues(survey.shown)
    return Table(
        ("ลำดับ", "ข้อ", "ตัวชี้วัด", "มิติ", "เข้าข่าย (คน)", "ตกเกณฑ์ (คน)", "ร้อยละ", "รอบก่อน (ร้อยละ)", "คนจนเป้าหมาย (คน)"),
        [_issue(survey.keep, each) for each in (found if most is None else found[:most])],
        (0.75, 0.7, 4.2, 1.6, 1.3, 1.35, 1.15, 1.5, 1.5),
        (0, 1, 4, 5, 6, 7, 8),
        nothing="ไม่พบผู้ตกเกณฑ์ตัวชี้วัดใด",
        name="ตัวชี้วัด",
    )


def _issue(keep: Keeper, each: overview.RankedIssue) -> tuple[Cell, ...]:
    number, name, *counts = issue(keep, each.issue)
    where = spelled.said(NAMES[each.issue.dimension]) if each.issue.dimension else "ไม่นับเป็นมิติ"
    return (each.rank, number, name, where, *counts)


def issue(keep: Keeper, each: overview.Issue) -> tuple[Cell, ...]:
    """Number, wording, whom it applies to, who fails it, the share, that of the round before, and the target poor among them."""
    applies, fails = keep.one(each.members_applicable), keep.one(each.members_failing, each.members_applicable)
    was = keep.one(*each.before) if each.before else None
    is_told = not is_hidden(applies, fails, was)
    then = None if each.before is None else percent(*each.before) if is_told else HIDDEN
    number: Cell = f"ปัญหาอื่น {each.number - PROBLEMS}" if each.is_problem else each.number
    target = keep.one(each.target_failing, each.members_failing)
    return (number, each.name, cell(applies), cell(fails), spelled.rate(percent(fails, applies)), spelled.rate(then), cell(target))


def areas(survey: Survey) -> Table:
    """The areas below, the most pressing first, with the sum."""
    shown = survey.shown
    ranked = overview.ranked_areas(shown.below)
    lines = [line for line, *_rest in ranked]
    told = hushed.table(survey.keep, [(line.code, line.now) for line in lines])
    headings = ("ลำดับ", LEVELS.get(survey.level_below, "พื้นที่"), "ครัวเรือน", "คน", "ครัวเรือนตกเกณฑ์", "คนจน MPI", "ร้อยละ")
    headings += ("คนจนเป้าหมาย", "ร้อยละ", "รอบก่อน (ร้อยละ)")
    hidden = survey.hidden
    rows = [
        (rank, line.name, *_figures(row), KEPT if line.code in hidden else _then(line, survey.poor))
        for (line, rank, *_rest), row in zip(ranked, told, strict=True)
    ]
    if rows:
        rows.append(
            (None, "รวม", *_figures(survey.told(shown.now)), spelled.rate(survey.poor.rate(shown.before) if shown.before else None))
        )
    widths = (0.8, 2.4, 1.45, 1, 1.5, 1.1, 1.15, 1.4, 1.15, 1.5)
    return Table(headings, rows, widths, (0, *range(2, 10)), bool(rows), "ไม่มีพื้นที่ย่อยที่มีข้อมูลในรอบสำรวจนี้", "พื้นที่ย่อย")


KEPT: Cell = small.KEPT


def _then(line: AreaLine, poor: Poor) -> Cell:
    return spelled.rate(poor.rate(line.before)) if line.before else None


def _figures(row: dict[str, int | float | None]) -> tuple[Cell, ...]:
    """Households, people, poor households, MPI poor and their rate, target poor and theirs."""
    mpi, target, members = row["mpi_poor"], row["target_poor"], row["members"]
    rates = [spelled.rate(percent(each, members)) for each in (mpi, target)]
    return (cell(row["households"]), cell(members), cell(row["poor_households"]), cell(mpi), rates[0], cell(target), rates[1])


def on_map(survey: Survey) -> Drawn | None:
    """The map of the page: areas in the colours of their rate; of a tambon, its villages as dots; of a village, where it lies. None where
    there are no boundaries at hand."""
    here, poor = survey.shown.here, survey.poor
    title = f"ร้อยละ{poor.name} ราย{LEVELS.get(survey.level_below, 'หมู่บ้าน')} {here.name}"
    if survey.level_below in (codes.AMPHOE, codes.TAMBON):
        return _shaded(survey, title)
    return _dotted(survey, title)


def _shaded(survey: Survey, title: str) -> Drawn | None:
    found = outlined.of(survey.shown.here, survey.shown.below, survey.level_below, rate=survey.poor.rate, hidden=survey.hidden)
    if found.sheet is None or not found.shapes:
        return None
    drawn = charts.choropleth(found.shapes)
    laid = map_shapes.laid_out(found.sheet)
    areas = {}
    for shape, each in zip(laid.shapes, drawn.shapes, strict=True):
        css = "hidden" if each.shape.code in found.hidden else "none" if each.step is None else f"s{each.step}"
        areas[shape.code] = Area(shape.code, each.shape.name, css, "")
    legend = [(f"s{swatch.step}", swatch.text) for swatch in drawn.legend]
    svg = map_shapes.on_paper(laid, areas, view=None, letters=9.0, legend=_with_hatches(legend, areas.values()))
    return Drawn(svg, title, None, 14.0)


def _with_hatches(legend: Sequence[tuple[str, str]], shown: Iterable[Area]) -> list[tuple[str, str]]:
    csses = {area.css for area in shown}
    words = {"none": "ไม่มีข้อมูล", "hidden": "จำนวนน้อย จึงไม่แสดง"}
    return [*legend, *((css, said) for css, said in words.items() if css in csses)]


def _dotted(survey: Survey, title: str) -> Drawn | None:
    here = survey.shown.here
    sheet = boundaries.sheet(codes.TAMBON, here.area[: codes.LENGTH[codes.TAMBON]], width=map_shapes.WIDTH)
    if not sheet.shapes:
        return None
    where = centres.of_villages(here.round, here.area)
    rates = {line.code: survey.poor.rate(line.now) for line in survey.shown.below if line.code not in survey.hidden}
    names = {line.code: line.name for line in survey.shown.below}
    if not names:  # a village lies in its tambon
        names = {here.area: here.name}
        rate = survey.poor.rate(survey.shown.now)
        rates = {} if is_hidden(survey.keep.one(survey.poor.people(survey.shown.now), survey.shown.now.members)) else {here.area: rate}
    made = classes.made(rates.values())
    laid = map_shapes.villages(sheet, {code: at for code, at in where.items() if code in names}, names)
    areas = {code: Area(code, name, made.of(rates[code]) if code in rates else "hidden", "") for code, name in names.items()}
    svg = map_shapes.on_paper(laid, areas, view=None, letters=9.0, legend=_with_hatches(made.legend, areas.values()))
    return Drawn(svg, title, None, 11.0)


def rounds(survey: Survey) -> tuple[Block, ...]:
    """The rates of every round, of the area and of those below it, on one scale."""
    shown, poor = survey.shown, survey.poor
    if len(shown.years) < 2:
        return (Note("มีข้อมูลรอบเดียว จึงยังไม่เห็นการเปลี่ยนแปลง"),)
    lines = overview.over_years(shown)
    hidden = {year: _hidden_in(year, lines, survey) for year, _sums in shown.years}
    names = {line.code: line.name for line in shown.below}
    own = {
        year: frozenset([""]) if is_hidden(survey.keep.one(poor.people(sums), sums.members)) else frozenset() for year, sums in shown.years
    }
    series = [Series(shown.here.name, _points("", shown.years, survey, own))]
    order = sorted(shown.below, key=lambda line: -(poor.rate(line.now) or 0))
    series += [Series(names[line.code], _points(line.code, lines[line.code], survey, hidden)) for line in order]
    years = [thai.buddhist_year(year) for year, _sums in shown.years]
    by_year = [dict(each.points) for each in series]
    rows = [(each.name, *(spelled.rate(found.get(year)) for year in years)) for each, found in zip(series, by_year, strict=True)]
    headings = ("พื้นที่", *(f"ปี {year}" for year in years))
    widths = (3, *(1 for _year in years))
    table = Table(headings, rows, widths, tuple(range(1, len(headings))), name="รายปี")
    drawn = series[:MULTIPLES]
    svg = paper_charts.multiples(drawn, [f"ร้อยละ {figure(each.last, decimals=2)}" for each in drawn])
    return (Drawn(svg, f"ร้อยละ{poor.name}ของแต่ละรอบสำรวจ", table, 15.0), table)


def _alone(sums: Tally, survey: Survey) -> frozenset[str]:
    return frozenset([""]) if is_hidden(survey.keep.one(survey.poor.people(sums), sums.members)) else frozenset()


def _hidden_in(year: int, lines: dict[str, tuple[tuple[int, Tally], ...]], survey: Survey) -> frozenset[str]:
    sums = {code: dict(each)[year] for code, each in lines.items() if year in dict(each)}
    return hushed.over_time(survey.keep, [{code: (survey.poor.people(each), each.members) for code, each in sums.items()}])


def _points(
    code: str, line: tuple[tuple[int, Tally], ...], survey: Survey, hidden: dict[int, frozenset[str]]
) -> tuple[tuple[int, float | None], ...]:
    rate = survey.poor.rate
    return tuple((thai.buddhist_year(year), HIDDEN if code in hidden.get(year, ()) else rate(sums)) for year, sums in line)


def moves(survey: Survey) -> Pairs | Note:
    """Of matched households; those new and those not found again are neither an escape nor a fall."""
    shown = survey.shown
    if not shown.moves or not shown.here.before:
        return Note("ยังเทียบรายครัวเรือนกับรอบก่อนไม่ได้")
    flows = (
        ("พ้นเกณฑ์ความยากจน", State.ESCAPED),
        ("ตกเกณฑ์ใหม่", State.FELL),
        ("ยังตกเกณฑ์ทั้งสองรอบ", State.STAYED_POOR),
        ("ครัวเรือนใหม่ที่ตกเกณฑ์", State.NEW_POOR),
        ("ไม่พบในรอบนี้ เดิมตกเกณฑ์", State.GONE_POOR),
    )
    counts = survey.keep.parts([shown.moves.get(state, (0, 0))[0] for _name, state in flows])
    return Pairs([(name, figure(count, "ครัวเรือน")) for (name, _state), count in zip(flows, counts, strict=True)])
