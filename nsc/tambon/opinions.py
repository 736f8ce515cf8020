"""Surveys of opinions in a tambon: their questions, which stand from the first answer on, and their waves (before, after, later)."""

import secrets
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from nsc import thai
from nsc.access import audit, scope
from nsc.access import rules as access_rules
from nsc.access.models import User
from nsc.errors import Refused, _
from nsc.tambon import initiatives
from nsc.tambon import opinion_rules as rules
from nsc.tambon.models import OpinionOption, OpinionQuestion, OpinionSheet, OpinionSurvey, OpinionWave

PROPOSALS = Path(__file__).parent / "data" / "opinions.toml"
WAITING, OPEN, CLOSED = "waiting", "open", "closed"


@dataclass(frozen=True)
class Question:
    """`options`: the words of 1, 2, …; none of what is answered in one's own words. `id` 0: of a proposal."""

    id: int
    kind: str
    audience: str
    text: str
    options: tuple[str, ...]

    def is_for(self, group: str) -> bool:
        return self.audience in (rules.EVERYBODY, group)


@dataclass(frozen=True)
class Wave:
    """`sheets`: how many have answered; by group in `of_group`."""

    id: int
    number: int
    opens_on: date
    closes_on: date
    token: str
    state: str
    sheets: int
    of_group: tuple[tuple[str, int], ...]
    takes_paper: bool


@dataclass(frozen=True)
class Survey:
    """`is_locked`: somebody has answered, and the questions stand."""

    id: int
    purpose: str
    subject: str
    by: str
    at: datetime
    is_ended: bool
    ended_because: str
    questions: tuple[Question, ...]
    waves: tuple[Wave, ...]

    @property
    def is_locked(self) -> bool:
        return any(wave.sheets for wave in self.waves)

    @property
    def running(self) -> Wave | None:
        return next((wave for wave in self.waves if wave.state == OPEN), None)

    @property
    def groups(self) -> tuple[str, ...]:
        """Those who are asked anything."""
        return tuple(group for group in rules.GROUPS if any(question.is_for(group) for question in self.questions))


# — questions —


@cache
def proposals() -> dict[str, tuple[Question, ...]]:
    """By purpose: our proposal, not official."""
    told = tomllib.loads(PROPOSALS.read_text(encoding="utf-8"))
    return {
        purpose: tuple(
            Question(0, each["kind"], each["audience"], each["text"], rules.answers_to(each["kind"], each.get("options", ())))
            for each in told[purpose]["questions"]
        )
        for purpose in rules.PURPOSES
    }


def of(user: User, area: str, *, on: date) -> list[Survey]:
    """The newest first, those that ended last. Six queries."""
    rows = _rows().filter(initiative=initiatives.seen(user, area)).order_by("-at", "-pk")
    found = list(rows)
    counted = _counted(found)
    return sorted((survey(row, counted, on) for row in found), key=lambda each: each.is_ended)


def find(user: User, area: str, number: int, *, on: date) -> Survey:
    """Six queries. OutOfSight for another tambon's."""
    row = _rows().filter(initiative=initiatives.seen(user, area), pk=number).first()
    if row is None:
        raise scope.OutOfSight(str(number))
    return survey(row, _counted([row]), on)


def _rows():
    return OpinionSurvey.objects.select_related("by").prefetch_related("questions__options", "waves")


def _counted(rows: Sequence[OpinionSurvey]) -> Counter[tuple[int, str]]:
    """Sheets by wave and group."""
    counted = OpinionSheet.objects.filter(wave__survey__in=rows).values_list("wave", "group").annotate(n=Count("pk"))
    return Counter({(wave, group): n for wave, group, n in counted})


def survey(row: OpinionSurvey, counted: Counter[tuple[int, str]], on: date) -> Survey:
    """For the modules of this room."""
    waves = sorted(row.waves.all(), key=lambda each: each.number)
    return Survey(
        id=row.pk,
        purpose=row.purpose,
        subject=row.subject,
        by=row.by.display_name,
        at=row.at,
        is_ended=row.ended_at is not None,
        ended_because=row.ended_because,
        questions=tuple(map(question, sorted(row.questions.all(), key=lambda each: each.position))),
        waves=tuple(_wave(each, counted, on) for each in waves),
    )


