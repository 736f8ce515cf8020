"""What other systems are told, in whose name, and how they are refused."""

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from ninja.errors import HttpError

from nsc.access import reach, users
from nsc.access.models import AuditLine
from nsc.api import households, problems
from nsc.api.door import Session
from nsc.api.main import document
from tests.survey_files import without
from tests.surveyed import OURS, bring_in, first_round, household_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]


def told(response, status: int = 200) -> dict:
    assert response.status_code == status, response.content.decode()
    return response.json()


# — figures —


def test_figures_come_with_definition_year_and_source(ask, governor):
    found = told(ask(governor, "figures", year=2564, level="tambon"))
    assert [(row["code"], row["mpi_poor"], row["target_poor"]) for row in found["rows"]] == [("600101", 1, 0), ("600908", 3, 1)]
    assert found["about"]["year"] == 2564 and "จปฐ." in found["about"]["source"]
    assert set(found["rows"][0]) == set(found["definitions"]) and found["rows"][0]["kept"] == []
    assert "อย่างน้อยหนึ่งใน 5 มิติ" in found["definitions"]["mpi_poor"]


def test_what_is_not_known_is_null(ask, governor, tmp_path):
    homes, people = first_round()
    bring_in(tmp_path / "unknown", 2562, homes, without(people, "ได้สิทธิ์บัตรสวัสดิการ"))
    (row,) = told(ask(governor, "figures", year=2562, level="province"))["rows"]
    assert row["target_poor"] is None and row["target_rate"] is None and row["mpi_poor"] == 2


def test_the_same_numbers_as_the_command_line(ask, governor, nsc):
    for route, options in (("figures", ()), ("figures/indicators", ("--indicators",)), ("figures/patterns", ("--patterns",))):
        there = nsc("figures", "--year", "2564", "--level", "village", "--format", "json", *options)
        rows = told(ask(governor, route, year=2564, level="village"))["rows"]
        assert all(row.pop("kept") == [] for row in rows)  # the governor sees households
        assert rows == [{name: each[name] for name in rows[0]} for each in json.loads(there.out)]


def test_the_overview_tells_an_area_and_how_it_changed(ask, district_officer):
    found = told(ask(district_officer, "overview"))
    assert found["where"] == {"code": "6009", "name": "อำเภอไพศาลี", "authority": None}
    assert (found["now"]["mpi_poor"], found["before"]["mpi_poor"]) == (3, 2)
    assert {move["became"]: move["households"] for move in found["moves"]} == {"stayed_poor": 1, "escaped": 1, "fell": 1}
    assert [year["year"] for year in found["years"]] == [2561, 2564]
    assert {"issues.members_failing", "stages.poor", "moves.households", "mpi_poor"} <= set(found["definitions"])


def test_areas_are_found_within_what_one_sees(ask, district_officer, governor):
    assert [each["code"] for each in told(ask(governor, "areas", q="ไพศาลี"))["areas"]] == ["6009", "600908"]
    assert told(ask(district_officer, "areas", q="ปากน้ำโพ"))["areas"] == []
    assert told(ask(district_officer, "areas/600908"))["full_name"] == "ตำบลไพศาลี อำเภอไพศาลี"
    assert OURS in {each["code"] for each in told(ask(district_officer, "areas/600908/children"))["areas"]}
    assert told(ask(governor, "local-authorities"))["authorities"]
    assert [each["year"] for each in told(ask(governor, "rounds"))["rounds"]] == [2564, 2561]


# — households —


def test_names_are_shown_to_who_may_read_them_and_masked_to_all_others(ask, provincial_officer, governor):
    open_, masked = (told(ask(user, "households", area=OURS))["rows"][0] for user in (provincial_officer, governor))
    assert (open_["head"], open_["has_name"]) == ("นางทดสอบ1 สมมุติ", True)
    assert (masked["head"], masked["has_name"]) == ("นางท•••• ส••••", False)
    assert open_["dimensions"] == ["education", "income"]
    assert open_["score"] == sum(reason["points"] for reason in open_["reasons"])


