"""The picture of an area (reports.overview) as its page shows it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nsc import thai
from nsc.access import scope
from nsc.access.roles import Permission
from nsc.drawing.charts import Series
from nsc.poverty.change import State
from nsc.poverty.small import HIDDEN, Keeper, is_hidden
from nsc.poverty.special import OF_HEALTH
from nsc.poverty.tally import Tally, percent
from nsc.poverty.union import DIMENSIONS as KEYS
from nsc.reports import hushed, money, overview
from nsc.reports.narrowed import Counter
from nsc.reports.overview import AreaLine, Issue, Picture, RankedIssue
from nsc.surveys import lists
from nsc.surveys.tallies import PROBLEMS
from nsc.web import context, maps, narrowing, pages
from nsc.web.context import MPI, TARGET, Lens, Told
from nsc.web.dimensions import DIMENSIONS
from nsc.web.here import NARROWING
from nsc.web.templatetags.figures import n, plain
from nsc.web.templatetags.figures import percent as rate_in_words
from nsc.web.words import brief, reason, said

EXECUTIVE = "executive"  # the role
LEAGUE, MULTIPLES, ISSUES = 10, 16, 8
REASONS = 2
# per cent: a change larger, a share matched smaller, so many households more or fewer ask for a look at the data first
JUMP, MATCHED, COVERAGE = 50, 80, 5
MATCHES = (State.STAYED_POOR, State.ESCAPED, State.FELL, State.STAYED_OUT)


@dataclass(frozen=True)
class Links:
    """Addresses of the rows behind a number, which are as many; "" for who may not open them, and where no list has them all. `told`: what
    the figures are narrowed by, and nothing else."""

    told: Told
    lens: Lens
    may_list: bool
    keep: Keeper  # what else this reader is told
    of_authority: bool = False  # of whose areas no list has its part alone
    names: bool = False  # who stands in a special group of health is for those who read names
    fiscal: int | None = None  # Buddhist: of the rolls that were counted
    is_beyond: bool = False  # people are counted whom the survey has not found, and no list of it shows

    @classmethod
    def of(cls, user, told: Told, lens: Lens, at, counter: Counter | None = None, *, follows: Collection[str] = ()) -> "Links":
        """`counter`: of figures that follow all that narrows the page; others follow what is named, or are of everybody."""
        told = told if counter else told.only(*follows)
        owner = at.authority.id if at.authority else None
        sees = scope.may(user, Permission.HOUSEHOLD_SEE, at.place.code, authority=owner)
        names = scope.may(user, Permission.NAME_SEE, at.place.code, authority=owner)
        fiscal = counter.roll_year and thai.buddhist_year(counter.roll_year) if counter else None
        return cls(told, lens, sees, Keeper(sees), bool(owner), names, fiscal, bool(counter and counter.is_beyond_the_survey))

    def households(self, **filters: object) -> str:
        return self._list("households", filters)

    def persons(self, **filters: object) -> str:
        return self._list("persons", filters)

    def _list(self, name: str, filters: dict[str, object]) -> str:
        asked = {"poor": self.lens.key, "special": self.told.here.special} | filters
        has_all = not self.is_beyond or asked["poor"] == TARGET  # cards are known of the surveyed alone
        is_open = self.may_list and (self.names or asked["special"] not in OF_HEALTH)
        return self.told.href(name, **asked) if is_open and has_all else ""

    def failing(self, area: str, dimension: str) -> str:
        return self.households(area=area, authority=None, dimension=dimension)

    def of_dimension(self, key: str, **where: object) -> str:
        """Of a page narrowed to one dimension, those who fail both."""
        own = self.told.here.dimension
        return self.persons(**where | {"also" if own and own != key else "dimension": key})

    def below(self, code: str) -> str:
        return "" if self.of_authority else self.persons(area=code)

    def owned(self, code: str) -> str:
        """By the number of a local authority."""
        return self.persons(authority=int(code))

    def lead(self, sums: Tally) -> str:
        """Of the certified some may fail nothing: they are on no list of people."""
        return "" if self.lens.key == context.CERTIFIED and sums.patterns[0].validated else self.persons()

    @property
    def certified(self) -> pages.Choice | None:
        """The households of the certified stand on the list of targets."""
        if self.lens.key != context.CERTIFIED or not self.may_list:
            return None
        href = self.told.only().href("target-list", step=context.CERTIFIED, fiscal=self.fiscal)
        return pages.Choice(_("ครัวเรือนที่รับรอง"), href)

    def definition(self, anchor: str) -> str:
        return f"{self.told.href('definitions')}#{anchor}"


def page(user, told: Told, shown: Picture, *, sides: str = "") -> pages.Overview:
    """`sides`: "authority" ranks local authorities instead of areas."""
    at, chosen = shown.here, context.lens(told, shown.now, certified=True)
    links = Links.of(user, told, chosen, at, shown.counter)
    by_authority = sides == "authority" and offers_authorities(user, shown)
    lines = authorities(user, shown) if by_authority else shown.below
    into, level = into_area(told, by_authority), context.level_below(at)
    rows = links.owned if by_authority else links.below
    keep = links.keep
    hidden, hidden_lines = (hushed.areas(keep, each, chosen.people) for each in (shown.below, lines))
    ways = {"href": into_area(told, False), "rows": links.below}
    drawn = maps.drawn(at, shown.below, level, chosen=chosen, hidden=hidden, **ways) if shown.below else None
    known = drawn is not None and shown.why is None
    years = trends(shown, chosen, into_area(told, False), keep)
    found = told_people(shown.now, chosen, keep)
    whole = shown.asked.is_whole
    first = pages.Overview(
        bar=context.bar(
            user,
            told,
            at,
            chosen,
            counts=by_code(shown, chosen, hidden),
            by=sides,
        ),
        lead=lead(shown, chosen, links),
        stats=() if shown.why else (part_stats if told.here.narrowed else stats)(shown, chosen, links),
        dimensions=() if shown.why else by_dimension(found, links),
        combinations=combinations(shown.now, found, links),
        numbers=() if shown.why else numbers(found, links),
        indicators=(),
        unit=str(chosen.name),
        map=replace(drawn, source=context.round_name(at.round)) if known else None,  # the lead figure says it all
        worst=tuple(
            maps.row(line, chosen, into, hidden_lines, rows=rows(line.code), reason=leading(reasons), why=in_full(reasons))
            for line, _rank, _tied, reasons in overview.ranked_areas(lines)[:LEAGUE]
        ),
        worst_label=_("ท้องถิ่นที่ควรดูก่อน") if by_authority else _("%(level)sที่ควรดูก่อน") % {"level": context.LEVELS.get(level, "")},
        trends=years,
        own=years[0] if years else None,
        caution=caution(shown, chosen),
        is_executive=any(role.key == EXECUTIVE for role in scope.roles(user)),
        place=at.name,
        place_page="" if at.digits == 2 else told.href("places", area=at.place.code, authority=at.authority_id or None),
        top=drawn.rows[0] if known and drawn and drawn.rows[0].rate else None,
        worse=worse(
            [line for line in lines if line.code not in hidden_lines],
            chosen,
            into,
            links.failing if not by_authority else lambda _code, _key: "",
            keep,
        )
        if shown.before and lines
        else None,
        late=told.href("overview-late") if keep.sees and whole else "",
        work=told.href("overview-work"),
        week=told.href("overview-week") if whole else "",
        narrowed=narrowing.in_words(told.here),
        everything="" if whole else told.href(poor=None, **dict.fromkeys(NARROWING)),
        sides=_sides(told, by_authority) if offers_authorities(user, shown) else (),
    )
    return first if not whole else replace(first, **_of_everybody(user, shown, links))


def _of_everybody(user, shown: Picture, links: Links) -> dict[str, object]:
    """What nobody can narrow."""
    at = shown.here
    return {
        "indicators": tuple(issue_row(each.issue, links, each) for each in overview.ranked_issues(shown)[:ISSUES]),
        "transitions": transitions(shown, links),
        "stages": stages(shown, links),
        "money": money_groups(money.lines(at), links.keep),
        "lists": () if at.authority else listed(user, at.place.code, links.keep),  # lists name areas, not local authorities
    }


def _sides(told: Told, by_authority: bool) -> tuple[pages.Choice, ...]:
    return (
        pages.Choice(_("ท้องที่"), told.href(), not by_authority),
        pages.Choice(_("ท้องถิ่น (อปท.)"), told.href(by="authority"), by_authority),
    )


def by_code(shown: Picture, chosen: Lens, hidden: frozenset[str]) -> dict[str, int | None]:
    """The people of the areas below, for the menu that leads there."""
    return {line.code: HIDDEN if line.code in hidden else chosen.people(line.now) for line in shown.below}


def told_people(sums: Tally, chosen: Lens, keep: Keeper) -> dict[object, int | None]:
    """The people of the definition, as hushed.by_pattern says them."""
    whole = chosen.people(sums)
    of_everybody = chosen.key == context.CERTIFIED
    counts = [_people(count, chosen, whole) if pattern or of_everybody else 0 for pattern, count in enumerate(sums.patterns)]
    return hushed.by_pattern(keep, counts, whole, sums.members)


def by_dimension(found: dict[object, int | None], links: Links) -> tuple[pages.Count, ...]:
    return tuple(
        pages.Count(str(each.name), found["dimension", each.key], found[hushed.ALL], each.key, links.of_dimension(each.key))
        for each in DIMENSIONS
    )


def worse(
    lines: Sequence[AreaLine], chosen: Lens, into: Callable[[str], str], rows: Callable[[str, str], str], keep: Keeper
) -> tuple[pages.Worse, ...]:
    """Where the rate rose as it is shown, the largest rise first, with the dimension that rose most in it. `rows`: the address of the
    households of an area that fail a dimension."""
    found = [each for line in lines if (each := _worse(line, chosen, into, rows, keep)) and each.change > 0]
    return tuple(sorted(found, key=lambda each: -each.change)[:LEAGUE])


def _worse(line: AreaLine, chosen: Lens, into: Callable[[str], str], rows: Callable[[str, str], str], keep: Keeper) -> pages.Worse | None:
    before, now = chosen.rate(line.before) if line.before else None, chosen.rate(line.now)
    if before is None or now is None or line.before is None:
        return None
    rises = {key: _rise(line.now, line.before, chosen, key, keep) for key in KEYS}
    key = max(rises, key=lambda each: rises[each])
    if rises[key] <= 0:
        return pages.Worse(line.name, into(line.code), before, now, "", 0.0)
    return pages.Worse(line.name, into(line.code), before, now, key, rises[key], rows(line.code, key))


def _rise(now: Tally, before: Tally, chosen: Lens, key: str, keep: Keeper) -> float:
    """In percentage points of all who were surveyed; nought where it is not known, or not told."""
    rates = [percent(keep.one(chosen.dimension(sums, key), chosen.people(sums)), sums.members) for sums in (before, now)]
    return 0.0 if rates[0] is None or rates[1] is None or is_hidden(*rates) else rates[1] - rates[0]


def authorities(user, shown: Picture) -> tuple[AreaLine, ...]:
    """By the short name everybody uses, so that a table stays readable."""
    lines = overview.by_authority(user, area=shown.here.place.code, year=shown.here.round.survey_year)
    return tuple(replace(line, name=line.name.replace("องค์การบริหารส่วนตำบล", "อบต.")) for line in lines)


def offers_authorities(user, shown: Picture) -> bool:
    """Local authorities cut across areas: only the whole province compares them, by everybody."""
    return shown.asked.is_whole and shown.here.digits == 2 and scope.may(user, Permission.FIGURES_SEE, shown.here.place.code)


def into_area(told: Told, by_authority: bool) -> Callable[[str], str]:
    return lambda code: told.href(authority=int(code)) if by_authority else told.href(area=code, authority=None)


def lead(shown: Picture, chosen: Lens, links: Links) -> pages.Figure:
    now, before = shown.now, shown.before
    people = None if shown.why else links.keep.one(chosen.people(now), now.members)
    was = links.keep.one(chosen.people(before), before.members) if before else None
    return pages.Figure(
        label=" · ".join(filter(None, (str(chosen.name), narrowing.in_words(links.told.here)))),
        value=people,
        href="" if shown.why else links.lead(now),
        behind=links.certified,
        before_rows=links.persons(round=thai.buddhist_year(shown.here.before.survey_year)) if shown.here.before else "",
        define=links.definition(chosen.key),
        text=_about(shown, chosen, people, links.keep).replace(" คน", "\u00a0คน"),  # a number is not torn from its unit
        source=source(shown, chosen),
        before=None if is_hidden(people, was) else was,
        before_label=_("เทียบกับ %(round)s") % {"round": context.round_name(shown.here.before)} if before else "",
    )


def _about(shown: Picture, chosen: Lens, people: int | None, keep: Keeper) -> str:
    if shown.why:
        return said(shown.why.message, shown.why.values)
    if people is None:
        return _("ไฟล์ของรอบนี้ไม่มีข้อมูลการตรวจสอบบัตรสวัสดิการครบทุกคน จึงนับคนจนเป้าหมายไม่ได้ ดูจำนวนคนจน MPI แทนได้")
    if is_hidden(people):
        return _("%(meaning)s · ปิดไว้เพราะจำนวนน้อย ผู้ที่เห็นครัวเรือนของพื้นที่เห็นจำนวนนี้") % {"meaning": chosen.meaning}
    told = {"meaning": chosen.meaning, "rate": rate_in_words(chosen.rate(shown.now)), "members": n(shown.now.members)}
    if shown.counter.left_out:
        told["left_out"] = plain(keep.one(shown.counter.left_out))
        return _("%(meaning)s · %(rate)s ของผู้ได้รับการสำรวจ %(members)s คน · อีก %(left_out)s ครัวเรือนในบัญชีไม่มีข้อมูลนี้ในรอบสำรวจ จึงไม่ได้นับ") % told
    return _("%(meaning)s · %(rate)s ของผู้ได้รับการสำรวจ %(members)s คน") % told


def source(shown: Picture, chosen: Lens) -> str:
    told = context.source(shown.here, chosen)
    year = shown.counter.roll_year
    return f"{told} · {_('บัญชีเป้าหมายปีงบประมาณ %(year)s') % {'year': thai.buddhist_year(year)}}" if year else told


def part_stats(shown: Picture, chosen: Lens, links: Links) -> tuple[pages.Figure, ...]:
    """Beside the figure of a part of the people: how many they are, and how much more or less often they are poor than everybody."""
    now, before = shown.now, shown.before
    everybody = shown.now if chosen.key == context.CERTIFIED else shown.whole
    other = context.LENSES[MPI if chosen.key == TARGET else TARGET]
    figures = [
        pages.Figure(_("ผู้ได้รับการสำรวจในกลุ่มนี้"), now.members, _("คน"), before=before.members if before else None, good="none"),
        pages.Figure(_("ร้อยละของกลุ่มนี้"), chosen.rate(now), "", 2, before=chosen.rate(before) if before else None),
        pages.Figure(_("ร้อยละของทุกคนในพื้นที่"), chosen.rate(everybody), "", 2, href=links.told.href(**dict.fromkeys(NARROWING)), good="none"),
        pages.Figure(
            str(other.name),
            other.people(now),
            _("คน"),
            href=links.persons(poor=other.key),
            define=links.definition(other.key),
            before=other.people(before) if before else None,
        ),
    ]
    if is_hidden(links.keep.one(chosen.people(now), now.members)):
        figures[1] = replace(figures[1], value=HIDDEN, before=None)
    return tuple(_told(each, links.keep) for each in (figures[:2] if chosen.key == context.CERTIFIED else figures))


def _told(figure: pages.Figure, keep: Keeper) -> pages.Figure:
    """A count as this reader is told it; where it or what it was before is kept back, there is no change to tell."""
    if figure.digits or keep.sees:
        return figure
    value, before = keep.one(figure.value), keep.one(figure.before)
    return replace(figure, value=value, before=None if is_hidden(value, before) else before)


def stats(shown: Picture, chosen: Lens, links: Links) -> tuple[pages.Figure, ...]:
    now, before = shown.whole, shown.whole_before
    other = context.LENSES[MPI if chosen.key == TARGET else TARGET]
    was = (lambda read: read(before)) if before else (lambda read: None)
    figures = (
        pages.Figure(
            _("ครัวเรือนที่สำรวจ"),
            now.households,
            _("ครัวเรือน"),
            href=links.households(poor=MPI, everyone=1),
            before=was(lambda t: t.households),
            good="none",
        ),
        pages.Figure(
            _("ครัวเรือนที่ตกเกณฑ์"),
            now.poor_households,
            _("ครัวเรือน"),
            href=links.households(poor=MPI),
            define=links.definition("poor-household"),
            before=was(lambda t: t.poor_households),
        ),
        pages.Figure(
            str(other.name),
            other.people(now),
            _("คน"),
            href=links.persons(poor=other.key),
            define=links.definition(other.key),
            before=was(other.people),
        ),
        pages.Figure(
            _("ตกเกณฑ์เฉลี่ย"),
            dimensions_each(now),
            _("มิติต่อคนจน MPI"),
            2,
            define=links.definition("intensity"),
            before=was(dimensions_each),
        ),
    )
    is_told = not is_hidden(*(links.keep.one(each.mpi_poor, each.members) for each in (now, before) if each))
    return tuple(_told(each if is_told or not each.digits else replace(each, value=HIDDEN, before=None), links.keep) for each in figures)


def dimensions_each(sums: Tally) -> float | None:
    """How many dimensions a person of a poor household's household fails, on average."""
    failed = sum(pattern.bit_count() * count.members for pattern, count in enumerate(sums.patterns))
    return failed / sums.mpi_poor if sums.mpi_poor else None


