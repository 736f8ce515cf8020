"""The desk of the unmatched: who sees what was sent, whom it may mean, and what becomes of it."""

from datetime import date
from functools import partial

import pytest
from django.utils import timezone

from nsc.access import reach
from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.casework.models import Case, Event, Given
from nsc.errors import NotAllowed, Refused
from nsc.intake import helped, unmatched
from nsc.welfare.models import Assistance, HelpRow
from tests.casework.conftest import survey
from tests.intake.helping import row
from tests.surveyed import OURS, THEIRS, household_id
from tests.together import in_threads
from tests.web.asked.help_lists import parts

ALMOST = {"first": "ทดสอ1", "last": "สมมุติ", "no": "11/1", "village": OURS}  # household 1, but for a letter


@pytest.fixture
def surveyed(office, tmp_path):
    survey(tmp_path)


@pytest.fixture
def stored(surveyed, provincial_officer):
    def stored(*rows, by=provincial_officer, organisation=None):
        told = {"by": by, "at": timezone.now(), "organisation": organisation, "source": "บัญชี.csv", "sha256": str(timezone.now())}
        return helped.run(**told, parts=parts(*rows))[0]

    return stored


def now_by(user):
    return {"by": user, "at": timezone.now()}


def seen(user, **told):
    return unmatched.waiting(user, at=timezone.now(), **told)[0]


def numbers():
    return list(HelpRow.objects.order_by("pk").values_list("pk", flat=True))


def test_an_officer_sees_the_row_as_it_was_sent_beside_whom_it_may_mean(stored, district_officer):
    stored(row(**ALMOST))
    (shown,) = seen(district_officer)
    assert (shown.name, shown.house, shown.area_code, shown.why, shown.alike) == ("ทดสอ1 สมมุติ", "11/1", OURS, "doubtful", 1)
    first, *_others = unmatched.candidates(district_officer, shown.number, at=timezone.now())
    assert (first.household, first.house_no, first.name) == (household_id(1), "11/1", "ทดสอบ1 สมมุติ") and first.score > 90
    assert AuditLine.objects.filter(verb="help_row.see", by=district_officer).exists()
    assert AuditLine.objects.get(verb="help_candidates.see").households.split()[0].isdigit()


def test_the_number_of_a_person_is_masked(stored, provincial_officer):
    stored(row(pid="9990000000006", first="ก", village=OURS))
    (shown,) = seen(provincial_officer)
    assert shown.national_id and "9990000000006" not in shown.national_id.replace("-", "")


def test_settled_it_is_help_on_the_timeline_and_the_case(stored, district_officer):
    told = {"area_code": OURS, "fiscal_year": 2026, "state": "assigned", "turn": "mentor", "opened_by": district_officer}
    case = Case.objects.create(household_id=household_id(1), opened_at=timezone.now(), **told)
    stored(row(**ALMOST))
    assert unmatched.settle(**now_by(district_officer), rows=numbers(), household=household_id(1)) == 1
    given = Assistance.objects.get()
    assert (given.household_id, given.area_code, given.road, given.state, given.on, given.row) == (
        household_id(1), OURS, "list", "delivered", date(2026, 1, 5), 2,
    )  # fmt: skip
    settled = HelpRow.objects.get()
    assert (settled.state, settled.made, settled.by) == ("stored", given, district_officer)
    assert Event.objects.get(household=household_id(1)).record == given.pk and Given.objects.get().case == case
    case.refresh_from_db()
    assert case.helped_on == date(2026, 1, 5) and AuditLine.objects.get(verb="assistance.match").count == 1
    assert unmatched.settle(**now_by(district_officer), rows=numbers(), household=household_id(1)) == 0
    assert Assistance.objects.count() == 1 and seen(district_officer) == []


def test_all_rows_of_one_person_are_settled_at_once(stored, district_officer):
    stored(row(**ALMOST), row(**ALMOST, what="ข้าวสาร", baht="350"), row(**(ALMOST | {"first": "คนอื่น"}), what="ปุ๋ย"))
    rows = unmatched.of(district_officer, numbers()[0], at=timezone.now())
    assert len(rows) == 2 and rows[0].alike == 2
    assert unmatched.settle(**now_by(district_officer), rows=[each.number for each in rows], household=household_id(1)) == 2
    assert [each.name for each in seen(district_officer)] == ["คนอื่น สมมุติ"]


def test_what_is_recorded_already_is_not_recorded_again(stored, district_officer):
    stored(row(pid=1), row(**ALMOST))
    assert unmatched.settle(**now_by(district_officer), rows=numbers(), household=household_id(1)) == 1
    assert Assistance.objects.count() == 1 and HelpRow.objects.get().made == Assistance.objects.get()


