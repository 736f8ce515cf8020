"""What surrounds every page: the places of the rail, the theme, the files of the front end."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nsc.access import notices, phones, scope
from nsc.access.roles import Permission
from nsc.built import built
from nsc.web import guide, tours
from nsc.web.here import Here

THEMES = ("auto", "light", "dark")


@dataclass(frozen=True, eq=False)  # one of PLACES, and no other is the same
class Place:
    name: str  # its address name and its icon
    label: str | Promise
    needs: Permission | None = None  # without it anywhere, the place is not shown
    or_needs: Permission | None = None  # or this one
    keeps_context: bool = True  # carries area, round and definition of poor along
    key: str = ""  # "g" and this letter go there


# The first four are the phone's bottom bar; the fifth there is "more".
PLACES = (
    Place("overview", _("ภาพรวม"), Permission.FIGURES_SEE, key="o"),
    Place("map", _("แผนที่"), Permission.FIGURES_SEE, key="m"),
    Place("households", _("ครัวเรือน"), Permission.HOUSEHOLD_SEE, key="h"),
    Place("cases", _("เคส"), Permission.HOUSEHOLD_SEE, key="c"),
    Place("targets", _("เป้าหมาย"), Permission.FIGURES_SEE, key="t"),
    Place("referrals", _("ส่งต่อ"), Permission.REFERRAL_SEND, Permission.REFERRAL_ANSWER, keeps_context=False, key="r"),
    Place("field-desk", _("จากโทรศัพท์"), Permission.SUBMISSION_ACCEPT, keeps_context=False, key="f"),
    Place("help", _("การช่วยเหลือ"), Permission.HOUSEHOLD_SEE, key="a"),
    Place("rights", _("สิทธิและโครงการ"), Permission.FIGURES_SEE, key="p"),
    Place("tambon", _("ตำบลอัจฉริยะ"), Permission.TAMBON_SEE, keeps_context=False, key="b"),
    Place("indicators", _("ตัวชี้วัด"), Permission.FIGURES_SEE, key="i"),
    Place("meetings", _("การประชุม"), Permission.REPORT_ISSUE, Permission.REFERRAL_ANSWER, keeps_context=False, key="j"),
    Place("documents", _("เอกสาร"), Permission.REPORT_ISSUE, keeps_context=False, key="e"),
    Place("certified", _("ตัวเลขรับรอง"), Permission.FIGURES_SEE, keeps_context=False),
    Place("builder", _("สร้างรายงาน"), Permission.FIGURES_SEE, key="s"),
    Place("import", _("นำเข้า"), Permission.ASSISTANCE_IMPORT, keeps_context=False, key="u"),
    Place("people", _("ผู้ใช้"), Permission.USER_CREATE, keeps_context=False, key="l"),
    Place("audit", _("การใช้งาน"), Permission.AUDIT_SEE, keeps_context=False, key="v"),
    Place("glass", _("เหตุฉุกเฉิน"), Permission.GLASS_BREAK, keeps_context=False, key="x"),
    Place("privacy", _("ความเป็นส่วนตัว"), Permission.REQUEST_RECEIVE, keeps_context=False, key="y"),
    Place("definitions", _("นิยาม"), keeps_context=False, key="d"),
)


def open_to(user) -> tuple[Place, ...]:
    """The places this person has any use for, in their order."""
    held = scope.everything(user)
    return tuple(place for place in PLACES if not place.needs or place.needs in held or place.or_needs in held)


def _guide_of(request: HttpRequest) -> str:
    match = request.resolver_match  # None where no address fits
    return guide.address(match.url_name or "") if match else ""


def shell(request: HttpRequest) -> dict[str, object]:
    """Context processor."""
    theme = request.COOKIES.get("theme", "auto")
    return {
        "guide_of": _guide_of(request),
        "tour_mark": lambda: tours.mark(request.user) if tours.is_due(request) else "",
        "unread": lambda: notices.unread(request.user),  # asked by the bell alone: one count, on pages that have one
        "places": open_to(request.user) if hasattr(request, "user") else (),
        "finds_names": lambda: scope.anywhere(request.user, Permission.NAME_SEE),
        "has_visits": lambda: phones.has_visits(request.user),
        "theme": theme if theme in THEMES else "auto",
        "built": built(),
        "where": Here.of(request.GET),
    }
