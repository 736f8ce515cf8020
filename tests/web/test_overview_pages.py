"""One context on every page, and the overview for each of its readers."""

import re
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from nsc.access.roles import Permission
from nsc.casework import cases, rolls
from nsc.casework.models import Case, Handoff
from nsc.surveys import rounds
from nsc.web import context
from nsc.web.here import CHOICES, NARROWING, Here
from tests.survey_files import household, member
from tests.surveyed import OURS, bring_in, household_id
from tests.web.test_figures_pages import lead, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]
NARROW = "stage=elderly&sex=female&dimension=income"


def chips(page: str) -> dict[str, str]:
    """What can be taken off, and the address without it."""
    found = re.findall(r'<a class="chip on" href="([^"]*)">([^<]*?) <svg class="icon "[^>]*aria-label="เลิกกรอง', page)
    return {label.strip(): href.replace("&amp;", "&") for href, label in found}


# — one context everywhere —


@pytest.mark.parametrize("address", ["/overview/", "/map/", "/indicators/", "/households/"])
def test_what_narrows_stands_as_chips_that_come_off(desk, address):
    found = chips(text(desk.get(f"{address}?area=6009&{NARROW}")))
    assert list(found) == ["มิติรายได้", "ผู้สูงอายุ (60 ปีขึ้นไป)", "หญิง"]
    off = Here.of(QueryDict(found["หญิง"].split("?")[1]))
    assert off == Here(area="6009", dimension="income", stage="elderly")


def test_one_menu_narrows_by_all_there_is_and_says_what_is_ours(desk):
    page = text(desk.get("/overview/?area=6009&stage=elderly"))
    for name in NARROWING:
        for value in CHOICES[name]:
            if (name, value) != ("stage", "elderly"):
                assert f"{name}={value}" in page, (name, value)
    assert "กลุ่มพิเศษ <small>เกณฑ์เบื้องต้น ยังไม่เป็นทางการ</small>" in page
    assert 'href="/overview/?area=6009" aria-current="true"' in page  # chosen again it is taken off


def test_several_come_off_at_once(desk):
    assert "เลิกกรองทั้งหมด" not in text(desk.get("/overview/?stage=elderly"))
    page = text(desk.get(f"/overview/?area=6009&{NARROW}"))
    assert re.search(r'href="/overview/\?area=6009">เลิกกรองทั้งหมด', page)


def test_it_is_kept_by_the_rail_and_the_search(desk):
    page = text(desk.get(f"/overview/?area=6009&{NARROW}"))
    assert "/map/?area=6009&amp;dimension=income&amp;stage=elderly&amp;sex=female" in page
    assert '<input type="hidden" name="stage" value="elderly">' in page
    found = desk.post(f"/search/?area=6009&{NARROW}", {"q": "นาขอม"}, headers={"HX-Request": "true"})
    assert "area=600907&amp;dimension=income&amp;stage=elderly&amp;sex=female" in text(found)


def test_what_a_page_cannot_narrow_by_is_named():
    told = context.Told(Here(poor="certified", stage="elderly", group="missed", authority=3), "/", Permission.FIGURES_SEE, None, ())
    assert context.unused(told, "stage", "authority") == ("ตกหล่น", "คนจนที่จังหวัดรับรอง")
    assert context.unused(told, "stage", "group", "authority", "certified") == ()


def test_indicators_say_that_they_are_of_everybody(desk):
    assert "หน้านี้ไม่ได้กรองด้วย ผู้สูงอายุ (60 ปีขึ้นไป)" in text(desk.get("/indicators/?stage=elderly"))
    assert "หน้านี้ไม่ได้กรองด้วย" not in text(desk.get("/indicators/"))


def test_every_definition_leads_to_what_it_means(desk, roll):
    anchors = re.findall(r'id="([\w-]+)"', text(desk.get("/definitions/")))
    for address in ("/overview/?poor=certified", "/overview/?stage=elderly", "/overview/?group=tpmap"):
        linked = re.findall(r'/definitions/[^"#]*#([\w-]+)', text(desk.get(address)))
        assert linked and set(linked) <= set(anchors), address


def test_a_page_that_knows_no_certified_falls_back_visibly(desk):
    """Its menu shows which definition it did use."""
    page = text(desk.get("/map/?poor=certified"))
    assert re.search(r'aria-current="true">คนจนเป้าหมาย', page) and "คนจนที่จังหวัดรับรอง" in page


def test_another_place_for_the_same_page(desk):
    """By name, level by level, or a local authority; the rest stays."""
    page = text(desk.get(f"/areas/?area=6009&to=map&{NARROW}"))
    assert "/map/?area=600907&amp;dimension=income" in page and "/map/?area=60&amp;dimension=income" in page
    found = desk.get("/areas/?area=60&to=map&stage=elderly&q=นาขอม", headers={"HX-Request": "true"})
    assert "/map/?area=600907&amp;stage=elderly" in text(found)
    nothing = text(desk.get("/areas/?to=map&q=ไม่มีที่นี่"))
    assert "ลองพิมพ์เพียงบางส่วนของชื่อ" in nothing


