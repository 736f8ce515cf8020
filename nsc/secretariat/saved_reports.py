"""A saved report of one's own as a document to be printed. It is kept and shared as every saved view is (reports.saved_views, list
"builder"): how it is asked, never what it answers, so that whoever opens or prints it is answered within their own sight.
"""

from datetime import datetime

from django.utils import timezone

from nsc import thai
from nsc.access import scope
from nsc.access.models import User
from nsc.poverty.small import is_hidden
from nsc.reports import saved_views
from nsc.reports.place import Here
from nsc.secretariat import builder, built_reports
from nsc.secretariat.blocks import Cell, Document, Note, Section, Table
from nsc.secretariat.built_reports import ALL, Built, Narrowed

LIST = "builder"
TOTAL, HUSHED = "รวม", "จำนวนน้อยปิดไว้เพื่อไม่ให้รู้ว่าเป็นใคร"


def document(user: User, at: datetime, number: int) -> Document:
    """The saved report of that number, as this user may see it now. OutOfSight where it is not theirs and not shared with them; Refused
    where what it asks is no longer possible."""
    return made(user, at, number)[0]


def made(user: User, at: datetime, number: int) -> tuple[Document, Here]:
    """The document, and the place it tells of."""
    view = saved_views.find(user, number)
    if view.list != LIST:
        raise scope.OutOfSight(str(number))
    said = dict(view.parameters)
    chosen = builder.choice(*(said.get(name, "") for name in ("measure", "rows", "cols", "show", "form")))
    to = Narrowed(**{name: said.get(name, "") for name in ("group", "dimension", "stage", "sex", "special")})
    year, authority = (int(value) if (value := said.get(name, "")).isdecimal() else None for name in ("round", "authority"))
    place = {"area": said.get("area", ""), "authority": authority, "year": thai.christian_year(year) if year else None}
    built = built_reports.of(user, at=at, choice=chosen, **place, to=to)
    return of(built, name=view.name, at=at), built.here


def of(built: Built, *, name: str, at: datetime) -> Document:
    chosen, where = built.choice, built.here
    across = (*(head.key for head in built.cols), *((ALL,) if built.adds_across else ())) if chosen.cols else (ALL,)
    unit = builder.SHOW_NAMES[builder.RATE] if chosen.show == builder.RATE else chosen.measure.unit
    names = (*(head.name for head in built.cols), *((TOTAL,) if built.adds_across else ())) if chosen.cols else (unit,)
    rows = [[head.name, *(_cell(built.value(head.key, col)) for col in across)] for head in built.rows]
    if rows and built.adds_down:
        rows.append([TOTAL, *(_cell(built.value(ALL, col)) for col in across)])
    table = Table(
        headings=(builder.AXES[chosen.rows], *names),
        rows=rows,
        widths=(3, *[1] * len(names)),
        numbers=tuple(range(1, len(names) + 1)),
        has_total=bool(rows) and built.adds_down,
    )
    notes = [Note(f"นิยาม: {chosen.measure.means} (หน่วย: {unit})")] + ([Note(HUSHED)] if built.is_suppressed else [])
    today = timezone.localdate(at)
    is_survey = chosen.measure.kind in builder.OF_SURVEY
    period = f"จปฐ. {thai.buddhist_year(where.round.survey_year)}" if is_survey else f"ปีงบประมาณ {thai.fiscal_year(today)}"
    return Document(
        title=name,
        where=where.name,
        period=period,
        on=today,
        sections=(Section(chosen.measure.name, (table, *notes)),),
        sources=(f"{chosen.measure.name}: {chosen.measure.means} · {period} · จัดทำเมื่อ {thai.format_date(today)}",),
        is_wide=len(names) > 6,
    )


def _cell(value: int | float | None) -> Cell:
    """A number that is kept back is a word."""
    return str(value) if is_hidden(value) else round(value, 2) if isinstance(value, float) else value
