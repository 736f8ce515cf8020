"""TPMAP Logbook: its help laid beside ours, settled by a person, and ours sent out in the same form."""

import csv
import io
from datetime import date
from decimal import Decimal
from functools import partial

import openpyxl
import pytest
from django.utils import timezone

from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.casework.models import Event
from nsc.errors import NotAllowed, Refused
from nsc.intake import helped, logbook, logbook_form, mapping, profiles, unmatched, uploads
from nsc.welfare.models import Assistance, Exchange, HelpList, HelpRow
from tests.casework.conftest import frozen, survey, verified
from tests.intake.helping import row, sent
from tests.survey_files import house_code, national_id
from tests.surveyed import OURS, household_id
from tests.together import in_threads
from tests.web.asked.help_lists import parts, sheets


@pytest.fixture
def surveyed(office, tmp_path):
    survey(tmp_path)


@pytest.fixture
def ours(surveyed, provincial_officer):
    """Our own records, by an office's list."""

    def ours(*rows):
        told = {"organisation": None, "source": "ของเรา.csv", "sha256": str(timezone.now())}
        return helped.run(**now_by(provincial_officer), parts=parts(*rows), **told)[0]

    return ours


@pytest.fixture
def theirs(surveyed, provincial_officer):
    def theirs(*rows, by=provincial_officer, sha256=""):
        told = {"source": "logbook.csv", "sha256": sha256 or str(timezone.now())}
        return logbook.receive(**now_by(by), parts=parts(*rows), **told)

    return theirs


def now_by(user):
    return {"by": user, "at": timezone.now()}


def waiting(user, **told):
    return logbook.differences(user, **told)[0]


def given():
    return Assistance.objects.order_by("pk")


def test_nothing_of_theirs_becomes_ours_by_itself(ours, theirs, provincial_officer):
    ours(row(pid=1), row(pid=2, baht="1000"), row(pid=2, what="ข้าวสาร", baht="350"))
    theirs(
        row(pid=1),
        row(pid=2, baht="1200", on="08/01/2569"),
        row(code=3, what="เมล็ดพันธุ์ผัก", baht="200"),
        row(first="ใคร", last="ไหน", no="99", village=OURS),
    )
    assert given().count() == 3
    found = {each.why: each for each in waiting(provincial_officer)}
    assert set(found) == {"theirs", "ours", "unlike"}
    assert found["unlike"].theirs == ("เงินสงเคราะห์ครอบครัว", Decimal(1200), date(2026, 1, 8))
    assert found["unlike"].ours == ("เงินสงเคราะห์ครอบครัว", Decimal(1000), date(2026, 1, 5))
    assert found["theirs"].household == household_id(3) and found["theirs"].ours is None
    assert found["ours"].ours[0] == "ข้าวสาร" and found["ours"].theirs is None
    assert [each.why for each in unmatched.waiting(provincial_officer, at=timezone.now())[0]] == ["nobody"]
    (told,) = logbook.status(provincial_officer)
    assert (told.way, told.rows, told.same, told.differing, told.unknown, told.open_rows) == ("in", 4, 1, 3, 1, 4)


def test_ours_of_other_days_or_villages_are_no_difference(ours, theirs, provincial_officer):
    ours(row(pid=1, on="05/11/2568"), row(pid=4))
    theirs(row(pid=2))
    assert [each.why for each in waiting(provincial_officer)] == ["theirs"]


def settle(by, why, how, because="ตรวจกับเอกสารแล้ว"):
    rows = [each.number for each in waiting(by, why=why)]
    return logbook.settle(**now_by(by), rows=rows, how=how, because=because)


def test_theirs_accepted_is_recorded_with_its_road(ours, theirs, provincial_officer):
    theirs(row(pid=3, baht="200"))
    assert settle(provincial_officer, "theirs", "accept") == 1
    made = given().get()
    assert (made.road, made.baht, made.household_id, made.state) == ("logbook", Decimal(200), household_id(3), "delivered")
    assert made.person is not None and Event.objects.get(kind="assistance.deliver").record == made.pk
    line = AuditLine.objects.get(verb="logbook.settle")
    assert (line.count, line.because, line.detail) == (1, "ตรวจกับเอกสารแล้ว", "accept") and waiting(provincial_officer) == []


