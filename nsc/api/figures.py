"""Rounds and figures: the tables of `nsc figures` and the picture of one area, from the same questions."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Router

from nsc import thai
from nsc.api import about, schemas
from nsc.api.asked import Level, MaybeArea, MaybeAuthority, MaybeYear, Within, Year, answers, christian
from nsc.api.words import definitions, in_words, said, told
from nsc.casework import sight
from nsc.poverty.change import State
from nsc.poverty.small import Keeper
from nsc.reports import figures, hushed, overview
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
    keep = sight.keeper(request.auth, shown.here)
    below = zip(shown.below, hushed.table(keep, [(each.code, each.now) for each in shown.below]), strict=True)
    return schemas.Overview(
        about=about.of(shown.here.round, shown.here.set),
        definitions=definitions(schemas.AreaSums, issues=schemas.Issue, stages=schemas.Stage, moves=schemas.Move),
        where=where(shown.here),
        now=told(hushed.figures(keep, shown.now)),
        before=told(hushed.figures(keep, shown.before)) if shown.before else None,
        issues=[_issue(keep, each) for each in shown.issues],
        stages=_stages(keep, shown.stages),
        below=[{"code": each.code, "name": each.name} | told(row) for each, row in below],
        moves=_moves(keep, shown.moves),
        years=[{"year": thai.buddhist_year(year)} | told(hushed.figures(keep, sums)) for year, sums in shown.years],
    )


def _stages(keep: Keeper, stages: Sequence[overview.StageLine]) -> list[dict]:
    counts = keep.columns([(each.members, each.poor, each.target) for each in stages])
    names = ("members", "poor", "target")
    return [
        {"code": each.code, "name": said(each.name)} | told(dict(zip(names, row, strict=True)))
        for each, row in zip(stages, counts, strict=True)
    ]


def _moves(keep: Keeper, moves: Mapping[State, tuple[int, int]]) -> list[dict]:
    states = sorted(moves)
    rows = keep.columns([moves[state] for state in states])
    return [
        {"became": state.name.lower()} | told({"households": homes, "members": people})
        for state, (homes, people) in zip(states, rows, strict=True)
    ]


def where(at: Here) -> schemas.Where:
    return schemas.Where(code=at.place.code, name=at.name, authority=at.authority.id if at.authority else None)


def _table(answer: type, row: type, ask, user, year: int, level: str, area: str):
    columns, rows = ask(user, year=christian(year), level=level, area=area)
    return answer(
        about=about.of_year(christian(year)),
        definitions=definitions(row),
        level=level,
        area=area,
        rows=[told(dict(zip(columns, each, strict=True))) for each in rows],
    )


def _issue(keep: Keeper, each: overview.Issue) -> dict:
    counts = {
        "households_failing": keep.one(each.households_failing),
        "members_applicable": keep.one(each.members_applicable),
        "members_failing": keep.one(each.members_failing, each.members_applicable),
        "target_failing": keep.one(each.target_failing, each.members_failing),
    }
    return {"number": each.number, "name": in_words(each.name, each.name_en), "dimension": each.dimension} | told(counts)
