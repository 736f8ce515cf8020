"""The picture of an area (reports.overview) as its page shows it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nsc import thai
from nsc.access import scope
from nsc.access.roles import Permission
from nsc.poverty.change import State
from nsc.poverty.tally import Tally, percent
from nsc.poverty.union import DIMENSIONS as KEYS
from nsc.reports import money, overview
from nsc.reports.overview import AreaLine, Issue, Picture, RankedIssue
from nsc.surveys import lists
from nsc.surveys.tallies import PROBLEMS
from nsc.web import context, maps, pages
from nsc.web.charts import Series
from nsc.web.context import MPI, TARGET, Lens, Told
from nsc.web.dimensions import DIMENSIONS
from nsc.web.templatetags.figures import n
from nsc.web.templatetags.figures import percent as rate_in_words
from nsc.web.words import brief, reason, said

LEAGUE, MULTIPLES, ISSUES = 10, 16, 8
REASONS = 2
JUMP, MATCHED = 50, 80  # per cent: a change larger, a share matched smaller, asks for a look at the data first
MATCHES = (State.STAYED_POOR, State.ESCAPED, State.FELL, State.STAYED_OUT)


@dataclass(frozen=True)
class Links:
    """Addresses of the rows behind a number; "" for who may not open them."""

    told: Told
    lens: Lens
    may_list: bool

    @classmethod
    def of(cls, user, told: Told, lens: Lens, at) -> "Links":
        return cls(told, lens, scope.may(user, Permission.HOUSEHOLD_SEE, at.place.code))

    def households(self, **filters: object) -> str:
        return self.told.href("households", **({"poor": self.lens.key} | filters)) if self.may_list else ""

    def definition(self, anchor: str) -> str:
        return f"{self.told.href('definitions')}#{anchor}"


def page(user, told: Told, shown: Picture, *, sides: str = "") -> pages.Overview:
    """`sides`: "authority" ranks local authorities instead of areas."""
    at, chosen = shown.here, context.lens(told, shown.now)
    links = Links.of(user, told, chosen, at)
    by_authority = sides == "authority" and offers_authorities(user, shown)
    lines = authorities(user, shown) if by_authority else shown.below
    into = into_area(told, by_authority)
    level = context.level_below(at)
    counts = {line.code: chosen.people(line.now) for line in shown.below}
    return pages.Overview(
        bar=context.bar(user, told, at, chosen, counts=counts, by=sides),
        lead=lead(shown, chosen, links),
        stats=stats(shown, chosen, links),
        dimensions=tuple(
            pages.Count(
                str(each.name),
                chosen.dimension(shown.now, each.key),
                chosen.people(shown.now),
                each.key,
                links.households(dimension=each.key),
            )
            for each in DIMENSIONS
        ),
        combinations=combinations(shown.now, chosen, links),
        numbers=numbers(shown.now, chosen, links),
        indicators=tuple(issue_row(each.issue, links, each) for each in overview.ranked_issues(shown)[:ISSUES]),
        unit=str(chosen.name),
        map=replace(
            maps.drawn(at, shown.below, level, chosen=chosen, href=into_area(told, False)),
            source=context.round_name(at.round),  # the lead figure says it all
        )
        if shown.below
        else None,
        worst=tuple(
            maps.row(line, chosen, into, reason=leading(reasons), why=in_full(reasons))
            for line, _rank, _tied, reasons in overview.ranked_areas(lines)[:LEAGUE]
        ),
        worst_label=_("ท้องถิ่นที่ควรดูก่อน") if by_authority else _("%(level)sที่ควรดูก่อน") % {"level": context.LEVELS.get(level, "")},
        transitions=transitions(shown, links),
        stages=stages(shown),
        money=money_groups(money.lines(at)),
        lists=() if at.authority else listed(user, at.place.code),  # lists name areas, not local authorities
        trends=trends(shown, chosen, into_area(told, False)),
        caution=caution(shown, chosen),
        sides=(
            pages.Choice(_("ท้องที่"), told.href(), not by_authority),
            pages.Choice(_("ท้องถิ่น (อปท.)"), told.href(by="authority"), by_authority),
        )
        if offers_authorities(user, shown)
        else (),
    )


def authorities(user, shown: Picture) -> tuple[AreaLine, ...]:
    """By the short name everybody uses, so that a table stays readable."""
    lines = overview.by_authority(user, area=shown.here.place.code, year=shown.here.round.survey_year)
    return tuple(replace(line, name=line.name.replace("องค์การบริหารส่วนตำบล", "อบต.")) for line in lines)


def offers_authorities(user, shown: Picture) -> bool:
    """Local authorities cut across areas: only the whole province compares them."""
    return shown.here.digits == 2 and scope.may(user, Permission.FIGURES_SEE, shown.here.place.code)


def into_area(told: Told, by_authority: bool) -> Callable[[str], str]:
    return lambda code: told.href(authority=int(code)) if by_authority else told.href(area=code, authority=None)


def lead(shown: Picture, chosen: Lens, links: Links) -> pages.Figure:
    now, before = shown.now, shown.before
    text = _("%(meaning)s · %(rate)s ของผู้ได้รับการสำรวจ %(members)s คน") % {
        "meaning": chosen.meaning,
        "rate": rate_in_words(chosen.rate(now)),
        "members": n(now.members),
    }
    if chosen.people(now) is None:
        text = _("ไฟล์ของรอบนี้ไม่มีข้อมูลการตรวจสอบบัตรสวัสดิการครบทุกคน จึงนับคนจนเป้าหมายไม่ได้ ดูจำนวนคนจน MPI แทนได้")
    return pages.Figure(
        label=str(chosen.name),
        value=chosen.people(now),
        href=links.households(),
        define=links.definition(chosen.key),
        text=text.replace(" คน", "\u00a0คน"),  # a number is not torn from its unit
        source=context.source(shown.here, chosen),
        before=chosen.people(before) if before else None,
        before_label=_("เทียบกับ %(round)s") % {"round": context.round_name(shown.here.before)} if before else "",
    )


def stats(shown: Picture, chosen: Lens, links: Links) -> tuple[pages.Figure, ...]:
    now, before = shown.now, shown.before
    other = context.LENSES[MPI if chosen.key == TARGET else TARGET]
    was = (lambda read: read(before)) if before else (lambda read: None)
    return (
        pages.Figure(_("ครัวเรือนที่สำรวจ"), now.households, _("ครัวเรือน"), before=was(lambda t: t.households), good="none"),
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
            href=links.households(poor=other.key),
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


def dimensions_each(sums: Tally) -> float | None:
    """How many dimensions a person of a poor household's household fails, on average."""
    failed = sum(pattern.bit_count() * count.members for pattern, count in enumerate(sums.patterns))
    return failed / sums.mpi_poor if sums.mpi_poor else None


