"""The team of a tambon: its people, what they learned, its meetings and tasks."""

from datetime import date, timedelta

import pytest

from nsc.access.models import AuditLine, Notice
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.tambon import tambon_clock, team_meetings, teammates
from nsc.tambon.models import TeamMember
from tests.tambon.conftest import TAMBON

DAY = date(2026, 1, 10)
MEETING = {"subject": "ตั้งทีม", "on": DAY, "minutes": "คุยกันนาน", "decisions": "ใช้ถั่วเขียว\n\nประชุมทุกเดือน"}


@pytest.fixture
def told(team, at, begun):
    return {"by": team, "at": at, "area": TAMBON}


@pytest.fixture
def pair(told):
    """Two colleagues."""
    names = ("สมหญิง ใจดี", "สมปอง ดีใจ")
    return [teammates.join(**told, name=name, role="ผู้ประสานงาน", organisation="กลุ่มแม่บ้าน") for name in names]


def test_a_colleague_joins_once_and_leaves_with_their_contact(team, told, at, pair):
    again = teammates.join(**told, name="สมหญิง ใจดี", role="ผู้ประสานงาน", organisation="กลุ่มแม่บ้าน")
    assert again == pair[0]
    third = teammates.join(**told, name="มานะ", role="การเงิน", organisation="อบต.", contact="line: mana", is_contact_consented=True)
    assert [mate.contact for mate in teammates.of(team, TAMBON, at=at).active if mate.id == third] == ["line: mana"]
    teammates.leave(**told, mate=third, because="ย้าย")
    teammates.leave(**told, mate=third, because="กดซ้ำ")
    row = TeamMember.objects.get(pk=third)
    assert (row.contact, row.left_because) == ("", "ย้าย") and len(teammates.of(team, TAMBON, at=at).active) == 2


def test_a_contact_is_not_kept_without_consent(told):
    with pytest.raises(Refused):
        teammates.join(**told, name="มานะ", role="การเงิน", organisation="อบต.", contact="0812345678")
    assert not TeamMember.objects.exists()


def test_an_account_of_elsewhere_is_not_one_of_the_team(told, hire, team):
    hire("lek", "เล็ก", "smart_tambon_team", "600102")
    assert ("malee", "มาลี") in teammates.accounts(team, TAMBON)
    with pytest.raises(Refused):
        teammates.join(**told, name="เล็ก", role="การเงิน", organisation="อบต.", username="lek")


def test_names_are_shown_to_who_may_read_them_and_that_is_on_record(team, at, pair, hire, django_assert_num_queries):
    governor = hire("governor", "ผู้ว่าฯ", "executive", "60")
    masked = [mate.name for mate in teammates.of(governor, TAMBON, at=at).active]
    assert masked == ["ส••••", "ส••••"] and not AuditLine.objects.filter(verb="tambon_team.see").exists()
    with django_assert_num_queries(4):
        assert teammates.of(team, TAMBON, at=at).name(pair[0]) == "สมหญิง ใจดี"
    assert AuditLine.objects.get(verb="tambon_team.see").count == 2
    with pytest.raises(NotAllowed):
        teammates.leave(by=governor, at=at, area=TAMBON, mate=pair[0], because="x")


def test_a_role_nobody_carries_onward_is_a_hole(team, told, at, pair):
    first, second = pair
    assert teammates.holes(team, TAMBON) == 2
    teammates.hand_on(**told, mate=first, successor=second)
    assert teammates.holes(team, TAMBON) == 1
    teammates.leave(**told, mate=second, because="ย้าย")  # and with the heir the hole is there again
    found = teammates.of(team, TAMBON, at=at)
    assert [mate.id for mate in found.holes] == [first] and teammates.holes(team, TAMBON) == 1
    for successor in (first, second):
        with pytest.raises(Refused):
            teammates.hand_on(**told, mate=first, successor=successor)


def test_training_says_who_can_now_do_what(team, told, at, pair):
    what = {"course": "บัญชี", "on": DAY, "giver": "สหกรณ์", "can_now": "ลงบัญชีรายวัน"}
    teammates.train(**told, **what, people=pair[:1])
    teammates.train(**told, **what, people=pair[1:])
    (found,) = teammates.of(team, TAMBON, at=at).trainings
    assert (found.can_now, set(found.people)) == ("ลงบัญชีรายวัน", set(pair))
    with pytest.raises(Refused):
        teammates.train(**told, **what | {"on": date(2026, 1, 11)}, people=[])


def test_a_meeting_is_held_once_and_what_somebody_wrote_is_not_written_over(team, told, at, pair):
    held = team_meetings.hold(**told, **MEETING, people=pair)
    assert team_meetings.hold(**told, **MEETING, people=pair) == held
    with pytest.raises(Refused):
        team_meetings.hold(**told, **MEETING | {"minutes": "คนละเรื่อง"})
    found = team_meetings.find(team, TAMBON, held)
    assert found.decided == ("ใช้ถั่วเขียว", "ประชุมทุกเดือน") and set(found.people) == set(pair)
    later = told | {"at": at + timedelta(hours=1)}
    team_meetings.amend(**later, meeting=held, seen=found.changed_at, **MEETING | {"minutes": "เพิ่ม"}, people=pair)
    with pytest.raises(Refused):
        team_meetings.amend(**later, meeting=held, seen=found.changed_at, **MEETING, people=pair)
    assert team_meetings.find(team, TAMBON, held).minutes == "เพิ่ม"


def test_a_task_is_given_done_and_late(team, told, at, pair, hire):
    held = team_meetings.hold(**told, **MEETING)
    task = team_meetings.assign(**told, what="หาลานตาก", owner=pair[0], due_on=DAY, meeting=held)
    assert team_meetings.assign(**told, what="หาลานตาก", owner=pair[0], due_on=DAY) == task
    (found,) = team_meetings.tasks(team, TAMBON, on=at.date())
    assert found.is_late and found.meeting == held
    team_meetings.finish(**told, task=task, result="ใช้ลานวัด")
    team_meetings.finish(**told, task=task, result="กดซ้ำ")
    (found,) = team_meetings.tasks(team, TAMBON, on=at.date())
    assert (found.is_late, found.result) == (False, "ใช้ลานวัด")
    for wrong in ({"owner": pair[0] + 99}, {"meeting": held + 99}):
        with pytest.raises(OutOfSight):
            team_meetings.assign(**told, **{"what": "อื่น", "owner": pair[0], "due_on": DAY} | wrong)


def test_who_has_left_is_given_no_task(told, pair):
    teammates.leave(**told, mate=pair[0], because="ย้าย")
    with pytest.raises(Refused):
        team_meetings.assign(**told, what="หาลานตาก", owner=pair[0], due_on=DAY)


def test_owner_and_team_are_told_once_a_week_of_what_is_late(team, told, at, hire):
    nurse = hire("nipa", "นิภา", "tambon_team", TAMBON)
    mate = teammates.join(**told, name="นิภา", role="งานสุขภาพ", organisation="รพ.สต.", username="nipa")
    team_meetings.assign(**told, what="นัดตรวจ", owner=mate, due_on=DAY)
    for days in (0, 1, 3, 8):
        tambon_clock.run(at + timedelta(days=days))
    sent = [(each.user, each.values["count"]) for each in Notice.objects.filter(kind="team_task.late").order_by("pk")]
    assert sorted(sent, key=lambda each: each[0].pk) == sorted([(team, 1), (nurse, 1)] * 2, key=lambda each: each[0].pk)
