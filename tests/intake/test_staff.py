"""Lists of people and their roles, as offices send them."""

import csv
import io
from datetime import date

import openpyxl
import pytest
import xlsxwriter

from nsc.access import scope, staffing, users
from nsc.access.models import Assignment, AuditLine, User
from nsc.areas import authorities
from nsc.errors import NotAllowed, Refused
from nsc.files.models import StoredFile
from nsc.intake import staff
from nsc.intake.staff import HEADINGS

pytestmark = pytest.mark.django_db
HEAD = [headings[0] for headings in HEADINGS.values()]
GOOD = {"ชื่อผู้ใช้": "malee", "ชื่อ": "มาลี ตัวอย่าง", "บทบาท": "ทีมพี่เลี้ยง", "พื้นที่": "600908"}


def book(*rows, head=HEAD) -> io.BytesIO:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("รายชื่อ")
        for column, heading in enumerate(head):
            sheet.write_string(0, column, heading)
            for number, row in enumerate(rows, 1):
                sheet.write(number, column, row.get(heading, ""))
    out.seek(0)
    return out


def text(*rows, head=HEAD) -> io.BytesIO:
    """The same as csv: a workbook is opened in a process of its own, which takes its time."""
    out = io.StringIO()
    csv.writer(out).writerows([head, *([row.get(heading, "") for heading in head] for row in rows)])
    return io.BytesIO(out.getvalue().encode())


@pytest.fixture
def send(at):
    def send(by, *rows, head=HEAD, name="รายชื่อ.csv"):
        made = text if name.endswith(".csv") else book
        return staff.receive(by=by, at=at, file=made(*rows, head=head), name=name)

    return send


@pytest.fixture
def look(send, at):
    def look(by, *rows, **more):
        return staff.look(by, send(by, *rows, **more), at=at)

    return look


def written_in(cell: object) -> str:
    """A workbook where the cell is a number."""
    return "รายชื่อ.csv" if isinstance(cell, str) else "รายชื่อ.xlsx"


def told(found) -> list[tuple[int, str, str]]:
    return [(verdict.line.number, fault.column, fault.value) for verdict in found.verdicts for fault in verdict.faults]


def roles() -> set[tuple[str, str, str]]:
    return set(Assignment.objects.exclude(user__username="operator").values_list("user__username", "role", "area_code"))


def test_new_accounts_are_made_with_their_roles_and_links(provincial_officer, send, at):
    rows = [GOOD | {"ถึง": "30/09/2570", "อีเมล": "malee@example.go.th"}, GOOD | {"พื้นที่": "ต.นาขอม อ.ไพศาลี"}]
    file = send(provincial_officer, *rows, name="รายชื่อ.xlsx")
    found = staff.look(provincial_officer, file, at=at)
    assert [verdict.state for verdict in found.verdicts] == [staffing.NEW, staffing.MORE] and told(found) == []
    assert not User.objects.filter(username="malee").exists()
    made = staff.give(by=provincial_officer, at=at, file=file, only_good=False)
    assert (made.accounts, made.roles, made.left_out) == (1, 2, 0)
    assert {("malee", "mentor", "600908"), ("malee", "mentor", "600907")} < roles()
    malee = users.named("malee")
    assert (malee.email, malee.has_usable_password()) == ("malee@example.go.th", False)
    assert malee.assignments.get(area_code="600908").valid_until == date(2027, 9, 30)
    ((username, name, link),) = made.links
    assert (username, name) == ("malee", "มาลี ตัวอย่าง") and "/welcome/" in link
    line = AuditLine.objects.get(verb="staff.import")
    assert (line.count, line.detail) == (2, "accounts=1 left_out=0")
    assert AuditLine.objects.filter(verb="role.grant", on_id=str(malee.pk)).count() == 2
    assert StoredFile.objects.get(pk=file).purged_at == at


def test_the_same_file_again_changes_nothing(provincial_officer, send, at):
    rows = [GOOD, GOOD | {"พื้นที่": "600907", "องค์กร": ""}]
    staff.give(by=provincial_officer, at=at, file=send(provincial_officer, *rows), only_good=False)
    before = roles(), User.objects.count()
    again = staff.give(by=provincial_officer, at=at, file=send(provincial_officer, *rows), only_good=False)
    assert (again.accounts, again.roles, again.same, again.links) == (0, 0, 2, ()) and (roles(), User.objects.count()) == before


