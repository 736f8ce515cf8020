"""What each page is given: plain values, already permitted, masked and translated by the view. Templates decide nothing but looks.

Counts are integers, rates per cent; None is "not known" everywhere and is shown as such, never as 0. Every `href` is a ready address;
"" means that there is nothing to open.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from django.utils.safestring import SafeString

from nsc.drawing.charts import Series, Shape
from nsc.poverty.small import is_hidden
from nsc.poverty.tally import percent

# — around the page ——————————————————————————————————————————————————————————————————


@dataclass(frozen=True)
class Choice:
    """One entry of a menu; `side` is a quiet remark at its right."""

    label: str
    href: str
    chosen: bool = False
    side: str = ""


@dataclass(frozen=True)
class Crumb:
    name: str
    href: str


@dataclass(frozen=True)
class Chip:
    """An active filter; `off` is the address without it."""

    label: str
    off: str


@dataclass(frozen=True)
class Filter:
    """One group of the menu that narrows a page."""

    title: str
    choices: tuple[Choice, ...]
    note: str = ""


@dataclass(frozen=True)
class Bar:
    """The context bar: where, when, by which definition."""

    crumbs: tuple[Crumb, ...]  # from the top of the user's reach to the area shown, which comes last
    below: tuple[Choice, ...] = ()  # areas one level further down
    below_label: str = ""  # "เลือกอำเภอ"
    rounds: tuple[Choice, ...] = ()
    poors: tuple[Choice, ...] = ()
    chips: tuple[Chip, ...] = ()
    areas: str = ""  # address at which any other area or local authority is found
    to: str = ""  # the name of this page, to which one returns from there
    filters: tuple[Filter, ...] = ()
    clear: str = ""  # address without any narrowing, where there is more than one


@dataclass(frozen=True)
class Areas:
    """Where else the page `to` can be read: by name, level by level, by local authority."""

    name: ClassVar[str] = "areas"
    title: str  # of the area one is in
    asked: str  # what was typed
    hidden: tuple[tuple[str, str], ...]  # what the search keeps of the address
    path: tuple[Choice, ...]
    below: tuple[Choice, ...]
    below_label: str
    authorities: tuple[Choice, ...]
    found: tuple[Choice, ...] | None  # None: nothing was typed


# — figures ——————————————————————————————————————————————————————————————————————————


@dataclass(frozen=True)
class Figure:
    """A number that says what it is. `before` is the same number of the last round; `good` the direction that is welcome."""

    label: str
    value: float | None
    unit: str = ""
    digits: int = 0
    href: str = ""  # to the rows it counts, as many; of a rate or a sum, to what it is made of
    behind: Choice | None = None  # a list beside it that is of another number
    before_rows: str = ""
    define: str = ""  # to its definition
    text: str = ""  # what a reader needs beside it
    source: str = ""
    before: float | None = None
    before_label: str = ""
    good: str = "down"  # down | up | none

    @property
    def change(self) -> float | None:
        return None if self.value is None or self.before is None or is_hidden(self.value, self.before) else self.value - self.before

    @property
    def verdict(self) -> str:
        """better | worse | same | "" where there is nothing to compare or no direction is welcome."""
        if self.change is None or self.good == "none":
            return ""
        if self.change == 0:
            return "same"
        return "better" if (self.change < 0) == (self.good == "down") else "worse"


@dataclass(frozen=True)
class Count:
    """One bar: `key` names a dimension where the bar is one, `tone` (good | need | quiet) says whether it is welcome. `href`: to the rows
    that it counts; `into`: to what is named, of which it is the number."""

    name: str
    value: int | None
    of: int | None = None  # the share's denominator
    key: str = ""
    href: str = ""
    tone: str = ""
    into: str = ""

    @property
    def share(self) -> float | None:
        return percent(self.value, self.of)


@dataclass(frozen=True)
class Combination:
    """Failing exactly these dimensions and no other."""

    keys: tuple[str, ...]
    value: int | None
    of: int | None = None
    href: str = ""

    @property
    def share(self) -> float | None:
        return percent(self.value, self.of)


@dataclass(frozen=True)
class AgeBand:
    name: str  # "0–4"
    men: int | None
    women: int | None


@dataclass(frozen=True)
class Event:
    on: date | None
    title: str
    text: str = ""
    tone: str = ""  # good | need | ""
    href: str = ""


@dataclass(frozen=True)
class Reason:
    """A contribution to a score; all of them add up to it."""

    text: str
    points: int
    key: str = ""


@dataclass(frozen=True)
class YearRow:
    """A dimension or indicator over the years. True fails, False passes, None does not apply, "" not known."""

    name: str
    verdicts: tuple[bool | str | None, ...]
    key: str = ""
    number: int | None = None
    answers: tuple[str, ...] = ()  # what stood in the file behind each verdict; shown on opening


@dataclass(frozen=True)
class Notice:
    text: str
    tone: str = ""  # good | need


@dataclass(frozen=True)
class Progress:
    """Long work: rows done, speed in rows a second, seconds left. `address` answers with this part again, until finished."""

    title: str
    done: int
    total: int | None
    rate: float | None = None
    seconds_left: float | None = None
    state: str = "running"  # waiting | running | done | failed | cancelled
    note: str = ""
    address: str = ""
    cancel: str = ""


# — lists ————————————————————————————————————————————————————————————————————————————


@dataclass(frozen=True)
class Head:
    """`href`: the address that sorts by it, "" where nothing does; `sorted`: ascending | descending | ""."""

    key: str
    label: str
    css: str
    href: str
    sorted: str


@dataclass(frozen=True)
class Menu:
    key: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Span:
    """A range: two fields in a form that keeps the rest of the address."""

    label: str
    key: str
    low: str
    high: str
    keep: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """The list itself. `picks`: what the boxes before the rows are called in a form; "" where there is nothing to do with a selection."""

    heads: tuple[Head, ...]
    rows: SafeString
    total: int
    first: int
    last: int
    menus: tuple[Menu, ...]
    spans: tuple[Span, ...]
    chips: tuple[Chip, ...]
    grouped: Menu | None
    groups: tuple[Count, ...]
    more_groups: int
    earlier: str
    later: str
    clear: str
    picks: str = ""


# — overview —————————————————————————————————————————————————————————————————————————


@dataclass(frozen=True)
class AreaRow:
    code: str
    name: str
    rate: float | None  # per cent
    value: int | None
    of: int | None = None
    before: float | None = None  # the rate of the last round
    worst: str = ""  # key of the dimension most people fail
    href: str = ""
    rows: str = ""  # address of those whom `value` counts
    reason: str = ""  # why it stands where it stands, in short
    why: str = ""  # the same in full

    @property
    def change(self) -> float | None:
        """In percentage points as they are shown: what rounds to nothing is no change."""
        is_known = self.rate is not None and self.before is not None and not is_hidden(self.rate, self.before)
        return round(self.rate - self.before, 2) + 0.0 if is_known else None


@dataclass(frozen=True)
class AreaMap:
    """A map and the table beside it. Width and height are those of the coordinate system of the shapes."""

    title: str
    unit: str
    shapes: tuple[Shape, ...]
    rows: tuple[AreaRow, ...]
    width: int
    height: int
    level: str = ""  # "อำเภอ"
    count_unit: str = ""  # "คน": what the rows' values count
    digits: int = 2
    bounds: tuple[float, ...] | None = None  # class breaks; None: quantiles
    measures: tuple[Choice, ...] = ()
    source: str = ""
    beside: tuple[AreaRow, ...] = ()  # without a boundary of their own: named beside the drawing


@dataclass(frozen=True)
class Transitions:
    """Matched households between two rounds."""

    from_label: str
    to_label: str
    flows: tuple[Count, ...]  # escaped, fell, stayed, never, new, unmatched
    note: str = ""


@dataclass(frozen=True)
class Stage:
    """A life stage and, by dimension in their order, how many of its people live in households that fail it."""

    name: str
    ages: str
    people: int | None
    by_dimension: tuple[int | None, ...]
    hrefs: tuple[str, ...] = ()


@dataclass(frozen=True)
class MoneyRow:
    """Of `answered` households `positive` have any; means are baht a household."""

    name: str
    answered: int
    positive: int
    share: float | None
    mean: float | None
    mean_of_those: float | None


@dataclass(frozen=True)
class MoneyGroup:
    name: str
    unit: str
    rows: tuple[MoneyRow, ...]


@dataclass(frozen=True)
class ListRow:
    """An imported target list: it counts, but of how many nobody knows."""

    source: str
    year: int  # Buddhist era
    households: int
    persons: int


@dataclass(frozen=True)
class IndicatorRow:
    number: int
    wording: str
    key: str  # dimension, "" where it counts in none
    applies: int | None
    fails: int | None
    target_fails: int | None
    before: float | None = None  # share failing in the last round, per cent
    href: str = ""
    rows: str = ""  # addresses of those who fail it, of the target poor among them
    target_rows: str = ""
    reason: str = ""  # why it stands where it stands, in short
    why: str = ""  # the same in full
    is_problem: bool = False  # another problem than the survey's indicators: it has no number

    @property
    def share(self) -> float | None:
        return percent(self.fails, self.applies)

    @property
    def change(self) -> float | None:
        """In percentage points as they are shown: what rounds to nothing is no change."""
        is_known = self.share is not None and self.before is not None and not is_hidden(self.share, self.before)
        return round(self.share - self.before, 1) + 0.0 if is_known else None


@dataclass(frozen=True)
class Worse:
    """An area whose rate rose since the last round, and the dimension whose rate rose most. Rates per cent, `by` in percentage points."""

    name: str
    href: str
    before: float
    now: float
    key: str  # dimension; "" where none of them rose
    by: float
    rows: str = ""  # address of the households that fail it there

    @property
    def change(self) -> float:
        return round(self.now - self.before, 2)


@dataclass(frozen=True)
class Overview:
    """`worse` None: there is no round before. `late`, `work`, `week`: addresses of parts that are loaded when the page is there."""

    name: ClassVar[str] = "overview"
    bar: Bar
    lead: Figure
    stats: tuple[Figure, ...]
    dimensions: tuple[Count, ...]
    combinations: tuple[Combination, ...]
    numbers: tuple[Count, ...]  # how many fail one, two, … dimensions
    indicators: tuple[IndicatorRow, ...]
    unit: str  # "คนจนเป้าหมาย": what bars and combinations count
    map: AreaMap | None = None
    worst: tuple[AreaRow, ...] = ()
    worst_label: str = ""
    transitions: Transitions | None = None
    stages: tuple[Stage, ...] = ()
    trends: tuple[Series, ...] = ()
    caution: str = ""  # where the quality of the data may explain a jump
    sides: tuple[Choice, ...] = ()  # areas or local authorities
    money: tuple[MoneyGroup, ...] = ()
    lists: tuple[ListRow, ...] = ()
    is_executive: bool = False
    own: Series | None = None  # the lead figure's rate over the years
    place: str = ""
    top: AreaRow | None = None  # the area below with the highest rate
    worse: tuple[Worse, ...] | None = None
    late: str = ""
    work: str = ""
    week: str = ""
    narrowed: str = ""  # whom the figures are narrowed to, in words
    everything: str = ""  # address without that
    unused: tuple[str, ...] = ()
    place_page: str = ""  # what one reads before driving there; a province has none


@dataclass(frozen=True)
class Late:
    """Open cases past their day, in the areas with most of them first."""

    total: int
    of: int
    href: str
    open: str  # address of all open cases
    areas: tuple[Count, ...]


@dataclass(frozen=True)
class Work:
    """How far along the households of the target rolls are."""

    year: int  # fiscal, Buddhist
    steps: tuple[Count, ...]
    href: str
    behind: tuple[Count, ...]
    draw_up: str  # address where rolls are made
    unused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Week:
    since: date
    until: date
    lines: tuple[Figure, ...]


@dataclass(frozen=True)
class Option:
    """One of a list to choose from in a form."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class Options:
    """A group of them; without a heading, `label` is ""."""

    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Column:
    """`href`: sorts by it; `sorted`: ascending or descending, where it is what the table is sorted by."""

    name: str
    href: str = ""
    sorted: str = ""


