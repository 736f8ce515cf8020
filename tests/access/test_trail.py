"""The record read: by whom, where, and that reading it is on the record."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

import nsc
from nsc.access import audit, scope, trail
from nsc.access.models import AuditLine
from nsc.access.trail import Asked
from nsc.errors import NotAllowed

OURS, THEIRS = "600908", "600101"


@pytest.fixture
def record(operator, district_officer, prasit, at):
    """Two openings of household 7, a list elsewhere the next day."""
    audit.seen(by=district_officer, at=at, what="household", on=("household", 7), place=OURS, count=4)
    audit.seen(by=operator, at=at, what="household", on=("household", 7), place=OURS, count=4)
    audit.seen(by=prasit, at=at + timedelta(days=1), what="priority_list", place=THEIRS, count=50)


def read(user, at, **asked):
    return [(line.verb, line.username) for line in trail.lines(user, at=at, asked=Asked(**asked)).lines]


def test_the_newest_line_comes_first(auditor, record, at):
    assert read(auditor, at, place="60")[:2] == [("priority_list.see", "prasit"), ("household.see", "operator")]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"household": 7}, ["operator", "wichai"]),
        ({"household": 8}, []),
        ({"who": "PRASIT "}, ["prasit"]),
        ({"who": "nobody"}, []),
        ({"place": "6001", "since": date(2026, 1, 16)}, ["prasit"]),
        ({"place": "6009", "until": date(2026, 1, 15), "who": "wichai"}, ["wichai"]),
        ({"since": date(2026, 1, 17), "place": "6009"}, []),
        ({"since": date(2026, 1, 16), "until": date(2026, 1, 16)}, ["prasit"]),
    ],
)
def test_lines_are_found_by_what_was_seen_by_whom_and_when(auditor, record, at, asked, found):
    assert [who for _verb, who in read(auditor, at - timedelta(days=30), **asked)] == found


def test_a_day_begins_at_midnight_in_thailand(auditor, operator, at):
    audit.seen(by=operator, at=at.replace(hour=17, minute=0), what="household", on=("household", 7), place=OURS)  # 00.00 on the 16th
    assert len(read(auditor, at, household=7, since=date(2026, 1, 16))) == 1
    assert AuditLine.objects.filter(on_id="7", verb="audit.see").count() == 1


def test_reading_is_on_the_record_of_what_was_read(auditor, record, at):
    read(auditor, at, household=7, place="6009")
    line = AuditLine.objects.latest("pk")
    assert (line.by, line.verb, line.on_type, line.on_id, line.place, line.count) == (auditor, "audit.see", "household", "7", "6009", 2)
    assert line.detail == "household=7 place=6009"


def test_an_export_is_on_the_record_before_it_goes_out(auditor, record, at):
    count, rows = trail.export(by=auditor, at=at, asked=Asked(household=7))
    line = AuditLine.objects.latest("pk")
    assert (line.verb, line.count, line.detail, count) == ("audit.export", 2, "household=7", 2)
    audit.seen(by=auditor, at=at, what="household", on=("household", 7), place=OURS)  # meanwhile
    told = [dict(zip(trail.COLUMNS, row, strict=True)) for row in rows]
    assert [row["by"] for row in told] == ["operator", "wichai"] and told[0]["at"] == "2026-01-15T10:00:00+07:00"


def test_pages_follow_each_other_without_gap_or_repetition(auditor, operator, at, monkeypatch):
    monkeypatch.setattr(trail, "PER_PAGE", 2)
    for number in range(5):
        audit.record(by=operator, at=at, verb="round.open", on=("round", number), place="60")
    seen, before = [], None
    while True:
        page = trail.lines(auditor, at=at, asked=Asked(who="operator", place="60"), before=before)
        seen += [line.on_id for line in page.lines if line.verb == "round.open"]
        before = page.older
        if before is None:
            break
    assert seen == ["4", "3", "2", "1", "0"]


def test_who_audits_an_amphoe_reads_of_nowhere_else(hire, record, at):
    reader = hire("reader", "ผู้ตรวจสอบอำเภอ", "auditor", "6009")
    assert {line.place for line in trail.lines(reader, at=at).lines} <= {"6009", OURS}
    assert read(reader, at, who="prasit") == []
    assert trail.export(by=reader, at=at, asked=Asked(who="prasit"))[0] == 0


def test_the_record_is_for_auditors_only(record, provincial_officer, administrator, governor, citizen, at):
    before = AuditLine.objects.count()
    for user in (provincial_officer, administrator, governor):
        with pytest.raises(NotAllowed):
            trail.lines(user, at=at)
        with pytest.raises(NotAllowed):
            trail.export(by=user, at=at)
    with pytest.raises(scope.OutOfSight):
        trail.lines(citizen, at=at)
    assert AuditLine.objects.count() == before


def test_every_act_that_leaves_a_line_has_a_name():
    code = "\n".join(path.read_text(encoding="utf-8") for path in Path(nsc.__file__).parent.rglob("*.py"))
    verbs = set(re.findall(r'verb="([^"]+)"', code)) | {f"{what}.see" for what in re.findall(r'what="([^"]+)"', code)}
    verbs |= {f"upload.{act}" for act in re.findall(r'_record\(by, at, "(\w+)"', code)}
    assert verbs - set(trail.VERBS) == set()
