"""Farmers are followed through a season; who may not see them is told counts."""

import io
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.files.models import StoredFile
from nsc.poverty.small import HIDDEN
from nsc.tambon import farmers, farmers_held, seasons
from nsc.tambon.models import Farmer, FarmSeason, FieldVisit
from tests.files import pictures
from tests.tambon.conftest import TAMBON

D = Decimal
ON = date(2026, 1, 10)
PERSON = {"first_name": "บัวผัน", "last_name": "นาดี", "title": "นาง", "village": f"{TAMBON}01", "crop": "กล้วย", "consent_on": ON}


@pytest.fixture
def told(team, at, begun):
    return {"by": team, "at": at, "area": TAMBON}


def enrolled(told, **other) -> int:
    return farmers.enrol(**told, **PERSON | {"mark": uuid4()} | other)


@pytest.fixture
def farmer(told):
    return enrolled(told, phone="081-234-5678", plot=1_440)


SEASON = {"year": 2026, "name": "ต้นฝน", "starts_on": ON, "ends_on": ON + timedelta(days=90), "unit": "กก."}


@pytest.fixture
def season(told, farmer):
    return seasons.plan(**told, farmer=farmer, **SEASON, planned=D(100), yield_before=D(80), income_before=D(1_000))


@pytest.fixture
def of_it(told, farmer, season):
    return told | {"farmer": farmer, "season": season}


def visited(of_it, followed="first", **other) -> int:
    return seasons.visit(**of_it, **{"on": ON, "saw": "ใบเหลือง", "advice": "ให้น้ำ", "followed": followed, "mark": uuid4()} | other)


def test_a_farmer_is_one_however_often_the_form_is_sent(told):
    mark = uuid4()
    assert enrolled(told, mark=mark) == enrolled(told, mark=mark) and Farmer.objects.count() == 1


def test_the_telephone_lies_sealed_and_is_read_on_their_own_page_alone(team, told, farmer, at):
    assert b"0812345678" not in bytes(Farmer.objects.get().phone_sealed)
    found = farmers.find(team, TAMBON, farmer, at=at)
    assert (found.phone, found.name, found.plot) == ("0812345678", "นางบัวผัน นาดี", 1_440)
    assert AuditLine.objects.filter(verb="farmer.see", by=team).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"first_name": " "}, {"village": "60010201"}, {"village": TAMBON}, {"phone": "12"}, {"consent_on": date(2027, 1, 1)}, {"crop": ""}],
)
def test_who_is_not_told_enough_of_is_refused(told, wrong):
    with pytest.raises(Refused):
        enrolled(told, **wrong)
    assert not Farmer.objects.exists()


def test_names_are_masked_for_who_may_not_see_them_and_only_their_openings_are_recorded(hire, team, told, farmer, at):
    governor = hire("governor", "ผู้ว่าฯ", "executive", "60")
    masked, named = (farmers.listed(who, TAMBON, at=at) for who in (governor, team))
    assert "บัวผัน" not in masked.rows[0].name and not masked.has_names
    assert named.rows[0].name == "นางบัวผัน นาดี" and named.has_names
    assert [(line.by, line.count) for line in AuditLine.objects.filter(verb="farmer_list.see")] == [(team, 1)]
    for asks in (lambda: farmers.find(governor, TAMBON, farmer, at=at), lambda: seasons.of_farmer(governor, TAMBON, farmer)):
        with pytest.raises(NotAllowed):
            asks()


def test_a_stranger_sees_no_farmer(hire, told, farmer, at):
    stranger = hire("lek", "เล็ก", "smart_tambon_team", "600102")
    asked = (farmers.listed, seasons.report)
    with pytest.raises(OutOfSight):
        asked[0](stranger, TAMBON, at=at)
    with pytest.raises(OutOfSight):
        asked[1](stranger, TAMBON)


def test_the_list_is_narrowed_by_village_and_costs_the_same_for_many(team, told, farmer, at, django_assert_num_queries):
    other = enrolled(told, village=f"{TAMBON}02")
    assert [row.id for row in farmers.listed(team, TAMBON, at=at, village=f"{TAMBON}02").rows] == [other]
    for _n in range(5):
        enrolled(told)
    with django_assert_num_queries(5):  # the initiative, the list, its line, and the savepoint around them
        farmers.listed(team, TAMBON, at=at)


def test_a_season_is_planned_once_and_corrected_until_it_is_finished(told, of_it, farmer, season):
    assert seasons.plan(**told, farmer=farmer, **SEASON, planned=D(120)) == season
    assert FarmSeason.objects.get().planned == 120
    seasons.finish(**of_it, yield_after=D(110), income_after=D(-50))  # a loss is a loss
    seasons.finish(**of_it, yield_after=D(110), income_after=D(-50))
    assert AuditLine.objects.filter(verb="farm_season.finish").count() == 1
    with pytest.raises(Refused):
        seasons.plan(**told, farmer=farmer, **SEASON, planned=D(90))
    with pytest.raises(Refused):
        seasons.finish(**of_it, yield_after=D(-1), income_after=None)


