"""Areas and local authorities. Nothing here is about people, so everyone who may come in may ask."""

from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from nsc.access import scope
from nsc.access.roles import Permission
from nsc.api import schemas
from nsc.api.asked import Code, answers
from nsc.areas import authorities, places
from nsc.areas.places import Place

router = Router(tags=[_("พื้นที่")])
ENOUGH = 50


@router.get("/areas", url_name="api-areas", response=answers(schemas.Areas), summary=_("ค้นพื้นที่"))
def search(request: HttpRequest, q: Annotated[str, Query(min_length=1, max_length=80, description=_("ชื่อหรือรหัส คำเพิ่มและหมู่ที่ช่วยให้แคบลง"))]):
    found = [hit for top in scope.areas(request.auth, Permission.FIGURES_SEE) for hit in places.search(q, within=top, limit=ENOUGH)]
    return schemas.Areas(areas=[_shown(each) for each in found[:ENOUGH]])


@router.get("/areas/{code}", url_name="api-area", response=answers(schemas.Area, 404), summary=_("พื้นที่หนึ่ง"))
def area(request: HttpRequest, code: Code):
    return _shown(_found(code))


@router.get("/areas/{code}/children", url_name="api-area-children", response=answers(schemas.Areas, 404), summary=_("พื้นที่ต่ำลงไปหนึ่งระดับ"))
def children(request: HttpRequest, code: Code):
    return schemas.Areas(areas=[_shown(each) for each in places.children(_found(code).code)])


@router.get("/local-authorities", url_name="api-local-authorities", response=answers(schemas.Authorities), summary=_("อปท. ทั้งหมด"))
def local_authorities(request: HttpRequest):
    known = authorities.listed()
    return schemas.Authorities(
        authorities=[schemas.Authority(id=each.id, name=each.name, kind=each.kind_title, code=each.code) for each in known]
    )


def _found(code: str) -> Place:
    place = places.find(code)
    if place is None:
        raise scope.OutOfSight(code)
    return place


def _shown(place: Place) -> schemas.Area:
    return schemas.Area(
        code=place.code,
        level=place.level,
        name=place.name,
        full_name=place.full_name,
        parent=place.parent_code,
        population=place.population,
        population_on=place.population_on,
    )
