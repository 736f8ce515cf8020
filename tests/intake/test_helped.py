"""Lists of help that offices send: read, matched, stored once, told on the timelines, and taken back as a whole."""

import threading
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.utils import timezone

from nsc.access import organisations
from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.casework.models import Case, Event, Given
from nsc.errors import NotAllowed, Refused
from nsc.intake import helped, profiles, uploads
from nsc.jobs import work
from nsc.welfare import help_lists
from nsc.welfare.models import Assistance, HelpList, HelpRow
from tests.casework.conftest import survey, team  # noqa: F401
from tests.intake.helping import STANDARD, row, sent
from tests.surveyed import OURS, THEIRS, household_id
from tests.together import in_threads

NOBODY = "9990000000006"


@pytest.fixture
def surveyed(office, tmp_path):
    survey(tmp_path)


@pytest.fixture
def case(surveyed, operator):
    """Of household 1, open."""
    told = {"area_code": OURS, "fiscal_year": 2026, "state": "assigned", "turn": "mentor"}
    told |= {"opened_by": operator, "opened_at": timezone.now()}
    return Case.objects.create(household_id=household_id(1), **told)


@pytest.fixture
def bring(surveyed, work_off, provincial_officer):
    """Sends a list and has it checked: its upload as shown."""

    def bring(*rows, by=provincial_officer, name="เงินสงเคราะห์.csv", organisation=None, file=None, **told):
        number = uploads.receive_help(by=by, at=timezone.now(), file=file or sent(*rows, **told), name=name, organisation=organisation)
        act(uploads.check, by, number)
        work_off()
        return uploads.of(by, number)

    return bring


@pytest.fixture
def stored(bring, work_off, provincial_officer):
    """The same, imported."""

    def stored(*rows, by=provincial_officer, **told):
        number = bring(*rows, by=by, **told).id
        act(uploads.import_, by, number)
        work_off()
        return uploads.of(by, number)

    return stored


def act(verb, by, upload, **told):
    return verb(by=by, at=timezone.now(), upload=upload, **told)


def found(by, upload) -> list[str]:
    """What was found, as msgids, in the order of the file."""
    return [each.problem for each in act(uploads.problems, by, upload.id).problems]


def given():
    return Assistance.objects.order_by("pk")


# — read and matched —


def test_a_dry_run_says_whom_the_rows_mean_and_stores_nothing(bring, provincial_officer):
    shown = bring(
        row(pid=1),
        row(code=2, on="6 ม.ค. 2569", baht="1,500 บาท"),
        row(first="ทดสอบ3", last="สมมุติ", no="13", village=OURS),
        row(first="ไม่มี", last="ใครรู้จัก", no="99", village=OURS),
        row(first="คนอื่น", last="ในบ้าน", no="13", village=OURS),
    )
    summary = shown.summary
    assert (shown.state, shown.kind, shown.origin, summary.household_rows, summary.wrong) == ("checked", "help", "agency", 5, 0)
    assert (summary.matched_id, summary.matched_house, summary.matched_name, summary.nobody, summary.doubtful) == (1, 1, 1, 1, 1)
    assert summary.members == 3 and summary.repeated == summary.double == 0
    assert not Assistance.objects.exists() and not HelpList.objects.exists() and not HelpRow.objects.exists()
    assert [text.split("ครัวเรือน")[0] for text in found(provincial_officer, shown)] == ["ไม่พบ", "พบ"]


def test_wrong_cells_are_told_by_row_and_column_with_a_remedy_and_their_rows_left_out(bring, provincial_officer):
    shown = bring(
        row(pid="1234567890123"),
        row(pid=1, on="31/02/2569"),
        row(pid=1, on=""),
        row(pid=1, on="ม.ค. 2569"),
        row(pid=1, on="01/01/2599"),
        row(pid=1, baht="สามพัน"),
        row(pid=1, baht="-5"),
        row(pid=1, what=""),
        row(what="ข้าวสาร"),
        row(pid=2),
    )
    assert (shown.summary.left_out, shown.summary.members) == (9, 1)
    page = act(uploads.problems, provincial_officer, shown.id, kind="wrong")
    assert [(each.row, each.column) for each in page.problems] == [
        (2, "เลขประจำตัวประชาชน"),
        (3, "วันที่ช่วยเหลือ"),
        (4, "วันที่ช่วยเหลือ"),
        (5, "วันที่ช่วยเหลือ"),
        (6, "วันที่ช่วยเหลือ"),
        (7, "จำนวนเงิน (บาท)"),
        (8, "จำนวนเงิน (บาท)"),
        (9, "รายการช่วยเหลือ"),
        (10, "เลขประจำตัวประชาชน"),
    ]
    assert all(each.remedy for each in page.problems)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp874", "utf-16"])
