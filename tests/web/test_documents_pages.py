"""Any official paper by choosing it, its place, and pressing one button."""

import threading
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from nsc.access import reach
from nsc.access.models import AuditLine
from nsc.jobs import work
from nsc.jobs.models import Job
from nsc.paper.letter_head import LetterHead
from nsc.reports import referral_letters
from nsc.secretariat import issuing
from nsc.secretariat.document_kinds import Asked
from nsc.secretariat.models import Issued
from tests.surveyed import OURS, household_id
from tests.web.asked.issuing import framed

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(monkeypatch):
    monkeypatch.setattr(work, "close_old_connections", lambda: None)

    def run() -> None:
        while work.run_one(threading.Event(), beat=timedelta(minutes=5)):
            pass

    return run


@pytest.fixture
def team(hire):
    return hire("team", "ทีมตำบล", "tambon_team", "600908")


def issue(by, **told) -> int:
    asked = {"name": "situation", "asked": Asked(OURS), "form": "xlsx"} | told
    return issuing.issue(by=by, at=timezone.now(), **asked)


def text(response) -> str:
    return response.content.decode()


def test_everybody_is_offered_what_they_may_issue(surveyed, enter, provincial_officer, team):
    of_team = text(enter(team).get("/documents/"))
    assert 'href="/documents/new/situation/"' in of_team and "monthly-province" not in of_team and "village_files" not in of_team
    of_province = text(enter(provincial_officer).get("/documents/"))
    assert 'href="/documents/new/monthly-province/"' in of_province and 'href="/documents/new/village_files/"' in of_province


def test_who_issues_nothing_has_no_page_of_it(surveyed, enter, auditor, somjai, citizen):
    assert [enter(user).get("/documents/").status_code for user in (auditor, somjai, citizen)] == [403, 403, 404]
    assert enter(auditor).get("/documents/issued/").status_code == 403
    assert enter(somjai).get("/documents/issued/").status_code == 200  # the files of households in their care


def test_the_place_is_chosen_among_those_that_are_ones_own(surveyed, enter, team, provincial_officer):
    page = text(enter(team).get("/documents/new/village-ranked/"))
    assert 'value="60090804"' in page and 'value="6001"' not in page and "ทั้งตำบล" not in page
    page = text(enter(provincial_officer).get("/documents/new/situation/"))
    assert 'value="6001"' in page and "ทั้งจังหวัด" in page and "ออกเอกสาร</button>" in page


def test_a_village_list_waits_for_a_village(surveyed, enter, provincial_officer):
    page = text(enter(provincial_officer).get("/documents/new/village-ranked/?area4=6009"))
    assert "โปรดเลือกพื้นที่ให้ถึงระดับนั้น" in page and "ออกเอกสาร</button>" not in page
    page = text(enter(provincial_officer).get("/documents/new/village-ranked/?area4=6009&area6=600908&area8=60090804"))
    assert f'name="area" value="{OURS}"' in page and "ออกเอกสาร</button>" in page and 'name="with_names"' in page
    stale = text(enter(provincial_officer).get("/documents/new/village-ranked/?area4=6001&area6=600908&area8=60090804"))
    assert "ออกเอกสาร</button>" not in stale  # another amphoe takes back what was chosen below


def test_who_may_not_read_names_is_not_asked_about_them(surveyed, enter, governor):
    assert 'name="with_names"' not in text(enter(governor).get(f"/documents/new/village-ranked/?area={OURS}"))


def test_from_the_button_to_the_paper(surveyed, enter, team, worker):
    client = enter(team)
    sent = client.post("/documents/new/situation/", {"area": OURS, "form": "xlsx"})
    job = Job.objects.get()
    assert sent.headers["Location"] == f"/documents/orders/{job.pk}/"
    waits = text(client.get(sent.headers["Location"]))
    assert "รอเริ่มทำ" in waits and f'hx-get="/documents/orders/{job.pk}/progress/"' in waits
    assert '<noscript><meta http-equiv="refresh"' in waits  # without a script, too
    assert "ที่สั่งไว้" in text(client.get("/documents/"))
    worker()
    number = Issued.objects.get().pk
    assert client.get(f"/documents/orders/{job.pk}/progress/").headers["HX-Redirect"] == f"/documents/orders/{job.pk}/"
    assert client.get(f"/documents/orders/{job.pk}/").headers["Location"] == f"/documents/issued/{number}/"
    assert Issued.objects.get().file.sha256 in text(client.get(f"/documents/issued/{number}/"))
    paper = client.get(f"/documents/issued/{number}/file/")
    assert b"".join(paper.streaming_content).startswith(b"PK") and "attachment" in paper.headers["Content-Disposition"]
    assert AuditLine.objects.filter(verb="document.export", by=team).count() == 1


