"""The one box: what was meant, who finds it, and what is left on record."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsc.access import limits
from nsc.access.models import AuditLine
from nsc.areas import authorities
from nsc.casework import proposals
from nsc.registry.models import Household
from nsc.reports import search, typed
from nsc.surveys.models import Batch
from tests import named
from tests.survey_files import house_code, national_id
from tests.surveyed import OURS, household_id
from tests.web.conftest import province

__all__ = ["province"]
SECRET = national_id(1)


@pytest.fixture
def surveyed(province, db, tmp_path):
    named.first(tmp_path)
    named.second(tmp_path)


def found(user, at, text: str, **asked) -> dict[str, list]:
    return {group.key: list(group.hits) for group in search.find(user, at=at, text=text, **asked).groups}


def people(user, at, text: str) -> list[str]:
    return ["".join(piece for piece, _hit in each.name) for each in found(user, at, text).get("persons", [])]


# — who is in no list —


@pytest.fixture
def missed(province, operator, at):
    who = proposals.Who("homeless", "600908", "ณัฐพล", "ตกหล่นดี", title="นาย")
    return proposals.propose(by=operator, at=at, fiscal_year=2026, who=who, reason="อยู่ใต้สะพาน ไม่มีใครสำรวจ")


def test_who_was_proposed_as_missed_is_found_by_name_however_it_is_spelt(missed, district_officer, at):
    for said in ("นัฐพล", "ณัฐ", "ตกหล่นดี ณัฐพล", "นายณัฐพล ตกหล่น"):
        assert [each.number for each in found(district_officer, at, said)["missed"]] == [missed.pk], said
    assert "missed" not in found(district_officer, at, "ณ")
    assert "missed" not in found(district_officer, at, "ณัฐพล ใจดี")
    assert AuditLine.objects.filter(by=district_officer, verb="proposal.see", count=1).exists()


def test_only_where_names_may_be_read(missed, governor, prasit, at):
    for user in (governor, prasit):  # masked; of another district
        assert "missed" not in found(user, at, "ณัฐพล")


# — what was meant —


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("1-9900-00000-01-2", {"national_id": "1990000000012"}),
        ("๑๙๙๐๐๐๐๐๐๐๐๑๒", {"national_id": "1990000000012"}),
        ("6099-000000-1", {"house_code": "60990000001"}),
        ("12/3 หมู่ 4", {"house_no": "12/3", "moo": 4}),
        ("บ้านเลขที่ ๑๒ / ๓ ม.4 นาขอม", {"house_no": "12/3", "moo": 4, "where": "นาขอม"}),
        ("12", {"house_no": "12", "case": 12, "referral": 12}),
        ("เคส 12", {"case": 12}),
        ("ส่งต่อ ๑๒", {"referral": 12}),
        ("1990000", {"case": 1990000, "referral": 1990000}),
        ("ศรีสุข", {}),
    ],
)
def test_what_is_typed_says_what_it_is(said, meant):
    read = typed.read(said)
    assert {name: value for name, value in vars(read).items() if value and name != "text"} == meant
    assert read.is_a_name == (not meant)


@given(st.text(max_size=100))
def test_anything_may_be_typed(said):
    assert len(typed.read(said).text) <= typed.LONGEST


@given(st.text(max_size=40), st.text(max_size=20))
def test_a_name_in_pieces_is_the_name(name, said):
    assert "".join(piece for piece, _hit in typed.marked(name, said)) == name


def test_what_was_typed_is_marked_with_its_tone_marks():
    assert typed.marked("นายแก้ว จันทร์ดี", "แกว จันทร") == (("นาย", False), ("แก้ว", True), (" ", False), ("จันทร์", True), ("ดี", False))


# — who finds it —


@pytest.mark.usefixtures("surveyed")
def test_a_national_id_counts_whole_and_for_who_may_read_the_name(provincial_officer, prasit, governor, at):
    assert people(provincial_officer, at, SECRET) == ["นายณัฐพล ศรีสุข"]
    assert people(provincial_officer, at, f"{SECRET[0]}-{SECRET[1:5]}-{SECRET[5:10]}-{SECRET[10:12]}-{SECRET[12]}") == ["นายณัฐพล ศรีสุข"]
    assert people(provincial_officer, at, SECRET[:12]) == people(provincial_officer, at, SECRET[1:]) == []
    assert people(prasit, at, SECRET) == people(governor, at, SECRET) == []


@pytest.mark.usefixtures("surveyed")
def test_numbers_tried_in_turn_end_soon(provincial_officer, at, monkeypatch):
    monkeypatch.setattr(limits, "PERSON", limits.Limit("person", 1, timedelta(days=1)))
    search.find(provincial_officer, at=at, text=SECRET)
    with pytest.raises(limits.TooOften):
        search.find(provincial_officer, at=at, text=national_id(2))
    assert people(provincial_officer, at, "ณัฐพล") != []


@pytest.mark.usefixtures("surveyed")
def test_a_house_by_its_number_moo_and_place(provincial_officer, district_officer, governor, at):
    ours, theirs = household_id(1), household_id(4)

    def houses(user, text):
        return [hit.household for hit in found(user, at, text).get("households", [])]

    assert houses(provincial_officer, "12/3") == [theirs, ours] and houses(district_officer, "12/3") == [ours]
    assert houses(provincial_officer, "12/3 หมู่ 4") == houses(provincial_officer, "๑๒/๓ ม.4 ไพศาลี") == [ours]
    assert houses(provincial_officer, "12/3 ม.5") == houses(provincial_officer, "12/3 ไม่มีที่นี่") == houses(governor, "12/3") == []


@pytest.mark.usefixtures("surveyed")
def test_a_house_code_finds_the_house_masked_where_names_are_masked(provincial_officer, governor, prasit, at):
    def house(user):
        return found(user, at, house_code(1)).get("households", [])

    assert [hit.house_no for hit in house(provincial_officer)] == ["12/3"]
    assert [(hit.household, hit.house_no) for hit in house(governor)] == [(household_id(1), "")]
    assert house(prasit) == []


@pytest.mark.usefixtures("surveyed")
def test_what_was_never_published_is_found_by_nobody(provincial_officer, at):
    Batch.objects.update(state=Batch.State.STAGING)
    assert (
        found(provincial_officer, at, house_code(1)) == found(provincial_officer, at, "12/3") == found(provincial_officer, at, "ณัฐพล") == {}
    )


@pytest.mark.usefixtures("surveyed")
def test_places_and_offices_of_ones_own_and_accounts_for_who_administers_them(provincial_officer, district_officer, prasit, citizen, at):
    authorities.ensure(["อบต.ไพศาลี"], source="test")
    assert {place.code for place in found(district_officer, at, "ไพศาลี")["places"]} == {"6009", "600908"}
    assert "authorities" in found(provincial_officer, at, "อบต.ไพศาลี") and "authorities" not in found(prasit, at, "อบต.ไพศาลี")
    assert [account.username for account in found(provincial_officer, at, "prasit")["users"]] == ["prasit"]
    assert found(prasit, at, "prasit") == found(citizen, at, "ไพศาลี") == {}


@pytest.mark.usefixtures("surveyed")
def test_names_nearby_are_shown_where_nothing_else_is_found(provincial_officer, at):
    assert people(provincial_officer, at, "ณัฐพา") != []
    Household.objects.filter(pk=household_id(1)).update(area_code=OURS)
    authorities.ensure(["เทศบาลตำบลณัฐพา"], source="test")
    assert set(found(provincial_officer, at, "ณัฐพา")) == {"authorities"}


@pytest.mark.usefixtures("surveyed")
def test_of_one_group_a_page_at_a_time(provincial_officer, at, monkeypatch):
    monkeypatch.setattr(search, "PER_PAGE", 1)
    monkeypatch.setattr(search, "FEW", 1)
    (few,) = search.find(provincial_officer, at=at, text="ณัฐพล").groups
    assert (len(few.hits), few.has_more) == (1, True)
    pages = [search.find(provincial_officer, at=at, text="ณัฐพล", group="persons", page=page).groups[0] for page in (1, 2, 9)]
    assert [(page.first, page.found, page.has_more) for page in pages] == [(1, 2, False), (2, 2, False), (2, 2, False)]
    assert pages[0].hits != pages[1].hits == pages[2].hits


# — on record —


@pytest.mark.usefixtures("surveyed")
def test_whoever_was_shown_is_on_record_once_a_minute_and_the_words_never(provincial_officer, at):
    for text in ("ณั", "ณัฐ", "ณัฐพล", "ณัฐพล ศรี"):
        search.find(provincial_officer, at=at, text=text)
    (line,) = AuditLine.objects.filter(verb="search.see")
    assert set(line.households.split()) == {str(household_id(1)), str(household_id(4))}
    assert (line.count, line.detail, line.because) == (2, "by=name", "")
    search.find(provincial_officer, at=at + timedelta(minutes=1), text=SECRET)
    second = AuditLine.objects.filter(verb="search.see").latest("pk")
    assert (second.count, second.detail) == (1, "by=national_id")
    told = str(list(AuditLine.objects.filter(verb="search.see").values()))
    assert "ณั" not in told and SECRET not in told


@pytest.mark.usefixtures("surveyed")
def test_what_shows_no_name_leaves_no_line(governor, provincial_officer, at):
    search.find(governor, at=at, text=house_code(1))
    search.find(provincial_officer, at=at, text="ไพศาลี")
    search.find(provincial_officer, at=at, text="ก")
    assert not AuditLine.objects.filter(verb="search.see").exists()


@pytest.mark.usefixtures("surveyed")
def test_it_asks_little(provincial_officer, at, django_assert_max_num_queries):
    for text, most in (("ณัฐพล", 26), ("ไพศาลี", 32), ("12/3 หมู่ 4", 8), (SECRET, 16), ("12", 16)):
        with django_assert_max_num_queries(most):
            search.find(provincial_officer, at=at, text=text)
