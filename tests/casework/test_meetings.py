"""Endorsed by the district, certified by the province: by resolution of a meeting, on the list as a whole."""

from datetime import date

import pytest

from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.casework import meetings, rolls, targets
from nsc.casework.models import Exemption, Meeting, Resolution
from nsc.errors import NotAllowed, Refused
from tests.casework.conftest import AT, ON, YEAR, heard, met, resolved, target, verified
from tests.surveyed import household_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(roll, team):
    """Households 1 and 2 came through their forum."""
    verified(team, 1, 2)
    heard(team, {1: None, 2: None})
    return roll


def test_the_district_endorses_and_the_province_certifies(kept, district_officer, certifier):
    endorsed = resolved(district_officer, kept, "6009")
    assert (endorsed.kind, endorsed.households, target(1).state, target(1).endorsed_by) == ("endorse", 2, "endorsed", endorsed)
    certified = resolved(certifier, kept, "60")
    assert (certified.kind, certified.households, target(1).state, target(1).certified_by) == ("certify", 2, "certified", certified)
    counts = rolls.counts(certifier, year=YEAR)["tpmap"]
    assert counts == rolls.Counts(listed=3, verified=2, still_poor=2, heard=2, kept=2, endorsed=2, certified=2)
    lines = AuditLine.objects.filter(on_type="roll", verb__in=["target.endorse", "target.certify"]).order_by("pk")
    assert [(line.verb, line.place, line.count) for line in lines] == [("target.endorse", "6009", 2), ("target.certify", "60", 2)]


def test_exceptions_stay_where_they_are_with_their_reason(kept, district_officer, certifier):
    made = resolved(district_officer, kept, "6009", exemptions={target(2).pk: "ขอตรวจเอกสารเพิ่ม"})
    assert (made.households, target(1).state, target(2).state) == (1, "endorsed", "kept")
    assert Exemption.objects.get().because == "ขอตรวจเอกสารเพิ่ม"
    [told] = [each for each in targets.file(district_officer, target(2).pk).history if each.kind == "exemption"]
    assert told.text == "ขอตรวจเอกสารเพิ่ม"
    assert meetings.exempted(district_officer, made.pk) == [(target(2).pk, "ขอตรวจเอกสารเพิ่ม")]
    resolved(district_officer, kept, "6009", "2/2569")
    assert target(2).state == "endorsed"


def test_recorded_twice_it_is_resolved_once(kept, district_officer):
    first, again = resolved(district_officer, kept, "6009"), resolved(district_officer, kept, "6009")
    assert first == again and Meeting.objects.count() == 1 and Resolution.objects.count() == 1
    assert AuditLine.objects.filter(verb="target.endorse").count() == 1


def test_a_number_is_given_once_a_year(roll, district_officer):
    met(district_officer, "6009")
    with pytest.raises(Refused):
        meetings.convene(by=district_officer, at=AT, area="6009", number="๑/2569", on=date(2026, 1, 5), place="ศาลา", chair="ประธาน")


def test_who_drew_the_list_up_does_not_certify_it(kept, district_officer, provincial_officer):
    resolved(district_officer, kept, "6009")
    with pytest.raises(Refused):
        resolved(provincial_officer, kept, "60")
    assert target(1).state == "endorsed"


def test_who_added_a_household_does_not_certify_it_but_may_leave_it_out(kept, district_officer, certifier, team):
    targets.add(by=certifier, at=AT, roll=kept, household=household_id(3), because="ไฟไหม้บ้าน")
    verified(team, 3)
    heard(team, {3: None}, on=date(2026, 1, 15))
    resolved(district_officer, kept, "6009")
    with pytest.raises(Refused):
        resolved(certifier, kept, "60")
    resolved(certifier, kept, "60", exemptions={target(3).pk: "เป็นผู้เพิ่มเอง"})
    assert (target(1).state, target(3).state) == ("certified", "endorsed")


def test_nothing_skips_its_forum_or_its_district(roll, team, district_officer, certifier):
    verified(team, 1)
    with pytest.raises(Refused):
        resolved(district_officer, roll, "6009")
    heard(team, {1: None})
    with pytest.raises(Refused):
        resolved(certifier, roll, "60")
    assert target(1).state == "kept"


def test_a_district_endorses_its_own_and_certifies_nothing(kept, district_officer, hire, team, governor):
    other = hire("elsewhere", "อำเภออื่น", "district_centre", "6001")
    with pytest.raises(OutOfSight):
        met(other, "6009")
    with pytest.raises(NotAllowed):
        met(district_officer, "60")
    for user in (team, governor):
        with pytest.raises(NotAllowed):
            met(user, "6009")
    number = met(district_officer, "6009").pk
    with pytest.raises(Refused):
        meetings.resolve(by=district_officer, at=AT, meeting=number, roll=kept, area="6001")


def test_what_is_not_waiting_cannot_be_exempted(kept, district_officer):
    with pytest.raises(Refused):
        resolved(district_officer, kept, "6009", exemptions={target(4).pk: "ลอง"})
    with pytest.raises(Refused):
        resolved(district_officer, kept, "6009", exemptions={target(1).pk: " "})
    assert not Resolution.objects.exists()


def test_before_the_resolution_one_sees_what_it_takes_up(kept, district_officer):
    number = met(district_officer, "6009").pk
    waiting = meetings.waiting(district_officer, meeting=number, roll=kept)
    assert (waiting.ready, dict(waiting.by_state)) == (2, {"kept": 2})
    assert {each.pk for each in meetings.ready(district_officer, meeting=number, roll=kept)} == {target(1).pk, target(2).pk}