def combinations(sums: Tally, found: dict[object, int | None], links: Links) -> tuple[pages.Combination, ...]:
    """The ten most frequent; what is kept back stands last."""
    whole = found[hushed.ALL]
    rows = [
        pages.Combination(_keys(pattern), found[pattern], whole, links.persons(pattern=pattern))
        for pattern, count in enumerate(sums.patterns)
        if pattern and count.members
    ]
    shown = (each for each in rows if each.value or whole is None or is_hidden(each.value))
    return tuple(sorted(shown, key=lambda each: -(each.value or 0))[:10])


def numbers(found: dict[object, int | None], links: Links) -> tuple[pages.Count, ...]:
    return tuple(
        pages.Count(_("%(n)s มิติ") % {"n": k}, found["number", k], found[hushed.ALL], href=links.persons(number=k))
        for k in range(1, len(KEYS) + 1)
    )


def _keys(pattern: int) -> tuple[str, ...]:
    return tuple(key for bit, key in enumerate(KEYS) if pattern >> bit & 1)


def _people(count, chosen: Lens, whole: int | None) -> int | None:
    return None if whole is None else count.members if chosen.key == MPI else count.validated


def issue_row(issue: Issue, links: Links, ranked: RankedIssue | None = None) -> pages.IndicatorRow:
    english = (get_language() or "th").startswith("en") and issue.name_en
    applies, fails = links.keep.one(issue.members_applicable), links.keep.one(issue.members_failing, issue.members_applicable)
    was = links.keep.one(*issue.before) if issue.before else None
    is_told, is_open = not is_hidden(applies, fails, was), bool(issue.households_failing) and not issue.is_sensitive
    return pages.IndicatorRow(
        number=issue.number - PROBLEMS if issue.is_problem else issue.number,
        wording=issue.name_en if english else issue.name,
        key=issue.dimension or "",
        applies=applies,
        fails=fails,
        target_fails=links.keep.one(issue.target_failing, issue.members_failing),
        before=percent(*issue.before) if issue.before and is_told else None,
        href=links.households(poor=MPI, issue=issue.number) if is_open else "",
        rows=links.persons(poor=MPI, issue=issue.number) if is_open and issue.dimension else "",  # else some are not poor
        target_rows=links.persons(poor=TARGET, issue=issue.number) if is_open else "",
        reason=leading(ranked.reasons) if ranked and is_told else "",
        why=in_full(ranked.reasons) if ranked and is_told else "",
        is_problem=issue.is_problem,
    )


