"""Years as people type them, which are Buddhist ones, as arguments of commands."""

from datetime import date

from nsc import thai
from nsc.errors import Refused, _

LAST = 2700


def survey_year(text: str) -> int:
    """CE. Refused where the number is no Buddhist year: a Christian one would name another survey without a word."""
    year = int(text)
    if not thai.FIRST_BUDDHIST_YEAR <= year <= LAST:
        raise Refused(_("ปีสำรวจ {year} ไม่ใช่ปี พ.ศ."), year=year)
    return thai.christian_year(year)


def month(text: str) -> date:
    """2569-01: its first day. Refused as survey_year refuses, and where there is no such month."""
    year, _dash, number = text.partition("-")
    if not (year.isdigit() and number.isdigit() and 1 <= int(number) <= 12):
        raise Refused(_("เดือน {month} อ่านไม่ได้ โปรดเขียนปี พ.ศ. และเดือน เช่น 2569-01"), month=text[:20])
    return date(survey_year(year), int(number), 1)
