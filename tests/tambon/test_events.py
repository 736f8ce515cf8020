"""Malee calls her tambon together: events, who comes, who came, what was decided."""

from datetime import date, time, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.poverty import small
from nsc.tambon import attendance, event_decisions, event_doors, events, team_meetings, teammates
from nsc.tambon.models import CheckIn, TambonEvent
from tests.tambon.conftest import TAMBON

DAY = date(2026, 1, 15)  # of `at`
FORUM = {"kind": "forum", "title": "เวทีประชาคม", "purpose": "ตกลงเป้าหมาย", "on": DAY, "starts": time(9), "ends": time(12)}
FORUM |= {"place": "ศาลาวัด", "run_by": "อบต."}
VILLAGE, OTHER = f"{TAMBON}01", f"{TAMBON}02"


@pytest.fixture
def told(team, at, begun):
    return {"by": team, "at": at, "area": TAMBON}


@pytest.fixture
def event(told):
    return events.plan(**told, told=events.Told(**FORUM))


@pytest.fixture
def token(event):
    return TambonEvent.objects.get(pk=event).token


@pytest.fixture
def reader(hire, begun):
    return hire("governor", "ผู้ว่าฯ", "executive", "60")


@pytest.fixture
def here(told, token, at):
    """here("somchai", village=…): scans the screen and sends the form."""

    def here(browser, **said):
        row = TambonEvent.objects.get(token=token)
        ticket = event_doors.enter(token, code=event_doors.rules.code_at(event_doors._key(row), at), browser=browser, at=at)
        event_doors.check_in(token, ticket=ticket, browser=browser, at=at, **said)

    return here


def verbs() -> set[str]:
    return set(AuditLine.objects.values_list("verb", flat=True))


def test_an_event_is_planned_once_changed_and_held(told, event, team, at):
    assert events.plan(**told, told=events.Told(**FORUM)) == event
    (found,) = events.of(team, TAMBON, at=at)
    assert (found.title, found.state, found.attended) == ("เวทีประชาคม", "planned", 0) and len(found.token) >= 20
    events.change(**told, event=event, seen=found.changed_at, told=events.Told(**FORUM | {"seats": 80}))
    events.hold(**told, event=event)
    events.hold(**told, event=event)
    assert events.find(team, TAMBON, event, at=at).told.seats == 80
    with pytest.raises(Refused):
        events.cancel(**told, event=event, because="ฝนตก")
    assert {"event.plan", "event.change", "event.hold"} <= verbs()


def test_what_is_past_its_hour_waits_for_a_word(told, event, team, at):
    assert events.late(team, TAMBON, at=at) == []
    assert events.late(team, TAMBON, at=at + timedelta(hours=3)) == [(event, "เวทีประชาคม")]
    events.hold(**told, event=event)
    assert events.late(team, TAMBON, at=at + timedelta(hours=3)) == []


def test_nothing_is_written_over_what_somebody_else_changed(told, event, at):
    events.change(**told | {"at": at + timedelta(minutes=1)}, event=event, seen=at, told=events.Told(**FORUM | {"place": "วัดใหม่"}))
    with pytest.raises(Refused):
        events.change(**told, event=event, seen=at, told=events.Told(**FORUM))


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"run_by": ""},
        {"kind": "party"},
        {"ends": time(9)},
        {"on": date(2569, 1, 15)},
        {"village": "60010201"},
        {"latitude": Decimal(15), "longitude": None},
        {"latitude": Decimal(100), "longitude": Decimal(15)},
    ],
)
def test_what_makes_no_event_is_refused(told, wrong):
    with pytest.raises(Refused):
        events.plan(**told, told=events.Told(**FORUM | wrong))
    assert not TambonEvent.objects.exists()


def test_a_cancelled_event_says_why_and_may_be_planned_anew(told, event, team, at):
    events.cancel(**told, event=event, because="น้ำท่วม")
    again = events.plan(**told, told=events.Told(**FORUM))
    assert again != event and events.find(team, TAMBON, event, at=at).cancelled_because == "น้ำท่วม"


