"""The privacy notice and the record of processing, version by version."""

import pytest

from nsc.access import scope
from nsc.access.models import AuditLine
from nsc.errors import NotAllowed, Refused
from nsc.privacy import activities, notice
from nsc.privacy.models import NoticeVersion

TEXT = "## ใครรับผิดชอบ\n" + "จังหวัดเป็นผู้ควบคุมข้อมูล และแต่งตั้งเจ้าหน้าที่คุ้มครองข้อมูลไว้แล้ว " * 6


@pytest.mark.django_db
def test_what_is_shipped_is_a_draft_and_says_so():
    shipped = notice.current()
    assert (shipped.number, shipped.is_draft, shipped.at) == (1, True, None)
    for promised in ("ม", "30 วัน", "72 ชั่วโมง", "ถอนได้ทุกเมื่อ", "เจ้าหน้าที่คุ้มครองข้อมูล", "ไม่เก็บศาสนา", "สคส."):
        assert promised in shipped.text


def test_a_new_version_holds_at_once_and_the_old_ones_stay(dpo, at):
    made = notice.publish(by=dpo, at=at, text=TEXT, change="จังหวัดประกาศใช้")
    assert (made.number, made.is_draft) == (2, False) and notice.current() == made
    assert [each.number for each in notice.versions()] == [2, 1] and notice.of_number(1).is_draft
    line = AuditLine.objects.get(verb="notice.publish")
    assert (line.by, line.on_id, line.because) == (dpo, "2", "จังหวัดประกาศใช้")


@pytest.mark.parametrize(("text", "change"), [("สั้นไป", "แก้คำ"), (TEXT, " ")])
def test_a_notice_that_says_nothing_is_refused(dpo, at, text, change):
    with pytest.raises(Refused):
        notice.publish(by=dpo, at=at, text=text, change=change)
    assert not NoticeVersion.objects.exists()


def test_the_same_words_are_no_new_version(dpo, at):
    notice.publish(by=dpo, at=at, text=TEXT, change="จังหวัดประกาศใช้")
    with pytest.raises(Refused, match="ทุกตัวอักษร"):
        notice.publish(by=dpo, at=at, text=f"{TEXT}\r\n", change="อีกครั้งหนึ่ง")


def test_only_the_data_protection_officer_publishes(provincial_officer, citizen, at):
    with pytest.raises(NotAllowed):
        notice.publish(by=provincial_officer, at=at, text=TEXT, change="จังหวัดประกาศใช้")
    with pytest.raises(scope.OutOfSight):
        notice.publish(by=citizen, at=at, text=TEXT, change="จังหวัดประกาศใช้")


def told(dpo, key="survey"):
    newest = activities.history(dpo, key)[0]
    return {name: getattr(newest, name) for name in activities.COLUMNS}


def test_the_record_of_processing_starts_with_what_the_system_does(dpo):
    rows = activities.visible_to(dpo)
    assert {each.key for each in rows} == {"survey", "targeting", "casework", "audit", "sign_in", "statistics", "rights"}
    assert not [each.key for each in rows if not all(getattr(each, name).strip() for name in activities.COLUMNS)]


def test_a_change_is_a_new_version_beside_the_old(dpo, at):
    activities.save(by=dpo, at=at, key="survey", told=told(dpo) | {"owner": "สำนักงานจังหวัด"}, because="ตามคำสั่งใหม่")
    assert [(each.version, each.owner) for each in activities.history(dpo, "survey")] == [(2, "สำนักงานจังหวัด"), (1, "ผู้ดูแลข้อมูลจังหวัด")]
    assert len(activities.visible_to(dpo)) == 7 and AuditLine.objects.get(verb="activity.save").on_id == "survey"


def test_what_has_ended_is_not_exported_but_stays_to_be_read(dpo, at):
    activities.save(by=dpo, at=at, key="statistics", told=told(dpo, "statistics"), because="เลิกทำแล้ว", is_ended=True)
    headings, rows = activities.export(by=dpo, at=at)
    assert len(rows) == 6 and len(headings) == 11 and AuditLine.objects.get(verb="activity.export").count == 6
    assert activities.visible_to(dpo)[-1].key == "statistics"


def test_a_new_activity_says_everything_the_law_asks_for(dpo, at):
    with pytest.raises(Refused, match="ทุกช่อง"):
        activities.save(by=dpo, at=at, key="own", told=told(dpo) | {"basis": " "}, because="เพิ่มกิจกรรม")
    activities.save(by=dpo, at=at, key="own", told=told(dpo) | {"name": "กล้องวงจรปิด"}, because="เพิ่มกิจกรรม")
    assert [each.version for each in activities.history(dpo, "own")] == [1]
    with pytest.raises(scope.OutOfSight):
        activities.history(dpo, "nothing")


def test_the_record_is_for_the_data_protection_officer(provincial_officer, auditor, at):
    for user in (provincial_officer, auditor):
        with pytest.raises(NotAllowed):
            activities.visible_to(user)
        with pytest.raises(NotAllowed):
            activities.export(by=user, at=at)