def test_every_problem_is_told_by_row_column_and_value_with_its_remedy(provincial_officer, auditor, look):
    found = look(
        provincial_officer,
        GOOD,
        GOOD | {"ชื่อผู้ใช้": "ก ข"},
        GOOD | {"ชื่อผู้ใช้": "new", "ชื่อ": ""},
        GOOD | {"บทบาท": "เจ้านาย", "พื้นที่": "69999", "อีเมล": "x", "ถึง": "31/02/2569"},
        GOOD | {"ตั้งแต่": "01/01/2570", "ถึง": "01/01/2569"},
        GOOD | {"องค์กร": "ไม่มีในทะเบียน", "อปท.": "อบต.ไม่มี"},
        GOOD | {"บทบาท": "dpo", "พื้นที่": "60"},
        GOOD | {"ชื่อ": "อีกชื่อหนึ่ง"},
        GOOD | {"ชื่อผู้ใช้": "anong", "ชื่อ": "อนงค์", "บทบาท": "provincial_centre", "พื้นที่": "60"},
        GOOD | {"พื้นที่": "หนองบัว"},
        GOOD | {"บทบาท": "", "ชื่อผู้ใช้": "", "พื้นที่": ""},
    )
    assert told(found) == [
        (3, "username", "ก ข"),
        (4, "display_name", ""),
        (5, "role", "เจ้านาย"),
        (5, "valid_until", "31/02/2569"),
        (5, "email", "x"),
        (5, "area", "69999"),
        (6, "valid_until", "2026-01-01"),
        (7, "authority", "อบต.ไม่มี"),
        (7, "organisation", "ไม่มีในทะเบียน"),
        (8, "role", "dpo"),
        (9, "display_name", "อีกชื่อหนึ่ง"),
        (10, "role", "provincial_centre"),
        (11, "area", "หนองบัว"),
        (12, "username", ""),
        (12, "role", ""),
        (12, "area", ""),
    ]
    assert all(str(fault.why) for verdict in found.verdicts for fault in verdict.faults)
    assert found.count(staffing.WRONG) == 10 and found.count(staffing.NEW) == 1


def test_the_good_lines_alone_or_none(provincial_officer, send, at):
    file = send(provincial_officer, GOOD, GOOD | {"ชื่อผู้ใช้": "second", "บทบาท": "เจ้านาย"})
    with pytest.raises(Refused):
        staff.give(by=provincial_officer, at=at, file=file, only_good=False)
    assert not User.objects.filter(username="malee").exists()
    made = staff.give(by=provincial_officer, at=at, file=file, only_good=True)
    assert (made.accounts, made.left_out) == (1, 1) and not User.objects.filter(username="second").exists()


def test_duties_kept_apart_stay_so_within_one_file(operator, look):
    """The command line may give both, but not to one person."""
    found = look(operator, GOOD | {"บทบาท": "auditor", "พื้นที่": "60"}, GOOD | {"บทบาท": "administrator", "พื้นที่": "60"})
    assert told(found) == [(3, "role", "administrator")]


def test_a_district_gives_inside_its_district_and_learns_nothing_of_others(district_officer, prasit, look):
    rows = [GOOD, GOOD | {"ชื่อผู้ใช้": "b", "ชื่อ": "ข"}, GOOD | {"ชื่อผู้ใช้": "bb", "พื้นที่": "600101"}]
    rows += [GOOD | {"ชื่อผู้ใช้": "prasit", "ชื่อ": "ประสิทธิ์"}, GOOD | {"บทบาท": "data_steward"}]
    assert told(look(district_officer, *rows)) == [
        (3, "username", "b"),
        (4, "area", "600101"),
        (5, "username", "prasit"),
        (6, "role", "data_steward"),
    ]


@pytest.mark.parametrize(
    ("written", "area"),
    [
        ("600907", "600907"),
        ("๖๐๐๙๐๗", "600907"),
        (600907, "600907"),
        ("60-09-07", "600907"),
        ("60090704", "60090704"),
        ("ตำบลนาขอม อำเภอไพศาลี", "600907"),
        ("หมู่ที่ 4 ตำบลนาขอม อำเภอไพศาลี", "60090704"),
        ("อำเภอไพศาลี", "6009"),
        ("อ.ไพศาลี", "6009"),
        ("ตำบลไพศาลี", "600908"),
        ("จังหวัดนครสวรรค์", "60"),
    ],
)
def test_places_by_code_or_in_words(operator, look, written, area):
    (verdict,) = look(operator, GOOD | {"พื้นที่": written}, name=written_in(written)).verdicts
    assert (verdict.line.area, verdict.faults) == (area, ())


