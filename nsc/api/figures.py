"""Rounds and figures: the tables of `nsc figures` and the picture of one area, from the same questions."""

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Router

from nsc import thai
from nsc.api import about, schemas
from nsc.api.asked import Level, MaybeArea, MaybeAuthority, MaybeYear, Within, Year, answers, christian
from nsc.api.words import definitions, in_words, said
from nsc.reports import figures, overview
from nsc.reports.place import Here
from nsc.surveys import rounds

router = Router(tags=[_("ตัวเลข")])


@router.get("/rounds", url_name="api-rounds", response=answers(schemas.Rounds), summary=_("รอบสำรวจ"))
def all_rounds(request: HttpRequest):
    return schemas.Rounds(rounds=[about.of(each) for each in rounds.visible_to(request.auth)])


@router.get("/figures", url_name="api-figures", response=answers(schemas.Figures, 403, 404, 409), summary=_("ตัวเลขรายพื้นที่"))
def by_area(request: HttpRequest, year: Year, level: Level, area: Within = ""):
    return _table(schemas.Figures, schemas.AreaSums, figures.by_area, request.auth, year, level, area)


@router.get(
    "/figures/indicators", url_name="api-indicators", response=answers(schemas.Indicators, 403, 404, 409), summary=_("ตัวเลขรายตัวชี้วัด")
)
def by_indicator(request: HttpRequest, year: Year, level: Level, area: Within = ""):
    return _table(schemas.Indicators, schemas.IndicatorRow, figures.by_indicator, request.auth, year, level, area)


@router.get(
    "/figures/patterns", url_name="api-patterns", response=answers(schemas.Patterns, 403, 404, 409), summary=_("ตกเกณฑ์หลายมิติพร้อมกัน")
)
def by_pattern(request: HttpRequest, year: Year, level: Level, area: Within = ""):
    return _table(schemas.Patterns, schemas.PatternRow, figures.by_pattern, request.auth, year, level, area)


@router.get("/overview", url_name="api-overview", response=answers(schemas.Overview, 403, 404, 409), summary=_("ภาพรวมของพื้นที่หนึ่ง"))
def picture(request: HttpRequest, area: MaybeArea = "", year: MaybeYear = None, authority: MaybeAuthority = None):
    shown = overview.picture(request.auth, area=area, year=christian(year), authority=authority)
    return schemas.Overview(
        about=about.of(shown.here.round, shown.here.set),
        definitions=definitions(schemas.AreaSums, issues=schemas.Issue, stages=schemas.Stage, moves=schemas.Move),
        where=where(shown.here),
        now=shown.now.figures(),
        before=shown.before.figures() if shown.before else None,
        issues=[_issue(each) for each in shown.issues],
        stages=[
            schemas.Stage(code=each.code, name=said(each.name), members=each.members, poor=each.poor, target=each.target)
            for each in shown.stages
        ],
        below=[schemas.AreaSums(code=each.code, name=each.name, **each.now.figures()) for each in shown.below],
        moves=[
            schemas.Move(became=state.name.lower(), households=homes, members=people)
            for state, (homes, people) in sorted(shown.moves.items())
        ],
        years=[schemas.YearSums(year=thai.buddhist_year(year), **tally.figures()) for year, tally in shown.years],
    )


def where(at: Here) -> schemas.Where:
    return schemas.Where(code=at.place.code, name=at.name, authority=at.authority.id if at.authority else None)


def _table(answer: type, row: type, ask, user, year: int, level: str, area: str):
    columns, rows = ask(user, year=christian(year), level=level, area=area)
    return answer(
        about=about.of_year(christian(year)),
        definitions=definitions(row),
        level=level,
        area=area,
        rows=[dict(zip(columns, each, strict=True)) for each in rows],
    )


def _issue(each: overview.Issue) -> schemas.Issue:
    return schemas.Issue(
        number=each.number,
        name=in_words(each.name, each.name_en),
        dimension=each.dimension,
        households_failing=each.households_failing,
        members_applicable=each.members_applicable,
        members_failing=each.members_failing,
        target_failing=each.target_failing,
    )