def leading(reasons) -> str:
    """What weighs most, in short."""
    return " · ".join(map(brief, reasons[:REASONS]))


def in_full(reasons) -> str:
    return " · ".join(map(reason, reasons))


def stages(shown: Picture, links: Links) -> tuple[pages.Stage, ...]:
    """Always everybody of a poor household: cards are for grown-ups, so that by target poor no child would be in need."""
    rows = links.keep.columns([(line.members, *line.by_dimension) for line in shown.stages])
    return tuple(
        pages.Stage(
            name=said(line.name) or _("ไม่ทราบอายุ"),
            ages="",  # the name says them
            people=people,
            by_dimension=tuple(by_dimension),
            hrefs=tuple(links.persons(poor=MPI, stage=line.code, dimension=key) if line.code else "" for key in KEYS),
        )
        for line, (people, *by_dimension) in zip(shown.stages, rows, strict=True)
    )


def ages(low: int | None, high: int | None) -> str:
    if low is None:
        return ""
    return _("%(low)s ปีขึ้นไป") % {"low": low} if high is None or high > 120 else _("%(low)s–%(high)s ปี") % {"low": low, "high": high}


def money_groups(lines: tuple[money.Line, ...], keep: Keeper) -> tuple[pages.MoneyGroup, ...]:
    """A mean of fewer than FEW households is somebody's purse: that line is left out for who does not see households."""
    rows: dict[str, list[pages.MoneyRow]] = defaultdict(list)
    for line in lines:
        if is_hidden(keep.one(line.answered), keep.one(line.positive, line.answered)):
            continue
        row = pages.MoneyRow(said(line.name), line.answered, line.positive, line.share, line.mean, line.mean_of_those)
        rows[money.group(line.item)].append(row)
    return tuple(pages.MoneyGroup(said(name), said(unit), tuple(rows[key])) for key, (name, unit) in money.GROUPS.items() if rows[key])


