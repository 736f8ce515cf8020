"""Administering people, on the pages."""

import csv
import io
import re

import pytest

from nsc.access import organisations, reach, users
from nsc.access.models import AuditLine, User
from nsc.access.roles import ROLES
from nsc.areas import authorities
from tests.intake.test_staff import GOOD, HEAD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("province")]


def text(response, status=200) -> str:
    assert response.status_code == status, response.status_code
    return response.content.decode()


@pytest.fixture
def office(enter, provincial_officer):
    return enter(provincial_officer)


def test_a_person_is_added_given_a_role_and_invited(office, client):
    made = office.post("/people/new/", {"display_name": "มาลี ตัวอย่าง", "username": "Malee", "email": "", "language": "th"})
    malee = users.named("malee")
    assert made["Location"] == f"/people/{malee.pk}/"
    given = office.post(f"/people/{malee.pk}/give/?area=600908", {"area": "600908", "role": "mentor", "valid_until": "2570-09-30"})
    assert given.status_code == 302 and malee.assignments.get().area_code == "600908"
    page = office.post(f"/people/{malee.pk}/link/", {"by": "hand"})
    assert "/welcome/" in text(page) and "no-store" in page["Cache-Control"]
    address = re.search(r"http://127\.0\.0\.1:8000(/welcome/[^<\s]+)", text(page))[1]
    assert "/welcome/" not in text(office.get(f"/people/{malee.pk}/"))  # shown once
    client.logout()
    assert client.get(address).status_code == 302


def test_wrong_words_are_told_on_the_form(office, somjai):
    page = text(office.post("/people/new/", {"display_name": "ใคร", "username": "somjai", "language": "th"}))
    assert 'role="alert"' in page and "somjai" in page
    assert 'role="alert"' in text(office.post("/people/new/", {"display_name": "ใคร", "username": "ชื่อไทย", "language": "th"}))


def test_the_form_offers_what_the_granter_may_give_and_says_why_not_the_rest(enter, district_officer, citizen, somjai):
    page = text(enter(district_officer).get(f"/people/{somjai.pk}/give/?area=600908"))
    offered = set(re.findall(r'name="role" value="(\w+)"', page))
    assert {"mentor", "tambon_team"} < offered and not {"provincial_centre", "dpo", "auditor", "data_steward"} & offered
    assert page.count("<dt>") == len(ROLES) - 1 - len(offered) and "มีสิทธิบางอย่างที่ท่านเองไม่มี" in page


def test_an_area_that_is_not_hers_is_not_hers_however_asked(enter, district_officer, somjai):
    client = enter(district_officer)
    assert "อำเภอไพศาลี" in text(client.get(f"/people/{somjai.pk}/give/?area=6001"))
    page = client.post(f"/people/{somjai.pk}/give/", {"area": "600101", "role": "mentor"})
    assert not somjai.assignments.filter(area_code__startswith="6001").exists() and page.status_code in (200, 302)


def test_an_administrator_of_accounts_reads_why_roles_cannot_be_given(enter, administrator, somjai):
    page = text(enter(administrator).get(f"/people/{somjai.pk}/give/?area=600908"))
    assert set(re.findall(r'name="role" value="(\w+)"', page)) == {"administrator"}


def test_a_local_authority_inside_the_area_can_be_chosen(enter, operator, provincial_officer, citizen):
    pk = authorities.ensure(["อบต. นาขอม"], source="test")["อบต. นาขอม"]
    client = enter(provincial_officer)
    assert "องค์การบริหารส่วนตำบลนาขอม" in text(client.get(f"/people/{citizen.pk}/give/?area=60"))
    told = {"area": "60", "role": "local_authority_officer", "authority": str(pk)}
    assert client.post(f"/people/{citizen.pk}/give/", told).status_code == 302
    assert citizen.assignments.get().authority_id == pk


