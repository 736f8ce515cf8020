"""Quantities and prices of products, which carry as many digits as they have."""

from decimal import Decimal

from django import template

from nsc.web import tambon_products
from nsc.web.templatetags.figures import cell, n

register = template.Library()


@register.filter
def quantity(value: Decimal | None) -> str:
    """1,234.5; at most two digits behind the point, and none that are nought."""
    return cell(None) if value is None else tambon_products.number(value)


@register.filter
def money(value: Decimal | None) -> str:
    """Baht and satang: 12.50; whole baht without satang."""
    if value is None:
        return cell(None)
    return n(float(value), 0 if value == value.to_integral_value() else 2)