def test_before_its_day_it_was_not_held_and_nobody_checks_in(told, team):
    later = events.plan(**told, told=events.Told(**FORUM | {"on": DAY + timedelta(days=1)}))
    for verb, more in ((events.hold, {}), (attendance.open_, {}), (attendance.count, {"submission": UUID(int=1), "people": 2})):
        with pytest.raises(Refused):
            verb(**told, event=later, **more)


def test_who_may_only_read_writes_nothing_and_strangers_see_nothing(reader, hire, told, event, at):
    assert events.of(reader, TAMBON, at=at)
    for verb, more in ((events.hold, {}), (attendance.open_, {}), (event_decisions.decide, {"text": "ตกลง"})):
        with pytest.raises(NotAllowed):
            verb(**told | {"by": reader}, event=event, **more)
    with pytest.raises(NotAllowed):
        attendance.screen_pass(reader, TAMBON, event, at=at)
    stranger = hire("far", "ไกล", "smart_tambon_team", "600102")
    for asked in (events.find, attendance.summary, event_decisions.of):
        with pytest.raises(OutOfSight):
            asked(stranger, TAMBON, event)


# — who comes —


def test_i_will_come_is_counted_once_a_browser_until_it_is_full(told, token, team, event, at):
    found = events.find(team, TAMBON, event, at=at)
    events.change(**told, event=event, seen=found.changed_at, told=events.Told(**FORUM | {"seats": 2}))
    for browser in ("a", "a", "b"):
        event_doors.come(token, browser=browser, at=at)
    assert event_doors.find(token, browser="a", at=at).i_come and event_doors.find(token, browser="c", at=at).is_full
    with pytest.raises(Refused):
        event_doors.come(token, browser="c", at=at)
    event_doors.stay_away(token, browser="a", at=at)
    event_doors.come(token, browser="c", at=at)
    assert events.find(team, TAMBON, event, at=at).coming == 2 and {"event.come", "event.stay_away"} <= verbs()


def test_nobody_comes_to_what_is_over_or_cancelled_or_without_a_cookie(told, token, event, at):
    with pytest.raises(Refused):
        event_doors.come(token, browser="", at=at)
    with pytest.raises(Refused):
        event_doors.come(token, browser="a", at=at + timedelta(hours=3))
    events.cancel(**told, event=event, because="น้ำท่วม")
    with pytest.raises(Refused):
        event_doors.come(token, browser="a", at=at)
    with pytest.raises(OutOfSight):
        event_doors.find("unknown", browser="", at=at)


# — who came —


def test_a_browser_that_checks_in_twice_counts_once(told, event, here, team):
    attendance.open_(**told, event=event)
    here("somchai", village=VILLAGE, sex="man", age="elder")
    here("somchai", village=OTHER)
    here("jai", organisation="รพ.สต.")
    found = attendance.summary(team, TAMBON, event)
    assert (found.total, found.by_phone, found.offices) == (2, 2, (("รพ.สต.", 1),))
    assert [count for _name, count in found.villages] == [1]
    row = CheckIn.objects.get(village_code=VILLAGE)
    with pytest.raises(IntegrityError), transaction.atomic():  # two at once: the database says no
        CheckIn.objects.create(event_id=event, once=row.once, at=row.at)
    assert "somchai" not in row.once and {"attendance.open", "event.check_in"} <= verbs()


def test_a_ticket_is_of_one_browser_one_event_and_half_an_hour(told, event, token, at):
    attendance.open_(**told, event=event)
    row = TambonEvent.objects.get(pk=event)
    code = event_doors.rules.code_at(event_doors._key(row), at)
    ticket = event_doors.enter(token, code=code, browser="a", at=at)
    for wrong in ({"browser": "b"}, {"at": at + timedelta(minutes=31)}, {"ticket": "x"}):
        with pytest.raises(Refused):
            event_doors.check_in(token, **{"ticket": ticket, "browser": "a", "at": at} | wrong)
    with pytest.raises(Refused):
        event_doors.enter(token, code=code, browser="a", at=at + timedelta(minutes=5))
    attendance.close(**told, event=event)
    with pytest.raises(Refused):
        event_doors.enter(token, code=code, browser="a", at=at)
    event_doors.check_in(token, ticket=ticket, browser="a", at=at + timedelta(minutes=29))  # who scanned in time gets in on a slow network
    assert CheckIn.objects.count() == 1