def test_what_is_of_a_fiscal_year_is_asked_for_by_year_and_the_list_says_of_which(surveyed, enter, provincial_officer, worker):
    client = enter(provincial_officer)
    assert '<option value="2025">2568</option>' in text(client.get("/documents/new/agencies/?area=60"))
    assert client.post("/documents/new/agencies/", {"area": "60", "form": "xlsx", "fiscal_year": "1999"}).status_code == 200
    assert client.post("/documents/new/agencies/", {"area": "60", "form": "xlsx", "fiscal_year": "2025"}).status_code == 302
    worker()
    assert Issued.objects.get().fiscal_year == 2025
    assert "ปีงบประมาณ 2568" in text(client.get("/documents/issued/"))


def test_a_pdf_opens_in_the_browser_in_the_digits_that_were_chosen(surveyed, enter, team, worker):
    client = enter(team)
    client.post("/documents/new/village-ranked/", {"area": OURS, "form": "pdf", "thai_digits": "on"})
    client.post("/documents/new/village-ranked/", {"area": OURS, "form": "pdf"})
    worker()
    papers = list(Issued.objects.order_by("pk"))
    assert [each.thai_digits for each in papers] == [True, False]
    assert "inline" in client.get(f"/documents/issued/{papers[0].pk}/file/").headers["Content-Disposition"]


def test_pressed_twice_it_is_one_paper(surveyed, enter, team):
    client = enter(team)
    first, second = (client.post("/documents/new/situation/", {"area": OURS, "form": "pdf"}) for _press in range(2))
    assert first.headers["Location"] == second.headers["Location"] and Job.objects.count() == 1


def test_what_cannot_be_made_is_said_where_it_was_asked(surveyed, enter, provincial_officer):
    month = f"{timezone.localdate().replace(day=1) - timedelta(days=1):%Y-%m}"
    page = enter(provincial_officer).post("/documents/new/monthly-province/", {"area": "60", "form": "pdf", "month": "1999-01"})
    assert page.status_code == 200 and "ยังดำเนินการไม่ได้" in text(page)
    sent = enter(provincial_officer).post("/documents/new/monthly-province/", {"area": "6009", "form": "pdf", "month": month})
    assert "ระดับ" in text(sent) and not Job.objects.exists()


def test_a_paper_that_failed_says_why_and_how_to_go_on(surveyed, enter, provincial_officer, worker):
    client = enter(provincial_officer)
    month = f"{timezone.localdate().replace(day=1) - timedelta(days=1):%Y-%m}"
    sent = client.post("/documents/new/monthly-province/", {"area": "60", "form": "pdf", "month": month})
    worker()
    page = text(client.get(sent.headers["Location"]))
    assert "ทำไม่สำเร็จ" in page and "ตรึง" in page and "/documents/new/monthly-province/?area=60" in page


def test_an_order_is_called_off(surveyed, enter, team, worker):
    client = enter(team)
    client.post("/documents/new/situation/", {"area": OURS, "form": "xlsx"})
    job = Job.objects.get().pk
    page = text(client.post(f"/documents/orders/{job}/cancel/", follow=True))
    worker()
    assert "ยกเลิกแล้ว" in page and not Issued.objects.exists()


def test_the_order_and_the_paper_of_another_are_not_there(surveyed, enter, team, prasit):
    number, job = issue(team), issuing.order(by=team, at=timezone.now(), name="situation", asked=Asked(OURS))
    client = enter(prasit)
    for address in (f"orders/{job}/", f"orders/{job}/progress/", f"issued/{number}/", f"issued/{number}/file/"):
        assert client.get(f"/documents/{address}").status_code == 404
    for address in (f"orders/{job}/cancel/", f"issued/{number}/again/"):
        assert client.post(f"/documents/{address}").status_code == 404


def test_the_list_is_narrowed_and_says_until_when_each_is_kept(surveyed, enter, provincial_officer):
    issue(provincial_officer)
    issue(provincial_officer, name="village-ranked", asked=Asked(OURS, with_names=True))
    client = enter(provincial_officer)
    page = text(client.get("/documents/issued/"))
    assert page.count('class="open"') == 2 and "มีชื่อ" in page
    page = text(client.get("/documents/issued/?kind=village-ranked&area4=6009"))
    assert page.count('class="open"') == 1
    assert "ไม่มีเอกสารที่ตรงกับที่เลือก" in text(client.get("/documents/issued/?area4=6001"))


def test_made_anew_from_its_page(surveyed, enter, team):
    number = issue(team)
    sent = enter(team).post(f"/documents/issued/{number}/again/")
    job = Job.objects.get()
    assert sent.headers["Location"] == f"/documents/orders/{job.pk}/" and job.arguments["asked"]["area"] == OURS


def test_what_lies_past_its_time_can_be_made_anew(surveyed, enter, team):
    number = issue(team)
    Issued.objects.get().file.__class__.objects.update(purged_at=timezone.now())
    page = text(enter(team).get(f"/documents/issued/{number}/"))
    assert "พ้นเวลาเก็บรักษา" in page and f"/documents/issued/{number}/again/" in page and f"/issued/{number}/file/" not in page


