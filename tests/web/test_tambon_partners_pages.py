"""Pages of a tambon's partners, in the browser."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from nsc.access import organisations
from nsc.access.models import AuditLine
from nsc.casework.models import Need
from nsc.poverty.small import Hidden
from nsc.registry.models import Household
from nsc.reports import data_room, shortfalls
from nsc.surveys import sets
from nsc.tambon import commitments, data_sharing, initiatives, offers, partners, wants
from nsc.tambon.models import Commitment, DataGap, DataSet, Offer, Partner, Want
from tests.surveyed import OURS, household_id
from tests.tambon.partners_cast import DUE, OFFER, WANT

TAMBON = OURS[:6]
HERE = f"/tambon/{TAMBON}"


@pytest.fixture
def team(hire, province):
    return hire("malee", "มาลี", "smart_tambon_team", TAMBON)


@pytest.fixture
def begun(team, at):
    return initiatives.begin(by=team, at=at, area=TAMBON)


@pytest.fixture
def company(operator, at):
    return organisations.register(by=operator, at=at, name="บริษัทข้าวดี", kind="industry", also=["community"])


@pytest.fixture
def chai(hire, company, province):
    return hire("chai", "ชัย", "partner", "60", company)


@pytest.fixture
def promised(team, chai, company, at, begun):
    """Half of what is needed, agreed by both."""
    told = {"at": at, "area": TAMBON}
    partners.join(by=team, **told, organisation=company.pk, letter="I", since_on=date(2026, 1, 1))
    offer = offers.make(by=chai, at=at, organisation=company.pk, area="60", **OFFER).id
    want = wants.tell(by=team, **told, **WANT)
    number = commitments.accept(by=team, **told, offer=offer, want=want, amount=Decimal(30_000), due_on=DUE)
    commitments.agree(by=chai, **told, commitment=number)
    return number


def needs(number: int, by, at, *, indicator: int | None, household: int) -> None:
    told = {"dimension": "health", "urgency": "year", "on": at.date(), "by": by, "at": at, "area_code": OURS}
    told |= {"set_code": sets.known()[0].code if indicator else "", "indicator": indicator, "household_id": household}
    Need.objects.bulk_create(Need(**told) for _each in range(number))


def test_a_team_takes_in_a_partner_and_keeps_what_was_typed_when_refused(enter, team, begun, company):
    page = enter(team)
    told = {"act": "join", "organisation": company.pk, "part": "รับซื้อข้าว", "since_on": "2026-01-01"}
    refused = page.post(f"{HERE}/partners/", told | {"letter": "U"})
    assert "ไม่ได้ขึ้นทะเบียนเป็นภาคส่วน U" in refused.text and 'value="รับซื้อข้าว"' in refused.text and not Partner.objects.exists()
    assert "บริษัทข้าวดี" in page.post(f"{HERE}/partners/", told | {"letter": "C"}, follow=True).text
    one = f"{HERE}/partners/{Partner.objects.get().pk}/"
    named = page.post(one, {"act": "contact", "name": "สมพร", "duty": "จัดซื้อ", "agreed_on": "2026-01-01"}, follow=True)
    assert "สมพร" in named.text
    assert page.post(one, {"act": "leave", "because": "ย้าย"}, follow=True).status_code == 200 and Partner.objects.get().ended_at


def test_a_partner_offers_and_promises_in_the_browser(enter, team, chai, company, at, begun):
    page = enter(chai)
    told = {"kind": "money", "what": "ทุนหมุนเวียน", "quantity": "100000", "unit": "บาท", "area": "60", "from_on": "2026-01-01"}
    told |= {"organisation": company.pk, "dimensions": ["economy"]}
    refused = page.post("/offers/new/", told | {"unit": "ไร่"})
    assert "ใช้กับทรัพยากรชนิดนี้ไม่ได้" in refused.text and "ทุนหมุนเวียน" in refused.text
    assert "ทุนหมุนเวียน" in page.post("/offers/new/", told, follow=True).text
    want = wants.tell(by=team, at=at, area=TAMBON, **WANT | {"by_on": date(2099, 1, 1)})
    shown = page.get(f"{HERE}/matching/").text
    assert "รับปากให้" in shown and "60,000" in shown and "ให้แก่ตำบลนี้โดยเฉพาะ" not in shown and "ใช้ได้ทั้งจังหวัด" in shown
    pair = {"act": "promise", "offer": Offer.objects.get().pk, "want": want, "amount": "50000", "due_on": "2098-12-31"}
    answer = page.post(f"{HERE}/matching/", pair, follow=True)
    assert "รอทีมตำบลตอบ" in answer.text and Commitment.objects.get().amount == 50_000
    assert "ทุนตั้งต้นโรงสี" in page.get("/offers/").text
    team_page = enter(team)
    agreed = team_page.post(f"{HERE}/commitments/{Commitment.objects.get().pk}/", {"act": "agree"}, follow=True)
    assert "ตกลงแล้ว" in agreed.text


def test_a_pair_is_declined_with_a_reason_and_not_seen_until_that_is_taken_back(enter, team, chai, company, at, begun):
    offer = offers.make(by=chai, at=at, organisation=company.pk, area="60", **OFFER).id
    want = wants.tell(by=team, at=at, area=TAMBON, **WANT | {"by_on": date(2099, 1, 1)})
    page = enter(team)
    assert "คะแนนมาจากไหน" in page.get(f"{HERE}/matching/").text
    said_no = page.post(f"{HERE}/matching/", {"act": "decline", "offer": offer, "want": want, "because": "เงื่อนไขไม่ตรง"}, follow=True)
    assert "ไม่มีคู่ที่เสนอได้ขณะนี้" in said_no.text and "เงื่อนไขไม่ตรง" in said_no.text
    again = page.post(f"{HERE}/matching/", {"act": "reconsider", "offer": offer, "want": want}, follow=True)
    assert "คะแนนมาจากไหน" in again.text and "เงื่อนไขไม่ตรง" not in again.text


def test_a_delivery_is_written_down_and_mended(enter, chai, promised):
    page, address = enter(chai), f"{HERE}/commitments/{promised}/"
    told = {"act": "hand-over", "on": "2026-01-10", "amount": "40000", "evidence": "ใบรับเลขที่ 1"}
    refused = page.post(address, told)
    assert "ส่งมอบเกินที่รับปากไว้" in refused.text and "ใบรับเลขที่ 1" in refused.text
    assert "ส่งมอบบางส่วน" in page.post(address, told | {"amount": "10000"}, follow=True).text
    taken = Commitment.objects.get().handovers.get().pk
    back = page.post(address, {"act": "take-back", "handover": taken, "because": "พิมพ์ผิด"}, follow=True)
    assert "พิมพ์ผิด" in back.text and Commitment.objects.get().delivered == 0


def test_the_team_says_what_is_needed_and_writes_down_an_offer(enter, team, begun, hospital):
    page = enter(team)
    told = {"act": "want", "kind": "time", "what": "วิทยากร", "quantity": "3", "unit": "วันทำงาน", "dimension": "education"}
    assert "วิทยากร" in page.post(f"{HERE}/resources/", told | {"by_on": "2099-01-01"}, follow=True).text
    offer = {"organisation": hospital.pk, "kind": "time", "what": "พยาบาลวิทยากร", "quantity": "2", "unit": "วันทำงาน", "area": TAMBON}
    offer |= {"from_on": "2026-01-01", "dimensions": ["health"], "told_how": "แจ้งในเวที"}
    answer = page.post(f"{HERE}/resources/offer/", offer, follow=True)
    assert "บันทึกแทน: แจ้งในเวที" in answer.text
    ended = page.post(f"{HERE}/resources/", {"act": "end", "number": Want.objects.get().pk, "because": "ได้แล้ว"}, follow=True)
    assert ended.status_code == 200 and Want.objects.get().ended_at


def test_the_board_of_shared_data(enter, team, governor, begun, company, hospital):
    page = enter(team)
    told = {"act": "share", "holder": hospital.pk, "name": "ผู้ป่วยติดเตียง", "about": "จำนวนรายหมู่", "fresh": "month", "is_personal": "on"}
    assert "แบ่งปันได้ตามข้อตกลง" in page.post(f"{HERE}/data/", told).text
    assert "ผู้ป่วยติดเตียง" in page.post(f"{HERE}/data/", told | {"agreement": "MOU 1/2569", "updated_on": "2020-01-01"}, follow=True).text
    used = {"act": "use", "data_set": DataSet.objects.get().pk, "organisation": company.pk, "what_for": "จัดรถรับส่ง"}
    assert "จัดรถรับส่ง" in page.post(f"{HERE}/data/", used, follow=True).text
    gap = {"act": "miss", "what": "ราคาข้าวรายวัน", "what_for": "ต่อรอง", "needed_by": company.pk, "asked_on": "2026-01-01"}
    assert "ยังไม่ทราบว่าใครถือ" in page.post(f"{HERE}/data/", gap, follow=True).text
    read = enter(governor).get(f"{HERE}/data/").text
    assert "เก่าเกินรอบ" in read and "เลิกแบ่งปัน" not in read
    page = enter(team)
    page.post(f"{HERE}/data/", {"act": "renew", "number": DataSet.objects.get().pk, "updated_on": "2026-01-02"})
    page.post(f"{HERE}/data/", {"act": "stop", "number": DataSet.objects.get().pk, "because": "เลิก"})
    page.post(f"{HERE}/data/", {"act": "close", "number": DataGap.objects.get().pk, "because": "ได้จากพาณิชย์"})
    assert data_sharing.board(team, DataGap.objects.get().ended_at, TAMBON) == data_sharing.Board((), ())


def test_what_households_lack_is_counted_and_few_are_hidden(enter, team, operator, at, begun, surveyed):
    for number in range(1, 4):
        needs(1, operator, at, indicator=5, household=household_id(number))
    (few,) = shortfalls.of(team, TAMBON)
    assert isinstance(few.households, Hidden) and all(isinstance(kind.households, Hidden) for kind in few.kinds)
    for _number in range(4, 9):
        home = Household.objects.create(area_code=OURS).pk
        needs(2, operator, at, indicator=5, household=home)  # twice the same household counts once
    (many,) = shortfalls.of(team, TAMBON)
    assert (many.dimension, many.households, [kind.households for kind in many.kinds]) == ("health", 8, [8])
    page = enter(team).get(f"{HERE}/resources/").text
    assert many.kinds[0].what.name_th in page and f"/households/{household_id(1)}" not in page


def test_the_data_room_gives_counts_alone_and_each_download_is_on_record(enter, team, governor, at, begun, surveyed):
    figures = data_room.figures(team, at, TAMBON)
    assert {each.area_code[:6] for each in figures} == {TAMBON} and figures[0].area_code == TAMBON
    assert not [each for each in figures if each.count is not None and not isinstance(each.count, Hidden) and 0 < each.count < 5]
    page = enter(team)
    assert "คนจน MPI" in page.get(f"{HERE}/data/room/").text
    assert not AuditLine.objects.filter(verb="data_room.export").exists()
    csv = b"".join(page.get(f"{HERE}/data/room/file/").streaming_content).decode()
    assert "จำนวนรวมเท่านั้น" in csv and "ปิด" in csv
    book = openpyxl.load_workbook(BytesIO(b"".join(page.get(f"{HERE}/data/room/file/?format=xlsx").streaming_content)))
    assert [cell.value for cell in book.worksheets[1][1]][:4] == ["รหัสพื้นที่", "พื้นที่", "รายการ", "จำนวน"]
    assert AuditLine.objects.filter(verb="data_room.export", by=team, place=TAMBON).count() == 2


def test_the_governor_reads_every_page_and_no_form_is_there(enter, governor, promised, surveyed, django_assert_max_num_queries):
    page = enter(governor)
    for name in ("partners", "resources", "matching", "commitments", f"commitments/{promised}", "data", "data/room"):
        with django_assert_max_num_queries(30):
            answer = page.get(f"{HERE}/{name}/")
        assert answer.status_code == 200 and 'name="act"' not in answer.text, name


def test_what_waits_is_on_the_first_page(enter, team, promised):
    page = enter(team).get(f"{HERE}/").text
    assert "ภาคี" in page and "เลยกำหนดส่งมอบ 1 รายการ" in page
