"""Breaking the glass: for hours, for a reason, known to others at once, looked into afterwards by somebody else."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from nsc.access import glass, notices, scope, users
from nsc.access.models import Assignment, AuditLine, Emergency, Notice
from nsc.access.roles import Permission
from nsc.errors import NotAllowed, Refused
from tests.together import in_threads

OURS = "60090804"
BECAUSE = "บ้านไฟไหม้ ต้องตามหาสมาชิกที่ติดเตียง"
SEE, NAME = Permission.HOUSEHOLD_SEE, Permission.NAME_SEE


@pytest.fixture
def dpo(hire):
    return hire("dara", "ดารา", "dpo")


@pytest.fixture
def now():
    """What a right is asked for without a moment is asked for now."""
    return timezone.now()


def break_(by, at, household=7, **told):
    told = {"place": OURS, "authority": None, "reason": "disaster", "because": BECAUSE} | told
    return glass.break_(by=by, at=at, household=household, **told)


def test_who_breaks_the_glass_sees_that_household_and_its_names_and_no_other(prasit, now):
    assert not scope.may(prasit, SEE, OURS, 7)
    break_(prasit, now)
    assert scope.may(prasit, SEE, OURS, 7) and scope.may(prasit, NAME, OURS, 7)
    assert not scope.may(prasit, SEE, OURS, 8) and not scope.may(prasit, SEE, OURS)
    assert not scope.may(prasit, Permission.SENSITIVE_REVEAL, OURS, 7) and not scope.may(prasit, Permission.HOUSEHOLD_CORRECT, OURS, 7)


def test_lists_answer_it_as_well(prasit, now):
    Emergency.objects.create(
        user=prasit, household_id=7, place=OURS, reason="other", because=BECAUSE, opened_at=now, until=now + timedelta(hours=1)
    )
    within = scope.within(prasit, SEE, field="place", household="household_id")
    assert [each.household_id for each in Emergency.objects.filter(within)] == [7]


def test_it_closes_at_the_minute(prasit, at, settings):
    opened = break_(prasit, at)
    hours = timedelta(hours=settings.GLASS_HOURS)
    assert opened.until == at + hours
    assert scope.opened(prasit, at) == {7} == scope.opened(prasit, at + hours - timedelta(microseconds=1))
    assert scope.opened(prasit, at + hours) == frozenset() == scope.opened(prasit, at - timedelta(seconds=1))
    assert not scope.may(prasit, SEE, OURS, 7)  # the real clock is months later


def test_it_is_on_the_record_and_the_officer_and_the_district_hear_of_it_at_once(prasit, dpo, district_officer, somjai, at):
    break_(prasit, at)
    line = AuditLine.objects.get(verb="glass.break")
    assert (line.by, line.on_type, line.on_id, line.place, line.because) == (prasit, "household", "7", OURS, f"disaster: {BECAUSE}")
    told = {each.user: (each.kind, each.values) for each in Notice.objects.all()}
    assert told == {dpo: ("glass.review", {"household": 7}), district_officer: ("glass.here", {"household": 7})}
    assert all(BECAUSE not in notices.KINDS[each.kind].format(**each.values) for each in Notice.objects.all())


@pytest.mark.parametrize("who", ["auditor", "governor", "administrator", "data_steward", "dpo"])
def test_it_is_not_for_those_who_stand_outside_the_work(who, request, at):
    with pytest.raises(NotAllowed):
        break_(request.getfixturevalue(who), at)
    assert not Emergency.objects.exists()


def test_who_has_no_role_finds_nothing(citizen, at):
    with pytest.raises(scope.OutOfSight):
        break_(citizen, at)


@pytest.mark.parametrize(
    ("reason", "because"), [("", BECAUSE), ("curious", BECAUSE), ("other", ""), ("other", "ด่วน"), ("other", "ก " * 14)]
)
def test_without_a_reason_nothing_opens(prasit, at, reason, because):
    with pytest.raises(Refused):
        break_(prasit, at, reason=reason, because=because)
    assert not AuditLine.objects.filter(verb__startswith="glass.").exists()


def test_what_is_open_already_needs_no_glass(district_officer, prasit, now):
    with pytest.raises(Refused):
        break_(district_officer, now)
    break_(prasit, now)
    with pytest.raises(Refused):
        break_(prasit, now)


def test_five_tries_an_hour_found_or_not(prasit, at):
    for number in range(3):
        assert isinstance(glass.miss(by=prasit, at=at + timedelta(minutes=number)), Refused)
    for number in range(2):
        break_(prasit, at + timedelta(minutes=10 + number), household=number)
    with pytest.raises(Refused) as no:
        break_(prasit, at + timedelta(minutes=20))
    assert no.value.values == {"tries": 5, "minutes": 40}
    break_(prasit, at + timedelta(minutes=60))  # the first is an hour old


@pytest.mark.django_db(transaction=True)
def test_asked_for_at_the_same_moment_no_more_open_than_in_turn(hire, at):
    prasit = hire("prasit", "ประสิทธิ์", "mentor", "600101")

    def ask(number):
        try:
            return break_(users.named("prasit"), at, household=number)
        except Refused:
            return None

    opened = in_threads(*[lambda number=number: ask(number) for number in range(8)])
    assert sum(each is not None for each in opened) == 5 == Emergency.objects.filter(user=prasit).count()


def test_it_is_handed_back_early_by_who_opened_it(prasit, somjai, now):
    opened = break_(prasit, now)
    with pytest.raises(scope.OutOfSight):
        glass.end(by=somjai, at=now, emergency=opened.pk)
    glass.end(by=prasit, at=now + timedelta(seconds=1), emergency=opened.pk)
    assert scope.opened(prasit, now + timedelta(seconds=2)) == frozenset()
    assert AuditLine.objects.get(verb="glass.end").by == prasit
    with pytest.raises(Refused):
        glass.end(by=prasit, at=now, emergency=opened.pk)


def test_what_ran_out_cannot_be_handed_back(prasit, at):
    opened = break_(prasit, at)
    with pytest.raises(Refused):
        glass.end(by=prasit, at=opened.until, emergency=opened.pk)


def test_a_leaver_takes_no_open_household_along(prasit, operator, now):
    break_(prasit, now)
    users.end(by=operator, at=now, assignment=Assignment.objects.get(user=prasit), because="ย้าย")
    assert not scope.may(prasit, SEE, OURS, 7)
    assert not scope.may(users.named("prasit"), SEE, OURS, 7)


def test_to_who_has_no_part_in_it_a_right_costs_no_question_more(governor, at, django_assert_num_queries):
    scope.may(governor, SEE, "60")
    with django_assert_num_queries(0):
        assert not scope.may(governor, SEE, "61010101", 7)


def test_a_review_is_done_once_by_another_and_audited(prasit, dpo, at):
    opened = break_(prasit, at)
    assert [each.finding for each in glass.to_review(dpo, at=at)] == [""]
    glass.review(by=dpo, at=at, emergency=opened.pk, finding="justified", note="สอบถาม ปภ. แล้ว")
    line = AuditLine.objects.get(verb="glass.review")
    assert (line.by, line.on_id, line.because, line.detail) == (dpo, "7", "สอบถาม ปภ. แล้ว", "justified")
    with pytest.raises(Refused):
        glass.review(by=dpo, at=at, emergency=opened.pk, finding="misuse", note="สอบถามแล้ว")


def test_nobody_else_reviews_and_nobody_reviews_themselves(prasit, auditor, provincial_officer, hire, dpo, at):
    opened = break_(prasit, at)
    for user in (prasit, auditor, provincial_officer, hire("far", "ไกล", "dpo", "6001")):
        with pytest.raises(scope.OutOfSight):
            glass.review(by=user, at=at, emergency=opened.pk, finding="justified", note="สอบถามแล้ว")
    Emergency.objects.update(user=dpo)
    with pytest.raises(Refused):
        glass.review(by=dpo, at=at, emergency=opened.pk, finding="justified", note="สอบถามแล้ว")
    with pytest.raises(IntegrityError), transaction.atomic():
        Emergency.objects.update(finding="justified", reviewed_by=dpo, reviewed_at=at)


def test_a_review_says_what_was_found(prasit, dpo, at):
    opened = break_(prasit, at)
    for finding, note in (("", "สอบถามแล้ว"), ("explained", "สอบถามแล้ว"), ("justified", "")):
        with pytest.raises(Refused):
            glass.review(by=dpo, at=at, emergency=opened.pk, finding=finding, note=note)


def test_the_officer_of_another_amphoe_does_not_read_of_it(prasit, hire, auditor, at):
    break_(prasit, at)
    assert glass.to_review(hire("far", "ไกล", "dpo", "6001"), at=at) == []
    with pytest.raises(NotAllowed):
        glass.to_review(auditor, at=at)


def test_why_a_household_is_open_can_be_told(prasit, somjai, at):
    opened = break_(prasit, at)
    assert glass.running(prasit, 7, at=at).id == opened.pk
    assert glass.running(prasit, 7, at=opened.until) is None and glass.running(prasit, 8, at=at) is None
    assert glass.running(somjai, 7, at=at) is None
    assert [(each.is_open, each.household) for each in glass.mine(prasit, at=opened.until)] == [(False, 7)]
