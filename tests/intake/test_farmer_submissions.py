"""Visits to farmers that phones send: each once, in its order, refused where the farmer or the season has ended, and forgotten with
them."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from nsc.access import phones, scope
from nsc.access.models import Assignment
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed
from nsc.intake import held_submissions, submission_desk
from nsc.intake.models import Submission
from nsc.reports import bundles
from nsc.tambon import farmers, initiatives, seasons
from nsc.tambon.models import FieldPicture, FieldVisit
from tests.casework.conftest import AT
from tests.files import pictures
from tests.in_hand import in_hand

pytestmark = pytest.mark.django_db
TAMBON, TODAY = "600908", AT.date().isoformat()
SAID = {"on": TODAY, "seen": "ใบเหลือง", "advice": "ให้น้ำ", "followed": "first"}


@pytest.fixture
def malee(hire):
    return hire("malee", "มาลี", "smart_tambon_team", TAMBON)


@pytest.fixture
def told(malee):
    told = {"by": malee, "at": AT, "area": TAMBON}
    initiatives.begin(**told)
    person = {"first_name": "บัวผัน", "last_name": "นาดี", "village": f"{TAMBON}01", "crop": "กล้วย", "consent_on": AT.date()}
    return told | {"farmer": farmers.enrol(**told, **person, phone="0812345678", mark=uuid4())}


@pytest.fixture
def season(told):
    begin = AT.date() - timedelta(days=30)
    return seasons.plan(**told, year=2026, name="ต้นฝน", starts_on=begin, ends_on=begin + timedelta(days=90), unit="กก.")


@pytest.fixture
def phone(malee):
    return in_hand(malee)


def visit(phone, told, season, said=(), **outside):
    outside = {"household": f"f{told['farmer']}", "form": 2} | outside
    return phone.finished("farmer.visit", {"season": season, **SAID, **dict(said)}, **outside)


def asked(user):
    return bundles.bundle(user, at=AT, have={}, all_="", words="", notice=(1, ""))


def test_a_visit_is_recorded_once_with_what_was_measured(phone, told, season):
    sent = visit(phone, told, season, {"stage": "grow", "planted": 400, "yielded": 20.5, "next_on": TODAY})
    first, again = phone.send(sent)[0], phone.send(sent)[0]
    assert first == again and first.state == "stored"
    made = FieldVisit.objects.get()
    assert (made.mark, made.stage, made.planted, made.yielded, made.is_from_phone) == (sent.id, "grow", 400, Decimal("20.5"), True)
    assert Submission.objects.get().sealed is None


def test_pictures_follow_their_visit_in_the_order_of_the_farmer(phone, told, season):
    sent = visit(phone, told, season)
    file = phone.brings(pictures.photograph())
    told_ = {"visit": str(sent.id), "file": str(file)}
    picture = phone.finished("farmer.photograph", told_, household=f"f{told['farmer']}", form=2, after=sent.id)
    assert [each.state for each in phone.send(picture)] == ["waiting"]
    phone.send(sent)
    assert Submission.objects.get(pk=picture.id).state == "stored" and FieldPicture.objects.get().visit.mark == sent.id


def test_two_peoples_first_visits_both_stand(phone, hire, told, season):
    other = in_hand(hire("wan", "วรรณ", "smart_tambon_team", TAMBON))
    assert [each.send(visit(each, told, season))[0].state for each in (phone, other)] == ["stored", "stored"]
    refused = phone.send(visit(phone, told, season))[0]  # her own she knew of
    assert refused.state == "refused" and FieldVisit.objects.count() == 2


def test_who_has_left_is_not_visited_after_that_day_and_it_says_so(phone, told, season):
    farmers.leave(**told, on=AT.date() - timedelta(days=1), because="ย้ายไปที่อื่น")
    [answer] = phone.send(visit(phone, told, season))
    assert answer.state == "refused" and "ออกจากงานตำบล" in answer.because.message
    mended = visit(phone, told, season, {"on": (AT.date() - timedelta(days=2)).isoformat()})
    assert phone.send(mended)[0].state == "stored"


def test_the_old_form_and_a_wrong_key_are_refused_and_kept(phone, told, season):
    for sent in (
        visit(phone, told, season, form=1),
        visit(phone, told, season, household="f999999"),
        visit(phone, told, season, household=""),
    ):
        assert phone.send(sent)[0].state == "refused" and Submission.objects.get(pk=sent.id).sealed


def test_the_desk_reads_it_with_the_right_to_see_farmers(phone, told, season, district_officer):
    sent = visit(phone, told, season, {"seen": ""})
    phone.send(sent)
    opened = submission_desk.find(district_officer, sent.id, at=AT)
    assert opened.has_names and opened.line.area_code == TAMBON and opened.words


def test_who_is_forgotten_leaves_nothing_waiting_and_nothing_late(phone, told, season):
    waits = visit(phone, told, season, {"seen": ""})
    phone.send(waits)
    held_submissions.forget_farmer(**told, because="ขอให้ลบ")
    late = visit(phone, told, season)
    assert phone.send(late)[0].state == "refused"
    assert set(Submission.objects.values_list("state", "sealed")) == {("dropped", None)}


def test_the_teams_phone_has_its_farmers_and_no_household(malee, told, season):
    found = asked(malee)
    assert found.households == () and len(found.farmers) == 1 and "นางบัวผัน" not in found.text() and "บัวผัน" in found.farmers[0]
    assert "0812345678" not in found.text()


def test_a_mentor_sees_no_farmer_and_a_stranger_none_of_ours(somjai, hire, told, season):
    assert asked(somjai).farmers == ()
    assert asked(hire("far", "ไกล", "smart_tambon_team", "600102")).farmers == ()


def test_the_phone_ends_when_neither_right_is_left(phone, malee, at):
    phones.check(phone.now(), at=at)
    assert phone.now().ended_at is None
    Assignment.objects.filter(user=malee).delete()
    scope.forget(malee)
    phones.check(row := phone.now(), at=at)
    assert row.ended_at and not phones.has_visits(row.user)
    with pytest.raises((NotAllowed, OutOfSight)):
        asked(row.user)