def listed(user, area: str = "", keep: Keeper | None = None) -> tuple[pages.ListRow, ...]:
    """What imported target lists name of an area, or of all this person may see."""
    found = lists.sources(user, within=area)
    one = (keep or Keeper(scope.anywhere(user, Permission.HOUSEHOLD_SEE))).one
    return tuple(pages.ListRow(each.source, thai.buddhist_year(each.year), one(each.households), one(each.persons)) for each in found)


def transitions(shown: Picture, links: Links) -> pages.Transitions | None:
    """Of matched households; those new and those not found again are neither an escape nor a fall."""
    if not shown.moves or not shown.here.before:
        return None
    moves = {state: shown.moves.get(state, (0, 0))[0] for state in State}
    share = matched(shown)
    note = _(
        "จับคู่ครัวเรือนของรอบก่อนได้ร้อยละ %(share)s · ครัวเรือนใหม่ %(new)s (ตกเกณฑ์ %(new_poor)s) "
        "และที่ไม่พบในรอบนี้ %(gone)s (เดิมตกเกณฑ์ %(gone_poor)s) ไม่นับว่าพ้นหรือตกเกณฑ์"
    ) % {
        "share": n(share, 1) if share is not None else "–",
        "new": n(moves[State.NEW_POOR] + moves[State.NEW_OUT]),
        "new_poor": n(moves[State.NEW_POOR]),
        "gone": n(moves[State.GONE_POOR] + moves[State.GONE_OUT]),
        "gone_poor": n(moves[State.GONE_POOR]),
    }
    flows = (
        (_("พ้นเกณฑ์ความยากจน"), moves[State.ESCAPED], "good", "escaped"),
        (_("ตกเกณฑ์ใหม่"), moves[State.FELL], "need", "fell"),
        (_("ยังตกเกณฑ์ทั้งสองรอบ"), moves[State.STAYED_POOR], "need", "stayed"),
        (_("ครัวเรือนใหม่ที่ตกเกณฑ์"), moves[State.NEW_POOR], "quiet", "new"),
        (_("ไม่พบในรอบนี้ เดิมตกเกณฑ์"), moves[State.GONE_POOR], "quiet", ""),
    )
    counts = links.keep.parts([count for _name, count, _tone, _became in flows])
    return pages.Transitions(
        context.round_name(shown.here.before),
        context.round_name(shown.here.round),
        tuple(
            pages.Count(name, count, tone=tone, href=links.households(poor=MPI, became=became) if became and count else "")
            for (name, _count, tone, became), count in zip(flows, counts, strict=True)
        ),
        note if links.keep.sees else "",  # it says sums of what may be kept back
    )


