"""The survey's questions asked again at a door, and what they come to by the survey's own rule."""

from dataclasses import dataclass

import numpy as np

from nsc.casework import rules
from nsc.errors import Refused, _
from nsc.poverty import union
from nsc.surveys import sets
from nsc.surveys.models import Round


@dataclass(frozen=True)
class Measured:
    """As surveys.Response keeps it: answers, masks of indicators, and the pattern of dimensions by the map of the round's set."""

    answers: str
    applicable: int
    failed: int
    pattern: int


def measured(round: Round, answers: str, income: float | None) -> Measured:
    """`answers` in the form of surveys.Response, to the indicator set of `round`; `income`: baht a person a year, which decides the verdict
    on income where it is known. Refused where an answer is missing."""
    indicators = sets.of_code(round.indicator_set_id)
    if len(answers) != indicators.size:
        raise Refused(_("โปรดตอบให้ครบทุกข้อ และบอกจำนวนคนที่อยู่ในบ้าน"))
    said = rules.with_income(answers, indicators.income_indicator, income, sets.threshold(indicators, round.survey_year))
    masks = rules.masks(said)
    applicable, failed = np.array([masks.applicable], np.int64), np.array([masks.failed], np.int64)
    return Measured(said, masks.applicable, masks.failed, int(union.patterns(applicable, failed, indicators.map)[0]))
