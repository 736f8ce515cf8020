"""The import desk: what each verb does, who may, and when it is too late."""

import io
from datetime import timedelta
from functools import partial

import openpyxl
import pytest
from django.utils import timezone

from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.files import uploads as store
from nsc.files.models import StoredFile
from nsc.intake import models, profiles, steps, uploads
from nsc.jobs.models import Job
from nsc.surveys.models import Batch, Response
from tests.intake import deliveries
from tests.together import in_threads


def lines(verb):
    return AuditLine.objects.filter(verb=verb)


def act(verb, by, upload, **told):
    return verb(by=by, at=timezone.now(), upload=upload, **told)


def test_a_file_is_received_kept_encrypted_and_on_record(send, provincial_officer, system_home):
    number = send()
    shown = uploads.of(provincial_officer, number)
    assert (shown.state, shown.file, shown.year, shown.by) == ("received", "จปฐ 2561.zip", 2018, "กัญญา")
    assert shown.may == {"ask", "check", "choose", "discard"}
    stored = StoredFile.objects.get()
    assert b"households" not in (system_home / "files" / "sealed" / stored.token).read_bytes()
    assert lines("upload.receive").get().by == provincial_officer


def test_a_check_says_what_an_import_would_do_and_stores_nothing(checked, provincial_officer):
    number = checked(deliveries.survey(5, poor=2, spoilt=1))
    shown = uploads.of(provincial_officer, number)
    assert (shown.state, shown.is_plain, shown.progress.state) == ("checked", True, "done")
    summary = shown.summary
    assert (summary.household_rows, summary.member_rows, summary.households_new, summary.households_changed) == (5, 5, 4, 0)
    assert (summary.members, summary.left_out, summary.wrong, summary.villages, summary.tambons) == (4, 2, 1, 1, 1)
    assert (summary.poor_before, summary.poor_after, summary.set_code, summary.imported_before) == (0, 2, "2560-2564", ())
    assert not Batch.objects.exists() and not Response.objects.exists()


def test_problems_are_told_cell_by_cell_and_by_kind_and_the_looking_is_on_record(checked, provincial_officer):
    number = checked(deliveries.survey(5, spoilt=2))
    page = act(uploads.problems, provincial_officer, number, kind="wrong")
    assert [(p.file, p.row, p.column, p.value) for p in page.problems] == [
        ("households", 5, "ข้อ 1", "อาจจะ"),
        ("households", 6, "ข้อ 1", "อาจจะ"),
    ]
    assert (page.total, page.number, page.pages) == (2, 1, 1)
    first = act(uploads.kinds, provincial_officer, number)[0]
    assert (first.finding, first.cells, first.is_caution, len(first.examples)) == ("answer", 2, False, 2)
    assert lines("upload_problems.see").count() == 2
    assert act(uploads.problems, provincial_officer, number, kind="answer", page=99).number == 1


def test_the_workbook_of_errors_is_made_when_asked_for(checked, work_off, provincial_officer, tmp_path):
    number = checked(deliveries.survey(5, spoilt=1))
    with pytest.raises(Refused, match="ยังไม่มีไฟล์"):
        act(uploads.errors_workbook, provincial_officer, number)
    act(uploads.mark, provincial_officer, number)
    act(uploads.mark, provincial_officer, number)
    assert uploads.of(provincial_officer, number).marked == "marking"
    work_off()
    assert uploads.of(provincial_officer, number).marked == "ready"
    download = act(uploads.errors_workbook, provincial_officer, number)
    out = tmp_path / "out.xlsx"
    out.write_bytes(b"".join(download.pieces))
    assert "ปัญหา" in openpyxl.load_workbook(out).sheetnames
    assert lines("upload.mark").count() == 1
    assert b"".join(act(uploads.errors_csv, provincial_officer, number).pieces).decode().count("อาจจะ") == 1


