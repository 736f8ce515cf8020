"""Nobody is forgotten: who has needs and no help, help and no visit, a plan and no progress; and what an amphoe should look at."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from nsc.access import reach
from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.casework import cases, help_given
from nsc.casework.models import Case, CasePlan, Need, Step, Visit
from nsc.errors import NotAllowed, Refused
from nsc.reports import forgotten, helped
from nsc.reports.helped import Asked
from nsc.welfare.assistance import Help
from nsc.welfare.models import Assistance
from tests.casework.conftest import AT, ON, YEAR, frozen, survey
from tests.surveyed import OURS, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
LONG_AGO = ON - timedelta(days=70)


@pytest.fixture
def surveyed(db, tmp_path):
    survey(tmp_path)


@pytest.fixture
def in_care(surveyed, provincial_officer, district_officer, somjai):
    """The case of household 1, in the hands of Somjai."""
    frozen(provincial_officer)
    made = cases.open_(by=district_officer, at=AT, household=household_id(1))
    reach.give(household=household_id(1), to=somjai, purpose="mentor")
    return made


def rice(number: int = 1, **told) -> Help:
    plain = {"household": household_id(number), "kind": "food", "form": "goods", "what": "ข้าวสาร 10 กก.", "baht": Decimal(300)}
    return Help(**plain | told)


def gave(by, help: Help, on: date = ON):
    return help_given.deliver(by=by, at=AT, help=help, on=on).assistance


def need(by, number: int, case: Case | None = None, **told) -> Need:
    plain = {"household_id": household_id(number), "area_code": OURS, "dimension": "income", "urgency": "month", "on": ON}
    return Need.objects.create(**plain | told, case=case, by=by, at=AT)


def visited(case: Case, on: date) -> None:
    Visit.objects.create(case=case, purpose="progress", state="done", on=on, by=case.opened_by, at=AT)


def listed(user, kind: str, **told) -> list[int]:
    return [line.household_id for line in forgotten.lists(user, at=AT, kind=kind, **told).lines]


def test_needs_without_help_stand_on_the_list_until_help_comes(in_care, district_officer, somjai):
    need(somjai, 1, in_care)
    need(somjai, 1, in_care, on=LONG_AGO)
    need(somjai, 3, on=LONG_AGO)  # of a household without a case
    need(somjai, 3)
    for kind, number in (("unhelped", 1), ("outside", 3)):
        found = forgotten.lists(district_officer, at=AT, kind=kind)
        assert [(line.household_id, line.needs, line.since) for line in found.lines] == [(household_id(number), 2, LONG_AGO)]
        assert found.counts[kind] == 1 and found.by_area[0][0] == "600908" and found.by_area[0][1][kind] == 1
    gave(somjai, rice())
    gave(district_officer, rice(3))
    assert listed(district_officer, "unhelped") == listed(district_officer, "outside") == []


def test_a_met_or_withdrawn_need_waits_for_nobody(in_care, district_officer, somjai):
    need(somjai, 1, in_care, state="met", met_on=ON)
    need(somjai, 3, state="withdrawn")
    assert listed(district_officer, "unhelped") == listed(district_officer, "outside") == []


def test_help_before_the_need_was_known_does_not_answer_it(surveyed, district_officer):
    gave(district_officer, rice(3), LONG_AGO)
    need(district_officer, 3)
    assert listed(district_officer, "outside") == [household_id(3)]


def test_who_was_helped_is_visited_after_the_last_help(in_care, district_officer, somjai):
    gave(somjai, rice(), LONG_AGO)
    assert listed(district_officer, "unvisited") == [household_id(1)]
    visited(in_care, LONG_AGO + timedelta(days=3))
    assert listed(district_officer, "unvisited") == []
    gave(somjai, rice(), ON)
    found = forgotten.lists(district_officer, at=AT, kind="unvisited")
    assert [(line.household_id, line.since) for line in found.lines] == [(household_id(1), ON)]
    visited(in_care, ON)
    assert listed(district_officer, "unvisited") == []


@pytest.fixture
def planned(in_care):
    told = {"case": in_care, "version": 1, "state": "approved", "goal": "survive", "agreed_on": LONG_AGO, "by": in_care.opened_by, "at": AT}
    plan = CasePlan.objects.create(**told, decided_by=in_care.opened_by, decided_at=AT)
    Case.objects.filter(pk=in_care.pk).update(state="approved", planned_on=LONG_AGO)
    return plan


def test_a_plan_that_stands_still_for_sixty_days_is_seen(planned, district_officer):
    assert listed(district_officer, "standing") == [household_id(1)]
    Case.objects.update(planned_on=AT.date() - timedelta(days=59))
    assert listed(district_officer, "standing") == []


@pytest.mark.parametrize("act", ["visit", "step", "help"])
def test_a_visit_a_step_or_help_is_progress_for_sixty_days(planned, district_officer, act):
    for days, still in ((60, True), (59, False)):
        on = AT.date() - timedelta(days=days)
        if act == "visit":
            visited(planned.case, on)
        elif act == "step":
            Step.objects.create(plan=planned, place=days, who="mentor", due_on=on, state="done", done_on=on)
        else:
            gave(district_officer, rice(although="อีกครั้ง"), on)
        assert bool(listed(district_officer, "standing")) is still


def test_double_help_and_emergencies_wait_to_be_looked_at(in_care, district_officer, somjai):
    gave(somjai, rice())
    again = gave(somjai, rice(although="น้ำท่วม", what="ข้าวสาร 5 กก."))
    urgent = help_given.emergency(by=somjai, at=AT, help=rice(kind="water", what="น้ำดื่ม"), on=ON).assistance
    double = forgotten.lists(district_officer, at=AT, kind="doubled")
    assert [(line.number, line.what) for line in double.lines] == [(again.pk, "ข้าวสาร 5 กก.")]
    assert [line.number for line in forgotten.lists(district_officer, at=AT, kind="irregular").lines] == [urgent.pk]
    help_given.regularise(by=district_officer, at=AT, assistance=urgent.pk, because="จำเป็น")
    help_given.withdraw(by=somjai, at=AT, assistance=again.pk, because="ผิดบ้าน")
    counts = forgotten.lists(district_officer, at=AT).counts
    assert (counts["doubled"], counts["irregular"]) == (0, 0)


def test_a_closed_case_waits_for_nothing(in_care, district_officer, somjai):
    need(somjai, 1, in_care)
    Case.objects.filter(pk=in_care.pk).update(state="closed", outcome="left", closed_on=ON, turn="")
    assert listed(district_officer, "unhelped") == listed(district_officer, "unvisited") == []


def test_everyone_sees_their_own_and_names_are_for_who_may_read_them(in_care, district_officer, somjai, governor, prasit, citizen):
    for number in (1, 3):
        need(district_officer, number, in_care if number == 1 else None)
    assert listed(somjai, "unhelped") == [household_id(1)] and listed(somjai, "outside") == []  # what was handed over
    assert listed(prasit, "unhelped", area="600101") == []
    for who, no in ((prasit, OutOfSight), (citizen, OutOfSight)):
        with pytest.raises((no, NotAllowed)):
            forgotten.lists(who, at=AT, area=OURS)
    shown = forgotten.lists(governor, at=AT)
    assert (shown.counts["unhelped"], shown.counts["outside"]) == (1, 1) and not shown.has_names and "•" in shown.lines[0].head
    assert forgotten.lists(district_officer, at=AT).lines[0].head == "นางทดสอบ1 สมมุติ"
    line = AuditLine.objects.get(verb="forgotten_list.see", by=district_officer)
    assert line.households.split() == [str(household_id(1))]
    with pytest.raises(Refused):
        forgotten.lists(governor, at=AT, kind="everyone")


def test_the_lists_take_as_many_queries_for_many_as_for_one(in_care, district_officer, somjai, django_assert_max_num_queries):
    for _number in range(30):
        need(somjai, 3)
        need(somjai, 1, in_care)
    with django_assert_max_num_queries(19):
        forgotten.lists(district_officer, at=AT)


# — the list of all help —


@pytest.fixture
def given(in_care, district_officer, somjai):
    """2,000 baht and rice of unknown worth for household 1, a house promised to 3; rice of last fiscal year."""
    money = Help(household=household_id(1), kind="relief_money", form="money", what="เงินสงเคราะห์", baht=Decimal(2000))
    gave(somjai, money)
    gave(somjai, rice(baht=None), date(2025, 12, 20))
    house = Help(household=household_id(3), kind="house", form="service", what="ซ่อมหลังคา", baht=Decimal(8000))
    help_given.promise(by=district_officer, at=AT, help=house, on=ON)
    gave(somjai, rice(), date(2025, 9, 1))


def what(user, **asked) -> list[str]:
    return [line.what for line in helped.listed(user, at=AT, year=YEAR, asked=Asked(**asked)).lines]


def test_all_help_of_a_fiscal_year_with_its_totals(given, district_officer):
    found = helped.listed(district_officer, at=AT, year=YEAR)
    assert [line.what for line in found.lines] == ["ซ่อมหลังคา", "เงินสงเคราะห์", "ข้าวสาร 10 กก."]
    assert found.totals == helped.Totals(helps=3, households=2, delivered=Decimal(2000), promised=Decimal(8000), unpriced=1)
    assert helped.listed(district_officer, at=AT, year=YEAR - 1).totals.helps == 1


def test_the_list_is_narrowed_by_what_is_asked(given, district_officer):
    assert what(district_officer, kind="house") == what(district_officer, state="promised") == ["ซ่อมหลังคา"]
    assert what(district_officer, month="2025-12") == ["ข้าวสาร 10 กก."]
    assert what(district_officer, road="list") == [] and len(what(district_officer, road="typed")) == 3
    for wrong in ({"kind": "gold"}, {"state": "lost"}, {"month": "2026-13"}, {"road": "air"}):
        with pytest.raises(Refused):
            what(district_officer, **wrong)


def test_what_was_withdrawn_is_listed_only_when_asked_for(given, district_officer):
    row = Assistance.objects.get(kind="house")
    help_given.withdraw(by=district_officer, at=AT, assistance=row.pk, because="ไม่รับ")
    assert "ซ่อมหลังคา" not in what(district_officer) and what(district_officer, state="withdrawn") == ["ซ่อมหลังคา"]


def test_everyone_sees_the_help_of_their_own_households(given, somjai, governor, prasit):
    assert len(what(somjai)) == 2 and len(what(governor)) == 3
    reach.take_back(household=household_id(1), of=somjai, purpose="mentor", at=AT)
    assert what(somjai) == []
    with pytest.raises((OutOfSight, NotAllowed)):
        helped.listed(prasit, at=AT, year=YEAR, area=OURS)


def test_the_file_is_for_who_may_export_and_holds_no_name(given, district_officer, governor, somjai):
    headings, rows = helped.table(by=district_officer, at=AT, year=YEAR)
    assert len(rows) == 3 and len(headings) == len(rows[0]) and "ทดสอบ" not in str(rows)
    assert AuditLine.objects.get(verb="assistance.export").count == 3
    for who in (governor, somjai):
        with pytest.raises(NotAllowed):
            helped.table(by=who, at=AT, year=YEAR)


def test_the_list_takes_as_many_queries_for_many_as_for_one(given, district_officer, django_assert_max_num_queries):
    for day in range(1, 13):
        gave(district_officer, rice(although="น้ำท่วม"), date(2026, 1, day))
    with django_assert_max_num_queries(13):
        helped.listed(district_officer, at=AT, year=YEAR)