def test_the_screen_shows_the_code_to_who_has_its_pass_on_that_day(told, event, token, team, at):
    attendance.open_(**told, event=event)
    passed = attendance.screen_pass(team, TAMBON, event, at=at)
    shown = event_doors.screen(token, passed, at=at)
    assert event_doors.enter(token, code=shown.code, browser="a", at=at)
    with pytest.raises(OutOfSight):
        event_doors.screen(token, passed + "x", at=at)
    with pytest.raises(Refused):
        event_doors.screen(token, passed, at=at + timedelta(days=1))


def test_the_team_counts_those_without_a_telephone_and_takes_back_what_was_wrong(told, event, team):
    for submission in (UUID(int=1), UUID(int=1), UUID(int=2)):
        attendance.count(**told, event=event, submission=submission, people=12, village=VILLAGE, sex="woman")
    with pytest.raises(Refused):
        attendance.count(**told, event=event, submission=UUID(int=3), people=0)
    line = attendance.summary(team, TAMBON, event).lines[0]
    attendance.take_back(**told, event=event, line=line.id, because="นับซ้ำ")
    found = attendance.summary(team, TAMBON, event)
    assert found.total == 12 and found.lines[0].taken_back_because == "นับซ้ำ"
    assert {"attendance.count", "attendance.take_back"} <= verbs()


def test_few_are_hidden_from_who_does_not_work_there(told, event, team, reader, at):
    for number, (village, people) in enumerate(((VILLAGE, 30), (OTHER, 2), (f"{TAMBON}03", 25))):
        attendance.count(**told, event=event, submission=UUID(int=number), people=people, village=village)
    shown = attendance.summary(reader, TAMBON, event)
    hidden = [small.is_hidden(count) for _name, count in shown.villages]
    assert shown.total == 57 and shown.lines == () and hidden == [False, True, True]
    assert not any(small.is_hidden(count) for _name, count in attendance.summary(team, TAMBON, event).villages)


def test_what_came_to_all_events_is_summed_by_kind(told, event, team):
    attendance.count(**told, event=event, submission=UUID(int=1), people=20, village=VILLAGE)
    mate = teammates.join(**told, name="บุญส่ง แสงทอง", role="หัวหน้า", organisation="อบต.")
    attendance.mark_team(**told, event=event, people=[mate])
    assert attendance.sums(team, TAMBON).held == 0
    events.hold(**told, event=event)
    found = attendance.sums(team, TAMBON)
    assert (found.held, found.people, [(n, people) for _kind, n, people in found.kinds]) == (1, 21, [(1, 21)])


# — what was decided —


def test_a_decision_of_somebody_of_the_team_is_a_task(told, event, team):
    mate = teammates.join(**told, name="บุญส่ง แสงทอง", role="หัวหน้า", organisation="อบต.")
    with pytest.raises(Refused):
        event_decisions.decide(**told, event=event, text="ร่างแผน", owner=mate)
    first = event_decisions.decide(**told, event=event, text="ร่างแผน", owner=mate, due_on=DAY + timedelta(days=9))
    assert event_decisions.decide(**told, event=event, text="ร่างแผน") == first
    other = event_decisions.decide(**told, event=event, text="หาลานตาก", doer="กลุ่มแม่บ้าน")
    (task,) = team_meetings.tasks(team, TAMBON, on=DAY)
    assert (task.what, task.owner) == ("ร่างแผน", mate)
    event_decisions.withdraw(**told, event=event, decision=other, because="เขียนผิด")
    assert [each.text for each in event_decisions.of(team, TAMBON, event)] == ["ร่างแผน"]
    assert {"event.decide", "event.undecide"} <= verbs()


def test_the_list_costs_the_same_for_many(told, event, team, at, django_assert_num_queries):
    for number in range(4):
        events.plan(**told, told=events.Told(**FORUM | {"title": f"ครั้งที่ {number}"}))
    events.of(team, TAMBON, at=at)
    with django_assert_num_queries(5):
        assert len(events.of(team, TAMBON, at=at)) == 5