def test_a_role_is_ended_with_a_reason(office, somjai):
    given = somjai.assignments.get()
    assert office.post(f"/people/{somjai.pk}/roles/{given.pk}/end/", {"because": ""}).status_code == 409
    assert office.post(f"/people/{somjai.pk}/roles/{given.pk}/end/", {"because": "ย้ายตำบล"}).status_code == 302
    given.refresh_from_db()
    assert given.ended_at and "บทบาทที่สิ้นสุดแล้ว" in text(office.get(f"/people/{somjai.pk}/"))


def test_a_role_of_somebody_else_is_not_found_under_a_person(office, somjai, prasit):
    given = prasit.assignments.get()
    assert office.post(f"/people/{somjai.pk}/roles/{given.pk}/end/", {"because": "x"}).status_code == 404


def test_a_leaver_is_closed_and_the_work_handed_over(office, somjai, hire):
    malee = hire("malee", "มาลี", "mentor", "600908")
    reach.give(household=7, to=somjai, purpose="mentor")
    page = text(office.get(f"/people/{somjai.pk}/close/"))
    assert "1 ครัวเรือนที่ได้รับมอบ" in page and f'value="{malee.pk}"' in page
    assert office.post(f"/people/{somjai.pk}/close/", {"because": "ลาออก", "successor": str(malee.pk)}).status_code == 302
    assert not User.objects.get(pk=somjai.pk).is_active and malee.reaches.get(ended_at=None).household_id == 7
    assert "ปิดแล้ว" in text(office.get(f"/people/{somjai.pk}/"))


def test_work_nobody_took_is_shown_and_given_out_on_its_page(enter, operator, district_officer, somjai, hire, at):
    malee = hire("malee", "มาลี", "mentor", "600908")
    reach.give(household=7, to=somjai, purpose="mentor")
    users.close(by=operator, at=at, user=somjai, because="ลาออก")
    client = enter(district_officer)
    assert "1 ครัวเรือนไม่มีผู้รับผิดชอบ" in text(client.get("/people/"))
    page = text(client.get("/people/unattended/"))
    assert "1 ครัวเรือน · ตำบลไพศาลี อำเภอไพศาลี" in page
    told = {"left_by": somjai.pk, "area": "600908", "to": malee.pk}
    assert client.post("/people/unattended/", told).status_code == 302
    assert "ทุกครัวเรือนมีผู้รับผิดชอบ" in text(client.get("/people/unattended/"))


def test_the_list_is_what_the_asking_person_administers(enter, district_officer, provincial_officer, somjai, prasit, citizen, at):
    own = users.create(by=district_officer, at=at, username="own", display_name="คนของเรา")
    page = text(enter(district_officer).get("/people/"))
    assert all(name in page for name in ("somjai", "wichai", own.username)) and not any(
        name in page for name in ("prasit", "citizen", "kanya")
    )
    assert all(name in text(enter(provincial_officer).get("/people/")) for name in ("somjai", "prasit", "citizen", "own"))


def test_a_role_elsewhere_is_counted_and_not_told(enter, operator, district_officer, somjai, at):
    users.assign(by=operator, at=at, user=somjai, role="mentor", area="600101")
    page = text(enter(district_officer).get(f"/people/{somjai.pk}/"))
    assert "มีอีก 1 บทบาทนอกพื้นที่ของท่าน" in page and "เมืองนครสวรรค์" not in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=สมใจ", {"somjai"}),
        ("q=SOMJ", {"somjai"}),
        ("role=mentor", {"somjai", "prasit"}),
        ("area=๖๐๐๙", {"somjai", "wichai"}),
        ("role=mentor&area=6001", {"prasit"}),
        ("state=closed", {"gone"}),
        ("state=active", {"used"}),
        ("q=nobody", set()),
    ],
)
def test_people_are_found_by_name_role_area_and_state(office, operator, somjai, district_officer, prasit, hire, at, asked, found):
    users.close(by=operator, at=at, user=hire("gone", "ผู้พ้นหน้าที่"), because="x")
    used = hire("used", "ผู้ใช้อยู่")
    used.set_password("x")
    used.save()
    page = text(office.get(f"/people/?{asked}"))
    assert set(re.findall(r'<small class="reason">(\w+)</small>', page)) == found


