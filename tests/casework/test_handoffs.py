"""Work that changes levels: given, taken, sent back; and what is late goes upward by itself."""

from datetime import date, timedelta

import pytest

from nsc.access import scope
from nsc.access.models import AuditLine, Notice
from nsc.casework import cases, deadlines, escalation, handoffs, holidays, timeline
from nsc.casework.models import Case, CaseDays, Event, Handoff
from nsc.errors import NotAllowed, Refused
from tests.casework.conftest import AT

pytestmark = pytest.mark.django_db
TODAY, WEEK = date(2026, 1, 15), date(2026, 1, 22)
WHY = "ครอบครัวไม่อยู่บ้านสามครั้ง"


def give(by, case, to="tambon", due_on=WEEK, because=WHY, at=AT):
    return handoffs.give(by=by, at=at, case=case.pk, to=to, due_on=due_on, because=because)


def stands(case) -> tuple[str, date | None]:
    case.refresh_from_db()
    return case.turn, case.due_on


def told(kind: str) -> list[str]:
    return [notice.user.username for notice in Notice.objects.filter(kind=kind).order_by("user__username")]


def test_the_mentor_hands_a_case_to_the_team_with_a_reason(in_care, somjai, team):
    give(somjai, in_care)
    assert stands(in_care) == ("tambon", WEEK) and told("handoff.give") == ["team"]
    waiting = cases.find(team, in_care.pk, at=AT).waiting
    assert (waiting.from_turn, waiting.to_turn, waiting.because, waiting.by) == ("mentor", "tambon", WHY, "สมใจ")
    line = AuditLine.objects.get(verb="handoff.give")
    assert (line.by, line.detail, line.because) == (somjai, "tambon", "")


def test_the_team_takes_it_and_taken_twice_it_is_taken_once(in_care, somjai, team, hire):
    give(somjai, in_care)
    for _twice in range(2):
        assert handoffs.take(by=team, at=AT, case=in_care.pk).state == "taken"
    assert stands(in_care) == ("tambon", WEEK) and Event.objects.filter(kind="handoff.take").count() == 1
    with pytest.raises(Refused, match="รับแล้ว"):
        handoffs.take(by=hire("second", "สอง", "tambon_team", "600908"), at=AT, case=in_care.pk)


def test_the_team_sends_it_back_with_a_reason_and_days_anew(in_care, somjai, team):
    give(somjai, in_care)
    with pytest.raises(Refused, match="เหตุผล"):
        handoffs.send_back(by=team, at=AT, case=in_care.pk, because="")
    for _twice in range(2):
        handoffs.send_back(by=team, at=AT, case=in_care.pk, because="ขอเยี่ยมอีกครั้ง")
    assert stands(in_care) == ("mentor", WEEK) and told("handoff.return") == ["somjai"]
    [line, *_rest], _more = timeline.of_household(somjai, in_care.household_id)
    assert (line.kind, line.text) == ("handoff.return", "ขอเยี่ยมอีกครั้ง") and Event.objects.filter(kind="handoff.return").count() == 1


def test_the_same_hand_over_sent_again_stands(in_care, somjai):
    assert give(somjai, in_care).pk == give(somjai, in_care).pk and Handoff.objects.count() == 1


def test_given_on_before_it_was_taken_it_counts_as_taken(in_care, somjai, team):
    give(somjai, in_care)
    give(team, in_care, to="district")
    assert list(Handoff.objects.order_by("pk").values_list("state", "answered_by")) == [("taken", team.pk), ("given", None)]
    assert stands(in_care)[0] == "district"


def test_only_whose_turn_it_is_hands_it_on(case, in_care, somjai, team, nurse, prasit):
    give(somjai, in_care)
    with pytest.raises(NotAllowed):
        give(somjai, in_care, to="district")
    with pytest.raises(NotAllowed):
        handoffs.take(by=somjai, at=AT, case=in_care.pk)
    for stranger in (nurse, prasit):
        with pytest.raises(scope.OutOfSight):
            handoffs.take(by=stranger, at=AT, case=in_care.pk)


def test_what_lies_with_the_province_is_not_the_districts_to_answer(in_care, somjai, team, district_officer, provincial_officer):
    give(somjai, in_care, to="province")
    with pytest.raises(NotAllowed):
        handoffs.take(by=district_officer, at=AT, case=in_care.pk)
    assert handoffs.take(by=provincial_officer, at=AT, case=in_care.pk).answered_by == provincial_officer


def test_a_hand_over_goes_elsewhere_to_somebody_until_a_day_to_come(case, in_care, somjai, district_officer):
    for wrong, said in (
        ({"to": "mentor"}, "อยู่แล้ว"),
        ({"to": "agency"}, "ใช้การส่งต่อ"),
        ({"to": "king"}, "โปรดเลือกระดับ"),
        ({"due_on": TODAY - timedelta(days=1)}, "ไม่ก่อนวันนี้"),
        ({"due_on": date(2036, 1, 1)}, "หนึ่งปี"),
        ({"because": " "}, "เหตุผล"),
    ):
        with pytest.raises(Refused, match=said):
            give(somjai, in_care, **wrong)
    Case.objects.filter(pk=in_care.pk).update(mentor=None, turn="district")
    with pytest.raises(Refused, match="ยังไม่มีพี่เลี้ยง"):
        give(district_officer, in_care, to="mentor")
    with pytest.raises(Refused, match="ไม่มีงานที่รอรับ"):
        handoffs.take(by=district_officer, at=AT, case=in_care.pk)
    cases.close(by=district_officer, at=AT, case=in_care.pk, outcome="left", on=TODAY)
    with pytest.raises(Refused, match="ปิดแล้ว"):
        give(district_officer, in_care)


