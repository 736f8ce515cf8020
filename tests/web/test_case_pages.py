"""Cases at the desk: my work, the lists, one case, what comes after."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nsc.access.models import AuditLine
from nsc.casework import cases, handoffs, mentors, rolls, timeline
from nsc.casework.models import AfterCheck, Case, CaseDays, Event
from nsc.surveys import rounds
from nsc.web import happened
from tests.surveyed import household_id
from tests.web.test_target_pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]


@pytest.fixture
def team(hire):
    return hire("team", "ทีมตำบล", "tambon_team", "600908")


@pytest.fixture
def roll(operator):
    at, year = timezone.now(), rolls.fiscal_year(timezone.localdate())
    drawn = rolls.draw_up(by=operator, at=at, fiscal_year=year, group="tpmap", rule="mpi", round=rounds.newest())
    return rolls.freeze(by=operator, at=at, roll=drawn)


@pytest.fixture
def case(roll, operator):
    """Of household 1, just opened."""
    return cases.open_(by=operator, at=timezone.now(), household=household_id(1))


@pytest.fixture
def in_care(case, operator, somjai):
    cases.triage(by=operator, at=timezone.now(), case=case.pk, to="develop", because="ทำงานได้")
    mentors.assign(by=operator, at=timezone.now(), cases=[case.pk], mentor=somjai.pk)
    return Case.objects.get(pk=case.pk)


def test_from_the_households_file_a_case_is_opened_triaged_and_given_a_mentor(enter, district_officer, roll, somjai):
    desk, home = enter(district_officer), household_id(1)
    assert f"/households/{home}/case/" in text(desk.get(f"/households/{home}/"))
    answer = desk.post(f"/households/{home}/case/")
    row = Case.objects.get()
    assert answer["Location"] == f"/cases/{row.pk}/" and f"/cases/{row.pk}/" in text(desk.get(f"/households/{home}/"))
    page = text(desk.get(f"/cases/{row.pk}/"))
    assert "ระบบเสนอ" in page and "เกณฑ์เบื้องต้น ยังไม่เป็นทางการ" in page and page.count('class="button first"') == 1
    assert desk.post(f"/cases/{row.pk}/triage/", {"to": "develop", "because": "พร้อมทำงาน"}).status_code == 302
    page = text(desk.get(f"/cases/{row.pk}/"))
    assert "จำแนก: พัฒนาได้" in page and "พร้อมทำงาน" in page and "สมใจ · ดูแลอยู่ 0 เคส" in page
    assert desk.post("/cases/assign/", {"case": row.pk, "mentor": somjai.pk}).status_code == 302
    page = text(desk.get(f"/cases/{row.pk}/"))
    assert "มอบพี่เลี้ยง: สมใจ" in page and "เป็นตาของ" in page


def test_an_emergency_is_opened_by_the_team_and_put_in_order_by_the_district(enter, team, district_officer, roll):
    desk, home = enter(team), household_id(3)
    page = text(desk.get(f"/households/{home}/"))
    assert f"/households/{home}/case/emergency/" in page and f'/households/{home}/case/"' not in page
    desk.post(f"/households/{home}/case/emergency/")
    row = Case.objects.get()
    assert row.is_emergency and "ฉุกเฉิน" in text(desk.get(f"/cases/{row.pk}/"))
    desk = enter(district_officer)
    assert "จัดกรณีฉุกเฉินให้เป็นไปตามระเบียบ" in text(desk.get("/cases/"))
    desk.post(f"/cases/{row.pk}/regularise/", {"because": "มติ 1/2570"})
    row.refresh_from_db()
    assert not row.is_emergency


def test_my_work_is_counted_then_listed(enter, district_officer, somjai, governor, in_care, operator):
    second = cases.open_(by=operator, at=timezone.now(), household=household_id(2))
    page = text(enter(district_officer).get("/cases/"))
    assert "จำแนกเคสที่เปิดใหม่" in page and "1 เคส" in page and f"/cases/{second.pk}/" in page and f"/cases/{in_care.pk}/" not in page
    assert "งานอยู่ที่ใคร" in page and "รายพื้นที่" in page
    page = text(enter(somjai).get("/cases/"))
    assert "เยี่ยมครั้งแรก" in page and f"/cases/{in_care.pk}/" in page and "นางทดสอบ1 สมมุติ" in page and "งานอยู่ที่ใคร" not in page
    page = text(enter(governor).get("/cases/"))
    assert 'class="empty"' in page and "งานอยู่ที่ใคร" in page


def test_before_any_case_the_pages_say_what_to_do(enter, district_officer, somjai):
    for user in (district_officer, somjai):
        for address in ("/cases/", "/cases/list/", "/cases/after/"):
            assert 'class="empty"' in text(enter(user).get(address)), address


def test_the_list_is_narrowed_and_says_what_narrows_it(enter, district_officer, in_care, operator, somjai):
    second = cases.open_(by=operator, at=timezone.now(), household=household_id(2))
    desk = enter(district_officer)
    page = text(desk.get(f"/cases/list/?area=6009&mentor={somjai.pk}"))
    assert f"/cases/{in_care.pk}/" in page and f"/cases/{second.pk}/" not in page and "พี่เลี้ยง สมใจ" in page
    assert f"/cases/{second.pk}/" in text(desk.get("/cases/list/?area=6009&turn=district"))
    assert 'class="empty"' in text(desk.get("/cases/list/?area=6009&late=1"))
    assert f"/cases/{second.pk}/" in text(desk.get("/cases/list/?state=rich"))  # what an address cannot mean is passed over
    assert desk.get("/cases/list/?area=6001").status_code == 404


def test_many_are_assigned_from_the_list(enter, district_officer, case, operator, somjai):
    second = cases.open_(by=operator, at=timezone.now(), household=household_id(2))
    for row in (case, second):
        cases.triage(by=operator, at=timezone.now(), case=row.pk, to="welfare", because="สูงอายุ")
    desk = enter(district_officer)
    page = text(desk.get("/cases/list/?area=6009"))
    assert page.count('name="row"') == 2
    back = "/cases/list/?area=6009"
    answer = desk.post("/cases/assign/", {"case": [case.pk, second.pk], "mentor": somjai.pk, "back": back})
    assert answer["Location"] == back and set(Case.objects.values_list("mentor", flat=True)) == {somjai.pk}
    answer = desk.post("/cases/assign/", {"case": [case.pk], "mentor": somjai.pk, "back": "https://example.org/"})
    assert answer["Location"] == "/cases/list/"


def test_names_are_shown_to_who_may_read_them_and_the_opening_is_recorded(enter, district_officer, governor, case):
    text(enter(district_officer).get("/cases/list/?area=6009"))
    line = AuditLine.objects.get(verb="case_list.see", by=district_officer)
    assert line.households.split() == [str(household_id(1))]
    desk = enter(governor)
    for address in ("/cases/list/", f"/cases/{case.pk}/"):
        page = text(desk.get(address))
        assert "ทดสอบ1" not in page and "11/1" not in page and "นางท••••" in page
    assert AuditLine.objects.get(verb="case.see", by=governor).households == ""
    assert not AuditLine.objects.filter(verb="case_list.see", by=governor).exists()


def test_work_is_handed_on_taken_and_sent_back(enter, somjai, team, in_care):
    week = (timezone.localdate() + timedelta(days=7)).isoformat()
    sent = {"to": "tambon", "due_on": week, "because": "ไปสามครั้งไม่พบ"}
    assert enter(somjai).post(f"/cases/{in_care.pk}/give/", sent).status_code == 302
    desk = enter(team)
    page = text(desk.get(f"/cases/{in_care.pk}/"))
    assert "งานนี้ส่งมาถึงท่าน" in page and "ไปสามครั้งไม่พบ" in page
    assert "รับงานที่ส่งมาถึงท่าน หรือส่งคืน" in text(desk.get("/cases/"))
    assert desk.post(f"/cases/{in_care.pk}/take/").status_code == 302
    assert "งานนี้ส่งมาถึงท่าน" not in text(desk.get(f"/cases/{in_care.pk}/"))
    desk.post(f"/cases/{in_care.pk}/give/", sent | {"to": "district"})
    handoffs.send_back(by=in_care.opened_by, at=timezone.now(), case=in_care.pk, because="ทำต่อได้")
    assert "ส่งงานคืน: ทีมตำบล" in text(desk.get(f"/cases/{in_care.pk}/"))


def test_what_is_refused_is_said_where_it_was_sent_from(enter, district_officer, in_care):
    desk, there = enter(district_officer), f"http://testserver/cases/{in_care.pk}/"
    sent = {"outcome": "out_of_poverty", "on": timezone.localdate().isoformat(), "because": ""}
    page = text(desk.post(f"/cases/{in_care.pk}/close/", sent, headers={"Referer": there}, follow=True))
    assert "ยังไม่มีการเยี่ยมติดตามผล" in page
    page = text(desk.post(f"/cases/{in_care.pk}/close/", {"outcome": "", "on": ""}, headers={"Referer": there}, follow=True))
    assert "ปิดเพราะ" in page and Case.objects.get().state == "assigned"
    assert desk.post(f"/cases/{in_care.pk}/close/", sent | {"because": "ได้งานประจำ"}).status_code == 302
    page = text(desk.get(f"/cases/{in_care.pk}/"))
    assert "ปิดเคส: พ้นความยากจน" in page and "เปิดเคสอีกครั้ง" in page and "เป็นตาของ</small>" not in page


def test_a_check_afterwards_is_recorded_from_its_list(enter, district_officer, in_care, operator):
    today = timezone.localdate()
    cases.close(by=operator, at=timezone.now(), case=in_care.pk, outcome="out_of_poverty", on=today, because="ได้งาน")
    AfterCheck.objects.filter(kind="6").update(due_on=today)
    desk = enter(district_officer)
    check = AfterCheck.objects.get(kind="6").pk
    assert "ครบ 6 เดือน" in text(desk.get("/cases/after/")) and "ตรวจหลังพ้นความยากจน" in text(desk.get("/cases/"))
    sent = {"check": check, "on": today.isoformat(), "found": "relapsed", "because": "ตกงาน"}
    assert desk.post(f"/cases/{in_care.pk}/after/", sent)["Location"] == f"/cases/{in_care.pk}/"
    assert Case.objects.get().state == "assigned" and 'class="empty"' in text(desk.get("/cases/after/"))


def test_the_province_sets_the_days_and_the_district_reads_them(enter, provincial_officer, district_officer):
    desk = enter(provincial_officer)
    assert "เกณฑ์เบื้องต้น ยังไม่เป็นทางการ" in text(desk.get("/cases/days/"))
    days = dict.fromkeys(("opened", "triaged", "assigned", "visited", "planned", "approved", "following", "upward"), "9")
    sent = days | {"valid_from": timezone.localdate().isoformat(), "source": "คำสั่ง 1/2570"}
    assert 'class="wrong"' in text(desk.post("/cases/days/", sent | {"opened": "0"})) and not CaseDays.objects.exists()
    assert desk.post("/cases/days/", sent).status_code == 302
    page = text(enter(district_officer).get("/cases/days/"))
    assert "คำสั่ง 1/2570" in page and "<form class" not in page.split("<main", 1)[1]


# — the timeline —


def many(case, count: int) -> None:
    today = timezone.localdate()
    told = {"household_id": case.household_id, "case": case, "kind": "visit.record", "what": "progress", "by": case.opened_by}
    Event.objects.bulk_create(Event(**told, on=today - timedelta(days=day), at=timezone.now()) for day in range(count))


def test_a_family_with_500_events_opens_with_as_many_queries_as_one_with_five(
    enter, district_officer, in_care, django_assert_max_num_queries, django_assert_num_queries
):
    desk, address = enter(district_officer), f"/cases/{in_care.pk}/"
    many(in_care, 5)
    text(desk.get(address))
    with django_assert_max_num_queries(41) as few:
        text(desk.get(address))
    many(in_care, 495)
    with django_assert_num_queries(len(few)):
        page = text(desk.get(address))
    assert page.count("เยี่ยมบ้าน: ติดตามแผน") <= timeline.PER_PAGE and "ดูเหตุการณ์ก่อนหน้านี้" in page


def test_the_timeline_goes_on_where_the_page_ended(enter, district_officer, in_care):
    many(in_care, 70)
    desk, total = enter(district_officer), Event.objects.count()
    address, seen = f"/cases/{in_care.pk}/events/", 0
    while address:
        page = text(desk.get(address))
        seen += page.count("<time")
        _before, _sign, after = page.partition(f"/cases/{in_care.pk}/events/?before=")
        address = f"/cases/{in_care.pk}/events/?before={after.split(chr(34))[0]}" if after else ""
    assert seen == total
    assert desk.get(f"/cases/{in_care.pk}/?before=2026-99-99.1").status_code == 200


@pytest.mark.parametrize("address", ["/cases/", "/cases/list/?area=6009", "/cases/after/"])
def test_a_list_page_takes_as_many_queries_for_many_cases_as_for_few(
    enter, district_officer, in_care, operator, address, django_assert_max_num_queries, django_assert_num_queries
):
    desk = enter(district_officer)
    cases.open_(by=operator, at=timezone.now(), household=household_id(2))
    text(desk.get(address))
    with django_assert_max_num_queries(41) as few:
        text(desk.get(address))
    for number in (3, 5):
        cases.open_(by=operator, at=timezone.now(), household=household_id(number), is_emergency=True)
    with django_assert_num_queries(len(few)):
        text(desk.get(address))


def test_every_verb_of_the_casework_has_its_words():
    """What is on record as done to a case, by this part; others add theirs."""
    from nsc.access import trail

    verbs = {verb for verb in trail.VERBS if verb.startswith(("case.", "handoff.")) and not verb.endswith(".see")}
    assert verbs <= set(happened.KINDS)
    assert set(happened.WHATS) <= set(happened.KINDS) and {kind for kind, _what in happened.TONES} <= set(happened.KINDS)