def test_a_row_may_be_nobodys_or_wait_for_later(stored, district_officer):
    stored(row(**ALMOST), row(**(ALMOST | {"first": "คนอื่น"})))
    first, other = numbers()
    assert unmatched.pass_by(**now_by(district_officer), rows=[first], as_="nobody") == 1
    assert unmatched.pass_by(**now_by(district_officer), rows=[first], as_="nobody") == 0
    unmatched.pass_by(**now_by(district_officer), rows=[other], as_="later")
    assert [each.state for each in seen(district_officer)] == ["later"]
    with pytest.raises(Refused, match="ตัดสินไปแล้ว"):
        unmatched.settle(**now_by(district_officer), rows=[first], household=household_id(1))
    assert not Assistance.objects.exists() and AuditLine.objects.filter(verb="assistance.pass").count() == 2


def test_a_row_settled_otherwise_stays_as_it_was_settled(stored, district_officer):
    stored(row(**ALMOST))
    unmatched.settle(**now_by(district_officer), rows=numbers(), household=household_id(1))
    with pytest.raises(Refused, match="ตัดสินไปแล้ว"):
        unmatched.settle(**now_by(district_officer), rows=numbers(), household=household_id(2))


def test_rows_go_to_the_desk_of_their_place(stored, district_officer, provincial_officer, hire):
    stored(row(**ALMOST), row(**(ALMOST | {"village": THEIRS})), row(pid="9990000000006"))
    other = hire("other_district", "อำเภออื่น", "district_centre", "6001")
    assert [each.area_code for each in seen(district_officer)] == [OURS] and [each.area_code for each in seen(other)] == [THEIRS]
    assert len(seen(provincial_officer)) == 3 and len(seen(provincial_officer, area="6001")) == 1


def test_a_district_settles_no_row_and_no_household_of_another(stored, district_officer, provincial_officer):
    stored(row(**(ALMOST | {"village": THEIRS})))
    with pytest.raises(OutOfSight):
        unmatched.settle(**now_by(district_officer), rows=numbers(), household=household_id(1))
    stored(row(**ALMOST), by=provincial_officer)
    with pytest.raises(OutOfSight):
        unmatched.settle(**now_by(district_officer), rows=numbers()[1:], household=household_id(4))


def test_an_office_sees_the_rows_it_sent_and_no_household_but_those_handed_to_it(stored, nurse, hospital, provincial_officer):
    stored(row(**ALMOST))
    stored(row(**(ALMOST | {"first": "ทดส1"})), by=nurse, organisation=hospital.pk)
    (shown,) = seen(nurse)
    assert shown.name == "ทดส1 สมมุติ" and unmatched.candidates(nurse, shown.number, at=timezone.now()) == []
    with pytest.raises(OutOfSight):
        unmatched.settle(**now_by(nurse), rows=[shown.number], household=household_id(1))
    reach.give(household=household_id(1), to=nurse, purpose="referral")
    assert [each.household for each in unmatched.candidates(nurse, shown.number, at=timezone.now())] == [household_id(1)]


@pytest.mark.parametrize("who", ["somjai", "governor", "auditor"])
def test_nobody_else_has_a_desk(stored, request, who):
    stored(row(**ALMOST))
    user = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        seen(user)
    for ask in (partial(unmatched.of, user, numbers()[0]), partial(unmatched.candidates, user, numbers()[0])):
        with pytest.raises(OutOfSight):
            ask(at=timezone.now())


def test_what_a_list_left_goes_with_the_list(stored, district_officer, provincial_officer):
    made = stored(row(**ALMOST))
    unmatched.settle(**now_by(district_officer), rows=numbers(), household=household_id(1))
    helped.undo(**now_by(provincial_officer), help_list=made.pk, because="ส่งผิดไฟล์")
    assert Assistance.objects.get().state == "withdrawn" and seen(district_officer) == []


def test_the_desk_takes_the_same_few_queries_however_long_it_is(stored, district_officer, django_assert_max_num_queries):
    stored(*(row(**(ALMOST | {"first": f"คน{number}"})) for number in range(25)))
    with django_assert_max_num_queries(12):
        assert len(seen(district_officer)) == 25


@pytest.mark.django_db(transaction=True)
def test_two_who_settle_the_same_row_make_one_help(stored, district_officer, provincial_officer):
    stored(row(**ALMOST))
    act = partial(unmatched.settle, at=timezone.now(), rows=numbers(), household=household_id(1))
    assert sorted(in_threads(partial(act, by=district_officer), partial(act, by=provincial_officer))) == [0, 1]
    assert Assistance.objects.count() == Event.objects.count() == 1