def test_a_list_of_names_and_a_file_are_on_the_record_with_the_number_of_the_key(ask, provincial_officer):
    told(ask(provincial_officer, "households"))
    told(ask(provincial_officer, f"households/{household_id(1)}"))
    listed, opened = AuditLine.objects.filter(verb__in=["priority_list.see", "household.see"]).order_by("pk")
    assert listed.by == opened.by == provincial_officer
    assert re.search(r"token \d+$", listed.detail) and re.fullmatch(r"token \d+", opened.detail)
    assert f" {household_id(1)} " in listed.households


def test_a_file_tells_who_lives_there_and_what_failed(ask, provincial_officer, governor):
    found = told(ask(provincial_officer, f"households/{household_id(1)}"))
    assert [each["name"] for each in found["residents"]] == ["นางทดสอบ1 สมมุติ", "ด.ญ.ดวงดาว สมมุติ"]
    assert [year["year"] for year in found["years"]] == [2564, 2561]
    assert found["residents"][1]["born_on"] == "2011-05-01"
    masked = told(ask(governor, f"households/{household_id(1)}"))
    assert masked["residents"][1]["born_on"] is None and "ดวงดาว" not in str(masked)


def test_what_was_handed_over_is_all_a_mentor_is_told(ask, somjai):
    assert told(ask(somjai, "households"))["rows"] == []
    reach.give(household=household_id(1), to=somjai, purpose="mentor")
    assert [row["household_id"] for row in told(ask(somjai, "households"))["rows"]] == [household_id(1)]
    told(ask(somjai, f"households/{household_id(2)}"), 404)


def test_an_outsider_hears_the_same_of_what_is_elsewhere_and_of_what_is_not(ask, prasit):
    elsewhere, nothing = (ask(prasit, f"households/{number}") for number in (household_id(1), 999_999))
    assert told(elsewhere, 404) == told(nothing, 404)
    assert set(AuditLine.objects.filter(by=prasit).values_list("verb", flat=True)) == {"household.refuse"}


def test_pages_follow_one_another_to_the_end(ask, provincial_officer, monkeypatch):
    monkeypatch.setattr("nsc.reports.ranked.PER_PAGE", 2)
    first = told(ask(provincial_officer, "households"))
    second = told(ask(provincial_officer, "households", page=first["next_page"]))
    assert (first["total"], len(first["rows"]), len(second["rows"]), second["next_page"]) == (3, 2, 1, None)
    assert (first["page"], second["page"]) == (1, 2)
    assert households.ranked.PER_PAGE == 2


# — those who ask —


def test_me_tells_whose_key_it_is(ask, district_officer):
    found = told(ask(district_officer, "me"))
    assert (found["username"], [role["area"] for role in found["roles"]]) == ("wichai", ["6009"])
    assert found["came_by"].startswith("token ") and "household.see" in found["roles"][0]["permissions"]


def test_the_record_is_read_by_the_auditor_and_paged(ask, auditor, provincial_officer):
    told(ask(provincial_officer, f"households/{household_id(1)}"))
    (line,) = told(ask(auditor, "audit", household=household_id(1)))["lines"]
    assert (line["verb"], line["act"], line["username"]) == ("household.see", "เปิดแฟ้มครัวเรือน", "kanya")
    told(ask(provincial_officer, "audit"), 403)
    oldest = AuditLine.objects.earliest("at", "pk").pk
    assert told(ask(auditor, "audit", before=oldest))["lines"] == []


def test_an_english_account_is_answered_in_english(ask, operator, at):
    user = users.create(by=operator, at=at, username="john", display_name="John", language="en")
    response = ask(user, "households")
    assert response["Content-Language"] == "en"
    assert told(response, 404)["title"] == "Not found"


# — the door —


def test_without_a_key_or_with_one_that_ended_one_is_told_how_to_come_in(client, operator, key_of, governor):
    for headers in ({}, {"Authorization": "Bearer nsc_1_wrong"}, {"Authorization": "Basic Zm9vOmJhcg=="}, {"Authorization": "Bearer"}):
        response = client.get("/api/v1/me", headers=headers)
        assert told(response, 401)["title"] == "ต้องแสดงตัวก่อน"
        assert response["WWW-Authenticate"] == "Bearer"
    key = key_of(governor)
    users.close(by=operator, at=timezone.now(), user=governor, because="พ้นหน้าที่")
    told(client.get("/api/v1/me", headers={"Authorization": f"Bearer {key}"}), 401)


def test_who_has_signed_in_by_the_pages_may_ask_too(client, governor):
    client.force_login(governor)
    assert told(client.get("/api/v1/me"))["came_by"] == ""


