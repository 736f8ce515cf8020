"""A survey of opinions: its questions stand from the first answer on, a sheet stands once, nothing is told of few."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from nsc.access import keyring, seals
from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.tambon import opinion_results, opinion_sheets, opinions
from nsc.tambon.models import OpinionAnswer, OpinionSheet, OpinionWord
from tests.tambon.conftest import TAMBON


@pytest.fixture
def told(team, at, begun):
    return {"by": team, "at": at, "area": TAMBON}


@pytest.fixture
def today(at):
    return timezone.localdate(at)


@pytest.fixture
def survey(told):
    return opinions.draw_up(**told, purpose="attitude", subject="งานของทีม")


@pytest.fixture
def wave(told, survey, today):
    return opinions.open_wave(**told, survey=survey, opens_on=today, closes_on=today)


@pytest.fixture
def found(team, survey, wave, today):
    return opinions.find(team, TAMBON, survey, on=today)


@pytest.fixture
def reader(hire, begun):
    return hire("governor", "ผู้ว่าฯ", "executive", "60")


def answered(found, at, browsers, value, group="villager", wave=0):
    said = {each.id: min(value, len(each.options)) for each in found.questions if each.is_for(group) and each.options}
    for browser in browsers:
        assert opinion_sheets.answer(at=at, token=found.waves[wave].token, browser=str(browser), group=group, said=said)


def verbs():
    return list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))


def test_a_survey_begins_with_our_proposal_and_stands_once(team, told, survey, today):
    assert opinions.draw_up(**told, purpose="attitude", subject=" งานของทีม ") == survey
    found = opinions.find(team, TAMBON, survey, on=today)
    assert [each.text for each in found.questions] == [each.text for each in opinions.proposals()["attitude"]]
    assert verbs().count("opinion.draw_up") == 1


def test_questions_are_changed_until_somebody_answers_and_then_copied(team, at, told, survey, today):
    asked = opinions.ask(**told, survey=survey, kind="choice", text="วันใดสะดวก", options=["เสาร์", " อาทิตย์ ", ""])
    assert opinions.ask(**told, survey=survey, kind="choice", text="วันใดสะดวก", options=["เสาร์", "อาทิตย์"]) == asked
    first = opinions.find(team, TAMBON, survey, on=today).questions[0].id
    opinions.strike(**told, survey=survey, question=first)
    opinions.open_wave(**told, survey=survey, opens_on=today, closes_on=today)
    found = opinions.find(team, TAMBON, survey, on=today)
    assert first not in [each.id for each in found.questions] and found.questions[-1].options == ("เสาร์", "อาทิตย์")
    answered(found, at, [1], 1)
    for change in (
        lambda: opinions.ask(**told, survey=survey, kind="agree", text="อีกข้อ"),
        lambda: opinions.strike(**told, survey=survey, question=asked),
    ):
        with pytest.raises(Refused, match="คัดลอก"):
            change()
    copy = opinions.draw_up(**told, purpose="attitude", subject="ปีหน้า", copy_of=survey)
    copied = opinions.find(team, TAMBON, copy, on=today).questions
    assert [(each.text, each.options) for each in copied] == [(each.text, each.options) for each in found.questions]


def test_waves_follow_each_other_and_a_closed_one_stays_closed(told, survey, wave, today, at):
    days = {"opens_on": today + timedelta(days=5), "closes_on": today + timedelta(days=9)}
    assert opinions.open_wave(**told, survey=survey, opens_on=today, closes_on=today) == wave
    with pytest.raises(Refused, match="หลังครั้งก่อน"):
        opinions.open_wave(**told, survey=survey, opens_on=today, closes_on=today + timedelta(days=1))
    opinions.open_wave(**told, survey=survey, **days)
    later = told | {"at": at + timedelta(days=1)}
    with pytest.raises(Refused, match="ปิดแล้ว"):
        opinions.move_end(**later, survey=survey, wave=wave, closes_on=today + timedelta(days=3))


def test_of_one_browser_the_first_answer_stands(found, at):
    answered(found, at, ["a"], 1)
    said = {found.questions[0].id: 5}
    assert not opinion_sheets.answer(at=at, token=found.waves[0].token, browser="a", group="villager", said=said)
    assert OpinionSheet.objects.count() == 1 and set(OpinionAnswer.objects.values_list("value", flat=True)) == {1}
    assert opinion_sheets.has_answered(found.waves[0].token, "a") and not opinion_sheets.has_answered(found.waves[0].token, "b")
    sheet = OpinionSheet.objects.get()
    assert sheet.key != "a" and len(sheet.key) == 64


@pytest.mark.parametrize(
    ("told_", "why"),
    [
        ({"group": "robot"}, "ชาวบ้าน"),
        ({"village": "60090701"}, "ไม่มีหมู่บ้าน"),
        ({"group": "agency", "kind": "army"}, "ประเภท"),
        ({"said": {}}, "ข้อใดเลย"),
        ({"said": {0: 1}}, "เปลี่ยนไป"),
    ],
)
def test_what_was_not_asked_is_refused_and_nothing_stays(found, at, told_, why):
    given = {"group": "villager", "said": {found.questions[0].id: 1}} | told_
    with pytest.raises(Refused, match=why):
        opinion_sheets.answer(at=at, token=found.waves[0].token, browser="a", **given)
    assert not OpinionSheet.objects.exists()


def test_an_answer_outside_the_scale_is_refused(found, at):
    for value in (0, 6, "5"):
        with pytest.raises(Refused):
            opinion_sheets.answer(at=at, token=found.waves[0].token, browser="a", group="villager", said={found.questions[0].id: value})


def test_before_and_after_its_days_nobody_answers(told, survey, found, at):
    for day in (-1, 1):
        with pytest.raises(Refused, match="ไม่ได้เปิด"):
            answered(found, at + timedelta(days=day), ["a"], 1)
    opinions.end(**told, survey=survey, because="ตั้งใหม่")
    with pytest.raises(OutOfSight):
        answered(found, at, ["a"], 1)


def test_a_paper_sheet_is_typed_once_and_on_record(told, survey, wave, found, at):
    sheet = told | {"survey": survey, "wave": wave, "sheet": "1", "group": "villager", "said": {found.questions[0].id: 3}}
    assert opinion_sheets.enter(**sheet) and not opinion_sheets.enter(**sheet)
    assert verbs().count("opinion_sheet.enter") == 1 and OpinionSheet.objects.get().is_paper
    assert opinion_sheets.enter(**sheet | {"sheet": "2", "at": at + timedelta(days=30)})
    with pytest.raises(Refused):
        opinion_sheets.enter(**sheet | {"sheet": "3", "at": at + timedelta(days=31)})


def test_what_was_written_is_sealed_of_no_sheet_and_shown_after_a_look(team, told, survey, found, at, today):
    question = next(each.id for each in found.questions if each.kind == "words")
    for n in range(5):
        said = {question: f"อย่าลืมหมู่ {n}", found.questions[0].id: 1}
        opinion_sheets.answer(at=at, token=found.waves[0].token, browser=str(n), group="villager", said=said)
    assert not any("หมู่".encode() in bytes(each.sealed) for each in OpinionWord.objects.all())
    words = opinion_sheets.unread(team, at, TAMBON, survey)
    assert len(words) == 5 and verbs()[-1] == "opinion_word.see"
    for word in words:
        opinion_sheets.look(**told, survey=survey, word=word.id, show="2" not in word.text)
    opinion_sheets.look(**told, survey=survey, word=words[0].id, show="2" in words[0].text)  # the first look stands
    assert OpinionWord.objects.filter(sealed=None).count() == 1 and opinion_sheets.unread(team, at, TAMBON, survey) == []
    shown = opinion_sheets.shown(team, TAMBON, survey)  # the days of the wave are long over
    assert sorted(shown[question][1]) == [f"อย่าลืมหมู่ {n}" for n in (0, 1, 3, 4)]


def test_what_was_written_is_sealed_anew_with_the_next_key(team, operator, survey, found, at, settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setattr(keyring, "PAUSE", 0)
    monkeypatch.setattr(seals, "CHUNK", 2)
    question = next(each.id for each in found.questions if each.kind == "words")
    for n in range(5):
        opinion_sheets.answer(at=at, token=found.waves[0].token, browser=str(n), group="villager", said={question: f"หมู่ {n}"})
    done = keyring.rotate(by=operator, at=at)
    assert (done.values, done.damaged, done.left) == (5, (), 0)
    assert {each.text for each in opinion_sheets.unread(team, at, TAMBON, survey)} == {f"หมู่ {n}" for n in range(5)}


def test_while_it_is_open_only_the_number_is_told_and_of_few_nothing_ever(team, survey, found, at, today):
    answered(found, at, range(4), 5)
    assert opinion_results.of(team, TAMBON, survey, on=today).lines[0].waves == ()
    closed = opinion_results.of(team, TAMBON, survey, on=today + timedelta(days=1))
    assert closed.waves[0].sheets == 4
    assert all(each.spread is None and each.is_hidden for line in closed.lines for each in line.waves)


@pytest.fixture
def two_waves(team, told, survey, found, at, today):
    """Before: 30 villagers lean to no, 3 agencies; after: 30 villagers and 6 agencies to yes."""
    answered(found, at, range(20), 1)
    answered(found, at, range(20, 30), 2)
    answered(found, at, range(100, 103), 2, "agency")
    later = at + timedelta(days=10)
    day = timezone.localdate(later)
    opinions.open_wave(**told | {"at": later}, survey=survey, opens_on=day, closes_on=day)
    found = opinions.find(team, TAMBON, survey, on=day)
    answered(found, later, range(15), 5, wave=1)
    answered(found, later, range(15, 30), 4, wave=1)
    answered(found, later, range(100, 103), 4, "agency", wave=1)
    answered(found, later, range(103, 106), 3, "agency", wave=1)
    return day + timedelta(days=1)


def test_villagers_before_and_after(team, survey, two_waves):
    found = opinion_results.of(team, TAMBON, survey, on=two_waves)
    first = found.lines[0]
    assert [each.spread.n for each in first.waves] == [33, 36]
    (change,) = opinion_results.changes(team, TAMBON, on=two_waves)[0].lines[0].changes
    assert change.difference.value > 2 and change.difference.is_sure


def test_a_hidden_group_cannot_be_had_by_subtraction(team, survey, two_waves):
    told = {
        group: opinion_results.of(team, TAMBON, survey, on=two_waves, group=group).lines[0].waves[0] for group in ("", "villager", "agency")
    }
    assert [told[group].is_hidden for group in ("", "villager", "agency")] == [False, True, True]
    after = opinion_results.of(team, TAMBON, survey, on=two_waves, group="agency").lines[0].waves[1]
    assert after.spread.n == 6


def test_a_question_of_agencies_is_not_among_those_of_villagers(team, survey, two_waves):
    texts = {
        group: {line.question.audience for line in opinion_results.of(team, TAMBON, survey, on=two_waves, group=group).lines}
        for group in ("", "villager", "agency")
    }
    assert texts == {"": {""}, "villager": {"", "villager"}, "agency": {"", "agency"}}


def test_the_table_hides_as_the_page_does_and_is_on_record(team, at, survey, two_waves):
    rows = opinion_results.table(by=team, at=at + timedelta(days=30), area=TAMBON, number=survey)
    assert verbs()[-1] == "opinion.export"
    assert any(each.is_hidden for group, line in rows if group.key == "agency" for each in line.waves)


def test_questions_cost_the_same_however_many_answered(team, survey, two_waves, django_assert_num_queries):
    with django_assert_num_queries(8):
        opinion_results.of(team, TAMBON, survey, on=two_waves)


def test_who_only_reads_writes_nothing_and_strangers_see_nothing(reader, somjai, hire, told, survey, wave, today):
    given = told | {"by": reader}
    with pytest.raises(NotAllowed):
        opinions.draw_up(**given, purpose="attitude", subject="อีกเรื่อง")
    with pytest.raises(NotAllowed):
        opinion_sheets.unread(reader, given["at"], TAMBON, survey)
    assert opinions.find(reader, TAMBON, survey, on=today).id == survey
    stranger = hire("noi", "น้อย", "smart_tambon_team", "600101")
    with pytest.raises(OutOfSight):
        opinions.find(stranger, TAMBON, survey, on=today)


def test_a_sheet_says_its_group_to_the_database_too(found):
    with pytest.raises(IntegrityError), transaction.atomic():
        OpinionSheet.objects.create(wave_id=found.waves[0].id, group="agency", village_code="60090801", key="k")