# — upward, by the clock —

LATE = AT + timedelta(days=15)  # Friday, the day after in_care was due


def test_what_is_late_goes_to_the_next_level_once(in_care, team, district_officer):
    assert escalation.run(AT) == 0 and escalation.run(LATE) == 1 and escalation.run(LATE) == 0
    assert stands(in_care) == ("tambon", date(2026, 2, 6)) and in_care.escalations == 1
    handoff = Handoff.objects.get()
    assert (handoff.is_escalation, handoff.from_turn, handoff.to_turn, handoff.state) == (True, "mentor", "tambon", "given")
    assert told("case.late") == ["team"] and Notice.objects.get(kind="case.late").values == {"count": 1}
    line = AuditLine.objects.get(verb="handoff.escalate")
    assert (line.count, line.place, line.detail, line.by.username) == (1, "600908", "tambon", "operator")
    assert handoffs.take(by=team, at=LATE, case=in_care.pk).state == "taken"


def test_from_level_to_level_until_the_province_where_it_stays(in_care, provincial_officer):
    went, at = [], LATE
    for _week in range(6):
        escalation.run(at)
        went.append(stands(in_care)[0])
        at += timedelta(days=10 if at.weekday() == 4 else 7)
    assert went[0] == "tambon" and went[-1] == "province" and in_care.escalations == 3
    assert Handoff.objects.filter(state="given").count() == 1 and in_care.due_on < at.date()


def test_on_a_day_off_nothing_goes_up(in_care, operator):
    assert escalation.run(LATE + timedelta(days=1)) == 0  # a Saturday
    holidays.add(by=operator, at=AT, on=LATE.date(), name="วันหยุดจังหวัด")
    assert escalation.run(LATE) == 0 and stands(in_care)[0] == "mentor"


def test_what_was_handed_over_in_time_does_not_go_up(in_care, somjai):
    give(somjai, in_care, due_on=date(2026, 2, 20))
    assert escalation.run(LATE) == 0 and stands(in_care) == ("tambon", date(2026, 2, 20))


def test_a_closed_case_is_never_late(in_care, district_officer):
    cases.close(by=district_officer, at=AT, case=in_care.pk, outcome="left", on=TODAY)
    assert escalation.run(LATE + timedelta(days=60)) == 0


def test_where_a_level_has_nobody_those_above_are_told(in_care, district_officer, provincial_officer):
    escalation.run(LATE)
    assert set(told("case.late")) == {"wichai", "kanya"} and stands(in_care)[0] == "tambon"


# — the days —

DAYS = {"opened": 3, "triaged": 3, "assigned": 5, "visited": 6, "planned": 4, "approved": 20, "following": 20, "upward": 2}


def test_the_province_sets_the_days_from_a_day_on(in_care, provincial_officer, operator):
    assert deadlines.in_force(TODAY) == deadlines.PROPOSED
    for _twice in range(2):
        deadlines.set_(by=provincial_officer, at=AT, valid_from=TODAY, source="คำสั่ง ศจพ.จ. 1/2569", **DAYS)
    assert deadlines.in_force(TODAY - timedelta(days=1)) == deadlines.PROPOSED and CaseDays.objects.count() == 1
    found = deadlines.in_force(TODAY)
    assert (found.by_state["assigned"], found.upward, found.source) == (5, 2, "คำสั่ง ศจพ.จ. 1/2569")
    cases.move(in_care, "visited", on=TODAY)
    assert in_care.due_on == date(2026, 1, 23)
    line = AuditLine.objects.get(verb="case_days.set")
    assert "assigned=5" in line.detail and "upward=2" in line.detail


def test_days_that_are_none_are_refused(provincial_officer, district_officer):
    told = {"at": AT, "valid_from": TODAY, "source": "คำสั่ง"}
    for wrong in ({"opened": 0}, {"upward": 400}):
        with pytest.raises(Refused, match="จำนวนวันทำการ"):
            deadlines.set_(by=provincial_officer, **told, **DAYS | wrong)
    with pytest.raises(Refused, match="ที่มา"):
        deadlines.set_(by=provincial_officer, **told | {"source": " "}, **DAYS)
    with pytest.raises(NotAllowed):
        deadlines.set_(by=district_officer, **told, **DAYS)
    deadlines.set_(by=provincial_officer, **told, **DAYS)
    with pytest.raises(Refused, match="อยู่แล้ว"):
        deadlines.set_(by=provincial_officer, **told, **DAYS | {"opened": 9})