def test_a_dead_key_does_not_turn_into_the_session_beside_it(client, governor):
    client.force_login(governor)
    told(client.get("/api/v1/me", headers={"Authorization": "Bearer nsc_1_" + "x" * 43}), 401)


def test_whoever_the_door_holds_back_may_not_use_the_session(client, governor, monkeypatch):
    """Where the second factor will be asked for."""
    monkeypatch.setattr("nsc.access.sign_in.is_proven", lambda request: False)
    client.force_login(governor)
    told(client.get("/api/v1/me"), 401)


def test_a_session_changes_nothing_without_the_token_of_its_page(governor, rf):
    """There is no such route yet; the door is ready for it."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(governor)
    told(browser.post("/api/v1/me"), 405)
    request = rf.post("/api/v1/me")
    request.user = governor
    request._dont_enforce_csrf_checks = False
    with pytest.raises(HttpError):
        Session()(request)


def test_too_many_calls_are_refused_until_the_minute_is_over(ask, governor, auditor, settings):
    settings.API_PER_MINUTE = 2
    statuses = [ask(governor, "me").status_code for _ in range(4)]
    assert 429 in statuses and set(statuses) <= {200, 429}
    settings.API_PER_MINUTE = 0
    response = ask(governor, "me")
    assert 1 <= int(response["Retry-After"]) <= 61
    assert told(response, 429)["title"] == "เรียกถี่เกินไป"


def test_guessing_is_slowed_down_but_holds_up_no_known_key(client, ask, governor, settings):
    settings.API_UNKNOWN_PER_MINUTE = 0
    assert client.get("/api/v1/me", headers={"Authorization": "Bearer nsc_1_guess"}).status_code == 429
    told(ask(governor, "me"))


def test_each_key_counts_alone(client, key_of, governor, settings):
    settings.API_PER_MINUTE = 1
    one, other = key_of(governor), key_of(governor)
    at_once = [client.get("/api/v1/me", headers={"Authorization": f"Bearer {key}"}).status_code for key in (one, other)]
    assert at_once == [200, 200]


# — errors —


def test_a_wrong_option_is_named_with_its_remedy(ask, governor):
    found = told(ask(governor, "figures", year=1999, level="parish"), 422)
    assert {each["field"] for each in found["errors"]} == {"year", "level"}
    assert next(each for each in found["errors"] if each["field"] == "level")["remedy"].endswith(
        "province, amphoe, tambon, village, local_authority"
    )


def test_a_mistyped_filter_is_refused_instead_of_answering_with_everything(ask, provincial_officer):
    (error,) = told(ask(provincial_officer, "households", dimenson="health"), 422)["errors"]
    assert error["field"] == "dimenson" and "dimension" in error["remedy"]
    (error,) = told(ask(provincial_officer, "households", dimension=["health", "income"]), 422)["errors"]
    assert error["problem"] == "ใส่ตัวเลือกเดียวกันซ้ำ"
    assert not AuditLine.objects.filter(verb="priority_list.see").exists()


@pytest.mark.parametrize(
    "options", [{"area": "1990100000011"}, {"1990100000011": "x"}, {"page": "1990100000011x"}, {"poor": "1990100000011"}]
)
def test_what_was_sent_is_not_said_back(ask, provincial_officer, options):
    response = ask(provincial_officer, "households", **options)
    assert told(response, 422) and "1990100000011" not in response.content.decode()


def test_a_code_of_ten_digits_is_refused_before_the_record_is_asked(ask, auditor):
    """Found by Schemathesis: such a place of the survey's files is none of the register, and the record broke over it."""
    (error,) = told(ask(auditor, "audit", place="4317731700"), 422)["errors"]
    assert error["field"] == "place"


@pytest.mark.parametrize("issue", [63, 64, 99, 100, 163, 199])
def test_an_indicator_that_no_mask_holds_is_refused(ask, client, provincial_officer, issue):
    """Found by Schemathesis: the bit of ข้อ 64 and above is more than a column of the database holds, and the list broke over it."""
    assert "ไม่รู้จักตัวกรองนี้" in told(ask(provincial_officer, "households", issue=issue), 409)["detail"]
    client.force_login(provincial_officer)
    assert client.get(f"/households/?issue={issue}").status_code == 409
    assert client.get(f"/households/?issue={issue + 200}").status_code == 409


