"""What came of it, what was learnt, and the next tambon that starts from the model, in the browser."""

from datetime import date

import pytest
from django.urls import reverse

from nsc.ops.demonstration import nakhom_company
from nsc.poverty.small import Hidden
from nsc.reports import tambon_results
from nsc.tambon import goals, indicator_values, initiatives, lessons
from nsc.tambon.models import Initiative, SroiSheet
from tests.surveyed import OURS
from tests.web.test_tambon_company_pages import AT, CODE, begun, nakhom, team, url  # noqa: F401  fixtures

COPY = nakhom_company.COPY


@pytest.fixture
def officer(hire):
    return hire("wichai", "วิชัย", "district_centre", "6009")


def test_the_results_of_nakhom_say_what_they_cannot_show(enter, nakhom, governor, django_assert_max_num_queries):  # noqa: F811
    desk = enter(governor)
    desk.get(url("tambon-results"))
    with django_assert_max_num_queries(24):
        text = desk.get(url("tambon-results")).text
    assert "บอกไม่ได้ว่าการเข้าร่วมเป็นเหตุ" in text and "ไม่ได้ถูกสุ่มเลือก" in text
    assert "ประมาณการของทีม" in text and "วิสาหกิจนาขอม สามปี" in text and 'name="act"' not in text


def test_what_a_goal_measures_stands_once(enter, team, begun):  # noqa: F811
    told = {"by": team, "at": AT, "area": CODE, "dimension": "economy", "indicator": "รายได้ของกลุ่ม", "unit": "บาท"}
    goal = goals.agree(text="ขายได้มากขึ้น", target=9, by_year=2029, baseline=3, baseline_year=2023, source="บัญชี", **told)
    for year, value in ((2023, 3), (2024, 4)):
        indicator_values.give(value=value, year=year, source="บัญชี", **told)
    desk = enter(team)
    assert desk.get(url("tambon-results")).text.count("รายได้ของกลุ่ม") == 2  # of what the goal does not say yet, the team's values do
    goals.measure(by=team, at=AT, area=CODE, goal=goal.id, year=2025, value=5, source="บัญชี")
    assert desk.get(url("tambon-results")).text.count("รายได้ของกลุ่ม") == 1


def test_a_work_sheet_is_filled_in_the_browser(enter, team, begun):  # noqa: F811
    desk, page = enter(team), url("tambon-results")
    assert "ยังไม่มีแผ่นงาน" in desk.get(page).text
    assert desk.post(page, {"act": "sheet", "title": "ปีแรก", "discount": "20", "outputs": ""}).status_code == 302
    sheet, mark = SroiSheet.objects.get().pk, "6d6b1d0e-5a6b-4d5d-9f6e-0d7d0a7a1f1"
    put = {"act": "input", "token": f"{mark}1", "sheet": sheet, "giver": "อบต.", "what": "เครื่องสี", "baht": "5000"}
    assert desk.post(page, put).status_code == 302
    outcome = {"act": "outcome", "token": f"{mark}2", "sheet": sheet, "text": "มีงาน", "quantity": "10", "unit": "คน", "worth": "1000"}
    outcome |= {"low": "", "high": "2000", "source": "ค่าแรง", "years": "2", "deadweight": "10", "displacement": "0"}
    assert desk.post(page, outcome | {"attribution": "20", "drop_off": "50"}).status_code == 302
    text = desk.get(page).text
    assert ">1.70<" in text and ">3.40" in text


def test_the_next_tambon_starts_from_the_model_of_nakhom(enter, nakhom, officer):  # noqa: F811
    goals.agree(
        by=nakhom,
        at=AT,
        area=CODE,
        dimension="economy",
        text="ขายได้",
        indicator="รายได้",
        unit="บาท",
        target=9,
        by_year=2029,
        baseline_year=2025,
    )
    initiatives.begin(by=officer, at=AT, area=COPY)
    desk, page = enter(officer), reverse("tambon-lessons", args=[COPY])
    start = date.today().year
    sent = {"act": "adopt", "source": CODE, "start_year": max(start, AT.year), "parts": ["goals", "enterprise"]}
    assert desk.post(page, sent).status_code == 302
    text = desk.get(page).text
    assert Initiative.objects.get(area_code=COPY).copied_from.area_code == CODE
    assert f"ตามแบบของ {CODE}" in text and "ยังไม่มีค่าเริ่มต้น" in text and "ไม่ใช่อันดับ" in text
    assert "วิสาหกิจชุมชนของ" in desk.get(reverse("tambon-company", args=[COPY])).text


def test_lessons_are_read_with_their_conditions_and_who_sees_one_tambon_is_told_whom_to_ask(enter, nakhom):  # noqa: F811
    text = enter(nakhom).get(url("tambon-lessons")).text
    assert "มีทุนหมุนเวียนอย่างน้อยสองแสนบาท" in text and "ขอให้ ศจพ.อ." in text
    learnt = lessons.of(nakhom, CODE)[0]
    page = url("tambon-lessons")
    assert enter(nakhom).post(page, {"act": "withdraw", "lesson": learnt.id, "because": "เขียนใหม่"}).status_code == 302
    assert len(lessons.of(nakhom, CODE)) == 1


def test_households_surveyed_twice_are_counted_by_whether_they_joined(surveyed, operator, at):
    """Two rounds are in, of fewer households than may be told of."""
    initiatives.begin(by=operator, at=at, area=OURS[:6])
    found = tambon_results.compare(operator, OURS[:6], at=at)
    assert (found.before, found.after) == (2018, 2021) and found.joined is None and found.others is None


def test_a_count_of_a_handful_hides_that_of_the_other_group_too():
    many = [(True, n < 3) for n in range(30)]
    others = [(n < 20, n < 15) for n in range(60)]
    joined, rest = tambon_results._groups([many, others])
    assert isinstance(joined.poor_after, Hidden) and isinstance(rest.poor_after, Hidden)
    assert joined.poor_before == 30 and rest.rate_before == pytest.approx(100 / 3) and joined.rate_after is None
    assert tambon_results._groups([many[:19], others])[0] is None