@dataclass(frozen=True)
class MapRow:
    """`cells`: as they are written; links in them are marked safe."""

    code: str
    name: str
    href: str  # into the area; "" where nothing lies below
    css: str  # the class of its colour
    cells: tuple[str, ...]
    is_chosen: bool = False


@dataclass(frozen=True)
class MapCard:
    """An area that was pointed at."""

    title: str
    what: str  # the measure
    value: str  # with its unit
    part: str = ""  # "1,178 คน จาก 5,210 คน"
    css: str = ""
    words: str = ""  # of its class
    rank: str = ""
    then: str = ""  # "จปฐ. 2561: ร้อยละ 12.92"
    change: str = ""
    verdict: str = ""  # better | worse | same | ""
    links: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class MapLayer:
    key: str
    name: str
    note: str


@dataclass(frozen=True)
class Map:
    """`drawings`: one SVG, or that of another year in front of it. `bounds`: west, south, east and north of the drawing."""

    name: ClassVar[str] = "map"
    bar: Bar
    title: str
    narrowed: str
    source: str
    unit: str
    drawings: tuple[str, ...]
    years: tuple[str, ...]  # of the drawings, the older first
    bounds: str
    legend: tuple[tuple[str, str], ...]  # class, words
    ends: tuple[str, str] | None  # of a change: what its two sides mean
    has_gaps: bool
    has_hidden: bool
    columns: tuple[Column, ...]
    rows: str  # HTML of the table's rows
    beside: tuple[tuple[str, str], ...]  # without a boundary of their own: (name, figure)
    card: MapCard | None
    keep: tuple[tuple[str, str], ...]  # of the address, for the form
    measures: tuple[Options, ...]
    shows: tuple[Choice, ...]
    levels: tuple[Choice, ...]
    methods: tuple[Option, ...]
    numbers: tuple[Option, ...]
    breaks: str
    compares: tuple[Option, ...]
    layers: tuple[MapLayer, ...]
    layers_note: str
    files: tuple[Choice, ...]
    card_href: str
    points_href: str
    household_href: str
    tiles: str = ""
    tiles_by: str = ""
    list_href: str = ""
    unused: tuple[str, ...] = ()


