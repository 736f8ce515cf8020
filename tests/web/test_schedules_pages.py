"""Reports that come by themselves, at the desk."""

import pytest
from django.utils import timezone

from nsc.access.models import User
from nsc.reports import saved_views
from nsc.secretariat import schedules
from nsc.secretariat.models import Schedule


@pytest.fixture
def view(surveyed, governor) -> int:
    told = {"list": "builder", "name": "รายมิติ", "parameters": {"measure": "mpi", "rows": "dimension"}}
    return saved_views.save(by=governor, at=timezone.now(), **told).number


def test_an_empty_list_says_what_to_do(enter, governor):
    page = enter(governor).get("/builder/schedules/").content.decode()
    assert "ยังไม่มีรายงานที่ส่งตามกำหนด" in page and "/builder/schedules/new/" in page


def test_a_saved_report_offers_to_be_sent(enter, governor, view):
    page = enter(governor).get(f"/builder/?measure=mpi&rows=dimension&view={view}").content.decode()
    assert f"/builder/schedules/new/?view={view}" in page


def test_it_is_ordered_paused_and_ended(enter, governor, view):
    browser = enter(governor)
    sent = {"what": f"view:{view}", "every": "monthly", "day": "31", "weekday": "1", "form": "pdf"}
    answer = browser.post("/builder/schedules/new/", sent)
    row = Schedule.objects.get()
    assert answer.url == f"/builder/schedules/{row.pk}/" and (row.day, row.by_mail) == (31, False)
    page = browser.get(answer.url).content.decode()
    assert "ทุกเดือน วันที่ 31" in page and "รายมิติ" in page
    for act, state in (("pause", "on"), ("resume", "paused"), ("end", "on")):
        assert Schedule.objects.get().state == state
        assert browser.post(f"{answer.url}{act}/").status_code == 302
    assert "เลิกแล้ว" in browser.get("/builder/schedules/").content.decode()


def test_a_document_of_ones_place_is_offered_and_one_of_another_is_out_of_sight(enter, surveyed, district_officer):
    browser = enter(district_officer)
    assert 'value="kind:situation"' in browser.get("/builder/schedules/new/").content.decode()
    sent = {"what": "kind:situation", "every": "weekly", "weekday": "5", "day": "1", "form": "xlsx"}
    assert browser.post("/builder/schedules/new/?area=6009", sent).status_code == 302
    assert (Schedule.objects.get().area_code, Schedule.objects.get().day) == ("6009", 5)
    assert browser.get("/builder/schedules/new/?area=6001").status_code == 404


def test_where_no_letter_can_go_the_form_says_so(enter, governor, view, settings):
    settings.EMAIL_IS_SET = False
    page = enter(governor).get("/builder/schedules/new/").content.decode()
    assert "ยังไม่ได้ตั้งค่าการส่งอีเมล" in page
    settings.EMAIL_IS_SET = True
    assert "ยังไม่มีอีเมล" in enter(governor).get("/builder/schedules/new/").content.decode()
    User.objects.filter(pk=governor.pk).update(email="g@example.org")
    assert "ไม่แนบไฟล์" in enter(User.objects.get(pk=governor.pk)).get("/builder/schedules/new/").content.decode()


def test_the_list_asks_as_often_for_one_as_for_many(enter, governor, view, django_assert_num_queries):
    for day in range(1, 6):
        schedules.plan(by=governor, at=timezone.now(), view=view, every="weekly", day=day)
    with django_assert_num_queries(1):
        assert len(schedules.mine(governor)) == 5