def test_people_of_an_organisation_are_found(office, nurse, hospital, somjai):
    page = text(office.get(f"/people/?organisation={hospital.pk}"))
    assert set(re.findall(r'<small class="reason">(\w+)</small>', page)) == {"nipa"}
    assert "นิภา" in text(office.get(f"/people/organisations/{hospital.pk}/"))


def test_the_list_asks_the_database_little_however_many_people(office, operator, hire, monkeypatch, django_assert_max_num_queries):
    for number in range(60):
        hire(f"p{number}", f"คนที่ {number}", "mentor", "600908")
    with django_assert_max_num_queries(10):
        page = text(office.get("/people/"))
    assert "1–50 จาก 61" in page and "page=2" in page
    assert "51–61 จาก 61" in text(office.get("/people/?page=2"))


def test_names_are_shown_as_text(office, hire):
    hire("odd", "<b>แปลก</b>", "mentor", "600908")
    assert "<b>แปลก</b>" not in text(office.get("/people/"))


def test_an_organisation_is_registered_renamed_merged_and_closed(office, provincial_officer):
    made = office.post("/people/organisations/new/", {"name": "รพ.สต.นาขอม", "kind": "government"})
    first = int(re.search(r"\d+", made["Location"])[0])
    assert office.post(f"/people/organisations/{first}/", {"name": "รพ.สต. นาขอม", "kind": "community"}).status_code == 302
    second = organisations.register(by=provincial_officer, at=users.timezone.now(), name="รพสต นาขอม", kind="government").pk
    assert office.post(f"/people/organisations/{second}/merge/", {"into": first, "because": "ชื่อซ้ำ"})["Location"].endswith(f"/{first}/")
    assert "รวมเข้ากับ รพ.สต. นาขอม แล้ว" in text(office.get(f"/people/organisations/{second}/"))
    assert office.post(f"/people/organisations/{first}/close/", {"because": "ยุบ"}).status_code == 302
    assert "รพ.สต. นาขอม" not in text(office.get("/people/organisations/"))


def upload(client, *rows) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, HEAD, restval="")
    writer.writeheader()
    writer.writerows(rows)
    file = io.BytesIO(out.getvalue().encode())
    file.name = "รายชื่อ.csv"
    return client.post("/people/file/", {"file": file})["Location"]


def test_a_list_is_checked_given_and_its_links_shown_once(office):
    look = upload(office, GOOD, GOOD | {"ชื่อผู้ใช้": "second", "บทบาท": "=HYPERLINK(1)"})
    page = text(office.get(look))
    assert "มี 1 แถวที่ยังรับไม่ได้" in page and "=HYPERLINK(1)" in page and not users.exists("malee")
    rows = list(csv.reader(office.get(f"{look}problems.csv").content.decode("utf-8-sig").splitlines()))
    assert rows[1][:3] == ["3", "บทบาท", "'=HYPERLINK(1)"]
    done = office.post(look, {"only_good": "yes", "as": "page"})
    assert "/welcome/" in text(done) and "no-store" in done["Cache-Control"] and users.exists("malee")
    assert office.get(look).status_code == 404  # the file is gone


def test_the_links_come_as_a_table_where_asked(office):
    rows = list(csv.reader(office.post(upload(office, GOOD), {"as": "csv"}).content.decode("utf-8-sig").splitlines()))
    assert rows[1][0] == "malee" and "/welcome/" in rows[1][2]


def test_a_file_that_is_none_is_refused_on_the_form(office):
    file = io.BytesIO(b"%PDF-1.7")
    file.name = "x.csv"
    assert 'role="alert"' in text(office.post("/people/file/", {"file": file}))


def test_the_record_says_who_did_what_to_whom_and_no_name(office, somjai, provincial_officer):
    office.post(f"/people/{somjai.pk}/change/", {"display_name": "สมใจ ใหม่", "email": "s@example.go.th", "language": "en"})
    line = AuditLine.objects.get(verb="user.change")
    assert (line.by, line.on_id, line.detail) == (provincial_officer, str(somjai.pk), "display_name email language")