# — households ———————————————————————————————————————————————————————————————————————


@dataclass(frozen=True)
class Concern:
    """A failed matter as it touches a member; possible, not certain, where the file did not say whom."""

    text: str
    key: str = ""
    certain: bool = True


@dataclass(frozen=True)
class MemberRow:
    name: str
    about: str  # "หัวหน้าครัวเรือน · 67 ปี"
    stage: str = ""
    concerns: tuple[Concern, ...] = ()
    reveal: str = ""  # address that opens the masked name, for a reason
    details: str = ""  # address of what is kept of this person under seal
    recorded: tuple[str, ...] = ()  # what that is: "เบอร์โทรศัพท์"
    href: str = ""  # of this person's own page


@dataclass(frozen=True)
class NoPicture:
    """Why none may be added to a household's file now, and where that is mended."""

    because: str
    href: str


@dataclass(frozen=True)
class Photograph:
    """`preview` is blurred; `href` opens the picture, and that is recorded."""

    href: str
    preview: str
    kind: str
    caption: str
    at: datetime
    by: str
    remove: str = ""
    id: int = 0


@dataclass(frozen=True)
class Spot:
    """Where the house stands: the tambon among its neighbours, and the point, where the file gave one."""

    title: str
    width: int
    height: int
    paths: tuple[str, ...]  # neighbours
    own: str  # the tambon's
    x: str = ""
    y: str = ""
    is_hidden: bool = False  # the point is not for this reader