def test_the_pages_ask_little(surveyed, enter, provincial_officer, django_assert_num_queries):
    for _each in range(3):
        issue(provincial_officer)
    client = enter(provincial_officer)
    client.get("/documents/")
    for address, queries in (("", 5), ("issued/", 6), ("new/situation/", 5), (f"issued/{Issued.objects.first().pk}/", 6)):
        with django_assert_num_queries(queries):
            assert client.get(f"/documents/{address}").status_code == 200


def test_the_file_of_a_household_is_one_button_on_its_page(surveyed, enter, somjai, governor, worker):
    home = household_id(1)
    reach.give(household=home, to=somjai, purpose="mentor")
    client = enter(somjai)
    assert 'action="/documents/new/household_file/"' in text(client.get(f"/households/{home}/"))
    sent = client.post("/documents/new/household_file/", {"area": OURS, "number": home, "form": "pdf", "thai_digits": "on"})
    worker()
    paper = client.get(sent.headers["Location"]).headers["Location"]
    assert b"".join(client.get(f"{paper}file/").streaming_content).startswith(b"%PDF-")
    assert f"หมายเลข {home}" in text(client.get("/documents/issued/"))
    assert "household_file" not in text(enter(governor).get(f"/households/{home}/"))


def test_the_files_of_a_village_are_one_button_on_its_page(surveyed, enter, district_officer, team, worker):
    client = enter(district_officer)
    assert 'action="/documents/new/village_files/"' in text(client.get(f"/places/{OURS}/"))
    sent = client.post("/documents/new/village_files/", {"area": OURS, "form": "zip", "thai_digits": "on"})
    worker()
    assert "ZIP" in text(client.get(sent.headers["Location"], follow=True))
    assert "village_files" not in text(enter(team).get(f"/places/{OURS}/"))


def test_the_letter_head_of_an_office_is_written_and_its_emblem_shown(surveyed, enter, district_officer):
    client = enter(district_officer)
    assert "ยังไม่มีหัวกระดาษ" in text(client.get("/documents/letter-heads/"))
    page = text(client.get("/documents/letter-heads/6009/"))
    assert "บันทึกชื่อส่วนราชการก่อน" in page and 'type="file"' not in page
    client.post("/documents/letter-heads/6009/", {"office": "ที่ว่าการอำเภอไพศาลี", "number": "นว 0019/"})
    client.post("/documents/letter-heads/6009/emblem/", {"file": SimpleUploadedFile("garuda.png", framed(3))})
    page = text(client.get("/documents/letter-heads/6009/"))
    assert "ที่ว่าการอำเภอไพศาลี" in page and 'src="/documents/letter-heads/6009/emblem/"' in page
    picture = client.get("/documents/letter-heads/6009/emblem/")
    assert picture.headers["Content-Type"] == "image/png" and "sandbox" in picture.headers["Content-Security-Policy"]
    client.post("/documents/letter-heads/6009/emblem/")
    assert client.get("/documents/letter-heads/6009/emblem/").status_code == 404


def test_what_is_wrong_with_a_letter_head_is_said_where_it_stands(surveyed, enter, district_officer):
    client = enter(district_officer)
    assert "ไม่เกิน 3 บรรทัด" in text(client.post("/documents/letter-heads/6009/", {"office": "1\n2\n3\n4"}))
    client.post("/documents/letter-heads/6009/", {"office": "อำเภอ"})
    sent = {"file": SimpleUploadedFile("garuda.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")}
    refused = client.post(
        "/documents/letter-heads/6009/emblem/", sent, headers={"Referer": "http://testserver/documents/letter-heads/6009/"}
    )
    assert "PNG หรือ SVG" in text(client.get(refused.headers["Location"]))


def test_only_who_keeps_the_meetings_has_letter_heads(surveyed, enter, district_officer, team, governor):
    assert "/documents/letter-heads/" in text(enter(district_officer).get("/documents/"))
    for user in (team, governor):
        client = enter(user)
        assert client.get("/documents/letter-heads/").status_code == 403 and "letter-heads" not in text(client.get("/documents/"))
    assert enter(district_officer).get("/documents/letter-heads/60/").status_code == 403
    assert enter(district_officer).get("/documents/letter-heads/6001/").status_code == 404
    assert enter(district_officer).get(f"/documents/letter-heads/{OURS}/").status_code == 404


def test_a_referral_letter_is_printed_under_the_head_of_its_office(surveyed):
    letter = SimpleNamespace(
        office_code="6009", number="นว 1", on=date(2026, 1, 5), due_on=date(2026, 1, 9), within=3, organisation=SimpleNamespace(name="รพ."),
        refers_to="", signatory="", position="", pk=1,
    )  # fmt: skip
    head = LetterHead(("ที่ว่าการอำเภอไพศาลี",), phone="0 5600", emblem=framed(2))
    values = referral_letters._told(letter, [], False, head)
    assert values["office"] == "ที่ว่าการอำเภอไพศาลี\nโทร. ๐ ๕๖๐๐" and values["letter_head"].startswith("<svg")
    assert "ศูนย์อำนวยการ" in referral_letters._told(letter, [], False, LetterHead())["office"]
