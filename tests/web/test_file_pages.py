"""The household's file and the page of one person: the whole story at a glance, to whom, and what it costs."""

import re
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from nsc.access import reach, scope
from nsc.access.models import AuditLine
from nsc.casework import cases, help_given, mentors, rolls, timeline, visits
from nsc.casework.models import Case, Event
from nsc.reports import dossier, story
from nsc.surveys import rounds
from nsc.surveys.models import Member
from nsc.welfare.assistance import Help
from tests.surveyed import household_id
from tests.web.test_target_pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
QUERIES = 78  # of the whole page of a household with a case, a visit and help, by its district; the same with 500 events


@pytest.fixture
def home():
    return household_id(1)


@pytest.fixture
def person(home):
    """The granddaughter of household 1."""
    return Member.objects.get(response__household=home, first_name="ดวงดาว").person_id


@pytest.fixture
def case(operator, somjai):
    at = timezone.now()
    drawn = rolls.draw_up(by=operator, at=at, fiscal_year=rolls.fiscal_year(at.date()), group="tpmap", rule="mpi", round=rounds.newest())
    rolls.freeze(by=operator, at=at, roll=drawn)
    row = cases.open_(by=operator, at=at, household=household_id(1))
    cases.triage(by=operator, at=at, case=row.pk, to="develop", because="ทำงานได้")
    mentors.assign(by=operator, at=at, cases=[row.pk], mentor=somjai.pk)
    return Case.objects.get(pk=row.pk)


@pytest.fixture
def visited(case, operator):
    """The survey's questions asked again: the income is above the line, and there are three at home now."""
    round = rounds.newest()
    answers = "".join("1" if verdict == "0" and number == 22 else verdict for number, verdict in enumerate(_answers(case), 1))
    found = visits.Found(on=timezone.localdate(), visitors="พี่เลี้ยง", people=3, income=90_000, answers=answers, note="พบนายสมศักดิ์")
    return visits.record(by=operator, at=timezone.now(), case=case.pk, purpose="first", submission=uuid4(), found=found, round=round)


def _answers(case) -> str:
    return Member.objects.filter(response__household=case.household_id).order_by("-response__round__survey_year")[0].response.answers


@pytest.fixture
def helped(case, operator, person):
    """Money to the granddaughter, rice to all."""
    told = {"by": operator, "at": timezone.now(), "on": timezone.localdate()}
    money = Help(household=case.household_id, kind="education", form="money", what="ทุนการศึกษา", baht=Decimal(3000), person=person)
    rice = Help(household=case.household_id, kind="food", form="goods", what="ข้าวสาร", although="น้ำท่วม")
    help_given.deliver(help=money, **told)
    help_given.deliver(help=rice, **told)


def test_the_file_tells_whose_turn_it_is_and_asks_for_one_thing(enter, district_officer, somjai, case, home):
    page = text(enter(somjai).get(f"/households/{home}/"))
    assert "อยู่ระหว่างดำเนินการที่" in page and "สมใจ" in page and "ตั้งแต่" in page
    assert page.count('class="button first"') == 1 and f'class="button first" href="/cases/{case.pk}/visit/"' in page
    Case.objects.filter(pk=case.pk).update(due_on=date(2020, 1, 1))
    assert "เกินกำหนด" in text(enter(somjai).get(f"/households/{home}/"))


def test_the_answer_behind_each_verdict_stands_under_its_dimension(desk, visited, home):
    page = text(desk.get(f"/households/{home}/"))
    assert "21,000 บาท (เกณฑ์ 38,000)" in page or re.search(r"21,000 บาท \(เกณฑ์ [\d,]+\)", page)
    assert "90,000 บาท" in page and "เกณฑ์:" in page and "ถามซ้ำโดย" in page
    assert "(อาจเกี่ยวข้อง)" in page


def test_what_the_door_and_the_survey_say_differently_is_told_with_the_newer_marked(operator, visited, home, case):
    found = dossier.of_household(operator, home, at=timezone.now()).differing
    told = {(each.topic.kind, each.topic.key): each for each in found}
    assert {("people", ""), ("income", ""), ("dimension", "income"), ("indicator", "22")} <= set(told)
    assert all(each.a.source == "survey" and each.newer == "b" for each in told.values() if each.b.source == "visit")
    assert ("place", "") not in told and ("dimension", "health") not in told


