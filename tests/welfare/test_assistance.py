"""Help: promised, delivered, confirmed, withdrawn; and shown before it is given twice."""

import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from nsc.access import reach
from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.welfare import assistance
from nsc.welfare.models import Assistance
from tests.files import pictures
from tests.surveyed import household_id
from tests.welfare.conftest import AT, ON, gave, money, programme, promised, rice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]


def fulfilled(by, row, on=ON, **told):
    return assistance.fulfil(by=by, at=AT, assistance=row.pk, on=on, **told).assistance


def confirmed(by, row):
    return assistance.confirm(by=by, at=AT, assistance=row.pk).assistance


def withdrawn(by, row, because="บันทึกผิด"):
    return assistance.withdraw(by=by, at=AT, assistance=row.pk, because=because).assistance


def test_from_the_promise_to_the_confirmed_receipt(team, district_officer):
    row = promised(team, rice())
    assert (row.state, row.promised_on, row.on) == ("promised", ON, None)
    row = fulfilled(team, row)
    assert (row.state, row.on) == ("delivered", ON)
    row = confirmed(district_officer, row)
    assert (row.state, row.confirmed_on) == ("confirmed", date(2026, 1, 15))
    lines = list(AuditLine.objects.filter(on_type="assistance").order_by("pk").values_list("verb", "detail", "place"))
    assert lines == [
        ("assistance.grant", "promised", "60090804"),
        ("assistance.grant", "delivered", "60090804"),
        ("assistance.confirm", "", "60090804"),
    ]


def test_papers_stand_behind_it_and_only_who_may_read_names_opens_them(team, governor):
    sent = {"evidence": io.BytesIO(pictures.photograph()), "receipt": io.BytesIO(b"%PDF-1.7 signed")}
    row = gave(team, rice(note="ฝากไว้กับลูกสาว"), **sent)
    told = assistance.find(team, row.pk)
    assert (told.has_evidence, told.has_receipt, told.note) == (True, True, "ฝากไว้กับลูกสาว")
    found = assistance.download(by=team, at=AT, assistance=row.pk, kind="receipt")
    assert (found.name, b"".join(found.pieces)) == ("receipt.pdf", b"%PDF-1.7 signed")
    assert AuditLine.objects.get(verb="evidence.see").households.split() == [str(household_id(1))]
    masked = assistance.find(governor, row.pk)
    assert (masked.has_evidence, masked.note, masked.what) == (False, "", "ข้าวสาร 10 กก.")
    with pytest.raises(OutOfSight):
        assistance.download(by=governor, at=AT, assistance=row.pk, kind="receipt")


def test_who_granted_or_delivered_does_not_confirm(team, district_officer, provincial_officer):
    row = promised(team, rice())
    fulfilled(district_officer, row)
    for who in (team, district_officer):
        with pytest.raises(Refused, match="ต้องเป็นผู้อื่น"):
            confirmed(who, row)
    assert confirmed(provincial_officer, row).state == "confirmed"


def test_what_is_only_promised_is_not_confirmed(team, district_officer):
    with pytest.raises(Refused, match="รับปากแล้ว"):
        confirmed(district_officer, promised(team, rice()))


@pytest.mark.parametrize("act", [lambda by: promised(by, rice()), lambda by: gave(by, rice())])
def test_strangers_see_nothing_and_who_only_reads_may_not_give(act, prasit, other_team, citizen, governor, somjai):
    for who in (prasit, other_team, citizen, somjai):
        with pytest.raises(OutOfSight):
            act(who)
    with pytest.raises(NotAllowed):
        act(governor)
    assert not Assistance.objects.exists()


def test_the_wrong_person_changes_nothing_of_it(team, other_team, governor):
    row = gave(team, rice())
    for act in (confirmed, withdrawn, fulfilled):
        with pytest.raises(OutOfSight):
            act(other_team, row)
        with pytest.raises(NotAllowed):
            act(governor, row)


def test_a_mentor_gives_what_was_handed_over_and_sees_what_others_gave(somjai, team):
    gave(team, rice())
    reach.give(household=household_id(1), to=somjai, purpose="mentor")
    gave(somjai, money())
    assert [each.what for each in assistance.of_household(somjai, household_id(1))] == ["เงินสงเคราะห์ครอบครัว", "ข้าวสาร 10 กก."]


def test_of_another_office_s_help_only_the_centre_decides(officer, somjai, district_officer, office):
    reach.give(household=household_id(1), to=somjai, purpose="mentor")
    row = gave(officer, money(organisation=office.pk))
    with pytest.raises(NotAllowed):
        withdrawn(somjai, row)
    assert withdrawn(district_officer, row).state == "withdrawn"


def test_a_withdrawal_says_why_and_nothing_is_lost(team, governor):
    row = gave(team, rice())
    with pytest.raises(Refused, match="เหตุผล"):
        withdrawn(team, row, because=" ")
    withdrawn(team, row, because="ให้ผิดบ้าน")
    assert assistance.find(team, row.pk).withdrawn == "ให้ผิดบ้าน" and assistance.find(governor, row.pk).withdrawn == ""
    assert "ให้ผิดบ้าน" not in str(list(AuditLine.objects.values()))
    with pytest.raises(Refused, match="ถอนแล้ว"):
        fulfilled(team, row)


