"""Papers that a village signs: the minutes of its forum, and the receipt for one help; names only for who may read them."""

import pytest

from nsc.access.models import AuditLine
from nsc.access.scope import NotAllowed, OutOfSight
from nsc.casework import help_given, proposals
from nsc.casework.proposals import Who
from nsc.errors import Refused
from nsc.secretariat import doc_forum, issuing
from nsc.secretariat.blocks import Pairs, Signatures, Text
from nsc.secretariat.document_kinds import Asked
from tests.casework.conftest import AT, ON, YEAR, heard, verified
from tests.secretariat.conftest import blocks, column, tables, text_of
from tests.surveyed import OURS, THEIRS, household_id
from tests.welfare.conftest import money, person, rice
from tests.welfare.conftest import office as office

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum(roll, team):
    """It kept household 1, struck 2, and found somebody missing."""
    verified(team, 1, 2)
    held = heard(team, {1: None, 2: "ทดสอบ2 มีรายได้พอแล้ว"})
    who = Who(kind="household", area=OURS, first_name="สมหญิง", last_name="ตกหล่น", title="นาง", house_no="99/9")
    proposals.propose(by=team, at=AT, fiscal_year=YEAR, who=who, reason="บ้านใหม่ท้ายหมู่บ้าน", forum=held.pk)
    return held.pk


@pytest.fixture
def given(surveyed, provincial_officer, office):
    help = money(3000, 1, organisation=office.pk)
    return help_given.deliver(by=provincial_officer, at=AT, on=ON, help=help).assistance.pk


def test_the_minutes_say_what_the_forum_decided(gathered, team, forum):
    document = gathered(team, "forum-minutes", OURS, number=forum)
    table = tables(document)["มติ"]
    assert column(table, "ครัวเรือนเลขที่") == [str(household_id(1)), str(household_id(2))] and column(table, "มติ") == ["คงไว้", "ตัดออก"]
    said = dict(blocks(document, Pairs)[0].rows)
    assert (said["ผู้เข้าร่วม"], said["คงไว้ในบัญชี"], said["ตัดออก"], said["เสนอเพิ่ม"]) == ("60 คน", "1 ครัวเรือน", "1 ครัวเรือน", "1 ราย")
    assert column(tables(document)["ผู้ตกหล่น"], "ลักษณะ") == ["ครัวเรือนที่ไม่อยู่ในข้อมูล"]


def test_without_names_nobody_can_be_told_from_them(gathered, team, forum):
    document = gathered(team, "forum-minutes", OURS, number=forum)
    said = text_of(document)
    assert not document.has_names
    for word in ("ทดสอบ", "สมหญิง", "มีรายได้พอแล้ว", "99/9", "ท้ายหมู่บ้าน", "ผู้ใหญ่บ้าน", "พิจารณาทีละครัวเรือน"):
        assert word not in said
    assert not AuditLine.objects.filter(verb="forum.see").exists()


def test_with_names_they_have_all_that_was_said_and_that_is_on_the_record(gathered, team, forum):
    document = gathered(team, "forum-minutes", OURS, number=forum, with_names=True)
    table = tables(document)["มติ"]
    assert document.has_names and column(table, "หัวหน้าครัวเรือน") == ["นางทดสอบ1 สมมุติ", "นางทดสอบ2 สมมุติ"]
    assert column(table, "เหตุผลที่ตัดออก") == ["", "ทดสอบ2 มีรายได้พอแล้ว"] and column(table, "บ้านเลขที่") == ["11/1", "12"]
    assert column(tables(document)["ผู้ตกหล่น"], "ชื่อ") == ["นางสมหญิง ตกหล่น"]
    assert [text.text for text in blocks(document, Text)] == ["ที่ประชุมพิจารณาทีละครัวเรือน"]
    assert blocks(document, Signatures)[0].rows[0] == ("ประธานประชาคม", "ผู้ใหญ่บ้าน", "")
    line = AuditLine.objects.get(verb="forum.see")
    assert (line.by_id, line.place, line.count) == (team.pk, OURS, 3)
    assert set(map(int, line.households.split())) == {household_id(1), household_id(2)}


