"""Groups that figures and lists are narrowed to besides the life stages. All of them our proposal, from what the survey asks: the forms of
the ministry of social development (domain.md B.8, D) name more, which no file of the survey holds.

A group of persons is told by what is known of each; one of households by who lives together, and all members belong to it.
"""

from dataclasses import dataclass

from nsc.errors import _


@dataclass(frozen=True)
class Special:
    code: str
    name: str
    of_household: bool = False


SPECIALS = (
    Special("disabled", _("ผู้พิการ")),
    Special("chronic", _("ผู้ป่วยโรคเรื้อรัง")),
    Special("cannot_help_self", _("ผู้ที่ช่วยเหลือตนเองไม่ได้")),
    Special("elderly_alone", _("ครัวเรือนที่มีแต่ผู้สูงอายุ"), of_household=True),
    Special("skipped_generation", _("เด็กอยู่กับผู้สูงอายุ ไม่มีวัยแรงงาน"), of_household=True),
)
CODES = tuple(each.code for each in SPECIALS)
OF_HEALTH = frozenset(each.code for each in SPECIALS if not each.of_household)  # to be on a list of these would tell of a person's health
OF_HOUSEHOLD = sum(1 << number for number, each in enumerate(SPECIALS) if each.of_household)


def bit(code: str) -> int:
    """Of Response.specials. ValueError for a code that is none."""
    return 1 << CODES.index(code)
