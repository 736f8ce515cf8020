"""What a room below says (msgids with {named} gaps), in the language of the page."""

from collections.abc import Mapping

from django.utils.translation import gettext

from nsc.errors import Refused


def said(message: str, values: Mapping[str, object] | None = None) -> str:
    """Translated first, then filled. An empty message stays empty: gettext("") would be the catalogue's header."""
    return gettext(message).format(**(values or {})) if message else ""


def reason(found) -> str:
    """A reason of a rank (poverty.priority.Reason) without its points."""
    return said(found.label, {name: f"{value:,}" for name, value in found.values.items()})


def because(refused: Refused) -> str:
    return said(refused.message, refused.values)