def test_an_import_publishes_one_batch_and_says_so(checked, work_off, provincial_officer):
    number = checked()
    act(uploads.import_, provincial_officer, number)
    work_off()
    shown = uploads.of(provincial_officer, number)
    batch = Batch.objects.get()
    assert (shown.state, shown.batch, batch.state, batch.households, batch.source) == ("done", batch.pk, "published", 4, "จปฐ 2561.zip")
    assert (lines("upload.import").count(), lines("survey.import").count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_starts_one_import(checked, work_off, provincial_officer):
    number = checked()
    in_threads(*[partial(act, uploads.import_, provincial_officer, number)] * 2)
    assert Job.objects.filter(kind="nsc.intake.work.import_").count() == 1
    assert lines("upload.import").count() == 1
    work_off()
    act(uploads.import_, provincial_officer, number)
    assert work_off() is None and Batch.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_do_it_once(checked, work_off, provincial_officer, data_steward):
    number = checked()
    in_threads(partial(act, uploads.import_, provincial_officer, number), partial(act, uploads.import_, data_steward, number))
    work_off()
    assert Batch.objects.count() == 1 and uploads.of(data_steward, number).state == "done"


def test_the_same_file_again_changes_nothing_and_is_known(checked, work_off, provincial_officer):
    first = checked()
    act(uploads.import_, provincial_officer, first)
    work_off()
    again = uploads.of(provincial_officer, checked())
    assert again.summary.imported_before == (uploads.of(provincial_officer, first).batch,)
    assert (again.summary.households_new, again.summary.households_changed, again.summary.unchanged) == (0, 0, 8)
    assert again.summary.poor_before == again.summary.poor_after == 1


def test_a_mended_file_says_how_the_poor_would_change(checked, work_off, provincial_officer):
    act(uploads.import_, provincial_officer, checked(deliveries.survey(4, poor=3)))
    work_off()
    summary = uploads.of(provincial_officer, checked(deliveries.survey(4, poor=1))).summary
    assert (summary.households_changed, summary.poor_before, summary.poor_after) == (2, 3, 1)


def test_the_year_is_proposed_from_the_dates_in_the_file(checked, provincial_officer):
    shown = uploads.of(provincial_officer, checked(year=None))
    assert (shown.state, shown.year, shown.is_year_proposed) == ("checked", 2018, True)


def test_a_file_that_names_no_year_waits_for_one(checked, work_off, provincial_officer):
    undated = deliveries.table(deliveries.HOUSEHOLD, [deliveries.household(1, surveyed="")])
    number = checked(deliveries.zipped(households=undated), year=None)
    assert uploads.of(provincial_officer, number).state == "mapping"
    assert uploads.asked(provincial_officer, number) == uploads.Asked((), needs_mapping=False, needs_year=True)
    act(uploads.check, provincial_officer, number, year=2018)
    work_off()
    assert uploads.of(provincial_officer, number).state == "checked"


def test_another_year_is_checked_anew(checked, work_off, provincial_officer):
    number = checked()
    act(uploads.check, provincial_officer, number, year=2022)
    work_off()
    shown = uploads.of(provincial_officer, number)
    assert shown.state == "failed" and "ตัวชี้วัด" in shown.refused[0] and shown.summary is None
    assert "import" not in shown.may
    with pytest.raises(Refused):
        act(uploads.import_, provincial_officer, number)


def test_a_workbook_that_is_not_plain_is_mapped_by_a_person_and_the_next_one_is_read_by_itself(checked, work_off, provincial_officer):
    number = checked(deliveries.not_plain(), name="แบบเก่า.csv")
    shown = uploads.of(provincial_officer, number)
    assert shown.state == "mapping" and "map" in shown.may
    asked = uploads.asked(provincial_officer, number)
    assert asked.needs_mapping and not asked.needs_year
    guesses = {guess.heading: guess for guess in asked.proposals[0].columns}
    assert guesses["รหัสหมู่บ้าน/ชุมชน"].field == "village_code" and guesses["ตัวชี้วัดที่ 31"].field == "i31"
    columns = {0: {guesses["เลขบ้าน 11 หลัก"].key: "house_code"}}
    act(uploads.map, provincial_officer, number, columns=columns, save_as="แบบเก่าของอำเภอ")
    work_off()
    mapped = uploads.of(provincial_officer, number)
    assert (mapped.state, mapped.profile, mapped.summary.households_new, mapped.summary.poor_after) == ("checked", "แบบเก่าของอำเภอ", 4, 4)
    assert lines("upload.map").count() == lines("profile.save").count() == 1

    following = uploads.of(provincial_officer, checked(deliveries.not_plain(6), name="แบบเก่า 2.csv"))
    assert (following.state, following.profile, following.is_plain) == ("checked", "แบบเก่าของอำเภอ", False)


def test_a_file_read_as_its_sender_did_not_mean_it_is_asked_about(checked, work_off, provincial_officer):
    number = checked()
    act(uploads.ask, provincial_officer, number)
    work_off()
    assert uploads.of(provincial_officer, number).state == "mapping"
    assert [each.part for each in uploads.asked(provincial_officer, number).proposals] == ["households", "members"]
    act(uploads.map, provincial_officer, number, columns={1: {"เลขประจำตัวประชาชน": ""}})
    work_off()
    shown = uploads.of(provincial_officer, number)
    assert (shown.state, shown.is_plain, shown.summary.members) == ("checked", False, 4)


def test_the_list_of_uploads_costs_the_same_however_long_it_is(checked, provincial_officer, django_assert_num_queries):
    for _number in range(3):
        checked()
    provincial_officer.__dict__.pop("_assignments", None)
    with django_assert_num_queries(2):
        assert len(uploads.visible_to(provincial_officer)) == 3


def test_the_empty_form_has_the_indicators_of_its_year(office, provincial_officer, citizen, tmp_path):
    form = uploads.template(by=provincial_officer, at=timezone.now(), year=2022)
    out = tmp_path / "form.xlsx"
    out.write_bytes(b"".join(form.pieces))
    headings = [cell.value for cell in openpyxl.load_workbook(out)["ครัวเรือน"][1]]
    assert headings[-1] == "ข้อ 38" and form.name.endswith("2565-2569.xlsx")
    with pytest.raises((NotAllowed, OutOfSight)):
        uploads.template(by=citizen, at=timezone.now(), year=2022)


def test_one_field_is_never_two_columns(checked, provincial_officer):
    number = checked(deliveries.not_plain(), name="แบบเก่า.csv")
    keys = [guess.key for guess in uploads.asked(provincial_officer, number).proposals[0].columns]
    with pytest.raises(Refused, match="เป็นข้อมูลเดียวกัน"):
        act(uploads.map, provincial_officer, number, columns={0: {keys[0]: "house_code", keys[2]: "house_code"}})
    assert uploads.of(provincial_officer, number).state == "mapping"


def test_what_is_no_table_is_refused_by_the_name_its_sender_gave_it(checked, provincial_officer):
    shown = uploads.of(provincial_officer, checked(io.BytesIO(b"%PDF-1.7 nothing"), name="รายงาน.pdf"))
    assert shown.state == "failed" and "รายงาน.pdf" in shown.refused[0].format(**shown.refused[1])


def test_cancelled_before_it_began_it_can_be_asked_for_again(checked, work_off, provincial_officer, data_steward):
    number = checked()
    act(uploads.import_, provincial_officer, number)
    act(uploads.cancel, data_steward, number)
    shown = uploads.of(provincial_officer, number)
    assert shown.state == "cancelled" and {"import", "check", "discard"} <= shown.may
    assert work_off() is None and not Batch.objects.exists()
    assert lines("upload.cancel").get().by == data_steward
    act(uploads.import_, provincial_officer, number)
    work_off()
    assert uploads.of(provincial_officer, number).state == "done"


def test_nothing_is_called_off_that_is_not_under_way(checked, provincial_officer):
    with pytest.raises(Refused):
        act(uploads.cancel, provincial_officer, checked())


def test_what_is_thrown_away_is_gone_from_the_disk(checked, provincial_officer, system_home):
    number = checked()
    act(uploads.discard, provincial_officer, number)
    row = models.Upload.objects.get(pk=number)
    assert row.state == "discarded" and row.file.purged_at and row.findings.purged_at
    assert not any((system_home / "files" / "sealed" / stored.token).exists() for stored in (row.file, row.findings))
    assert not [each for each in uploads.visible_to(provincial_officer) if each.id == number]
    for verb in (uploads.check, uploads.import_, uploads.discard):
        with pytest.raises(Refused, match=r"ทิ้งไปแล้ว|ยังไม่ได้ตรวจ"):
            act(verb, provincial_officer, number)


def test_after_its_time_a_file_is_purged_and_its_upload_closed(checked, provincial_officer):
    number = checked()
    later = timezone.now() + uploads.KEPT + timedelta(hours=1)
    assert store.purge(later) == 2  # the file, and the findings with it
    assert uploads.of(provincial_officer, number).may == frozenset()
    with pytest.raises(Refused, match="ถูกลบไปแล้ว"):
        act(uploads.import_, provincial_officer, number)
    assert uploads.tidy(later) == 1
    assert models.Upload.objects.get(pk=number).state == "discarded"
    assert lines("upload.expire").get().by is None


def test_what_was_imported_outlives_its_file(checked, work_off, provincial_officer):
    number = checked()
    act(uploads.import_, provincial_officer, number)
    work_off()
    later = timezone.now() + uploads.KEPT + timedelta(hours=1)
    store.purge(later)
    uploads.tidy(later)
    shown = uploads.of(provincial_officer, number)
    assert (shown.state, shown.is_purged, shown.summary.households_new) == ("done", True, 4)


def test_while_it_is_checked_nothing_else_is_done(send, work_off, provincial_officer):
    number = send()
    act(uploads.check, provincial_officer, number)
    act(uploads.check, provincial_officer, number)
    assert Job.objects.count() == lines("upload.check").count() == 1
    with pytest.raises(Refused):
        act(uploads.import_, provincial_officer, number)
    with pytest.raises(Refused, match="กำลังตรวจ"):
        act(uploads.discard, provincial_officer, number)


def test_nobody_else_sends_sees_or_moves_an_upload(checked, send, somjai, district_officer, governor, auditor, citizen):
    number = checked()
    for outsider in (somjai, district_officer, governor, auditor, citizen):
        assert uploads.visible_to(outsider) == []
        with pytest.raises((NotAllowed, OutOfSight)):
            send(by=outsider)
        for verb in (uploads.check, uploads.import_, uploads.mark, uploads.cancel, uploads.discard):
            with pytest.raises((NotAllowed, OutOfSight)):
                act(verb, outsider, number)
        for verb in (uploads.problems, uploads.kinds, uploads.errors_csv, uploads.errors_workbook):
            with pytest.raises(OutOfSight):
                act(verb, outsider, number)
        with pytest.raises(OutOfSight):
            uploads.of(outsider, number)
    assert models.Upload.objects.count() == 1


def test_an_upload_nobody_sent_is_not_found(office, provincial_officer):
    with pytest.raises(OutOfSight):
        act(uploads.check, provincial_officer, 999)


@pytest.mark.parametrize("state", steps.STATES)
def test_every_state_leads_somewhere_or_is_the_end(state):
    assert steps.NEXT[state] <= set(steps.STATES) and state in steps.NAMES
    reached = {to for following in steps.NEXT.values() for to in following}
    assert state in reached | {steps.RECEIVED}


def test_a_name_given_twice_is_the_next_version_of_one_profile(checked, work_off, provincial_officer):
    number = checked(deliveries.not_plain(), name="ก.csv")
    keys = {guess.heading: guess.key for guess in uploads.asked(provincial_officer, number).proposals[0].columns}
    for field in ("house_code", "household_no"):
        act(uploads.map, provincial_officer, number, columns={0: {keys["เลขบ้าน 11 หลัก"]: field}}, save_as="แบบ ก")
        work_off()
    assert [(each.name, each.version) for each in profiles.visible_to(provincial_officer)] == [("แบบ ก", 2)]
    assert models.Profile.objects.filter(name="แบบ ก").count() == 2