def test_theirs_that_differs_takes_the_place_of_ours(ours, theirs, provincial_officer):
    ours(row(pid=2, baht="1000"))
    theirs(row(pid=2, baht="1200"))
    settle(provincial_officer, "unlike", "accept")
    assert list(given().values_list("baht", "state", "road")) == [(1000, "withdrawn", "list"), (1200, "delivered", "logbook")]
    assert given().first().withdrawn_sealed is not None and Event.objects.filter(kind="assistance.withdraw").count() == 1


def test_ours_kept_stays_and_is_not_asked_again(ours, theirs, provincial_officer):
    ours(row(pid=2, baht="1000"))
    for _again in range(2):
        theirs(row(pid=2, baht="1200"))
        settle(provincial_officer, "unlike", "keep") if waiting(provincial_officer) else None
    assert given().get().state == "delivered" and HelpRow.objects.filter(why="unlike").count() == 1


def test_two_different_things_both_stand(ours, theirs, provincial_officer):
    ours(row(pid=2, baht="1000"))
    theirs(row(pid=2, baht="1200"))
    settle(provincial_officer, "unlike", "apart")
    assert list(given().values_list("baht", "state")) == [(1000, "delivered"), (1200, "delivered")]


def test_ours_that_was_a_mistake_is_withdrawn(ours, theirs, provincial_officer):
    ours(row(pid=1), row(pid=2, what="ข้าวสาร", baht="350"))
    theirs(row(pid=1))
    with pytest.raises(Refused, match="คนละรายการ"):
        settle(provincial_officer, "ours", "apart")
    settle(provincial_officer, "ours", "accept")
    assert list(given().values_list("state", flat=True)) == ["delivered", "withdrawn"]
    assert HelpRow.objects.get(why="ours").state == "dropped"


def test_every_decision_has_its_reason_and_stands(ours, theirs, provincial_officer):
    theirs(row(pid=3))
    number = waiting(provincial_officer)[0].number
    with pytest.raises(Refused, match="เหตุผล"):
        logbook.settle(**now_by(provincial_officer), rows=[number], how="accept", because=" ")
    for _again in range(2):
        logbook.settle(**now_by(provincial_officer), rows=[number], how="accept", because="จริง")
    assert given().count() == 1


def test_a_newer_file_takes_the_place_of_what_was_left_open(theirs, provincial_officer):
    theirs(row(pid=3, baht="200"))
    theirs(row(pid=3, baht="250"))
    assert [each.theirs[1] for each in waiting(provincial_officer)] == [Decimal(250)]


def test_the_same_file_again_is_the_same_exchange(theirs):
    assert theirs(row(pid=3), sha256="1") == theirs(row(pid=3), sha256="1")
    assert Exchange.objects.count() == HelpList.objects.count() == 1


def test_a_district_settles_what_is_of_its_households(theirs, district_officer, provincial_officer, hire):
    theirs(row(pid=1), row(pid=4))
    other = hire("other_district", "อำเภออื่น", "district_centre", "6001")
    (mine,), (their_own,) = waiting(district_officer), waiting(other)
    assert (mine.household, their_own.household) == (household_id(1), household_id(4))
    with pytest.raises(OutOfSight):
        logbook.settle(**now_by(district_officer), rows=[their_own.number], how="accept", because="จริง")
    assert logbook.settle(**now_by(district_officer), rows=[mine.number], how="accept", because="จริง") == 1


@pytest.mark.parametrize("who", ["nurse", "somjai", "governor", "auditor"])
def test_nobody_else_exchanges(theirs, request, who):
    user = request.getfixturevalue(who)
    for act in (
        partial(theirs, row(pid=1), by=user),
        partial(logbook.status, user),
        partial(logbook.export, **now_by(user), what="help"),
        partial(logbook.settle, **now_by(user), rows=[1], how="keep", because="x"),
        partial(uploads.receive_help, **now_by(user), file=sent(row(pid=1)), name="x.csv", origin="logbook"),
    ):
        with pytest.raises((NotAllowed, OutOfSight)):
            act()
    assert not Exchange.objects.exists()


# — out —


def table(download) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(download.pieces).decode("utf-8-sig"))))


