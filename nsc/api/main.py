"""The API put together, and its OpenAPI document."""

import functools

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext_noop as _
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from nsc.api import door, figures, households, people, places, problems
from nsc.api.words import translated


class Readable(JSONRenderer):
    """Thai as Thai: half the bytes of \\u0e2d."""

    json_dumps_params = {"ensure_ascii": False}


class Api(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Part of the promise of v1: programs made from the document call by it."""
        return operation.url_name.removeprefix("api-")


api = Api(
    title="Nakhonsawan Change",
    version="1",
    description=_("ตัวเลขคนจน ครัวเรือนเร่งด่วน และบันทึกการใช้งาน สำหรับระบบอื่น อ่านได้อย่างเดียว ทุกคำตอบอยู่ในขอบเขตสิทธิของบัญชีที่ถาม"),
    openapi_url=None,
    docs_url=None,
    auth=[door.Key(), door.Session()],
    throttle=[door.Limit()],
    renderer=Readable(),
)
problems.listen(api)
api.add_decorator(problems.strictly)
for module in (people, figures, places, households):
    api.add_router("", module.router)


def document() -> dict:
    """In the language of whoever reads it."""
    return translated(_written())


@functools.cache
def _written() -> dict:
    """Errors have a media type of their own."""
    told = dict(api.get_openapi_schema(path_prefix=problems.PAGE))
    for methods in told["paths"].values():
        for asked in methods.values():
            for status, answer in asked["responses"].items():
                if status != 200:
                    answer["content"] = {problems.MEDIA_TYPE: answer["content"].pop("application/json")}
    return told


@api.get("/openapi.json", url_name="api-openapi", include_in_schema=False)
def openapi(request: HttpRequest):
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})