def matched(shown: Picture) -> float | None:
    """Per cent of the households of the round before that were found again."""
    found = sum(shown.moves.get(state, (0, 0))[0] for state in MATCHES)
    gone = sum(shown.moves.get(state, (0, 0))[0] for state in (State.GONE_POOR, State.GONE_OUT))
    return percent(found, found + gone)


def trends(shown: Picture, chosen: Lens, href: Callable[[str], str], keep: Keeper) -> tuple[Series, ...]:
    """The area itself first, then those below it."""
    if len(shown.years) < 2:
        return ()
    lines = overview.over_years(shown)
    names = {line.code: line.name for line in shown.below}
    hidden = {year: _hidden_in(year, lines, chosen, keep) for year, _sums in shown.years}
    own = Series(shown.here.name, _points("", shown.years, chosen, {year: _alone(sums, chosen, keep) for year, sums in shown.years}), "")
    codes = _worst_first(shown.below, chosen)[: MULTIPLES - 1]
    return (own, *(Series(names[code], _points(code, lines[code], chosen, hidden), href(code)) for code in codes))


def _hidden_in(year: int, lines: dict[str, tuple[tuple[int, Tally], ...]], chosen: Lens, keep: Keeper) -> frozenset[str]:
    sums = {code: dict(each)[year] for code, each in lines.items() if year in dict(each)}
    return hushed.over_time(keep, [{code: (chosen.people(each), each.members) for code, each in sums.items()}])


