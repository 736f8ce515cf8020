"""The tambon of our village has two surveys (one answered, one not), a word that waits for a look, and a page that is published."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from nsc.tambon import opinion_results, opinion_sheets, opinions, public_pages
from tests.web.asked import tambon
from tests.web.asked.tambon import TAMBON, now_by

PAGE = {"headline": "ตำบลของเรา", "introduction": "ปลูกข้าว"}


class Made(NamedTuple):
    survey: int
    wave: int
    token: str
    first: int
    question: int
    word: str
    fresh: int
    seen: datetime


def make(operator, case: int) -> Made:
    tambon.begun(operator)
    told, today = now_by(operator), timezone.localdate()
    survey = opinions.draw_up(**told, purpose="attitude", subject="งานของทีม")
    wave = opinions.open_wave(**told, survey=survey, opens_on=today, closes_on=today)
    found = opinions.find(operator, TAMBON, survey, on=today)
    said = {each.id: "ดี" if each.kind == "words" else 1 for each in found.questions if each.is_for("villager")}
    opinion_sheets.answer(at=timezone.now(), token=found.waves[0].token, browser="b", group="villager", said=said)
    fresh = opinions.draw_up(**told, purpose="satisfaction", subject="การแจ้งข่าว")
    public_pages.write(**told, seen=None, **PAGE)
    public_pages.publish(**told, seen=public_pages.draft(operator, TAMBON).seen)
    public_pages.write(**told, seen=public_pages.draft(operator, TAMBON).seen, **PAGE | {"headline": "ฉบับร่าง"})
    return Made(
        survey=survey,
        wave=wave,
        token=found.waves[0].token,
        first=found.questions[0].id,
        question=opinions.find(operator, TAMBON, fresh, on=today).questions[0].id,
        word=opinion_sheets.unread(operator, timezone.now(), TAMBON, survey)[0].id,
        fresh=fresh,
        seen=public_pages.draft(operator, TAMBON).seen,
    )


def addresses(made: Made) -> dict[str, dict[str, object]]:
    here = {"code": TAMBON}
    one = here | {"survey": made.survey}
    of_wave = one | {"wave": made.wave}
    photograph = here | {"photograph": 10**9}
    return {
        **dict.fromkeys(("tambon-opinions", "tambon-opinions-new", "tambon-public", "tambon-public-preview"), here),
        **dict.fromkeys(("tambon-public-withdraw", "public-tambon"), here),
        **dict.fromkeys(("tambon-opinions-one", "tambon-opinions-results", "tambon-opinions-file", "tambon-opinions-words"), one),
        **dict.fromkeys(("tambon-opinions-paper", "tambon-opinions-enter"), of_wave),
        **dict.fromkeys(("public-tambon-photograph", "public-tambon-thumbnail"), photograph),
        "public-tambons": {},
        "opinion-answer": {"token": made.token},
    }


def _soon():
    return timezone.localdate() + timedelta(days=3)


QUESTIONS: dict[str, object] = {
    "opinions.of": lambda user, made: opinions.of(user, TAMBON, on=_soon()),
    "opinions.find": lambda user, made: opinions.find(user, TAMBON, made.survey, on=_soon()),
    "opinion_sheets.shown": lambda user, made: [opinion_sheets.shown(user, TAMBON, made.survey)],
    "opinion_sheets.waiting": lambda user, made: opinion_sheets.waiting(user, TAMBON),
    "opinion_sheets.unread": lambda user, made: opinion_sheets.unread(user, timezone.now(), TAMBON, made.survey),
    "opinion_results.of": lambda user, made: opinion_results.of(user, TAMBON, made.survey, on=_soon()),
    "opinion_results.changes": lambda user, made: [opinion_results.changes(user, TAMBON, on=_soon())],
    "opinion_results.table": lambda user, made: [opinion_results.table(**now_by(user), number=made.survey)],
    "public_pages.state": lambda user, made: public_pages.state(user, TAMBON),
    "public_pages.draft": lambda user, made: public_pages.draft(user, TAMBON),
    "public_pages.choices": lambda user, made: public_pages.choices(user, TAMBON),
    "public_pages.preview": lambda user, made: public_pages.preview(user, TAMBON),
    "opinions.draw_up": lambda user, made: opinions.draw_up(**now_by(user), purpose="attitude", subject="อีกเรื่อง"),
    "opinions.ask": lambda user, made: opinions.ask(**now_by(user), survey=made.fresh, kind="agree", text="อีกข้อ"),
    "opinions.strike": lambda user, made: opinions.strike(**now_by(user), survey=made.fresh, question=made.question),
    "opinions.open_wave": lambda user, made: opinions.open_wave(**now_by(user), survey=made.survey, opens_on=_soon(), closes_on=_soon()),
    "opinions.move_end": lambda user, made: opinions.move_end(**now_by(user), survey=made.survey, wave=made.wave, closes_on=_soon()),
    "opinions.end": lambda user, made: opinions.end(**now_by(user), survey=made.fresh, because="ตั้งใหม่"),
    "opinion_sheets.enter": lambda user, made: opinion_sheets.enter(
        **now_by(user), survey=made.survey, wave=made.wave, sheet="1", group="villager", said={made.first: 1}
    ),
    "opinion_sheets.look": lambda user, made: opinion_sheets.look(**now_by(user), survey=made.survey, word=made.word, show=True),
    "public_pages.write": lambda user, made: public_pages.write(**now_by(user), seen=made.seen, **PAGE | {"headline": "แก้อีก"}),
    "public_pages.publish": lambda user, made: public_pages.publish(**now_by(user), seen=made.seen),
    "public_pages.withdraw": lambda user, made: public_pages.withdraw(**now_by(user), because="แก้ไข"),
}