def test_the_minutes_are_not_for_others_nor_by_another_village(gathered, team, governor, prasit, forum):
    assert gathered(governor, "forum-minutes", OURS, number=forum)
    with pytest.raises(NotAllowed):
        gathered(governor, "forum-minutes", OURS, number=forum, with_names=True)
    with pytest.raises(OutOfSight):
        gathered(prasit, "forum-minutes", OURS, number=forum)
    for area, number in (("60090801", forum), (OURS, 999_999)):
        with pytest.raises(OutOfSight):
            gathered(team, "forum-minutes", area, number=number)


def test_a_receipt_has_the_sum_in_figures_and_in_words_and_a_place_to_sign(gathered, team, given):
    document = gathered(team, "receipt", OURS, number=given, with_names=True)
    assert document.title == "ใบสำคัญรับเงิน" and column(tables(document)["รายการ"], "บาท") == [3000, 3000]
    said = [text.text for text in blocks(document, Text)]
    assert "ข้าพเจ้า นางทดสอบ1 สมมุติ อยู่บ้านเลขที่ 11/1" in said[0] and "จาก พมจ. ตัวอย่าง" in said[0] and said[1] == "(สามพันบาทถ้วน)"
    assert [row[:2] for row in blocks(document, Signatures)[0].rows] == [("ผู้รับเงิน", "นางทดสอบ1 สมมุติ"), ("ผู้จ่ายเงิน", ""), ("พยาน", "")]
    line = AuditLine.objects.get(verb="receipt.see")
    assert (line.by_id, line.place, line.households.split()) == (team.pk, OURS, [str(household_id(1))])


def test_without_names_the_receipt_is_filled_in_by_hand(gathered, team, given):
    document = gathered(team, "receipt", OURS, number=given)
    assert not document.has_names and "ทดสอบ1" not in text_of(document) and "11/1" not in text_of(document)
    assert not AuditLine.objects.filter(verb="receipt.see").exists()


def test_goods_without_a_price_have_no_sum(gathered, team):
    number = help_given.deliver(by=team, at=AT, on=ON, help=rice(2)).assistance.pk
    document = gathered(team, "receipt", OURS, number=number)
    table = tables(document)["รายการ"]
    assert document.title == "ใบรับความช่วยเหลือ" and table.rows[0] == (1, "ข้าวสาร 10 กก.", 2.0, "ถุง", None)
    assert len(blocks(document, Text)) == 1


def test_for_one_person_it_is_theirs_to_sign(gathered, team):
    help = money(500, 1, person=person(1, 1), kind="education")
    number = help_given.deliver(by=team, at=AT, on=ON, help=help).assistance.pk
    assert blocks(gathered(team, "receipt", OURS, number=number, with_names=True), Signatures)[0].rows[0][1] == "ด.ญ.ดวงดาว สมมุติ"


def test_what_was_withdrawn_has_no_receipt(gathered, team, provincial_officer, given):
    help_given.withdraw(by=provincial_officer, at=AT, assistance=given, because="บันทึกผิด")
    with pytest.raises(Refused, match="ถอนแล้ว"):
        gathered(team, "receipt", OURS, number=given)


def test_a_mentor_prints_the_receipt_of_a_household_in_their_hands_and_no_other(gathered, in_care, somjai, provincial_officer, given):
    other = help_given.deliver(by=provincial_officer, at=AT, on=ON, help=money(900, 2)).assistance.pk
    assert gathered(somjai, "receipt", OURS, number=given, with_names=True).has_names
    assert doc_forum.may_receipt(somjai, given) and not doc_forum.may_receipt(somjai, other)
    with pytest.raises(OutOfSight):
        gathered(somjai, "receipt", OURS, number=other)


def test_what_was_issued_is_opened_by_who_issued_it_while_they_give_help_there(surveyed, team, provincial_officer, given):
    number = issuing.issue(by=team, at=AT, name="receipt", asked=Asked(OURS, number=given, with_names=True))
    assert issuing.find(team, number).has_names
    with pytest.raises(OutOfSight):
        issuing.find(provincial_officer, number)


def test_a_receipt_is_not_for_others_nor_by_another_village(gathered, team, governor, prasit, given):
    for with_names in (True, False):
        with pytest.raises(NotAllowed):
            gathered(governor, "receipt", OURS, number=given, with_names=with_names)
    with pytest.raises(OutOfSight):
        gathered(prasit, "receipt", OURS, number=given)
    for area, number in ((THEIRS, given), ("60090801", given), (OURS, 999_999)):
        with pytest.raises(OutOfSight):
            gathered(team, "receipt", area, number=number)
