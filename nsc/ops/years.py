"""Years as people type them, which are Buddhist ones, as arguments of commands."""

from nsc import thai
from nsc.errors import Refused, _

LAST = 2700


def survey_year(text: str) -> int:
    """CE. Refused where the number is no Buddhist year: a Christian one would name another survey without a word."""
    year = int(text)
    if not thai.FIRST_BUDDHIST_YEAR <= year <= LAST:
        raise Refused(_("ปีสำรวจ {year} ไม่ใช่ปี พ.ศ."), year=year)
    return thai.christian_year(year)