def test_a_year_without_a_round_says_so(ask, governor):
    assert told(ask(governor, "figures", year=2570, level="tambon"), 409)["detail"] == "ไม่มีข้อมูลสำรวจปี 2570 ในระบบ"


def test_what_breaks_inside_is_told_to_nobody(ask, governor, monkeypatch, caplog):
    found = "นางทดสอบ1 สมมุติ 1990100000011"  # such as a database says back in its own message

    def broken(*args, **told):
        raise RuntimeError(found)

    monkeypatch.setattr("nsc.reports.overview.picture", broken)
    response = ask(governor, "overview")
    assert told(response, 500)["title"] == "ระบบขัดข้อง"
    assert "RuntimeError at api/v1/overview" in caplog.text
    assert "ทดสอบ1" not in caplog.text + response.content.decode()


def test_every_problem_is_of_one_shape_and_kept_by_nobody(client, ask, governor):
    for response in (client.get("/api/v1/me"), client.get("/api/v1/nothing"), client.post("/api/v1/me"), ask(governor, "figures")):
        assert response["Content-Type"] == problems.MEDIA_TYPE
        assert set(response.json()) == {"type", "title", "status", "detail", "errors"}
        assert response.json()["status"] == response.status_code
        assert response["Cache-Control"] == "no-store, private"
    assert ask(governor, "me")["Cache-Control"] == "no-store, private"


# — the document and the page —


def test_the_document_describes_every_option_and_field_in_both_languages(client, governor):
    told_ = document()
    for address, methods in told_["paths"].items():
        assert set(methods) == {"get"}, address
        assert all(each["description"] for each in methods["get"]["parameters"]), address
        assert {"401", "422", "429", "500"} <= {str(status) for status in methods["get"]["responses"]}
    shapes = told_["components"]["schemas"]
    undescribed = {
        f"{name}.{field}" for name, shape in shapes.items() for field, said in shape["properties"].items() if "description" not in said
    }
    assert {each.split(".")[1] for each in undescribed} <= {"rows", "about", "where", "areas", "authorities", "residents"}
    client.force_login(governor)
    client.cookies["django_language"] = "en"
    assert not re.search("[ก-๙]", client.get("/api/v1/openapi.json").content.decode())


def test_the_page_shows_every_route_and_loads_nothing_from_elsewhere(client, governor):
    client.force_login(governor)
    page = client.get("/api/v1/").content.decode()
    for address in document()["paths"]:
        assert f"GET {address}" in page
    assert all(f'id="problem-{status}"' in page for status in problems.KINDS)
    assert not re.search(r'(src|href)="https?://', page)


# — speed —


@pytest.mark.parametrize(
    ("route", "options", "most"),
    [
        ("me", {}, 4),
        ("rounds", {}, 6),
        ("areas", {"q": "ไพศาลี"}, 5),
        ("areas/6009", {}, 4),
        ("areas/6009/children", {}, 4),
        ("local-authorities", {}, 4),
        ("figures", {"year": 2564, "level": "village"}, 12),
        ("figures/indicators", {"year": 2564, "level": "village"}, 12),
        ("figures/patterns", {"year": 2564, "level": "village"}, 12),
        ("overview", {}, 26),
        ("households", {}, 20),
        ("audit", {}, 6),
        ("openapi.json", {}, 4),
    ],
)
def test_a_route_asks_the_database_little(ask, provincial_officer, auditor, route, options, most, django_assert_max_num_queries):
    user = auditor if route == "audit" else provincial_officer
    ask(user, route, **options)
    with django_assert_max_num_queries(most):
        told(ask(user, route, **options))


def test_a_file_asks_the_database_little(ask, provincial_officer, django_assert_max_num_queries):
    ask(provincial_officer, "me")
    with django_assert_max_num_queries(32):
        told(ask(provincial_officer, f"households/{household_id(1)}"))


def test_the_list_costs_no_more_than_its_page(client, ask, provincial_officer):
    client.force_login(provincial_officer)
    counts = []
    for get in (lambda: client.get("/households/?poor=mpi"), lambda: ask(provincial_officer, "households")):
        get()
        with CaptureQueriesContext(connection) as asked:
            get()
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 1  # whose key it is, and how often it came; the page counts what its reader has not read
