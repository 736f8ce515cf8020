"""What a room below says (msgids with {named} gaps), in the language of the page."""

import re
from collections.abc import Mapping

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop

from nsc.errors import Refused
from nsc.poverty import priority

BRIEF = {  # msgid of a factor → the short one
    factor.label: short
    for weights, shorts in (
        (
            priority.AREAS,
            {
                "number": gettext_noop("ร้อยละ {share} ของคนจนทั้งหมด"),
                "rate": gettext_noop("คนจน MPI ร้อยละ {share}"),
                "target": gettext_noop("คนจนเป้าหมายร้อยละ {share}"),
                "rising": gettext_noop("เพิ่มขึ้น {share} จุดร้อยละ"),
            },
        ),
        (
            priority.ISSUES,
            {
                "number": gettext_noop("กระทบร้อยละ {share} ของคน"),
                "severity": gettext_noop("ร้อยละ {share} ของผู้เข้าข่าย"),
                "target": gettext_noop("คนจนเป้าหมายร้อยละ {share}"),
                "rising": gettext_noop("เพิ่มขึ้น {share} จุดร้อยละ"),
            },
        ),
    )
    for factor in weights.factors
    if (short := shorts.get(factor.code))
}


def by_names(place: str) -> SafeString:
    """A place in a narrow column: each of its names stays whole, as does a number with its word; between them the line may end."""
    return format_html_join(" ", '<span class="whole">{}</span>', ((name,) for name in re.split(r" (?!\d)", place)))


def said(message: str, values: Mapping[str, object] | None = None) -> str:
    """Translated first, then filled. An empty message stays empty: gettext("") would be the catalogue's header."""
    return gettext(message).format(**(values or {})) if message else ""


def reason(found) -> str:
    """A reason of a rank (poverty.priority.Reason) without its points."""
    return said(found.label, {name: f"{value:,}" for name, value in found.values.items()})


def brief(found) -> str:
    """A reason why an area or an issue ranks high, as one glances at it: shares per cent, not of ten thousand."""
    if found.label not in BRIEF:
        return reason(found)
    return said(BRIEF[found.label], {"share": f"{found.values['value'] / 100:,.1f}"})


def because(refused: Refused) -> str:
    return said(refused.message, refused.values)
