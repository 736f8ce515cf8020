"""What a leaver held: to a successor, or announced as nobody's."""

import pytest
from django.db.models import Q

from nsc.access import handover, notices, reach, scope, users
from nsc.access.models import AuditLine, Reach, Unattended
from nsc.access.roles import Permission
from nsc.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db
OURS = "600908"


@pytest.fixture
def malee(hire):
    """Another mentor of our tambon."""
    return hire("malee", "มาลี", "mentor", OURS)


@pytest.fixture
def handed(somjai):
    for household in (1, 2, 3):
        reach.give(household=household, to=somjai, purpose="mentor")
    return somjai


def held(user):
    return set(Reach.objects.filter(user=user, ended_at=None).values_list("household_id", flat=True))


def closing():
    return AuditLine.objects.get(verb="user.close")


def test_a_successor_sees_the_households_at_once_and_the_leaver_none(provincial_officer, handed, malee, at):
    reach.give(household=3, to=malee, purpose="mentor")  # has one of them already
    users.close(by=provincial_officer, at=at, user=handed, because="เกษียณ", successor=malee)
    assert held(malee) == {1, 2, 3} and held(handed) == set()
    assert all(scope.may(malee, Permission.HOUSEHOLD_SEE, OURS, household=one) for one in (1, 2, 3))
    assert (closing().count, closing().detail) == (3, "household=3 taken")
    assert [(notice.kind, notice.values) for notice in notices.of(malee)] == [("work.received", {"count": 3})]


def test_without_a_successor_the_district_centre_is_told_and_gives_them_out(provincial_officer, district_officer, handed, malee, at):
    users.close(by=provincial_officer, at=at, user=handed, because="ลาออก")
    assert closing().detail == "household=3 unattended"
    assert [notice.kind for notice in notices.of(district_officer)] == ["work.unattended"]
    (left,) = handover.unattended(district_officer)
    assert (left.households, left.area, handover.count_unattended(district_officer)) == ((1, 2, 3), OURS, 3)
    assert handover.take_up(by=district_officer, at=at, left_by=handed.pk, area=OURS, to=malee) == 3
    assert held(malee) == {1, 2, 3} and handover.unattended(district_officer) == []
    with pytest.raises(Refused):
        handover.take_up(by=district_officer, at=at, left_by=handed.pk, area=OURS, to=malee)
    assert AuditLine.objects.filter(verb="work.take-up", by=district_officer, count=3, place=OURS).count() == 1


def test_another_district_neither_sees_nor_takes_what_was_left(provincial_officer, hire, handed, malee, at):
    users.close(by=provincial_officer, at=at, user=handed, because="ลาออก")
    other = hire("other", "อำเภออื่น", "district_centre", "6001")
    assert handover.unattended(other) == [] and handover.count_unattended(other) == 0
    with pytest.raises(scope.OutOfSight):
        handover.take_up(by=other, at=at, left_by=handed.pk, area=OURS, to=malee)


def test_who_gives_out_no_roles_has_no_list_of_it(malee):
    with pytest.raises(NotAllowed):
        handover.unattended(malee)


def test_a_successor_who_would_see_nothing_is_refused_and_nothing_is_closed(provincial_officer, handed, prasit, citizen, auditor, at):
    for nobody in (prasit, citizen, auditor):  # of another district, without a role, with a role that sees no household
        with pytest.raises(Refused):
            users.close(by=provincial_officer, at=at, user=handed, because="ลาออก", successor=nobody)
    handed.refresh_from_db()
    assert handed.is_active and held(handed) == {1, 2, 3} and not Unattended.objects.exists()


def test_who_could_take_over_is_listed_by_name(provincial_officer, handed, malee, prasit, citizen):
    found = handover.candidates(handed, users.visible_to(provincial_officer))
    assert malee in found and provincial_officer in found
    assert not {prasit, citizen, handed} & set(found)


def test_rooms_above_add_their_own_kinds_of_open_work(provincial_officer, handed, malee, at, monkeypatch):
    moved = []

    def hand_over(*, at, of, to, area):
        moved.append((of, to, area))
        return 2

    work = handover.Work("case", "{count} เรื่อง", lambda user: 2, hand_over)
    monkeypatch.setitem(handover.WORK, work.key, work)
    assert [count for _label, count in handover.open_work(handed)] == [3, 2]
    users.close(by=provincial_officer, at=at, user=handed, because="ลาออก", successor=malee)
    assert moved == [(handed, malee, OURS)] and closing().detail == "household=3 case=2 taken"


def test_where_one_kind_of_work_cannot_be_handed_over_nothing_is(provincial_officer, handed, malee, at, monkeypatch):
    def fails(*, at, of, to, area):
        raise Refused("ไม่ได้")

    monkeypatch.setitem(handover.WORK, "case", handover.Work("case", "{count}", lambda user: 1, fails))
    with pytest.raises(Refused):
        users.close(by=provincial_officer, at=at, user=handed, because="ลาออก", successor=malee)
    handed.refresh_from_db()
    assert handed.is_active and held(handed) == {1, 2, 3} and held(malee) == set()


def test_what_ran_out_is_no_work(provincial_officer, somjai, at):
    reach.give(household=1, to=somjai, purpose="mentor", until=at.date().replace(year=2000))
    users.close(by=provincial_officer, at=at, user=somjai, because="ลาออก")
    assert not Unattended.objects.filter(~Q(household_id=0)).exists()