def test_enter_on_a_single_hit_goes_there(desk):
    answer = desk.get("/areas/?to=map&stage=elderly&q=600907")
    assert answer.status_code == 302 or "600907" in text(answer)
    assert desk.get("/areas/?to=map&stage=elderly&q=60090701").url == "/map/?area=60090701&stage=elderly"


def test_a_page_that_needs_more_than_an_area_is_the_overview(desk):
    for to in ("household", "https://evil.example/", "ไม่มี"):
        page = text(desk.get("/areas/", {"to": to, "area": "6009"}))
        assert "/overview/?area=600907" in page and 'href="https' not in page


def test_who_sees_one_amphoe_is_offered_no_other(enter, district_officer, citizen):
    page = text(enter(district_officer).get("/areas/?area=6001&to=map")).split("<main")[1].split("</main>")[0]
    assert "/map/?area=600907" in page and "area=6001" not in page and "ท้องถิ่น (อปท.)" not in page
    assert "area=6001" not in text(enter(district_officer).get("/areas/?q=เมืองนครสวรรค์")).split("<main")[1].split("</main>")[0]
    assert "ไม่มีพื้นที่ที่เปิดให้คุณดู" in text(enter(citizen).get("/areas/"))


# — narrowed figures —


def test_the_overview_is_of_those_asked_for(desk):
    assert lead(text(desk.get("/overview/?poor=mpi&dimension=income"))) == "3 คนจน MPI · มิติรายได้"
    page = text(desk.get("/overview/?poor=mpi&stage=school"))
    assert lead(page) == "1 คนจน MPI · วัยเรียน (6–14 ปี)"
    assert "มีเฉพาะของทุกคนในพื้นที่" in page and "ช่วงวัยกับมิติ</h2>" not in page
    assert "/households/?poor=mpi&amp;stage=school" in page


def test_before_anybody_is_certified_no_number_is_shown(desk, roll):
    page = text(desk.get("/overview/?poor=certified"))
    assert lead(page) == "ไม่ทราบ คนจนที่จังหวัดรับรอง" and "ศจพ.จ. ยังไม่ได้รับรองครัวเรือนใด" in page


def test_a_group_without_a_roll_says_so(desk):
    assert "ยังไม่มีบัญชีเป้าหมายของกลุ่มนี้" in text(desk.get("/overview/?group=vulnerable"))


def test_a_group_tells_of_which_roll_it_is(desk, roll):
    page = text(desk.get("/overview/?group=tpmap&poor=mpi"))
    assert lead(page).startswith("4 คนจน MPI · ") and f"บัญชีเป้าหมายปีงบประมาณ {roll.fiscal_year + 543}" in page


# — the overview —


@pytest.fixture
def roll(operator):
    """Households 1, 2 and 4, in use this fiscal year; the case of household 1 is late."""
    at, year = timezone.now(), rolls.fiscal_year(timezone.localdate())
    made = rolls.draw_up(by=operator, at=at, fiscal_year=year, group="tpmap", rule="mpi", round=rounds.newest())
    rolls.freeze(by=operator, at=at, roll=made)
    case = cases.open_(by=operator, at=at, household=household_id(1))
    Case.objects.filter(pk=case.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    return made


def worse(page: str) -> list[list[str]]:
    rows = re.search(r'<table class="worse">.*?</table>', page, re.S)[0].split("<tr>")[2:]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()).split(" ") for row in rows]


def test_where_it_got_worse_and_in_which_dimension(desk):
    """Of two in the other amphoe, none was poor and one now fails health; of three in ours two were, and now three of four."""
    page = text(desk.get("/overview/?poor=mpi"))
    assert worse(page) == [
        ["เมืองนครสวรรค์", "0.00", "→", "50.00", "+50.00", "สุขภาพ", "+50.00"],
        ["ไพศาลี", "66.67", "→", "75.00", "+8.33", "การศึกษา", "+50.00"],
    ]
    assert "/households/?area=6001&amp;poor=mpi&amp;dimension=health" in page


def test_a_village_compares_nothing_below_it(desk):
    assert '<table class="worse">' not in text(desk.get(f"/overview/?area={OURS}"))


def test_the_governor_reads_where_at_once_and_an_officer_the_lead(desk, enter, governor):
    assert "ten-seconds" not in text(desk.get("/overview/?poor=mpi"))
    page = text(enter(governor).get("/overview/?poor=mpi"))
    head = page[page.index("ten-seconds") : page.index("stats")]
    assert "อำเภอที่มากที่สุด" in head and "ไพศาลี" in head and "/overview/late/" in head and "เทียบกับ จปฐ. 2561" in head