def question(row: OpinionQuestion) -> Question:
    options = [each.text for each in sorted(row.options.all(), key=lambda each: each.number)]
    return Question(row.pk, row.kind, row.audience, row.text, rules.answers_to(row.kind, options))


def state(wave: OpinionWave, on: date) -> str:
    return WAITING if on < wave.opens_on else OPEN if on <= wave.closes_on else CLOSED


def takes_paper(wave: OpinionWave, on: date) -> bool:
    return wave.opens_on <= on and (on - wave.closes_on).days <= rules.PAPER_DAYS


def _wave(row: OpinionWave, counted: Counter[tuple[int, str]], on: date) -> Wave:
    of_group = tuple((group, counted[row.pk, group]) for group in rules.GROUPS)
    told = {name: getattr(row, name) for name in ("id", "number", "opens_on", "closes_on", "token")}
    return Wave(**told, state=state(row, on), sheets=sum(n for _g, n in of_group), of_group=of_group, takes_paper=takes_paper(row, on))


# — verbs —


@transaction.atomic
def draw_up(*, by: User, at: datetime, area: str, purpose: str, subject: str, copy_of: int | None = None) -> int:
    """A survey with the questions of our proposal, or of another survey of this tambon (`copy_of`). The same subject again: the first
    stands."""
    initiative = initiatives.held(by, area)
    if purpose not in rules.PURPOSES:
        raise Refused(_("โปรดเลือกว่าสำรวจทัศนคติหรือความพึงพอใจ"))
    subject = thai.clean(subject)[:200]
    if not subject:
        raise Refused(_("โปรดบอกว่าสำรวจเรื่องอะไร"))
    source = _held(by, area, copy_of) if copy_of is not None else None
    initiatives.lock(initiative)
    if known := OpinionSurvey.objects.filter(initiative=initiative, subject=subject, ended_at=None).first():
        return int(known.pk)
    row = OpinionSurvey.objects.create(initiative=initiative, purpose=purpose, subject=subject, copied_from=source, at=at, by=by)
    for each in _questions(source) if source else proposals()[purpose]:
        _write(row, each.kind, each.audience, each.text, each.options if each.kind == rules.CHOICE else ())
    audit.record(by=by, at=at, verb="opinion.draw_up", on=row, place=area, detail=purpose)
    return int(row.pk)


@transaction.atomic
def ask(*, by: User, at: datetime, area: str, survey: int, kind: str, text: str, audience: str = "", options: Sequence[str] = ()) -> int:
    """One question more, at the end. Asked again in the same words, the first stands."""
    row = _unanswered(by, area, survey)
    told, said = thai.clean(text)[:300], [word for each in options if (word := thai.clean(each)[:100])]
    rules.check_question(kind, audience, told, said)
    known = OpinionQuestion.objects.filter(survey=row, kind=kind, audience=audience, text=told).first()
    if known:
        return int(known.pk)
    if OpinionQuestion.objects.filter(survey=row).count() >= rules.MOST_QUESTIONS:
        raise Refused(_("แบบสำรวจมีได้ไม่เกิน {most} ข้อ คนตอบจะเลิกกลางทาง"), most=rules.MOST_QUESTIONS)
    made = _write(row, kind, audience, told, said if kind == rules.CHOICE else ())
    audit.record(by=by, at=at, verb="opinion.ask", on=row, place=area)
    return int(made.pk)


@transaction.atomic
def strike(*, by: User, at: datetime, area: str, survey: int, question: int) -> None:
    """A question is left out, while nobody has answered. Left out already, nothing happens."""
    row = _unanswered(by, area, survey)
    if OpinionQuestion.objects.filter(survey=row, pk=question).delete()[0]:
        audit.record(by=by, at=at, verb="opinion.strike", on=row, place=area)