def test_our_help_goes_out_in_their_form_and_comes_back_as_it_went(ours, theirs, provincial_officer):
    ours(row(pid=1), row(code=2, what="ข้าวสาร", baht="350.50", quantity="2", unit="ถุง"))
    sent_out = logbook.export(**now_by(provincial_officer), what="help", area="6009")
    rows = table(sent_out)
    assert list(rows[0]) == list(logbook_form.columns(logbook_form.PROPOSED[logbook_form.HELP_NAME]))
    assert (rows[0]["เลขประจำตัวประชาชน"], rows[0]["ชื่อ"], rows[0]["วันที่ให้ความช่วยเหลือ"], rows[0]["จำนวนเงิน (บาท)"]) == (
        national_id(1), "ทดสอบ1", "05/01/2569", "3000",
    )  # fmt: skip
    assert (rows[1]["รหัสบ้าน"], rows[1]["จำนวน"], rows[1]["จำนวนเงิน (บาท)"]) == (house_code(2), "2", "350.5")
    line, told = AuditLine.objects.get(verb="logbook.export"), logbook.status(provincial_officer)[0]
    assert (line.count, line.place, line.detail) == (2, "6009", "help csv") and (told.way, told.rows) == ("out", 2)
    back = [[each[name] for name in rows[0]] for each in rows]
    (sheet,) = sheets(sent(*back, headings=list(rows[0])).read())
    form = logbook.profile_named(provincial_officer, logbook_form.HELP_NAME)
    told = {"source": "กลับมา.csv", "sha256": "back"}
    logbook.receive(**now_by(provincial_officer), parts=mapping.apply(form, [sheet]), **told)
    assert waiting(provincial_officer) == [] and logbook.status(provincial_officer)[0].same == 2


def test_national_ids_go_out_only_with_who_may_open_them(ours, data_steward):
    ours(row(pid=1))
    (told,) = table(logbook.export(**now_by(data_steward), what="help"))
    assert told["เลขประจำตัวประชาชน"] == "" and told["รหัสบ้าน"] == house_code(1)


def test_the_form_is_the_offices_to_change(ours, provincial_officer):
    ours(row(pid=1))
    rule = mapping.Rule("", "help", {"PID": "national_id", "ช่วยเมื่อ": "helped_on", "บาท": "help_baht"})
    rules = mapping.Profile(logbook_form.HELP_NAME, (rule,), mapping.HELP)
    profiles.save(**now_by(provincial_officer), name=logbook_form.HELP_NAME, rules=rules)
    assert table(logbook.export(**now_by(provincial_officer), what="help")) == [
        {"PID": national_id(1), "ช่วยเมื่อ": "05/01/2569", "บาท": "3000"}
    ]


def test_targets_go_out_with_what_happened_to_them(ours, provincial_officer):
    frozen(provincial_officer)
    verified(provincial_officer, 1)
    ours(row(pid=1))
    at = timezone.now().replace(year=2026, month=1, day=20)
    sent_out = logbook.export(by=provincial_officer, at=at, what="targets", area="6009", kind="xlsx")
    cells = list(openpyxl.load_workbook(io.BytesIO(b"".join(sent_out.pieces))).active.iter_rows(values_only=True))
    told = dict(zip(cells[0], cells[1], strict=True))
    assert len(cells) == 3 and told["รหัสบ้าน"] == house_code(1)
    assert (told["ด้านรายได้"], told["ด้านการศึกษา"], told["ด้านสุขภาพ"]) == (1, 1, 0)
    assert (told["ผลตรวจสอบ"], told["ความช่วยเหลือ (ครั้ง)"], told["ความช่วยเหลือ (บาท)"], told["ช่วยเหลือล่าสุด"]) == (
        "ยังยากจน", 1, 3000, "05/01/2569",
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_two_who_settle_the_same_difference_record_one_help(theirs, provincial_officer, data_steward):
    theirs(row(pid=3))
    act = partial(logbook.settle, at=timezone.now(), rows=[waiting(provincial_officer)[0].number], how="accept", because="จริง")
    assert sorted(in_threads(partial(act, by=provincial_officer), partial(act, by=data_steward))) == [0, 1]
    assert given().count() == 1