def test_who_may_not_read_names_hears_of_no_difference_that_tells_of_a_person(governor, visited, home):
    found = dossier.of_household(governor, home, at=timezone.now()).differing
    assert {each.topic.kind for each in found} <= {"people", "place", "dimension", "indicator"}
    assert all(each.b.source != "visit" for each in found if each.topic.kind == "people")


def test_what_somebody_received_this_year_and_from_whom(desk, helped, home, person):
    page = text(desk.get(f"/households/{home}/"))
    row = re.search(rf'<a href="/households/{home}/residents/{person}/#help">ด.ญ.ดวงดาว สมมุติ</a></th>.*?</tr>', page, re.S)
    assert row and "3,000" in row[0]
    own = text(desk.get(f"/households/{home}/residents/{person}/"))
    assert "3,000 บาท" in own and "ทุนการศึกษา" in own and "ข้าวสาร" not in own and "ของทั้งครัวเรือนอีก 1 รายการ" in own


def test_the_governor_sees_what_was_given_and_not_to_whom(enter, governor, helped, home, person):
    browser = enter(governor)
    page = text(browser.get(f"/households/{home}/"))
    assert "ทุนการศึกษา" in page and "ใครในบ้านได้รับ แสดงเฉพาะผู้มีสิทธิเห็นชื่อ" in page
    assert "ดวงดาว" not in page and "11/1" not in page and "รายได้ รายจ่าย หนี้สิน และการออม" not in page
    own = text(browser.get(f"/households/{home}/residents/{person}/"))
    assert "ด.ญ.ด•••• ส••••" in own and "ดวงดาว" not in own and "ทุนการศึกษา" not in own


def test_an_opening_is_recorded_once(enter, district_officer, helped, visited, home, person):
    browser = enter(district_officer)
    before = set(AuditLine.objects.values_list("pk", flat=True))
    text(browser.get(f"/households/{home}/"))
    text(browser.get(f"/households/{home}/residents/{person}/"))
    lines = AuditLine.objects.exclude(pk__in=before).order_by("pk")
    assert [(line.verb, line.on_id, line.detail) for line in lines] == [
        ("household.see", str(home), ""),
        ("resident.see", str(home), f"person {person}"),
    ]


def test_a_mentor_of_another_tambon_finds_neither_file_nor_person_nor_story(enter, hire, home, person):
    browser = enter(hire("stranger", "คนอื่น", "mentor", "600101"))
    for address in (f"/households/{home}/", f"/households/{home}/residents/{person}/", f"/households/{home}/story/"):
        assert browser.get(address).status_code == 404


def test_a_person_of_another_household_is_not_there(desk, home, person):
    assert desk.get(f"/households/{household_id(2)}/residents/{person}/").status_code == 404


def test_the_script_still_gets_only_what_is_sealed(desk, home, person):
    part = text(desk.get(f"/households/{home}/residents/{person}/", headers={"HX-Request": "true"}))
    assert "<html" not in part and "เลขประจำตัวประชาชน" in part


def test_a_person_is_found_in_every_round_and_where(operator, home):
    head = Member.objects.get(response__household=home, first_name="ทดสอบ1", response__round__survey_year=2021).person_id
    found = dossier.of_person(operator, home, head, at=timezone.now())
    assert [(each.year, each.is_here, each.household) for each in found.lived] == [(2021, True, home), (2018, True, home)]


def test_of_a_household_out_of_sight_only_the_year_is_told(hire, home, operator):
    head = Member.objects.get(response__household=home, first_name="ทดสอบ1", response__round__survey_year=2021)
    Member.objects.filter(response__household=household_id(4), response__round__survey_year=2018).update(person=head.person_id)
    district = hire("only_ours", "อำเภอเรา", "district_centre", "6009")
    old = [each for each in dossier.of_person(district, home, head.person_id, at=timezone.now()).lived if not each.is_here]
    assert [(each.household, each.area_code, each.pattern, each.relation) for each in old] == [(None, "", None, "")]