def _alone(sums: Tally, chosen: Lens, keep: Keeper) -> frozenset[str]:
    return frozenset([""]) if is_hidden(keep.one(chosen.people(sums), sums.members)) else frozenset()


def _points(
    code: str, line: tuple[tuple[int, Tally], ...], chosen: Lens, hidden: dict[int, frozenset[str]]
) -> tuple[tuple[int, float | None], ...]:
    return tuple((thai.buddhist_year(year), HIDDEN if code in hidden.get(year, ()) else chosen.rate(sums)) for year, sums in line)


def _worst_first(lines: tuple[AreaLine, ...], chosen: Lens) -> list[str]:
    return [line.code for line in sorted(lines, key=lambda line: -(chosen.rate(line.now) or 0))]


def caution(shown: Picture, chosen: Lens) -> str:
    """What of the data, rather than of life, may lie behind a change."""
    before, found = shown.before, []
    if before is None:
        return ""
    was, now, share = chosen.people(before), chosen.people(shown.now), matched(shown)
    if was and now is not None and abs(now - was) * 100 > JUMP * was:
        found.append(_("ตัวเลขเปลี่ยนจากรอบก่อนเกินร้อยละ %(jump)s") % {"jump": JUMP})
    if was and now is not None and (moved := _coverage(shown)):
        found.append(_explained(moved, now - was))
    if share is not None and share < MATCHED:
        found.append(_("จับคู่ครัวเรือนของรอบก่อนได้เพียงร้อยละ %(share)s") % {"share": n(share, 1)})
    if not shown.here.comparable:
        found.append(_("รอบก่อนใช้แบบสำรวจคนละชุด จึงเทียบรายตัวชี้วัดไม่ได้"))
    unknown = percent(shown.now.validated_unknown, shown.now.members)
    if chosen.key == TARGET and unknown and now is not None:
        found.append(_("ไม่ทราบผลตรวจสอบสิทธิร้อยละ %(share)s ของผู้ได้รับการสำรวจ") % {"share": n(unknown, 1)})
    if not found:
        return ""
    return _("%(found)s โปรดตรวจคุณภาพข้อมูลก่อนสรุปว่าความเป็นอยู่เปลี่ยนไป") % {"found": " · ".join(found)}


def _coverage(shown: Picture) -> float:
    """By how many per cent more or fewer households were surveyed than in the round before; 0 where it is little."""
    before = shown.whole_before
    moved = 100 * (shown.whole.households - before.households) / before.households if before and before.households else 0.0
    return moved if abs(moved) >= COVERAGE else 0.0


def _explained(moved: float, change: int) -> str:
    share = {"share": n(abs(moved), 1)}
    if moved > 0 and change > 0:
        return _("จำนวนครัวเรือนที่สำรวจเพิ่มขึ้นร้อยละ %(share)s อาจอธิบายการเพิ่มขึ้นส่วนหนึ่ง") % share
    if moved < 0 and change < 0:
        return _("จำนวนครัวเรือนที่สำรวจลดลงร้อยละ %(share)s อาจอธิบายการลดลงส่วนหนึ่ง") % share
    return (_("จำนวนครัวเรือนที่สำรวจเพิ่มขึ้นร้อยละ %(share)s") if moved > 0 else _("จำนวนครัวเรือนที่สำรวจลดลงร้อยละ %(share)s")) % share
