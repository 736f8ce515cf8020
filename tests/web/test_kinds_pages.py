"""The papers of one thing, ordered on its own page: the minutes of a forum, the receipt for help; and tables by two dimensions."""

import pytest

from nsc.casework import help_given
from nsc.jobs.models import Job
from nsc.secretariat.models import Issued
from tests.casework.conftest import AT, ON, heard, verified
from tests.casework.conftest import roll as roll
from tests.casework.conftest import team as team
from tests.surveyed import OURS
from tests.web.test_documents_pages import worker as worker
from tests.welfare.conftest import money

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveyed")]


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.fixture
def forum(roll, team):
    verified(team, 1, 2)
    return heard(team, {1: None, 2: "มีรายได้พอแล้ว"}).pk


@pytest.fixture
def given(team):
    return help_given.deliver(by=team, at=AT, on=ON, help=money(3000, 1)).assistance.pk


def test_the_page_of_a_forum_leads_to_its_minutes(enter, team, forum, worker):
    client = enter(team)
    href = f"/documents/new/forum-minutes/?area={OURS}&amp;number={forum}"
    assert href in text(client.get(f"/targets/forums/{forum}/"))
    form = text(client.get(href.replace("&amp;", "&")))
    assert f'value="{forum}"' in form and 'name="with_names"' in form
    client.post("/documents/new/forum-minutes/", {"area": OURS, "number": forum, "form": "pdf", "with_names": "on"})
    worker()
    paper = Issued.objects.get()
    assert (paper.kind, paper.number, paper.has_names) == ("forum-minutes", forum, True)


def test_the_page_of_help_leads_to_its_receipt_and_after_withdrawal_no_more(enter, team, given, worker):
    client = enter(team)
    href = f"/documents/new/receipt/?area={OURS}&amp;number={given}"
    assert href in text(client.get(f"/help/{given}/"))
    client.post("/documents/new/receipt/", {"area": OURS, "number": given, "form": "docx"})
    worker()
    paper = Issued.objects.get()
    assert (paper.kind, paper.form, paper.has_names) == ("receipt", "docx", False)
    help_given.withdraw(by=team, at=AT, assistance=given, because="บันทึกผิด")
    assert "/documents/new/receipt/" not in text(client.get(f"/help/{given}/"))


def test_who_gives_no_help_there_is_offered_no_receipt(enter, governor, given):
    assert "/documents/new/receipt/" not in text(enter(governor).get(f"/help/{given}/"))


def test_two_dimensions_are_chosen_on_the_form_and_what_cannot_be_is_said(enter, team, worker):
    client = enter(team)
    assert 'name="across"' in text(client.get(f"/documents/new/cross-table/?area={OURS}"))
    client.post("/documents/new/cross-table/", {"area": OURS, "form": "xlsx", "by": "stage", "across": "sex"})
    worker()
    assert Issued.objects.get().kind == "cross-table"
    sent = client.post("/documents/new/cross-table/", {"area": OURS, "form": "pdf", "by": "month", "across": "dimension"})
    worker()
    assert "แยกได้อีกตาม" in text(client.get(sent.headers["Location"])) and Job.objects.filter(state="failed").count() == 1
