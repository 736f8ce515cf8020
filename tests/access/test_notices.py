import pytest

from nsc.access import notices, users
from nsc.access.roles import Permission

pytestmark = pytest.mark.django_db


def test_each_person_is_told_once_and_reads_only_the_own(somjai, district_officer, at):
    notices.tell(users=[somjai, somjai, district_officer], at=at, kind="user.welcome")
    assert notices.unread(somjai) == notices.unread(district_officer) == 1
    notices.read(by=somjai, at=at, notice=notices.of(district_officer).get().pk)
    assert notices.unread(district_officer) == 1
    notices.read(by=district_officer, at=at)
    assert notices.unread(district_officer) == 0 and notices.unread(somjai) == 1


def test_a_kind_nobody_knows_and_a_gap_left_open_are_found_where_they_are_made(somjai, at, monkeypatch):
    with pytest.raises(KeyError):
        notices.tell(users=[somjai], at=at, kind="nonsense")
    monkeypatch.setitem(notices.KINDS, "test", "{number} ราย")
    with pytest.raises(KeyError):
        notices.tell(users=[somjai], at=at, kind="test")


def test_who_holds_a_permission_over_a_place(somjai, district_officer, provincial_officer, operator, at):
    assert notices.holders(Permission.ROLE_GRANT, "600908") == [district_officer, provincial_officer]
    assert notices.holders(Permission.ROLE_GRANT, "60") == [provincial_officer]
    users.close(by=operator, at=at, user=provincial_officer, because="ย้าย")
    assert notices.holders(Permission.ROLE_GRANT, "60") == []
