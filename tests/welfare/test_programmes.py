"""The catalogue: loaded, added to, changed from a day on, closed."""

from datetime import date

import pytest

from nsc.access.models import AuditLine
from nsc.access.scope import OutOfSight
from nsc.errors import NotAllowed, Refused
from nsc.welfare import programmes
from nsc.welfare.eligibility import Rule
from nsc.welfare.models import Programme, Terms
from tests.welfare.conftest import AT, ELDERLY

pytestmark = pytest.mark.django_db
NEW = {"code": "governor-fund", "name": "กองทุนผู้ว่าฯ", "kind": "discretion", "form": "money", "owner": "จังหวัดนครสวรรค์"}
RAISED = {
    "code": ELDERLY,
    "valid_from": date(2026, 10, 1),
    "rule": Rule(age_from=60),
    "per": "month",
    "source": "มติ ครม.",
    "amounts": "60:1000",
}


@pytest.fixture(autouse=True)
def loaded(db):
    programmes.load()


def entry(code: str) -> programmes.Entry:
    return next(each for each in programmes.entries() if each.code == code)


def test_the_first_entries_stand_in_three_lists_each_dated_and_sourced():
    known = programmes.entries()
    assert {each.kind for each in known} == {"law", "discretion", "round"} and len(known) == 13
    assert all(version.source for each in known for version in each.versions) and all(each.versions for each in known)
    assert entry(ELDERLY).versions[0].is_official and not entry("elderly-house").versions[0].is_official
    assert not entry("elderly-funeral").versions[0].rule.is_by_rule  # of the dead: nobody is found entitled


def test_loading_again_changes_nothing_and_leaves_what_people_have_set(provincial_officer):
    programmes.set_terms(by=provincial_officer, at=AT, **RAISED | {"valid_from": date(2026, 1, 1)})
    programmes.close(by=provincial_officer, at=AT, code="sufficient-house", on=date(2026, 1, 1), because="หมดงบ")
    before = list(Terms.objects.order_by("pk").values())
    programmes.load()
    assert list(Terms.objects.order_by("pk").values()) == before
    assert Programme.objects.get(code="sufficient-house").closed_on == date(2026, 1, 1)


def test_new_terms_hold_from_their_day_and_the_old_ones_until_then(provincial_officer):
    programmes.set_terms(by=provincial_officer, at=AT, **RAISED)
    found = entry(ELDERLY)
    assert found.on(date(2026, 9, 30)).amounts.startswith("60:600") and found.on(date(2026, 10, 1)).amounts == "60:1000"
    assert found.on(date(1990, 1, 1)) is None
    assert not found.versions[0].is_official and found.versions[0].by == "กัญญา"
    line = AuditLine.objects.get(verb="programme.set_terms")
    assert (line.by, line.detail) == (provincial_officer, f"{ELDERLY} 2026-10-01")


def test_terms_sent_twice_stand_once_and_others_of_the_day_are_refused(provincial_officer):
    for _time in range(2):
        programmes.set_terms(by=provincial_officer, at=AT, **RAISED)
    assert AuditLine.objects.filter(verb="programme.set_terms").count() == 1
    with pytest.raises(Refused, match="เริ่มใช้"):
        programmes.set_terms(by=provincial_officer, at=AT, **RAISED | {"amounts": "60:900"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": " "},
        {"per": "week"},
        {"amounts": "มาก"},
        {"rule": Rule(age_from=60, age_until=50)},
        {"valid_until": date(2026, 1, 1)},
        {"rule": Rule(fails_indicator=32)},
    ],
)
def test_terms_that_cannot_be_are_refused(provincial_officer, wrong):
    with pytest.raises(Refused):
        programmes.set_terms(by=provincial_officer, at=AT, **RAISED | wrong)
    assert Terms.objects.filter(programme__code=ELDERLY).count() == 1


def test_a_programme_of_the_province_is_added_once(provincial_officer):
    for _time in range(2):
        assert programmes.add(by=provincial_officer, at=AT, **NEW) == "governor-fund"
    assert AuditLine.objects.filter(verb="programme.add").count() == 1 and entry("governor-fund").versions == ()
    with pytest.raises(Refused, match="อยู่แล้ว"):
        programmes.add(by=provincial_officer, at=AT, **NEW | {"name": "อีกกองทุน"})


@pytest.mark.parametrize("wrong", [{"code": "กองทุน"}, {"code": "add"}, {"name": " "}, {"owner": ""}, {"kind": "gift"}, {"form": ""}])
def test_a_programme_that_says_too_little_is_refused(provincial_officer, wrong):
    with pytest.raises(Refused):
        programmes.add(by=provincial_officer, at=AT, **NEW | wrong)


def test_a_closed_programme_finds_nobody_any_more(provincial_officer):
    on = date(2026, 3, 1)
    for _time in range(2):
        programmes.close(by=provincial_officer, at=AT, code="sufficient-house", on=on, because="หมดงบ")
    codes = [each.code for each in programmes.entries(open_on=on)]
    assert "sufficient-house" not in codes and programmes.entries()[-1].code == "sufficient-house"
    assert "sufficient-house" in [each.code for each in programmes.entries(open_on=date(2026, 2, 28))]
    assert AuditLine.objects.get(verb="programme.close").because == "หมดงบ"
    with pytest.raises(Refused, match="ปิดไปแล้ว"):
        programmes.close(by=provincial_officer, at=AT, code="sufficient-house", on=date(2026, 4, 1), because="อีกครั้ง")
    with pytest.raises(Refused, match="เหตุผล"):
        programmes.close(by=provincial_officer, at=AT, code=ELDERLY, on=on, because=" ")


@pytest.mark.parametrize("who", ["district_officer", "data_steward", "somjai"])
def test_only_the_province_changes_the_catalogue(who, request):
    user = request.getfixturevalue(who)
    for verb, told in (
        (programmes.add, NEW),
        (programmes.set_terms, RAISED),
        (programmes.close, {"code": ELDERLY, "on": date(2026, 3, 1), "because": "x"}),
    ):
        with pytest.raises(NotAllowed):
            verb(by=user, at=AT, **told)
    assert not Programme.objects.filter(code="governor-fund").exists()


def test_who_has_no_role_reads_no_catalogue(citizen, somjai):
    assert programmes.catalogue(somjai)
    with pytest.raises(OutOfSight):
        programmes.catalogue(citizen)
    with pytest.raises(OutOfSight):
        programmes.find(somjai, "no-such")


def test_a_round_that_is_over_still_says_whom_the_next_one_looks_for():
    card = entry("welfare-card")
    assert card.on(date(2026, 1, 1)) is not None and not card.is_open(date(2026, 1, 1)) and card.is_open(date(2022, 10, 1))