def test_a_file_of_the_office_is_read_as_it_comes(bring, provincial_officer, work_off, encoding):
    """Under its own headings, below a title, with a total, in whatever encoding; the mapping is proposed, corrected and kept."""
    headings = ["ที่", "เลขบัตรประชาชน", "ชื่อ - สกุล", "ว.ด.ป.", "รายการ", "จำนวนเงิน", "หน่วยงาน"]
    rows = [["๑", row(pid=1)[0], "นางทดสอบ1 สมมุติ", "๕ ม.ค. ๒๕๖๙", "เงินสงเคราะห์", "๓,๐๐๐", ""], ["รวม", "", "", "", "", "3,000", ""]]
    file = sent(*rows, headings=headings, encoding=encoding, above="บัญชีรายชื่อผู้ได้รับเงินสงเคราะห์,,,,,,\n")
    shown = bring(file=file)
    assert shown.state == "mapping"
    (proposal,) = uploads.asked(provincial_officer, shown.id).proposals
    guessed = {guess.key: guess.field for guess in proposal.columns}
    assert guessed == dict(
        zip(headings, [None, "national_id", "full_name", "helped_on", "help_what", "help_baht", "help_organisation"], strict=True)
    )
    act(uploads.map, provincial_officer, shown.id, columns={}, save_as="พมจ. เงินสงเคราะห์")
    work_off()
    shown = uploads.of(provincial_officer, shown.id)
    assert (shown.state, shown.summary.matched_id, shown.summary.household_rows, shown.profile) == ("checked", 1, 1, "พมจ. เงินสงเคราะห์")
    again = bring(file=sent(*rows, headings=headings, encoding=encoding, above="อีกครั้ง,,,,,,\n"))
    assert again.state == "checked" and again.profile == "พมจ. เงินสงเคราะห์"


def test_a_number_under_another_name_or_in_another_house_waits_for_a_person(bring):
    shown = bring(row(pid=1, first="สมศักดิ์", last="รักไทย"), row(pid=1, code=2), row(pid=2, first="ทดสอบ2", last="สมมุตติ"))
    assert (shown.summary.doubtful, shown.summary.matched_id) == (2, 1)


def test_a_file_that_is_no_list_of_help_is_refused_with_what_it_should_hold(bring):
    shown = bring(["1", "2"], headings=["ก", "ข"])
    assert shown.state == "failed" and "ไม่พบตารางการช่วยเหลือ" in shown.refused[0]


def test_kinds_are_read_from_their_column_or_from_the_words(stored):
    stored(
        row(pid=1, what="ข้าวสาร 10 กก.", baht="", quantity="2", unit="ถุง"),
        row(pid=1, what="ค่าวัสดุ", kind="ซ่อมหรือสร้างบ้าน", baht="40000"),
        row(pid=2, what="เบี้ยยังชีพผู้สูงอายุ", baht="600"),
        row(pid=2, what="มอบของ", kind="ของแปลก", baht=""),
    )
    assert list(given().values_list("kind", "form", "quantity", "unit")) == [
        ("food", "goods", Decimal(2), "ถุง"),
        ("house", "service", None, ""),
        ("allowance", "money", None, ""),
        ("other", "goods", None, ""),
    ]


# — stored —