@transaction.atomic
def open_wave(*, by: User, at: datetime, area: str, survey: int, opens_on: date, closes_on: date) -> int:
    """The next wave: the first is before, the second after. The same days again: the first stands."""
    row = _locked(by, area, survey)
    rules.check_days(opens_on, closes_on)
    known = list(OpinionWave.objects.filter(survey=row).order_by("number"))
    if same := next((each for each in known if (each.opens_on, each.closes_on) == (opens_on, closes_on)), None):
        return int(same.pk)
    if not OpinionQuestion.objects.filter(survey=row).exists():
        raise Refused(_("ยังไม่มีคำถาม เพิ่มคำถามก่อนเปิดรับคำตอบ"))
    if known and opens_on <= known[-1].closes_on:
        raise Refused(_("ครั้งใหม่ต้องเปิดหลังครั้งก่อนปิดแล้ว เพื่อไม่ให้คำตอบปนกัน"))
    if closes_on < timezone.localdate(at):
        raise Refused(_("วันปิดผ่านไปแล้ว โปรดเลือกวันที่ยังไม่ถึง"))
    number = known[-1].number + 1 if known else 1
    wave = OpinionWave.objects.create(
        survey=row, number=number, opens_on=opens_on, closes_on=closes_on, token=secrets.token_urlsafe(16), at=at, by=by
    )
    audit.record(by=by, at=at, verb="opinion_wave.open", on=row, place=area, detail=str(number))
    return int(wave.pk)


@transaction.atomic
def move_end(*, by: User, at: datetime, area: str, survey: int, wave: int, closes_on: date) -> None:
    """Closed is closed: its results have been seen, and each answer more could be told from them."""
    row = _locked(by, area, survey)
    found = OpinionWave.objects.filter(survey=row, pk=wave).first()
    if found is None:
        raise scope.OutOfSight(str(wave))
    if found.closes_on == closes_on:
        return
    today = timezone.localdate(at)
    if state(found, today) == CLOSED:
        raise Refused(_("ครั้งนี้ปิดแล้ว ผลเปิดให้ดูแล้ว จึงขยายเวลาไม่ได้ เปิดครั้งใหม่แทน"))
    rules.check_days(found.opens_on, closes_on)
    if closes_on < today:
        raise Refused(_("ปิดย้อนหลังไม่ได้ เลือกวันนี้หรือวันต่อไป"))
    found.closes_on = closes_on
    found.save(update_fields=["closes_on"])
    audit.record(by=by, at=at, verb="opinion_wave.move", on=row, place=area, detail=str(found.number))


@transaction.atomic
def end(*, by: User, at: datetime, area: str, survey: int, because: str) -> None:
    """No longer asked. Its answers stay. Ended already, nothing happens."""
    row = _held(by, area, survey)
    if row.ended_at is None:
        row.ended_at, row.ended_because = at, access_rules.reason(because)[:300]
        row.save(update_fields=["ended_at", "ended_because"])
        audit.record(by=by, at=at, verb="opinion.end", on=row, place=area, because=row.ended_because)


def _held(by: User, area: str, survey: int) -> OpinionSurvey:
    """Locked: verbs about a survey come one after the other."""
    row = OpinionSurvey.objects.select_for_update().filter(initiative=initiatives.held(by, area), pk=survey).first()
    if row is None:
        raise scope.OutOfSight(str(survey))
    return row


def _locked(by: User, area: str, survey: int) -> OpinionSurvey:
    row = _held(by, area, survey)
    if row.ended_at:
        raise Refused(_("แบบสำรวจนี้เลิกใช้แล้ว"))
    return row


def _unanswered(by: User, area: str, survey: int) -> OpinionSurvey:
    row = _locked(by, area, survey)
    if OpinionSheet.objects.filter(wave__survey=row).exists():
        raise Refused(_("มีคนตอบแล้ว คำถามจึงแก้ไม่ได้ เพื่อให้ก่อนและหลังถามเหมือนกัน ทำแบบสำรวจใหม่โดยคัดลอกจากฉบับนี้"))
    return row


def _questions(source: OpinionSurvey) -> list[Question]:
    return [question(each) for each in source.questions.prefetch_related("options").order_by("position")]


def _write(row: OpinionSurvey, kind: str, audience: str, text: str, options: Sequence[str]) -> OpinionQuestion:
    last = OpinionQuestion.objects.filter(survey=row).order_by("-position").values_list("position", flat=True).first()
    made = OpinionQuestion.objects.create(survey=row, position=(last or 0) + 1, kind=kind, audience=audience, text=text)
    OpinionOption.objects.bulk_create(OpinionOption(question=made, number=n, text=word) for n, word in enumerate(options, start=1))
    return made