def test_each_act_sent_twice_is_done_once(team, district_officer):
    help = rice()
    row = promised(team, help)
    assert promised(team, help) == row and fulfilled(team, row) == fulfilled(team, row)
    assert confirmed(district_officer, row) == confirmed(district_officer, row)
    assert withdrawn(team, row).pk == withdrawn(team, row, "อีกเหตุหนึ่ง").pk
    assert assistance.find(team, row.pk).withdrawn == "บันทึกผิด"
    assert Assistance.objects.count() == 1 and AuditLine.objects.filter(on_type="assistance").count() == 4


def test_the_number_of_a_form_makes_its_sending_safe(team):
    help = rice(submission=uuid4())
    row = gave(team, help)
    assert gave(team, replace(help, what="ข้าวสาร 5 กก.")) == row and Assistance.objects.count() == 1
    with pytest.raises(Refused, match="ครัวเรือนอื่น"):
        gave(team, replace(help, household=household_id(2)))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"baht": None, "form": "money"}, "ต้องบอกจำนวนเงิน"),
        ({"baht": Decimal(-1)}, "ไม่ติดลบ"),
        ({"quantity": Decimal(0)}, "มากกว่าศูนย์"),
        ({"what": "  "}, "ให้อะไร"),
        ({"kind": "gold"}, "ชนิดของความช่วยเหลือ"),
        ({"person": 999_999}, "สมาชิกของครัวเรือน"),
        ({"programme": 999_999}, "โครงการนี้ปิดแล้ว"),
    ],
)
def test_what_cannot_be_is_refused_in_words(team, changes, words):
    with pytest.raises(Refused, match=words):
        gave(team, rice(**changes))
    assert not Assistance.objects.exists()


def test_a_day_to_come_or_before_the_promise_is_refused(team):
    with pytest.raises(Refused, match="ยังมาไม่ถึง"):
        gave(team, rice(), AT.date() + timedelta(days=1))
    row = promised(team, rice())
    with pytest.raises(Refused, match="ก่อนวันที่รับปาก"):
        fulfilled(team, row, on=ON - timedelta(days=1))


def test_a_programme_that_is_over_gives_nothing(team):
    over = programme("over", closed_on=date(2025, 12, 31))
    with pytest.raises(Refused, match="โครงการนี้ปิดแล้ว"):
        gave(team, money(programme=over.pk))
    assert gave(team, money(programme=over.pk), date(2025, 12, 30))


# — double help —


def test_what_another_office_gave_is_shown_before_it_is_given_again(officer, district_officer, office):
    gave(officer, money(organisation=office.pk), date(2025, 12, 1))
    asked = {"household": household_id(1), "kind": "relief_money", "on": ON}
    shown = assistance.double(district_officer, **asked)
    assert [(each.organisation, each.on) for each in shown] == [("พมจ. ตัวอย่าง", date(2025, 12, 1))]
    for give in (gave, promised):
        with pytest.raises(Refused, match=r"เมื่อ 1 ธ\.ค\. 2568"):
            give(district_officer, money(2000))
    row = gave(district_officer, money(2000, although="บ้านไฟไหม้ทั้งหลัง"))
    told = assistance.find(district_officer, row.pk)
    assert (told.is_double, told.although) == (True, "บ้านไฟไหม้ทั้งหลัง")
    assert "ไฟไหม้" not in str(list(AuditLine.objects.values()))


def test_what_was_withdrawn_makes_nothing_double(team):
    withdrawn(team, gave(team, money()))
    assert gave(team, money()).although_sealed is None


def test_a_reason_without_a_double_is_not_kept(team):
    assert gave(team, money(although="เผื่อไว้")).although_sealed is None


def test_a_promise_counts_as_help(team, district_officer):
    promised(team, money())
    with pytest.raises(Refused, match="มีผู้รับปาก"):
        gave(district_officer, money())


def test_more_times_a_year_than_the_programme_gives_is_double(team):
    twice = programme("twice", interval_months=0, times_a_year=2)
    for day in (1, 2):
        gave(team, money(programme=twice.pk), date(2026, 1, day))
    assert len(assistance.double(team, household=household_id(1), kind="relief_money", programme=twice.pk, on=ON)) == 2


def test_who_may_not_grant_asks_in_vain(governor, other_team):
    asked = {"household": household_id(1), "kind": "food", "on": ON}
    with pytest.raises(NotAllowed):
        assistance.double(governor, **asked)
    with pytest.raises(OutOfSight):
        assistance.double(other_team, **asked)


def test_the_list_of_a_household_takes_as_many_queries_for_one_as_for_many(team, django_assert_num_queries):
    gave(team, rice())
    assistance.of_household(team, household_id(1))
    with django_assert_num_queries(3):
        assistance.of_household(team, household_id(1))
    for day in range(1, 9):
        gave(team, rice(although="น้ำท่วม", what=f"ข้าวสาร {day} กก.", note="ฝากไว้"), date(2026, 1, day))
    with django_assert_num_queries(3):
        assert len(assistance.of_household(team, household_id(1))) == 9
