"""Households: the ranked list and one household's file. The questions themselves mask, and record who was shown what."""

from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from nsc import thai
from nsc.api import about, schemas
from nsc.api.asked import MaybeArea, MaybeAuthority, MaybeYear, Number, answers, christian
from nsc.api.figures import where
from nsc.api.words import definitions, reason, said
from nsc.areas import places
from nsc.poverty.union import dimensions_in
from nsc.reports import household, ranked
from nsc.surveys import rounds

router = Router(tags=[_("ครัวเรือน")])

Poor = Annotated[Literal["mpi", "target"], Query(description=_("mpi ครัวเรือนที่ตกเกณฑ์ · target มีคนจนเป้าหมายอย่างน้อยหนึ่งคน"))]
Dimension = Annotated[Literal["health", "living", "education", "income", "access"] | None, Query(description=_("เฉพาะที่ตกมิตินี้"))]
Issue = Annotated[int | None, Query(ge=1, le=199, description=_("เฉพาะที่ไม่ผ่านตัวชี้วัดข้อนี้ หรือ 100 บวกลำดับของปัญหาอื่น"))]
Pattern = Annotated[
    int | None, Query(ge=1, le=31, description=_("ตกมิติตรงตามนี้: ผลรวมของ 1 สุขภาพ 2 ความเป็นอยู่ 4 การศึกษา 8 รายได้ 16 บริการภาครัฐ"))
]
Dimensions = Annotated[int | None, Query(ge=1, le=5, description=_("ตกกี่มิติพอดี"))]
Became = Annotated[Literal["fell", "stayed", "new"] | None, Query(description=_("เทียบกับรอบก่อน: fell ตกใหม่ stayed ยังตก new เพิ่งพบ"))]
Page = Annotated[int, Query(ge=1, le=1_000_000, description=_("หน้า หน้าละ 50 ครัวเรือน"))]


@router.get("/households", url_name="api-households", response=answers(schemas.Households, 403, 404, 409), summary=_("ครัวเรือนเร่งด่วน"))
def households(
    request: HttpRequest,
    area: MaybeArea = "",
    year: MaybeYear = None,
    authority: MaybeAuthority = None,
    poor: Poor = "mpi",
    dimension: Dimension = None,
    issue: Issue = None,
    pattern: Pattern = None,
    number: Dimensions = None,
    became: Became = None,
    page: Page = 1,
):
    asked = ranked.Asked(poor=poor, dimension=dimension or "", issue=issue, pattern=pattern, number=number, became=became or "")
    told = {"area": area, "year": christian(year), "authority": authority}
    found = ranked.households(request.auth, at=timezone.now(), **told, asked=asked, page=page)
    shown = found.first // ranked.PER_PAGE + 1  # a page beyond the end is the last one
    is_last = found.first + len(found.lines) - 1 >= found.total
    return schemas.Households(
        about=about.of(found.here.round, found.here.set),
        definitions=definitions(schemas.HouseholdRow, reasons=schemas.Reason),
        where=where(found.here),
        priority_version=found.version,
        total=found.total,
        page=shown,
        next_page=None if is_last else shown + 1,
        rows=[_row(each) for each in found.lines],
    )


@router.get("/households/{int:household_id}", url_name="api-household", response=answers(schemas.Household, 404), summary=_("แฟ้มครัวเรือน"))
def one(request: HttpRequest, household_id: Number):
    found = household.file(request.auth, household_id, at=timezone.now())
    return schemas.Household(
        about=about.of(rounds.of_year(found.years[0].year), found.years[0].set),
        definitions=definitions(schemas.Household, residents=schemas.Resident, years=schemas.HouseholdYear),
        household_id=found.household_id,
        house_code=found.house_code,
        area=found.place.code,
        place=found.place.full_name,
        authority=found.authority,
        house_no=found.house_no,
        moo=found.moo,
        has_names=found.has_names,
        residents=[_resident(each) for each in found.residents],
        years=[_year(each) for each in found.years],
        problems=found.problems,
        rank=found.rank,
        tied=found.tied,
        rank_of=found.rank_of,
        priority_version=found.version,
        reasons=_reasons(found.reasons),
    )


def _row(line: ranked.Line) -> schemas.HouseholdRow:
    return schemas.HouseholdRow(
        household_id=line.household_id,
        rank=line.rank,
        tied=line.tied,
        head=line.head,
        has_name=line.has_name,
        house_no=line.house_no,
        moo=line.moo,
        area=line.area_code,
        place=places.name(line.area_code),
        people=line.people,
        dimensions=dimensions_in(line.pattern),
        score=line.score,
        reasons=_reasons(line.reasons),
    )


def _reasons(found) -> list[schemas.Reason]:
    return [schemas.Reason(text=reason(each), points=each.points) for each in found]


def _resident(each: household.Resident) -> schemas.Resident:
    same = {name: getattr(each, name) for name in schemas.Resident.model_fields if name != "stage"}
    return schemas.Resident(**same, stage=said(each.stage))


def _year(each: household.Year) -> schemas.HouseholdYear:
    same = ("verdicts", "income_per_person", "threshold", "surveyed_on", "people")
    return schemas.HouseholdYear(
        **{name: getattr(each, name) for name in same},
        year=thai.buddhist_year(each.year),
        indicator_set=each.set.code,
        dimensions=dimensions_in(each.pattern),
        score=each.priority,
    )