def test_what_matched_becomes_help_on_the_timeline_of_the_household_and_its_case(case, stored, hospital, provincial_officer):
    lost = row(first="ใคร", last="ไหน", no="1", village=OURS)
    shown = stored(row(pid=1), row(code=2, on="2026-01-06", baht="1500.50"), lost, organisation=hospital.pk)
    made = HelpList.objects.get()
    assert (shown.state, shown.help_list) == ("done", made.pk)
    assert (made.rows, made.matched, made.organisation, made.area_code, made.origin) == (3, 2, hospital, "60", "agency")
    first, second = given()
    assert (first.household_id, first.on, first.baht, first.state, first.road, first.row) == (
        household_id(1), date(2026, 1, 5), Decimal("3000.00"), "delivered", "list", 2,
    )  # fmt: skip
    assert (first.area_code, first.kind, first.person is None, second.baht, second.person) == (
        OURS, "relief_money", False, Decimal("1500.50"), None,
    )  # fmt: skip
    event = Event.objects.get(household=household_id(1), kind="assistance.deliver")
    assert (event.case, event.on, event.what, event.record, event.baht, event.by) == (
        case, date(2026, 1, 5), "relief_money", first.pk, Decimal(3000), provincial_officer,
    )  # fmt: skip
    assert event.at == first.at == made.at
    assert Given.objects.get().assistance == first and Case.objects.get().helped_on == date(2026, 1, 5)
    assert Event.objects.filter(household=household_id(2)).count() == 1
    line = AuditLine.objects.get(verb="assistance.import")
    assert (line.on_id, line.count, line.place) == (str(made.pk), 3, "60")


def test_the_office_of_the_whole_list_is_that_of_its_rows_where_they_name_none(stored, hospital, operator, at):
    other = organisations.register(by=operator, at=at, name="เหล่ากาชาดจังหวัด", kind="civil_society")
    stored(row(pid=1), row(pid=2, office="เหล่ากาชาด จังหวัด"), row(code=3, office="มูลนิธิไม่รู้จัก"), organisation=hospital.pk)
    assert list(given().values_list("organisation", flat=True)) == [hospital.pk, other.pk, hospital.pk]


def test_rows_that_found_nobody_lie_sealed(stored):
    stored(row(pid=NOBODY, first="สมชาย", last="ลับมาก", no="7/1", village=OURS), row(pid=1))
    waiting = HelpRow.objects.get()
    assert (waiting.why, waiting.state, waiting.area_code, waiting.row, waiting.baht) == ("nobody", "waiting", OURS, 2, Decimal(3000))
    for sealed in (waiting.name_sealed, waiting.national_id_sealed, waiting.house_sealed):
        assert sealed and "ลับ".encode() not in bytes(sealed) and NOBODY.encode() not in bytes(sealed)


def test_the_same_file_again_is_the_same_list(stored):
    rows = [row(pid=1), row(pid=NOBODY, first="ก", no="1", village=OURS)]
    first, again = stored(*rows), stored(*rows)
    assert first.help_list == again.help_list and HelpList.objects.count() == given().count() == HelpRow.objects.count() == 1
    assert again.summary.repeated == 2 and Event.objects.count() == 1


def test_a_list_that_grows_every_month_adds_what_is_new(stored):
    old = [row(pid=1), row(pid=1, what="ของใช้", kind="food"), row(pid=NOBODY, first="ก", no="1", village=OURS)]
    stored(*old)
    shown = stored(*old, row(pid=2))
    assert (shown.summary.repeated, shown.summary.members) == (3, 1)
    assert given().count() == 3 and HelpRow.objects.count() == 1


def test_two_of_one_house_who_get_the_same_are_two(stored):
    stored(row(pid=1, what="เบี้ยยังชีพ", baht="600"), row(pid=101, what="เบี้ยยังชีพ", baht="600"))
    assert given().count() == 2 and len(set(given().values_list("person", flat=True))) == 2


def test_a_row_written_twice_counts_once(stored, provincial_officer):
    shown = stored(row(pid=1), row(pid=1))
    assert (shown.summary.repeated, given().count()) == (1, 1)
    assert ["ซ้ำกับแถวก่อนหน้า" in text for text in found(provincial_officer, shown)] == [True]