def test_a_code_whose_first_nought_excel_has_eaten_is_still_a_code(settings, monkeypatch):
    monkeypatch.setattr(staff.places, "find", lambda code: type("Place", (), {"code": code}))
    settings.PROVINCE = "09"
    assert staff._area("90908") == "090908"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("01/10/2569", date(2026, 10, 1)),
        ("๑/๑๐/๒๕๖๙", date(2026, 10, 1)),
        ("1 ต.ค. 2569", date(2026, 10, 1)),
        ("2026-10-01", date(2026, 10, 1)),
        (46296, date(2026, 10, 1)),
        ("", None),
    ],
)
def test_days_in_either_era_thai_digits_or_excels_number(operator, look, written, day):
    (verdict,) = look(operator, GOOD | {"ถึง": written}, name=written_in(written)).verdicts
    assert (verdict.line.valid_until, verdict.faults) == (day, ())


def test_a_local_authority_by_its_name(operator, send, at):
    pk = authorities.ensure(["อบต. นาขอม"], source="test")["อบต. นาขอม"]
    row = GOOD | {"บทบาท": "เจ้าหน้าที่องค์กรปกครองส่วนท้องถิ่น", "พื้นที่": "600907", "อปท.": "องค์การบริหารส่วนตำบลนาขอม"}
    staff.give(by=operator, at=at, file=send(operator, row), only_good=False)
    assert Assignment.objects.get(user__username="malee").authority_id == pk


def test_other_dates_for_a_role_that_is_there_are_asked_about(operator, send, look, at):
    staff.give(by=operator, at=at, file=send(operator, GOOD), only_good=False)
    assert told(look(operator, GOOD | {"ถึง": "30/09/2570"})) == [(2, "valid_until", "2027-09-30")]


def test_a_file_is_looked_at_by_who_sent_it_alone(provincial_officer, administrator, somjai, send, at):
    file = send(provincial_officer, GOOD)
    for other in (administrator, somjai):
        with pytest.raises(scope.OutOfSight):
            staff.look(other, file, at=at)
    with pytest.raises(NotAllowed):
        staff.receive(by=somjai, at=at, file=book(GOOD), name="x.xlsx")


@pytest.mark.parametrize("rows", [(), ({"ชื่อผู้ใช้": ""},)])
def test_a_file_without_people_is_refused_and_not_kept(operator, send, rows):
    with pytest.raises(Refused):
        send(operator, *rows)
    assert not StoredFile.objects.filter(purged_at=None).exists()


def test_a_file_without_our_headings_or_of_too_many_rows_is_refused(operator, send, monkeypatch):
    with pytest.raises(Refused):
        send(operator, {"ก": "1"}, head=["ก", "ข"])
    monkeypatch.setattr(staff, "MOST", 1)
    with pytest.raises(Refused):
        send(operator, GOOD, GOOD)


def test_the_template_is_read_as_it_was_given_out(operator, at):
    made = openpyxl.load_workbook(io.BytesIO(staff.template(operator)))
    assert [cell.value for cell in made["รายชื่อ"][1]] == HEAD
    for column, text in enumerate(GOOD.values(), 1):
        made["รายชื่อ"].cell(2, HEAD.index(list(GOOD)[column - 1]) + 1, text)
    out = io.BytesIO()
    made.save(out)
    out.seek(0)
    found = staff.look(operator, staff.receive(by=operator, at=at, file=out, name="แบบ.xlsx"), at=at)
    assert [verdict.state for verdict in found.verdicts] == [staffing.NEW]


def test_two_thousand_lines_ask_the_database_no_more_than_a_few(operator, send, at, django_assert_max_num_queries):
    rows = [GOOD | {"ชื่อผู้ใช้": f"person{n}", "พื้นที่": ("600907", "ต.นาขอม อ.ไพศาลี")[n % 2]} for n in range(2_000)]
    file = send(operator, *rows)
    with django_assert_max_num_queries(20):
        found = staff.look(operator, file, at=at)
    assert found.count(staffing.NEW) == 2_000
