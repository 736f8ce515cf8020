"""The tambon of our village has begun, with one goal."""

from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone

from nsc.tambon import goals, initiatives
from tests.surveyed import OURS

TAMBON = OURS[:6]
GOAL = {
    "dimension": "economy",
    "text": "รายได้จากการแปรรูปเพิ่มขึ้น",
    "indicator": "รายได้ของกลุ่มต่อปี",
    "unit": "บาท",
    "baseline": Decimal(100_000),
    "baseline_year": 2025,
    "target": Decimal(300_000),
    "by_year": 2028,
    "source": "บัญชีกลุ่ม",
}


class Made(NamedTuple):
    goal: int


def begun(operator) -> Made:
    initiatives.begin(by=operator, at=timezone.now(), area=TAMBON)
    return Made(goals.agree(by=operator, at=timezone.now(), area=TAMBON, **GOAL).id)


def make(operator, case: int) -> Made:
    return begun(operator)


def addresses(made: Made) -> dict[str, dict[str, object]]:
    return {"tambon-home": {"code": TAMBON}}


def now_by(user) -> dict[str, object]:
    return {"by": user, "at": timezone.now(), "area": TAMBON}


QUESTIONS: dict[str, object] = {
    "initiatives.visible_to": lambda user, made: initiatives.visible_to(user, area=TAMBON),
    "initiatives.find": lambda user, made: initiatives.find(user, TAMBON),
    "initiatives.reached": lambda user, made: initiatives.reached(user, TAMBON),
    "initiatives.begin": lambda user, made: initiatives.begin(**now_by(user)),
    "goals.of": lambda user, made: goals.of(user, TAMBON),
    "goals.agree": lambda user, made: goals.agree(**now_by(user), **GOAL | {"text": "อีกเป้าหมาย"}),
    "goals.end": lambda user, made: goals.end(**now_by(user), goal=made.goal, because="ตั้งใหม่"),
}
