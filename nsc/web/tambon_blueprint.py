"""What the pages of a Blueprint draw: its timetable as SVG numbers, the rows of a project's parts in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nsc import thai
from nsc.poverty.union import NAMES
from nsc.tambon import blueprint_rules as rules
from nsc.tambon import timetable
from nsc.tambon.plan_content import ActivityTold, BudgetTold, ProjectTold
from nsc.web.templatetags.figures import MONTHS, n, thaidate
from nsc.web.words import said

WIDE, ROW, TOP = 640, 26, 40  # units of the drawing


@dataclass(frozen=True)
class Gantt:
    """Numbers as text, ready for SVG. `rows`: name, y, x, width, y of its words, days in words."""

    wide: int
    high: int
    years: tuple[tuple[str, str], ...]
    quarters: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, str, str, str, str], ...]


def gantt(span: timetable.Span, lines: Sequence[tuple[str, date, date]]) -> Gantt:
    rows = []
    for number, (name, starts, ends) in enumerate(lines):
        begins, until = span.bar(starts, ends)
        y = TOP + number * ROW
        days = f"{thaidate(starts)} – {thaidate(ends)}"
        rows.append((name, str(y + 14), f"{begins * WIDE:.1f}", f"{max((until - begins) * WIDE, 2):.1f}", str(y + 11), days))
    years = tuple((str(thai.buddhist_year(year)), f"{span.at(rules.bounds(year)[0]) * WIDE:.1f}") for year in span.years)
    quarters = tuple((MONTHS[begins.month - 1], f"{span.at(begins) * WIDE:.1f}") for begins, _ends in span.quarters())
    return Gantt(WIDE, TOP + len(rows) * ROW + 6, years, quarters, tuple(rows))


def parts(one: ProjectTold) -> dict[str, list[tuple[int, str, str]]]:
    """By kind: number, its words, what stands small beneath."""
    return {
        "activity": [
            (each.id, each.name, _work(each))
            for each in one.activities
        ],
        "budget": [
            (each.id, f"{n(each.baht)} · {said(rules.SOURCES[each.source])}", _money(each))
            for each in one.budget
        ],
        "reach": [(each.id, f"{said(NAMES[each.dimension])}: {n(each.households)}", each.how) for each in one.reaches],
        "outcome": [
            (each.id, each.measure, _joined(f"{n(each.target)} {each.unit}", f"→ {n(each.reached)}" if each.reached is not None else ""))
            for each in one.outcomes
        ],
        "partner": [(each.id, each.name, each.does) for each in one.partners],
        "risk": [
            (each.id, each.what, _joined(f"{said(rules.LEVELS[each.chance])} × {said(rules.LEVELS[each.effect])}", each.answer))
            for each in one.risks
        ],
        "answer": [
            (each.id, rules.questions()[each.question].text, _joined(said(rules.ANSWERS[each.answer]), each.because))
            for each in one.answers if each.question in rules.questions()
        ],
    }  # fmt: skip


def _work(each: ActivityTold) -> str:
    days = f"{thaidate(each.starts_on)} – {thaidate(each.ends_on)}"
    return _joined(said(rules.KINDS[each.kind]), days, each.responsible, each.resource, each.output, said(rules.WORK_NAMES[each.state]))


def _money(each: BudgetTold) -> str:
    return _joined(str(thai.buddhist_year(each.fiscal_year)), each.source_words, thaidate(each.comes_on) if each.comes_on else "")


def _joined(*words: str) -> str:
    return " · ".join(filter(None, words))