def combinations(sums: Tally, chosen: Lens, links: Links) -> tuple[pages.Combination, ...]:
    """The ten most frequent."""
    whole = chosen.people(sums)
    found = [
        pages.Combination(_keys(pattern), _people(count, chosen, whole), whole, links.households(pattern=pattern))
        for pattern, count in enumerate(sums.patterns)
        if pattern and count.members
    ]
    return tuple(sorted((each for each in found if each.value or whole is None), key=lambda each: -(each.value or 0))[:10])


def numbers(sums: Tally, chosen: Lens, links: Links) -> tuple[pages.Count, ...]:
    whole = chosen.people(sums)
    return tuple(
        pages.Count(
            _("%(n)s มิติ") % {"n": k}, line["target_poor" if chosen.key == TARGET else "members"], whole, href=links.households(number=k)
        )
        for k, line in enumerate(sums.by_number_of_dimensions())
        if k
    )


def _keys(pattern: int) -> tuple[str, ...]:
    return tuple(key for bit, key in enumerate(KEYS) if pattern >> bit & 1)


def _people(count, chosen: Lens, whole: int | None) -> int | None:
    return None if whole is None else count.validated if chosen.key == TARGET else count.members


def issue_row(issue: Issue, links: Links, ranked: RankedIssue | None = None) -> pages.IndicatorRow:
    english = (get_language() or "th").startswith("en") and issue.name_en
    return pages.IndicatorRow(
        number=issue.number - PROBLEMS if issue.is_problem else issue.number,
        wording=issue.name_en if english else issue.name,
        key=issue.dimension or "",
        applies=issue.members_applicable,
        fails=issue.members_failing,
        target_fails=issue.target_failing,
        before=percent(*issue.before) if issue.before else None,
        href=links.households(poor=MPI, issue=issue.number) if issue.households_failing and not issue.is_sensitive else "",
        reason=leading(ranked.reasons) if ranked else "",
        why=in_full(ranked.reasons) if ranked else "",
        is_problem=issue.is_problem,
    )