def test_help_that_somebody_typed_is_not_stored_twice(stored, surveyed, somjai):
    told = {"area_code": OURS, "kind": "relief_money", "form": "money", "what": "ช่วยค่าครองชีพ", "baht": 3000, "state": "delivered"}
    Assistance.objects.create(household_id=household_id(1), on=date(2026, 1, 5), by=somjai, at=timezone.now(), **told)
    assert stored(row(pid=1), row(pid=2)).summary.repeated == 1
    assert given().count() == 2


def test_help_of_one_kind_within_its_interval_is_shown_and_kept(stored, provincial_officer):
    stored(row(pid=1, on="05/10/2568"))
    shown = stored(row(pid=1, on="05/01/2569"), row(pid=2, on="05/01/2569"), row(pid=1, what="ข้าวสาร", baht="100"))
    assert shown.summary.double == 1 and HelpList.objects.latest("pk").double == 1
    assert ["ชนิดเดียวกัน" in text for text in found(provincial_officer, shown)] == [True]
    assert given().count() == 4


def test_a_monthly_allowance_is_no_double_help(stored):
    shown = stored(*(row(pid=1, what="เบี้ยยังชีพผู้สูงอายุ", baht="600", on=day) for day in ("10/10/2568", "05/11/2568", "08/12/2568")))
    assert shown.summary.double == 0 and given().count() == 3


def test_a_list_of_nothing_but_wrong_rows_is_refused(bring, work_off, provincial_officer):
    number = bring(row(pid="1234567890123")).id
    act(uploads.import_, provincial_officer, number)
    work_off()
    shown = uploads.of(provincial_officer, number)
    assert shown.state == "failed" and "ทุกแถวมีข้อผิดพลาด" in shown.refused[0] and not HelpList.objects.exists()


# — taken back —


def test_a_list_is_taken_back_as_a_whole_with_a_reason(case, stored, provincial_officer):
    stored(row(pid=1, on="05/01/2569"))
    number = stored(row(pid=1, on="05/06/2568"), row(pid=NOBODY, first="ก", no="1", village=OURS)).help_list
    assert Case.objects.get().helped_on == date(2025, 6, 5)
    told = {"by": provincial_officer, "at": timezone.now(), "help_list": number}
    with pytest.raises(Refused, match="เหตุผล"):
        helped.undo(**told, because=" ")
    helped.undo(**told, because="ส่งผิดไฟล์")
    helped.undo(**told, because="อีกครั้ง")
    assert list(given().values_list("state", flat=True)) == ["delivered", "withdrawn"]
    assert given().last().withdrawn_sealed is not None and HelpRow.objects.get().state == "withdrawn"
    assert HelpList.objects.get(pk=number).because == "ส่งผิดไฟล์" and Case.objects.get().helped_on == date(2026, 1, 5)
    assert Event.objects.filter(kind="assistance.withdraw").count() == 1
    assert AuditLine.objects.filter(verb="assistance.undo").get().because == "ส่งผิดไฟล์"


def test_what_was_taken_back_may_be_brought_again(stored, provincial_officer):
    first = stored(row(pid=1)).help_list
    helped.undo(by=provincial_officer, at=timezone.now(), help_list=first, because="ทดลอง")
    assert stored(row(pid=1)).help_list != first and given().filter(state="delivered").count() == 1


# — who may —


def test_an_office_brings_its_own_list_and_learns_only_what_became_of_its_rows(stored, nurse, hospital, provincial_officer):
    stored(row(pid=1, on="05/12/2568"))
    shown = stored(row(pid=1, office="โรงพยาบาลตัวอย่าง"), row(pid=2, office="หน่วยงานอื่น"), row(pid=NOBODY), by=nurse)
    assert (shown.organisation, shown.summary.left_out, shown.summary.members, shown.summary.nobody) == ("โรงพยาบาลตัวอย่าง", 1, 1, 1)
    assert shown.summary.double == 0  # what others gave is not theirs to know
    assert given().latest("pk").organisation == hospital
    assert [each.id for each in help_lists.visible_to(nurse)] == [shown.help_list]
    assert [each.id for each in uploads.visible_to(nurse)] == [shown.id]
    assert len(help_lists.visible_to(provincial_officer)) == 2