def test_more_households_may_explain_more_poor(desk, tmp_path):
    homes = [household(number, OURS, บ้านเลขที่=str(number), ข้อ_22="0") for number in (8, 9)]
    bring_in(tmp_path / "more", 2564, homes, [member(8, 8, ชื่อ="ทดสอบ8"), member(9, 9, ชื่อ="ทดสอบ9")])
    page = text(desk.get("/overview/?poor=mpi"))
    assert "จำนวนครัวเรือนที่สำรวจเพิ่มขึ้นร้อยละ 40.0 อาจอธิบายการเพิ่มขึ้นส่วนหนึ่ง" in page


def test_who_is_late_leads_to_the_cases(enter, governor, auditor, roll):
    page = text(enter(governor).get("/overview/late/"))
    assert "/cases/list/?late=1" in page and "ไพศาลี" in page and "เคสที่เปิดอยู่" in page
    below = text(enter(governor).get("/overview/late/?area=6009"))
    assert "/cases/list/?area=600908&amp;late=1" in below
    assert "/overview/late/" not in text(enter(auditor).get("/overview/"))


def test_nothing_late_is_good_news(enter, governor):
    assert "ยังไม่มีเคสที่เปิดอยู่" in text(enter(governor).get("/overview/late/"))


def test_how_far_along(enter, governor, roll):
    page = text(enter(governor).get("/overview/work/?stage=elderly"))
    assert "เป้าหมาย" in page and "ส่วนนี้ไม่ได้กรองด้วย ผู้สูงอายุ" in page and "/progress/?" in page
    assert re.search(r'เป้าหมาย</span>.*?<b><a href="/targets/households/[^>]*>3</a></b>', page, re.S)
    narrowed = text(enter(governor).get("/overview/work/?dimension=education"))
    assert re.search(r"เป้าหมาย</span>.*?<b><a [^>]*dimension=education[^>]*>1</a></b>", narrowed, re.S)


def test_without_a_roll_it_leads_to_where_one_is_made(enter, governor):
    assert 'href="/targets/' in text(enter(governor).get("/overview/work/"))


def test_what_happened_this_week(enter, governor, operator, roll):
    page = text(enter(governor).get("/overview/week/"))
    assert re.search(r"เปิดเคสใหม่</th><td class=\"number\"><b><a href=\"/overview/week/list/[^>]*>1</a>", page)
    assert "ครัวเรือนที่ " in text(enter(governor).get("/overview/week/list/?what=case.open")) and "ไม่มีรายการ" in text(
        enter(governor).get("/overview/week/list/?what=out_of_poverty")
    )
    assert re.search(r"นำเข้าข้อมูลสำรวจ</th><td class=\"number\"><b>2</b>", page)  # a link for who imports alone
    assert re.search(r"เลยกำหนดจนส่งขึ้นระดับบน</th><td class=\"number\"><b>0</b>", page)
    on = {"from_turn": "mentor", "to_turn": "district", "due_on": timezone.localdate(), "by": operator, "at": timezone.now()}
    Handoff.objects.create(case=Case.objects.get(), is_escalation=True, **on)
    upward = r"ส่งขึ้นระดับบน</th><td class=\"number\"><b><a href=\"/cases/list/[^>]*upward=1\" data-rows=\"1\">1</a>"
    assert re.search(upward, text(enter(governor).get("/overview/week/")))
    assert re.search(r"เปิดเคสใหม่</th><td class=\"number\"><b>0</b>", text(enter(governor).get("/overview/week/?area=6001")))


def test_a_week_ends(enter, governor, roll):
    from nsc.casework.models import Event

    Event.objects.update(at=timezone.now() - timedelta(days=8))
    assert re.search(r"เปิดเคสใหม่</th><td class=\"number\"><b>0</b>", text(enter(governor).get("/overview/week/")))


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/overview/?poor=mpi", 26),
        ("/overview/?stage=elderly&sex=female", 30),
        ("/overview/?special=disabled&dimension=health", 30),
        ("/overview/?group=tpmap", 26),
        ("/overview/?poor=certified", 24),
        ("/overview/late/", 10),
        ("/overview/work/", 14),
        ("/overview/week/", 10),
        ("/overview/week/list/?by=what", 12),
        ("/areas/?area=6009", 8),
    ],
)
def test_a_page_asks_the_database_little(desk, roll, address, most, django_assert_max_num_queries):
    with django_assert_max_num_queries(most):
        text(desk.get(address))


def test_an_area_leads_to_the_page_one_reads_before_going_there(desk):
    assert 'href="/places/?area=6009' in text(desk.get("/overview/?area=6009"))
    assert "/places/" not in text(desk.get("/overview/")).split("<main")[1]
