"""Phones: enrolled by their owner, known by two secrets, ended at once, and by themselves where there is no work left."""

import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from nsc.access import notices, phones, scope, users
from nsc.access.models import Assignment, AuditLine, Phone
from nsc.errors import NotAllowed, Refused
from tests.together import in_threads

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolled(somjai, at):
    return phones.enrol(by=somjai, at=at, key=uuid4(), name="Android Chrome", app="v1")


@pytest.fixture
def phone(enrolled):
    return phones.holder(enrolled.send, kind=phones.SEND)


def row(enrolled) -> Phone:
    return Phone.objects.get(pk=enrolled.number)


def lines(verb: str) -> list[AuditLine]:
    return list(AuditLine.objects.filter(verb=verb).order_by("pk"))


# — enrolling —


def test_a_phone_is_known_by_its_secrets_each_for_its_own(enrolled, somjai):
    for kind, secret, other in ((phones.SEND, enrolled.send, phones.READ), (phones.READ, enrolled.read, phones.SEND)):
        assert phones.holder(secret, kind=kind).user == somjai
        assert phones.holder(secret, kind=other) is None


@pytest.mark.parametrize("wrong", ["", "nscf_1_s_", "nscf_0_s_" + "x" * 43, "nsc_1_" + "x" * 43, "nscf_999_s_" + "x" * 43])
def test_what_is_no_secret_opens_nothing(enrolled, wrong):
    assert phones.holder(wrong, kind=phones.SEND) is None
    assert phones.holder(enrolled.send[:-1] + ("A" if enrolled.send[-1] != "A" else "B"), kind=phones.SEND) is None


def test_only_fingerprints_of_the_secrets_are_kept(enrolled):
    stored = row(enrolled)
    for secret, digest in ((enrolled.send, stored.send_digest), (enrolled.read, stored.read_digest)):
        random = secret.split("_", 3)[3]
        assert digest == hashlib.sha256(random.encode()).hexdigest()
        written = [str(value) for found in (*Phone.objects.values(), *AuditLine.objects.values()) for value in found.values()]
        assert not [value for value in written if random in value]


def test_its_owner_is_told_and_the_record_says_which(enrolled, somjai):
    (line,) = lines("phone.enrol")
    assert (line.by, line.on_id, line.detail) == (somjai, str(somjai.pk), f"phone {enrolled.number}")
    assert next(each.kind for each in notices.of(somjai)) == "phone.enrol"


def test_what_is_done_with_it_says_by_which_phone(phone, at):
    assert phone.user.came_by == f"phone {phone.pk}"


def test_who_has_no_visits_to_make_has_no_use_for_one(governor, at):
    with pytest.raises(Refused, match="ไม่มีงานเยี่ยมบ้าน"):
        phones.enrol(by=governor, at=at, key=uuid4(), name="Android")


def test_enrolled_again_its_old_secrets_are_void(enrolled, somjai, at):
    again = phones.enrol(by=somjai, at=at, key=row(enrolled).key, name="Android Chrome")
    assert again.number == enrolled.number and Phone.objects.count() == 1
    assert phones.holder(enrolled.send, kind=phones.SEND) is None and phones.holder(again.send, kind=phones.SEND)


def test_a_phone_of_somebody_else_or_an_ended_one_is_not_enrolled_again(enrolled, somjai, prasit, at):
    with pytest.raises(Refused, match="บัญชีอื่น"):
        phones.enrol(by=prasit, at=at, key=row(enrolled).key, name="Android")
    phones.end(by=somjai, at=at, phone=enrolled.number)
    with pytest.raises(Refused, match="ยกเลิกแล้ว"):
        phones.enrol(by=somjai, at=at, key=row(enrolled).key, name="Android")


def test_nobody_has_more_than_so_many_and_an_ended_one_does_not_count(enrolled, somjai, at):
    for _each in range(phones.MOST - 1):
        phones.enrol(by=somjai, at=at, key=uuid4(), name="Android")
    with pytest.raises(Refused, match="ครบ 5 เครื่อง"):
        phones.enrol(by=somjai, at=at, key=uuid4(), name="Android")
    phones.end(by=somjai, at=at, phone=enrolled.number)
    phones.enrol(by=somjai, at=at, key=uuid4(), name="Android")