@dataclass(frozen=True)
class MoneyAnswers:
    """One kind of money (income, expense, debt, saving): each item and its answer in every year shown, "" where there was none."""

    name: str
    unit: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Emergency:
    """Why a household out of reach is open just now: the banner over its page."""

    reason: str
    left: str
    end: str  # address to hand it back


@dataclass(frozen=True)
class Household:
    name: ClassVar[str] = "household"
    bar: Bar
    title: str
    address: str
    code: str
    rank: Figure | None
    members: tuple[MemberRow, ...]
    years: tuple[int, ...]
    reasons: tuple[Reason, ...] = ()
    score: int | None = None
    reasons_note: str = ""
    tags: tuple[Notice, ...] = ()
    concerns: tuple[Concern, ...] = ()  # what fails for the household as a whole
    spot: Spot | None = None
    money: tuple[MoneyAnswers, ...] = ()  # only for who may read names
    emergency: Emergency | None = None
    photographs: tuple[Photograph, ...] = ()
    add_photograph: str = ""
    no_picture: NoPicture | None = None
    sees_photographs: bool = False
    consents: str = ""  # address of what the household agreed to
    needs: str = ""  # address of what it needs
    help: str = ""  # address of the help it was given


# — import ———————————————————————————————————————————————————————————————————————————


@dataclass(frozen=True)
class Problem:
    file: str
    row: int | None
    column: str
    value: str
    problem: str
    remedy: str
    is_caution: bool = False


