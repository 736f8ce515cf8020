"""The record read: by whom, where, and that reading it is on the record."""

import ast
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

import nsc
from nsc.access import audit, scope, trail
from nsc.access.models import AuditLine, AuditShown
from nsc.access.roles import Permission
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
    """Wherever `verb=` or `what=` is said; what is put together must be known here, with all it can become."""
    moves = _first_of(r'_moved\(\w+, "(\w+)", by, at') | {"accept", "decline", "ask"}
    composed = {"{what}.see": set(), "upload.{act}": {f"upload.{act}" for act in _first_of(r'_record\(by, at, "(\w+)"')}}
    composed["referral.{kind}"] = {f"referral.{move}" for move in moves}
    composed["order.{kind}"] = {f"order.{move}" for move in ("give", "answer", "return", "carry", "close")}
    used = set()
    for path in Path(nsc.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and _name(call.func) in ("record", "seen", "_note"):
                used |= set().union(*(_verbs(said, composed) for said in call.keywords))
    used |= set().union(*composed.values())
    assert {"household.see", "person.search", "glass.miss", "upload.import", "sign-in.fail"} <= used
    assert used - set(trail.VERBS) == set()


def _first_of(pattern: str) -> set[str]:
    code = "\n".join(path.read_text(encoding="utf-8") for path in Path(nsc.__file__).parent.rglob("*.py"))
    return set(re.findall(pattern, code))


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""


def _verbs(said: ast.keyword, composed: dict[str, set[str]]) -> set[str]:
    if said.arg not in ("verb", "what"):
        return set()
    found = set()
    for value in [said.value.body, said.value.orelse] if isinstance(said.value, ast.IfExp) else [said.value]:
        if isinstance(value, ast.Constant):
            found.add(f"{value.value}.see" if said.arg == "what" else value.value)
        elif isinstance(value, ast.Attribute) and _name(value.value) == "Permission":
            found.add(Permission[value.attr].value)
        elif isinstance(value, ast.JoinedStr):
            assert ast.unparse(value)[2:-1] in composed, ast.unparse(value)
        elif ast.unparse(value) == "permission.value":  # of a resolution: one of the two
            found |= {Permission.TARGET_ENDORSE.value, Permission.TARGET_CERTIFY.value}
        else:
            assert isinstance(value, ast.Name), ast.unparse(value)  # handed on by _note, whose callers say it
    return found


# — who has seen this person —


@pytest.fixture
def shown(operator, district_officer, prasit, at):
    """Household 7: opened by Wichai twice, shown to Prasit in a list with others, exported by the operator; 8 was seen by nobody."""
    audit.seen(by=district_officer, at=at, what="household", on=("household", 7), place=OURS, count=4, because="เยี่ยมบ้าน")
    audit.seen(by=prasit, at=at + timedelta(days=1), what="priority_list", place="60", count=3, households=[70, 7, 17])
    audit.record(by=operator, at=at + timedelta(days=2), verb="audit.export", on=("household", 7), place=OURS, count=9)
    audit.seen(by=district_officer, at=at + timedelta(days=3), what="household", on=("household", 7), place=OURS, count=4)
    audit.seen(by=prasit, at=at, what="priority_list", place="60", count=2, households=[70, 17])


def seen_by(sight):
    return [(line.username, line.verb) for line in sight.lines]


@pytest.mark.parametrize("is_sealed", [True, False])
def test_everyone_who_saw_a_household_is_told_newest_first(auditor, shown, at, is_sealed):
    if is_sealed:
        audit.seal(at)
    sight = trail.who_has_seen(auditor, at=at, households=[7])
    told = [("wichai", "household.see"), ("operator", "audit.export"), ("prasit", "priority_list.see"), ("wichai", "household.see")]
    assert seen_by(sight) == told and sight.is_whole
    assert [(each.username, each.count, each.reasons) for each in sight.people] == [
        ("wichai", 2, ("เยี่ยมบ้าน",)),
        ("operator", 1, ()),
        ("prasit", 1, ()),
    ]
    wichai = sight.people[0]
    assert (wichai.first, wichai.last) == (at, at + timedelta(days=3)) and wichai.acts == (trail.VERBS["household.see"],)


def test_of_whom_nobody_saw_nothing_is_told_and_the_question_is_on_the_record(auditor, shown, at):
    assert trail.who_has_seen(auditor, at=at, households=[8], place=OURS).lines == ()
    line = AuditLine.objects.latest("pk")
    assert (line.by, line.verb, line.on_type, line.on_id, line.place, line.count) == (auditor, "audit.trace", "household", "8", OURS, 0)
    assert seen_by(trail.who_has_seen(auditor, at=at, households=[8])) == [("anong", "audit.trace")]


def test_lines_on_a_person_belong_to_them_and_a_day_may_be_the_first(auditor, operator, shown, at):
    audit.record(by=operator, at=at + timedelta(days=9), verb="user.create", on=("person", 3))
    assert seen_by(trail.of_subject(households=[7], persons=[3], since=at + timedelta(days=3))) == [
        ("operator", "user.create"),
        ("wichai", "household.see"),
    ]


def test_several_households_are_asked_about_at_once(auditor, shown, at):
    audit.seal(at)
    assert len(trail.who_has_seen(auditor, at=at, households=[17, 70]).lines) == 2
    assert AuditLine.objects.latest("pk").households == " 17 70 "


def test_who_reads_for_an_amphoe_is_told_that_lines_are_missing(hire, shown, at):
    reader = hire("reader", "ผู้ตรวจสอบอำเภอ", "auditor", "6009")
    sight = trail.who_has_seen(reader, at=at, households=[7])
    assert not sight.is_whole and ("prasit", "priority_list.see") not in seen_by(sight) and len(sight.lines) == 3


def test_who_has_seen_is_for_auditors_only(shown, provincial_officer, district_officer, citizen, at):
    for user, error in ((provincial_officer, NotAllowed), (district_officer, NotAllowed), (citizen, scope.OutOfSight)):
        with pytest.raises(error):
            trail.who_has_seen(user, at=at, households=[7])
        with pytest.raises(error):
            trail.export_sight(by=user, at=at, household=7)
    assert not AuditLine.objects.filter(verb="audit.trace").exists()


def test_what_goes_out_about_a_household_is_an_export_of_its_own(auditor, shown, at):
    count, rows = trail.export_sight(by=auditor, at=at, household=7, place=OURS)
    line = AuditLine.objects.latest("pk")
    assert (line.verb, line.on_id, line.count, count, len(list(rows))) == ("audit.export", "7", 4, 4, 4)


def test_the_number_of_questions_does_not_grow_with_the_record(auditor, shown, at, django_assert_num_queries):
    audit.seal(at)
    trail.require(auditor)
    with django_assert_num_queries(6):  # three of the household, two of the person, the lines
        trail.of_subject(households=[7], persons=[1, 2])


def test_a_pair_of_household_and_line_taken_away_shows(shown, at):
    audit.seal(at)
    assert audit.verify().sound
    AuditShown.objects.filter(household_id=7)._raw_delete("default")
    report = audit.verify()
    assert report.shown_astray and not report.broken and not report.sound


def test_a_pair_exchanged_for_another_shows(shown, at):
    audit.seal(at)
    AuditShown.objects.filter(household_id=7).update(household_id=8)
    assert audit.verify().shown_astray


@pytest.mark.parametrize(
    ("verb", "group"),
    [
        ("household.see", "view"),
        ("household.refuse", "view"),
        ("audit.export", "export"),
        ("survey.import", "change"),
        ("sign-in.fail", "sign-in"),
        ("sign-out", "sign-in"),
        ("role.grant", "grant"),
        ("user.close", "grant"),
        ("glass.break", "change"),
    ],
)
def test_every_act_is_of_one_group(verb, group):
    assert trail.group_of(verb) == group


def test_lines_are_found_by_the_kind_of_act(auditor, record, at):
    assert {trail.group_of(verb) for verb, _who in read(auditor, at, group="grant")} == {"grant"}
    assert {verb for verb, _who in read(auditor, at, group="view", place="6009")} == {"household.see"}


def test_every_group_has_an_act_and_every_act_a_known_group():
    assert {trail.group_of(verb) for verb in trail.VERBS} == set(trail.GROUPS)


def test_what_was_done_on_a_phone_yesterday_stands_at_yesterday(auditor, operator, record, at):
    audit.record(by=operator, at=at - timedelta(hours=1), verb="survey.import", place=OURS)
    assert read(auditor, at, place=OURS)[-1] == ("survey.import", "operator")
