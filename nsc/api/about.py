"""The round behind an answer, said beside its numbers."""

from django.utils.translation import gettext as _

from nsc import thai
from nsc.api.schemas import About
from nsc.surveys import rounds, sets


def of(round, indicators: sets.Set | None = None) -> About:
    indicators = indicators or sets.of_code(round.indicator_set_id)
    year = thai.buddhist_year(round.survey_year)
    source = _("ข้อมูลความจำเป็นพื้นฐาน (จปฐ.) พ.ศ. %(year)s กรมการพัฒนาชุมชน นับตามเกณฑ์ TPMAP") % {"year": year}
    return About(
        year=year,
        label_year=_buddhist(round.label_year),
        card_round=_buddhist(round.card_round),
        indicator_set=indicators.code,
        is_official=indicators.is_official,
        source=source if indicators.is_official else f"{source} · {_('เกณฑ์เบื้องต้น ยังไม่เป็นทางการ')}",
        note=round.note_th,
    )


def of_year(year: int) -> About:
    return of(rounds.of_year(year))


def _buddhist(year: int | None) -> int | None:
    return thai.buddhist_year(year) if year else None
