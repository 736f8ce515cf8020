"""How an indicator is shown, in the reader's language; how a person's name is, surveys.names says."""

from typing import Protocol

from django.utils.translation import get_language

from nsc.surveys.names import masked, shown_name

__all__ = ["masked", "shown_name", "worded"]


class Named(Protocol):
    name_th: str
    name_en: str


def worded(named: Named) -> str:
    """An indicator or problem in the reader's language."""
    return named.name_en if (get_language() or "th").startswith("en") and named.name_en else named.name_th