@pytest.mark.django_db(transaction=True)
def test_phones_enrolled_at_one_moment_are_counted_one_after_the_other(somjai, at):
    for _each in range(phones.MOST - 1):
        phones.enrol(by=somjai, at=at, key=uuid4(), name="Android")

    def one_more() -> bool:
        try:
            phones.enrol(by=somjai, at=at, key=uuid4(), name="Android")
        except Refused:
            return False
        return True

    assert sorted(in_threads(one_more, one_more, one_more)) == [False, False, True]
    assert Phone.objects.filter(user=somjai, ended_at=None).count() == phones.MOST


# — heard —


def test_a_contact_is_noted_once_a_minute_with_how_far_its_clock_is_out(phone, enrolled, at, django_assert_num_queries):
    later = at + timedelta(minutes=2)
    phones.heard(phone, at=later, app="v2", sent_at=later + timedelta(minutes=12))
    assert (row(enrolled).seen_at, row(enrolled).app, row(enrolled).ahead) == (later, "v2", 720)
    phone = phones.holder(enrolled.send, kind=phones.SEND)
    with django_assert_num_queries(0):
        phones.heard(phone, at=later + timedelta(seconds=30), app="v2", sent_at=later)
    with django_assert_num_queries(1):
        phones.heard(phone, at=later + timedelta(seconds=30), app="v3")
    assert row(enrolled).ahead == 720


def test_a_clock_of_another_century_breaks_nothing(phone, enrolled, at):
    phones.heard(phone, at=at + timedelta(hours=1), sent_at=at.replace(year=9999))
    assert row(enrolled).ahead == phones.AHEAD
    phones.heard(phone, at=at + timedelta(hours=2), sent_at=at.replace(year=1))
    assert row(enrolled).ahead == -phones.AHEAD


# — ended —


def test_one_ends_ones_own_without_a_reason(enrolled, somjai, at):
    phones.end(by=somjai, at=at, phone=enrolled.number)
    (line,) = lines("phone.end")
    assert row(enrolled).ended_by == somjai and (line.by, line.detail) == (somjai, f"phone {enrolled.number}")
    assert "phone.end" not in [each.kind for each in notices.of(somjai)]
    with pytest.raises(Refused, match="ยกเลิกไปแล้ว"):
        phones.end(by=somjai, at=at, phone=enrolled.number)


def test_an_administrator_ends_anothers_with_a_reason_that_the_phone_is_not_told(enrolled, somjai, administrator, at):
    with pytest.raises(Refused, match="เหตุผล"):
        phones.end(by=administrator, at=at, phone=enrolled.number, because=" ")
    phones.end(by=administrator, at=at, phone=enrolled.number, because="ลืมไว้ที่บ้านนายบุญมี")
    (line,) = lines("phone.end")
    assert (line.by, line.on_id, line.because) == (administrator, str(somjai.pk), "ลืมไว้ที่บ้านนายบุญมี")
    assert next(each.kind for each in notices.of(somjai)) == "phone.end"
    assert "บุญมี" not in phones.why(phones.holder(enrolled.send, kind=phones.SEND))


@pytest.mark.parametrize("who", ["prasit", "governor", "auditor"])
def test_others_do_not_even_learn_that_it_is_there(request, who, enrolled, at):
    with pytest.raises(scope.OutOfSight):
        phones.end(by=request.getfixturevalue(who), at=at, phone=enrolled.number, because="หาย")
    assert row(enrolled).ended_at is None


def test_who_administers_the_account_but_may_not_change_it_is_told_so(district_officer, enrolled, at):
    with pytest.raises(NotAllowed):
        phones.end(by=district_officer, at=at, phone=enrolled.number, because="หาย")
    assert row(enrolled).ended_at is None