@dataclass(frozen=True)
class ColumnMatch:
    """A heading of the file and the field it is read as; `sure` is the proposal's confidence from 0 to 1."""

    name: str  # of the form field
    heading: str
    samples: tuple[str, ...]
    options: tuple[tuple[str, str], ...]  # (value, label)
    chosen: str
    sure: float | None = None


@dataclass(frozen=True)
class BatchRow:
    number: int
    file: str
    round: str
    at: datetime
    by: str
    households: int | None
    members: int | None
    left_out: int | None
    state: str
    tone: str = ""
    href: str = ""
    undo: str = ""  # address; "" where it may not be undone


@dataclass(frozen=True)
class WaitingRow:
    """A file that is not imported yet, or will not be."""

    file: str
    round: str
    at: datetime
    by: str
    state: str
    tone: str
    href: str


@dataclass(frozen=True)
class Upload:
    """Step 1, the files under way, and the list of what was imported before."""

    name: ClassVar[str] = "import"
    form: object  # a Django form with `file`, `year` and what else the import asks
    batches: tuple[BatchRow, ...]
    limit: str  # "300 เมกะไบต์"
    waiting: tuple[WaitingRow, ...] = ()
    templates: tuple[Choice, ...] = ()  # empty forms of the plain layout
    lists: tuple[BatchRow, ...] = ()  # target lists, which have no round
    helps: tuple = ()  # lists of help, as web.help_lists has them
    tabs: tuple[Choice, ...] = ()
    has_surveys: bool = True  # this user sends surveys, too
    help_template: str = ""
    step: ClassVar[int] = 1


@dataclass(frozen=True)
class MappedSheet:
    sheet: str
    rows: int
    columns: tuple[ColumnMatch, ...]
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mapping:
    """Step 2, only for files that are not in the plain layout, or do not say their year."""

    name: ClassVar[str] = "import"
    step: ClassVar[int] = 2
    file: str
    sheets: tuple[MappedSheet, ...]
    act: str = ""  # address the settled mapping is sent to
    discard: str = ""
    needs_year: bool = False
    year: int | None = None  # Buddhist era
    profiles: tuple[str, ...] = ()  # saved mappings, by name
    choose: str = ""  # address a saved mapping is chosen at
    is_help: bool = False


@dataclass(frozen=True)
class Marked:
    """The workbook with the wrong cells marked: asked for, being made, there."""

    href: str = ""  # there
    make: str = ""  # may be asked for
    poll: str = ""  # being made: answers with this part again


@dataclass(frozen=True)
class DryRun:
    """Step 3: what would happen, before anything is stored."""

    name: ClassVar[str] = "import"
    step: ClassVar[int] = 3
    file: str
    round: str
    counts: tuple[Figure, ...]
    problems: tuple[Problem, ...]  # a page of them
    wrong: int
    cautions: int
    marked: Marked = Marked()
    listed: str = ""  # address of the wrong cells as csv
    store: str = ""  # address to import; "" where nothing can be read
    discard: str = ""
    refused: str = ""  # why nothing can be read
    remark: str = ""  # the file was imported before, the year is a proposal, …
    ask: str = ""  # address that has the columns proposed anew
    kinds: tuple[Choice, ...] = ()
    summary: tuple[Count, ...] = ()  # cells by kind of problem
    earlier: str = ""
    later: str = ""
    shown: str = ""  # "1–50 จาก 1,204"
    is_help: bool = False


@dataclass(frozen=True)
class Storing:
    """Step 4: progress, then the result. With step 3 the same while the file is being checked."""

    name: ClassVar[str] = "import"
    file: str
    round: str
    progress: Progress
    counts: tuple[Figure, ...] = ()
    left_out: str = ""  # address of the file of what was left out
    overview: str = ""
    again: str = ""  # address to check the file once more
    discard: str = ""
    step: int = 4
    is_help: bool = False
    waiting: str = ""  # address of the rows of a list of help that matched nobody


# — audit ————————————————————————————————————————————————————————————————————————————


@dataclass(frozen=True)
class AuditRow:
    at: datetime
    who: str
    who_href: str
    act: str
    thing: str
    thing_href: str
    place: str
    count: int | None
    because: str
    detail: str


@dataclass(frozen=True)
class Audit:
    name: ClassVar[str] = "audit"
    form: object  # a Django form
    tabs: tuple[Choice, ...]
    rows: tuple[AuditRow, ...]
    older: str
    newest: str
    csv: str
    clear: str
