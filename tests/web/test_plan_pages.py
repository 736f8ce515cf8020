"""The plan at the door and at the desk: proposed, written, agreed, approved, done; the account; the menu; the printed file."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils import timezone

from nsc.access import reach
from nsc.access.models import AuditLine
from nsc.casework import accounts, cases, plans, rolls
from nsc.casework.models import Account, Case, CasePlan, Measure, Need, Step
from nsc.casework.planning import Wanted
from nsc.casework.sealing import seal
from nsc.reports import household_file, household_paper
from nsc.surveys import rounds
from nsc.web.sections import plans as section
from tests.surveyed import household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
ROOF = "หลังคารั่ว ฝนสาดที่นอน"


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def today():
    return timezone.localdate()


@pytest.fixture
def case(operator, somjai):
    """Of household 1: visited by Somjai, with a need."""
    at, year = timezone.now(), rolls.fiscal_year(today())
    drawn = rolls.draw_up(by=operator, at=at, fiscal_year=year, group="tpmap", rule="mpi", round=rounds.newest())
    rolls.freeze(by=operator, at=at, roll=drawn)
    case = cases.open_(by=operator, at=at, household=household_id(1))
    reach.give(household=case.household_id, to=somjai, purpose="mentor")
    Case.objects.filter(pk=case.pk).update(state="visited", turn="mentor", triage="welfare", mentor=somjai)
    told = {"dimension": "living", "set_code": "2560-2564", "indicator": 8, "urgency": "now", "text_sealed": seal(ROOF)}
    Need.objects.create(household=case.household, case=case, area_code=case.area_code, on=today(), by=operator, at=at, **told)
    case.refresh_from_db()
    return case


def written(by, case) -> CasePlan:
    step = Wanted("ซ่อมหลังคา", "office", today() + timedelta(days=30), office="อบต. ไพศาลี", baht=Decimal(9000), money_from="งบ อบต.")
    return plans.write(by=by, at=timezone.now(), case=case.pk, goal="survive", steps=[step], diagnosis={"attitude": "อยากซ่อมเอง"})


def agreed(by, case) -> CasePlan:
    return plans.agree(by=by, at=timezone.now(), plan=written(by, case).pk, on=today(), signed="ทดสอบ1 สมมุติ")


def form_of(response) -> dict[str, str]:
    """What a browser would send back of the form as it stands."""
    page = response.context["page"]
    form, rows = page.it["form"], page.it["formset"]
    sent = {field.html_name: field.value() or "" for field in form}
    sent |= {field.html_name: field.value() for field in rows.management_form}
    for row in rows:
        sent |= {field.html_name: field.value() if field.value() is not None else "" for field in row if field.name != "take"}
        sent |= {row["take"].html_name: "on"} if row["take"].value() else {}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in sent.items()}


def test_somjai_ticks_what_the_menu_proposes_adds_a_step_and_saves(enter, somjai, case):
    door = enter(somjai)
    asked = door.get(f"/cases/{case.pk}/plan/write/")
    shown = text(asked)
    assert "เสนอซ่อมหรือสร้างบ้านตามโครงการบ้านพอเพียง" in shown and "ความต้องการที่บันทึกไว้ (ทันที): ข้อ 8" in shown
    assert "เกณฑ์เบื้องต้น ยังไม่เป็นทางการ" in shown and "ฝึกอาชีพตามความถนัด" not in shown, "a household to be cared for"
    sent = form_of(asked)
    house = next(name for name, value in sent.items() if name.endswith("-what") and "บ้านพอเพียง" in value)
    own = next(name for name, value in reversed(sent.items()) if name.endswith("-what"))
    sent |= {"goal": "survive", "attitude": "อยากซ่อมเอง", "is_moderate": "yes", house.replace("what", "take"): "on"}
    sent |= {own: "ลูกชายขนไม้มาให้", own.replace("what", "take"): "on"}
    assert door.post(f"/cases/{case.pk}/plan/write/", sent).status_code == 302
    steps = plans.of_case(somjai, case.pk, on=today()).in_work.steps
    assert [each.what for each in steps] == ["เสนอซ่อมหรือสร้างบ้านตามโครงการบ้านพอเพียง", "ลูกชายขนไม้มาให้"]
    assert steps[0].need == Need.objects.get().pk and steps[0].measure and steps[0].office
    page = text(door.get(f"/cases/{case.pk}/plan/"))
    assert "ครัวเรือนตกลงและลงชื่อ" in page and "อยากซ่อมเอง" in page
    again = form_of(door.get(f"/cases/{case.pk}/plan/write/"))
    assert sum(name.endswith("-take") for name in again) == 2, "the draft comes back ticked"
    assert door.post(f"/cases/{case.pk}/plan/write/", again).status_code == 302 and CasePlan.objects.count() == 1


def test_what_is_left_out_is_said_beside_its_field_and_nothing_is_lost(enter, somjai, case):
    door = enter(somjai)
    sent = form_of(door.get(f"/cases/{case.pk}/plan/write/"))
    own = next(name for name, value in reversed(sent.items()) if name.endswith("-what"))
    sent |= {"attitude": "พูดไว้แล้ว", own.replace("what", "take"): "on", own.replace("what", "due_on"): ""}
    shown = text(door.post(f"/cases/{case.pk}/plan/write/", sent))
    assert "โปรดบอกว่าจะทำอะไร" in shown and "โปรดใส่วันที่จะให้เสร็จ" in shown and "พูดไว้แล้ว" in shown
    nothing = {name: value for name, value in form_of(door.get(f"/cases/{case.pk}/plan/write/")).items() if not name.endswith("-take")}
    assert "แผนต้องมีอย่างน้อยหนึ่งขั้น" in text(door.post(f"/cases/{case.pk}/plan/write/", nothing | {"goal": "survive"}))
    assert not CasePlan.objects.exists()


def test_an_empty_form_sent_is_answered_not_stumbled_over(enter, somjai, case):
    assert "มีขั้นที่ยังกรอกไม่ครบ" in text(enter(somjai).post(f"/cases/{case.pk}/plan/write/", {}))


def test_before_the_visit_the_page_says_what_comes_first(enter, somjai, case):
    Case.objects.filter(pk=case.pk).update(state="assigned")
    for address in ("plan/", "plan/write/"):
        assert "เยี่ยมบ้านและบันทึกความต้องการก่อน" in text(enter(somjai).get(f"/cases/{case.pk}/{address}"))


def test_a_colleagues_change_is_told_and_not_written_over(enter, somjai, case, hire):
    door, team = enter(somjai), hire("team", "ทีมตำบล", "tambon_team", "600908")
    written(somjai, case)
    sent = form_of(door.get(f"/cases/{case.pk}/plan/write/"))
    plan = CasePlan.objects.get()
    step = Wanted("ย้ายที่นอน", "family", today())
    plans.write(by=team, at=timezone.now(), case=case.pk, goal="survive", steps=[step], seen=plan.at)
    sent["attitude"] = "อย่างอื่น"
    assert "มีผู้แก้ร่างแผนนี้หลังจากท่านเปิด" in text(door.post(f"/cases/{case.pk}/plan/write/", sent))


def test_the_household_agrees_on_paper_and_the_amphoe_approves(enter, somjai, district_officer, prasit, case):
    plan = written(somjai, case)
    door = enter(somjai)
    assert "ซ่อมหลังคา" in text(door.get(f"/plans/{plan.pk}/agree/"))
    sent = {"on": today().isoformat(), "signed": "ทดสอบ1 สมมุติ", "file": SimpleUploadedFile("s.pdf", b"%PDF-1.7 signed")}
    assert door.post(f"/plans/{plan.pk}/agree/", sent).status_code == 302
    paper = door.get(f"/plans/{plan.pk}/signature/")
    assert b"".join(paper.streaming_content) == b"%PDF-1.7 signed"
    assert "อนุมัติแผน</button>" not in text(door.get(f"/cases/{case.pk}/plan/"))
    assert door.post(f"/plans/{plan.pk}/approve/").status_code == 403
    assert enter(prasit).get(f"/cases/{case.pk}/plan/").status_code == 404
    desk = enter(district_officer)
    assert "อนุมัติแผน</button>" in text(desk.get(f"/cases/{case.pk}/plan/"))
    assert desk.post(f"/plans/{plan.pk}/approve/").status_code == 302 and CasePlan.objects.get().state == "approved"
    assert desk.post(f"/plans/{plan.pk}/return/", {"because": "สาย"}).status_code == 409


def test_sent_back_it_says_why_to_whoever_mends_it(enter, somjai, district_officer, case):
    plan = agreed(somjai, case)
    enter(district_officer).post(f"/plans/{plan.pk}/return/", {"because": "งบเกินระเบียบ"})
    for address in ("plan/", "plan/write/"):
        assert "งบเกินระเบียบ" in text(enter(somjai).get(f"/cases/{case.pk}/{address}"))
    assert enter(somjai).post(f"/plans/{plan.pk}/withdraw/", {"because": "ย้ายบ้าน"}).status_code == 302
    assert CasePlan.objects.get().state == "withdrawn" and enter(somjai).post(f"/plans/{plan.pk}/dance/").status_code == 404


def test_steps_are_begun_done_given_up_and_a_new_version_begun(enter, somjai, district_officer, case):
    plan = agreed(somjai, case)
    plans.approve(by=district_officer, at=timezone.now(), plan=plan.pk)
    step, door = plan.steps.get(), enter(somjai)
    assert door.post(f"/plans/steps/{step.pk}/do/").status_code == 302
    assert "กำลังทำ" in text(door.get(f"/cases/{case.pk}/plan/"))
    assert door.post(f"/plans/steps/{step.pk}/finish/", {"on": "2026-99-99"}).status_code == 409
    assert door.post(f"/plans/steps/{step.pk}/finish/", {"on": today().isoformat()}).status_code == 302
    assert door.post(f"/plans/steps/{step.pk}/reopen/", {"because": "ยังรั่ว"}).status_code == 302
    assert door.post(f"/plans/steps/{step.pk}/drop/", {"because": "ญาติซ่อมแล้ว"}).status_code == 302
    assert Step.objects.get(pk=step.pk).state == "dropped" and "ญาติซ่อมแล้ว" in text(door.get(f"/cases/{case.pk}/plan/"))
    moved = door.post(f"/plans/{plan.pk}/supersede/", {"because": "แผนเดิมใช้ไม่ได้"})
    assert moved.headers["Location"] == f"/cases/{case.pk}/plan/write/"
    assert "ฉบับที่ 1" in text(door.get(f"/cases/{case.pk}/plan/?version=1"))


def test_the_governor_reads_no_words_of_it(enter, governor, somjai, case):
    written(somjai, case)
    shown = text(enter(governor).get(f"/cases/{case.pk}/plan/"))
    assert "ปิดข้อความไว้" in shown and "9,000 บาท" in shown
    assert not any(word in shown for word in ("ซ่อมหลังคา", "อยากซ่อมเอง", "อบต. ไพศาลี", "ทดสอบ1"))
    assert enter(governor).get(f"/cases/{case.pk}/plan/write/").status_code == 403


def test_every_look_at_a_plan_is_kept(enter, somjai, case):
    written(somjai, case)
    enter(somjai).get(f"/cases/{case.pk}/plan/")
    line = AuditLine.objects.get(verb="plan.see")
    assert (line.by, line.on_id, line.households) == (somjai, str(case.pk), f" {case.household_id} ")


# — the account —


def test_an_account_before_and_after_stands_side_by_side(enter, somjai, case):
    door = enter(somjai)
    before = {"month": "2026-05", "income_main": "3000", "food": "2500", "lottery": "400"}
    after = {"month": f"{today():%Y-%m}", "income_main": "4000", "food": "2500", "lottery": "100", "saving": "50"}
    assert door.post(f"/cases/{case.pk}/account/before/", before).status_code == 302
    assert door.post(f"/cases/{case.pk}/account/after/", after).status_code == 302
    shown = text(door.get(f"/cases/{case.pk}/plan/"))
    assert "+1,000" in shown and "−300" in shown and "เหลือหลังหักรายจ่าย" in shown and "+1,300" in shown
    assert Account.objects.count() == 2 and door.get(f"/cases/{case.pk}/account/during/").status_code == 404
    assert 'value="3000' in text(door.get(f"/cases/{case.pk}/account/before/"))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"month": "พ.ค."}, "โปรดเลือกเดือน"),
        ({"month": "2099-01"}, "เดือนนี้ยังมาไม่ถึง"),
        ({"income_main": "-5"}, 'class="wrong"'),
        ({"income_main": ""}, "อย่างน้อยหนึ่งรายการ"),
    ],
)
def test_an_account_that_cannot_be_says_so(enter, somjai, case, wrong, says):
    sent = {"month": f"{today():%Y-%m}", "income_main": "3000"} | wrong
    assert says in text(enter(somjai).post(f"/cases/{case.pk}/account/before/", sent)) and not Account.objects.exists()


# — the menu —


def test_the_menu_by_dimension_says_whose_it_is_and_that_it_is_a_proposal(enter, governor, case):
    shown = text(enter(governor).get("/menu/?dimension=income"))
    assert "ตรวจและขึ้นทะเบียนเบี้ยยังชีพผู้สูงอายุ" in shown and "เสนอซ่อมหรือสร้างบ้าน" not in shown
    assert "เกณฑ์เบื้องต้น ยังไม่เป็นทางการ" in shown and "เพิ่มมาตรการ" not in shown
    assert "เสนอซ่อมหรือสร้างบ้าน" in text(enter(governor).get("/menu/?dimension=all"))


def test_the_province_adds_a_measure_and_ends_another(enter, provincial_officer, case):
    desk = enter(provincial_officer)
    sent = {"title": "ตลาดนัดแก้จน", "dimension": "income", "target": "2560-2564:22", "owner": "อำเภอ", "source": "มติ 1/2570"}
    sent |= {"valid_from": today().isoformat(), "stage": "working", "triage": "develop"}
    assert "เลือกตัวชี้วัดหรือปัญหา" in text(desk.get("/menu/add/")) and "error" in text(desk.post("/menu/add/", sent | {"target": ""}))
    assert desk.post("/menu/add/", sent).status_code == 302 and "ตลาดนัดแก้จน" in text(desk.get("/menu/?dimension=income"))
    problem = sent | {"target": "informal_debt", "dimension": "other", "title": "คลินิกแก้หนี้"}
    assert desk.post("/menu/add/", problem).status_code == 302
    made = Measure.objects.get(title="คลินิกแก้หนี้")
    assert (made.problem, made.indicator) == ("informal_debt", None)
    assert desk.post(f"/menu/{made.pk}/end/", {"until": today().isoformat()}).status_code == 302
    made.refresh_from_db()
    assert made.valid_until == today()


# — the page of the case, and the paper —


def test_the_section_of_the_case_page_tells_the_plan_in_few_queries(somjai, governor, case, django_assert_max_num_queries):
    plan = agreed(somjai, case)
    request = RequestFactory().get("/")
    request.user = somjai
    with django_assert_max_num_queries(10):
        told = section.told(request, case.pk)
    assert told["plan"].number == plan.pk and told["view"]["steps"][0]["what"] == "ซ่อมหลังคา" and told["changes"] == []
    request.user = governor
    assert section.told(request, case.pk)["view"]["steps"][0]["what"] == "ปิดข้อความไว้"


def test_the_file_of_the_household_is_printed_and_put_on_record(enter, somjai, case):
    agreed(somjai, case)
    paper = enter(somjai).get(f"/households/{case.household_id}/file.pdf")
    assert paper.content.startswith(b"%PDF-") and paper.headers["Content-Type"] == "application/pdf"
    assert AuditLine.objects.filter(verb="household_file.export", by=somjai, on_id=str(case.household_id)).count() == 1


def told_of(whole) -> str:
    return str(household_paper.document(whole))


def test_the_paper_holds_all_of_it_for_who_may_read_names(somjai, case):
    agreed(somjai, case)
    accounts.record(by=somjai, at=timezone.now(), case=case.pk, kind="before", month=today(), told={"food": Decimal(900)})
    paper = told_of(household_file.gathered(somjai, case.household_id, at=timezone.now()))
    for word in ("ทดสอบ1 สมมุติ", "ซ่อมหลังคา", ROOF, "อยากซ่อมเอง", "๙,๐๐๐", "ผู้แทนครัวเรือน", "๙๐๐", "บันทึกว่าครัวเรือนตกลงแผน", "11/1"):
        assert word in paper, word


def test_the_paper_of_who_may_not_read_names_tells_none(governor, somjai, case):
    agreed(somjai, case)
    paper = told_of(household_file.gathered(governor, case.household_id, at=timezone.now()))
    assert "ปิดไว้" in paper
    for word in ("ทดสอบ1", "ซ่อมหลังคา", ROOF, "อยากซ่อมเอง", "อบต. ไพศาลี", "11/1"):
        assert word not in paper, word
