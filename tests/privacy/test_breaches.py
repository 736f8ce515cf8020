"""Breaches: reported by whoever sees one, watched by the clock, closed when all were told."""

from datetime import timedelta

import pytest

from nsc.access import scope
from nsc.access.models import AuditLine, Notice
from nsc.errors import NotAllowed, Refused
from nsc.privacy import breaches

HOUR = timedelta(hours=1)


@pytest.fixture
def lost(somjai, at):
    """A mentor has lost her notebook and says so five hours later."""

    def lost(by=somjai, hours=5, **told):
        told = {"title": "สมุดรายชื่อหาย", "facts": "หายที่ตลาดเมื่อเช้า", "data": "ชื่อ ที่อยู่", "persons": 12} | told
        return breaches.report(by=by, at=at, aware_at=at - hours * HOUR, **told).pk

    return lost


def test_a_mentor_reports_and_the_officer_hears_at_once(lost, dpo, somjai):
    number = lost()
    told = Notice.objects.get(user=dpo)
    assert (told.kind, told.values, told.href) == ("breach.reported", {"number": number}, f"/privacy/breaches/{number}/")
    line = AuditLine.objects.get(verb="breach.report")
    assert (line.by, line.on_id, line.count, line.detail) == (somjai, str(number), 12, "")


def test_the_clock_runs_from_the_moment_it_was_known_not_from_the_report(lost, dpo, at):
    found = breaches.of(dpo, lost(hours=5), now=at + HOUR)
    assert found.clock.hours_left == 66 and found.clock.is_running


def test_the_officer_is_warned_at_48_and_66_hours_once_each(lost, dpo, at):
    lost(hours=0)
    Notice.objects.all().delete()
    heard = [breaches.warn(at + hours * HOUR) for hours in (47, 48, 49, 65, 66, 70, 90)]
    assert heard == [0, 1, 0, 0, 1, 0, 0]
    assert [n.values["hours"] for n in dpo.notices.order_by("pk")] == [48, 66]


def test_nobody_is_warned_of_what_was_told_or_need_not_be(lost, dpo, at):
    first, second = lost(hours=0), lost(hours=0)
    breaches.assess(by=dpo, at=at, breach=first, risk="none", because="สมุดว่างเปล่า", persons=0)
    breaches.assess(by=dpo, at=at, breach=second, risk="some", because="มีที่อยู่ของคนสิบสองคน", persons=None)
    breaches.tell_office(by=dpo, at=at + HOUR, breach=second, told_at=at + HOUR)
    assert breaches.warn(at + 60 * HOUR) == 0


def test_from_report_to_closing(lost, dpo, at):
    number = lost()
    breaches.assess(by=dpo, at=at, breach=number, risk="high", because="มีข้อมูลสุขภาพ", persons=40)
    with pytest.raises(Refused, match="สคส"):
        breaches.close(by=dpo, at=at, breach=number, measures="อบรมทีมใหม่")
    breaches.tell_office(by=dpo, at=at, breach=number, told_at=at)
    with pytest.raises(Refused, match="เจ้าของข้อมูล"):
        breaches.close(by=dpo, at=at, breach=number, measures="อบรมทีมใหม่")
    breaches.tell_persons(by=dpo, at=at, breach=number, told_at=at)
    breaches.close(by=dpo, at=at, breach=number, measures="อบรมทีมใหม่")
    found = breaches.of(dpo, number, now=at + 500 * HOUR)
    assert (found.state, found.persons, found.clock.is_running, found.closed_by) == ("closed", 40, False, "พนิดา")
    acts = ["breach.report", "breach.assess", "breach.tell_office", "breach.tell_persons", "breach.close"]
    assert list(AuditLine.objects.filter(on_type="breach").order_by("pk").values_list("verb", flat=True)) == acts
    with pytest.raises(Refused):
        breaches.assess(by=dpo, at=at, breach=number, risk="none", because="ไม่มีอะไร", persons=None)


def test_telling_after_the_hours_are_over_says_why(lost, dpo, at):
    number = lost(hours=80)
    breaches.assess(by=dpo, at=at, breach=number, risk="some", because="มีที่อยู่ของคนสิบสองคน", persons=None)
    with pytest.raises(Refused, match="72"):
        breaches.tell_office(by=dpo, at=at, breach=number, told_at=at)
    breaches.tell_office(by=dpo, at=at, breach=number, told_at=at, late_because="ทราบจากผู้เสียหายภายหลัง")
    assert breaches.of(dpo, number, now=at).clock.tone == "need"


def test_who_reported_sees_how_far_it_is_and_changes_nothing(lost, somjai, prasit, at):
    number = lost()
    assert not breaches.of(somjai, number, now=at).may_change and len(breaches.visible_to(somjai, now=at)) == 1
    with pytest.raises(NotAllowed):
        breaches.assess(by=somjai, at=at, breach=number, risk="none", because="ไม่มีอะไร", persons=None)
    assert breaches.visible_to(prasit, now=at) == []
    with pytest.raises(scope.OutOfSight):
        breaches.of(prasit, number, now=at)


def test_what_is_not_known_yet_cannot_have_been_known(lost):
    with pytest.raises(Refused, match="อนาคต"):
        lost(hours=-1)


@pytest.mark.parametrize("who", ["auditor", "governor", "administrator"])
def test_who_works_with_no_households_is_no_reporter(lost, request, who):
    with pytest.raises(NotAllowed):
        lost(by=request.getfixturevalue(who))


def test_the_register_goes_out_whole_and_on_the_record(lost, dpo, provincial_officer, at):
    lost()
    lost(title="ส่งไฟล์ผิดกลุ่ม")
    headings, rows = breaches.export(by=dpo, at=at)
    assert len(headings) == len(rows[0]) == len(breaches.COLUMNS) and [row[1] for row in rows] == ["สมุดรายชื่อหาย", "ส่งไฟล์ผิดกลุ่ม"]
    assert rows[0][3] == "2026-01-15 05:00+07:00" and AuditLine.objects.get(verb="breach.export").count == 2
    with pytest.raises(NotAllowed):
        breaches.export(by=provincial_officer, at=at)
