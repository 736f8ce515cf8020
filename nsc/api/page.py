"""The routes to read: as an OpenAPI document, and as a page of our own made of it. Ninja's page comes from elsewhere."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from nsc.api import problems
from nsc.api.main import document


@dataclass(frozen=True)
class Option:
    name: str
    meaning: str
    is_needed: bool
    values: str


@dataclass(frozen=True)
class Route:
    address: str
    title: str
    options: tuple[Option, ...]
    fields: tuple[tuple[str, str], ...]  # of the answer: name, meaning
    refusals: str


@dataclass(frozen=True)
class Page:
    groups: tuple[tuple[str, tuple[Route, ...]], ...]
    problems: tuple[tuple[int, str, str], ...]
    name: str = ""
    bar: None = None


def routes(request: HttpRequest) -> HttpResponse:
    told = document()
    groups: dict[str, list[Route]] = {}
    for address, methods in told["paths"].items():
        asked = methods["get"]
        groups.setdefault(asked["tags"][0], []).append(_route(address, asked, told["components"]["schemas"]))
    kinds = tuple(
        (status, _(title), _(detail) if detail else _("ข้อความใน detail บอกเหตุและวิธีแก้"))
        for status, (title, detail) in problems.KINDS.items()
    )
    page = Page(tuple((name, tuple(some)) for name, some in groups.items()), kinds)
    return render(request, "pages/api.html", {"page": page})


def _route(address: str, asked: dict, shapes: dict) -> Route:
    answer = asked["responses"][200]["content"]["application/json"]["schema"]
    shape = shapes[answer["$ref"].rpartition("/")[2]]
    return Route(
        address=address,
        title=asked["summary"],
        options=tuple(map(_option, asked.get("parameters", ()))),
        fields=tuple((name, field.get("description", "")) for name, field in shape["properties"].items()),
        refusals=", ".join(str(status) for status in asked["responses"] if status != 200),
    )


def _option(one: dict) -> Option:
    kinds = [one["schema"], *one["schema"].get("anyOf", ())]
    values = next((", ".join(map(str, kind["enum"])) for kind in kinds if "enum" in kind), "")
    return Option(one["name"], one.get("description", ""), one["required"], values)
