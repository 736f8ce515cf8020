"""Help within a case: what it came of, what it changes, and what comes first in an emergency."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest

from nsc.access import notices
from nsc.access.models import AuditLine, Notice
from nsc.access.scope import OutOfSight
from nsc.casework import help_given, timeline, use_checks
from nsc.casework.help_given import Links
from nsc.casework.models import Case, CasePlan, Event, Given, Need, Step, UseCheck
from nsc.errors import NotAllowed, Refused
from nsc.welfare.assistance import Help
from nsc.welfare.models import Assistance
from tests.casework.conftest import AT, ON
from tests.files import pictures
from tests.surveyed import OURS, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
TOMORROW = AT + timedelta(days=1)


def rice(number: int = 1, **told) -> Help:
    plain = {"household": household_id(number), "kind": "food", "form": "goods", "what": "ข้าวสาร 10 กก.", "baht": Decimal(300)}
    return Help(**plain | told)


def need_of(case: Case, **told) -> Need:
    plain = {"household": case.household, "area_code": case.area_code, "case": case, "dimension": "income", "urgency": "month", "on": ON}
    return Need.objects.create(**plain | told, by=case.opened_by, at=AT)


def gave(by, help: Help, **told):
    return help_given.deliver(by=by, at=AT, help=help, on=ON, **told).assistance


def promised(by, help: Help, **told):
    return help_given.promise(by=by, at=AT, help=help, on=ON, **told).assistance


def rescued(by, help: Help, **told):
    return help_given.emergency(by=by, at=AT, help=help, on=ON, **told).assistance


@pytest.fixture
def need(in_care):
    return need_of(in_care)


@pytest.fixture
def step(in_care, need):
    told = {"case": in_care, "version": 1, "state": "approved", "goal": "survive", "agreed_on": ON, "by": in_care.opened_by, "at": AT}
    plan = CasePlan.objects.create(**told, decided_by=in_care.opened_by, decided_at=AT)
    return Step.objects.create(plan=plan, place=1, who="mentor", due_on=ON)


def test_help_comes_of_a_need_and_a_step_and_stands_on_the_timeline(in_care, somjai, need, step):
    row = gave(somjai, rice(), links=Links(need=need.pk, step=step.pk))
    given = Given.objects.get(assistance=row)
    assert (given.case, given.need, given.step, given.is_emergency) == (in_care, need, step, False)
    in_care.refresh_from_db()
    need.refresh_from_db()
    row.refresh_from_db()
    assert (in_care.helped_on, need.state, row.dimension) == (ON, "open", "income")
    line = next(each for each in timeline.of_household(somjai, household_id(1))[0] if each.kind == "assistance.grant")
    assert (line.kind, line.what, line.baht, line.record) == ("assistance.grant", "delivered", 300, row.pk)


def test_the_giver_says_that_the_need_is_met(in_care, somjai, need):
    gave(somjai, rice(), links=Links(need=need.pk, meets_need=True))
    need.refresh_from_db()
    assert (need.state, need.met_on) == ("met", ON)
    assert Event.objects.filter(kind="need.meet", what="met", record=need.pk, case=in_care).exists()


def test_a_promise_helps_nobody_until_it_is_kept(in_care, somjai, need):
    row = promised(somjai, rice(), links=Links(need=need.pk))
    in_care.refresh_from_db()
    assert in_care.helped_on is None
    help_given.fulfil(by=somjai, at=TOMORROW, assistance=row.pk, on=AT.date(), meets_need=True)
    in_care.refresh_from_db()
    need.refresh_from_db()
    assert (in_care.helped_on, need.state) == (AT.date(), "met")


def test_what_is_withdrawn_leaves_the_need_open_and_the_case_unhelped(in_care, somjai, need):
    row = gave(somjai, rice(), links=Links(need=need.pk, meets_need=True))
    help_given.withdraw(by=somjai, at=AT, assistance=row.pk, because="ให้ผิดบ้าน")
    in_care.refresh_from_db()
    need.refresh_from_db()
    assert (in_care.helped_on, need.state, need.met_on) == (None, "open", None)
    line = timeline.of_household(somjai, household_id(1))[0]
    assert next(each for each in line if each.kind == "assistance.withdraw").text == "ให้ผิดบ้าน"


def test_other_help_keeps_the_need_met_and_the_case_helped(in_care, somjai, need):
    links = Links(need=need.pk, meets_need=True)
    first = gave(somjai, rice(), links=links)
    gave(somjai, rice(although="น้ำท่วม", what="อาหารแห้ง"), links=links)
    help_given.withdraw(by=somjai, at=AT, assistance=first.pk, because="ซ้ำ")
    need.refresh_from_db()
    in_care.refresh_from_db()
    assert (need.state, in_care.helped_on) == ("met", ON)


def test_sent_twice_it_stands_once_everywhere(in_care, somjai, need):
    help, links = rice(submission=uuid4()), Links(need=need.pk, meets_need=True)
    assert gave(somjai, help, links=links) == gave(somjai, help, links=links)
    assert (Given.objects.count(), Event.objects.filter(kind="assistance.grant").count()) == (1, 1)


def test_without_a_case_help_still_stands_on_the_timeline(surveyed, district_officer):
    row = gave(district_officer, rice(3))
    assert not Given.objects.exists() and Event.objects.get(kind="assistance.grant").case is None
    assert help_given.find(district_officer, row.pk).case is None
    with pytest.raises(Refused, match="ไม่มีรายกรณี"):
        gave(district_officer, rice(3, what="ไข่", although="น้ำท่วม"), links=Links(need=1))


def test_a_need_of_another_household_is_not_met_by_it(in_care, somjai, district_officer):
    other = Case.objects.create(
        household_id=household_id(2), area_code=OURS, fiscal_year=2026, state="opened", opened_at=AT, opened_by=district_officer
    )
    with pytest.raises(Refused, match="ไม่ใช่ของครัวเรือนนี้"):
        gave(somjai, rice(), links=Links(need=need_of(other).pk))
    assert not Assistance.objects.exists()


def test_a_stranger_s_help_changes_nothing(in_care, prasit, governor):
    for who, no in ((prasit, OutOfSight), (governor, NotAllowed)):
        with pytest.raises(no):
            gave(who, rice())
        with pytest.raises(no):
            rescued(who, rice())
    assert not Event.objects.filter(kind="assistance.grant").exists() and not Notice.objects.filter(kind="help.emergency").exists()


def test_what_new_help_may_come_of(in_care, somjai, need, step, prasit):
    found = help_given.choices(somjai, household_id(1))
    assert (found.case, [each.number for each in found.needs], [each.number for each in found.steps]) == (in_care.pk, [need.pk], [step.pk])
    with pytest.raises(OutOfSight):
        help_given.choices(prasit, household_id(1))


# — emergencies —


def test_rice_comes_first_the_amphoe_is_told_at_once_and_the_household_gets_a_case(surveyed, team, district_officer, prasit):
    row = rescued(team, rice(3))
    case, given = Case.objects.get(household=household_id(3)), Given.objects.get(assistance=row)
    assert (case.is_emergency, case.state, case.helped_on) == (True, "opened", ON)
    assert (given.is_emergency, given.told_on, given.regularised_on) == (True, date(2026, 1, 15), None)
    told = notices.of(district_officer).get(kind="help.emergency")
    assert str(household_id(3)) in notices.words(told) and told.href == f"/help/{row.pk}/"
    assert not notices.of(prasit).filter(kind="help.emergency").exists()


def test_an_open_case_is_kept_and_marked(in_care, somjai):
    rescued(somjai, rice())
    in_care.refresh_from_db()
    assert (Case.objects.count(), in_care.is_emergency, in_care.state) == (1, True, "assigned")


def test_only_what_cannot_wait_goes_by_the_emergency_lane(in_care, somjai):
    with pytest.raises(Refused, match="ช่องทางฉุกเฉิน"):
        rescued(somjai, rice(kind="occupation"))


def test_sent_twice_an_emergency_is_told_once(in_care, somjai, district_officer):
    assert rescued(somjai, rice()) == rescued(somjai, rice())
    assert notices.of(district_officer).filter(kind="help.emergency").count() == 1


def test_double_help_needs_its_reason_in_an_emergency_too(in_care, somjai):
    gave(somjai, rice())
    with pytest.raises(Refused, match="ชนิดเดียวกัน"):
        rescued(somjai, rice(what="ข้าวสาร 5 กก."))
    rescued(somjai, rice(what="ข้าวสาร 5 กก.", although="น้ำท่วมซ้ำ"))


def test_the_amphoe_regularises_what_somebody_else_gave(in_care, somjai, district_officer, prasit):
    row = rescued(somjai, rice())
    for who, no in ((somjai, NotAllowed), (prasit, OutOfSight)):
        with pytest.raises(no):
            help_given.regularise(by=who, at=AT, assistance=row.pk, because="จำเป็น")
    with pytest.raises(Refused, match="เหตุผล"):
        help_given.regularise(by=district_officer, at=AT, assistance=row.pk, because=" ")
    help_given.regularise(by=district_officer, at=AT, assistance=row.pk, because="บ้านไฟไหม้ คนแก่อยู่ลำพัง")
    again = help_given.regularise(by=district_officer, at=TOMORROW, assistance=row.pk, because="อีกครั้ง")
    in_care.refresh_from_db()
    assert (again.regularised_on, in_care.is_emergency) == (date(2026, 1, 15), False)
    assert help_given.find(somjai, row.pk).regularised == "บ้านไฟไหม้ คนแก่อยู่ลำพัง"
    assert AuditLine.objects.filter(verb="assistance.regularise").count() == 1
    assert "ไฟไหม้" not in str(list(AuditLine.objects.values()))


def test_who_gave_it_does_not_regularise_it(case, district_officer):
    row = rescued(district_officer, rice())
    with pytest.raises(Refused, match="ของตนเองไม่ได้"):
        help_given.regularise(by=district_officer, at=AT, assistance=row.pk, because="จำเป็น")


def test_one_of_two_emergencies_withdrawn_leaves_the_other_waiting(in_care, somjai):
    first, second = rescued(somjai, rice()), rescued(somjai, rice(kind="water", what="น้ำดื่ม"))
    for row, is_left in ((first, True), (second, False)):
        help_given.withdraw(by=somjai, at=AT, assistance=row.pk, because="ให้ผิดบ้าน")
        in_care.refresh_from_db()
        assert in_care.is_emergency is is_left


# — checks of use —


def checked(by, row, **told):
    return use_checks.check(by=by, at=AT, assistance=row.pk, **{"on": ON, "use": "whole", "text": "หุงกินทุกวัน"} | told)


def test_somebody_looks_whether_it_was_used_with_a_photograph(in_care, somjai, governor):
    row = gave(somjai, rice())
    made = checked(somjai, row, file=BytesIO(pictures.photograph()))
    seen = help_given.find(somjai, row.pk).checks[0]
    assert (seen.use, seen.text, seen.has_evidence) == ("whole", "หุงกินทุกวัน", True)
    assert b"".join(use_checks.download(by=somjai, at=AT, use_check=made.pk).pieces).startswith(b"\xff\xd8")
    masked = help_given.find(governor, row.pk).checks[0]
    assert (masked.use, masked.text, masked.has_evidence) == ("whole", "", False)
    with pytest.raises(OutOfSight):
        use_checks.download(by=governor, at=AT, use_check=made.pk)
    assert AuditLine.objects.get(verb="assistance.check").detail == "whole"
    assert Event.objects.get(kind="assistance.check").what == "whole"


def test_a_check_sent_twice_is_one_and_another_finding_takes_another_day(in_care, somjai):
    row = gave(somjai, rice())
    assert checked(somjai, row) == checked(somjai, row)
    with pytest.raises(Refused, match="เป็นอีกวัน"):
        checked(somjai, row, use="not")
    checked(somjai, row, use="not", on=AT.date())
    assert [each.use for each in help_given.find(somjai, row.pk).checks] == ["whole", "not"]


@pytest.mark.parametrize(
    ("told", "words"), [({"on": date(2026, 1, 13)}, "ก่อนวันส่งมอบ"), ({"on": date(2026, 1, 16)}, "ยังมาไม่ถึง"), ({"use": "sold"}, "ใช้อย่างไร")]
)
def test_a_check_that_cannot_be_is_refused(in_care, somjai, told, words):
    row = gave(somjai, rice())
    with pytest.raises(Refused, match=words):
        checked(somjai, row, **told)


def test_only_what_was_delivered_within_a_case_is_checked_and_only_by_its_people(in_care, somjai, prasit, governor):
    with pytest.raises(Refused, match="เมื่อส่งมอบแล้ว"):
        checked(somjai, promised(somjai, rice(what="ไข่")))
    row = gave(somjai, rice(although="ไข่ยังไม่มา"))
    for who, no in ((prasit, OutOfSight), (governor, NotAllowed)):
        with pytest.raises(no):
            checked(who, row)
    assert not UseCheck.objects.exists()


def test_a_household_with_much_help_is_read_with_the_same_queries(in_care, somjai, django_assert_max_num_queries):
    for day in range(1, 9):
        row = help_given.deliver(by=somjai, at=AT, help=rice(although="น้ำท่วม", what=f"ข้าว {day}"), on=date(2026, 1, day)).assistance
        checked(somjai, row, on=date(2026, 1, 10))
    with django_assert_max_num_queries(9):
        assert len(help_given.of_household(somjai, household_id(1))) == 8