def test_a_number_that_is_none_is_out_of_sight(administrator, at):
    with pytest.raises(scope.OutOfSight):
        phones.end(by=administrator, at=at, phone=999_999, because="หาย")


def test_it_ends_at_its_next_contact_when_the_last_role_with_visits_has_ended(phone, enrolled, operator, somjai, at):
    phones.check(phone, at=at)
    assert row(enrolled).ended_at is None
    users.end(by=operator, at=at, assignment=Assignment.objects.get(user=somjai), because="ย้าย")
    scope.forget(somjai)
    (shown,) = phones.mine(somjai)
    assert shown.state == phones.LEAVING
    for _twice in range(2):
        phones.check(phones.holder(enrolled.read, kind=phones.READ), at=at)
    (line,) = lines("phone.end")
    assert row(enrolled).ended_at == at and (line.by, line.because, line.on_id) == (None, phones.NO_VISITS, str(somjai.pk))


def test_who_is_given_the_next_role_before_that_keeps_it(phone, enrolled, operator, somjai, at):
    users.end(by=operator, at=at, assignment=Assignment.objects.get(user=somjai), because="ย้ายตำบล")
    users.assign(by=operator, at=at, user=somjai, role="mentor", area="600101")
    phones.check(phones.holder(enrolled.send, kind=phones.SEND), at=at)
    assert row(enrolled).ended_at is None


def test_it_ends_with_the_account(enrolled, operator, somjai, at):
    users.close(by=operator, at=at, user=somjai, because="เกษียณ")
    ended = phones.holder(enrolled.send, kind=phones.SEND)
    assert ended.ended_at == at and ended.ended_by == operator and phones.why(ended)


# — emptied —


def test_it_says_that_it_is_empty_once(phone, enrolled, somjai, at):
    with pytest.raises(Refused, match="ยังใช้งานอยู่"):
        phones.wiped(phone, at=at)
    phones.end(by=somjai, at=at, phone=enrolled.number)
    for _twice in range(2):
        phones.wiped(phone, at=at)
    (line,) = lines("phone.wiped")
    assert row(enrolled).wiped_at == at and (line.by, line.detail) == (somjai, f"phone {enrolled.number}")


@pytest.mark.parametrize("reason", phones.BY_ITSELF)
def test_emptied_for_a_reason_of_its_own_it_is_ended_too(phone, enrolled, reason, at):
    phones.wiped(phone, at=at, because=reason)
    (line,) = lines("phone.end")
    assert row(enrolled).ended_at == row(enrolled).wiped_at == at and line.because == phones.BY_ITSELF[reason]
    assert phones.why(row(enrolled)) == phones.BY_ITSELF[reason]


# — lists —


def test_ones_own_are_listed_those_in_use_first(enrolled, somjai, at):
    newer = phones.enrol(by=somjai, at=at, key=uuid4(), name="Firefox")
    phones.end(by=somjai, at=at, phone=newer.number)
    assert [(each.number, each.state) for each in phones.mine(somjai)] == [(enrolled.number, phones.ALIVE), (newer.number, phones.ENDED)]


def test_anothers_are_listed_for_who_administers_the_account(enrolled, administrator, somjai, prasit, at):
    assert [each.number for each in phones.of(administrator, somjai.pk)] == [enrolled.number]
    assert list(phones.listed(administrator)) == [("somjai", phones.mine(somjai)[0])]
    with pytest.raises(scope.OutOfSight):
        phones.of(prasit, somjai.pk)
    with pytest.raises(NotAllowed):
        list(phones.listed(prasit))


def test_a_list_asks_the_database_twice(enrolled, somjai, at, django_assert_num_queries):
    scope.forget(somjai)
    with django_assert_num_queries(2):
        phones.mine(somjai)


def test_the_database_does_not_take_one_that_is_empty_but_not_ended(enrolled, at):
    with pytest.raises(IntegrityError), transaction.atomic():
        Phone.objects.filter(pk=enrolled.number).update(wiped_at=at)