# — the story —


def test_the_story_holds_surveys_rolls_and_the_casework_on_one_line(operator, visited, helped, home):
    page = story.of_household(operator, home)
    kinds = {each.kind for each in page.lines}
    assert {"survey.answer", "target.draw_up", "case.open", "visit.record", "assistance.grant"} <= kinds
    days = [each.on for each in page.lines]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("group", sorted(story.GROUPS))
def test_a_kind_of_the_story_holds_its_own_alone(operator, visited, helped, home, group):
    page = story.of_household(operator, home, group=group)
    assert page.group == group and all(each.kind.startswith(story.GROUPS[group]) for each in page.lines)


def test_an_unknown_kind_is_all_of_them(operator, case, home):
    assert story.of_household(operator, home, group="nonsense") == story.of_household(operator, home)


@pytest.fixture
def capped(django_assert_max_num_queries):
    return django_assert_max_num_queries


def many(case, count: int) -> None:
    told = {"household_id": case.household_id, "case": case, "by_id": case.opened_by_id, "at": timezone.now()}
    day = timezone.localdate() - timedelta(days=1)
    Event.objects.bulk_create(Event(kind="visit.plan", on=day - timedelta(days=n // 3), **told) for n in range(count))


def test_page_by_page_nothing_is_told_twice_and_nothing_is_left_out(operator, case, home):
    many(case, 100)
    seen, before = [], None
    while True:
        page = story.of_household(operator, home, before=before)
        seen += page.lines
        before = page.after
        if before is None:
            break
    events = [each.number for each in seen if each.number]
    assert len(events) == len(set(events)) == Event.objects.filter(household=home).count()
    assert sum(each.kind == "survey.answer" for each in seen) == 2 and sum(each.kind == "target.draw_up" for each in seen) == 1
    days = [each.on for each in seen]
    assert days == sorted(days, reverse=True)


def test_500_events_open_with_as_many_queries_as_5(desk, visited, helped, case, home, django_assert_num_queries, capped):
    text(desk.get(f"/households/{home}/"))
    with capped(QUERIES) as few:
        text(desk.get(f"/households/{home}/"))
    many(case, 500)
    with django_assert_num_queries(len(few)):
        page = text(desk.get(f"/households/{home}/"))
    more = re.search(rf'hx-get="(/households/{home}/story/\?before=[^"]+)"', page)
    part = text(desk.get(more[1].replace("&amp;", "&")))
    assert "<html" not in part and "นัดเยี่ยม" in part


def test_a_filter_of_the_story_needs_no_script(desk, visited, helped, home):
    page = text(desk.get(f"/households/{home}/?kind=help"))
    told = page[page.index('id="story"') : page.index('id="differing"')]
    assert "ช่วยเหลือ: ส่งมอบแล้ว" in told and "เปิดเคส" not in told.replace("เคส</a>", "")


def test_words_of_the_story_are_for_who_reads_names(governor, operator, case, home):
    timeline.note(by=operator, at=timezone.now(), household=home, kind="case.close", on=timezone.localdate(), text="นายสมศักดิ์ป่วย")
    assert not any(each.text for each in story.of_household(governor, home).lines if each.kind == "case.close")
    assert any(each.text for each in story.of_household(operator, home).lines if each.kind == "case.close")


def test_a_partner_with_the_household_in_hand_sees_no_referral_of_others(hire, case, home):
    partner = hire("partner", "ภาคี", "partner")
    reach.give(household=home, to=partner, purpose="partner")
    found = dossier.of_household(partner, home, at=timezone.now())
    assert not found.file.has_names and found.referrals == () and all(not each.who for each in found.needs)


def test_who_was_refused_is_on_record(hire, home):
    stranger = hire("stranger", "คนอื่น", "mentor", "600101")
    with pytest.raises(scope.OutOfSight):
        dossier.of_household(stranger, home, at=timezone.now())
    assert AuditLine.objects.filter(verb="household.refuse", by=stranger).count() == 1
