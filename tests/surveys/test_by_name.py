"""People are found by name: the nearest first, where they were seen last, and by nobody who may not read it."""

import polars as pl
import pytest
from django.utils import timezone

from nsc.access import reach, users
from nsc.areas import authorities
from nsc.intake import imports
from nsc.ops.main import main
from nsc.privacy import erasure
from nsc.registry import people as register
from nsc.registry.models import Household
from nsc.surveys import by_name, lists
from nsc.surveys.by_name import Nearness
from nsc.surveys.models import ListedPerson, Member, NameWord
from tests import named
from tests.surveyed import OURS, household_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def surveyed(province, tmp_path):
    named.first(tmp_path)
    named.second(tmp_path)


def found(user, text: str, limit: int = 9) -> list[str]:
    return [f"{each.first_name} {each.last_name}" for each in by_name.find(user, text, limit=limit)]


@pytest.mark.usefixtures("surveyed")
def test_however_it_is_written_and_in_whichever_order(provincial_officer):
    ours, theirs = "ณัฐพล ศรีสุข", "ณัฐพล ทองดี"
    for said in ("ณัฐพล", "นายณัฐพล", "ณั", "นัฐพล", "นัดพน", "ฐพล", "ณัฐพา"):
        assert set(found(provincial_officer, said)) == {ours, theirs}, said
    for said in ("ณัฐพล ศรีสุข", "ศรีสุข ณัฐพล", "นาย ณัฐพล ศรี", "นัฐพล สีสุข", "สีสุข นัฐ", "ณัฐพล ศรีสข"):
        assert found(provincial_officer, said) == [ours], said
    assert set(found(provincial_officer, "สีสุข")) == {ours, "วรรณา ศรีสุข"}
    assert found(provincial_officer, "ณ") == found(provincial_officer, "") == found(provincial_officer, "ศรีสุข อื่น") == []


@pytest.mark.usefixtures("surveyed")
def test_the_nearest_comes_first_and_says_how_near_it_is(provincial_officer):
    def near(text):
        return by_name.find(provincial_officer, text, limit=9)[0].nearness

    said = {"ณัฐพล": Nearness.EXACT, "ณัฐ": Nearness.BEGINS, "นัฐพล": Nearness.SOUNDS, "ฐพล": Nearness.HOLDS, "ณัฐพา": Nearness.NEAR}
    assert {text: near(text) for text in said} == said


@pytest.mark.usefixtures("surveyed")
def test_whom_only_an_older_round_found_is_found_as_such_and_nobody_twice(provincial_officer):
    (gone,) = by_name.find(provincial_officer, "สมชาย", limit=9)
    assert (gone.year, gone.is_past, gone.household) == (2018, True, household_id(1))
    (here,) = by_name.find(provincial_officer, "ณัฐพล ศรีสุข", limit=9)
    assert (here.year, here.is_past, here.area_code) == (2021, False, OURS)
    assert found(provincial_officer, "วรรณา") == [
        "วรรณา ศรีสุข"
    ]  # without a national id: another person in every round, the same to a reader


@pytest.mark.usefixtures("surveyed")
def test_each_finds_their_own(hire, somjai, prasit, governor, district_officer, hospital, nurse):
    head = hire("head", "ผู้ใหญ่บ้าน", "village_head", OURS)
    assert found(district_officer, "ณัฐพล") == found(head, "ณัฐพล") == ["ณัฐพล ศรีสุข"]
    for user in (governor, somjai, prasit, nurse):
        assert found(user, "ณัฐพล") == []
    reach.give(household=household_id(1), to=somjai, purpose="mentor")
    reach.give(household=household_id(4), to=hospital, purpose="referral")
    assert found(somjai, "ณัฐพล") == found(somjai, "ศรีสุข ณัฐพล") == ["ณัฐพล ศรีสุข"]
    assert found(nurse, "นัฐพล") == ["ณัฐพล ทองดี"]
    everybody = list(Member.objects.values_list("person", flat=True))
    assert {each.household for each in by_name.of_people(nurse, everybody)} == {household_id(4)}
    assert by_name.of_people(governor, everybody) == by_name.of_people(prasit, everybody) == []