def test_a_visit_tells_what_was_seen_and_whether_advice_was_followed(team, of_it, farmer):
    mark = uuid4()
    assert visited(of_it, mark=mark) == visited(of_it, mark=mark)
    visited(of_it, "partly", on=ON + timedelta(days=3), why="น้ำไม่พอ", advice="ขอเครื่องสูบ")
    (sown,) = seasons.of_farmer(team, TAMBON, farmer)
    assert [(each.followed, each.why, each.saw) for each in sown.visits] == [("partly", "น้ำไม่พอ", "ใบเหลือง"), ("first", "", "ใบเหลือง")]
    assert "ใบเหลือง".encode() not in bytes(FieldVisit.objects.first().seen_sealed)


@pytest.mark.parametrize(
    "wrong", [{"followed": "no"}, {"followed": "first"}, {"followed": "often"}, {"on": date(2027, 1, 1)}, {"saw": " ", "followed": "yes"}]
)
def test_a_visit_that_says_too_little_is_refused(of_it, wrong):
    visited(of_it)
    with pytest.raises(Refused):
        visited(of_it, **wrong)
    assert FieldVisit.objects.count() == 1


def test_a_picture_is_opened_by_who_may_see_farmers_and_leaves_a_line(hire, team, of_it, at):
    visited(of_it, file=io.BytesIO(pictures.photograph()))
    (picture,) = seasons.of_farmer(team, TAMBON, of_it["farmer"])[0].visits[0].pictures
    assert b"".join(seasons.picture(team, TAMBON, picture, at=at)).startswith(b"\xff\xd8")
    assert AuditLine.objects.filter(verb="field_picture.see", by=team).count() == 1
    with pytest.raises(NotAllowed):
        seasons.picture(hire("governor", "ผู้ว่าฯ", "executive", "60"), TAMBON, picture, at=at)


def test_the_report_of_a_few_is_for_who_may_see_them(hire, team, of_it):
    visited(of_it)
    visited(of_it, "yes", on=ON + timedelta(days=2))
    seasons.finish(**of_it, yield_after=D(110), income_after=D(1_500))
    whole = seasons.report(team, TAMBON)
    assert (whole.name, whole.farmers, whole.asked, whole.followed["yes"]) == ("ต้นฝน", 1, 1, 1)
    assert (whole.income.before, whole.income.after, whole.yields["กก."].n) == (D(1_000), D(1_500), 1)
    kept = seasons.report(hire("governor", "ผู้ว่าฯ", "executive", "60"), TAMBON)
    assert kept.farmers is HIDDEN and kept.followed["yes"] is HIDDEN and kept.income.before is None and kept.yields["กก."].n is HIDDEN


def test_a_tambon_without_a_season_reports_none(team, begun):
    assert seasons.report(team, TAMBON).name == "" and seasons.report(team, TAMBON, year=2020, name="ไม่มี").choices == ()


def test_who_leaves_is_followed_no_more_and_what_was_recorded_stays(team, told, of_it, farmer, at):
    farmers.leave(**told, farmer=farmer, on=ON, because="ย้ายบ้าน")
    assert farmers.listed(team, TAMBON, at=at).rows == () and len(farmers.listed(team, TAMBON, at=at, with_left=True).rows) == 1
    with pytest.raises(Refused):
        seasons.plan(**told, farmer=farmer, **SEASON | {"name": "ปลายฝน"})
    assert FarmSeason.objects.count() == 1


def test_who_asks_to_be_forgotten_is_and_the_figures_are_nobodys(team, told, of_it, farmer, at):
    visited(of_it, file=io.BytesIO(pictures.photograph()))
    seasons.finish(**of_it, yield_after=D(110), income_after=D(1_500))
    assert any("บัวผัน" in text for _kind, _on, _state, text in farmers_held.about([farmer]))
    farmers.forget(**told, farmer=farmer, because="ขอให้ลบ")
    assert not any("บัวผัน" in text or "ใบเหลือง" in text for _kind, _on, _state, text in farmers_held.about([farmer]))
    assert farmers.listed(team, TAMBON, at=at, with_left=True).rows == () and seasons.report(team, TAMBON).income.after == D(1_500)
    assert Farmer.objects.get().phone_sealed is None and StoredFile.objects.get().purged_at == at
    with pytest.raises(Refused):
        farmers.correct(**told, farmer=farmer, first_name="บัว", last_name="", village=f"{TAMBON}01", crop="กล้วย")
    with pytest.raises(Refused):
        visited(of_it, "yes")


def test_what_is_known_of_a_farmer_is_corrected(team, told, farmer, at):
    farmers.correct(**told, farmer=farmer, first_name="บัวผัน", last_name="ทองดี", village=f"{TAMBON}02", crop="กล้วยหอม")
    found = farmers.find(team, TAMBON, farmer, at=at)
    assert (found.last_name, found.crop, found.phone, found.plot) == ("ทองดี", "กล้วยหอม", "", None)
