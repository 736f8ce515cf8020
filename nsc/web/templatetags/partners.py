"""Words and amounts on the pages of partners: keys of nsc/tambon/partners_rules.py as people read them."""

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from nsc.areas import places
from nsc.tambon import matching, partners_rules, rules
from nsc.web import tambon as shown
from nsc.web.templatetags.parts import icon
from nsc.web.words import said as words

register = template.Library()
TONES = {partners_rules.DONE: "good", partners_rules.WAITS_TEAM: "need", partners_rules.WAITS_ORGANISATION: "need"}


@register.filter
def said(message: str) -> str:
    return words(message)


@register.filter
def amount(value: Decimal) -> str:
    """100,000 and 1.5, never 100,000.00."""
    return f"{value:,.2f}".removesuffix(".00")


@register.filter
def resource(kind: str) -> str:
    return words(partners_rules.RESOURCES[kind])


@register.filter
def letter_name(letter: str) -> str:
    return words(partners_rules.LETTER_NAMES[letter])


@register.filter
def state_name(state: str) -> str:
    return words(partners_rules.STATES[state])


@register.filter
def state_tone(state: str) -> str:
    return TONES.get(state, "")


@register.filter
def fresh_name(fresh: str) -> str:
    return words(partners_rules.FRESHNESS[fresh])


@register.filter
def area_title(code: str) -> str:
    return places.place(code).title


@register.filter
def development(dimension: str) -> SafeString:
    """A dimension of development: its sign and name."""
    return format_html('<span class="whole">{} {}</span>', icon(shown.DIMENSION_ICONS[dimension]), words(rules.DIMENSIONS[dimension]))


@register.filter
def part_name(part: matching.Part) -> str:
    return words(matching.PART_NAMES[part.name])


@register.filter
def part_text(part: matching.Part) -> str:
    return words(part.text, {name: words(value) if isinstance(value, str) else value for name, value in part.values.items()})