@pytest.mark.usefixtures("surveyed")
def test_a_local_authority_finds_the_people_of_its_households(hire, operator, at):
    ours = authorities.ensure(["อบต.ทดสอบ"], source="test")["อบต.ทดสอบ"]
    Household.objects.filter(pk=household_id(4)).update(authority=ours)
    officer = hire("abt", "อบต.")
    users.assign(by=operator, at=at, user=officer, role="local_authority_officer", area="60", authority=ours)
    assert found(officer, "ณัฐพล") == ["ณัฐพล ทองดี"]


def test_what_is_published_withdrawn_and_published_again_is_found_as_it_counts(province, tmp_path, operator, provincial_officer):
    assert found(provincial_officer, "ณัฐพล") == []
    named.first(tmp_path)
    assert len(found(provincial_officer, "ณัฐพล")) == 2
    batch = named.second(tmp_path)
    imports.undo(by=operator, at=timezone.now(), batch=batch.pk)
    (gone,) = by_name.find(provincial_officer, "สมชาย", limit=9)
    assert not gone.is_past  # the round before is the newest again


@pytest.mark.usefixtures("surveyed")
def test_who_was_made_nameless_is_found_no_more_and_neither_is_the_surname(provincial_officer):
    member = Member.objects.filter(first_name="ณัฐพล", last_name="ทองดี").first()
    people = Member.objects.filter(person=member.person_id)
    erasure.blank(people, ListedPerson.objects.none())
    assert found(provincial_officer, "ทองดี") == [] and found(provincial_officer, "ณัฐพล") == ["ณัฐพล ศรีสุข"]
    assert "ทองดี" not in {bytes(word.text).decode() for word in NameWord.objects.all()}  # the given name is borne by another


@pytest.mark.usefixtures("surveyed")
def test_recount_mends_the_index_and_sweeps_words_that_nobody_bears(provincial_officer, capsys):
    before = set(Member.objects.values_list("pk", "first_word", "last_word", "year", "area_code"))
    Member.objects.update(first_word=None, last_word=None, year=0, area_code="")
    NameWord.objects.create(text="ไม่มีใคร".encode(), sound=b"x")
    assert found(provincial_officer, "ณัฐพล") == []
    assert main(["recount"]) == 0
    assert set(Member.objects.values_list("pk", "first_word", "last_word", "year", "area_code")) == before
    assert not NameWord.objects.filter(sound=b"x").exists()


@pytest.mark.usefixtures("surveyed")
def test_whom_a_list_alone_knows_is_found_until_it_is_withdrawn(operator, at, provincial_officer, district_officer):
    (person,) = register.enrol(pl.Series([None], dtype=pl.String), pl.Series([None], dtype=pl.Binary))
    home = {"hid": [1], "household_id": [household_id(1)], "row": [1], "area_code": [OURS], "house_no": [""], "pattern": [1]}
    row = {"hid": [1], "person_id": [person], "row": [1], "title": ["นาง"], "first_name": ["มะลิ"], "last_name": ["หอม"], "pattern": [1]}
    made = lists.publish(
        by=operator, at=at, year=2022, source="x", sha256="0" * 64, households=pl.DataFrame(home), persons=pl.DataFrame(row), left_out=0
    )
    (listed,) = by_name.find(district_officer, "มะลิ หอม", limit=9)
    assert (listed.is_listed, listed.year) == (True, 2022)
    lists.withdraw(by=operator, at=at, target_list=made.pk)
    assert found(provincial_officer, "มะลิ") == []


@pytest.mark.usefixtures("surveyed")
def test_it_asks_little_however_little_it_finds(provincial_officer, django_assert_max_num_queries):
    by_name.find(provincial_officer, "ณัฐพล", limit=9)
    with django_assert_max_num_queries(12):
        by_name.find(provincial_officer, "ณัฐพล", limit=1)
    with django_assert_max_num_queries(26):
        by_name.find(provincial_officer, "สมชาย ศรีสุข", limit=9)
