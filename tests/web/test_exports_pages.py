"""Files for analysts, at the desk."""

import pytest
from django.utils import timezone

from nsc.jobs.models import Job
from nsc.secretariat import exports
from nsc.secretariat.models import Export


def test_an_empty_list_says_what_to_do(surveyed, desk):
    page = desk.get("/builder/exports/").content.decode()
    assert "ยังไม่เคยส่งออก" in page and "/builder/datasets/" in page


@pytest.mark.parametrize("dataset", ["persons", "households", "areas", "indicators"])
def test_each_dataset_is_ordered_and_watched(surveyed, desk, dataset):
    form = {"area": "60", "year": "2021", "level": "amphoe", "columns": ["amphoe"], "k": "5", "form": "csv"}
    answer = desk.post(f"/builder/exports/new/?dataset={dataset}", form)
    row = Export.objects.get()
    assert answer.url == f"/builder/exports/{row.pk}/" and (row.dataset, row.area_code) == (dataset, "60")
    page = desk.get(answer.url).content.decode()
    assert f"/builder/exports/{row.pk}/progress/" in page
    assert 'role="progressbar"' in desk.get(f"{answer.url}progress/").content.decode()
    desk.post(f"{answer.url}cancel/")
    assert desk.get(f"{answer.url}progress/").headers["HX-Redirect"] == answer.url
    assert "ยกเลิกแล้ว" in desk.get("/builder/exports/").content.decode()


def test_no_column_is_no_order(surveyed, desk):
    page = desk.post("/builder/exports/new/", {"area": "60", "year": "2021", "k": "5", "form": "csv"}).content.decode()
    assert "โปรดเลือกอย่างน้อยหนึ่งคอลัมน์" in page and not Export.objects.exists()


def test_what_the_gate_refused_says_why(surveyed, desk):
    user = desk.get("/builder/exports/").wsgi_request.user
    number = exports.order(by=user, at=timezone.now(), dataset="persons", form="csv", columns=["sex"])
    told = {"message": "โปรดลดคอลัมน์ {left}", "values": {"left": "7"}}
    Job.objects.update(state="failed", finished_at=timezone.now(), **told)
    assert "โปรดลดคอลัมน์ 7" in desk.get(f"/builder/exports/{number}/").content.decode()
    assert desk.get(f"/builder/exports/{number}/file/").status_code == 409


def test_who_sees_figures_alone_reads_the_catalogue_and_orders_nothing(surveyed, enter, governor):
    browser = enter(governor)
    page = browser.get("/builder/datasets/").content.decode()
    assert "ผ่านด่าน k" in page and "/builder/exports/new/" not in page and "2564" in page
    assert browser.get("/builder/exports/").status_code == browser.get("/builder/exports/new/").status_code == 403


def test_the_list_asks_as_often_for_one_as_for_many(surveyed, enter, provincial_officer, django_assert_num_queries):
    for _time in range(4):
        exports.order(by=provincial_officer, at=timezone.now(), dataset="indicators", form="csv")
    with django_assert_num_queries(2):
        assert len(exports.mine(provincial_officer)) == 4
