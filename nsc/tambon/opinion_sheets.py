"""Answers to a survey of opinions: by a public address, or from paper. Nobody can read a sheet, nor change it.

Who answers is not known: the browser has a random number of its own for this address (the face keeps it in a cookie), and what is stored
of it is a keyed hash.
"""

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from nsc import thai
from nsc.access import audit, scope
from nsc.access.models import OrganisationKind, User
from nsc.areas import codes, places
from nsc.errors import Refused, _
from nsc.files import words as sealing
from nsc.poverty import small
from nsc.tambon import initiatives, opinions
from nsc.tambon import opinion_rules as rules
from nsc.tambon.models import OpinionAnswer, OpinionQuestion, OpinionSheet, OpinionSurvey, OpinionWave, OpinionWord
from nsc.tambon.opinions import Question

PURPOSE = "nsc.tambon.opinion"
WORDS = 500  # characters that may be written


@dataclass(frozen=True)
class Asked:
    """What a person with the address of a wave is shown. `state`: opinions.WAITING, OPEN or CLOSED."""

    token: str
    area_code: str
    tambon: str
    purpose: str
    subject: str
    number: int
    state: str
    opens_on: date
    closes_on: date
    questions: tuple[Question, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(group for group in rules.GROUPS if any(each.is_for(group) for each in self.questions))

    def of(self, group: str) -> tuple[Question, ...]:
        return tuple(each for each in self.questions if each.is_for(group))


@dataclass(frozen=True)
class Word:
    id: str
    question: str
    text: str


# — who answers —


def asked(token: str, *, at: datetime) -> Asked:
    """Of anybody who has the address; OutOfSight where there is none, or the survey has ended. Three queries."""
    row = _wave(token)
    rows = OpinionQuestion.objects.filter(survey=row.survey).prefetch_related("options").order_by("position")
    area = row.survey.initiative.area_code
    return Asked(
        token=token,
        area_code=area,
        tambon=places.place(area).title,
        purpose=row.survey.purpose,
        subject=row.survey.subject,
        number=row.number,
        state=opinions.state(row, timezone.localdate(at)),
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        questions=tuple(map(opinions.question, rows)),
    )


def villages(area: str) -> list[tuple[str, str]]:
    """To choose one's own from: (code, name)."""
    return [(each.code, each.title) for each in places.children(area) if each.level == codes.VILLAGE and each.name_th]


def organisation_kinds() -> list[tuple[str, str]]:
    return [(kind.value, str(kind.label)) for kind in OrganisationKind]


def new_browser() -> str:
    return secrets.token_urlsafe(16)


def has_answered(token: str, browser: str) -> bool:
    return bool(browser) and OpinionSheet.objects.filter(wave__token=token, key=_key(token, browser)).exists()


@transaction.atomic
def answer(
    *, at: datetime, token: str, browser: str, group: str, village: str = "", kind: str = "", said: Mapping[int, int | str] = {}
) -> bool:
    """Whether this stands: of one browser, the first does. `said`: by question a number from 1, or words; what is not answered is left
    out. Not on the record: nobody did it."""
    row = _wave(token)
    if opinions.state(row, timezone.localdate(at)) != opinions.OPEN:
        raise Refused(_("แบบสำรวจนี้ไม่ได้เปิดรับคำตอบในวันนี้"))
    return _keep(row, _key(token, browser), group, village, kind, said, is_paper=False)


# — the team —


@transaction.atomic
def enter(
    *,
    by: User,
    at: datetime,
    area: str,
    survey: int,
    wave: int,
    sheet: str,
    group: str,
    village: str = "",
    kind: str = "",
    said: Mapping[int, int | str] = {},
) -> bool:
    """A paper sheet, typed. `sheet`: a number of the form it was typed into: sent twice it stands once, and is then False."""
    row = _of_team(by, area, survey, wave)
    if not opinions.takes_paper(row, timezone.localdate(at)):
        raise Refused(_("พิมพ์แบบกระดาษได้ตั้งแต่วันเปิดจนถึง {days} วันหลังวันปิด"), days=rules.PAPER_DAYS)
    is_new = _keep(row, _key(row.token, f"paper {sheet}"), group, village, kind, said, is_paper=True)
    if is_new:
        audit.record(by=by, at=at, verb="opinion_sheet.enter", on=row.survey, place=area, detail=str(row.number))
    return is_new


@transaction.atomic
def unread(by: User, at: datetime, area: str, survey: int) -> list[Word]:
    """What was written and nobody has looked at yet, in no order; on record. Four queries."""
    row = _survey(by, area, survey)
    found = _words(OpinionWord.objects.filter(wave__survey=row, looked_at=None))
    if found:
        audit.seen(by=by, at=at, what="opinion_word", on=row, place=area, count=len(found))
    return found


def waiting(user: User, area: str) -> Counter[int]:
    """How many words wait for a look, by survey. Two queries."""
    rows = OpinionWord.objects.filter(wave__survey__initiative=initiatives.seen(user, area), looked_at=None)
    return Counter(rows.values_list("wave__survey", flat=True))


@transaction.atomic
def look(*, by: User, at: datetime, area: str, survey: int, word: str, show: bool) -> None:
    """To be shown; or it names somebody, and is gone. Looked at already, the first stands."""
    row = _survey(by, area, survey)
    found = OpinionWord.objects.select_for_update().filter(wave__survey=row, pk=word).first()
    if found is None:
        raise scope.OutOfSight(str(survey))
    if found.looked_at:
        return
    found.looked_at, found.looked_by, found.is_shown = at, by, show
    if not show:
        found.sealed = None
    found.save()
    audit.record(by=by, at=at, verb="opinion_word.show" if show else "opinion_word.erase", on=row, place=area)


def shown(user: User, area: str, survey: int) -> dict[int, dict[int, list[str]]]:
    """What was written and may be read: by question and number of the wave. Hidden where few answered the wave. Five queries."""
    found = opinions.find(user, area, survey, on=timezone.localdate())
    many = {wave.id: wave.number for wave in found.waves if wave.state == opinions.CLOSED and wave.sheets >= small.FEW}
    rows = OpinionWord.objects.filter(wave__in=many, is_shown=True).order_by("pk")
    texts = sealing.opened_many((each.sealed for each in rows), purpose=PURPOSE)
    told: dict[int, dict[int, list[str]]] = {}
    for row, text in zip(rows, texts, strict=True):
        told.setdefault(row.question_id, {}).setdefault(many[row.wave_id], []).append(text)
    return told


def _words(rows: Iterable[OpinionWord]) -> list[Word]:
    found = list(rows.select_related("question").order_by("pk"))
    texts = sealing.opened_many((each.sealed for each in found), purpose=PURPOSE)
    return [Word(str(each.pk), each.question.text, text) for each, text in zip(found, texts, strict=True)]


def _wave(token: str) -> OpinionWave:
    row = OpinionWave.objects.select_related("survey__initiative").filter(token=token, survey__ended_at=None).first()
    if row is None:
        raise scope.OutOfSight("opinion")  # the token stands in no log
    return row


def _survey(by: User, area: str, survey: int) -> OpinionSurvey:
    row = OpinionSurvey.objects.filter(initiative=initiatives.held(by, area), pk=survey).first()
    if row is None:
        raise scope.OutOfSight(str(survey))
    return row


def _of_team(by: User, area: str, survey: int, wave: int) -> OpinionWave:
    row = OpinionWave.objects.select_related("survey__initiative").filter(survey=_survey(by, area, survey), pk=wave).first()
    if row is None or row.survey.ended_at:
        raise scope.OutOfSight(str(wave))
    return row


def _key(token: str, who: str) -> str:
    return salted_hmac(PURPOSE, f"{token} {who}", algorithm="sha256").hexdigest()


def _keep(row: OpinionWave, key: str, group: str, village: str, kind: str, said: Mapping[int, int | str], *, is_paper: bool) -> bool:
    """The survey is locked, so that its questions stay while the first answer comes in."""
    OpinionSurvey.objects.select_for_update().get(pk=row.survey_id)
    rows = OpinionQuestion.objects.filter(survey=row.survey_id).prefetch_related("options")
    questions = {each.id: each for each in map(opinions.question, rows) if each.is_for(group)}
    if group not in rules.GROUPS or not questions:
        raise Refused(_("โปรดเลือกว่าท่านเป็นชาวบ้านหรือตอบในนามหน่วยงาน"))
    if village and village not in dict(villages(row.survey.initiative.area_code)):
        raise Refused(_("ไม่มีหมู่บ้านนี้ในตำบล โปรดเลือกจากรายการ"))
    if kind and kind not in OrganisationKind.values:
        raise Refused(_("ไม่มีหน่วยงานประเภทนี้ โปรดเลือกจากรายการ"))
    numbers, texts = _checked(questions, said)
    if not numbers and not texts:
        raise Refused(_("ยังไม่ได้ตอบข้อใดเลย โปรดตอบอย่างน้อยหนึ่งข้อ"))
    place = {"village_code": village} if group == rules.VILLAGER else {"organisation_kind": kind}
    try:
        with transaction.atomic():
            sheet = OpinionSheet.objects.create(wave=row, group=group, is_paper=is_paper, key=key, **place)
    except IntegrityError as error:
        if OpinionSheet.objects.filter(wave=row, key=key).exists():
            return False
        raise error
    OpinionAnswer.objects.bulk_create(OpinionAnswer(sheet=sheet, question_id=each, value=value) for each, value in numbers.items())
    OpinionWord.objects.bulk_create(
        OpinionWord(id=uuid4(), wave=row, question_id=each, sealed=sealing.seal(text, WORDS, purpose=PURPOSE))
        for each, text in texts.items()
    )
    return True


def _checked(questions: Mapping[int, Question], said: Mapping[int, int | str]) -> tuple[dict[int, int], dict[int, str]]:
    numbers: dict[int, int] = {}
    texts: dict[int, str] = {}
    for number, value in said.items():
        question = questions.get(number)
        if question is None:
            raise Refused(_("คำถามเปลี่ยนไประหว่างที่เปิดอยู่ โปรดเปิดหน้านี้ใหม่แล้วตอบอีกครั้ง"))
        if question.kind == rules.WORDS:
            if told := thai.clean(str(value))[:WORDS]:
                texts[number] = told
        elif isinstance(value, int) and 1 <= value <= len(question.options):
            numbers[number] = value
        else:
            raise Refused(_("ไม่มีคำตอบนี้ให้เลือก โปรดเลือกจากรายการ"))
    return numbers, texts