def test_meetings_are_seen_by_those_they_concern(kept, district_officer, team, certifier, hire, citizen):
    own, province = met(district_officer, "6009").pk, met(certifier, "60").pk
    assert {each.number for each in meetings.visible_to(team, year=YEAR)} == {own, province}
    elsewhere = hire("elsewhere", "อำเภออื่น", "district_centre", "6001")
    assert {each.number for each in meetings.visible_to(elsewhere, year=YEAR)} == {province}
    with pytest.raises(OutOfSight):
        meetings.find(elsewhere, own)
    with pytest.raises(OutOfSight):
        meetings.visible_to(citizen, year=YEAR)


def test_a_meeting_of_tomorrow_has_resolved_nothing(roll, district_officer):
    for wrong in ({"on": date(2026, 1, 16)}, {"number": " "}, {"chair": ""}, {"area": "600908"}):
        told = {"area": "6009", "number": "1", "on": ON, "place": "ศาลากลาง", "chair": "ประธาน"} | wrong
        with pytest.raises(Refused):
            meetings.convene(by=district_officer, at=AT, **told)


# — taken back —


def revoked(by, resolution, area: str, number: str = "2/2569", because: str = "พิจารณาผิดรายชื่อ"):
    return meetings.revoke(by=by, at=AT, meeting=met(by, area, number).pk, resolution=resolution.pk, because=because)


def test_a_later_meeting_takes_a_resolution_back_and_nothing_is_deleted(kept, district_officer):
    endorsed = resolved(district_officer, kept, "6009")
    made = revoked(district_officer, endorsed, "6009")
    assert (made.households, made.stayed) == (2, 0)
    assert [(target(n).state, target(n).endorsed_by) for n in (1, 2)] == [("kept", None)] * 2
    assert Resolution.objects.get() == endorsed
    line = AuditLine.objects.get(verb="resolution.revoke")
    assert (line.on_id, line.place, line.count, line.because) == (str(endorsed.pk), "6009", 2, "พิจารณาผิดรายชื่อ")
    told = [(each.kind, each.what) for each in targets.file(district_officer, target(1).pk).history]
    assert ("resolution", "endorse") in told and ("revocation", "revoke") in told
    [shown] = meetings.find(district_officer, endorsed.meeting_id).resolutions
    assert (shown.revoked.called, shown.revoked.because) == ("2/2569", "พิจารณาผิดรายชื่อ")
    assert resolved(district_officer, kept, "6009", "3/2569").households == 2


def test_what_was_certified_since_stays_and_what_was_found_otherwise_goes_back_as_found(kept, district_officer, certifier, team):
    endorsed = resolved(district_officer, kept, "6009")
    certified = resolved(certifier, kept, "60", exemptions={target(2).pk: "รอเอกสาร"})
    made = revoked(district_officer, endorsed, "6009")
    assert (made.households, made.stayed, target(1).state, target(2).state) == (1, 1, "certified", "kept")
    verified(team, 1, result="not_poor")
    assert target(1).state == "certified"
    assert revoked(certifier, certified, "60").households == 1
    assert (target(1).state, target(1).certified_by, target(1).endorsed_by) == ("unconfirmed", None, endorsed)


def test_taken_back_twice_it_is_taken_back_once(kept, district_officer):
    endorsed = resolved(district_officer, kept, "6009")
    assert revoked(district_officer, endorsed, "6009") == revoked(district_officer, endorsed, "6009", "3/2569")
    assert AuditLine.objects.filter(verb="resolution.revoke").count() == 1


def test_neither_the_same_meeting_nor_an_earlier_one_nor_another_centre_takes_it_back(kept, district_officer, certifier, operator):
    endorsed = resolved(district_officer, kept, "6009")
    told = {"at": AT, "resolution": endorsed.pk, "because": "ผิด"}
    with pytest.raises(Refused):
        meetings.revoke(by=district_officer, meeting=endorsed.meeting_id, **told)
    earlier = meetings.convene(by=district_officer, at=AT, area="6009", number="9", on=date(2026, 1, 2), place="ศาลา", chair="ประธาน")
    with pytest.raises(Refused):
        meetings.revoke(by=district_officer, meeting=earlier.pk, **told)
    with pytest.raises(Refused):
        meetings.revoke(by=certifier, meeting=met(certifier, "60").pk, **told)
    with pytest.raises(Refused):
        revoked(district_officer, endorsed, "6009", because=" ")
    assert target(1).state == "endorsed"


def test_nobody_else_takes_it_back(kept, district_officer, team, governor, prasit):
    endorsed, later = resolved(district_officer, kept, "6009"), met(district_officer, "6009", "2/2569")
    for user in (team, governor, prasit):
        with pytest.raises((NotAllowed, OutOfSight)):
            meetings.revoke(by=user, at=AT, meeting=later.pk, resolution=endorsed.pk, because="ผิด")
        with pytest.raises((NotAllowed, OutOfSight)):
            meetings.revocable(user, later.pk)
    assert [each.number for each in meetings.revocable(district_officer, later.pk)] == [endorsed.pk]


def test_a_meeting_answers_only_within_its_own_area(kept, district_officer):
    held = met(district_officer, "6009").pk
    assert meetings.waiting(district_officer, meeting=held, roll=kept, area="600908").ready == 2
    for question in (meetings.waiting, meetings.ready):
        with pytest.raises(OutOfSight):
            question(district_officer, meeting=held, roll=kept, area="6001")
