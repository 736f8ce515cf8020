"""The sign beside a word that leads to what it means."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from nsc.web.terms import BY_ANCHOR

register = template.Library()


@register.simple_tag
def defined(anchor: str) -> SafeString:
    """A small link to /definitions/#anchor; whoever rests on it reads the short meaning. KeyError for an anchor that is none."""
    word = BY_ANCHOR[anchor]
    return format_html(
        '<a class="defined" href="{}#{}" title="{}: {}"><span aria-hidden="true">?</span><span class="heard">{}</span></a>',
        reverse("definitions"), anchor, word.name, word.short, _("ความหมายของ %(word)s") % {"word": word.name},
    )  # fmt: skip


@register.filter
def sign(address: str) -> SafeString | str:
    """The same for a figure that knows the address of its definition; nothing where that is no word of ours."""
    anchor = address.rpartition("#")[2]
    return defined(anchor) if anchor in BY_ANCHOR else ""
