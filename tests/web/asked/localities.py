"""Pages of places, sources and rules."""

from dataclasses import dataclass

from django.utils import timezone

from nsc.areas import authorities
from nsc.reports import freshness, local_events, local_work, locality
from nsc.surveys import rounds
from nsc.surveys.models import PatternTally
from tests.surveyed import OURS

NAME = "อบต. ของหมู่บ้านเรา"


@dataclass(frozen=True)
class Made:
    """`authority`: whose only village is ours."""

    authority: int


def make(operator, case: int) -> Made:
    number = authorities.ensure([NAME], source="ทดสอบ")[NAME]
    sums = dict.fromkeys(("members", "registered", "validated", "registered_unknown", "validated_unknown"), 0)
    PatternTally.objects.create(round=rounds.newest(), digits=8, area_code=OURS, authority_id=number, pattern=0, households=1, **sums)
    return Made(number)


def addresses(made: Made) -> dict[str, dict[str, object]]:
    return {"place": {"code": OURS}, "place-authority": {"number": made.authority}}


QUESTIONS: dict[str, object] = {
    "locality.of": lambda user, made: locality.of(user, area=OURS),
    "local_work.of": lambda user, made: local_work.of(user, at=timezone.now(), year=2026, area=OURS),
    "local_events.of": lambda user, made: local_events.of(user, year=2026, area=OURS),
    "freshness.of": lambda user, made: freshness.of(user, at=timezone.now()),
}
