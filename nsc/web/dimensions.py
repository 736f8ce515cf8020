"""The five dimensions as people meet them: one key, one name, one icon and (in the style sheet) one colour, everywhere."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Dimension:
    key: str
    name: str | Promise
    short: str | Promise  # where a column is narrow


DIMENSIONS = (
    Dimension("health", _("สุขภาพ"), _("สุขภาพ")),
    Dimension("living", _("ความเป็นอยู่"), _("ความเป็นอยู่")),
    Dimension("education", _("การศึกษา"), _("การศึกษา")),
    Dimension("income", _("รายได้"), _("รายได้")),
    Dimension("access", _("การเข้าถึงบริการภาครัฐ"), _("บริการรัฐ")),
)
BY_KEY = {dimension.key: dimension for dimension in DIMENSIONS}
