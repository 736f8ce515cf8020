"""What was done a moment ago is taken back from the line that says so: the same verb's way back, with its own permission and trail."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from nsc.access import notices
from nsc.access.models import AuditLine
from nsc.casework import cases, mentors, needs, plans, rolls
from nsc.casework.models import Case, Need, Step, Visit
from nsc.surveys import rounds
from nsc.web import inputs
from tests.surveyed import household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
FORM = re.compile(r'<form method="post" action="([^"]+)" data-undo>(.*?)</form>', re.S)
FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def taken_back(client, answer):
    """Presses "เลิกทำ" on the page that `answer` leads to."""
    page = client.get(answer["Location"]).content.decode()
    address, inside = FORM.search(page).groups()
    said = {name: unescape(value) for name, value in FIELD.findall(inside) if name != "csrfmiddlewaretoken"}
    return client.post(unescape(address), said)


@pytest.fixture
def case(operator, somjai) -> Case:
    """Of household 1, in the hands of Somjai."""
    at, year = timezone.now(), rolls.fiscal_year(timezone.localdate())
    drawn = rolls.draw_up(by=operator, at=at, fiscal_year=year, group="tpmap", rule="mpi", round=rounds.newest())
    rolls.freeze(by=operator, at=at, roll=drawn)
    made = cases.open_(by=operator, at=at, household=household_id(1))
    cases.triage(by=operator, at=at, case=made.pk, to="welfare", because="สูงอายุ")
    mentors.assign(by=operator, at=at, cases=[made.pk], mentor=somjai.pk)
    return Case.objects.get(pk=made.pk)


def test_notices_marked_by_a_slip_are_unread_again_and_the_older_ones_stay_read(enter, somjai, at):
    desk = enter(somjai)
    notices.tell(users=[somjai], at=at, kind="work.received", href="/roles/", count=1)
    notices.read(by=somjai, at=at)
    notices.tell(users=[somjai], at=at, kind="work.received", href="/roles/", count=2)
    answer = desk.post("/notices/read/")
    assert notices.unread(somjai) == 0
    taken_back(desk, answer)
    assert notices.unread(somjai) == 1


def test_of_another_and_of_no_moment_nothing_is_unread(enter, somjai, prasit, at):
    notices.tell(users=[somjai], at=at, kind="work.received", href="/roles/", count=1)
    notices.read(by=somjai, at=at)
    other = enter(prasit)
    assert other.post("/notices/unread/", {"moment": at.isoformat()}).status_code == 302
    assert other.post("/notices/unread/", {"moment": "เมื่อวาน"}).status_code == 302 and notices.unread(somjai) == 0


def test_an_appointment_is_withdrawn_and_the_reason_is_on_record(enter, case, somjai):
    desk, day = enter(somjai), timezone.localdate() + timedelta(days=2)
    taken_back(desk, desk.post("/visits/plan/", {"case": [case.pk], "on": day.isoformat(), "who": str(somjai.pk)}))
    assert Visit.objects.get().state == "withdrawn" and AuditLine.objects.filter(verb="visit.withdraw", by=somjai.pk).count() == 1


def test_a_case_goes_back_to_the_mentor_it_was_taken_from(enter, case, somjai, hire, district_officer):
    other = hire("malee", "มาลี", "mentor", "600908")
    desk = enter(district_officer)
    answer = desk.post("/cases/assign/", {"case": case.pk, "mentor": other.pk, "back": f"/cases/{case.pk}/"})
    assert Case.objects.get().mentor == other
    taken_back(desk, answer)
    assert Case.objects.get().mentor == somjai


def test_a_need_that_was_not_met_after_all_is_open_again(enter, case, somjai):
    asked = [needs.Asked(dimension="living", text="สังกะสี", urgency="now")]
    row = needs.record(by=somjai, at=timezone.now(), household=case.household_id, asked=asked)[0]
    desk = enter(somjai)
    answer = desk.post(f"/needs/{row.pk}/meet/")
    assert Need.objects.get().state == "met"
    taken_back(desk, answer)
    assert Need.objects.get().state == "open"


def test_a_step_that_was_not_finished_after_all_goes_on(enter, case, somjai, operator):
    Case.objects.update(state="visited")
    day = timezone.localdate()
    wanted = [plans.Wanted(what, "office", day + timedelta(days=30), office="อบต. ไพศาลี") for what in ("ซ่อมหลังคา", "ต่อไฟ")]
    plan = plans.write(by=somjai, at=timezone.now(), case=case.pk, goal="survive", steps=wanted, diagnosis={})
    plans.agree(by=somjai, at=timezone.now(), plan=plan.pk, on=day, signed="ทดสอบ1 สมมุติ")
    plans.approve(by=operator, at=timezone.now(), plan=plan.pk)
    step = Step.objects.first()
    desk = enter(somjai)
    answer = desk.post(f"/plans/steps/{step.pk}/finish/", {"on": day.isoformat()})
    assert Step.objects.get(pk=step.pk).state == "done"
    taken_back(desk, answer)
    assert Step.objects.get(pk=step.pk).state == "doing"


def test_the_way_back_is_no_way_in(enter, case, somjai, prasit):
    """The form is an act like any other: who may not do it is refused, wherever the address came from."""
    desk, day = enter(somjai), timezone.localdate() + timedelta(days=2)
    desk.post("/visits/plan/", {"case": [case.pk], "on": day.isoformat(), "who": str(somjai.pk)})
    assert enter(prasit).post(f"/visits/{Visit.objects.get().pk}/withdraw/", {"because": "x"}).status_code == 404


@pytest.mark.parametrize("text", ["", None, "2026-01-15", "2026-01-15T10:00:00", "๒๕๖๙", "9" * 400])
def test_a_moment_without_a_zone_is_none(text):
    assert inputs.moment(text) is None