def test_an_office_sees_no_list_or_file_of_another(bring, stored, nurse, provincial_officer):
    other = stored(row(pid=1))
    for ask in (uploads.of, uploads.asked):
        with pytest.raises(OutOfSight):
            ask(nurse, other.id)
    with pytest.raises(NotAllowed):
        act(uploads.import_, nurse, other.id)
    with pytest.raises(OutOfSight):
        help_lists.of(nurse, other.help_list)
    with pytest.raises(OutOfSight):
        helped.undo(by=nurse, at=timezone.now(), help_list=other.help_list, because="อยากลบ")


def test_who_belongs_to_no_office_brings_no_list_of_one(bring, hire):
    with pytest.raises(Refused, match="ยังไม่ได้ผูกกับหน่วยงาน"):
        bring(row(pid=1), by=hire("alone", "คนเดียว", "agency_officer"))


@pytest.mark.parametrize("who", ["somjai", "governor", "auditor", "team"])
def test_nobody_else_brings_lists(bring, request, who):
    with pytest.raises(NotAllowed):
        bring(row(pid=1), by=request.getfixturevalue(who))


def test_a_district_brings_help_for_its_own_households(stored, district_officer, operator):
    shown = stored(row(pid=1), row(pid=4), by=district_officer)
    assert (shown.summary.matched_id, shown.summary.nobody) == (1, 1)
    assert HelpRow.objects.get().area_code == THEIRS  # whose desk it is


def test_an_office_keeps_profiles_of_its_own_and_changes_none_of_others(bring, work_off, nurse, provincial_officer):
    headings = [*STANDARD[:6], "จ่ายเมื่อ", *STANDARD[7:]]
    for number, by in ((1, provincial_officer), (2, nurse)):
        shown = bring(row(pid=number), headings=headings, by=by)
        columns = {0: {"จ่ายเมื่อ": "helped_on"}}
        if by is provincial_officer:
            act(uploads.map, by, shown.id, columns=columns, save_as="แบบ")
            continue
        assert (shown.state, shown.profile) == ("checked", "แบบ")
        act(uploads.ask, by, shown.id)
        work_off()
        with pytest.raises(Refused, match="เป็นของผู้อื่น"):
            act(uploads.map, by, shown.id, columns={0: columns[0] | {"ชื่อ": ""}}, save_as="แบบ")
        act(uploads.map, by, shown.id, columns={0: columns[0] | {"ชื่อ": ""}}, save_as="แบบของโรงพยาบาล")
    assert [(each.name, each.kind) for each in profiles.visible_to(nurse)] == [("แบบ", "help"), ("แบบของโรงพยาบาล", "help")]
    with pytest.raises(NotAllowed):
        profiles.delete(by=nurse, at=timezone.now(), name="แบบ")


# — at once, and killed —


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_make_one_list(bring, provincial_officer, data_steward):
    rows = [row(pid=1), row(pid=2)]
    numbers = [bring(*rows, by=by).id for by in (provincial_officer, data_steward)]
    for number, by in zip(numbers, (provincial_officer, data_steward), strict=True):
        act(uploads.import_, by, number)
    in_threads(*[partial(work.run_one, threading.Event(), beat=timedelta(minutes=5))] * 2)
    assert HelpList.objects.count() == 1 and given().count() == 2 and Event.objects.count() == 2
    assert {uploads.of(provincial_officer, number).help_list for number in numbers} == {HelpList.objects.get().pk}


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_it_leaves_nothing(bring, provincial_officer, work_off, monkeypatch):
    number = bring(row(pid=1), row(pid=NOBODY)).id

    def dies(**told):
        assert Assistance.objects.exists()
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(helped.listed_help, "note", dies)
        act(uploads.import_, provincial_officer, number)
        work_off()
    assert uploads.of(provincial_officer, number).state == "failed"
    assert not any(model.objects.exists() for model in (HelpList, Assistance, HelpRow, Event))
    act(uploads.import_, provincial_officer, number)
    work_off()
    assert uploads.of(provincial_officer, number).state == "done" and given().count() == 1
