"""What surrounds every page: the places of the rail, the theme, the files of the front end."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nsc.web.built import built
from nsc.web.here import Here

THEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class Place:
    name: str  # its address name and its icon
    label: str | Promise
    keeps_context: bool = True  # carries area, round and definition of poor along


# The first four are the phone's bottom bar; the fifth there is "more".
PLACES = (
    Place("overview", _("ภาพรวม")),
    Place("map", _("แผนที่")),
    Place("households", _("ครัวเรือน")),
    Place("indicators", _("ตัวชี้วัด")),
    Place("import", _("นำเข้า"), keeps_context=False),
    Place("definitions", _("นิยาม"), keeps_context=False),
)


def shell(request: HttpRequest) -> dict[str, object]:
    """Context processor."""
    theme = request.COOKIES.get("theme", "auto")
    return {
        "places": PLACES,
        "theme": theme if theme in THEMES else "auto",
        "built": built(),
        "where": Here.of(request.GET),
    }