def leading(reasons) -> str:
    """What weighs most, in short."""
    return " · ".join(map(brief, reasons[:REASONS]))


def in_full(reasons) -> str:
    return " · ".join(map(reason, reasons))


def stages(shown: Picture) -> tuple[pages.Stage, ...]:
    """Always everybody of a poor household: cards are for grown-ups, so that by target poor no child would be in need."""
    return tuple(
        pages.Stage(
            name=said(line.name) or _("ไม่ทราบอายุ"),
            ages="",  # the name says them
            people=line.members,
            by_dimension=line.by_dimension,
        )
        for line in shown.stages
    )


def ages(low: int | None, high: int | None) -> str:
    if low is None:
        return ""
    return _("%(low)s ปีขึ้นไป") % {"low": low} if high is None or high > 120 else _("%(low)s–%(high)s ปี") % {"low": low, "high": high}


def money_groups(lines: tuple[money.Line, ...]) -> tuple[pages.MoneyGroup, ...]:
    rows: dict[str, list[pages.MoneyRow]] = defaultdict(list)
    for line in lines:
        row = pages.MoneyRow(said(line.name), line.answered, line.positive, line.share, line.mean, line.mean_of_those)
        rows[money.group(line.item)].append(row)
    return tuple(pages.MoneyGroup(said(name), said(unit), tuple(rows[key])) for key, (name, unit) in money.GROUPS.items() if rows[key])


def listed(user, area: str = "") -> tuple[pages.ListRow, ...]:
    """What imported target lists name of an area, or of all this person may see."""
    found = lists.sources(user, within=area)
    return tuple(pages.ListRow(each.source, thai.buddhist_year(each.year), each.households, each.persons) for each in found)


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
        (_("พ้นเกณฑ์ความยากจน"), moves[State.ESCAPED], "good", ""),
        (_("ตกเกณฑ์ใหม่"), moves[State.FELL], "need", "fell"),
        (_("ยังตกเกณฑ์ทั้งสองรอบ"), moves[State.STAYED_POOR], "need", "stayed"),
        (_("ครัวเรือนใหม่ที่ตกเกณฑ์"), moves[State.NEW_POOR], "quiet", "new"),
        (_("ไม่พบในรอบนี้ เดิมตกเกณฑ์"), moves[State.GONE_POOR], "quiet", ""),
    )
    return pages.Transitions(
        context.round_name(shown.here.before),
        context.round_name(shown.here.round),
        tuple(
            pages.Count(name, count, tone=tone, href=links.households(poor=MPI, became=became) if became and count else "")
            for name, count, tone, became in flows
        ),
        note,
    )


def matched(shown: Picture) -> float | None:
    """Per cent of the households of the round before that were found again."""
    found = sum(shown.moves.get(state, (0, 0))[0] for state in MATCHES)
    gone = sum(shown.moves.get(state, (0, 0))[0] for state in (State.GONE_POOR, State.GONE_OUT))
    return percent(found, found + gone)


def trends(shown: Picture, chosen: Lens, href: Callable[[str], str]) -> tuple[Series, ...]:
    """The area itself first, then those below it."""
    if len(shown.years) < 2:
        return ()
    own = (shown.here.name, _points(shown.years, chosen), "")
    lines = overview.over_years(shown.here)
    names = {line.code: line.name for line in shown.below}
    below = [(names[code], _points(lines[code], chosen), href(code)) for code in _worst_first(shown.below, chosen)[: MULTIPLES - 1]]
    return tuple(Series(*each) for each in (own, *below))


def _points(line: tuple[tuple[int, Tally], ...], chosen: Lens) -> tuple[tuple[int, float | None], ...]:
    return tuple((thai.buddhist_year(year), chosen.rate(sums)) for year, sums in line)


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
    if share is not None and share < MATCHED:
        found.append(_("จับคู่ครัวเรือนของรอบก่อนได้เพียงร้อยละ %(share)s") % {"share": n(share, 1)})
    if not shown.here.comparable:
        found.append(_("รอบก่อนใช้แบบสำรวจคนละชุด จึงเทียบรายตัวชี้วัดไม่ได้"))
    if not found:
        return ""
    return _("%(found)s โปรดตรวจคุณภาพข้อมูลก่อนสรุปว่าความเป็นอยู่เปลี่ยนไป") % {"found": " · ".join(found)}
